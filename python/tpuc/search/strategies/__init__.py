# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How float layers are chosen: one file per strategy, one entry each.

To add a strategy, write a function from `Problem` to `Choice`, decorate it with
``@strategy("name")`` and import its file at the end of this one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from tpuc.errors import TpucError
from tpuc.search.evaluator import Evaluator
from tpuc.search.types import LayerInfo, LayerResult, MethodTrial, Reach, SearchOptions
from tpuc.tables import Threshold


class Observer(Protocol):
    """What is told of a search as it goes on: the log file, a progress bar."""

    def started(self, layers: int) -> None:
        """So many layers are going to be tried."""

    def layer_started(self, name: str, type: str) -> None:
        """The trials of a layer begin."""

    def tried(self, name: str, trial: MethodTrial) -> None:
        """A trial of the layer is done."""

    def layer_done(self, result: LayerResult) -> None:
        """All trials of a layer are done."""

    def note(self, text: str) -> None:
        """Anything else worth a line."""


@dataclass(frozen=True)
class Problem:
    """All that a strategy may use.

    `candidates` has, for each method, a threshold for every layer; `table` the thresholds in
    force at the start. `float_mode` is the type that layers are taken to.
    """

    evaluator: Evaluator
    options: SearchOptions
    float_mode: str
    table: Mapping[str, Threshold]
    candidates: Mapping[str, Mapping[str, Threshold]]
    neighbours: Neighbours
    observer: Observer


class Neighbours(Protocol):
    """The edges of the network that strategies ask for."""

    def partner(self, name: str) -> str | None:
        """The Scale that alone reads this Conv, or the Conv that this Scale reads; else None."""

    def followers(self, name: str) -> Sequence[str]:
        """Layers that move this layer's values without changing them, and share its threshold."""

    def moves(self, layer: LayerInfo) -> bool:
        """Whether a layer only moves or selects values, exactly in integers as in float."""


@dataclass(frozen=True)
class Choice:
    """What a strategy found: layers by falling loss, float layers, thresholds to deploy with."""

    ranking: list[LayerResult]
    modes: dict[str, str]
    table: dict[str, Threshold]
    mixed_cos: float
    reach: Reach | None = None
    enough: Reach | None = None


Strategy: TypeAlias = Callable[[Problem], Choice]

_STRATEGIES: dict[str, Strategy] = {}


def strategy(name: str) -> Callable[[Strategy], Strategy]:
    """Registers the decorated function as the strategy `name`."""

    def register(function: Strategy) -> Strategy:
        if name in _STRATEGIES:
            raise ValueError(f"strategy {name} is registered twice")
        _STRATEGIES[name] = function
        return function

    return register


def strategy_names() -> list[str]:
    """All strategies, in the order of their registration."""
    return list(_STRATEGIES)


def lookup(name: str) -> Strategy:
    """The strategy called `name`; a TpucError lists those there are."""
    if name not in _STRATEGIES:
        raise TpucError(f"unknown strategy {name}: one of {', '.join(_STRATEGIES)}")
    return _STRATEGIES[name]


# Each import registers its strategy.
from tpuc.search.strategies import greedy  # noqa: E402, F401
