# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Similarity of tensors and its verdicts."""

import csv
import io
import math

import numpy as np
import pytest

from tpuc.compare import Status, Tolerance, compare, compare_tensors, cosine, euclidean, sqnr
from tpuc.differences import Difference
from tpuc.errors import ComparisonError, TpucError

REFERENCE = np.linspace(-1, 1, 101, dtype=np.float32)


@pytest.mark.parametrize(
    ("actual", "status", "order"),
    [
        (REFERENCE, Status.EQUAL, 0),
        (REFERENCE.reshape(1, 101), Status.EQUAL, 0),
        (REFERENCE * np.float32(1 + 3e-6), Status.CLOSE, 5),
        (REFERENCE * np.float32(1 + 5e-4), Status.CLOSE, 3),
        (REFERENCE * np.float32(1.005), Status.SIMILAR, 0),
        (REFERENCE * np.float32(1.5), Status.NOT_SIMILAR, 0),
        (-REFERENCE, Status.NOT_SIMILAR, 0),
        (REFERENCE[1:], Status.NOT_SIMILAR, 0),
    ],
)
def test_status(actual, status, order):
    result = compare_tensors("x", actual, REFERENCE, Tolerance())
    assert (result.status, result.order) == (status, order)


def test_int8_has_to_be_equal():
    a = np.arange(100, dtype=np.int8)
    b = a.copy()
    assert compare_tensors("x", a, b, Tolerance()).status is Status.EQUAL
    b[0] = 1
    result = compare_tensors("x", a, b, Tolerance())
    assert result.status is Status.NOT_SIMILAR
    assert "integers that are not equal" in result.describe()


def test_statistics_by_hand():
    a, b = np.array([3.0, 4.0], np.float32), np.array([4.0, 3.0], np.float32)
    assert cosine(a, b) == pytest.approx(24 / 25)
    assert euclidean(a, b) == pytest.approx(1 - math.sqrt(2) / math.sqrt(24.5))
    assert sqnr(a, b) == pytest.approx(10 * math.log10(0.25 / 1.0))
    assert cosine(a, np.zeros(2, np.float32)) == 0


def test_nan_and_infinity_do_not_hide_the_rest():
    a = np.array([np.nan, 1, np.inf], np.float32)
    assert cosine(a, np.array([0, 1, 10000], np.float32)) == pytest.approx(1)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_strict_wants_nan_and_infinity_on_both_sides(value):
    lost = REFERENCE.copy()
    lost[50] = value
    for sides in ((lost, REFERENCE), (REFERENCE, lost)):
        result = compare_tensors("x", *sides, Tolerance(-1, -1000), strict=True)
        assert result.status is Status.NOT_SIMILAR
        assert "1 of 101 elements are NaN or infinite on one side only" in result.describe()
    report = compare({"x": lost * 1.001}, {"x": lost}, Tolerance(), strict=True)
    assert report.first_failure is None
    # As npz_tool compares: NaN is 0, which is what the reference has here.
    if np.isnan(value):
        assert compare_tensors("x", lost, REFERENCE, Tolerance()).passed


def test_report_names_the_first_failure_in_reference_order():
    reference = {"a": REFERENCE, "b": REFERENCE, "c": REFERENCE, "only": REFERENCE}
    actual = {"c": -REFERENCE, "b": -REFERENCE, "a": REFERENCE}
    report = compare(actual, reference, Tolerance())
    assert [tensor.name for tensor in report.tensors] == ["a", "b", "c"]
    with pytest.raises(ComparisonError, match=r"2 of 3 .* first is b: .*cosine -1"):
        report.raise_on_failure()
    compare(actual, reference, Tolerance(), excepts=["b", "c"]).raise_on_failure()


@pytest.mark.parametrize("text", ["0.9", "a,b", "0.9,0.9,0.9", "2,0.5", ""])
def test_bad_tolerance_is_refused(text):
    with pytest.raises(TpucError, match="--tolerance"):
        Tolerance.parse(text)


def test_tolerance():
    assert Tolerance.parse("0.98,0.8") == Tolerance(0.98, 0.8)


def test_tiny_differences_can_count_as_close():
    tiny = np.full(10, 1e-12, np.float32)
    reference = {"x": np.full(10, 1.5e-8, np.float32)}
    assert not compare({"x": -tiny}, reference, Tolerance()).tensors[0].passed
    assert compare({"x": -tiny}, reference, Tolerance(), (), 1e-6).tensors[0].passed


def test_a_difference_names_the_worst_element():
    reference = np.arange(12, dtype=np.float32).reshape(3, 4)
    actual = reference.copy()
    actual[1, 2] = -4
    (tensor,) = compare({"x": actual}, {"x": reference}, Tolerance()).tensors
    difference = tensor.difference
    assert (difference.largest, difference.place, difference.pair) == (10, (1, 2), (-4, 6))
    assert difference.theirs.minimum == 0 and difference.ours.minimum == -4
    assert difference.theirs.std == pytest.approx(reference.std())
    with pytest.raises(ComparisonError, match=r"at \[1, 2\]: -4, in the original 6"):
        compare({"x": actual}, {"x": reference}, Tolerance(0.999, 0.999)).raise_on_failure()
    actual[0, 0] = np.nan
    lost = Difference.between(actual, reference)
    assert (lost.largest, lost.place) == (np.inf, (0, 0))
    assert lost.ours.minimum == -4  # of what is finite


def test_the_table_has_a_line_for_tensors_of_other_sizes_too():
    report = compare(
        {"x": REFERENCE, "y": REFERENCE[1:]}, {"x": REFERENCE, "y": REFERENCE}, Tolerance()
    )
    header, equal, other = list(csv.reader(io.StringIO(report.table())))
    assert len(header) == len(equal) == len(other)
    assert other[:2] == ["y", "NOT_SIMILAR"] and other[-1] == "shape [100] against [101]"


def test_the_mask_of_attention_does_not_hide_the_scores():
    """Its numbers are the smallest floats there are; their squares are infinite."""
    hidden = np.full(20, np.finfo(np.float32).min)
    reference = np.concatenate([REFERENCE, hidden])
    near = np.concatenate([REFERENCE * np.float32(1.002), hidden])
    assert compare_tensors("x", near, reference, Tolerance(), strict=True).passed
    shown = np.concatenate([REFERENCE, -hidden])
    failed = compare_tensors("x", shown, reference, Tolerance(), strict=True)
    assert not failed.passed and failed.cosine == pytest.approx(-1, abs=1e-3)
