# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Opens a network of any supported framework: the one place that knows the file endings."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tpuc.errors import TpucError
from tpuc.fileio import existing_file
from tpuc.frontend.graph import Array, Graph
from tpuc.frontend.patterns import fuse_patterns

if TYPE_CHECKING:
    import onnx

    from tpuc.frontend.torch_import.walk import Walk


@dataclass(frozen=True)
class Request:
    """What is asked for beside the file itself; empty where the file says it.

    `input_types` are names such as `int64`, one per input.
    """

    input_shapes: Sequence[Sequence[int]] | None = None
    output_names: Sequence[str] = ()
    input_types: Sequence[str] = ()


@dataclass
class Network:
    """An imported network and its original.

    `reference` runs the original on inputs by name and returns its tensors by layer name: of the
    layers it is given, those that the original has. `piecewise` says that a few of them cost less
    memory than all. `ranges` are those that a quantized model gives its
    tensors, by layer name; its `reference` is the float network that it was made of, and
    `quantized` runs it as it is, for its outputs.
    """

    graph: Graph
    reference: Callable[[Mapping[str, Array], Collection[str]], dict[str, Array]]
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    quantized: Callable[[Mapping[str, Array]], dict[str, Array]] | None = None
    piecewise: bool = False

    def release(self) -> None:
        """Lets go of the weights, which are in the emitted module; the original runs no more."""
        self.graph.weights.clear()
        self.reference, self.quantized = _released, None


def _released(inputs: Mapping[str, Array], layers: Collection[str]) -> dict[str, Array]:
    raise RuntimeError("the original network was released")


def open_network(
    path: str | os.PathLike[str],
    input_shapes: Sequence[Sequence[int]] | None = None,
    output_names: Sequence[str] = (),
    input_types: Sequence[str] = (),
) -> Network:
    """Imports a network file; the ending says which framework it comes from."""
    file = existing_file(path, "model")
    opener = _OPENERS.get(file.suffix.lower())
    if opener is None:
        raise TpucError(f"model {file} is of no known kind: it should end in {' '.join(_OPENERS)}")
    # Weights that are not finite are refused by name: numpy need not warn of what is made of them.
    with np.errstate(all="ignore"):
        network = opener(file, Request(input_shapes, output_names, input_types))
    _check_types(network.graph, input_types)
    fuse_patterns(network.graph)
    if not network.graph.nodes:
        raise TpucError(f"model {file} computes nothing: its outputs are its inputs, or constants")
    return network


def _check_types(graph: Graph, types: Sequence[str]) -> None:
    """Refuses --input_types that the file contradicts."""
    if types and len(types) != len(graph.inputs):
        names = ", ".join(value.name for value in graph.inputs)
        raise TpucError(
            f"--input_types has {len(types)} types for {len(graph.inputs)} inputs ({names})"
        )
    for value, kind in zip(graph.inputs, types, strict=False):
        if value.dtype.name != kind:
            raise TpucError(f"--input_types: input {value.name} is {value.dtype.name}, not {kind}")


def _filled_up(graph: Graph, tensors: dict[str, Array]) -> dict[str, Array]:
    """The framework's tensors; those of found places as large as here, where they end with -1."""
    for name in graph.partly_filled & tensors.keys() & graph.nodes.keys():
        found, shape = tensors[name], graph.nodes[name].shape
        assert shape is not None
        widths = [(0, size - count) for size, count in zip(shape, found.shape, strict=True)]
        tensors[name] = np.pad(found, widths, constant_values=-1)
    return tensors


def _sources(graph: Graph, layers: Collection[str]) -> dict[str, str]:
    """The framework's names of those layers that it has."""
    return {name: graph.sources[name] for name in layers if name in graph.sources}


def _open_onnx(file: Path, request: Request) -> Network:
    from tpuc.frontend.onnx_import.importer import import_onnx
    from tpuc.frontend.onnx_import.model import detach_weights, load_model
    from tpuc.frontend.onnx_import.qdq import take_out_pairs

    model, weights = detach_weights(load_model(file))
    original = copy.deepcopy(model)
    given = take_out_pairs(model)
    graph = import_onnx(model, request.input_shapes, request.output_names, weights)

    def run(
        which: onnx.ModelProto, inputs: Mapping[str, Array], layers: Collection[str]
    ) -> dict[str, Array]:
        from tpuc.frontend.onnx_import.reference import run_reference

        feeds = {graph.sources[name]: array for name, array in inputs.items()}
        return _filled_up(graph, run_reference(which, feeds, _sources(graph, layers), weights))

    ranges = {layer: given[tensor] for layer, tensor in graph.sources.items() if tensor in given}
    return Network(
        graph,
        lambda inputs, layers: run(model, inputs, layers),
        ranges,
        (lambda inputs: run(original, inputs, graph.outputs)) if given else None,
        piecewise=True,
    )


def _open_torchscript(file: Path, request: Request) -> Network:
    from tpuc.frontend.torch_import.model import load_torchscript

    module = load_torchscript(file)
    # Torch is there from here on: its own message is not needed.
    from tpuc.frontend.torch_import.script import ScriptNetwork

    return _open_torch(ScriptNetwork(module), request)


def _open_exported(file: Path, request: Request) -> Network:
    from tpuc.frontend.torch_import.archive import read_archive

    archive = read_archive(file)
    from tpuc.frontend.torch_import.exported import ExportedNetwork

    return _open_torch(ExportedNetwork(archive), request)


def _open_torch(original: Walk, request: Request) -> Network:
    from tpuc.frontend.torch_import.importer import import_torch, pinned_inputs
    from tpuc.frontend.torch_import.reference import run_reference

    pinned = pinned_inputs(original, request.input_shapes, request.input_types)
    graph = import_torch(original, pinned, request.output_names)

    def reference(inputs: Mapping[str, Array], layers: Collection[str]) -> dict[str, Array]:
        feeds = [inputs[value.name] for value in graph.inputs]
        types = [meta.dtype for _, meta in pinned]
        tensors = run_reference(original, feeds, _sources(graph, layers), types)
        return _filled_up(graph, tensors)

    return Network(graph, reference)


_OPENERS = {
    ".onnx": _open_onnx,
    ".pt": _open_torchscript,
    ".pth": _open_torchscript,
    ".torchscript": _open_torchscript,
    ".pt2": _open_exported,
}
