# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A network's integers on a chip, and as QDQ ONNX in ONNX Runtime, on photos with labels.

    ./quickstart && .venv/bin/python benchmarks/qdq.py quickstart_work/lite0.mlir \
        --onnx quickstart_work/lite0.onnx --evaluation quickstart_work/evaluation.txt \
        --table bm1684=quickstart_work/bm1684/lite0_corrected_table \
        --table bm1684x=quickstart_work/bm1684x/lite0_corrected_table

Every row is top-1, how often the best class is FP32's, and the mean cosine of the scores with
FP32's, each with half the width of its 95 % interval; and milliseconds for a photo on one thread,
the median of runs that take turns with those of the other rows.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from better_int8 import Photos, quality
from latency import onnx_runtime
from numpy.typing import NDArray

from tpuc.calibration.model import Model
from tpuc.deploy.network import OnnxNetwork
from tpuc.deploy.qdq import save_qdq
from tpuc.runtime import Session, lower

Array: TypeAlias = NDArray[Any]
Row: TypeAlias = Callable[[Array], Array]
Run: TypeAlias = Callable[[], object]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mlir", type=Path)
    parser.add_argument("--onnx", type=Path, required=True, help="the network in floats")
    parser.add_argument("--evaluation", type=Path, required=True, help="list of photos with ids")
    parser.add_argument("--table", action="append", required=True, metavar="CHIP=TABLE")
    parser.add_argument("--rounds", type=int, default=20, help="timed runs of each row (20)")
    args = parser.parse_args()
    model = Model(args.mlir)
    photos = Photos.read(args.evaluation, model)
    (images,) = photos.inputs.values()
    rows: dict[str, Row] = {"FP32, tpuc": runner(Session(model.module, threads=1))}
    runs: dict[str, Run] = {name: partial(row, images[:1]) for name, row in rows.items()}
    rows["FP32, ONNX Runtime"] = onnx_runner(OnnxNetwork(args.onnx))
    runs["FP32, ONNX Runtime"] = onnx_runtime(args.onnx)
    with tempfile.TemporaryDirectory() as folder:
        for chip, table in (each.split("=", 1) for each in args.table):
            lowered, _ = lower(model.module, chip=chip, table=table)
            file = Path(folder) / f"{chip}.onnx"
            save_qdq(lowered, args.mlir.stem, file)
            ours, theirs = (f"INT8 {chip}, {runtime}" for runtime in ("tpuc", "ONNX Runtime"))
            rows[ours] = runner(Session(lowered, threads=1))
            rows[theirs] = onnx_runner(OnnxNetwork(file))
            runs[ours], runs[theirs] = partial(rows[ours], images[:1]), onnx_runtime(file)
    milliseconds = timed(runs, args.rounds)
    reference = scores(rows["FP32, tpuc"], images)
    print("| network | top-1 % | agreement % | cosine | ms |\n|---|---|---|---|---|")
    for name, row in rows.items():
        cells = quality(scores(row, images), reference, photos)
        print(f"| {name} | {' | '.join(cells)} | {milliseconds[name]:.1f} |", flush=True)


def runner(session: Session) -> Row:
    """Runs a network of ours on photos."""
    name, output = session.inputs[0].name, session.outputs[0].name
    return lambda images: session.run({name: images})[output]


def onnx_runner(network: OnnxNetwork) -> Row:
    """Runs an ONNX network on photos."""
    name = network.inputs[0].name
    return lambda images: next(iter(network.run({name: images}).values()))


def scores(row: Row, images: Array) -> Array:
    """[photos, classes]"""
    return np.concatenate([row(images[i : i + 1]) for i in range(len(images))])


def timed(runs: dict[str, Run], rounds: int) -> dict[str, float]:
    """The median milliseconds of each run."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            times[name].append(1e3 * (time.perf_counter() - start))
    return {name: statistics.median(each) for name, each in times.items()}


if __name__ == "__main__":
    main()
