# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models that are quantized already, by pairs of QuantizeLinear and DequantizeLinear.

Such a model says what range each quantized tensor has: that is a calibration. The pairs around
activations are taken out, and the float network below is imported with those ranges; quantized
weights become floats when constants are evaluated.

A quantizer that leaves ReLU or ReLU6 to the saturation of its integers (as ONNX Runtime's does)
leaves no node for it: a range that begins at 0 is the only trace. It becomes a Clip again.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import onnx

from tpuc.frontend.graph import Array
from tpuc.frontend.onnx_import.model import opset

#: tensor name -> the least and the largest number that its integers can stand for
Ranges = dict[str, tuple[float, float]]

_QUANTIZE, _DEQUANTIZE = "QuantizeLinear", "DequantizeLinear"
_DOMAINS = ("", "ai.onnx", "com.microsoft")

#: Operators whose results are not negative, whatever they read.
_NOT_NEGATIVE = frozenset(
    ("Abs", "Exp", "HardSigmoid", "ReduceL1", "ReduceL2", "Relu", "Sigmoid", "Softmax", "Sqrt")
)
#: Operators whose results are not negative where nothing that they read as data is.
_KEEPS_SIGN = frozenset(
    (
        *(
            "Add",
            "AveragePool",
            "Concat",
            "Div",
            "Expand",
            "Flatten",
            "Gather",
            "GlobalAveragePool",
        ),
        *("GlobalMaxPool", "Identity", "Max", "MaxPool", "Mul", "ReduceMax", "ReduceMean"),
        *("ReduceSum", "Reshape", "Slice", "Split", "Squeeze", "Tile", "Transpose", "Unsqueeze"),
    )
)


def take_out_pairs(model: onnx.ModelProto) -> Ranges:
    """Puts in place of every DequantizeLinear of a QuantizeLinear what the pair does in f32.

    That is nothing (an Identity of what was quantized), or a Clip where the range begins at 0 and
    the tensor may be negative. In place; returns the ranges. Pairs with parameters per channel or
    of different parameters stay: they compute what they say.
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
    # An input holds what it is given, and is not rectified.
    not_negative = {entry.name for entry in model.graph.input}
    ranges: Ranges = {}
    for node in model.graph.node:
        if node.op_type == _DEQUANTIZE and node.domain in _DOMAINS and len(node.input) > 1:
            pair = _pair(node, quantized.get(node.input[0]), constants)
            if pair is not None:
                source, (low, high) = pair
                ranges[node.output[0]] = low, high
                rectifies = low == 0 and source not in not_negative
                # In front of a Clip the range is that of the integers' scale.
                ranges[source] = (-high if rectifies else low), high
                _replace(model, node, source, high if rectifies else None)
                if low == 0:
                    not_negative.update(node.output)
        if _is_not_negative(node, not_negative):
            not_negative.update(node.output)
    return ranges


def _pair(
    node: onnx.NodeProto, source: onnx.NodeProto | None, constants: Mapping[str, onnx.TensorProto]
) -> tuple[str, tuple[float, float]] | None:
    """The tensor that a pair quantizes, and its range; None where it is not a plain pair."""
    if source is None or source.input[0] in constants:
        return None
    parameters = _parameters(source, constants)
    if parameters is None or parameters != _parameters(node, constants):
        return None
    return source.input[0], _range(*parameters)


def _replace(
    model: onnx.ModelProto, node: onnx.NodeProto, source: str, limit: float | None
) -> None:
    """Makes a node an Identity of `source`, or its Clip between 0 and a limit."""
    node.op_type, node.domain = "Identity" if limit is None else "Clip", ""
    node.input[:] = [source]
    del node.attribute[:]
    if limit is None:
        return
    if opset(model) < 11:
        for name, value in (("min", 0.0), ("max", limit)):
            node.attribute.append(onnx.helper.make_attribute(name, value))
        return
    for name, value in (("min", 0.0), ("max", limit)):
        bound = f"{node.output[0]}_{name}"
        tensor = onnx.numpy_helper.from_array(np.array(value, np.float32), bound)
        model.graph.initializer.append(tensor)
        node.input.append(bound)


def _is_not_negative(node: onnx.NodeProto, known: set[str]) -> bool:
    if node.op_type in _NOT_NEGATIVE:
        return True
    # Of shapes, axes and bounds nothing is known: what they say does not matter here.
    data = node.input if node.op_type in ("Add", "Concat", "Div", "Max", "Mul") else node.input[:1]
    return node.op_type in _KEEPS_SIGN and all(name in known for name in data)


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
