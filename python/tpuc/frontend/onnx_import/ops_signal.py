# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX operators on signals."""

from __future__ import annotations

from tpuc.frontend import lowering
from tpuc.frontend.graph import Unsupported, Value
from tpuc.frontend.onnx_import.registry import OnnxNode, onnx_op


@onnx_op("DFT")
def _dft(node: OnnxNode) -> Value:
    axis = node.ints("axis", 2) if node.opset >= 20 else [node.attr("axis", 1)]
    dim = lowering.axis(axis[0] if axis else -2, node.x.rank)
    given, size = node.ints("", 1), node.x.shape[dim]
    inverse, onesided = bool(node.attr("inverse", 0)), bool(node.attr("onesided", 0))
    length = 2 * (size - 1) if inverse and onesided else size
    return lowering.dft(node.layer, node.x, dim, given[0] if given else length, inverse, onesided)


@onnx_op("STFT")
def _stft(node: OnnxNode) -> Value:
    step, length, window = node.ints("", 1), node.ints("", 3), node.optional(2)
    if node.x.rank != 3 or not step:
        raise Unsupported(f"a signal of rank {node.x.rank}")
    size = length[0] if length else window.shape[0] if window is not None else 0
    onesided = bool(node.attr("onesided", 1))
    return lowering.stft(node.layer, node.x, step[0], window, size, onesided)
