# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a search says while it runs and at its end: log file, progress bar, summary.

Scripts of users read these lines; their wording, ``threshlod`` and ``outputs_cos_los`` included,
is part of the interface.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tpuc.progress import progress
from tpuc.search.result import LayerResult, MethodTrial, SearchResult
from tpuc.search.strategies import Observer

LOG_FILE = "SensitiveLayerSearch"

SUCCESS = "success sensitive layer search"


class SearchLog:
    """An observer that writes each trial to a log in the form ``INFO:root:...``."""

    def __init__(self, logger: logging.Logger, mlir: str) -> None:
        self._logger = logger
        self._mlir = mlir

    def started(self, layers: int) -> None:
        """Writes the number of layers."""
        self.note(f"{layers} layers to search")

    def layer_started(self, name: str, type: str) -> None:
        """Writes the layer's name and operator."""
        self.note(f"start to handle layer: {name}, type: {type}")

    def tried(self, name: str, trial: MethodTrial) -> None:
        """Writes the method, its threshold and the loss."""
        threshold = trial.threshold.threshold
        self.note(f"adjust layer {name} th, with method {trial.method}, and threshlod {threshold}")
        self.note(f"run int8 mode: {self._mlir}")
        self.note(f"outputs_cos_los = {trial.loss}")

    def layer_done(self, result: LayerResult) -> None:
        """Writes the best method."""
        best = result.best
        self.note(
            f"layer {result.name}, layer type is {result.type}, "
            f"best_th = {best.threshold.threshold}, best_method = {best.method}, "
            f"best_cos_loss = {best.loss}"
        )

    def note(self, text: str) -> None:
        """Writes a line."""
        self._logger.info(text)


@contextmanager
def log_file(path: Path) -> Iterator[logging.Logger]:
    """A logger of its own that writes ``INFO:root:message`` lines.

    The file is begun anew with the first line. Lines are written as they come, so that the log of
    a search that was stopped says how far it got.
    """
    logger = logging.Logger("root", logging.INFO)
    handler = logging.FileHandler(path, mode="w", encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(levelname)s:%(name)s:%(message)s"))
    logger.addHandler(handler)
    try:
        yield logger
    finally:
        handler.close()


class Progress:
    """An observer that shows a bar on stderr when that is a terminal; to be used with `with`."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._advance: Callable[[int], object] = lambda number: None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def started(self, layers: int) -> None:
        """Opens the bar."""
        self._advance = self._stack.enter_context(progress(layers, "search", "layer"))

    def layer_started(self, name: str, type: str) -> None:
        """Shows nothing: a layer takes less than a second."""

    def tried(self, name: str, trial: MethodTrial) -> None:
        """Shows nothing."""

    def layer_done(self, result: LayerResult) -> None:
        """Advances the bar."""
        self._advance(1)

    def note(self, text: str) -> None:
        """Shows nothing."""


class Observers:
    """Tells several observers the same."""

    def __init__(self, *observers: Observer) -> None:
        self._observers: Sequence[Observer] = observers

    def _tell(self, what: Callable[[Observer], None]) -> None:
        for observer in self._observers:
            what(observer)

    def started(self, layers: int) -> None:
        """See `Observer`."""
        self._tell(lambda observer: observer.started(layers))

    def layer_started(self, name: str, type: str) -> None:
        """See `Observer`."""
        self._tell(lambda observer: observer.layer_started(name, type))

    def tried(self, name: str, trial: MethodTrial) -> None:
        """See `Observer`."""
        self._tell(lambda observer: observer.tried(name, trial))

    def layer_done(self, result: LayerResult) -> None:
        """See `Observer`."""
        self._tell(lambda observer: observer.layer_done(result))

    def note(self, text: str) -> None:
        """See `Observer`."""
        self._tell(lambda observer: observer.note(text))


def ranking_lines(result: SearchResult) -> list[str]:
    """One line for each layer, the most sensitive first."""
    return [
        f"the layer {layer.name} is {place} sensitive layer, "
        f"loss is {layer.loss}, type is {layer.type}"
        for place, layer in enumerate(result.ranking)
    ]


def result_lines(result: SearchResult, qtable: str | None, table: str | None) -> list[str]:
    """The summary below the ranking, but for the verdict; without `qtable` of thresholds alone."""
    found, written = "mix model", f"Output mix quantization table to {qtable}"
    if qtable is None:
        found, written = "int8", f"Output calibration table to {table}"
    return [
        "run result:",
        f"int8 outputs_cos:{result.int8_cos:.6f} old",
        f"{found} outputs_cos:{result.mixed_cos:.6f}",
        written,
        f"total time:{result.seconds}",
    ]


def validation_lines(result: SearchResult) -> list[str]:
    """Figures with 95 % confidence intervals on the samples of each part."""
    validation = result.validation
    if validation is None:
        return []
    rows = [
        ("on the samples of the search", validation.int8, validation.mixed),
        ("on those of the selection", validation.selection_int8, validation.selection_mixed),
        ("on held-out samples", validation.held_out_int8, validation.held_out_mixed),
    ]
    kind = result.options.goal.kind
    lines = []
    for where, int8, mixed in rows:
        if int8 is None or mixed is None:
            continue
        lines.append(
            f"outputs_cos {where} ({int8.cosine.samples}): int8 {int8.cosine}, mix {mixed.cosine}"
        )
        if kind.name != "cosine":
            unit = f" {kind.unit}" if kind.unit else ""
            count = int8.metric.samples
            lines.append(
                f"{kind.name}{unit} {where} ({count}): int8 {int8.metric}, mix {mixed.metric}"
            )
    return lines


def verdict(result: SearchResult, failed: bool) -> str:
    """The last line."""
    if result.interrupted:
        return "sensitive layer search was interrupted"
    return "sensitive layer search fell short" if failed else SUCCESS


def remarks(result: SearchResult) -> list[str]:
    """Notes and warnings, a line each."""
    lines = [f"note: {fewer(result)}"] if result.enough is not None else []
    lines += [f"note: {text}" for text in result.notes]
    if not result.met:
        lines.append(f"warning: {shortfall(result)}")
    return lines + [f"warning: {text}" for text in result.warnings]


def no_need(result: SearchResult) -> str:
    """Why nothing was searched, or nothing has to be float."""
    goal = result.options.goal
    if not result.reaches and not result.ranking:
        return (
            f"int8 reaches {goal} on all samples together ({result.value_together:.6f}), "
            f"though not on those of the search alone ({result.value:.6f}): no layer needs float"
        )
    if goal.kind.name != "cosine":
        return f"int8 reaches {goal} ({result.value:.6f}): no layer needs float"
    if result.ranking:
        return f"the thresholds alone reach {goal}: no layer needs float"
    return (
        f"int8 outputs_cos {result.int8_cos:.6f} is above expected_cos "
        f"{goal.value:g}: no layer needs float"
    )


def fewer(result: SearchResult) -> str:
    """That fewer layers in float meet the target too."""
    assert result.enough is not None
    layers, cosine = result.enough.layers, result.enough.cosine
    return (
        f"{layers} of the most sensitive layers in {result.float_mode} would do: "
        f"mix model outputs_cos {cosine:.6f} (--max_float_layers {layers})"
    )


def shortfall(result: SearchResult) -> str:
    """Why the target was not met, and what would meet it."""
    goal, reach = result.options.goal, result.reach
    with_layers = f"with {len(result.modes)} layers in {_types(result)}"
    if result.reaches and result.validation and result.validation.selection_mixed:
        found = result.validation.selection_mixed.metric
        missed = (
            f"mix model {goal.kind.name} {with_layers} is {found.mean:.6f} on {found.samples} "
            f"samples that it was not searched on, and misses {goal}"
        )
        if reach is not None and reach.layers is None and result.modes:
            missed += f"; no number of layers in {result.float_mode} was found that reaches it"
        return missed
    if goal.kind.name == "cosine":
        text = (
            f"mix model outputs_cos {result.mixed_cos:.6f} {with_layers} is below expected_cos "
            f"{goal.value:g}"
        )
        if result.options.strategy == "thresholds":
            text = f"int8 outputs_cos {result.mixed_cos:.6f} is below expected_cos {goal.value:g}"
    else:
        text = f"mix model {goal.kind.name} {result.value:.6f} {with_layers} misses {goal}"
    if reach is None:
        return text
    if reach.layers is not None:
        which = (
            "of the most sensitive layers " if result.options.strategy == "greedy" else "layers "
        )
        return (
            f"{text}: {reach.layers} {which}in {result.float_mode} reach "
            f"{reach.cosine:.6f} (--max_float_layers {reach.layers})"
        )
    return (
        f"{text}, and no number of layers in {result.float_mode} reaches it: "
        f"the best is {reach.cosine:.6f} with {reach.tried}"
    )


def _types(result: SearchResult) -> str:
    """The float types of the mix: ``F16``, ``F16 and F32``."""
    return " and ".join(dict.fromkeys(result.modes.values())) or result.float_mode
