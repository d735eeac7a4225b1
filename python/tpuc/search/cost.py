# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a layer costs on a chip in each type: an estimate, or times that were measured.

The estimate is the roofline (Williams, Waterman and Patterson, "Roofline", CACM 52(4), 2009): a
layer takes as long as its arithmetic at the peak rate of its type, or as moving its inputs, weights
and output at the peak bandwidth of the memory, whichever is longer. A tensor that is read in
another type than it is computed in is cast once per type: it is read and written.

The chip's rates are in `Target/Chip.cpp`. Peaks are not reached: the estimates are for comparing
mixtures on one chip, not a prediction of milliseconds. `read_layer_times` takes measured ones.
"""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tpuc import chips
from tpuc.errors import TpucError
from tpuc.fileio import existing_file
from tpuc.layers import Layer, Layers
from tpuc.search.edges import MOVING
from tpuc.tables import MODES

#: Bytes of an element in each mode.
WIDTH = {"INT8": 1, "F16": 2, "BF16": 2, "F32": 4}


@dataclass(frozen=True)
class Work:
    """What a layer does: multiply-adds, and elements that it reads, holds as weights, writes."""

    macs: float
    inputs: int
    weights: int
    output: int


class CostModel:
    """Times of a network's layers, in microseconds, and of mixtures of them.

    `modes` are the modes a layer may have (INT8 and the floats to mix with); `float_only` are
    layers without an INT8 form, which have the first float. Layers that only move values take the
    type and no time.
    """

    def __init__(
        self,
        layers: Layers,
        chip: str,
        modes: Sequence[str],
        float_only: Iterable[str] = (),
        measured: Mapping[str, Mapping[str, float]] | None = None,
    ) -> None:
        rates = chips.rates(chip)
        self._layers = layers
        self._bandwidth = rates["bandwidth"] * 1e3  # bytes a microsecond
        self._home = dict.fromkeys(float_only, modes[1])
        self.measured = measured is not None
        self._elements = {name: _elements(layer) for name, layer in layers.items()}
        #: Microseconds of each layer in each mode.
        self.times: dict[str, dict[str, float]] = {}
        for name, layer in layers.items():
            if layer.type in MOVING:
                continue
            work = work_of(layer)
            self.times[name] = {
                mode: max(
                    2e-6 * work.macs / rates[mode] if rates[mode] else math.inf,
                    self._transfer(work, mode),
                )
                for mode in modes
            }
        if measured is not None:
            self.times = _measured_times(measured, self.times, self._home, modes)

    def _transfer(self, work: Work, mode: str) -> float:
        elements = work.inputs + work.weights + work.output
        return elements * WIDTH[mode] / self._bandwidth

    def network(self, modes: Mapping[str, str]) -> float:
        """Microseconds of the network in INT8 but for `modes`, casts included."""
        types: dict[str, str | None] = {}
        casts: set[tuple[str, str]] = set()
        total = 0.0
        for name, layer in self._layers.items():
            if layer.type in MOVING:
                types[name] = types[layer.inputs[0]] if layer.inputs else None
                continue
            types[name] = mode = modes.get(name, self._home.get(name, "INT8"))
            total += self.times[name][mode]
            for source in layer.inputs:
                if types.get(source) not in (None, mode) and (source, mode) not in casts:
                    casts.add((source, mode))
                    total += self._cast(source, str(types[source]), mode)
        return total

    def _cast(self, name: str, mode: str, other: str) -> float:
        return self._elements[name] * (WIDTH[mode] + WIDTH[other]) / self._bandwidth


def work_of(layer: Layer) -> Work:
    """What a layer of the Top dialect does, from its shapes.

    Convolutions and products count multiply-adds; of other operators an operation per element
    (pools: per element of the window) counts as half a multiply-add.
    """
    if layer.op is None:
        return Work(0, 0, 0, 0)
    operands = [_size(value) for value in layer.op.operands]
    weights = sum(
        size for size, value in zip(operands, layer.op.operands, strict=True) if _is_weight(value)
    )
    output = _elements(layer)
    return Work(_macs(layer, output), sum(operands) - weights, weights, output)


def _macs(layer: Layer, output: int) -> float:
    shapes = [list(value.type.shape) for value in layer.op.operands]
    if layer.type in ("top.Conv", "top.Conv3D"):
        return float(output * math.prod(shapes[1][1:]))
    if layer.type == "top.Deconv":
        return float(math.prod(shapes[0]) * math.prod(shapes[1]) / shapes[0][1])
    if layer.type == "top.MatMul":
        transposed = "left_transpose" in layer.op.attributes and str(
            layer.op.attributes["left_transpose"]
        )
        return float(output * shapes[0][-2 if transposed == "true" else -1])
    window = 1
    if layer.type in ("top.AvgPool", "top.MaxPool") and "kernel_shape" in layer.op.attributes:
        window = math.prod(layer.op.attributes["kernel_shape"])
    return max(output * window, max((math.prod(shape) for shape in shapes), default=0)) / 2


def _is_weight(value: Any) -> bool:
    owner = value.owner
    return getattr(owner, "name", "") == "top.Weight"


def _size(value: Any) -> int:
    return math.prod(value.type.shape) if hasattr(value.type, "shape") else 0


def _elements(layer: Layer) -> int:
    return _size(layer.op.results[0]) if layer.op is not None else 0


def read_layer_times(path: str | os.PathLike[str]) -> dict[str, dict[str, float]]:
    """Measured times: layer -> mode -> microseconds.

    The file is CSV with a head: a column ``name`` and one for each mode that was measured::

        name,INT8,F32
        conv1,12.5,80.1

    Raises TpucError that begins with ``file:line:`` on an unknown column, a missing or second
    line of a layer, or a time that is no number of 0 or more.
    """
    file = existing_file(path, "table of layer times")
    try:
        rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise TpucError(f"{file} is not a CSV file: {error}") from error
    head = [word.strip() for word in rows[0]] if rows else []
    unknown = [word for word in head if word not in ("name", *MODES)]
    if "name" not in head or len(head) < 2 or unknown or len(set(head)) < len(head):
        raise TpucError(
            f"{file}:1: the head is {','.join(head)!r}, expected 'name,INT8' and columns of float "
            f"modes among {', '.join(MODES[1:])}"
        )
    times: dict[str, dict[str, float]] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not row:
            continue
        if len(row) != len(head):
            raise TpucError(f"{file}:{number}: expected {len(head)} fields, got {len(row)}")
        fields = dict(zip(head, (word.strip() for word in row), strict=True))
        name = fields.pop("name")
        if name in times:
            raise TpucError(f"{file}:{number}: layer {name} has two lines")
        times[name] = {mode: _time(text, f"{file}:{number}") for mode, text in fields.items()}
    return times


def _time(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise TpucError(f"{where}: {text!r} is no time in microseconds")
    return value


def _measured_times(
    measured: Mapping[str, Mapping[str, float]],
    estimated: Mapping[str, Mapping[str, float]],
    home: Mapping[str, str],
    modes: Sequence[str],
) -> dict[str, dict[str, float]]:
    """The measured times in the place of all estimates; TpucError names what is missing."""
    for name in estimated:
        needed = [home[name]] if name in home else modes
        missing = [mode for mode in needed if mode not in measured.get(name, {})]
        if missing:
            raise TpucError(f"the layer times lack layer {name} in {', '.join(missing)}")
    return {name: dict(measured[name]) for name in estimated}
