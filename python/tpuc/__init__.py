# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""tpuc: trained networks to INT8 or mixed precision for TPU-class chips."""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tpuc import report as report
    from tpuc.runtime import Session as Session
    from tpuc.runtime import load_module as load_module
    from tpuc.runtime import lower as lower
    from tpuc.search.api import search as search

try:
    __version__ = version("tpuc")
except PackageNotFoundError:  # a build tree, not an installation
    __version__ = "0+unknown"


_PACKAGES = ("report", "search")  # the second can be called
_LATER = ("Session", "load_module", "lower", *_PACKAGES)


def __dir__() -> list[str]:
    """All names, those that are not loaded yet included."""
    return sorted({*globals(), *_LATER})


def __getattr__(name: str) -> Any:
    """What is loaded when first used."""
    if name in _PACKAGES:
        return import_module(f"tpuc.{name}")
    if name in _LATER:
        return getattr(import_module("tpuc.runtime"), name)
    raise AttributeError(f"module 'tpuc' has no attribute {name!r}")
