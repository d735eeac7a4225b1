# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Recurrent layers; layout and gates are those of ONNX."""

from __future__ import annotations

from typing import Any

from tpuc.deploy.qdq.registry import TpuLayer, Unsupported, tpu_op


@tpu_op("LSTM")
def _lstm(layer: TpuLayer) -> str:
    if layer.enum("state", "hidden") != "hidden":
        raise Unsupported("the states of its cells after every step are read")
    x, weight, recurrence, bias, hidden, cell, peephole = layer.names()
    return _recurrent(layer, [x, weight, recurrence, bias, "", hidden, cell, peephole])


@tpu_op("GRU")
def _gru(layer: TpuLayer) -> str:
    reset = int(layer.flag("linear_before_reset"))
    return _recurrent(layer, _plain_inputs(layer), linear_before_reset=reset)


@tpu_op("RNN")
def _rnn(layer: TpuLayer) -> str:
    activation = layer.enum("activation", "tanh").capitalize()
    return _recurrent(layer, _plain_inputs(layer), activations=[activation] * layer.shape[1])


def _plain_inputs(layer: TpuLayer) -> list[str]:
    x, weight, recurrence, bias, hidden = layer.names()
    return [x, weight, recurrence, bias, "", hidden]


def _recurrent(layer: TpuLayer, inputs: list[str], **attributes: Any) -> str:
    while not inputs[-1]:
        inputs.pop()
    direction = layer.enum("direction", "forward")
    return layer.node(
        layer.kind, inputs, direction=direction, hidden_size=layer.shape[-1], **attributes
    )
