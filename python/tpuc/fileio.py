# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Outputs that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from tpuc.errors import TpucError


@contextlib.contextmanager
def atomic_write(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yields a temporary path beside `path`; on success it is renamed to `path`.

    The temporary name keeps the ending of `path`, for writers that look at it. When the block
    raises, the temporary file is removed and whatever `path` held before stays as it was. A link
    stays a link: the file that it leads to is replaced.
    """
    target = output_file(path)
    name = Path(path)
    temporary = target.with_name(f".{name.stem}.{secrets.token_hex(4)}{name.suffix}")
    try:
        yield temporary
        os.replace(temporary, target)
    except OSError as error:
        # An error about an input file, raised inside the block, is not ours to reword.
        if error.filename is not None and Path(error.filename) not in (temporary, target):
            raise
        raise TpucError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def output_file(path: str | os.PathLike[str]) -> Path:
    """The file that writing to `path` makes or replaces: `path`, or where it leads as a link.

    Refuses what is there already and is no regular file, as a device, which to replace by a file
    would be to destroy.
    """
    target = Path(os.path.realpath(path)) if os.path.islink(path) else Path(path)
    try:
        mode = target.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return target
    except OSError as error:
        raise TpucError(f"cannot write {path}: {error.strerror or error}") from error
    if stat.S_ISDIR(mode):
        raise TpucError(f"cannot write {path}: it is a directory")
    if stat.S_ISLNK(mode):
        raise TpucError(f"cannot write {path}: it is a link that leads back to itself")
    if not stat.S_ISREG(mode):
        raise TpucError(f"cannot write {path}: it is not a regular file")
    return target


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Writes a whole text file atomically."""
    with atomic_write(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def existing_file(path: str | os.PathLike[str], what: str) -> Path:
    """Returns `path` as a Path, or refuses it by name when it is not a readable file."""
    file = Path(path)
    if file.is_dir():
        raise TpucError(f"{what} {file} is a directory, not a file")
    if not file.exists():
        raise TpucError(f"{what} {file} does not exist")
    if not os.access(file, os.R_OK):
        raise TpucError(f"{what} {file} cannot be read: permission denied")
    return file
