# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads the state dict of a PyTorch checkpoint (the format before zip files) without PyTorch.

Only dictionaries of tensors are understood: every class that a pickle may name is listed here, so
an untrusted file cannot run anything.
"""

from __future__ import annotations

import collections
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001
_DTYPES: dict[str, np.dtype[Any]] = {
    "FloatStorage": np.dtype("<f4"),
    "DoubleStorage": np.dtype("<f8"),
    "HalfStorage": np.dtype("<f2"),
    "LongStorage": np.dtype("<i8"),
    "IntStorage": np.dtype("<i4"),
    "ByteStorage": np.dtype("u1"),
}


@dataclass
class _Storage:
    """A tensor's memory: its size is known from the pickle, its bytes follow after it."""

    dtype: np.dtype[Any]
    size: int
    data: NDArray[Any] | None = None


@dataclass
class _Tensor:
    """A view of a storage, resolved when the bytes have been read."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def array(self) -> NDArray[Any]:
        data = self.storage.data
        if data is None:
            raise ValueError("a tensor has no data in the file")
        size = data.itemsize
        view = np.lib.stride_tricks.as_strided(
            data[self.offset :], self.shape, tuple(stride * size for stride in self.strides)
        )
        return np.ascontiguousarray(view)


def _rebuild_tensor(
    storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: Any
) -> _Tensor:
    reach = offset + 1 + sum((d - 1) * s for d, s in zip(shape, strides, strict=True))
    if offset < 0 or min((*shape, *strides, 1)) < 0 or (0 not in shape and reach > storage.size):
        raise ValueError("a tensor lies outside its storage")
    return _Tensor(storage, offset, shape, strides)


class _Unpickler(pickle.Unpickler):
    """Unpickles dictionaries of tensors and refuses everything else."""

    def __init__(self, stream: BinaryIO):
        super().__init__(stream, encoding="utf-8")
        self.storages: dict[str, _Storage] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if module == "torch._utils" and name in ("_rebuild_tensor", "_rebuild_tensor_v2"):
            return _rebuild_tensor
        if module == "torch" and name in _DTYPES:
            return name
        raise pickle.UnpicklingError(f"{module}.{name} is not part of a dictionary of tensors")

    def persistent_load(self, pid: Any) -> _Storage:
        kind, storage_class, key, _device, size = pid[:5]
        if kind != "storage" or (len(pid) > 5 and pid[5] is not None):
            raise pickle.UnpicklingError(f"unknown kind of storage {kind!r}")
        return self.storages.setdefault(key, _Storage(_DTYPES[storage_class], size))


def read_state_dict(path: Path) -> dict[str, NDArray[Any]]:
    """The tensors of a checkpoint, by name; a ValueError says what is wrong with the file."""
    with path.open("rb") as stream:
        try:
            tensors = _read(stream)
        except (pickle.UnpicklingError, EOFError, KeyError, TypeError) as error:
            raise ValueError(f"{path}: not a checkpoint of tensors: {error}") from error
    return {name: tensor.array() for name, tensor in tensors.items()}


def _read(stream: BinaryIO) -> dict[str, _Tensor]:
    if _Unpickler(stream).load() != _MAGIC or _Unpickler(stream).load() != _PROTOCOL:
        raise pickle.UnpicklingError("unknown header")
    if not _Unpickler(stream).load().get("little_endian"):
        raise pickle.UnpicklingError("big-endian data")
    unpickler = _Unpickler(stream)
    tensors = unpickler.load()
    for key in _Unpickler(stream).load():
        storage = unpickler.storages[key]
        size = int.from_bytes(stream.read(8), "little")
        if size != storage.size:
            raise pickle.UnpicklingError(f"storage {key} holds {size} elements")
        data = stream.read(size * storage.dtype.itemsize)
        if len(data) != size * storage.dtype.itemsize:
            raise EOFError("the file is cut short")
        storage.data = np.frombuffer(data, storage.dtype)
    return {name: value for name, value in tensors.items() if isinstance(value, _Tensor)}
