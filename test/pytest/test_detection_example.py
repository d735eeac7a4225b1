# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The detection example: boxes of a YOLO-style network in its three forms, and their likeness."""

import sys
from pathlib import Path

import numpy as np
import pytest

from tpuc.search.objective import load_function

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples"))

import detection
from detection import SIZE, Boxes, Metric, boxes, matches, overlap

CLASSES = 3


def heads(places):
    """Outputs of the last convolutions: a box of whole distances at each (level, y, x, class)."""
    outputs = []
    for side in (40, 20, 10):
        sides = np.full((1, 4, 16, side, side), -30, np.float32)
        sides[:, :, 1] = 0  # one cell to each side
        logits = np.full((1, CLASSES, side, side), -9, np.float32)
        for level, y, x, distances, kind, logit in places:
            if level == side:
                sides[0, :, :, y, x] = -30
                sides[0, np.arange(4), distances, y, x] = 0
                logits[0, kind, y, x] = logit
        outputs += [sides.reshape(1, 64, side, side), logits]
    return outputs


PLACES = [
    (40, 10, 20, (2, 3, 4, 5), 1, 2.0),
    (40, 10, 21, (3, 3, 3, 5), 1, 1.0),  # the same object again, less certain
    (40, 10, 21, (3, 3, 3, 5), 2, 0.5),  # and as another class: the better class counts
    (10, 5, 5, (1, 2, 3, 1), 0, 0.0),
]


def test_heads_say_boxes():
    found = boxes(heads(PLACES))
    expected = [
        np.array([20.5 - 2, 10.5 - 3, 20.5 + 4, 10.5 + 5]) * 8,
        np.array([5.5 - 1, 5.5 - 2, 5.5 + 3, 5.5 + 1]) * 32,
    ]
    np.testing.assert_allclose(found.corners, expected, atol=1e-3)
    np.testing.assert_allclose(found.scores, [1 / (1 + np.exp(-2)), 0.5], rtol=1e-5)
    assert found.classes.tolist() == [1, 0]


def test_all_forms_say_the_same():
    split = heads(PLACES)
    rows, scores = [], []
    for sides, logits in zip(split[::2], split[1::2], strict=True):
        side = sides.shape[-1]
        left, top, right, bottom = sides.reshape(4, 16, -1).argmax(axis=1)
        y, x = np.divmod(np.arange(side * side), side)
        middle = (x + 0.5 + (right - left) / 2, y + 0.5 + (bottom - top) / 2)
        rows.append(np.stack([*middle, left + right, top + bottom]) * (SIZE / side))
        scores.append(1 / (1 + np.exp(-logits.reshape(CLASSES, -1))))
    two = [np.concatenate(rows, 1)[None], np.concatenate(scores, 1)[None]]
    one = [np.concatenate(two, 1)]
    wanted = boxes(split)
    for form in (one, two):
        found = boxes(form)
        np.testing.assert_allclose(found.corners, wanted.corners, atol=1e-3)
        assert found.classes.tolist() == wanted.classes.tolist()


def test_overlap_and_matches():
    a = np.array([[0, 0, 10, 10], [0, 0, 10, 10]], np.float32)
    b = np.array([[0, 0, 10, 5], [20, 20, 30, 30], [0, 0, 10, 9]], np.float32)
    np.testing.assert_allclose(overlap(a, b)[0], [0.5, 0, 0.9], rtol=1e-5)
    ours = Boxes(a, np.ones(2), np.array([1, 0]))
    theirs = Boxes(b, np.ones(3), np.array([1, 1, 1]))
    assert matches(ours, theirs) == [(0, 2, pytest.approx(0.9))], "class 0 matches none"


def test_the_example_is_a_metric():
    metric = load_function(detection.__file__, "Metric", "metric file", "Metric(a, b)")
    names = [f"output{i}" for i in range(6)]
    full, none = (
        dict(zip(names, heads(PLACES), strict=True)),
        dict(zip(names, heads([]), strict=True)),
    )
    part = dict(zip(names, heads(PLACES[:1]), strict=True))
    assert metric(full, full) == pytest.approx(1)
    assert metric(none, none) == 1
    assert metric(full, none) == metric(none, full) == 0
    assert metric(part, full) == pytest.approx(2 / 3)
    assert Metric(part, full) == metric(part, full)
