# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Comparisons, and operators that compute or follow places; truth is 1.0 and places are floats."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto

from tpuc.deploy.qdq.registry import TpuLayer, Unsupported, tpu_op

_FLOAT, _INT64, _BOOL = TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL

_COMPARISONS = {
    "eq": "Equal",
    "lt": "Less",
    "le": "LessOrEqual",
    "gt": "Greater",
    "ge": "GreaterOrEqual",
}


@tpu_op("Compare")
def _compare(layer: TpuLayer) -> str:
    mode = layer.enum("mode")
    if mode == "ne":
        result = layer.node("Not", [layer.node("Equal", layer.names())])
    else:
        result = layer.node(_COMPARISONS[mode], layer.names())
    return _floats(layer, result)


@tpu_op("Where")
def _where(layer: TpuLayer) -> str:
    condition, yes, no = layer.names()
    return layer.node("Where", [layer.node("Cast", [condition], to=_BOOL), yes, no])


@tpu_op("Bitwise")
def _bitwise(layer: TpuLayer) -> str:
    op = {"bit_and": "BitwiseAnd", "bit_or": "BitwiseOr", "bit_xor": "BitwiseXor"}
    mode = layer.enum("mode")
    if mode not in op:
        raise Unsupported("ONNX shifts the bits of unsigned integers only")
    operands = [layer.node("Cast", [name], to=_INT64) for name in layer.names()]
    return _floats(layer, layer.node(op[mode], operands))


@tpu_op("Mod")
def _mod(layer: TpuLayer) -> str:
    if layer.flag("fmod"):
        return layer.node("Mod", layer.names(), fmod=1)
    # The sign of the divisor; ONNX has that for integers only.
    x, y = layer.names()
    times = layer.node("Floor", [layer.node("Div", [x, y])])
    return layer.node("Sub", [x, layer.node("Mul", [times, y])])


@tpu_op("CumSum")
def _cumsum(layer: TpuLayer) -> str:
    axis = layer.constant("axis", layer.integer("axis"), np.int64)
    exclusive, reverse = int(layer.flag("exclusive")), int(layer.flag("reverse"))
    return layer.node("CumSum", [layer[0].name, axis], exclusive=exclusive, reverse=reverse)


@tpu_op("CumProd")
def _cumprod(layer: TpuLayer) -> str:
    """A product for each place, of the elements that count for it."""
    axis = layer.integer("axis")
    size = layer.shape[axis]
    if layer.flag("reverse"):
        counts = np.triu(np.ones((size, size), bool), int(layer.flag("exclusive")))
    else:
        counts = np.tril(np.ones((size, size), bool), -int(layer.flag("exclusive")))
    mask = counts.reshape(size, size, *[1] * (len(layer.shape) - axis - 1))
    inner = layer.constant("axis", [axis], np.int64)
    each = layer.node("Unsqueeze", [layer[0].name, inner])
    operands = [layer.constant("counts", mask, bool), each, layer.constant("one", 1)]
    factors = layer.node("Where", operands)
    across = layer.constant("across", [axis + 1], np.int64)
    return layer.node("ReduceProd", [factors, across], keepdims=0)


@tpu_op("Arg")
def _arg(layer: TpuLayer) -> str:
    op = {"max": "ArgMax", "min": "ArgMin"}[layer.enum("mode")]
    result = layer.node(
        op,
        [layer[0].name],
        axis=layer.integer("axis"),
        keepdims=int(layer.flag("keepdims", True)),
        select_last_index=int(layer.flag("select_last_index")),
    )
    return _floats(layer, result)


@tpu_op("TopK")
def _topk(layer: TpuLayer) -> str:
    count = layer.constant("k", [layer.integer("k")], np.int64)
    values, places = layer.graph.nodes_of(
        "TopK",
        [layer[0].name, count],
        [f"{layer.name}/values", f"{layer.name}/places"],
        axis=layer.integer("axis"),
        largest=int(layer.flag("largest", True)),
    )
    return values if layer.enum("what") == "values" else _floats(layer, places)


@tpu_op("Gather", "GatherElements")
def _gather(layer: TpuLayer) -> str:
    return layer.node(layer.kind, [layer[0].name, _places(layer)], axis=layer.integer("axis"))


@tpu_op("GatherND")
def _gather_nd(layer: TpuLayer) -> str:
    dims = layer.integer("batch_dims")
    return layer.node("GatherND", [layer[0].name, _places(layer)], batch_dims=dims)


@tpu_op("ScatterElements")
def _scatter_elements(layer: TpuLayer) -> str:
    inputs = [layer[0].name, _places(layer), layer[2].name]
    axis, reduction = layer.integer("axis"), layer.enum("mode", "none")
    return layer.node("ScatterElements", inputs, axis=axis, reduction=reduction)


@tpu_op("ScatterND")
def _scatter_nd(layer: TpuLayer) -> str:
    inputs = [layer[0].name, _places(layer), layer[2].name]
    return layer.node("ScatterND", inputs, reduction=layer.enum("mode", "none"))


def _places(layer: TpuLayer) -> str:
    places = layer[1]
    if places.type is not None:
        raise Unsupported("the places it looks up are quantized")
    return layer.node("Cast", [places.name], "places", to=_INT64)


def _floats(layer: TpuLayer, tensor: str) -> str:
    return layer.node("Cast", [tensor], "floats", to=_FLOAT)
