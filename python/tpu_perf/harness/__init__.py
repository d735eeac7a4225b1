# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ways to measure accuracy, each registered under the name that `harness: {type: ...}` gives.

A harness is a function from a `Measurement` (one deployed network, its data and arguments) to a
`Result`::

    @harness("topk")
    def topk(measurement: Measurement) -> Result: ...

A module of this package that defines one is found by itself.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tpu_perf.config import Case
from tpuc.errors import TpucError


@dataclass(frozen=True)
class Measurement:
    """One entry of `harness: args:`: a network file and how it is to be measured."""

    case: Case
    variant: str
    network: Path
    arguments: Mapping[str, Any]
    memory: dict[str, Any] = field(default_factory=dict)
    """What a harness keeps from one variant of a model to the next; empty at the first."""

    @property
    def title(self) -> str:
        """The first column of the result: the model's name and the variant's."""
        return f"{self.case.name}-{self.variant}"


@dataclass(frozen=True)
class Result:
    """What was measured, by column name; a float is written as a percentage.

    `statistics` go to `<type>.csv`, whose columns users' scripts know; `details` to
    `<type>_details.csv`.
    """

    statistics: Mapping[str, float | int | str]
    details: Mapping[str, float | int | str] = field(default_factory=dict)


Harness = Callable[[Measurement], Result]

_registered: dict[str, Harness] = {}


def harness(name: str) -> Callable[[Harness], Harness]:
    """Registers the decorated function as the harness called `name`."""

    def register(function: Harness) -> Harness:
        _registered[name] = function
        return function

    return register


def lookup(name: Any, where: str) -> Harness:
    """The harness called `name`; `where` names the file and key for the error."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    if not isinstance(name, str) or name not in _registered:
        known = ", ".join(sorted(_registered))
        raise TpucError(f"{where}: unknown harness type {name!r}; known: {known}")
    return _registered[name]
