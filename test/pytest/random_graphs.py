# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""An ONNX graph that grows node by node at random, its shapes known all along."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper, shape_inference


class Builder:
    """A growing ONNX graph."""

    def __init__(self, seed: int):
        self.rng = np.random.default_rng(seed)
        self.nodes, self.initializers, self.inputs = [], [], []
        self.shapes: dict[str, tuple[int, ...]] = {}
        self.used: set[str] = set()

    def input(self, *shape: int) -> str:
        """A network input."""
        name = f"x{len(self.inputs)}"
        self.inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        self.shapes[name] = shape
        return name

    def constant(self, array) -> str:
        """An initializer."""
        name = f"w{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def node(self, op: str, inputs, outputs: int = 1, **attrs) -> str:
        """A node; its first output."""
        names = [f"v{len(self.nodes)}" + ("" if i == 0 else f"_{i}") for i in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), names, **attrs))
        self.used.update(inputs)
        inferred = shape_inference.infer_shapes(self.model(names), strict_mode=True)
        for info in inferred.graph.output:
            dims = info.type.tensor_type.shape.dim
            self.shapes[info.name] = tuple(d.dim_value for d in dims)
        return names[0]

    def model(self, outputs=None) -> onnx.ModelProto:
        """The model; without `outputs` it returns what nothing reads."""
        if outputs is None:
            outputs = [n for n in self.shapes if n not in self.used and not n.startswith("x")]
            outputs += [n for n in self.shapes if n in self.used and n.startswith("v")][:1]
        infos = [helper.make_tensor_value_info(o, TensorProto.FLOAT, None) for o in outputs]
        graph = helper.make_graph(self.nodes, "random", self.inputs, infos, self.initializers)
        opsets = [helper.make_opsetid("", 20)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)

    # Choices.

    def chance(self, p: float) -> bool:
        """True with probability p."""
        return bool(self.rng.random() < p)

    def one(self, *choices):
        """One of the choices."""
        return choices[int(self.rng.integers(len(choices)))]

    def value(self, rank=None):
        """A value of that rank, most often a late one; None where there is none."""
        names = [n for n, s in self.shapes.items() if rank is None or len(s) == rank]
        if not names:
            return None
        place = len(names) - 1 - int(self.rng.exponential(1.5))
        return names[max(place, 0)]

    def weights(self, *shape: int):
        """Filters: channels of different sizes, some of them not negative, integer or zero."""
        w = self.rng.normal(0, 1, shape) * 10 ** self.rng.uniform(
            -1.5, 0, (shape[0], *[1] * (len(shape) - 1))
        )
        if self.chance(0.15):
            w = np.abs(w)
        if self.chance(0.1):
            w = np.clip(np.rint(w * 8), -100, 100) / self.one(1, 2, 16)
        if self.chance(0.1):
            w[int(self.rng.integers(shape[0]))] = 0
        return w.astype(np.float32)
