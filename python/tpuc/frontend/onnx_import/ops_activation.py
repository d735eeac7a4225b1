# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX activations and other functions of one tensor."""

from __future__ import annotations

import math

import numpy as np

from tpuc.frontend import lowering
from tpuc.frontend.graph import Constant, Operand, Unsupported, Value
from tpuc.frontend.onnx_import.registry import OnnxNode, onnx_op

_SAME_NAME = (
    *("Relu", "Sigmoid", "Tanh", "HardSwish", "Mish", "Softplus", "Softsign", "Erf"),
    *("Exp", "Log", "Sqrt", "Abs", "Floor", "Ceil", "Round", "Sin", "Cos", "Sign"),
    *("Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh"),
)


@onnx_op(*_SAME_NAME)
def _function(node: OnnxNode) -> Value:
    return node.layer.emit(node.op_type, input=node.x)


@onnx_op("Clip")
def _clip(node: OnnxNode) -> Operand:
    limits = [node.optional(index) for index in (1, 2)]
    if any(isinstance(limit, Value) for limit in limits):
        return _computed_clip(node, limits)
    bounds = []
    for index, name, none in ((1, "min", -math.inf), (2, "max", math.inf)):
        # Attributes before opset 11; numpy's float limits there mean "no bound".
        data = node.constant(index)
        bound = float(node.attr(name, none)) if data is None else float(data.reshape(()))
        bounds.append(none if abs(bound) >= 3.4e38 else bound)
    return lowering.clip(node.layer, node.x, *bounds)


def _computed_clip(node: OnnxNode, limits: list[Operand | None]) -> Operand:
    """Bounds that the network computes."""
    low, high = limits
    if high is None:
        return node.layer.emit("Max", lhs=node.x, rhs=low)
    x = node.x
    if low is not None:
        x = node.layer.part("low", x.shape, "Max", lhs=x, rhs=low)
    return node.layer.emit("Min", lhs=x, rhs=high)


@onnx_op("LeakyRelu")
def _leaky_relu(node: OnnxNode) -> Value:
    return node.layer.emit("LeakyRelu", input=node.x, alpha=node.attr("alpha", 0.01))


@onnx_op("PRelu")
def _prelu(node: OnnxNode) -> Value:
    return lowering.prelu(node.layer, node.x, node.input(1))


@onnx_op("HardSigmoid")
def _hard_sigmoid(node: OnnxNode) -> Value:
    return node.layer.emit(
        "HardSigmoid", input=node.x, alpha=node.attr("alpha", 0.2), beta=node.attr("beta", 0.5)
    )


@onnx_op("Elu")
def _elu(node: OnnxNode) -> Value:
    return node.layer.emit("Elu", input=node.x, alpha=node.attr("alpha", 1.0))


@onnx_op("ThresholdedRelu")
def _thresholded_relu(node: OnnxNode) -> Value:
    return node.layer.emit("ThresholdedRelu", input=node.x, alpha=node.attr("alpha", 1.0))


@onnx_op("Shrink")
def _shrink(node: OnnxNode) -> Value:
    lambd, bias = node.attr("lambd", 0.5), node.attr("bias", 0.0)
    return node.layer.emit("Shrink", input=node.x, lambd=lambd, bias=bias)


@onnx_op("Celu")
def _celu(node: OnnxNode) -> Value:
    return lowering.celu(node.layer, node.x, node.attr("alpha", 1.0))


@onnx_op("Selu")
def _selu(node: OnnxNode) -> Value:
    alpha = node.attr("alpha", 1.67326319217681884765625)
    return lowering.selu(node.layer, node.x, alpha, node.attr("gamma", 1.05070102214813232421875))


@onnx_op("Gelu", "GELU")
def _gelu(node: OnnxNode) -> Value:
    approx = "tanh" if node.attr("approximate", "none") == "tanh" else "erf"
    return node.layer.emit("GELU", input=node.x, approx=approx)


@onnx_op("Rsqrt")
def _rsqrt(node: OnnxNode) -> Value:
    return lowering.rsqrt(node.layer, node.x)


@onnx_op("Swish")
def _swish(node: OnnxNode) -> Value:
    alpha, x = node.attr("alpha", 1.0), node.x
    if alpha == 1.0:
        return node.layer.emit("SiLU", input=x)
    scaled = node.layer.part("scaled", x.shape, "MulConst", input=x, const_val=alpha)
    gate = node.layer.part("gate", x.shape, "Sigmoid", input=scaled)
    return node.layer.emit("Mul", lhs=x, rhs=gate)


@onnx_op("Softmax", "LogSoftmax")
def _softmax(node: OnnxNode) -> Value:
    x, log = node.x, node.op_type == "LogSoftmax"
    if node.opset >= 13:
        return lowering.softmax(node.layer, x, node.attr("axis", -1), log)
    return _flat_softmax(node, x, log)


def _flat_softmax(node: OnnxNode, x: Operand, log: bool) -> Value:
    """Before opset 13 the dimensions from `axis` on are one."""
    layer, first = node.layer, lowering.axis(node.attr("axis", 1), x.rank)
    if math.prod(x.shape[first + 1 :]) == 1:
        return lowering.softmax(layer, x, first, log)
    shape = (math.prod(x.shape[:first]), math.prod(x.shape[first:]))
    flat = lowering.reshape_part(layer, "flat", x, shape)
    result = layer.part("pre", shape, "Softmax", input=flat, axis=1, log=log)
    return lowering.reshape(layer, result)


@onnx_op("Identity", "Dropout")
def _pass_through(node: OnnxNode) -> list[Operand]:
    training = node.constant(2) if node.op_type == "Dropout" else None
    if training is not None and bool(training.reshape(())):
        raise Unsupported("training_mode")
    kept = [Constant(name, np.ones(node.x.shape, np.bool_)) for name in node.proto.output[1:]]
    return [node.x, *kept]
