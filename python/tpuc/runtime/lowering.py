# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""From a Top module to a module for one chip."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tpuc.corrections import corrected
from tpuc.mlir import ir
from tpuc.mlir._mlir_libs import _tpuc
from tpuc.tables import QuantizationTable, Threshold, read_calibration_table

PathLike: TypeAlias = "str | os.PathLike[str]"
Thresholds: TypeAlias = Mapping[str, "Threshold | tuple[float, float, float]"]

ThresholdRow: TypeAlias = tuple[str, float, float, float]


@dataclass(frozen=True)
class LayerReport:
    """What became of a layer: `reason` says why its mode is not the one requested."""

    name: str
    op: str
    requested: str
    mode: str
    reason: str


@dataclass(frozen=True)
class LoweringReport:
    """All layers in the order of the network, and the number of casts put between them."""

    layers: tuple[LayerReport, ...]
    casts: int


def threshold_rows(table: Thresholds) -> list[ThresholdRow]:
    """Thresholds in the form in which native code takes them."""
    return [(name, *(float(x) for x in row)) for name, row in table.items()]  # type: ignore[misc]


def lower(
    module: ir.Module,
    *,
    chip: str,
    mode: str = "INT8",
    table: PathLike | Thresholds | None = None,
    qtable: PathLike | Mapping[str, str] | None = None,
    asymmetric: bool = False,
) -> tuple[ir.Module, LoweringReport]:
    """Lowers a copy of a Top module for `chip`.

    Args:
        module: Top ops with their weights attached.
        chip: the chip's name.
        mode: the type of layers that `qtable` does not name.
        table: thresholds, a calibration table or its path. INT8 needs one, unless the module has
            calibrated types. The corrections that a table names are applied.
        qtable: modes of single layers, or the path of a quantization table.
        asymmetric: quantize activations with a zero point.
    """
    if isinstance(table, str | os.PathLike):
        table = read_calibration_table(table)
    if isinstance(qtable, str | os.PathLike):
        qtable = QuantizationTable.read(qtable).modes
    module = corrected(module, table)
    rows = None if table is None else threshold_rows(table)
    modes = list((qtable or {}).items())
    lowered, layers, casts = _tpuc.lower(module, chip, mode, asymmetric, rows, modes)
    return lowered, LoweringReport(tuple(LayerReport(*layer) for layer in layers), casts)


def calibrated(
    module: ir.Module, *, chip: str, table: Thresholds, asymmetric: bool = False
) -> ir.Module:
    """A copy of a Top module in which every value has the type that it is lowered with.

    Layers have the form that `chip` has. Arguments as those of `lower`; corrections are left to
    the caller.
    """
    return _tpuc.calibrate(module, chip, asymmetric, threshold_rows(table))
