# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Normalizations.

Weights that the network itself computes are applied by products and sums behind the plain
normalization; the ops of the top dialect take constant ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tpuc.frontend.graph import Attr, Constant, Layer, Operand, Shape, Unsupported, Value
from tpuc.frontend.lowering.shape import permute, reshape_part

_Affine = tuple[Operand | None, Operand | None]


def batch_norm(layer: Layer, x: Operand, stats: Sequence[Operand | None], epsilon: float) -> Value:
    """Inference batch normalization; `stats` is gamma, beta (both optional), mean, variance."""
    gamma, beta, mean, variance = stats
    if mean is None or variance is None:
        raise Unsupported("statistics of the batch (training mode)")
    channels = x.shape[1] if x.rank > 1 else 1
    gamma = gamma or layer.constant("gamma", np.ones(channels))
    beta = beta or layer.constant("beta", np.zeros(channels))
    if not all(isinstance(operand, Constant) for operand in (gamma, beta, mean, variance)):
        return _computed_batch_norm(layer, x, (gamma, beta, mean, variance), epsilon)
    return layer.emit(
        "BatchNorm",
        input=x,
        mean=mean,
        variance=variance,
        gamma=gamma,
        beta=beta,
        epsilon=epsilon,
    )


def _computed_batch_norm(
    layer: Layer, x: Operand, stats: Sequence[Operand], epsilon: float
) -> Value:
    gamma, beta, mean, variance = (
        _per_channel(layer, name, operand, x.rank)
        for name, operand in zip(("gamma", "beta", "mean", "variance"), stats, strict=True)
    )
    stable = layer.part("eps", variance.shape, "AddConst", input=variance, const_val=epsilon)
    inverse = layer.part("rsqrt", variance.shape, "Rsqrt", input=stable)
    centred = layer.part("centred", x.shape, "Sub", lhs=x, rhs=mean)
    plain = layer.part("norm", x.shape, "Mul", lhs=centred, rhs=inverse)
    return _affine(layer, plain, gamma, beta)


def _per_channel(layer: Layer, suffix: str, operand: Operand, rank: int) -> Operand:
    """One value per channel as a tensor that broadcasts over axis 1 of others."""
    shape = (-1,) + (1,) * max(rank - 2, 0)
    if isinstance(operand, Constant):
        return Constant(operand.name, operand.data.reshape(shape))
    return reshape_part(layer, f"{suffix}_shape", operand, (operand.shape[0], *shape[1:]))


def _affine(layer: Layer, x: Value, weight: Operand | None, bias: Operand | None) -> Value:
    """x * weight + bias, the layer's result."""
    if weight is None:
        return layer.emit("Add", lhs=x, rhs=bias)
    if bias is None:
        return layer.emit("Mul", lhs=x, rhs=weight)
    scaled = layer.part("scaled", x.shape, "Mul", lhs=x, rhs=weight)
    return layer.emit("Add", lhs=scaled, rhs=bias)


def group_norm(layer: Layer, x: Operand, groups: int, affine: _Affine, epsilon: float) -> Value:
    """Normalization over groups of channels (instance normalization: one channel a group)."""
    channels = x.shape[1]
    if channels % groups:
        raise Unsupported(f"{channels} channels in {groups} groups")
    weight, bias = affine
    fields = {"num_groups": groups, "eps": epsilon}
    if all(operand is None or isinstance(operand, Constant) for operand in affine):
        return layer.emit("GroupNorm", input=x, weight=weight, bias=bias, **fields)
    plain = layer.part("norm", x.shape, "GroupNorm", input=x, **fields)
    spread = [
        operand and _per_channel(layer, name, operand, x.rank)
        for name, operand in (("weight", weight), ("bias", bias))
    ]
    return _affine(layer, plain, *spread)


def layer_norm(layer: Layer, x: Operand, dim: int, affine: _Affine, epsilon: float) -> Value:
    """Normalization over the dimensions from `dim` on; weight and bias broadcast to them."""
    weight, bias = (_full(operand, x.shape[dim:]) for operand in affine)
    fields = {"axis": dim, "eps": epsilon}
    if _are_full((weight, bias), x.shape[dim:]):
        return layer.emit("LayerNorm", input=x, weight=weight, bias=bias, **fields)
    plain = layer.part("norm", x.shape, "LayerNorm", input=x, **fields)
    return _affine(layer, plain, weight, bias)


def channel_norm(layer: Layer, x: Operand, affine: _Affine, epsilon: float) -> Value:
    """Layer normalization over dimension 1: the one before behind the others, and back."""
    last = x.rank - 1
    order = [0, *range(2, x.rank), 1]
    shape = tuple(x.shape[i] for i in order)
    turned = layer.part("turned", shape, "Permute", input=x, order=order)
    normal = layer_norm(layer.inner("normal", shape), turned, last, affine, epsilon)
    return permute(layer, normal, [0, last, *range(1, last)])


def rms_norm(layer: Layer, x: Operand, dim: int, weight: Operand | None, epsilon: float) -> Value:
    """Root mean square normalization over the dimensions from `dim` on."""
    weight = _full(weight, x.shape[dim:])
    if _are_full((weight,), x.shape[dim:]):
        return layer.emit("RMSNorm", input=x, weight=weight, axis=dim, eps=epsilon)
    plain = layer.part("norm", x.shape, "RMSNorm", input=x, axis=dim, eps=epsilon)
    return _affine(layer, plain, weight, None)


def _full(operand: Operand | None, shape: Shape) -> Operand | None:
    """A constant broadcast to `shape`, where it can be."""
    if not isinstance(operand, Constant) or operand.shape == shape or operand.rank > len(shape):
        return operand
    return Constant(operand.name, np.broadcast_to(operand.data, shape))


def _are_full(operands: Sequence[Operand | None], shape: Shape) -> bool:
    return all(
        operand is None or (isinstance(operand, Constant) and operand.shape == shape)
        for operand in operands
    )


def mean_variance_norm(layer: Layer, x: Operand, dims: Sequence[int]) -> Value:
    """(x - mean) / standard deviation over `dims`, which ONNX keeps from 0 by 1e-9."""
    apart = list(range(2, x.rank))
    if x.rank > 2 and (list(dims) == apart or (x.shape[0] == 1 and list(dims) == [0, *apart])):
        return group_norm(layer, x, x.shape[1], (None, None), 1e-18)
    shape = tuple(1 if i in dims else size for i, size in enumerate(x.shape))
    fields: dict[str, Attr] = {"axes": list(dims), "keepdims": True, "mode": "mean"}
    mean = layer.part("mean", shape, "Reduce", input=x, **fields)
    centred = layer.part("centred", x.shape, "Sub", lhs=x, rhs=mean)
    square = layer.part("square", x.shape, "Mul", lhs=centred, rhs=centred)
    variance = layer.part("variance", shape, "Reduce", input=square, **fields)
    root = layer.part("deviation", shape, "Sqrt", input=variance)
    stable = layer.part("eps", shape, "AddConst", input=root, const_val=1e-9)
    return layer.emit("Div", lhs=centred, rhs=stable)


def lp_norm(layer: Layer, x: Operand, dim: int, order: int) -> Value:
    """x over its L1 or L2 norm along an axis; zeros stay zeros."""
    shape = (*x.shape[:dim], 1, *x.shape[dim + 1 :])
    mode = {1: "l1", 2: "l2"}.get(order)
    if mode is None:
        raise Unsupported(f"p of {order}")
    norm = layer.part("norm", shape, "Reduce", input=x, axes=[dim], keepdims=True, mode=mode)
    smallest = math.ldexp(1.0, -126)
    stable = layer.part("stable", shape, "MaxConst", input=norm, const_val=smallest)
    return layer.emit("Div", lhs=x, rhs=stable)
