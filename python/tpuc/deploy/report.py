# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What became of the layers of a network, in a short table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tpuc.runtime.lowering import LayerReport, LoweringReport

_SHOWN_REASONS = 12
_MODES = ("INT8", "F32", "F16", "BF16")


def summary(report: LoweringReport) -> str:
    """One line: how many layers, how many in each mode, how many casts."""
    modes = Counter(layer.mode for layer in report.layers)
    counts = ", ".join(f"{modes[mode]} in {mode}" for mode in _MODES if modes[mode])
    return f"{len(report.layers)} layers: {counts}; {report.casts} casts"


def table(report: LoweringReport, mode: str) -> str:
    """Ops by mode, and the layers that are not in the network's own mode with the reason."""
    modes = [name for name in _MODES if any(layer.mode == name for layer in report.layers)]
    count = Counter((layer.op, layer.mode) for layer in report.layers)
    ops = sorted({layer.op for layer in report.layers})
    rows = [["op", *modes]]
    rows += [[op, *(str(count[op, name] or "-") for name in modes)] for op in ops]
    lines = columns(rows)
    others = [layer for layer in report.layers if layer.mode != mode]
    if others:
        lines += [
            "",
            *columns([["layer", "op", "mode", "why"], *map(_row, others)], _SHOWN_REASONS),
        ]
    return "\n".join(lines)


def columns(rows: Sequence[Sequence[str]], shown: int | None = None) -> list[str]:
    """Rows, the first of them a header, in aligned columns; at most `shown` below the header."""
    kept = rows if shown is None else rows[: shown + 1]
    widths = [max(map(len, column)) for column in zip(*kept, strict=True)]
    lines = [_aligned(row, widths) for row in kept]
    if len(rows) > len(kept):
        lines.append(f"... and {len(rows) - len(kept)} more")
    return lines


def _aligned(row: Iterable[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _row(layer: LayerReport) -> list[str]:
    return [layer.name, layer.op, layer.mode, layer.reason or "quantization table"]
