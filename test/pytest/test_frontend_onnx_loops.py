# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX: Loop and Scan become their turns where it is known how many there are."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
from onnx import parser

from tpuc.errors import TpucError, UnsupportedOpsError
from tpuc.frontend.onnx_import.importer import import_onnx

COUNTED = """(float[2,3] x) => (y, s) <int64 n = {4}> {
    z = Relu(x)
    y, s = Loop(n, , x) <body = b (int64 i, bool c, float[2,3] v)
        => (bool d, float[2,3] w, float[2] r) <float[1] half = {0.5}> {
        d = Identity(c)
        f = Cast <to = 1> (i)
        a = Mul(v, half)
        b = Add(a, z)
        w = Add(b, f)
        r = ReduceMax <keepdims = 0, axes = [1]> (w)
    }>
}"""
ENDED = """(float[2] x) => (y) {
    t = Constant <value = bool {1}> ()
    k = Constant <value = int64 {2}> ()
    y = Loop( , t, x) <body = b (int64 i, bool c, float[2] v) => (bool d, float[2] w) {
        d = Less(i, k)
        w = Add(v, v)
    }>
}"""
NESTED = """(float[2] x) => (y) <int64 n = {2}, int64 m = {3}> {
    y = Loop(n, , x) <body = b (int64 i, bool c, float[2] v) => (bool c, float[2] w) {
        u = Neg(v)
        w = Loop(m, , u) <body = e (int64 j, bool g, float[2] p) => (bool g, float[2] q) {
            q = Add(p, v)
        }>
    }>
}"""
SCANNED = """(float[2] h, float[3,4,2] x, float[4,2] k) => (y, z, r) {
    y, z, r = Scan <num_scan_inputs = 2, scan_input_axes = [1, 0], scan_input_directions = [1, 0],
        scan_output_axes = [1, 0], scan_output_directions = [0, 1],
        body = b (float[2] v, float[3,2] s, float[2] t) => (float[2] w, float[3,2] o, float[2] p) {
            o = Add(s, v)
            m = ReduceMean <axes = [0], keepdims = 0> (o)
            p = Sub(m, t)
            w = Mul(p, v)
        }> (h, x, k)
}"""


def _model(body: str, opset: int = 17):
    return parser.parse_model(f'<ir_version: 8, opset_import: ["" : {opset}]>\nnet {body}')


@pytest.mark.parametrize("body", [COUNTED, ENDED, NESTED, SCANNED])
def test_turns(body, run_graph):
    model = _model(body)
    rng = np.random.default_rng(0)
    feeds = {
        entry.name: rng.normal(size=[d.dim_value for d in entry.type.tensor_type.shape.dim])
        for entry in model.graph.input
    }
    feeds = {name: array.astype(np.float32) for name, array in feeds.items()}
    expected = onnxruntime.InferenceSession(model.SerializeToString()).run(None, feeds)
    graph = import_onnx(model)
    results = run_graph(graph, feeds)
    for name, reference in zip(graph.outputs, expected, strict=True):
        assert results[name].shape == reference.shape
        np.testing.assert_allclose(results[name], reference, rtol=1e-5, atol=1e-6)


def test_layers_of_turns_are_numbered():
    graph = import_onnx(_model(ENDED))
    # The condition of turn i is whether there is one after it.
    assert list(graph.nodes) == [f"y.{i}.w_Add" for i in range(3)]
    assert graph.sources["y.2.w_Add"] == "y"


_UNKNOWN = "Loop with a body that runs as often as the data says"
_DATA = "w = Add(v, v)  a = ReduceMax <keepdims = 0> (w)  d = Cast <to = 9> (a)"
_NONE = """(float[2] x) => (s) <int64 n = {0}> {
    y, s = Loop(n, , x) <body = b (int64 i, bool c, float[2] v)
        => (bool c, float[2] v, float[2] w) {
        w = Add(v, v)
    }>
}"""


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (ENDED.replace("d = Less(i, k)", "").replace("w = Add(v, v)", _DATA), _UNKNOWN),
        (
            ENDED.replace("(float[2] x)", "(float[2] x, int64 n)").replace("Loop( ", "Loop(n"),
            _UNKNOWN,
        ),
        (ENDED.replace("{2}", "{2000}"), "Loop with more than 1000 turns"),
        (_NONE, "Loop with no turn, and results of turns"),
        (
            ENDED.replace("float[2] v) =>", "float[2] v, float[2] u) =>"),
            "Loop with a body that takes 4 tensors and gets 3",
        ),
    ],
)
def test_turns_that_nobody_knows_are_refused(body, what):
    with pytest.raises(UnsupportedOpsError, match=what):
        import_onnx(_model(body))


def test_damaged_bodies_are_refused():
    model = _model(SCANNED)
    attribute = next(a for a in model.graph.node[0].attribute if a.name == "body")
    attribute.name = "corps"
    with pytest.raises(TpucError, match=r"node y \(Scan\) cannot be imported: 'body'"):
        import_onnx(model)


@pytest.mark.parametrize("body", [SCANNED, ENDED])
def test_outputs_that_the_body_has_not_are_refused(body):
    model = _model(body)
    model.graph.node[-1].output.append("more")
    with pytest.raises(UnsupportedOpsError, match=r"with \d outputs, and a body that computes \d"):
        import_onnx(model)
