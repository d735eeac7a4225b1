# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Places that one framework counts otherwise than the top dialect, where both ends are known."""

from __future__ import annotations

import numpy as np

from tpuc.frontend.graph import Node
from tpuc.frontend.patterns_view import GraphView


def match_unpool(view: GraphView, node: Node) -> Node | None:
    """A MaxUnpool at the places of a MaxPool, which ONNX counts in the whole tensor.

    That makes them large numbers, which no half type holds; counted in their planes, they are
    what the pooling says: the sum and its remainder vanish.
    """
    if node.op != "MaxUnpool":
        return None
    x, indices = node.operand_names()
    rest = view.inner(indices, "Mod")
    flat = rest and view.inner(rest.operand_names()[0], "Add")
    if rest is None or flat is None:
        return None
    places, first_of = flat.operand_names()
    size, planes = view.weight(rest.operand_names()[1]), view.weight(first_of)
    if view.inner(places, "MaxPoolIndices") is None or size is None or planes is None:
        return None
    if not np.array_equal(planes.reshape(-1), np.arange(planes.size) * size.item()):
        return None
    return Node(node.op, node.name, {"input": x, "indices": places}, dict(node.attrs), node.shape)
