# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Chips as data: what follows from a row of the table alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

runtime = pytest.importorskip("tpuc.runtime")

import small_networks  # noqa: E402

from tpuc.chips import chips, lookup  # noqa: E402

FORMATS = Path(__file__).parents[2] / "docs" / "formats.md"
FAMILY = ("bm1684x", "bm1688", "cv186x")


def documented_chips() -> dict[str, tuple[str, str]]:
    """Chip -> (INT8, float types) of the table in docs/formats.md."""
    rows = {}
    for line in FORMATS.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and cells[0].startswith(("bm", "cv")):
            rows.update({name: (cells[1], cells[2]) for name in cells[0].split()})
    return rows


def test_the_documented_table_is_the_compilers() -> None:
    rows = documented_chips()
    assert list(rows) == [chip.name for chip in chips()]
    for chip in chips():
        int8, floats = rows[chip.name]
        assert floats == ", ".join(chip.float_modes)
        assert ("asymmetric" in int8) == chip.asymmetric


def test_the_family_of_bm1684x_computes_the_same_integers(tmp_path: Path) -> None:
    module = runtime.load_module(small_networks.chain(tmp_path))
    x = small_networks.samples(3)
    dumped = runtime.Session(module).run({"x": x}, keep="all")
    table = {name: (np.abs(v).max(), v.min(), v.max()) for name, v in dumped.items()}
    requests = [("INT8", False), ("INT8", True)]
    requests += [(mode, False) for mode in lookup("bm1688").float_modes]
    for mode, asymmetric in requests:
        results = []
        for chip in FAMILY:
            lowered, _ = runtime.lower(
                module, chip=chip, mode=mode, table=table, asymmetric=asymmetric
            )
            assert lowered.operation.attributes["tpu.chip"].value == chip
            results.append(runtime.Session(lowered).run({"x": x}, keep="all", raw=True))
        for other in results[1:]:
            assert other.keys() == results[0].keys()
            assert all(np.array_equal(other[k], results[0][k]) for k in other)
