# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models that are quantized already, by pairs of QuantizeLinear and DequantizeLinear.

Such a model says what range each quantized tensor has: that is a calibration. The pairs around
activations are taken out, and the float network below is imported with those ranges; quantized
weights become floats when constants are evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import onnx

from tpuc.frontend.graph import Array

#: tensor name -> the least and the largest number that its integers can stand for
Ranges = dict[str, tuple[float, float]]

_QUANTIZE, _DEQUANTIZE = "QuantizeLinear", "DequantizeLinear"
_DOMAINS = ("", "ai.onnx", "com.microsoft")


def take_out_pairs(model: onnx.ModelProto) -> Ranges:
    """Makes every DequantizeLinear of a QuantizeLinear an Identity of what was quantized.

    In place; returns the ranges. Pairs with parameters per channel or of different parameters
    stay: they compute what they say.
    """
    constants = {tensor.name: tensor for tensor in model.graph.initializer}
    constants.update(
        (node.output[0], attribute.t)
        for node in model.graph.node
        if node.op_type == "Constant"
        for attribute in node.attribute
        if attribute.name == "value"
    )
    quantized = {
        node.output[0]: node
        for node in model.graph.node
        if node.op_type == _QUANTIZE and node.domain in _DOMAINS and len(node.input) > 1
    }
    ranges: Ranges = {}
    for node in model.graph.node:
        if node.op_type != _DEQUANTIZE or node.domain not in _DOMAINS or len(node.input) < 2:
            continue
        source = quantized.get(node.input[0])
        if source is None or source.input[0] in constants:
            continue
        parameters = _parameters(source, constants)
        if parameters is None or parameters != _parameters(node, constants):
            continue
        ranges[source.input[0]] = ranges[node.output[0]] = _range(*parameters)
        node.op_type, node.domain = "Identity", ""
        node.input[:] = [source.input[0]]
        del node.attribute[:]
    return ranges


def _parameters(
    node: onnx.NodeProto, constants: Mapping[str, onnx.TensorProto]
) -> tuple[float, int, np.dtype[np.generic]] | None:
    """Scale, zero point and integer type, where they are constants for the whole tensor."""
    if any(attribute.name == "output_dtype" for attribute in node.attribute):
        return None
    scale = _scalar(constants.get(node.input[1]))
    zero: Array | None = np.zeros((), np.uint8)
    if len(node.input) > 2:
        zero = _scalar(constants.get(node.input[2]))
    if scale is None or zero is None or zero.dtype.kind not in "iu":
        return None
    return float(scale), int(zero), zero.dtype


def _scalar(tensor: onnx.TensorProto | None) -> Array | None:
    if tensor is None:
        return None
    array: Array = onnx.numpy_helper.to_array(tensor)
    return array.reshape(()) if array.size == 1 else None


def _range(scale: float, zero: int, dtype: np.dtype[np.generic]) -> tuple[float, float]:
    """The numbers of the extreme integers; a signed type around 0 has its lowest unused."""
    bits = 8 * dtype.itemsize
    if dtype.kind == "u":
        return -zero * scale, (2**bits - 1 - zero) * scale
    largest = 2 ** (bits - 1) - 1
    smallest = -largest if zero == 0 else -largest - 1
    return (smallest - zero) * scale, (largest - zero) * scale
