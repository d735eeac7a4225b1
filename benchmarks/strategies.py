# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What each search strategy needs to reach a target on the same network and photos.

    .venv/bin/python benchmarks/strategies.py --mlir quickstart_work/lite0.mlir --chip bm1684

For greedy, the row has the number of its most sensitive layers that reach the target.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tpuc.cli  # how threads wait, as in the commands: before numpy is loaded

# isort: split

import tpuc
from tpuc.calibration import calibrate
from tpuc.calibration.model import Model
from tpuc.dataset import Samples, list_file
from tpuc.search import SearchResult
from tpuc.tables import read_calibration_table


@dataclass(frozen=True)
class Row:
    """One strategy's outcome."""

    strategy: str
    result: SearchResult
    cpu: float

    def text(self) -> str:
        """A line of the table."""
        result = self.result
        validation = result.validation
        held_out = validation.held_out_mixed if validation is not None else None
        return (
            f"{self.strategy:10}{'yes' if result.met else 'no':>4}{len(result.modes):8}"
            f"{result.mixed_cos:10.5f}{held_out.cosine.mean if held_out else float('nan'):10.5f}"
            f"{result.costs.ratio:8.3f}{result.trials:8}{self.cpu:8.1f}"
        )


def run(strategy: str, module: Any, samples: Any, options: dict[str, Any]) -> Row:
    """Searches; greedy again with the number of layers that it found to be needed."""
    start = time.process_time()
    if strategy == "greedy":
        first = tpuc.search(module, samples, strategy=strategy, max_float_layers=0, **options)
        reach = first.reach
        options["max_float_layers"] = (reach.layers or reach.tried) if reach is not None else 0
        start = time.process_time()
    result = tpuc.search(module, samples, strategy=strategy, **options)
    return Row(strategy, result, time.process_time() - start)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--mlir", type=Path, default=Path("quickstart_work/lite0.mlir"))
    parser.add_argument("--table", type=Path, help="default: lite0_cali_table beside the .mlir")
    parser.add_argument("--data-list", type=Path, help="photos; default: beside the .mlir")
    parser.add_argument("--chip", default="bm1684")
    parser.add_argument("--images", type=int, default=10, help="and as many are held out")
    parser.add_argument("--target", type=float, default=0.98, help="cosine")
    parser.add_argument("--strategies", default="greedy,joint,cost,mincos")
    args = parser.parse_args()
    model = Model(args.mlir)
    listed = list_file(args.data_list or args.mlir.parent / "calibration.txt", 2 * args.images)
    found, held_out = (
        Samples(part, model.inputs).all() for part in (listed[: args.images], listed[args.images :])
    )
    everything = Samples(listed, model.inputs)
    statistics = calibrate.collect(model.statistics(2048), everything, model.layers)
    options = {
        "chip": args.chip,
        "target": args.target,
        "table": read_calibration_table(args.table or args.mlir.parent / "lite0_cali_table"),
        "candidates": lambda methods: {method: statistics.table(method) for method in methods},
        "held_out": held_out,
    }
    print(f"{args.mlir.stem} on {args.chip}, cosine {args.target:g} on {args.images} photos")
    print(
        f"{'strategy':10}{'met':>4}{'layers':>8}{'cosine':>10}{'held out':>10}{'time':>8}"
        f"{'trials':>8}{'CPU s':>8}"
    )
    for strategy in args.strategies.split(","):
        print(run(strategy, model.module, found, dict(options)).text(), flush=True)


if __name__ == "__main__":
    main()
