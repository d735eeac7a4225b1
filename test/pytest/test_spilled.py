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


def test_tensors_come_back_in_any_order():
    spilled = SpilledTensors(_TENSORS.items())
    _same(spilled)
    np.testing.assert_array_equal(spilled["layer/1"], _TENSORS["layer/1"])
    assert "other" not in spilled
    with pytest.raises(KeyError):
        spilled["other"]


def test_spilled_tensors_are_written_as_npz(tmp_path):
    write_npz(tmp_path / "all.npz", SpilledTensors(_TENSORS.items()))
    _same(read_npz(tmp_path / "all.npz"))
    with np.load(tmp_path / "all.npz") as archive:
        assert archive.files == list(_TENSORS)


def test_no_temporary_folder_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(TpucError, match="cannot be kept in a temporary file.*TMPDIR"):
        SpilledTensors(_TENSORS.items())


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
