# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX: sequences of tensors whose places are known."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
from onnx import parser

from tpuc.errors import TpucError, UnsupportedOpsError
from tpuc.frontend.onnx_import.importer import import_onnx

_SCALARS = """<int64 zero = {0}, int64 one = {1}, int64 two = {2}, int64 last = {-1},
    int64[2] sizes = {2, 4}>"""
BODIES = {
    "split": """
        s = SplitToSequence <axis = 1> (x, two)
        a = SequenceAt(s, last)  b = SequenceAt(s, zero)  y = Sub(a, b)""",
    "sizes": """
        s = SplitToSequence <axis = 1> (x, sizes)
        a = SequenceAt(s, one)  r = Relu(a)  n = SequenceLength(s)  f = Cast <to = 1> (n)
        y = Add(r, f)""",
    "rows": """
        s = SplitToSequence <axis = 0, keepdims = 0> (x)
        y = ConcatFromSequence <axis = 1, new_axis = 1> (s)""",
    "edited": """
        r = Relu(x)  s = SequenceConstruct(x, r)  n = Neg(x)
        t = SequenceInsert(s, n, one)  u = SequenceErase(t, zero)  v = Identity(u)
        y = ConcatFromSequence <axis = 0> (v)""",
    "collected": """
        e = SequenceEmpty()
        z, s = Loop(two, , x, e) <body = b (int64 i, bool c, float[3,6] v, seq(float[3,6]) q)
            => (bool c, float[3,6] w, seq(float[3,6]) p) {
            w = Add(v, x)  p = SequenceInsert(q, w)
        }>
        y = ConcatFromSequence <axis = 1> (s)""",
}


def _model(body: str):
    header = '<ir_version: 8, opset_import: ["" : 17]>'
    return parser.parse_model(f"{header}\nnet (float[3,6] x) => (y) {_SCALARS} {{ {body} }}")


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_sequences(body, run_graph):
    model = _model(body)
    feeds = {"x": np.random.default_rng(0).normal(size=(3, 6)).astype(np.float32)}
    (expected,) = onnxruntime.InferenceSession(model.SerializeToString()).run(None, feeds)
    (result,) = run_graph(import_onnx(model), feeds).values()
    assert result.shape == expected.shape
    np.testing.assert_allclose(result, expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("s = SequenceConstruct(x)  m = ArgMax(f)  y = SequenceAt(s, m)", "f, which no node"),
        ("s = SequenceConstruct(x, x)  y = SequenceMap(s)", "SequenceMap"),
        ("s = SequenceConstruct(x)  y = SequenceAt(s, two)", "SequenceAt with place 2 of 1"),
        ("s = SequenceEmpty()  y = ConcatFromSequence <axis = 0> (s)", "an empty sequence"),
        ("y = SequenceAt(x, zero)", "SequenceAt with something but a sequence"),
        ("s = SequenceConstruct(x)  y = Add(s, x)", "Add with a sequence of tensors"),
        ("y = SequenceConstruct(x)", "output reads y, which is a sequence of tensors"),
    ],
)
def test_other_sequences_are_refused(body, what):
    with pytest.raises((TpucError, UnsupportedOpsError), match=what):
        import_onnx(_model(body))
