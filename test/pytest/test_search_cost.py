# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Estimated times, and the strategy cost."""

import itertools

import numpy as np
import pytest
from planted import CHANNELS, SIZE, Planted, emit
from scripted_search import chain, problem

import tpuc
from tpuc import chips
from tpuc.errors import TpucError
from tpuc.layers import Layers
from tpuc.search.cost import CostModel, read_layer_times, work_of
from tpuc.search.mixes import Unit
from tpuc.search.strategies.cost import cost
from tpuc.search.zero_one import Item, Program

PIXELS = SIZE * SIZE


@pytest.fixture(scope="module")
def layers():
    return Layers.of(emit(Planted(2)))  # which keeps the module that its operations stand in


def test_work(layers):
    weights = CHANNELS * CHANNELS * 9
    conv = work_of(layers["c1"])
    assert (conv.macs, conv.inputs) == (PIXELS * weights, CHANNELS * PIXELS)
    assert (conv.weights, conv.output) == (weights + CHANNELS, CHANNELS * PIXELS)
    assert work_of(layers["pool"]).macs == CHANNELS * PIXELS / 2
    product = work_of(layers["fc"])
    assert (product.macs, product.weights, product.output) == (CHANNELS * 10, CHANNELS * 10, 10)


@pytest.mark.parametrize("chip", [chip.name for chip in chips.chips()])
def test_every_chip_has_rates_for_its_types(chip):
    rates = chips.rates(chip)
    assert rates["INT8"] > 0 and rates["bandwidth"] > 0
    for mode in chips.lookup(chip).float_modes:
        assert 0 < rates[mode] < rates["INT8"]


def test_the_longer_of_arithmetic_and_transfer_counts(layers):
    rates = chips.rates("bm1684")
    costs = CostModel(layers, "bm1684", ("INT8", "F32"))
    work = work_of(layers["c1"])
    for mode, width in (("INT8", 1), ("F32", 4)):
        arithmetic = 2 * work.macs / (rates[mode] * 1e12)
        transfer = (work.inputs + work.weights + work.output) * width / (rates["bandwidth"] * 1e9)
        assert costs.times["c1"][mode] == pytest.approx(1e6 * max(arithmetic, transfer))


def test_a_network_pays_for_each_cast_once(layers):
    costs = CostModel(layers, "bm1684", ("INT8", "F32"))
    int8 = sum(times["INT8"] for times in costs.times.values())
    assert costs.network({}) == pytest.approx(int8)
    cast = CHANNELS * PIXELS * 5 / (chips.rates("bm1684")["bandwidth"] * 1e3)
    more = costs.times["c1"]["F32"] - costs.times["c1"]["INT8"]
    assert costs.network({"c1": "F32"}) == pytest.approx(int8 + more + cast)
    # c2 in float too: the cast is behind it now, and there is still one.
    more += costs.times["c2"]["F32"] - costs.times["c2"]["INT8"]
    assert costs.network({"c1": "F32", "c2": "F32"}) == pytest.approx(int8 + more + cast)


def test_measured_times_take_the_place_of_estimates(layers, tmp_path):
    path = tmp_path / "times.csv"
    path.write_text("name,F32,INT8\nc1,5,1\nc2,7.5,2\n\npool,1,1\nfc,1,0.5\n")
    times = read_layer_times(path)
    assert times["c2"] == {"F32": 7.5, "INT8": 2.0}
    costs = CostModel(layers, "bm1684", ("INT8", "F32"), measured=times)
    assert costs.measured and costs.network({}) == 4.5
    with pytest.raises(TpucError, match="the layer times lack layer c1 in F32"):
        CostModel(layers, "bm1684", ("INT8", "F32"), measured={**times, "c1": {"INT8": 1}})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ":1: the head is ''"),
        ("name,INT9\n", ":1: the head is 'name,INT9'"),
        ("INT8,F32\n", ":1: the head is"),
        ("name,INT8,INT8\n", ":1: the head is"),
        ("name,INT8\nc1,1\nc1,2\n", ":3: layer c1 has two lines"),
        ("name,INT8\nc1\n", ":2: expected 2 fields, got 1"),
        ("name,INT8\nc1,-1\n", ":2: '-1' is no time"),
        ("name,INT8\nc1,nan\n", ":2: 'nan' is no time"),
        ("name,INT8\nc1,x\n", ":2: 'x' is no time"),
    ],
)
def test_broken_layer_times(tmp_path, text, message):
    path = tmp_path / "times.csv"
    path.write_text(text)
    with pytest.raises(TpucError, match=message):
        read_layer_times(path)


def brute_force(items, pairs, savings, allowed):
    """The least time of any choice whose loss is allowed, by trying all."""
    units = list(dict.fromkeys(item.unit for item in items))
    best = None
    for choice in itertools.product([False, True], repeat=len(units)):
        floats = {unit for unit, yes in zip(units, choice, strict=True) if yes}
        gains = {item.unit: item.gain for item in items}
        loss = sum(gain for unit, gain in gains.items() if unit not in floats)
        for (a, b), both in pairs.items():
            if not {a, b} & floats:
                loss += both - gains[a] - gains[b]
        time = sum(item.time for item in items if item.unit in floats)
        time -= sum(saving for pair, saving in savings.items() if set(pair) <= floats)
        if loss <= allowed + 1e-9 and (best is None or time < best):
            best = time
    return best


@pytest.mark.parametrize("seed", range(4))
def test_the_program_is_solved_exactly(seed):
    random = np.random.default_rng(seed)
    units: list[Unit] = [(name,) for name in "abcdef"]
    items = [Item(unit, "F32", *random.uniform(0.1, 1, 2)) for unit in units]
    gains = {item.unit: item.gain for item in items}
    pairs = {
        (units[a], units[b]): (gains[units[a]] + gains[units[b]]) * random.uniform(0.7, 1.5)
        for a, b in ((0, 1), (2, 3), (1, 4))
    }
    savings = {pair: 0.05 for pair in pairs}
    program = Program(items, sum(gains.values()))
    for (a, b), both in pairs.items():
        program.pair(a, b, both, savings[a, b])
    allowed = 0.4 * sum(gains.values())
    chosen = program.least_time(allowed, np.inf)
    time = sum(item.time for item in chosen)
    floats = {item.unit for item in chosen}
    time -= sum(saving for pair, saving in savings.items() if set(pair) <= floats)
    assert time == pytest.approx(brute_force(items, pairs, savings, allowed))
    program.exclude(chosen)
    assert {item.unit for item in program.least_time(allowed, np.inf)} != floats
    assert program.least_time(-1.0, np.inf) is None


def test_the_cheaper_of_two_ways_to_the_target():
    """c alone reaches the target, and so do d and e, which together take less time."""

    def cosine(modes):
        return 0.995 if "c" in modes or {"d", "e"} <= set(modes) else 0.9

    times = {name: {"INT8": 1.0, "F32": 2.0} for name in "bcde"}
    times["c"]["F32"] = 30.0
    losses = {"b": [0.0] * 3, "c": [0.3] * 3, "d": [0.2] * 3, "e": [0.1] * 3}
    options = {"expected_cos": 0.99, "strategy": "cost"}
    given = problem(chain("Input", *["Conv"] * 4), losses, cosine, times, **options)
    assert set(cost(given).mix.modes) == {"d", "e"}
    times["c"]["F32"] = 2.5
    given = problem(chain("Input", *["Conv"] * 4), losses, cosine, times, **options)
    assert set(cost(given).mix.modes) == {"c"}


def test_the_closest_mix_within_a_budget():
    losses = {"b": 0.1, "c": 0.15, "d": 0.2}
    times = {"b": 1.0, "c": 1.0, "d": 4.0}
    given = problem(
        chain("Input", *["Conv"] * 3),
        {name: [loss] * 3 for name, loss in losses.items()},
        lambda modes: 1 - sum(loss for name, loss in losses.items() if name not in modes),
        {name: {"INT8": 1.0, "F32": 1.0 + time} for name, time in times.items()},
        budget=2.0,  # 3 more than INT8's own 3
        strategy="cost",
    )
    choice = cost(given)
    assert set(choice.mix.modes) == {"b", "c"}


@pytest.mark.parametrize("chip", ["bm1684", "bm1684x"])
def test_a_planted_network_is_no_slower_than_by_the_smallest_set(chip):
    network = Planted(6).plant_weight("c3")
    module, samples = emit(network), {"x": network.samples(8)}
    options = {"chip": chip, "target": 0.9995}
    found = {
        one: tpuc.search(module, samples, strategy=one, **options) for one in ("cost", "joint")
    }
    assert found["cost"].met and "c3" in found["cost"].modes
    assert found["cost"].costs.mixed <= found["joint"].costs.mixed * (1 + 1e-9)
    assert found["cost"].costs.ratio > 1


def test_types_are_chosen_by_time():
    network = Planted(4).plant_weight("c3")
    module, samples = emit(network), {"x": network.samples(8)}
    options = {"chip": "bm1684x", "strategy": "cost", "target": 0.9995}
    names = ["c1", "c2", "c3", "c4", "pool", "fc"]
    times = {name: {"INT8": 1.0, "F16": 9.0, "F32": 2.0} for name in names}
    result = tpuc.search(module, samples, fp_type="F16,F32", layer_times=times, **options)
    assert result.met and result.modes == {"c3": "F32"} and result.costs.measured
    times = {name: {"INT8": 1.0, "F16": 2.0, "F32": 9.0} for name in names}
    result = tpuc.search(module, samples, fp_type="F16,F32", layer_times=times, **options)
    assert result.met and result.modes == {"c3": "F16"}
    with pytest.raises(TpucError, match="layer times names layers that the network lacks: c9"):
        tpuc.search(module, samples, layer_times={**times, "c9": {}}, **options)
