# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Errors, exit statuses and atomic files: what every command stands on."""

import os

import pytest

import tpuc
from tpuc.cli.flags import check_outputs, check_writable
from tpuc.cli.main import argument_parser, exit_status
from tpuc.errors import ComparisonError, TpucError, UnsupportedOpsError
from tpuc.fileio import atomic_write, existing_file, write_text


def _raising(error):
    def command(argv):
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "status"),
    [(TpucError("bad"), 2), (ComparisonError("differs"), 1), (KeyboardInterrupt(), 130)],
)
def test_exit_status(error, status, capsys):
    assert exit_status(_raising(error)) == status
    if status < 3:
        assert capsys.readouterr().err == f"error: {error}\n"


def test_success_and_own_status():
    assert exit_status(lambda argv: None) == 0
    assert exit_status(lambda argv: 1) == 1


def test_unsupported_ops_are_all_listed():
    error = UnsupportedOpsError("ONNX", {"Loop": ["l1"], "Foo": ["a", "b", "c", "d", "e"]})
    assert str(error) == "unsupported ONNX operators: Foo (a, b, c and 2 more); Loop (l1)"


def test_atomic_write_replaces_only_on_success(tmp_path):
    target = tmp_path / "out.npz"
    write_text(target, "old")
    with pytest.raises(RuntimeError), atomic_write(target) as temporary:
        assert temporary.suffix == ".npz"
        temporary.write_text("half")
        raise RuntimeError
    assert target.read_text() == "old"
    write_text(target, "new")
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_unwritable_target_is_named(tmp_path):
    with pytest.raises(TpucError, match="cannot write .*absent"):
        write_text(tmp_path / "absent" / "x.txt", "")


def test_only_regular_files_are_replaced(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "link").symlink_to("fifo")
    before = {file: file.lstat().st_ino for file in tmp_path.iterdir()}
    for name, reason in (
        ("fifo", "it is not a regular file"),
        ("link", "it is not a regular file"),
        ("folder", "it is a directory"),
        ("circle", "it is a link that leads back to itself"),
    ):
        for write in (lambda path: write_text(path, ""), check_writable):
            with pytest.raises(TpucError, match=f"cannot write .*{name}: {reason}"):
                write(tmp_path / name)
    assert {file: file.lstat().st_ino for file in tmp_path.iterdir()} == before


def test_what_a_link_leads_to_is_written(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_text("old")
    for name, target in (("link", "folder/file"), ("fresh", "folder/other")):
        (tmp_path / name).symlink_to(target)
        check_writable(tmp_path / name)
        write_text(tmp_path / name, "new")
        assert (tmp_path / name).is_symlink()
        assert (tmp_path / target).read_text() == "new"
    assert len(list((tmp_path / "folder").iterdir())) == 2


def test_outputs_are_neither_inputs_nor_each_other(tmp_path):
    (tmp_path / "table").write_text("x")
    (tmp_path / "link").symlink_to("table")
    check_outputs([("-o", tmp_path / "new")], [("--table", tmp_path / "table"), ("--list", None)])
    for outputs, message in (
        ([("-o", tmp_path / "link")], "-o .*link would overwrite --table: give it another name"),
        ([("-o", tmp_path / "a"), ("--log", tmp_path / "." / "a")], "--log .* would overwrite -o"),
    ):
        with pytest.raises(TpucError, match=message):
            check_outputs(outputs, [("--table", tmp_path / "table")])


def test_one_version_and_all_names(capsys):
    with pytest.raises(SystemExit, match="0"):
        argument_parser("x", "").parse_args(["--version"])
    assert capsys.readouterr().out == f"x {tpuc.__version__}\n"
    assert {"Session", "load_module", "lower", "search", "__version__"} <= set(dir(tpuc))


def test_existing_file(tmp_path):
    with pytest.raises(TpucError, match="model .* does not exist"):
        existing_file(tmp_path / "m.onnx", "model")
    with pytest.raises(TpucError, match="is a directory"):
        existing_file(tmp_path, "model")
