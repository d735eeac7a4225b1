# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A slice of the fuzz run: damaged ONNX files are imported, or refused in one line."""

from __future__ import annotations

import numpy as np
import onnx
import pytest

pytest.importorskip("tpuc.mlir.ir")
import fuzz_harness
from fuzz_onnx import fuzz
from onnx_mutations import mutate

from tpuc.errors import TpucError
from tpuc.frontend.network import open_network


def test_damaged_files_are_imported_or_refused():
    assert fuzz_harness.run(fuzz(), range(100000, 100300), seconds=60, keep=None) == {}


def test_mutations_damage():
    """Both kinds change the file, the same number always alike."""
    seeds = fuzz().seeds
    for number in range(20):
        data = mutate(seeds, number)
        assert data == mutate(seeds, number)
    changed = sum(mutate(seeds, number) not in seeds for number in range(100))
    assert changed > 60
    graphs = [mutate(seeds, number) for number in range(0, 100, 2)]
    assert all(onnx.load_from_string(data).ByteSize() for data in graphs)


def test_constants_that_contradict_a_node_are_named(tmp_path):
    diagonals = onnx.numpy_helper.from_array(np.zeros(4, np.int64), "k")
    value = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("Trilu", ["x", "k"], ["y"])],
        "damaged",
        [value("x", onnx.TensorProto.FLOAT, [3, 3])],
        [value("y", onnx.TensorProto.FLOAT, [3, 3])],
        [diagonals],
    )
    onnx.save(onnx.helper.make_model(graph), tmp_path / "net.onnx")
    with pytest.raises(TpucError, match=r"Trilu.* cannot be imported: "):
        open_network(tmp_path / "net.onnx")


def test_a_failure_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(fuzz_harness, "open_network", lambda path: 1 // 0)
    problem = fuzz_harness.try_import(b"", tmp_path / "net.onnx")
    assert problem.startswith("ZeroDivisionError")
