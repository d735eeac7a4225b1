# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Comparisons, choices and places. Booleans are 0 and 1, indices whole numbers, all of them f32."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tpuc.frontend.graph import Array, Constant, Layer, Operand, Shape, Unsupported, Value, is_float
from tpuc.frontend.lowering.shape import axis, expand_part, reshape_part

_LARGEST_FLOAT = float(np.finfo(np.float32).max)


def retyped(x: Operand, dtype: np.dtype[np.generic]) -> Operand:
    """The same tensor, of which the framework says that it has another type."""
    if isinstance(x, Value):
        return replace(x, dtype=dtype)
    return Constant(x.name, x.data.astype(dtype))


def cast(layer: Layer, x: Operand) -> Operand:
    """`x` in the layer's type: floats become integers by truncation, numbers truth by != 0.

    Between integers and between floats nothing changes: no value is thought to leave its type.
    """
    to, source = layer.dtype, x.dtype
    if to.kind == "b" and source.kind != "b":
        return compare(layer, "ne", x, layer.constant("zero", 0.0))
    if to.kind in "iu" and is_float(x):
        return truncate(layer, x)
    return retyped(x, to)


def bit_cast(layer: Layer, x: Operand) -> Operand:
    """The bits of an integer as one of another type of the same width."""
    to, source = layer.dtype, x.dtype
    if is_float(x) or to.kind == "f":
        raise Unsupported("the bits of floats")
    if to.kind == source.kind or "b" in (to.kind, source.kind):
        return retyped(x, to)
    count = 2.0 ** (8 * to.itemsize)
    if count > 2**24:
        raise Unsupported(f"{8 * to.itemsize} bits, of which 24 are held")
    lowest = 0.0 if to.kind == "u" else -count / 2
    raised = layer.part("raised", x.shape, "AddConst", input=x, const_val=-lowest)
    rest = layer.part(
        "rest", x.shape, "Mod", lhs=raised, rhs=layer.constant("count", count), fmod=False
    )
    return layer.emit("AddConst", input=rest, const_val=lowest)


def truncate(layer: Layer, x: Operand) -> Value:
    """The whole number next to zero: x less what a division by 1 leaves."""
    one = layer.constant("one", 1.0)
    rest = layer.part("rest", x.shape, "Mod", lhs=x, rhs=one, fmod=True)
    return layer.emit("Sub", lhs=x, rhs=rest)


def divide_integers(layer: Layer, lhs: Operand, rhs: Operand) -> Value:
    """The quotient without its fraction, as integer division in C."""
    quotient = layer.part("quotient", layer.shape, "Div", lhs=lhs, rhs=rhs)
    return truncate(layer, quotient)


def compare(layer: Layer, mode: str, lhs: Operand, rhs: Operand) -> Value:
    """1 where the comparison (eq, ne, lt, le, gt, ge) holds."""
    return layer.emit("Compare", lhs=lhs, rhs=rhs, mode=mode)


def logic(layer: Layer, operator: str, lhs: Operand, rhs: Operand) -> Value:
    """`and`, `or` or `xor` of two truths."""
    if operator == "xor":
        return compare(layer, "ne", lhs, rhs)
    return layer.emit({"and": "Min", "or": "Max"}[operator], lhs=lhs, rhs=rhs)


def logic_not(layer: Layer, x: Operand) -> Value:
    """1 - x."""
    return layer.emit("SubConst", input=x, const_val=1.0, is_reverse=True)


def is_inf(layer: Layer, x: Operand, positive: bool = True, negative: bool = True) -> Value:
    """Which elements are infinite, of the signs asked for."""
    if positive and negative:
        x = layer.part("abs", x.shape, "Abs", input=x)
    mode, limit = ("gt", _LARGEST_FLOAT) if positive else ("lt", -_LARGEST_FLOAT)
    return compare(layer, mode, x, layer.constant("limit", limit))


def where(layer: Layer, cond: Operand, lhs: Operand, rhs: Operand) -> Value:
    """lhs where cond holds, else rhs."""
    return layer.emit("Where", cond=cond, lhs=lhs, rhs=rhs)


def bitwise(layer: Layer, mode: str, lhs: Operand, rhs: Operand) -> Value:
    """bit_and, bit_or, bit_xor, shift_left or shift_right; truths by their logic."""
    if lhs.dtype.kind == "b" and mode.startswith("bit_"):
        return logic(layer, mode.removeprefix("bit_"), lhs, rhs)
    if mode != "shift_left":
        return layer.emit("Bitwise", lhs=lhs, rhs=rhs, mode=mode)
    # What leaves the type is lost; a sign stays, as fmod keeps it.
    wide = layer.part("wide", layer.shape, "Bitwise", lhs=lhs, rhs=rhs, mode=mode)
    modulus = layer.constant("modulus", 2.0 ** (8 * layer.dtype.itemsize))
    return layer.emit("Mod", lhs=wide, rhs=modulus, fmod=True)


def bitwise_not(layer: Layer, x: Operand) -> Value:
    """All bits turned."""
    if x.dtype.kind == "b":
        return logic_not(layer, x)
    last = -1 if x.dtype.kind == "i" else largest_integer(x.dtype)
    if last > 2**24:
        raise Unsupported(f"the complement in {x.dtype}, which 24 bits do not hold")
    return layer.emit("SubConst", input=x, const_val=float(last), is_reverse=True)


def largest_integer(dtype: np.dtype[np.generic]) -> int:
    """The largest number of an integer type."""
    return int(2 ** (8 * dtype.itemsize - (dtype.kind == "i")) - 1)


def mod(layer: Layer, lhs: Operand, rhs: Operand, fmod: bool) -> Value:
    """The remainder: the sign of the divisor, or with `fmod` of the dividend."""
    return layer.emit("Mod", lhs=lhs, rhs=rhs, fmod=fmod)


def tri(layer: Layer, x: Operand, upper: bool, k: int) -> Value:
    """The triangle of the last two dimensions above or below diagonal `k`, the rest 0."""
    if x.rank < 2:
        raise Unsupported(f"a tensor of rank {x.rank}")
    ones = np.ones(x.shape[-2:])
    keep = np.triu(ones, k) if upper else np.tril(ones, k)
    return where(layer, layer.constant("keep", keep), x, layer.constant("zero", 0.0))


def one_hot(layer: Layer, indices: Operand, depth: int, dim: int, values: Array) -> Value:
    """values[1] at the places that `indices` name along the new axis `dim`, else values[0].

    Indices from -depth on count from the end, others out of range name no place.
    """
    if not 0 < depth <= 2**24:
        raise Unsupported(f"a depth of {depth}")
    off, on = (float(value) for value in values.reshape(-1))
    column = (*indices.shape[:dim], 1, *indices.shape[dim:])
    places = np.arange(depth).reshape(-1, *(1,) * (len(layer.shape) - dim - 1))
    flat = reshape_part(layer, "column", indices, column)
    hits = [
        layer.part(
            f"hit{i}",
            layer.shape,
            "Compare",
            lhs=flat,
            rhs=layer.constant(f"places{i}", places - i * depth),
            mode="eq",
        )
        for i in range(2)
    ]
    hit = layer.part("hit", layer.shape, "Max", lhs=hits[0], rhs=hits[1])
    return where(layer, hit, layer.constant("on", on), layer.constant("off", off))


def hardmax(layer: Layer, x: Operand, dim: int) -> Value:
    """1 at the first largest element along an axis, else 0."""
    shape = (*x.shape[:dim], 1, *x.shape[dim + 1 :])
    best = layer.part("best", shape, "Arg", input=x, axis=dim, mode="max")
    places = np.arange(x.shape[dim]).reshape(-1, *(1,) * (x.rank - dim - 1))
    return compare(layer, "eq", best, layer.constant("places", places))


def gather_at(layer: Layer, x: Operand, dim: int, indices: Operand) -> Value:
    """The slices of an axis at places computed at run time (or any constant ones)."""
    return layer.emit("Gather", input=x, indices=indices, axis=dim)


def arg(layer: Layer, x: Operand, dim: int, mode: str, keepdims: bool, last: bool = False) -> Value:
    """The place of the largest (`max`) or smallest (`min`) element; `last` of equal ones."""
    return layer.emit(
        "Arg",
        input=x,
        axis=axis(dim, x.rank),
        mode=mode,
        keepdims=keepdims,
        select_last_index=last,
    )


def top_k(layer: Layer, x: Operand, dim: int, k: int, largest: bool, what: str) -> Value:
    """The `k` extreme elements, sorted, or their places; `what` is values or indices."""
    return layer.emit("TopK", input=x, axis=axis(dim, x.rank), k=k, largest=largest, what=what)


def cum_sum(
    layer: Layer, x: Operand, dim: int, exclusive: bool = False, reverse: bool = False
) -> Value:
    """Sums up to each place of an axis."""
    dim = axis(dim, x.rank)
    return layer.emit("CumSum", input=x, axis=dim, exclusive=exclusive, reverse=reverse)


def cum_prod(
    layer: Layer, x: Operand, dim: int, exclusive: bool = False, reverse: bool = False
) -> Value:
    """Products up to each place of an axis."""
    dim = axis(dim, x.rank)
    return layer.emit("CumProd", input=x, axis=dim, exclusive=exclusive, reverse=reverse)


def compress(layer: Layer, x: Operand, keep: Array, dim: int | None) -> Value:
    """The slices whose condition, a constant, holds; without an axis those of the flat tensor."""
    places = np.flatnonzero(keep)
    if not places.size:
        raise Unsupported("a condition that nowhere holds")
    if dim is None:
        x, dim = reshape_part(layer, "flat", x, (math.prod(x.shape),)), 0
    layer.known_shape = (*x.shape[:dim], places.size, *x.shape[dim + 1 :])
    return gather_at(layer, x, dim, layer.constant("indices", places))


def tensor_scatter(
    layer: Layer, operands: tuple[Operand, Operand, Operand | None], dim: int, circular: bool
) -> Value:
    """A cache with an update written from a place of `dim` on that each sample has of its own.

    `operands` are the cache, the update and the places `[N]` (0 when left out); `circular` writes
    what reaches beyond the end at the begin.
    """
    cache, update, starts = operands
    column = (1,) * (update.rank - 1)
    steps = np.arange(update.shape[dim]).reshape(-1, *(1,) * (update.rank - dim - 1))
    shape = (update.shape[0], *column[: dim - 1], *steps.shape)
    if starts is None:
        starts = layer.constant("starts", np.zeros(update.shape[0]))
    start = reshape_part(layer, "start", starts, (update.shape[0], *column))
    places = layer.part("places", shape, "Add", lhs=start, rhs=layer.constant("steps", steps))
    if circular:
        size = layer.constant("size", float(cache.shape[dim]))
        places = layer.part("wrapped", shape, "Mod", lhs=places, rhs=size, fmod=False)
    indices = expand_part(layer, "indices", places, update.shape)
    return layer.emit(
        "ScatterElements", input=cache, indices=indices, updates=update, axis=dim, mode="none"
    )


def reverse_sequence(
    layer: Layer, x: Operand, lengths: Operand, batch_axis: int, time_axis: int
) -> Value:
    """The first `lengths[b]` elements of every sequence in reverse order."""
    if {batch_axis, time_axis} != {0, 1}:
        raise Unsupported("axes other than 0 and 1")
    steps, batch = x.shape[time_axis], x.shape[batch_axis]
    grid = (steps, batch) if time_axis == 0 else (batch, steps)
    row = (1, batch) if time_axis == 0 else (batch, 1)
    times = np.arange(steps).reshape(-1, 1) if time_axis == 0 else np.arange(steps).reshape(1, -1)
    time = layer.constant("time", np.broadcast_to(times, grid))
    length = reshape_part(layer, "length", lengths, row)
    last = layer.part("last", row, "AddConst", input=length, const_val=-1.0)
    mirrored = layer.part("mirrored", grid, "Sub", lhs=last, rhs=time)
    inside = layer.part("inside", grid, "Compare", lhs=time, rhs=length, mode="lt")
    places = layer.part("places", grid, "Where", cond=inside, lhs=mirrored, rhs=time)
    batches = np.broadcast_to(np.arange(batch).reshape(row), grid)
    coordinates = _coordinates(
        layer, grid, [places, layer.constant("batch", batches)], [time_axis, batch_axis]
    )
    return layer.emit("GatherND", input=x, indices=coordinates)


def _coordinates(
    layer: Layer, grid: Shape, parts: Sequence[Operand], order: Sequence[int]
) -> Value:
    """Tensors of the shape `grid` side by side: part i is coordinate order[i]."""
    columns: list[Operand] = [*parts]
    for i, part in enumerate(parts):
        column = (*grid, 1)
        if isinstance(part, Constant):
            columns[order[i]] = layer.constant(f"column{i}", part.data.reshape(column))
        else:
            columns[order[i]] = reshape_part(layer, f"column{i}", part, column)
    shape = (*grid, len(parts))
    return layer.part("coordinates", shape, "Concat", inputs=columns, axis=len(grid))
