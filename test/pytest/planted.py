# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small networks in which it is known beforehand which layers cannot stand INT8."""

from __future__ import annotations

import numpy as np

from tpuc.frontend.graph import Constant, GraphBuilder

CHANNELS = 8
SIZE = 12


class Planted:
    """A chain of convolutions c1 ... cn of 8 channels, an average pool `pool` and `fc`."""

    def __init__(self, convolutions: int = 5, seed: int = 0):
        self.random = np.random.default_rng(seed)
        self.filters, self.biases = {}, {}
        self.names = [f"c{place}" for place in range(1, convolutions + 1)]
        for name in self.names:
            scale = np.sqrt(2 / (CHANNELS * 9))
            self.filters[name] = self.random.normal(0, scale, (CHANNELS, CHANNELS, 3, 3))
            self.biases[name] = self.random.normal(0, 0.1, CHANNELS)

    def plant_weight(self, name: str) -> Planted:
        """One huge weight in `name`, on a channel that is always zero: floats do not see it.

        With one scale for all weights, the others become zero.
        """
        before = self.names[self.names.index(name) - 1]
        self.filters[before][0] = 0
        self.biases[before][0] = -1.0  # zero after the ReLU
        self.filters[name][3, 0, 1, 1] = 60.0
        return self

    def plant_activation(self, name: str) -> Planted:
        """A channel of `name` that is always huge, and that the next layer does not look at.

        With one scale for the tensor, the other channels become zero, both for `name` and for the
        layer that reads it.
        """
        after = self.names[self.names.index(name) + 1]
        self.filters[name][0] = 0
        self.biases[name][0] = 2000.0
        self.filters[after][:, 0] = 0
        return self

    def graph(self):
        """The network as `tpuc.frontend` has it after import."""
        builder = GraphBuilder("test")
        shape = (1, CHANNELS, SIZE, SIZE)
        value = builder.add_input("x", shape)
        for name in self.names:
            value = builder.add_node(
                "Conv",
                name,
                shape,
                {
                    "input": value,
                    "filter": Constant(f"{name}.weight", self.filters[name]),
                    "bias": Constant(f"{name}.bias", self.biases[name]),
                    "kernel_shape": [3, 3],
                    "strides": [1, 1],
                    "pads": [1, 1, 1, 1],
                    "do_relu": True,
                },
            )
        pool = {"input": value, "kernel_shape": [SIZE, SIZE], "strides": [1, 1]}
        pooled = (1, CHANNELS, 1, 1)
        value = builder.add_node("AvgPool", "pool", pooled, {**pool, "pads": [0, 0, 0, 0]})
        flat = {"input": value, "shape": [1, CHANNELS]}
        value = builder.add_node("Reshape", "flat", (1, CHANNELS), flat)
        right = Constant("fc.weight", self.random.normal(size=(CHANNELS, 10)))
        value = builder.add_node("MatMul", "fc", (1, 10), {"input": value, "right": right})
        return builder.finish([value])

    def samples(self, number: int, seed: int = 1) -> np.ndarray:
        """Inputs of the network: [number, 8, 12, 12]."""
        random = np.random.default_rng(seed)
        return random.normal(size=(number, CHANNELS, SIZE, SIZE)).astype(np.float32)


def emit(network: Planted):
    """The network as a module of the top dialect."""
    from tpuc.frontend.emit import emit_module
    from tpuc.mlir import ir

    return emit_module(network.graph(), {}, ir.Context())


def write(network: Planted, folder, samples: int) -> None:
    """The network as ``net.mlir`` in a folder, and so many samples in ``data`` there."""
    from tpuc.runtime import save_module

    save_module(emit(network), folder / "net.mlir")
    (folder / "data").mkdir()
    for place, sample in enumerate(network.samples(samples)):
        np.save(folder / "data" / f"{place:02}.npy", sample)
