# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The strategy mincos and its command, run_qtable.py."""

import numpy as np
import pytest
from planted import Planted, emit, write

import tpuc
from tpuc import runtime
from tpuc.cli import run_calibration, run_qtable
from tpuc.cli.main import exit_status
from tpuc.dataset import ArraySamples, ModelInput
from tpuc.search import report
from tpuc.search.accumulated import Accumulated
from tpuc.tables import QuantizationTable


class Notes(report.Observers):
    """The lines that a search notes."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def note(self, text):
        self.lines.append(text)


def lowered_cosines(module, chip, samples, table, modes):
    """Of every layer, by lowering once and running both networks."""
    lowered, _ = runtime.lower(module, chip=chip, table=table, qtable=modes)
    ours, theirs = (runtime.Session(one).run(samples, keep="all") for one in (lowered, module))
    count = len(samples["x"])
    found = {}
    for name in theirs.keys() & ours.keys():
        a, b = (tensors[name].reshape(count, -1).astype(float) for tensors in (ours, theirs))
        found[name] = ((a * b).sum(1) / np.sqrt((a * a).sum(1) * (b * b).sum(1))).mean()
    return found


@pytest.mark.parametrize("chip", ["bm1684", "bm1684x", "cv183x"])
def test_the_layer_that_the_error_comes_from_becomes_float(chip):
    network = Planted(6).plant_weight("c3")
    module, samples = emit(network), {"x": network.samples(5)}
    options = {"chip": chip, "strategy": "mincos", "target": 0.9995, "min_layer_cos": 0.999}
    result = tpuc.search(module, samples, **options)
    assert result.modes.keys() == {"c3"} and result.met
    before = lowered_cosines(module, chip, samples, result.table, {})
    assert before["c3"] < 0.999 <= before["c1"]
    # The error of c3 shows in all layers below it, whose own float would not help.
    alone = lowered_cosines(module, chip, samples, result.table, {"c6": result.modes["c3"]})
    after = lowered_cosines(module, chip, samples, result.table, result.modes)
    assert max(before["c6"], alone["c6"]) < 0.98 < 0.99 < after["c6"]


@pytest.mark.parametrize("chip", ["bm1684", "bm1684x", "cv183x"])
def test_more_is_asked_of_layers_when_the_outputs_are_not_right(chip):
    network = Planted(6).plant_weight("c3")
    module, samples = emit(network), {"x": network.samples(5)}
    options = {"chip": chip, "strategy": "mincos", "min_layer_cos": 0.4}
    result = tpuc.search(module, samples, target=0.9995, **options)
    assert min(lowered_cosines(module, chip, samples, result.table, {}).values()) > 0.4
    assert result.modes.keys() == {"c3"} and result.met


def test_an_unreachable_target():
    network = Planted(4)
    module, samples = emit(network), {"x": network.samples(3)}
    result = tpuc.search(module, samples, chip="cv183x", strategy="mincos", target=1.0)
    assert not result.met and result.reach.layers is None
    assert len(result.modes) >= 3 and result.mixed_cos > result.int8_cos


def test_accumulated_cosines_are_those_of_the_lowered_network():
    network = Planted(3).plant_weight("c2")
    module, samples = emit(network), {"x": network.samples(5)}
    table = tpuc.search(module, samples, chip="bm1684", target=-1.0).table
    inputs = [ModelInput("x", (1, *samples["x"].shape[1:]))]
    walk = Accumulated(module, "bm1684", False, ArraySamples(samples, inputs))
    for modes in ({}, {"c2": "F32"}):
        found = walk.cosines(modes, table)
        expected = lowered_cosines(module, "bm1684", samples, table, modes)
        assert found == pytest.approx(expected, abs=1e-6)
        assert {"c1", "c2", "c3", "pool", "fc"} <= found.keys()


def test_layers_that_the_outputs_do_not_need_are_taken_back():
    network = Planted(6).plant_weight("c3")
    module, samples = emit(network), {"x": network.samples(5)}
    options = {"chip": "bm1684", "strategy": "mincos", "min_layer_cos": 0.99999}
    log = Notes()
    result = tpuc.search(module, samples, target=0.9985, observer=log, **options)
    assert result.met and result.modes.keys() == {"c3"}
    walked = next(line for line in log.lines if line.startswith("mincos: walked to"))
    assert int(walked.split()[3]) > 1
    more = tpuc.search(module, samples, target=1.0, **options)
    assert len(more.modes) > 1
    assert len(tpuc.search(module, samples, target=1.0, max_float_layers=2, **options).modes) == 2


def test_the_command(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(Planted().plant_weight("c3"), tmp_path, 6)
    common = ["net.mlir", "--dataset", "data"]
    assert exit_status(run_calibration.main, [*common, "-o", "table"]) == 0
    words = [*common, "--calibration_table", "table", "--chip", "bm1684", "--inference_num", "4"]
    words += ["--min_layer_cos", "0.99", "--expected_cos", "0.99", "-o", "qtable"]
    capsys.readouterr()
    assert exit_status(run_qtable.main, words) == 0
    printed = capsys.readouterr()
    assert printed.err == "" and "mix model outputs_cos:0.99" in printed.out
    assert QuantizationTable.read("qtable").modes == {"c3": "F32"}
    assert "mincos: layer c3 in float" in (tmp_path / "SearchQTable").read_text()
    assert not (tmp_path / "new_cali_table").exists()
    assert exit_status(run_qtable.main, [*words, "--min_layer_cos", "1.5"]) == 2
    assert "min_layer_cos 1.5 is no cosine" in capsys.readouterr().err
    assert exit_status(run_qtable.main, [*words[:-4], "--expected_cos", "1", "-o", "qtable"]) == 1
    assert "is below expected_cos 1" in capsys.readouterr().err
