# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Functions spelled out in arithmetic come back as one op."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper, parser

from tpuc.frontend.onnx_import.importer import import_onnx
from tpuc.frontend.patterns import fuse_patterns

CONSTANTS = {
    **{"half": 0.5, "one": 1.0, "two": 2.0, "three": 3.0, "six": 6.0, "zero": 0.0},
    **{"root2": np.sqrt(2), "sixth": 1 / 6, "cubic": 0.044715, "tanh_scale": np.sqrt(2 / np.pi)},
    **{"eps": 1e-5, "root_half": np.sqrt(0.5)},
}
CHANNEL = {
    name: np.linspace(low, low + 1, 4, dtype=np.float32).reshape(1, 4, 1, 1)
    for name, low in {"mean": -0.5, "deviation": 0.5, "gamma": 0.7, "beta": -0.2}.items()
}
LAST = {
    "weight": np.linspace(0.5, 1, 5, dtype=np.float32),
    "shift": np.linspace(-1, 1, 5, dtype=np.float32),
}
AXES = {"axes": np.array([-1], np.int64)}

NORMALIZED = "m = ReduceMean(x, axes) d = Sub(x, m) q = {square} v = ReduceMean(q, axes) "
ROOT = "e = Add(v, eps) s = Sqrt(e) "

CASES = [
    ("silu", "s = Sigmoid(x) y = Mul(x, s)", ["SiLU"]),
    ("silu-swapped", "s = Sigmoid(x) y = Mul(s, x)", ["SiLU"]),
    ("silu-read-twice", "s = Sigmoid(x) t = Mul(s, x) y = Add(t, s)", ["Sigmoid", "Mul", "Add"]),
    ("not-silu", "a = Relu(x) s = Sigmoid(a) y = Mul(s, x)", ["Relu", "Sigmoid", "Mul"]),
    (
        "hardswish",
        "s = HardSigmoid <alpha = 0.16666667, beta = 0.5> (x) y = Mul(x, s)",
        ["HardSwish"],
    ),
    ("hardswish-other", "s = HardSigmoid(x) y = Mul(x, s)", ["HardSigmoid", "Mul"]),
    (
        "hardswish-relu6",
        "a = Add(x, three) b = Clip(a, zero, six) c = Mul(x, b) y = Div(c, six)",
        ["HardSwish"],
    ),
    (
        "hardswish-inner",
        "a = Add(x, three) b = Clip(a, zero, six) c = Div(b, six) y = Mul(x, c)",
        ["HardSwish"],
    ),
    ("hardsigmoid", "a = Add(x, three) b = Clip(a, zero, six) y = Mul(b, sixth)", ["HardSigmoid"]),
    (
        "gelu",
        "a = Div(x, root2) b = Erf(a) c = Add(b, one) d = Mul(x, c) y = Mul(d, half)",
        ["GELU"],
    ),
    (
        "gelu-first-half",
        "h = Mul(x, half) a = Mul(x, root_half) b = Erf(a) c = Add(one, b) y = Mul(h, c)",
        ["GELU"],
    ),
    (
        "gelu-tanh",
        "p = Pow(x, three) q = Mul(p, cubic) r = Add(x, q) t = Mul(r, tanh_scale) "
        "u = Tanh(t) v = Add(u, one) w = Mul(x, half) y = Mul(w, v)",
        ["GELU"],
    ),
    (
        "gelu-tanh-products",
        "p = Mul(x, x) q = Mul(p, x) r = Mul(q, cubic) s = Add(x, r) "
        "t = Mul(tanh_scale, s) u = Tanh(t) v = Add(one, u) w = Mul(x, v) y = Mul(half, w)",
        ["GELU"],
    ),
    ("not-mish", "s = Softplus(x) t = Tanh(s) y = Mul(x, t)", ["Softplus", "Tanh", "Mul"]),
    (
        "batchnorm",
        "a = Sub(x, mean) b = Div(a, deviation) c = Mul(b, gamma) y = Add(c, beta)",
        ["Scale"],
    ),
    (
        "affine-mixed",
        "a = Mul(gamma, x) b = Add(a, one) c = Sub(two, b) y = Add(beta, c)",
        ["Scale"],
    ),
    ("affine-scalars-only", "a = Mul(x, two) y = Add(a, one)", ["MulConst", "AddConst"]),
    ("affine-one", "y = Mul(x, gamma)", ["Mul"]),
    ("affine-not-per-channel", "a = Mul(x, weight) y = Add(a, shift)", ["Mul", "Add"]),
    (
        "layernorm",
        NORMALIZED.format(square="Pow(d, two)") + ROOT + "n = Div(d, s) "
        "w = Mul(n, weight) y = Add(w, shift)",
        ["LayerNorm"],
    ),
    (
        "layernorm-plain",
        NORMALIZED.format(square="Mul(d, d)") + ROOT + "y = Div(d, s)",
        ["LayerNorm"],
    ),
    (
        "layernorm-scaled",
        NORMALIZED.format(square="Mul(d, d)") + ROOT + "n = Div(d, s) y = Mul(weight, n)",
        ["LayerNorm"],
    ),
    (
        "layernorm-reciprocal",
        NORMALIZED.format(square="Mul(d, d)") + ROOT + "r = Reciprocal(s) "
        "n = Mul(d, r) w = Mul(n, weight) y = Add(shift, w)",
        ["LayerNorm"],
    ),
    (
        "layernorm-two-centred",
        "m = ReduceMean(x, axes) d = Sub(x, m) f = Sub(x, m) "
        "q = Pow(d, two) v = ReduceMean(q, axes) " + ROOT + "y = Div(f, s)",
        ["LayerNorm"],
    ),
]


def _model(body: str) -> onnx.ModelProto:
    header = '<ir_version: 8, opset_import: ["" : 18]> net (float[2,4,3,5] x) => (float[] y)'
    text = f"{header} {{ {body} }}"
    model = parser.parse_model(text)
    model.graph.output[0].type.tensor_type.ClearField("shape")
    constants = {name: np.float32(value) for name, value in CONSTANTS.items()}
    for name, value in {**constants, **CHANNEL, **LAST, **AXES}.items():
        model.graph.initializer.append(numpy_helper.from_array(np.asarray(value), name))
    return model


@pytest.mark.parametrize(
    ("body", "ops"), [pytest.param(body, ops, id=name) for name, body, ops in CASES]
)
def test_pattern(body, ops, run_graph):
    model = _model(body)
    graph = import_onnx(model)
    fuse_patterns(graph)
    assert [node.op for node in graph.nodes.values()] == ops
    (last,) = graph.outputs
    assert last.startswith("y_")
    feeds = {"x": np.random.default_rng(0).normal(size=(2, 4, 3, 5)).astype(np.float32)}
    (expected,) = onnxruntime.InferenceSession(model.SerializeToString()).run(None, feeds)
    np.testing.assert_allclose(run_graph(graph, feeds)[last], expected, rtol=1e-4, atol=1e-5)
