# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX pools."""

from __future__ import annotations

from tpuc.frontend import lowering
from tpuc.frontend.graph import Operand, Unsupported, Value
from tpuc.frontend.onnx_import.ops_conv import window_of
from tpuc.frontend.onnx_import.registry import OnnxNode, onnx_op


@onnx_op("MaxPool")
def _max_pool(node: OnnxNode) -> list[Value]:
    window, ceil_mode = window_of(node, []), bool(node.attr("ceil_mode", 0))
    results = [lowering.max_pool(node.layer, node.x, window, ceil_mode)]
    if len(node.layers) > 1:
        layer = node.layers[1]
        part = layer.inner("places", layer.shape)
        places = lowering.max_pool_indices(part, node.x, window, ceil_mode)
        by_columns = bool(node.attr("storage_order", 0))
        results.append(lowering.flat_places(layer, places, node.x.shape[2:], by_columns))
    return results


@onnx_op("MaxUnpool")
def _max_unpool(node: OnnxNode) -> Operand:
    """Indices count in the size that the window implies, whatever `output_shape` adds to it."""
    layer, window = node.layer, window_of(node, [])
    rank = len(window.kernel)
    implied = [
        (size - 1) * window.strides[i] + window.kernel[i] - window.pads[i] - window.pads[rank + i]
        for i, size in enumerate(node.x.shape[2:])
    ]
    given = node.ints("", 2)
    target = implied if given is None else given[2:]
    beyond = [size - inner for size, inner in zip(target, implied, strict=True)]
    if any(more < 0 for more in beyond):
        raise Unsupported("an output_shape that cuts elements off")
    layer.known_shape = (*node.x.shape[:2], *target)
    places = lowering.plane_places(layer, node.input(1), implied)
    if not any(beyond):
        return lowering.max_unpool(layer, node.x, places, implied)
    inner = layer.inner("unpooled", (*node.x.shape[:2], *implied))
    unpooled = lowering.max_unpool(inner, node.x, places, implied)
    return lowering.pad(layer, unpooled, [0] * (rank + 4) + beyond, "constant", 0.0)


@onnx_op("AveragePool")
def _average_pool(node: OnnxNode) -> Value:
    return lowering.avg_pool(
        node.layer,
        node.x,
        window_of(node, []),
        bool(node.attr("ceil_mode", 0)),
        bool(node.attr("count_include_pad", 0)),
    )


@onnx_op("LpPool")
def _lp_pool(node: OnnxNode) -> Value:
    return lowering.lp_pool(node.layer, node.x, window_of(node, []), node.attr("p", 2))


@onnx_op("GlobalAveragePool")
def _global_average_pool(node: OnnxNode) -> Value:
    return lowering.adaptive_pool(node.layer, "AvgPool", node.x, [1] * (node.x.rank - 2))


@onnx_op("GlobalMaxPool")
def _global_max_pool(node: OnnxNode) -> Value:
    return lowering.adaptive_pool(node.layer, "MaxPool", node.x, [1] * (node.x.rank - 2))


@onnx_op("GlobalLpPool")
def _global_lp_pool(node: OnnxNode) -> Value:
    mode = {1: "l1", 2: "l2"}.get(node.attr("p", 2))
    if mode is None:
        raise Unsupported(f"p of {node.attr('p', 2)}")
    dims = list(range(2, node.x.rank))
    return lowering.reduce(node.layer, node.x, mode, dims, keepdims=True)
