# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The corrections file: made by run_calibration.py, honoured wherever the table is given."""

import os

import numpy as np
import pytest
from planted import Planted, write
from safetensors.numpy import load_file, save_file

import tpuc
from tpuc.calibration.model import Model
from tpuc.cli import model_deploy, run_calibration, run_sensitive_layer
from tpuc.cli.main import exit_status
from tpuc.corrections import Corrections, Int8Weights, corrected
from tpuc.errors import TpucError
from tpuc.runtime import Session, TrialOptions, TrialSession, load_module, lower
from tpuc.tables import read_calibration_table

FILE = "table_corrections.safetensors"
ALL = "--we --bc --gptq --adaround --weight_scale_search --threshold_search"


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A directory with a network, `net.mlir`, and 12 samples, `data/`."""
    monkeypatch.chdir(tmp_path)
    write(Planted(), tmp_path, 12)
    return tmp_path


def run(command, words, capsys):
    status = exit_status(command.main, words.split())
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def calibrate(capsys, extra, table="table"):
    words = f"net.mlir --dataset data --chip bm1684 -o {table} {extra}"
    return run(run_calibration, words, capsys)


def lowered_outputs(table, x, module=None):
    lowered, _ = lower(module or load_module("net.mlir"), chip="bm1684", table=table)
    session = Session(lowered)
    return session.run({"x": x})[session.outputs[0].name]


@pytest.mark.parametrize(
    ("flag", "kinds"),
    [
        ("--we", {"scale"}),
        ("--bc", {"bias"}),
        ("--gptq", {"filter", "bias", "range"}),
        ("--adaround", {"filter", "bias", "range"}),
        ("--weight_scale_search", {"bias", "range"}),
        (ALL, {"scale", "filter", "bias", "range"}),
    ],
)
def test_each_flag_writes_its_corrections(work, capsys, flag, kinds):
    status, out, err = calibrate(capsys, flag)
    assert (status, err) == (0, "")
    assert f"written to {FILE}" in out
    assert {key.split("/")[0] for key in load_file(FILE)} == kinds
    assert f"# corrections: {FILE}" in (work / "table").read_text().splitlines()
    table = read_calibration_table("table")
    assert table.corrections.name == FILE and os.path.samefile(table.corrections, FILE)
    # The lowered network is that of the corrected one.
    x = Planted().samples(4, seed=7)
    plain = dict(table)
    model = Model("net.mlir", table)
    np.testing.assert_array_equal(
        lowered_outputs("table", x), lowered_outputs(plain, x, model.module)
    )
    assert not np.array_equal(lowered_outputs("table", x), lowered_outputs(plain, x))
    assert np.array_equal(lowered_outputs(table, x), lowered_outputs("table", x))


def test_threshold_search_alone_needs_no_file(work, capsys):
    assert calibrate(capsys, "", "before")[0] == 0
    status, out, _ = calibrate(capsys, "--threshold_search --bc_inference_num 4")
    assert status == 0 and "corrections" not in out and not (work / FILE).exists()
    before, after = read_calibration_table("before"), read_calibration_table("table")
    assert after.corrections is None and list(after) == list(before)
    assert any(after[name].threshold != before[name].threshold for name in after)


def test_deploy_search_and_trials_take_the_corrections(work, capsys):
    assert calibrate(capsys, ALL)[0] == 0
    x = Planted().samples(4, seed=7)
    np.savez("in.npz", x=x[:1])
    deploy = "--mlir net.mlir --quantize INT8 --chip bm1684 --calibration_table table"
    status, out, err = run(
        model_deploy, f"{deploy} --test_input in.npz --compare_all --model net.bmodel", capsys
    )
    assert (status, err) == (0, ""), out + err
    session = Session(load_module("net.bmodel"))
    deployed = session.run({"x": x})[session.outputs[0].name]
    np.testing.assert_array_equal(deployed, lowered_outputs("table", x))

    table = read_calibration_table("table")
    trials = TrialSession(
        load_module("net.mlir"), TrialOptions("bm1684"), table=table, samples={"x": x}
    )
    np.testing.assert_array_equal(trials.evaluate({}).tensor("fc")[0], deployed)
    found = tpuc.search(
        load_module("net.mlir"), {"x": x}, chip="bm1684", table=table, expected_cos=-1
    )
    assert found.int8_cos == pytest.approx(float(trials.evaluate({}).similarity().mean()))

    (work / "elsewhere").mkdir()
    os.chdir("elsewhere")
    words = "../net.mlir --dataset ../data --input_num 8 --inference_num 4 --chip bm1684"
    words += " --calibration_table ../table --expected_cos 1 --max_float_layers 1 -o qtable"
    assert run(run_sensitive_layer, words, capsys)[0] == 1
    again = read_calibration_table("new_cali_table")
    assert os.path.samefile(again.corrections, work / FILE)


def test_flags_that_look_at_integers_need_a_chip(work, capsys):
    for flag in ("--bc", "--gptq", "--adaround", "--weight_scale_search", "--threshold_search"):
        status, _, err = run(run_calibration, f"net.mlir --dataset data -o table {flag}", capsys)
        assert status == 2 and f"{flag} needs --chip" in err
    assert not (work / "table").exists()


def test_another_chip_is_refused(work, capsys):
    assert calibrate(capsys, "--bc")[0] == 0
    words = "--mlir net.mlir --quantize INT8 --chip cv183x --calibration_table table --model a"
    status, _, err = run(model_deploy, words, capsys)
    assert status == 2 and "made for bm1684, not for cv183x" in err and len(err.splitlines()) == 1
    assert not (work / "a").exists()
    with pytest.raises(TpucError, match="made for bm1684"):
        lower(load_module("net.mlir"), chip="bm1684x", table="table")


def test_bad_files_are_named_in_a_line(work, capsys):
    assert calibrate(capsys, "--we --bc")[0] == 0
    words = "--mlir net.mlir --quantize INT8 --chip bm1684 --calibration_table table --model a"

    def refusal():
        status, _, err = run(model_deploy, words, capsys)
        assert status == 2 and len(err.splitlines()) == 1 and not (work / "a").exists()
        return err

    good = Corrections.load(FILE)
    good.weights["c9"] = good.weights.pop("c2")
    good.save(FILE)
    assert FILE in (err := refusal()) and "the network has no layer c9" in err
    good.weights = {"c2": Int8Weights(bias=np.ones(3, np.float32))}
    good.save(FILE)
    assert "bias of 3 elements for a layer of 8 channels" in refusal()
    good.weights = {"c2": Int8Weights(bias=np.full(8, np.nan, np.float32))}
    good.save(FILE)
    assert FILE in (err := refusal()) and "not finite" in err
    good.weights, good.scales = {}, {"c2": np.full(8, -1, np.float32)}
    good.save(FILE)
    assert "positive" in refusal()
    good.scales = {"fc": np.full(10, 2, np.float32)}
    good.save(FILE)
    assert "output of the network" in refusal()
    save_file({"scale/c2": np.ones(8, np.float32)}, FILE)
    assert "no corrections file" in refusal()
    content = (work / FILE).read_bytes()
    (work / FILE).write_bytes(content[: len(content) // 2])
    assert FILE in refusal()
    (work / FILE).unlink()
    assert f"the corrections file {FILE} does not exist" in refusal()


def test_corrections_survive_the_file(tmp_path):
    scale = np.array([0.5, 2], np.float32)
    weights = {"a/b": Int8Weights(np.ones((2, 3), np.float32), scale, scale[:1])}
    Corrections({"n/o": scale}, weights, "bm1684x").save(tmp_path / "c.safetensors")
    again = Corrections.load(tmp_path / "c.safetensors")
    assert again.chip == "bm1684x" and list(again.scales) == ["n/o"]
    for before, after in zip(weights["a/b"].entries(), again.weights["a/b"].entries(), strict=True):
        assert before[0] == after[0]
        np.testing.assert_array_equal(before[1], after[1])


def test_corrections_are_applied_once(work, capsys):
    assert calibrate(capsys, "--we")[0] == 0
    table = read_calibration_table("table")
    module = corrected(load_module("net.mlir"), table)
    assert corrected(module, table) is module
    assert corrected(module, dict(table)) is module
