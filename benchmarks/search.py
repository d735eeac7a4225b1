# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a sensitive layer search costs, and how that grows.

    .venv/bin/python benchmarks/search.py --chip bm1684
    .venv/bin/python benchmarks/search.py --mlir quickstart_work/lite0.mlir --methods MAX,KL

Without `--mlir` the network has the shape of MobileNet-V2 at 224 and random weights and inputs.
Rows are

- trials: one layer in INT8 with each method's threshold, natively;
- naive: the same trials by lowering and running the whole network for each, on every n-th layer
  (`--every`); their losses must be the same to 1e-6;
- search: `tpuc.search` from the samples to the tables, calibration included; and with screening.

The last line has what the aim is about: CPU seconds of both searches, and whether their tables of
float layers are the same. With `--rounds` each search is made so often, and the least counts.
With `--growth` trials are repeated with fewer layers, methods and images. Each row is measured in a
process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import tpuc.cli  # how threads wait, as in the commands: before numpy is loaded

# isort: split

import mobilenet_v2
import numpy as np

import tpuc
from tpuc import chips
from tpuc.calibration import calibrate
from tpuc.calibration.model import Model
from tpuc.dataset import ArraySamples, ModelInput, Samples, list_file
from tpuc.layers import Layers
from tpuc.runtime import Session, Statistics, TrialOptions, TrialSession
from tpuc.search.edges import Edges
from tpuc.search.plain import PlainRunner

METHODS = "MAX,Percentile9999,KL,MSE"


@dataclass(frozen=True)
class Setting:
    """What is measured: network, photos, chip, methods, and of the layers every n-th."""

    mlir: Path | None
    photos: Path | None
    chip: str
    methods: tuple[str, ...]
    images: int
    every: int = 1
    target: float = 0.99


@dataclass(frozen=True)
class Figures:
    """Seconds and MB of one row, and what it computed."""

    trials: int
    layers: int
    wall: float
    cpu: float
    memory: float
    losses: Mapping[str, Sequence[float]] = field(default_factory=dict)
    qtable: tuple[str, ...] = ()


def network(setting: Setting) -> tuple[Any, dict[str, Any]]:
    """The module and the samples."""
    if setting.mlir is None:
        random = np.random.default_rng(1)
        shape = (setting.images, 3, 224, 224)
        return mobilenet_v2.build(), {"input": random.normal(size=shape).astype(np.float32)}
    model = Model(setting.mlir)
    listed = list_file(setting.photos or setting.mlir.parent / "calibration.txt", setting.images)
    return model.module, dict(Samples(listed, model.inputs).all())


def run_trials(setting: Setting, naive: bool) -> Figures:
    """The trials of every n-th layer."""
    module, samples = network(setting)
    session = Session(module)
    inputs = [ModelInput(one.name, tuple(one.shape)) for one in session.inputs]
    layers = Layers.of(module)
    statistics = calibrate.collect(Statistics(session), ArraySamples(samples, inputs), layers)
    tables = [statistics.table(method) for method in setting.methods]
    make: Any = PlainRunner if naive else TrialSession
    edges = Edges(layers)
    wall, cpu = time.perf_counter(), time.process_time()
    options = TrialOptions(
        setting.chip,
        fp_type=chips.lookup(setting.chip).float_mode("auto"),
        compare=[one.name for one in session.outputs],
    )
    runner = make(module, options, table=statistics.table("KL"), samples=samples)
    searched = [one.name for one in runner.layers if not one.float_only and not edges.moves(one)]
    losses = {}
    for name in searched[:: setting.every]:
        outcome = runner.try_layer(name, [{name: table[name]} for table in tables])
        losses[name] = (1 - outcome.similarity("cosine").mean(axis=(1, 2))).tolist()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Figures(len(losses) * len(tables), len(losses), wall, cpu, _peak(), losses)


def run_search(setting: Setting, screening: bool) -> Figures:
    """A whole search."""
    module, samples = network(setting)
    wall, cpu = time.perf_counter(), time.process_time()
    result = tpuc.search(
        module,
        samples,
        chip=setting.chip,
        methods=setting.methods,
        screening=screening,
        target=setting.target,
    )
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    qtable = tuple(result.modes)
    return Figures(result.trials, len(result.ranking), wall, cpu, _peak(), {}, qtable)


def _peak() -> float:
    """Of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(name: str, run: Any, setting: Setting, how: bool, rounds: int = 1) -> Figures:
    """Runs one row in a process of its own, and prints it; of several rounds the cheapest."""
    every: list[Figures] = []
    for _ in range(rounds):
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            every.append(process.submit(run, setting, how).result())
    found = min(every, key=lambda one: one.cpu)
    per_trial = 1000 * found.cpu / max(found.trials, 1)
    print(
        f"{name:24}{found.layers:8}{found.trials:8}{found.wall:10.2f}{found.cpu:10.2f}"
        f"{found.trials / found.wall:10.1f}{per_trial:12.1f}{found.memory:10.0f}",
        flush=True,
    )
    return found


def grow(setting: Setting) -> None:
    """Rows with fewer layers, methods and images than the setting has."""
    for every in (4, 2):
        measure(f"1/{every} of the layers", run_trials, replace(setting, every=every), False)
    for number in range(1, len(setting.methods)):
        fewer = replace(setting, methods=setting.methods[:number])
        measure(f"{number} methods", run_trials, fewer, False)
    for images in (setting.images // 4, setting.images // 2, 2 * setting.images):
        measure(f"{images} images", run_trials, replace(setting, images=images), False)


def main() -> int:
    """Measures; exits with 1 when the naive way does not agree, or screening chooses otherwise."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--mlir", type=Path, help="network of model_transform.py")
    parser.add_argument("--data-list", type=Path, help="photos; default: beside the .mlir")
    parser.add_argument("--chip", default="bm1684")
    parser.add_argument("--methods", default=METHODS)
    parser.add_argument("--images", type=int, default=10)
    parser.add_argument("--every", type=int, default=16, help="naive: every n-th layer")
    parser.add_argument("--target", type=float, default=0.99999)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--growth", action="store_true")
    args = parser.parse_args()
    methods = tuple(args.methods.split(","))
    setting = Setting(
        args.mlir, args.data_list, args.chip, methods, args.images, target=args.target
    )
    print(
        f"{'':24}{'layers':>8}{'trials':>8}{'s':>10}{'CPU s':>10}{'trials/s':>10}"
        f"{'CPU ms each':>12}{'peak MB':>10}"
    )
    native = measure("trials", run_trials, setting, False)
    naive = measure("naive", run_trials, replace(setting, every=args.every), True)
    whole = measure("search", run_search, setting, False, args.rounds)
    screened = measure("search, screening", run_search, setting, True, args.rounds)
    if args.growth:
        grow(setting)
    difference = max(
        float(np.abs(np.subtract(losses, native.losses[name])).max())
        for name, losses in naive.losses.items()
    )
    ratio = (naive.cpu / naive.trials) / (native.cpu / native.trials)
    same = set(screened.qtable) == set(whole.qtable)
    print(
        f"naive / native: {ratio:.1f} times the CPU seconds a trial; losses differ by at most "
        f"{difference:.1e}\n"
        f"CPU seconds: {screened.cpu:.2f} with screening, {whole.cpu:.2f} exhaustive; same qtable: "
        f"{'yes' if same else 'no'}"
    )
    return 0 if difference <= 1e-6 and same else 1


if __name__ == "__main__":
    sys.exit(main())
