# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""aten attention and Einstein sums."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tpuc.frontend import lowering
from tpuc.frontend.graph import Constant, Layer, Operand, Unsupported, Value
from tpuc.frontend.lowering import Range
from tpuc.frontend.torch_import.registry import TorchNode, aten_op


@aten_op("einsum")
def _einsum(node: TorchNode) -> Operand:
    operands = [operand for operand in node.tensors("tensors") if operand is not None]
    return lowering.einsum(node.layer, node.arg("equation"), operands)


@aten_op(
    "scaled_dot_product_attention",
    "_scaled_dot_product_flash_attention_for_cpu",
    "_scaled_dot_product_attention_math",
)
def _attention(node: TorchNode) -> Operand:
    """softmax(query x key^T * scale + mask) x value, as torch defines it."""
    if node.arg("dropout_p", 0.0):
        raise Unsupported("dropout")
    query, key, value = (node.operand(name) for name in ("query", "key", "value"))
    mask = node.optional("attn_mask")
    if node.arg("is_causal", False):
        size = (query.shape[-2], key.shape[-2])
        mask = Constant("causal", np.tril(np.ones(size, np.bool_)))
    scale = node.arg("scale")
    factor = 1 / math.sqrt(query.shape[-1]) if scale is None else float(scale)
    if query.rank > 2 and key.shape[-3] != query.shape[-3]:
        key, value = (_repeated(node, name, query.shape[-3]) for name in ("key", "value"))
    return lowering.attention(node.layer, (query, key, value), factor, mask)


def _repeated(node: TorchNode, name: str, heads: int) -> Operand:
    """A tensor with fewer heads than the query has: each serves several of them."""
    x = node.operand(name)
    *batch, count, length, size = x.shape
    if heads % count:
        raise Unsupported(f"{count} heads of {name} for {heads} of the query")
    places = node.layer.constant(f"{name}_heads", np.repeat(np.arange(count), heads // count))
    shape = (*batch, heads, length, size)
    axis = x.rank - 3
    return node.layer.part(f"{name}_repeated", shape, "Gather", input=x, indices=places, axis=axis)


@dataclass(frozen=True)
class _SelfAttention:
    """The fused attention of torch.nn.MultiheadAttention, where query, key and value are one."""

    heads: int
    qkv: tuple[Operand, Operand]
    projection: tuple[Operand, Operand]

    def emit(self, layer: Layer, x: Operand) -> Value:
        """The layer's result from `x` of shape [batch, places, size]."""
        batch, count, size = x.shape
        split = (batch, count, 3, self.heads, size // self.heads)
        weight, bias = self.qkv
        every = layer.part(
            "qkv",
            (batch, count, 3 * size),
            "MatMul",
            input=x,
            right=weight,
            bias=bias,
            right_transpose=True,
        )
        parts = lowering.reshape_part(layer, "heads", every, split)
        moved = tuple(split[i] for i in (2, 0, 3, 1, 4))
        parts = layer.part("turned", moved, "Permute", input=parts, order=[2, 0, 3, 1, 4])
        shape = moved[1:]
        query, key, value = (
            lowering.reshape_part(layer, name, self._slice(layer, name, parts, i), shape)
            for i, name in enumerate(("query", "key", "value"))
        )
        inner = layer.inner("attention", shape)
        mixed = lowering.attention(inner, (query, key, value), shape[-1] ** -0.5, None)
        places = tuple(shape[i] for i in (0, 2, 1, 3))
        mixed = layer.part("places", places, "Permute", input=mixed, order=[0, 2, 1, 3])
        joined = lowering.reshape_part(layer, "joined", mixed, x.shape)
        return lowering.linear(layer, joined, *self.projection)

    def _slice(self, layer: Layer, name: str, parts: Operand, i: int) -> Value:
        fields = lowering.slice_fields(parts, {0: Range(i, i + 1)})
        return layer.part(f"{name}_part", (1, *parts.shape[1:]), "Slice", input=parts, **fields)


def _self_attention(node: TorchNode, heads: str) -> _SelfAttention:
    if node.optional("mask") is not None:
        raise Unsupported("a mask")
    return _SelfAttention(
        int(node.arg(heads)),
        (node.operand("qkv_weight"), node.operand("qkv_bias")),
        (node.operand("proj_weight"), node.operand("proj_bias")),
    )


@aten_op("_native_multi_head_attention")
def _multi_head_attention(node: TorchNode) -> Value:
    query = node.operand("query")
    if any(node.operand(name) != query for name in ("key", "value")):
        raise Unsupported("a query that is not key and value")
    return _self_attention(node, "num_head").emit(node.layer, query)


@aten_op("_transformer_encoder_layer_fwd")
def _encoder_layer(node: TorchNode) -> Value:
    """torch.nn.TransformerEncoderLayer in evaluation mode."""
    layer, x, eps = node.layer, node.operand("src"), float(node.arg("eps"))
    shape, norm_first = x.shape, bool(node.arg("norm_first"))

    def norm(i: int, value: Operand, place: Layer) -> Value:
        weight, bias = (node.operand(f"norm_{what}_{i}") for what in ("weight", "bias"))
        axis = len(shape) - 1
        return place.emit("LayerNorm", input=value, weight=weight, bias=bias, axis=axis, eps=eps)

    def block(i: int, value: Operand, function: Callable[[Operand], Value], place: Layer) -> Value:
        if norm_first:
            changed = function(norm(i, value, layer.inner(f"norm{i}", shape)))
            return place.emit("Add", lhs=value, rhs=changed)
        total = layer.part(f"sum{i}", shape, "Add", lhs=value, rhs=function(value))
        return norm(i, total, place)

    def attend(value: Operand) -> Value:
        return _self_attention(node, "num_heads").emit(layer.inner("self", shape), value)

    def feed(value: Operand) -> Value:
        inner, outer = node.operand("ffn_weight_1"), node.operand("ffn_weight_2")
        place = layer.inner("hidden", (*shape[:-1], inner.shape[0]))
        hidden = lowering.linear(place, value, inner, node.operand("ffn_bias_1"))
        op = "GELU" if node.arg("use_gelu") else "Relu"
        active = layer.part("active", hidden.shape, op, input=hidden)
        return lowering.linear(layer.inner("fed", shape), active, outer, node.operand("ffn_bias_2"))

    return block(2, block(1, x, attend, layer.inner("attended", shape)), feed, layer)
