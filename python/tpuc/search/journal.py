# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every finished trial in a file, so that a search that was stopped can go on.

A search is deterministic: the same trials give the same next step. So it is resumed by running it
again with a memory of the trials that are in the journal; only those that are missing are made.

The file is JSON lines: a head that says what run it belongs to, then a line a trial with its
numbers, [candidates][samples]. A line counts once it ends in a newline; what a kill cut off is
dropped. Numbers are written so that they are read back bit for bit.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from tpuc.errors import TpucError
from tpuc.fileio import output_file
from tpuc.search.evaluator import Rows

FORMAT = "tpuc-search-journal 2"


class Journal:
    """A memory of trials in a file; to be used with `with`.

    `run` says what the trials depend on, in words: what -> fingerprint. With `resume`, the file's
    trials are read first, and a journal of another run is refused with a TpucError that names what
    differs; a file that is not there is begun. Otherwise the file is begun anew.
    """

    def __init__(self, path: str | os.PathLike[str], run: Mapping[str, str], resume: bool) -> None:
        self.path = output_file(path)
        try:
            self._stream: IO[bytes] = self.path.open("a+b")
        except OSError as error:
            raise TpucError(f"cannot write journal {path}: {error.strerror}") from error
        try:
            self._known = self._begun(run, resume)
        except BaseException:
            self._stream.close()
            raise
        self.resumed = len(self._known)

    def _begun(self, run: Mapping[str, str], resume: bool) -> dict[str, dict[str, Rows]]:
        """Takes the file for this process; the trials that it holds already."""
        try:
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise TpucError(f"journal {self.path} is in use by another search") from error
        self._stream.seek(0)
        content = self._stream.read() if resume else b""
        whole = content[: content.rfind(b"\n") + 1]
        if whole or content:
            known = _trials(self.path, whole, run)
            self._stream.truncate(len(whole))
            return known
        self._stream.truncate(0)
        self._write({"format": FORMAT, "run": dict(run)})
        return {}

    def _write(self, entry: Mapping[str, Any]) -> None:
        """Appends a line; it is on the disk when this returns."""
        try:
            self._stream.write(json.dumps(entry).encode() + b"\n")
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise TpucError(f"cannot write journal {self.path}: {error.strerror}") from error

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stream.close()

    def recall(self, key: str) -> dict[str, Rows] | None:
        """The numbers of an earlier trial; None when there is none."""
        return self._known.get(key)

    def record(self, key: str, numbers: Mapping[str, Rows]) -> None:
        """Writes a finished trial; it is on the disk when this returns."""
        self._write({"key": key, "numbers": dict(numbers)})
        self._known[key] = dict(numbers)


def _trials(path: Path, content: bytes, run: Mapping[str, str]) -> dict[str, dict[str, Rows]]:
    """The trials in the whole lines of a journal, which has to be of this run."""
    lines = content.splitlines()
    head = _parsed(lines[0] if lines else b"")
    if head is None or head.get("format") != FORMAT or not isinstance(head.get("run"), dict):
        raise TpucError(
            f"{path} is not a journal of a search: its first line does not say {FORMAT!r}"
        )
    differing = [what for what in run if head["run"].get(what) != run[what]]
    if differing:
        raise TpucError(
            f"journal {path} belongs to another run: {_listed(differing)}; leave --resume out "
            "to begin anew"
        )
    known = {}
    for number, line in enumerate(lines[1:], start=2):
        entry = _parsed(line)
        if entry is None or not isinstance(entry.get("key"), str) or not _numbers(entry):
            raise TpucError(f"{path}:{number}: not a line of a journal: leave --resume out")
        known[entry["key"]] = entry["numbers"]
    return known


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def _numbers(entry: Mapping[str, Any]) -> bool:
    """Whether the numbers of an entry are tables of numbers by name."""
    numbers = entry.get("numbers")
    return isinstance(numbers, dict) and all(
        isinstance(rows, list)
        and all(
            isinstance(row, list) and all(isinstance(x, int | float) for x in row) for row in rows
        )
        for rows in numbers.values()
    )


def _listed(what: list[str]) -> str:
    verb = "differs" if len(what) == 1 else "differ"
    return f"{', '.join(what)} {verb}"


def fingerprint(*parts: object) -> str:
    """A short text that is equal for equal values: arrays, mappings, sequences, bytes, scalars."""
    digest = hashlib.sha256()
    for part in parts:
        _feed(digest, part)
    return digest.hexdigest()[:24]


def array_fingerprint(arrays: Mapping[str, npt.NDArray[Any]]) -> str:
    """That of arrays by name."""
    return fingerprint({name: arrays[name] for name in sorted(arrays)})


def _feed(digest: Any, part: object) -> None:
    if isinstance(part, np.ndarray):
        digest.update(f"{part.dtype}{part.shape}".encode())
        digest.update(np.ascontiguousarray(part).tobytes())
    elif isinstance(part, bytes):
        digest.update(part)
    elif isinstance(part, Mapping):
        for name, value in part.items():
            digest.update(f"{name!r}:".encode())
            _feed(digest, value)
    elif isinstance(part, list | tuple):
        digest.update(f"{type(part).__name__}{len(part)}".encode())
        for value in part:
            _feed(digest, value)
    else:
        digest.update(repr(part).encode())
    digest.update(b";")
