# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""aten operators that look for elements or pick them at places."""

from __future__ import annotations

import math

import numpy as np

from tpuc.frontend import lowering
from tpuc.frontend.graph import Constant, Operand, Unsupported, Value
from tpuc.frontend.torch_import.indexing import Indexed
from tpuc.frontend.torch_import.registry import TorchNode, aten_op


@aten_op("index_select", integers=True)
def _index_select(node: TorchNode) -> Operand:
    index, dim = node.operand("index"), lowering.axis(node.arg("dim"), node.x.rank)
    if isinstance(index, Constant):
        return lowering.gather(node.layer, node.x, dim, index.data.reshape(-1))
    return lowering.gather_at(node.layer, node.x, dim, index)


@aten_op("embedding", integers=True)
def _embedding(node: TorchNode) -> Operand:
    indices = node.operand("indices")
    if isinstance(indices, Constant):
        return lowering.gather(node.layer, node.x, 0, indices.data)
    return lowering.gather_at(node.layer, node.x, 0, indices)


@aten_op("index", "_unsafe_index", integers=True)
def _index(node: TorchNode) -> Operand:
    return Indexed(node).read()


@aten_op("index_put", "_unsafe_index_put", integers=True)
def _index_put(node: TorchNode) -> Operand:
    mode = "add" if node.arg("accumulate", False) else "none"
    return Indexed(node).write(node.operand("values"), mode)


@aten_op("index_add", "index_copy", integers=True)
def _index_add(node: TorchNode) -> Operand:
    layer, source = node.layer, node.operand("source", "tensor")
    dim = lowering.axis(node.arg("dim"), node.x.rank)
    mode = "add" if node.op == "index_add" else "none"
    if node.arg("alpha", 1) != 1:
        alpha = float(node.arg("alpha"))
        source = layer.part("scaled", source.shape, "MulConst", input=source, const_val=alpha)
    indices: list[Operand | None] = [None] * dim + [node.operand("index")]
    return Indexed(node, indices).write(source, mode)


@aten_op("gather", integers=True)
def _gather(node: TorchNode) -> Value:
    dim = lowering.axis(node.arg("dim"), node.x.rank)
    return node.layer.emit("GatherElements", input=node.x, indices=node.operand("index"), axis=dim)


@aten_op("take_along_dim", integers=True)
def _take_along_dim(node: TorchNode) -> Value:
    x, index = node.x, node.operand("indices")
    if node.arg("dim") is None or x.rank != index.rank:
        raise Unsupported("no dimension")
    return node.layer.emit("GatherElements", input=x, indices=index, axis=node.arg("dim") % x.rank)


@aten_op("scatter", "scatter_add", "scatter_reduce", integers=True)
def _scatter(node: TorchNode) -> Value:
    node.refuse(include_self=True)
    modes = {"add": "add", "sum": "add", "multiply": "mul", "prod": "mul"}
    reduce = "add" if node.op == "scatter_add" else node.arg("reduce", "none")
    mode = modes.get(reduce, reduce.removeprefix("a"))
    if mode not in ("none", "add", "mul", "max", "min"):
        raise Unsupported(f"reduce = {reduce}")
    index, layer = node.operand("index"), node.layer
    updates = node.operand("src", "value")
    if updates.rank == 0:
        value = np.broadcast_to(_number(updates), index.shape)
        updates = layer.constant("value", value)
    if updates.shape != index.shape:
        ranges = {d: lowering.Range(0, size) for d, size in enumerate(index.shape)}
        fields = lowering.slice_fields(updates, ranges)
        updates = layer.part("updates", index.shape, "Slice", input=updates, **fields)
    dim = lowering.axis(node.arg("dim"), node.x.rank)
    operands = {"input": node.x, "indices": index, "updates": updates}
    return layer.emit("ScatterElements", **operands, axis=dim, mode=mode)


def _number(x: Operand) -> float:
    number = lowering.scalar_of(x)
    if number is None:
        raise Unsupported("a value computed at run time")
    return number


@aten_op("slice_scatter", "select_scatter", integers=True)
def _slice_scatter(node: TorchNode) -> Operand:
    x, dim = node.x, lowering.axis(node.arg("dim", 0), node.x.rank)
    places = np.arange(math.prod(x.shape)).reshape(x.shape)
    if node.op == "select_scatter":
        places = places.take(node.arg("index"), axis=dim)
    else:
        part = slice(node.arg("start"), node.arg("end"), node.arg("step", 1))
        places = places[(slice(None),) * dim + (part,)]
    source = lowering.expand_part(node.layer, "source", node.operand("src"), places.shape)
    return lowering.put(node.layer, x, places, source)


@aten_op("topk", integers=True)
def _topk(node: TorchNode) -> list[Operand]:
    dim, largest = node.arg("dim", -1), bool(node.arg("largest", True))
    return _sorted(node, dim, int(node.arg("k")), largest)


@aten_op("sort", integers=True)
def _sort(node: TorchNode) -> list[Operand]:
    dim = node.arg("dim", -1)
    return _sorted(node, dim, node.x.shape[dim], bool(node.arg("descending", False)))


def _sorted(node: TorchNode, dim: int, k: int, largest: bool) -> list[Operand]:
    return [
        lowering.top_k(layer, node.x, dim, k, largest, what)
        for layer, what in zip(node.layers, ("values", "indices"), strict=True)
    ]


@aten_op("argsort", integers=True)
def _argsort(node: TorchNode) -> Value:
    dim, largest = node.arg("dim", -1), bool(node.arg("descending", False))
    return lowering.top_k(node.layer, node.x, dim, node.x.shape[dim], largest, "indices")


@aten_op("argmax", "argmin", integers=True)
def _argmax(node: TorchNode) -> Value:
    x, mode = node.x, node.op.removeprefix("arg")
    if node.arg("dim") is not None:
        keepdim = bool(node.arg("keepdim", False))
        return lowering.arg(node.layer, x, node.arg("dim"), mode, keepdim)
    flat = lowering.reshape_part(node.layer, "flat", x, (math.prod(x.shape),))
    return lowering.arg(node.layer, flat, 0, mode, keepdims=False)


@aten_op("cumsum", integers=True)
def _cumsum(node: TorchNode) -> Value:
    return lowering.cum_sum(node.layer, node.x, node.arg("dim"))


@aten_op("cumprod", integers=True)
def _cumprod(node: TorchNode) -> Value:
    return lowering.cum_prod(node.layer, node.x, node.arg("dim"))


@aten_op("one_hot", integers=True)
def _one_hot(node: TorchNode) -> Value:
    values = np.array([0, 1])
    depth = node.layer.shape[-1]
    return lowering.one_hot(node.layer, node.x, depth, node.x.rank, values)


@aten_op("unfold", integers=True)
def _unfold(node: TorchNode) -> Value:
    """Windows of one dimension; the elements of a window are the last dimension."""
    x, dim = node.x, lowering.axis(node.arg("dimension"), node.x.rank)
    size, step = node.arg("size"), node.arg("step")
    starts = np.arange(0, x.shape[dim] - size + 1, step)
    shape = (*x.shape[:dim], len(starts), size, *x.shape[dim + 1 :])
    places = node.layer.constant("places", starts[:, None] + np.arange(size))
    windows = node.layer.part("windows", shape, "Gather", input=x, indices=places, axis=dim)
    order = [d for d in range(len(shape)) if d != dim + 1] + [dim + 1]
    return lowering.permute(node.layer, windows, order)


@aten_op("diagonal", integers=True)
def _diagonal(node: TorchNode) -> Operand:
    x, offset = node.x, node.arg("offset", 0)
    places = np.arange(math.prod(x.shape)).reshape(x.shape)
    places = places.diagonal(offset, node.arg("dim1", 0), node.arg("dim2", 1))
    return lowering.look(node.layer, x, places)


@aten_op("im2col")
def _im2col(node: TorchNode) -> Value:
    """The windows of an image as columns `[N, C * kernel, places]`."""
    layer, (batch, channels, *size) = node.layer, node.x.shape
    kernel, dilation = node.ints("kernel_size", 2), node.ints("dilation", 2)
    pads, strides = node.ints("padding", 2), node.ints("stride", 2)
    x = node.x
    if any(pads):
        size = [s + 2 * p for s, p in zip(size, pads, strict=True)]
        x = layer.part(
            "padded", (batch, channels, *size), "Pad", input=x, paddings=([0, 0, *pads] * 2)
        )
    rows, columns = (
        (np.arange(k) * d)[:, None] + np.arange(0, s - (k - 1) * d, step)
        for k, d, s, step in zip(kernel, dilation, size, strides, strict=True)
    )
    places = rows[:, None, :, None] * size[1] + columns[None, :, None, :]
    flat = lowering.reshape_part(layer, "flat", x, (batch, channels, math.prod(size)))
    at = layer.constant("places", places.reshape(math.prod(kernel), -1))
    shape = (batch, channels, *at.shape)
    return lowering.reshape(
        layer, layer.part("windows", shape, "Gather", input=flat, indices=at, axis=2)
    )
