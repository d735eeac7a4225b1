# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Milliseconds for one image on one thread: our f32, INT8 of every chip, ONNX Runtime's f32.

    ./quickstart && .venv/bin/python benchmarks/latency.py

Two networks: EfficientNet-Lite0 from the quick start's work folder, and one of the shape of
MobileNet-V2 with random weights. The runs take turns, so that a change in the machine's load falls
on all of them; what is compared is the median, and the least, of the times, as ratios.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from mobilenet_v2 import STAGES
from onnx import TensorProto, helper, numpy_helper

from tpuc.chips import chips
from tpuc.frontend.transform import transform
from tpuc.runtime import ALL, Session, lower

Run = Callable[[], object]
BASES = ("tpuc f32", "ONNX Runtime f32")


def runs_of(path: Path) -> dict[str, Run]:
    """What is measured of an ONNX network: f32 twice, and INT8 on every chip."""
    module = transform(path).module
    network = Session(module, threads=1)
    inputs = {each.name: noise(each.shape) for each in network.inputs}
    runs: dict[str, Run] = {BASES[0]: lambda: network.run(inputs), BASES[1]: onnx_runtime(path)}
    # Of this sample alone: the time does not depend on the thresholds.
    table = {}
    for name, values in network.run(inputs, keep=ALL).items():
        largest = max(float(np.abs(values).max()), 1e-5)
        table[name] = (largest, float(values.min()), float(values.max()))
    for chip in chips():
        for asymmetric in (False, True) if chip.asymmetric else (False,):
            lowered, _ = lower(module, chip=chip.name, table=table, asymmetric=asymmetric)
            session = Session(lowered, threads=1)
            name = f"INT8 {chip.name}{' asymmetric' if asymmetric else ''}"
            runs[name] = lambda session=session: session.run(inputs)  # type: ignore[misc]
    return runs


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


def mobilenet_v2(size: int = 224, classes: int = 1000) -> onnx.ModelProto:
    """The shape of MobileNet-V2 as ONNX, with random weights."""
    random = np.random.default_rng(0)
    nodes, weights = [], []

    def constant(name: str, array: object) -> str:
        weights.append(numpy_helper.from_array(np.asarray(array, np.float32), name))
        return name

    def conv(x: str, into: int, out: int, kernel: int, stride: int, clip: bool = True) -> str:
        group = into if kernel == 3 and x != "image" else 1
        name = f"conv{len(nodes)}"
        shape = (out, into // group, kernel, kernel)
        spread = (2 / np.prod(shape[1:])) ** 0.5
        inputs = [x, constant(f"{name}.w", random.normal(0, spread, shape))]
        inputs.append(constant(f"{name}.b", random.normal(0, 0.1, out)))
        pads = [kernel // 2] * 4
        nodes.append(
            helper.make_node("Conv", inputs, [name], group=group, strides=[stride] * 2, pads=pads)
        )
        if clip:
            nodes.append(helper.make_node("Clip", [name, "zero", "six"], [f"{name}.clip"]))
        return f"{name}.clip" if clip else name

    constant("zero", 0)
    constant("six", 6)
    value, channels = conv("image", 3, 32, 3, 2), 32
    for expansion, out, repeats, first in STAGES:
        for place in range(repeats):
            before, hidden, stride = value, channels * expansion, first if place == 0 else 1
            if expansion > 1:
                value = conv(value, channels, hidden, 1, 1)
            value = conv(conv(value, hidden, hidden, 3, stride), hidden, out, 1, 1, clip=False)
            if stride == 1 and channels == out:
                nodes.append(helper.make_node("Add", [before, value], [f"{value}.add"]))
                value = f"{value}.add"
            channels = out
    value = conv(value, channels, 1280, 1, 1)
    nodes.append(helper.make_node("GlobalAveragePool", [value], ["pool"]))
    nodes.append(helper.make_node("Flatten", ["pool"], ["flat"]))
    scores = constant("scores.w", random.normal(0, 1280**-0.5, (1280, classes)))
    nodes.append(helper.make_node("Gemm", ["flat", scores], ["scores"]))
    ends = (("image", (1, 3, size, size)), ("scores", (1, classes)))
    infos = [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in ends]
    graph = helper.make_graph(nodes, "mobilenet_v2", infos[:1], infos[1:], weights)
    opsets = [helper.make_opsetid("", 18)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


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


def report(network: str, times: Mapping[str, list[float]]) -> str:
    """A table: milliseconds, and the median's ratios to the two f32 runs."""
    bases = [statistics.median(times[base]) for base in BASES]
    lines = [
        f"| {network} | median ms | least ms | / {BASES[0]} | / {BASES[1]} |",
        "|---|---|---|---|---|",
    ]
    for name, values in times.items():
        median = statistics.median(values)
        ratios = " | ".join(f"{median / base:.2f}" for base in bases)
        lines.append(f"| {name} | {median:.1f} | {min(values):.1f} | {ratios} |")
    return "\n".join(lines)


def main() -> None:
    """Measures both networks, or the one whose file is there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--work", type=Path, default=Path("quickstart_work"))
    parser.add_argument("--rounds", type=int, default=50)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        generated = Path(folder) / "mobilenet_v2.onnx"
        onnx.save(mobilenet_v2(), generated)
        networks = {"EfficientNet-Lite0": args.work / "lite0.onnx", "MobileNet-V2 shape": generated}
        for network, path in networks.items():
            if not path.exists():
                print(f"{network} is left out: {path} is missing, which ./quickstart makes")
                continue
            print(report(network, measure(runs_of(path), args.rounds)), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
