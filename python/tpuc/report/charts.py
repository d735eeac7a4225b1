# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The charts of a report."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tpuc.report.model import AccumulatedEntry, AlternativeEntry, HistogramEntry, MethodEntry
from tpuc.report.svg import Canvas, CosineScale, nice_ticks

#: The height of a method's name above a histogram.
_LABEL = 13

#: How far apart, as a share of the chart's width, numbers have to be not to overlap.
_ROOM = 0.02


def growth_chart(entries: Sequence[AccumulatedEntry]) -> str:
    """The accumulated cosine along the network, INT8 and mixed; float layers are shaded."""
    canvas = Canvas(1000, 300, "accumulated cosine of every layer, INT8 and mixed")
    values = [value for one in entries for value in (one.int8, one.mixed) if value is not None]
    scale = CosineScale(values)
    last = max(len(entries) - 1, 1)
    for place, one in enumerate(entries):
        if one.mode != "INT8":
            low, high = max(place - 0.5, 0) / last, min(place + 0.5, last) / last
            canvas.box((low, high), (0, 1), "shade")
    canvas.left_axis(scale.ticks())
    step = max(len(entries) // 12, 1)
    marks = range(0, len(entries), step)
    canvas.bottom_axis([(place / last, str(place)) for place in marks], "layer, in network order")
    mixed = any(one.mode != "INT8" for one in entries)
    for kind, shown in (("int8", True), ("mixed", mixed)):
        points = [
            (place / last, value, one)
            for place, one in enumerate(entries)
            if (value := getattr(one, kind)) is not None
        ]
        if not shown or not points:
            continue
        canvas.path([(x, scale(value)) for x, value, _ in points], f"curve {kind}")
        for x, value, one in points:
            title = f"{one.name} ({one.type}, {one.mode})\n{kind} {value:.6f}"
            canvas.dot((x, scale(value)), kind, title, 2.2)
    return canvas.svg()


def front_chart(entries: Sequence[AlternativeEntry], target: float | None) -> str:
    """Cosine over cost (or over the number of float layers) of the networks evaluated.

    `target` is the cosine that is asked for; None when another figure is.
    """
    canvas = Canvas(1000, 320, "cosine over cost of the mixed networks that were evaluated")
    priced = all(one.cost is not None for one in entries)
    places = [one.cost if priced and one.cost is not None else float(one.layers) for one in entries]
    low, high = min(places), max(places)
    spread = (high - low) or 1.0
    low, high = low - 0.04 * spread, high + 0.06 * spread
    scale = CosineScale([one.cosine for one in entries] + ([target] if target else []))

    def x(value: float) -> float:
        return (value - low) / (high - low)

    canvas.left_axis(scale.ticks())
    title = "estimated time, INT8 = 1" if priced else "layers in float"
    ticks = nice_ticks(low, high, 8)
    canvas.bottom_axis([(x(tick), f"{tick:.4g}") for tick in ticks], title)
    if target is not None:
        canvas.line((0, scale(target)), (1, scale(target)), "target")
        canvas.text((0, scale(target)), f"target {target:g}", "tick", dx=4, dy=-5)
    canvas.path(
        [(x(place), scale(cosine)) for place, cosine in _front(entries, places)], "curve front"
    )
    labelled = -1.0
    for one, place in zip(entries, places, strict=True):
        title = f"{one.layers} layers in float: cosine {one.cosine:.6f}"
        title += f", cost {one.cost:.3f}" if one.cost is not None else ""
        kind, radius = ("chosen", 6.0) if one.chosen else ("other", 3.5)
        canvas.dot((x(place), scale(one.cosine)), kind, title, radius)
        if one.chosen or abs(x(place) - labelled) > _ROOM:
            canvas.text((x(place), scale(one.cosine)), str(one.layers), "tick middle", dy=-9)
            labelled = x(place)
    return canvas.svg()


def _front(
    entries: Sequence[AlternativeEntry], places: Sequence[float]
) -> list[tuple[float, float]]:
    """The networks that no cheaper one equals, by cost."""
    front: list[tuple[float, float]] = []
    for place, one in sorted(zip(places, entries, strict=True), key=lambda p: (p[0], -p[1].cosine)):
        if not front or one.cosine > front[-1][1]:
            front.append((place, one.cosine))
    return front


def histogram_chart(histogram: HistogramEntry, methods: Sequence[MethodEntry], best: str) -> str:
    """The magnitudes of a tensor on a logarithmic scale, with each method's threshold."""
    label = "histogram of the layer's values with thresholds"
    head = 10 + _LABEL * len(methods)
    canvas = Canvas(720, 160 + head, label, left=48, top=head)
    reach = max([histogram.abs_max, *(one.threshold for one in methods)])
    counts = histogram.counts
    tallest = math.log10(1 + max(counts))
    heights = [math.log10(1 + count) / tallest for count in counts]
    canvas.bars(heights, histogram.abs_max / reach / len(counts), "bin")
    powers = range(0, int(tallest) + 1, max(int(tallest) // 4, 1))
    canvas.left_axis([(power / tallest, f"1e{power}") for power in powers])
    ticks = [(tick / reach, f"{tick:.4g}") for tick in nice_ticks(0, reach, 8)]
    canvas.bottom_axis(ticks, "magnitude; bars: number of values")
    order = sorted(methods, key=lambda one: one.threshold)
    for place, one in enumerate(order):
        at = one.threshold / reach
        canvas.line((at, 0), (at, 1), "threshold best" if one.method == best else "threshold")
        anchor = "end" if at > 0.5 else "start"
        words = "tick strong" if one.method == best else "tick"
        dx = -4 if anchor == "end" else 4
        canvas.text((at, 1), one.method, f"{words} {anchor}", dx=dx, dy=-4 - _LABEL * place)
    return canvas.svg()
