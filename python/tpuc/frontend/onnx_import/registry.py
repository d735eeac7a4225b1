# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The table of ONNX operators and what a converter sees of a node.

A converter takes an `OnnxNode` and returns the value of its first output, or a list with one
value per output that is not left out. Adding an operator is one decorated function in one of the
`ops_*` files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import numpy as np
import onnx

from tpuc.frontend.graph import (
    FLOAT,
    Array,
    Constant,
    GraphBuilder,
    Layer,
    Operand,
    Shape,
    Unsupported,
)

Converter: TypeAlias = Callable[["OnnxNode"], Operand | Sequence[Operand]]

_C = TypeVar("_C", bound=Converter)

CONVERTERS: dict[str, Converter] = {}

RANDOM = {
    *("Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike"),
    *("RandomUniform", "RandomUniformLike"),
}
#: Operators that cannot be imported, whatever their form, and what they have.
REFUSED: dict[str, str] = {
    **dict.fromkeys(("Loop", "SequenceMap"), "a body that runs as often as the data says"),
    "If": "a condition that the data decides",
    **dict.fromkeys(RANDOM, "random numbers, which are others in every run"),
    "Unique": "as many results as the data says",
    "ConvBwd_Weight": "gradients, which only training has",
    # Of TPU-MLIR's importer: of its users' own operators, and of rewritings within it.
    **dict.fromkeys(
        ("ConcatVolume", "Correlation", "MeanStdScale", "SelectiveScan"), "no public definition"
    ),
    **dict.fromkeys(("AdaptiveAvgPool", "DivConst", "Nms"), "a name that no ONNX exporter writes"),
}

#: Ops that TPU-MLIR puts back into an ONNX operator before it names layers. SiLU it finds later.
RECOGNIZED = {
    **{"HardSigmoid": "HardSigmoid", "HardSwish": "HardSwish", "GELU": "GELU"},
    **{"LayerNorm": "LayerNormalization"},
}


def onnx_op(*op_types: str) -> Callable[[_C], _C]:
    """Registers a converter for operators of the default domain."""

    def register(converter: _C) -> _C:
        for op_type in op_types:
            assert op_type not in CONVERTERS, op_type
            CONVERTERS[op_type] = converter
        return converter

    return register


class ByDefinition(Exception):
    """Raised by a converter that leaves a form to the nodes by which ONNX defines its operator."""


@dataclass(frozen=True)
class Result:
    """What shape inference says of an output."""

    shape: Shape | None = None
    dtype: np.dtype[np.generic] = FLOAT


class OnnxNode:
    """A node with its inputs resolved and the shapes of its outputs known."""

    def __init__(
        self,
        builder: GraphBuilder,
        proto: onnx.NodeProto,
        opset: int,
        inputs: Sequence[Operand | None],
        results: dict[str, Result],
    ) -> None:
        self._builder = builder
        self._results = results
        self.proto = proto
        self.op_type = proto.op_type
        self.opset = opset
        self.inputs = list(inputs)
        self._attrs = {a.name: onnx.helper.get_attribute_value(a) for a in proto.attribute}

    @property
    def layer(self) -> Layer:
        """The layer of the first output."""
        return self.layers[0]

    @property
    def layers(self) -> list[Layer]:
        """A layer per output."""
        return [layer for layer in self.optional_layers if layer is not None]

    @property
    def optional_layers(self) -> list[Layer | None]:
        """A layer per output, None for one that is left out."""
        return [self._layer(name) if name else None for name in self.proto.output]

    def _layer(self, name: str) -> Layer:
        result = self._results.get(name, Result())
        layer = layer_name(name, self.op_type)
        return Layer(self._builder, layer, result.shape, result.dtype)

    @property
    def x(self) -> Operand:
        """The first input."""
        return self.input(0)

    def input(self, index: int) -> Operand:
        """An input that has to be there."""
        operand = self.optional(index)
        if operand is None:
            raise Unsupported(f"input {index} missing")
        return operand

    def optional(self, index: int) -> Operand | None:
        """An input, or None when it is left out."""
        return self.inputs[index] if index < len(self.inputs) else None

    def constant(self, index: int) -> Array | None:
        """The elements of an input that must be constant, or None when it is left out."""
        operand = self.optional(index)
        if operand is None or isinstance(operand, Constant):
            return None if operand is None else operand.data
        raise Unsupported(f"input {self.proto.input[index]} computed at run time")

    @property
    def attr_names(self) -> set[str]:
        """The attributes that the node gives."""
        return set(self._attrs)

    def attr(self, name: str, default: Any) -> Any:
        """An attribute; strings come as `str`."""
        value = self._attrs.get(name, default)
        return value.decode(errors="replace") if isinstance(value, bytes) else value

    def ints(self, name: str, index: int | None = None) -> list[int] | None:
        """Integers that older opsets hold in attribute `name` and newer ones in input `index`."""
        if name in self._attrs:
            return list(self._attrs[name])
        data = None if index is None else self.constant(index)
        return None if data is None else [int(i) for i in data.reshape(-1)]


def layer_name(tensor: str, op_type: str) -> str:
    """The name of the layer that computes `tensor`, as TPU-MLIR's users know it."""
    if op_type == "Ceil":  # the one operator whose layers are named by their tensor alone
        return tensor
    return f"{tensor}_{op_type}"
