# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tables of 256 integers (section 4.5) and the softmax in integers (section 6)."""

from __future__ import annotations

import math

import numpy as np

from oracle.layer import Layer
from oracle.numbers import f32, half_away


def function(node, chip: str = ""):
    """The real function of an activation layer, as the tables of a chip have it."""
    get = node.get

    def gelu(x):
        if chip == "bm1684":
            return 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
        return 0.5 * x * (1 + math.erf(x / math.sqrt(2)))

    return {
        "Sigmoid": lambda x: 1 / (1 + math.exp(-x)),
        "Tanh": math.tanh,
        "Exp": math.exp,
        "SiLU": lambda x: x / (1 + math.exp(-x)),
        "HardSwish": lambda x: x * min(max(x / 6 + 0.5, 0), 1),
        "HardSigmoid": lambda x: min(max(get("alpha") * x + get("beta"), 0), 1),
        "Softplus": lambda x: x if x > 20 else math.log(math.exp(x) + 1),
        "GELU": gelu,
        "Erf": math.erf,
        "Abs": abs,
        "Floor": math.floor,
        "Ceil": math.ceil,
        "Round": lambda x: float(half_away(x)),
        "Cos": math.cos,
        "Sin": math.sin,
        "Sign": lambda x: float(np.sign(x)),
        "Softsign": lambda x: x / (1 + abs(x)),
        "Log": math.log,
        "Sqrt": math.sqrt,
        "Reciprocal": lambda x: get("const_val") / x if x else math.inf,
        "Elu": lambda x: x if x >= 0 else get("alpha", 1.0) * math.expm1(x),
        "MulConst": lambda x: x * get("const_val"),
    }[node.op]


def lut(layer: Layer):
    """table[q]; where the function has no value the entry is left unchecked (NaN)."""
    f, source, out = function(layer.node, layer.chip), layer.types[0], layer.out
    table = {}
    for stored in np.unique(layer.values[0]).astype(int):
        q = stored - 256 if stored > source.high else stored  # the 128 of Quirk Q6
        x = (q - (0 if layer.bm1684 else source.zp)) * source.scale  # see Quirk Q1
        if layer.node.op == "Reciprocal" and x == 0:  # Quirk Q8.
            table[stored] = 127 if layer.cv18 else out.low
            continue
        try:
            table[stored] = int(
                layer.relu(out.saturate(half_away(f(x) / out.scale + out.zp)), out.zp)
            )
        except ValueError:
            table[stored] = np.nan
    return np.vectorize(table.get, otypes=[float])(layer.values[0].astype(int))


def softmax(layer: Layer):
    """bm1684x along axis 1: a table of exponentials of the distance to the largest."""
    q, axis = layer.values[0].astype(np.int64), layer.node.get("axis")
    source, out = layer.types[0], layer.out
    beta = layer.node.get("beta", 1.0)
    table = np.array([f32(math.exp(-source.scale * i * beta)) for i in range(256)], f32)
    e = table[q.max(axis=axis, keepdims=True) - q]
    total = np.add.accumulate(e, axis=axis, dtype=f32).take([-1], axis=axis)
    p = (e / (total * f32(out.scale)).astype(f32)).astype(f32)
    rounded = np.floor(p + f32(0.5)) if out.kind == "u8" else half_away(p)
    return out.saturate(rounded + out.zp)
