# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tensors that wait in a temporary file, so that memory holds one of them at a time."""

from __future__ import annotations

import ctypes
import math
import tempfile
from collections.abc import Iterable, Iterator, Mapping
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

    def __init__(self, tensors: Iterable[tuple[str, _Array]]) -> None:
        self._places: dict[str, tuple[int, np.dtype[Any], tuple[int, ...]]] = {}
        try:
            self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (open as long as we are)
            for name, tensor in tensors:
                self._places[name] = self._file.tell(), tensor.dtype, tensor.shape
                self._file.write(np.ascontiguousarray(tensor).data)
            self._file.flush()
        except OSError as error:
            raise TpucError(
                "the tensors of the original network cannot be kept in a temporary file: "
                f"{error.strerror or error}; TMPDIR names the folder for it"
            ) from error

    def __getitem__(self, name: str) -> _Array:
        place, dtype, shape = self._places[name]
        self._file.seek(place)
        data = self._file.read(math.prod(shape) * dtype.itemsize)
        return np.frombuffer(data, dtype).reshape(shape)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def return_freed_memory() -> None:
    """Gives the system back what was freed: glibc keeps blocks of tensors' size."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
