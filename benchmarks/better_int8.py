# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What each way to better INT8 brings on a network with labelled photos: the table of its docs.

    python3 benchmarks/better_int8.py lite0.mlir --calibration calibration.txt \
        --evaluation evaluation.txt

The evaluation list has a photo and its acceptable class ids in each line. Every row is calibrated
by run_calibration.py with the flags it shows, lowered with no float layer asked for, and run on the
photos: top-1, how often the best class is FP32's, and the mean cosine of the scores with FP32's,
each with half the width of its 95 % interval. Seconds are those of the processor in calibration.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import resource
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tpuc.calibration.model import Model
from tpuc.cli import run_calibration
from tpuc.dataset import Samples
from tpuc.runtime import Session, lower

Array: TypeAlias = NDArray[Any]

ROWS = (
    "",
    "--we",
    "--bc",
    "--we --bc",
    "--gptq",
    "--gptq --bc",
    "--weight_scale_search --gptq --bc",
    "--adaround",
    "--adaround --bc",
    "--weight_scale_search --gptq --adaround --bc",
    "--threshold_search --weight_scale_search --gptq --bc",
    "--we --threshold_search --weight_scale_search --gptq --bc",
)
_BATCH = 16


@dataclass(frozen=True)
class Photos:
    """Inputs of a network and, for each photo, the classes that are right."""

    inputs: Mapping[str, Array]
    classes: list[set[int]]

    @staticmethod
    def read(path: Path, model: Model) -> Photos:
        """The photos of an evaluation list."""
        rows = [line.split() for line in path.read_text().splitlines() if line.strip()]
        entries = [(path.parent / row[0],) for row in rows]
        samples = Samples(entries, model.inputs, strict=True).all()
        return Photos(samples, [set(map(int, row[1:])) for row in rows])

    def scores(self, session: Session) -> Array:
        """[photos, classes] what a network computes."""
        name = session.inputs[0].name
        output = session.outputs[0].name
        parts = range(0, len(self.classes), _BATCH)
        return np.concatenate(
            [session.run({name: self.inputs[name][i : i + _BATCH]})[output] for i in parts]
        )


def main() -> None:
    """Prints the table, a row at a time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mlir", type=Path)
    parser.add_argument("--calibration", type=Path, required=True, help="list of photos")
    parser.add_argument("--evaluation", type=Path, required=True, help="list of photos with ids")
    parser.add_argument("--chips", default="bm1684,bm1684x,cv183x")
    parser.add_argument("--method", default="max", help="calibration method (max)")
    parser.add_argument("--bc_inference_num", default="30", help="photos for corrections (30)")
    parser.add_argument("--rows", help="flags of the rows to compute, separated by commas")
    args = parser.parse_args()
    model = Model(args.mlir)
    photos = Photos.read(args.evaluation, model)
    reference = photos.scores(model.session)
    print("| chip | flags | top-1 % | agreement % | cosine | CPU s |\n|---|---|---|---|---|---|")
    print(_row("FP32", "", reference, reference, photos), flush=True)
    rows = ROWS if args.rows is None else args.rows.split(",")
    for chip in args.chips.split(","):
        for flags in rows:
            with tempfile.TemporaryDirectory() as folder:
                table = Path(folder) / "table"
                seconds = _calibrate(args, chip, flags, table)
                lowered, report = lower(model.module, chip=chip, table=table)
            scores = photos.scores(Session(lowered))
            floats = sum(layer.mode != "INT8" for layer in report.layers)
            note = f" ({floats} float layers)" if floats else ""
            print(
                _row(chip, (flags or "plain") + note, scores, reference, photos, seconds),
                flush=True,
            )


def _calibrate(args: argparse.Namespace, chip: str, flags: str, table: Path) -> float:
    """Runs the command; returns its seconds of user time."""
    words = [str(args.mlir), "--data_list", str(args.calibration), "--cali_method", args.method]
    words += ["--tune_num", "0", "--chip", chip, "-o", str(table)]
    words += ["--bc_inference_num", args.bc_inference_num, *flags.split()]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    with contextlib.redirect_stdout(io.StringIO()):
        run_calibration.main(words)
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime - before


def _row(
    chip: str, flags: str, scores: Array, reference: Array, photos: Photos, seconds: float = 0
) -> str:
    cells = quality(scores, reference, photos)
    return f"| {chip} | {flags} | {' | '.join(cells)} | {seconds:.0f} |"


def quality(scores: Array, reference: Array, photos: Photos) -> list[str]:
    """Top-1, agreement with the reference's best class, and cosine, as cells of a table."""
    best = scores.argmax(axis=1)
    right = [float(one in classes) for one, classes in zip(best, photos.classes, strict=True)]
    agree = (best == reference.argmax(axis=1)).astype(float)
    products = (scores * reference).sum(axis=1, dtype=np.float64)
    cosines = products / np.linalg.norm(scores, axis=1) / np.linalg.norm(reference, axis=1)
    return [_mean(np.array(right) * 100, 1), _mean(agree * 100, 1), _mean(cosines, 4)]


def _mean(values: Array, digits: int) -> str:
    """The mean, and half of its 95 % interval."""
    half = 1.96 * values.std(ddof=1) / np.sqrt(len(values))
    return f"{values.mean():.{digits}f} ± {half:.{digits}f}"


if __name__ == "__main__":
    main()
