# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tensors that wait in a temporary file, so that memory holds one of them at a time."""

from __future__ import annotations

import ctypes
import math
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from tpuc.errors import TpucError

_Array = NDArray[Any]


class SpilledTensors(Mapping[str, _Array]):
    """Tensors by name, each read from the file whenever it is asked for.

    The file has no name and is gone with the mapping. Raises TpucError where there is no temporary
    folder, or no room in it.
    """

    def __init__(self) -> None:
        self._places: dict[str, tuple[int, np.dtype[Any], tuple[int, ...]]] = {}
        with _named_errors():
            self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (open as long as we are)

    def add(self, name: str, tensor: _Array) -> None:
        """Writes a tensor to the file."""
        with _named_errors():
            self._places[name] = self._file.seek(0, os.SEEK_END), tensor.dtype, tensor.shape
            self._file.write(np.ascontiguousarray(tensor).data)
            self._file.flush()

    def __getitem__(self, name: str) -> _Array:
        place, dtype, shape = self._places[name]
        self._file.seek(place)
        data = self._file.read(math.prod(shape) * dtype.itemsize)
        return np.frombuffer(data, dtype).reshape(shape)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@contextmanager
def _named_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TpucError(
            f"tensors cannot be kept in a temporary file: {error.strerror or error}; "
            "TMPDIR names the folder for it"
        ) from error


def return_freed_memory() -> None:
    """Gives the system back what was freed: glibc keeps blocks of tensors' size."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
