# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The search together with the flags that make INT8 better: trials, tables and float layers."""

import re

import numpy as np
import pytest
from planted import Planted, write

from tpuc import chips, runtime
from tpuc.cli import run_calibration, run_sensitive_layer
from tpuc.cli.main import exit_status
from tpuc.corrections import Corrections
from tpuc.search.plain import PlainRunner
from tpuc.tables import QuantizationTable, read_calibration_table

CHIPS = ["bm1684", "bm1684x", "cv183x"]
FILE = "table_corrections.safetensors"
ALL = "--we --bc --gptq --adaround --weight_scale_search"
SEARCH = "--inference_num 6 --search search_qtable --quantize_table qtable"


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A directory with a network, `net.mlir`, and 8 samples, `data/`."""
    monkeypatch.chdir(tmp_path)
    network = Planted(4).plant_activation("c2")
    network.biases["c2"][0] = 600.0  # corrections cannot make up for all of it
    write(network, tmp_path, 8)
    return tmp_path


def run(command, words, capsys):
    status = exit_status(command.main, words.split())
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def calibrate(capsys, chip, extra):
    words = f"net.mlir --dataset data -o table --chip {chip} {extra}"
    return run(run_calibration, words, capsys)


def deployed_cosine(chip, table):
    """Of the network deployed with the written tables, on the samples of the search."""
    module, x = runtime.load_module("net.mlir"), {"x": Planted().samples(8)[:6]}
    lowered, _ = runtime.lower(module, chip=chip, table=table, qtable="qtable")
    a, b = (
        next(iter(runtime.Session(one).run(x).values())).astype(np.float64)
        for one in (module, lowered)
    )
    return ((a * b).sum(1) / np.sqrt((a * a).sum(1) * (b * b).sum(1))).mean()


def printed_cosine(out):
    return float(re.search(r"mix model outputs_cos:(\S+)", out)[1])


@pytest.mark.parametrize("chip", CHIPS)
def test_trials_of_a_corrected_network_are_those_of_plain_lowering(work, capsys, chip):
    assert calibrate(capsys, chip, ALL)[0] == 0
    table = read_calibration_table("table")
    float_mode = chips.lookup(chip).float_modes[0]
    options = runtime.TrialOptions(chip, fp_type=float_mode, compare=["fc"])
    samples = {"x": Planted().samples(4, seed=5)}
    original = runtime.load_module("net.mlir")
    fast, plain = (
        make(original, options, table=table, samples=samples)
        for make in (runtime.TrialSession, PlainRunner)
    )
    uncorrected = runtime.TrialSession(original, options, table=dict(table), samples=samples)
    weighted = set(Corrections.load(FILE).weights)
    assert weighted
    for layer in fast.layers:
        if layer.float_only:
            continue
        entry = table[layer.name]
        candidates = [{}, {layer.name: entry._replace(threshold=entry.threshold / 3)}]
        one, other, without = (
            runner.try_layer(layer.name, candidates) for runner in (fast, plain, uncorrected)
        )
        assert one.similarity() == pytest.approx(other.similarity(), abs=1e-6), layer.name
        if layer.name in weighted:
            assert not np.allclose(one.tensor("fc"), without.tensor("fc"), rtol=1e-5), layer.name
    for modes in ({}, {"c2": float_mode}):
        one, other = (runner.evaluate(modes) for runner in (fast, plain))
        assert one.similarity() == pytest.approx(other.similarity(), abs=1e-6)


@pytest.mark.parametrize(
    ("chip", "extra"), [("bm1684", ALL), ("bm1684x", "--bc"), ("cv183x", f"{ALL} --sq")]
)
def test_search_qtable_on_corrected_weights(work, capsys, chip, extra):
    status, out, err = calibrate(capsys, chip, f"{extra} {SEARCH} --expected_cos 0.9998")
    assert status == 0, out + err
    assert f"written to {FILE}" in out
    # The network has no LayerNorm.
    assert ("note: --sq changes nothing" in out) == ("--sq" in extra)
    modes = QuantizationTable.read("qtable").modes
    assert "c2" in modes and len(modes) < 6
    assert read_calibration_table("table").corrections.name == FILE
    assert printed_cosine(out) == pytest.approx(deployed_cosine(chip, "table"), abs=2e-6)
    assert printed_cosine(out) >= 0.9998


def test_a_table_that_is_good_enough_stays_as_it_was_calibrated(work, capsys):
    status, out, _ = calibrate(capsys, "bm1684x", f"--bc {SEARCH} --expected_cos 0.9")
    assert status == 0 and "no layer needs float" in out
    head = (work / "table").read_text()
    assert "calculation method: kl" in head and "sample number: 8" in head


def test_run_sensitive_layer_goes_on_from_a_corrected_table(work, capsys):
    assert calibrate(capsys, "bm1684", ALL)[0] == 0
    words = "net.mlir --dataset data --input_num 8 --inference_num 6 --chip bm1684 --strategy joint"
    words += " --calibration_table table --expected_cos 0.9998 -o qtable"
    status, out, err = run(run_sensitive_layer, words, capsys)
    assert status == 0, out + err
    assert QuantizationTable.read("qtable").modes
    assert printed_cosine(out) == pytest.approx(deployed_cosine("bm1684", "new_cali_table"))
    # Nothing is tried again when it is resumed, and the tables are the same.
    before = {name: rows(name) for name in ("qtable", "new_cali_table")}
    trials = len((work / "qtable.journal").read_text().splitlines())
    assert run(run_sensitive_layer, f"{words} --resume", capsys)[0] == 0
    assert {name: rows(name) for name in before} == before
    assert len((work / "qtable.journal").read_text().splitlines()) == trials
    # With other corrections the trials are others.
    assert calibrate(capsys, "bm1684", "--bc")[0] == 0
    status, _, err = run(run_sensitive_layer, f"{words} --resume", capsys)
    assert status == 2 and "the network" in err and len(err.splitlines()) == 1


def rows(name):
    """A table without the line that says when it was written."""
    with open(name) as file:
        return [line for line in file if "time" not in line]
