# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What reaches the target on the samples of the search has to be confirmed by others."""

import numpy as np
import pytest
from planted import Planted, emit, write

import tpuc
from tpuc import runtime
from tpuc.cli import run_calibration, run_sensitive_layer
from tpuc.cli.main import exit_status
from tpuc.search import report

CHIP = "bm1684"


def cosines(module, samples, table, modes):
    """Of the outputs, for each sample, by lowering the mixed network and running both."""
    lowered, _ = runtime.lower(module, chip=CHIP, table=table, qtable=modes)
    ours, theirs = (
        next(iter(runtime.Session(one).run({"x": samples}).values())).astype(float)
        for one in (lowered, module)
    )
    return (ours * theirs).sum(1) / np.sqrt((ours**2).sum(1) * (theirs**2).sum(1))


class Case:
    """A network whose INT8 form is right on the samples of the search, and wrong on others."""

    def __init__(self):
        network = Planted(6).plant_weight("c3")
        self.module, samples = emit(network), network.samples(30)
        self.table = tpuc.search(self.module, {"x": samples}, chip=CHIP, target=-1.0).table
        int8 = cosines(self.module, samples, self.table, {})
        order = np.argsort(-int8)
        # Both halves of the others are alike.
        self.samples, self.others = samples[order[:6]], samples[np.r_[order[6::2], order[7::2]]]
        self.target = (int8[order[:6]].mean() + int8[order[6:]].mean()) / 2

    def search(self, others, **options):
        options = {"chip": CHIP, "strategy": "joint", "target": self.target, **options}
        held_out = {"x": self.others[others]}
        return tpuc.search(
            self.module, {"x": self.samples}, table=self.table, held_out=held_out, **options
        )


@pytest.fixture(scope="module")
def case():
    return Case()


@pytest.mark.parametrize("strategy", ["joint", "cost", "mincos"])
def test_the_search_goes_on_until_others_confirm(case, strategy):
    few = case.search(slice(0, 15), strategy=strategy)  # too few to confirm anything
    assert few.met and not few.modes and few.validation.selection_mixed is None
    assert few.validation.held_out_mixed.cosine.samples == 15
    result = case.search(slice(0, 24), strategy=strategy)
    assert result.met and "c3" in result.modes
    validation = result.validation
    assert case.target <= validation.selection_mixed.metric.mean
    assert validation.selection_int8.metric.mean < case.target <= validation.int8.metric.mean
    mixed = cosines(case.module, case.others, result.table, result.modes)
    parts = {"selection_mixed": mixed[:12], "held_out_mixed": mixed[12:]}
    for part, expected in parts.items():
        found = getattr(validation, part).cosine
        assert found.samples == 12 and found.mean == pytest.approx(expected.mean(), abs=1e-6)


def test_greedy_sees_the_samples_of_the_search_alone(case):
    result = case.search(slice(0, 24), strategy="greedy")
    assert result.met and not result.modes
    assert result.validation.selection_mixed is None
    assert result.validation.held_out_mixed.cosine.samples == 24
    assert any("on 24 held-out samples cosine is" in line for line in result.warnings)


def test_nothing_depends_on_held_out_samples(case):
    one, other = case.search(slice(0, 24)), case.search(np.r_[0:12, 23:11:-1])
    assert (other.modes, other.table) == (one.modes, one.table)
    held = [found.validation.held_out_mixed.cosine.mean for found in (one, other)]
    assert held[0] == pytest.approx(held[1])
    changed = case.search(np.r_[0:12, 0:12])
    assert (changed.modes, changed.table) == (one.modes, one.table)
    assert changed.validation.held_out_mixed == changed.validation.selection_mixed


def test_a_target_that_others_do_not_confirm_is_missed(case):
    result = case.search(slice(0, 24), max_float_layers=0)
    assert result.reaches and not result.met
    said = report.shortfall(result)
    assert "on 12 samples that it was not searched on, and misses cosine >=" in said


def test_int8_alone_is_judged_on_all_samples_together(case):
    """On those of the search it misses the target; a mix would have to reach it there too."""
    target = {}
    for name, samples in (("search", case.others[12:18]), ("selection", case.samples)):
        target[name] = cosines(case.module, samples, case.table, {}).mean()
    assert target["search"] < target["selection"]
    between = {"x": np.concatenate([case.samples, case.samples, case.others[:6], case.samples])}

    def search(goal):
        return tpuc.search(
            case.module,
            {"x": case.others[12:18]},
            table=case.table,
            held_out=between,
            chip=CHIP,
            strategy="joint",
            target=goal,
        )

    together = (6 * target["search"] + 12 * target["selection"]) / 18
    result = search(together - 1e-6)
    assert result.met and not result.reaches and not result.modes and result.table == case.table
    assert "on all samples together" in report.no_need(result)
    more = search((together + target["selection"]) / 2)
    assert more.met and more.reaches and more.modes


def test_confirmations_are_in_the_journal(case, tmp_path):
    journal = tmp_path / "journal"
    whole = case.search(slice(0, 24), journal=journal)
    lines = journal.read_bytes().splitlines(keepends=True)
    for cut in (1, len(lines) // 3, 2 * len(lines) // 3):
        journal.write_bytes(b"".join(lines[:cut]))
        again = case.search(slice(0, 24), journal=journal, resume=True)
        assert (again.modes, again.table, again.validation) == (
            whole.modes,
            whole.table,
            whole.validation,
        )
        assert journal.read_bytes() == b"".join(lines)
    with pytest.raises(tpuc.errors.TpucError, match="another run: the held-out samples differ"):
        case.search(slice(0, 23), journal=journal, resume=True)


def test_the_command(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(Planted(3).plant_weight("c2"), tmp_path, 24)
    common = ["net.mlir", "--dataset", "data"]
    assert exit_status(run_calibration.main, [*common, "-o", "table"]) == 0
    words = [*common, "--calibration_table", "table", "--chip", CHIP, "--inference_num", "4"]
    for strategy, parts in (("joint", {"selection": 10, "held-out": 10}), ("greedy", {})):
        capsys.readouterr()
        status = exit_status(
            run_sensitive_layer.main, [*words, "--strategy", strategy, "-o", "qtable"]
        )
        printed = capsys.readouterr().out
        assert status == 0 and "on the samples of the search (4)" in printed
        assert ("on those of the selection (10)" in printed) == ("selection" in parts)
        assert f"on held-out samples ({parts.get('held-out', 4)})" in printed
