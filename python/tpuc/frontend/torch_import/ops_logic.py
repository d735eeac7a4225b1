# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""aten comparisons, logic and choices."""

from __future__ import annotations

import numpy as np

from tpuc.frontend import lowering
from tpuc.frontend.graph import Constant, Operand, Unsupported, Value
from tpuc.frontend.torch_import.registry import TorchNode, aten_op

_BITWISE = {
    **{"bitwise_and": "bit_and", "__and__": "bit_and", "__iand__": "bit_and"},
    **{"bitwise_or": "bit_or", "__or__": "bit_or", "__ior__": "bit_or"},
    **{"bitwise_xor": "bit_xor", "__xor__": "bit_xor", "__ixor__": "bit_xor"},
    **{"bitwise_left_shift": "shift_left", "__lshift__": "shift_left"},
    **{"bitwise_right_shift": "shift_right", "__rshift__": "shift_right"},
}
_SYNONYMS = {
    **{"greater": "gt", "greater_equal": "ge", "less": "lt", "less_equal": "le"},
    **{"not_equal": "ne"},
}


@aten_op("eq", "ne", "lt", "le", "gt", "ge", *_SYNONYMS, integers=True)
def _compare(node: TorchNode) -> Value:
    mode = _SYNONYMS.get(node.op, node.op)
    return lowering.compare(node.layer, mode, node.x, node.operand("other"))


@aten_op("logical_and", "logical_or", "logical_xor", integers=True)
def _logic(node: TorchNode) -> Value:
    sides = (_truth(node, "self"), _truth(node, "other"))
    return lowering.logic(node.layer, node.op.removeprefix("logical_"), *sides)


@aten_op("logical_not", integers=True)
def _logical_not(node: TorchNode) -> Value:
    return lowering.logic_not(node.layer, _truth(node, "self"))


def _truth(node: TorchNode, name: str) -> Operand:
    """An argument as 0 and 1."""
    x = node.operand(name)
    if x.dtype.kind == "b":
        return x
    if isinstance(x, Constant):
        return Constant(x.name, x.data != 0)
    zero = node.layer.constant("zero", 0.0)
    return node.layer.part(f"{name}_truth", x.shape, "Compare", lhs=x, rhs=zero, mode="ne")


@aten_op(*_BITWISE, integers=True)
def _bitwise(node: TorchNode) -> Value:
    return lowering.bitwise(node.layer, _BITWISE[node.op], node.x, node.operand("other"))


@aten_op("bitwise_not", integers=True)
def _bitwise_not(node: TorchNode) -> Value:
    return lowering.bitwise_not(node.layer, node.x)


@aten_op("any", "all", integers=True)
def _any(node: TorchNode) -> Value:
    mode = "max" if node.op == "any" else "min"
    dims = node.ints("dim") if node.arg("dim") is not None else []
    keepdim = bool(node.arg("keepdim", False))
    return lowering.reduce(node.layer, _truth(node, "self"), mode, dims, keepdim)


@aten_op("isnan", integers=True)
def _isnan(node: TorchNode) -> Value:
    return lowering.compare(node.layer, "ne", node.x, node.x)


@aten_op("isinf", integers=True)
def _isinf(node: TorchNode) -> Value:
    return lowering.is_inf(node.layer, node.x)


@aten_op("where", integers=True)
def _where(node: TorchNode) -> Value:
    cond = _truth(node, "condition")
    if "self" not in node.arguments:
        raise Unsupported("places as its result")
    return lowering.where(node.layer, cond, node.operand("self"), node.operand("other"))


@aten_op("masked_fill", integers=True)
def _masked_fill(node: TorchNode) -> Value:
    return lowering.where(node.layer, node.operand("mask"), node.operand("value"), node.x)


@aten_op("nan_to_num")
def _nan_to_num(node: TorchNode) -> Operand:
    layer, x = node.layer, node.x
    largest = float(np.finfo(np.float32).max)
    number = layer.part("number", x.shape, "Compare", lhs=x, rhs=x, mode="eq")
    nan = layer.constant("nan", node.arg("nan", 0.0))
    plain = layer.part("plain", x.shape, "Where", cond=number, lhs=x, rhs=nan)
    low, high = node.arg("neginf", -largest), node.arg("posinf", largest)
    if (low, high) != (-largest, largest):
        raise Unsupported("values of its own for infinities")
    return layer.emit("Clip", input=plain, min=low, max=high)


@aten_op("triu", "tril", integers=True)
def _tri(node: TorchNode) -> Value:
    return lowering.tri(node.layer, node.x, node.op == "triu", int(node.arg("diagonal", 0)))
