# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Layer names of exported programs: the path of the module that an operator belongs to.

A module that is one operator gives it its path (`layer1.0.conv1`). Where a module is several, or
has modules within, its operators have their own name after the path (`layer1.0.add`), counted
from the second of a kind on (`layer1.0.add_1`). Operators of the network itself have no path.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

#: Operators on values that are no tensors, or that compute nothing.
_SILENT = ("aten.sym_", "aten._assert", "aten.lift_fresh", "aten.detach")


def layer_names(graph: Mapping[str, Any], inputs: Iterable[str]) -> dict[str, str]:
    """The layer of every tensor that depends on the network's `inputs`, by its name in the graph.

    Operators on constants make no layers and do not count.
    """
    nodes = [(node, _modules(node)) for node in _operators(graph, set(inputs))]
    sizes = Counter(stack[-1] for _, stack in nodes)
    outer = {path for _, stack in nodes for _, path in stack[:-1]}
    taken: set[str] = {item["as_tensor"]["name"] for item in graph["inputs"] if "as_tensor" in item}
    names: dict[str, str] = {}
    for node, stack in nodes:
        _, path = stack[-1]
        results = [name for output in node["outputs"] for name in tensor_names(output)]
        operator = node["target"].split(".")[3].rstrip("_")
        alone = path != "" and path not in outer and sizes[stack[-1]] == 1
        name = path if alone else f"{path}.{operator}".lstrip(".")
        name = _unique(name, taken)
        for i, result in enumerate(results):
            names[result] = name if len(results) == 1 else f"{name}_{i}"
    return names


def _operators(graph: Mapping[str, Any], live: set[str]) -> Iterator[Mapping[str, Any]]:
    """The operators on `live` tensors, to which their results are added."""
    for node in graph["nodes"]:
        arguments = [item["arg"] for item in node["inputs"]]
        for arg in arguments:
            if "as_graph" in arg:
                inner = arg["as_graph"]["graph"]
                live.update(name for item in inner["inputs"] for name in tensor_names(item))
                yield from _operators(inner, live)
        results = [name for output in node["outputs"] for name in tensor_names(output)]
        if not results or not any(name in live for arg in arguments for name in tensor_names(arg)):
            continue
        live.update(results)
        target = str(node["target"]).removeprefix("torch.ops.")
        if target != node["target"] and not target.startswith(("higher_order.", *_SILENT)):
            yield node


def tensor_names(arg: Mapping[str, Any]) -> list[str]:
    """The names of the tensors in an argument or result."""
    ((form, what),) = arg.items()
    if form == "as_tensor":
        return [str(what["name"])]
    if form == "as_tensors":
        return [str(item["name"]) for item in what]
    if form == "as_optional_tensor":
        return tensor_names(what)
    if form == "as_optional_tensors":
        return [name for item in what for name in tensor_names(item)]
    return []


def _modules(node: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The call and the path of each module around a node: `key,path,type;...`, outermost first.

    A module that is called again has another key (`relu@1`) and the same path.
    """
    modules = [("", "")]
    for entry in str(node["metadata"].get("nn_module_stack", "")).split(";"):
        parts = entry.split(",")
        if len(parts) >= 3 and not parts[0].startswith("_empty"):
            modules.append((parts[0], parts[1].partition("@")[0]))
    return modules


def _unique(name: str, taken: set[str]) -> str:
    candidate, count = name, 0
    while candidate in taken:
        count += 1
        candidate = f"{name}_{count}"
    taken.add(candidate)
    return candidate
