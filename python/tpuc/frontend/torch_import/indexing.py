# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Indexing of several dimensions by tensors, as `x[:, i, j]` and `x[mask] = value`.

The indexed dimensions are brought to the front and counted as one, so that one Gather or Scatter
of rows does the work.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tpuc.frontend import lowering
from tpuc.frontend.graph import Constant, Operand, Shape, Unsupported, Value
from tpuc.frontend.torch_import.registry import TorchNode


class Indexed:
    """A tensor with an index per dimension, None for all of it (aten::index, index_put)."""

    def __init__(self, node: TorchNode, indices: Sequence[Operand | None] | None = None) -> None:
        self._node = node
        self._layer = node.layer
        self._x = node.x
        given = node.tensors("indices") if indices is None else indices
        #: The mask of an index_put, where there is one that is known at run time only.
        self._mask: Operand | None = None
        self._by_dim: dict[int, Operand] = {}
        dim = 0
        for index in given:
            if index is not None and index.dtype.kind == "b":
                self._add_mask(index, dim)
                dim += index.rank
                continue
            if index is not None:
                self._by_dim[dim] = index
            dim += 1

    def _add_mask(self, mask: Operand, dim: int) -> None:
        if isinstance(mask, Constant):
            for i, places in enumerate(np.nonzero(mask.data)):
                self._by_dim[dim + i] = Constant(f"{mask.name}_{i}", places)
        elif dim or self._mask is not None:
            raise Unsupported("a mask computed at run time behind other indices")
        else:
            self._mask = mask

    def read(self) -> Operand:
        """The elements at the indices."""
        layer, x = self._layer, self._x
        if len(self._by_dim) == 1:
            ((dim, index),) = self._by_dim.items()
            if isinstance(index, Constant):
                return lowering.gather(layer, x, dim, index.data)
            return lowering.gather_at(layer, x, dim, index)
        rows, places = self._rows(), self._places()
        start = self._start()
        if start == 0:
            return lowering.gather_at(layer, rows, 0, places)
        shape = (*places.shape, *rows.shape[1:])
        picked = layer.part("picked", shape, "Gather", input=rows, indices=places, axis=0)
        count = places.rank
        order = [*range(count, count + start), *range(count), *range(count + start, len(shape))]
        return lowering.permute(layer, picked, order)

    def write(self, values: Operand, mode: str) -> Operand:
        """The tensor with `values` at the indices; `mode` is none or add."""
        layer, x = self._layer, self._x
        if self._mask is not None:
            return self._write_masked(self._mask, values, mode)
        rows, places = self._rows(), self._places()
        start, rest = self._start(), rows.shape[1:]
        target = (*rest[:start], *places.shape, *rest[start:])
        values = lowering.expand_part(layer, "spread", values, target)
        if start:
            count = places.rank
            order = [
                *range(start, start + count),
                *range(start),
                *range(start + count, len(target)),
            ]
            values = layer.part(
                "values", (*places.shape, *rest), "Permute", input=values, order=order
            )
        column = lowering.reshape_part(layer, "column", places, (*places.shape, 1))
        operands = {"input": rows, "indices": column, "updates": values}
        if rows is x:
            return layer.emit("ScatterND", **operands, mode=mode)
        put = layer.part("put", rows.shape, "ScatterND", **operands, mode=mode)
        order = self._order()
        if order == sorted(order):
            return lowering.reshape(layer, put)
        moved = tuple(x.shape[dim] for dim in order)
        whole = lowering.reshape_part(layer, "whole", put, moved)
        return lowering.permute(layer, whole, list(np.argsort(order)))

    def _write_masked(self, mask: Operand, values: Operand, mode: str) -> Operand:
        number = math.prod(values.shape) == 1
        if self._by_dim or not number or mode != "none":
            raise Unsupported("a mask computed at run time and more than one value")
        column = (*mask.shape, *[1] * (self._x.rank - mask.rank))
        if column != mask.shape:
            mask = lowering.reshape_part(self._layer, "mask", mask, column)
        return lowering.where(self._layer, mask, values, self._x)

    def _order(self) -> list[int]:
        """The dimensions with the indexed ones in front."""
        dims = list(self._by_dim)
        return dims + [dim for dim in range(self._x.rank) if dim not in self._by_dim]

    def _start(self) -> int:
        """Where the indices' dimensions come in the result: in place if they are neighbours."""
        dims = list(self._by_dim)
        return dims[0] if dims == list(range(dims[0], dims[-1] + 1)) else 0

    def _rows(self) -> Operand:
        """The tensor with the indexed dimensions as one in front."""
        layer, x, order = self._layer, self._x, self._order()
        if order != sorted(order):
            moved = tuple(x.shape[dim] for dim in order)
            x = layer.part("moved", moved, "Permute", input=x, order=order)
        if len(self._by_dim) == 1:
            return x
        count = len(self._by_dim)
        shape = (math.prod(x.shape[:count]), *x.shape[count:])
        return lowering.reshape_part(layer, "rows", x, shape)

    def _places(self) -> Operand:
        """The indices as one, into the rows."""
        sizes = [self._x.shape[dim] for dim in self._by_dim]
        strides = [math.prod(sizes[i + 1 :]) for i in range(len(sizes))]
        shape: Shape = np.broadcast_shapes(*(index.shape for index in self._by_dim.values()))
        fixed = np.zeros((), np.int64)
        terms: list[Operand] = []
        for i, index in enumerate(self._by_dim.values()):
            if isinstance(index, Constant):
                fixed = fixed + np.asarray(index.data, np.int64) % sizes[i] * strides[i]
            else:
                terms.append(self._scaled(i, index, sizes[i], strides[i]))
        if not terms:
            return self._layer.constant("places", np.broadcast_to(fixed, shape))
        total, *others = [*terms, self._layer.constant("offsets", fixed)]
        for i, other in enumerate(others):
            size = np.broadcast_shapes(total.shape, other.shape)
            total = self._layer.part(f"place{i}", size, "Add", lhs=total, rhs=other)
        return lowering.expand_part(self._layer, "places", total, shape)

    def _scaled(self, i: int, index: Value, size: int, stride: int) -> Value:
        """An index times the stride of its dimension; negative ones count from the end."""
        layer, shape = self._layer, index.shape
        count = layer.constant(f"size{i}", float(size))
        inside = layer.part(f"inside{i}", shape, "Mod", lhs=index, rhs=count)
        return layer.part(f"scaled{i}", shape, "MulConst", input=inside, const_val=float(stride))
