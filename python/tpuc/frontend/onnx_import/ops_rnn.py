# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX recurrent layers."""

from __future__ import annotations

import numpy as np

from tpuc.frontend import lowering
from tpuc.frontend.graph import Attr, Operand, Unsupported, Value
from tpuc.frontend.lowering import Recurrent
from tpuc.frontend.onnx_import.registry import OnnxNode, onnx_op

#: The activations of the cells when the node names none.
_ACTIVATIONS = {
    "LSTM": ["sigmoid", "tanh", "tanh"],
    "GRU": ["sigmoid", "tanh"],
    "RNN": ["tanh"],
}
_STATES = ("hidden", "last_hidden", "last_cell")


@onnx_op("LSTM", "GRU", "RNN")
def _recurrent(node: OnnxNode) -> list[Value]:
    _refuse_forms(node)
    x = node.x
    batch_first = bool(node.attr("layout", 0))
    names = ["weight", "recurrence", "bias", None, "initial_h", "initial_c", "peephole"]
    operands: dict[str, Operand | None] = {
        name: node.optional(i + 1) for i, name in enumerate(names) if name
    }
    if node.op_type != "LSTM":
        del operands["initial_c"], operands["peephole"]
    operands["input"] = x
    layer = node.layer
    if batch_first:
        for name in ("input", "initial_h", "initial_c"):
            operand = operands.get(name)
            if operand is not None:
                a, b, c = operand.shape
                swapped = layer.part(name, (b, a, c), "Permute", input=operand, order=[1, 0, 2])
                operands[name] = swapped
    direction = node.attr("direction", "forward")
    attrs = _cell_attrs(node, direction)
    what = Recurrent(node.op_type, direction, operands, attrs, batch_first)
    states = [state for state, name in zip(_STATES, node.proto.output, strict=False) if name]
    return lowering.recurrent(what, list(zip(node.layers, states, strict=True)))


def _cell_attrs(node: OnnxNode, direction: str) -> dict[str, Attr]:
    kind = node.op_type
    given = [_text(name) for name in node.attr("activations", [])]
    expected = _ACTIVATIONS[kind]
    if kind == "RNN" and given and given[0] == "relu":
        expected = ["relu"]
    if given and given != expected * (2 if direction == "bidirectional" else 1):
        raise Unsupported(f"activations {', '.join(given)}")
    if kind == "RNN":
        return {"activation": expected[0]}
    if kind == "GRU":
        return {"linear_before_reset": bool(node.attr("linear_before_reset", 0))}
    return {}


def _text(name: bytes | str) -> str:
    return (name.decode() if isinstance(name, bytes) else name).lower()


def _refuse_forms(node: OnnxNode) -> None:
    if node.attr("clip", 0.0):
        raise Unsupported("clip")
    if node.attr("input_forget", 0):
        raise Unsupported("input_forget")
    lengths = node.constant(4)
    steps = node.x.shape[1 if node.attr("layout", 0) else 0]
    if lengths is not None and np.any(lengths != steps):
        raise Unsupported("sequences of different lengths")
