# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the original ONNX model with every tensor visible."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping

import numpy as np
import onnx
import onnxruntime

from tpuc.errors import TpucError
from tpuc.frontend.graph import Array
from tpuc.frontend.onnx_import.model import needed_nodes


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
    visible = _with_outputs(model, list(dict.fromkeys(sources.values())))
    options = onnxruntime.SessionOptions()
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.disable_prepacking", "1")
    _lend(visible, weights, options)
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 4  # what fails, we say
    feeds = {
        entry.name: inputs[entry.name].astype(_numpy_type(entry))
        for entry in visible.graph.input
        if entry.name in inputs
    }
    try:
        session = onnxruntime.InferenceSession(
            visible.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        names = [entry.name for entry in session.get_outputs()]
        results = dict(zip(names, session.run(names, feeds), strict=True))
    except Exception as error:  # ONNX Runtime has its own classes for each failure
        reason = str(error).strip().splitlines()[0]
        raise TpucError(f"ONNX Runtime cannot run the original model: {reason}") from error
    del session
    _return_freed_memory()
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


def _lend(
    model: onnx.ModelProto, weights: Mapping[str, Array], options: onnxruntime.SessionOptions
) -> None:
    """Makes ONNX Runtime read `weights` from the memory that they are in."""
    lent = {}
    for tensor in model.graph.initializer:
        if tensor.name not in weights:
            continue
        tensor.data_location = onnx.TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="memory")
        array = np.ascontiguousarray(weights[tensor.name])
        lent[tensor.name] = onnxruntime.OrtValue.ortvalue_from_numpy(array)
    options.add_external_initializers(list(lent), list(lent.values()))


def _return_freed_memory() -> None:
    """Gives the system back what ONNX Runtime has freed: glibc keeps blocks of tensors' size."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
