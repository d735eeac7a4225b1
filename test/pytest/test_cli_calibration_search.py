# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""run_calibration.py --search: tables, report, and what is refused before anything is written."""

import json
import re
import shutil

import numpy as np
import pytest
from planted import Planted, write

from tpuc import runtime
from tpuc.cli import run_calibration, run_sensitive_layer
from tpuc.cli.main import exit_status
from tpuc.tables import QuantizationTable, read_calibration_table

BASE = "net.mlir --dataset data -o table"
QTABLE = f"{BASE} --chip bm1684 --inference_num 6 --search search_qtable --quantize_table qtable"
THRESHOLD = f"{BASE} --chip bm1684 --inference_num 6 --search search_threshold"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A directory with a network whose c3 is sensitive, and 8 samples."""
    folder = tmp_path_factory.mktemp("prepared")
    write(Planted().plant_weight("c3"), folder, 8)
    return folder


@pytest.fixture
def work(prepared, tmp_path, monkeypatch):
    """A copy of it to work in."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(words, capsys, command=run_calibration):
    status = exit_status(command.main, words.split())
    printed = capsys.readouterr()
    return status, printed.out.splitlines(), printed.err


def cosine(qtable):
    """Of the network deployed with the written tables, on the samples of the search."""
    module = runtime.load_module("net.mlir")
    samples = {"x": Planted().samples(8)[:6]}
    lowered, _ = runtime.lower(module, chip="bm1684", table="table", qtable=qtable)
    a, b = (
        next(iter(runtime.Session(one).run(samples).values())).astype(np.float64)
        for one in (module, lowered)
    )
    return ((a * b).sum(1) / np.sqrt((a * a).sum(1) * (b * b).sum(1))).mean()


def test_search_qtable_writes_both_tables_and_a_report(work, capsys):
    status, out, _ = run(f"{QTABLE} --expected_cos 0.99", capsys)
    assert status == 0
    assert out[-1] == "success sensitive layer search"
    assert "Output mix quantization table to qtable" in out
    modes = QuantizationTable.read("qtable").modes
    assert modes == {"c3": "F32"}  # the smallest set that reaches the target
    printed = next(one for one in out if one.startswith("mix model")).partition(":")[2]
    assert float(printed) == pytest.approx(cosine("qtable"), abs=2e-6)
    assert float(printed) >= 0.99
    data = json.loads((work / "report.json").read_text())
    assert data["summary"]["strategy"] == "joint" and data["summary"]["float_layers"] == 1
    assert (work / "report.html").read_text().startswith("<!doctype html>")
    assert (work / "SearchQtable").is_file()


def test_an_unmet_target_of_search_qtable_is_a_failure(work, capsys):
    status, out, err = run(f"{QTABLE} --expected_cos 0.99 --max_float_layers 0", capsys)
    assert status == 1 and out[-1] == "sensitive layer search fell short"
    assert "is below expected_cos 0.99" in err
    assert QuantizationTable.read("qtable").modes == {}


def test_search_threshold_is_no_worse_than_any_method(work, capsys):
    found = {}
    for method in ("max", "percentile9999", "kl"):
        assert run(f"{BASE} --cali_method {method} --tune_num 0", capsys)[0] == 0
        found[method] = cosine(None)
    status, out, _ = run(f"{THRESHOLD} --tune_num 0 --report r.html", capsys)
    assert status == 0
    assert cosine(None) >= max(found.values()) - 1e-9
    old, new = (
        float(re.search(r"outputs_cos:(\S+)", one)[1]) for one in out if one.startswith("int8")
    )
    assert old == pytest.approx(found["kl"], abs=2e-6)
    assert new == pytest.approx(cosine(None), abs=2e-6)
    assert "Output calibration table to table" in out
    assert not (work / "qtable").exists()
    summary = json.loads((work / "r.json").read_text())["summary"]
    assert summary["strategy"] == "thresholds" and summary["float_layers"] == 0


def test_search_threshold_says_when_a_target_is_missed(work, capsys):
    status, _, err = run(f"{THRESHOLD} --expected_cos 0.999999 --report none", capsys)
    assert status == 1
    assert re.search(r"int8 outputs_cos 0\.\d+ is below expected_cos 0\.999999", err)
    assert len(read_calibration_table("table")) == 9
    assert not (work / "report.html").exists()


def test_false_only_calibrates(work, capsys):
    status, out, _ = run(f"{BASE} --search False", capsys)
    assert status == 0 and len(out) == 1
    assert sorted(one.name for one in work.iterdir()) == [
        "data",
        "net.mlir",
        "net_top_weights.safetensors",
        "table",
    ]


BAD = [
    (f"{BASE} --search search_all", "one of False, search_threshold, search_qtable"),
    (f"{BASE} --search search_qtable --quantize_table qtable", "needs --chip"),
    (f"{BASE} --search search_qtable --chip bm1684", "needs --quantize_table"),
    (f"{BASE} --expected_cos 0.9", "--expected_cos needs --search"),
    (f"{BASE} --max_float_layers 3", "--max_float_layers needs --search"),
    (f"{THRESHOLD} --max_float_layers 3", "is of no use to --search search_threshold"),
    (f"{THRESHOLD} --quantize_table qtable", "is of no use to --search search_threshold"),
    (f"{QTABLE} --strategy best", "unknown strategy best: one of greedy"),
    (f"{QTABLE} --fp_type F16", "bm1684 has no F16"),
    (f"{QTABLE} --quantize_method_list KL,NONE", "NONE"),
    (f"{QTABLE} --global_compare_layers c9", "the network has no layer c9"),
    (f"{QTABLE} --post_process absent.py", "absent.py"),
    (f"{QTABLE} --quantize_table table", "would overwrite"),
    (f"{QTABLE} --report table", "its name should end in .html"),
    (f"{QTABLE} --report absent/report.html", "there is no directory absent"),
    (f"{QTABLE} --expected_cos 2", "is no cosine"),
]


@pytest.mark.parametrize(("words", "message"), BAD)
def test_bad_input_is_a_line_and_writes_nothing(work, capsys, words, message):
    before = sorted(work.rglob("*"))
    status, out, err = run(words, capsys)
    assert (status, out) == (2, [])
    assert message in err
    assert err.startswith("error: ") and len(err.splitlines()) == 1
    assert sorted(work.rglob("*")) == before


def test_a_report_that_cannot_be_made_loses_nothing(work, capsys, monkeypatch):
    """The disk is full, say, when the page is written."""
    from tpuc.cli import search_command
    from tpuc.errors import TpucError

    def full(path, report):
        raise TpucError(f"cannot write {path}: No space left on device")

    monkeypatch.setattr(search_command.explained, "write", full)
    assert run(f"{BASE} --chip bm1684", capsys)[0] == 0
    words = "net.mlir --dataset data --calibration_table table --chip bm1684 -o qtable"
    status, out, err = run(words, capsys, run_sensitive_layer)
    assert status == 0 and out[-1] == "success sensitive layer search"
    assert "warning: no report: cannot write report.html: No space left" in err
    assert QuantizationTable.read("qtable").modes
    assert read_calibration_table("new_cali_table")
