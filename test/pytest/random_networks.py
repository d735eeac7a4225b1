# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small random ONNX networks with calibration tables, the same for the same seed.

Every layer is drawn from what the shapes at hand allow: odd sizes, uneven pads, groups, dilations,
batches, one-dimensional convolutions, values read twice, operands of different scales.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from random_graphs import Builder

from tpuc.frontend.transform import transform
from tpuc.runtime import ALL, Session

ACTIVATIONS = (
    *("Sigmoid", "Tanh", "Exp", "HardSwish", "HardSigmoid", "Softplus", "Softsign", "Floor"),
    *("Ceil", "Round", "Erf", "Sin", "Cos", "Sign", "Abs", "Elu", "Gelu"),
)


@dataclass
class RandomNetwork:
    """A network as a Top module, its table (threshold, min, max by layer) and one sample."""

    module: object
    table: dict[str, tuple[float, float, float]]
    inputs: dict[str, np.ndarray]


def _spatial(b: Builder, x: str, rank: int, dilated=True):
    sizes = b.shapes[x][2:]
    kernel = [int(b.rng.integers(1, min(4, s) + 1)) for s in sizes]
    strides = [int(b.rng.integers(1, 3)) for _ in sizes]
    dilations = [
        2 if dilated and b.chance(0.2) and 2 * k - 1 <= s else 1
        for k, s in zip(kernel, sizes, strict=True)
    ]
    pads = [int(b.rng.integers(0, k)) for k in kernel * 2]
    if b.chance(0.4):
        pads = [0] * 2 * rank
    return {"kernel_shape": kernel, "strides": strides, "pads": pads}, dilations


def _activation_behind(b: Builder, x: str) -> str:
    kind = b.one("none", "none", "relu", "relu6", "leaky")
    if kind == "relu":
        return b.node("Relu", [x])
    if kind == "relu6":
        return b.node("Clip", [x, b.constant(np.float32(0)), b.constant(np.float32(6))])
    if kind == "leaky":
        return b.node("LeakyRelu", [x], alpha=float(b.one(0.1, 0.3, 0.01)))
    return x


def conv(b: Builder):
    """Convolution of one or two dimensions."""
    x = b.value(b.one(3, 4, 4, 4))
    if x is None:
        return
    channels = b.shapes[x][1]
    groups = [g for g in range(1, channels + 1) if channels % g == 0]
    group = b.one(1, channels, b.one(*groups))
    rows = group * int(b.rng.integers(1, 3)) if group > 1 else int(b.rng.integers(1, 9))
    attrs, dilations = _spatial(b, x, len(b.shapes[x]) - 2)
    w = b.weights(rows, channels // group, *attrs["kernel_shape"])
    inputs = [x, b.constant(w)]
    if b.chance(0.6):
        inputs.append(b.constant(b.rng.normal(0, b.one(0.1, 1, 20), rows).astype(np.float32)))
    y = b.node("Conv", inputs, group=group, dilations=dilations, **attrs)
    if b.chance(0.2):
        stats = [b.rng.uniform(0.3, 1.5, rows).astype(np.float32) for _ in range(4)]
        y = b.node("BatchNormalization", [y, *map(b.constant, stats)])
    _activation_behind(b, y)


def deconv(b: Builder):
    """Transposed convolution."""
    x = b.value(4)
    if x is None or max(b.shapes[x][2:]) > 12:
        return
    channels = b.shapes[x][1]
    group = b.one(1, channels)
    attrs, _ = _spatial(b, x, 2, dilated=False)
    kernel, strides = attrs["kernel_shape"], attrs["strides"]
    attrs["pads"] = [
        p if b.chance(0.5) and 2 * p < k else 0
        for p, k in zip(attrs["pads"], kernel * 2, strict=True)
    ]
    w = b.weights(channels, int(b.rng.integers(1, 4)), *kernel)
    inputs = [x, b.constant(w)]
    rows = w.shape[1] * group
    if b.chance(0.5):
        inputs.append(b.constant(b.rng.normal(0, 1, rows).astype(np.float32)))
    extra = [int(b.chance(0.3) and s > 1) for s in strides]
    y = b.node("ConvTranspose", inputs, group=group, output_padding=extra, **attrs)
    _activation_behind(b, y)


def matmul(b: Builder):
    """Matrix products: with weights, with a bias, of two activations, transposed."""
    x = b.value(b.one(2, 3))
    if x is None:
        return
    k = b.shapes[x][-1]
    n = int(b.rng.integers(1, 9))
    if len(b.shapes[x]) == 2 and b.chance(0.5):
        transposed = int(b.chance(0.5))
        w = b.weights(n, k) if transposed else np.ascontiguousarray(b.weights(n, k).T)
        inputs = [x, b.constant(w)]
        if b.chance(0.6):
            inputs.append(b.constant(b.rng.normal(0, 1, n).astype(np.float32)))
        y = b.node("Gemm", inputs, transB=transposed)
    elif len(b.shapes[x]) == 3 and b.chance(0.4):
        other = b.node("Transpose", [b.value(3) if b.chance(0.3) else x], perm=[0, 2, 1])
        if b.shapes[other][-2] != k or b.shapes[other][0] not in (1, b.shapes[x][0]):
            return
        y = b.node("MatMul", [x, other])
    else:
        y = b.node("MatMul", [x, b.constant(np.ascontiguousarray(b.weights(n, k).T))])
        if b.chance(0.5):
            y = b.node("Add", [y, b.constant(b.rng.normal(0, 1, n).astype(np.float32))])
    _activation_behind(b, y)


def pair(b: Builder):
    """Element-wise operations of two values that fit."""
    x = b.value()
    fits = [n for n, s in b.shapes.items() if _broadcasts(s, b.shapes[x])]
    y = b.one(*fits[-4:])
    op = b.one("Add", "Add", "Mul", "Mul", "Sub", "Max", "Min", "Div")
    if op == "Div":
        y = b.node("Add", [b.node("Exp", [y]), b.constant(np.float32(1))])
    operands = [x, y] if b.chance(0.5) or op == "Div" else [y, x]
    result = b.node(op, operands)
    if b.chance(0.3):
        b.node("Relu", [result])


def _broadcasts(a, c) -> bool:
    if len(a) != len(c):
        return False
    return all(m in (n, 1) or n == 1 for m, n in zip(a, c, strict=True))


def with_constant(b: Builder):
    """Element-wise operations with a scalar, or one value per channel."""
    x = b.value()
    op = b.one("Add", "Mul", "Sub", "Max", "Min", "rsub", "Pow")
    c = np.float32(round(float(b.rng.normal(0, 1.5)), 3) or 0.5)
    if op == "Pow":
        b.node("Pow", [x, b.constant(np.float32(2))])
    elif op == "rsub":
        b.node("Sub", [b.constant(c), x])
    elif len(b.shapes[x]) == 4 and op in ("Add", "Mul") and b.chance(0.4):
        w = b.rng.normal(0, 1, (b.shapes[x][1], 1, 1)).astype(np.float32)
        b.node(op, [x, b.constant(w)])
    else:
        y = b.node(op, [x, b.constant(c)])
        if b.chance(0.2):
            b.node("Relu", [y])


def pool(b: Builder):
    """Pools, global ones and means."""
    x = b.value(4)
    if x is None:
        return
    kind = b.one("AveragePool", "AveragePool", "MaxPool", "GlobalAveragePool", "ReduceMean")
    if kind == "GlobalAveragePool":
        b.node(kind, [x])
    elif kind == "ReduceMean":
        b.node(kind, [x, b.constant(np.array([2, 3]))], keepdims=int(b.chance(0.5)))
    else:
        attrs, _ = _spatial(b, x, 2, dilated=False)
        if kind == "AveragePool":
            attrs["count_include_pad"] = int(b.chance(0.5))
        if not any(attrs["pads"]) and _starts_inside(b.shapes[x][2:], attrs):
            attrs["ceil_mode"] = int(b.chance(0.5))
        b.node(kind, [x], **attrs)


def _starts_inside(sizes, attrs) -> bool:
    """Whether the last window of ceil_mode begins in the input; frameworks disagree else."""
    zipped = zip(sizes, attrs["kernel_shape"], attrs["strides"], strict=True)
    return all(-(-(size - k) // stride) * stride < size for size, k, stride in zipped)


def activation(b: Builder):
    """Functions of one value, rectifiers, softmax."""
    x = b.value()
    op = b.one(*ACTIVATIONS, "Relu", "LeakyRelu", "PRelu", "Clip", "Softmax", "SiLU", "Log")
    shape = b.shapes[x]
    if op == "SiLU":
        b.node("Mul", [x, b.node("Sigmoid", [x])])
    elif op == "Log":
        y = b.node("Softplus", [x])
        b.node(b.one("Log", "Sqrt", "Reciprocal"), [y])
    elif op == "PRelu" and len(shape) > 2:
        slope = b.rng.uniform(-0.2, 0.8, (shape[1], *[1] * (len(shape) - 2)))
        b.node(op, [x, b.constant(slope.astype(np.float32))])
    elif op == "Clip":
        b.node(op, [x, b.constant(np.float32(-0.7)), b.constant(np.float32(1.1))])
    elif op == "Softmax":
        b.node(op, [x], axis=int(b.rng.integers(1, len(shape))))
    elif op == "LeakyRelu":
        b.node(op, [x], alpha=float(b.one(0.1, 0.25, 0.02)))
    elif op != "PRelu":
        b.node(op, [x])


def join(b: Builder):
    """Concat of values that fit, one of them twice at times."""
    x = b.value()
    axis = 1 if b.chance(0.8) else len(b.shapes[x]) - 1
    drop = [s[:axis] + s[axis + 1 :] if len(s) > axis else None for s in b.shapes.values()]
    wanted = b.shapes[x][:axis] + b.shapes[x][axis + 1 :]
    fits = [n for n, s in zip(b.shapes, drop, strict=True) if s == wanted]
    chosen = [b.one(*fits[-3:]) for _ in range(int(b.rng.integers(2, 4)))]
    if b.chance(0.7):
        chosen = list(dict.fromkeys(chosen))
    if len(chosen) > 1:
        b.node("Concat", chosen, axis=axis)


def move(b: Builder):
    """Operators that move values."""
    x = b.value()
    shape = b.shapes[x]
    kind = b.one(
        "Transpose", "Reshape", "Slice", "Pad", "Upsample", "Split", "D2S", "Flatten", "Tile"
    )
    rank = len(shape)
    if kind == "Transpose" and rank > 2:
        b.node(kind, [x], perm=[0, *(1 + b.rng.permutation(rank - 1)).tolist()])
    elif kind == "Reshape" and rank == 4:
        b.node(kind, [x, b.constant(np.array([shape[0], shape[1], -1]))])
    elif kind == "Flatten" and rank > 2:
        b.node(kind, [x])
    elif kind == "Slice" and shape[1] > 2:
        step = b.one(1, 2)
        ends = [np.array([v]) for v in (1, shape[1], 1, step)]
        b.node(kind, [x, *map(b.constant, ends)])
    elif kind == "Pad" and rank == 4:
        pads = np.array([0, 0, 1, 0, 0, b.one(0, 1), 2, 1])
        if b.chance(0.5):
            b.node(kind, [x, b.constant(pads), b.constant(np.float32(b.one(0, 0.4, -0.3)))])
        elif min(shape[2:]) > 2:
            b.node(
                kind,
                [x, b.constant(pads * [1, 1, 1, 1, 1, 0, 1, 1])],
                mode=b.one("edge", "reflect"),
            )
    elif kind == "Upsample" and rank == 4 and max(shape[2:]) < 10:
        scales = np.array([1, 1, b.one(1, 2, 3), 2], np.float32)
        attrs = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric"}
        b.node("Resize", [x, "", b.constant(scales)], nearest_mode="floor", **attrs)
    elif kind == "Split" and shape[1] > 1:
        sizes = np.array([1, shape[1] - 1])
        b.node(kind, [x, b.constant(sizes)], outputs=2, axis=1)
    elif kind == "D2S" and rank == 4 and shape[1] % 4 == 0 and max(shape[2:]) < 10:
        b.node("DepthToSpace", [x], blocksize=2, mode=b.one("DCR", "CRD"))
    elif kind == "Tile" and np.prod(shape) < 500:
        b.node(kind, [x, b.constant(np.array([1, 2, *[1] * (rank - 2)]))])


FAMILIES = {
    "conv": conv,
    "deconv": deconv,
    "matmul": matmul,
    "pair": pair,
    "with_constant": with_constant,
    "pool": pool,
    "activation": activation,
    "join": join,
    "move": move,
}


def build(seed: int, layers: int = 8, families=tuple(FAMILIES)) -> onnx.ModelProto:
    """A random model of about that many layers."""
    b = Builder(seed)
    batch = b.one(1, 1, 2, 3)
    b.input(batch, int(b.rng.integers(1, 9)), *(int(s) for s in b.rng.integers(4, 11, 2)))
    if b.chance(0.4):
        b.input(*b.shapes["x0"])
    if b.chance(0.3):
        b.input(batch, int(b.rng.integers(2, 9)), int(b.rng.integers(4, 12)))
    if b.chance(0.3):
        b.input(batch, int(b.rng.integers(2, 20)))
    while len(b.nodes) < layers:
        FAMILIES[b.one(*families)](b)
    return b.model()


def random_network(seed: int, layers: int = 8, families=tuple(FAMILIES)) -> RandomNetwork:
    """A random network with the ranges of its own values, made narrower or wider."""
    network = calibrated(build(seed, layers, families), seed + 1)
    return network or random_network(seed + 100_000, layers, families)


def calibrated(model: onnx.ModelProto, seed: int) -> RandomNetwork | None:
    """A model with random inputs and a table of its values; None where they overflow."""
    rng = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "random.onnx"
        onnx.save(model, path)
        module = transform(path).module
    session = Session(module, threads=1)
    inputs = {
        i.name: rng.normal(rng.uniform(-0.5, 1), rng.uniform(0.5, 3), i.shape).astype(np.float32)
        for i in session.inputs
    }
    table = {}
    for name, values in session.run(inputs, keep=ALL).items():
        if not np.isfinite(values).all():
            return None
        low, high = float(values.min(initial=0.0)), float(values.max(initial=0.0))
        if rng.random() < 0.5:
            low, high = float(values.min()), float(values.max())
        threshold = max(abs(low), abs(high), 1e-2) * rng.uniform(0.6, 1.1)
        high = max(high, low + 1e-2)
        table[name] = tuple(float(f"{v:.7f}") for v in (threshold, low, high))
    return RandomNetwork(module, table, inputs)
