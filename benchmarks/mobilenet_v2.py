# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A network of the shape of MobileNet-V2 (Sandler et al., CVPR 2018) with random weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from tpuc.frontend.graph import Constant, GraphBuilder, Value

#: Expansion, output channels, repeats and first stride of each stage.
STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)


class _Network:
    def __init__(self, size: int, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.builder = GraphBuilder("mobilenet_v2")
        self.value: Value = self.builder.add_input("input", (1, 3, size, size))

    def conv(self, name: str, channels: int, kernel: int, stride: int, **more: Any) -> None:
        """A convolution of the current value; depthwise when it keeps the channels and kernel 3."""
        _, fan_in, height, width = self.value.shape
        group = channels if kernel == 3 and channels == fan_in else 1
        taps = fan_in // group * kernel * kernel
        scale = np.sqrt((2 if more else 1) / taps)
        filters = self.random.normal(0, scale, (channels, fan_in // group, kernel, kernel))
        bias = self.random.normal(0, 0.1, channels)
        pad = kernel // 2
        self.value = self.builder.add_node(
            "Conv",
            name,
            (1, channels, -(-height // stride), -(-width // stride)),
            {
                "input": self.value,
                "filter": Constant(f"{name}.weight", filters.astype(np.float32)),
                "bias": Constant(f"{name}.bias", bias.astype(np.float32)),
                "kernel_shape": [kernel, kernel],
                "strides": [stride, stride],
                "pads": [pad] * 4,
                "group": group,
                **more,
            },
        )

    def block(self, name: str, expansion: int, channels: int, stride: int) -> None:
        """An inverted residual block."""
        before, relu6 = self.value, {"do_relu": True, "relu_limit": 6.0}
        hidden = before.shape[1] * expansion
        if expansion > 1:
            self.conv(f"{name}.expand", hidden, 1, 1, **relu6)
        self.conv(f"{name}.depthwise", hidden, 3, stride, **relu6)
        self.conv(f"{name}.project", channels, 1, 1)
        if self.value.shape == before.shape:
            operands = {"lhs": before, "rhs": self.value}
            self.value = self.builder.add_node("Add", f"{name}.add", before.shape, operands)


def build(size: int = 224, classes: int = 1000, seed: int = 0) -> Any:
    """The network as a module of the top dialect: 64 layers that have an INT8 form."""
    from tpuc.frontend.emit import emit_module
    from tpuc.mlir import ir

    net = _Network(size, seed)
    relu6 = {"do_relu": True, "relu_limit": 6.0}
    net.conv("stem", 32, 3, 2, **relu6)
    number = 0
    for expansion, channels, repeats, stride in STAGES:
        for place in range(repeats):
            net.block(f"block{number}", expansion, channels, stride if place == 0 else 1)
            number += 1
    net.conv("head", 1280, 1, 1, **relu6)
    _, width, high, wide = net.value.shape
    pool = {"input": net.value, "kernel_shape": [high, wide], "strides": [1, 1]}
    pooled = (1, width, 1, 1)
    value = net.builder.add_node("AvgPool", "pool", pooled, {**pool, "pads": [0, 0, 0, 0]})
    flat = {"input": value, "shape": [1, width]}
    value = net.builder.add_node("Reshape", "flat", (1, width), flat)
    weights = net.random.normal(0, np.sqrt(1 / width), (width, classes)).astype(np.float32)
    operands = {"input": value, "right": Constant("scores.weight", weights)}
    value = net.builder.add_node("MatMul", "scores", (1, classes), operands)
    return emit_module(net.builder.finish([value]), {}, ir.Context())
