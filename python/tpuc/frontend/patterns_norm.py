# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Normalizations spelled out in arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tpuc.frontend.graph import Array, Node
from tpuc.frontend.patterns_view import GraphView


def match_layer_norm(view: GraphView, node: Node) -> Node | None:
    """(x - mean(x)) / sqrt(mean((x - mean(x))^2) + eps) [* weight] [+ bias]."""
    core: Node | None = node
    bias = weight = None
    if node.op == "Add":
        core, bias = _with_weight(view, node, ("Mul", "Div"))
    if core is not None and core.op == "Mul":
        inner, weight = _with_weight(view, core, ("Mul", "Div"))
        core = core if inner is None else inner
    if core is None or (bias is not None and weight is None):
        return None
    plain = _normalized(view, core)
    if plain is None:
        return None
    x, axis, eps = plain
    operands: dict[str, str | list[str]] = {"input": x}
    for key, name in (("weight", weight), ("bias", bias)):
        if name is not None:
            data = view.weight(name)
            if data is None or node.shape is None or data.shape != node.shape[axis:]:
                return None
            operands[key] = name
    return Node("LayerNorm", node.name, operands, {"axis": axis, "eps": eps}, node.shape)


def _with_weight(
    view: GraphView, node: Node, ops: tuple[str, ...]
) -> tuple[Node | None, str | None]:
    """A binary node's computed operand, if it is one of `ops`, and its weight."""
    for name, weight in view.both_orders(node):
        for op in ops:
            inner = view.inner(name, op)
            if inner is not None and view.weight(weight) is not None:
                return inner, weight
    return None, None


def _normalized(view: GraphView, node: Node) -> tuple[str, int, float] | None:
    """x, the first axis and eps of (x - mean) / sqrt(variance + eps)."""
    numerator, root = _quotient(view, node)
    deviation = view.inner(root, "AddConst")
    if deviation is None:
        return None
    variance = view.inner(view.input(deviation), "Reduce")
    if variance is None or node.shape is None:
        return None
    axes = [int(axis) for axis in variance.attrs["axes"]]  # type: ignore[union-attr]
    axis = len(node.shape) - len(axes)
    if not _is_mean(variance, axes) or axes != list(range(axis, len(node.shape))):
        return None
    square = view.inner(view.input(variance), "Mul")
    if square is None or len(set(square.operand_names())) != 1:
        return None
    x = _centred(view, numerator, view.input(square), axes)
    eps = float(deviation.attrs["const_val"])  # type: ignore[arg-type]
    return None if x is None else (x, axis, eps)


def _quotient(view: GraphView, node: Node) -> tuple[str, str]:
    """The names of a and r in a / sqrt(r); empty where it is none."""
    names = node.operand_names()
    candidates = []
    if node.op == "Div":
        candidates = [(names[0], view.inner(names[1], "Sqrt"))]
    elif node.op == "Mul":
        for numerator, name in view.both_orders(node):
            inverse = view.inner(name, "Reciprocal")
            if inverse is not None and view.has(inverse, const_val=1.0):
                candidates.append((numerator, view.inner(view.input(inverse), "Sqrt")))
    for numerator, root in candidates:
        if root is not None:
            return numerator, view.input(root)
    return "", ""


def _centred(view: GraphView, first: str, second: str, axes: list[int]) -> str | None:
    """x, when both tensors are x - mean(x); they may be one."""
    same = first == second
    subs = [view.inner(first, "Sub", uses=3 if same else 1)]
    if not same:
        subs.append(view.inner(second, "Sub", uses=2))
    mean = None
    for sub in subs:
        if sub is None:
            return None
        x, mean_name = sub.operand_names()
        mean = view.inner(mean_name, "Reduce", uses=len(subs))
        if mean is None or not _is_mean(mean, axes) or view.input(mean) != x:
            return None
    return None if mean is None else view.input(mean)


def _is_mean(node: Node, axes: list[int]) -> bool:
    attrs = node.attrs
    return attrs["mode"] == "mean" and attrs["axes"] == axes and bool(attrs["keepdims"])


def match_affine(view: GraphView, node: Node) -> Node | None:
    """A chain of per-channel sums and products with constants: x * scale + bias."""
    if node.shape is None or len(node.shape) < 2:
        return None
    steps: list[_Step] = []
    current: Node | None = node
    x = node.name
    while current is not None and current.shape == node.shape:
        step = _affine_step(view, current)
        if step is None:
            break
        steps.append(step)
        x = step.x
        current = view.single_use(x)
    if len(steps) < 2 or not any(step.scale is not None and step.per_channel for step in steps):
        return None
    channels = node.shape[1]
    scale, bias = np.ones(channels), np.zeros(channels)
    for step in reversed(steps):
        if step.scale is not None:
            scale, bias = scale * step.scale, bias * step.scale
        if step.bias is not None:
            bias = bias + step.bias
    operands: dict[str, str | list[str]] = {
        "input": x,
        "scale": view.add_weight(f"{node.name}_scale", scale.astype(np.float32)),
        "bias": view.add_weight(f"{node.name}_bias", bias.astype(np.float32)),
    }
    return Node("Scale", node.name, operands, {}, node.shape)


@dataclass(frozen=True)
class _Step:
    """x * scale + bias with numbers or one number per channel; None changes nothing."""

    x: str
    scale: npt.NDArray[np.float64] | float | None = None
    bias: npt.NDArray[np.float64] | float | None = None
    per_channel: bool = False


def _affine_step(view: GraphView, node: Node) -> _Step | None:
    if node.attrs.get("do_relu"):
        return None
    if node.op in ("AddConst", "MulConst", "SubConst"):
        value = float(node.attrs["const_val"])  # type: ignore[arg-type]
        x = view.input(node)
        if node.op == "MulConst":
            return _Step(x, scale=value)
        if node.op == "AddConst":
            return _Step(x, bias=value)
        reverse = bool(node.attrs.get("is_reverse", False))
        return _Step(x, scale=-1.0, bias=value) if reverse else _Step(x, bias=-value)
    if node.op not in ("Add", "Sub", "Mul", "Div"):
        return None
    x, other = node.operand_names()
    if node.op in ("Add", "Mul") and view.weight(other) is None:
        x, other = other, x
    values = _per_channel(view.weight(other), node)
    if values is None or view.weight(x) is not None:
        return None
    if node.op in ("Add", "Sub"):
        return _Step(x, bias=values if node.op == "Add" else -values, per_channel=True)
    return _Step(x, scale=values if node.op == "Mul" else 1.0 / values, per_channel=True)


def _per_channel(data: Array | None, node: Node) -> npt.NDArray[np.float64] | None:
    """The elements of a weight that differs only along axis 1 of the node's result."""
    shape = node.shape or ()
    if data is None or data.ndim > len(shape):
        return None
    padded = (1,) * (len(shape) - data.ndim) + data.shape
    if padded != (1, shape[1]) + (1,) * (len(shape) - 2):
        return None
    return data.reshape(-1).astype(np.float64)
