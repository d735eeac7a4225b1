# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which layers cannot stand INT8: trials, strategies, and what they found.

The package can be called: ``tpuc.search(module, samples, chip="bm1684")`` is
`tpuc.search.api.search`.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from tpuc.search.api import search
from tpuc.search.result import LayerResult, MethodTrial, SearchResult
from tpuc.search.target import Target
from tpuc.search.types import SearchOptions

__all__ = ["LayerResult", "MethodTrial", "SearchOptions", "SearchResult", "Target", "search"]


class _CallablePackage(ModuleType):
    """A module that is the function it is named after."""

    def __call__(self, *args: Any, **options: Any) -> SearchResult:
        return search(*args, **options)


sys.modules[__name__].__class__ = _CallablePackage
