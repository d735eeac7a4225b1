# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small networks that plain INT8 computes badly, each for one known reason."""

from __future__ import annotations

import numpy as np

from tpuc.frontend.graph import Constant, GraphBuilder

CHANNELS = 16
SIZE = 8


def _conv(builder, name, value, weights, bias, *, group=1, limit=6.0):
    """A convolution of odd kernel that keeps the plane's size, with ReLU6 by default."""
    kernel = weights.shape[2]
    operands = {
        "input": value,
        "filter": Constant(f"{name}.weight", weights),
        "bias": Constant(f"{name}.bias", bias),
        "kernel_shape": [kernel, kernel],
        "strides": [1, 1],
        "pads": [kernel // 2] * 4,
        "group": group,
    }
    if limit is not None:
        operands |= {"do_relu": True, "relu_limit": limit}
    return builder.add_node("Conv", name, (1, len(weights), SIZE, SIZE), operands)


def imbalanced_depthwise():
    """1x1, depthwise, 1x1 convolutions whose channels differ in size by up to 300 times.

    Dividing the channels of `wide` and `deep` by powers of two, and multiplying the weights behind,
    changes nothing in float; with one scale for all weights the small channels vanish.
    """
    random = np.random.default_rng(3)
    sizes = np.exp2(-np.linspace(0, 8, CHANNELS))
    wide = random.normal(0, 0.6, (CHANNELS, 3, 1, 1)) * sizes[:, None, None, None]
    deep = random.normal(0, 0.5, (CHANNELS, 1, 3, 3))
    last = random.normal(0, 0.5, (5, CHANNELS, 1, 1)) / sizes[None, :, None, None]
    builder = GraphBuilder("imbalanced")
    value = builder.add_input("x", (1, 3, SIZE, SIZE))
    value = _conv(builder, "wide", value, wide, random.normal(0, 0.2, CHANNELS) * sizes)
    value = _conv(builder, "deep", value, deep, np.full(CHANNELS, 0.1) * sizes, group=CHANNELS)
    value = _conv(builder, "last", value, last, random.normal(0, 0.1, 5), limit=None)
    return builder.finish([value])


def biased_rounding():
    """Three 3x3 convolutions whose weights all lie nearly half a step above an integer.

    One large weight sets the step; with inputs that are not negative, the errors of all other
    weights add up.
    """
    random = np.random.default_rng(4)
    builder = GraphBuilder("biased")
    value = builder.add_input("x", (1, 3, SIZE, SIZE))
    inputs = 3
    for name in ("c1", "c2", "c3"):
        weights = random.normal(0, 0.02, (CHANNELS, inputs, 3, 3)) + 0.011
        weights[0, 0, 1, 1] = 4.0
        value = _conv(builder, name, value, weights, np.full(CHANNELS, -0.3), limit=None)
        value = builder.add_node(
            "Relu", f"{name}_relu", (1, CHANNELS, SIZE, SIZE), {"input": value}
        )
        inputs = CHANNELS
    return builder.finish([value])


def clipped_twins():
    """Channels of `first` in pairs, one of a pair a quarter of the other; `last` reads the larger.

    A threshold of `first` that clips the larger ones leaves the smaller ones as they are, from
    which `last` could tell what was clipped. Positive weights keep both apart from a ReLU.
    """
    random = np.random.default_rng(6)
    large = random.uniform(0.2, 0.6, (CHANNELS // 2, 3, 1, 1))
    weights = random.normal(0, 0.5, (5, CHANNELS, 1, 1))
    weights[:, CHANNELS // 2 :] = 0
    builder = GraphBuilder("twins")
    value = builder.add_input("x", (1, 3, SIZE, SIZE))
    first = np.concatenate([large, large / 4])
    value = _conv(builder, "first", value, first, np.zeros(CHANNELS), limit=None)
    value = _conv(builder, "last", value, weights, random.normal(0, 0.1, 5), limit=None)
    return builder.finish([value])


def biased_transposed():
    """A transposed convolution whose weights lie nearly half a step above an integer.

    One large weight sets the step, for all of them or of its channel.
    """
    random = np.random.default_rng(7)
    weights = random.normal(0, 0.01, (CHANNELS, CHANNELS, 4, 4)) + 0.013
    weights[0, :, 0, 0] = 4.0
    operands = {
        "filter": Constant("up.weight", weights),
        "kernel_shape": [4, 4],
        "strides": [2, 2],
        "pads": [1] * 4,
    }
    builder = GraphBuilder("transposed")
    operands["input"] = builder.add_input("x", (1, CHANNELS, SIZE, SIZE))
    value = builder.add_node("Deconv", "up", (1, CHANNELS, 2 * SIZE, 2 * SIZE), operands)
    return builder.finish([value])


def activation_outliers():
    """LayerNorm with one channel a hundred times the others, read by two matrix products."""
    random = np.random.default_rng(5)
    gamma = random.uniform(0.5, 1.5, 32)
    gamma[7] = 100.0
    builder = GraphBuilder("outliers")
    value = builder.add_input("x", (1, 12, 32))
    norm = {
        "input": value,
        "weight": Constant("gamma", gamma),
        "bias": Constant("beta", random.normal(0, 0.1, 32)),
        "axis": 2,
    }
    value = builder.add_node("LayerNorm", "norm", (1, 12, 32), norm)
    outputs = []
    for name in ("query", "key"):
        weights = random.normal(0, 0.2, (32, 24))
        weights[7] *= 0.02
        operands = {"input": value, "right": Constant(f"{name}.weight", weights)}
        outputs.append(builder.add_node("MatMul", name, (1, 12, 24), operands))
    return builder.finish(outputs)


def samples(graph, number: int, seed: int = 1) -> np.ndarray:
    """Inputs of one of these networks: not negative where it is a convolution's."""
    random = np.random.default_rng(seed)
    shape = graph.inputs[0].shape
    values = random.normal(size=(number, *shape[1:])).astype(np.float32)
    return np.abs(values) if len(shape) == 4 else values
