# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is known of a model's tensors while its nodes are walked over."""

from __future__ import annotations

import onnx

from tpuc.errors import TpucError
from tpuc.frontend.graph import Array, Constant, GraphBuilder, Operand, Unsupported, Value
from tpuc.frontend.onnx_import.infer import static_shape

#: Constants up to this size are shown to shape inference.
_SHAPE_DATA_LIMIT = 1024
#: Operators whose results have room for more than the data fills.
_PARTLY_FILLED = {"NonMaxSuppression", "NonZero"}
#: Operators that only move what they read first, so that -1 stays -1.
_MOVES = {
    *("Cast", "Flatten", "Gather", "Identity", "Reshape", "Slice", "Split", "Squeeze"),
    *("Transpose", "Unsqueeze"),
}


class Tensors:
    """The tensors by name, their types in ONNX, and sequences as lists of names."""

    def __init__(self, builder: GraphBuilder) -> None:
        self._builder = builder
        self._operands: dict[str, Operand] = {}
        #: What the data fills in part, and the layer where it comes from.
        self._partly_filled: dict[str, str] = {}
        self.types: dict[str, onnx.TypeProto] = {}
        self.sequences: dict[str, list[str]] = {}

    def has(self, name: str) -> bool:
        """Whether there is a tensor or a sequence of this name."""
        return name in self._operands or name in self.sequences

    def find(self, name: str) -> Operand | None:
        """A tensor, if it is there."""
        return self._operands.get(name)

    def get(self, name: str, reader: str) -> Operand:
        """A tensor that `reader` wants; raises TpucError if it is not there."""
        if name in self.sequences:
            raise TpucError(f"{reader} reads {name}, which is a sequence of tensors")
        if name not in self._operands:
            raise TpucError(f"{reader} reads {name}, which no node before it computes")
        return self._operands[name]

    def small_constants(self, node: onnx.NodeProto) -> dict[str, Array]:
        """The inputs whose elements shape inference may want: shapes and pads, not weights."""
        operands = {name: self._operands.get(name) for name in node.input}
        return {
            name: operand.data
            for name, operand in operands.items()
            if isinstance(operand, Constant) and operand.data.size <= _SHAPE_DATA_LIMIT
        }

    # ----- what becomes known

    def set(self, name: str, operand: Operand) -> None:
        """Says what a tensor is; its type is known, or nobody asks."""
        self._operands[name] = operand

    def set_constant(self, name: str, data: Array) -> None:
        """Gives a tensor its elements."""
        self._operands[name] = Constant(name, data)
        kind = onnx.helper.np_dtype_to_tensor_dtype(data.dtype)
        self.types[name] = onnx.helper.make_tensor_type_proto(kind, data.shape)

    def set_result(self, node: onnx.NodeProto, name: str, result: Operand) -> None:
        """What a converter made of a node, with a shape that only it may know."""
        self._operands[name] = result
        kind = self.types.get(name)
        if kind is not None and static_shape(kind) != result.shape:
            element = kind.tensor_type.elem_type
            self.types[name] = onnx.helper.make_tensor_type_proto(element, result.shape)
        if isinstance(result, Value):
            self._note_filling(node, name, result)

    def set_alias(self, name: str, source: str, reader: str) -> None:
        """Another name of a tensor or a sequence."""
        if source in self.sequences:
            self.sequences[name] = self.sequences[source]
            return
        self._operands[name] = self.get(source, reader)
        if source in self.types:
            self.types[name] = self.types[source]

    # ----- places of which the data says how many there are

    def is_partly_filled(self, name: str) -> bool:
        """Whether a tensor ends with -1 behind what the data fills."""
        return name in self._partly_filled

    def check_filled(self, node: onnx.NodeProto) -> None:
        """Raises Unsupported for a node that computes with what the data fills in part."""
        reads = [name for name in node.input if name in self._partly_filled]
        if reads and (node.op_type not in _MOVES or reads != [node.input[0]]):
            origin = self._partly_filled[reads[0]]
            raise Unsupported(
                f"places of which the data says how many there are; --output_names {origin} ends "
                "the network where they are found"
            )

    def _note_filling(self, node: onnx.NodeProto, name: str, result: Value) -> None:
        origins = (self._partly_filled.get(operand) for operand in node.input)
        origin = next((each for each in origins if each is not None), None)
        if node.op_type in _PARTLY_FILLED:
            origin = result.name
        if origin is not None:
            self._partly_filled[name] = origin
            self._builder.set_partly_filled(result)
