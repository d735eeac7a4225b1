# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Kills a search at random moments until it has been killed ten times, resumes it, compares files.

    .venv/bin/python benchmarks/kill_and_resume.py MLIR --data_list photos.txt \\
        --calibration_table lite0_cali_table --chip bm1684 --strategy joint

All arguments but `--kills` and `--seed` are those of run_sensitive_layer.py, without -o. It exits
with 1 when the tables of the killed and resumed search are not, byte for byte, those of one that
nobody disturbed.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TABLES = ("qtable", "new_cali_table")
SEARCH = "import sys; from tpuc.cli.run_sensitive_layer import entry; entry()"


def search(folder: Path, words: list[str]) -> subprocess.Popen[bytes]:
    """Starts a search that writes to a folder."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-c", SEARCH, *words, "-o", "qtable", "--resume"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0"}
    with (folder / "printed").open("ab") as printed:
        return subprocess.Popen(
            command, cwd=folder, env=environment, stdout=printed, stderr=subprocess.STDOUT
        )


def trials(folder: Path) -> int:
    """Lines of the journal."""
    journal = folder / "qtable.journal"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def main() -> int:
    """Runs both searches."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6)
    args, words = parser.parse_known_args()
    words = [str(Path(word).absolute()) if Path(word).exists() else word for word in words]
    chance = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as temporary:
        whole, killed = Path(temporary, "whole"), Path(temporary, "killed")
        if search(whole, words).wait() not in (0, 1):
            sys.exit((whole / "printed").read_text())
        print(f"undisturbed: {trials(whole)} lines of journal; seed {args.seed}", flush=True)
        for kill in range(args.kills):
            left = max(trials(whole) - trials(killed), 0)
            moment = trials(killed) + chance.randint(1, max(1, 2 * left // (args.kills + 1 - kill)))
            process = search(killed, words)
            while process.poll() is None and trials(killed) < moment:
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.05))  # somewhere in the next trial
            late = process.poll() is not None
            process.kill()
            process.wait()
            print(
                f"kill {kill + 1}: {'too late' if late else f'{trials(killed)} lines of journal'}",
                flush=True,
            )
        search(killed, words).wait()
        same = all((whole / name).read_bytes() == (killed / name).read_bytes() for name in TABLES)
        print("the tables are the same" if same else "the tables differ")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
