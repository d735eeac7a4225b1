# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Weights, biases and thresholds chosen layer by layer, on what the chip really computes.

One sweep over the network takes every layer in turn, with the inputs that the INT8 layers before
it, corrected already, give it, and with the float network's result as what it should compute.
What it chooses can be switched on one by one (`Choices`), in this order within a layer:

thresholds
    of the result: the one with which the layer's integers are nearest to the float result, each
    channel weighted by the energy of the weights that read it. Where the result is only moved or
    averaged before, that is what is compared.
weight_scale
    the magnitude at which the weights' integers end: larger weights saturate where all others
    gain more than is lost (the weighted squared error of the weights, as in methods that minimize
    the error of min-max ranges).
rounding
    Hessian-compensated rounding (GPTQ), see `tpuc.calibration.rounding`: the layer's own result on
    its INT8 input is what it keeps.
adaptive
    rounding to the float layer's result on the float input: the weights are fitted to it
    (`tpuc.calibration.fitting`), and their integers then moved as long as that gets nearer. With
    `rounding` the fitted weights are rounded by that first. With `bias` means count as corrected.
bias
    the mean error of each channel is taken from the bias (Nagel et al., "Data-Free Quantization
    Through Weight Equalization and Bias Correction", ICCV 2019, section 4.2, with samples instead
    of batch-norm statistics): before the activation, where it follows from the mean input; then
    once more behind it, as the executor has it with saturation and rounding. Of a transposed
    convolution only the latter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tpuc.calibration.calibrate import rounded
from tpuc.calibration.layer_weights import Choices, LayerStep, LinearStep
from tpuc.calibration.linear import Linear
from tpuc.calibration.stepping import Stepper
from tpuc.corrections import Int8Weights
from tpuc.layers import Layer
from tpuc.search.edges import MOVING

Array: TypeAlias = npt.NDArray[np.float32]

#: Thresholds that are tried, as shares of the largest magnitude.
_THRESHOLDS = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4)
#: Layers behind which a threshold is judged.
_PASSING = MOVING | {"top.AvgPool"}


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
            step = LayerStep.of(self._stepper, layer, self._floats, self._stored)
            tunable = layer.type not in MOVING and name in self._stepper.table
            if self._choices.thresholds and tunable:
                self._choose_threshold(layer, step, target)
            weights = None
            if step is not None and self._choices.weights:
                weights = step.choose(self._choices, target)
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

    def _choose_threshold(self, layer: Layer, step: LayerStep | None, target: Array) -> None:
        """Puts the threshold of least output error in force; the given one where all are alike."""
        name = layer.name
        given = self._stepper.table[name]
        largest = float(np.abs(target).max())
        if largest == 0:
            return
        behind = self._behind(name)
        for one in behind:
            target = self._stepper.float_run(one, {name: target})
            name = one
        gain = self._gain(name, target)
        tried = [given] + [
            rounded(given._replace(threshold=max(share * largest, 1e-5))) for share in _THRESHOLDS
        ]
        errors = []
        for threshold in tried:
            self._stepper.set_threshold(layer.name, threshold)
            weights = None
            if isinstance(step, LinearStep) and self._choices.bias:
                weights = step.with_mean_corrected()
            name = layer.name
            result = self._stepper.int8(name, weights).run(self._stored)
            for one in behind:
                result = self._stepper.int8(one).run({name: result})
                name = one
            errors.append(float((((result - target) ** 2) * gain).sum(dtype=np.float64)))
        best = int(np.argmin(errors))
        self._stepper.set_threshold(layer.name, tried[best])

    def _behind(self, name: str) -> list[str]:
        """The layers that only move or average a result, one after the other, before it is used.

        A chip may give an average the scale of what it averages: then that is where a threshold
        tells most.
        """
        chain: list[str] = []
        reader = self._stepper.layers.only_reader(name)
        while reader is not None and reader.type in _PASSING and len(reader.inputs) == 1:
            chain.append(reader.name)
            reader = self._stepper.layers.only_reader(reader.name)
        return chain

    def _gain(self, name: str, target: Array) -> Array:
        """How much the error of each channel matters to those who read it, broadcastable."""
        shape = [1] * target.ndim
        gains = []
        for reader in self._stepper.layers.readers(name):
            linear = Linear.of(reader.op)
            if linear is None or reader.inputs != (name,):
                return np.ones(shape, np.float32)
            energy = linear.input_energy
            gains.append((linear.channel_axis, energy / max(energy.mean(), 1e-30)))
        if not gains or len({axis for axis, _ in gains}) > 1:
            return np.ones(shape, np.float32)
        shape[gains[0][0]] = -1
        mean = np.mean([gain for _, gain in gains], axis=0)
        return np.asarray(mean.reshape(shape), np.float32)
