# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Windows over the last dimensions: sums of convolutions, elements of pools; any rank."""

from __future__ import annotations

import itertools

import numpy as np


def padded(x, pads, fill, extra=None):
    """Spatial padding (begins, then ends), and `extra` more at the ends."""
    rank = len(pads) // 2
    extra = extra or [0] * rank
    widths = [(pads[i], pads[i + rank] + extra[i]) for i in range(rank)]
    return np.pad(x, [(0, 0)] * (x.ndim - rank) + widths, constant_values=fill)


def taps(x, kernel, strides, dilations, sizes):
    """For every place in the window: the elements that meet it, [N, C, sizes...]."""
    for place in itertools.product(*(range(k) for k in kernel)):
        index = [slice(None)] * (x.ndim - len(kernel))
        for i, p in enumerate(place):
            start = p * dilations[i]
            index.append(slice(start, start + (sizes[i] - 1) * strides[i] + 1, strides[i]))
        yield place, x[tuple(index)]


def conv(x, w, node, fill=0):
    """The sums of a grouped convolution; `x` and `w` as floats that hold the values exactly."""
    kernel, strides, pads = (node.get(k) for k in ("kernel_shape", "strides", "pads"))
    dilations = node.get("dilations") or [1] * len(kernel)
    group, rows = node.get("group", 1), w.shape[0]
    x = padded(x, pads, fill)
    sizes = [
        (x.shape[2 + i] - dilations[i] * (k - 1) - 1) // strides[i] + 1
        for i, k in enumerate(kernel)
    ]
    out = np.zeros((x.shape[0], rows, *sizes))
    per = rows // group
    for place, part in taps(x, kernel, strides, dilations, sizes):
        part = part.reshape(x.shape[0], group, -1, *sizes)
        taken = w[(slice(None), slice(None), *place)].reshape(group, per, -1)
        out += np.einsum("ngc...,goc->ngo...", part, taken).reshape(out.shape)
    return out


def deconv(x, w, node, size):
    """The sums of a grouped transposed convolution with w of [C, OC/group, kernel...]."""
    kernel, strides, pads = (node.get(k) for k in ("kernel_shape", "strides", "pads"))
    rank = len(kernel)
    dilations = node.get("dilations") or [1] * rank
    group, per = node.get("group", 1), w.shape[1]
    n, spatial = x.shape[0], x.shape[2:]
    full = [
        max((spatial[i] - 1) * strides[i] + dilations[i] * (kernel[i] - 1) + 1, pads[i] + size[i])
        for i in range(rank)
    ]
    out = np.zeros((n, group * per, *full))
    parts = x.reshape(n, group, -1, *spatial)
    filters = w.reshape(group, -1, *w.shape[1:])
    for place in itertools.product(*(range(k) for k in kernel)):
        taken = filters[(slice(None), slice(None), slice(None), *place)]
        grown = np.einsum("ngc...,gco->ngo...", parts, taken).reshape(n, -1, *spatial)
        index = [slice(None), slice(None)]
        for i, p in enumerate(place):
            start = p * dilations[i]
            index.append(slice(start, start + (spatial[i] - 1) * strides[i] + 1, strides[i]))
        out[tuple(index)] += grown
    crop = [slice(None), slice(None)]
    crop += [slice(pads[i], pads[i] + size[i]) for i in range(rank)]
    return out[tuple(crop)]
