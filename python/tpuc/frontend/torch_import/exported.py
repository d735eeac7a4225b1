# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Walks an exported program.

Arithmetic on sizes is done with the numbers that the given input shapes make of them; the
expressions in the file are not read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import torch

from tpuc.errors import TpucError, in_a_line
from tpuc.frontend.torch_import.archive import ExportedArchive, damage_named, scalar_type
from tpuc.frontend.torch_import.call import Call
from tpuc.frontend.torch_import.naming import layer_names, tensor_names
from tpuc.frontend.torch_import.walk import PYTHON_OPS, Input, Unknown, Visitor, last_reads

#: Operators that run a graph of theirs, by the place of the graph among their arguments.
_WRAPPERS = {
    "higher_order::wrap_with_set_grad_enabled": 1,
    "higher_order::wrap_with_autocast": 4,
}
_MEMORY_FORMATS = {
    **{1: torch.contiguous_format, 2: torch.channels_last, 3: torch.channels_last_3d},
    4: torch.preserve_format,
}
#: Checks of sizes, which hold for the shapes given or make the kernels fail.
_ASSERTIONS = {
    *("aten::_assert_tensor_metadata", "aten::sym_constrain_range", "aten::_assert_async"),
    *("aten::sym_constrain_range_for_size", "aten::_assert_scalar"),
}


class ExportedNetwork:
    """An exported program that can be walked over.

    Raises TpucError if an input is neither a tensor nor a constant.
    """

    framework = "torch.export"

    def __init__(self, archive: ExportedArchive) -> None:
        self._archive = archive
        inputs: list[Input] = []
        #: What each input of the graph is: the name of a tensor of the archive, or a constant.
        self._bound: dict[str, str] = {}
        with damage_named("its graph"):
            self._graph = archive.graph
            for spec in archive.signature["input_specs"]:
                inputs += self._bind(spec)
            self._layers = layer_names(self._graph, [item.name for item in inputs])
        self.inputs: Sequence[Input] = inputs

    def _bind(self, spec: Mapping[str, Any]) -> list[Input]:
        """Notes what an input of the graph is; returns it if the user gives it."""
        ((kind, item),) = spec.items()
        if kind == "user_input":
            ((form, arg),) = item["arg"].items()
            if form == "as_tensor":
                return [self._input(arg["name"])]
            if form not in ("as_none", "as_int", "as_float", "as_bool", "as_string"):
                raise TpucError(f"an input of the network is a {form.removeprefix('as_')}")
        elif kind in ("parameter", "buffer", "tensor_constant"):
            self._bound[item["arg"]["name"]] = str(item[f"{kind}_name"])
        elif kind == "custom_obj":
            raise TpucError(
                f"the network needs the custom object {in_a_line(item['custom_obj_name'])}"
            )
        return []

    def _input(self, name: str) -> Input:
        meta = self._graph["tensor_values"][name]
        shape = tuple(int(s["as_int"]) if "as_int" in s else None for s in meta["sizes"])
        return Input(name, shape, scalar_type(int(meta["dtype"])))

    def run(self, visitor: Visitor, inputs: Sequence[Any]) -> Any:
        """The results of the network for `inputs`."""
        values: dict[str, Any] = {}
        for item, value in zip(self.inputs, inputs, strict=True):
            values[item.name] = value
            visitor.define(item.name, value)
        for name, path in self._bound.items():
            if path not in self._archive.tensors:
                raise TpucError(f"the archive has no tensor {in_a_line(path)}")
            visitor.constant(path, self._archive.tensors[path])
            values[name] = self._archive.tensors[path]
        run = _Run(self._graph, visitor, self._layers, values)
        run.run()
        with damage_named("its outputs"):
            return [
                run.argument(spec["user_output"]["arg"])
                for spec in self._archive.signature["output_specs"]
                if "user_output" in spec
            ]

    def unreached(self, visited: Collection[str]) -> Iterator[Call]:
        """The operators, in the whole graph, whose results have no name in `visited`."""
        tainted = {item.name for item in self.inputs}
        for node in _all_nodes(self._graph):
            with damage_named(f"node {node.get('name')}"):
                results, _ = _results(node)
                names = {name for item in node["inputs"] for name in tensor_names(item["arg"])}
                if not results or tainted.isdisjoint(names):
                    continue
                tainted.update(results)
                missed = not any(name in visited for name in results) and _is_operator(node)
                call = _call(node, self._layers, self._graph) if missed else None
            if call is not None:
                yield call


class _Run:
    """One walk over a graph, with the values by name."""

    def __init__(
        self,
        graph: Mapping[str, Any],
        visitor: Visitor,
        layers: Mapping[str, str],
        values: dict[str, Any],
    ) -> None:
        self._graph = graph
        self._visitor = visitor
        self._layers = layers
        self._values = values

    def run(self) -> None:
        with damage_named("its graph"):
            nodes = self._graph["nodes"]
            kept = set(_texts(self._graph["outputs"]))
            done = last_reads((_texts(node["inputs"]) for node in nodes), kept)
        for step, node in enumerate(nodes):
            self._visit(node)
            for name in done.get(step, ()):
                self._values.pop(name, None)

    def _visit(self, node: Mapping[str, Any]) -> None:
        with damage_named(f"node {node.get('name')}"):
            target = str(node["target"])
            arguments = [self.argument(item["arg"]) for item in node["inputs"]]
            call = _call(node, self._layers, self._graph)
            bound = _bound_to_schema(call, node, arguments)
        if target in PYTHON_OPS and any(isinstance(item, Unknown) for item in arguments):
            self._assign(node, Unknown())
        elif target in PYTHON_OPS:
            self._assign(node, PYTHON_OPS[target](*arguments))
        elif target.startswith("torch.ops.higher_order."):
            self._assign(node, self._wrapped(node, arguments))
        elif call.kind not in _ASSERTIONS:
            self._assign(node, self._visitor.call(call, bound))

    def _wrapped(self, node: Mapping[str, Any], arguments: list[Any]) -> Any:
        """Runs the graph of an operator that only changes the mode of its computation."""
        kind, _ = _kind(node)
        if kind not in _WRAPPERS:
            raise TpucError(
                f"node {in_a_line(node['name'])}: control flow ({kind}) is not supported"
            )
        place = _WRAPPERS[kind]
        if "autocast" in kind and arguments[2]:
            raise TpucError(
                f"node {in_a_line(node['name'])}: autocast is not supported, export in float32"
            )
        graph = arguments[place]["graph"]
        values = dict(self._values)
        for spec, item in zip(graph["inputs"], arguments[place + 1 :], strict=True):
            values[spec["as_tensor"]["name"]] = item
        run = _Run(graph, self._visitor, self._layers, values)
        run.run()
        results = [run.argument(spec) for spec in graph["outputs"]]
        return results[0] if len(results) == 1 and len(_results(node)[0]) == 1 else results

    def _assign(self, node: Mapping[str, Any], results: Any) -> None:
        outputs = node["outputs"]
        items = [results] if len(outputs) == 1 else results or [None] * len(outputs)
        with damage_named(f"node {node.get('name')}"):
            for output, item in zip(outputs, items, strict=True):
                self._set(output, item)

    def _set(self, output: Mapping[str, Any], item: Any) -> None:
        ((form, what),) = output.items()
        if form in ("as_tensors", "as_optional_tensors"):
            for part, value in zip(what, item, strict=True):
                self._set({"as_tensor": part.get("as_tensor", part)}, value)
        elif form == "as_optional_tensor":
            self._set(what, item)
        elif isinstance(what, dict):
            name = what.get("name", what.get("as_name"))
            if name is not None:
                self._values[name] = item
                self._visitor.define(name, item)

    def argument(self, arg: Mapping[str, Any]) -> Any:
        """The value of an argument."""
        ((form, what),) = arg.items()
        if form in ("as_tensor", "as_custom_obj"):
            return self._value(what["name"])
        if form == "as_none":
            return None
        if form in ("as_optional_tensor", "as_sym_int", "as_sym_float", "as_sym_bool"):
            return self.argument(what)
        if form == "as_name":
            return self._value(what)
        if form == "as_tensors":
            return [self._value(item["name"]) for item in what]
        if form == "as_nested_tensors":
            return [[self._value(item["name"]) for item in part] for part in what]
        if form in ("as_optional_tensors", "as_sym_ints", "as_sym_floats", "as_sym_bools"):
            return [self.argument(item) for item in what]
        if form in ("as_float", "as_floats"):
            # Infinities and NaN are written as texts.
            return [float(item) for item in what] if form == "as_floats" else float(what)
        if form == "as_scalar_type":
            return scalar_type(int(what))
        if form == "as_memory_format":
            return _MEMORY_FORMATS.get(int(what))
        if form == "as_layout":
            return torch.strided
        if form == "as_device":
            return torch.device("cpu")
        if form == "as_complex":
            return complex(what["real"], what["imag"])
        return what

    def _value(self, name: str) -> Any:
        if name not in self._values:
            raise TpucError(
                f"the exported program reads {in_a_line(name)}, which no node before it computes"
            )
        return self._values[name]


def _texts(item: Any) -> Iterator[str]:
    """All texts in a part of the graph: the names of what it reads are among them."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, dict | list):
        for part in item.values() if isinstance(item, dict) else item:
            yield from _texts(part)


def _bound_to_schema(call: Call, node: Mapping[str, Any], arguments: list[Any]) -> list[Any]:
    """The arguments in the order of the operator's schema, with defaults for those left out."""
    if call.schema is None:
        return arguments
    given = {item["name"]: value for item, value in zip(node["inputs"], arguments, strict=True)}
    return [given.get(arg.name, arg.default_value) for arg in call.schema.arguments]


def _call(node: Mapping[str, Any], layers: Mapping[str, str], graph: Mapping[str, Any]) -> Call:
    kind, overload = _kind(node)
    results, is_list = _results(node)
    names = [str(item["name"]) for item in node["inputs"]]
    metas = [_meta(graph["tensor_values"].get(name)) for name in results]
    known = [meta for meta in metas if meta is not None]
    return Call(
        kind, overload, results, [layers.get(name, name) for name in results], is_list, names, known
    )


def _kind(node: Mapping[str, Any]) -> tuple[str, str]:
    """`aten::add` and `Tensor` of torch.ops.aten.add.Tensor."""
    parts = node["target"].removeprefix("torch.ops.").split(".")
    overload = parts[2] if len(parts) > 2 and parts[2] != "default" else ""
    return "::".join(parts[:2]), overload


def _is_operator(node: Mapping[str, Any]) -> bool:
    return node["target"].startswith("torch.ops.") and _kind(node)[0] not in _WRAPPERS


def _results(node: Mapping[str, Any]) -> tuple[list[str], bool]:
    """The names of the tensors that a node computes, and whether they are one list."""
    outputs = node["outputs"]
    names: list[str] = []
    for output in outputs:
        names += tensor_names(output)
    is_list = len(outputs) == 1 and ("as_tensors" in outputs[0])
    return names, is_list


def _meta(meta: Mapping[str, Any] | None) -> torch.Tensor | None:
    if meta is None or not all("as_int" in size for size in meta["sizes"]):
        return None
    sizes = [int(size["as_int"]) for size in meta["sizes"]]
    return torch.empty(sizes, dtype=scalar_type(int(meta["dtype"])), device="meta")


def _all_nodes(graph: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for node in graph["nodes"]:
        yield node
        for item in node["inputs"]:
            if "as_graph" in item["arg"]:
                yield from _all_nodes(item["arg"]["as_graph"]["graph"])
