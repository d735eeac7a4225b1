# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Milliseconds for one image on one thread: our f32, our INT8, and ONNX Runtime's f32.

    ./quickstart && .venv/bin/python benchmarks/latency.py

The networks take turns, so that a change in the machine's load falls on all of them; what is
compared is the median, and the least, of the times, as ratios.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import onnxruntime

from tpuc.runtime import Session, load_module

Run = Callable[[], object]


def ours(path: Path) -> Run:
    """A run of one of our networks on one thread."""
    session = Session(load_module(path), threads=1)
    inputs = {each.name: noise(each.shape) for each in session.inputs}
    return lambda: session.run(inputs)


def onnx_runtime(path: Path) -> Run:
    """A run by ONNX Runtime on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    inputs = {each.name: noise(tuple(each.shape)) for each in session.get_inputs()}
    return lambda: session.run(None, inputs)


def noise(shape: tuple[int, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Values such as a prepared photo has; the time does not depend on them."""
    return np.random.default_rng(0).uniform(-1, 1, shape).astype(np.float32)


def measure(runs: Mapping[str, Run], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of every run in every round, after three rounds that do not count."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for round_number in range(-3, rounds):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            if round_number >= 0:
                times[name].append((time.perf_counter() - start) * 1000)
    return times


def report(times: Mapping[str, list[float]], base: str, own: str) -> str:
    """A line for each network: milliseconds, and ratios to `base` and to our `own` f32."""
    lines = [f"{'':18}{'median ms':>10}{'least ms':>10}{f'/ {base}':>18}{f'/ {own}':>14}"]
    for name, values in times.items():
        median = statistics.median(values)
        ratios = [median / statistics.median(times[other]) for other in (base, own)]
        lines.append(
            f"{name:18}{median:10.2f}{min(values):10.2f}{ratios[0]:18.2f}{ratios[1]:14.2f}"
        )
    return "\n".join(lines)


def main() -> None:
    """Measures the networks that the quick start left in its work folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--work", type=Path, default=Path("quickstart_work"))
    parser.add_argument("--rounds", type=int, default=50)
    args = parser.parse_args()
    runs = {"ONNX Runtime f32": onnx_runtime(args.work / "lite0.onnx")}
    runs["tpuc f32"] = ours(args.work / "lite0.mlir")
    for chip in ("bm1684", "bm1684x"):
        package = args.work / chip / f"lite0_{chip}_int8_sym.bmodel"
        if package.exists():
            runs[f"INT8 {chip}"] = ours(package)
    print(report(measure(runs, args.rounds), "ONNX Runtime f32", "tpuc f32"))


if __name__ == "__main__":
    main()
