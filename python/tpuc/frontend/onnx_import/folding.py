# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Operators on constants that onnx's own reference computes wrongly."""

from __future__ import annotations

import numpy as np
from onnx.reference.op_run import OpRun

from tpuc.frontend.graph import Array


class GatherElements(OpRun):  # type: ignore[misc]
    """That of onnx 1.23 takes 32 places at most, and no index smaller than the data elsewhere."""

    op_domain = ""

    def _run(self, data: Array, indices: Array, axis: int = 0) -> tuple[Array]:
        axis %= data.ndim
        whole = tuple(slice(None if d == axis else n) for d, n in enumerate(indices.shape))
        places = indices.astype(np.int64)
        if data.shape[axis]:
            places %= data.shape[axis]
        return (np.take_along_axis(data[whole], places, axis),)


#: For `ReferenceEvaluator(..., new_ops=...)`.
CORRECTED = [GatherElements]
