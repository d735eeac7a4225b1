# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The network between a framework and MLIR: named nodes of the top dialect, plain Python.

Importers fill a `GraphBuilder`; `tpuc.frontend.emit` turns the finished `Graph` into a module.
Neither this file nor an importer needs MLIR.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeGuard

import numpy as np
import numpy.typing as npt

from tpuc.errors import TpucError, UnsupportedOpsError

Array: TypeAlias = npt.NDArray[np.generic]
Shape: TypeAlias = tuple[int, ...]
#: What an attribute of a top op can be; an enum's case is its name.
Attr: TypeAlias = bool | int | float | str | Sequence[int] | Sequence[float]
#: The framework's type of a tensor of which nothing else is said.
FLOAT: np.dtype[np.generic] = np.dtype(np.float32)


@dataclass(frozen=True)
class Value:
    """A tensor that the network computes: its name, static shape and the framework's type.

    `known_shape` is None for a value behind an unsupported operator whose shape nobody knows.
    Whatever `dtype` says, the tensor is f32 in the top dialect: integers and booleans are whole
    numbers there, exact up to 2^24.
    """

    name: str
    known_shape: Shape | None
    dtype: np.dtype[np.generic] = FLOAT

    @property
    def shape(self) -> Shape:
        """The shape, which a converter may ask for only where it is known."""
        if self.known_shape is None:
            raise Unsupported("an input of unknown shape")
        return self.known_shape

    @property
    def rank(self) -> int:
        """The number of dimensions."""
        return len(self.shape)


def is_float(operand: Operand) -> bool:
    """Whether the framework has floats there (half precision included), not integers or bools."""
    return operand.dtype.kind not in "biu"


@dataclass(frozen=True, eq=False)
class Constant:
    """A tensor whose elements are known at import: it becomes a weight where an op reads it."""

    name: str
    data: Array

    @property
    def shape(self) -> Shape:
        """The shape of the elements."""
        return self.data.shape

    @property
    def rank(self) -> int:
        """The number of dimensions."""
        return self.data.ndim

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """The type that the framework has."""
        return self.data.dtype


Operand: TypeAlias = Value | Constant
Field: TypeAlias = Operand | Sequence[Operand] | Attr | None


@dataclass
class Node:
    """One op of the top dialect with one result, the tensor `name`.

    `operands` are keyed by their ODS names; a variadic operand is a list.
    """

    op: str
    name: str
    operands: dict[str, str | list[str]]
    attrs: dict[str, Attr]
    shape: Shape | None

    def operand_names(self) -> list[str]:
        """The tensors the node reads, in order."""
        names: list[str] = []
        for operand in self.operands.values():
            names.extend([operand] if isinstance(operand, str) else operand)
        return names


@dataclass
class Graph:
    """A network: nodes in topological order, each keyed by the tensor it produces."""

    inputs: list[Value]
    nodes: dict[str, Node]
    weights: dict[str, Array]
    outputs: list[str]
    #: layer name -> the framework's name of the same tensor, where there is one
    sources: dict[str, str] = field(default_factory=dict)
    #: op -> the framework's operator, for ops whose layer is named `<tensor>_<operator>` wherever
    #: a pattern was put back into one; others keep the name of the pattern's last op
    recognized: dict[str, str] = field(default_factory=dict)
    #: layers that have room for more than the data fills, and end with -1
    partly_filled: set[str] = field(default_factory=set)

    def rename(self, old: str, new: str) -> None:
        """Gives the tensor `old` the name `new`; if there is a node `new`, that computes it now."""
        renamed = {}
        for name, node in self.nodes.items():
            for key, operand in node.operands.items():
                if isinstance(operand, str):
                    node.operands[key] = new if operand == old else operand
                else:
                    node.operands[key] = [new if x == old else x for x in operand]
            if name == old:
                if new in self.nodes:
                    continue
                name = node.name = new
            renamed[name] = node
        self.nodes = renamed
        self.outputs = [new if name == old else name for name in self.outputs]
        source = self.sources.pop(old, None)
        if source is not None:
            self.sources.setdefault(new, source)

    def users(self) -> dict[str, list[str]]:
        """For every tensor, the nodes that read it (a node twice if it reads it twice)."""
        users: dict[str, list[str]] = {}
        for node in self.nodes.values():
            for name in node.operand_names():
                users.setdefault(name, []).append(node.name)
        return users

    def remove_dead(self) -> None:
        """Drops nodes and weights that no output depends on."""
        live = set(self.outputs)
        for node in reversed(list(self.nodes.values())):
            if node.name in live:
                live.update(node.operand_names())
        self.nodes = {name: node for name, node in self.nodes.items() if name in live}
        self.weights = {name: data for name, data in self.weights.items() if name in live}


class Unsupported(Exception):
    """Raised by a converter for a form of its operator that cannot be imported.

    The message completes "<operator> with ...".
    """


class GraphBuilder:
    """Builds a `Graph`: gives unique names, turns constants into weights.

    Operators that cannot be converted are noted with `unsupported` and reported together by
    `finish`, leaving out those that no output needs.
    """

    _UNSUPPORTED = "?"

    def __init__(self, framework: str) -> None:
        self._framework = framework
        self._graph = Graph([], {}, {}, [])
        self._constants: dict[int, tuple[str, Constant]] = {}
        self._names: set[str] = set()

    def unique(self, name: str) -> str:
        """Reserves `name`, without spaces and with a suffix if it is taken."""
        name = "_".join(name.split()) or "unnamed"
        candidate, count = name, 0
        while candidate in self._names:
            count += 1
            candidate = f"{name}_{count}"
        self._names.add(candidate)
        return candidate

    def add_input(self, name: str, shape: Shape, dtype: np.dtype[np.generic] = FLOAT) -> Value:
        """Adds a network input."""
        value = Value(self.unique(name), shape, dtype)
        self._graph.inputs.append(value)
        self._graph.sources[value.name] = name
        return value

    def add_node(
        self,
        op: str,
        name: str,
        shape: Shape | None,
        fields: dict[str, Field],
        dtype: np.dtype[np.generic] = FLOAT,
    ) -> Value:
        """Adds an op; `fields` holds its operands and attributes by ODS name, None for absent."""
        operands: dict[str, str | list[str]] = {}
        attrs: dict[str, Attr] = {}
        for key, item in fields.items():
            if isinstance(item, Value | Constant):
                operands[key] = self._tensor(item)
            elif _is_operand_list(item):
                operands[key] = [self._tensor(operand) for operand in item]
            elif item is not None:
                attrs[key] = item  # type: ignore[assignment]
        name = self.unique(name)
        self._graph.nodes[name] = Node(op, name, operands, attrs, shape)
        return Value(name, shape, dtype)

    def unsupported(
        self, op: str | None, name: str, shape: Shape | None, inputs: Iterable[Operand]
    ) -> Value:
        """Adds a place holder for an operator that cannot be converted.

        `op` is what the user reads; None for one that only suffers from an earlier place holder.
        """
        inputs = [operand for operand in inputs if isinstance(operand, Value)]
        fields: dict[str, Field] = {"inputs": inputs, "what": op}
        return self.add_node(self._UNSUPPORTED, name, shape, fields)

    def set_source(self, value: Value, source: str) -> None:
        """Says which tensor of the framework `value` is; the first one said stays."""
        self._graph.sources.setdefault(value.name, source)

    def set_partly_filled(self, value: Value) -> None:
        """Says that a value ends with -1, where the framework's has only what it finds."""
        self._graph.partly_filled.add(value.name)

    def finish(self, outputs: Sequence[Operand]) -> Graph:
        """Returns the graph that computes `outputs`."""
        if not outputs:
            raise TpucError("the network has no outputs")
        graph = self._graph
        try:
            graph.outputs = [self._tensor(output) for output in outputs]
        except Unsupported as reason:
            raise TpucError(f"an output of the network is {reason}") from reason
        graph.remove_dead()
        self.refuse_unsupported()
        readers = {name: node for node in graph.nodes.values() for name in node.operand_names()}
        for name, data in graph.weights.items():
            _check_weight(name, data, readers.get(name))
        return graph

    def refuse_unsupported(self, others: Mapping[str, Sequence[str]] | None = None) -> None:
        """Raises if an operator was `unsupported` so far; `others` are listed with them."""
        missing: dict[str, list[str]] = {}
        for node in self._graph.nodes.values():
            if node.op == self._UNSUPPORTED and "what" in node.attrs:
                missing.setdefault(str(node.attrs["what"]), []).append(node.name)
        if missing:
            for what, names in (others or {}).items():
                missing.setdefault(what, []).extend(names)
            raise UnsupportedOpsError(self._framework, missing)

    def _tensor(self, operand: Operand) -> str:
        if isinstance(operand, Value):
            return operand.name
        # Keeps the Constant itself too: its id is the key.
        if id(operand) not in self._constants:
            data = np.ascontiguousarray(operand.data, dtype=np.float32).reshape(operand.shape)
            _check_exact(operand, data)
            name = self.unique(operand.name)
            self._constants[id(operand)] = (name, operand)
            self._graph.weights[name] = data
        return self._constants[id(operand)][0]


class Layer:
    """The ops that one operator of the framework becomes: the last one carries its name."""

    def __init__(
        self,
        builder: GraphBuilder,
        name: str,
        shape: Shape | None,
        dtype: np.dtype[np.generic] = FLOAT,
    ) -> None:
        self._builder = builder
        self._name = name
        self.known_shape = shape
        self.dtype = dtype

    @property
    def shape(self) -> Shape:
        """The shape of the layer's result."""
        return Value(self._name, self.known_shape).shape

    def emit(self, op: str, /, **fields: Field) -> Value:
        """Adds the layer's result."""
        return self._builder.add_node(op, self._name, self.known_shape, fields, self.dtype)

    def part(self, suffix: str, shape: Shape, op: str, /, **fields: Field) -> Value:
        """Adds an op before the result, named `<layer>_<suffix>`."""
        name = f"{self._name}_{suffix}"
        return self._builder.add_node(op, name, shape, fields, self.dtype)

    def inner(self, suffix: str, shape: Shape) -> Layer:
        """A layer on the way to the result, named `<layer>_<suffix>`."""
        return Layer(self._builder, f"{self._name}_{suffix}", shape, self.dtype)

    def constant(self, suffix: str, data: npt.ArrayLike) -> Constant:
        """A weight that the importer computed, named `<layer>_<suffix>`."""
        return Constant(f"{self._name}_{suffix}", np.asarray(data, dtype=np.float32))


def _check_exact(operand: Constant, data: Array) -> None:
    """Raises for integers that f32 does not hold."""
    if is_float(operand) or operand.data.dtype == np.bool_:
        return
    large = np.abs(data) >= 2**24
    for held, meant in zip(data[large].flat, operand.data[large].flat, strict=True):
        if int(held) != int(meant):
            raise Unsupported(f"the integer constant {meant}, which 24 bits do not hold")


def _is_operand_list(item: Field) -> TypeGuard[Sequence[Operand]]:
    return isinstance(item, list | tuple) and any(isinstance(x, Value | Constant) for x in item)


#: Ops that infinite constants may reach: masks are such.
_MASKED = {"Add", "Where", "Max", "Min", "Compare", "Concat", "Gather", "Tile", "Reshape", "Slice"}


def _check_weight(name: str, data: Array, reader: Node | None) -> None:
    bad = int(np.isnan(data).sum())
    infinite = int(np.isinf(data).sum())
    if reader is None or reader.op in _MASKED:  # none: an output that is a constant
        infinite = 0
    if bad or infinite:
        what = f"{bad} NaN" if bad else f"{infinite} infinities"
        raise TpucError(
            f"weight {name} holds {what} of {data.size} values: the model file is damaged "
            "or was saved from a training run that diverged"
        )
