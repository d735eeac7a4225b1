# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What pattern matching asks of a graph."""

from __future__ import annotations

import math
from collections import Counter

from tpuc.frontend.graph import Array, Graph, Node


class GraphView:
    """Looks backwards through a graph as it was when the view was made.

    A node is inner, and may vanish into a match, if nothing outside the match reads it.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._uses = Counter({name: len(users) for name, users in graph.users().items()})
        self._uses.update(graph.outputs)

    def inner(self, name: str, op: str, uses: int = 1) -> Node | None:
        """The node that computes `name`, if it is an `op` and read only by the pattern."""
        node = self._graph.nodes.get(name)
        if node is None or node.op != op or self._uses[name] != uses or _is_fused(node):
            return None
        return node

    def single_use(self, name: str) -> Node | None:
        """The node that computes `name`, whatever it is, if one operand alone reads it."""
        return self._graph.nodes.get(name) if self._uses[name] == 1 else None

    def input(self, node: Node) -> str:
        """The one tensor that a node reads."""
        return node.operand_names()[0]

    def both_orders(self, node: Node) -> list[tuple[str, str]]:
        """The operands of a binary node, and the other way round."""
        lhs, rhs = node.operand_names()
        return [(lhs, rhs), (rhs, lhs)]

    def weight(self, name: str) -> Array | None:
        """The elements of a weight, or None for a computed tensor."""
        return self._graph.weights.get(name)

    def add_weight(self, name: str, data: Array) -> str:
        """Adds a weight that a match computed; returns its name."""
        while name in self._graph.weights or name in self._graph.nodes:
            name += "_1"
        self._graph.weights[name] = data
        return name

    def has(self, node: Node, **attrs: float) -> bool:
        """Whether numeric attributes have these values."""
        return all(
            math.isclose(float(node.attrs.get(name, math.nan)), value, rel_tol=1e-4)  # type: ignore[arg-type]
            for name, value in attrs.items()
        )

    def product_of(self, name: str) -> tuple[float, list[str]]:
        """`product` of the node that computes `name`; of itself if it is not a product."""
        for op in ("Mul", "MulConst", "Pow"):
            node = self.inner(name, op)
            if node is not None:
                return self.product(node)
        return 1.0, [name]

    def product(self, node: Node) -> tuple[float, list[str]]:
        """A node as number * tensor * tensor ..., seen through inner products and whole powers."""
        if node.op == "MulConst":
            factor, factors = self.product_of(self.input(node))
            return factor * float(node.attrs["const_val"]), factors  # type: ignore[arg-type]
        if node.op == "Mul":
            lhs, rhs = node.operand_names()
            left, right = self.product_of(lhs), self.product_of(rhs)
            return left[0] * right[0], left[1] + right[1]
        if node.op == "Pow" and node.attrs["const_val"] == 3:
            return 1.0, [self.input(node)] * 3
        return 1.0, [node.name]


def _is_fused(node: Node) -> bool:
    return bool(node.attrs.get("do_relu", False))
