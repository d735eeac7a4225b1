# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Resizing of images."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tpuc.frontend.graph import Layer, Operand, Unsupported, Value


@dataclass(frozen=True)
class Resampling:
    """How `interp` finds a result's sample in the input; the names are those of ONNX Resize."""

    mode: str
    coordinates: str
    nearest: str = "round_prefer_floor"
    #: the scales of the coordinate formula, where they are not result size / input size
    scales: tuple[float, float] | None = None


def interp(layer: Layer, x: Operand, how: Resampling) -> Value:
    """The last two dimensions of an image batch resized to the layer's shape."""
    if x.rank != 4 or x.shape[:2] != layer.shape[:2]:
        raise Unsupported("resizing of other than the last two of four dimensions")
    source, target = x.shape[2:], layer.shape[2:]
    repeats = [t // s for s, t in zip(source, target, strict=True)]
    scales = None
    if how.scales is not None and any(
        not math.isclose(scale, t / s, rel_tol=1e-7)
        for scale, s, t in zip(how.scales, source, target, strict=True)
    ):
        scales = how.scales
    whole = scales is None and all(
        r * s == t for r, s, t in zip(repeats, source, target, strict=True)
    )
    if how.mode == "nearest" and whole and _repeats(how):
        return layer.emit("Upsample", input=x, scale_h=repeats[0], scale_w=repeats[1])
    return layer.emit(
        "Interp",
        input=x,
        target_shape=list(target),
        mode=how.mode,
        coord_mode=how.coordinates,
        nearest_mode=how.nearest if how.mode == "nearest" else None,
        scale_h=scales and scales[0],
        scale_w=scales and scales[1],
    )


def _repeats(how: Resampling) -> bool:
    """Whether a nearest resize by a whole factor repeats every sample that many times."""
    if how.coordinates == "asymmetric":
        return how.nearest == "floor"
    return how.coordinates != "align_corners" and how.nearest.startswith("round")
