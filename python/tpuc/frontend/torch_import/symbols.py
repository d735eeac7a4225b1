# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tensors of the network while it is walked over: views, and writing to them.

The top dialect has no memory: an in-place operator makes a new tensor. Which tensors share
memory is read off torch's tensors without data (same storage, offset, strides), so that a write
to a view reaches the tensor it looks at, and every other view of that.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch

from tpuc.frontend.graph import GraphBuilder, Layer, Operand
from tpuc.frontend.lowering.places import Places, look, put


@dataclass(eq=False)
class Symbol:
    """A tensor of the network.

    `meta` says its type and where it lies in memory; None behind an unsupported operator. A view
    has a `root`, whose elements it shows; `version` counts the writes to a root, and for a view
    says which of them its operand has seen.
    """

    operand: Operand
    meta: torch.Tensor | None
    root: Symbol | None = None
    version: int = field(default=0)

    @staticmethod
    def view(operand: Operand, meta: torch.Tensor, source: Symbol) -> Symbol:
        """A tensor in the memory of `source`."""
        root = source.root or source
        return Symbol(operand, meta, root, root.version)

    def read(self, builder: GraphBuilder) -> Operand:
        """The value, looked up again if its memory was written to through another tensor."""
        if self.root is not None and self.root.version != self.version:
            assert self.meta is not None and self.root.meta is not None
            places, shape = _places(self.root.meta, self.meta), tuple(self.meta.shape)
            layer = Layer(
                builder, f"{self.root.operand.name}_view", shape, numpy_type(self.meta.dtype)
            )
            self.operand = look(layer, self.root.operand, places)
            self.version = self.root.version
        return self.operand

    def write(self, builder: GraphBuilder, operand: Operand) -> None:
        """Gives the tensor a new value; other tensors in the same memory see it."""
        self.operand = operand
        if self.root is None:
            self.version += 1
            return
        assert self.meta is not None and self.root.meta is not None
        places = _places(self.root.meta, self.meta)
        dtype = numpy_type(self.root.meta.dtype)
        layer = Layer(builder, f"{operand.name}_put", tuple(self.root.meta.shape), dtype)
        self.root.operand = put(layer, self.root.operand, places, operand)
        self.root.version += 1
        self.version = self.root.version


def numpy_type(dtype: torch.dtype) -> np.dtype[np.generic]:
    """What numpy calls a type; bfloat16, which it does not know, is float32."""
    name = str(dtype).removeprefix("torch.")
    return np.dtype("float32" if name == "bfloat16" else name)


def shares_memory(a: torch.Tensor, b: torch.Tensor) -> bool:
    """Whether two tensors lie in one storage."""
    return bool(a.untyped_storage()._cdata == b.untyped_storage()._cdata)


def _places(root: torch.Tensor, view: torch.Tensor) -> Places:
    """For each element of a view, its number in the root (in row-major order)."""
    lookup = np.full(root.untyped_storage().nbytes() // root.element_size(), -1, np.int64)
    lookup[_offsets(root).reshape(-1)] = np.arange(root.numel())
    return lookup[_offsets(view)]


def _offsets(tensor: torch.Tensor) -> Places:
    offsets = np.full((), tensor.storage_offset(), np.int64)
    for size, stride in zip(tensor.shape, tensor.stride(), strict=True):
        offsets = offsets[..., None] + np.arange(size) * stride
    return offsets
