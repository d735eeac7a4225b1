# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Loop and Scan whose number of turns is known: the nodes of their bodies, once for each turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import onnx

from tpuc.frontend.graph import Array, Constant, Unsupported
from tpuc.frontend.onnx_import.functions import renamed
from tpuc.frontend.onnx_import.model import captured, elements
from tpuc.frontend.onnx_import.registry import REFUSED
from tpuc.frontend.onnx_import.tensors import Tensors

#: More make a graph that nobody can look at.
_MOST_TURNS = 1000


class Visitor(Protocol):
    """What bodies need of the importer."""

    tensors: Tensors

    def inline(self, nodes: Sequence[onnx.NodeProto]) -> None:
        """Imports nodes that stand for one of the model."""


def unroll(node: onnx.NodeProto, visitor: Visitor) -> list[str]:
    """Imports a Loop or a Scan turn by turn; returns which tensors its outputs are.

    Raises Unsupported where the data says how many turns there are.
    """
    body = _Body(node, visitor)
    return _loop(body) if node.op_type == "Loop" else _scan(body)


class _Body:
    """The body of a node, of which each turn has tensors of its own."""

    def __init__(self, node: onnx.NodeProto, visitor: Visitor) -> None:
        self.node, self.visitor = node, visitor
        self.attrs: dict[str, Any] = {
            a.name: onnx.helper.get_attribute_value(a) for a in node.attribute
        }
        self._graph: onnx.GraphProto = self.attrs["body"]
        given = len(self._graph.output) - (node.op_type == "Loop")  # whether it goes on
        if given != len(node.output):
            raise Unsupported(f"{len(node.output)} outputs, and a body that computes {given}")
        self._first = next(name for name in node.output if name)
        parts = (self._graph.input, self._graph.initializer)
        own = {entry.name for entries in parts for entry in entries}
        own.update(name for inner in self._graph.node for name in inner.output)
        self._outer = {
            name: name for name in captured(node) if name not in own and visitor.tensors.has(name)
        }

    def turn(self, number: int, inputs: Sequence[str]) -> list[str]:
        """Imports a turn on `inputs`; returns which tensors the body's outputs are."""
        if number >= _MOST_TURNS:
            raise Unsupported(f"more than {_MOST_TURNS} turns")
        names = dict(self._outer)
        for tensor in self._graph.initializer:
            names[tensor.name] = self.constant(number, tensor.name, elements(tensor))
        entries = [entry.name for entry in self._graph.input]
        if len(entries) != len(inputs):
            raise Unsupported(f"a body that takes {len(entries)} tensors and gets {len(inputs)}")
        names.update(zip(entries, inputs, strict=True))
        prefix = self.name(number)
        self.visitor.inline([renamed(inner, names, prefix, {}) for inner in self._graph.node])
        return [names[entry.name] for entry in self._graph.output]

    def name(self, number: int, suffix: str = "") -> str:
        """Of a tensor of a turn."""
        return f"{self._first}.{number}" + (f".{suffix}" if suffix else "")

    def constant(self, number: int, suffix: str, data: Array) -> str:
        """A tensor of a turn whose elements are known."""
        name = self.name(number, suffix)
        self.visitor.tensors.set_constant(name, data)
        return name

    def known(self, name: str) -> Array:
        """The elements of a tensor that says how many turns there are."""
        operand = self.visitor.tensors.find(name)
        if not isinstance(operand, Constant):
            raise Unsupported(REFUSED[self.node.op_type])
        return operand.data.reshape(())

    def shape(self, name: str) -> tuple[int, ...]:
        """Of a tensor that is there."""
        operand = self.visitor.tensors.find(name)
        if operand is None:
            raise Unsupported(f"input {name} missing")
        return operand.shape

    def stacked(self, results: Sequence[Sequence[str]], axes: Sequence[int]) -> list[str]:
        """The results of all turns, each kind joined along a new axis; '' for what nobody reads."""
        wanted = self.node.output[len(self.node.output) - len(axes) :]
        if not results and any(wanted):
            raise Unsupported("no turn, and results of turns")
        return [
            stack(self.visitor, name, [row[i] for row in results], axes[i]) if name else ""
            for i, name in enumerate(wanted)
        ]


def stack(visitor: Visitor, name: str, parts: Sequence[str], axis: int) -> str:
    """Tensors joined along a new axis, with `name` before those on the way; returns the result."""
    first = visitor.tensors.find(parts[0])
    if first is None:
        raise Unsupported(f"{parts[0]} missing")
    shape = list(first.shape)
    axis %= len(shape) + 1
    shape.insert(axis, 1)
    visitor.tensors.set_constant(f"{name}.shape", np.asarray(shape, np.int64))
    rows = [f"{name}.row{i}" for i in range(len(parts))]
    make = onnx.helper.make_node
    reshapes = [
        make("Reshape", [part, f"{name}.shape"], [row])
        for part, row in zip(parts, rows, strict=True)
    ]
    joined = f"{name}.rows"
    visitor.inline([*reshapes, make("Concat", rows, [joined], axis=axis)])
    return joined


def _loop(body: _Body) -> list[str]:
    limit, condition, *states = body.node.input
    turns = int(body.known(limit)) if limit else _MOST_TURNS + 1
    goes_on = bool(body.known(condition)) if condition else True
    count, number, results = len(states), 0, []
    while goes_on and number < turns:
        first = body.constant(number, "turn", np.asarray(number, np.int64))
        second = body.constant(number, "condition", np.asarray(True))
        going, *rest = body.turn(number, [first, second, *states])
        goes_on = bool(body.known(going))
        states = rest[:count]
        results.append(rest[count:])
        number += 1
    return [*states, *body.stacked(results, [0] * (len(body.node.output) - count))]


def _scan(body: _Body) -> list[str]:
    attrs, inputs = body.attrs, body.node.input
    count = len(inputs) - attrs["num_scan_inputs"]
    states, scanned = list(inputs[:count]), list(inputs[count:])
    axes = attrs.get("scan_input_axes") or [0] * len(scanned)
    backwards = attrs.get("scan_input_directions") or [0] * len(scanned)
    turns = body.shape(scanned[0])[axes[0]]
    results = []
    for number in range(turns):
        slices = []
        for i, name in enumerate(scanned):
            place = np.asarray(turns - 1 - number if backwards[i] else number, np.int64)
            at = body.constant(number, f"place{i}", place)
            slices.append(body.name(number, f"slice{i}"))
            gather = onnx.helper.make_node("Gather", [name, at], slices[-1:], axis=axes[i])
            body.visitor.inline([gather])
        rest = body.turn(number, [*states, *slices])
        states = rest[:count]
        results.append(rest[count:])
    many = len(body.node.output) - count
    columns = list(zip(*results, strict=True))
    for i, flag in enumerate(attrs.get("scan_output_directions") or []):
        columns[i] = columns[i][::-1] if flag else columns[i]
    rows = list(zip(*columns, strict=True))
    return [*states, *body.stacked(rows, attrs.get("scan_output_axes") or [0] * many)]
