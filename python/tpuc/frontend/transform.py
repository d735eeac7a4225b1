# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""model_transform as a function: from a framework's file to an optimized top module.

transformed = transform("net.onnx", preprocess=Preprocess(mean=(0, 0, 0), scale=(1, 1, 1)))
transformed.save("net.mlir")
"""

from __future__ import annotations

import gc
import math
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

import numpy as np

from tpuc.compare import Report, Tolerance, compare, compare_tensors
from tpuc.dataset import ModelInput, Samples
from tpuc.errors import ComparisonError, TpucError
from tpuc.fileio import existing_file
from tpuc.frontend.emit import emit_module
from tpuc.frontend.graph import Array, Graph, is_float
from tpuc.frontend.network import Network, open_network
from tpuc.layers import Layers
from tpuc.mlir import ir
from tpuc.mlir.passmanager import PassManager
from tpuc.preprocess import Preprocess, Preprocessor, complete, is_image_shape
from tpuc.runtime import Session, release_unused_weights, save_module
from tpuc.spilled import SpilledTensors, return_freed_memory
from tpuc.tables import Threshold

#: ONNX Runtime's sigmoid ends at 1.5e-8 and not at 0: where all else is smaller, that is no error.
_CLOSE_WITHIN = 1e-6
#: Elements of tensors that a run keeps in memory at once; more cost a run of their own.
_PIECE = 16 << 20


@dataclass(frozen=True)
class Transformed:
    """A network as a module of the top dialect, with its original at hand."""

    module: ir.Module
    network: Network
    #: How images become inputs, by input name; an input that takes no images is not in it.
    preprocess: Mapping[str, Preprocess]

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the module, and its weights beside it."""
        save_module(self.module, path)

    def load_inputs(self, files: Sequence[str | os.PathLike[str]]) -> dict[str, Array]:
        """The inputs in files: one npz, or an image or npy for each input."""
        inputs = [
            ModelInput(value.name, value.shape, self._image_loader(value.name, value.shape))
            for value in self.network.graph.inputs
        ]
        entry = tuple(existing_file(file, "test input") for file in files)
        return dict(Samples([entry], inputs, strict=True).all())

    def _image_loader(self, name: str, shape: Sequence[int]) -> Callable[[Path], Array] | None:
        spec = self.preprocess.get(name)
        return None if spec is None else Preprocessor(spec, shape).load_image

    @property
    def outputs(self) -> list[str]:
        """The names of the network's outputs."""
        return [info.name for info in self._session.outputs]

    @property
    def layer_count(self) -> int:
        """The number of layers, inputs included."""
        return len(self._session.tensors)

    @cached_property
    def _session(self) -> Session:
        return Session(self.module)

    def run(self, inputs: Mapping[str, Array]) -> Mapping[str, Array]:
        """Every tensor of the module, by layer name; like those of `reference` in a file."""
        # A scalar has the number of samples as its only dimension.
        fed = {name: np.atleast_1d(array) for name, array in inputs.items()}
        sizes = {info.name: math.prod(info.shape) for info in self._session.tensors}
        return _in_pieces(sizes, lambda names: dict(self._session.run(fed, keep=names)))

    def reference(self, inputs: Mapping[str, Array]) -> Mapping[str, Array]:
        """The tensors of the original network, by the names that layers have here.

        In the order of the layers, and in a temporary file: memory is for one side at a time, and
        for a part of it where that is large.
        """
        layers = Layers.of(self.module)
        sizes = {
            name: math.prod(layer.op.results[0].type.shape) if self.network.piecewise else 0
            for name, layer in layers.items()
        }
        return _in_pieces(sizes, lambda names: self.network.reference(inputs, names))

    def quantized_outputs(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """The outputs of a quantized model with its roundings; none where it is not quantized."""
        return {} if self.network.quantized is None else self.network.quantized(inputs)

    def release_original(self) -> None:
        """Frees the original network; `reference` and `quantized_outputs` work no more."""
        self.network.release()
        gc.collect()
        return_freed_memory()

    def check(
        self,
        results: Mapping[str, Array],
        reference: Mapping[str, Array],
        tolerance: Tolerance,
        excepts: Collection[str] = (),
        side_by_side: bool = False,
    ) -> Report:
        """Compares results of `run` with those of `reference`, in the order of the latter.

        With `side_by_side` the report has the statistics of both for every tensor.
        """
        unknown = [name for name in excepts if name not in results]
        if unknown:
            raise TpucError(f"--excepts: the network computes no tensor {', '.join(unknown)}")
        if not any(name in reference for name in self.outputs):
            raise ComparisonError("the original network has none of the outputs to compare with")
        if not any(name in results and name not in excepts for name in reference):
            raise TpucError("--excepts leaves nothing to compare: use --skip_validation instead")
        return compare(
            results,
            reference,
            tolerance,
            excepts,
            _CLOSE_WITHIN,
            strict=True,
            side_by_side=side_by_side,
        )


def transform(
    model: str | os.PathLike[str],
    *,
    input_shapes: Sequence[Sequence[int]] | None = None,
    input_types: Sequence[str] = (),
    output_names: Sequence[str] = (),
    preprocess: Preprocess | None = None,
    name: str = "",
) -> Transformed:
    """Imports a network, and folds and fuses what does not change its meaning.

    `preprocess` applies to the inputs that can be images; it is an error to give one where there
    are none. Without it they take images unchanged.
    """
    network = open_network(model, input_shapes, output_names, input_types)
    specs = _image_inputs(network.graph, preprocess)
    module = emit_module(network.graph, specs, ir.Context())
    if name:
        module.operation.attributes["sym_name"] = ir.StringAttr.get(name, module.context)
    optimize(module)
    release_unused_weights(module)
    # Tensors that were fused away are not asked of the original either.
    layers = Layers.of(module)
    sources = network.graph.sources
    network.graph.sources = {name: sources[name] for name in sources if name in layers}
    return Transformed(module, network, specs)


def _in_pieces(
    sizes: Mapping[str, int], compute: Callable[[list[str]], dict[str, Array]]
) -> SpilledTensors:
    """What `compute` returns for the names in `sizes`, asked for so many elements at a time.

    The names stay in their order; `compute` may leave some out.
    """
    pieces: list[list[str]] = [[]]
    room = _PIECE
    for name, size in sizes.items():
        if size > room and pieces[-1]:
            pieces.append([])
            room = _PIECE
        pieces[-1].append(name)
        room -= size
    spilled = SpilledTensors()
    for piece in pieces:
        tensors = compute(piece)
        for name in piece:
            if name in tensors:
                spilled.add(name, tensors.pop(name))
        del tensors
        return_freed_memory()
    return spilled


def optimize(module: ir.Module) -> None:
    """Shape inference, canonicalization, weight folding and fusing, in place."""
    with module.context:
        passes = PassManager.parse("builtin.module(top-optimize)")
    try:
        passes.run(module.operation)
    except ir.MLIRError as error:
        reasons = [str(diagnostic.message) for diagnostic in error.error_diagnostics]
        raise TpucError(f"the network cannot be optimized: {' '.join(reasons)}") from error


def _image_inputs(graph: Graph, preprocess: Preprocess | None) -> dict[str, Preprocess]:
    spec = preprocess or Preprocess()
    images = [
        v for v in graph.inputs if is_float(v) and is_image_shape(v.shape, spec.channel_format)
    ]
    if preprocess is not None and not images:
        # Raises, saying what an image's shape would be.
        complete(spec, graph.inputs[0].shape)
    return {value.name: complete(spec, value.shape) for value in images}


def stand_in(transformed: Transformed, seed: int = 0) -> dict[str, Array]:
    """Inputs for a check without a photo: soft patches of color, or normal noise.

    Integers are indices that are in bounds wherever a Gather reads them, else 0 and 1. The same
    for the same seed.
    """
    rng = np.random.default_rng(seed)
    inputs: dict[str, Array] = {}
    for value in transformed.network.graph.inputs:
        spec = transformed.preprocess.get(value.name)
        if not is_float(value):
            bound = _index_bound(transformed.network.graph, value.name)
            inputs[value.name] = rng.integers(0, bound, value.shape).astype(np.float32)
            continue
        if spec is None:
            inputs[value.name] = rng.standard_normal(value.shape).astype(np.float32)
            continue
        preprocessor = Preprocessor(spec, value.shape)
        samples = [
            preprocessor.apply(rng.integers(0, 256, (8, 8, preprocessor.channels), np.uint8))
            for _ in range(value.shape[0])
        ]
        inputs[value.name] = np.concatenate(samples)
    return inputs


def _index_bound(graph: Graph, name: str) -> int:
    """The size of the smallest axis that an input holds places of, 2 where there is none."""
    sizes = {key: node.shape for key, node in graph.nodes.items()}
    sizes.update((value.name, value.shape) for value in graph.inputs)
    sizes.update((key, array.shape) for key, array in graph.weights.items())
    bounds = [
        shape[cast(int, node.attrs["axis"])]
        for node in graph.nodes.values()
        if node.op == "Gather" and node.operands["indices"] == name
        if (shape := sizes[str(node.operands["input"])]) is not None
    ]
    return min(bounds, default=2)


def likeness(ours: Mapping[str, Array], theirs: Mapping[str, Array]) -> dict[str, float]:
    """The cosine, at most 1, of our tensors to theirs, for each of theirs."""
    return {
        name: compare_tensors(name, ours[name], tensor, Tolerance()).cosine
        for name, tensor in theirs.items()
    }


def given_calibration(
    transformed: Transformed, results: Mapping[str, Array]
) -> tuple[dict[str, Threshold], list[str]]:
    """The calibration that a quantized model is, for the layers of `results`.

    Layers that the model does not quantize have the range of `results`, a run; they are the
    second value.
    """
    table, measured = {}, []
    for name, array in results.items():
        low, high = transformed.network.ranges.get(name, (0.0, 0.0))
        if not low < high:
            low, high = float(array.min()), float(array.max())
            measured.append(name)
        table[name] = Threshold(max(abs(low), abs(high)), low, high)
    return table, measured
