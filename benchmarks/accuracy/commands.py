# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The users' commands, run as they run them, with the CPU time that each takes."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Done:
    """What a command printed, its exit status and the CPU seconds it took on all cores."""

    printed: str
    status: int
    seconds: float


def run(words: Sequence[str], folder: Path, allowed: Sequence[int] = (0,)) -> Done:
    """Runs a command in a folder; ends the benchmark when its exit status is not allowed."""
    before = _children()
    done = subprocess.run(
        [str(Path(sys.executable).with_name(words[0])), *words[1:]],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in allowed:
        sys.exit(f"error: {' '.join(words)} in {folder}:\n{done.stdout}{done.stderr}")
    return Done(done.stdout, done.returncode, _children() - before)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
