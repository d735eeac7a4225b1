# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How far an INT8 network may be from the float one: a sound bound for every element.

With v the float value, e the bound of its operands' errors, and q the real value of the stored
operands, the result of a layer is within

    |w| e          what the errors of the operands become
  + |q| dw + db    the rounding of weights and bias, half a step each
  + so * roundings half a step of the result for every rounding on the way
  + |clip(v) - v|  what the range of the result cuts off

because clipping does not move two values apart. Steps are those of section 4 of the numerics.
"""

from __future__ import annotations

import math

import numpy as np

from oracle import windows
from oracle.integer_eltwise import _inverse_area, _windowed
from oracle.layer import Layer, per_row
from oracle.moves import MOVES
from oracle.numbers import (
    coefficient_shift,
    f32,
    fraction_shift,
    half_away,
    multiplier_shift,
    positive_scale_shift,
    scale_shift,
    weight_shift,
)
from oracle.types import Type


def real(layer: Layer, i: int):
    """The real numbers that a stored operand stands for."""
    return layer.centred(i) * layer.types[i].scale


def bound(layer: Layer, values, errors):
    """The float result of a layer and the bound of its INT8 error.

    `values` are the operands in the float network, `errors` their bounds. NotImplementedError for
    other operators, and where a factor is beyond what the chip's multipliers express.
    """
    op = layer.node.op
    if op in MOVES:
        return _moved(layer, values[0]), _moved(layer, errors[0])
    function = _BOUNDS.get(op)
    if function is None:
        raise NotImplementedError(op)
    exact, error, roundings = function(layer, values, errors)
    low, high = ((x - layer.out.zp) * layer.out.scale for x in (layer.out.low, layer.out.high))
    over = 0.0
    if layer.node.get("do_relu", False):
        exact = np.maximum(exact, 0)
        limit = layer.node.get("relu_limit", -1.0)
        limited = np.minimum(exact, limit) if limit >= 0 else exact
        # In integers a limit is where the range ends, which may be beyond it.
        over = exact - limited if high > limit >= 0 else 0.0
        exact = limited
    cut = over + np.abs(np.clip(exact, low, high) - exact)
    slack = 1e-6 * (np.abs(exact) + layer.out.scale)  # the f32 of the chips' own formulas
    return exact, error + roundings * layer.out.scale + cut + slack


def _moved(layer: Layer, x):
    node = layer.node
    if node.op == "Pad" and node.get("val", 0.0) != 0:
        raise NotImplementedError("a constant that is rounded")
    if layer.types[0] != layer.out:
        raise NotImplementedError("Quirk Q20: integers are not rescaled")
    return MOVES[node.op](Layer(**{**layer.__dict__, "values": [x], "out": Type("f32")}))


def _steps(layer: Layer, w, b):
    """Per row: the steps of weights and bias in real numbers, and the factor's relative error."""
    si, so = layer.types[0].scale, layer.out.scale
    rows = w.shape[0]
    largest = np.abs(w.reshape(rows, -1)).max(axis=1).astype(np.float64)
    if layer.bm1684:
        r = weight_shift(largest.max(), si, so)
        if layer.node.op == "MatMul":
            r = max(r, 0)
        if r < 0 or (b is not None and np.abs(b).max() * 2.0**r / so > 32767):
            raise NotImplementedError("bias beyond 16 bits")
        return np.full(rows, so / si * 2.0**-r), np.full(rows, so * 2.0**-r), 0.0
    if layer.cv18:
        tx, ty = layer.thresholds[0], layer.threshold
        q = largest * tx / (127 * ty)
        if b is not None:
            q = np.maximum(q, np.abs(b) * 127 / (0x7FFFFFFF * 0.998 * ty))
        if layer.node.op == "MatMul":
            q = np.full(rows, q.max())
        if q.max() >= 1 or q.min() < 2.0**-30:
            raise NotImplementedError("factor beyond the multiplier")
        unit = np.array([m * 2.0 ** -(31 + r) for m, r in map(fraction_shift, q)])
        return unit * ty / tx, unit * ty / 127, 1e-6
    sw = np.maximum(largest / 127, 1e-5)
    if layer.node.op == "MatMul":
        sw = np.full(rows, largest.max() / 127)
    factors = sw * si / so
    pairs = [scale_shift(x, 32) for x in factors]
    relative = max(abs(m * 2.0**-r / x - 1) for (m, r), x in zip(pairs, factors, strict=True))
    return sw, sw * si, relative


def _linear(layer: Layer, values, errors, apply, w, b):
    """`apply(x, weights)` is the operator; `w` has a row for each output channel."""
    dw, db, relative = _steps(layer, w, b)
    q = np.abs(real(layer, 0))
    exact = apply(values[0], w)
    error = apply(errors[0], np.abs(w))
    half = np.broadcast_to((dw / 2).reshape(-1, *[1] * (w.ndim - 1)), w.shape)
    error = error + apply(q, half + np.abs(w) * relative)
    rank = exact.ndim
    shaped = (lambda v: v) if layer.node.op == "MatMul" else (lambda v: per_row(v, rank))
    if b is not None:
        exact = exact + shaped(b.astype(np.float64))
        error = error + shaped(db / 2 + np.abs(b) * relative)
    elif layer.types[0].zp:
        error = error + shaped(db / 2)
    # The fixed-point product of cv18xx rounds twice.
    return exact, error, 1.0 if layer.cv18 else 0.5


def _weights(layer: Layer):
    w = layer.constants[0].astype(np.float64)
    return w, layer.constants[1].reshape(-1) if len(layer.constants) > 1 else None


def conv(layer: Layer, values, errors):
    """Convolutions."""
    w, b = _weights(layer)
    if w.ndim == 5:
        raise NotImplementedError("3-D")
    if layer.asymmetric and w.min() >= 0 and b is None:
        raise NotImplementedError("Quirk Q2 does not correct the zero point")
    return _linear(layer, values, errors, lambda x, k: windows.conv(x, k, layer.node), w, b)


def matmul(layer: Layer, values, errors):
    """Products with a constant right side."""
    if len(layer.values) != 1 or layer.node.get("left_transpose", False):
        raise NotImplementedError("two activations")
    w, b = _weights(layer)
    rows = w if layer.node.get("right_transpose", False) else w.swapaxes(-1, -2)
    if rows.ndim != 2:
        raise NotImplementedError("batched weights")
    return _linear(layer, values, errors, lambda x, k: np.matmul(x, k.T), rows, b)


def add(layer: Layer, values, errors):
    """Sums of two activations."""
    if len(values) != 2:
        raise NotImplementedError("constant operand")
    exact, error = values[0] + values[1], errors[0] + errors[1]
    shift = None
    if layer.cv18:
        largest = max(t / layer.threshold for t in layer.thresholds)
        shift = multiplier_shift(largest)[1]
    for i in range(2):
        ratio = layer.scale_ratio(i)
        if layer.cv18:
            factor = math.trunc(float(f32(ratio)) * 2.0**shift) * 2.0**-shift
            if abs(factor) * 2.0**shift > 127:
                raise NotImplementedError("factor beyond 8 bits")
        elif layer.bm1684:
            r = max(coefficient_shift(1.0, layer.types[i].scale, layer.out.scale), 0)
            factor = min(half_away(2.0**r * ratio), 127) * 2.0**-r
        else:
            m, r = positive_scale_shift(ratio)
            factor = m * 2.0**-r
        stored = np.abs(layer.taken(i))
        error = error + stored * abs(factor - ratio) * layer.out.scale
    return exact, error, 0.5 if layer.cv18 else 1.0


def avg_pool(layer: Layer, values, errors):
    """Means of windows; one rounding of the sum, one of the result."""
    node = layer.node
    kernel, strides, pads = (node.get(k) for k in ("kernel_shape", "strides", "pads"))
    area, one = math.prod(kernel), [1] * len(kernel)
    whole = node.get("count_include_pad", False)
    if any(pads) and layer.types[0].zp and not whole:
        raise NotImplementedError("padding is counted where there is a zero point")

    def mean(x):
        padded = _windowed(layer, x, kernel, strides, pads, 0)
        count = _windowed(layer, np.ones(x.shape), kernel, strides, pads, 0)
        parts = sum(p for _, p in windows.taps(padded, kernel, strides, one, layer.shape[2:]))
        counts = sum(p for _, p in windows.taps(count, kernel, strides, one, layer.shape[2:]))
        if whole and layer.node.get("ceil_mode", False):
            raise NotImplementedError("windows beyond the padding")
        return parts / (area if whole else counts)

    si, so = layer.types[0].scale, layer.out.scale
    exact, error = mean(values[0]), mean(errors[0])
    if layer.asymmetric:
        return exact, error, 0.5
    if layer.bm1684:
        m, r = _inverse_area(area)
        wanted = 1 / area
    elif layer.cv18:
        wanted = layer.thresholds[0] / (layer.threshold * area)
        m, r = multiplier_shift(f32(wanted))
    else:
        wanted = si / (so * area)
        m, r = scale_shift(wanted, 8)
    if layer.bm1684 and si != so:
        raise NotImplementedError("ranges that were not shared")
    sums = np.abs(mean(real(layer, 0))) / si * area
    error = error + (sums + 0.5) * abs(m * 2.0**-r - wanted) * so + 0.5 * wanted * so
    return exact, error, 0.5


def max_pool(layer: Layer, values, errors):
    """The largest of a window is no further away than its elements."""
    node = layer.node
    kernel, strides, pads = (node.get(k) for k in ("kernel_shape", "strides", "pads"))
    dilations = node.get("dilations") or [1] * len(kernel)

    def largest(x, fill):
        padded = _windowed(layer, x, kernel, strides, pads, fill)
        parts = windows.taps(padded, kernel, strides, dilations, layer.shape[2:])
        return np.max([p for _, p in parts], axis=0)

    return largest(values[0], -np.inf), largest(errors[0], 0), 0.0


def relu(layer: Layer, values, errors):
    """A rectifier of its own; ReLU6 is where the range ends."""
    limit = layer.node.get("relu_limit", -1.0)
    exact = np.maximum(values[0], 0)
    if limit >= 0:
        exact = np.minimum(exact, limit)
        if (layer.out.high - layer.out.zp) * layer.out.scale > limit:
            raise NotImplementedError("a range beyond the limit")
    return exact, errors[0], 0.0


def concat(layer: Layer, values, errors):
    """Parts joined; those of another scale are rounded once more."""
    parts = []
    for i, error in enumerate(errors):
        ratio = layer.scale_ratio(i)
        if layer.cv18:
            same = abs(layer.thresholds[i] - layer.threshold) <= 1e-5
            m, r = (1, 0) if same else multiplier_shift(f32(ratio))
        else:
            same = (layer.types[i].kind, ratio, layer.types[i].zp) == (
                *(layer.out.kind, 1.0, layer.out.zp),
            )
            m, r = (1, 0) if same else positive_scale_shift(ratio)
        factor = np.abs(layer.centred(i)) * abs(m * 2.0**-r - ratio)
        parts.append(error + (factor + (0.0 if same else 0.5)) * layer.out.scale)
    axis = layer.node.get("axis")
    return np.concatenate(values, axis=axis), np.concatenate(parts, axis=axis), 0.0


_BOUNDS = {
    "Concat": concat,
    "Conv": conv,
    "MatMul": matmul,
    "Add": add,
    "AvgPool": avg_pool,
    "MaxPool": max_pool,
    "Relu": relu,
}
