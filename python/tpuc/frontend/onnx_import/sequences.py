# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sequences of tensors, as lists of names: what they are made of is known at import."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx

from tpuc.frontend.graph import Constant, Unsupported
from tpuc.frontend.onnx_import.loops import Visitor, stack

#: A sequence, or the one tensor that an operator takes out of one.
Result = list[str] | str


class SequenceNode:
    """A node that makes or reads a sequence."""

    def __init__(self, node: onnx.NodeProto, visitor: Visitor) -> None:
        self.name, self.inputs, self.visitor = node.output[0], list(node.input), visitor
        self._attrs = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}

    def attr(self, name: str, default: Any) -> Any:
        """An attribute."""
        return self._attrs.get(name, default)

    @property
    def sequence(self) -> list[str]:
        """The first input."""
        sequences = self.visitor.tensors.sequences
        if self.inputs[0] not in sequences:
            raise Unsupported("something but a sequence")
        return list(sequences[self.inputs[0]])

    def place(self, index: int, size: int, default: int) -> int:
        """A place among `size`, which input `index` gives."""
        if len(self.inputs) <= index or not self.inputs[index]:
            return default
        operand = self.visitor.tensors.find(self.inputs[index])
        if not isinstance(operand, Constant):
            raise Unsupported("a place that the data says")
        place = int(operand.data.reshape(()))
        if not -size <= place < max(size, 1):
            raise Unsupported(f"place {place} of {size}")
        return place % size if size else 0

    def sizes(self) -> npt.NDArray[np.int64] | None:
        """The sizes of parts, which the second input gives, or the one of all; None without."""
        if len(self.inputs) < 2 or not self.inputs[1]:
            return None
        operand = self.visitor.tensors.find(self.inputs[1])
        if not isinstance(operand, Constant):
            raise Unsupported("sizes that the data says")
        return operand.data.astype(np.int64)

    def inline(self, op: str, inputs: Sequence[str], result: str, **attrs: Any) -> str:
        """Imports a node of tensors."""
        self.visitor.inline([onnx.helper.make_node(op, inputs, [result], **attrs)])
        return result


def _at(node: SequenceNode) -> Result:
    return node.sequence[node.place(1, len(node.sequence), 0)]


def _insert(node: SequenceNode) -> Result:
    items = node.sequence
    items.insert(node.place(2, len(items) + 1, len(items)), node.inputs[1])
    return items


def _erase(node: SequenceNode) -> Result:
    items = node.sequence
    del items[node.place(1, len(items), len(items) - 1)]
    return items


def _length(node: SequenceNode) -> Result:
    name = f"{node.name}.length"
    node.visitor.tensors.set_constant(name, np.asarray(len(node.sequence), np.int64))
    return name


def _concat(node: SequenceNode) -> Result:
    items, axis = node.sequence, int(node.attr("axis", 0))
    if not items:
        raise Unsupported("an empty sequence")
    if node.attr("new_axis", 0):
        return stack(node.visitor, node.name, items, axis)
    return node.inline("Concat", items, f"{node.name}.joined", axis=axis)


def _split(node: SequenceNode) -> Result:
    """Parts of one size, or of given sizes; without sizes and `keepdims` the axis vanishes."""
    source, axis = node.visitor.tensors.find(node.inputs[0]), int(node.attr("axis", 0))
    if source is None:
        raise Unsupported("something but a tensor")
    size = source.shape[axis]
    given = node.sizes()
    drops = given is None and not node.attr("keepdims", 1)
    if given is None:
        given = np.asarray(1)
    if given.ndim == 0:
        starts = np.arange(0, size, int(given))
        ends = np.minimum(starts + int(given), size)
    else:
        ends = np.cumsum(given)
        starts = ends - given
    parts = []
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        at, part = f"{node.name}.places{i}", f"{node.name}.{i}"
        places = np.arange(start, end)
        node.visitor.tensors.set_constant(at, places.reshape(()) if drops else places)
        parts.append(node.inline("Gather", [node.inputs[0], at], part, axis=axis))
    return parts


SEQUENCE_OPS: dict[str, Callable[[SequenceNode], Result]] = {
    "SequenceEmpty": lambda node: [],
    "SequenceConstruct": lambda node: node.inputs,
    "SequenceAt": _at,
    "SequenceInsert": _insert,
    "SequenceErase": _erase,
    "SequenceLength": _length,
    "ConcatFromSequence": _concat,
    "SplitToSequence": _split,
}
