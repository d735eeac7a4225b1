# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's own node tests. Those that fail are known, by reason.

    TPUC_UPDATE_DOCS=1 pytest test/pytest/test_onnx_conformance.py

also writes docs/onnx_operators.md, which is held equal to what comes out.
"""

from __future__ import annotations

import os
import zlib
from collections import Counter, defaultdict
from pathlib import Path

import onnx
import pytest

pytest.importorskip("tpuc.mlir.ir")
import onnx_conformance as conformance
from onnx_known_failures import KNOWN_FAILURES

from tpuc.frontend.onnx_import.registry import REFUSED

PAGE = Path(__file__).parents[2] / "docs" / "onnx_operators.md"
GROUPS = 4
_REASONS = {name: reason for reason, names in KNOWN_FAILURES.items() for name in names}


def _group(number: int) -> list[conformance.NodeTest]:
    tests = conformance.node_tests().values()
    return [test for test in tests if zlib.crc32(test.name.encode()) % GROUPS == number]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, conformance.Outcome]:
    """What became of the tests that were run."""
    return {}


@pytest.mark.parametrize("number", range(GROUPS))
def test_node_tests(number, outcomes):
    failed, fixed = [], []
    for test in _group(number):
        outcome = outcomes[test.name] = conformance.run(test)
        if outcome.error and test.name not in _REASONS:
            failed.append(f"{test.name}: {outcome.error}")
        if not outcome.error and test.name in _REASONS:
            fixed.append(test.name)
    assert not failed, "\n".join(failed)
    assert not fixed, f"pass now, remove them from the known failures: {fixed}"


def test_known_failures_exist():
    assert set(_REASONS) <= set(conformance.node_tests())


def test_the_page_says_what_comes_out(outcomes):
    if len(outcomes) < len(conformance.node_tests()):
        pytest.skip("not all node tests were run")
    text = _page(outcomes)
    if os.environ.get("TPUC_UPDATE_DOCS"):
        PAGE.write_text(text)
    if f"onnx {onnx.__version__}," not in PAGE.read_text():
        pytest.skip("the page is of another onnx")
    assert PAGE.read_text() == text, "run TPUC_UPDATE_DOCS=1 pytest " + Path(__file__).name


def _page(outcomes: dict[str, conformance.Outcome]) -> str:
    tests = conformance.node_tests()
    run = [name for name, outcome in outcomes.items() if not outcome.excluded]
    passed = [name for name in run if outcomes[name].passed]
    rules = Counter(outcome.excluded for outcome in outcomes.values() if outcome.excluded)
    lines = [
        "# ONNX operators",
        "",
        "The node tests that the onnx package has, each imported and run like a network: "
        f"{len(passed)} of {len(run)} node tests pass ({100 * len(passed) / len(run):.1f} %), with "
        f"onnx {onnx.__version__}, opsets up to {onnx.defs.onnx_opset_version()}.",
        "",
        f"{sum(rules.values())} more are excluded, by rules on their models:",
        "",
        *(f"- {rule}: {count}" for rule, count in rules.most_common()),
        "",
        "Parameters such as shapes, axes and pads, which are inputs in these tests, are constants "
        "here, as they are in networks. Half types are computed in f32. An operator that is not in "
        "the table is imported if ONNX defines it by others. Places of which the data says how "
        "many there are (NonMaxSuppression, NonZero) are compared before the -1 that end them.",
        "",
        "These are refused by name, and what they have:",
        "",
        *(f"- {name}: {reason}" for name, reason in sorted(REFUSED.items())),
        "",
        "This page is written by `TPUC_UPDATE_DOCS=1 pytest test/pytest/test_onnx_conformance.py`.",
        "",
        "| operator | passed | run | excluded | what fails, or excludes |",
        "|---|---|---|---|---|",
        *_rows(tests, outcomes),
    ]
    return "\n".join(lines) + "\n"


def _rows(
    tests: dict[str, conformance.NodeTest], outcomes: dict[str, conformance.Outcome]
) -> list[str]:
    by_operator = defaultdict(list)
    for name, outcome in outcomes.items():
        by_operator[tests[name].operator].append((name, outcome))
    rows = []
    for operator, results in sorted(by_operator.items()):
        run = [outcome for _, outcome in results if not outcome.excluded]
        passed = sum(outcome.passed for outcome in run)
        reasons = dict.fromkeys(
            outcome.excluded or _REASONS.get(name, outcome.error)
            for name, outcome in results
            if not outcome.passed
        )
        excluded = len(results) - len(run)
        rows.append(f"| {operator} | {passed} | {len(run)} | {excluded} | {'; '.join(reasons)} |")
    return rows
