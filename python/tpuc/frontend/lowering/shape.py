# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Operators that move elements."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tpuc.frontend.graph import Layer, Operand, Shape, Unsupported, Value


def reshape(layer: Layer, x: Operand) -> Value:
    """The same elements in the layer's shape, which is known."""
    return layer.emit("Reshape", input=x, shape=list(layer.shape))


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


def split(layers: Sequence[Layer], x: Operand, dim: int, sizes: Sequence[int]) -> list[Value]:
    """One Slice per part."""
    starts = np.cumsum([0, *sizes[:-1]])
    return [
        slice_axes(layer, x, {dim: Range(int(start), int(start) + size)})
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
            return layer.emit("Reshape", input=x, shape=list(target))
        x = layer.part("pre", padded, "Reshape", input=x, shape=list(padded))
    repeats = [t // s for t, s in zip(target, x.shape, strict=True)]
    return layer.emit("Tile", input=x, repeats=repeats)


def tile(layer: Layer, x: Operand, repeats: Sequence[int]) -> Operand:
    """numpy.tile: missing repeats are 1, missing dimensions are put in front."""
    repeats = [1] * (x.rank - len(repeats)) + list(repeats)
    if all(count == 1 for count in repeats) and len(repeats) == x.rank:
        return x
    if len(repeats) > x.rank:
        padded = (1,) * (len(repeats) - x.rank) + x.shape
        x = layer.part("pre", padded, "Reshape", input=x, shape=list(padded))
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
    if mode not in ("constant", "reflect", "edge"):
        raise Unsupported(f"mode {mode}")
    return layer.emit(
        "Pad",
        input=x,
        paddings=list(paddings),
        mode=mode,
        val=value if mode == "constant" else None,
    )
