# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""EfficientNet-Lite0 as an ONNX file, from its published PyTorch weights, without PyTorch.

    python3 examples/lite0.py efficientnet-lite0.pth lite0.onnx

The network is the MobileNet-V2 kind (depthwise convolutions, ReLU6): the kind whose plain INT8
form suffers most on chips with one weight scale per tensor.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch_checkpoint import read_state_dict

IMAGE_SIZE = 224
CLASSES = 1000
_EPSILON = 1e-3
_OPSET = 17


@dataclass(frozen=True)
class _Stage:
    """Inverted residual blocks of one kind; only the first has the stride."""

    repeats: int
    kernel: int
    stride: int
    expansion: int
    channels: int


_STAGES = (
    _Stage(1, 3, 1, 1, 16),
    _Stage(2, 3, 2, 6, 24),
    _Stage(2, 5, 2, 6, 40),
    _Stage(3, 3, 2, 6, 80),
    _Stage(3, 5, 1, 6, 112),
    _Stage(4, 5, 2, 6, 192),
    _Stage(1, 3, 1, 6, 320),
)


class _Graph:
    """Nodes and weights under construction; methods return the name of the tensor they make."""

    def __init__(self, weights: Mapping[str, NDArray[Any]]):
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: dict[str, onnx.TensorProto] = {}
        self.sizes: dict[str, int] = {}
        self.constant("relu6_min", np.float32(0))
        self.constant("relu6_max", np.float32(6))

    def constant(self, name: str, value: Any) -> str:
        self.initializers[name] = numpy_helper.from_array(np.asarray(value), name)
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name].astype(np.float32))

    def node(self, op: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, **attributes))
        return output

    def conv(self, x: str, name: str, stride: int = 1, depthwise: bool = False) -> str:
        """A convolution that pads as TensorFlow's SAME does: the odd pixel goes to the end."""
        weight = self.weights[f"{name}.weight"]
        kernel = weight.shape[2]
        size = self.sizes[x]
        out = -(-size // stride)
        pad = max((out - 1) * stride + kernel - size, 0)
        result = self.node(
            "Conv",
            [x, self.weight(f"{name}.weight")],
            name,
            kernel_shape=[kernel, kernel],
            strides=[stride, stride],
            group=weight.shape[0] if depthwise else 1,
            pads=[pad // 2, pad // 2, pad - pad // 2, pad - pad // 2],
        )
        self.sizes[result] = out
        return result

    def norm(self, x: str, name: str, relu6: bool = True) -> str:
        parts = ("weight", "bias", "running_mean", "running_var")
        operands = [self.weight(f"{name}.{part}") for part in parts]
        result = self.node("BatchNormalization", [x, *operands], name, epsilon=_EPSILON)
        if relu6:
            result = self.node("Clip", [result, "relu6_min", "relu6_max"], f"{name}_relu6")
        self.sizes[result] = self.sizes[x]
        return result

    def block(self, x: str, name: str, stride: int, expand: bool, residual: bool) -> str:
        y = x
        if expand:
            y = self.norm(self.conv(y, f"{name}._expand_conv"), f"{name}._bn0")
        y = self.norm(
            self.conv(y, f"{name}._depthwise_conv", stride, depthwise=True), f"{name}._bn1"
        )
        y = self.norm(self.conv(y, f"{name}._project_conv"), f"{name}._bn2", relu6=False)
        if residual:
            self.sizes[f"{name}.add"] = self.sizes[y]
            y = self.node("Add", [y, x], f"{name}.add")
        return y


def build(weights: Mapping[str, NDArray[Any]]) -> onnx.ModelProto:
    """The network with these weights; tensors are called after PyTorch's modules."""
    graph = _Graph(weights)
    graph.sizes["input"] = IMAGE_SIZE
    x = graph.norm(graph.conv("input", "_conv_stem", stride=2), "_bn0")
    index, channels = 0, 32
    for stage in _STAGES:
        for repeat in range(stage.repeats):
            stride = stage.stride if repeat == 0 else 1
            residual = stride == 1 and channels == stage.channels
            x = graph.block(x, f"_blocks.{index}", stride, stage.expansion != 1, residual)
            index, channels = index + 1, stage.channels
    x = graph.norm(graph.conv(x, "_conv_head"), "_bn1")
    x = graph.node("GlobalAveragePool", [x], "_avg_pooling")
    x = graph.node("Flatten", [x], "flatten", axis=1)
    x = graph.node(
        "Gemm", [x, graph.weight("_fc.weight"), graph.weight("_fc.bias")], "logits", transB=1
    )
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "efficientnet_lite0",
            [_tensor("input", [1, 3, IMAGE_SIZE, IMAGE_SIZE])],
            [_tensor("logits", [1, CLASSES])],
            list(graph.initializers.values()),
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=8,
        producer_name="tpuc-examples",
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def _tensor(name: str, shape: list[int]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def main() -> None:
    """Converts the checkpoint of the first argument to the ONNX file of the second."""
    if len(sys.argv) != 3:
        sys.exit(f"usage: {sys.argv[0]} CHECKPOINT.pth OUT.onnx")
    checkpoint, out = map(Path, sys.argv[1:])
    try:
        weights = read_state_dict(checkpoint)
        onnx.save(build(weights), out)
    except KeyError as error:
        sys.exit(f"error: {checkpoint} has no tensor {error}: not EfficientNet-Lite0")
    except (OSError, ValueError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
