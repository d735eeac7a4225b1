# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How float layers are chosen: one file per strategy, one entry each.

To add a strategy, write a function from `Problem` to `Choice`, decorate it with
``@strategy("name")`` and import its file at the end of this one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from tpuc.errors import TpucError
from tpuc.search.accumulated import Accumulated
from tpuc.search.cost import CostModel
from tpuc.search.evaluator import Evaluation, Evaluator
from tpuc.search.result import LayerResult, MethodTrial, Reach
from tpuc.search.types import LayerInfo, SearchOptions
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

    Attributes:
        evaluator: makes the trials.
        options: what the user asked for.
        float_modes: the types that layers may be taken to; the first is the preferred one.
        table: the thresholds in force at the start.
        candidates: for each method, a threshold for every layer.
        neighbours: edges of the network.
        observer: is to be told of layers and trials.
        costs: estimated times.
        accumulated: how close each layer of a mix is to the float network's.
        corrected: whether weights or biases of the network were corrected for the thresholds of
            `table`.
        found: the layers that were tried so far; what is left of a search that is interrupted.
    """

    evaluator: Evaluator
    options: SearchOptions
    float_modes: Sequence[str]
    table: Mapping[str, Threshold]
    candidates: Mapping[str, Mapping[str, Threshold]]
    neighbours: Neighbours
    observer: Observer
    costs: CostModel
    accumulated: Accumulated | None = None
    corrected: bool = False
    found: list[LayerResult] = field(default_factory=list)

    @property
    def float_mode(self) -> str:
        """The preferred float type."""
        return self.float_modes[0]


class Neighbours(Protocol):
    """The edges of the network that strategies ask for."""

    def partner(self, name: str) -> str | None:
        """The Scale that alone reads this Conv, or the Conv that this Scale reads; else None."""

    def followers(self, name: str) -> Sequence[str]:
        """Layers that move this layer's values without changing them, and share its threshold."""

    def producers(self, name: str) -> Sequence[str]:
        """The layers that compute what a layer reads, through those that only move values."""

    def moves(self, layer: LayerInfo) -> bool:
        """Whether a layer only moves or selects values, exactly in integers as in float."""


@dataclass(frozen=True)
class Choice:
    """What a strategy found: layers by falling loss, and the mixed network it chose.

    Float layers and thresholds to deploy with are those of `mix`. `notes` say what else was decided
    and why, a line each.
    """

    ranking: list[LayerResult]
    mix: Evaluation
    reach: Reach | None = None
    enough: Reach | None = None
    notes: list[str] = field(default_factory=list)


Find: TypeAlias = Callable[[Problem], Choice]


@dataclass(frozen=True)
class Strategy:
    """A registered strategy: how it finds its choice, and what options it heeds.

    `mixes_types`: chooses among several float types; `has_budget`: knows a limit of estimated time;
    `improves_int8`: has something to find even when INT8 alone reaches the target; `confirms`: a
    mix counts as reaching the target when samples that it was not searched on confirm it.
    """

    find: Find
    mixes_types: bool
    has_budget: bool
    improves_int8: bool
    confirms: bool


_STRATEGIES: dict[str, Strategy] = {}


def strategy(
    name: str,
    *,
    mixes_types: bool = False,
    has_budget: bool = False,
    improves_int8: bool = False,
    confirms: bool = True,
) -> Callable[[Find], Find]:
    """Registers the decorated function as the strategy `name`; see `Strategy`."""

    def register(function: Find) -> Find:
        if name in _STRATEGIES:
            raise ValueError(f"strategy {name} is registered twice")
        _STRATEGIES[name] = Strategy(function, mixes_types, has_budget, improves_int8, confirms)
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
from tpuc.search.strategies import greedy, prefix, joint, cost, mincos, thresholds  # noqa: E402, F401, I001
