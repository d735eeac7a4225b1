# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sample lists: which files feed a network, and their contents in batches.

`list_directory` and `list_file` say which files; `Samples` reads them for the inputs of one
network and streams them, so that memory does not grow with their number.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from tpuc.errors import TpucError
from tpuc.sample_files import (
    ARRAY_ENDINGS,
    Array,
    Entry,
    ModelInput,
    Unreadable,
    checked_rows,
    read_entry,
)

__all__ = [
    "ArraySamples",
    "Batches",
    "Entry",
    "ModelInput",
    "Samples",
    "list_directory",
    "list_file",
    "sample_count",
]

IMAGE_ENDINGS = (".jpg", ".jpeg", ".jfif", ".png", ".bmp", ".webp", ".ppm", ".tif", ".tiff")


def list_directory(directory: str | os.PathLike[str], limit: int = 0) -> list[Entry]:
    """The samples in a directory and its subdirectories: images, npz and npy files, by name.

    With a `limit` (0: none), and with subdirectories, as datasets with a directory for each class
    have them, the directories take turns, so that a few samples do not all show one class. The
    choice is always the same. Raises TpucError when there is no sample.
    """
    root = Path(directory)
    if not root.is_dir():
        what = "is not a directory" if root.exists() else "does not exist"
        raise TpucError(f"dataset {root} {what}")
    folders = [files for files in _files_by_folder(root) if files]
    count = sum(map(len, folders))
    if count == 0:
        endings = " ".join(IMAGE_ENDINGS + ARRAY_ENDINGS)
        raise TpucError(f"dataset {root} holds no sample: no file ends in one of {endings}")
    if limit <= 0 or limit >= count:
        return [(file,) for files in folders for file in files]
    turns = max(map(len, folders))
    in_turn = [files[turn] for turn in range(turns) for files in folders if turn < len(files)]
    return [(file,) for file in sorted(in_turn[:limit])]


def list_file(path: str | os.PathLike[str], limit: int = 0) -> list[Entry]:
    """The samples that a text file names, one a line; of several inputs, separated by commas.

    Blank lines and lines that begin with ``#`` are skipped. A relative path is looked for from
    the working directory, then from the directory of the list. Raises TpucError when the list
    cannot be read or names nothing; a file that does not exist is left to `Samples`.
    """
    file = Path(path)
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise TpucError(f"sample list {file} cannot be read: {reason}") from error
    entries = [
        tuple(_found(part.strip(), file.parent) for part in _split(line, file.parent))
        for line in map(str.strip, lines)
        if line and not line.startswith("#")
    ]
    if not entries:
        raise TpucError(f"sample list {file} names no sample")
    return entries[:limit] if limit > 0 else entries


class Batches(Protocol):
    """Samples that can be gone through in batches, any number of times."""

    @property
    def inputs(self) -> Sequence[ModelInput]:
        """The inputs of the network that the samples are for."""

    @property
    def expected(self) -> int:
        """About how many samples there are."""

    def batches(self, size: int) -> Iterator[dict[str, Array]]:
        """Batches of at most `size` samples: input name -> [samples * B, ...]."""


def sample_count(batch: Mapping[str, Array], inputs: Sequence[ModelInput]) -> int:
    """The number of samples in a batch: rows of the first input over its own rows."""
    return len(batch[inputs[0].name]) // inputs[0].shape[0]


class ArraySamples:
    """Samples that are in memory: input name -> [samples * B, ...].

    Raises TpucError when an input is missing, has the wrong shape, another number of samples than
    the rest, or values that are not finite.
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[np.generic]], inputs: Sequence[ModelInput]):
        self.inputs = list(inputs)
        self._arrays = {}
        for one in self.inputs:
            if one.name not in arrays:
                raise TpucError(f"samples have no array for input {one.name}")
            self._arrays[one.name] = checked_rows(arrays[one.name], one, "samples")
        self.expected = sample_count(self._arrays, self.inputs)
        for one in self.inputs:
            rows = len(self._arrays[one.name])
            if rows != self.expected * one.shape[0] or not rows:
                raise TpucError(
                    f"samples hold {rows} rows for input {one.name}, not {one.shape[0]} a sample"
                )

    def batches(self, size: int) -> Iterator[dict[str, Array]]:
        """Batches of `size` samples, the last perhaps smaller."""
        for start in range(0, self.expected, size):
            rows = {
                one.name: slice(start * one.shape[0], (start + size) * one.shape[0])
                for one in self.inputs
            }
            yield {name: self._arrays[name][part] for name, part in rows.items()}

    def all(self) -> dict[str, Array]:
        """All samples at once."""
        return dict(self._arrays)


class Samples:
    """The contents of a sample list, in batches, any number of times.

    A sample is what the network takes at once: for a network of batch 4, four images (or an array
    with four rows, or four files with one). An image that cannot be read is reported once to
    `warn`, counted in `skipped`, and left out; with `strict` it is an error. Contents up to
    `cache_mb` MB are kept between passes.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        inputs: Sequence[ModelInput],
        *,
        strict: bool = False,
        cache_mb: int = 256,
        warn: Callable[[str], None] | None = None,
    ) -> None:
        self.entries = list(entries)
        self.inputs = list(inputs)
        self.skipped: list[Entry] = []
        self._strict = strict
        self._warn = warn or (lambda message: print(f"warning: {message}", file=sys.stderr))
        self._cache: dict[Entry, dict[str, Array]] = {}
        self._cache_left = cache_mb << 20

    @property
    def expected(self) -> int:
        """About how many samples there are: one for each entry."""
        return len(self.entries)

    def __iter__(self) -> Iterator[dict[str, Array]]:
        """Single samples, each an array of the input's own shape for each input."""
        return self.batches(1)

    def batches(self, size: int) -> Iterator[dict[str, Array]]:
        """Batches of `size` samples, the last perhaps smaller: input name -> [samples * B, ...].

        B is the leading dimension of the input in the network. Files that do not fill a last
        sample are completed with rows of the first one. Raises TpucError on an array that has the
        wrong shape or values that are not finite, and when no file can be read.
        """
        rows = _Rows(self.inputs)
        for entry in self.entries:
            content = self._content(entry)
            if content is not None:
                rows.add(content)
                while rows.complete >= size:
                    yield rows.take(size)
        rows.fill_up()
        if rows.complete:
            yield rows.take(rows.complete)
        if not rows.taken:
            raise TpucError(f"none of the {len(self.entries)} samples can be read")

    def all(self) -> dict[str, Array]:
        """All samples at once: input name -> [samples * B, ...]."""
        batches = list(self.batches(max(1, len(self.entries))))
        return {name: np.concatenate([batch[name] for batch in batches]) for name in batches[0]}

    def _content(self, entry: Entry) -> dict[str, Array] | None:
        if entry in self._cache:
            return self._cache[entry]
        if entry in self.skipped:
            return None
        try:
            content = read_entry(entry, self.inputs)
        except Unreadable as error:
            if self._strict:
                raise TpucError(str(error)) from error
            self.skipped.append(entry)
            self._warn(f"skipped sample {len(self.skipped)}: {error}")
            return None
        size = sum(array.nbytes for array in content.values())
        if size <= self._cache_left:
            self._cache_left -= size
            self._cache[entry] = content
        return content


class _Rows:
    """Rows of each input that wait for a whole sample to be complete."""

    def __init__(self, inputs: Sequence[ModelInput]) -> None:
        self._per_sample = {one.name: (one.shape[0] if one.shape else 1) for one in inputs}
        self._parts: dict[str, list[Array]] = {name: [] for name in self._per_sample}
        self._first: Mapping[str, Array] = {}
        self.taken = 0

    def add(self, content: Mapping[str, Array]) -> None:
        self._first = self._first or content
        for name, array in content.items():
            self._parts[name].append(array)

    def _count(self, name: str) -> int:
        return sum(map(len, self._parts[name]))

    @property
    def complete(self) -> int:
        return min(self._count(name) // size for name, size in self._per_sample.items())

    def fill_up(self) -> None:
        """Completes the last sample with rows of the first entry."""
        wanted = max(-(-self._count(name) // size) for name, size in self._per_sample.items())
        for name, size in self._per_sample.items():
            while self._first and self._count(name) < wanted * size:
                missing = wanted * size - self._count(name)
                self._parts[name].append(self._first[name][:missing])

    def take(self, samples: int) -> dict[str, Array]:
        self.taken += samples
        batch = {}
        for name, size in self._per_sample.items():
            parts = self._parts[name]
            rows = parts[0] if len(parts) == 1 else np.concatenate(parts)
            batch[name] = rows[: samples * size]
            rest = rows[samples * size :]
            self._parts[name] = [rest] if len(rest) else []
        return batch


def _files_by_folder(root: Path) -> Iterable[list[Path]]:
    """The sample files of each directory below `root`, hidden ones left out, all sorted."""
    seen = set()
    for folder, subfolders, names in os.walk(root, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen:  # a link that leads back
            subfolders.clear()
            continue
        seen.add(real)
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        yield [
            Path(folder, name)
            for name in sorted(names)
            if not name.startswith(".") and name.lower().endswith(IMAGE_ENDINGS + ARRAY_ENDINGS)
        ]


def _found(text: str, list_folder: Path) -> Path:
    path, beside = Path(text), list_folder / text
    return beside if not path.exists() and beside.exists() else path


def _split(line: str, list_folder: Path) -> list[str]:
    """The paths of a line; a comma may also be part of a single file's name."""
    return [line] if _found(line, list_folder).exists() else line.split(",")
