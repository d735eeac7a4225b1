# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ops that compute the same tensor, made one.

Tables of TPU-MLIR have one layer for them, the first: its importer simplifies a model before it
looks for functions spelled out in arithmetic, and a tensor that got a second reader that way is
no longer inner to them.
"""

from __future__ import annotations

from collections.abc import Hashable

from tpuc.frontend.graph import Graph, Node


def merge_duplicates(graph: Graph) -> None:
    """Lets the first of equal nodes serve the readers of the others.

    It takes the name of an output that it replaces; two outputs stay two.
    """
    first: dict[Hashable, str] = {}
    for node in list(graph.nodes.values()):
        key = _key(node)
        earlier = first.setdefault(key, node.name)
        if earlier == node.name:
            continue
        if node.name in graph.outputs:
            if earlier in graph.outputs:
                continue
            kept, source = node.name, graph.sources.get(node.name)
            graph.rename(node.name, earlier)
            graph.rename(earlier, kept)
            if source is not None:
                graph.sources[kept] = source
            first[key] = kept
        else:
            graph.rename(node.name, earlier)


def _key(node: Node) -> Hashable:
    operands = tuple((key, _frozen(value)) for key, value in node.operands.items())
    attrs = tuple(sorted((key, _frozen(value)) for key, value in node.attrs.items()))
    return node.op, operands, attrs, node.shape


def _frozen(value: object) -> Hashable:
    # The type tells True, 1 and 1.0 apart.
    if isinstance(value, Hashable):
        return type(value).__name__, value
    return "list", tuple(value)
