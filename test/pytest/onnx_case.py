# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the tables of one-node ONNX models are written with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper


@dataclass(frozen=True)
class X:
    """A network input of this shape, with elements in a range."""

    shape: tuple[int, ...]
    low: float = -3.0
    high: float = 3.0
    dtype: str = "float32"

    def draw(self, rng: np.random.Generator) -> np.ndarray:
        """Random elements; of integers `high` is none."""
        if self.dtype == "float32":
            return rng.uniform(self.low, self.high, self.shape).astype(np.float32)
        return rng.integers(int(self.low), int(self.high), self.shape).astype(self.dtype)


@dataclass
class Case:
    """A node: its inputs are network inputs (X), constants (arrays, lists) or None."""

    name: str
    op: str
    inputs: list[Any]
    attrs: dict[str, Any] = field(default_factory=dict)
    opset: int = 18
    outputs: int = 1
    #: The dimension along which the result ends with -1, as many as the data leaves out.
    filled_dim: int | None = None

    def model(self) -> onnx.ModelProto:
        """The model; outputs are y0, y1 ..."""
        names, entries, initializers = [], [], []
        for i, item in enumerate(self.inputs):
            name = "" if item is None else f"x{i}" if isinstance(item, X) else f"w{i}"
            names.append(name)
            if isinstance(item, X):
                kind = helper.np_dtype_to_tensor_dtype(np.dtype(item.dtype))
                entries.append(helper.make_tensor_value_info(name, kind, item.shape))
            elif item is not None:
                initializers.append(numpy_helper.from_array(_array(item), name))
        outputs = [f"y{i}" for i in range(self.outputs)]
        node = helper.make_node(self.op, names, outputs, name="node", **self.attrs)
        results = [helper.make_empty_tensor_value_info(o) for o in outputs]
        graph = helper.make_graph([node], "case", entries, results, initializers)
        opsets = [helper.make_opsetid("", self.opset)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)

    def feeds(self, seed: int = 0) -> dict[str, np.ndarray]:
        """Random elements for the inputs."""
        rng = np.random.default_rng(seed)
        return {
            f"x{i}": item.draw(rng) for i, item in enumerate(self.inputs) if isinstance(item, X)
        }

    def filled(self, result: np.ndarray) -> np.ndarray:
        """A result without the -1 that it ends with."""
        if self.filled_dim is None:
            return result
        rows = np.moveaxis(result, self.filled_dim, 0)
        count = int((rows >= 0).all(axis=1).sum())
        assert (rows[count:] == -1).all()
        return np.moveaxis(rows[:count], 0, self.filled_dim)


def _array(item: Any) -> np.ndarray:
    if isinstance(item, np.ndarray):
        return item
    array = np.asarray(item)
    return array.astype(np.int64 if array.dtype.kind == "i" else np.float32)


def w(*shape: int, low: float = -1.0, high: float = 1.0) -> np.ndarray:
    """A constant tensor."""
    rng = np.random.default_rng(sum(shape) + len(shape))
    return rng.uniform(low, high, shape).astype(np.float32)


def w_int(*shape: int) -> np.ndarray:
    """Constant integers, none of them 0."""
    rng = np.random.default_rng(sum(shape))
    return (rng.integers(1, 9, shape) * rng.choice([-1, 1], shape)).astype(np.int32)


IMAGE = X((1, 4, 6, 8))
BATCH = X((2, 4, 6, 8))
MATRIX = X((3, 5))
POSITIVE = X((1, 4, 6, 8), 0.1, 4.0)
STATS = [w(4), w(4), w(4), w(4, low=0.2)]
