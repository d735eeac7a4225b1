# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a search found, explained: ``report.html`` for people, ``report.json`` for programs.

result = tpuc.search(module, samples, chip="bm1684")
report = tpuc.report.explain(module, samples, result)
tpuc.report.write("report.html", report)
"""

from __future__ import annotations

import os
from pathlib import Path

from tpuc.fileio import write_text
from tpuc.report.explain import explain
from tpuc.report.model import Report
from tpuc.report.page import to_html

__all__ = ["Report", "explain", "json_beside", "write"]


def write(path: str | os.PathLike[str], report: Report) -> None:
    """Writes the page to `path` and the data beside it, each whole or not at all."""
    write_text(json_beside(path), report.to_json())
    write_text(path, to_html(report))


def json_beside(path: str | os.PathLike[str]) -> Path:
    """Where the data of the page at `path` goes: ``report.json`` for ``report.html``."""
    return Path(path).with_suffix(".json")
