# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""aten reductions."""

from __future__ import annotations

import math

import numpy as np

from tpuc.frontend import lowering
from tpuc.frontend.graph import Operand, Shape, Unsupported, Value
from tpuc.frontend.torch_import.registry import TorchNode, aten_op


@aten_op("max", "min", integers=True)
def _max(node: TorchNode) -> Operand | list[Operand]:
    if "other" in node.arguments:
        op = "Max" if node.op == "max" else "Min"
        return lowering.binary(node.layer, op, node.x, node.operand("other"))
    dims, keepdim = _dims(node)
    result = lowering.reduce(node.layer, node.x, node.op, dims, keepdim)
    if len(node.layers) == 1:
        return result
    return [result, lowering.arg(node.layers[1], node.x, dims[0], node.op, keepdim)]


@aten_op("mean", "sum", "prod", "amax", "amin", integers=True)
def _reduce(node: TorchNode) -> Value:
    mode = {"amax": "max", "amin": "min"}.get(node.op, node.op)
    return lowering.reduce(node.layer, node.x, mode, *_dims(node))


@aten_op("aminmax", integers=True)
def _aminmax(node: TorchNode) -> list[Value]:
    dims, keepdim = _dims(node)
    return [
        lowering.reduce(layer, node.x, mode, dims, keepdim)
        for layer, mode in zip(node.layers, ("min", "max"), strict=True)
    ]


@aten_op("norm", "frobenius_norm", "linalg_vector_norm", "linalg_norm")
def _norm(node: TorchNode) -> Operand:
    order = node.arg("p", node.arg("ord", 2))
    if order not in (1, 2):
        raise Unsupported(f"order {order}")
    return lowering.reduce(node.layer, node.x, f"l{int(order)}", *_dims(node))


@aten_op("logsumexp")
def _logsumexp(node: TorchNode) -> Value:
    """max + log(sum(exp(x - max)))."""
    layer, x = node.layer, node.x
    dims, keepdim = _dims(node)
    ones = _kept(x.shape, dims)
    top = layer.part("max", ones, "Reduce", input=x, axes=dims, keepdims=True, mode="max")
    below = layer.part("below", x.shape, "Sub", lhs=x, rhs=top)
    powers = layer.part("exp", x.shape, "Exp", input=below)
    total = layer.part(
        "sum", layer.shape, "Reduce", input=powers, axes=dims, keepdims=keepdim, mode="sum"
    )
    log = layer.part("log", layer.shape, "Log", input=total)
    return layer.emit("Add", lhs=log, rhs=lowering.reshape_part(layer, "top", top, layer.shape))


@aten_op("var", "std")
def _variance(node: TorchNode) -> Value:
    """The mean of squared distances from the mean, over count - correction."""
    layer, x = node.layer, node.x
    dims, keepdim = _dims(node)
    dims = dims or list(range(x.rank))
    count = math.prod(x.shape[dim] for dim in dims)
    correction = node.arg("correction", 1 if node.arg("unbiased", True) else 0)
    if count <= correction:
        raise Unsupported(f"{count} elements and a correction of {correction}")
    mean = layer.part(
        "mean", _kept(x.shape, dims), "Reduce", input=x, axes=dims, keepdims=True, mode="mean"
    )
    distance = layer.part("distance", x.shape, "Sub", lhs=x, rhs=mean)
    squares = layer.part("square", x.shape, "Mul", lhs=distance, rhs=distance)
    total = layer.part(
        "sum", layer.shape, "Reduce", input=squares, axes=dims, keepdims=keepdim, mode="sum"
    )
    factor = 1.0 / (count - correction)
    if node.op == "var":
        return layer.emit("MulConst", input=total, const_val=factor)
    variance = layer.part("var", layer.shape, "MulConst", input=total, const_val=factor)
    return layer.emit("Sqrt", input=variance)


@aten_op("cosine_similarity")
def _cosine_similarity(node: TorchNode) -> Value:
    """x1 . x2 / (max(|x1|, eps) * max(|x2|, eps)) along a dimension."""
    layer, sides = node.layer, (node.operand("x1"), node.operand("x2"))
    dim = lowering.axis(node.arg("dim", 1), sides[0].rank)
    norms = []
    for name, x in zip(("first", "second"), sides, strict=True):
        shape = (*x.shape[:dim], *x.shape[dim + 1 :])
        norm = layer.part(
            f"{name}_norm", shape, "Reduce", input=x, axes=[dim], keepdims=False, mode="l2"
        )
        norms.append(
            layer.part(name, shape, "MaxConst", input=norm, const_val=node.arg("eps", 1e-8))
        )
    product = layer.part(
        "product", np.broadcast_shapes(*(x.shape for x in sides)), "Mul", lhs=sides[0], rhs=sides[1]
    )
    dot = layer.part(
        "dot", layer.shape, "Reduce", input=product, axes=[dim], keepdims=False, mode="sum"
    )
    lengths = layer.part("norms", layer.shape, "Mul", lhs=norms[0], rhs=norms[1])
    return layer.emit("Div", lhs=dot, rhs=lengths)


def _kept(shape: Shape, dims: list[int]) -> Shape:
    """A shape with dimensions reduced to 1, all of them if none is named."""
    places = lowering.axes(dims, len(shape)) or list(range(len(shape)))
    return tuple(1 if dim in places else size for dim, size in enumerate(shape))


def _dims(node: TorchNode) -> tuple[list[int], bool]:
    return node.ints("dim"), bool(node.arg("keepdim", False))
