# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The bodies of operators that ONNX itself defines by others."""

from __future__ import annotations

from collections.abc import Mapping

import onnx

_SUBGRAPH = (onnx.AttributeProto.GRAPH, onnx.AttributeProto.GRAPHS)


def function_body(
    node: onnx.NodeProto, opset: int, types: Mapping[str, onnx.TypeProto]
) -> list[onnx.NodeProto] | None:
    """The nodes that `node` stands for by its definition in `opset`, or None if it has no such.

    `types` are those of the inputs. Tensors inside are named `<first output>.<name>`.
    """
    try:
        schema = onnx.defs.get_schema(node.op_type, opset, node.domain)
    except onnx.defs.SchemaError:
        return None
    function = onnx.FunctionProto()
    if min(schema.all_function_opset_versions, default=opset + 1) > opset:
        return None
    if schema.has_function:
        function.ParseFromString(schema.get_function_with_opset_version(opset))
    else:
        kinds = [types[name].SerializeToString() if name else b"" for name in node.input]
        try:
            body = schema.get_context_dependent_function_with_opset_version(
                opset, node.SerializeToString(), kinds
            )
        except ValueError:  # for inputs that the operator cannot have
            return None
        if not body:
            return None
        function.ParseFromString(body)
    return _instance(function, node, schema)


def _instance(
    function: onnx.FunctionProto, node: onnx.NodeProto, schema: onnx.defs.OpSchema
) -> list[onnx.NodeProto]:
    """The nodes of a function with the tensors and attributes of a call."""
    names = dict.fromkeys(function.input, "")
    names.update(zip(function.input, node.input, strict=False))
    names.update(zip(function.output, node.output, strict=False))
    attributes = {
        name: attribute.default_value
        for name, attribute in schema.attributes.items()
        if attribute.default_value.type
    }
    attributes.update({attribute.name: attribute for attribute in node.attribute})
    prefix = next(name for name in node.output if name)
    return [renamed(inner, names, prefix, attributes) for inner in function.node]


def renamed(
    inner: onnx.NodeProto,
    names: dict[str, str],
    prefix: str,
    attributes: Mapping[str, onnx.AttributeProto],
) -> onnx.NodeProto:
    """A copy of a node inside, whose tensors are `names` or get the prefix; `names` learns these.

    A reference to an attribute is the one in `attributes`.
    """
    copy = onnx.NodeProto()
    copy.CopyFrom(inner)
    copy.input[:] = [_name(name, names, prefix) for name in inner.input]
    copy.output[:] = [_name(name, names, prefix) for name in inner.output]
    del copy.attribute[:]
    for attribute in inner.attribute:
        wanted = attribute
        if attribute.ref_attr_name:
            if attribute.ref_attr_name not in attributes:
                continue
            wanted = attributes[attribute.ref_attr_name]
        added = copy.attribute.add()
        added.CopyFrom(wanted)
        added.name = attribute.name
        if added.type in _SUBGRAPH:
            for graph in [added.g, *added.graphs]:
                nodes = [renamed(node, names, prefix, attributes) for node in graph.node]
                del graph.node[:]
                graph.node.extend(nodes)
                for entry in [*graph.input, *graph.initializer, *graph.output]:
                    entry.name = _name(entry.name, names, prefix)
    return copy


def _name(name: str, names: dict[str, str], prefix: str) -> str:
    if not name:
        return ""
    return names.setdefault(name, f"{prefix}.{name}")
