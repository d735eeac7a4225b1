# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""From the outcome of a search to a report: measures what the search has not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tpuc import __version__
from tpuc.calibration import calibrate
from tpuc.calibration.distribution import LayerStatistics
from tpuc.corrections import has_int8_weights
from tpuc.dataset import ArraySamples, ModelInput
from tpuc.layers import Layers
from tpuc.report.advice import Evidence, advise
from tpuc.report.model import (
    AccumulatedEntry,
    AlternativeEntry,
    HistogramEntry,
    IntervalEntry,
    LayerEntry,
    MethodEntry,
    Report,
    SummaryEntry,
)
from tpuc.report.parts import Parts, split
from tpuc.search.accumulated import Accumulated
from tpuc.search.objective import Objective, PostProcess
from tpuc.search.result import Figures, LayerResult, SearchResult

#: Of the samples given, so many are run: enough to tell weights from activations and to see where
#: the error begins, at a fraction of the search's time.
SAMPLES = 2
#: Bins of the histograms that a report holds.
BINS = 64


def explain(
    module: Any,
    samples: Mapping[str, npt.NDArray[np.generic]],
    result: SearchResult,
    *,
    network: str = "network",
    statistics: Mapping[str, LayerStatistics] | None = None,
    post_process: PostProcess | None = None,
) -> Report:
    """Makes the report of a search.

    Args:
        module: the Top network that was searched.
        samples: inputs of it, name -> [samples * B, ...], such as those of the search; the first
            two are run.
        result: what `tpuc.search.search` returned.
        network: what the report calls the network.
        statistics: of every layer's tensor, for the histograms; without, those of the samples.
        post_process: as the search had it.

    Measured here are the parts of the losses (`tpuc.report.parts`), with the thresholds that the
    search chose, and the accumulated cosine of every layer in the INT8 and in the mixed network.
    """
    from tpuc.runtime import Session

    session = Session(module)
    batch = {one.name: one.shape[0] if one.shape else 1 for one in session.inputs}
    few = {name: np.asarray(array[: SAMPLES * batch[name]]) for name, array in samples.items()}
    inputs = [ModelInput(one.name, tuple(one.shape)) for one in session.inputs]
    arrays = ArraySamples(few, inputs)
    if statistics is None:
        statistics = _statistics(session, arrays, Layers.of(module))
    parts = _parts(module, arrays, result, post_process) if result.ranking else {}
    layers = [
        _layer(place, layer, result, parts.get(layer.name), statistics.get(layer.name))
        for place, layer in enumerate(result.ranking)
    ]
    growth = _growth(module, arrays, result)
    ranges = {name: (seen.min, seen.max) for name, seen in statistics.items()}
    return Report(
        summary=_summary(result, network, len(growth)),
        advice=advise(Evidence(result, layers, ranges, has_int8_weights(module))),
        layers=layers,
        accumulated=growth,
        alternatives=_alternatives(result),
        warnings=list(result.warnings),
        notes=list(result.notes),
        version=__version__,
    )


def _statistics(
    session: Any, arrays: ArraySamples, layers: Layers
) -> Mapping[str, LayerStatistics]:
    from tpuc.runtime import Statistics

    return calibrate.collect(Statistics(session), arrays, layers).layers


def _parts(
    module: Any, arrays: ArraySamples, result: SearchResult, post_process: PostProcess | None
) -> Mapping[str, Parts]:
    from tpuc.runtime import Session, TrialOptions, TrialSession

    options = result.options
    outputs = [one.name for one in Session(module).outputs]
    weights = dict(options.compare) or dict.fromkeys(outputs, 1 / len(outputs))
    runner = TrialSession(
        module,
        TrialOptions(
            options.chip,
            fp_type=result.float_mode,
            asymmetric=options.asymmetric,
            compare=list(weights),
        ),
        table=result.table,
        samples=arrays.all(),
    )
    objective = Objective(weights, arrays.expected, post_process)
    objective.set_reference(runner.reference())
    return split(runner, objective, result.ranking)


def _growth(module: Any, arrays: ArraySamples, result: SearchResult) -> list[AccumulatedEntry]:
    """The accumulated cosine of every layer, INT8 and mixed, with the thresholds to deploy with."""
    options = result.options
    measured = Accumulated(module, options.chip, options.asymmetric, arrays)
    int8 = measured.cosines({}, result.table)
    mixed = measured.cosines(result.modes, result.table) if result.modes else int8
    return [
        AccumulatedEntry(
            layer.name,
            layer.type,
            result.modes.get(layer.name, "INT8"),
            int8.get(layer.name),
            mixed.get(layer.name),
        )
        for layer in Layers.of(module).values()
        if layer.type != "top.Input"
    ]


def _layer(
    place: int,
    layer: LayerResult,
    result: SearchResult,
    parts: Parts | None,
    seen: LayerStatistics | None,
) -> LayerEntry:
    times = result.costs.layers.get(layer.name, {})
    return LayerEntry(
        place=place,
        name=layer.name,
        type=layer.type,
        loss=layer.loss,
        method=layer.best.method,
        threshold=layer.best.threshold.threshold,
        mode=result.modes.get(layer.name, "INT8"),
        methods=[
            MethodEntry(one.method, one.threshold.threshold, one.loss, one.screened)
            for one in layer.trials
        ],
        weights_loss=parts.weights if parts else None,
        activations_loss=parts.activations if parts else None,
        histogram=_histogram(seen) if seen is not None else None,
        int8_us=times.get("INT8"),
        float_us=times.get(result.float_mode),
    )


def _histogram(seen: LayerStatistics) -> HistogramEntry | None:
    """The histogram with fewer bins; None when all values are zero."""
    counts = np.asarray(seen.histogram, np.int64)
    if not seen.abs_max > 0 or not counts.any():
        return None
    places = np.linspace(0, len(counts), min(BINS, len(counts)) + 1).astype(int)[:-1]
    return HistogramEntry(float(seen.abs_max), np.add.reduceat(counts, places).tolist())


def _alternatives(result: SearchResult) -> list[AlternativeEntry]:
    """The mixed networks that were evaluated, by their number of float layers."""
    known = bool(result.costs.int8)
    chosen = dict(result.modes)
    entries = [
        AlternativeEntry(
            one.layers,
            one.cosine,
            one.value,
            one.met,
            one.cost if known else None,
            dict(one.modes) == chosen,
        )
        for one in result.alternatives
    ]
    if not any(one.chosen for one in entries):
        value = result.mixed_cos if result.value is None else result.value
        cost = result.costs.ratio if known else None
        entries.append(
            AlternativeEntry(len(chosen), result.mixed_cos, value, result.met, cost, chosen=True)
        )
    return sorted(entries, key=lambda one: (one.layers, one.cosine))


def _summary(result: SearchResult, network: str, layers: int) -> SummaryEntry:
    options = result.options
    summary = SummaryEntry(
        network=network,
        chip=options.chip,
        strategy=options.strategy,
        float_types=", ".join(dict.fromkeys(result.modes.values())) or result.float_mode,
        target=str(options.goal),
        met=result.met,
        value=result.mixed_cos if result.value is None else result.value,
        int8_cosine=result.int8_cos,
        mixed_cosine=result.mixed_cos,
        float_layers=len(result.modes),
        searched_layers=len(result.ranking),
        all_layers=layers,
        cost=result.costs.ratio if result.costs.int8 else None,
        samples=result.samples,
        trials=result.trials,
        seconds=result.seconds,
        interrupted=result.interrupted,
    )
    validation = result.validation
    if validation is None:
        return summary
    return replace(
        summary,
        int8_interval=_interval(validation.int8),
        mixed_interval=_interval(validation.mixed),
        selection_int8=_interval(validation.selection_int8),
        selection_mixed=_interval(validation.selection_mixed),
        held_out_int8=_interval(validation.held_out_int8),
        held_out_mixed=_interval(validation.held_out_mixed),
    )


def _interval(figures: Figures | None) -> IntervalEntry | None:
    if figures is None:
        return None
    interval = figures.cosine
    return IntervalEntry(interval.mean, interval.low, interval.high, interval.samples)
