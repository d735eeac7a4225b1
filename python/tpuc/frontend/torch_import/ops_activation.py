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
    **{"tan": "Tan", "asin": "Asin", "acos": "Acos", "atan": "Atan", "sinh": "Sinh"},
    **{"cosh": "Cosh", "asinh": "Asinh", "acosh": "Acosh", "atanh": "Atanh", "rsqrt": "Rsqrt"},
    **{"arcsin": "Asin", "arccos": "Acos", "arctan": "Atan", "log_sigmoid": "LogSigmoid"},
}


@aten_op(*_FUNCTIONS, integers=True)
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


@aten_op("clamp", "clip", "clamp_min", "clamp_max", integers=True)
def _clamp(node: TorchNode) -> Operand:
    bounds = [node.optional(name) for name in ("min", "max")]
    numbers = [None if bound is None else lowering.scalar_of(bound) for bound in bounds]
    if all(b is None or n is not None for b, n in zip(bounds, numbers, strict=True)):
        low = -math.inf if numbers[0] is None else numbers[0]
        high = math.inf if numbers[1] is None else numbers[1]
        return lowering.clip(node.layer, node.x, low, high)
    layer, x, (least, most) = node.layer, node.x, bounds
    if most is None:
        return lowering.binary(layer, "Max", x, least or x)
    if least is not None:
        x = layer.part("low", layer.shape, "Max", lhs=x, rhs=least)
    return lowering.binary(layer, "Min", x, most)


@aten_op("threshold")
def _threshold(node: TorchNode) -> Value:
    """x above the threshold, else the value."""
    layer, limit = node.layer, node.operand("threshold")
    above = layer.part("above", node.x.shape, "Compare", lhs=node.x, rhs=limit, mode="gt")
    return lowering.where(layer, above, node.x, node.operand("value"))


@aten_op("hardshrink", "softshrink")
def _shrink(node: TorchNode) -> Operand:
    """hardshrink: x outside [-l, l]; softshrink: its distance from it; else 0."""
    layer, x, limit = node.layer, node.x, float(node.arg("lambd", 0.5))
    if node.op == "softshrink":
        inner = layer.part("inner", x.shape, "Clip", input=x, min=-limit, max=limit)
        return layer.emit("Sub", lhs=x, rhs=inner)
    size = layer.part("abs", x.shape, "Abs", input=x)
    bound, zero = layer.constant("lambd", limit), layer.constant("zero", 0.0)
    outside = layer.part("outside", x.shape, "Compare", lhs=size, rhs=bound, mode="gt")
    return lowering.where(layer, outside, x, zero)


@aten_op("tanhshrink")
def _tanhshrink(node: TorchNode) -> Value:
    tanh = node.layer.part("tanh", node.x.shape, "Tanh", input=node.x)
    return node.layer.emit("Sub", lhs=node.x, rhs=tanh)


@aten_op("glu")
def _glu(node: TorchNode) -> Value:
    """The first half of a dimension times the sigmoid of the second."""
    layer, x = node.layer, node.x
    dim = lowering.axis(node.arg("dim", -1), x.rank)
    half = x.shape[dim] // 2
    halves = []
    for name, start in (("value", 0), ("gate", half)):
        fields = lowering.slice_fields(x, {dim: lowering.Range(start, start + half)})
        halves.append(layer.part(name, layer.shape, "Slice", input=x, **fields))
    gate = layer.part("sigmoid", layer.shape, "Sigmoid", input=halves[1])
    return layer.emit("Mul", lhs=halves[0], rhs=gate)


@aten_op("trunc", "fix", "frac")
def _trunc(node: TorchNode) -> Value:
    if node.op == "frac":
        return lowering.mod(node.layer, node.x, node.layer.constant("one", 1.0), fmod=True)
    return lowering.truncate(node.layer, node.x)


@aten_op("leaky_relu")
def _leaky_relu(node: TorchNode) -> Value:
    slope = float(node.arg("negative_slope", 0.01))
    return node.layer.emit("LeakyRelu", input=node.x, alpha=slope)


@aten_op("prelu", "_prelu_kernel")
def _prelu(node: TorchNode) -> Value:
    x, slope = node.x, node.operand("weight")
    if isinstance(slope, Constant) and slope.rank == 1 and x.rank > 1:
        shape = (1, slope.data.size) + (1,) * (x.rank - 2)
        slope = Constant(slope.name, slope.data.reshape(shape))
    return lowering.prelu(node.layer, x, slope)


@aten_op("elu")
def _elu(node: TorchNode) -> Value:
    """scale * x where x > 0, else scale * alpha * (exp(input_scale * x) - 1)."""
    layer, x = node.layer, node.x
    alpha, scale, inner = (float(node.arg(n, 1.0)) for n in ("alpha", "scale", "input_scale"))
    if inner != 1:
        if scale != 1 or not math.isclose(alpha * inner, 1):
            raise Unsupported(f"input_scale = {inner}")
        return lowering.celu(layer, x, alpha)
    if scale == 1:
        return layer.emit("Elu", input=x, alpha=alpha)
    return lowering.selu(layer, x, alpha, scale)


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


@aten_op("softmax", "_softmax", "log_softmax", "_log_softmax")
def _softmax(node: TorchNode) -> Value:
    return lowering.softmax(node.layer, node.x, node.arg("dim"), log="log" in node.op)


@aten_op("softmin")
def _softmin(node: TorchNode) -> Value:
    negated = node.layer.part("neg", node.x.shape, "MulConst", input=node.x, const_val=-1.0)
    return lowering.softmax(node.layer, negated, node.arg("dim"))


@aten_op("dropout", "feature_dropout", "alpha_dropout")
def _dropout(node: TorchNode) -> Operand:
    node.refuse(train=False)
    return node.x


@aten_op("contiguous", "clone", "detach", "alias", "lift_fresh_copy", integers=True)
def _pass_through(node: TorchNode) -> Operand:
    return node.x


@aten_op(
    "type_as",
    "to",
    "_to_copy",
    "float",
    "double",
    "half",
    "cpu",
    "int",
    "long",
    "bool",
    integers=True,
)
def _to(node: TorchNode) -> Operand:
    return lowering.cast(node.layer, node.x)
