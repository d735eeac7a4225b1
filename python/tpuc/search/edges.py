# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The edges of a Top network that the search asks for."""

from __future__ import annotations

from collections.abc import Sequence

from tpuc.layers import Layers
from tpuc.search.types import LayerInfo

#: Operators that move or select values: exact in integers, at the scale of their input
#: (numerics text, section 2: their threshold is that of their input, or the other way round).
MOVING = frozenset(
    {
        "top.Input",
        "top.Reshape",
        "top.Squeeze",
        "top.Unsqueeze",
        "top.Permute",
        "top.Slice",
        "top.Pad",
        "top.Tile",
        "top.DepthToSpace",
        "top.Upsample",
        "top.MaxPool",
        "top.Relu",
    }
)


class Edges:
    """Neighbours that belong together: a Conv and its Scale, a layer and what moves its values."""

    def __init__(self, layers: Layers) -> None:
        self._layers = layers

    def partner(self, name: str) -> str | None:
        """The Scale that alone reads this Conv, or the Conv that this Scale alone reads."""
        layer = self._layers[name]
        if layer.type == "top.Conv":
            scale = self._layers.only_reader(name)
            return scale.name if scale is not None and scale.type == "top.Scale" else None
        if layer.type == "top.Scale" and layer.inputs:
            conv = self._layers[layer.inputs[0]]
            alone = self._layers.only_reader(conv.name) is layer
            return conv.name if conv.type == "top.Conv" and alone else None
        return None

    def followers(self, name: str) -> Sequence[str]:
        """The chain of layers that alone read this one and only move its values.

        Their threshold becomes that of this layer when it is lowered, or the other way round.
        """
        if self._layers[name].type in MOVING:
            return []
        chain: list[str] = []
        reader = self._layers.only_reader(name)
        while reader is not None and reader.type in MOVING:
            chain.append(reader.name)
            reader = self._layers.only_reader(reader.name)
        return chain

    def producers(self, name: str) -> Sequence[str]:
        """The layers that compute what a layer reads, through those that only move values."""
        found: list[str] = []
        for source in self._layers[name].inputs:
            while self._layers[source].type in MOVING and self._layers[source].inputs:
                source = self._layers[source].inputs[0]
            if self._layers[source].type not in MOVING and source not in found:
                found.append(source)
        return found

    def moves(self, layer: LayerInfo) -> bool:
        """Whether a layer only moves or selects values, exactly in integers as in float."""
        return layer.type in MOVING
