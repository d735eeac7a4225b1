# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`python3 -m tpu_perf.precision_benchmark DIR --mlir --target BM1684`.

Builds the networks of a model folder (with `--mlir`) and measures each as its `harness:` says.
Results go to `<outdir>/<harness type>.csv`, one line a network.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tpu_perf.config import Case, default_cases, read_cases, targets
from tpu_perf.harness import Measurement, Result, lookup
from tpu_perf.steps import build
from tpuc.cli.main import argument_parser, run
from tpuc.errors import TpucError
from tpuc.fileio import atomic_write

Row = dict[str, str]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit status."""
    args = _parser().parse_intermixed_args(argv)
    folders = [Path(folder) for folder in args.models] or default_cases(Path.cwd())
    if not folders:
        raise TpucError("no model folder given, and no default_cases in ./config.yaml")
    outdir = Path(args.outdir)
    cases = [case for folder in folders for case in read_cases(folder, args.target, outdir)]
    tables: dict[str, list[Row]] = {}
    for case in cases:
        if args.mlir:
            build(case, _report)
        _measure(case, tables)
    if not tables:
        raise TpucError(f"no harness in {', '.join(str(case.file) for case in cases)}")
    outdir.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        _write_table(outdir / f"{name}.csv", rows)
        _report(f"results: {outdir / f'{name}.csv'}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argument_parser(
        "python3 -m tpu_perf.precision_benchmark", "Accuracy of deployed networks on labelled data."
    )
    parser.add_argument(
        "models",
        metavar="DIR",
        nargs="*",
        help="folders with mlir.config.yaml (without: default_cases of ./config.yaml)",
    )
    parser.add_argument(
        "--mlir",
        action="store_true",
        help="first run the folder's mlir_transform, mlir_calibration and deploy commands",
    )
    parser.add_argument(
        "--target", "-t", type=str.upper, choices=targets(), default="BM1684X", help="chip"
    )
    parser.add_argument(
        "--devices",
        "-d",
        type=_devices,
        default="0",
        metavar="N[,N]",
        help="accepted for scripts that give it: networks run on this machine's processor",
    )
    parser.add_argument("--outdir", "-o", default="output", help="where results go")
    return parser


def _devices(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


_devices.__name__ = "list of device numbers"  # argparse shows it


def _measure(case: Case, tables: dict[str, list[Row]]) -> None:
    """Measures every network of a model and adds its lines to the tables."""
    if case.get("harness") is None:
        return
    section = case.section("harness")
    kind = section.get("type")
    measure = lookup(kind, f"{case.file}: harness.type")
    entries = section.get("args")
    if isinstance(entries, dict):
        entries = [entries]
    if not isinstance(entries, list) or not entries:
        raise TpucError(f"{case.file}: harness.args must list {{name, bmodel}} entries")
    memory: dict[str, Any] = {}
    for index, entry in enumerate(entries):
        measurement = _measurement(case, entry, f"{case.file}: harness.args[{index}]", memory)
        result = measure(measurement)
        for warning in memory.pop("warnings", []):
            _report(f"warning: {measurement.title}: {warning}")
        _add(tables, str(kind), measurement.title, result)


def _measurement(case: Case, entry: Any, where: str, memory: dict[str, Any]) -> Measurement:
    if not isinstance(entry, dict):
        raise TpucError(f"{where}: must be a mapping with name and bmodel")
    for key in ("name", "bmodel"):
        if not isinstance(entry.get(key), str):
            raise TpucError(f"{where}: key {key} is missing")
    network = Path(entry["bmodel"])
    if not network.is_file():
        raise TpucError(f"{where}: {network} does not exist: make it with model_deploy.py")
    return Measurement(case, entry["name"], network, entry, memory)


def _add(tables: dict[str, list[Row]], kind: str, title: str, result: Result) -> None:
    for name, values in ((kind, result.statistics), (f"{kind}_details", result.details)):
        if not values:
            continue
        row = {"name": title, **_written(values)}
        print(f"{name}: " + ", ".join(f"{key} {value}" for key, value in row.items()), flush=True)
        tables.setdefault(name, []).append(row)


def _written(values: Mapping[str, float | int | str]) -> Row:
    return {
        key: f"{value:.2%}" if isinstance(value, float) else str(value)
        for key, value in values.items()
    }


def _write_table(file: Path, rows: Sequence[Row]) -> None:
    with (
        atomic_write(file) as temporary,
        temporary.open("w", newline="", encoding="utf-8") as stream,
    ):
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)


def _report(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    run(main)
