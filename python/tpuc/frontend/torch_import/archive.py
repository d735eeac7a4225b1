# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads the archive of an exported program (`torch.export.save`, `.pt2`).

The file is not trusted: the graph is read from its JSON, the weights from their raw bytes.
`torch.export.load` is not used, as it evaluates expressions of the file as Python and unpickles
sample inputs. Tensors of the format before torch 2.8 are pickled in a file of their own, which
torch's restricted unpickler reads; anything else that is pickled is refused.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tpuc.errors import TpucError, first_line, in_a_line
from tpuc.fileio import existing_file

try:
    import torch
except ImportError:  # said when a file is opened
    torch = None

_WAY_OUT = "write it with torch.export.save(torch.export.export(model.eval(), (example,)), ...)"
#: The serialized names of element types (torch._export.serde.schema.ScalarType).
_DTYPES = {
    **{1: "uint8", 2: "int8", 3: "int16", 4: "int32", 5: "int64", 6: "float16", 7: "float32"},
    **{8: "float64", 9: "complex32", 10: "complex64", 11: "complex128", 12: "bool"},
    **{13: "bfloat16", 28: "uint16", 34: "uint32", 35: "uint64"},
}
#: The format's major version; a change of it breaks readers.
_SCHEMA_MAJOR = 8


@dataclass(frozen=True)
class ExportedArchive:
    """The graph of an exported program as its JSON, and its tensors by their paths."""

    program: Mapping[str, Any]
    tensors: Mapping[str, torch.Tensor]

    @property
    def graph(self) -> Mapping[str, Any]:
        """Inputs, outputs and nodes."""
        graph: Mapping[str, Any] = self.program["graph_module"]["graph"]
        return graph

    @property
    def signature(self) -> Mapping[str, Any]:
        """What the inputs and outputs of the graph are."""
        signature: Mapping[str, Any] = self.program["graph_module"]["signature"]
        return signature


def read_archive(path: str | os.PathLike[str]) -> ExportedArchive:
    """Reads a `.pt2` file.

    Raises TpucError if the file is missing, damaged, no exported program, or holds what only
    an unpickler that runs code could read (custom objects, tensor subclasses).
    """
    file = existing_file(path, "model")
    if torch is None:
        raise TpucError(f"model {file} needs PyTorch, which is not installed: pip install torch")
    try:
        with zipfile.ZipFile(file) as archive, damage_named(f"model {file}"):
            return _read(file, archive)
    except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, EOFError, OSError) as error:
        raise TpucError(
            f"model {file} is not a readable exported program (.pt2): it is truncated or damaged, "
            f"or something else: {_WAY_OUT}"
        ) from error


@contextmanager
def damage_named(part: str) -> Iterator[None]:
    """Turns the errors of reading what is not laid out as the format says into a TpucError."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RuntimeError) as error:
        reason = f"{type(error).__name__}: {first_line(error)}"
        raise TpucError(
            f"the exported program is damaged at {in_a_line(part)}: {reason}"
        ) from error


def _read(file: Path, archive: zipfile.ZipFile) -> ExportedArchive:
    # Names begin with a folder called like the file, as torch's zip writer does it.
    members = {name.split("/", 1)[-1]: name for name in archive.namelist()}
    members |= {name: name for name in archive.namelist()}
    if "models/model.json" in members:
        program = json.loads(archive.read(members["models/model.json"]))
        tensors = _raw_tensors(file, archive, members, "weights", "model_weights_config.json")
        tensors |= _raw_tensors(file, archive, members, "constants", "model_constants_config.json")
    elif "serialized_exported_program.json" in members:
        program = json.loads(archive.read(members["serialized_exported_program.json"]))
        tensors = {}
        for name in ("serialized_state_dict", "serialized_constants"):
            for ending in (".pt", ".json"):
                if name + ending in members:
                    data = archive.read(members[name + ending])
                    tensors |= _pickled_tensors(file, name + ending, data)
    else:
        models = [n for n in members if n.startswith("models/") and n.endswith(".json")]
        if models:
            raise TpucError(
                f"model {file} holds {', '.join(sorted(models))}, not one model.json: {_WAY_OUT}"
            )
        raise TpucError(f"model {file} is a zip archive without an exported program: {_WAY_OUT}")
    major = int(program["schema_version"]["major"])
    if major != _SCHEMA_MAJOR:
        raise TpucError(
            f"model {file} has version {major} of the format of exported programs, this reads "
            f"{_SCHEMA_MAJOR}: {_WAY_OUT}"
        )
    return ExportedArchive(program, tensors)


def _raw_tensors(
    file: Path, archive: zipfile.ZipFile, members: Mapping[str, str], kind: str, config: str
) -> dict[str, torch.Tensor]:
    if f"data/{kind}/{config}" not in members:
        return {}
    entries = json.loads(archive.read(members[f"data/{kind}/{config}"]))["config"]
    payloads: dict[str, torch.Tensor] = {}
    tensors = {}
    for name, entry in entries.items():
        if entry["use_pickle"] or entry["tensor_meta"] is None:
            raise TpucError(
                f"model {file}: {name} is a pickled object, which can run any code and is not "
                "loaded: export the network without custom objects and tensor subclasses"
            )
        member = members[f"data/{kind}/{entry['path_name']}"]
        if member not in payloads:
            data = bytearray(archive.read(member))
            payloads[member] = torch.frombuffer(data or bytearray(8), dtype=torch.uint8)
        tensors[name] = _tensor(file, name, payloads[member], entry["tensor_meta"])
    return tensors


def _tensor(file: Path, name: str, data: torch.Tensor, meta: Mapping[str, Any]) -> torch.Tensor:
    """The tensor that lies in the bytes of a storage."""
    dtype = scalar_type(int(meta["dtype"]))
    sizes, strides = (static_sizes(meta[key]) for key in ("sizes", "strides"))
    offset = static_sizes([meta["storage_offset"]])[0]
    last = offset + sum((n - 1) * step for n, step in zip(sizes, strides, strict=True))
    count = data.numel() // dtype.itemsize
    if 0 not in sizes and not 0 <= last < count:
        raise TpucError(
            f"model {file}: tensor {name} of shape {sizes} needs {last + 1} elements, its file "
            f"has {count}: the archive is damaged"
        )
    if 0 in sizes:
        return torch.empty(sizes, dtype=dtype)
    return data[: count * dtype.itemsize].view(dtype).as_strided(sizes, strides, offset)


def _pickled_tensors(file: Path, name: str, data: bytes) -> dict[str, torch.Tensor]:
    if not data:
        return {}
    try:
        tensors = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, zipfile.BadZipFile) as error:
        raise TpucError(
            f"model {file}: {name} does not hold plain tensors only, and is not unpickled: "
            f"{_WAY_OUT}"
        ) from error
    return {key: item for key, item in tensors.items() if isinstance(item, torch.Tensor)}


def scalar_type(code: int) -> torch.dtype:
    """The element type with a number in the format; raises TpucError for 8-bit floats."""
    if code not in _DTYPES:
        raise TpucError(
            f"the exported program holds tensors of type {code} (ScalarType of its format), which "
            "is not supported: export it in float32"
        )
    dtype: torch.dtype = getattr(torch, _DTYPES[code])
    return dtype


def static_sizes(sizes: list[Mapping[str, Any]]) -> list[int]:
    """Sizes that the format gives as numbers."""
    return [int(size["as_int"]) for size in sizes]
