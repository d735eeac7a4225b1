# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks whose layers interact: what one loses in INT8 depends on whether others are INT8.

A *killer* is a convolution whose INT8 form gives zeros: on a channel of its input that is always
zero it has a huge weight for every output channel, so that its other weights become zero, whether
they share a scale or not. Floats do not see it.
"""

from __future__ import annotations

import numpy as np

from tpuc.frontend.graph import Constant, GraphBuilder

CHANNELS = 8
SIZE = 10
SHAPE = (1, CHANNELS, SIZE, SIZE)


class Network:
    """Convolutions of 8 channels under construction; methods give the value they make."""

    def __init__(self, seed: int = 0):
        self.random = np.random.default_rng(seed)
        self.builder = GraphBuilder("interacting")
        self.input = self.builder.add_input("x", SHAPE)

    def conv(self, name, source, kills=False, filters=None):
        """A convolution with a ReLU; its channel 0 is always zero, for a killer that follows."""
        if filters is None:
            filters = self.filters()
        if kills:
            filters = filters.copy()
            filters[:, 0, 1, 1] = 200.0
        bias = self.random.uniform(0.1, 0.3, CHANNELS)
        filters[0], bias[0] = 0, -1.0
        return self.builder.add_node(
            "Conv",
            name,
            SHAPE,
            {
                "input": source,
                "filter": Constant(f"{name}.weight", filters),
                "bias": Constant(f"{name}.bias", bias * (not kills) - 1.0 * (np.arange(8) == 0)),
                "kernel_shape": [3, 3],
                "strides": [1, 1],
                "pads": [1, 1, 1, 1],
                "do_relu": True,
            },
        )

    def filters(self):
        """Weights of a convolution that keeps the energy of its input."""
        return self.random.normal(0, np.sqrt(2 / (CHANNELS * 9)), (CHANNELS, CHANNELS, 3, 3))

    def larger(self, name, a, b):
        """The larger of two values, element by element."""
        return self.builder.add_node("Max", name, SHAPE, {"lhs": a, "rhs": b})

    def finish(self, value):
        """Pool and scores; the network as a module of the top dialect."""
        from tpuc.frontend.emit import emit_module
        from tpuc.mlir import ir

        pool = {"input": value, "kernel_shape": [SIZE, SIZE], "strides": [1, 1]}
        pooled = (1, CHANNELS, 1, 1)
        value = self.builder.add_node("AvgPool", "pool", pooled, {**pool, "pads": [0, 0, 0, 0]})
        flat = {"input": value, "shape": [1, CHANNELS]}
        value = self.builder.add_node("Reshape", "flat", (1, CHANNELS), flat)
        right = Constant("fc.weight", self.random.normal(size=(CHANNELS, 10)))
        value = self.builder.add_node("MatMul", "fc", (1, 10), {"input": value, "right": right})
        return emit_module(self.builder.finish([value]), {}, ir.Context())


def harmful_together():
    """Twins `p` and `q`, of which the larger counts: either alone may be INT8, not both."""
    network = Network()
    value = network.conv("c1", network.input)
    filters = network.filters()
    twins = [network.conv(name, value, kills=True, filters=filters) for name in "pq"]
    value = network.larger("max", *twins)
    value = network.conv("c2", value)
    return network.finish(network.conv("c3", value))


def helpful_together():
    """`p` and, behind it, `q`: as long as one is INT8, the other in float does not help."""
    network = Network(seed=3)
    value = network.conv("c1", network.input)
    value = network.conv("p", value, kills=True)
    value = network.conv("c2", value)
    value = network.conv("q", value, kills=True)
    return network.finish(network.conv("c3", value))


def samples(number, seed=1):
    """Inputs of the networks: [number, 8, 10, 10]."""
    return np.random.default_rng(seed).normal(size=(number, *SHAPE[1:])).astype(np.float32)
