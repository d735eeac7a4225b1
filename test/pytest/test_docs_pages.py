# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the pages of the documentation say of each other and of the code."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_quirk_is_marked_in_the_code():
    quirks = re.findall(r"^\| (Q\d+) \|", (ROOT / "docs/quirks.md").read_text(), re.M)
    sources = [path for folder in ("lib", "include") for path in (ROOT / folder).rglob("*.[ch]*")]
    marked = set(re.findall(r"Quirk (Q\d+)", "".join(path.read_text() for path in sources)))
    assert marked == set(quirks)


def test_every_page_is_in_the_index():
    docs = ROOT / "docs"
    index = (docs / "index.md").read_text()
    assert [page.name for page in docs.glob("*.md") if f"]({page.name})" not in index] == [
        "index.md"
    ]
