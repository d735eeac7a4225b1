# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tensors of the network while it is walked over: views, and writing to them.

The top dialect has no memory: an in-place operator makes a new tensor. Which tensors share
memory is read off torch's tensors without data (same storage, offset, strides), so that a write
to a view reaches the tensor it looks at, and every other view of that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import torch

from tpuc.frontend import lowering
from tpuc.frontend.graph import GraphBuilder, Layer, Operand, Shape
from tpuc.frontend.lowering import Range

_Places = npt.NDArray[np.int64]


@dataclass(eq=False)
class Symbol:
    """A tensor of the network.

    `meta` says its type and where it lies in memory; None behind an unsupported operator. A view
    has a `root`, whose elements it shows; `version` counts the writes to a root, and for a view
    says which of them its operand has seen.
    """

    operand: Operand
    meta: torch.Tensor | None
    root: Symbol | None = None
    version: int = field(default=0)

    @staticmethod
    def view(operand: Operand, meta: torch.Tensor, source: Symbol) -> Symbol:
        """A tensor in the memory of `source`."""
        root = source.root or source
        return Symbol(operand, meta, root, root.version)

    def read(self, builder: GraphBuilder) -> Operand:
        """The value, looked up again if its memory was written to through another tensor."""
        if self.root is not None and self.root.version != self.version:
            assert self.meta is not None and self.root.meta is not None
            places, shape = _places(self.root.meta, self.meta), tuple(self.meta.shape)
            layer = Layer(builder, f"{self.root.operand.name}_view", shape)
            self.operand = _look(layer, self.root.operand, places)
            self.version = self.root.version
        return self.operand

    def write(self, builder: GraphBuilder, operand: Operand) -> None:
        """Gives the tensor a new value; other tensors in the same memory see it."""
        self.operand = operand
        if self.root is None:
            self.version += 1
            return
        assert self.meta is not None and self.root.meta is not None
        places = _places(self.root.meta, self.meta)
        layer = Layer(builder, f"{operand.name}_put", tuple(self.root.meta.shape))
        self.root.operand = _put(layer, self.root.operand, places, operand)
        self.root.version += 1
        self.version = self.root.version


def shares_memory(a: torch.Tensor, b: torch.Tensor) -> bool:
    """Whether two tensors lie in one storage."""
    return bool(a.untyped_storage()._cdata == b.untyped_storage()._cdata)


def _places(root: torch.Tensor, view: torch.Tensor) -> _Places:
    """For each element of a view, its number in the root (in row-major order)."""
    lookup = np.full(root.untyped_storage().nbytes() // root.element_size(), -1, np.int64)
    lookup[_offsets(root).reshape(-1)] = np.arange(root.numel())
    return lookup[_offsets(view)]


def _offsets(tensor: torch.Tensor) -> _Places:
    offsets = np.full((), tensor.storage_offset(), np.int64)
    for size, stride in zip(tensor.shape, tensor.stride(), strict=True):
        offsets = offsets[..., None] + np.arange(size) * stride
    return offsets


def _box(places: _Places, shape: Shape) -> dict[int, Range] | None:
    """The ranges of dimensions whose elements are `places`, in order; None if there are none."""
    ranges = {}
    coordinates = np.unravel_index(places.reshape(-1), shape)
    for dim, values in enumerate(coordinates):
        first, last = int(values.min()), int(values.max())
        seen = np.unique(values)
        step = int(seen[1] - seen[0]) if len(seen) > 1 else 1
        if len(seen) != (last - first) // step + 1:
            return None
        ranges[dim] = Range(first, last + 1, step)
    numbers = np.arange(np.prod(shape, dtype=np.int64)).reshape(shape)
    box = numbers[tuple(slice(r.start, r.stop, r.step) for r in ranges.values())]
    return ranges if np.array_equal(box.reshape(-1), places.reshape(-1)) else None


def _look(layer: Layer, root: Operand, places: _Places) -> Operand:
    """The elements of a tensor at `places`."""
    shape = layer.shape
    if places.size == 0:
        return layer.constant("empty", np.zeros(shape))
    ranges = _box(places, root.shape) if root.rank else {}
    if ranges is None:
        flat = lowering.reshape_part(layer, "flat", root, (math.prod(root.shape),))
        return lowering.gather(layer, flat, 0, places)
    part = tuple(len(range(r.start, r.stop, r.step)) for r in ranges.values())
    if part == root.shape:
        return root if shape == root.shape else lowering.reshape(layer, root)
    fields = lowering.slice_fields(root, ranges)
    if part == shape:
        return layer.emit("Slice", input=root, **fields)
    return lowering.reshape(layer, layer.part("part", part, "Slice", input=root, **fields))


def _put(layer: Layer, root: Operand, places: _Places, value: Operand) -> Operand:
    """A tensor with the elements at `places` replaced."""
    if places.size == 0:
        return root
    ranges = _box(places, root.shape) if root.rank else {}
    if ranges is None or any(r.step != 1 for r in ranges.values()):
        return _put_anywhere(layer, root, places, value)
    part = tuple(r.stop - r.start for r in ranges.values())
    if part != value.shape:
        value = lowering.reshape_part(layer, "shaped", value, part)
    for dim in reversed(range(root.rank)):
        if part[dim] != root.shape[dim]:
            value = _between(layer, root, value, ranges, dim)
    return value


def _between(
    layer: Layer, root: Operand, value: Operand, ranges: dict[int, Range], dim: int
) -> Operand:
    """`value` between the elements that the root has before and behind it along `dim`."""
    outer = {d: r for d, r in ranges.items() if d < dim}
    pieces: list[Operand] = [value]
    for suffix, start, stop in (
        ("before", 0, ranges[dim].start),
        ("behind", ranges[dim].stop, root.shape[dim]),
    ):
        if start == stop:
            continue
        fields = lowering.slice_fields(root, outer | {dim: Range(start, stop)})
        shape = (*value.shape[:dim], stop - start, *value.shape[dim + 1 :])
        piece = layer.part(f"{suffix}{dim}", shape, "Slice", input=root, **fields)
        pieces.insert(0 if suffix == "before" else len(pieces), piece)
    shape = (*value.shape[:dim], root.shape[dim], *value.shape[dim + 1 :])
    return layer.part(f"joined{dim}", shape, "Concat", inputs=pieces, axis=dim)


def _put_anywhere(layer: Layer, root: Operand, places: _Places, value: Operand) -> Operand:
    """Both tensors in a row, and from there each element from where it is now."""
    count, added = math.prod(root.shape), places.size
    source = np.arange(count)
    source[places.reshape(-1)] = count + np.arange(added)
    flat = [
        lowering.reshape_part(layer, "flat", root, (count,)),
        lowering.reshape_part(layer, "values", value, (added,)),
    ]
    row = layer.part("row", (count + added,), "Concat", inputs=flat, axis=0)
    return lowering.gather(layer, row, 0, source.reshape(root.shape))
