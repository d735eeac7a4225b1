# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Loading a TorchScript file, and nothing else that ends in .pt."""

from __future__ import annotations

import os
import warnings
import zipfile
from typing import TYPE_CHECKING

from tpuc.errors import TpucError
from tpuc.fileio import existing_file

if TYPE_CHECKING:
    import torch

_WAY_OUT = "save the network with torch.jit.trace(model.eval(), example).save(...)"


def load_torchscript(path: str | os.PathLike[str]) -> torch.jit.ScriptModule:
    """Loads a TorchScript archive in evaluation mode.

    Pickled modules and state dicts are refused by looking at the archive's directory: nothing of
    them is unpickled.
    """
    file = existing_file(path, "model")
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        with open(file, "rb") as stream:
            pickled = stream.read(2) in (b"\x80\x02", b"\x80\x03", b"\x80\x04")
        if pickled:
            raise TpucError(
                f"model {file} is a pickle, which can run any code and is not loaded: {_WAY_OUT}"
            ) from error
        raise TpucError(
            f"model {file} is not a readable TorchScript file: it is truncated, or not TorchScript"
        ) from error
    if not any("/code/" in member for member in members):
        if any(member.endswith("data.pkl") for member in members):
            raise TpucError(
                f"model {file} is a pickled module or state dict, not TorchScript: {_WAY_OUT}"
            )
        if any("archive_format" in member or "exported" in member for member in members):
            raise TpucError(f"model {file} is an exported program: give its name the ending .pt2")
        raise TpucError(f"model {file} is a zip archive without TorchScript: {_WAY_OUT}")
    module = _load(str(file))
    if not module._c._has_method("forward"):
        raise TpucError(f"model {file} has no method forward: {_WAY_OUT}")
    return module


def _load(file: str) -> torch.jit.ScriptModule:
    try:
        import torch
    except ImportError as error:
        raise TpucError(
            f"model {file} needs PyTorch, which is not installed: pip install torch"
        ) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            return torch.jit.load(file, map_location="cpu").eval()
        except Exception as error:  # whatever torch's readers meet in a damaged file
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise TpucError(f"model {file} cannot be loaded by torch.jit: {reason}") from error
