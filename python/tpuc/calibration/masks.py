# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Attention masks: ranges without what a softmax hides.

Attention adds -10000, the least f32 or the like to the scores of tokens that must not be seen. A
range that holds such a number has no integers left for the scores. But of a row of n values, those
that lie

    reach(n) = ln(2 * 255 * n)

or more below the row's largest have together less than half a step of the softmax's result, whose
finest form is 0..1 in 255 steps: n * exp(-reach) = 1/2 * 1/255. So a tensor that only softmaxes
read may end at `least row maximum - reach(n)`: what saturates there is as good as hidden. Through
sums, Where and operators that move values, the bound holds for what they read; that of a sum holds
for one operand where the others are largest. Not through products: `(1 - seen) * -10000` would ask
for a range of `1 - seen` in which its rounding errors are as large as its values.

Such a bound is used where it at least halves the range, so that a bit or more is won. Other
networks keep the ranges that were seen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from tpuc.calibration.distribution import LayerStatistics
from tpuc.layers import Layer, Layers

#: A row whose largest value is no larger is hidden as a whole, as those of tokens that only fill up
#: a batch: what its softmax says is not looked at. A range that reached so far would have a step
#: of 8, in which no scores are left anyway.
HIDDEN = -1000.0

_STEPS = 255  #: of a softmax's result in its finest integers
_UNBOUNDED = math.inf
_MOVES = frozenset(
    f"top.{name}"
    for name in ("Reshape", "Permute", "Squeeze", "Unsqueeze", "Slice", "Concat", "Tile")
)


class Bounds(NamedTuple):
    """Below `low` and above `high` the readers of a tensor cannot tell its values apart."""

    low: float = -_UNBOUNDED
    high: float = _UNBOUNDED

    @property
    def reach(self) -> float:
        """The least threshold at which what saturates lies outside."""
        return max([abs(bound) for bound in self if math.isfinite(bound)], default=0.0)

    def negated(self) -> Bounds:
        """The bounds of -x where these are those of x."""
        return Bounds(-self.high, -self.low)

    def within(self, low: float, high: float) -> Bounds:
        """These bounds, with 0 between them, where they at least halve the range; else none."""
        below = min(self.low, 0.0) if self.low > low else -_UNBOUNDED
        above = max(self.high, 0.0) if self.high < high else _UNBOUNDED
        cut = max(abs(max(low, below)), abs(min(high, above)))
        return Bounds(below, above) if 2 * cut <= max(abs(low), abs(high)) else Bounds()


class RowCollector(Protocol):
    """What this needs of `tpuc.runtime.Statistics`."""

    def watch_rows(self, name: str, length: int, stride: int, hidden: float) -> None:
        """Before the first pass: look at the rows of a tensor."""

    def least_row_max(self, name: str) -> float:
        """After it: the least of the largest values of the rows."""

    def result(self) -> Mapping[str, LayerStatistics]:
        """The statistics of every tensor."""


def reach(length: int) -> float:
    """How far below the largest of a row of `length` its values can be told apart."""
    return math.log(2 * _STEPS * length)


def watch_softmaxes(layers: Layers, collector: RowCollector) -> dict[str, int]:
    """Has the rows of what softmaxes read looked at; returns the rows' lengths by layer."""
    rows: dict[str, set[tuple[int, int]]] = {}
    for layer in layers.values():
        if layer.type == "top.Softmax" and layer.inputs:
            shape = list(layer.op.operands[0].type.shape)
            axis = layer.op.attributes["axis"].value
            rows.setdefault(layer.inputs[0], set()).add((shape[axis], math.prod(shape[axis + 1 :])))
    watched = {name: next(iter(found)) for name, found in rows.items() if len(found) == 1}
    for name, (length, stride) in watched.items():
        collector.watch_rows(name, length, stride, HIDDEN)
    return {name: length for name, (length, _) in watched.items()}


def mask_bounds(
    layers: Layers, watched: Mapping[str, int], collector: RowCollector
) -> dict[str, Bounds]:
    """After the first pass: the bounds of the tensors that hold what a softmax hides.

    `watched` are the rows' lengths that `watch_softmaxes` returned.
    """
    if not watched:
        return {}
    seen = collector.result()
    ends = {name: collector.least_row_max(name) - reach(length) for name, length in watched.items()}
    found: dict[str, Bounds] = {}
    for name in reversed(list(layers)):
        readers = layers.readers(name)
        if readers and name not in layers.outputs:
            every = [_asked(reader, name, ends, found, seen) for reader in readers]
            found[name] = Bounds(min(b.low for b in every), max(b.high for b in every))
    used = {
        name: bounds.within(seen[name].min, seen[name].max)
        for name, bounds in found.items()
        if name in seen
    }
    return {name: bounds for name, bounds in used.items() if bounds != Bounds()}


def _asked(
    reader: Layer,
    name: str,
    ends: Mapping[str, float],
    found: Mapping[str, Bounds],
    seen: Mapping[str, LayerStatistics],
) -> Bounds:
    """The bounds of tensor `name` outside which `reader` cannot tell its values apart."""
    if reader.type == "top.Softmax":
        if _attribute(reader, "log", False) or _attribute(reader, "beta", 1.0) != 1.0:
            return Bounds()
        end = ends.get(name, _UNBOUNDED)
        return Bounds(low=end) if math.isfinite(end) else Bounds()
    behind = found.get(reader.name, Bounds())
    if behind == Bounds() or _attribute(reader, "do_relu", False):
        return Bounds()
    if reader.type in _MOVES:
        return behind
    if reader.type == "top.Where":
        return behind if reader.op.operands[0].owner.location.name_str != name else Bounds()
    if reader.type in ("top.Add", "top.Sub"):
        return _operand(reader, name, behind, seen)
    return Bounds()


def _operand(
    reader: Layer, name: str, behind: Bounds, seen: Mapping[str, LayerStatistics]
) -> Bounds:
    """Of one operand of a sum or difference: where the other is at its end."""
    if reader.inputs.count(name) != 1:
        return Bounds()
    other = _range(reader, name, seen)
    first = not reader.constant_first and reader.inputs[0] == name
    if reader.type == "top.Sub":  # a - b, or what b is less: b + (-a)
        behind = behind if first else behind.negated()
        other = other.negated()
    low, high = behind.low - other.high, behind.high - other.low
    return Bounds(-_UNBOUNDED if math.isnan(low) else low, _UNBOUNDED if math.isnan(high) else high)


def _range(reader: Layer, name: str, seen: Mapping[str, LayerStatistics]) -> Bounds:
    """The values of the operand that is not `name`."""
    from tpuc.runtime import read_weight, weight_ops

    others = [one for one in reader.inputs if one != name]
    if others:
        return Bounds(seen[others[0]].min, seen[others[0]].max)
    values = read_weight(weight_ops(reader.op)[0])
    return Bounds(float(values.min()), float(values.max()))


def _attribute(layer: Layer, name: str, default: Any) -> Any:
    attributes = layer.op.attributes
    return attributes[name].value if name in attributes else default
