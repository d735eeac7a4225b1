# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Fourier transforms, as products with constant matrices. The last axis holds real, imaginary."""

from __future__ import annotations

import math

import numpy as np

from tpuc.frontend.graph import Array, Layer, Operand, Shape, Unsupported, Value
from tpuc.frontend.lowering.shape import Range, reshape_part, slice_fields


def dft(
    layer: Layer, x: Operand, dim: int, length: int, inverse: bool = False, onesided: bool = False
) -> Value:
    """The discrete Fourier transform along `dim` of `[..., 1]` (real) or `[..., 2]` (complex).

    The signal is cut, or continued by zeros, to `length`; `onesided` keeps the first half of the
    spectrum. The result is `[..., 2]`, but `[..., 1]` of an inverse with `onesided`, which takes
    the first half of the spectrum of a real signal of `length`.
    """
    parts = x.shape[-1]
    real = inverse and onesided
    if parts not in (1, 2) or dim == x.rank - 1 or (real and parts == 1):
        raise Unsupported(f"a signal of {parts} parts")
    half = length // 2 + 1
    taken, bins, results = (half, length, 1) if real else (length, half if onesided else length, 2)
    x = _of_length(layer, x, dim, taken)
    # [..., n, parts] with the other dimensions in front, then one row per signal.
    front = [i for i in range(x.rank - 1) if i != dim]
    outer = tuple(x.shape[i] for i in front)
    order = [*front, dim, x.rank - 1]
    moved = layer.part("moved", (*outer, taken, parts), "Permute", input=x, order=order)
    rows = reshape_part(layer, "rows", moved, (math.prod(outer), taken * parts))
    numbers = _real_inverse(length) if real else _matrix(length, bins, parts, inverse)
    matrix = layer.constant("matrix", numbers)
    shape = (math.prod(outer), bins * results)
    product = layer.part("product", shape, "MatMul", input=rows, right=matrix)
    spectrum = reshape_part(layer, "spectrum", product, (*outer, bins, results))
    return layer.emit("Permute", input=spectrum, order=[order.index(i) for i in range(x.rank)])


def _of_length(layer: Layer, x: Operand, dim: int, length: int) -> Operand:
    size = x.shape[dim]
    shape: Shape = (*x.shape[:dim], length, *x.shape[dim + 1 :])
    if length < size:
        return layer.part(
            "cut", shape, "Slice", input=x, **slice_fields(x, {dim: Range(0, length)})
        )
    if length > size:
        paddings = [0] * (2 * x.rank)
        paddings[x.rank + dim] = length - size
        return layer.part("padded", shape, "Pad", input=x, paddings=paddings, mode="constant")
    return x


def _matrix(length: int, bins: int, parts: int, inverse: bool) -> Array:
    """`[length * parts, bins * 2]`: (real, imaginary) in, (real, imaginary) out."""
    turns = np.outer(np.arange(length), np.arange(bins)) % length
    angle = turns * (2 * np.pi / length)
    cosine, sine = np.cos(angle), np.sin(angle) * (-1 if inverse else 1)
    # (r + i m) * (cos - i sin) = (r cos + m sin) + i (m cos - r sin)
    blocks = np.stack([np.stack([cosine, -sine], -1), np.stack([sine, cosine], -1)], 1)
    matrix = blocks[:, :parts].reshape(length * parts, bins * 2)
    return matrix / length if inverse else matrix


def _real_inverse(length: int) -> Array:
    """`[bins * 2, length]`: half a spectrum in, whose other half is its conjugate; real out."""
    bins = np.arange(length // 2 + 1)
    matrix = _matrix(length, length, 2, inverse=True).reshape(length, 2, length, 2)[bins, ..., 0]
    # All bins stand for two, but the one of the mean and that of the highest frequency.
    counts = np.where((bins == 0) | (2 * bins == length), 1, 2)
    return np.asarray(matrix * counts[:, None, None]).reshape(-1, length)


def stft(
    layer: Layer, signal: Operand, step: int, window: Operand | None, length: int, onesided: bool
) -> Value:
    """The transforms of frames of `[batch, samples, parts]`: `[batch, frames, bins, 2]`."""
    batch, samples, parts = signal.shape
    if not 0 < length <= samples or step < 1:
        raise Unsupported(f"frames of {length} every {step} of {samples} samples")
    starts = np.arange((samples - length) // step + 1) * step
    shape = (batch, starts.size, length, parts)
    places = layer.constant("frames_places", starts[:, None] + np.arange(length))
    frames: Operand = layer.part("frames", shape, "Gather", input=signal, indices=places, axis=1)
    if window is not None:
        column = reshape_part(layer, "window", window, (length, 1))
        frames = layer.part("windowed", shape, "Mul", lhs=frames, rhs=column)
    # ONNX's own inference forgets that half a spectrum is the default.
    bins = length // 2 + 1 if onesided else length
    layer.known_shape = (batch, starts.size, bins, 2)
    return dft(layer, frames, 2, length, onesided=onesided)
