# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One-node ONNX models of operators that move, look up or sample values, and of recurrent ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import TensorProto
from onnx_case import BATCH, IMAGE, MATRIX, Case, X, w, w_int

_LINEAR, _NEAREST = {"mode": "linear"}, {"mode": "nearest"}
_COORDINATES = "coordinate_transformation_mode"

SHAPE = [
    Case("reshape", "Reshape", [BATCH, [2, -1, 8]]),
    Case("reshape-zero", "Reshape", [BATCH, [0, 0, -1]]),
    Case("flatten", "Flatten", [BATCH]),
    Case("flatten-axis", "Flatten", [BATCH], {"axis": 2}),
    Case("squeeze", "Squeeze", [X((1, 4, 1, 8)), [0, -2]]),
    Case("squeeze-all", "Squeeze", [X((1, 4, 1, 8))]),
    Case("squeeze-opset11", "Squeeze", [X((1, 4, 1, 8))], {"axes": [2]}, opset=11),
    Case("unsqueeze", "Unsqueeze", [MATRIX, [0, -1]]),
    Case("unsqueeze-opset11", "Unsqueeze", [MATRIX], {"axes": [1]}, opset=11),
    Case("transpose", "Transpose", [BATCH], {"perm": [0, 2, 3, 1]}),
    Case("transpose-default", "Transpose", [BATCH]),
    Case("concat", "Concat", [IMAGE, X((1, 2, 6, 8)), w(1, 1, 6, 8)], {"axis": 1}),
    Case("concat-negative", "Concat", [IMAGE, IMAGE], {"axis": -1}),
    Case("concat-one", "Concat", [IMAGE], {"axis": 1}),
    Case("split", "Split", [IMAGE, [1, 3]], {"axis": 1}, outputs=2),
    Case("split-equal", "Split", [IMAGE], {"axis": -1, "num_outputs": 2}, outputs=2),
    Case("split-opset11", "Split", [IMAGE], {"axis": 1, "split": [3, 1]}, opset=11, outputs=2),
    Case("slice", "Slice", [IMAGE, [1, 2], [3, 100], [1, 2]]),
    Case("slice-negative", "Slice", [IMAGE, [-3], [-1], [-1]]),
    Case("slice-steps", "Slice", [IMAGE, [0, 1], [6, 8], [2, 3], [2, 3]]),
    Case("slice-reverse", "Slice", [IMAGE, [-1], [-(2**60)], [3], [-1]]),
    Case("slice-opset9", "Slice", [IMAGE], {"starts": [1], "ends": [3], "axes": [1]}, opset=9),
    Case("gather-one", "Gather", [IMAGE, np.array(-2)], {"axis": 3}),
    Case("gather-range", "Gather", [IMAGE, [1, 3, 5]], {"axis": -1}),
    Case("gather-reverse", "Gather", [IMAGE, [3, 2, 1, 0]], {"axis": 1}),
    Case("gather-list-of-one", "Gather", [IMAGE, [2]], {"axis": 1}),
    Case("pad", "Pad", [IMAGE, [0, 0, 1, 2, 0, 0, 3, 4]]),
    Case("pad-value", "Pad", [IMAGE, [0, 1, 1, 0, 0, 0, 0, 1], 2.5]),
    Case("pad-crop", "Pad", [IMAGE, [0, 0, -1, 2, 0, 0, 0, -2]]),
    Case("pad-reflect", "Pad", [IMAGE, [0, 0, 1, 2, 0, 0, 2, 1]], {"mode": "reflect"}),
    Case("pad-edge", "Pad", [IMAGE, [0, 0, 1, 2, 0, 0, 2, 1]], {"mode": "edge"}),
    Case("pad-axes", "Pad", [IMAGE, [1, 2, 3, 4], None, [2, -1]]),
    Case("pad-none", "Pad", [IMAGE, [0] * 8]),
    Case("pad-opset7", "Pad", [IMAGE], {"pads": [0, 0, 1, 1, 0, 0, 1, 1]}, opset=7),
    Case("expand", "Expand", [X((1, 4, 1, 8)), [2, 1, 6, 1]]),
    Case("expand-rank", "Expand", [MATRIX, [2, 3, 5]]),
    Case("expand-ones", "Expand", [MATRIX, [1, 1, 3, 5]]),
    Case("expand-nothing", "Expand", [MATRIX, [1, 1]]),
    Case("tile", "Tile", [IMAGE, [1, 2, 1, 3]]),
    Case("depth-to-space", "DepthToSpace", [X((1, 8, 3, 4))], {"blocksize": 2}),
    Case("pixel-shuffle", "DepthToSpace", [X((1, 8, 3, 4))], {"blocksize": 2, "mode": "CRD"}),
    Case("space-to-depth", "SpaceToDepth", [IMAGE], {"blocksize": 2}),
    Case("cast", "Cast", [IMAGE], {"to": TensorProto.FLOAT}),
    Case("upsample", "Upsample", [IMAGE, [1.0, 1.0, 2.0, 3.0]], _NEAREST, opset=9),
    Case("upsample-linear", "Upsample", [IMAGE, [1.0, 1.0, 2.0, 2.0]], _LINEAR, opset=9),
    Case("resize-opset10", "Resize", [IMAGE, [1.0, 1.0, 1.5, 2.0]], _NEAREST, opset=10),
    Case("resize-sizes", "Resize", [IMAGE, None, None, [1, 4, 9, 5]], _LINEAR),
    Case("resize-scales", "Resize", [IMAGE, None, [1.0, 1.0, 1.6, 0.7]], _LINEAR),
    Case("resize-nearest", "Resize", [IMAGE, None, [1.0, 1.0, 2.0, 2.0]], _NEAREST),
    Case("resize-axes", "Resize", [IMAGE, None, [2.0, 2.0]], {**_NEAREST, "axes": [2, 3]}),
    *(
        Case(
            f"resize-{mode}-{coordinates}",
            "Resize",
            [IMAGE, None, None, [1, 4, 11, 5]],
            {"mode": mode, _COORDINATES: coordinates},
        )
        for mode in ("linear", "nearest")
        for coordinates in ("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric")
    ),
    *(
        Case(
            f"resize-nearest-{rounding}",
            "Resize",
            [IMAGE, None, [1.0, 1.0, 2.0, 1.5]],
            {**_NEAREST, "nearest_mode": rounding},
        )
        for rounding in ("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")
    ),
]


def _some(*shape: int, below: int, dtype: str = "int64", low: int = 0) -> X:
    """Random integers in a range."""
    return X(shape, low, below, dtype)


MASK = _some(4, 1, 8, below=2, dtype="bool")
EINSUM = {
    "matmul": ("ij,jk->ik", [MATRIX, w(5, 7)]),
    "implicit": ("ij,kj", [MATRIX, X((7, 5))]),
    "batched": ("bhqd,bhkd->bhqk", [X((2, 3, 4, 5)), X((2, 3, 6, 5))]),
    "ellipsis": ("...ij,...jk->...ik", [X((2, 1, 3, 4)), X((1, 3, 4, 5))]),
    "ellipsis-implicit": ("...i,...i", [X((2, 3, 4)), X((1, 1, 4))]),
    "outer": ("i,j->ij", [X((3,)), X((4,))]),
    "sum": ("ijk->j", [X((2, 3, 4))]),
    "transpose": ("ijk->kij", [X((2, 3, 4))]),
    "diagonal": ("bii->bi", [X((2, 3, 3))]),
    "trace": ("ii", [X((3, 3))]),
    "three": ("ij,jk,kl->il", [X((2, 3)), X((3, 4)), w(4, 5)]),
    "only-left": ("ijk,jl->il", [X((2, 3, 4)), X((3, 5))]),
}

INDEX = [
    *(
        Case(op, op, [IMAGE, w(4, 1, 1)])
        for op in ("Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual")
    ),
    Case("Equal-int", "Equal", [_some(4, 6, below=3), 1]),
    Case("Less-scalar-left", "Less", [0.5, MATRIX]),
    *(
        Case(op, op, [_some(3, 4, below=2, dtype="bool"), _some(4, below=2, dtype="bool")])
        for op in ("And", "Or", "Xor")
    ),
    Case("Not", "Not", [_some(3, 4, below=2, dtype="bool")]),
    *(
        Case(op, op, [_some(8, low=-20, below=20, dtype="int32"), w_int(8)])
        for op in ("BitwiseAnd", "BitwiseOr", "BitwiseXor")
    ),
    Case("BitwiseNot", "BitwiseNot", [_some(8, low=-20, below=20, dtype="int32")]),
    Case("BitwiseNot-uint8", "BitwiseNot", [_some(8, below=200, dtype="uint8")]),
    *(
        Case(
            f"BitShift-{way}",
            "BitShift",
            [_some(8, below=200, dtype="uint8"), np.arange(8, dtype=np.uint8)],
            {"direction": way},
        )
        for way in ("LEFT", "RIGHT")
    ),
    Case("IsNaN", "IsNaN", [MATRIX]),
    Case("IsInf", "IsInf", [MATRIX]),
    Case("IsInf-negative", "IsInf", [MATRIX], {"detect_positive": 0}),
    Case("Cast-int", "Cast", [MATRIX], {"to": TensorProto.INT64}),
    Case("Cast-bool", "Cast", [_some(3, 4, below=3)], {"to": TensorProto.BOOL}),
    Case("Cast-float", "Cast", [_some(3, 4, below=9)], {"to": TensorProto.FLOAT}),
    Case("Where", "Where", [MASK, IMAGE, w(1)]),
    Case("Where-masked", "Where", [MASK, IMAGE, np.float32(-np.inf)]),
    Case("Div-int", "Div", [_some(3, 4, low=-20, below=20, dtype="int32"), w_int(4)]),
    Case("Mod-int", "Mod", [_some(3, 4, low=-20, below=20, dtype="int32"), w_int(4)]),
    Case("Mod-float", "Mod", [MATRIX, w(5, low=0.5)], {"fmod": 1}),
    Case("Trilu", "Trilu", [X((2, 3, 4))]),
    Case("Trilu-lower", "Trilu", [X((4, 4)), np.int64(-1)], {"upper": 0}),
    Case("OneHot", "OneHot", [_some(2, 3, low=-5, below=5), np.int64(5), [1.0, 3.0]]),
    Case("OneHot-axis", "OneHot", [_some(2, 3, below=9), np.int64(5), [0, 1]], {"axis": 1}),
    Case("Hardmax", "Hardmax", [IMAGE], {"axis": 1}),
    Case("EyeLike", "EyeLike", [MATRIX], {"k": 1}),
    *(Case(f"{op}-axis", op, [IMAGE], {"axis": 1}) for op in ("ArgMax", "ArgMin")),
    Case("ArgMax-flat", "ArgMax", [MATRIX], {"axis": -1, "keepdims": 0, "select_last_index": 1}),
    Case("TopK", "TopK", [IMAGE, [3]], {"axis": 1}, outputs=2),
    Case("TopK-smallest", "TopK", [MATRIX, [5]], {"largest": 0}, outputs=2),
    Case("TopK-7", "TopK", [MATRIX], {"k": 2}, opset=7, outputs=2),
    Case("CumSum", "CumSum", [MATRIX, np.int64(1)]),
    Case("CumSum-reverse", "CumSum", [MATRIX, np.int64(0)], {"exclusive": 1, "reverse": 1}),
    Case("Gather", "Gather", [IMAGE, [[3, 0], [1, -1]]], {"axis": 1}),
    Case("Gather-embedding", "Gather", [w(10, 4), _some(2, 3, low=-10, below=10)]),
    Case("Gather-scalar", "Gather", [IMAGE, _some(below=4)], {"axis": 1}),
    Case("GatherElements", "GatherElements", [MATRIX, _some(2, 5, below=3)]),
    Case("GatherND", "GatherND", [IMAGE, _some(5, 3, low=-1, below=1)]),
    Case("GatherND-batch", "GatherND", [BATCH, _some(2, 3, 1, below=4)], {"batch_dims": 1}),
    Case(
        "ScatterElements",
        "ScatterElements",
        [MATRIX, [[1, 0, 4]], X((1, 3))],
        {"axis": 1},
    ),
    *(
        Case(
            f"ScatterElements-{mode}",
            "ScatterElements",
            [MATRIX, _some(2, 5, below=3), X((2, 5))],
            {"reduction": mode},
        )
        for mode in ("add", "mul", "max", "min")
    ),
    Case("ScatterND", "ScatterND", [MATRIX, [[2], [0]], X((2, 5))]),
    Case("ScatterND-add", "ScatterND", [MATRIX, [[1, 1], [1, 1]], X((2,))], {"reduction": "add"}),
    Case("Compress", "Compress", [IMAGE, np.array([True, False, True])], {"axis": 1}),
    Case("Compress-flat", "Compress", [MATRIX, np.array([False, True, True, False, True])]),
    Case("ReverseSequence", "ReverseSequence", [X((4, 3, 2)), [2, 4, 1]]),
    Case(
        "ReverseSequence-batch",
        "ReverseSequence",
        [X((3, 4)), _some(3, low=1, below=5)],
        {"batch_axis": 0, "time_axis": 1},
    ),
    Case("DFT", "DFT", [X((2, 10, 1), -1, 1)]),
    Case("DFT-complex", "DFT", [X((2, 5, 10, 2))], {"axis": 2, "inverse": 1}),
    Case("DFT-onesided", "DFT", [X((2, 9, 1))], {"onesided": 1}),
    Case("DFT-length", "DFT", [X((2, 10, 3, 1)), np.int64(16)]),
    Case("DFT-axis", "DFT", [X((2, 10, 1)), np.int64(8), np.int64(-2)], opset=20),
    Case("STFT", "STFT", [X((2, 30, 1)), np.int64(4), w(8), np.int64(8)]),
    Case("STFT-plain", "STFT", [X((1, 16, 1)), np.int64(5), None, np.int64(6)], {"onesided": 0}),
    *(Case(f"Einsum-{k}", "Einsum", x, {"equation": e}) for k, (e, x) in EINSUM.items()),
]

_CUBIC = {"mode": "cubic"}
_BOXES = np.array([[0.5, 1, 6, 7], [2, 0, 9, 3], [4, 4, 12, 11]], np.float32)
_SIZES = [IMAGE, None, None, [1, 4, 11, 5]]

SAMPLE = [
    Case("cubic", "Resize", _SIZES, _CUBIC),
    Case("cubic-scales", "Resize", [IMAGE, None, [1.0, 1.0, 1.6, 0.7]], _CUBIC),
    Case("cubic-coefficient", "Resize", _SIZES, {**_CUBIC, "cubic_coeff_a": -0.5}),
    Case("cubic-outside", "Resize", _SIZES, {**_CUBIC, "exclude_outside": 1}),
    Case("cubic-aligned", "Resize", _SIZES, {**_CUBIC, _COORDINATES: "align_corners"}),
    Case(
        "symmetric",
        "Resize",
        [IMAGE, None, [1.0, 1.0, 1.3, 0.6]],
        {**_LINEAR, _COORDINATES: "half_pixel_symmetric"},
        opset=19,
    ),
    Case("antialias", "Resize", [IMAGE, None, None, [1, 4, 3, 5]], {**_LINEAR, "antialias": 1}),
    Case(
        "antialias-cubic", "Resize", [IMAGE, None, None, [1, 4, 3, 5]], {**_CUBIC, "antialias": 1}
    ),
    Case(
        "crop",
        "Resize",
        [IMAGE, [0.0, 0.0, 0.2, -0.1, 1.0, 1.0, 0.7, 1.3], None, [1, 4, 5, 6]],
        {**_LINEAR, _COORDINATES: "tf_crop_and_resize", "extrapolation_value": 7.0},
    ),
    Case(
        "not-larger",
        "Resize",
        [IMAGE, None, None, [9, 9]],
        {**_LINEAR, "axes": [2, 3], "keep_aspect_ratio_policy": "not_larger"},
    ),
    Case(
        "not-smaller",
        "Resize",
        [IMAGE, None, None, [9, 9]],
        {**_NEAREST, "axes": [2, 3], "keep_aspect_ratio_policy": "not_smaller"},
    ),
    Case("linear-1d", "Resize", [X((1, 4, 9)), None, None, [1, 4, 14]], _LINEAR),
    Case("linear-3d", "Resize", [X((1, 2, 4, 5, 6)), None, [1.0, 1.0, 2.0, 0.6, 1.5]], _LINEAR),
    Case("nearest-3d", "Resize", [X((1, 2, 4, 5, 6)), None, [1.0, 1.0, 2.0, 2.0, 2.0]], _NEAREST),
    Case("channels-last", "Resize", [X((1, 6, 8, 3)), None, [1.0, 2.0, 1.5, 1.0]], _LINEAR),
    Case("pad-wrap", "Pad", [IMAGE, [0, 0, 1, 2, 0, 0, 2, 1]], {"mode": "wrap"}, opset=19),
    *(
        Case(
            f"grid-{mode}-{padding}-{aligned}",
            "GridSample",
            [IMAGE, X((1, 5, 7, 2), -1.5, 1.5)],
            {"mode": mode, "padding_mode": padding, "align_corners": aligned},
            opset=20,
        )
        for mode in ("linear", "nearest", "cubic")
        for padding in ("zeros", "border", "reflection")
        for aligned in (0, 1)
    ),
    Case("grid-opset16", "GridSample", [IMAGE, X((1, 5, 7, 2), -1.5, 1.5)], {"mode": "bilinear"}),
    Case("grid-3d", "GridSample", [X((1, 2, 3, 4, 5)), X((1, 2, 3, 4, 3), -1.5, 1.5)], opset=20),
    Case("affine-grid", "AffineGrid", [X((2, 2, 3)), [2, 4, 5, 6]], opset=20),
    Case(
        "affine-grid-aligned", "AffineGrid", [X((2, 2, 3)), [2, 4, 5, 6]], {"align_corners": 1}, 20
    ),
    Case("affine-grid-3d", "AffineGrid", [X((1, 3, 4)), [1, 2, 3, 4, 5]], opset=20),
    *(
        Case(
            f"roi-{mode}-{ratio}-{coordinates}",
            "RoiAlign",
            [BATCH, _BOXES, np.array([0, 1, 1])],
            {
                "mode": mode,
                "output_height": 3,
                "output_width": 2,
                "sampling_ratio": ratio,
                "coordinate_transformation_mode": coordinates,
                "spatial_scale": 0.7,
            },
        )
        for mode in ("avg", "max")
        for ratio in (0, 2)
        for coordinates in ("half_pixel", "output_half_pixel")
    ),
    Case("roi-opset10", "RoiAlign", [BATCH, w(3, 4, low=0.0, high=7.0), [0, 1, 0]], opset=10),
]


def _recurrent(op: str, gates: int, name: str, **options: Any) -> Case:
    """A recurrent layer of 5 steps, 2 in the batch, 3 features and 4 hidden values."""
    count = 2 if options.get("direction") == "bidirectional" else 1
    inputs: list[Any] = [
        X((5, 2, 3)),
        w(count, gates * 4, 3),
        w(count, gates * 4, 4),
        w(count, 2 * gates * 4),
    ]
    if options.pop("states", False):
        inputs += [None, *[X((count, 2, 4))] * (2 if op == "LSTM" else 1)]
    if options.pop("peepholes", False):
        inputs.append(w(count, 12))
    outputs = 3 if op == "LSTM" else 2
    return Case(f"{op.lower()}-{name}", op, inputs, {"hidden_size": 4, **options}, outputs=outputs)


RECURRENT = [
    *(
        _recurrent(op, gates, direction, direction=direction, states=True)
        for op, gates in (("LSTM", 4), ("GRU", 3), ("RNN", 1))
        for direction in ("forward", "reverse", "bidirectional")
    ),
    _recurrent("LSTM", 4, "plain"),
    _recurrent("LSTM", 4, "peepholes", states=True, peepholes=True),
    _recurrent("GRU", 3, "linear", linear_before_reset=1),
    _recurrent("RNN", 1, "relu", activations=["Relu"]),
    Case("lstm-no-bias", "LSTM", [X((5, 2, 3)), w(1, 16, 3), w(1, 16, 4)], {"hidden_size": 4}),
    Case("gru-inputs", "GRU", [X((5, 2, 3)), X((1, 12, 3)), X((1, 12, 4))], {"hidden_size": 4}),
    Case(
        "lstm-lengths",
        "LSTM",
        [X((5, 2, 3)), w(1, 16, 3), w(1, 16, 4), None, np.array([5, 5], np.int32)],
        {"hidden_size": 4},
    ),
]
