# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the original ONNX model with every tensor visible."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from tpuc.errors import TpucError
from tpuc.frontend.graph import Array
from tpuc.frontend.onnx_import.model import needed_nodes

#: The file that weights are said to be in.
_NOTHING = "nothing"


def run_reference(
    model: onnx.ModelProto,
    inputs: Mapping[str, Array],
    sources: Mapping[str, str],
    weights: Mapping[str, Array],
) -> dict[str, Array]:
    """The tensors of a model in ONNX Runtime, without its optimizations.

    `sources` says which tensors: layer name -> tensor name; the result is keyed by layer name.
    `weights` are the elements that were taken out of the model; they are used where they are.
    """
    if inputs.keys() >= set(sources.values()):
        return {layer: np.asarray(inputs[tensor], np.float32) for layer, tensor in sources.items()}
    visible = _with_outputs(model, list(dict.fromkeys(sources.values())))
    options = onnxruntime.SessionOptions()
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.disable_prepacking", "1")
    lent = _lend(visible, weights)
    for name, value in lent.items():
        options.add_initializer(name, value)
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 4  # what fails, we say
    feeds = {
        entry.name: inputs[entry.name].astype(_numpy_type(entry))
        for entry in visible.graph.input
        if entry.name in inputs
    }
    try:
        session = _session(visible, options)
        names = [entry.name for entry in session.get_outputs()]
        results = dict(zip(names, session.run(names, feeds), strict=True))
    except Exception as error:  # ONNX Runtime has its own classes for each failure
        reason = str(error).strip().splitlines()[0]
        raise TpucError(f"ONNX Runtime cannot run the original model: {reason}") from error
    del session
    results.update(inputs)
    return {
        layer: np.asarray(results[tensor], np.float32)
        for layer, tensor in sources.items()
        if tensor in results
    }


def _with_outputs(model: onnx.ModelProto, tensors: list[str]) -> onnx.ModelProto:
    """A model that computes `tensors` and nothing else, sharing no list with the original."""
    inputs = {entry.name for entry in model.graph.input}
    names = [name for name in tensors if name not in inputs]
    visible = onnx.ModelProto()
    visible.CopyFrom(model)
    del visible.graph.node[:]
    del visible.graph.output[:]
    visible.graph.node.extend(needed_nodes(model, names))
    visible.graph.output.extend(onnx.helper.make_empty_tensor_value_info(name) for name in names)
    return visible


def _numpy_type(entry: onnx.ValueInfoProto) -> np.dtype[np.generic]:
    kind: np.dtype[np.generic] = onnx.helper.tensor_dtype_to_np_dtype(
        entry.type.tensor_type.elem_type
    )
    return kind


def _lend(model: onnx.ModelProto, weights: Mapping[str, Array]) -> dict[str, onnxruntime.OrtValue]:
    """The weights for ONNX Runtime to read in the memory that they are in; the model says where."""
    lent = {}
    for tensor in model.graph.initializer:
        if tensor.name not in weights:
            continue
        array = np.ascontiguousarray(weights[tensor.name])
        tensor.data_location = onnx.TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value=_NOTHING)
        tensor.external_data.add(key="length", value=str(array.nbytes))
        lent[tensor.name] = onnxruntime.OrtValue.ortvalue_from_numpy(array)
    return lent


def _session(
    model: onnx.ModelProto, options: onnxruntime.SessionOptions
) -> onnxruntime.InferenceSession:
    """A session that copies no lent weight.

    It takes those of the options for the elements that the model has elsewhere, in a file; which
    it does not read then, but which has to be there.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "model.onnx")
        file.write_bytes(model.SerializeToString())
        file.with_name(_NOTHING).touch()
        return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
