# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The rows of the table: how each variant of a network is made, with the users' commands."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import commands
from networks import Case

#: Photos that calibration and the searches are given.
CALIBRATION_PHOTOS = 100
SEARCH_PHOTOS = 10


@dataclass(frozen=True)
class Variant:
    """A row: flags of `run_calibration.py`, and of the search if there is one.

    `search` begins with the name of the command. The target is a cosine of 0.99 in every row. With
    `fewest` the search is made again with the least number of layers that it found to be enough.
    """

    name: str
    calibration: str = ""
    search: str = ""
    fewest: bool = False


#: Improvements of INT8 (docs/better_int8.md), alone and the best of them together.
IMPROVEMENTS = ("--we", "--bc", "--gptq", "--we --bc", "--gptq --bc")
#: Photos that the former are computed on; the best are on as many as is the default.
_FEW = "--bc_inference_num 30"
_BEST = "--weight_scale_search --gptq --adaround --bc"

_SEARCH = "run_sensitive_layer.py --strategy"
_AGREEMENT = f"{_SEARCH} joint --metric agreement --target 95 --inference_num 40"

VARIANTS = [
    Variant("INT8"),
    *(Variant(f"INT8 {flags}", f"{flags} {_FEW}") for flags in IMPROVEMENTS),
    Variant("INT8 best", _BEST),
    Variant("greedy, 5 layers", search=f"{_SEARCH} greedy"),
    Variant("greedy, to the target", search=f"{_SEARCH} greedy", fewest=True),
    Variant("greedy, confirmed", search=f"{_SEARCH} prefix"),
    Variant("joint", search=f"{_SEARCH} joint"),
    Variant("cost", search=f"{_SEARCH} cost"),
    Variant("mincos", search="run_qtable.py"),
    Variant("joint, 5 layers", search=f"{_SEARCH} joint --max_float_layers 5"),
    Variant("joint, agreement 95 %", search=_AGREEMENT),
    Variant("INT8 best, joint", _BEST, f"{_SEARCH} joint"),
    Variant("INT8 best, joint, 5 layers", _BEST, f"{_SEARCH} joint --max_float_layers 5"),
    Variant("INT8 best, agreement 95 %, 5 layers", _BEST, f"{_AGREEMENT} --max_float_layers 5"),
]


@dataclass(frozen=True)
class Made:
    """A deployed variant: its package, CPU seconds, float layers of all, estimated time."""

    package: Path
    seconds: float
    float_layers: str
    cost: float | None


def make(case: Case, chip: str, variant: Variant, folder: Path) -> Made:
    """Calibrates, searches and deploys a variant in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    table, seconds = _calibrated(case, chip, variant, folder)
    words = ["model_deploy.py", "--mlir", str(case.mlir), "--quantize", "INT8", "--chip", chip]
    cost: float | None = 1.0
    if variant.search:
        words += ["--quantize_table", "qtable"]
        searching = _search(case, chip, variant, table, folder)
        report = json.loads((folder / "report.json").read_text())
        enough = [one["layers"] for one in report["alternatives"] if one["met"]]
        if variant.fewest and enough and min(enough) != report["summary"]["float_layers"]:
            again = replace(variant, search=f"{variant.search} --max_float_layers {min(enough)}")
            searching = _search(case, chip, again, table, folder)
            report = json.loads((folder / "report.json").read_text())
        cost = report["summary"]["cost"]
        seconds += searching
        if (folder / "new_cali_table").exists():  # mincos leaves thresholds as they are
            table = folder / "new_cali_table"
    words += ["--calibration_table", str(table), "--model", "net.bmodel"]
    deployed = commands.run(words, folder)
    return Made(folder / "net.bmodel", seconds, _float_layers(deployed.printed), cost)


def _calibrated(case: Case, chip: str, variant: Variant, folder: Path) -> tuple[Path, float]:
    """The calibration table of a variant, and what it took; made once for equal flags."""
    flags = variant.calibration.split()
    name = "-".join(flag.strip("-") for flag in flags) or "plain"
    place = case.mlir.parent / (f"{name}_{chip}" if flags else name)
    place.mkdir(exist_ok=True)
    table, took = place / "table", place / "seconds"
    if not took.exists():
        words = ["run_calibration.py", str(case.mlir), "--data_list", str(case.calibration)]
        words += ["--input_num", str(CALIBRATION_PHOTOS), "-o", "table"]
        words += [*flags, "--chip", chip] if flags else []
        took.write_text(str(commands.run(words, place).seconds))
    return table, float(took.read_text())


def _search(case: Case, chip: str, variant: Variant, table: Path, folder: Path) -> float:
    words = [*variant.search.split(), "--chip", chip, "--calibration_table", str(table)]
    words[1:1] = [str(case.mlir), "--data_list", str(case.calibration)]
    words += ["--input_num", str(CALIBRATION_PHOTOS)]
    if "--inference_num" not in words:
        words += ["--inference_num", str(SEARCH_PHOTOS)]
    return commands.run([*words, "-o", "qtable"], folder, allowed=(0, 1)).seconds


def _float_layers(printed: str) -> str:
    """Of model_deploy's summary line: layers in float, of all."""
    found = re.search(r"(\d+) layers: (\d+) in INT8", printed)
    return f"{int(found[1]) - int(found[2])} of {found[1]}" if found else "?"


def by_name(names: Sequence[str]) -> list[Variant]:
    """The variants of these names; all when none is given."""
    return [one for one in VARIANTS if not names or one.name in names]
