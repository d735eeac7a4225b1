# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the original TorchScript module with every tensor visible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from tpuc.errors import TpucError
from tpuc.frontend.graph import Array
from tpuc.frontend.torch_import.runner import GraphRunner, execute, title


def run_reference(
    module: torch.jit.ScriptModule, inputs: Sequence[Array], sources: Mapping[str, str]
) -> dict[str, Array]:
    """The tensors of a module by layer name; `sources` says which: layer name -> debug name."""
    runner = _Reference(module, set(sources.values()))
    with torch.no_grad():
        runner.run([torch.from_numpy(np.array(array, np.float32)) for array in inputs])
    return {layer: runner.seen[value] for layer, value in sources.items() if value in runner.seen}


class _Reference(GraphRunner):
    def __init__(self, module: torch.jit.ScriptModule, wanted: set[str]) -> None:
        super().__init__(module)
        self._wanted = wanted
        self.seen: dict[str, Array] = {}

    def call(self, node: torch.Node, arguments: list[Any]) -> Any:
        try:
            return execute(node, arguments)
        except (RuntimeError, TypeError, IndexError) as error:
            reason = str(error).strip().splitlines()[0]
            raise TpucError(f"torch cannot run {title(node)}: {reason}") from error

    def _set(self, value: Any, item: Any) -> None:
        super()._set(value, item)
        name = value.debugName()
        # The first time in a loop, as the importer names it; copied, before in-place operators.
        if name in self._wanted and name not in self.seen and isinstance(item, torch.Tensor):
            self.seen[name] = item.detach().to(torch.float32).numpy().copy()
