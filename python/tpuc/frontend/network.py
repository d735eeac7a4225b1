# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Opens a network of any supported framework: the one place that knows the file endings."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tpuc.errors import TpucError
from tpuc.fileio import existing_file
from tpuc.frontend.graph import Array, Graph
from tpuc.frontend.patterns import fuse_patterns

_Shapes: TypeAlias = Sequence[Sequence[int]]
_Names: TypeAlias = Sequence[str]


@dataclass(frozen=True)
class Network:
    """An imported network and its original.

    `reference` runs the original on inputs by name and returns its tensors by layer name, those
    that the imported graph has names for.
    """

    graph: Graph
    reference: Callable[[Mapping[str, Array]], dict[str, Array]]


def open_network(
    path: str | os.PathLike[str],
    input_shapes: _Shapes | None = None,
    output_names: _Names = (),
) -> Network:
    """Imports a network file; the ending says which framework it comes from."""
    file = existing_file(path, "model")
    opener = _OPENERS.get(file.suffix.lower())
    if opener is None:
        raise TpucError(f"model {file} is of no known kind: it should end in {' '.join(_OPENERS)}")
    network = opener(file, input_shapes, output_names)
    fuse_patterns(network.graph)
    if not network.graph.nodes:
        raise TpucError(f"model {file} computes nothing: its outputs are its inputs, or constants")
    return network


def _open_onnx(file: Path, input_shapes: _Shapes | None, output_names: _Names) -> Network:
    from tpuc.frontend.onnx_import.importer import import_onnx
    from tpuc.frontend.onnx_import.model import load_model

    model = load_model(file)
    graph = import_onnx(model, input_shapes, output_names)

    def reference(inputs: Mapping[str, Array]) -> dict[str, Array]:
        from tpuc.frontend.onnx_import.reference import run_reference

        feeds = {graph.sources[name]: array for name, array in inputs.items()}
        return run_reference(model, feeds, graph.sources)

    return Network(graph, reference)


def _open_torchscript(file: Path, input_shapes: _Shapes | None, output_names: _Names) -> Network:
    from tpuc.frontend.torch_import.model import load_torchscript

    module = load_torchscript(file)
    # Torch is there from here on: its own message is not needed.
    from tpuc.frontend.torch_import.importer import import_torchscript
    from tpuc.frontend.torch_import.reference import run_reference

    graph = import_torchscript(module, input_shapes, output_names)

    def reference(inputs: Mapping[str, Array]) -> dict[str, Array]:
        feeds = [inputs[value.name] for value in graph.inputs]
        return run_reference(module, feeds, graph.sources)

    return Network(graph, reference)


def _refuse_pt2(file: Path, input_shapes: _Shapes | None, output_names: _Names) -> Network:
    raise TpucError(
        f"model {file}: exported programs (.pt2) are not supported yet: save the network with "
        "torch.jit.trace(model.eval(), example).save(...) or export it to ONNX"
    )


_OPENERS = {
    ".onnx": _open_onnx,
    ".pt": _open_torchscript,
    ".pth": _open_torchscript,
    ".torchscript": _open_torchscript,
    ".pt2": _refuse_pt2,
}
