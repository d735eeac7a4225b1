# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Recurrent layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tpuc.frontend.graph import Attr, Layer, Operand, Shape, Value
from tpuc.frontend.lowering.shape import Range, permute, reshape, reshape_part, slice_fields


@dataclass(frozen=True)
class Recurrent:
    """A recurrent op of the top dialect, with operands in its layout (see top.LSTM)."""

    op: str
    direction: str
    operands: dict[str, Operand | None]
    attrs: dict[str, Attr] = field(default_factory=dict)
    #: whether the framework's tensors have the batch first
    batch_first: bool = False

    def shape(self) -> Shape:
        """The shape of the op's result: steps, directions, batch, hidden values."""
        x, recurrence = self.operands["input"], self.operands["recurrence"]
        assert x is not None and recurrence is not None
        return (x.shape[0], recurrence.shape[0], x.shape[1], recurrence.shape[2])


#: (layer, state): a state after each step ("hidden", "cell"), or after the last ("last_hidden",
#: "last_cell").
Output = tuple[Layer, str]


def recurrent(what: Recurrent, outputs: Sequence[Output]) -> list[Value]:
    """The outputs that the framework's operator has, in order."""
    sequences: dict[str, Value] = {}
    return [_output(what, layer, state, sequences) for layer, state in outputs]


def _output(what: Recurrent, layer: Layer, state: str, sequences: dict[str, Value]) -> Value:
    kind = state.removeprefix("last_")
    fields = {**what.operands, **what.attrs, "direction": what.direction}
    if what.op == "LSTM":
        fields["state"] = kind
    if state == kind and not what.batch_first:
        sequences[kind] = layer.emit(what.op, **fields)
        return sequences[kind]
    if kind not in sequences:
        sequences[kind] = layer.part("steps", what.shape(), what.op, **fields)
    if state == kind:
        return permute(layer, sequences[kind], [2, 0, 1, 3])
    return _last(what, layer, sequences[kind])


def _last(what: Recurrent, layer: Layer, steps: Value) -> Value:
    """The state after the last step, which backwards is the first."""
    count, directions, batch, hidden = steps.shape
    parts: list[Operand] = []
    for direction in range(directions):
        backwards = what.direction == "reverse" or direction == 1
        step = 0 if backwards else count - 1
        ranges = {0: Range(step, step + 1), 1: Range(direction, direction + 1)}
        part = layer.part(
            f"last{direction}",
            (1, 1, batch, hidden),
            "Slice",
            input=steps,
            **slice_fields(steps, ranges),
        )
        parts.append(part)
    joined = parts[0]
    if directions > 1:
        shape = (1, directions, batch, hidden)
        joined = layer.part("states", shape, "Concat", inputs=parts, axis=1)
    if not what.batch_first:
        return reshape(layer, joined)
    states = reshape_part(layer, "last", joined, (directions, batch, hidden))
    return permute(layer, states, [1, 0, 2])
