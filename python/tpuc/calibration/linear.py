# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Conv and MatMul layers as matrices, and what their inputs look like to them.

A layer of G groups computes, at every position of its result, ``W[g] @ x[g] + b``: W is
[G, outputs per group, K], and x [G, K] the window of the input under the kernel. The second
moments of x say what an error of W does to the result; its mean, what it does to the result's mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tpuc.calibration.fitting import Moments
from tpuc.runtime.modules import read_weight, weight_ops

Array: TypeAlias = npt.NDArray[np.float32]
Floats: TypeAlias = npt.NDArray[np.float64]

#: Positions that second moments are taken from; more change them by less than they vary.
MOST_POSITIONS = 8192
#: Elements of windows that are in memory at once.
_CHUNK = 1 << 24


@dataclass(frozen=True)
class Window:
    """The windows of a convolution, a number for each spatial dimension; `pads` as ONNX has it."""

    groups: int
    strides: list[int]
    pads: list[int]
    dilations: list[int]


@dataclass(frozen=True)
class Biased:
    """The bias of a layer with constant weights, and what becomes of it."""

    bias: Array  #: [output channels]; zeros when it has none
    axis: int  #: of the channels in the result
    relu: bool  #: whether a ReLU is fused behind it

    @staticmethod
    def of(op: Any) -> Biased | None:
        """That of a Conv, MatMul or transposed convolution; None for another operation."""
        linear = Linear.of(op)
        if linear is not None:
            return Biased(linear.bias_or_zeros, linear.channel_axis, linear.relu)
        weights = weight_ops(op)
        if op.name != "top.Deconv" or not weights or len(weights) != len(op.operands) - 1:
            return None
        channels = op.results[0].type.shape[1]
        bias = read_weight(weights[1]) if len(weights) > 1 else np.zeros(channels, np.float32)
        return Biased(bias, 1, _flag(op, "do_relu"))


@dataclass(frozen=True)
class Linear:
    """A Conv, or a MatMul with a constant matrix on the right, and its weights."""

    filter: Array  #: as the layer has it
    bias: Array | None
    result: tuple[int, ...]  #: its shape
    window: Window | None  #: of a convolution
    transposed: bool = False  #: a matrix [N, K]
    relu: bool = False  #: whether a ReLU is fused behind it

    @staticmethod
    def of(op: Any) -> Linear | None:
        """The layer of an operation; None when it is another, or has no constant weights."""
        if op.name not in ("top.Conv", "top.MatMul"):
            return None
        weights = weight_ops(op)
        if len(weights) != len(op.operands) - 1 or weights[0].results[0] != op.operands[1]:
            return None
        filter = read_weight(weights[0])
        if op.name == "top.MatMul" and (filter.ndim != 2 or _flag(op, "left_transpose")):
            return None
        bias = read_weight(weights[1]) if len(weights) > 1 else None
        result = tuple(op.results[0].type.shape)
        window = _window(op, filter.ndim - 2) if op.name == "top.Conv" else None
        transposed, relu = _flag(op, "right_transpose"), _flag(op, "do_relu")
        return Linear(filter, bias, result, window, transposed, relu)

    @property
    def is_conv(self) -> bool:
        """Whether it is a convolution, whose channels are axis 1 of its input and result."""
        return self.window is not None

    @property
    def groups(self) -> int:
        """G."""
        return self.window.groups if self.window else 1

    @property
    def channel_axis(self) -> int:
        """The axis of the channels, in the result and in the input."""
        return 1 if self.is_conv else -1

    @property
    def bias_or_zeros(self) -> Array:
        """[output channels]"""
        if self.bias is not None:
            return self.bias
        groups, outputs, _ = self.matrix(self.filter).shape
        return np.zeros(groups * outputs, np.float32)

    def matrix(self, filter: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """[G, outputs per group, K] of an array laid out as the layer's filter."""
        if self.is_conv:
            return filter.reshape(self.groups, filter.shape[0] // self.groups, -1)
        return (filter if self.transposed else filter.T)[None]

    def filter_of(self, matrix: npt.NDArray[Any]) -> Array:
        """The opposite of `matrix`."""
        if self.is_conv:
            return matrix.reshape(self.filter.shape).astype(np.float32)
        rows = matrix[0] if self.transposed else matrix[0].T
        return np.ascontiguousarray(rows, np.float32)

    @property
    def input_energy(self) -> Floats:
        """[input channels] the sum of the squares of the weights that read each."""
        squares = self.matrix(self.filter).astype(np.float64) ** 2
        kernel = int(np.prod(self.filter.shape[2:])) if self.is_conv else 1
        groups, outputs, size = squares.shape
        per_input = squares.reshape(groups, outputs, size // kernel, kernel)
        energy: Floats = per_input.sum(axis=(1, 3)).ravel()
        return energy

    def mean(self, x: Array) -> Floats:
        """[G, K] the mean window of an input [N, C, spatial...] or [..., C]."""
        if not self.is_conv:
            mean: Floats = x.reshape(-1, x.shape[-1]).mean(axis=0, dtype=np.float64)[None]
            return mean
        kernel = self.filter.shape[2:]
        total = np.zeros((self._window_size // int(np.prod(kernel)), *kernel), np.float64)
        inner = tuple(range(2, 2 + self._spatial))
        for part in self._windows(x):
            for place in np.ndindex(*kernel):
                index = (..., *place)
                sums = part[index].sum(axis=inner)  # of a sample, in f32
                total[index] += sums.sum(axis=0, dtype=np.float64)
        return (total / self._positions(x)).reshape(self.groups, -1)

    def second_moments(self, x: Array) -> Floats:
        """[G, K, K] the mean of the outer products of the windows, over positions at random."""
        groups, _, size = self.matrix(self.filter).shape
        total = np.zeros((groups, size, size), np.float64)
        count = 0
        for rows in self._rows(x, MOST_POSITIONS):
            total += rows @ rows.transpose(0, 2, 1)
            count += rows.shape[2]
        return total / max(count, 1)

    def moments(self, x: Array, exact: Array, most: int = MOST_POSITIONS) -> Moments:
        """Of the windows of `x`, and of the drift from those of `exact` at the same positions.

        Products in f32 are of what differs from the first windows' mean, so what is left of the
        moments without the mean is not their rounding errors.
        """
        groups, _, size = self.matrix(self.filter).shape
        products = np.zeros((2, groups, size, size), np.float64)
        sums = np.zeros((2, groups, size), np.float64)
        base: Floats = np.zeros((groups, size))
        count = 0
        for rows, other in zip(self._rows(x, most), self._rows(exact, most), strict=True):
            if count == 0 and rows.shape[2]:
                base = rows.mean(axis=2, dtype=np.float64).astype(np.float32).astype(np.float64)
            moved = rows - base[:, :, None].astype(rows.dtype)
            for place, left in enumerate((moved, other - rows)):
                products[place] += left @ moved.transpose(0, 2, 1)
                sums[place] += left.sum(axis=2, dtype=np.float64)
            count += rows.shape[2]
        (second, drift), (mean, drift_mean) = products / max(count, 1), sums / max(count, 1)
        crossed = base[:, :, None] * mean[:, None, :]
        second += crossed + crossed.transpose(0, 2, 1) + base[:, :, None] * base[:, None, :]
        drift += drift_mean[:, :, None] * base[:, None, :]
        return Moments(count, mean + base, second, drift_mean, drift)

    def _rows(self, x: Array, most: int) -> Iterator[npt.NDArray[Any]]:
        """[G, K, n] windows at about `most` positions at random, the same for tensors of a shape.

        A matrix has all positions.
        """
        if not self.is_conv:
            yield x.reshape(-1, x.shape[-1]).T[None].astype(np.float64)
            return
        random = np.random.default_rng(0)
        share = min(1.0, most / self._positions(x))
        size = self._window_size // self.groups
        for part in self._windows(x):
            chosen = random.random((len(part), *self.result[2:])) < share
            rows = np.moveaxis(part, 1, 1 + self._spatial)[chosen]  # [positions, C, kernel...]
            grouped = rows.reshape(len(rows), self.groups, size).transpose(1, 2, 0)
            yield np.ascontiguousarray(grouped, np.float32)

    @property
    def _spatial(self) -> int:
        return self.filter.ndim - 2

    @property
    def _window_size(self) -> int:
        """C times the elements of the kernel."""
        return int(self.groups * np.prod(self.filter.shape[1:]))

    def _positions(self, x: Array) -> int:
        return int(len(x) * np.prod(self.result[2:]))

    def _windows(self, x: Array) -> Iterator[Array]:
        """[n, C, out..., kernel...] views of the windows, a few samples at a time."""
        window = self.window
        assert window is not None
        n = self._spatial
        kernel = self.filter.shape[2:]
        extent = [(k - 1) * d + 1 for k, d in zip(kernel, window.dilations, strict=True)]
        border = [(0, 0), (0, 0), *zip(window.pads[:n], window.pads[n:], strict=True)]
        step = max(1, _CHUNK // (self._window_size * max(1, self._positions(x[:1]))))
        for start in range(0, len(x), step):
            padded = np.pad(x[start : start + step], border)
            views = np.lib.stride_tricks.sliding_window_view(
                padded, extent, axis=tuple(range(2, 2 + n))
            )
            taken = [slice(None), slice(None)]
            taken += [slice(None, None, stride) for stride in window.strides]
            taken += [slice(None, None, dilation) for dilation in window.dilations]
            yield views[tuple(taken)]


def _window(op: Any, spatial: int) -> Window:
    attributes = op.attributes
    dilations = list(attributes["dilations"]) if "dilations" in attributes else [1] * spatial
    groups = attributes["group"].value if "group" in attributes else 1
    return Window(groups, list(attributes["strides"]), list(attributes["pads"]), dilations)


def _flag(op: Any, name: str) -> bool:
    return name in op.attributes and bool(op.attributes[name].value)
