# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A Top module as plain Python: what the oracle reads, and what it rewrites for a chip."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from tpuc.runtime import save_module


@dataclass(eq=False)
class Node:
    """A layer: op without its dialect, operand names, attributes as Python values."""

    name: str
    op: str
    inputs: list[str]
    attrs: dict = field(default_factory=dict)

    def get(self, key, default=None):
        """An attribute."""
        return self.attrs.get(key, default)


@dataclass
class Graph:
    """Layers in the order of the network, weights by name, shapes of both, output names."""

    nodes: list[Node] = field(default_factory=list)
    weights: dict[str, np.ndarray] = field(default_factory=dict)
    shapes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    outputs: list[str] = field(default_factory=list)

    @property
    def by_name(self) -> dict[str, Node]:
        """Layers by name."""
        return {node.name: node for node in self.nodes}

    def users(self, name: str) -> list[Node]:
        """Layers that read a value."""
        return [node for node in self.nodes if name in node.inputs]

    def use_count(self, name: str) -> int:
        """How often a value is read, by layers and as an output of the network."""
        reads = sum(node.inputs.count(name) for node in self.nodes)
        return reads + self.outputs.count(name)


def read(module) -> Graph:
    """The graph of a Top module."""
    graph = Graph()
    with tempfile.TemporaryDirectory() as folder:
        save_module(module, Path(folder) / "net.mlir")
        files = list(Path(folder).glob("*.safetensors"))
        blobs = load_file(files[0]) if files else {}
    names: dict[str, str] = {}
    (function,) = module.body.operations
    for op in function.regions[0].blocks[0].operations:
        operation = op.operation
        if operation.name == "func.return":
            graph.outputs = [_name(value.owner) for value in operation.operands]
            continue
        name = _name(operation)
        names[name] = name
        kind = operation.name.removeprefix("top.")
        graph.shapes[name] = tuple(operation.results[0].type.shape)
        if kind == "Weight":
            graph.weights[name] = blobs[name]
            continue
        inputs = [] if kind == "Input" else [_name(v.owner) for v in operation.operands]
        attrs = {key: _value(operation.attributes[key]) for key in operation.attributes}
        graph.nodes.append(Node(name, kind, inputs, attrs))
    return graph


def _name(operation) -> str:
    operation = getattr(operation, "operation", operation)
    return re.match(r'loc\("(.*?)"', str(operation.location)).group(1)


def _value(attr):
    """The Python value of an attribute; enums as their words."""
    text = str(attr)
    if text in ("true", "false"):
        return text == "true"
    if match := re.fullmatch(r"#top<\w+ (\w+)>", text):
        return match.group(1)
    if match := re.fullmatch(r"array<\w+(?:: (.*))?>", text):
        return [
            float(x) if "." in x else int(x) for x in re.findall(r"[^, ]+", match.group(1) or "")
        ]
    if hasattr(attr, "value"):
        return attr.value
    return text
