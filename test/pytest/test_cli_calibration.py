# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""run_calibration.py: what it writes, and what it refuses in a line."""

import numpy as np
import pytest
from planted import Planted, emit, write

from tpuc.cli import run_calibration
from tpuc.cli.main import exit_status
from tpuc.runtime import Session
from tpuc.tables import read_calibration_table


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A directory with a network, `net.mlir`, and 12 samples, `data/`."""
    monkeypatch.chdir(tmp_path)
    write(Planted(), tmp_path, 12)
    return tmp_path


def run(words, capsys):
    status = exit_status(run_calibration.main, words.split())
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_table(work, capsys):
    status, out, err = run("net.mlir --dataset data --cali_method max -o table", capsys)
    assert (status, err) == (0, "")
    assert "thresholds of 9 layers from 12 samples written to table" in out
    table = read_calibration_table("table")
    assert list(table) == ["x", "c1", "c2", "c3", "c4", "c5", "pool", "flat", "fc"]
    network = Planted()
    tensors = Session(emit(network)).run({"x": network.samples(12)}, keep="all")
    for name, entry in table.items():
        values = tensors[name]
        wanted = (np.abs(values).max(), values.min(), values.max())
        assert entry == pytest.approx(wanted, rel=1e-5, abs=1e-6)
    head = (work / "table").read_text().splitlines()[:8]
    assert "# sample number: 12" in head and "# mlir: net.mlir" in head


def test_input_num_and_methods(work, capsys):
    tables = {}
    for method in ("kl", "max", "percentile9999", "mse", "aciq_gauss", "aciq_laplace"):
        words = (
            f"net.mlir --dataset data --input_num 5 --cali_method {method} --tune_num 0 -o table"
        )
        assert run(words, capsys)[0] == 0
        assert "# sample number: 5" in (work / "table").read_text()
        tables[method] = read_calibration_table("table")
    for method, table in tables.items():
        for name, entry in table.items():
            assert entry.threshold <= tables["max"][name].threshold * 1.0001, (method, name)
    assert len({table["c3"].threshold for table in tables.values()}) >= 4


def test_tuning(work, capsys):
    assert run("net.mlir --dataset data --tune_num 0 -o plain", capsys)[0] == 0
    assert run("net.mlir --dataset data --tune_num 3 -o tuned", capsys)[0] == 0
    assert "# tune number: 3" in (work / "tuned").read_text()
    plain, tuned = read_calibration_table("plain"), read_calibration_table("tuned")
    assert all(tuned[name].threshold >= plain[name].threshold for name in plain)
    assert tuned != plain


def test_unreadable_samples(work, capsys):
    (work / "data" / "05.npy").write_bytes(b"broken")
    status, out, err = run("net.mlir --dataset data -o table", capsys)
    assert status == 0
    assert "11 samples (1 skipped)" in out
    assert len(err.splitlines()) == 1 and "05.npy" in err
    (work / "table").unlink()
    status, out, err = run("net.mlir --dataset data --strict -o table", capsys)
    assert status == 2 and "05.npy" in err and not (work / "table").exists()


LOWERED = """func.func @main(%arg0: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %0 = top.Input(%arg0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("x")
  %1 = tpu.Relu(%0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("y")
  return %1 : tensor<1x4xf32>
}"""

BAD = [
    ("absent.mlir --dataset data -o table", "network absent.mlir does not exist"),
    ("garbage.mlir --dataset data -o table", "garbage.mlir"),
    ("lowered.mlir --dataset data -o table", "network lowered.mlir is lowered already"),
    ("net.mlir --dataset absent -o table", "dataset absent does not exist"),
    ("net.mlir --dataset empty -o table", "holds no sample"),
    ("net.mlir --data_list absent -o table", "sample list absent cannot be read"),
    ("net.mlir --dataset data --cali_method kld -o table", "unknown calibration method kld"),
    ("net.mlir --dataset data --histogram_bin_num 9 -o table", "histogram_bin_num 9 is too small"),
    (
        "net.mlir --dataset data --histogram_bin_num 99999999999 -o table",
        "histogram_bin_num 99999999999 is too large: at most 1048576",
    ),
    ("net.mlir --dataset data -o net.mlir", "-o net.mlir would overwrite MLIR"),
    (
        "net.mlir --dataset data -o net_top_weights.safetensors",
        "would overwrite the weight file of MLIR",
    ),
    ("net.mlir --dataset data --tune_list l -o ./l", "-o ./l would overwrite --tune_list"),
    ("net.mlir --dataset data -o absent/table", "there is no directory absent"),
    ("net.mlir --dataset nan -o table", "values that are not finite"),
    ("net.mlir --dataset shape -o table", "has shape [1, 8, 3, 3], input x has [1, 8, 12, 12]"),
    (
        "net.mlir --dataset data --search search_qtable -o table",
        "--search search_qtable needs --chip",
    ),
    ("net.mlir --dataset data --debug_cmd use_mse -o table", "with --cali_method"),
    ("net.mlir --dataset data --chip bm9 -o table", "unknown chip bm9: one of bm1684, bm1684x"),
]


@pytest.mark.parametrize(("words", "message"), BAD)
def test_bad_input_is_a_line_and_writes_nothing(work, capsys, words, message):
    (work / "empty").mkdir()
    (work / "garbage.mlir").write_text("module { nonsense }")
    (work / "lowered.mlir").write_text(LOWERED)
    for name, array in (("nan", np.full((8, 12, 12), np.nan)), ("shape", np.zeros((1, 8, 3, 3)))):
        (work / name).mkdir()
        np.save(work / name / "0.npy", array)
    before = sorted(work.rglob("*"))
    status, out, err = run(words, capsys)
    assert status == 2
    assert out == ""
    assert message in err
    assert err.startswith("error: ") and len(err.splitlines()) <= 2 and "Traceback" not in err
    assert sorted(work.rglob("*")) == before


def test_harmless_values_of_refused_flags_pass(work, capsys):
    words = "net.mlir --dataset data --search False --debug_cmd= --chip bm1684x -o table"
    assert run(words, capsys)[0] == 0


def test_bad_usage(work, capsys):
    for words in (
        "net.mlir -o table",
        "net.mlir --dataset data",
        "net.mlir --dataset data --foo 1 -o t",
    ):
        with pytest.raises(SystemExit) as stop:
            run_calibration.main(words.split())
        assert stop.value.code == 2
        first, second = capsys.readouterr().err.splitlines()
        assert first.startswith("error: ") and second == "see run_calibration.py --help"
