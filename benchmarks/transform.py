# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What model_transform.py costs: seconds, and the peak of its memory.

    python benchmarks/transform.py lite0.onnx [more.onnx ...]

Each network, and a ResNet-50 with random weights that is made here, is transformed in a process of
its own: with the comparison that is made by default, and without it. The memory is the largest
resident set of the process; beside it stands what it may be, 3 times the weights and 200 MB.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import onnx
import process_cost
from onnx import TensorProto, helper, numpy_helper

MB = 1e6


def resnet50() -> onnx.ModelProto:
    """ResNet-50 (He et al. 2015, v1.5: the stride is in the 3x3) with random weights."""
    rng = np.random.default_rng(0)
    nodes: list[onnx.NodeProto] = []
    weights: list[onnx.TensorProto] = []

    def weight(name: str, *shape: int) -> str:
        data = rng.standard_normal(shape) / np.sqrt(max(np.prod(shape[1:]), 1.0))
        weights.append(numpy_helper.from_array(data.astype(np.float32), name))
        return name

    def node(op: str, inputs: list[str], **attributes: object) -> str:
        name = f"t{len(nodes)}"
        nodes.append(helper.make_node(op, inputs, [name], **attributes))
        return name

    def conv(x: str, into: int, out: int, kernel: int, stride: int, relu: bool = True) -> str:
        name = f"w{len(weights)}"
        parameters = [weight(name, out, into, kernel, kernel), weight(f"{name}_b", out)]
        pads = [kernel // 2] * 4
        x = node("Conv", [x, *parameters], strides=[stride] * 2, pads=pads)
        return node("Relu", [x]) if relu else x

    x = conv("input", 3, 64, 7, 2)
    x = node("MaxPool", [x], kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
    channels = 64
    for width, blocks, first_stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(blocks):
            stride = first_stride if block == 0 else 1
            short = x if block else conv(x, channels, 4 * width, 1, stride, relu=False)
            y = conv(conv(x, channels, width, 1, 1), width, width, 3, stride)
            y = conv(y, width, 4 * width, 1, 1, relu=False)
            x, channels = node("Relu", [node("Add", [y, short])]), 4 * width
    x = node("Flatten", [node("GlobalAveragePool", [x])])
    x = node("Gemm", [x, weight("fc", 1000, channels), weight("fc_b", 1000)], transB=1)
    entry = helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, 224, 224])
    result = helper.make_tensor_value_info(x, TensorProto.FLOAT, [1, 1000])
    graph = helper.make_graph(nodes, "resnet50", [entry], [result], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def report(model: Path, folder: Path, repeats: int) -> None:
    """A line of the table: the least of several runs."""
    weights = sum(
        numpy_helper.to_array(tensor).nbytes for tensor in onnx.load(model).graph.initializer
    )
    arguments = ["--model_name", "net", "--model_def", str(model), "--mlir", "net.mlir"]
    for title, flags in (("compared", []), ("not compared", ["--skip_validation"])):
        command = ["model_transform.py", *arguments, *flags]
        runs = [process_cost.run(command, folder) for _ in range(repeats)]
        if any(run.status for run in runs):
            raise SystemExit(f"{' '.join(command)} failed")
        best = min(runs, key=lambda run: run.cpu)
        print(
            f"| {model.stem} | {title} | {weights / MB:.0f} | {best.wall:.2f} | {best.cpu:.2f} "
            f"| {best.memory / MB:.0f} | {(3 * weights + 200 * MB) / MB:.0f} |",
            flush=True,
        )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Measures model_transform.py.")
    parser.add_argument("models", nargs="*", type=Path, help="ONNX files")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each, the best counts")
    args = parser.parse_args()
    print("| network | tensors | weights MB | seconds | CPU s | peak MB | limit MB |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        onnx.save(resnet50(), folder / "resnet50.onnx")
        for model in [*args.models, folder / "resnet50.onnx"]:
            report(model.resolve(), folder, args.repeats)


if __name__ == "__main__":
    main()
