# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""npz_tool.py: comparing, showing and picking tensors, and what it says of bad files."""

import numpy as np
import pytest
from PIL import Image

from tpuc.cli.main import exit_status
from tpuc.cli.npz_tool import main


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    values = np.random.default_rng(0).normal(size=(1, 3, 4, 5)).astype(np.float32)
    near = values * np.float32(1.0 + 1e-6)
    noisy = values + np.float32(0.5)
    whole = np.arange(6, dtype=np.int8)
    np.savez("a.npz", first=values, second=near, third=noisy, ints=whole, only_a=values)
    np.savez("b.npz", first=values, second=values, third=values, ints=whole, only_b=values)
    return tmp_path


def test_compare_names_what_differs_and_returns_1(files, capsys):
    assert exit_status(main, ["compare", "a.npz", "b.npz", "-v"]) == 1
    printed = capsys.readouterr()
    lines = printed.out.splitlines()
    assert [line.split(",")[0] for line in lines[:4]] == [
        "first: EQUAL",
        "second: CLOSE",
        "third: NOT_SIMILAR",
        "ints: EQUAL",
    ]
    assert lines[4].startswith("3 of 4 tensors alike; lowest cosine: third")
    assert printed.err == "error: a.npz differs from b.npz at third\n"


def test_compare_passes_with_tolerance_or_exception(files, capsys):
    assert exit_status(main, ["compare", "a.npz", "b.npz", "--tolerance", "0.1,0.1"]) == 0
    assert exit_status(main, ["compare", "a.npz", "b.npz", "--excepts", "third"]) == 0
    assert "3 of 3 tensors alike" in capsys.readouterr().out


def test_unequal_integers_always_differ(files):
    np.savez("c.npz", ints=np.arange(1, 7, dtype=np.int8))
    assert exit_status(main, ["compare", "c.npz", "a.npz", "--tolerance", "0,0"]) == 1


def test_print_shows_all_or_one(files, capsys):
    assert main(["print", "a.npz"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["name", "type", "shape", "min", "max", "mean", "std"]
    assert lines[4].split() == ["ints", "int8", "6", "0", "5", "2.5", "1.70783"]
    assert main(["print", "a.npz", "ints"]) == 0
    assert "[0 1 2 3 4 5]" in capsys.readouterr().out


def test_extract_and_merge(files):
    assert main(["extract", "a.npz", "some.npz", "ints,only_a"]) == 0
    assert main(["extract", "b.npz", "other.npz", "only_b"]) == 0
    assert main(["merge", "some.npz", "other.npz", "merged.npz"]) == 0
    with np.load("merged.npz") as merged:
        assert merged.files == ["ints", "only_a", "only_b"]


def test_to_png(files):
    assert main(["to_png", "a.npz", "first", "first.png"]) == 0
    with Image.open("first.png") as image:
        assert image.size == (5, 4)
        assert image.getextrema() != ((0, 0),) * 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", "absent.npz", "a.npz"], "absent.npz does not exist"),
        (["compare", "broken.npz", "a.npz"], "broken.npz is not an npz file of tensors"),
        (["compare", "cut.npz", "a.npz"], "cut.npz is not an npz file of tensors"),
        (["compare", "array.npy", "a.npz"], "array.npy is a single array (npy), not an npz"),
        (["compare", "empty.npz", "a.npz"], "have no tensor of the same name"),
        (["compare", "a.npz", "b.npz", "--tolerance", "1"], "it takes two numbers"),
        (["print", "a.npz", "no"], "a.npz has no tensor no; it has first, second"),
        (["extract", "a.npz", "absent/x.npz", "ints"], "cannot write absent/x.npz"),
        (["merge", "a.npz", "b.npz", "x.npz"], "b.npz: tensor second differs"),
        (["extract", "a.npz", "./a.npz", "ints"], "./a.npz would overwrite FILE.npz"),
        (["merge", "a.npz", "b.npz", "b.npz"], "b.npz would overwrite FILE.npz"),
        (["to_png", "a.npz", "first", "a.npz"], "a.npz would overwrite FILE.npz"),
        (["to_png", "a.npz", "ints", "x.png"], "tensor ints of shape [6] is not a picture"),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(files, capsys, arguments, message):
    (files / "broken.npz").write_text("not a zip file")
    (files / "cut.npz").write_bytes((files / "a.npz").read_bytes()[:200])
    np.save("array.npy", np.zeros(3))
    np.savez("empty.npz")
    before = sorted(files.iterdir())
    assert exit_status(main, arguments) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert sorted(files.iterdir()) == before
