# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Mutated ONNX files: of their bytes, and of their graphs.

`mutate` makes from a model and a number always the same damaged file.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import onnx
from byte_mutations import mutated_bytes

_ODD_INTS = (-(2**63), -(2**31), -2, -1, 0, 1, 2, 3, 7, 255, 2**24 + 1, 2**31, 2**40, 2**63 - 1)
_ODD_FLOATS = (float("nan"), float("inf"), -1e38, -1.0, 0.0, 1e-30, 0.5, 1e38)
_OPERATORS = tuple(
    sorted({s.name for s in onnx.defs.get_all_schemas() if s.domain in ("", "ai.onnx.ml")})
)


def mutate(seeds: Sequence[bytes], number: int) -> bytes:
    """One of the models in `seeds`, damaged: by turns as bytes and as a graph."""
    rng = random.Random(number)
    data = rng.choice(seeds)
    if number % 2:
        return mutated_bytes(rng, bytearray(data), seeds)
    model = onnx.ModelProto()
    model.ParseFromString(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        rng.choice(_GRAPH_MUTATIONS)(rng, model)
    return model.SerializeToString()


# ----- graphs


def _node(rng: random.Random, model: onnx.ModelProto) -> onnx.NodeProto | None:
    return rng.choice(model.graph.node) if model.graph.node else None


def _tensor_name(rng: random.Random, model: onnx.ModelProto) -> str:
    names = [name for node in model.graph.node for name in (*node.input, *node.output)]
    return rng.choice([*names, "", "nowhere"])


def _change_operator(rng: random.Random, model: onnx.ModelProto) -> None:
    if node := _node(rng, model):
        node.op_type = rng.choice(_OPERATORS)


def _change_domain(rng: random.Random, model: onnx.ModelProto) -> None:
    if node := _node(rng, model):
        node.domain = rng.choice(("", "ai.onnx", "ai.onnx.ml", "com.microsoft", "my"))


def _rewire(rng: random.Random, model: onnx.ModelProto) -> None:
    node = _node(rng, model)
    if node is None:
        return
    names = rng.choice((node.input, node.output))
    kind = rng.randrange(4)
    if kind == 0 or not names:
        names.append(_tensor_name(rng, model))
    elif kind == 1:
        del names[rng.randrange(len(names))]
    else:
        names[rng.randrange(len(names))] = _tensor_name(rng, model)


def _drop_node(rng: random.Random, model: onnx.ModelProto) -> None:
    if model.graph.node:
        del model.graph.node[rng.randrange(len(model.graph.node))]


def _repeat_node(rng: random.Random, model: onnx.ModelProto) -> None:
    if node := _node(rng, model):
        model.graph.node.add().CopyFrom(node)


def _change_attribute(rng: random.Random, model: onnx.ModelProto) -> None:
    node = _node(rng, model)
    if node is None or not node.attribute:
        return
    attribute = rng.choice(node.attribute)
    kind = rng.randrange(6)
    if kind == 0:
        node.attribute.remove(attribute)
    elif kind == 1:
        attribute.type = rng.choice(onnx.AttributeProto.AttributeType.values())
    elif kind == 2:
        attribute.i = rng.choice(_ODD_INTS)
        attribute.f = rng.choice(_ODD_FLOATS)
        attribute.s = rng.choice((b"", b"\xff", b"SAME_UPPER", b"linear", b"mean"))
    elif kind == 3 and attribute.ints:
        attribute.ints[rng.randrange(len(attribute.ints))] = rng.choice(_ODD_INTS)
    elif kind == 4:
        attribute.ints.append(rng.choice(_ODD_INTS))
    elif attribute.ints:
        del attribute.ints[rng.randrange(len(attribute.ints))]


def _change_weight(rng: random.Random, model: onnx.ModelProto) -> None:
    if not model.graph.initializer:
        return
    tensor = rng.choice(model.graph.initializer)
    kind = rng.randrange(5)
    if kind == 0 and tensor.dims:
        tensor.dims[rng.randrange(len(tensor.dims))] = rng.choice(_ODD_INTS)
    elif kind == 1:
        tensor.dims.append(rng.choice((0, 1, 2, -1)))
    elif kind == 2:
        tensor.data_type = rng.choice(onnx.TensorProto.DataType.values())
    elif kind == 3:
        tensor.raw_data = rng.randbytes(len(tensor.raw_data))
    else:
        model.graph.initializer.remove(tensor)


def _change_type(rng: random.Random, model: onnx.ModelProto) -> None:
    entries = [*model.graph.input, *model.graph.output]
    if not entries:
        return
    tensor = rng.choice(entries).type.tensor_type
    if rng.randrange(2):
        tensor.elem_type = rng.choice(onnx.TensorProto.DataType.values())
    elif tensor.shape.dim:
        rng.choice(tensor.shape.dim).dim_value = rng.choice((-1, 0, 1, 2, 5, 2**31, 2**62))
    else:
        tensor.shape.dim.add().dim_value = 2


def _change_opset(rng: random.Random, model: onnx.ModelProto) -> None:
    if not model.opset_import or rng.randrange(4) == 0:
        model.opset_import.add().domain = "my"
    else:
        rng.choice(model.opset_import).version = rng.choice((0, 1, 6, 7, 9, 11, 13, 18, 21, 99))


_GRAPH_MUTATIONS: tuple[Callable[[random.Random, onnx.ModelProto], None], ...] = (
    *(_change_operator, _change_domain, _rewire, _rewire, _drop_node, _repeat_node),
    *(_change_attribute, _change_attribute, _change_weight, _change_type, _change_opset),
)
