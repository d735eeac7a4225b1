# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Loading an ONNX file: what has to be true of it before its nodes are looked at."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
import onnx.inliner
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

from tpuc.errors import TpucError
from tpuc.fileio import existing_file
from tpuc.frontend.graph import Array, Shape

_OLDEST_OPSET = 7
#: Bytes from which on an initializer is worth being held once only.
_LARGE = 1 << 12


def load_model(path: str | os.PathLike[str]) -> onnx.ModelProto:
    """Reads an ONNX file with its external data; local functions are inlined."""
    file = existing_file(path, "model")
    try:
        model = onnx.load(file, load_external_data=False)
    except (DecodeError, ValueError) as error:
        raise TpucError(
            f"model {file} is not a readable ONNX file: it is truncated, or not ONNX"
        ) from error
    if not model.graph.node:
        raise TpucError(f"model {file} has no nodes: it is empty, truncated, or not ONNX")
    if not all(isinstance(text, str) and text.isprintable() for text in _texts(model.graph)):
        raise TpucError(f"model {file} is damaged: it holds names that are not text")
    if not all(any(node.output) and node.op_type for node in model.graph.node):
        raise TpucError(f"model {file} is damaged: it has a node without outputs or operator")
    _load_external_data(model, file)
    if opset(model) < _OLDEST_OPSET:
        raise TpucError(
            f"model {file} uses opset {opset(model)}; opset {_OLDEST_OPSET} is the oldest "
            "supported: convert it with onnx.version_converter"
        )
    newest = onnx.defs.onnx_opset_version()
    if opset(model) > newest:
        raise TpucError(
            f"model {file} uses opset {opset(model)}; this installation of onnx knows opsets up "
            f"to {newest}: a newer onnx is needed"
        )
    return onnx.inliner.inline_local_functions(model) if model.functions else model


def elements(tensor: onnx.TensorProto) -> Array:
    """The elements of an initializer."""
    try:
        return np.asarray(onnx.numpy_helper.to_array(tensor))
    except (ValueError, TypeError, KeyError) as error:
        raise TpucError(
            f"weight {tensor.name} has not the bytes its type and its shape {list(tensor.dims)} "
            "need: the model file is damaged"
        ) from error


def detach_weights(model: onnx.ModelProto) -> tuple[onnx.ModelProto, dict[str, Array]]:
    """The model without the elements of its large initializers, and these by name.

    They are held once, for the import as for the reference: protobuf frees what a message holds
    only with the message.
    """
    graph = model.graph
    light = onnx.ModelProto(ir_version=model.ir_version, opset_import=model.opset_import)
    light.graph.name = "main"
    light.graph.node.extend(graph.node)
    light.graph.input.extend(graph.input)
    light.graph.output.extend(graph.output)
    light.graph.value_info.extend(graph.value_info)
    light.graph.sparse_initializer.extend(graph.sparse_initializer)
    weights: dict[str, Array] = {}
    for tensor in graph.initializer:
        data = elements(tensor)
        if data.nbytes < _LARGE or data.dtype.kind not in "fiub":
            light.graph.initializer.add().CopyFrom(tensor)
            continue
        weights[tensor.name] = data
        light.graph.initializer.add(name=tensor.name, dims=tensor.dims, data_type=tensor.data_type)
    return light, weights


def opset(model: onnx.ModelProto, domain: str = "") -> int:
    """The version of a domain that the model asks for."""
    versions = {entry.domain or "": entry.version for entry in model.opset_import}
    if domain in ("", "ai.onnx"):
        return int(versions.get("", versions.get("ai.onnx", 1)))
    return int(versions.get(domain, 1))


def pin_inputs(
    model: onnx.ModelProto, input_shapes: Sequence[Sequence[int]] | None
) -> dict[str, Shape]:
    """Gives every input of the model a static shape, in place, and returns the shapes."""
    weights = {tensor.name for tensor in model.graph.initializer}
    inputs = [entry for entry in model.graph.input if entry.name not in weights]
    if input_shapes is not None and len(input_shapes) != len(inputs):
        names = ", ".join(entry.name for entry in inputs)
        raise TpucError(
            f"--input_shapes has {len(input_shapes)} shapes for {len(inputs)} inputs ({names})"
        )
    shapes: dict[str, Shape] = {}
    for i, entry in enumerate(inputs):
        wanted = None if input_shapes is None else input_shapes[i]
        shapes[entry.name] = _pin(entry, wanted)
    return shapes


def needed_nodes(model: onnx.ModelProto, tensors: Iterable[str]) -> list[onnx.NodeProto]:
    """The nodes that `tensors` depend on, in order."""
    needed, nodes = set(tensors), []
    for node in reversed(model.graph.node):
        if needed.intersection(node.output):
            nodes.append(node)
            needed.update(node.input)
            needed.update(captured(node))
    return nodes[::-1]


def captured(node: onnx.NodeProto) -> set[str]:
    """The tensors that the subgraphs of a control flow node read from outside."""
    names: set[str] = set()
    for attribute in node.attribute:
        for graph in [attribute.g, *attribute.graphs]:
            for inner in graph.node:
                names.update(inner.input)
                names.update(captured(inner))
    return names - {""}


def _pin(entry: onnx.ValueInfoProto, wanted: Sequence[int] | None) -> Shape:
    tensor = entry.type.tensor_type
    if not entry.type.HasField("tensor_type"):
        raise TpucError(f"input {entry.name} is not a tensor")
    dims = [
        dim.dim_value if dim.HasField("dim_value") and dim.dim_value > 0 else None
        for dim in tensor.shape.dim
    ]
    shown = "[" + ",".join("?" if dim is None else str(dim) for dim in dims) + "]"
    if wanted is None:
        if None in dims or not tensor.HasField("shape"):
            raise TpucError(
                f"input {entry.name} has the dynamic shape {shown}: "
                "give static ones with --input_shapes"
            )
    elif tensor.HasField("shape") and (
        len(wanted) != len(dims)
        or any(dim not in (None, want) for dim, want in zip(dims, wanted, strict=True))
    ):
        raise TpucError(
            f"input {entry.name} is {shown} in the model, --input_shapes says "
            f"{str(list(wanted)).replace(' ', '')}"
        )
    shape = tuple(int(dim) for dim in (dims if wanted is None else wanted) if dim is not None)
    if any(dim < 1 for dim in shape):
        raise TpucError(f"input {entry.name} of {list(shape)} has no elements")
    del tensor.shape.dim[:]
    tensor.shape.SetInParent()
    for size in shape:
        tensor.shape.dim.add().dim_value = size
    return shape


def _texts(graph: onnx.GraphProto) -> Iterator[object]:
    """All names; protobuf hands those that are no valid text out as bytes."""
    for node in graph.node:
        yield from (node.name, node.op_type, node.domain, *node.input, *node.output)
        yield from (attribute.name for attribute in node.attribute)
    for entries in (graph.input, graph.output, graph.initializer):
        yield from (entry.name for entry in entries)


def _load_external_data(model: onnx.ModelProto, file: Path) -> None:
    try:
        onnx.load_external_data_for_model(model, str(file.resolve().parent))
    except (OSError, ValueError, onnx.checker.ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise TpucError(f"model {file}: its external data cannot be read: {reason}") from error
