# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The table of tpu operators and what a converter sees of a layer.

A converter takes a `TpuLayer` and returns the name of the ONNX tensor with the layer's real
numbers, before they are quantized, or `Stored` integers. Adding an operator is one decorated
function in one of the `ops_*` files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import numpy as np

from tpuc.deploy.qdq.tensors import Array, Floats, Graph, Quantized
from tpuc.mlir import ir
from tpuc.runtime.modules import read_weight


class Unsupported(Exception):
    """A layer that ONNX cannot express; the message says why."""


@dataclass(frozen=True)
class Stored:
    """A layer whose result is computed as stored integers, unsigned: the name of their tensor."""

    name: str


Converter: TypeAlias = Callable[["TpuLayer"], str | Stored]
_C = TypeVar("_C", bound=Converter)

CONVERTERS: dict[str, Converter] = {}


def tpu_op(*names: str) -> Callable[[_C], _C]:
    """Registers a converter for operators of the tpu dialect, by their names without ``tpu.``."""

    def register(converter: _C) -> _C:
        for name in names:
            assert name not in CONVERTERS, name
            CONVERTERS[name] = converter
        return converter

    return register


class Tensor:
    """A value that was written.

    Attributes:
        name: the ONNX tensor with its real numbers.
        shape: its dimensions.
        type: where it is quantized, its type.
        stored: where it is quantized, the ONNX tensor with the stored integers, which are
            unsigned (`Quantized.as_unsigned`).
    """

    def __init__(
        self,
        name: str,
        shape: tuple[int, ...],
        type: Quantized | None = None,
        stored: str | None = None,
    ) -> None:
        self._name = name
        self.shape = shape
        self.type = type
        self.stored = stored

    @property
    def name(self) -> str:
        """The ONNX tensor with its real numbers."""
        return self._name


class Constant(Tensor):
    """A weight, which is written when its name is asked for: converters may change it before."""

    def __init__(self, op: Any, graph: Graph) -> None:
        value = op.results[0]
        super().__init__(op.location.name_str, tuple(value.type.shape), Quantized.of(value.type))
        self._op = op
        self._graph = graph
        self._written: str | None = None

    @property
    def name(self) -> str:
        """The ONNX tensor with its real numbers."""
        if self._written is None:
            self._written = write_constant(self._graph, self._name, self.read(), self.type)
        return self._written

    def read(self) -> Array:
        """Its elements, floats or the integers that are stored, as f32."""
        return read_weight(self._op)


def write_constant(graph: Graph, name: str, values: Array, type: Quantized | None) -> str:
    """Writes a constant, as integers that are dequantized where it has a quantized type."""
    if type is None:
        return graph.constant(name, values.astype(np.float32))
    stored = graph.constant(f"{name}/quantized", values.astype(type.dtype))
    return graph.dequantize(stored, type, name)


class TpuLayer:
    """One operation of a lowered module.

    `operands` has None for operands that are left out. An accumulator that a `tpu.Requant` behind
    it scales is one layer with it: `op` is the operation that accumulates, `requantized` the other.
    """

    def __init__(
        self, op: Any, operands: Sequence[Tensor | None], graph: Graph, requantized: Any = None
    ) -> None:
        self.op = op
        self.operands = operands
        self.graph = graph
        last = requantized if requantized is not None else op
        self.kind: str = op.name.removeprefix("tpu.")
        self.name: str = last.location.name_str
        self.shape: tuple[int, ...] = tuple(last.results[0].type.shape)
        self.type: Quantized | None = Quantized.of(last.results[0].type)

    @property
    def is_integer(self) -> bool:
        """Whether it is computed in integers."""
        return self.type is not None

    def __getitem__(self, index: int) -> Tensor:
        operand = self.operands[index]
        assert operand is not None, f"operand {index} of {self.name} is left out"
        return operand

    def optional(self, index: int) -> Tensor | None:
        """An operand, None where it is left out."""
        return self.operands[index] if index < len(self.operands) else None

    def names(self) -> list[str]:
        """The operands' tensors; empty names for those that are left out."""
        return [operand.name if operand else "" for operand in self.operands]

    def ints(self, attribute: str) -> list[int]:
        """An array of integers."""
        return [int(each) for each in self.op.attributes[attribute]]

    def integer(self, attribute: str, default: int = 0) -> int:
        """An integer."""
        value: int = self._value(attribute, default)
        return value

    def number(self, attribute: str, default: float = 0.0) -> float:
        """A float."""
        return float(self._value(attribute, default))

    def numbers(self, attribute: str) -> list[float]:
        """An array of floats."""
        return [float(each) for each in self.op.attributes[attribute]]

    def flag(self, attribute: str, default: bool = False) -> bool:
        """A boolean."""
        return bool(self._value(attribute, default))

    def enum(self, attribute: str, default: str = "") -> str:
        """The case of an enumeration."""
        if attribute not in self.op.attributes:
            return default
        match = re.fullmatch(r"#\w+<\w+ (\w+)>", str(self.op.attributes[attribute]))
        assert match, str(self.op.attributes[attribute])
        return match[1]

    def shifts(self) -> tuple[Floats, Floats]:
        """Multipliers and right shifts of `requant`."""
        match = re.search(r"\[([^\]]*)\], \[([^\]]*)\]", str(self.op.attributes["requant"]))
        assert match
        multipliers, shifts = (np.array(part.split(","), np.float64) for part in match.groups())
        return multipliers, shifts

    def has(self, attribute: str) -> bool:
        """Whether an attribute is given."""
        return attribute in self.op.attributes

    def node(self, op: str, inputs: Sequence[str], part: str = "", **attributes: Any) -> str:
        """A node of this layer; `part` names it when the layer has several."""
        return self.graph.node(op, inputs, f"{self.name}/{part or op}", **attributes)

    def constant(self, part: str, value: Any, dtype: Any = np.float32) -> str:
        """A constant of this layer."""
        return self.graph.constant(f"{self.name}/{part}", np.asarray(value, dtype))

    def dequantized(self, part: str, values: Array, type: Quantized) -> str:
        """A constant of this layer, of a quantized type."""
        return write_constant(self.graph, f"{self.name}/{part}", values, type)

    def window(self) -> dict[str, Any]:
        """The attributes of a pooling's window, as ONNX names them."""
        names = ("kernel_shape", "strides", "pads", "dilations")
        window: dict[str, Any] = {name: self.ints(name) for name in names if self.has(name)}
        return {**window, "ceil_mode": int(self.flag("ceil_mode"))}

    def per_channel(self, values: Floats) -> Floats:
        """Numbers for each channel, in a shape that meets the result along axis 1."""
        return values.reshape(-1, *[1] * (len(self.shape) - 2))

    def clipped(self, real: str, low: float, high: float) -> str:
        """Numbers cut at two limits."""
        limits = [self.constant("low", low), self.constant("high", high)]
        return self.node("Clip", [real, *limits])

    def rectified(self, real: str) -> str:
        """The fused ReLU, with its limit, where the layer has one that the type does not imply."""
        if not self.flag("do_relu"):
            return real
        limit = self.number("relu_limit", -1.0)
        if limit >= 0:
            return self.clipped(real, 0.0, limit)
        if self.type is not None and self.type.cuts_negative:
            return real
        return self.node("Relu", [real])

    def _value(self, attribute: str, default: Any) -> Any:
        if attribute not in self.op.attributes:
            return default
        return self.op.attributes[attribute].value


def element_type(value: Any) -> str:
    """The element type of a tensor as MLIR writes it: ``f32``, ``i8``, ``!quant...``."""
    return str(ir.RankedTensorType(value.type).element_type)
