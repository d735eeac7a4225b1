# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""aten element-wise arithmetic and reductions."""

from __future__ import annotations

from tpuc.frontend import lowering
from tpuc.frontend.graph import Constant, Operand, Unsupported, Value
from tpuc.frontend.torch_import.registry import TorchNode, aten_op


@aten_op("add", "sub", "rsub")
def _add(node: TorchNode) -> Value:
    layer, lhs, rhs = node.layer, node.x, node.operand("other")
    alpha = node.arg("alpha", 1)
    op = "Add" if node.op == "add" else "Sub"
    if node.op == "rsub":
        lhs, rhs = rhs, lhs
        if alpha != 1:
            raise Unsupported(f"alpha = {alpha}")
    if alpha != 1:
        if isinstance(rhs, Constant):
            rhs = Constant(rhs.name, rhs.data * alpha)
        else:
            rhs = layer.part("scaled", rhs.shape, "MulConst", input=rhs, const_val=float(alpha))
    return lowering.binary(layer, op, lhs, rhs)


@aten_op("mul", "multiply")
def _mul(node: TorchNode) -> Value:
    return lowering.binary(node.layer, "Mul", node.x, node.operand("other"))


@aten_op("div", "divide", "true_divide")
def _div(node: TorchNode) -> Value:
    node.refuse(rounding_mode=None)
    return lowering.binary(node.layer, "Div", node.x, node.operand("other"))


@aten_op("maximum", "minimum")
def _extremum(node: TorchNode) -> Value:
    op = "Max" if node.op == "maximum" else "Min"
    return lowering.binary(node.layer, op, node.x, node.operand("other"))


@aten_op("max", "min")
def _max(node: TorchNode) -> Value:
    if "other" in node.arguments:
        op = "Max" if node.op == "max" else "Min"
        return lowering.binary(node.layer, op, node.x, node.operand("other"))
    return lowering.reduce(node.layer, node.x, node.op, *_dims(node))


@aten_op("neg")
def _neg(node: TorchNode) -> Value:
    return node.layer.emit("MulConst", input=node.x, const_val=-1.0)


@aten_op("square")
def _square(node: TorchNode) -> Value:
    return node.layer.emit("Mul", lhs=node.x, rhs=node.x)


@aten_op("pow")
def _pow(node: TorchNode) -> Value:
    return lowering.power(node.layer, node.x, node.operand("exponent"))


@aten_op("reciprocal")
def _reciprocal(node: TorchNode) -> Value:
    return node.layer.emit("Reciprocal", input=node.x, const_val=1.0)


@aten_op("rsqrt")
def _rsqrt(node: TorchNode) -> Value:
    return lowering.rsqrt(node.layer, node.x)


@aten_op("mean", "sum", "prod", "amax", "amin")
def _reduce(node: TorchNode) -> Value:
    mode = {"amax": "max", "amin": "min"}.get(node.op, node.op)
    return lowering.reduce(node.layer, node.x, mode, *_dims(node))


@aten_op("norm", "frobenius_norm", "linalg_vector_norm")
def _norm(node: TorchNode) -> Operand:
    order = node.arg("p", node.arg("ord", 2))
    if order not in (1, 2):
        raise Unsupported(f"order {order}")
    return lowering.reduce(node.layer, node.x, f"l{order}", *_dims(node))


def _dims(node: TorchNode) -> tuple[list[int], bool]:
    return node.ints("dim"), bool(node.arg("keepdim", False))
