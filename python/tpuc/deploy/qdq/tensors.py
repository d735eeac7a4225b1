# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Quantized types of a lowered module, and the ONNX graph that is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper, numpy_helper

from tpuc.mlir import ir
from tpuc.mlir.dialects import quant

Array: TypeAlias = npt.NDArray[Any]
Floats: TypeAlias = npt.NDArray[np.float64]

#: The ONNX operators that are written exist since this opset.
OPSET = 20
#: The IR version of the first release of onnx with that opset; older readers refuse newer ones.
IR_VERSION = 9


@dataclass(frozen=True)
class Quantized:
    """``real = scale * (stored - zero_point)``, of a tensor or of each channel of an axis."""

    dtype: type[np.signedinteger[Any]] | type[np.unsignedinteger[Any]]
    scale: Floats  #: one, or one for each channel
    zero_point: npt.NDArray[np.int64]  #: as many
    axis: int | None = None  #: that of the channels

    @staticmethod
    def of(type: Any) -> Quantized | None:
        """The quantized type of a tensor's elements; None where they are stored as they are."""
        element = ir.RankedTensorType(type).element_type
        axis: int | None = None
        if isinstance(element, quant.UniformQuantizedPerAxisType):
            scales = np.array(list(element.scales), np.float64)
            zeros = np.array(list(element.zero_points), np.int64)
            axis = element.quantized_dimension
        elif isinstance(element, quant.UniformQuantizedType):
            scales, zeros = np.array([element.scale]), np.array([element.zero_point])
        else:
            return None
        dtype = np.int8 if element.is_signed else np.uint8
        return Quantized(dtype, scales, zeros, axis)

    @property
    def is_signed(self) -> bool:
        """Whether it stores negative integers."""
        return self.dtype is np.int8

    def as_unsigned(self) -> Quantized:
        """The same numbers, stored from 0 to 255.

        What is stored signed is 128 less, as its zero point. ONNX Runtime has more operators for
        tensors that are all unsigned, and on x86 they are faster.
        """
        zero = self.zero_point + 128 if self.is_signed else self.zero_point
        return replace(self, dtype=np.uint8, zero_point=zero)

    def along(self, axis: int) -> Quantized:
        """The same, with the channels on another axis."""
        return replace(self, axis=axis)

    @property
    def cuts_negative(self) -> bool:
        """Whether nothing below 0 can be stored: a ReLU in front of it would change nothing."""
        return self.dtype is np.uint8 and self.axis is None and int(self.zero_point[0]) == 0


@dataclass
class Graph:
    """Nodes and constants in the making; every tensor has a name of its own."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)

    def name(self, wanted: str) -> str:
        """`wanted`, or with a number behind it where that is taken."""
        name, count = wanted, 1
        while name in self._names:
            name, count = f"{wanted}_{count}", count + 1
        self._names.add(name)
        return name

    def constant(self, wanted: str, value: Array) -> str:
        """A constant tensor."""
        name = self.name(wanted)
        self.constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def node(self, op: str, inputs: Sequence[str], wanted: str, **attributes: Any) -> str:
        """A node of one result; inputs that are left out are empty names."""
        return self.nodes_of(op, inputs, [wanted], **attributes)[0]

    def nodes_of(
        self, op: str, inputs: Sequence[str], wanted: Sequence[str], **attributes: Any
    ) -> list[str]:
        """A node; results that are left out have empty names."""
        results = [self.name(each) if each else "" for each in wanted]
        named = next(each for each in results if each)
        given = {key: value for key, value in attributes.items() if value is not None}
        self.nodes.append(helper.make_node(op, list(inputs), results, name=named, **given))
        return results

    def quantize(self, real: str, type: Quantized, wanted: str) -> str:
        """The stored integers of a tensor of real numbers."""
        scale, zero = self._parameters(type, wanted)
        return self.node("QuantizeLinear", [real, scale, zero], wanted, axis=type.axis)

    def dequantize(self, stored: str, type: Quantized, wanted: str) -> str:
        """The real numbers that stored integers stand for."""
        scale, zero = self._parameters(type, wanted)
        return self.node("DequantizeLinear", [stored, scale, zero], wanted, axis=type.axis)

    def integers(self, values: Array, scale: Floats, wanted: str) -> str:
        """Real numbers kept as 32-bit integers, ``values * scale``; one scale, or one for each."""
        stored = self.constant(f"{wanted}/int32", values.astype(np.int32))
        factor = np.float32(scale[0]) if scale.size == 1 else scale.astype(np.float32)
        scales = self.constant(f"{wanted}/scale", np.asarray(factor))
        axis = None if scale.size == 1 else 0
        return self.node("DequantizeLinear", [stored, scales], wanted, axis=axis)

    def _parameters(self, type: Quantized, wanted: str) -> tuple[str, str]:
        scale = type.scale.astype(np.float32)
        zero = type.zero_point.astype(type.dtype)
        if type.axis is None:
            scale, zero = scale.reshape(()), zero.reshape(())
        return self.constant(f"{wanted}/scale", scale), self.constant(f"{wanted}/zero_point", zero)
