# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""model_deploy.py and model_runner.py on a small network: results, files and refusals."""

import os
import shutil

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from safetensors.numpy import load_file, save_file

from tpuc.cli import model_deploy, model_runner, model_transform, run_calibration
from tpuc.cli.main import exit_status
from tpuc.compare import Status, cosine

CHIP_MODES = [
    ("bm1684", "F32"),
    ("bm1684", "INT8"),
    ("bm1684x", "F32"),
    ("bm1684x", "F16"),
    ("bm1684x", "BF16"),
    ("bm1684x", "INT8"),
]


def small_onnx(path):
    """Conv, ReLU, depthwise conv, residual, pool and a classifier, on 3x12x12 images."""
    rng = np.random.default_rng(3)

    def weight(name, *shape):
        values = rng.normal(0, (2 / np.prod(shape[1:])) ** 0.5, shape).astype(np.float32)
        return numpy_helper.from_array(values, name)

    def node(op, inputs, output, **attributes):
        return helper.make_node(op, inputs, [output], **attributes)

    nodes = [
        node("Conv", ["image", "w1", "b1"], "c1", pads=[1] * 4, kernel_shape=[3, 3]),
        node("Relu", ["c1"], "r1"),
        node("Conv", ["r1", "w2"], "c2", pads=[1] * 4, kernel_shape=[3, 3], group=8),
        node("Add", ["c2", "r1"], "sum"),
        node("GlobalAveragePool", ["sum"], "pool"),
        node("Flatten", ["pool"], "flat"),
        node("Gemm", ["flat", "w3"], "scores", transB=1),
    ]
    weights = [weight("w1", 8, 3, 3, 3), weight("b1", 8), weight("w2", 8, 1, 3, 3)]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, 12, 12])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, 5])],
        [*weights, weight("w3", 5, 8)],
    )
    opset = [helper.make_opsetid("", 13)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), path)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A network that was transformed and calibrated on photos."""
    folder = tmp_path_factory.mktemp("prepared")
    rng = np.random.default_rng(5)
    (folder / "photos").mkdir()
    for index in range(6):
        pixels = rng.integers(0, 256, (5, 6, 3), np.uint8)
        Image.fromarray(pixels).resize((32, 24)).save(folder / f"photos/{index}.png")
    small_onnx(folder / "small.onnx")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        transform = "--model_name small --model_def small.onnx --input_shapes [[1,3,12,12]] "
        transform += "--mean 127,127,127 --scale 0.01,0.01,0.01 --pixel_format rgb "
        transform += "--test_input photos/0.png --test_result small_top.npz --mlir small.mlir"
        assert exit_status(model_transform.main, transform.split()) == 0
        calibrate = ["small.mlir", "--dataset", "photos", "-o", "small_table"]
        assert exit_status(run_calibration.main, calibrate) == 0
    return folder


@pytest.fixture
def folder(prepared, tmp_path, monkeypatch):
    """A copy of the prepared folder to work in."""
    work = tmp_path / "work"
    shutil.copytree(prepared, work)
    monkeypatch.chdir(work)
    return work


def deploy(text):
    return exit_status(model_deploy.main, text.split())


def run_model(model, *more):
    arguments = ["--input", "photos/0.png", "--model", model, "--output", "out.npz", *more]
    assert exit_status(model_runner.main, arguments) == 0
    with np.load("out.npz") as tensors:
        return dict(tensors)


@pytest.mark.parametrize(("chip", "mode"), CHIP_MODES)
def test_every_mode_is_verified_and_runs(folder, capsys, chip, mode):
    table = "--calibration_table small_table" if mode == "INT8" else ""
    verify = "--test_input small_in_f32.npz --test_reference small_top.npz"
    assert (
        deploy(
            f"--mlir small.mlir --chip {chip} --quantize {mode} {table} {verify} --model out.bmodel"
        )
        == 0
    ), capsys.readouterr().err
    printed = capsys.readouterr().out
    assert "1 of 1 tensors alike" in printed
    assert f"in {mode}" in printed
    (deployed,) = run_model("out.bmodel").values()
    (reference,) = run_model("small.mlir").values()
    assert cosine(deployed.ravel(), reference.ravel()) > 0.98


def test_summary_says_what_stays_in_float_and_why(folder, capsys):
    (folder / "qtable").write_text("r1_Relu F32\n")
    assert (
        deploy(
            "--mlir small.mlir --processor bm1684 --quantize int8 --calibration_table small_table "
            "--quantize_table qtable --model out.bmodel"
        )
        == 0
    )
    lines = capsys.readouterr().out.splitlines()
    assert "1 in F32" in next(line for line in lines if " layers: " in line)
    (row,) = (line for line in lines if line.startswith("r1_Relu"))
    assert row.split()[:3] == ["r1_Relu", "top.Conv", "F32"]
    assert "not verified: no --test_input" in lines


def test_debug_writes_text_and_tensors(folder):
    assert (
        deploy(
            "--mlir small.mlir --chip bm1684 --quantize INT8 --calibration_table small_table "
            "--test_input photos/1.png --debug --model out.bmodel"
        )
        == 0
    )
    text = (folder / "small_bm1684_int8_sym_tpu.mlir").read_text()
    assert "tpu.Conv2D" in text
    with np.load(folder / "small_bm1684_int8_sym_tpu_outputs.npz") as tensors:
        assert "r1_Relu" in tensors.files
    np.testing.assert_array_equal(
        *(
            run_model(file)["scores_Gemm_f32"]
            for file in ("small_bm1684_int8_sym_tpu.mlir", "out.bmodel")
        )
    )


def test_a_network_that_falls_short_is_explained_and_not_written(folder, capsys):
    table = (folder / "small_table").read_text().splitlines()
    spoilt = [
        line.replace(line.split()[1], "9000") if line.startswith("r1") else line for line in table
    ]
    (folder / "spoilt").write_text("\n".join(spoilt) + "\n")
    flags = (
        "--mlir small.mlir --chip bm1684 --quantize INT8 --calibration_table spoilt "
        "--test_input small_in_f32.npz --model out.bmodel"
    )
    assert deploy(flags) == 1
    printed = capsys.readouterr()
    assert "layers that fall short first" in printed.out
    assert printed.out.split("layers that fall short first")[1].splitlines()[1].startswith("  r1_")
    assert "scores_Gemm differs too much: cosine" in printed.err
    assert "run_sensitive_layer.py --chip bm1684 --calibration_table spoilt" in printed.err
    assert not (folder / "out.bmodel").exists()
    assert deploy(f"{flags} --tolerance=-1,-100") == 0
    (folder / "out.bmodel").unlink()
    capsys.readouterr()
    assert deploy(f"{flags} --tolerance 0.9,0.9 --skip_validation") == 0
    note = "not verified: --skip_validation, --test_input, --tolerance unused"
    assert note in capsys.readouterr().out.splitlines()
    assert deploy(f"{flags} --excepts scores_Gemm --compare_all") == 1
    assert "r1_Relu differs too much" in capsys.readouterr().err


def test_quantized_border(folder, capsys):
    flags = "--mlir small.mlir --chip bm1684x --quantize INT8 --calibration_table small_table "
    assert deploy(flags + "--test_input small_in_f32.npz --model plain.bmodel") == 0
    assert (
        deploy(
            flags
            + "--test_input small_in_f32.npz --quant_input --quant_output --model quant.bmodel"
        )
        == 0
    )
    (plain,) = run_model("plain.bmodel").values()
    (quantized,) = run_model("quant.bmodel").values()
    np.testing.assert_array_equal(plain, quantized)
    assert "changes nothing" not in capsys.readouterr().out
    flags = "--mlir small.mlir --chip bm1684x --quantize F32 --quant_input --quant_output "
    assert deploy(flags + "--model float.bmodel") == 0
    printed = capsys.readouterr().out
    for name in ("input", "output"):
        assert f"note: --quant_{name} changes nothing, no {name} is quantized" in printed


@pytest.mark.parametrize("chip", ["bm1684", "bm1684x --asymmetric", "cv183x"])
def test_qdq_onnx(folder, capsys, chip):
    flags = f"--mlir small.mlir --chip {chip} --quantize INT8 --calibration_table small_table "
    flags += "--test_input small_in_f32.npz "
    assert deploy(flags + "--model out.bmodel") == 0
    assert deploy(flags + "--model out.onnx") == 0
    assert f"ONNX Runtime, with {chip.split()[0]}'s integers: cosine" in capsys.readouterr().out
    onnx.checker.check_model("out.onnx", full_check=True)
    tensors = []
    for model in ("out.bmodel", "out.onnx"):
        arguments = ["--input", "small_in_f32.npz", "--model", model, "--output", "out.npz"]
        assert exit_status(model_runner.main, [*arguments, "--dump_all_tensors"]) == 0
        with np.load("out.npz") as file:
            tensors.append(dict(file))
    # Every layer has its name there, its range, and nearly its values.
    for name in ("r1_Relu", "sum_Add", "scores_Gemm"):
        chips, onnxs = (each[name] for each in tensors)
        assert np.abs(chips - onnxs).max() < 0.05 * np.abs(chips).max()


def test_runner_takes_every_kind_of_network(folder, capsys):
    assert deploy("--mlir small.mlir --chip bm1684 --quantize F32 --model out.bmodel") == 0
    every = [run_model(model, "--dump_all_tensors") for model in ("small.mlir", "out.bmodel")]
    shared = set(every[0]) & set(every[1])
    assert {"r1_Relu", "sum_Add", "scores_Gemm"} <= shared
    for name in shared:
        np.testing.assert_allclose(every[0][name], every[1][name], rtol=1e-4, atol=1e-5)
    np.savez("image.npz", image=every[0]["image"])
    arguments = ["--input", "image.npz", "--model", "small.onnx", "--output", "onnx.npz"]
    assert exit_status(model_runner.main, [*arguments, "--dump_all_tensors"]) == 0
    with np.load("onnx.npz") as tensors:
        assert {"c1", "r1", "scores"} <= set(tensors.files)
        np.testing.assert_allclose(tensors["scores"], every[0]["scores_Gemm"], atol=1e-5)
    arguments[1] = "photos/0.png"
    assert exit_status(model_runner.main, arguments) == 2
    assert "has no preprocessing" in capsys.readouterr().err


BASE = "--mlir small.mlir --model out.bmodel "
INT8 = BASE + "--quantize INT8 --calibration_table small_table "


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (INT8 + "--chip bm9", "unknown chip bm9: one of bm1684, bm1684x"),
        (BASE + "--chip bm1684 --quantize F16", "bm1684 cannot compute that; it has INT8, F32"),
        (BASE + "--chip bm1684x --quantize W4F16", "--quantize W4F16: bm1684x cannot compute"),
        (INT8 + "--chip bm1684 --asymmetric", "bm1684 has no asymmetric INT8; these have: bm1684x"),
        (BASE + "--chip bm1684 --quantize INT8", "--calibration_table is missing"),
        (
            INT8 + "--chip bm1684 --quantize_table bf",
            "layer r1_Relu asks for BF16; bm1684 has INT8, F32",
        ),
        (
            INT8 + "--chip bm1684 --quantize_table who",
            "who names layers that the network lacks: nobody",
        ),
        (INT8 + "--chip bm1684 --quantize_table odd", "odd:2: unknown mode INT9"),
        (
            INT8.replace("small_table", "short") + "--chip bm1684",
            "short lacks 1 layers of the network: scores_Gemm",
        ),
        (
            INT8.replace("small_table", "alien") + "--chip bm1684",
            "alien names layers that the network lacks",
        ),
        (INT8.replace("small_table", "broken") + "--chip bm1684", "broken:1: "),
        (INT8.replace("small_table", "absent") + "--chip bm1684", "table absent does not exist"),
        (INT8.replace("small.mlir", "absent.mlir") + "--chip bm1684", "absent.mlir does not exist"),
        (INT8.replace("small.mlir", "small.onnx") + "--chip bm1684", "model_transform.py first"),
        (
            INT8.replace("small.mlir", "text.mlir") + "--chip bm1684",
            "text.mlir: is not a network that model_transform.py wrote",
        ),
        (INT8.replace("small.mlir", "cut.mlir") + "--chip bm1684", "cut"),
        (
            INT8.replace("out.bmodel", "out.onnx") + "--chip bm1684 --quant_output",
            "--quant_output: the inputs and outputs of QDQ ONNX (out.onnx) are floats",
        ),
        (INT8.replace("out.bmodel", "no/out.x") + "--chip bm1684", "no/out.x"),
        (INT8 + "--chip bm1684 --test_reference small_top.npz", "needs --test_input"),
        (INT8 + "--chip bm1684 --test_input absent.npz", "test input absent.npz does not exist"),
        (INT8 + "--chip bm1684 --test_input wrong.npz", "[1, 3, 4, 4]"),
        (
            INT8 + "--chip bm1684 --test_input small_in_f32.npz --test_reference wrong.npz",
            "has no tensor scores_Gemm, an output",
        ),
        (INT8 + "--chip bm1684 --test_input small_in_f32.npz --tolerance 2,1", "at most 1"),
        (
            INT8.replace("out.bmodel", "small_top_weights.safetensors") + "--chip bm1684",
            "--model small_top_weights.safetensors would overwrite the weight file of --mlir",
        ),
        (
            INT8.replace("out.bmodel", "./small_table") + "--chip bm1684",
            "--model ./small_table would overwrite --calibration_table",
        ),
        (
            INT8.replace("out.bmodel", "small_in_f32.npz")
            + "--chip bm1684 --test_input small_in_f32.npz",
            "--model small_in_f32.npz would overwrite --test_input",
        ),
        (INT8.replace("out.bmodel", "photos") + "--chip bm1684", "photos: it is a directory"),
        (INT8.replace("out.bmodel", "fifo") + "--chip bm1684", "fifo: it is not a regular file"),
        (INT8 + "--chip bm1684 --op_divide", "--op_divide is not supported yet: operators are"),
        (INT8 + "--chip bm1684 --fuse_preprocess", "--fuse_preprocess is not supported yet: im"),
        (INT8 + "--chip bm1684 --debug_cmd x", "--debug_cmd is not supported yet: it is for"),
        (
            INT8 + "--chip bm1684 --test_input small_in_f32.npz --excepts nolayer",
            "--excepts: the network computes no tensor nolayer",
        ),
        (
            INT8 + "--chip bm1684 --test_input small_in_f32.npz --excepts scores_Gemm",
            "--excepts leaves nothing to compare",
        ),
        (
            INT8.replace("small.mlir", "nan.mlir") + "--chip bm1684",
            "nan.safetensors: tensor 'b1': holds NaN or infinity",
        ),
    ],
)
def test_bad_input_is_refused_and_leaves_nothing(folder, capsys, flags, message):
    rows = (folder / "small_table").read_text()
    (folder / "bf").write_text("r1_Relu BF16\n")
    (folder / "who").write_text("nobody F32\n")
    (folder / "odd").write_text("\nr1_Relu INT9\n")
    (folder / "short").write_text("\n".join(rows.splitlines()[:-1]) + "\n")
    (folder / "alien").write_text(rows + "stranger 1 -1 1\n")
    (folder / "broken").write_text("r1_Relu 1 2\n")
    (folder / "text.mlir").write_text("this is no module")
    text = (folder / "small.mlir").read_text()
    (weights,) = folder.glob("*.safetensors")
    (folder / "cut.mlir").write_text(text.replace(weights.name, "cut.safetensors"))
    (folder / "cut.safetensors").write_bytes(weights.read_bytes()[:-40])
    tensors = load_file(weights)
    bias = next(name for name in tensors if name.startswith("b1"))
    tensors[bias] = tensors[bias].copy()
    tensors[bias][0] = np.nan
    save_file(tensors, folder / "nan.safetensors")
    (folder / "nan.mlir").write_text(text.replace(weights.name, "nan.safetensors"))
    np.savez(folder / "wrong.npz", image=np.zeros((1, 3, 4, 4), np.float32))
    os.mkfifo(folder / "fifo")
    before = {file: file.stat().st_ino for file in folder.iterdir()}
    assert deploy(flags) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") <= 2
    assert {file: file.stat().st_ino for file in folder.iterdir()} == before


def test_runner_refuses_to_overwrite_what_it_reads(folder, capsys):
    for output, what in (("photos/0.png", "--input"), ("small.mlir", "--model")):
        arguments = ["--input", "photos/0.png", "--model", "small.mlir", "--output", output]
        assert exit_status(model_runner.main, arguments) == 2
        error = f"error: --output {output} would overwrite {what}: give it another name\n"
        assert capsys.readouterr().err == error


def test_compare_status_is_what_formats_say():
    assert [status.value for status in Status] == ["EQUAL", "CLOSE", "SIMILAR", "NOT_SIMILAR"]
