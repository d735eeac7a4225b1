# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Functions: tables of integers, tables of bf16, and functions of floats."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from onnx import TensorProto

from tpuc.deploy.qdq.registry import Constant, Stored, TpuLayer, Unsupported, tpu_op

#: Functions that ONNX has an operator for.
_OPERATORS = {
    **{name: name for name in ("Sigmoid", "Tanh", "Mish", "Softplus", "Softsign", "Exp", "Log")},
    **{name: name for name in ("Sqrt", "Abs", "Floor", "Ceil", "Round", "Erf", "Sin", "Cos")},
    **{name: name for name in ("Sign", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Asinh")},
    **{name: name for name in ("Acosh", "Atanh", "HardSwish")},
}


@tpu_op("Lut")
def _lut(layer: TpuLayer) -> Stored:
    """The chip's table, whose entry for a negative q is at q + 256, for integers as written."""
    source, table = layer[0], layer[1]
    assert source.type is not None and source.stored is not None and layer.type is not None
    assert isinstance(table, Constant)
    values = table.read().ravel()
    if source.type.is_signed:
        values = np.roll(values, 128)
    if layer.type.is_signed:
        values = values + 128
    entries = layer.constant("table", values, np.uint8)
    index = layer.node("Cast", [source.stored], "index", to=TensorProto.INT32)
    return Stored(layer.node("Gather", [entries, index], "quantized", axis=0))


@tpu_op("LutBF16")
def _lut_bf16(layer: TpuLayer) -> str:
    """Section 8 of the numerics text, in f32: two tables for a slope, or a power or a logarithm."""
    first, second = layer[1], layer[2]
    assert isinstance(first, Constant) and isinstance(second, Constant)
    mode, x = layer.enum("mode"), layer[0].name
    base, slope = first.read().ravel(), second.read().ravel()
    if mode == "Log":
        return layer.node("Log", [x])
    if mode == "Mantissa":
        power = math.log2(base[64])  # base[1 + i] is 2^(c * (i - 62))
        return layer.node("Pow", [x, layer.constant("power", power)])
    steps = layer.constant("steps", 256.0 / (2.0 * layer.number("range")))
    place = layer.node("Mul", [x, steps], "place")
    # Truncated: rounded down below 0 by twice.
    down = layer.node("Floor", [layer.node("Abs", [place])])
    whole = layer.clipped(layer.node("Mul", [down, layer.node("Sign", [place])]), -128.0, 127.0)
    index = layer.node("Cast", [whole], "index", to=TensorProto.INT32)
    values, slopes = (
        layer.node("Gather", [layer.constant(name, table), index], f"{name}s", axis=0)
        for name, table in (("base", base), ("slope", slope))
    )
    rest = layer.node("Mul", [layer.node("Sub", [place, whole]), slopes])
    return layer.node("Add", [values, rest])


@tpu_op("Active")
def _active(layer: TpuLayer) -> str:
    function, x = layer.enum("function"), layer[0].name
    if function in _OPERATORS:
        return layer.node(_OPERATORS[function], [x])
    if function not in _FORMULAS:
        raise Unsupported(f"the function {function} is not known")
    coefficients = list(layer.numbers("coeffs")) if layer.has("coeffs") else []
    return _FORMULAS[function](layer, x, coefficients)


def _times(layer: TpuLayer, x: str, function: str) -> str:
    return layer.node("Mul", [x, layer.node(function, [x])])


def _mul_const(layer: TpuLayer, x: str, coefficients: list[float]) -> str:
    return layer.node("Mul", [x, layer.constant("factor", coefficients[0])])


def _reciprocal(layer: TpuLayer, x: str, coefficients: list[float]) -> str:
    numerator = coefficients[0] if coefficients else 1.0
    return layer.node("Div", [layer.constant("numerator", numerator), x])


def _pow(layer: TpuLayer, x: str, coefficients: list[float]) -> str:
    return layer.node("Pow", [x, layer.constant("exponent", coefficients[0])])


def _shrink(layer: TpuLayer, x: str, coefficients: list[float]) -> str:
    lambd, bias = coefficients
    return layer.node("Shrink", [x], lambd=lambd, bias=bias)


#: Functions that take several nodes, or parameters.
_FORMULAS: dict[str, Callable[[TpuLayer, str, list[float]], str]] = {
    "SiLU": lambda layer, x, _: _times(layer, x, "Sigmoid"),
    "GELU": lambda layer, x, _: layer.node("Gelu", [x]),
    "GELUTanh": lambda layer, x, _: layer.node("Gelu", [x], approximate="tanh"),
    "HardSigmoid": lambda layer, x, c: layer.node("HardSigmoid", [x], alpha=c[0], beta=c[1]),
    "Elu": lambda layer, x, c: layer.node("Elu", [x], alpha=c[0] if c else 1.0),
    "Rsqrt": lambda layer, x, _: layer.node("Reciprocal", [layer.node("Sqrt", [x])]),
    "LogSigmoid": lambda layer, x, _: layer.node(
        "Neg", [layer.node("Softplus", [layer.node("Neg", [x])])], "negative"
    ),
    "ThresholdedRelu": lambda layer, x, c: layer.node("ThresholdedRelu", [x], alpha=c[0]),
    "Reciprocal": _reciprocal,
    "Pow": _pow,
    "MulConst": _mul_const,
    "Shrink": _shrink,
}


@tpu_op("Softmax")
def _softmax(layer: TpuLayer) -> str:
    x, beta = layer[0].name, layer.number("beta", 1.0)
    if beta != 1.0:
        x = layer.node("Mul", [x, layer.constant("beta", beta)])
    op = "LogSoftmax" if layer.flag("log") else "Softmax"
    return layer.node(op, [x], axis=layer.integer("axis"))


@tpu_op("LayerNorm")
def _layer_norm(layer: TpuLayer) -> str:
    axis = layer.integer("axis")
    weight, bias = layer.optional(1), layer.optional(2)
    ones = np.ones(layer.shape[axis:], np.float32)
    inputs = [layer[0].name, weight.name if weight else layer.constant("ones", ones)]
    if bias:
        inputs.append(bias.name)
    epsilon = layer.number("eps", 1e-5)
    return layer.node("LayerNormalization", inputs, axis=axis, epsilon=epsilon)


@tpu_op("RMSNorm")
def _rms_norm(layer: TpuLayer) -> str:
    x, rank = layer[0].name, len(layer.shape)
    axes = layer.constant("axes", range(layer.integer("axis"), rank), np.int64)
    mean = layer.node("ReduceMean", [layer.node("Mul", [x, x], "square"), axes])
    shifted = layer.node("Add", [mean, layer.constant("eps", layer.number("eps", 1e-5))])
    result = layer.node("Div", [x, layer.node("Sqrt", [shifted])])
    weight = layer.optional(1)
    return layer.node("Mul", [result, weight.name]) if weight else result


@tpu_op("LRN")
def _lrn(layer: TpuLayer) -> str:
    return layer.node(
        "LRN",
        [layer[0].name],
        size=layer.integer("size"),
        alpha=layer.number("alpha", 1e-4),
        beta=layer.number("beta", 0.75),
        bias=layer.number("bias", 1.0),
    )
