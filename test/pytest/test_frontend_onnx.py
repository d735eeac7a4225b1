# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The ONNX importer: operators, folding, names and refusals."""

from __future__ import annotations

import numpy as np
import onnx
import onnx_cases
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper, parser

from tpuc.errors import TpucError, UnsupportedOpsError
from tpuc.frontend.network import open_network
from tpuc.frontend.onnx_import.importer import import_onnx
from tpuc.frontend.onnx_import.model import load_model
from tpuc.frontend.onnx_import.registry import CONVERTERS
from tpuc.frontend.patterns import fuse_patterns


def _text_model(body: str, opset: int = 18) -> onnx.ModelProto:
    return parser.parse_model(f'<ir_version: 8, opset_import: ["" : {opset}]>\nnet {body}')


def _ops(graph) -> list[str]:
    return [node.op for node in graph.nodes.values()]


def _onnxruntime(model: onnx.ModelProto, feeds: dict[str, np.ndarray]) -> list[np.ndarray]:
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(model.SerializeToString(), options).run(None, feeds)


@pytest.mark.parametrize("case", [pytest.param(c, id=name) for name, c in onnx_cases.ALL])
def test_operator(case, run_graph):
    model, feeds = case.model(), case.feeds()
    expected = _onnxruntime(model, feeds)
    graph = import_onnx(model)
    fuse_patterns(graph)
    results = run_graph(graph, feeds)
    for name, reference in zip(graph.outputs, expected, strict=True):
        result = case.filled(results[name])
        assert result.shape == reference.shape
        np.testing.assert_allclose(result, reference.astype(np.float32), rtol=1e-4, atol=1e-5)


def test_names_are_tensor_and_operator():
    graph = import_onnx(
        _text_model("(float[1,2,4,4] x) => (y) { c = Relu(x)  d = Identity(c)  y = Sigmoid(d) }")
    )
    assert list(graph.nodes) == ["c_Relu", "y_Sigmoid"]
    assert graph.outputs == ["y_Sigmoid"]
    assert graph.sources == {"x": "x", "c_Relu": "c", "y_Sigmoid": "y"}


def test_names_are_unique_and_without_spaces():
    node = helper.make_node("Relu", ["my x"], ["a b"])
    other = helper.make_node("Relu", ["a b"], ["a_b"])
    entry = helper.make_tensor_value_info("my x", TensorProto.FLOAT, [1])
    result = helper.make_tensor_value_info("a_b", TensorProto.FLOAT, [1])
    model = helper.make_model(helper.make_graph([node, other], "g", [entry], [result]))
    graph = import_onnx(model)
    assert [value.name for value in graph.inputs] == ["my_x"]
    assert list(graph.nodes) == ["a_b_Relu", "a_b_Relu_1"]


def test_subgraphs_of_shapes_are_evaluated():
    graph = import_onnx(
        _text_model(
            """(float[2,3,4,5] x) => (y) {
                s = Shape(x)
                i = Constant <value_ints = [0]> ()
                n = Gather(s, i)
                m = Constant <value_ints = [-1]> ()
                t = Concat <axis = 0> (n, m)
                y = Reshape(x, t)
            }"""
        )
    )
    assert _ops(graph) == ["Reshape"]
    assert graph.nodes["y_Reshape"].attrs["shape"] == [0, 60]


def test_subgraphs_of_shapes_are_evaluated_as_their_opset_says():
    graph = import_onnx(
        _text_model(
            """(float[2,3,4,5] x) => (y) {
                s = Shape(x)
                n = Slice <starts = [0], ends = [1], axes = [0]> (s)
                r = Squeeze <axes = [0]> (n)
                u = Unsqueeze <axes = [0]> (r)
                m = Constant <value = int64[1] {-1}> ()
                t = Concat <axis = 0> (u, m)
                y = Reshape(x, t)
            }""",
            opset=9,
        )
    )
    assert _ops(graph) == ["Reshape"]
    assert graph.nodes["y_Reshape"].attrs["shape"] == [0, 60]


def test_dynamic_dimensions_are_pinned():
    model = _text_model("(float[N,3,H,W] x) => (y) { y = GlobalAveragePool(x) }")
    with pytest.raises(TpucError, match=r"x has the dynamic shape \[\?,3,\?,\?\].*--input_shapes"):
        import_onnx(model)
    assert import_onnx(model, [[2, 3, 8, 6]]).nodes["y_GlobalAveragePool"].shape == (2, 3, 1, 1)


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        ([[1, 4, 8, 8]], r"x is \[\?,3,8,8\] in the model, --input_shapes says \[1,4,8,8\]"),
        ([[1, 3, 8]], r"x is \[\?,3,8,8\] in the model"),
        ([[1, 3, 8, 8], [1]], r"2 shapes for 1 inputs \(x\)"),
    ],
)
def test_wrong_input_shapes_are_refused(shapes, message):
    with pytest.raises(TpucError, match=message):
        import_onnx(_text_model("(float[N,3,8,8] x) => (y) { y = Relu(x) }"), shapes)


def test_all_unsupported_operators_are_listed_at_once():
    body = """(float[1,2,4,4] x, float[1,5] r) => (y) {
        a = Unique(x)  b = Unsqueeze(a, x)  c = Relu(x)  d = Gelu(c)
        e = MaxRoiPool <pooled_shape = [4, 4]> (x, r)  f = MaxRoiPool <pooled_shape = [4, 4]> (e, r)
        unused = NonZero(x)  y = Add(d, f)
    }"""
    with pytest.raises(UnsupportedOpsError) as caught:
        import_onnx(_text_model(body, 18))
    assert caught.value.ops == {
        "Gelu with no definition in opset 18": ["d_Gelu"],
        "MaxRoiPool": ["e_MaxRoiPool", "f_MaxRoiPool"],
    }


@pytest.mark.parametrize(
    ("body", "ops"),
    [
        (
            "a = my.dom.Foo(x)  b = Relu(a)  y = MaxRoiPool <pooled_shape = [1, 1]> (b, b)",
            {"MaxRoiPool", "my.dom.Foo with no definition in opset 1"},
        ),
        (
            "a = Unique(x)  b = Cast <to = 1> (a)  y = MaxRoiPool <pooled_shape = [1, 1]> (b, b)",
            {"MaxRoiPool", "Unique with as many results as the data says"},
        ),
        # Of the shape of a tensor nothing has to be converted.
        (
            "a = my.dom.Foo(x)  s = Shape(a)  n = ConstantOfShape(s)  y = Add(a, n)",
            {"my.dom.Foo with no definition in opset 1"},
        ),
    ],
)
def test_unsupported_operators_behind_a_lost_shape_are_listed(body, ops):
    model = _text_model(f"(float[1,2,4,4] x) => (y) {{ {body} }}")
    model.opset_import.append(helper.make_opsetid("my.dom", 1))
    with pytest.raises(UnsupportedOpsError) as caught:
        import_onnx(model)
    assert set(caught.value.ops) == ops


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("(float[1,4] x) => (y) { y = Identity(x) }", "net.onnx computes nothing"),
        (
            "(string[1,4] x) => (y) { y = Identity(x) }",
            "input x has elements of type string: networks take numbers",
        ),
        (
            "(float[1,2] x) => (y) <float[2] w = {1, inf}> { y = Mul(x, w) }",
            "weight w holds 1 infinities of 2 values",
        ),
    ],
)
def test_networks_that_are_none_are_refused(body, message, tmp_path):
    onnx.save(_text_model(body), tmp_path / "net.onnx")
    with pytest.raises(TpucError, match=message):
        open_network(tmp_path / "net.onnx")


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (
            "(float[1,1,4,4] x) => (y) { r = Constant <value_floats = [1.0, 1.0, 2.0, 2.0]> () "
            'n = Constant <value_floats = [0.0]> () y = Resize <mode = "linear", '
            'coordinate_transformation_mode = "tf_half_pixel_for_nn"> (x, n, r) }',
            "Resize with coordinate_transformation_mode tf_half_pixel_for_nn",
        ),
        (
            "(float[3,1,2] x, float[1,4,2] w, float[1,4,4] r) => (y) "
            "{ y = RNN <hidden_size = 4, clip = 1.0> (x, w, r) }",
            "RNN with clip",
        ),
        (
            "(float[3,1,2] x, float[1,4,2] w, float[1,4,4] r) => (y) "
            '{ y = RNN <hidden_size = 4, activations = ["Sigmoid"]> (x, w, r) }',
            "RNN with activations sigmoid",
        ),
        (
            "(float[3,1,2] x) => (y) <float[1,4,2] w = {0,0,0,0,0,0,0,0}, "
            "float[1,4,4] r = {0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0}, int32[1] n = {2}> "
            "{ y = RNN <hidden_size = 4> (x, w, r, , n) }",
            "RNN with sequences of different lengths",
        ),
        (
            "(float[1,1,4,4] x) => (z) { z = RandomNormalLike(x) }",
            "RandomNormalLike with random numbers",
        ),
        (
            "(float[6,6] x) => (y) { y = Det(x) }",
            "Det with matrices of 6x6; up to 5 rows are supported",
        ),
        (
            "(float[4] x, int64[1] k) => (y) { y, i = TopK(x, k) }",
            "TopK with a shape that only running it tells",
        ),
        (
            "(int64[1,1,2,2] x) => (y) { y = ReduceMean(x) }",
            "ReduceMean with a result of type int64",
        ),
        (
            "(int64[2] x) => (y) <int64[2] k = {1, 16777217}> { y = Add(x, k) }",
            "Add with the integer constant 16777217, which 24 bits do not hold",
        ),
        (
            "(float[3] x) => (y) <int64[1] i = {3}> { y = Gather(x, i) }",
            "Gather with an index out of bounds for a dimension of 3",
        ),
    ],
)
def test_unsupported_forms_say_which(body, what):
    with pytest.raises(UnsupportedOpsError, match=what):
        import_onnx(_text_model(body))


@pytest.mark.parametrize(
    ("kind", "to", "what"),
    [("int32", 12, "32 bits, of which 24 are held"), ("float", 6, "the bits of floats")],
)
def test_bits_that_f32_does_not_hold_are_refused(kind, to, what):
    body = f"({kind}[2] x) => (y) {{ y = BitCast <to = {to}> (x) }}"
    with pytest.raises(UnsupportedOpsError, match=f"BitCast with {what}"):
        import_onnx(_text_model(body, 26))


def test_control_flow_is_refused_by_name():
    body = """(float[1,4] x, bool c) => (y) {
        y = If <then_branch = t () => (a) { a = Relu(x) }, else_branch = e () => (b)
        { b = Abs(x) }> (c)
    }"""
    with pytest.raises(
        UnsupportedOpsError, match=r"If with a condition that the data decides \(y_If\)"
    ):
        import_onnx(_text_model(body))


@pytest.mark.parametrize(("truth", "op"), [("1", "Relu"), ("0", "Abs")])
def test_a_branch_of_a_constant_condition_is_taken(truth, op):
    body = f"""(float[1,4] x) => (y) {{
        z = Constant <value_int = {truth}> ()  c = Cast <to = 9> (z)
        y = If <then_branch = t () => (a) {{ a = Relu(x) }}, else_branch = e () => (b)
        {{ b = Abs(x) }}> (c)
    }}"""
    graph = import_onnx(_text_model(body))
    assert _ops(graph) == [op]
    assert list(graph.sources.values()) == ["x", "y"]


def test_operators_without_converter_are_what_onnx_defines_them_by(run_graph):
    model = _text_model("(float[2,3] x) => (y) { y = ThresholdedRelu <alpha = 0.5> (x) }", 22)
    feeds = {"x": np.array([[0.5, -2, 0.6], [3, 0.4, 0]], np.float32)}
    registered = CONVERTERS.pop("ThresholdedRelu", None)
    try:
        graph = import_onnx(model)
    finally:
        if registered:
            CONVERTERS["ThresholdedRelu"] = registered
    assert "Where" in _ops(graph)
    # Of what is inside, the original knows the result only.
    assert list(graph.sources.values()) == ["x", "y"]
    (result,) = run_graph(graph, feeds).values()
    np.testing.assert_array_equal(result, np.float32([[0, 0, 0.6], [3, 0, 0]]))


def test_masks_may_be_infinite_and_weights_may_not():
    body = "(float[2] x) => (y) <float[2] w = {0, -inf}> { y = Add(x, w) }"
    assert np.isinf(import_onnx(_text_model(body)).weights["w"]).any()


def test_outputs_cut_the_network():
    body = "(float[2,2] x) => (y) { a = Relu(x)  b = Det(a)  y = Sigmoid(b) }"
    for name in ("a", "a_Relu"):
        graph = import_onnx(_text_model(body), output_names=[name])
        assert graph.outputs == ["a_Relu"]
    with pytest.raises(TpucError, match=r"computes no tensor aa; close names: a"):
        import_onnx(_text_model(body), output_names=["aa"])


def test_unused_weights_and_nodes_vanish():
    body = "(float[1,2] x) => (y) <float[2] k = {1, 2}> { a = Add(x, k)  y = Relu(x) }"
    graph = import_onnx(_text_model(body))
    assert _ops(graph) == ["Relu"]
    assert graph.weights == {}


def test_shapes_that_do_not_fit_name_the_node():
    body = "(float[1,2,4,4] x) => (y) <float[1,3,1,1] k = {1, 2, 3}> { y = Add(x, k) }"
    with pytest.raises(TpucError, match=r"node y \(Add\) does not fit its inputs"):
        import_onnx(_text_model(body))


def test_what_onnx_does_not_check_the_dialect_does():
    ir = pytest.importorskip("tpuc.mlir.ir")
    from tpuc.frontend.emit import emit_module

    body = "(float[1,2,4,4] x) => (y) <float[1,3,1,1] k = {1, 2, 3}> { y = Conv(x, k) }"
    graph = import_onnx(_text_model(body))
    with pytest.raises(TpucError, match=r"layer y_Conv \(top\.Conv\) is refused: .*channels"):
        emit_module(graph, {}, ir.Context())


def test_nan_weight_is_named():
    case = onnx_cases.Case("nan", "Conv", [onnx_cases.IMAGE, onnx_cases.w(5, 4, 3, 3)])
    case.inputs[1][0, 0, 0, 0] = np.nan
    with pytest.raises(TpucError, match=r"weight w1 holds 1 NaN of 180 values"):
        import_onnx(case.model())


def _save(tmp_path, model, name="net.onnx", **options):
    path = tmp_path / name
    onnx.save(model, path, **options)
    return path


def _relu_model() -> onnx.ModelProto:
    return onnx_cases.Case("relu", "Add", [onnx_cases.IMAGE, onnx_cases.w(1, 4, 6, 8)]).model()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"net\.onnx has no nodes: it is empty, truncated"),
        (b"this is no protobuf", r"net\.onnx is not a readable ONNX file"),
        (None, r"net\.onnx is not a readable ONNX file: it is truncated"),
    ],
)
def test_damaged_files_are_named(tmp_path, content, message):
    path = _save(tmp_path, _relu_model())
    path.write_bytes(path.read_bytes()[:-40] if content is None else content)
    with pytest.raises(TpucError, match=message):
        load_model(path)


def test_missing_file_and_unknown_ending(tmp_path):
    with pytest.raises(TpucError, match=r"model .*none\.onnx does not exist"):
        open_network(tmp_path / "none.onnx")
    (tmp_path / "net.tflite").write_bytes(b"")
    with pytest.raises(TpucError, match=r"net\.tflite is of no known kind: .*\.onnx \.pt"):
        open_network(tmp_path / "net.tflite")


def test_initializer_without_its_bytes_is_named(tmp_path):
    model = _relu_model()
    model.graph.initializer[0].raw_data = model.graph.initializer[0].raw_data[:-4]
    with pytest.raises(TpucError, match=r"weight w1 has not the bytes its type and its shape"):
        import_onnx(load_model(_save(tmp_path, model)))


def test_external_data(tmp_path):
    model = _relu_model()
    expected = numpy_helper.to_array(model.graph.initializer[0])
    options = {"save_as_external_data": True, "location": "net.data", "size_threshold": 0}
    path = _save(tmp_path, model, **options)
    graph = import_onnx(load_model(path))
    np.testing.assert_array_equal(graph.weights["w1"], expected)
    (tmp_path / "net.data").unlink()
    with pytest.raises(TpucError, match=r"net\.onnx: its external data cannot be read"):
        load_model(path)


@pytest.mark.parametrize(
    ("data", "indices"), [((1, 512), (1, 40)), ((3, 6), (2, 3)), ((2, 5), (2, 4))]
)
def test_constant_gather_elements_is_folded(data, indices):
    """As ONNX Runtime computes it, also where onnx's own reference does not."""
    table = np.arange(np.prod(data), dtype=np.float32).reshape(data)
    places = np.random.default_rng(0).integers(-data[1], data[1], indices)
    case = onnx_cases.Case("", "GatherElements", [table, places], {"axis": 1})
    model = case.model()
    model.graph.node[0].output[0] = "picked"
    model.graph.node.append(onnx.helper.make_node("Add", ["x", "picked"], ["y0"]))
    model.graph.input.append(onnx.helper.make_tensor_value_info("x", 1, [1]))
    graph = import_onnx(model)
    (picked,) = (data for name, data in graph.weights.items() if name.startswith("picked"))
    rows = places % data[1]
    np.testing.assert_array_equal(picked, [table[i, row] for i, row in enumerate(rows)])


def test_old_opsets_are_refused(tmp_path):
    old = onnx_cases.Case("old", "Relu", [onnx_cases.IMAGE], opset=6).model()
    with pytest.raises(TpucError, match=r"opset 6; opset 7 is the oldest"):
        load_model(_save(tmp_path, old))


def test_opsets_that_onnx_does_not_know_are_refused(tmp_path):
    new = onnx_cases.Case("new", "Relu", [onnx_cases.IMAGE], opset=999).model()
    with pytest.raises(TpucError, match=r"opset 999; this installation of onnx knows opsets up to"):
        load_model(_save(tmp_path, new))


def test_local_functions_are_inlined(tmp_path):
    text = """<ir_version: 8, opset_import: ["" : 18, "mine" : 1]>
        net (float[1,4] x) => (y) { y = mine.twice(x) }
        <domain: "mine", opset_import: ["" : 18]>
        twice (a) => (c) { b = Relu(a)  c = Sigmoid(b) }"""
    graph = import_onnx(load_model(_save(tmp_path, parser.parse_model(text))))
    assert _ops(graph) == ["Relu", "Sigmoid"]


def test_half_precision_weights_become_floats():
    weight = onnx_cases.w(5, 4, 3, 3).astype(np.float16)
    body = "(float16[1,4,6,8] x) => (y) { y = Conv(x, k) }"
    model = _text_model(body)
    model.graph.initializer.append(numpy_helper.from_array(weight, "k"))
    graph = import_onnx(model)
    assert graph.weights["k"].dtype == np.float32


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"kernel_shape", b"kernel_shap_", r"node node \(MaxPool\) is not valid ONNX"),
        (b"kernel_shape", b"kernel_shap\xff", r"holds names that are not text"),
    ],
)
def test_damaged_attributes_are_one_line(tmp_path, old, new, message):
    case = onnx_cases.Case("pool", "MaxPool", [onnx_cases.IMAGE], {"kernel_shape": [2, 2]})
    path = tmp_path / "net.onnx"
    path.write_bytes(case.model().SerializeToString().replace(old, new))
    with pytest.raises(TpucError, match=message):
        open_network(path)
