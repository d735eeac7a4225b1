# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX operators that move elements."""

from __future__ import annotations

from tpuc.frontend import lowering
from tpuc.frontend.graph import Operand, Value
from tpuc.frontend.lowering import Range
from tpuc.frontend.onnx_import.registry import OnnxNode, onnx_op


@onnx_op("Reshape", "Flatten")
def _reshape(node: OnnxNode) -> Value:
    return lowering.reshape(node.layer, node.x)


@onnx_op("Squeeze")
def _squeeze(node: OnnxNode) -> Value:
    dims = node.ints("axes", 1)
    if dims is None:
        dims = [i for i, size in enumerate(node.x.shape) if size == 1]
    return node.layer.emit("Squeeze", input=node.x, axes=lowering.axes(dims, node.x.rank))


@onnx_op("Unsqueeze")
def _unsqueeze(node: OnnxNode) -> Value:
    dims = node.ints("axes", 1) or []
    rank = node.x.rank + len(dims)
    return node.layer.emit("Unsqueeze", input=node.x, axes=lowering.axes(dims, rank))


@onnx_op("Transpose")
def _transpose(node: OnnxNode) -> Value:
    order = node.ints("perm") or list(reversed(range(node.x.rank)))
    return lowering.permute(node.layer, node.x, order)


@onnx_op("Concat")
def _concat(node: OnnxNode) -> Operand:
    operands = [node.input(i) for i in range(len(node.inputs))]
    return lowering.concat(node.layer, operands, node.attr("axis", 1))


@onnx_op("Split")
def _split(node: OnnxNode) -> list[Operand]:
    dim = lowering.axis(node.attr("axis", 0), node.x.rank)
    sizes = node.ints("split", 1) or [layer.shape[dim] for layer in node.layers]
    return lowering.split(node.layers, node.x, dim, sizes)


@onnx_op("Slice")
def _slice(node: OnnxNode) -> Value:
    starts, ends = node.ints("starts", 1) or [], node.ints("ends", 2) or []
    dims = node.ints("axes", 3) or list(range(len(starts)))
    steps = node.ints("steps", 4) or [1] * len(starts)
    ranges = {
        lowering.axis(dim, node.x.rank): Range(start, end, step)
        for dim, start, end, step in zip(dims, starts, ends, steps, strict=True)
    }
    return lowering.slice_axes(node.layer, node.x, ranges)


@onnx_op("Pad")
def _pad(node: OnnxNode) -> Operand:
    rank = node.x.rank
    pads = node.ints("pads", 1) or []
    value = node.constant(2)
    dims = node.ints("axes", 3)
    if dims is not None:
        places = [lowering.axis(dim, rank) for dim in dims]
        given, pads = pads, [0] * 2 * rank
        for i, dim in enumerate(places):
            pads[dim], pads[rank + dim] = given[i], given[len(places) + i]
    fill = node.attr("value", 0.0) if value is None else float(value.reshape(()))
    return lowering.pad(node.layer, node.x, pads, node.attr("mode", "constant"), fill)


@onnx_op("Expand")
def _expand(node: OnnxNode) -> Operand:
    return lowering.expand(node.layer, node.x, node.layer.shape)


@onnx_op("Tile")
def _tile(node: OnnxNode) -> Operand:
    return lowering.tile(node.layer, node.x, node.ints("repeats", 1) or [])


@onnx_op("DepthToSpace", "SpaceToDepth")
def _depth_to_space(node: OnnxNode) -> Value:
    block = node.attr("blocksize", 1)
    return node.layer.emit(
        "DepthToSpace",
        input=node.x,
        block_h=block,
        block_w=block,
        is_crd=node.attr("mode", "DCR") == "CRD",
        is_inversed=node.op_type == "SpaceToDepth",
    )
