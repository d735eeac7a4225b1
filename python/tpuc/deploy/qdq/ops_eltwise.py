# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Element-wise operators of one or two tensors.

Constants of integer layers are integers of the chip: a multiplier m and shift s stand for
``m / 2^s`` times the ratio of the scales, a constant c that is added for ``c / 2^s`` steps of the
result.
"""

from __future__ import annotations

import numpy as np

from tpuc.deploy.qdq.registry import Constant, TpuLayer, tpu_op

_BINARY = {
    "Add": "Add",
    "Sub": "Sub",
    "Mul": "Mul",
    "Div": "Div",
    "Max": "Max",
    "Min": "Min",
    "PowTensor": "Pow",
}


@tpu_op(*_BINARY)
def _binary(layer: TpuLayer) -> str:
    op = _BINARY[layer.kind]
    inputs = layer.names()
    if op == "Add" and layer.is_integer:
        # cv18xx subtracts by adding with a negative multiplier.
        multipliers, _ = layer.shifts()
        if multipliers[0] < 0:
            op, inputs = "Sub", [inputs[1], inputs[0]]
        elif multipliers.size > 1 and multipliers[1] < 0:
            op = "Sub"
    return layer.rectified(layer.node(op, inputs))


@tpu_op("AddConst", "MaxConst", "MinConst")
def _with_constant(layer: TpuLayer) -> str:
    constant = layer.number("const_val")
    if layer.type is not None:
        _, shifts = layer.shifts()
        constant *= float(layer.type.scale[0] / 2.0 ** shifts[0])
    op = layer.kind.removesuffix("Const")
    return layer.rectified(layer.node(op, [layer[0].name, layer.constant("constant", constant)]))


@tpu_op("MulConst")
def _times_constant(layer: TpuLayer) -> str:
    factor = layer.number("const_val")
    if layer.is_integer:
        multipliers, shifts = layer.shifts()
        factor *= float(multipliers[0] / 2.0 ** shifts[0]) * _step_ratio(layer)
    return layer.rectified(layer.node("Mul", [layer[0].name, layer.constant("constant", factor)]))


@tpu_op("SubConst")
def _minus_constant(layer: TpuLayer) -> str:
    inputs = [layer[0].name, layer.constant("constant", layer.number("const_val"))]
    if layer.flag("is_reverse"):
        inputs.reverse()
    return layer.rectified(layer.node("Sub", inputs))


@tpu_op("Relu")
def _relu(layer: TpuLayer) -> str:
    limit = layer.number("relu_limit", -1.0)
    if limit >= 0:
        return layer.clipped(layer[0].name, 0.0, limit)
    return layer.node("Relu", [layer[0].name])


@tpu_op("Clip")
def _clip(layer: TpuLayer) -> str:
    return layer.clipped(layer[0].name, layer.number("min"), layer.number("max"))


@tpu_op("LeakyRelu")
def _leaky_relu(layer: TpuLayer) -> str:
    return layer.node("LeakyRelu", [layer[0].name], alpha=layer.number("alpha"))


@tpu_op("PRelu")
def _prelu(layer: TpuLayer) -> str:
    slope = layer[1]
    if not layer.is_integer or not isinstance(slope, Constant):
        return layer.node("PRelu", layer.names())
    _, shifts = layer.shifts()
    values = slope.read() / 2.0 ** shifts[-1] * _step_ratio(layer)
    return layer.node("PRelu", [layer[0].name, layer.constant("slope", values)])


@tpu_op("Scale")
def _scale(layer: TpuLayer) -> str:
    scale, bias = layer[1], layer[2]
    if layer.is_integer and isinstance(scale, Constant) and isinstance(bias, Constant):
        assert layer.type is not None
        _, shifts = layer.shifts()
        parts = 2.0**shifts
        factors = scale.read().ravel() / parts * _step_ratio(layer)
        offsets = bias.read().ravel() / parts * float(layer.type.scale[0])
        operands = [
            layer.constant("scale", layer.per_channel(factors)),
            layer.constant("offset", layer.per_channel(offsets)),
        ]
    else:
        shape = layer.constant("shape", [-1, *[1] * (len(layer.shape) - 2)], np.int64)
        operands = [layer.node("Reshape", [each.name, shape]) for each in (scale, bias)]
    product = layer.node("Mul", [layer[0].name, operands[0]])
    return layer.rectified(layer.node("Add", [product, operands[1]]))


def _step_ratio(layer: TpuLayer) -> float:
    """A step of the result over one of the input."""
    source, result = layer[0].type, layer.type
    assert source is not None and result is not None
    return float(result.scale[0] / source.scale[0])
