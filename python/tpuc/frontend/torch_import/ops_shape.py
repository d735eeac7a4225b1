# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""aten operators that move elements."""

from __future__ import annotations

import math

import numpy as np

from tpuc.frontend import lowering
from tpuc.frontend.graph import Constant, Operand, Unsupported, Value
from tpuc.frontend.lowering import Range
from tpuc.frontend.torch_import.registry import TorchNode, aten_op

_PAD_MODES = {
    **{"constant": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"},
}


@aten_op(
    "view",
    "reshape",
    "_unsafe_view",
    "flatten",
    "unflatten",
    "view_as",
    "reshape_as",
    integers=True,
)
def _reshape(node: TorchNode) -> Value:
    return lowering.reshape(node.layer, node.x)


@aten_op("squeeze", integers=True)
def _squeeze(node: TorchNode) -> Operand:
    shape = node.x.shape
    dims = node.ints("dim") if "dim" in node.arguments else range(len(shape))
    ones = [dim for dim in lowering.axes(list(dims), len(shape)) if shape[dim] == 1]
    return node.layer.emit("Squeeze", input=node.x, axes=ones) if ones else node.x


@aten_op("unsqueeze", integers=True)
def _unsqueeze(node: TorchNode) -> Value:
    dims = lowering.axes([node.arg("dim")], node.x.rank + 1)
    return node.layer.emit("Unsqueeze", input=node.x, axes=dims)


@aten_op("permute", integers=True)
def _permute(node: TorchNode) -> Value:
    return lowering.permute(node.layer, node.x, node.ints("dims"))


@aten_op("numpy_T", integers=True)
def _reverse(node: TorchNode) -> Operand:
    return lowering.permute(node.layer, node.x, list(reversed(range(node.x.rank))))


@aten_op("movedim", "moveaxis", integers=True)
def _movedim(node: TorchNode) -> Operand:
    rank = node.x.rank
    sources, targets = (
        [lowering.axis(dim, rank) for dim in node.ints(name)] for name in ("source", "destination")
    )
    order = [dim for dim in range(rank) if dim not in sources]
    for target, source in sorted(zip(targets, sources, strict=True)):
        order.insert(target, source)
    return lowering.permute(node.layer, node.x, order)


@aten_op(
    *("transpose", "t", "mT", "mH", "adjoint", "swapaxes", "swapdims"),
    integers=True,
)
def _transpose(node: TorchNode) -> Operand:
    rank = node.x.rank
    if rank < 2:
        return node.x
    matrix = node.op in ("mT", "mH", "adjoint")
    first, second = node.arg("dim0", node.arg("axis0", 0)), node.arg("dim1", node.arg("axis1", 1))
    if matrix:
        first, second = -2, -1
    order = list(range(rank))
    first, second = lowering.axis(first, rank), lowering.axis(second, rank)
    order[first], order[second] = order[second], order[first]
    return lowering.permute(node.layer, node.x, order)


@aten_op("cat", "concat", integers=True)
def _cat(node: TorchNode) -> Operand:
    return lowering.concat(node.layer, node.arguments["tensors"], node.arg("dim", 0))


@aten_op("hstack", "vstack", "dstack", "column_stack", integers=True)
def _stack_along(node: TorchNode) -> Operand:
    operands = [x for x in node.tensors("tensors") if x is not None]
    rank = {"vstack": 2, "dstack": 3}.get(node.op, 1)
    if any(x.rank < rank or (node.op == "column_stack" and x.rank < 2) for x in operands):
        raise Unsupported("tensors of rank 0 or 1")
    dim = {"vstack": 0, "dstack": 2}.get(node.op, min(1, operands[0].rank - 1))
    return lowering.concat(node.layer, operands, dim)


@aten_op("stack", integers=True)
def _stack(node: TorchNode) -> Operand:
    layer, operands = node.layer, node.arguments["tensors"]
    dim = lowering.axis(node.arg("dim", 0), len(layer.shape))
    shape = (*layer.shape[:dim], 1, *layer.shape[dim + 1 :])
    parts = [
        layer.part(f"pre{i}", shape, "Unsqueeze", input=operand, axes=[dim])
        for i, operand in enumerate(operands)
    ]
    return lowering.concat(layer, parts, dim)


@aten_op(
    "chunk",
    "split",
    "split_with_sizes",
    "tensor_split",
    "unsafe_chunk",
    "unsafe_split",
    integers=True,
)
def _split(node: TorchNode) -> list[Operand]:
    dim = lowering.axis(node.arg("dim", 0), node.x.rank)
    sizes = [layer.shape[dim] for layer in node.layers]
    return lowering.split(node.layers, node.x, dim, sizes)


@aten_op("unbind", integers=True)
def _unbind(node: TorchNode) -> list[Value]:
    dim = lowering.axis(node.arg("dim", 0), node.x.rank)
    return [lowering.take(layer, node.x, dim, i) for i, layer in enumerate(node.layers)]


@aten_op("select", integers=True)
def _select(node: TorchNode) -> Value:
    dim, index = lowering.axis(node.arg("dim"), node.x.rank), node.arg("index")
    return lowering.take(node.layer, node.x, dim, index % node.x.shape[dim])


@aten_op("slice", "narrow", integers=True)
def _slice(node: TorchNode) -> Operand:
    dim = lowering.axis(node.arg("dim", 0), node.x.rank)
    size = node.x.shape[dim]
    start = node.arg("start", 0)
    stop = start + node.arg("length") if node.op == "narrow" else node.arg("end", size)
    whole = Range(start, stop, node.arg("step", 1))
    if whole.normalized(size) == (0, size, 1):
        return node.x
    return lowering.slice_axes(node.layer, node.x, {dim: whole})


@aten_op("flip", "fliplr", "flipud", integers=True)
def _flip(node: TorchNode) -> Operand:
    x = node.x
    dims = {"fliplr": [1], "flipud": [0]}.get(node.op) or node.ints("dims")
    if not dims:
        return x
    ranges = {lowering.axis(dim, x.rank): Range(-1, -(10**9), -1) for dim in dims}
    return lowering.slice_axes(node.layer, x, ranges)


@aten_op("copy", integers=True)
def _copy(node: TorchNode) -> Operand:
    source = lowering.expand_part(node.layer, "spread", node.operand("src"), node.x.shape)
    return lowering.cast(node.layer, source)


@aten_op("fill", "zero", integers=True)
def _fill(node: TorchNode) -> Operand:
    value = node.layer.constant("value", 0.0) if node.op == "zero" else node.operand("value")
    if isinstance(value, Constant):
        data = np.broadcast_to(value.data.astype(node.layer.dtype), node.layer.shape)
        return node.layer.constant("value", data)
    return lowering.expand_part(node.layer, "spread", value, node.layer.shape)


@aten_op("repeat_interleave", integers=True)
def _repeat_interleave(node: TorchNode) -> Operand:
    repeats, layer = node.arg("repeats"), node.layer
    x, dim = node.x, node.arg("dim")
    if dim is None:
        x, dim = lowering.reshape_part(layer, "flat", x, (math.prod(x.shape),)), 0
    places = np.repeat(np.arange(x.shape[dim]), int(repeats))
    return lowering.gather(layer, x, lowering.axis(dim, x.rank), places)


@aten_op("meshgrid", integers=True)
def _meshgrid(node: TorchNode) -> list[Operand]:
    results = []
    for i, (layer, x) in enumerate(zip(node.layers, node.tensors("tensors"), strict=True)):
        assert x is not None
        dim = 1 - i if node.arg("indexing", "ij") == "xy" and i < 2 else i
        shape = tuple(s if d == dim else 1 for d, s in enumerate(layer.shape))
        column = lowering.reshape_part(layer, "column", x, shape)
        results.append(lowering.expand(layer, column, layer.shape))
    return results


@aten_op("roll", integers=True)
def _roll(node: TorchNode) -> Operand:
    dims, shifts = node.ints("dims"), node.ints("shifts")
    if not dims:
        size = math.prod(node.x.shape)
        flat = np.roll(np.arange(size), shifts[0]).reshape(node.x.shape)
        return lowering.look(node.layer, node.x, flat)
    if len(dims) != len(shifts) or len(set(dims)) != len(dims):
        raise Unsupported("shifts without one dimension each")
    places = [lowering.axis(dim, node.x.rank) for dim in dims]
    return lowering.roll(node.layer, node.x, dict(zip(places, shifts, strict=True)))


@aten_op("expand", "expand_as", "broadcast_to", integers=True)
def _expand(node: TorchNode) -> Operand:
    return lowering.expand(node.layer, node.x, node.layer.shape)


@aten_op("repeat", "tile", integers=True)
def _repeat(node: TorchNode) -> Operand:
    repeats = node.ints("repeats") if "repeats" in node.arguments else node.ints("dims")
    return lowering.tile(node.layer, node.x, repeats)


@aten_op("pad", "constant_pad_nd")
def _pad(node: TorchNode) -> Operand:
    mode = node.arg("mode", "constant")
    if mode not in _PAD_MODES:
        raise Unsupported(f"mode {mode}")
    return _pad_last(node, node.ints("pad"), _PAD_MODES[mode])


@aten_op(
    *("reflection_pad1d", "reflection_pad2d", "reflection_pad3d"),
    *("replication_pad1d", "replication_pad2d", "replication_pad3d"),
)
def _pad_nd(node: TorchNode) -> Operand:
    return _pad_last(node, node.ints("padding"), "reflect" if "reflect" in node.op else "edge")


def _pad_last(node: TorchNode, pairs: list[int], mode: str) -> Operand:
    """Torch counts pairs of begin and end from the last dimension."""
    rank = node.x.rank
    paddings = [0] * 2 * rank
    for i in range(len(pairs) // 2):
        dim = rank - 1 - i
        paddings[dim], paddings[rank + dim] = pairs[2 * i], pairs[2 * i + 1]
    return lowering.pad(node.layer, node.x, paddings, mode, float(node.arg("value", 0.0)))


@aten_op("pixel_shuffle", "pixel_unshuffle")
def _pixel_shuffle(node: TorchNode) -> Value:
    inverse = node.op == "pixel_unshuffle"
    block = node.arg("downscale_factor" if inverse else "upscale_factor")
    return node.layer.emit(
        "DepthToSpace",
        input=node.x,
        block_h=block,
        block_w=block,
        is_crd=True,
        is_inversed=inverse,
    )


@aten_op("channel_shuffle")
def _channel_shuffle(node: TorchNode) -> Value:
    layer, (batch, channels, *spatial) = node.layer, node.x.shape
    groups = node.arg("groups")
    split = (batch, groups, channels // groups, *spatial)
    swapped = (batch, channels // groups, groups, *spatial)
    order = [0, 2, 1, *range(3, len(split))]
    grouped = lowering.reshape_part(layer, "split", node.x, split)
    mixed = layer.part("mixed", swapped, "Permute", input=grouped, order=order)
    return lowering.reshape(layer, mixed)
