# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tensors that wait in a file, and weights that are let go."""

import tempfile
import weakref

import numpy as np
import onnx
import onnx.parser
import pytest

from tpuc.deploy.npz import read_npz, write_npz
from tpuc.errors import TpucError
from tpuc.frontend.transform import transform
from tpuc.spilled import SpilledTensors

_TENSORS = {
    "layer/1": np.arange(24, dtype=np.float32).reshape(2, 3, 4)[:, ::2],
    "scalar": np.float32(2.5).reshape(()),
    "empty": np.zeros((0, 3), np.float32),
    "file": np.array([-1, 127], np.int8),
}


def _same(tensors):
    assert list(tensors) == list(_TENSORS)
    for name, wanted in _TENSORS.items():
        assert tensors[name].dtype == wanted.dtype
        np.testing.assert_array_equal(tensors[name], wanted, strict=True)


def _spilled():
    spilled = SpilledTensors()
    for name, tensor in _TENSORS.items():
        spilled.add(name, tensor)
    return spilled


def test_tensors_come_back_in_any_order():
    spilled = _spilled()
    _same(spilled)
    np.testing.assert_array_equal(spilled["layer/1"], _TENSORS["layer/1"])
    assert "other" not in spilled
    with pytest.raises(KeyError):
        spilled["other"]
    spilled.add("more", np.ones(3, np.float32))  # behind the others, whatever was read last
    np.testing.assert_array_equal(spilled["file"], _TENSORS["file"])
    np.testing.assert_array_equal(spilled["more"], np.ones(3))


def test_spilled_tensors_are_written_as_npz(tmp_path):
    write_npz(tmp_path / "all.npz", _spilled())
    _same(read_npz(tmp_path / "all.npz"))
    with np.load(tmp_path / "all.npz") as archive:
        assert archive.files == list(_TENSORS)


def test_no_temporary_folder_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(TpucError, match="cannot be kept in a temporary file.*TMPDIR"):
        SpilledTensors()


def test_folded_weights_are_let_go(tmp_path):
    """The filter as it was is freed once a scale is folded into it and the original has run."""
    model = onnx.parser.parse_model(
        """<ir_version: 8, opset_import: ["" : 17]>
        net (float[1,1,4,4] x) => (y) <
            float[1,1,2,2] w = {1, 2, 3, 4}, float[1] s = {2}, float[1] b = {1}, float[1] v = {4}> {
            c = Conv(x, w)
            y = BatchNormalization <epsilon = 0.0> (c, s, b, b, v)
        }"""
    )
    onnx.save(model, tmp_path / "net.onnx")
    transformed = transform(tmp_path / "net.onnx")
    kept = weakref.ref(transformed.network.graph.weights["w"])
    x = np.arange(16, dtype=np.float32).reshape(1, 1, 4, 4)
    wanted = transformed.reference({"x": x})
    assert kept() is not None
    transformed.release_original()
    assert kept() is None
    results = transformed.run({"x": x})
    (output,) = transformed.outputs
    np.testing.assert_allclose(results[output], wanted[output], rtol=1e-6)


def test_large_networks_run_in_pieces(tmp_path, monkeypatch):
    """Each piece is a run with few results; all together are those of one run."""
    model = onnx.parser.parse_model(
        """<ir_version: 8, opset_import: ["" : 17]>
        net (float[1,4] x) => (y) {
            a = Neg(x)  b = Exp(a)  c = Add(a, b)  d = Tanh(c)  y = Mul(d, x)
        }"""
    )
    onnx.save(model, tmp_path / "net.onnx")
    feeds = {"x": np.array([[-1, 0, 1, 2]], np.float32)}
    network = transform(tmp_path / "net.onnx")
    whole = network.run(feeds), network.reference(feeds)
    asked = []
    original = network.network.reference

    def spied(inputs, names):
        asked.append(len(names))
        return original(inputs, names)

    network.network.reference = spied
    for elements, pieces in ((9, [2, 2, 2]), (4, [1] * 6)):
        monkeypatch.setattr("tpuc.frontend.transform._PIECE", elements)
        asked.clear()
        for tensors, expected in zip(
            (network.run(feeds), network.reference(feeds)), whole, strict=True
        ):
            assert list(tensors) == list(expected) and len(tensors) == 6
            for name in expected:
                np.testing.assert_array_equal(tensors[name], expected[name])
        assert asked == pieces
