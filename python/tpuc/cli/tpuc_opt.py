# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`tpuc-opt`: the MLIR driver that came with the package, run in place of this process."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from tpuc.cli.main import run
from tpuc.errors import TpucError

_PROGRAM = Path(__file__).resolve().parent.parent / "bin" / "tpuc-opt"


def main(argv: Sequence[str] | None = None) -> int:
    """Becomes `tpuc-opt`; returns only when it is not there."""
    if not os.access(_PROGRAM, os.X_OK):
        raise TpucError(f"{_PROGRAM} is missing: this tpuc was installed without its native part")
    arguments = sys.argv[1:] if argv is None else argv
    os.execv(_PROGRAM, [str(_PROGRAM), *arguments])


def entry() -> NoReturn:
    """The console script."""
    run(main)
