# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One-node ONNX models that find places or fill them, and of pools, one line per form."""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx_case import BATCH, IMAGE, MATRIX, Case, X, w

_HALVES = {"kernel_shape": [2, 2], "strides": [2, 2]}
_PLACES = np.array([[[[5, 2, 8], [14, 17, 23]], [[29, 26, 32], [38, 41, 47]]]])


def _pool(name: str, op: str, x: X = BATCH, outputs: int = 1, **attrs: Any) -> Case:
    return Case(name, op, [x], attrs, opset=22, outputs=outputs)


def _indices(name: str, x: X = BATCH, **attrs: Any) -> Case:
    return _pool(f"indices-{name}", "MaxPool", x, 2, **attrs)


POOL = [
    _indices("plain", **_HALVES),
    _indices("overlap", kernel_shape=[3, 2], strides=[1, 2], pads=[1, 0, 1, 1]),
    _indices("ceil", X((1, 3, 5, 7)), **_HALVES, ceil_mode=1),
    _indices("dilated", kernel_shape=[2, 2], dilations=[2, 3]),
    _indices("columns", **_HALVES, storage_order=1),
    _indices("1d", X((2, 3, 7)), kernel_shape=[3], strides=[2]),
    _indices("3d", X((1, 2, 4, 5, 6)), kernel_shape=[2, 2, 3], strides=[2, 1, 3]),
    # The last window would start in the padding and is left out.
    *(
        _pool(f"last-{op}", op, X((1, 2, 7, 8)), kernel_shape=[1, 2], strides=[3, 3], ceil_mode=1)
        for op in ("MaxPool", "AveragePool")
    ),
    *(
        _pool(
            f"last-padded-{op}",
            op,
            X((1, 2, 5, 6)),
            kernel_shape=[2, 3],
            strides=[2, 4],
            pads=[1, 1, 1, 1],
            ceil_mode=1,
        )
        for op in ("MaxPool", "AveragePool", "LpPool")
    ),
    _pool("lp-ceil", "LpPool", X((1, 2, 5, 6)), kernel_shape=[2, 2], strides=[2, 3], ceil_mode=1),
    _pool("lp1-ceil", "LpPool", X((1, 2, 7)), kernel_shape=[3], strides=[2], ceil_mode=1, p=1),
]


def _fold(name: str, channels: int, count: int, image: list[int], **attrs: Any) -> Case:
    inputs = [X((2, channels * 6, count)), image, [2, 3]]
    return Case(f"fold-{name}", "Col2Im", inputs, attrs)


def _deform(
    name: str,
    size: tuple[int, int],
    mask: bool = False,
    moved: int = 1,
    group: int = 1,
    **more: Any,
) -> Case:
    """A deformable convolution of a 2x3 filter over 6x8 whose windows are of `size`."""
    offset = X((2, moved * 12, *size), -2.0, 2.0)
    inputs: list[Any] = [BATCH, w(6, 4 // group, 2, 3), offset]
    if mask:
        inputs += [w(6), X((2, moved * 6, *size), 0.0, 1.0)]
    attrs = {"group": group, "offset_group": moved, **more}
    return Case(f"deform-{name}", "DeformConv", inputs, attrs, 19)


def _suppress(name: str, boxes: np.ndarray, *limits: Any, classes: int = 2, **attrs: Any) -> Case:
    scores = X((len(boxes), classes, boxes.shape[1]), 0.0, 1.0)
    return Case(f"nms-{name}", "NonMaxSuppression", [boxes, scores, *limits], attrs, filled_dim=0)


def _boxes(images: int, count: int) -> np.ndarray:
    """Boxes of which many overlap, as two corners in any order."""
    rng = np.random.default_rng(count)
    first, size = rng.uniform(0, 6, (images, count, 2)), rng.uniform(-4, 4, (images, count, 2))
    return np.concatenate([first, first + size], 2).astype(np.float32)


PLACE = [
    Case("unpool", "MaxUnpool", [X((1, 2, 2, 3)), _PLACES], _HALVES),
    _fold("plain", 3, 20, [5, 7]),
    _fold("strides", 2, 4, [4, 6], strides=[2, 3]),
    _fold("rest", 2, 4, [5, 8], strides=[2, 3]),
    _fold("dilated", 1, 12, [5, 8], dilations=[2, 2], pads=[0, 0, 0, 0]),
    _fold("padded", 1, 36, [5, 6], pads=[1, 1, 1, 1]),
    _deform("plain", (5, 6)),
    _deform("strides", (3, 4), strides=[2, 2], pads=[1, 0, 0, 1]),
    _deform("groups", (5, 6), group=2, moved=2),
    _deform("mask", (4, 4), mask=True, moved=4, dilations=[2, 2]),
    _suppress("plain", _boxes(1, 12), [5], [0.3]),
    _suppress("images", _boxes(2, 20), [20], [0.1], classes=3),
    _suppress("score", _boxes(1, 20), [4], [0.5], [0.4]),
    _suppress("center", np.abs(_boxes(1, 12)), [12], [0.2], center_point_box=1),
    _suppress("first", _boxes(1, 12), [1]),
    Case("nonzero", "NonZero", [X((3, 4), 0, 3, "int64")], filled_dim=1),
    Case("nonzero-all", "NonZero", [X((2, 2, 3), 0.1, 1.0)], filled_dim=1),
    Case("nonzero-bool", "NonZero", [X((17,), 0, 2, "bool")], filled_dim=1),
    Case("det", "Det", [X((2, 3, 3))]),
    Case("det-2", "Det", [X((2, 2))]),
    Case("det-5", "Det", [X((1, 5, 5))]),
    Case("cumprod", "CumProd", [MATRIX, np.int64(1)], opset=26),
    Case("cumprod-reverse", "CumProd", [IMAGE, np.int64(-2)], {"exclusive": 1, "reverse": 1}, 26),
    Case("tensorscatter", "TensorScatter", [X((2, 3, 6, 4)), X((2, 3, 2, 4)), [1, 4]], opset=24),
    Case(
        "tensorscatter-circular",
        "TensorScatter",
        [X((2, 6, 4)), X((2, 3, 4)), X((2,), 0, 6, "int64")],
        {"mode": "circular", "axis": 1},
        24,
    ),
    Case("tensorscatter-begin", "TensorScatter", [X((2, 6, 4)), X((2, 3, 4))], opset=24),
]
