# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Resizing of images, and grids to sample them at."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tpuc.frontend.graph import Attr, Layer, Operand, Shape, Value
from tpuc.frontend.lowering.shape import reshape, reshape_part


@dataclass(frozen=True)
class Resampling:
    """How `interp` finds a result's sample in the input; the names are those of ONNX Resize.

    `scales` (of the coordinate formula, where they are not result size / input size) are of all
    dimensions or of the last ones; `roi` has the begins, then the ends of all dimensions.
    """

    mode: str
    coordinates: str
    nearest: str = "round_prefer_floor"
    scales: tuple[float, ...] | None = None
    roi: tuple[float, ...] | None = None
    extrapolation: float = 0.0
    cubic_coeff: float = -0.75
    exclude_outside: bool = False
    antialias: bool = False

    @property
    def crops(self) -> bool:
        """Whether only a part of the input is resized."""
        return self.coordinates == "tf_crop_and_resize"

    def given_scale(self, dim: int, rank: int) -> float | None:
        """The scale given for a dimension."""
        if self.scales is None:
            return None
        place = dim - rank + len(self.scales)
        return self.scales[place] if place >= 0 else 1.0

    def scale(self, dim: int, source: Shape, target: Shape) -> float | None:
        """The scale of a dimension, None where it is that of the sizes."""
        scale = self.given_scale(dim, len(source))
        if scale is None or math.isclose(scale, target[dim] / source[dim], rel_tol=1e-7):
            return None
        return scale

    def fields(self) -> dict[str, Attr | None]:
        """The attributes of a top.Interp that all dimensions share."""
        cubic = self.mode == "cubic"
        return {
            "mode": self.mode,
            "coord_mode": self.coordinates,
            "nearest_mode": self.nearest if self.mode == "nearest" else None,
            "cubic_coeff": self.cubic_coeff if cubic and self.cubic_coeff != -0.75 else None,
            "exclude_outside": self.exclude_outside or None,
            "antialias": self.antialias or None,
            "extrapolation": self.extrapolation or None if self.crops else None,
        }

    def region(self, first: int | None, second: int | None) -> list[float] | None:
        """The part of two dimensions (None: one that is not resized) to read."""
        if not self.crops:
            return None
        roi = self.roi or ()
        half = len(roi) // 2
        begins = [0.0 if dim is None else roi[dim] for dim in (first, second)]
        return begins + [1.0 if dim is None else roi[half + dim] for dim in (first, second)]


def interp(layer: Layer, x: Operand, how: Resampling) -> Value:
    """A tensor resized to the layer's shape: its last two dimensions, or one after the other."""
    dims = _resized(x.shape, layer.shape, how)
    if x.rank >= 2 and all(dim >= x.rank - 2 for dim in dims):
        return _interp_plane(layer, x, how)
    names = (f"axis{dim}" for dim in dims)
    for name, dim in zip(names, dims, strict=True):
        x = _interp_axis(layer, name, x, dim, how)
    return reshape(layer, x)


def _resized(source: Shape, target: Shape, how: Resampling) -> list[int]:
    """The dimensions that change."""
    return [
        dim
        for dim, (s, t) in enumerate(zip(source, target, strict=True))
        if s != t
        or how.scale(dim, source, target) is not None
        or (how.roi is not None and (how.roi[dim], how.roi[len(source) + dim]) != (0.0, 1.0))
    ]


def _interp_plane(layer: Layer, x: Operand, how: Resampling) -> Value:
    source, target = x.shape[-2:], layer.shape[-2:]
    repeats = [t // s for s, t in zip(source, target, strict=True)]
    first, second = x.rank - 2, x.rank - 1
    scales = [how.scale(dim, x.shape, layer.shape) for dim in (first, second)]
    if scales != [None, None]:
        scales = [how.given_scale(dim, x.rank) for dim in (first, second)]
    whole = scales == [None, None] and all(
        r * s == t for r, s, t in zip(repeats, source, target, strict=True)
    )
    if x.rank == 4 and how.mode == "nearest" and whole and _repeats(how):
        return layer.emit("Upsample", input=x, scale_h=repeats[0], scale_w=repeats[1])
    return layer.emit(
        "Interp",
        input=x,
        target_shape=list(target),
        **how.fields(),
        scale_h=scales[0],
        scale_w=scales[1],
        roi=how.region(first, second),
    )


def _interp_axis(layer: Layer, suffix: str, x: Operand, dim: int, how: Resampling) -> Value:
    """One dimension resized, as the rows of a plane whose columns are all that follow."""
    before, after = math.prod(x.shape[:dim]), math.prod(x.shape[dim + 1 :])
    size, target = x.shape[dim], layer.shape[dim]
    rows = reshape_part(layer, f"{suffix}_rows", x, (1, before, size, after))
    resized = layer.part(
        suffix,
        (1, before, target, after),
        "Interp",
        input=rows,
        target_shape=[target, after],
        **how.fields(),
        scale_h=how.scale(dim, x.shape, layer.shape),
        roi=how.region(dim, None),
    )
    shape = (*x.shape[:dim], target, *x.shape[dim + 1 :])
    return reshape_part(layer, f"{suffix}_back", resized, shape)


def _repeats(how: Resampling) -> bool:
    """Whether a nearest resize by a whole factor repeats every sample that many times."""
    if how.coordinates == "asymmetric":
        return how.nearest == "floor"
    return how.coordinates in (
        "half_pixel",
        "half_pixel_symmetric",
        "pytorch_half_pixel",
    ) and how.nearest.startswith("round")


def affine_grid(layer: Layer, theta: Operand, size: Sequence[int], align_corners: bool) -> Value:
    """The grid `[N, (D,) H, W, 2 or 3]` of an affine map `[N, 2 or 3, 3 or 4]` of unit places."""
    places = []
    for count in size[2:]:
        steps = np.arange(count, dtype=np.float64)
        places.append(
            steps * 2 / max(count - 1, 1) - 1 if align_corners else (2 * steps + 1) / count - 1
        )
    # The last dimension varies fastest and comes first in a coordinate.
    points = np.array([(*reversed(place), 1.0) for place in itertools.product(*places)])
    base = layer.constant("base", points)
    shape = (size[0], len(points), len(places))
    flat = layer.part("flat", shape, "MatMul", input=base, right=theta, right_transpose=True)
    return reshape(layer, flat)
