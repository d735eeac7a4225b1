# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reading the files of samples: images, npz and npy."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tpuc.errors import TpucError

Array: TypeAlias = npt.NDArray[np.float32]
#: The files of one sample: one for each input, or a single npz that holds all inputs by name.
Entry: TypeAlias = tuple[Path, ...]

ARRAY_ENDINGS = (".npz", ".npy")


@dataclass(frozen=True)
class ModelInput:
    """One input of a network: its name and shape, and how an image file becomes it.

    `load_image` returns an array of the input's shape, or of one element of its batch; it is None
    for an input that is not an image.
    """

    name: str
    shape: tuple[int, ...]
    load_image: Callable[[Path], npt.NDArray[np.generic]] | None = None


class Unreadable(Exception):
    """A sample file that cannot be read, among others that can."""


def read_entry(entry: Entry, inputs: Sequence[ModelInput]) -> dict[str, Array]:
    """The rows that the files of one entry hold for each input: [r, ...].

    Raises Unreadable when a file cannot be read, TpucError when it does not fit the inputs.
    """
    if len(entry) == 1 and entry[0].suffix.lower() == ".npz":
        return _read_npz(entry[0], inputs)
    if len(entry) != len(inputs):
        names = ", ".join(one.name for one in inputs)
        raise TpucError(
            f"sample {','.join(map(str, entry))} has {len(entry)} files, "
            f"the network has {len(inputs)} inputs ({names})"
        )
    content = {}
    for one, file in zip(inputs, entry, strict=True):
        if file.suffix.lower() in ARRAY_ENDINGS:
            content[one.name] = checked_rows(_load_array(file), one, f"sample {file}")
        else:
            content[one.name] = checked_rows(_load_image(file, one), one, f"sample {file}")
    return content


def _read_npz(file: Path, inputs: Sequence[ModelInput]) -> dict[str, Array]:
    arrays = _load_npz(file)
    if len(inputs) == 1 and len(arrays) == 1:  # then its name does not matter
        arrays = {inputs[0].name: next(iter(arrays.values()))}
    missing = [one.name for one in inputs if one.name not in arrays]
    if missing:
        raise TpucError(
            f"sample {file} has no array for input {missing[0]}; it has {', '.join(arrays)}"
        )
    return {one.name: checked_rows(arrays[one.name], one, f"sample {file}") for one in inputs}


def _load_image(file: Path, one: ModelInput) -> npt.NDArray[np.generic]:
    if one.load_image is None:
        raise TpucError(
            f"sample {file} is an image, but input {one.name} has no preprocessing: give npz or npy"
        )
    try:
        return one.load_image(file)
    except (OSError, TpucError, SyntaxError, ValueError) as error:
        # Pillow raises SyntaxError and ValueError on some broken files.
        raise Unreadable(_named(file, error)) from error


def _load_array(file: Path) -> npt.NDArray[np.generic]:
    if file.suffix.lower() == ".npz":
        raise TpucError(f"sample {file}: an npz holds all inputs; give it alone on its line")
    try:
        return np.asarray(np.load(file, allow_pickle=False))
    except (OSError, ValueError, EOFError) as error:
        raise Unreadable(_named(file, error)) from error


def _load_npz(file: Path) -> dict[str, npt.NDArray[np.generic]]:
    try:
        with np.load(file, allow_pickle=False) as data:
            return {name: data[name] for name in data.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise Unreadable(_named(file, error)) from error


def _named(file: Path, error: Exception) -> str:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    text = " ".join(str(reason).split())
    return text if str(file) in text else f"{file}: {text}"


def checked_rows(array: npt.NDArray[np.generic], one: ModelInput, source: str) -> Array:
    """The array as f32 rows [r, ...] of the input; a single row may lack the leading dimension."""
    if array.dtype.kind not in "fiub":
        raise TpucError(f"{source} holds {array.dtype} for input {one.name}, not numbers")
    rows = array[None] if array.shape == one.shape[1:] else array
    if not one.shape or rows.shape[1:] != one.shape[1:] or len(rows) == 0:
        raise TpucError(
            f"{source} has shape {list(array.shape)}, input {one.name} has {list(one.shape)}"
        )
    result = np.ascontiguousarray(rows, dtype=np.float32)
    if not np.isfinite(result).all():
        raise TpucError(f"{source} has values that are not finite for input {one.name}")
    return result
