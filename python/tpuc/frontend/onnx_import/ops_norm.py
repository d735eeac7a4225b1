# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX normalizations."""

from __future__ import annotations

import numpy as np

from tpuc.frontend import lowering
from tpuc.frontend.graph import Constant, Operand, Unsupported, Value
from tpuc.frontend.onnx_import.registry import ByDefinition, OnnxNode, onnx_op


@onnx_op("BatchNormalization")
def _batch_normalization(node: OnnxNode) -> Value:
    if node.attr("training_mode", 0):
        raise Unsupported("training_mode")
    if not node.attr("spatial", 1):
        raise Unsupported("spatial = 0")
    stats = [node.input(i) for i in range(1, 5)]
    return lowering.batch_norm(node.layer, node.x, stats, node.attr("epsilon", 1e-5))


@onnx_op("InstanceNormalization")
def _instance_normalization(node: OnnxNode) -> Value:
    affine = (node.input(1), node.input(2))
    groups = node.x.shape[1]
    return lowering.group_norm(node.layer, node.x, groups, affine, node.attr("epsilon", 1e-5))


@onnx_op("GroupNormalization")
def _group_normalization(node: OnnxNode) -> Value:
    groups, channels = node.attr("num_groups", 1), node.x.shape[1]
    scale, bias = (_per_channel(node, i, groups, channels) for i in (1, 2))
    return lowering.group_norm(
        node.layer, node.x, groups, (scale, bias), node.attr("epsilon", 1e-5)
    )


def _per_channel(node: OnnxNode, index: int, groups: int, channels: int) -> Operand:
    """Scale and bias are per group before opset 21."""
    operand = node.input(index)
    if node.opset >= 21 or groups == channels:
        return operand
    if isinstance(operand, Constant):
        return Constant(operand.name, np.repeat(operand.data, channels // groups))
    layer, repeats = node.layer, channels // groups
    column = lowering.reshape_part(layer, f"column{index}", operand, (groups, 1))
    tiled = layer.part(
        f"tiled{index}", (groups, repeats), "Tile", input=column, repeats=[1, repeats]
    )
    return lowering.reshape_part(layer, f"spread{index}", tiled, (channels,))


@onnx_op("LayerNormalization")
def _layer_normalization(node: OnnxNode) -> Value:
    if len(node.layers) > 1:  # mean and deviation are asked for as well
        raise ByDefinition
    dim, epsilon = lowering.axis(node.attr("axis", -1), node.x.rank), node.attr("epsilon", 1e-5)
    affine = (node.input(1), node.optional(2))
    return lowering.layer_norm(node.layer, node.x, dim, affine, epsilon)


@onnx_op("RMSNormalization")
def _rms_normalization(node: OnnxNode) -> Value:
    dim = lowering.axis(node.attr("axis", -1), node.x.rank)
    epsilon = node.attr("epsilon", 1e-5)
    return lowering.rms_norm(node.layer, node.x, dim, node.optional(1), epsilon)


@onnx_op("LRN")
def _lrn(node: OnnxNode) -> Value:
    return node.layer.emit(
        "LRN",
        input=node.x,
        size=node.attr("size", 1),
        alpha=node.attr("alpha", 1e-4),
        beta=node.attr("beta", 0.75),
        bias=node.attr("bias", 1.0),
    )


@onnx_op("MeanVarianceNormalization")
def _mean_variance_normalization(node: OnnxNode) -> Value:
    dims = lowering.axes(node.attr("axes", [0, 2, 3]), node.x.rank)
    return lowering.mean_variance_norm(node.layer, node.x, dims)


@onnx_op("LpNormalization")
def _lp_normalization(node: OnnxNode) -> Value:
    dim = lowering.axis(node.attr("axis", -1), node.x.rank)
    return lowering.lp_norm(node.layer, node.x, dim, node.attr("p", 2))


@onnx_op("PixelNormalization")
def _pixel_norm(node: OnnxNode) -> Value:
    """TPU-MLIR's name of a layer normalization over the channels of each pixel."""
    x, epsilon = node.x, node.attr("epsilon", 1e-5)
    return lowering.channel_norm(node.layer, x, (node.optional(1), node.optional(2)), epsilon)
