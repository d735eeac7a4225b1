# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Calibration and quantization tables: what is written, what is read, what is refused."""

import pytest

from tpuc.errors import TpucError
from tpuc.tables import (
    Provenance,
    QuantizationTable,
    Threshold,
    check_layers,
    read_calibration_table,
    write_calibration_table,
)

PROVENANCE = Provenance("mobilenet.mlir", "kl", 2048, 100, 5)


def _file(tmp_path, text):
    path = tmp_path / "table"
    path.write_text(text)
    return path


def test_calibration_table_text(tmp_path):
    path = tmp_path / "table"
    write_calibration_table(
        path, {"input": Threshold(2.6355782, -2.1148427, 2.6355782)}, PROVENANCE
    )
    lines = path.read_text().splitlines()
    assert lines[0].startswith("# mlir version: tpuc ")
    assert lines[1] == "# mlir: mobilenet.mlir"
    assert lines[2].startswith("# generated time: ")
    assert lines[3:] == [
        "# quantization threshold calculation method: kl",
        "# histogram number: 2048",
        "# sample number: 100",
        "###",
        "# tune number: 5",
        "###",
        "# op_name    threshold    min    max",
        "input 2.6355782 -2.1148427 2.6355782",
    ]


def test_calibration_table_round_trip(tmp_path):
    path = tmp_path / "table"
    table = {f"layer{i}.1": Threshold(i / 8 + 1, -float(i), i / 8 + 1) for i in range(20)}
    write_calibration_table(path, table, PROVENANCE)
    assert read_calibration_table(path) == table
    assert list(read_calibration_table(path)) == list(table)


def test_tables_of_other_tools_are_read(tmp_path):
    path = _file(
        tmp_path,
        "# genetated time: 2023-10-07\n###\n\n# op_name    threshold    min    max\n"
        "x 4.6464309 -4.5270338 4.6464309\n  y\t0.0000000 0.0000000   0.0\n"
        "x 4.6464309 -4.5270338 4.6464309\n"
        "#asym_op\nthis is another section\n",
    )
    assert read_calibration_table(path) == {
        "x": Threshold(4.6464309, -4.5270338, 4.6464309),
        "y": Threshold(1e-5, 0.0, 0.0),
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("x 1 2", "expected 'name threshold min max', got 3 fields"),
        ("x 1 2 3 4", "got 5 fields"),
        ("x 1 two 3", "'two' is not a number"),
        ("x -1 0 1", "the threshold of x is negative: -1"),
        ("x 1 2 1.5", "the range of x ends before it begins: 'x 1 2 1.5'"),
        ("x nan 0 1", "nan is not finite"),
        ("x 1 -inf 1", "-inf is not finite"),
        ("a 2 0 2", "layer a has two different thresholds"),
    ],
)
def test_malformed_calibration_line_is_named(tmp_path, line, message):
    path = _file(tmp_path, f"# head\na 1 0 1\n{line}\n")
    with pytest.raises(TpucError, match=f"table:3: .*{message}"):
        read_calibration_table(path)


def test_calibration_table_without_thresholds_is_refused(tmp_path):
    with pytest.raises(TpucError, match="has no line"):
        read_calibration_table(_file(tmp_path, "# only\n###\n"))
    with pytest.raises(TpucError, match="not a text file"):
        path = tmp_path / "binary"
        path.write_bytes(b"\xff\xfe\x00")
        read_calibration_table(path)
    with pytest.raises(TpucError, match="calibration table .*absent does not exist"):
        read_calibration_table(tmp_path / "absent")


def test_names_that_do_not_fit_the_format_are_refused(tmp_path):
    path = tmp_path / "table"
    for name in ("two words", "", "#x"):
        with pytest.raises(TpucError, match="one word"):
            write_calibration_table(path, {name: Threshold(1, 0, 1)}, PROVENANCE)
    assert not list(tmp_path.iterdir())


def test_qtable_text_and_round_trip(tmp_path):
    path = tmp_path / "qtable"
    table = QuantizationTable({"input3.1": "F32", "b": "INT8"}, ["chip: bm1684  mix_mode: F32"])
    table.write(path)
    lines = path.read_text().splitlines()
    assert lines[0].startswith("# generated time: ")
    assert lines[1:] == [
        "# chip: bm1684  mix_mode: F32",
        "###",
        "# op_name   quantize_mode",
        "input3.1 F32",
        "b INT8",
    ]
    again = QuantizationTable.read(path)
    assert again.modes == table.modes
    assert "chip: bm1684  mix_mode: F32" in again.comments


def test_empty_qtable_is_comments_alone(tmp_path):
    path = tmp_path / "qtable"
    QuantizationTable().write(path)
    assert all(line.startswith("#") for line in path.read_text().splitlines())
    assert QuantizationTable.read(path).modes == {}


def test_qtable_is_read_leniently(tmp_path, capsys):
    text = "\n# c\nx f32\n  y BF16  \nword\nx F32\nother\n"
    path = _file(tmp_path, text)
    for _ in range(2):
        assert QuantizationTable.read(path).modes == {"x": "F32", "y": "BF16"}
    warning = "has no mode, the line is ignored (2 such lines)"
    assert capsys.readouterr().err == f"warning: {path}:5: 'word' {warning}\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("x F33", "unknown mode F33: one of INT8, F32, F16, BF16"),
        ("x F32 F16", "expected 'name MODE', got 3 words"),
        ("a F16", "layer a has two modes"),
    ],
)
def test_malformed_qtable_line_is_named(tmp_path, line, message):
    with pytest.raises(TpucError, match=f"table:2: {message}"):
        QuantizationTable.read(_file(tmp_path, f"a F32\n{line}\n"))


def test_check_layers():
    check_layers(["a", "b"], ["a", "b", "c"], "qtable q")
    check_layers(["a", "b"], ["b", "a"], "table t", complete=True)
    with pytest.raises(TpucError, match="qtable q names layers that the network lacks: d, e"):
        check_layers(["e", "a", "d"], ["a"], "qtable q")
    with pytest.raises(
        TpucError, match="table t lacks 4 layers of the network: b, c, d and 1 more"
    ):
        check_layers(["a"], list("abcde"), "table t", complete=True)
