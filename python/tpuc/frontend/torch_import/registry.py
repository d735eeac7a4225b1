# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The table of aten operators and what a converter sees of a node.

A converter takes a `TorchNode` and returns the node's value, or a list with one value per tensor
of its result. Adding an operator is one decorated function in one of the `ops_*` files; it serves
TorchScript and exported programs, and the in-place form `relu_` too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import numpy as np

from tpuc.frontend.graph import Constant, Layer, Operand, Unsupported, Value

ConverterFunction: TypeAlias = Callable[["TorchNode"], Operand | Sequence[Operand]]

_C = TypeVar("_C", bound=ConverterFunction)


@dataclass(frozen=True)
class Converter:
    """A function, and whether it is right for integer and boolean results too."""

    function: ConverterFunction
    integers: bool


CONVERTERS: dict[str, Converter] = {}


def aten_op(*names: str, integers: bool = False) -> Callable[[_C], _C]:
    """Registers a converter for operators `aten::<name>`, all their overloads.

    Integers and booleans are carried as f32. With `integers` the converter computes results of
    these types too; without it they are refused. Operators of other namespaces have their whole
    name: `torchvision::nms`.
    """

    def register(converter: _C) -> _C:
        for name in names:
            assert name not in CONVERTERS, name
            CONVERTERS[name] = Converter(converter, integers)
        return converter

    return register


class TorchNode:
    """A node with its arguments by their names in the schema.

    Tensors are operands; numbers, lists and strings are Python values. `layers` has one layer
    for every tensor in the result, with its shape and type.
    """

    def __init__(self, op: str, arguments: dict[str, Any], layers: Sequence[Layer]) -> None:
        self.op = op
        self.arguments = arguments
        self.layers = layers

    @property
    def layer(self) -> Layer:
        """The layer of the first output."""
        return self.layers[0]

    @property
    def x(self) -> Operand:
        """The first argument."""
        return self._operand(next(iter(self.arguments)))

    def operand(self, *names: str) -> Operand:
        """A tensor, or a number as a constant; the first of `names` that the node has."""
        for name in names:
            if name in self.arguments:
                return self._operand(name)
        raise Unsupported(f"no argument {names[0]}")

    def optional(self, name: str) -> Operand | None:
        """A tensor argument, or None."""
        return None if self.arguments.get(name) is None else self._operand(name)

    def _operand(self, name: str) -> Operand:
        item = self.arguments[name]
        if isinstance(item, Value | Constant):
            return item
        if isinstance(item, bool | int | float):
            return Constant(name, np.asarray(item))
        raise Unsupported(f"argument {name} = {item}")

    def tensors(self, name: str) -> list[Operand | None]:
        """A list of tensors, some of which may be left out."""
        return list(self.arguments[name])

    def arg(self, name: str, default: Any = None) -> Any:
        """A plain argument; a constant tensor of one element counts as a number."""
        item = self.arguments.get(name, default)
        if isinstance(item, Constant) and item.data.size == 1:
            return item.data.reshape(()).item()
        if isinstance(item, Value | Constant):
            raise Unsupported(f"{name} computed at run time")
        return default if item is None else item

    def ints(self, name: str, count: int | None = None) -> list[int]:
        """A list of integers, a single one repeated `count` times."""
        item = self.arg(name, [])
        values = [int(i) for i in (item if isinstance(item, list | tuple) else [item])]
        return values * count if count is not None and len(values) == 1 else values

    def refuse(self, **defaults: Any) -> None:
        """Refuses arguments that are not what is supported."""
        for name, supported in defaults.items():
            if self.arg(name, supported) != supported:
                raise Unsupported(f"{name} = {self.arg(name)}")
