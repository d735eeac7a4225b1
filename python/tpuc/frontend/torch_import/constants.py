# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The tensors of a network whose elements are known at import."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from tpuc.frontend.graph import Constant, Unsupported
from tpuc.frontend.torch_import.symbols import Symbol, shares_memory


class Constants:
    """Weights and evaluated tensors, by identity.

    A constant into which the network writes its own values becomes a `Symbol`, and so does from
    then on every tensor that lies in the same memory.
    """

    def __init__(self) -> None:
        #: Holds the tensors too, to keep their identities.
        self._known: dict[int, tuple[torch.Tensor, str]] = {}
        self._weights: dict[str, Constant] = {}
        self._evaluated: dict[tuple[int, int], Constant] = {}
        #: A tensor of the memory, without data, and the symbol of the whole of it.
        self._promoted: list[tuple[torch.Tensor, torch.Tensor, Symbol]] = []
        self._symbols: dict[int, Symbol] = {}

    def add(self, name: str, tensor: torch.Tensor) -> None:
        """A tensor that the network holds; it is not copied."""
        if name not in self._weights:
            self._weights[name] = Constant(name, _elements(tensor))
        self._known[id(tensor)] = (tensor, name)

    def add_evaluated(self, name: str, tensor: torch.Tensor) -> None:
        """A tensor computed from constants, in memory that later operators may write to."""
        self._known.setdefault(id(tensor), (tensor, name))

    def operand(self, tensor: torch.Tensor) -> Constant:
        """The constant that a tensor is now."""
        _, name = self._known[id(tensor)]
        if name in self._weights:
            return self._weights[name]
        key = (id(tensor), tensor._version)
        if key not in self._evaluated:
            self._evaluated[key] = Constant(name, np.array(_elements(tensor)))
        return self._evaluated[key]

    def resolve(self, tensor: torch.Tensor) -> Any:
        """The symbol that a tensor has become, or the tensor itself."""
        if id(tensor) in self._symbols:
            return self._symbols[id(tensor)]
        for memory, storage, root in self._promoted:
            if shares_memory(memory, tensor):
                meta = _like(storage, tensor)
                # Older than any write: it is looked up when it is read.
                symbol = Symbol(root.operand, meta, root, root.version - 1)
                self._symbols[id(tensor)] = symbol
                return symbol
        return tensor

    def promote(self, tensor: torch.Tensor) -> Symbol:
        """Makes a symbol of a constant that is about to be written to."""
        known = [item for item, _ in self._known.values() if shares_memory(item, tensor)]
        base = max(known, key=lambda item: item.numel())
        count = base.untyped_storage().nbytes() // base.element_size()
        storage = torch.empty(count, dtype=base.dtype, device="meta")
        root = Symbol(self.operand(base), _like(storage, base))
        self._promoted.append((base, storage, root))
        self._symbols[id(base)] = root
        symbol: Symbol = self.resolve(tensor)
        return symbol


def _like(storage: torch.Tensor, tensor: torch.Tensor) -> torch.Tensor:
    return storage.as_strided(tensor.shape, tensor.stride(), tensor.storage_offset())


def _elements(tensor: torch.Tensor) -> Any:
    if tensor.dtype.is_complex:
        raise Unsupported("complex numbers")
    tensor = tensor.detach()
    return (tensor.float() if tensor.dtype == torch.bfloat16 else tensor).numpy()
