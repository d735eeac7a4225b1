# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Modules on disk: text with a weight file beside it, or one-file packages."""

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tpuc.errors import TpucError
from tpuc.fileio import output_file
from tpuc.mlir import ir
from tpuc.mlir._mlir_libs import _tpuc

PathLike = str | os.PathLike[str]


def load_module(path: PathLike, context: ir.Context | None = None) -> ir.Module:
    """Reads a ``.mlir`` file and its weight file, or a package.

    Weights are mapped into memory, not read. Without `context` the module gets one of its own.
    """
    if context is None:
        context = ir.Context()
    return _tpuc.load_module(context, os.fspath(path))


def clone_module(module: ir.Module) -> ir.Module:
    """A copy of a module in the same context; weights share their data with the original."""
    return _tpuc.clone_module(module)


def weight_ops(layer: ir.Operation) -> list[ir.Operation]:
    """The ``top.Weight`` operations among a layer's operands, in their order."""
    owners = [getattr(value.owner, "operation", None) for value in layer.operands]
    return [owner for owner in owners if owner is not None and owner.name == "top.Weight"]


def read_weight(weight: ir.Operation) -> npt.NDArray[np.float32]:
    """The elements of a ``top.Weight``, in its shape: floats, or the integers that are stored.

    Its data must be attached.
    """
    out = np.empty(ir.RankedTensorType(weight.results[0].type).shape, np.float32)
    _tpuc.read_weight(weight, out)
    return out


def release_unused_weights(module: ir.Module) -> None:
    """Frees the data of weights that were in the module and are so no more, as they were folded.

    Only for a module that is alone in its context: all other weights lose their elements.
    """
    _tpuc.release_unused_weights(module)


def attach_weights(module: ir.Module, path: PathLike) -> None:
    """Gives the weights of a module that was parsed from text the data of a safetensors file."""
    _tpuc.attach_weights(module, os.fspath(path))


def save_module(module: ir.Module, path: PathLike, weight_file: str = "") -> None:
    """Writes `path` and beside it the weights.

    They go to `weight_file`, by default ``<stem>_top_weights.safetensors`` (``_tpu_`` for a lowered
    module). Both files are written under temporary names and then renamed. Links are followed, but
    not to another folder: the weights would be looked for beside the link.
    """
    text = _beside(Path(path))
    kind = "tpu" if "tpu.chip" in module.operation.attributes else "top"
    weights = _beside(text.with_name(weight_file or f"{text.stem}_{kind}_weights.safetensors"))
    _tpuc.save_module(module, os.fspath(text), weights.name)


def save_package(module: ir.Module, path: PathLike) -> None:
    """Writes the module and its weights as one file."""
    _tpuc.save_package(module, os.fspath(output_file(path)))


def _beside(path: Path) -> Path:
    """The file to write, which must be in the folder of `path`."""
    target = output_file(path)
    if os.path.realpath(target.parent) != os.path.realpath(path.parent):
        raise TpucError(f"cannot write {path}: it is a link to another folder ({target})")
    return target
