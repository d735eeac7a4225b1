# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ranges of attention's scores without what masks hide."""

import math

import numpy as np
import pytest
from small_networks import chain, samples

from tpuc import runtime
from tpuc.calibration import calibrate
from tpuc.calibration.masks import Bounds, reach
from tpuc.compare import cosine
from tpuc.dataset import ArraySamples, ModelInput
from tpuc.frontend.emit import emit_module
from tpuc.frontend.graph import Constant, GraphBuilder, Layer
from tpuc.frontend.lowering.attention import attention as lower_attention
from tpuc.layers import Layers
from tpuc.mlir import ir

TOKENS, WIDTH = 12, 32
LEAST = float(np.finfo(np.float32).min)


def projections(builder, x):
    """Queries, keys and values."""
    random = np.random.default_rng(0)
    parts = []
    for name in ("query", "key", "value"):
        weight = Constant(f"{name}.weight", random.normal(0, 1 / math.sqrt(WIDTH), (WIDTH, WIDTH)))
        operands = {"input": x, "right": weight}
        parts.append(builder.add_node("MatMul", name, (1, TOKENS, WIDTH), operands))
    return parts


def attention(mask, also_read=False):
    """One head of attention; `mask` adds the hiding of keys between scores and softmax.

    The input `seen` is 1 for keys to be seen and 0 for others. With `also_read` the masked scores
    are an output too.
    """
    builder = GraphBuilder("attention")
    x = builder.add_input("x", (1, TOKENS, WIDTH))
    seen = builder.add_input("seen", (1, 1, TOKENS))
    parts = projections(builder, x)
    square = (1, TOKENS, TOKENS)
    turned = {"input": parts[1], "order": [0, 2, 1]}
    keys = builder.add_node("Permute", "keys", (1, WIDTH, TOKENS), turned)
    scores = builder.add_node("MatMul", "scores", square, {"input": parts[0], "right": keys})
    scores = builder.add_node("MulConst", "scaled", square, {"input": scores, "const_val": 0.5})
    masked = mask(builder, scores, seen)
    weights = builder.add_node("Softmax", "weights", square, {"input": masked, "axis": 2})
    operands = {"input": weights, "right": parts[2]}
    result = builder.add_node("MatMul", "mixed", (1, TOKENS, WIDTH), operands)
    graph = builder.finish([result, masked] if also_read else [result])
    return emit_module(graph, {}, ir.Context())


def add(builder, scores, mask):
    return builder.add_node("Add", "masked", scores.shape, {"lhs": scores, "rhs": mask})


def where(builder, hidden, scores=None, name="mask"):
    """What the mask is where a key is hidden, and the scores or 0 where it is seen."""

    def make(seen, shape):
        zero = scores if scores is not None else Constant("zero", np.float32(0))
        number = Constant("hidden", np.float32(hidden))
        return builder.add_node("Where", name, shape, {"cond": seen, "lhs": zero, "rhs": number})

    return make


def added(hidden):
    """Where(seen, 0, hidden) added to the scores."""
    return lambda builder, scores, seen: add(
        builder, scores, where(builder, hidden)(seen, seen.shape)
    )


def chosen(hidden):
    """Where(seen, scores, hidden)."""
    return lambda builder, scores, seen: where(builder, hidden, scores, "masked")(
        seen, scores.shape
    )


def multiplied(factor):
    """(1 - seen) * factor added to the scores."""

    def mask(builder, scores, seen):
        operands = {"input": seen, "const_val": 1.0, "is_reverse": True}
        hidden = builder.add_node("SubConst", "unseen", seen.shape, operands)
        operands = {"input": hidden, "const_val": factor}
        return add(builder, scores, builder.add_node("MulConst", "mask", seen.shape, operands))

    return mask


def subtracted(builder, scores, seen):
    """A large number where hidden, taken off the scores, behind a Reshape of both."""
    flat = (1, TOKENS * TOKENS)
    wide = builder.add_node(
        "Tile", "wide", scores.shape, {"input": seen, "repeats": [1, TOKENS, 1]}
    )
    operands = {"input": wide, "const_val": 1.0, "is_reverse": True}
    unseen = builder.add_node("SubConst", "unseen", scores.shape, operands)
    large = builder.add_node(
        "MulConst", "mask", scores.shape, {"input": unseen, "const_val": 10000.0}
    )
    sides = [
        builder.add_node("Reshape", f"{value.name}_flat", flat, {"input": value, "shape": flat})
        for value in (scores, large)
    ]
    less = builder.add_node("Sub", "masked_flat", flat, {"lhs": sides[0], "rhs": sides[1]})
    return builder.add_node(
        "Reshape", "masked", scores.shape, {"input": less, "shape": scores.shape}
    )


MASKS = {
    "added": added(-10000.0),
    "least f32": added(LEAST),
    "infinite": added(-np.inf),
    "small": added(-100.0),
    "chosen": chosen(-1e9),
    "chosen infinite": chosen(-np.inf),
    "multiplied": multiplied(-10000.0),
    "multiplied by the least f32": multiplied(LEAST),
    "subtracted": subtracted,
}


def inputs_of(number, seed, hidden=TOKENS // 3):
    random = np.random.default_rng(seed)
    seen = np.ones((number, 1, TOKENS), np.float32)
    for row in seen:
        row[0, random.permutation(TOKENS)[:hidden]] = 0
    return {"x": random.normal(size=(number, TOKENS, WIDTH)).astype(np.float32), "seen": seen}


def collected(module, data, layers=None):
    """The statistics of a network whose masks are known, or with other layers, unknown."""
    session = runtime.Session(module)
    inputs = [ModelInput(one.name, tuple(one.shape)) for one in session.inputs]
    layers = Layers.of(module) if layers is None else layers
    return calibrate.collect(runtime.Statistics(session), ArraySamples(data, inputs), layers)


def quality(module, chip, table, data):
    """The cosine of the INT8 network, its masks and Softmax included, to the float one."""
    wanted = next(iter(runtime.Session(module).run(data).values()))
    lowered, _ = runtime.lower(module, chip=chip, table=table)
    outputs = runtime.Session(lowered).run(data)
    return cosine(np.asarray(next(iter(outputs.values()))), wanted)


@pytest.mark.parametrize("method", ["kl", "max", "mse"])
@pytest.mark.parametrize("mask", MASKS)
def test_the_range_of_masked_scores_is_that_of_the_scores(mask, method):
    module = attention(MASKS[mask])
    data = inputs_of(16, seed=1)
    statistics = collected(module, data)
    plain = attention(added(0.0))
    scores = runtime.Session(plain).run(data, keep=["scaled"])["scaled"]
    shown = np.where(data["seen"] > 0, scores, -np.inf)
    end = shown.max(axis=2).min() - reach(TOKENS)
    assert statistics.layers["masked"].min == pytest.approx(end, rel=1e-5)
    assert statistics.layers["masked"].max == pytest.approx(shown.max(), rel=1e-5)
    threshold = statistics.table(method)["masked"].threshold
    assert -end * 0.999999 <= threshold <= max(-end, shown.max()) * 1.000001
    inside = np.isfinite(shown) & (shown >= end)
    assert statistics.layers["masked"].histogram.sum() == inside.sum()


#: Left out: masks that INT8 products make, whose range is that of the factor, and masks that float
#: layers of cv18xx compute, whose bf16 has no infinity and whose table of exponentials ends at 15.
IN_INT8 = [
    *(("bm1684", mask) for mask in MASKS),
    *(("bm1684x", mask) for mask in MASKS if mask[:5] not in ("multi", "subtr")),
    *(("cv183x", mask) for mask in ("added", "small")),
]


@pytest.mark.parametrize(("chip", "mask"), IN_INT8)
def test_masked_attention_in_int8(chip, mask):
    module = attention(MASKS[mask])
    data, unseen = inputs_of(16, seed=1), inputs_of(8, seed=2)
    table = collected(module, data).table("max")
    assert quality(module, chip, table, unseen) > 0.99


def fused(causal):
    """One head of an importer's attention, with a boolean mask: computed, or a causal constant."""
    builder = GraphBuilder("fused")
    x = builder.add_input("x", (1, TOKENS, WIDTH))
    seen = builder.add_input("seen", (1, 1, TOKENS))
    zero = {"lhs": seen, "rhs": Constant("zero", np.zeros(1)), "mode": "gt"}
    mask = Layer(builder, "shown", seen.shape, np.dtype(np.bool_)).emit("Compare", **zero)
    parts = projections(builder, x)
    if causal:
        mask = Constant("causal", np.tril(np.ones((TOKENS, TOKENS), np.bool_)))
    layer = Layer(builder, "attention", (1, TOKENS, WIDTH))
    return emit_module(
        builder.finish([lower_attention(layer, tuple(parts), 0.5, mask)]), {}, ir.Context()
    )


@pytest.mark.parametrize("chip", ["bm1684", "bm1684x", "cv183x"])
@pytest.mark.parametrize("causal", [False, True])
def test_an_importers_mask_leaves_room_for_scores(chip, causal):
    module = fused(causal)
    data, unseen = inputs_of(16, seed=1), inputs_of(8, seed=2)
    table = collected(module, data).table("max")
    assert quality(module, chip, table, unseen) > 0.99


@pytest.mark.parametrize("chip", ["bm1684", "bm1684x", "cv183x"])
def test_without_bounds_a_mask_spoils_int8(chip):
    module = attention(added(-10000.0))
    data, unseen = inputs_of(16, seed=1), inputs_of(8, seed=2)
    table = collected(module, data, Layers([], [])).table("max")
    assert table["masked"].threshold > 9000
    assert quality(module, chip, table, unseen) < 0.95


def test_rows_that_are_hidden_as_a_whole_do_not_count():
    module = attention(added(LEAST))
    data = inputs_of(16, seed=1)
    end = collected(module, data).layers["masked"].min
    data["seen"][3] = 0
    assert collected(module, data).layers["masked"].min >= end - 1e-4
    data["seen"][:] = 0
    assert collected(module, data).layers["masked"].min == LEAST


def test_what_others_read_is_left_as_it_is():
    module = attention(added(-10000.0), also_read=True)
    statistics = collected(module, inputs_of(16, seed=1))
    assert statistics.bounds == {}
    assert statistics.layers["masked"].min < -9000


def test_networks_without_masks_keep_their_tables():
    module = attention(added(0.0))
    data = inputs_of(16, seed=1)
    for method in ("kl", "max", "mse"):
        known, unknown = collected(module, data), collected(module, data, Layers([], []))
        assert known.bounds == {} and known.table(method) == unknown.table(method)


def test_bounds():
    assert Bounds(-4.0, 3.0).negated() == Bounds(-3.0, 4.0)
    assert Bounds(-4.0).within(-100.0, 7.0) == Bounds(-4.0)
    assert Bounds(-4.0).within(-100.0, 51.0) == Bounds(), "does not halve the range"
    assert Bounds(-4.0).within(-3.0, 1.0) == Bounds(), "nothing lies below"
    assert Bounds(5.0).within(-100.0, 20.0) == Bounds(0.0), "0 stays inside"
    assert (Bounds(-4.0).reach, Bounds(-4.0, 9.0).reach, Bounds().reach) == (4.0, 9.0, 0.0)


def test_reach_is_half_a_step_of_the_softmax():
    for length in (1, 12, 4096):
        assert length * math.exp(-reach(length)) == pytest.approx(0.5 / 255)


def test_rows_of_any_axis(tmp_path):
    session = runtime.Session(runtime.load_module(chain(tmp_path)))
    x = samples(6)
    values = session.run({"x": x}, keep=["c1"])["c1"]
    _, channels, height, width = values.shape
    for axis, length, stride in ((1, channels, height * width), (2, height, width), (3, width, 1)):
        statistics = runtime.Statistics(session)
        hidden = float(np.median(values.max(axis=axis)))
        statistics.watch_rows("c1", length, stride, hidden)
        statistics.observe_range({"x": x[:2]})
        statistics.observe_range({"x": x[2:]})
        largest = values.max(axis=axis)
        assert statistics.least_row_max("c1") == largest[largest > hidden].min()
        with pytest.raises(Exception, match="before the first pass"):
            statistics.watch_rows("c1", length, stride, hidden)


def test_bounds_cut_range_and_histogram(tmp_path):
    session = runtime.Session(runtime.load_module(chain(tmp_path)))
    x = samples(6)
    values = session.run({"x": x}, keep=["c1"])["c1"]
    low, high = (float(np.float32(np.quantile(values, q))) for q in (0.2, 0.6))
    statistics = runtime.Statistics(session, bins=64)
    statistics.observe_range({"x": x})
    statistics.set_bounds("c1", low, high)
    statistics.observe_histogram({"x": x})
    one = statistics.result()["c1"]
    assert (one.min, one.max, one.abs_max) == (low, high, max(abs(low), abs(high)))
    assert one.histogram.sum() == ((values >= low) & (values <= high)).sum()
    with pytest.raises(Exception, match="before the second pass"):
        statistics.set_bounds("c1", low, high)
