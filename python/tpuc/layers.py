# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The layers of a Top module and who reads whom, for tools that do not need the IR itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Layer:
    """One layer: its name, operator (``top.Conv``), and what it reads, by name.

    `inputs` are other layers, `weights` constants, both in the order of the operands. `op` is the
    operation in the module, None for a layer that stands in no module. `constant_first` says that
    the first operand is a weight.
    """

    name: str
    type: str
    inputs: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()
    op: Any = field(default=None, compare=False, repr=False)
    constant_first: bool = False


class Layers(Mapping[str, Layer]):
    """The layers of a network by name, in topological order; network inputs are layers too."""

    def __init__(self, layers: Iterable[Layer], outputs: Sequence[str], module: Any = None) -> None:
        self._layers = {layer.name: layer for layer in layers}
        self._module = module  # operations end with the module that they stand in
        self.outputs = list(outputs)
        self._readers: dict[str, list[str]] = defaultdict(list)
        for layer in self._layers.values():
            for name in dict.fromkeys(layer.inputs):
                self._readers[name].append(layer.name)

    @staticmethod
    def of(module: Any) -> Layers:
        """The layers of a module (`tpuc.mlir.ir.Module`)."""
        layers: list[Layer] = []
        outputs: list[str] = []
        names: dict[Any, str] = {}  # result -> layer
        weights: dict[Any, str] = {}
        for op in _operations(module):
            inputs = tuple(names[value] for value in op.operands if value in names)
            if op.name == "func.return":
                outputs = list(inputs)
            if len(op.results) != 1 or not op.location.is_a_name():
                continue
            name = op.location.name_str
            if op.name == "top.Weight":
                weights[op.results[0]] = name
                continue
            names[op.results[0]] = name
            constants = tuple(weights[value] for value in op.operands if value in weights)
            first = bool(constants) and op.operands[0] in weights
            layers.append(Layer(name, op.name, inputs, constants, op, first))
        return Layers(layers, outputs, module)

    def __getitem__(self, name: str) -> Layer:
        return self._layers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._layers)

    def __len__(self) -> int:
        return len(self._layers)

    def readers(self, name: str) -> list[Layer]:
        """The layers that read `name`."""
        return [self._layers[reader] for reader in self._readers[name]]

    def only_reader(self, name: str) -> Layer | None:
        """The layer that reads `name` when it is the only one and `name` is no output."""
        readers = self._readers[name]
        return self._layers[readers[0]] if len(readers) == 1 and name not in self.outputs else None


def _operations(module: Any) -> Iterator[Any]:
    """The operations of the network's function."""
    for function in module.body.operations:
        for region in function.operation.regions:
            for block in region.blocks:
                for op in block.operations:
                    yield op.operation
