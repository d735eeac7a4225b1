# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Elements of a tensor at places that are known: read, or replaced.

Places are the numbers of elements in row-major order. Where they are a box, slices serve.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from tpuc.frontend.graph import Layer, Operand, Shape
from tpuc.frontend.lowering.shape import Range, gather, reshape, reshape_part, slice_fields

Places = npt.NDArray[np.int64]


def _box(places: Places, shape: Shape) -> dict[int, Range] | None:
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


def look(layer: Layer, root: Operand, places: Places) -> Operand:
    """The elements of a tensor at `places`, in the layer's shape."""
    shape = layer.shape
    if places.size == 0:
        return layer.constant("empty", np.zeros(shape))
    ranges = _box(places, root.shape) if root.rank else {}
    if ranges is None:
        flat = reshape_part(layer, "flat", root, (math.prod(root.shape),))
        return gather(layer, flat, 0, places)
    part = tuple(len(range(r.start, r.stop, r.step)) for r in ranges.values())
    if part == root.shape:
        return root if shape == root.shape else reshape(layer, root)
    fields = slice_fields(root, ranges)
    if part == shape:
        return layer.emit("Slice", input=root, **fields)
    return reshape(layer, layer.part("part", part, "Slice", input=root, **fields))


def put(layer: Layer, root: Operand, places: Places, value: Operand) -> Operand:
    """A tensor with the elements at `places` replaced."""
    if places.size == 0:
        return root
    ranges = _box(places, root.shape) if root.rank else {}
    if ranges is None or any(r.step != 1 for r in ranges.values()):
        return _put_anywhere(layer, root, places, value)
    part = tuple(r.stop - r.start for r in ranges.values())
    if part != value.shape:
        value = reshape_part(layer, "shaped", value, part)
    partial = [dim for dim in range(root.rank) if part[dim] != root.shape[dim]]
    for dim in reversed(partial):
        value = _between(layer, root, value, ranges, dim, last=dim == partial[0])
    return value


def _between(
    layer: Layer, root: Operand, value: Operand, ranges: dict[int, Range], dim: int, last: bool
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
        fields = slice_fields(root, outer | {dim: Range(start, stop)})
        shape = (*value.shape[:dim], stop - start, *value.shape[dim + 1 :])
        piece = layer.part(f"{suffix}{dim}", shape, "Slice", input=root, **fields)
        pieces.insert(0 if suffix == "before" else len(pieces), piece)
    if last:
        return layer.emit("Concat", inputs=pieces, axis=dim)
    shape = (*value.shape[:dim], root.shape[dim], *value.shape[dim + 1 :])
    return layer.part(f"joined{dim}", shape, "Concat", inputs=pieces, axis=dim)


def _put_anywhere(layer: Layer, root: Operand, places: Places, value: Operand) -> Operand:
    """Both tensors in a row, and from there each element from where it is now."""
    count, added = math.prod(root.shape), places.size
    source = np.arange(count)
    source[places.reshape(-1)] = count + np.arange(added)
    flat = [
        reshape_part(layer, "flat", root, (count,)),
        reshape_part(layer, "values", value, (added,)),
    ]
    row = layer.part("row", (count + added,), "Concat", inputs=flat, axis=0)
    return gather(layer, row, 0, source.reshape(root.shape))
