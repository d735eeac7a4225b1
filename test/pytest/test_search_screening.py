# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Screening: which layers are tried on how many samples, on losses that are written down."""

from dataclasses import dataclass

import numpy as np

from tpuc.search.result import LayerResult, MethodTrial
from tpuc.search.screening import METHOD_MARGIN, Race, promising
from tpuc.tables import Threshold

SAMPLES = 16


@dataclass(frozen=True)
class Layer:
    """As much of a layer as a race looks at."""

    name: str
    type: str = "top.Conv"
    float_only: bool = False


def race(losses, matter, producers=None):
    """Runs a race on losses, name -> [samples]; the results and the tries in their order."""
    tries = []

    def attempt(layer, samples):
        tries.append((layer.name, samples))
        seen = losses[layer.name][:samples]
        trial = MethodTrial("KL", Threshold(1, -1, 1), float(np.mean(seen)), tuple(seen))
        return LayerResult(layer.name, layer.type, (trial,), trial)

    layers = [Layer(name) for name in losses]
    read = producers or {}
    found = Race(layers, SAMPLES, matter, lambda name: read.get(name, [])).run(attempt)
    assert list(found) == list(losses)
    return {name: len(one.best.sample_losses) for name, one in found.items()}, tries


def even(**means):
    return {name: [mean] * SAMPLES for name, mean in means.items()}


def test_only_the_worst_layers_and_what_they_read_are_exact():
    losses = even(a=1.0, b=0.1, c=9.0, d=0.2, e=8.0, f=0.3, g=0.1)
    reached, tries = race(losses, 2, {"c": ["b"]})
    # Two matter, two are spare; b is exact because c reads it, and before it.
    exact = {"a", "b", "c", "e", "f"}
    assert reached == {name: SAMPLES if name in exact else 1 for name in losses}
    assert tries[: len(losses)] == [(name, 1) for name in losses]
    assert tries[len(losses) :] == [(name, SAMPLES) for name in "abcef"]


def test_a_layer_that_may_matter_is_tried_on_more_samples_until_it_cannot():
    losses = even(a=9.0, b=7.0, c=6.5, d=6.0, far=1.0, near=2.95)
    # The exact layers lose twice as much as on their first sample, as much as on four.
    for name in "abcd":
        mean = losses[name][0]
        losses[name] = [mean / 2, mean * 1.5, mean, mean] * (SAMPLES // 4)
    reached, tries = race(losses, 2)
    # From one sample it might be 2 x 2.95 and a fifth more on all; from two, 2.95 and a seventh.
    assert reached["far"] == 1 and reached["near"] == 2
    assert [one for one in tries if one[0] == "near"] == [("near", 1), ("near", 2)]


def test_a_layer_that_looked_harmless_is_found():
    losses = even(a=9.0, b=6.6, c=6.4, d=6.0, late=4.0)
    for name in "abcd":
        losses[name][0] /= 3
    losses["late"] = [1.9] + [20.0] * (SAMPLES - 1)
    reached, tries = race(losses, 2)
    assert reached["late"] == SAMPLES
    assert [count for name, count in tries if name == "late"] == [1, 2, 4, 8, 16]


def test_all_alike_are_all_exact_when_one_matters():
    losses = even(a=1.0, b=1.0, c=1.0, d=1.0)
    assert set(race(losses, 1)[0].values()) == {SAMPLES}
    assert list(race(losses, 0)[0].values()) == [SAMPLES, SAMPLES, 1, 1]


def test_layers_without_a_loss():
    reached, _ = race(even(a=0.0, b=0.0, c=0.0, d=1.0), 1)
    assert reached == {"a": SAMPLES, "b": SAMPLES, "c": 1, "d": SAMPLES}


def tried(**losses):
    trials = tuple(
        MethodTrial(method, Threshold(1, -1, 1), float(np.mean(seen)), tuple(seen))
        for method, seen in losses.items()
    )
    full = max(len(one.sample_losses) for one in trials)
    best = min((t for t in trials if len(t.sample_losses) == full), key=lambda one: one.loss)
    return LayerResult("a", "top.Conv", trials, best)


def test_methods_that_have_lost_are_not_tried_on_more_samples():
    near, far = 1 + 0.9 * METHOD_MARGIN, 1 + 1.1 * METHOD_MARGIN
    assert promising(tried(far=[far], best=[1.0], near=[near])) == ["best", "near"]
    # On four samples half the margin is left; what was left out stays out.
    four = tried(out=[0.5], far=[near] * 4, best=[1.0] * 4, near=[1 + 0.4 * METHOD_MARGIN] * 4)
    assert promising(four) == ["best", "near"]
    assert promising(tried(a=[0.0], b=[0.0], c=[1e-9])) == ["a", "b"]
