# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What each chip does with a layer: integers or which float (section 7, and 8 for float modes)."""

from __future__ import annotations

from oracle.graph import Graph, Node

LUTS = (
    *("Sigmoid", "Tanh", "Exp", "SiLU", "HardSwish", "HardSigmoid", "GELU", "Softplus", "Softsign"),
    *("Log", "Sqrt", "Reciprocal", "Floor", "Elu", "Erf", "Ceil", "Round", "Sin", "Cos", "Sign"),
)
#: Layers that move or compare integers everywhere.
_MOVES = (
    *("Reshape", "Permute", "Slice", "Pad", "DepthToSpace", "Squeeze", "Unsqueeze", "Concat"),
    *("Max", "Min", "MaxConst", "MinConst", "MaxPool"),
)
#: Section 8: what bm1684x computes in F32 when the layer is to be F16 or BF16.
_F32_IN_F16 = (
    *("AvgPool", "Sigmoid", "Tanh", "Softplus", "Elu", "Erf", "Sqrt", "Sin", "Cos", "Softsign"),
    *("GELU", "Div", "Reciprocal", "HardSigmoid"),
)


def is_cv18(chip: str) -> bool:
    """Whether the chip is of the cv18xx family."""
    return chip.startswith("cv18")


def fallback(chip: str) -> str:
    """The float of layers that have no integer form."""
    return "bf16" if is_cv18(chip) else "f32" if chip == "bm1684" else "f16"


def float_kind(chip: str, mode: str, op: str) -> str:
    """The type in which a layer of that float mode is computed."""
    if is_cv18(chip):
        return "bf16"
    kind = mode.lower()
    if kind == "f32" or (op in _F32_IN_F16 and not (kind == "bf16" and _bf16_too(op))):
        return "f32"
    return kind


def _bf16_too(op: str) -> bool:
    return op in ("AvgPool", "HardSigmoid")


def integer_kind(graph: Graph, node: Node, chip: str, asymmetric: bool) -> str:
    """`i8`, or the float that a layer falls to in INT8 mode."""
    cv18, bm1684 = is_cv18(chip), chip == "bm1684"
    other, op = fallback(chip), node.op
    constants = [x in graph.weights for x in node.inputs]
    if op == "Conv" and cv18 and len(graph.shapes[node.name]) == 5:
        return other
    if op in _MOVES or op in LUTS or op in ("Conv", "Deconv", "Scale", "MulConst", "Abs"):
        return "i8"
    if op == "Upsample":
        return "i8"
    if op == "MatMul":
        return _matmul_kind(graph, node, chip, asymmetric)
    if op == "Add":
        return "bf16" if cv18 and any(constants) else "i8"
    if op == "Mul":
        return "i8"
    if op == "Sub":
        return "f32" if asymmetric else "i8"  # and see unsigned_minus_signed
    if op == "AddConst":
        return "i8" if bm1684 or (chip == "bm1684x" and not asymmetric) else other
    if op in ("SubConst", "LayerNorm", "Clip"):
        return other
    if op == "Relu":
        if asymmetric:
            return "f32"
        return "bf16" if cv18 and node.get("relu_limit", -1.0) >= 0 else "i8"
    if op in ("LeakyRelu", "PRelu"):
        return "f16" if asymmetric else "i8"
    if op == "AvgPool":
        return _pool_kind(graph, node, bm1684, asymmetric)
    if op == "Softmax":
        small = node.get("axis") == 1 and len(graph.shapes[node.name]) <= 4
        return "i8" if chip == "bm1684x" and small and not node.get("log", False) else other
    if op == "Reduce":
        return "i8" if cv18 and node.get("mode") in ("mean", "sum", "max") else other
    if op == "Tile":
        return "i8" if cv18 else other
    if op == "Div":
        return "bf16" if cv18 else "f32"
    raise NotImplementedError(op)


def unsigned_minus_signed(node: Node, chip: str, signed: list[bool]) -> bool:
    """A difference that no rule names and that the reference networks have in float."""
    return node.op == "Sub" and not is_cv18(chip) and signed == [False, True]


def _matmul_kind(graph: Graph, node: Node, chip: str, asymmetric: bool) -> str:
    left, right = (x in graph.weights for x in node.inputs[:2])
    shape = graph.shapes[node.inputs[0]]
    if chip == "bm1684":
        return "i8" if right and len(shape) == 2 else "f32"
    if is_cv18(chip):
        return "i8" if right else "bf16"
    if left:
        return "f16"
    return "f32" if asymmetric and not right else "i8"


def _pool_kind(graph: Graph, node: Node, bm1684: bool, asymmetric: bool) -> str:
    kernel, strides, pads = (node.get(k) for k in ("kernel_shape", "strides", "pads"))
    area = 1
    for k in kernel:
        area *= k
    if bm1684:
        return "i8" if area <= 225 else "f32"
    if asymmetric:
        sizes = graph.shapes[node.inputs[0]][2:]
        rank = len(kernel)
        rest = [(sizes[i] + pads[i] + pads[i + rank] - kernel[i]) % strides[i] for i in range(rank)]
        if any(rest) and not node.get("ceil_mode", False):
            return "f32"
    return "i8"
