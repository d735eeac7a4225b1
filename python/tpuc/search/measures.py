# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The metric of a target, as a score of each sample; their mean is what the target is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tpuc.errors import TpucError
from tpuc.search.objective import Objective, load_function
from tpuc.search.target import METRICS, Target
from tpuc.search.types import Losses, Trials

Tensors: TypeAlias = Mapping[str, Losses]

#: Acceptable classes of each sample.
Labels: TypeAlias = Sequence[Sequence[int]]

#: Samples that equal the float network have no error: their SNR is capped.
HIGHEST_SNR = 200.0


class Measure:
    """Scores of trials by the metric of a target.

    Compared are the (post-processed) tensors of the objective. `labels` are those of the samples
    of the search, and only needed for ``drop``.
    """

    def __init__(self, target: Target, objective: Objective, labels: Labels | None = None) -> None:
        self.target = target
        self._objective = objective
        self._labels = labels
        self._scores: Callable[[Tensors, Tensors, int], float] | None = None
        if target.metric not in METRICS:
            self._scores = _from_file(target.metric)
        elif target.metric != "cosine":
            self._scores = _SCORES[target.metric](labels, objective.samples)

    def scores(self, trials: Trials, losses: Losses) -> Losses:
        """[candidates, samples] the metric; `losses` are those of the objective, same shape."""
        return 1 - losses if self._scores is None else self._of_each(trials, self._scores)

    def smooth(self, trials: Trials) -> Losses:
        """[candidates, samples] what guides a search where the metric itself changes in steps.

        Less the divergence of the softmax of the scores, in nats: to second order half the variance
        of their errors over classes, weighted by the softmax, so that what counts is how the
        likeliest classes move against each other. The cosine sees the size of all scores instead.
        """
        return self._of_each(trials, lambda outputs, reference, _: _closeness(outputs, reference))

    def _of_each(self, trials: Trials, score: Callable[[Tensors, Tensors, int], float]) -> Losses:
        reference = self._objective.reference
        return np.array(
            [
                [score(one, reference[i], i) for i, one in enumerate(samples)]
                for samples in self._objective.tensors_of(trials)
            ],
            dtype=np.float64,
        )


def _from_file(path: str) -> Callable[[Tensors, Tensors, int], float]:
    function = load_function(path, "Metric", "metric file", "Metric(outputs, reference)")

    def score(outputs: Tensors, reference: Tensors, index: int) -> float:
        value = function(dict(outputs), dict(reference))
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = float("nan")
        if not np.isfinite(number):
            raise TpucError(f"Metric of {path} returns {value!r}, not a finite number")
        return number

    return score


def _snr(_labels: Labels | None, _samples: int) -> Callable[[Tensors, Tensors, int], float]:
    def score(outputs: Tensors, reference: Tensors, index: int) -> float:
        signal = sum(float(np.vdot(one, one)) for one in reference.values())
        noise = sum(
            float(((outputs[name] - one) ** 2).sum())
            if outputs[name].shape == one.shape
            else signal
            for name, one in reference.items()
        )
        if noise == 0:
            return HIGHEST_SNR
        return min(10 * float(np.log10(max(signal, 1e-300) / noise)), HIGHEST_SNR)

    return score


def _kl(_labels: Labels | None, _samples: int) -> Callable[[Tensors, Tensors, int], float]:
    def score(outputs: Tensors, reference: Tensors, index: int) -> float:
        return float(np.mean([_divergence(outputs[name], one) for name, one in reference.items()]))

    return score


def _divergence(outputs: Losses, reference: Losses) -> float:
    """Kullback-Leibler divergence of their softmax, in nats."""
    p, q = _log_softmax(reference), _log_softmax(outputs)
    return float((np.exp(p) * (p - q)).sum(axis=-1).mean())


def _closeness(outputs: Tensors, reference: Tensors) -> float:
    """Less the divergence of the tensor that has the classes.

    Scores that are missing, or more or fewer than they should be, say as little as equal ones.
    """
    name, wanted = next(iter(reference.items()))
    found = outputs.get(name)
    if found is None or found.shape != wanted.shape:
        found = np.zeros_like(wanted)
    return -_divergence(found, wanted)


def _agreement(_labels: Labels | None, _samples: int) -> Callable[[Tensors, Tensors, int], float]:
    def score(outputs: Tensors, reference: Tensors, index: int) -> float:
        return 100.0 * bool(np.array_equal(_classes(outputs), _classes(reference)))

    return score


def _drop(labels: Labels | None, samples: int) -> Callable[[Tensors, Tensors, int], float]:
    if labels is None:
        raise TpucError("a target on the accuracy drop needs labels of the samples")
    if len(labels) != samples:
        raise TpucError(f"there are {len(labels)} labels for {samples} samples")
    wanted = labels

    def correct(tensors: Tensors, index: int) -> int:
        classes = _classes(tensors)
        if classes.size != 1:
            raise TpucError(
                "accuracy needs one score vector a sample; the compared tensor has "
                f"{classes.size}: choose it with global compare layers"
            )
        return int(classes.ravel()[0] in wanted[index])

    def score(outputs: Tensors, reference: Tensors, index: int) -> float:
        return 100.0 * (correct(reference, index) - correct(outputs, index))

    return score


_SCORES: dict[str, Callable[[Labels | None, int], Callable[[Tensors, Tensors, int], float]]] = {
    "snr": _snr,
    "kl": _kl,
    "agreement": _agreement,
    "drop": _drop,
}


def _classes(tensors: Tensors) -> npt.NDArray[np.int64]:
    """The top-1 classes of the first tensor, its last dimension of more than 1 being classes."""
    scores = next(iter(tensors.values()))
    flat = scores.reshape([size for size in scores.shape if size != 1] or [1])
    result: npt.NDArray[np.int64] = np.asarray(flat.argmax(axis=-1))
    return result


def _log_softmax(values: Any) -> Losses:
    flat = np.asarray(values, np.float64)
    flat = flat.reshape([size for size in flat.shape if size != 1] or [1])
    shifted = flat - flat.max(axis=-1, keepdims=True)
    result: Losses = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result
