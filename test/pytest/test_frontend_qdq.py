# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Quantized ONNX models: what they compute, and the calibration that they are."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import parser
from onnxruntime.quantization import CalibrationDataReader, QuantType, quantize_static

from tpuc.cli import model_deploy, model_transform
from tpuc.compare import cosine
from tpuc.frontend.network import open_network
from tpuc.frontend.onnx_import.importer import import_onnx
from tpuc.frontend.onnx_import.qdq import take_out_pairs
from tpuc.runtime import Session, load_module
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


#: Negative numbers that the first pair drops, and numbers that none of the two has.
_FOLDED = """(float[8] x) => (y) <float s = {0.5}, uint8 z = {0}> {
    n = Neg(x)  nq = QuantizeLinear(n, s, z)  nd = DequantizeLinear(nq, s, z)
    e = Exp(nd)  eq = QuantizeLinear(e, s, z)  y = DequantizeLinear(eq, s, z)
}"""


@pytest.mark.parametrize("version", [10, 19])
def test_a_range_that_begins_at_zero_rectifies(version, run_graph):
    model = _model(_FOLDED)
    model.opset_import[0].version = version
    session = onnxruntime.InferenceSession(model.SerializeToString())
    feeds = {"x": np.array([-150, -4, -2, -1.5, 0, 0.5, 3, 200], np.float32)}
    (expected,) = session.run(None, feeds)
    ranges = take_out_pairs(model)
    assert [node.op_type for node in model.graph.node if "Linear" not in node.op_type] == [
        *("Neg", "Clip", "Exp", "Identity")
    ]
    assert (ranges["n"], ranges["nd"]) == ((-127.5, 127.5), (0, 127.5))
    (result,) = run_graph(import_onnx(model), feeds).values()
    np.testing.assert_allclose(np.minimum(result, 127.5), expected, atol=0.25)


def test_an_input_that_begins_at_zero_is_not_rectified():
    model = _model(
        """(float[4] x) => (y) <float s = {0.5}, uint8 z = {0}> {
            q = QuantizeLinear(x, s, z)  d = DequantizeLinear(q, s, z)  y = Neg(d)
        }"""
    )
    assert take_out_pairs(model)["x"] == (0, 127.5)
    assert "Clip" not in [node.op_type for node in model.graph.node]


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
    printed = capsys.readouterr().out
    assert "range on the test input: y_Sigmoid" in printed
    likeness = re.search(r"y_Sigmoid: cosine (\S+) to the quantized model", printed)
    assert likeness is not None and 0.999 < float(likeness[1]) <= 1


#: Rectifiers of all kinds between convolutions, pools, a Concat and an Add.
_RECTIFIED = """(float[1,3,16,16] x) => (y) {
    c1 = Conv <pads = [1, 1, 1, 1]> (x, w1, b1)  r1 = Clip(c1, zero, six)
    c2 = Conv <pads = [1, 1, 1, 1]> (r1, w2, b2)  r2 = Relu(c2)
    p = MaxPool <kernel_shape = [2, 2], strides = [2, 2]> (r2)
    c3 = Conv <pads = [1, 1, 1, 1]> (p, w3, b3)  r3 = Clip(c3, zero, six)
    joined = Concat <axis = 1> (p, r3)
    c4 = Conv(joined, w4, b4)
    sum = Add(c4, p)  r4 = Relu(sum)
    g = GlobalAveragePool(r4)  f = Flatten(g)
    y = MatMul(f, w5)
}"""


class _Noise(CalibrationDataReader):
    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.samples = [rng.normal(0, 1, (1, 3, 16, 16)).astype(np.float32) for _ in range(16)]
        self._rest = iter(self.samples)

    def get_next(self) -> dict[str, np.ndarray] | None:
        sample = next(self._rest, None)
        return None if sample is None else {"x": sample}


def _quantized(folder: Path, **options: object) -> Path:
    """The network, quantized by ONNX Runtime."""
    model, rng = _model(_RECTIFIED), np.random.default_rng(0)
    shapes = {"w1": (8, 3, 3, 3), "w2": (8, 8, 3, 3), "w3": (8, 8, 3, 3), "w4": (8, 16, 1, 1)}
    weights = {
        name: rng.normal(0, np.prod(shape[1:]) ** -0.5, shape) for name, shape in shapes.items()
    }
    # Some channels reach 6, and all are negative at times.
    weights |= {f"b{i}": rng.normal(0, 1, 8) for i in range(1, 5)}
    weights |= {"w1": 3 * weights["w1"], "w5": rng.normal(0, 0.3, (8, 10))}
    weights |= {"zero": np.array(0), "six": np.array(6)}
    model.graph.initializer.extend(
        onnx.numpy_helper.from_array(array.astype(np.float32), name)
        for name, array in weights.items()
    )
    onnx.save(model, folder / "float.onnx")
    target = folder / "net.onnx"
    quantize_static(folder / "float.onnx", target, _Noise(1), per_channel=True, **options)
    return target


@pytest.mark.parametrize(
    "options",
    [
        {"activation_type": QuantType.QUInt8},
        {"activation_type": QuantType.QInt8},
        {"activation_type": QuantType.QInt8, "extra_options": {"ActivationSymmetric": True}},
    ],
    ids=["uint8", "int8", "symmetric int8"],
)
def test_networks_that_onnx_runtime_quantized(options, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    model = _quantized(tmp_path, **options)
    images = _Noise(2).samples
    np.savez("images.npz", x=images[0])
    flags = ["--model_name", "net", "--model_def", "net.onnx", "--mlir", "net.mlir"]
    assert model_transform.main([*flags, "--test_input", "images.npz"]) == 0
    flags = ["--mlir", "net.mlir", "--quantize", "INT8", "--chip", "bm1684x", "--skip_validation"]
    flags += ["--calibration_table", "net_qdq_cali_table", "--model", "net.bmodel"]
    assert model_deploy.main(flags) == 0
    original = onnxruntime.InferenceSession(model)
    expected = np.concatenate([original.run(None, {"x": image})[0] for image in images])
    for file in ("net.mlir", "net.bmodel"):
        session = Session(load_module(file))
        feed, result = session.inputs[0].name, session.outputs[0].name
        ours = np.concatenate([session.run({feed: image})[result] for image in images])
        assert min(cosine(a, b) for a, b in zip(ours, expected, strict=True)) > 0.99, file
