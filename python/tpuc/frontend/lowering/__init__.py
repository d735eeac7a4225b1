# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""From the meaning of an operator to top ops, shared by all importers.

Each function takes the `Layer` to build, operands and plain values in the top dialect's own
conventions (axes from 0, pads as all begins then all ends) and returns the layer's value.
"""

from tpuc.frontend.lowering.eltwise import (
    binary,
    celu,
    chain,
    clip,
    mean_of,
    power,
    reduce,
    rsqrt,
    scalar_of,
    selu,
    softmax,
)
from tpuc.frontend.lowering.norm import batch_norm, group_norm
from tpuc.frontend.lowering.resize import Resampling, interp
from tpuc.frontend.lowering.shape import (
    Range,
    axes,
    axis,
    concat,
    expand,
    gather,
    pad,
    permute,
    reshape,
    reshape_part,
    roll,
    slice_axes,
    slice_fields,
    split,
    take,
    tile,
)
from tpuc.frontend.lowering.window import (
    Window,
    adaptive_pool,
    avg_pool,
    conv,
    deconv,
    linear,
    matmul,
    max_pool,
)

__all__ = [
    "Range",
    "Resampling",
    "Window",
    "adaptive_pool",
    "avg_pool",
    "axes",
    "axis",
    "batch_norm",
    "binary",
    "celu",
    "chain",
    "clip",
    "concat",
    "conv",
    "deconv",
    "expand",
    "gather",
    "group_norm",
    "interp",
    "linear",
    "matmul",
    "max_pool",
    "mean_of",
    "pad",
    "permute",
    "power",
    "reduce",
    "reshape",
    "reshape_part",
    "roll",
    "rsqrt",
    "scalar_of",
    "selu",
    "slice_axes",
    "slice_fields",
    "softmax",
    "split",
    "take",
    "tile",
]
