# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sessions: inputs, batches, what is kept, errors; statistics."""

from __future__ import annotations

import numpy as np
import pytest

runtime = pytest.importorskip("tpuc.runtime")

import small_networks  # noqa: E402

from tpuc.errors import TpucError  # noqa: E402
from tpuc.mlir import ir  # noqa: E402


@pytest.fixture
def session(tmp_path):
    return runtime.Session(runtime.load_module(small_networks.chain(tmp_path)))


def test_says_what_the_network_has(session):
    assert [t.name for t in session.tensors] == ["x", "c1", "c2"]
    assert [t.name for t in session.inputs] == ["x"]
    assert [t.name for t in session.outputs] == ["c2"]
    info = session.tensor("c1")
    assert (info.op, info.shape, info.dtype) == ("top.Conv", (1, 8, 6, 5), "f32")
    assert not info.quantized


def test_samples_do_not_touch_each_other(session, tmp_path):
    x = small_networks.samples(7)
    together = session.run({"x": x}, keep=runtime.ALL)
    assert list(together) == ["x", "c1", "c2"]
    assert np.array_equal(together["x"], x)
    for i in range(7):
        alone = session.run({"x": x[i : i + 1]}, keep=["c1", "c2"])
        for name, value in alone.items():
            assert np.array_equal(value, together[name][i : i + 1])


@pytest.mark.parametrize("options", [{"threads": 1}, {"threads": 3}, {"memory_budget_mb": 0}])
def test_threads_and_memory_change_nothing(tmp_path, session, options):
    other = runtime.Session(runtime.load_module(small_networks.chain(tmp_path)), **options)
    x = small_networks.samples(9)
    assert np.array_equal(other.run({"x": x})["c2"], session.run({"x": x})["c2"])


def test_reference_kernels_agree(tmp_path, session):
    plain = runtime.Session(runtime.load_module(small_networks.chain(tmp_path)), reference=True)
    x = small_networks.samples(2)
    got, want = session.run({"x": x}, keep="all"), plain.run({"x": x}, keep="all")
    for name, value in want.items():
        assert got[name] == pytest.approx(value, abs=1e-6)


def test_branches_and_two_outputs(tmp_path):
    module = runtime.load_module(small_networks.branches(tmp_path))
    fast, plain = runtime.Session(module), runtime.Session(module, reference=True)
    assert [t.name for t in fast.outputs] == ["fc", "max"]
    x = small_networks.samples(5, width=6)
    got, want = fast.run({"x": x}, keep="all"), plain.run({"x": x}, keep="all")
    assert len(got) == 16
    for name, value in want.items():
        assert got[name] == pytest.approx(value, abs=2e-6), name
    assert np.array_equal(got["turn"], got["max"].transpose(0, 2, 3, 1))


def test_other_number_types_are_taken(session):
    x = small_networks.samples(2)
    want = session.run({"x": x.astype(np.float16).astype(np.float32)})["c2"]
    assert np.array_equal(session.run({"x": x.astype(np.float16)})["c2"], want)
    turned = np.asfortranarray(x)
    assert np.array_equal(session.run({"x": turned})["c2"], session.run({"x": x})["c2"])


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({}, r"inputs: missing \['x'\]; the network has \['x'\]"),
        ({"x": np.zeros((1, 3, 6, 5)), "y": np.zeros(1)}, r"unknown \['y'\]"),
        ({"x": np.zeros((1, 3, 6, 6))}, r"'x' has shape \(1, 3, 6, 6\), expected"),
        ({"x": np.zeros((0, 3, 6, 5))}, r"'x' has shape"),
        ({"x": np.full((1, 3, 6, 5), np.nan)}, "'x' contains NaN"),
        ({"x": np.full((1, 3, 6, 5), "a")}, "not a tensor of numbers"),
    ],
)
def test_bad_inputs_are_refused(session, inputs, message):
    with pytest.raises(TpucError, match=message):
        session.run(inputs)


def test_nan_is_a_value_where_it_is_allowed():
    x = np.float32([np.nan, np.inf, 1])
    for kind, expected in (("f32", [1, 0, 0]), ("!quant.uniform<i8:f32, 1.0>", None)):
        text = f"""func.func @main(%a: tensor<3x{kind}>) -> tensor<3xf32> {{
            %x = top.Input(%a) : (tensor<3x{kind}>) -> tensor<3x{kind}> loc("x")
            %r = top.Compare(%x, %x) {{mode = #top<compare_mode ne>}}
              : (tensor<3x{kind}>, tensor<3x{kind}>) -> tensor<3xf32> loc("r")
            return %r : tensor<3xf32>
        }}"""
        with ir.Context():
            session = runtime.Session(ir.Module.parse(text))
        with pytest.raises(TpucError, match="'x' contains NaN"):
            session.run({"x": x})
        if expected is None:  # 8 bits have none
            with pytest.raises(TpucError, match="'x' contains NaN"):
                session.run({"x": x}, allow_nan=True)
        else:
            np.testing.assert_array_equal(session.run({"x": x}, allow_nan=True)["r"], expected)


def test_unknown_tensors_are_refused(session):
    with pytest.raises(TpucError, match=r"no tensor \['c9'\]"):
        session.run({"x": small_networks.samples(1)}, keep=["c9"])


def test_missing_weights_are_named():
    with ir.Context():
        module = ir.Module.parse("""
        func.func @main(%arg0: tensor<1x4xf32>) -> tensor<1x2xf32> {
          %w = top.Weight {value = dense_resource<w> : tensor<4x2xf32>}
            : tensor<4x2xf32> loc("fc.w")
          %0 = top.MatMul(%arg0, %w)
            : (tensor<1x4xf32>, tensor<4x2xf32>) -> tensor<1x2xf32> loc("fc")
          return %0 : tensor<1x2xf32>
        }""")
    with pytest.raises(TpucError, match=r"layer 'fc' \(top.MatMul\): weight 'fc.w' has no data"):
        runtime.Session(module)


def test_an_op_that_cannot_run_is_named():
    with ir.Context() as context:
        context.allow_unregistered_dialects = True
        module = ir.Module.parse("""
        func.func @main(%arg0: tensor<1x4xf32>) -> tensor<1x4xf32> {
          %0 = "other.op"(%arg0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("strange")
          return %0 : tensor<1x4xf32>
        }""")
    with pytest.raises(TpucError, match=r"layer 'strange' \(other.op\): the op cannot be executed"):
        runtime.Session(module)


def test_quantized_inputs(tmp_path):
    kind = "tensor<1x2x2x2x!quant.uniform<i8:f32, 5.000000e-01:3>>"
    with ir.Context():
        module = ir.Module.parse(f"""
        module attributes {{tpu.chip = "bm1684x"}} {{
          func.func @main(%arg0: {kind}) -> {kind} {{
            %x = top.Input(%arg0) : ({kind}) -> {kind} loc("x")
            return %x : {kind}
          }}
        }}""")
    session = runtime.Session(module)
    info = session.inputs[0]
    assert (info.dtype, info.quantized, info.scale, info.zero_point) == ("i8", True, 0.5, 3)
    stored = np.arange(-4, 4).reshape(1, 2, 2, 2)
    real = ((stored - 3) * 0.5).astype(np.float32)
    assert np.array_equal(session.run({"x": stored})["x"], real)
    assert np.array_equal(session.run({"x": stored}, raw=True)["x"], stored)
    assert np.array_equal(session.run({"x": real}, raw=True)["x"], stored)
    with pytest.raises(TpucError, match="'x' holds 300.*i8 cannot store"):
        session.run({"x": stored + 304})


def test_scalars_and_views():
    with ir.Context():
        module = ir.Module.parse("""
        func.func @main(%arg0: tensor<2x3xf32>) -> tensor<f32> {
          %0 = top.Reduce(%arg0) {axes = array<i64: 0, 1>, keepdims = false,
            mode = #top<reduce_mode sum>} : (tensor<2x3xf32>) -> tensor<f32> loc("sum")
          return %0 : tensor<f32>
        }""")
    session = runtime.Session(module)
    x = np.arange(12, dtype=np.float32).reshape(4, 3)
    assert session.run({"arg0": x})["sum"].tolist() == [15.0, 51.0]


def test_statistics_are_those_of_all_values(session):
    x = small_networks.samples(6)
    statistics = runtime.Statistics(session, bins=64)
    for observe in (statistics.observe_range, statistics.observe_histogram):
        observe({"x": x[:1]})
        observe({"x": x[1:]})
    result = statistics.result()
    for name, values in session.run({"x": x}, keep="all").items():
        one, magnitude = result[name], np.abs(values.astype(np.float64))
        assert (one.min, one.max, one.abs_max) == (values.min(), values.max(), magnitude.max())
        assert (one.count, one.zeros) == (values.size, (values == 0).sum())
        assert one.sum == pytest.approx(values.sum(dtype=np.float64), rel=1e-9)
        assert one.mean == pytest.approx(values.mean(dtype=np.float64), rel=1e-9)
        assert one.sum_of_squares == pytest.approx((magnitude**2).sum(), rel=1e-9)
        counts, _ = np.histogram(magnitude, bins=64, range=(0, float(one.abs_max)))
        assert one.histogram.dtype == np.int64
        assert one.histogram.sum() == values.size
        assert np.abs(one.histogram - counts).sum() <= 4


def test_statistics_do_not_depend_on_the_division(tmp_path):
    x, results = small_networks.samples(7), []
    for threads, cuts in [(1, [7]), (2, [7]), (2, [3, 7]), (1, [1, 2, 7])]:
        module = runtime.load_module(small_networks.chain(tmp_path))
        statistics = runtime.Statistics(runtime.Session(module, threads=threads), bins=32)
        for observe in (statistics.observe_range, statistics.observe_histogram):
            for begin, end in zip([0, *cuts], cuts, strict=False):
                observe({"x": x[begin:end]})
        results.append(statistics.result())
    for other in results[1:]:
        for name, one in results[0].items():
            assert (one.min, one.max, one.sum) == (
                other[name].min,
                other[name].max,
                other[name].sum,
            )
            assert np.array_equal(one.histogram, other[name].histogram)


def test_statistics_before_any_sample(session):
    result = runtime.Statistics(session).result()["c1"]
    assert (result.count, result.mean, len(result.histogram)) == (0, 0.0, 2048)
    with pytest.raises(TpucError, match="at least one bin"):
        runtime.Statistics(session, bins=0)
