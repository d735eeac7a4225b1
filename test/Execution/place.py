# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ops that find places, read at moved ones and fill them, against numpy and loops."""

import itertools

import numpy as np
from arithmetic import random
from execution import check, f32


def both(op, operands, attributes, expected):
    """The Top op, and the Tpu op in f32."""
    operands = [f32(operand) for operand in operands]
    check(f"top.{op}", operands, attributes, f32(expected))
    check(f"tpu.{op}", operands, attributes, f32(expected), "bm1684x")


def array(values):
    """An array of integers as an attribute."""
    return f"array<i64: {', '.join(str(v) for v in values)}>"


def window(kernel, strides, pads, dilations):
    """The attributes of a window."""
    return (
        f"kernel_shape = {array(kernel)}, strides = {array(strides)}, pads = {array(pads)}, "
        f"dilations = {array(dilations)}"
    )


x = random(2, 3, 4, 5)
x[np.abs(x) < 0.5] = 0
found = np.stack(np.nonzero(x))
places = np.full((4, x.size), -1)
places[:, : found.shape[1]] = found
both("NonZero", [x], "", places)

x = random(3, 4, 2, low=-2, high=2)
for axis, exclusive, reverse in itertools.product(range(3), (False, True), (False, True)):
    y = np.flip(x, axis) if reverse else x
    products = np.cumprod(y, axis, dtype=np.float32)
    if exclusive:
        products = np.roll(products, 1, axis)
        np.moveaxis(products, axis, 0)[0] = 1
    text = f"axis = {axis} : i64, exclusive = {exclusive}, reverse = {reverse}".replace(
        "True", "true"
    ).replace("False", "false")
    both("CumProd", [x], text, np.flip(products, axis) if reverse else products)


def padded_places(size, kernel, stride, pad, dilation):
    """For each window of a dimension, the places of its elements."""
    count = (size + 2 * pad - dilation * (kernel - 1) - 1) // stride + 1
    return np.arange(count)[:, None] * stride - pad + np.arange(kernel) * dilation


def largest(plane, rows, columns):
    """The place of a window's largest element, the first of equal ones."""
    inside = [
        (r, c) for r in rows for c in columns if 0 <= r < plane.shape[0] and 0 <= c < plane.shape[1]
    ]
    best = max(inside, key=lambda at: plane[at])
    return best[0] * plane.shape[1] + best[1]


x = np.round(random(2, 3, 7, 8))
for kernel, stride, pad, dilation in ((2, 2, 0, 1), (3, 1, 1, 1), (3, 2, 2, 2)):
    rows, columns = (padded_places(s, kernel, stride, pad, dilation) for s in (7, 8))
    expected = [
        [[[largest(plane, r, c) for c in columns] for r in rows] for plane in image] for image in x
    ]
    attributes = window([kernel] * 2, [stride] * 2, [pad] * 4, [dilation] * 2)
    both("MaxPoolIndices", [x], attributes, expected)

x = random(2, 3, 2, 3)
at = np.stack([np.random.default_rng(i).permutation(20)[:6] for i in range(6)])
expected = np.zeros((6, 20))
np.put_along_axis(expected, at, x.reshape(6, 6), 1)
both(
    "MaxUnpool",
    [x, at.reshape(x.shape)],
    "target_shape = array<i64: 4, 5>",
    expected.reshape(2, 3, 4, 5),
)


def bilinear(plane, y, x):
    """Between the elements of a plane, around which all is 0."""
    wide = np.pad(plane, 1)
    y, x = np.clip(y + 1, 0, wide.shape[0] - 1), np.clip(x + 1, 0, wide.shape[1] - 1)
    top, left = min(int(y), wide.shape[0] - 2), min(int(x), wide.shape[1] - 2)
    dy, dx = y - top, x - left
    corners = wide[top : top + 2, left : left + 2]
    return np.array([1 - dy, dy]) @ corners @ np.array([1 - dx, dx])


x = random(2, 4, 5, 6)
for groups, masked, stride, pad, dilation in ((1, False, 1, 1, 1), (2, True, 2, 1, 2)):
    rows, columns = (
        padded_places(size, kernel, stride, pad, dilation) for size, kernel in ((5, 3), (6, 2))
    )
    size = (len(rows), len(columns))
    offset = random(2, groups * 12, *size, low=-2.5, high=2.5, seed=1)
    mask = random(2, groups * 6, *size, low=0, high=1, seed=2)
    expected = np.zeros((2, 4, size[0] * 3, size[1] * 2))
    for n, c, i, j, oh, ow in itertools.product(*map(range, (2, 4, 3, 2, *size))):
        k = c // (4 // groups) * 6 + 2 * i + j
        y, z = rows[oh, i] + offset[n, 2 * k, oh, ow], columns[ow, j] + offset[n, 2 * k + 1, oh, ow]
        value = bilinear(x[n, c], y, z) * (mask[n, k, oh, ow] if masked else 1)
        expected[n, c, oh * 3 + i, ow * 2 + j] = value
    attributes = window([3, 2], [stride] * 2, [pad] * 4, [dilation] * 2)
    operands = [x, offset, *([mask] if masked else [])]
    both("DeformGather", operands, f"{attributes}, offset_group = {groups} : i64", expected)


def suppressed(boxes, scores, most, limit):
    """The boxes of a class that are chosen."""
    chosen = []
    for i in np.argsort(-scores, kind="stable"):
        low, high = np.minimum(boxes[:, :2], boxes[:, 2:]), np.maximum(boxes[:, :2], boxes[:, 2:])
        sides = np.minimum(high[i], high[chosen]) - np.maximum(low[i], low[chosen])
        common = np.prod(np.maximum(sides, 0), axis=1)
        areas = np.prod(high - low, axis=1)
        if len(chosen) < most and (common <= limit * (areas[i] + areas[chosen] - common)).all():
            chosen.append(i)
    return chosen


boxes, scores = random(2, 15, 4, low=0, high=4), random(2, 3, 15, low=0, high=1, seed=1)
for most, limit in ((20, 0.1), (4, 0.5), (1, 0.0)):
    rows = [
        (n, c, box)
        for n, c in itertools.product(range(2), range(3))
        for box in suppressed(boxes[n], scores[n, c], most, limit)
    ]
    expected = np.full((6 * min(most, 15), 3), -1)
    expected[: len(rows)] = rows
    attributes = f"max_output = {most} : i64, iou_threshold = {limit} : f64"
    both("NonMaxSuppression", [boxes, scores], attributes, expected)
