# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The INT8 weights of one layer: its part of the sweep of `tpuc.calibration.correct`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tpuc.calibration.fitting import Moments, fitted
from tpuc.calibration.linear import MOST_POSITIONS, Biased, Linear
from tpuc.calibration.rounding import compensated, descended, nearest, weighted_errors
from tpuc.calibration.stepping import Grid, Stepper
from tpuc.corrections import Int8Weights
from tpuc.layers import Layer

Array: TypeAlias = npt.NDArray[np.float32]
Floats: TypeAlias = npt.NDArray[np.float64]

#: Ranges of weights that are tried, as shares of the largest weight.
_RANGES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.25, 0.125)
#: Just below the largest integer: a chip that doubles its scale until 127 is passed stays there.
_LARGEST = 127 - 1e-4
#: A channel of which less than this share is not saturated is left alone behind the activation.
_LEAST_ACTIVE = 0.1
#: Rows of the result that its saturated share is taken from.
_ACTIVE_ROWS = 8


@dataclass(frozen=True)
class Choices:
    """What the sweep may choose; see `tpuc.calibration.correct`."""

    thresholds: bool = False
    weight_scale: bool = False
    rounding: bool = False
    adaptive: bool = False
    bias: bool = False

    def __bool__(self) -> bool:
        return self.thresholds or self.weights

    @property
    def weights(self) -> bool:
        """Whether weights or biases change, and not only thresholds."""
        return self.integers or self.bias

    @property
    def integers(self) -> bool:
        """Whether the integers of weights change."""
        return self.weight_scale or self.rounding or self.adaptive


@dataclass(frozen=True)
class _Errors:
    """Of the channels of a layer's result, [channels] each."""

    mean: Floats  #: what it lacks on average
    active: Floats  #: the share of it that is not saturated
    squared: Floats  #: the mean square of what it lacks


class LayerStep:
    """A layer with constant weights whose turn has come; of its weights only the bias can change.

    `x` is the layer's input in the INT8 network.
    """

    def __init__(self, stepper: Stepper, layer: Layer, x: Array, biased: Biased) -> None:
        self._stepper = stepper
        self._name = layer.name
        self._input = layer.inputs[0]
        self._x = x
        self._biased = biased

    @staticmethod
    def of(
        stepper: Stepper, layer: Layer, floats: Mapping[str, Array], stored: Mapping[str, Array]
    ) -> LayerStep | None:
        """None for a layer of another kind, or one that the chip has in another form."""
        biased = Biased.of(layer.op)
        if biased is None or not stepper.is_given(layer.name):
            return None
        read = layer.inputs[0]
        linear = Linear.of(layer.op)
        if linear is None:
            return LayerStep(stepper, layer, stored[read], biased)
        return LinearStep(stepper, layer, stored[read], biased, linear, floats[read])

    def choose(self, choices: Choices, target: Array) -> Int8Weights | None:
        """The weights to use; None when they are the layer's own, or it is computed in float."""
        weights = Int8Weights(bias=self._biased.bias)
        if not choices.bias or self._stepper.int8(self._name, weights).dtype not in ("i8", "u8"):
            return None
        return self._corrected_behind(weights, target)[0]

    def _grid(self, weights: Int8Weights) -> Grid | None:
        return self._stepper.int8(self._name, weights).grid

    def _corrected_behind(self, weights: Int8Weights, target: Array) -> tuple[Int8Weights, Floats]:
        """Once more behind the activation, in the channels where that brings the means nearer.

        Returns the squared error of each channel, too.
        """
        before = self._measure(weights, target)
        active = np.maximum(before.active, _LEAST_ACTIVE)
        step = np.where(before.active >= _LEAST_ACTIVE, before.mean / active, 0)
        bias = self._biased.bias if weights.bias is None else weights.bias
        moved = (bias + step).astype(np.float32)
        after = self._measure(replace(weights, bias=moved), target)
        better = np.abs(after.mean) < np.abs(before.mean)
        changed = replace(weights, bias=np.where(better, moved, bias))
        return changed, np.where(better, after.squared, before.squared)

    def _measure(self, weights: Int8Weights, target: Array) -> _Errors:
        layer = self._stepper.int8(self._name, weights)
        result = layer.run({self._input: self._x})
        axis = self._biased.axis % result.ndim
        low, high = layer.limits
        low = max(low, 0.0) if self._biased.relu else low
        few = result[:_ACTIVE_ROWS]
        active = _channel_means(((few > low) & (few < high)).astype(np.float32), axis)
        error = target - result
        mean = _channel_means(error, axis)
        return _Errors(mean, active, _channel_means(np.square(error, out=error), axis))


class LinearStep(LayerStep):
    """A Conv or MatMul whose turn has come; `exact` is its input in the float network."""

    def __init__(
        self,
        stepper: Stepper,
        layer: Layer,
        x: Array,
        biased: Biased,
        linear: Linear,
        exact: Array,
    ) -> None:
        super().__init__(stepper, layer, x, biased)
        self._linear = linear
        self._exact = exact
        self._matrix = linear.matrix(linear.filter).astype(np.float64)
        self._bias = biased.bias
        self._float_mean = linear.mean(exact)
        self._mean = linear.mean(x)

    def with_mean_corrected(self) -> Int8Weights | None:
        """Its own weights, with the bias that the mean input asks for; None in float."""
        grid = self._grid(Int8Weights(bias=self._bias))
        if grid is None:
            return None
        step = self._steps(grid)
        used = nearest(self._matrix, step, grid.low, grid.high) * step
        return Int8Weights(bias=self._corrected_bias(used))

    def choose(self, choices: Choices, target: Array) -> Int8Weights | None:
        """The weights to use; None when the layer is computed in float."""
        weights = Int8Weights(bias=self._bias)
        grid = self._grid(weights)
        if grid is None:
            return None
        if not choices.integers:
            return self._rounded(weights, grid, self._matrix, np.zeros(0), choices, target)[0]
        fit, moments = self._objective(choices)
        weights = replace(weights, range=(grid.step * _LARGEST).astype(np.float32))
        if choices.weight_scale:
            weights = self._best_range(weights, grid, moments)
        grid = self._grid(weights) or grid
        own = self._rounded(weights, grid, self._matrix, moments, choices, target)
        if fit is None:
            return own[0]
        return self._better(own, self._rounded(weights, grid, fit, moments, choices, target))

    def _objective(self, choices: Choices) -> tuple[Floats | None, Floats]:
        """[G, O, K] the fitted weights, if asked for, and [G, K, K] what errors count by."""
        if not choices.adaptive:
            return None, self._linear.second_moments(self._x)
        most = MOST_POSITIONS // 2
        halves = [
            self._linear.moments(self._x[half::2], self._exact[half::2], most)
            for half in range(min(2, len(self._x)))
        ]
        whole = Moments.joined(halves)
        if choices.bias:
            whole, halves = whole.centred(), [half.centred() for half in halves]
        fit = fitted(self._matrix, whole, halves) if len(halves) > 1 else None
        return fit, whole.second

    def _rounded(
        self,
        weights: Int8Weights,
        grid: Grid,
        wanted: Floats,
        moments: Floats,
        choices: Choices,
        target: Array,
    ) -> tuple[Int8Weights, Floats]:
        """`wanted` in integers, the bias corrected for them; with it the squared error of channels.

        The latter is empty where nobody asks for it.
        """
        step = self._steps(grid)
        if choices.rounding:
            integers = compensated(wanted, moments, step, grid.low, grid.high)
        else:
            integers = nearest(wanted, step, grid.low, grid.high)
        if choices.adaptive:
            integers = descended(integers, wanted, moments, step, grid.low, grid.high)
        if choices.rounding or choices.adaptive:
            weights = replace(weights, filter=self._linear.filter_of(integers * step))
        if choices.bias:
            weights = replace(weights, bias=self._corrected_bias(integers * step))
            return self._corrected_behind(weights, target)
        return weights, self._measure(weights, target).squared if choices.adaptive else np.zeros(0)

    def _better(
        self, own: tuple[Int8Weights, Floats], fit: tuple[Int8Weights, Floats]
    ) -> Int8Weights:
        """Of each channel the weights with which the result comes nearer to the float one."""
        fits = fit[1] < own[1]
        parts = []
        for weights in (fit[0], own[0]):
            assert weights.filter is not None and weights.bias is not None
            parts.append((self._linear.matrix(weights.filter), weights.bias))
        (filter, bias), (own_filter, own_bias) = parts
        filter = np.where(fits.reshape(len(filter), -1, 1), filter, own_filter)
        bias = np.where(fits, bias, own_bias)
        return replace(own[0], filter=self._linear.filter_of(filter), bias=bias)

    def _steps(self, grid: Grid) -> Floats:
        """[G, O, 1] or [1, 1, 1]"""
        groups = self._matrix.shape[0] if len(grid.step) > 1 else 1
        return grid.step.reshape(groups, -1, 1)

    def _best_range(self, weights: Int8Weights, grid: Grid, moments: Floats) -> Int8Weights:
        """The weights with the range of least weighted error, of each channel if it has its own."""
        tried = list(self._ranges(weights, grid, moments))
        errors = np.stack([error for _, error in tried])  # [tried, ranges]
        ranges = np.stack([one for one, _ in tried])
        best = np.argmin(errors, axis=0)[None]
        return replace(weights, range=np.take_along_axis(ranges, best, axis=0)[0])

    def _ranges(
        self, weights: Int8Weights, grid: Grid, moments: Floats
    ) -> Iterator[tuple[Array, Floats]]:
        """Ranges [1] or [channels] and the error with each; the given one first."""
        for share in _RANGES:
            chosen = (grid.step * share * _LARGEST).astype(np.float32)
            # A chip with one scale may have only powers of two: it is asked what it makes of this.
            whole = len(chosen) == 1
            found = self._grid(replace(weights, range=chosen)) if whole else None
            step = found.step if found else grid.step * share
            errors = weighted_errors(
                self._matrix, moments, self._steps(replace(grid, step=step)), grid.high
            )
            yield chosen, errors.sum().reshape(1) if whole else errors.ravel()

    def _corrected_bias(self, used: Floats) -> Array:
        """The bias with which the result's mean is the float one's, before the activation."""
        wanted = (self._matrix @ self._float_mean[:, :, None]).ravel()
        has = (used @ self._mean[:, :, None]).ravel()
        return (self._bias + wanted - has).astype(np.float32)


def _channel_means(values: Array, axis: int) -> Floats:
    """[channels] the mean over all axes but `axis`; of a row in f32, over rows in f64."""
    if axis == 1 and values.ndim > 2:
        values = values.reshape(*values.shape[:2], -1).mean(axis=2)
    result: Floats = values.reshape(-1, values.shape[-1]).mean(axis=0, dtype=np.float64)
    return result
