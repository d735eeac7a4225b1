# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""aten recurrent layers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tpuc.frontend import lowering
from tpuc.frontend.graph import Array, Constant, Layer, Operand, Unsupported, Value
from tpuc.frontend.lowering import Range
from tpuc.frontend.torch_import.registry import TorchNode, aten_op

#: The op of the top dialect, its attributes, and where its gates are among torch's: torch has
#: input, forget, cell, output and reset, update, new; the op's order is that of ONNX.
_CELLS: dict[str, tuple[str, dict[str, bool | str], list[int]]] = {
    "lstm": ("LSTM", {}, [0, 3, 1, 2]),
    "gru": ("GRU", {"linear_before_reset": True}, [1, 0, 2]),
    "rnn_tanh": ("RNN", {"activation": "tanh"}, [0]),
    "rnn_relu": ("RNN", {"activation": "relu"}, [0]),
}


@aten_op(*_CELLS)
def _recurrent(node: TorchNode) -> list[Operand]:
    """Sequence, last hidden states and, of an LSTM, last cells."""
    node.refuse(train=False)
    if "batch_sizes" in node.arguments:
        raise Unsupported("packed sequences")
    out, *last = node.layers
    stack = _Stack.of(node)
    x = node.x
    if stack.batch_first:
        x = _swapped(out, "steps_first", x)
    states: list[list[Operand]] = [[] for _ in last]
    for level in range(int(node.arg("num_layers"))):
        hidden, cell = stack.level(out, level, x)
        for found, sequence in zip(states, (hidden, cell), strict=False):
            found.append(_last(out, f"last{level}_{len(found)}_{sequence.name}", sequence))
        x = _joined(out, f"level{level}", hidden)
    result = _swapped(out, "batch_first", x) if stack.batch_first else x
    return [
        lowering.reshape(out, result),
        *(lowering.concat(layer, found, 0) for layer, found in zip(last, states, strict=True)),
    ]


@dataclass(frozen=True)
class _Stack:
    """The layers of a node: weights per layer and direction, first states of all of them."""

    kind: str
    weights: list[list[Array]]
    states: list[Operand]
    directions: int
    batch_first: bool

    @staticmethod
    def of(node: TorchNode) -> _Stack:
        per_cell = 4 if node.arg("has_biases") else 2
        arrays = []
        for weight in node.tensors("params"):
            if not isinstance(weight, Constant):
                raise Unsupported("weights computed at run time")
            arrays.append(weight.data)
        if len(arrays) % per_cell or len(arrays) // per_cell % node.arg("num_layers"):
            raise Unsupported("a projection")
        cells = [arrays[i : i + per_cell] for i in range(0, len(arrays), per_cell)]
        states = node.arguments["hx"]
        states = list(states) if isinstance(states, list | tuple) else [states]
        directions = 2 if node.arg("bidirectional") else 1
        return _Stack(node.op, cells, states, directions, bool(node.arg("batch_first", False)))

    def level(self, layer: Layer, level: int, x: Operand) -> tuple[Value, Value]:
        """The hidden states and the cells after every step, `[steps, directions, batch, size]`."""
        op, attrs, gates = _CELLS[self.kind]
        first = level * self.directions
        cells = self.weights[first : first + self.directions]
        parts = [
            np.stack([_reordered(cell[i], gates) for cell in cells]) for i in range(len(cells[0]))
        ]
        size = parts[1].shape[2]
        operands: dict[str, Operand | None] = {
            "input": x,
            "weight": layer.constant(f"weight{level}", parts[0]),
            "recurrence": layer.constant(f"recurrence{level}", parts[1]),
        }
        if len(parts) == 4:
            operands["bias"] = layer.constant(f"bias{level}", np.concatenate(parts[2:], axis=1))
        for name, state in zip(("initial_h", "initial_c"), self.states, strict=False):
            operands[name] = self._first_state(layer, f"{name}{level}", state, first)
        direction = "bidirectional" if self.directions == 2 else "forward"
        shape = (x.shape[0], self.directions, x.shape[1], size)
        results = []
        for what in ("hidden", "cell"):
            kind = {"state": what} if op == "LSTM" else {}
            fields = {**operands, **attrs, **kind, "direction": direction}
            results.append(layer.part(f"{what}{level}", shape, op, **fields))
            if op != "LSTM":
                return results[0], results[0]
        return results[0], results[1]

    def _first_state(self, layer: Layer, name: str, state: Operand, first: int) -> Operand | None:
        part = {0: Range(first, first + self.directions)}
        if isinstance(state, Constant):
            data = state.data[first : first + self.directions]
            return layer.constant(name, data) if np.any(data) else None
        shape = (self.directions, *state.shape[1:])
        return layer.part(name, shape, "Slice", input=state, **lowering.slice_fields(state, part))


def _reordered(weight: Array, gates: list[int]) -> Array:
    """The rows of a weight or bias, a block per gate, in the order of the op."""
    blocks = np.split(weight, len(gates))
    return np.concatenate([blocks[gate] for gate in gates])


def _swapped(layer: Layer, suffix: str, x: Operand) -> Operand:
    first, second, size = x.shape
    return layer.part(suffix, (second, first, size), "Permute", input=x, order=[1, 0, 2])


def _joined(layer: Layer, suffix: str, steps: Value) -> Operand:
    """`[steps, batch, directions * size]` of the states after every step."""
    count, directions, batch, size = steps.shape
    shape = (count, batch, directions, size)
    moved = layer.part(f"{suffix}_moved", shape, "Permute", input=steps, order=[0, 2, 1, 3])
    return lowering.reshape_part(layer, suffix, moved, (count, batch, directions * size))


def _last(layer: Layer, suffix: str, steps: Value) -> Operand:
    """`[directions, batch, size]` after the last step, which backwards is the first."""
    count, directions, batch, size = steps.shape
    parts: list[Operand] = []
    for direction in range(directions):
        step = 0 if direction else count - 1
        ranges = {0: Range(step, step + 1), 1: Range(direction, direction + 1)}
        fields = lowering.slice_fields(steps, ranges)
        shape = (1, 1, batch, size)
        parts.append(layer.part(f"{suffix}_{direction}", shape, "Slice", input=steps, **fields))
    joined = parts[0]
    if directions > 1:
        shape = (1, directions, batch, size)
        joined = layer.part(f"{suffix}_both", shape, "Concat", inputs=parts, axis=1)
    return lowering.reshape_part(layer, suffix, joined, (directions, batch, size))
