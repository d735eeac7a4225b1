# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The arithmetic of the numerics text, in numpy, for what tests expect.

Written from the text alone and meant to be read beside it; speed does not matter.
"""

import numpy as np


def random(*shape, low=-3.0, high=3.0, seed=0):
    """Reproducible floats."""
    return np.random.default_rng(seed).uniform(low, high, shape).astype(np.float32)


def integers(*shape, low=-128, high=127, seed=0):
    """Reproducible integers, `high` included."""
    return np.random.default_rng(seed).integers(low, high + 1, shape).astype(np.int64)


def haz(x):
    """Rounds half away from zero."""
    x = np.asarray(x, np.float64)
    return np.where(x < 0, np.ceil(x - 0.5), np.floor(x + 0.5)).astype(np.int64)


def half_up(x):
    """Rounds half up."""
    return np.floor(np.asarray(x, np.float64) + 0.5).astype(np.int64)


def rsr(v, shift, mode="HalfUp"):
    """Right shift of whole numbers with rounding; to the left for a negative shift."""
    v, shift = np.broadcast_arrays(np.asarray(v, object), np.asarray(shift, object))
    out = [_rsr(int(a), int(s), mode) for a, s in zip(v.ravel(), shift.ravel(), strict=True)]
    return np.array(out, np.int64).reshape(v.shape)


def _rsr(v, shift, mode):
    if shift <= 0:
        return v << -shift
    q, rem, half = v >> shift, v & ((1 << shift) - 1), 1 << (shift - 1)
    if mode == "Down":
        return q
    if mode == "HalfUp":
        return q + (rem >= half)
    if mode == "HalfAwayFromZero":
        return q + (rem >= half if v >= 0 else rem > half)
    raise ValueError(mode)


def mbqm(x, multiplier, shift, mode="HalfAwayFromZero"):
    """Q31 multiplication, then a right shift (the QDM of cv18xx)."""
    y = np.clip(
        rsr(np.asarray(x, object) * np.asarray(multiplier, object), 31), -(2**31), 2**31 - 1
    )
    return rsr(y, shift, mode)


def sat(v, kind="i8"):
    """Clamps to an 8-bit type."""
    return np.clip(v, *((-128, 127) if kind == "i8" else (0, 255)))


def f16(x):
    """Rounds to half precision."""
    return np.asarray(x, np.float32).astype(np.float16).astype(np.float32)


def bf16(x):
    """Rounds to bfloat16, half to even."""
    bits = np.asarray(x, np.float32).view(np.uint32).astype(np.uint64)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000).astype(np.uint32).view(np.float32)


def bf16_truncated(x):
    """Drops the low half of the bits."""
    return (np.asarray(x, np.float32).view(np.uint32) & 0xFFFF0000).view(np.float32)


def relu(x, limit=None):
    """max(x, 0), and min with a limit."""
    return np.clip(x, 0, limit)


def windows(x, kernel, strides, pads, dilations=None, fill=0.0):
    """[N, C, out..., kernel...] what a sliding window sees of [N, C, spatial...]."""
    rank = len(kernel)
    dilations = dilations or [1] * rank
    border = [(0, 0), (0, 0), *zip(pads[:rank], pads[rank:], strict=True)]
    padded = np.pad(np.asarray(x, np.float64), border, constant_values=fill)
    span = [d * (k - 1) + 1 for d, k in zip(dilations, kernel, strict=True)]
    seen = np.lib.stride_tricks.sliding_window_view(padded, span, axis=range(2, 2 + rank))
    steps = [slice(None, None, s) for s in strides]
    inner = [slice(None, None, d) for d in dilations]
    return seen[(slice(None), slice(None), *steps, *inner)]


def conv(x, filter_, strides, pads, dilations=None, group=1, fill=0.0):
    """The sums of a convolution, in f64."""
    rank = filter_.ndim - 2
    seen = windows(x, filter_.shape[2:], strides, pads, dilations, fill)
    w = np.asarray(filter_, np.float64)
    axes = [1, *range(2 + rank, 2 + 2 * rank)]
    ic, oc = seen.shape[1] // group, w.shape[0] // group
    parts = [
        np.tensordot(
            seen[:, g * ic : (g + 1) * ic], w[g * oc : (g + 1) * oc], (axes, [*range(1, 2 + rank)])
        )
        for g in range(group)
    ]
    return np.moveaxis(np.concatenate(parts, axis=-1), -1, 1)


def deconv(x, filter_, strides, pads, dilations=None, group=1, output_padding=None):
    """A transposed convolution in f64; filter [C, OC/group, kernel], as ONNX has it."""
    rank = filter_.ndim - 2
    dilations = dilations or [1] * rank
    output_padding = output_padding or [0] * rank
    n, c, *size = x.shape
    ic, oc = c // group, filter_.shape[1]
    full = [
        (i - 1) * s + d * (k - 1) + 1 + p
        for i, s, d, k, p in zip(
            size, strides, dilations, filter_.shape[2:], output_padding, strict=True
        )
    ]
    out = np.zeros((n, oc * group, *full))
    for at in np.ndindex(*size):
        for k in np.ndindex(*filter_.shape[2:]):
            place = tuple(
                a * s + b * d for a, s, b, d in zip(at, strides, k, dilations, strict=True)
            )
            for g in range(group):
                w = filter_[(slice(g * ic, (g + 1) * ic), slice(None), *k)].astype(np.float64)
                part = x[(slice(None), slice(g * ic, (g + 1) * ic), *at)].astype(np.float64) @ w
                out[(slice(None), slice(g * oc, (g + 1) * oc), *place)] += part
    crop = [slice(pads[i], full[i] - pads[rank + i]) for i in range(rank)]
    return out[(slice(None), slice(None), *crop)]


def per_channel(values, rank):
    """[C] as a tensor that broadcasts along axis 1."""
    return np.asarray(values).reshape(-1, *[1] * (rank - 2))
