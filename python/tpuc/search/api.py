# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The search as a function: which layers cannot stand INT8."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tpuc import chips
from tpuc.calibration import calibrate
from tpuc.dataset import ArraySamples, ModelInput
from tpuc.errors import TpucError
from tpuc.layers import Layers
from tpuc.search import strategies
from tpuc.search.edges import Edges
from tpuc.search.evaluator import Evaluator
from tpuc.search.objective import Objective, PostProcess
from tpuc.search.report import Observers
from tpuc.search.types import SearchOptions, SearchResult
from tpuc.tables import Threshold, check_layers

#: Gives, for each method, a threshold for every layer.
Candidates: TypeAlias = Callable[[Sequence[str]], Mapping[str, Mapping[str, Threshold]]]


def search(
    module: Any,
    samples: Mapping[str, npt.NDArray[np.generic]],
    *,
    table: Mapping[str, Threshold] | None = None,
    candidates: Candidates | None = None,
    post_process: PostProcess | None = None,
    observer: strategies.Observer | None = None,
    **options: Any,
) -> SearchResult:
    """Finds the layers of a Top module to keep in float when the rest is INT8.

    `samples` are the inputs of the network, name -> [samples * B, ...], that trials are run on.
    `table` are the thresholds to begin with; without, those of the method KL on `samples`.
    `candidates` is called once, and only when INT8 alone is not good enough, with the names of the
    methods; without, the methods are applied to `samples`. `post_process` maps the compared
    tensors of a sample to what is to be compared. `options` are the fields of `SearchOptions`,
    of which `chip` is required:

        result = tpuc.search(module, {"input": photos}, chip="bm1684", expected_cos=0.98)
        result.quantization_table().write("qtable")

    Raises TpucError on options that make no sense, a table that does not fit the network or a
    chip that lacks what is asked for; an unmet `expected_cos` is no error: see `SearchResult.met`.
    """
    from tpuc.runtime import Session, TrialSession

    start = time.perf_counter()
    chosen = checked(SearchOptions(**options))
    float_mode = chips.lookup(chosen.chip).float_mode(chosen.fp_type)
    session = Session(module)
    inputs = [ModelInput(one.name, tuple(one.shape)) for one in session.inputs]
    arrays = ArraySamples(samples, inputs)
    calibrated = candidates or _from_samples(session, arrays)
    in_force = dict(table if table is not None else calibrated(["KL"])["KL"])
    names = [one.name for one in session.tensors]
    check_layers(in_force, names, "the calibration table", complete=True)
    weights = dict(chosen.compare) or _alike([one.name for one in session.outputs])
    check_layers(weights, names, "global compare layers")

    runner = TrialSession(
        module,
        chosen.chip,
        fp_type=float_mode,
        asymmetric=chosen.asymmetric,
        table=in_force,
        samples=arrays.all(),
        compare=list(weights),
    )
    problem = strategies.Problem(
        Evaluator(runner, Objective(weights, arrays.expected, post_process)),
        chosen,
        float_mode,
        in_force,
        {},
        Edges(Layers.of(module)),
        observer or Observers(),
    )
    return replace(
        _find(problem, calibrated),
        samples=arrays.expected,
        trials=problem.evaluator.trials,
        seconds=time.perf_counter() - start,
    )


def checked(options: SearchOptions) -> SearchOptions:
    """The options, or a TpucError that names the first that makes no sense."""
    if not -1 <= options.expected_cos <= 1:
        raise TpucError(f"expected_cos {options.expected_cos:g} is no cosine: it is at most 1")
    if options.max_float_layers < 0:
        raise TpucError(f"max_float_layers {options.max_float_layers} is negative")
    if not options.methods:
        raise TpucError("no calibration method is given")
    calibrate.check_methods(options.methods)
    strategies.lookup(options.strategy)
    chip = chips.lookup(options.chip)
    chip.float_mode(options.fp_type)
    if options.asymmetric and not chip.asymmetric:
        raise TpucError(f"{chip.name} has no asymmetric INT8")
    return options


def _find(problem: strategies.Problem, calibrated: Candidates) -> SearchResult:
    """INT8 first; when it is not good enough, what the strategy chooses."""
    options = problem.options
    int8_cos = problem.evaluator.network_cosine({})
    problem.observer.note(f"int8 outputs_cos:{int8_cos:.6f}")
    if int8_cos > options.expected_cos:
        choice = strategies.Choice([], {}, dict(problem.table), int8_cos)
    else:
        candidates = _with_ranges_of(problem.table, calibrated(options.methods))
        choice = strategies.lookup(options.strategy)(replace(problem, candidates=candidates))
    return SearchResult(
        options=options,
        float_mode=problem.float_mode,
        int8_cos=int8_cos,
        mixed_cos=choice.mixed_cos,
        ranking=choice.ranking,
        modes=choice.modes,
        table=choice.table,
        reach=choice.reach,
        enough=choice.enough,
    )


def _with_ranges_of(
    table: Mapping[str, Threshold], candidates: Mapping[str, Mapping[str, Threshold]]
) -> dict[str, dict[str, Threshold]]:
    """The candidates' thresholds with the ranges of the table, which often saw more samples."""
    return {
        method: {
            name: table[name]._replace(threshold=entry.threshold) for name, entry in rows.items()
        }
        for method, rows in candidates.items()
    }


def _from_samples(session: Any, samples: ArraySamples) -> Candidates:
    """Candidates from statistics of the samples; collected when first asked for."""
    from tpuc.runtime import Statistics

    @cache
    def statistics() -> calibrate.Statistics:
        return calibrate.collect(Statistics(session), samples)

    return lambda methods: {method: statistics().table(method) for method in methods}


def _alike(names: Sequence[str]) -> dict[str, float]:
    return dict.fromkeys(names, 1 / len(names))
