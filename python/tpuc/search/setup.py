# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""From what a user gives to the problem that a strategy solves."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tpuc import __version__, chips
from tpuc.calibration import calibrate
from tpuc.corrections import has_int8_weights
from tpuc.dataset import ArraySamples, ModelInput
from tpuc.errors import TpucError
from tpuc.layers import Layers
from tpuc.search import strategies
from tpuc.search.accumulated import Accumulated
from tpuc.search.cost import CostModel
from tpuc.search.edges import Edges
from tpuc.search.evaluator import Evaluator, Memory
from tpuc.search.journal import fingerprint
from tpuc.search.measures import Labels, Measure
from tpuc.search.objective import Objective, PostProcess
from tpuc.search.plain import PlainRunner
from tpuc.search.target import METRICS
from tpuc.search.types import SearchOptions
from tpuc.tables import Threshold, check_layers

Arrays: TypeAlias = Mapping[str, npt.NDArray[np.generic]]

#: Gives, for each method, a threshold for every layer.
Candidates: TypeAlias = Callable[[Sequence[str]], Mapping[str, Mapping[str, Threshold]]]

MOST_HELD_OUT = 0.9

#: With fewer samples for the selection than this, their noise would decide; they are held out.
LEAST_SELECTION = 8


@dataclass(frozen=True)
class SearchData:
    """What a search may be given beside the network, its samples and its table.

    Attributes:
        candidates: called once, and only when INT8 alone is not good enough, with the names of the
            methods; None: the methods are applied to the samples.
        post_process: maps the compared tensors of a sample to what is to be compared.
        labels: acceptable classes of each sample, for a target on the accuracy drop.
        held_out: samples that trials are not run on; None: the share `SearchOptions.holdout` of the
            samples. When there are 16 or more, the first half confirms what reaches the target
            (but for the strategy greedy), and only the others are held out from the choice; the
            result is validated on both.
        held_out_labels: their labels.
        layer_times: measured times of every layer, see `tpuc.search.cost.read_layer_times`.
        settings: what else the trials depend on, for the journal: name -> value.
        alternatives: evaluate a few more mixes around the chosen one, for a report.
    """

    candidates: Candidates | None = None
    post_process: PostProcess | None = None
    labels: Labels | None = None
    held_out: Arrays | None = None
    held_out_labels: Labels | None = None
    layer_times: Mapping[str, Mapping[str, float]] | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    alternatives: bool = False


def float_modes(options: SearchOptions) -> tuple[str, ...]:
    """The types to mix with; TpucError when the chip lacks one."""
    chip = chips.lookup(options.chip)
    words = [word.strip() for word in options.fp_type.split(",")]
    return tuple(dict.fromkeys(chip.float_mode(word) for word in words))


def checked(options: SearchOptions) -> SearchOptions:
    """The options, or a TpucError that names the first that makes no sense."""
    if not -1 <= options.expected_cos <= 1:
        raise TpucError(f"expected_cos {options.expected_cos:g} is no cosine: it is at most 1")
    if options.target is not None:
        options.target.checked()
    if not -1 <= options.min_layer_cos <= 1:
        raise TpucError(f"min_layer_cos {options.min_layer_cos:g} is no cosine: it is at most 1")
    if options.max_float_layers is not None and options.max_float_layers < 0:
        raise TpucError(f"max_float_layers {options.max_float_layers} is negative")
    if options.budget is not None and not options.budget >= 1:
        raise TpucError(
            f"budget {options.budget:g} is less than INT8 itself takes: it is a multiple of that, "
            "at least 1"
        )
    if not 0 <= options.holdout <= MOST_HELD_OUT:
        raise TpucError(f"holdout {options.holdout:g} is no share in [0, {MOST_HELD_OUT:g}]")
    if not options.methods:
        raise TpucError("no calibration method is given")
    calibrate.check_methods(options.methods)
    strategy = strategies.lookup(options.strategy)
    chip = chips.lookup(options.chip)
    if len(float_modes(options)) > 1 and not strategy.mixes_types:
        raise TpucError(
            f"strategy {options.strategy} mixes with one float type, not with {options.fp_type}"
        )
    if options.budget is not None and not strategy.has_budget:
        raise TpucError(f"strategy {options.strategy} knows no budget: use cost")
    if options.asymmetric and not chip.asymmetric:
        raise TpucError(f"{chip.name} has no asymmetric INT8")
    return options


class Setup:
    """The network, its samples and what they are compared by; makes runners and the problem."""

    def __init__(
        self,
        module: Any,
        samples: Arrays,
        table: Mapping[str, Threshold] | None,
        options: SearchOptions,
        data: SearchData,
    ) -> None:
        from tpuc.runtime import Session

        self.module, self.options, self._data = module, options, data
        self.shows_alternatives = data.alternatives
        self.float_modes = float_modes(options)
        session = Session(module)
        self._inputs = [ModelInput(one.name, tuple(one.shape)) for one in session.inputs]
        every = ArraySamples(samples, self._inputs)
        self._split(every)
        self.calibrated = data.candidates or _from_samples(session, self.samples, Layers.of(module))
        self.table = dict(table if table is not None else self.calibrated(["KL"])["KL"])
        names = [one.name for one in session.tensors]
        check_layers(self.table, names, "the calibration table", complete=True)
        if data.layer_times is not None:
            check_layers(data.layer_times, names, "the table of layer times")
        self._weights = dict(options.compare) or _alike([one.name for one in session.outputs])
        check_layers(self._weights, names, "global compare layers")
        self._measure(self.samples, self._labels)  # what is wrong with it is found before any work

    def _split(self, every: ArraySamples) -> None:
        """Takes the held-out samples, given or cut off, and the labels that go with each part."""
        labels, data = self._data.labels, self._data
        number = every.expected
        if labels is not None and len(labels) != number:
            raise TpucError(f"there are {len(labels)} labels for {number} samples")
        kept = number
        if data.held_out is None and number > 1:
            kept = max(1, number - round(number * self.options.holdout))
        parts = list(_rows(every, kept))
        self.samples = ArraySamples(parts[0], self._inputs)
        self._labels = labels[:kept] if labels is not None else None
        self.held_out: ArraySamples | None = None
        self._held_out_labels = data.held_out_labels
        if data.held_out is not None:
            self.held_out = ArraySamples(data.held_out, self._inputs)
        elif kept < number:
            self.held_out = ArraySamples(parts[1], self._inputs)
            self._held_out_labels = labels[kept:] if labels is not None else None
        self._split_selection()

    def _split_selection(self) -> None:
        """Takes the samples of the selection from the held-out ones, when they are enough."""
        self.selection: ArraySamples | None = None
        self._selection_labels: Labels | None = None
        if self.held_out is None or not strategies.lookup(self.options.strategy).confirms:
            return
        half = self.held_out.expected // 2
        if half < LEAST_SELECTION:
            return
        first, rest = (ArraySamples(part, self._inputs) for part in _rows(self.held_out, half))
        self.selection, self.held_out = first, rest
        labels = self._held_out_labels
        if labels is not None:
            self._selection_labels, self._held_out_labels = labels[:half], labels[half:]

    def fingerprints(self) -> dict[str, str]:
        """What the trials depend on: what, in words -> fingerprint."""
        network = io.BytesIO()
        self.module.operation.write_bytecode(network)
        goal, data = self.options.goal, self._data
        files = [Path(goal.metric).read_bytes()] if goal.metric not in METRICS else []
        described = [data.labels, data.held_out_labels, data.layer_times, _code(data.post_process)]
        return {
            "the version of tpuc": __version__,
            "the network": fingerprint(network.getvalue()),
            "the calibration table": fingerprint(sorted(self.table.items())),
            "the samples": fingerprint(self.samples.all()),
            "the held-out samples": fingerprint(
                [one.all() for one in (self.selection, self.held_out) if one is not None]
            ),
            "the options": fingerprint(vars(self.options), files, described),
            **{name: fingerprint(value) for name, value in data.settings.items()},
        }

    def problem(self, observer: strategies.Observer, memory: Memory | None) -> strategies.Problem:
        """All that a strategy works with; without candidates."""
        from tpuc.runtime import TrialSession

        selection = None
        if self.selection is not None:
            labels = self._selection_labels
            selection = self._evaluator(PlainRunner, self.selection, labels, memory, "selection")
        evaluator = self._evaluator(
            TrialSession, self.samples, self._labels, memory, selection=selection
        )
        layers = Layers.of(self.module)
        floats = [layer.name for layer in evaluator.layers if layer.float_only]
        modes = ("INT8", *self.float_modes)
        costs = CostModel(layers, self.options.chip, modes, floats, self._data.layer_times)
        return strategies.Problem(
            evaluator,
            self.options,
            self.float_modes,
            self.table,
            {},
            Edges(layers),
            observer,
            costs,
            Accumulated(
                self.module, self.options.chip, self.options.asymmetric, self.samples, memory
            ),
            has_int8_weights(self.module),
        )

    def validator(self) -> Evaluator | None:
        """Evaluates whole networks on the held-out samples; None when there are none."""
        if self.held_out is None:
            return None
        return self._evaluator(PlainRunner, self.held_out, self._held_out_labels)

    def _evaluator(
        self,
        make: Any,
        samples: ArraySamples,
        labels: Labels | None,
        memory: Memory | None = None,
        scope: str = "",
        selection: Evaluator | None = None,
    ) -> Evaluator:
        from tpuc.runtime import TrialOptions

        options = TrialOptions(
            self.options.chip,
            fp_type=self.float_modes[0],
            asymmetric=self.options.asymmetric,
            compare=list(self._weights),
        )
        runner = make(self.module, options, table=self.table, samples=samples.all())
        objective, measure = self._measure(samples, labels)
        return Evaluator(runner, objective, measure, self.table, memory, scope, selection)

    def _measure(self, samples: ArraySamples, labels: Labels | None) -> tuple[Objective, Measure]:
        objective = Objective(self._weights, samples.expected, self._data.post_process)
        return objective, Measure(self.options.goal, objective, labels)


def _rows(samples: ArraySamples, first: int) -> Any:
    """The first samples, and the rest."""
    arrays = samples.all()
    for part in (slice(0, first), slice(first, None)):
        yield {
            one.name: arrays[one.name]
            .reshape(samples.expected, -1, *one.shape[1:])[part]
            .reshape(-1, *one.shape[1:])
            for one in samples.inputs
        }


def _code(function: Any) -> object:
    """What a function does, as far as it can be told: its source, or its code."""
    source = getattr(function, "source", None)
    code = getattr(function, "__code__", None)
    return source if source is not None else (code.co_code if code is not None else repr(function))


def _from_samples(session: Any, samples: ArraySamples, layers: Layers) -> Candidates:
    """Candidates from statistics of the samples; collected when first asked for."""
    from tpuc.runtime import Statistics

    @cache
    def statistics() -> calibrate.Statistics:
        return calibrate.collect(Statistics(session), samples, layers)

    @cache
    def table(method: str) -> Mapping[str, Threshold]:
        return statistics().table(method)

    return lambda methods: {method: table(method) for method in methods}


def _alike(names: Sequence[str]) -> dict[str, float]:
    return dict.fromkeys(names, 1 / len(names))
