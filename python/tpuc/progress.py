# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Progress bars on long work, when somebody is looking."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm


@contextmanager
def progress(total: int, what: str, unit: str) -> Iterator[Callable[[int], object]]:
    """A bar on stderr while the block runs; yields the function that advances it.

    Nothing is shown when stderr is not a terminal.
    """
    with tqdm(
        total=total, desc=what, unit=unit, leave=False, disable=not sys.stderr.isatty()
    ) as bar:
        yield bar.update
