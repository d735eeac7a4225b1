# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A slice of the fuzz run: damaged ONNX files are imported, or refused in one line."""

from __future__ import annotations

import numpy as np
import onnx
import onnx.parser
import pytest

pytest.importorskip("tpuc.mlir.ir")
import fuzz_harness
from fuzz_onnx import fuzz
from onnx_mutations import mutate

from tpuc.errors import TpucError
from tpuc.frontend.emit import emit_module
from tpuc.frontend.network import open_network
from tpuc.mlir import ir


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


@pytest.mark.parametrize(
    ("node", "constant", "message"),
    [
        (("Trilu", ["x", "k"]), np.zeros(4, np.int64), r"Trilu.* cannot be imported: "),
        (("Upsample", ["x", "k"]), np.float32([1, -3]), r"Upsample.* a result of \[3, -9\]"),
        (("If", ["k", "x"]), np.array(True), "If.* is not valid ONNX: it has no then_branch"),
        (
            ("Expand", ["x", "k"]),
            np.array([2**62, 3, 3]),
            r"Expand with a result of \[4611686018427387904, 3, 3\]",
        ),
    ],
)
def test_constants_that_contradict_a_node_are_named(node, constant, message, tmp_path):
    value = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node(*node, ["y"])],
        "damaged",
        [value("x", onnx.TensorProto.FLOAT, [3, 3])],
        [value("y", onnx.TensorProto.FLOAT, None)],
        [onnx.numpy_helper.from_array(np.asarray(constant), "k")],
    )
    version = 9 if node[0] == "Upsample" else 17
    opsets = [onnx.helper.make_opsetid("", version)]
    onnx.save(onnx.helper.make_model(graph, opset_imports=opsets), tmp_path / "net.onnx")
    with pytest.raises(TpucError, match=message):
        open_network(tmp_path / "net.onnx")


def test_an_attribute_out_of_range_is_named(tmp_path):
    graph = onnx.parser.parse_graph(
        """damaged (float[2,6,12] x) => (y) <int64[2] size = {5, 8}, int64[2] block = {2, 3}> {
            y = Col2Im <dilations = [2, 9223372036854775807]> (x, size, block)
        }"""
    )
    onnx.save(onnx.helper.make_model(graph), tmp_path / "net.onnx")
    with pytest.raises(TpucError, match="Col2Im.*out of range"):
        emit_module(open_network(tmp_path / "net.onnx").graph, {}, ir.Context())


def test_a_failure_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(fuzz_harness, "open_network", lambda path: 1 // 0)
    problem = fuzz_harness.try_import(b"", tmp_path / "net.onnx")
    assert problem.startswith("ZeroDivisionError")
