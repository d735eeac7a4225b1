# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Operators that move elements."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tpuc.frontend.graph import Array, Constant, Layer, Operand, Shape, Unsupported, Value


def reshape(layer: Layer, x: Operand) -> Value:
    """The same elements in the layer's shape."""
    return layer.emit("Reshape", input=x, shape=_target(x, layer.shape))


def reshape_part(layer: Layer, suffix: str, x: Operand, shape: Shape) -> Value:
    """The same elements in another shape, on the way to the layer's result."""
    return layer.part(suffix, shape, "Reshape", input=x, shape=_target(x, shape))


def _target(x: Operand, shape: Shape) -> list[int]:
    """The shape; an unchanged batch is 0, so that another batch size can be set later."""
    if shape and x.rank and shape[0] == x.shape[0]:
        return [0, *shape[1:]]
    return list(shape)


def permute(layer: Layer, x: Operand, order: Sequence[int]) -> Value:
    """Dimensions in another order; negative ones count from the end."""
    return layer.emit("Permute", input=x, order=[axis(i, x.rank) for i in order])


def axis(value: int, rank: int) -> int:
    """An axis counted from 0."""
    if not -max(rank, 1) <= value < max(rank, 1):
        raise Unsupported(f"axis {value} of a tensor of rank {rank}")
    return value + rank if value < 0 else value


def axes(values: Sequence[int], rank: int) -> list[int]:
    """Axes counted from 0, in ascending order."""
    return sorted(axis(value, rank) for value in values)


@dataclass(frozen=True)
class Range:
    """A python-like slice of one dimension."""

    start: int
    stop: int
    step: int = 1

    def normalized(self, size: int) -> tuple[int, int, int]:
        """offset, end, step as top.Slice wants them: an end of -1 is before the first element."""
        if self.step == 0:
            raise Unsupported("a step of 0")
        return slice(self.start, self.stop, self.step).indices(size)


def slice_fields(x: Operand, ranges: dict[int, Range]) -> dict[str, list[int]]:
    """The attributes of a top.Slice: the ranges of some dimensions, all of the others."""
    bounds = [ranges.get(dim, Range(0, size)).normalized(size) for dim, size in enumerate(x.shape)]
    offset, ends, steps = (list(column) for column in zip(*bounds, strict=True))
    return {"offset": offset, "ends": ends, "steps": steps}


def slice_axes(layer: Layer, x: Operand, ranges: dict[int, Range]) -> Value:
    """A part of a tensor."""
    return layer.emit("Slice", input=x, **slice_fields(x, ranges))


def take(layer: Layer, x: Operand, dim: int, index: int) -> Value:
    """One element along a dimension, which vanishes."""
    shape = (*x.shape[:dim], 1, *x.shape[dim + 1 :])
    fields = slice_fields(x, {dim: Range(index, index + 1)})
    part = layer.part("pre", shape, "Slice", input=x, **fields)
    return layer.emit("Squeeze", input=part, axes=[dim])


def gather(layer: Layer, x: Operand, dim: int, indices: Array) -> Operand:
    """The elements at constant places along a dimension; a range of places is a slice."""
    places = [int(i) + x.shape[dim] * (int(i) < 0) for i in indices.reshape(-1)]
    for place in places:
        if not 0 <= place < x.shape[dim]:
            raise Unsupported(f"an index out of bounds for a dimension of {x.shape[dim]}")
    if indices.ndim == 0:
        return take(layer, x, dim, places[0])
    step = places[1] - places[0] if len(places) > 1 else 1
    if indices.ndim == 1 and places and step:
        stop = places[-1] + (1 if step > 0 else -1)
        if places == list(range(places[0], stop, step)):
            # For a range, -1 is the place before the first element; for a slice, the last element.
            end = stop if stop >= 0 else -x.shape[dim] - 1
            return slice_axes(layer, x, {dim: Range(places[0], end, step)})
    at = layer.constant("indices", np.reshape(places, indices.shape))
    return layer.emit("Gather", input=x, indices=at, axis=dim)


def roll(layer: Layer, x: Operand, shifts: dict[int, int]) -> Operand:
    """Elements moved along dimensions, those that leave coming in at the other end."""
    moves = {dim: shift % x.shape[dim] for dim, shift in shifts.items()}
    moves = {dim: shift for dim, shift in moves.items() if shift}
    for i, (dim, shift) in enumerate(moves.items()):
        size = x.shape[dim]
        parts = []
        for suffix, start, stop in (("head", size - shift, size), ("tail", 0, size - shift)):
            shape = (*x.shape[:dim], stop - start, *x.shape[dim + 1 :])
            fields = slice_fields(x, {dim: Range(start, stop)})
            parts.append(layer.part(f"{suffix}{i}", shape, "Slice", input=x, **fields))
        if i == len(moves) - 1:
            return concat(layer, parts, dim)
        x = layer.part(f"rolled{i}", x.shape, "Concat", inputs=parts, axis=dim)
    return x


def split(layers: Sequence[Layer], x: Operand, dim: int, sizes: Sequence[int]) -> list[Operand]:
    """One Slice per part; a part without elements is a constant."""
    starts = np.cumsum([0, *sizes[:-1]])
    return [
        slice_axes(layer, x, {dim: Range(int(start), int(start) + size)})
        if size
        else layer.constant("empty", np.zeros(layer.shape))
        for layer, start, size in zip(layers, starts, sizes, strict=True)
    ]


def expand(layer: Layer, x: Operand, shape: Shape) -> Operand:
    """numpy.broadcast_to, by repetition; no layer where nothing changes."""
    target = np.broadcast_shapes(x.shape, shape)
    missing = len(target) - x.rank
    if target == x.shape:
        return x
    if missing:
        padded = (1,) * missing + x.shape
        if padded == target:
            return reshape(layer, x)
        x = reshape_part(layer, "pre", x, padded)
    repeats = [t // s for t, s in zip(target, x.shape, strict=True)]
    return layer.emit("Tile", input=x, repeats=repeats)


def expand_part(layer: Layer, suffix: str, x: Operand, shape: Shape) -> Operand:
    """numpy.broadcast_to on the way to the layer's result; a constant stays one."""
    if x.shape == shape:
        return x
    if isinstance(x, Constant):
        return Constant(x.name, np.broadcast_to(x.data, shape))
    padded = (1,) * (len(shape) - x.rank) + x.shape
    if padded != x.shape:
        x = reshape_part(layer, f"{suffix}_shape", x, padded)
    repeats = [t // s for t, s in zip(shape, padded, strict=True)]
    return x if padded == shape else layer.part(suffix, shape, "Tile", input=x, repeats=repeats)


def tile(layer: Layer, x: Operand, repeats: Sequence[int]) -> Operand:
    """numpy.tile: missing repeats are 1, missing dimensions are put in front."""
    repeats = [1] * (x.rank - len(repeats)) + list(repeats)
    if all(count == 1 for count in repeats) and len(repeats) == x.rank:
        return x
    if len(repeats) > x.rank:
        padded = (1,) * (len(repeats) - x.rank) + x.shape
        x = reshape_part(layer, "pre", x, padded)
    return layer.emit("Tile", input=x, repeats=repeats)


def concat(layer: Layer, operands: Sequence[Operand], dim: int) -> Operand:
    """Tensors joined along an axis, those without elements left out; one alone is no layer."""
    full = [operand for operand in operands if math.prod(operand.shape)]
    if len(full) == 1:
        return full[0]
    return layer.emit("Concat", inputs=full, axis=axis(dim, full[0].rank))


def pad(layer: Layer, x: Operand, paddings: Sequence[int], mode: str, value: float) -> Operand:
    """A border; `paddings` is all begins, then all ends. A border of nothing is no layer."""
    if not any(paddings):
        return x
    if mode not in ("constant", "reflect", "edge", "wrap"):
        raise Unsupported(f"mode {mode}")
    return layer.emit(
        "Pad",
        input=x,
        paddings=list(paddings),
        mode=mode,
        val=value if mode == "constant" else None,
    )
