# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Dumps of tensors: npz files keyed by layer name."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tpuc.errors import TpucError
from tpuc.fileio import atomic_write, existing_file

Array: TypeAlias = NDArray[Any]


def read_npz(path: str | os.PathLike[str], what: str = "tensor file") -> dict[str, Array]:
    """Reads every tensor of an npz file; `what` is what errors call the file."""
    file = existing_file(path, what)
    try:
        archive = np.load(file, allow_pickle=False)
        if not isinstance(archive, np.lib.npyio.NpzFile):
            raise TpucError(f"{what} {file} is a single array (npy), not an npz")
        with archive:
            return {name: archive[name] for name in archive.files}
    except (ValueError, EOFError, OSError, zipfile.BadZipFile) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise TpucError(f"{what} {file} is not an npz file of tensors: {reason}") from error


def write_npz(path: str | os.PathLike[str], tensors: Mapping[str, Array]) -> None:
    """Writes tensors to an npz file, whole or not at all; each is asked for when it is written."""
    # numpy.savez takes them as arguments: all at once, and none called "file".
    with atomic_write(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for name, tensor in tensors.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asanyarray(tensor), allow_pickle=False)


def chosen(tensors: Mapping[str, Array], names: Sequence[str], file: str) -> dict[str, Array]:
    """The tensors called `names`, in that order; a name that is not there is an error."""
    missing = [name for name in names if name not in tensors]
    if missing:
        raise TpucError(f"{file} has no tensor {', '.join(missing)}; it has {_some(tensors)}")
    return {name: tensors[name] for name in names}


def describe(tensors: Mapping[str, Array]) -> str:
    """A line for each tensor: name, type, shape and range."""
    rows = [("name", "type", "shape", "min", "max", "mean", "std")]
    for name, tensor in tensors.items():
        shape = "x".join(map(str, tensor.shape)) or "scalar"
        rows.append((name, str(tensor.dtype), shape, *_statistics(tensor)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def to_image(tensor: Array, name: str) -> Image.Image:
    """A tensor as a picture, its range stretched to black and white.

    Takes height x width, with one or three channels before or after, in a batch of one.
    """
    while tensor.ndim > 2 and tensor.shape[0] == 1:
        tensor = tensor[0]
    if tensor.ndim == 3 and tensor.shape[0] == 3:
        tensor = tensor.transpose(1, 2, 0)
    if tensor.ndim == 3 and tensor.shape[2] == 1:
        tensor = tensor[:, :, 0]
    if tensor.ndim != 2 and not (tensor.ndim == 3 and tensor.shape[2] == 3):
        raise TpucError(f"tensor {name} of shape {list(tensor.shape)} is not a picture")
    values = tensor.astype(np.float64)
    low, high = float(values.min()), float(values.max())
    return Image.fromarray(((values - low) * (255 / (high - low or 1))).astype(np.uint8))


def _statistics(tensor: Array) -> tuple[str, str, str, str]:
    if tensor.size == 0 or tensor.dtype.kind not in "fiub":
        return "", "", "", ""
    values = tensor.astype(np.float64)
    numbers = (values.min(), values.max(), values.mean(), values.std())
    return tuple(f"{number:.6g}" for number in numbers)  # type: ignore[return-value]


def _some(names: Mapping[str, Array], shown: int = 5) -> str:
    text = ", ".join(list(names)[:shown]) or "none"
    return text if len(names) <= shown else f"{text} and {len(names) - shown} more"
