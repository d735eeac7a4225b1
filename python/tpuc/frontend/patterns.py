# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Functions that exporters spell out in arithmetic, put back into one op each.

Recognised: SiLU, HardSigmoid, HardSwish, GELU (erf and tanh), layer normalization and
per-channel affine chains (a decomposed batch normalization is one). The new op takes the name of
the last op of the pattern, or one of its own (`Graph.recognized`); nothing is fused whose inner
values are read elsewhere. Mish stays three ops: as such it has its tables (numerics text, 4.5).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

from tpuc.frontend.graph import Attr, Graph, Node
from tpuc.frontend.patterns_norm import match_affine, match_layer_norm
from tpuc.frontend.patterns_place import match_unpool
from tpuc.frontend.patterns_view import GraphView

#: Op, operands and attributes of what replaces a node.
_Match: TypeAlias = tuple[str, str, dict[str, Attr]]


def fuse_patterns(graph: Graph) -> None:
    """Rewrites the patterns of a graph in place."""
    for match in (_hard_sigmoid, _x_times_function):
        _rewrite(graph, _one_input(match))
    _rewrite(graph, match_layer_norm)
    _rewrite(graph, match_affine)
    _rewrite(graph, match_unpool)


def _rewrite(graph: Graph, match: Callable[[GraphView, Node], Node | None]) -> None:
    view = GraphView(graph)
    # From the end, so that the longest form of a pattern is seen first.
    for name in reversed(list(graph.nodes)):
        node = graph.nodes.get(name)
        replacement = None if node is None else match(view, node)
        if replacement is not None:
            graph.nodes[name] = replacement
            _name_recognized(graph, replacement)
            graph.remove_dead()
            view = GraphView(graph)


def _name_recognized(graph: Graph, node: Node) -> None:
    operator, tensor = graph.recognized.get(node.op), graph.sources.get(node.name)
    if operator is None or tensor is None:
        return
    name = f"{tensor}_{operator}"
    if name not in graph.nodes and name not in graph.weights:
        graph.rename(node.name, name)


def _one_input(
    match: Callable[[GraphView, Node], _Match | None],
) -> Callable[[GraphView, Node], Node | None]:
    def make(view: GraphView, node: Node) -> Node | None:
        found = match(view, node)
        if found is None:
            return None
        op, x, attrs = found
        return Node(op, node.name, {"input": x}, attrs, node.shape)

    return make


def _hard_sigmoid(view: GraphView, node: Node) -> _Match | None:
    """relu6(x + 3) / 6."""
    factor, factors = view.product(node)
    if len(factors) != 1 or not math.isclose(factor, 1 / 6, rel_tol=1e-4):
        return None
    x = _relu6_of_x_plus_3(view, factors[0])
    return None if x is None else ("HardSigmoid", x, {"alpha": 1.0 / 6.0, "beta": 0.5})


def _x_times_function(view: GraphView, node: Node) -> _Match | None:
    """factor * x * f(x)."""
    if node.op not in ("Mul", "MulConst"):
        return None
    factor, factors = view.product(node)
    if len(factors) != 2:
        return None
    for x, function in (factors, factors[::-1]):
        for expected, op, attrs, argument in _FUNCTIONS:
            if math.isclose(factor, expected, rel_tol=1e-4) and argument(view, function) == x:
                return op, x, dict(attrs)
    return None


def _sigmoid(view: GraphView, name: str) -> str | None:
    node = view.inner(name, "Sigmoid")
    return None if node is None else view.input(node)


def _hard_sigmoid_op(view: GraphView, name: str) -> str | None:
    node = view.inner(name, "HardSigmoid")
    if node is None or not view.has(node, alpha=1 / 6, beta=0.5):
        return None
    return view.input(node)


def _relu6_of_x_plus_3(view: GraphView, name: str) -> str | None:
    relu = view.inner(name, "Relu")
    if relu is None or not view.has(relu, relu_limit=6.0):
        return None
    plus = view.inner(view.input(relu), "AddConst")
    if plus is None or not view.has(plus, const_val=3.0):
        return None
    return view.input(plus)


def _one_plus_erf(view: GraphView, name: str) -> str | None:
    """1 + erf(x / sqrt(2))."""
    erf = _one_plus(view, name, "Erf")
    if erf is None:
        return None
    factor, factors = view.product_of(view.input(erf))
    if len(factors) != 1 or not math.isclose(factor, math.sqrt(0.5), rel_tol=1e-4):
        return None
    return factors[0]


def _one_plus_tanh(view: GraphView, name: str) -> str | None:
    """1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x ** 3))."""
    tanh = _one_plus(view, name, "Tanh")
    if tanh is None:
        return None
    factor, factors = view.product_of(view.input(tanh))
    if not math.isclose(factor, math.sqrt(2 / math.pi), rel_tol=1e-4) or len(factors) != 1:
        return None
    total = view.inner(factors[0], "Add")
    if total is None:
        return None
    for x, cubic in view.both_orders(total):
        factor, factors = view.product_of(cubic)
        if math.isclose(factor, 0.044715, rel_tol=1e-3) and factors == [x] * 3:
            return x
    return None


def _one_plus(view: GraphView, name: str, op: str) -> Node | None:
    plus = view.inner(name, "AddConst")
    if plus is None or not view.has(plus, const_val=1.0):
        return None
    return view.inner(view.input(plus), op)


#: factor * x * f(x): the factor, the op it is, its attributes and what finds x from f(x).
_FUNCTIONS: list[tuple[float, str, dict[str, Attr], Callable[[GraphView, str], str | None]]] = [
    (1.0, "SiLU", {}, _sigmoid),
    (1.0, "HardSwish", {}, _hard_sigmoid_op),
    (1 / 6, "HardSwish", {}, _relu6_of_x_plus_3),
    (0.5, "GELU", {"approx": "erf"}, _one_plus_erf),
    (0.5, "GELU", {"approx": "tanh"}, _one_plus_tanh),
]
