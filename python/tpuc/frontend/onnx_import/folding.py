# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Operators on constants, by onnx's own reference where that is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import onnx
from onnx.reference import ReferenceEvaluator
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


_CORRECTED = [GatherElements]


def evaluate(
    node: onnx.NodeProto, opsets: Iterable[onnx.OperatorSetIdProto], inputs: Mapping[str, Array]
) -> dict[str, Array]:
    """The outputs of a node, as the opsets of its model define it.

    Raises NotImplementedError for what onnx cannot evaluate, and whatever onnx does for what does
    not fit. A node alone, without a model, would be taken as one of the newest opset.
    """
    outputs = [name for name in node.output if name]
    entry = onnx.helper.make_empty_tensor_value_info
    graph = onnx.helper.make_graph(
        [node], "node", [entry(name) for name in inputs], [entry(name) for name in outputs]
    )
    model = onnx.helper.make_model(graph, opset_imports=list(opsets))
    evaluator = ReferenceEvaluator(model, new_ops=_CORRECTED)
    with np.errstate(all="ignore"):
        results = evaluator.run(None, dict(inputs))
    return {name: np.asarray(x) for name, x in zip(outputs, results, strict=True)}
