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
    scale, bias = (_per_channel(node.input(i), groups, channels, node.opset) for i in (1, 2))
    return lowering.group_norm(
        node.layer, node.x, groups, (scale, bias), node.attr("epsilon", 1e-5)
    )


def _per_channel(operand: Operand, groups: int, channels: int, opset: int) -> Operand:
    """Scale and bias are per group before opset 21."""
    if opset >= 21 or groups == channels:
        return operand
    if not isinstance(operand, Constant):
        raise Unsupported("scale or bias computed at run time")
    return Constant(operand.name, np.repeat(operand.data, channels // groups))


@onnx_op("LayerNormalization")
def _layer_normalization(node: OnnxNode) -> Value:
    if len(node.layers) > 1:  # mean and deviation are asked for as well
        raise ByDefinition
    return node.layer.emit(
        "LayerNorm",
        input=node.x,
        weight=node.input(1),
        bias=node.optional(2),
        axis=lowering.axis(node.attr("axis", -1), node.x.rank),
        eps=node.attr("epsilon", 1e-5),
    )
