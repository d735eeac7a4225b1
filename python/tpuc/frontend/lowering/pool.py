# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Pooling and its inverse."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tpuc.frontend.graph import Layer, Operand, Unsupported, Value
from tpuc.frontend.lowering.shape import reshape, reshape_part
from tpuc.frontend.lowering.window import Window


def max_pool(layer: Layer, x: Operand, window: Window, ceil_mode: bool) -> Value:
    """Maximum over windows."""
    return layer.emit("MaxPool", input=x, **window.fields(), ceil_mode=ceil_mode)


def max_pool_indices(layer: Layer, x: Operand, window: Window, ceil_mode: bool) -> Value:
    """Where the maximum of each window is: its row-major number in the plane."""
    return layer.emit("MaxPoolIndices", input=x, **window.fields(), ceil_mode=ceil_mode)


def max_unpool(layer: Layer, x: Operand, places: Operand, target: Sequence[int]) -> Value:
    """Elements put to their places in planes of a size, all else 0."""
    return layer.emit("MaxUnpool", input=x, indices=places, target_shape=list(target))


def avg_pool(
    layer: Layer, x: Operand, window: Window, ceil_mode: bool, count_include_pad: bool
) -> Value:
    """Mean over windows."""
    return layer.emit(
        "AvgPool",
        input=x,
        **window.fields(),
        ceil_mode=ceil_mode,
        count_include_pad=count_include_pad and any(window.pads),
    )


def lp_pool(layer: Layer, x: Operand, window: Window, order: int) -> Value:
    """The `order`-th root of the sum of powers over windows; padding is zeros.

    A sum is a mean that counts its padding, times the window's size. Where ceil mode has made the
    result larger, its last windows reach into more padding.
    """
    if order < 1:
        raise Unsupported(f"p of {order}")
    shape = layer.shape
    window = _padded_to(window, x.shape[2:], shape[2:])
    size = math.prod(window.kernel)
    powers = layer.part("abs", x.shape, "Abs", input=x)
    if order > 1:
        powers = layer.part("power", x.shape, "Pow", input=powers, const_val=float(order))
    fields = {**window.fields(), "count_include_pad": any(window.pads)}
    mean = layer.part("mean", shape, "AvgPool", input=powers, **fields)
    if order == 1:
        return layer.emit("MulConst", input=mean, const_val=float(size))
    total = layer.part("sum", shape, "MulConst", input=mean, const_val=float(size))
    if order == 2:
        return layer.emit("Sqrt", input=total)
    return layer.emit("Pow", input=total, const_val=1.0 / order)


def _padded_to(window: Window, sizes: Sequence[int], counts: Sequence[int]) -> Window:
    """A window with as much padding at the end as `counts` positions need."""
    rank, pads = len(window.kernel), list(window.pads)
    for i in range(rank):
        extent = window.dilations[i] * (window.kernel[i] - 1) + 1
        reach = (counts[i] - 1) * window.strides[i] + extent
        pads[rank + i] = max(pads[rank + i], reach - sizes[i] - pads[i])
    return replace(window, pads=pads)


@dataclass(frozen=True)
class _Spans:
    """The parts of a dimension that an adaptive pooling joins."""

    starts: npt.NDArray[np.int64]
    widths: npt.NDArray[np.int64]

    @staticmethod
    def of(size: int, count: int) -> _Spans:
        """Part i is from floor(i * size / count) to before ceil((i + 1) * size / count)."""
        i = np.arange(count, dtype=np.int64)
        starts = i * size // count
        return _Spans(starts, -(-(i + 1) * size // count) - starts)

    @property
    def widest(self) -> int:
        return int(self.widths.max())

    @property
    def even(self) -> bool:
        """Whether all parts are of one width."""
        return bool((self.widths == self.widest).all())

    @property
    def stride(self) -> int | None:
        """The step of a window that comes to all parts, or None when there is none."""
        steps = np.unique(np.diff(self.starts))
        if not self.even or len(steps) > 1:
            return None
        return int(steps[0]) if len(steps) else self.widest

    def whole(self, size: int) -> bool:
        """Whether the parts are the elements of a dimension themselves."""
        return len(self.starts) == size

    def places(self) -> npt.NDArray[np.int64]:
        """The elements of all parts in a row; a narrow part ends with its last one again."""
        steps = np.arange(self.widest)
        inside = np.minimum(steps, self.widths[:, None] - 1)
        return (self.starts[:, None] + inside).reshape(-1)

    def weights(self, size: int) -> npt.NDArray[np.float64]:
        """The matrix `[count, size]` of the parts' means."""
        at = np.arange(size) - self.starts[:, None]
        return ((at >= 0) & (at < self.widths[:, None])) / self.widths[:, None]


def adaptive_window(x: Operand, output_size: Sequence[int | None]) -> Window | None:
    """The window of an adaptive pooling to a size; None when no one window comes to all parts."""
    kernel, strides = [], []
    for size, count in zip(x.shape[-len(output_size) :], output_size, strict=True):
        spans = _Spans.of(size, size if count is None else count)
        if spans.stride is None or spans.stride < 1:
            return None
        kernel.append(spans.widest)
        strides.append(spans.stride)
    return Window.make(kernel, strides)


def adaptive_pool(layer: Layer, op: str, x: Operand, output_size: Sequence[int | None]) -> Value:
    """AvgPool or MaxPool to a size, as torch divides what the size does not divide.

    Parts that no window comes to are gathered side by side first; means of parts of several
    widths are matrix products.
    """
    if not output_size:
        raise Unsupported("no spatial dimensions")
    window = adaptive_window(x, output_size)
    if window is None:
        first = x.rank - len(output_size)
        sizes = x.shape[first:]
        spans = [
            _Spans.of(s, s if n is None else n) for s, n in zip(sizes, output_size, strict=True)
        ]
        averaged = [op == "AvgPool" and not each.even for each in spans]
        kernel = [1 if mean else each.widest for mean, each in zip(averaged, spans, strict=True)]
        window = Window.make(kernel, kernel)
        steps = [i for i, size in enumerate(sizes) if not spans[i].whole(size)]
        for i in steps:
            ends = i == steps[-1] and math.prod(kernel) == 1
            step = _means if averaged[i] else _side_by_side
            count = len(spans[i].starts) * kernel[i]
            shape = (*x.shape[: first + i], count, *x.shape[first + i + 1 :])
            x = step(layer if ends else layer.inner(f"parts{i}", shape), x, first + i, spans[i])
            if ends:
                return x
    if op == "AvgPool":
        return avg_pool(layer, x, window, ceil_mode=False, count_include_pad=False)
    return max_pool(layer, x, window, ceil_mode=False)


def _side_by_side(layer: Layer, x: Operand, dim: int, spans: _Spans) -> Value:
    """The parts of one dimension in a row, all as wide as the widest."""
    return layer.emit("Gather", input=x, indices=layer.constant("places", spans.places()), axis=dim)


def _means(layer: Layer, x: Operand, dim: int, spans: _Spans) -> Value:
    """The means of the parts of one dimension: a matrix product with their weights."""
    weights = spans.weights(x.shape[dim])
    if dim == x.rank - 1:
        return layer.emit("MatMul", input=x, right=layer.constant("weights", weights.T))
    matrix = layer.constant("weights", weights)
    if dim == x.rank - 2:
        return layer.emit("MatMul", input=matrix, right=x)
    inner = math.prod(x.shape[dim + 1 :])
    flat = reshape_part(layer, "flat", x, (*x.shape[: dim + 1], inner))
    shape = (*x.shape[:dim], len(spans.starts), inner)
    return reshape(layer, layer.part("product", shape, "MatMul", input=matrix, right=flat))


def flat_places(layer: Layer, places: Operand, plane: Sequence[int], by_columns: bool) -> Value:
    """Places in planes of a size as places in the whole `[N, C, *plane]`, as ONNX numbers them."""
    size = math.prod(plane)
    if math.prod(places.shape[:2]) * size > 2**24:
        raise Unsupported("indices beyond 2^24")
    if by_columns:
        if len(plane) != 2:
            raise Unsupported(f"storage_order 1 of {len(plane)} dimensions")
        height, width = plane
        column = layer.part("column", places.shape, "Mod", lhs=places, rhs=_number(layer, width))
        first = layer.part("first", places.shape, "Sub", lhs=places, rhs=column)
        row = layer.part("row", places.shape, "MulConst", input=first, const_val=1.0 / width)
        row = layer.part("whole", places.shape, "Round", input=row)
        start = layer.part("start", places.shape, "MulConst", input=column, const_val=float(height))
        places = layer.part("turned", places.shape, "Add", lhs=start, rhs=row)
    planes = np.arange(math.prod(places.shape[:2])) * size
    first_of = planes.reshape(*places.shape[:2], *[1] * len(plane))
    return layer.emit("Add", lhs=places, rhs=layer.constant("planes", first_of))


def plane_places(layer: Layer, flat: Operand, plane: Sequence[int]) -> Value:
    """Places in the whole as places in their planes."""
    return layer.part("places", flat.shape, "Mod", lhs=flat, rhs=_number(layer, math.prod(plane)))


def _number(layer: Layer, value: int) -> Operand:
    return layer.constant(f"number{value}", float(value))
