# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Feeds damaged files to an importer: each is imported, or refused in one line.

Inputs are tried in child processes, one after the other; a child that dies or does not come back
in time is replaced. Prints a line per failure and a summary.
"""

from __future__ import annotations

import argparse
import collections
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tpuc.errors import TpucError
from tpuc.frontend.emit import emit_module
from tpuc.frontend.network import open_network
from tpuc.frontend.transform import optimize
from tpuc.mlir import ir

#: Address space of a child: a file may ask for no more than this machine's importer has.
_MEMORY = 8 << 30


@dataclass(frozen=True)
class Fuzz:
    """Files of one format: whole ones, and how the mutation of a number is made of them.

    `options` are what is asked for with a file beside its name.
    """

    ending: str
    seeds: Sequence[bytes]
    mutate: Callable[[Sequence[bytes], int], bytes]
    options: Mapping[str, Any] = field(default_factory=dict)


def try_import(data: bytes, path: Path, **options: Any) -> str:
    """Imports a file of these bytes up to the optimized module; "" or what went wrong.

    A TpucError of one line is right, anything else is what went wrong.
    """
    path.write_bytes(data)
    try:
        network = open_network(path, **options)
        optimize(emit_module(network.graph, {}, ir.Context()))
    except TpucError as error:
        lines = str(error).splitlines()
        return "" if 1 <= len(lines) <= 2 + str(error).count(" (") else f"says {lines[:3]}"
    except Exception as error:
        return f"{type(error).__name__}: {str(error).splitlines()[:1]}"
    return ""


def _child(pipe: Connection, fuzz: Fuzz) -> None:
    """Takes numbers of mutations, answers with outcomes."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    with tempfile.TemporaryDirectory() as folder:
        while True:
            number = pipe.recv()
            if number is None:
                return
            data = fuzz.mutate(fuzz.seeds, number)
            path = Path(folder, f"mutated{fuzz.ending}")
            pipe.send(try_import(data, path, **fuzz.options))


class _Worker:
    """A child process that is started anew after a failure."""

    def __init__(self, fuzz: Fuzz, seconds: float) -> None:
        self._fuzz, self._seconds = fuzz, seconds
        self._start()

    def _start(self) -> None:
        self._pipe, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=_child, args=(theirs, self._fuzz))
        self._process.start()
        theirs.close()

    def outcome(self, number: int) -> str:
        """What became of a mutation: "", an error, a timeout or a crash."""
        self._pipe.send(number)
        try:
            if self._pipe.poll(self._seconds):
                return str(self._pipe.recv())
            problem = f"no answer after {self._seconds:g} s"
        except (EOFError, ConnectionError):
            self._process.join()
            problem = f"died with exit code {self._process.exitcode}"
        self._process.kill()
        self._process.join()
        self._start()
        return problem

    def close(self) -> None:
        """Ends the child."""
        self._pipe.send(None)
        self._process.join()


def run(fuzz: Fuzz, numbers: range, seconds: float, keep: Path | None) -> dict[str, int]:
    """Tries mutations; returns failures by kind. Files that failed are written to `keep`."""
    failures: collections.Counter[str] = collections.Counter()
    worker = _Worker(fuzz, seconds)
    for number in numbers:
        problem = worker.outcome(number)
        if problem:
            failures[problem] += 1
            print(f"mutation {number}: {problem}", flush=True)
            if keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                data = fuzz.mutate(fuzz.seeds, number)
                (keep / f"{number}{fuzz.ending}").write_bytes(data)
    worker.close()
    return dict(failures)


def command(parser: argparse.ArgumentParser, fuzz: Callable[[argparse.Namespace], Fuzz]) -> int:
    """The command of a format; the exit status is 1 if there was a failure."""
    parser.add_argument("--count", type=int, default=20000, help="how many files to try")
    parser.add_argument("--first", type=int, default=0, help="number of the first mutation")
    parser.add_argument("--seconds", type=float, default=20, help="time that one file may take")
    parser.add_argument("--keep", type=Path, help="folder for the files that failed")
    args = parser.parse_args()
    began = time.monotonic()
    numbers = range(args.first, args.first + args.count)
    failures = run(fuzz(args), numbers, args.seconds, args.keep)
    print(
        f"{args.count} files tried in {time.monotonic() - began:.0f} s, "
        f"{sum(failures.values())} failures of {len(failures)} kinds"
    )
    return 1 if failures else 0
