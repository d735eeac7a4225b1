# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is to be deployed, and for which chip; impossible requests are refused here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tpuc import chips
from tpuc.errors import TpucError
from tpuc.fileio import existing_file
from tpuc.tables import QuantizationTable, check_layers, read_calibration_table

INT8 = "INT8"


@dataclass(frozen=True)
class Target:
    """The chip, the mode of layers that no table names, and the types at the network's border."""

    chip: str
    mode: str
    asymmetric: bool = False
    quant_input: bool = False
    quant_output: bool = False

    @property
    def label(self) -> str:
        """The part of a file name that says how the network was lowered: `bm1684_int8_sym`."""
        kind = self.mode.lower()
        if self.mode == INT8:
            kind += "_asym" if self.asymmetric else "_sym"
        return f"{self.chip}_{kind}"


@dataclass(frozen=True)
class Tables:
    """The table files that steer lowering."""

    calibration: Path | None = None
    quantization: Path | None = None


def make_target(chip_name: str, quantize: str, asymmetric: bool = False) -> Target:
    """A target that the chip can meet; a TpucError says what is possible instead."""
    chip = chips.lookup(chip_name)
    mode = quantize.upper()
    possible = (INT8, *chip.float_modes)
    if mode not in possible:
        raise TpucError(
            f"--quantize {quantize}: {chip.name} cannot compute that; it has {', '.join(possible)}"
        )
    if asymmetric and mode != INT8:
        raise TpucError(f"--asymmetric: only INT8 can be asymmetric, not {mode}")
    if asymmetric and not chip.asymmetric:
        able = ", ".join(other.name for other in chips.chips() if other.asymmetric)
        raise TpucError(f"--asymmetric: {chip.name} has no asymmetric INT8; these have: {able}")
    return Target(chip.name, mode, asymmetric)


def check_tables(target: Target, tables: Tables) -> None:
    """Reads the tables and refuses what the target lacks, before any work is done."""
    modes = {target.mode}
    if tables.quantization:
        modes |= _quantization_modes(target, tables.quantization)
    if tables.calibration:
        read_calibration_table(tables.calibration)
    elif INT8 in modes:
        raise TpucError(
            "--calibration_table is missing: INT8 needs the thresholds of run_calibration.py"
        )


def check_table_layers(tables: Tables, layers: Iterable[str]) -> None:
    """Refuses tables that are of another network: they must name its layers and no others."""
    known = list(layers)
    if tables.calibration:
        names = read_calibration_table(tables.calibration)
        check_layers(names, known, f"calibration table {tables.calibration}", complete=True)
    if tables.quantization:
        modes = QuantizationTable.read(tables.quantization).modes
        check_layers(modes, known, f"quantization table {tables.quantization}")


def _quantization_modes(target: Target, path: Path) -> set[str]:
    chip = chips.lookup(target.chip)
    table = QuantizationTable.read(path)
    for name, mode in table.modes.items():
        # On chips without F32 and F16 the users' tables mean the float type there is.
        if mode != INT8 and mode not in chip.float_modes and chip.float_modes != ("BF16",):
            raise TpucError(
                f"quantization table {path}: layer {name} asks for {mode}; {chip.name} has "
                f"{', '.join((INT8, *chip.float_modes))}"
            )
    return set(table.modes.values())


def is_onnx(path: Path) -> bool:
    """Whether a file to write is QDQ ONNX: its ending says so. All others are packages."""
    return path.suffix == ".onnx"


def check_package(path: Path, target: Target) -> None:
    """Refuses a name that no package can have, and a border that the kind of file cannot have."""
    if is_onnx(path) and (target.quant_input or target.quant_output):
        flag = "--quant_input" if target.quant_input else "--quant_output"
        raise TpucError(f"{flag}: the inputs and outputs of QDQ ONNX ({path}) are floats")
    if path.suffix == ".mlir":
        raise TpucError(
            f"--model {path}: a package is binary, give it another ending such as .bmodel "
            "(--debug writes the .mlir form too)"
        )


def check_network(path: str) -> Path:
    """The network file, which must be there and be one of ours."""
    file = existing_file(path, "network")
    if file.suffix in (".onnx", ".pt", ".pt2"):
        raise TpucError(f"--mlir {file}: make a .mlir of it with model_transform.py first")
    return file
