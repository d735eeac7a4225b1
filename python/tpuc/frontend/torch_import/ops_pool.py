# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""aten pools."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from tpuc.frontend import lowering
from tpuc.frontend.graph import Layer, Operand, Unsupported, Value
from tpuc.frontend.lowering import Window
from tpuc.frontend.torch_import.registry import TorchNode, aten_op


def with_batch(
    layer: Layer, x: Operand, rank: int, make: Callable[[Layer, Operand], Value]
) -> Value:
    """`make` of a tensor with a batch; one of `rank` dimensions gets a batch of one for it."""
    if x.rank != rank:
        return make(layer, x)
    batch = layer.part("batch", (1, *x.shape), "Unsqueeze", input=x, axes=[0])
    return layer.emit("Squeeze", input=make(layer.inner("one", (1, *layer.shape)), batch), axes=[0])


def _dimensions(node: TorchNode) -> int:
    """2 of `avg_pool2d`."""
    return int(next(letter for letter in node.op if letter.isdigit()))


def _pooled(node: TorchNode, layer: Layer, make: Callable[[Layer, Operand], Value]) -> Value:
    """`make` of the node's tensor, which may have no batch."""
    return with_batch(layer, node.x, _dimensions(node) + 1, make)


def _window(node: TorchNode) -> Window:
    rank = _dimensions(node)
    kernel = node.ints("kernel_size", rank)
    # No stride means the kernel's size.
    strides = node.ints("stride", rank) or kernel
    return Window.make(kernel, strides, node.ints("padding", rank) * 2, node.ints("dilation", rank))


@aten_op(
    *(f"max_pool{n}d" for n in (1, 2, 3)),
    *(f"max_pool{n}d_with_indices" for n in (1, 2, 3)),
    integers=True,
)
def _max_pool(node: TorchNode) -> list[Value]:
    fields: dict[str, Any] = {
        "window": _window(node),
        "ceil_mode": bool(node.arg("ceil_mode", False)),
    }
    pools = (lowering.max_pool, lowering.max_pool_indices)
    return [
        _pooled(node, layer, partial(pool, **fields))
        for layer, pool in zip(node.layers, pools, strict=False)
    ]


@aten_op("max_unpool2d", "max_unpool3d")
def _max_unpool(node: TorchNode) -> Value:
    places, target = node.operand("indices"), node.ints("output_size", _dimensions(node))

    def unpool(layer: Layer, x: Operand) -> Value:
        at = places
        if at.shape != x.shape:
            at = lowering.reshape_part(layer, "places", at, x.shape)
        return lowering.max_unpool(layer, x, at, target)

    return _pooled(node, node.layer, unpool)


@aten_op("avg_pool1d", "avg_pool2d", "avg_pool3d")
def _avg_pool(node: TorchNode) -> Value:
    window, ceil_mode = _window(node), bool(node.arg("ceil_mode", False))
    divisor = node.arg("divisor_override")
    if divisor is None:
        counts = bool(node.arg("count_include_pad", True))
        fields: dict[str, Any] = {
            "window": window,
            "ceil_mode": ceil_mode,
            "count_include_pad": counts,
        }
        return _pooled(node, node.layer, partial(lowering.avg_pool, **fields))
    if ceil_mode:
        raise Unsupported("divisor_override and ceil_mode")

    def divided(layer: Layer, x: Operand) -> Value:
        fields = {**window.fields(), "count_include_pad": True}
        mean = layer.part("mean", layer.shape, "AvgPool", input=x, **fields)
        return layer.emit("MulConst", input=mean, const_val=math.prod(window.kernel) / divisor)

    return _pooled(node, node.layer, divided)


def _adapted(node: TorchNode, op: str) -> Value:
    size = node.layer.shape[-_dimensions(node) :]
    return _pooled(node, node.layer, lambda layer, x: lowering.adaptive_pool(layer, op, x, size))


@aten_op(
    *(f"adaptive_avg_pool{n}d" for n in (1, 2, 3)),
    *("_adaptive_avg_pool2d", "_adaptive_avg_pool3d"),
)
def _adaptive_avg_pool(node: TorchNode) -> Value:
    return _adapted(node, "AvgPool")


@aten_op(*(f"adaptive_max_pool{n}d" for n in (1, 2, 3)), integers=True)
def _adaptive_max_pool(node: TorchNode) -> list[Value]:
    results = [_adapted(node, "MaxPool")]
    window = lowering.adaptive_window(node.x, node.layer.shape[-_dimensions(node) :])
    if window is not None:
        indices = partial(lowering.max_pool_indices, window=window, ceil_mode=False)
        results += [_pooled(node, layer, indices) for layer in node.layers[1:]]
    return results
