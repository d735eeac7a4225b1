# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Quantized ONNX models: what they compute, and the calibration that they are."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import parser

from tpuc.cli import model_transform
from tpuc.frontend.network import open_network
from tpuc.frontend.onnx_import.importer import import_onnx
from tpuc.frontend.onnx_import.qdq import take_out_pairs
from tpuc.tables import read_calibration_table

_HEAD = '<ir_version: 8, opset_import: ["" : 19]>\nnet '
#: A convolution with int8 weights between quantized tensors, and a Sigmoid that is float.
_QDQ = """(float[1,2,4,4] x) => (y)
    <float sx = {0.02}, uint8 zx = {128}, float sy = {0.05}, uint8 zy = {0},
     int8[1,2,1,1] w = {64, -32}, float[1] sw = {0.01}, int8[1] zw = {0}> {
    xq = QuantizeLinear(x, sx, zx)  xd = DequantizeLinear(xq, sx, zx)
    wd = DequantizeLinear <axis = 0> (w, sw, zw)
    c = Conv(xd, wd)  r = Relu(c)
    rq = QuantizeLinear(r, sy, zy)  rd = DequantizeLinear(rq, sy, zy)
    y = Sigmoid(rd)
}"""


def _model(body: str) -> onnx.ModelProto:
    return parser.parse_model(_HEAD + body)


def test_pairs_become_ranges(tmp_path):
    onnx.save(_model(_QDQ), tmp_path / "net.onnx")
    network = open_network(tmp_path / "net.onnx")
    assert [node.op for node in network.graph.nodes.values()] == ["Conv", "Relu", "Sigmoid"]
    np.testing.assert_allclose(network.graph.weights["wd"].reshape(-1), [0.64, -0.32], rtol=1e-6)
    assert network.ranges["x"] == pytest.approx((-128 * 0.02, 127 * 0.02))
    assert network.ranges["r_Relu"] == pytest.approx((0, 255 * 0.05))
    assert set(network.ranges) == {"x", "r_Relu"}


def test_signed_pairs_around_zero_are_symmetric():
    model = _model(
        """(float[4] x) => (y) <float s = {0.5}, int8 z = {0}> {
            q = QuantizeLinear(x, s, z)  d = DequantizeLinear(q, s, z)  y = Relu(d)
        }"""
    )
    assert take_out_pairs(model)["x"] == (-63.5, 63.5)


@pytest.mark.parametrize(
    "parameters",
    [
        "<float s = {0.5}, float t = {0.25}, int8 z = {0}>",  # not the inverse
        "<float[4] s = {1, 2, 3, 4}, float[4] t = {1, 2, 3, 4}, int8[4] z = {0, 0, 0, 0}>",
    ],
)
def test_other_pairs_compute_what_they_say(parameters, run_graph):
    model = _model(
        f"""(float[2,4] x) => (y) {parameters} {{
            q = QuantizeLinear(x, s, z)  y = DequantizeLinear(q, t, z)
        }}"""
    )
    session = onnxruntime.InferenceSession(model.SerializeToString())
    feeds = {"x": np.linspace(-70, 70, 8, dtype=np.float32).reshape(2, 4)}
    (expected,) = session.run(None, feeds)
    assert take_out_pairs(model) == {}
    (result,) = run_graph(import_onnx(model), feeds).values()
    np.testing.assert_array_equal(result, expected)


def test_a_quantized_model_comes_with_its_calibration_table(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    onnx.save(_model(_QDQ), "net.onnx")
    flags = ["--model_name", "net", "--model_def", "net.onnx", "--mlir", "net.mlir"]
    assert model_transform.main(flags) == 0
    table = read_calibration_table("net_qdq_cali_table")
    assert table["x"] == pytest.approx((2.56, -2.56, 2.54), abs=1e-6)
    assert table["r_Relu"] == pytest.approx((12.75, 0.0, 12.75), abs=1e-6)
    assert 0.5 <= table["y_Sigmoid"].min < table["y_Sigmoid"].max < 1
    assert "range on the test input: y_Sigmoid" in capsys.readouterr().out
