# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Weights, biases and thresholds chosen layer by layer, on what the chip really computes.

One sweep over the network takes every layer in turn, with the inputs that the INT8 layers before
it, corrected already, give it, and with the float network's result as what it should compute.
What it chooses can be switched on one by one (`Choices`), in this order within a layer:

thresholds
    of the result: the one with which the layer's integers are nearest to the float result, each
    channel weighted by the energy of the weights that read it.
weight_scale
    the magnitude at which the weights' integers end: larger weights saturate where all others
    gain more than is lost (the weighted squared error of the weights, as in methods that minimize
    the error of min-max ranges).
rounding
    Hessian-compensated rounding (GPTQ), see `tpuc.calibration.rounding`.
bias
    the mean error of each channel is taken from the bias (Nagel et al., "Data-Free Quantization
    Through Weight Equalization and Bias Correction", ICCV 2019, section 4.2, with samples instead
    of batch-norm statistics): before the activation, where it follows from the mean input; then
    once more behind it, as the executor has it with saturation and rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tpuc.calibration.calibrate import rounded
from tpuc.calibration.linear import Linear
from tpuc.calibration.rounding import compensated, nearest, weighted_errors
from tpuc.calibration.stepping import Grid, Int8Layer, Stepper
from tpuc.corrections import Int8Weights
from tpuc.layers import Layer
from tpuc.search.edges import MOVING

Array: TypeAlias = npt.NDArray[np.float32]
Floats: TypeAlias = npt.NDArray[np.float64]

#: Thresholds that are tried, as shares of the largest magnitude.
_THRESHOLDS = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4)
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
    """What the sweep may choose; see the module's text."""

    thresholds: bool = False
    weight_scale: bool = False
    rounding: bool = False
    bias: bool = False

    def __bool__(self) -> bool:
        return self.thresholds or self.weights

    @property
    def weights(self) -> bool:
        """Whether weights or biases change, and not only thresholds."""
        return self.weight_scale or self.rounding or self.bias


def correct(
    stepper: Stepper,
    samples: Mapping[str, Array],
    choices: Choices,
    advance: Callable[[int], object] = lambda steps: None,
) -> dict[str, Int8Weights]:
    """The INT8 weights of the layers of a network; new thresholds are in `stepper.table`.

    `samples` are the network's inputs, name -> [samples * B, ...]. Kept are the tensors that are
    still to be read, twice and in float32. `advance` is called with 1 after every layer.
    """
    return _Sweep(stepper, samples, choices).run(advance)


class _Sweep:
    def __init__(self, stepper: Stepper, samples: Mapping[str, Array], choices: Choices) -> None:
        self._stepper = stepper
        self._choices = choices
        self._floats: dict[str, Array] = dict(samples)  #: of the float network
        self._stored: dict[str, Array] = dict(samples)  #: of the INT8 network, as real numbers

    def run(self, advance: Callable[[int], object]) -> dict[str, Int8Weights]:
        result: dict[str, Int8Weights] = {}
        last_reader = {
            one: layer.name for layer in self._stepper for one in layer.inputs
        }  # later layers overwrite earlier ones
        for layer in self._stepper:
            name = layer.name
            target = self._stepper.float_run(name, self._floats)
            linear = _LinearStep.of(self._stepper, layer, self._floats, self._stored)
            tunable = layer.type not in MOVING and name in self._stepper.table
            if self._choices.thresholds and tunable:
                self._choose_threshold(layer, linear, target)
            weights = None
            if linear is not None and self._choices.weights:
                weights = linear.choose(self._choices, target)
            lowered = self._stepper.int8(name, weights)
            if weights is not None:
                result[name] = weights
            self._floats[name] = target
            self._stored[name] = lowered.run(self._stored)
            self._stepper.passed(name, lowered.dtype)
            for one in set(layer.inputs):
                if last_reader[one] == name:
                    del self._floats[one], self._stored[one]
            advance(1)
        return result

    def _choose_threshold(self, layer: Layer, linear: _LinearStep | None, target: Array) -> None:
        """Puts the threshold of least output error in force; the given one where all are alike."""
        name = layer.name
        given = self._stepper.table[name]
        largest = float(np.abs(target).max())
        if largest == 0:
            return
        gain = self._gain(layer, target)
        tried = [given] + [
            rounded(given._replace(threshold=max(share * largest, 1e-5))) for share in _THRESHOLDS
        ]
        errors = []
        for threshold in tried:
            self._stepper.set_threshold(name, threshold)
            weights = None
            if linear is not None and self._choices.bias:
                weights = linear.with_mean_corrected()
            result = self._stepper.int8(name, weights).run(self._stored)
            errors.append(float((((result - target) ** 2) * gain).sum(dtype=np.float64)))
        best = int(np.argmin(errors))
        self._stepper.set_threshold(name, tried[best])

    def _gain(self, layer: Layer, target: Array) -> Array:
        """How much the error of each channel matters to those who read it, broadcastable."""
        shape = [1] * target.ndim
        gains = []
        for reader in self._stepper.layers.readers(layer.name):
            linear = Linear.of(reader.op)
            if linear is None or reader.inputs != (layer.name,):
                return np.ones(shape, np.float32)
            energy = linear.input_energy
            gains.append((linear.channel_axis, energy / max(energy.mean(), 1e-30)))
        if not gains or len({axis for axis, _ in gains}) > 1:
            return np.ones(shape, np.float32)
        shape[gains[0][0]] = -1
        mean = np.mean([gain for _, gain in gains], axis=0)
        return np.asarray(mean.reshape(shape), np.float32)


class _LinearStep:
    """A Conv or MatMul whose turn has come."""

    def __init__(
        self, stepper: Stepper, layer: Layer, linear: Linear, x: Array, mean: Floats
    ) -> None:
        self._stepper = stepper
        self._name = layer.name
        self._input = layer.inputs[0]
        self._linear = linear
        self._x = x
        self._matrix = linear.matrix(linear.filter).astype(np.float64)
        self._bias = linear.bias_or_zeros
        self._float_mean = mean
        self._mean = linear.mean(x)

    @staticmethod
    def of(
        stepper: Stepper, layer: Layer, floats: Mapping[str, Array], stored: Mapping[str, Array]
    ) -> _LinearStep | None:
        """None for a layer of another kind, or one that the chip has in another form."""
        linear = Linear.of(layer.op)
        if linear is None or not stepper.is_given(layer.name):
            return None
        read = layer.inputs[0]
        return _LinearStep(stepper, layer, linear, stored[read], linear.mean(floats[read]))

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
        moments = np.zeros(0)
        if choices.weight_scale or choices.rounding:
            moments = self._linear.second_moments(self._x)
            weights = replace(weights, range=(grid.step * _LARGEST).astype(np.float32))
        if choices.weight_scale:
            weights = self._best_range(weights, grid, moments)
        grid = self._grid(weights) or grid
        step = self._steps(grid)
        if choices.rounding:
            integers = compensated(self._matrix, moments, step, grid.low, grid.high)
            weights = replace(weights, filter=self._linear.filter_of(integers * step))
        else:
            integers = nearest(self._matrix, step, grid.low, grid.high)
        if choices.bias:
            weights = replace(weights, bias=self._corrected_bias(integers * step))
            weights = self._corrected_behind(weights, target)
        return weights

    def _grid(self, weights: Int8Weights) -> Grid | None:
        return self._stepper.int8(self._name, weights).grid

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

    def _corrected_behind(self, weights: Int8Weights, target: Array) -> Int8Weights:
        """Once more behind the activation, in the channels where that brings the means nearer."""
        error, active = self._mean_error(self._stepper.int8(self._name, weights), target)
        step = np.where(active >= _LEAST_ACTIVE, error / np.maximum(active, _LEAST_ACTIVE), 0)
        bias = self._bias if weights.bias is None else weights.bias
        moved = (bias + step).astype(np.float32)
        changed = replace(weights, bias=moved)
        after, _ = self._mean_error(self._stepper.int8(self._name, changed), target)
        better = np.abs(after) < np.abs(error)
        return replace(weights, bias=np.where(better, moved, bias))

    def _mean_error(self, layer: Int8Layer, target: Array) -> tuple[Floats, Floats]:
        """[channels] what the result lacks on average, and the share of it not saturated."""
        result = layer.run({self._input: self._x})
        axis = self._linear.channel_axis % result.ndim
        low, high = layer.limits
        low = max(low, 0.0) if self._linear.relu else low
        few = result[:_ACTIVE_ROWS]
        active = _channel_means(((few > low) & (few < high)).astype(np.float32), axis)
        return _channel_means(target - result, axis), active


def _channel_means(values: Array, axis: int) -> Floats:
    """[channels] the mean over all axes but `axis`; of a row in f32, over rows in f64."""
    if axis == 1 and values.ndim > 2:
        values = values.reshape(*values.shape[:2], -1).mean(axis=2)
    result: Floats = values.reshape(-1, values.shape[-1]).mean(axis=0, dtype=np.float64)
    return result
