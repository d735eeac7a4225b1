# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A trained detector in INT8: its boxes after non-maximum suppression against those of f32.

    pip install --no-deps nudenet
    python3 benchmarks/detection.py --calibration LIST --evaluation LIST

The network is a YOLOv8n with published weights (nudenet's 320n.onnx, 18 kinds of faces and body
parts). It is imported as it is, with boxes and scores as two outputs, and up to the last
convolutions of its three levels; each is calibrated, deployed in INT8 and run on the photos of the
evaluation. A box is found when f32 has one of the same class that it overlaps by half or more.
With --search, 24 layers in float are looked for by the cosine of the scores.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import process_cost

from tpuc.calibration.model import model_inputs
from tpuc.dataset import Samples, list_file
from tpuc.layers import Layers
from tpuc.runtime import Session, load_module

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples"))

from detection import SIZE, Boxes, boxes, matches

_HEADS = [f"/model.22/cv{part}.{i}/cv{part}.{i}.2/Conv_output_0" for i in range(3) for part in "23"]
FORMS = {
    "one output": [],
    "two outputs": ["/model.22/Mul_5_output_0", "/model.22/Sigmoid_output_0"],
    "last convolutions": _HEADS,
}
_SEARCHED = "two outputs"
_FLOATS = 24


def main() -> int:
    """Runs the command and returns its exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--calibration", type=Path, required=True, help="list of photos")
    parser.add_argument("--evaluation", type=Path, required=True, help="list of other photos")
    parser.add_argument("--folder", type=Path, default=Path("detection_work"))
    parser.add_argument("--chips", nargs="+", default=["bm1684", "bm1684x", "cv183x"])
    parser.add_argument("--search", type=Path, help="list of photos that show something")
    args = parser.parse_args()
    spec = importlib.util.find_spec("nudenet")
    if spec is None or spec.origin is None:
        parser.error("nudenet is not installed: pip install --no-deps nudenet")
    args.folder.mkdir(exist_ok=True)
    network = Path(spec.origin).parent / "320n.onnx"
    bench = Bench(network, args.folder.resolve(), args.calibration)
    evaluation = bench.photos(args.evaluation)
    reference: list[Boxes] = []
    print(
        "| ends with | chip | found | extra | overlap | score off by |\n|---|---|---|---|---|---|"
    )
    for form in FORMS:
        bench.prepare(form)
        if not reference:
            reference = bench.boxes(bench.file(form, ".mlir"), evaluation)
        for chip in args.chips:
            ours = bench.boxes(bench.deploy(form, chip), evaluation)
            print(row(form, chip, ours, reference), flush=True)
    for chip in args.chips if args.search else []:
        ours = bench.boxes(bench.mixed(chip, bench.photos(args.search)), evaluation)
        print(row(f"{_SEARCHED}, {_FLOATS} in float", chip, ours, reference), flush=True)
    return 0


class Bench:
    """The commands' files of one detector."""

    def __init__(self, network: Path, folder: Path, calibration: Path) -> None:
        self.network, self.folder = network, folder
        self.calibration = self.photos(calibration)

    def photos(self, listed: Path) -> Path:
        """A list of the photos of another, where labels may follow their names."""
        names = [line.split()[0] for line in listed.read_text().splitlines() if line.strip()]
        target = self.folder / listed.name
        target.write_text("".join(f"{listed.parent.absolute() / name}\n" for name in names))
        return target

    def file(self, form: str, ending: str) -> Path:
        """A file of the network in one of its forms."""
        return self.folder / f"{form.replace(' ', '_')}{ending}"

    def prepare(self, form: str) -> None:
        """Imports and calibrates the network in a form."""
        mlir = self.file(form, ".mlir")
        scale = ",".join(["0.00392157"] * 3)
        options = ["--input_shapes", f"[[1,3,{SIZE},{SIZE}]]", "--pixel_format", "rgb"]
        options += ["--scale", scale, "--keep_aspect_ratio", "--mlir", str(mlir)]
        options += ["--model_name", mlir.stem, "--model_def", str(self.network)]
        if FORMS[form]:
            options += ["--output_names", ",".join(FORMS[form])]
        self._run("model_transform", options)
        listed = ["--data_list", str(self.calibration)]
        self._run("run_calibration", [str(mlir), *listed, "-o", str(self.file(form, "_table"))])

    def deploy(self, form: str, chip: str, qtable: Path | None = None) -> Path:
        """Deploys a form for a chip; returns the package."""
        package = self.file(form, f".{chip}{'.mixed' if qtable else ''}.bmodel")
        table = self.folder / "new_cali_table" if qtable else self.file(form, "_table")
        options = ["--mlir", str(self.file(form, ".mlir")), "--quantize", "INT8", "--chip", chip]
        options += ["--calibration_table", str(table), "--model", str(package), "--skip_validation"]
        self._run("model_deploy", options + (["--quantize_table", str(qtable)] if qtable else []))
        return package

    def mixed(self, chip: str, photos: Path) -> Path:
        """Searches the layers that the scores need in float; returns the package of the mix."""
        qtable = self.file(_SEARCHED, f".{chip}.qtable")
        options = [str(self.file(_SEARCHED, ".mlir")), "--chip", chip, "-o", str(qtable)]
        options += ["--data_list", str(photos), "--inference_num", "8"]
        options += ["--calibration_table", str(self.file(_SEARCHED, "_table")), "--screening"]
        options += ["--global_compare_layers", f"{FORMS[_SEARCHED][1]}_Sigmoid"]
        options += ["--quantize_method_list", "KL", "--max_float_layers", str(_FLOATS)]
        self._run("run_sensitive_layer", options)
        return self.deploy(_SEARCHED, chip, qtable)

    def boxes(self, file: Path, photos: Path) -> list[Boxes]:
        """The boxes that a network or package finds on photos."""
        module = load_module(file)
        session = Session(module)
        inputs = model_inputs(session, Layers.of(module))
        samples = Samples(list_file(photos, 0), inputs)
        found = []
        for batch in samples.batches(8):
            outputs = [np.asarray(one) for one in session.run(batch).values()]
            found += [boxes([one[i : i + 1] for one in outputs]) for i in range(len(outputs[0]))]
        return found

    def _run(self, command: str, options: Sequence[str]) -> None:
        log = self.folder / f"{command}.log"
        with log.open("w") as stream:
            cost = process_cost.run([f"{command}.py", *options], self.folder, stream)
        if cost.status > 1:  # 1: a target was missed
            raise subprocess.CalledProcessError(cost.status, command, log.read_text())


def row(form: str, chip: str, ours: Sequence[Boxes], reference: Sequence[Boxes]) -> str:
    """A line of the table."""
    pairs = [matches(a, b) for a, b in zip(ours, reference, strict=True)]
    overlaps = [pair[2] for one in pairs for pair in one]
    off = [
        abs(a.scores[i] - b.scores[j])
        for a, b, one in zip(ours, reference, pairs, strict=True)
        for i, j, _ in one
    ]
    total, all_ours = (sum(len(one.scores) for one in side) for side in (reference, ours))
    means = [f"{np.mean(values):.2f}" if values else "" for values in (overlaps, off)]
    cells = (form, chip, f"{len(overlaps)} of {total}", all_ours - len(overlaps), *means)
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    sys.exit(main())
