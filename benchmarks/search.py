# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The trials of a sensitive layer search, natively and by lowering the whole network each time.

    ./quickstart && .venv/bin/python benchmarks/search.py --chip bm1684 --inference-num 10

Both ways make the same trials, one layer in INT8 with each method's threshold, on the same
photos; the losses must be the same to 1e-6. The naive way is timed on every n-th layer (`--every`)
and the figures are per trial.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tpuc import chips
from tpuc.calibration import calibrate
from tpuc.calibration.model import Model
from tpuc.dataset import Samples, list_file
from tpuc.runtime import TrialSession
from tpuc.search.edges import Edges
from tpuc.search.plain import PlainRunner
from tpuc.search.types import Thresholds, TrialRunner
from tpuc.tables import read_calibration_table

METHODS = ("MAX", "Percentile9999", "KL")

Losses = dict[str, npt.NDArray[np.float64]]


@dataclass
class Setting:
    """What both ways are given."""

    model: Model
    chip: str
    table: Thresholds
    candidates: Sequence[Thresholds]
    photos: Mapping[str, npt.NDArray[np.float32]]


@dataclass
class Outcome:
    """Losses of each layer, [methods], and seconds per trial."""

    losses: Losses
    seconds: float


def measure(name: str, make: Callable[..., TrialRunner], setting: Setting, every: int) -> Outcome:
    """Makes the trials of every n-th layer, and prints a line of the table."""
    start = time.perf_counter()
    runner = make(
        setting.model.module,
        setting.chip,
        fp_type=chips.lookup(setting.chip).float_mode("auto"),
        table=setting.table,
        samples=setting.photos,
        compare=[one.name for one in setting.model.session.outputs],
    )
    setup = time.perf_counter() - start
    layers = searched(runner, Edges(setting.model.layers))[::every]
    start, cpu = time.perf_counter(), time.process_time()
    losses = trials(runner, layers, setting.candidates)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    count = len(layers) * len(setting.candidates)
    print(
        f"{name:8}{count:8}{setup:10.2f}{wall:10.2f}{cpu:10.2f}"
        f"{1000 * wall / count:16.1f}{1000 * cpu / count:16.1f}",
        flush=True,
    )
    return Outcome(losses, wall / count)


def trials(runner: TrialRunner, names: Sequence[str], tables: Sequence[Thresholds]) -> Losses:
    """The losses of each layer: [methods]."""
    losses = {}
    for name in names:
        outcome = runner.try_layer(name, [{name: table[name]} for table in tables])
        losses[name] = 1 - np.asarray(outcome.similarity("cosine"), np.float64).mean(axis=(1, 2))
    return losses


def searched(runner: TrialRunner, edges: Edges) -> list[str]:
    """The layers that the search tries."""
    return [one.name for one in runner.layers if not one.float_only and not edges.moves(one)]


def main() -> int:
    """Measures; exits with 1 when the two ways do not agree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--mlir", type=Path, default=Path("quickstart_work/lite0.mlir"))
    parser.add_argument("--table", type=Path, help="calibration table; default: beside the .mlir")
    parser.add_argument("--data-list", type=Path, help="photos; default: beside the .mlir")
    parser.add_argument("--chip", default="bm1684")
    parser.add_argument("--inference-num", type=int, default=10)
    parser.add_argument("--every", type=int, default=8, help="the naive way tries every n-th layer")
    args = parser.parse_args()

    model = Model(args.mlir)
    listed = list_file(args.data_list or args.mlir.parent / "calibration.txt", args.inference_num)
    samples = Samples(listed, model.inputs)
    table = read_calibration_table(args.table or args.mlir.parent / "lite0_cali_table")
    statistics = calibrate.collect(model.statistics(2048), samples)
    candidates = [statistics.table(method) for method in METHODS]
    setting = Setting(model, args.chip, table, candidates, samples.all())
    print(
        f"{'':8}{'trials':>8}{'setup s':>10}{'s':>10}{'cpu s':>10}"
        f"{'ms a trial':>16}{'cpu ms a trial':>16}"
    )
    native = measure("native", TrialSession, setting, 1)
    naive = measure("naive", PlainRunner, setting, args.every)
    difference = max(
        float(np.abs(values - native.losses[name]).max()) for name, values in naive.losses.items()
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(native.losses)} layers, {len(METHODS)} methods, {args.inference_num} photos: "
        f"naive / native = {naive.seconds / native.seconds:.1f}; losses differ by at most "
        f"{difference:.1e}; peak memory {peak:.0f} MB"
    )
    return 0 if difference <= 1e-6 else 1


if __name__ == "__main__":
    sys.exit(main())
