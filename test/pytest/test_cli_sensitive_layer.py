# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""run_sensitive_layer.py: files, printed lines, exit statuses, and what it refuses in a line."""

import re
import shutil

import numpy as np
import pytest
from planted import Planted, write

from tpuc import runtime
from tpuc.cli import run_calibration, run_sensitive_layer
from tpuc.cli.main import exit_status
from tpuc.tables import QuantizationTable, read_calibration_table

BASE = "net.mlir --dataset data --calibration_table table --chip bm1684 -o qtable"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A directory with a network whose c3 is sensitive, 12 samples and a calibration table."""
    folder = tmp_path_factory.mktemp("prepared")
    write(Planted().plant_weight("c3"), folder, 12)
    words = [str(folder / "net.mlir"), "--dataset", str(folder / "data"), "-o"]
    assert exit_status(run_calibration.main, [*words, str(folder / "table")]) == 0
    return folder


@pytest.fixture
def work(prepared, tmp_path, monkeypatch):
    """A copy of it to work in."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(words, capsys):
    status = exit_status(run_sensitive_layer.main, words.split())
    printed = capsys.readouterr()
    return status, printed.out.splitlines(), printed.err


def test_files_and_lines(work, capsys):
    status, out, err = run(f"{BASE} --max_float_layers 1", capsys)
    assert (status, err) == (0, "")
    ranking = [line for line in out if line.startswith("the layer")]
    assert len(ranking) == 7
    pattern = r"the layer (\S+) is (\d) sensitive layer, loss is (\S+), type is (top\.\w+)"
    found = [re.fullmatch(pattern, line).groups() for line in ranking]
    assert [int(place) for _, place, _, _ in found] == list(range(7))
    losses = [float(loss) for _, _, loss, _ in found]
    assert losses == sorted(losses, reverse=True)
    assert found[0][0] == "c3" and found[0][3] == "top.Conv"
    searched, held_out, *summary = out[len(ranking) :]
    interval = r"0\.\d{6} \[0\.\d{6}, 0\.\d{6}\]"
    figures = rf"int8 {interval}, mix {interval}"
    assert re.fullmatch(rf"outputs_cos on the samples of the search \(10\): {figures}", searched)
    assert re.fullmatch(rf"outputs_cos on held-out samples \(2\): {figures}", held_out)
    assert summary[0] == "run result:"
    assert re.fullmatch(r"int8 outputs_cos:0\.\d{6} old", summary[1])
    assert re.fullmatch(r"mix model outputs_cos:0\.\d{6}", summary[2])
    assert summary[3] == "Output mix quantization table to qtable"
    assert re.fullmatch(r"total time:\d+\.\d+", summary[4])
    assert summary[5:] == ["success sensitive layer search"]

    qtable = QuantizationTable.read("qtable")
    assert qtable.modes == {"c3": "F32"}
    text = (work / "qtable").read_text()
    assert "# op_name   quantize_mode\nc3 F32\n" in text and "# chip: bm1684  mix_mode: F32" in text

    log = (work / "SensitiveLayerSearch").read_text().splitlines()
    assert all(line.startswith("INFO:root:") for line in log)
    text = "\n".join(log)
    for name in ("c1", "c2", "c3", "c4", "c5", "pool", "fc"):
        block = re.search(
            rf"start to handle layer: {name}, type: top\.\w+\n(.*?)best_cos_loss", text, re.S
        ).group(1)
        assert re.findall(r"with method (\w+), and threshlod", block) == [
            "MAX",
            "Percentile9999",
            "KL",
        ]
        assert block.count("run int8 mode: net.mlir") == block.count("outputs_cos_los = ") == 3
    assert "success sensitive layer search" in log[-1]

    old, new = read_calibration_table("table"), read_calibration_table("new_cali_table")
    assert list(new) == list(old)
    assert new["x"] == old["x"]
    best = dict(re.findall(r"layer (\S+), layer type is \S+, best_th = (\S+),", text))
    for name, threshold in best.items():
        assert new[name].threshold == float(threshold)
        assert (new[name].min, new[name].max) == (old[name].min, old[name].max)


def test_printed_cosine_is_that_of_the_network_deployed_from_the_files(work, capsys):
    _, out, _ = run(f"{BASE} --inference_num 7 --max_float_layers 2", capsys)
    printed = next(line for line in out if line.startswith("mix model")).partition(":")[2]
    module = runtime.load_module("net.mlir")
    samples = {"x": Planted().samples(12)[:7]}
    tables = {"table": "new_cali_table", "qtable": "qtable"}
    lowered, _ = runtime.lower(module, chip="bm1684", mode="INT8", **tables)
    float_, mixed = (
        next(iter(runtime.Session(one).run(samples).values())) for one in (module, lowered)
    )
    norms = np.linalg.norm(float_, axis=1) * np.linalg.norm(mixed, axis=1)
    assert float(printed) == pytest.approx(((float_ * mixed).sum(1) / norms).mean(), abs=2e-6)


def test_int8_alone_is_good_enough(work, capsys):
    status, out, err = run(f"{BASE} --expected_cos 0.1", capsys)
    assert (status, err) == (0, "")
    assert "no layer needs float" in out[0]
    assert out[-1] == "success sensitive layer search"
    assert QuantizationTable.read("qtable").modes == {}
    assert read_calibration_table("new_cali_table") == read_calibration_table("table")


def test_an_unmet_target(work, capsys):
    words = f"{BASE} --max_float_layers 0"
    status, out, err = run(words, capsys)
    assert status == 0  # 0.99 was not asked for
    assert out[-1] == "success sensitive layer search"
    assert err.startswith("warning: mix model outputs_cos 0.")
    assert "is below expected_cos 0.99: 1 of the most sensitive layers in F32 reach" in err
    status, out, err = run(f"{words} --expected_cos 0.99", capsys)
    assert out[-1] == "sensitive layer search fell short"
    assert status == 1 and "(--max_float_layers 1)" in err
    assert QuantizationTable.read("qtable").modes == {}


def test_fewer_layers_that_would_do_are_told(work, capsys):
    status, _, err = run(f"{BASE} --max_float_layers 1000 --debug_cmd=", capsys)
    assert status == 0 and len(QuantizationTable.read("qtable").modes) == 7
    note = r"note: 1 of the most sensitive layers in F32 would do: mix model outputs_cos "
    assert re.fullmatch(note + r"0\.99\d{4} \(--max_float_layers 1\)\n", err)


def test_an_unreachable_target(work, capsys):
    status, _, err = run(f"{BASE} --fp_type F32 --expected_cos 1", capsys)
    assert status == 1
    assert "reach" in err.splitlines()[0]


def test_comparison_of_other_tensors_and_post_processing(work, capsys):
    status, out, _ = run(f"{BASE} --global_compare_layers c2:0.5,c3:0.5", capsys)
    assert status == 0 and "the layer c3 is 0" in out[0]
    (work / "post.py").write_text("def PostProcess(outputs):\n    return outputs['fc'][:, :3]\n")
    status, out, _ = run(f"{BASE} --post_process post.py", capsys)
    assert status == 0 and "the layer c3 is 0" in out[0]


BAD = [
    ("--fp_type F16", "bm1684 has no F16: fp_type is one of auto, F32"),
    ("--chip bm1", "unknown chip bm1: one of bm1684, bm1684x, bm1688, cv186x, cv183x"),
    ("--calibration_table absent", "calibration table absent does not exist"),
    ("--calibration_table unknown", "names layers that the network lacks: other"),
    ("--calibration_table lacking", "lacks 8 layers of the network: c1, c2, c3 and 5 more"),
    ("--calibration_table broken", "broken:1: expected 'name threshold min max', got 3 fields"),
    ("--global_compare_layers c9", "the network has no layer c9"),
    ("--global_compare_layers c1:0.2,c2:0.2", "the weights sum to 0.4, not to 1"),
    ("--post_process absent.py", "post process file absent.py does not exist"),
    ("--post_process post.py", "has no function PostProcess(outputs)"),
    ("--expected_cos 1.5", "expected_cos 1.5 is no cosine"),
    ("--debug_cmd x", "--debug_cmd is not supported yet: it is for the developers"),
    ("--tune_list absent", "sample list absent cannot be read"),
    ("--strategy best", "unknown strategy best: one of greedy, prefix, joint, cost, mincos"),
    ("--metric snr", "--metric and --target go together: --target is missing"),
    ("--target 20", "--metric and --target go together: --metric is missing"),
    ("--metric psnr --target 20", "unknown metric psnr: one of cosine, snr, kl, agreement, drop"),
    ("--metric absent.py --target 20", "metric file absent.py does not exist"),
    ("--metric post.py --target 20", "has no function Metric(outputs, reference)"),
    ("--max_drop 0.5", "an accuracy drop needs labels: give --label_list"),
    ("--max_drop 0.5 --expected_cos 0.9", "--expected_cos and --max_drop are two targets"),
    ("--max_drop 0.5 --label_list absent", "label list absent does not exist"),
    ("--max_drop 0.5 --label_list broken", "broken:1: expected 'file label', got 'x 1 1.5'"),
    ("--budget 2", "strategy greedy knows no budget: use cost"),
    ("--strategy cost --budget 0.9", "budget 0.9 is less than INT8 itself takes"),
    ("--layer_times broken", "broken:1: the head is 'x 1 1.5'"),
    ("--layer_times absent", "table of layer times absent does not exist"),
    ("--quantize_method_list KL,MSEE", "unknown calibration method MSEE"),
    ("--fp_type F32,F16", "bm1684 has no F16"),
    ("--journal table", "the journal table would overwrite --calibration_table"),
    ("--journal qtable", "the journal qtable would overwrite -o"),
    ("--journal absent/j", "there is no directory absent"),
    ("-o absent/qtable", "there is no directory absent"),
    ("--histogram_bin_num 3", "histogram_bin_num 3 is too small"),
    ("--histogram_bin_num 99999999999", "histogram_bin_num 99999999999 is too large"),
    ("-o new_cali_table", "-o new_cali_table would overwrite the table of thresholds"),
    ("-o ./SensitiveLayerSearch", "-o ./SensitiveLayerSearch would overwrite the log file"),
    ("-o table", "-o table would overwrite --calibration_table"),
    ("-o net.mlir", "-o net.mlir would overwrite MLIR"),
    ("-o data", "cannot write data: it is a directory"),
    ("--calibration_table new_cali_table", "new_cali_table would overwrite --calibration_table"),
]


@pytest.mark.parametrize(("words", "message"), BAD)
def test_bad_input_is_a_line_and_writes_nothing(work, capsys, words, message):
    table = (work / "table").read_text()
    (work / "unknown").write_text(f"{table}other 1 0 1\n")
    (work / "lacking").write_text("x 1 -1 1\n")
    (work / "broken").write_text("x 1 1.5\n")
    (work / "post.py").write_text("")
    before = sorted(work.rglob("*"))
    status, out, err = run(f"{BASE} {words}", capsys)
    assert status == 2
    assert out == []
    assert message in err
    assert err.startswith("error: ") and len(err.splitlines()) <= 2
    assert sorted(work.rglob("*")) == before


def test_a_post_process_that_fails_leaves_no_tables(work, capsys):
    (work / "post.py").write_text("def PostProcess(outputs):\n    raise ValueError('x')\n")
    status, _, err = run(f"{BASE} --post_process post.py", capsys)
    assert status == 2 and "PostProcess of post.py fails: ValueError: x (post.py:2)" in err
    assert not (work / "qtable").exists() and not (work / "new_cali_table").exists()


def test_a_joint_search_with_labels(work, capsys):
    network = Planted().plant_weight("c3")
    module = runtime.load_module("net.mlir")
    scores = runtime.Session(module).run({"x": network.samples(12)})["fc"]
    rows = [f"data/{place:02}.npy {row.argmax()} 999\n" for place, row in enumerate(scores)]
    (work / "labels").write_text("# file label\n\n" + "".join(rows))
    words = f"{BASE} --strategy joint --label_list labels --max_drop 0.5 --inference_num 8"
    status, out, _ = run(words, capsys)
    assert status == 0
    assert any("no layer needs float" in line for line in out) or "c3" in (
        QuantizationTable.read("qtable").modes
    )
    figures = r"int8 \S+ \[\S+, \S+\], mix 0.000000 \[0.000000, 0.000000\]"
    assert any(
        re.fullmatch(rf"drop points on the samples of the search \(8\): {figures}", line)
        for line in out
    )
    assert any(line.startswith("drop points on held-out samples (4): ") for line in out)


def test_other_metrics_methods_and_screening(work, capsys):
    words = f"{BASE} --metric snr --target 40 --strategy joint --quantize_method_list MAX,MSE"
    status, out, err = run(f"{words} --screening --inference_num 6", capsys)
    assert status == 0 and "c3" in QuantizationTable.read("qtable").modes
    assert any(line.startswith("snr dB on the samples of the search (6): int8 ") for line in out)
    log = (work / "SensitiveLayerSearch").read_text()
    assert set(re.findall(r"with method (\w+), and threshlod", log)) == {"MAX", "MSE"}
    status, _, err = run(f"{words} --metric snr --target 250", capsys)
    assert status == 1 and "misses snr >= 250 dB" in err


def test_the_number_of_validation_samples(work, capsys):
    status, out, _ = run(f"{BASE} --inference_num 5 --validation_num 3", capsys)
    assert any("on held-out samples (3)" in line for line in out)
    status, out, _ = run(f"{BASE} --inference_num 5 --validation_num 0", capsys)
    assert status == 0 and not any("held-out" in line for line in out)
    status, out, _ = run(f"{BASE} --inference_num 0", capsys)  # all 12: a fifth is held out
    assert any("samples of the search (10)" in line for line in out)
    assert any("on held-out samples (2)" in line for line in out)
    status, _, err = run(f"{BASE} --inference_num 10 --validation_num 3", capsys)
    assert status == 2 and "there are only 2 samples beyond the 10 of --inference_num" in err


def test_a_budget_and_layer_times(work, capsys):
    names = ("c1", "c2", "c3", "c4", "c5", "pool", "fc")
    rows = [f"{name},1,{5 if name == 'c3' else 2}\n" for name in names]
    (work / "times.csv").write_text("name,INT8,F32\n" + "".join(rows))
    words = f"{BASE} --strategy cost --layer_times times.csv"
    status, _, _ = run(f"{words} --budget 1.5", capsys)
    assert status == 0 and "c3" not in QuantizationTable.read("qtable").modes
    status, _, _ = run(f"{words} --budget 1.6", capsys)
    assert status == 0 and "c3" in QuantizationTable.read("qtable").modes
