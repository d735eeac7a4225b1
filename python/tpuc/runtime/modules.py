# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Modules on disk: text with a weight file beside it, or one-file packages."""

import os

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


def attach_weights(module: ir.Module, path: PathLike) -> None:
    """Gives the weights of a module that was parsed from text the data of a safetensors file."""
    _tpuc.attach_weights(module, os.fspath(path))


def save_module(module: ir.Module, path: PathLike, weight_file: str = "") -> None:
    """Writes `path` and beside it the weights.

    They go to `weight_file`, by default ``<stem>_top_weights.safetensors`` (``_tpu_`` for a lowered
    module). Both files are written under temporary names and then renamed.
    """
    _tpuc.save_module(module, os.fspath(path), weight_file)


def save_package(module: ir.Module, path: PathLike) -> None:
    """Writes the module and its weights as one file."""
    _tpuc.save_package(module, os.fspath(path))
