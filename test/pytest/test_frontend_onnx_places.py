# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX: places of which the data says how many there are, tensors without elements, other names."""

from __future__ import annotations

import math

import numpy as np
import onnx
import pytest
from onnx import helper, parser

from tpuc.compare import Tolerance
from tpuc.errors import UnsupportedOpsError
from tpuc.frontend.onnx_import.importer import import_onnx
from tpuc.frontend.patterns import fuse_patterns
from tpuc.frontend.transform import transform


def _model(body: str, opset: int = 18):
    return parser.parse_model(f'<ir_version: 8, opset_import: ["" : {opset}]>\nnet {body}')


def _ops(graph) -> list[str]:
    return [node.op for node in graph.nodes.values()]


def test_places_that_only_move_keep_their_padding(run_graph):
    body = """(float[2,3] x) => (y) {
        p = NonZero(x)  t = Transpose(p)  c = Cast <to = 6> (t)
        i = Constant <value_ints = [1]> ()  y = Gather <axis = 1> (c, i)
    }"""
    graph = import_onnx(_model(body))
    (result,) = run_graph(graph, {"x": np.float32([[0, 1, 0], [2, 0, 3]])}).values()
    np.testing.assert_array_equal(result[:, 0], [1, 0, 2, -1, -1, -1])


@pytest.mark.parametrize(
    ("reader", "op"),
    [
        ("y = Add(c, c)", "Add"),
        ("y = GatherND(x, t)", "GatherND"),
        ("y = Gather(c, p)", "Gather"),
        ("y = Shape(c)", "Shape"),
    ],
)
def test_places_that_are_computed_with_are_refused(reader, op):
    places = "p = NonZero(x)  t = Transpose(p)  c = Cast <to = 6> (t)"
    body = f"(float[2,3] x) => (y) {{ {places}  {reader} }}"
    with pytest.raises(UnsupportedOpsError) as caught:
        import_onnx(_model(body))
    what = (
        f"{op} with places of which the data says how many there are; --output_names p_NonZero "
        "ends the network where they are found"
    )
    assert list(caught.value.ops) == [what]


def test_no_box_is_a_tensor_without_elements():
    body = """(float[1,6,4] b, float[1,1,6] s) => (y, r) {
        y = NonMaxSuppression(b, s)  r = Relu(s)
    }"""
    graph = import_onnx(_model(body))
    assert graph.weights[graph.outputs[0]].shape == (0, 3)


@pytest.mark.parametrize(
    ("body", "shape", "value"),
    [
        ("y = Slice(x, five, nine)", (0, 3), None),
        ("e = Slice(x, five, nine)  y = ReduceSum(e, zero)", (1, 3), 0.0),
        ("e = Slice(x, five, nine)  y = ReduceMax(e, zero)", (1, 3), -np.inf),
        ("e = Slice(x, five, nine)  y = Concat <axis = 0> (e, e)", (0, 3), None),
    ],
)
def test_tensors_without_elements_are_constants(body, shape, value):
    weights = "<int64[1] five = {5}, int64[1] nine = {9}, int64[1] zero = {0}>"
    graph = import_onnx(_model(f"(float[2,3] x) => (y, r) {weights} {{ {body}  r = Relu(x) }}"))
    assert _ops(graph) == ["Relu"]
    result = graph.weights[graph.outputs[0]]
    assert result.shape == shape
    if value is not None:
        np.testing.assert_array_equal(result, np.full(shape, value))


def test_a_part_of_a_split_may_be_without_elements(run_graph):
    body = """(float[2,3] x) => (z) <int64[3] s = {1, 0, 2}> {
        a, b, c = Split <axis = 1> (x, s)  z = Concat <axis = 1> (c, b, a)
    }"""
    x = np.arange(6, dtype=np.float32).reshape(2, 3)
    (result,) = run_graph(import_onnx(_model(body)), {"x": x}).values()
    np.testing.assert_array_equal(result, x[:, [1, 2, 0]])


def test_names_of_tpu_mlir(run_graph):
    nodes = [
        helper.make_node("PixelNormalization", ["x", "w", "b"], ["p"], epsilon=1e-3),
        helper.make_node("GELU", ["p"], ["g"]),
        helper.make_node("Exp", ["g"], ["e"]),
        helper.make_node("Rsqrt", ["e"], ["y"]),
    ]
    w, b = np.float32([1, 2, -1, 0.5]), np.float32([0, 1, 2, 3])
    graph = helper.make_graph(
        nodes,
        "net",
        [helper.make_tensor_value_info("x", 1, (2, 4, 3))],
        [helper.make_empty_tensor_value_info("y")],
        [helper.make_tensor("w", 1, (4,), w), helper.make_tensor("b", 1, (4,), b)],
    )
    x = np.random.default_rng(0).normal(size=(2, 4, 3)).astype(np.float32)
    imported = import_onnx(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)]))
    (result,) = run_graph(imported, {"x": x}).values()
    normal = (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-3)
    p = normal * w[:, None] + b[:, None]
    erf = np.vectorize(math.erf)
    gelu = p * (1 + erf(p / np.sqrt(2))) / 2
    np.testing.assert_allclose(result, 1 / np.sqrt(np.exp(gelu)), rtol=1e-4)


def test_places_of_a_pooling_are_unpooled_in_their_planes(run_graph):
    body = """(float[2,3,4,6] x) => (y) {
        p, i = MaxPool <kernel_shape = [2,2], strides = [2,2]> (x)
        r = Relu(p)
        y = MaxUnpool <kernel_shape = [2,2], strides = [2,2]> (r, i)
    }"""
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 6)).astype(np.float32)
    plain, fused = import_onnx(_model(body)), import_onnx(_model(body))
    fuse_patterns(fused)
    assert {"Add", "Mod"} <= set(_ops(plain))
    assert _ops(fused) == ["MaxPool", "MaxPoolIndices", "Relu", "MaxUnpool"]
    (expected,), (result,) = (run_graph(g, {"x": x}).values() for g in (plain, fused))
    np.testing.assert_array_equal(result, expected)
    best = x.reshape(2, 3, 2, 2, 3, 2).max((3, 5))
    np.testing.assert_array_equal(result.reshape(2, 3, 2, 2, 3, 2).sum((3, 5)), np.maximum(best, 0))


def test_other_places_are_not_taken_for_those_of_a_pooling():
    body = """(float[1,2,4,4] x) => (y) <int64[1,2,1,1] k = {0, 8}> {
        p, i = MaxPool <kernel_shape = [2,2], strides = [2,2]> (x)
        j = Add(i, k)
        y = MaxUnpool <kernel_shape = [2,2], strides = [2,2]> (p, j)
    }"""
    graph = import_onnx(_model(body))
    fuse_patterns(graph)
    assert "Mod" in _ops(graph)


def test_the_original_is_compared_with_its_padding(tmp_path):
    body = """(float[1,6,4] b, float[1,2,6] s) => (y, z)
        <int64[1] most = {4}, float[1] iou = {0.2}> {
        y = NonMaxSuppression(b, s, most, iou)
        n = NonZero(s)  z = Transpose(n)
    }"""
    onnx.save(_model(body), tmp_path / "net.onnx")
    transformed = transform(tmp_path / "net.onnx")
    rng = np.random.default_rng(1)
    inputs = {
        "b": rng.uniform(0, 2, (1, 6, 4)).astype(np.float32),
        "s": rng.integers(0, 2, (1, 2, 6)).astype(np.float32),
    }
    reference = transformed.reference(inputs)
    assert {len(reference["y_NonMaxSuppression"]), len(reference["z_Transpose"])} == {8, 12}
    assert (reference["z_Transpose"][-1] == -1).all()
    report = transformed.check(transformed.run(inputs), reference, Tolerance())
    assert report.first_failure is None
