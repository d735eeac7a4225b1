# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Products of matrices, and determinants."""

from __future__ import annotations

import itertools

import numpy as np

from tpuc.frontend.graph import Layer, Operand, Unsupported, Value
from tpuc.frontend.lowering.shape import reshape, reshape_part

#: The products of a determinant are as many as permutations of its rows.
_MOST_ROWS = 5


def matmul(layer: Layer, lhs: Operand, rhs: Operand) -> Value:
    """numpy.matmul; operands of rank 1 are reshaped, as the top dialect has none."""
    vector_left, vector_right = lhs.rank == 1, rhs.rank == 1
    if not vector_left and not vector_right:
        return layer.emit("MatMul", input=lhs, right=rhs)
    if vector_left:
        lhs = layer.part("lhs", (1, *lhs.shape), "Unsqueeze", input=lhs, axes=[0])
    if vector_right:
        rhs = layer.part("rhs", (*rhs.shape, 1), "Unsqueeze", input=rhs, axes=[1])
    batch = np.broadcast_shapes(lhs.shape[:-2], rhs.shape[:-2])
    product = layer.part(
        "pre", (*batch, lhs.shape[-2], rhs.shape[-1]), "MatMul", input=lhs, right=rhs
    )
    return reshape(layer, product)


def linear(layer: Layer, x: Operand, weight: Operand, bias: Operand | None) -> Value:
    """x @ weight^T + bias with the weight as [out, in]."""
    return layer.emit("MatMul", input=x, right=weight, bias=bias, right_transpose=True)


def determinant(layer: Layer, x: Operand) -> Value:
    """The determinants of `[..., n, n]`: the sum over permutations of signed products (Leibniz)."""
    *batch, rows, columns = x.shape
    if rows != columns or rows > _MOST_ROWS:
        raise Unsupported(f"matrices of {rows}x{columns}; up to {_MOST_ROWS} rows are supported")
    orders = list(itertools.permutations(range(rows)))
    signs = [np.linalg.det(np.eye(rows)[list(order)]).round() for order in orders]
    flat = reshape_part(layer, "flat", x, (*batch, rows * rows))
    shape, last = (*batch, len(orders)), len(batch)
    product: Operand = layer.constant("signs", signs)
    for row in range(rows):
        places = layer.constant(f"places{row}", [row * rows + order[row] for order in orders])
        factor = layer.part(f"row{row}", shape, "Gather", input=flat, indices=places, axis=last)
        product = layer.part(f"product{row}", shape, "Mul", lhs=factor, rhs=product)
    return layer.emit("Reduce", input=product, axes=[last], keepdims=False, mode="sum")
