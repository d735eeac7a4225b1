# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""aten activations and other functions of one tensor."""

from __future__ import annotations

import math

from tpuc.frontend import lowering
from tpuc.frontend.graph import Constant, Operand, Unsupported, Value
from tpuc.frontend.torch_import.registry import TorchNode, aten_op

_FUNCTIONS = {
    **{"relu": "Relu", "sigmoid": "Sigmoid", "tanh": "Tanh", "silu": "SiLU", "mish": "Mish"},
    **{"hardswish": "HardSwish", "softsign": "Softsign", "erf": "Erf", "exp": "Exp", "log": "Log"},
    **{"sqrt": "Sqrt", "abs": "Abs", "floor": "Floor", "ceil": "Ceil", "round": "Round"},
    **{"sin": "Sin", "cos": "Cos", "sign": "Sign", "sgn": "Sign"},
}


@aten_op(*_FUNCTIONS)
def _function(node: TorchNode) -> Value:
    node.refuse(decimals=0)
    return node.layer.emit(_FUNCTIONS[node.op], input=node.x)


@aten_op("relu6")
def _relu6(node: TorchNode) -> Operand:
    return lowering.clip(node.layer, node.x, 0.0, 6.0)


@aten_op("hardtanh")
def _hardtanh(node: TorchNode) -> Operand:
    low, high = float(node.arg("min_val", -1)), float(node.arg("max_val", 1))
    return lowering.clip(node.layer, node.x, low, high)


@aten_op("clamp", "clip", "clamp_min", "clamp_max")
def _clamp(node: TorchNode) -> Operand:
    low, high = float(node.arg("min", -math.inf)), float(node.arg("max", math.inf))
    return lowering.clip(node.layer, node.x, low, high)


@aten_op("leaky_relu")
def _leaky_relu(node: TorchNode) -> Value:
    slope = float(node.arg("negative_slope", 0.01))
    return node.layer.emit("LeakyRelu", input=node.x, alpha=slope)


@aten_op("prelu", "_prelu_kernel")
def _prelu(node: TorchNode) -> Value:
    x, slope = node.x, node.operand("weight")
    if not isinstance(slope, Constant):
        raise Unsupported("slopes computed at run time")
    if slope.rank == 1 and x.rank > 1:
        shape = (1, slope.data.size) + (1,) * (x.rank - 2)
        slope = Constant(slope.name, slope.data.reshape(shape))
    return node.layer.emit("PRelu", input=x, slope=slope)


@aten_op("elu")
def _elu(node: TorchNode) -> Value:
    node.refuse(scale=1, input_scale=1)
    return node.layer.emit("Elu", input=node.x, alpha=float(node.arg("alpha", 1.0)))


@aten_op("celu")
def _celu(node: TorchNode) -> Value:
    return lowering.celu(node.layer, node.x, float(node.arg("alpha", 1.0)))


@aten_op("selu")
def _selu(node: TorchNode) -> Value:
    return lowering.selu(node.layer, node.x, 1.6732632423543772, 1.0507009873554805)


@aten_op("gelu")
def _gelu(node: TorchNode) -> Value:
    approx = "tanh" if node.arg("approximate", "none") == "tanh" else "erf"
    return node.layer.emit("GELU", input=node.x, approx=approx)


@aten_op("hardsigmoid")
def _hardsigmoid(node: TorchNode) -> Value:
    return node.layer.emit("HardSigmoid", input=node.x, alpha=1.0 / 6.0, beta=0.5)


@aten_op("softplus")
def _softplus(node: TorchNode) -> Value:
    # Beyond the threshold torch returns x; so does log(1 + exp(x)) in f32 from 20 on.
    node.refuse(beta=1, threshold=20)
    return node.layer.emit("Softplus", input=node.x)


@aten_op("log_sigmoid")
def _log_sigmoid(node: TorchNode) -> Value:
    layer, shape = node.layer, node.x.shape
    negated = layer.part("neg", shape, "MulConst", input=node.x, const_val=-1.0)
    softplus = layer.part("softplus", shape, "Softplus", input=negated)
    return layer.emit("MulConst", input=softplus, const_val=-1.0)


@aten_op("softmax", "_softmax", "log_softmax", "_log_softmax")
def _softmax(node: TorchNode) -> Value:
    return lowering.softmax(node.layer, node.x, node.arg("dim"), log="log" in node.op)


@aten_op("dropout", "feature_dropout", "alpha_dropout")
def _dropout(node: TorchNode) -> Operand:
    node.refuse(train=False)
    return node.x


@aten_op("contiguous", "clone", "detach", "alias", "lift_fresh_copy", integers=True)
def _pass_through(node: TorchNode) -> Operand:
    return node.x


@aten_op("type_as", "to", "_to_copy", "float", "cpu", integers=True)
def _to(node: TorchNode) -> Operand:
    source, target = next(iter(node.types.values())), node.result_types[0]
    if source != target and "float" not in target:
        raise Unsupported(f"a conversion from {source} to {target}")
    return node.x
