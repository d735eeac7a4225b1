# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The two text tables that steer lowering, keyed by layer name.

A *calibration table* has a line ``name threshold min max`` for each layer; a *quantization table*
(qtable) a line ``name MODE`` for each layer that is not to be computed in the network's own mode.
Lines that begin with ``#`` are comments, but the first lines of the files we write say where the
table came from.
"""

from __future__ import annotations

import datetime
import math
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from tpuc.errors import TpucError
from tpuc.fileio import existing_file, write_text

#: Thresholds at or below this become this: a scale must not be zero.
SMALLEST_THRESHOLD = 1e-5

#: The modes a layer can be computed in; the first is the integer one.
MODES = ("INT8", "F32", "F16", "BF16")

#: Section lines that end the thresholds in tables of other tools.
_SECTIONS = ("#asym_op", "#int4_th", "#weight_scale", "#int8_th", "#fp8")

#: The header line that names the file of corrections.
_CORRECTIONS = "# corrections:"

_COLUMNS = "# op_name    threshold    min    max"


class Threshold(NamedTuple):
    """What calibration knows of a tensor: where to clip it, and the range that was seen."""

    threshold: float
    min: float
    max: float


class CalibrationTable(dict[str, Threshold]):
    """Thresholds by layer name, and the file of corrections that they belong to.

    With `corrections` the thresholds are those of the network that `tpuc.corrections` makes of
    the original one.
    """

    corrections: Path | None = None


@dataclass(frozen=True)
class Provenance:
    """Where a calibration table came from: the lines at its head.

    `corrections` is the file of corrections, as a path relative to the table's folder.
    """

    mlir: str
    method: str
    bins: int
    samples: int
    tuned_on: int = 0
    corrections: str = ""

    def lines(self) -> list[str]:
        """The header lines of the table, without the column names."""
        head = [
            f"# mlir version: {_tool_version()}",
            f"# mlir: {self.mlir}",
            _generated(),
            f"# quantization threshold calculation method: {self.method}",
            f"# histogram number: {self.bins}",
            f"# sample number: {self.samples}",
            "###",
        ]
        if self.tuned_on:
            head += [f"# tune number: {self.tuned_on}", "###"]
        if self.corrections:
            head += [f"{_CORRECTIONS} {self.corrections}", "###"]
        return head


def read_calibration_table(path: str | PathLike[str]) -> CalibrationTable:
    """Reads a calibration table: layer name -> threshold, in the order of the file.

    A header line ``# corrections: FILE`` names a file beside it, which must be there. Thresholds of
    1e-5 and less become 1e-5. A section line (``#asym_op`` ...) ends the table. Raises TpucError
    that begins with ``file:line:`` on a line without four fields, a number that is not finite, a
    negative threshold, a minimum above the maximum, or a second, different line for the same layer.
    """
    table = CalibrationTable()
    file = existing_file(path, "calibration table")
    for where, line in _lines(file):
        if line.startswith(_SECTIONS):
            break
        if line.startswith(_CORRECTIONS):
            named = file.parent / line.removeprefix(_CORRECTIONS).strip()
            table.corrections = existing_file(named, f"{where}: the corrections file")
        if line.startswith("#"):
            continue
        fields = line.split()
        if len(fields) != 4:
            raise TpucError(
                f"{where}: expected 'name threshold min max', got {len(fields)} fields: {line!r}"
            )
        threshold, low, high = (_finite(text, where) for text in fields[1:])
        if threshold < 0:
            raise TpucError(f"{where}: the threshold of {fields[0]} is negative: {fields[1]}")
        if low > high:
            raise TpucError(f"{where}: the range of {fields[0]} ends before it begins: {line!r}")
        entry = Threshold(max(threshold, SMALLEST_THRESHOLD), low, high)
        if table.setdefault(fields[0], entry) != entry:
            raise TpucError(f"{where}: layer {fields[0]} has two different thresholds")
    if not table:
        raise TpucError(f"calibration table {file} has no line 'name threshold min max'")
    return table


def relative_corrections(source: str | PathLike[str], table: str | PathLike[str]) -> str:
    """The corrections that the table `source` names, as the table `table` has to name them."""
    corrections = read_calibration_table(source).corrections
    if corrections is None:
        return ""
    return os.path.relpath(os.path.realpath(corrections), os.path.realpath(Path(table).parent))


def write_calibration_table(
    path: str | PathLike[str], table: Mapping[str, Threshold], provenance: Provenance
) -> None:
    """Writes a calibration table atomically; layers keep the order of `table`."""
    rows = [
        f"{_word(name)} {entry.threshold:.7f} {entry.min:.7f} {entry.max:.7f}"
        for name, entry in table.items()
    ]
    write_text(path, "\n".join([*provenance.lines(), _COLUMNS, *rows]) + "\n")


@dataclass
class QuantizationTable:
    """Modes of single layers, in the order of the file, and the comment lines above them."""

    modes: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)

    @staticmethod
    def read(path: str | PathLike[str]) -> QuantizationTable:
        """Reads a qtable. Blank lines and comments are skipped.

        Lines of one word are skipped too, as TPU-MLIR does, with a warning on stderr.
        Modes are taken in any case. Raises TpucError that begins with ``file:line:`` on an
        unknown mode, a line of more than two words or two modes for one layer. Which modes a
        chip has is checked where the table is used.
        """
        table = QuantizationTable()
        alone: list[str] = []
        for where, line in _lines(existing_file(path, "quantization table")):
            if line.startswith("#"):
                table.comments.append(line.lstrip("#").strip())
                continue
            fields = line.split()
            if len(fields) == 1:
                alone.append(f"{where}: {line!r}")
                continue
            if len(fields) != 2:
                raise TpucError(f"{where}: expected 'name MODE', got {len(fields)} words: {line!r}")
            name, mode = fields[0], fields[1].upper()
            if mode not in MODES:
                raise TpucError(f"{where}: unknown mode {fields[1]}: one of {', '.join(MODES)}")
            if table.modes.setdefault(name, mode) != mode:
                raise TpucError(f"{where}: layer {name} has two modes")
        if alone:
            more = f" ({len(alone)} such lines)" if len(alone) > 1 else ""
            _warn_once(f"{alone[0]} has no mode, the line is ignored{more}")
        return table

    def write(self, path: str | PathLike[str]) -> None:
        """Writes the table atomically; an empty one is comments alone."""
        head = [_generated(), *(f"# {text}" for text in self.comments), "###"]
        rows = [f"{_word(name)} {mode}" for name, mode in self.modes.items()]
        write_text(path, "\n".join([*head, "# op_name   quantize_mode", *rows]) + "\n")


def check_layers(
    names: Iterable[str], known: Iterable[str], what: str, *, complete: bool = False
) -> None:
    """Refuses a table that names layers the network lacks, or lacks layers of the network.

    `names` are the table's, `known` the network's; `what` begins the message, for example
    ``calibration table mobilenet_cali_table``. Only a `complete` table has to name every layer.
    """
    table, network = list(names), list(known)
    unknown = sorted(set(table) - set(network))
    if unknown:
        raise TpucError(f"{what} names layers that the network lacks: {_few(unknown)}")
    present = set(table)
    missing = [name for name in network if name not in present]
    if complete and missing:
        raise TpucError(f"{what} lacks {len(missing)} layers of the network: {_few(missing)}")


@cache
def _warn_once(text: str) -> None:
    """A warning on stderr: a table is read more than once, but complained of only once."""
    print(f"warning: {text}", file=sys.stderr)


def _few(names: Sequence[str], shown: int = 3) -> str:
    listed = ", ".join(names[:shown])
    return listed if len(names) <= shown else f"{listed} and {len(names) - shown} more"


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    """(``file:line``, text) of each line that is not blank."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise TpucError(f"{file} is not a text file: {error.reason}") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield f"{file}:{number}", line.strip()


def _finite(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise TpucError(f"{where}: {text!r} is not a number") from None
    if not math.isfinite(value):
        raise TpucError(f"{where}: {text} is not finite")
    return value


def _word(name: str) -> str:
    """A layer name as one word of a line, which is all that the format can hold."""
    if not name or name.split() != [name] or name.startswith("#"):
        raise TpucError(f"layer name {name!r} cannot stand in a table: it must be one word")
    return name


def _generated() -> str:
    """When the file is made; SOURCE_DATE_EPOCH in the environment takes the place of the clock.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return f"# generated time: {datetime.datetime.now()}"
    try:
        made = datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc)
    except (ValueError, OverflowError, OSError):
        raise TpucError(f"SOURCE_DATE_EPOCH {epoch!r} is no number of seconds") from None
    return f"# generated time: {made}"


def _tool_version() -> str:
    from tpuc import __version__

    return f"tpuc {__version__}"
