# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the chips can do. The facts are the compiler's own (tpuc/Target/Chip.h)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tpuc.errors import TpucError


@dataclass(frozen=True)
class Chip:
    """One chip: its name, whether activations may be asymmetric, its float modes (first: auto)."""

    name: str
    asymmetric: bool
    float_modes: tuple[str, ...]

    def float_mode(self, fp_type: str) -> str:
        """The mode that ``--fp_type`` means: ``auto`` or one of the chip's, in any case."""
        if fp_type.lower() == "auto":
            return self.float_modes[0]
        if fp_type.upper() not in self.float_modes:
            possible = ", ".join(("auto", *self.float_modes))
            raise TpucError(f"{self.name} has no {fp_type}: fp_type is one of {possible}")
        return fp_type.upper()


@cache
def chips() -> tuple[Chip, ...]:
    """All chips, in the order of their families."""
    from tpuc.mlir._mlir_libs import _tpuc

    return tuple(Chip(name, asym, tuple(modes)) for name, asym, modes in _tpuc.chips())


@cache
def rates(name: str) -> dict[str, float]:
    """Peak rates of the chip `name` (see `lookup`), for estimates of time.

    By mode (``INT8``, ``F16``, ``BF16``, ``F32``), in 1e12 operations a second, 0 for a type that
    the chip lacks; and ``bandwidth``, that of its memory in 1e9 bytes a second.
    """
    from tpuc.mlir._mlir_libs import _tpuc

    return dict(_tpuc.chip_rates(lookup(name).name))


def lookup(name: str) -> Chip:
    """The chip called `name`, in any case; a TpucError lists those there are."""
    for chip in chips():
        if chip.name == name.lower():
            return chip
    raise TpucError(f"unknown chip {name}: one of {', '.join(chip.name for chip in chips())}")
