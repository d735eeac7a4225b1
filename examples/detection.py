# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Boxes of a YOLOv8-style detector, and how alike two lists of boxes are.

As a metric of a search (``run_sensitive_layer.py --metric examples/detection.py --target 0.95``)
it compares the boxes after non-maximum suppression, which is what users of a detector get.

The network may end in three ways: in one tensor [1, 4 + classes, N] of boxes (middle, width and
height in pixels) and scores; in two tensors [1, 4, N] and [1, classes, N]; or in the last
convolutions of each level, [1, 64, H, W] and [1, classes, H, W] in turn, for an input of `SIZE`
pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

SIZE = 320  #: pixels of the input's side
SCORE = 0.25  #: the least score of a box
OVERLAP = 0.45  #: of two boxes of a class that overlap more, the one with the lower score goes
SAME = 0.5  #: boxes of a class that overlap as much are the same
_BINS = 16  #: of the distribution of a distance to a box's side


@dataclass(frozen=True)
class Boxes:
    """Boxes by falling score."""

    corners: Array  #: [n, 4] left, top, right, bottom in pixels
    scores: Array  #: [n]
    classes: npt.NDArray[np.int64]  #: [n]


def boxes(outputs: Sequence[Array]) -> Boxes:
    """The boxes that the outputs of one sample say, after non-maximum suppression."""
    middles, scores = _candidates([np.asarray(output, np.float32) for output in outputs])
    classes = scores.argmax(axis=1)
    best = scores.max(axis=1)
    kept = np.flatnonzero(best >= SCORE)
    kept = kept[np.argsort(-best[kept], kind="stable")]
    half = middles[kept, 2:] / 2
    corners = np.concatenate([middles[kept, :2] - half, middles[kept, :2] + half], axis=1)
    overlaps = overlap(corners, corners)
    alike = classes[kept][:, None] == classes[kept]
    chosen: list[int] = []
    for i in range(len(kept)):
        if not any(alike[i, j] and overlaps[i, j] > OVERLAP for j in chosen):
            chosen.append(i)
    return Boxes(corners[chosen], best[kept][chosen], classes[kept][chosen])


def overlap(a: Array, b: Array) -> Array:
    """[len(a), len(b)] intersection over union of boxes given by corners."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.prod(np.maximum(high - low, 0), axis=2)
    areas = [np.prod(one[:, 2:] - one[:, :2], axis=1) for one in (a, b)]
    union = areas[0][:, None] + areas[1][None] - shared
    result: Array = shared / np.maximum(union, 1e-9)
    return result


def matches(ours: Boxes, reference: Boxes) -> list[tuple[int, int, float]]:
    """Pairs of the same box in both lists, with their overlap; the best overlaps first."""
    overlaps = overlap(ours.corners, reference.corners)
    overlaps = np.where(ours.classes[:, None] == reference.classes, overlaps, 0)
    pairs = []
    while overlaps.size and overlaps.max() >= SAME:
        i, j = np.unravel_index(int(overlaps.argmax()), overlaps.shape)
        pairs.append((int(i), int(j), float(overlaps[i, j])))
        overlaps[i, :] = overlaps[:, j] = 0
    return pairs


def Metric(outputs: Mapping[str, Array], reference: Mapping[str, Array]) -> float:
    """How alike the boxes are: 1 when they are the same, or when there is none in both.

    Twice the sum of the overlaps of matching boxes over the number of boxes in both lists.
    """
    ours, wanted = boxes(list(outputs.values())), boxes(list(reference.values()))
    number = len(ours.scores) + len(wanted.scores)
    return 2 * sum(pair[2] for pair in matches(ours, wanted)) / number if number else 1.0


def _candidates(outputs: Sequence[Array]) -> tuple[Array, Array]:
    """[N, 4] middle and size in pixels, and [N, classes] scores."""
    if len(outputs) == 1:
        rows = outputs[0][0].T
        return rows[:, :4], rows[:, 4:]
    if len(outputs) == 2:
        return outputs[0][0].T, outputs[1][0].T
    parts = [_level(*outputs[i : i + 2]) for i in range(0, len(outputs), 2)]
    return np.concatenate([one[0] for one in parts]), np.concatenate([one[1] for one in parts])


def _level(sides: Array, logits: Array) -> tuple[Array, Array]:
    """Of one level: each side's distance is the mean of a distribution over 0..15 cells."""
    _, _, height, width = sides.shape
    spread = np.exp(sides.reshape(4, _BINS, -1) - sides.reshape(4, _BINS, -1).max(axis=1)[:, None])
    bins = np.arange(_BINS, dtype=np.float32)[:, None]
    left, top, right, bottom = (spread * bins).sum(axis=1) / spread.sum(axis=1)
    y, x = (np.indices((height, width), np.float32) + 0.5).reshape(2, -1)
    middle_x, middle_y = x + (right - left) / 2, y + (bottom - top) / 2
    sizes = np.stack([middle_x, middle_y, left + right, top + bottom], axis=1)
    scores = 1 / (1 + np.exp(-logits.reshape(logits.shape[1], -1).T))
    return sizes * (SIZE / height), scores
