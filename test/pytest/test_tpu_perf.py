# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""precision_benchmark: its configuration files, its photos and what it counts."""

import os
import shlex
import textwrap

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from tpu_perf.config import read_cases
from tpu_perf.dataset import LabelledPhoto, preparation, read_labels
from tpu_perf.harness import Result, harness, lookup
from tpu_perf.harness.topk import accuracy
from tpu_perf.precision_benchmark import main
from tpu_perf.steps import build
from tpu_perf.variables import expand
from tpuc.cli.main import exit_status
from tpuc.errors import TpucError


def write(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(textwrap.dedent(text))
    return file


# Variables.


def test_variables_expand_at_any_depth_and_keep_types():
    known = {"a": "$(b)/x", "b": "root", "sizes": [1, 2], "n": 3}
    value = {"path": "$(a)/y", "list": ["$(sizes)", "n=$(n)", 7]}
    assert expand(value, known, "f") == {"path": "root/x/y", "list": [[1, 2], "n=3", 7]}


def test_a_circle_of_variables_is_named():
    with pytest.raises(TpucError, match=r"f: key: .*circle: \$\(a\) -> \$\(b\) -> \$\(a\)"):
        expand("x $(a)", {"a": "$(b)", "b": "y$(a)"}, "f: key")


def test_unknown_variable_and_list_inside_text():
    with pytest.raises(TpucError, match=r"f: key\[1\]: unknown variable \$\(no\); known: yes"):
        expand(["a", "$(no)"], {"yes": "1"}, "f: key")
    with pytest.raises(TpucError, match="is a list and can only stand alone"):
        expand("x$(l)", {"l": [1]}, "f")


# Configuration files.


def test_cases_see_shared_files_targets_and_built_in_variables(tmp_path):
    write(tmp_path / "config.yaml", "val: $(root)/val\nown: $(home)/here\n")
    model = write(
        tmp_path / "vision/net/mlir.config.yaml",
        """\
        name: net
        where: $(val) $(own) $(target) $(workdir) $(home)
        deploy: [common]
        BM1684:
          deploy: [special]
        """,
    )
    (case,) = read_cases(model.parent, "BM1684", tmp_path / "output")
    work = tmp_path / "output/net"
    expected = f"{tmp_path}/val {tmp_path}/here bm1684 {work} {model.parent}"
    assert (case.name, case.workdir, case.get("where")) == ("net", work, expected)
    assert case.commands("deploy") == ["special"]
    (other,) = read_cases(model.parent, "BM1684X", tmp_path / "output")
    assert other.commands("deploy") == ["common"]


def test_each_shape_is_a_case(tmp_path):
    write(
        tmp_path / "mlir.config.yaml",
        "name: n\nshapes: [[1, 3, 8, 8], [4, 3, 8, 8]]\nf: '$(shape_param)'",
    )
    cases = read_cases(tmp_path, "BM1684X", tmp_path / "out")
    assert [case.workdir.name for case in cases] == ["n-1x3x8x8", "n-4x3x8x8"]
    assert cases[1].get("f") == "[4,3,8,8]"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: [", "mlir.config.yaml: not YAML: line 1"),
        ("- a", "must hold `key: value` lines, not a list"),
        ("shapes: [[1]]", "key name must be a word"),
        ("name: n\nshapes: 3", "shapes must be a list"),
        ("name: n\nshapes: [[1, x]]", r"shapes: \[1, 'x'\] is not a list of positive numbers"),
    ],
)
def test_bad_configuration_names_file_and_key(tmp_path, text, message):
    write(tmp_path / "mlir.config.yaml", text)
    with pytest.raises(TpucError, match=message):
        read_cases(tmp_path, "BM1684", tmp_path / "out")


def test_folder_without_configuration(tmp_path):
    with pytest.raises(TpucError, match="no mlir.config.yaml in"):
        read_cases(tmp_path, "BM1684", tmp_path / "out")
    with pytest.raises(TpucError, match="does not exist"):
        read_cases(tmp_path / "absent", "BM1684", tmp_path / "out")


# Photos.


def test_labels_may_be_several(tmp_path):
    listing = write(tmp_path / "l.txt", "# comment\na b.jpg 3\n\nc.jpg 1 2\nd.jpg 4,5\n")
    photos = read_labels(tmp_path, listing)
    assert [photo.path.name for photo in photos] == ["a b.jpg", "c.jpg", "d.jpg"]
    assert [photo.labels for photo in photos] == [{3}, {1, 2}, {4, 5}]
    write(listing, "a.jpg 1\nb.jpg cat\n")
    with pytest.raises(TpucError, match=r"l.txt:2: expected `file label`, found 'b.jpg cat'"):
        read_labels(tmp_path, listing)


def test_preparation_crops_swaps_and_scales(tmp_path):
    pixels = np.zeros((8, 12, 3), np.uint8)
    pixels[:, 4:8] = (10, 20, 30)
    Image.fromarray(pixels).save(tmp_path / "p.png")
    keys = {"resize_dims": 8, "size": 4, "mean": [1, 2, 3], "scale": 0.5, "bgr2rgb": True}
    loaded = preparation(keys, (1, 3, 4, 4), "f").load_image(tmp_path / "p.png")[0]
    np.testing.assert_array_equal(loaded[:, 0, 0], [4.5, 9, 13.5])
    assert loaded.shape == (3, 4, 4)
    loaded = preparation({**keys, "bgr2rgb": False, "trans": False}, (1, 4, 4, 3), "f").load_image(
        tmp_path / "p.png"
    )[0]
    np.testing.assert_array_equal(loaded[0, 0], [14.5, 9, 3.5])


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"sizes": 3}, "unknown keys sizes"),
        ({"size": 5}, r"f.size: 5x5 is not the input's 4x4"),
        ({"resize_dims": 2}, "smaller than the crop"),
        ({"mean": [1, 2]}, "f.mean: .* neither a number nor three"),
        ({"trans": "yes"}, "f.trans: 'yes' is neither true nor false"),
    ],
)
def test_bad_dataset_keys(keys, message):
    with pytest.raises(TpucError, match=message):
        preparation(keys, (1, 3, 4, 4), "f")


def test_accuracy_counts_any_label_and_breaks_ties_by_class():
    scores = np.zeros((3, 8), np.float32)
    scores[0, 7] = 1
    photos = [LabelledPhoto(None, frozenset(ids)) for ids in ({3, 7}, {1}, {6})]
    assert accuracy(scores, photos) == {"top1": 1 / 3, "top5": 2 / 3}


def test_a_harness_is_registered_by_its_decorator():
    @harness("count")
    def count(measurement):
        return Result({"n": 1})

    assert lookup("count", "f") is count
    with pytest.raises(TpucError, match=r"f: unknown harness type 'no'; known: count, topk"):
        lookup("no", "f")


# The command.


@pytest.fixture
def colour_classifier(tmp_path):
    """A model folder whose network tells red, green and blue photos apart."""
    pool = helper.make_node("GlobalAveragePool", ["x"], ["p"])
    flat = helper.make_node("Flatten", ["p"], ["y"])
    for name, weight in (("good", np.eye(3)), ("bad", np.roll(np.eye(3), 1, axis=0))):
        scale = numpy_helper.from_array(weight.astype(np.float32)[:, :, None, None], "w")
        conv = helper.make_node("Conv", ["x0", "w"], ["x"])
        graph = helper.make_graph(
            [conv, pool, flat],
            "colours",
            [helper.make_tensor_value_info("x0", TensorProto.FLOAT, [2, 3, 4, 4])],
            [helper.make_tensor_value_info("y", TensorProto.FLOAT, [2, 3])],
            [scale],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
        onnx.save(model, tmp_path / f"{name}.onnx")
    photos = tmp_path / "photos"
    photos.mkdir()
    for index, name in enumerate(("red", "green", "blue")):
        pixels = np.full((8, 8, 3), 20, np.uint8)
        pixels[..., index] = 200
        Image.fromarray(pixels).save(photos / f"{name}.png")
    write(tmp_path / "labels.txt", "red.png 0\ngreen.png 1\nblue.png 2\n")
    write(tmp_path / "config.yaml", "photos: $(root)/photos\nlabels: $(root)/labels.txt\n")
    write(
        tmp_path / "model/mlir.config.yaml",
        """\
        name: colours
        dataset:
          image_path: $(photos)
          image_label: $(labels)
          mean: [0, 0, 0]
          scale: [0.01, 0.01, 0.01]
          resize_dims: 8
          size: 4
          trans: true
          bgr2rgb: true
        harness:
          type: topk
          args:
            - name: FP32
              bmodel: $(root)/good.onnx
            - name: INT8
              bmodel: $(root)/bad.onnx
        """,
    )
    return tmp_path


def test_results_are_written_as_users_know_them(colour_classifier, monkeypatch):
    monkeypatch.chdir(colour_classifier)
    assert main(shlex.split("model --mlir --target BM1684 --devices 0 --outdir output")) == 0
    output = colour_classifier / "output"
    assert (output / "topk.csv").read_text() == (
        "name,top1,top5\ncolours-FP32,100.00%,100.00%\ncolours-INT8,0.00%,100.00%\n"
    )
    details = (output / "topk_details.csv").read_text().splitlines()
    assert details[0] == "name,images,unreadable,agreement,cosine,seconds"
    assert details[1].startswith("colours-FP32,3,0,100.00%,1.000000,")
    assert details[2].startswith("colours-INT8,3,0,0.00%,0.")


@pytest.mark.parametrize(
    "words", ["--devices 0 model", "model --mlir -d 0,1", "-d 2 -t bm1684 model"]
)
def test_devices_are_one_word(colour_classifier, monkeypatch, words):
    monkeypatch.chdir(colour_classifier)
    assert main(words.split()) == 0


@pytest.mark.parametrize("words", ["--devices x model", "--target BM9 model"])
def test_bad_usage(colour_classifier, monkeypatch, capsys, words):
    monkeypatch.chdir(colour_classifier)
    with pytest.raises(SystemExit, match="2"):
        main(words.split())
    error = capsys.readouterr().err.splitlines()
    assert len(error) == 2 and error[0].startswith("error: argument --")
    assert error[1] == "see python3 -m tpu_perf.precision_benchmark --help"


def test_an_unreadable_photo_is_named_and_left_out(colour_classifier, monkeypatch, capsys):
    monkeypatch.chdir(colour_classifier)
    (colour_classifier / "photos/red.png").write_text("no picture")
    assert main(["model"]) == 0
    warning = capsys.readouterr().err
    assert "1 of 3 photos cannot be read" in warning
    assert "photos/red.png" in warning
    for name in ("green", "blue"):
        (colour_classifier / f"photos/{name}.png").unlink()
    assert exit_status(main, ["model"]) == 2
    assert "none of the 3 photos can be read" in capsys.readouterr().err


def test_a_missing_network_is_named(colour_classifier, monkeypatch, capsys):
    monkeypatch.chdir(colour_classifier)
    (colour_classifier / "bad.onnx").unlink()
    assert exit_status(main, ["model"]) == 2
    assert "harness.args[1]: " in capsys.readouterr().err
    assert not os.path.exists("output/topk.csv")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("rm -rf x", r"deploy\[0\]: unknown command 'rm'"),
        ("model_deploy.py --mlir x", r"deploy\[0\]: .* needs --model"),
        ("model_deploy.py 'x", r"deploy\[0\]: cannot be split"),
        (
            "model_deploy.py --no-such-flag --model x",
            r"deploy\[0\]: model_deploy failed: the following",
        ),
    ],
)
def test_bad_commands(tmp_path, line, message):
    write(tmp_path / "mlir.config.yaml", f'name: n\ndeploy: ["{line}"]\n')
    (case,) = read_cases(tmp_path, "BM1684", tmp_path / "out")
    with pytest.raises(TpucError, match=message):
        build(case, print)
