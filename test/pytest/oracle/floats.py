# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Layers in F32, F16 and BF16 (section 8), as intervals in which the rounded result must lie.

Sums in single precision depend on their order, and functions on the library: both are bounded, and
the bounds rounded. Where nothing is uncertain the interval is one number, and equality is meant.
"""

from __future__ import annotations

import math

import numpy as np

from oracle import windows
from oracle.chips import is_cv18
from oracle.integer_eltwise import _windowed
from oracle.layer import Layer, per_row
from oracle.numbers import bf16, f32, round_to
from oracle.tables import function

_HALF_ULP = 2.0**-24
#: Of a tensor's largest magnitude: what libraries of functions may differ by.
F32_TOLERANCE = 3e-7


def _clamp(node, y):
    limit = node.get("relu_limit", -1.0)
    if node.op == "Relu" or node.get("do_relu", False):
        y = np.maximum(y, f32(0))
        if limit >= 0:
            y = np.minimum(y, f32(limit))
    return y


def _rounded(layer: Layer, low, high):
    """The interval after the fused rectifier and the rounding to the layer's type."""
    ends = []
    for y in (low, high):
        y = np.asarray(y, np.float64)
        if layer.out.kind == "bf16" and layer.cv18:
            y = bf16(_clamp(layer.node, y.astype(f32)))
            ends.append(np.where(np.isinf(y), np.float32(3.3895314e38), y))
        else:
            ends.append(round_to(layer.out.kind)(_clamp(layer.node, y.astype(f32))))
    return ends[0], ends[1]


def _exact(layer: Layer, y):
    return _rounded(layer, y, y)


def _summed(layer: Layer, total, magnitude, terms):
    """A sum of `terms` products of which the magnitudes add up to `magnitude`."""
    slack = magnitude * (terms + 2) * _HALF_ULP
    return _rounded(layer, total - slack, total + slack)


def _constants(layer: Layer):
    kind = round_to(layer.out.kind)
    return [kind(layer.constants[0]).astype(np.float64), *layer.constants[1:]]


def conv(layer: Layer):
    """Convolution: weights rounded to the type, the bias not."""
    w, *b = _constants(layer)
    x = layer.values[0].astype(np.float64)
    total = windows.conv(x, w, layer.node)
    size = windows.conv(np.abs(x), np.abs(w), layer.node)
    if b:
        row = per_row(b[0].reshape(-1).astype(np.float64), w.ndim)
        total, size = total + row, size + np.abs(row)
    return _summed(layer, total, size, math.prod(w.shape[1:]))


def deconv(layer: Layer):
    """Transposed convolution."""
    w, *b = _constants(layer)
    x, size = layer.values[0].astype(np.float64), layer.shape[2:]
    total = windows.deconv(x, w, layer.node, size)
    large = windows.deconv(np.abs(x), np.abs(w), layer.node, size)
    if b:
        row = per_row(b[0].reshape(-1).astype(np.float64), w.ndim)
        total, large = total + row, large + np.abs(row)
    return _summed(layer, total, large, w.shape[0] * math.prod(w.shape[2:]))


def matmul(layer: Layer):
    """Matrix product; bm1684x rounds its bias too (docs/quirks.md, Q14)."""
    kind = round_to(layer.out.kind)
    operands = [np.asarray(v, np.float64) for v in layer.values]
    operands += [kind(c).astype(np.float64) for c in layer.constants]
    if layer.cv18 and len(operands) == 3:
        operands[2] = layer.constants[-1].astype(np.float64)
    if layer.node.get("weight_first"):
        operands[:2] = operands[1::-1]
    left, right, *bias = operands
    if layer.node.get("left_transpose", False):
        left = left.swapaxes(-1, -2)
    if layer.node.get("right_transpose", False):
        right = right.swapaxes(-1, -2)
    total, size = np.matmul(left, right), np.matmul(np.abs(left), np.abs(right))
    if bias:
        total, size = total + bias[0], size + np.abs(bias[0])
    return _summed(layer, total, size, left.shape[-1])


def binary(layer: Layer):
    """One f32 operation of two operands."""
    kind = round_to(layer.out.kind)
    operands = [*layer.values, *(kind(c) for c in layer.constants)]
    if layer.node.get("weight_first"):
        operands.reverse()
    a, b = (np.asarray(v, f32) for v in operands)
    operation = {
        "Add": np.add,
        "Sub": np.subtract,
        "Mul": np.multiply,
        "Div": np.divide,
        "Max": np.maximum,
        "Min": np.minimum,
    }[layer.node.op]
    return _exact(layer, operation(a, b))


def constant(layer: Layer):
    """Operations with a 64-bit constant: computed in f64, then f32, then rounded.

    cv18xx adds a tensor of the rounded constant, and has tables for products and for c - x.
    """
    x, c = np.asarray(layer.values[0], np.float64), layer.node.get("const_val")
    if layer.cv18:
        if layer.node.op in ("MulConst", "SubConst"):
            raise NotImplementedError(layer.node.op)
        c = float(bf16(c))
    reverse = layer.node.get("is_reverse", False)
    y = {
        "AddConst": lambda: x + c,
        "MulConst": lambda: x * c,
        "SubConst": lambda: c - x if reverse else x - c,
        "MaxConst": lambda: np.maximum(x, c),
        "MinConst": lambda: np.minimum(x, c),
    }[layer.node.op]()
    return _exact(layer, y.astype(f32))


def rectifier(layer: Layer):
    """Relu, LeakyRelu, PRelu and Clip."""
    x, node = np.asarray(layer.values[0], f32), layer.node
    if node.op == "LeakyRelu":
        return _exact(layer, np.where(x >= 0, x, x * f32(node.get("alpha"))))
    if node.op == "PRelu":
        slope = round_to(layer.out.kind)(layer.constants[0])
        slope = slope.reshape(-1) if slope.size == 1 else slope
        return _exact(layer, np.where(x >= 0, x, x * slope))
    if node.op == "Clip":
        return _exact(layer, np.clip(x, f32(node.get("min")), f32(node.get("max"))))
    return _exact(layer, x)


def activation(layer: Layer):
    """Functions in f32, within a few last places of the exact one, then rounded."""
    x = np.asarray(layer.values[0], np.float64)
    y = np.vectorize(function(layer.node), otypes=[float])(x)
    slack = F32_TOLERANCE * max(np.abs(v[np.isfinite(v)]).max(initial=0) for v in (x, y))
    if layer.node.op in ("Floor", "Ceil", "Round", "Sign", "Abs"):
        return _exact(layer, y)
    return _rounded(layer, y - slack, y + slack)


def silu(layer: Layer):
    """x times its Sigmoid in F32, rounded before and after."""
    x, exact = (np.asarray(v[0], np.float64) for v in (layer.values, layer.exact))
    low, high = _gate(layer, exact, -1), _gate(layer, exact, 1)
    ends = np.stack([low * x, high * x])
    return _rounded(layer, ends.min(axis=0), ends.max(axis=0))


def _gate(layer: Layer, x, side):
    y = 1 / (1 + np.exp(-x))
    return round_to(layer.out.kind)((y * (1 + side * F32_TOLERANCE)).astype(f32)).astype(float)


def avg_pool(layer: Layer):
    """f32 sum over the window, divided by the number of elements, rounded."""
    node = layer.node
    kernel, strides, pads = (node.get(k) for k in ("kernel_shape", "strides", "pads"))
    one = [1] * len(kernel)
    x = _windowed(layer, np.asarray(layer.values[0], np.float64), kernel, strides, pads, 0)
    ones = _windowed(layer, np.ones(layer.values[0].shape), kernel, strides, pads, 0)
    sizes = layer.shape[2:]
    total = sum(p for _, p in windows.taps(x, kernel, strides, one, sizes))
    large = sum(np.abs(p) for _, p in windows.taps(x, kernel, strides, one, sizes))
    count = sum(p for _, p in windows.taps(ones, kernel, strides, one, sizes))
    if node.get("count_include_pad", False):
        count = math.prod(kernel)
    return _summed(layer, total / count, large / count, math.prod(kernel))


def max_pool(layer: Layer):
    """Largest of a window."""
    node = layer.node
    kernel, strides, pads = (node.get(k) for k in ("kernel_shape", "strides", "pads"))
    dilations = node.get("dilations") or [1] * len(kernel)
    values = np.asarray(layer.values[0], np.float64)
    x = _windowed(layer, values, kernel, strides, pads, -np.inf)
    parts = windows.taps(x, kernel, strides, dilations, layer.shape[2:])
    return _exact(layer, np.max([p for _, p in parts], axis=0))


def reduce(layer: Layer):
    """Mean (sum times R(1/n)), sum, max, min over axes."""
    node, x = layer.node, np.asarray(layer.values[0], np.float64)
    axes, mode = tuple(node.get("axes")), node.get("mode")
    if mode in ("max", "min"):
        return _exact(layer, (np.max if mode == "max" else np.min)(x, axis=axes))
    n = math.prod(x.shape[a] for a in axes)
    factor = float(round_to(layer.out.kind)(1 / n)) if mode == "mean" else 1.0
    total, large = x.sum(axis=axes) * factor, np.abs(x).sum(axis=axes) * factor
    return _summed(layer, total, large, n)


def softmax(layer: Layer):
    """exp(x - max) over its sum."""
    axis = layer.node.get("axis")
    x = np.asarray(layer.values[0], np.float64)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    y = e / e.sum(axis=axis, keepdims=True)
    slack = y * (x.shape[axis] + 16) * _HALF_ULP + 1e-30
    if layer.node.get("log", False):
        y = np.log(y)
        slack = 64 * _HALF_ULP * np.maximum(np.abs(y), 1)
    return _rounded(layer, y - slack, y + slack)


def concat(layer: Layer):
    """Values joined."""
    return _exact(layer, np.concatenate(layer.values, axis=layer.node.get("axis")))


FLOATS = {
    "Conv": conv,
    "Deconv": deconv,
    "MatMul": matmul,
    **dict.fromkeys(("Add", "Sub", "Mul", "Div", "Max", "Min"), binary),
    **dict.fromkeys(("AddConst", "MulConst", "SubConst", "MaxConst", "MinConst"), constant),
    **dict.fromkeys(("Relu", "LeakyRelu", "PRelu", "Clip"), rectifier),
    "SiLU": silu,
    "AvgPool": avg_pool,
    "MaxPool": max_pool,
    "Reduce": reduce,
    "Softmax": softmax,
    "Concat": concat,
}


def compute(layer: Layer):
    """The interval of a float layer; NotImplementedError for what this oracle leaves out."""
    op = layer.node.op
    if is_cv18(layer.chip) and op == "SiLU":
        raise NotImplementedError(op)
    if op in FLOATS and not (op == "Softmax" and is_cv18(layer.chip)):
        if op == "Div" and is_cv18(layer.chip):
            raise NotImplementedError(op)
        return FLOATS[op](layer)
    if is_cv18(layer.chip):
        raise NotImplementedError(op)
    if op in ("LayerNorm", "Interp", "Scale", "Mish", "Pow"):
        raise NotImplementedError(op)
    return activation(layer)
