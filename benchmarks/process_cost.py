# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a command costs: time and the peak of its memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

#: Runs in a small process of its own: a child's peak is never less than what its parent had.
_LAUNCHER = """
import json, os, sys, time
started = time.monotonic()
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
cost = {
    "status": os.waitstatus_to_exitcode(status),
    "wall": time.monotonic() - started,
    "cpu": usage.ru_utime + usage.ru_stime,
    "memory": usage.ru_maxrss * 1024,
}
os.write(int(sys.argv[1]), json.dumps(cost).encode())
"""


@dataclass(frozen=True)
class Cost:
    """Of one process: its exit status, wall-clock and processor seconds, peak memory in bytes."""

    status: int
    wall: float
    cpu: float
    memory: int


def run(command: Sequence[str], folder: Path, log: IO[str] | int = subprocess.DEVNULL) -> Cost:
    """Runs a command in a folder; what it prints goes to `log`."""
    reader, writer = os.pipe()
    launcher = [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(writer), *command]
    subprocess.run(launcher, cwd=folder, stdout=log, stderr=log, pass_fds=[writer], check=True)
    os.close(writer)
    with os.fdopen(reader) as stream:
        return Cost(**json.load(stream))
