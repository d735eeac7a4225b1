# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the original network of torch with every tensor visible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from tpuc.errors import TpucError, first_line
from tpuc.frontend.graph import Array
from tpuc.frontend.torch_import.call import Call, map_tensors
from tpuc.frontend.torch_import.walk import Walk


def run_reference(
    network: Walk,
    inputs: Sequence[Array],
    sources: Mapping[str, str],
    types: Sequence[torch.dtype],
) -> dict[str, Array]:
    """The tensors of a network by layer name; `sources` says which: layer name -> value name.

    The inputs are converted to `types`.
    """
    visitor = _Reference(set(sources.values()))
    tensors = [
        torch.from_numpy(np.array(array, np.float32)).to(dtype)
        for array, dtype in zip(inputs, types, strict=True)
    ]
    with torch.no_grad():
        network.run(visitor, tensors)
    return {layer: visitor.seen[value] for layer, value in sources.items() if value in visitor.seen}


class _Reference:
    def __init__(self, wanted: set[str]) -> None:
        self._wanted = wanted
        self.seen: dict[str, Array] = {}

    def is_tensor(self, item: Any) -> bool:
        return isinstance(item, torch.Tensor)

    def constant(self, name: str, tensor: torch.Tensor) -> None:
        pass

    def call(self, call: Call, arguments: list[Any]) -> Any:
        cpu = torch.device("cpu")
        try:
            return call.execute(map_tensors(arguments, torch.device, lambda _: cpu))
        except (RuntimeError, TypeError, IndexError, ValueError) as error:
            raise TpucError(f"torch cannot run {call.title}: {first_line(error)}") from error

    def define(self, name: str, item: Any) -> None:
        # The first time in a loop, as the importer names it; copied, before in-place operators.
        if name in self._wanted and name not in self.seen and isinstance(item, torch.Tensor):
            self.seen[name] = item.detach().to(torch.float32).numpy().copy()
