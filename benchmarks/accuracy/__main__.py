# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Accuracy of INT8, improved INT8 and mixed precision: the table of docs/accuracy.md.

    .venv/bin/python benchmarks/accuracy --data ../shared/data --document docs/accuracy.md

Networks and weights come from Python packages, the ImageNet photos from `--data` (lists
`calibration.txt` and `evaluation.txt` with `file class ...`). Every variant is made by the users'
commands; rows that were measured before are kept in the work folder, so that the table can be made
piece by piece. Seconds are CPU seconds of calibration and search.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import asdict
from pathlib import Path

from measure import Evaluation
from networks import NETWORKS, Case, Place
from variants import VARIANTS, Variant, by_name, make

CHIPS = ("bm1684", "bm1684x", "cv183x")

_HEADER = (
    "| network | chip | variant | top-1 % | agreement % | cosine | float layers | time | s |\n"
    "|---|---|---|---|---|---|---|---|---|\n"
)


class Results:
    """Measured rows, one file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def file(self, *names: str) -> Path:
        """The file of a row."""
        return self._folder / ("_".join(re.sub(r"\W+", "-", name) for name in names) + ".json")

    def table(self, networks: list[str]) -> str:
        """All rows there are, in the order of networks, chips and variants."""
        rows = []
        for network in networks:
            float_row = self.file(network, "FP32")
            rows += [float_row] if float_row.exists() else []
            files = [self.file(network, chip, one.name) for chip in CHIPS for one in VARIANTS]
            rows += [file for file in files if file.exists()]
        return _HEADER + "".join(_line(json.loads(row.read_text())) for row in rows)


def _line(row: dict[str, object]) -> str:
    cost, seconds = row.get("cost"), row.get("seconds")
    return (
        f"| {row['network']} | {row['chip']} | {row['variant']} | {100 * float(row['top1']):.1f} "
        f"| {100 * float(row['agreement']):.1f} | {row['cosine']:.4f} | {row['float_layers']} "
        f"| {f'{cost:.2f}' if cost else '-'} | {f'{seconds:.0f}' if seconds else '-'} |\n"
    )


def measure(case: Case, chips: list[str], variants: list[Variant], results: Results) -> None:
    """Measures the rows of a network that are missing."""
    evaluation: Evaluation | None = None

    def evaluated() -> Evaluation:
        nonlocal evaluation
        evaluation = evaluation or Evaluation(case, case.mlir.parent)
        return evaluation

    row = {"network": case.name, "chip": "", "variant": "FP32", "float_layers": "all"}
    file = results.file(case.name, "FP32")
    if not file.exists():
        file.write_text(json.dumps({**row, **asdict(evaluated().of_float())}))
    for chip in chips:
        for variant in variants:
            file = results.file(case.name, chip, variant.name)
            if file.exists():
                continue
            print(f"{case.name} {chip} {variant.name}", file=sys.stderr, flush=True)
            made = make(case, chip, variant, case.mlir.parent / file.stem)
            row = {"network": case.name, "chip": chip, "variant": variant.name}
            row |= {"float_layers": made.float_layers, "cost": made.cost, "seconds": made.seconds}
            row |= asdict(evaluated().of_package(made.package))
            file.write_text(json.dumps(row))


def insert(table: str, document: Path) -> None:
    """Puts the table in the place of the one that a page has."""
    text = document.read_text(encoding="utf-8")
    start = text.index(_HEADER.partition("\n")[0])
    end = re.compile(r"^(?!\|)", re.M).search(text, start + 1)
    document.write_text(
        text[:start] + table + (text[end.start() :] if end else ""), encoding="utf-8"
    )


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="folder of the ImageNet photos")
    parser.add_argument("--work", type=Path, default=Path("accuracy_work"), help="work folder")
    parser.add_argument("--networks", nargs="+", choices=NETWORKS, default=list(NETWORKS))
    parser.add_argument("--chips", nargs="+", choices=CHIPS, default=list(CHIPS))
    parser.add_argument("--variants", nargs="+", choices=[one.name for one in VARIANTS], default=[])
    parser.add_argument("--elpv-photos", type=int, default=300, help="solar cells to evaluate")
    parser.add_argument("--document", type=Path, help="page whose table is to be replaced")
    args = parser.parse_args()
    if not (args.data / "evaluation.txt").is_file():
        parser.error(f"{args.data} has no evaluation.txt")
    place = Place(args.work.resolve(), args.data.resolve(), args.elpv_photos)
    results = Results(place.work / "rows")
    for name in args.networks:
        measure(NETWORKS[name](place), args.chips, by_name(args.variants), results)
    table = results.table(list(NETWORKS))
    print(table)
    if args.document:
        insert(table, args.document)


if __name__ == "__main__":
    main()
