# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""From a lowered module to an ONNX model with QuantizeLinear and DequantizeLinear."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import onnx
from onnx import TensorProto, helper

from tpuc.deploy.qdq import (  # noqa: F401  (registers the converters)
    ops_eltwise,
    ops_function,
    ops_index,
    ops_linear,
    ops_move,
    ops_place,
    ops_rnn,
)
from tpuc.deploy.qdq.registry import (
    CONVERTERS,
    Constant,
    Stored,
    Tensor,
    TpuLayer,
    Unsupported,
    element_type,
)
from tpuc.deploy.qdq.tensors import IR_VERSION, OPSET, Graph, Quantized
from tpuc.errors import TpucError

#: Operands of operators whose operands can be left out, as many as they have at the most.
_SEGMENTS = "operandSegmentSizes"


def export_qdq(module: Any, title: str) -> onnx.ModelProto:
    """A lowered module as an ONNX model that computes the same, in floats between integers.

    Tensors have the names of their layers. Layers in F16 or BF16 are computed in f32, from weights
    as they are rounded. Integers agree with the chip's up to the rounding of ties and the digits of
    the chip's multipliers; tables of functions are looked up, so they agree exactly.

    Args:
        module: Tpu ops with their weights attached; inputs and outputs are floats.
        title: the name of the graph.

    Raises:
        TpucError: layers that ONNX cannot express, all of them by name.
    """
    function = next(op for op in module.body.operations if op.operation.name == "func.func")
    return _Export(function.regions[0].blocks[0]).model(title)


def save_qdq(module: Any, title: str, path: str | os.PathLike[str]) -> None:
    """Writes `export_qdq(module, title)` to a file.

    Raises:
        TpucError: as `export_qdq`, or when the model is larger than the 2 GB that a file of ONNX
            can have.
    """
    model = export_qdq(module, title)
    try:
        content = model.SerializeToString()
    except ValueError as error:
        raise TpucError(f"{title}: more than 2 GB do not fit in one ONNX file") from error
    Path(path).write_bytes(content)


class _Export:
    """The tensors of a function that were written, by their values."""

    def __init__(self, block: Any) -> None:
        self.block = block
        self.graph = Graph()
        self.tensors: dict[Any, Tensor] = {}
        self.inputs: list[onnx.ValueInfoProto] = []
        self.outputs: list[onnx.ValueInfoProto] = []
        self.refused: list[str] = []

    def model(self, title: str) -> onnx.ModelProto:
        """Writes every layer."""
        accumulators: dict[Any, Any] = {}
        for op in _operations(self.block):
            if op.name in ("top.Weight", "top.None"):
                continue
            if op.name == "func.return":
                self._finish(op)
            elif op.name == "top.Input":
                self._input(op)
            elif element_type(op.results[0]) == "i32":
                accumulators[op.results[0]] = op
            elif op.name == "tpu.Requant" and op.operands[0] in accumulators:
                self._layer(accumulators[op.operands[0]], op)
            else:
                self._layer(op)
        if self.refused:
            raise TpucError("QDQ ONNX cannot express " + "; ".join(self.refused))
        graph = helper.make_graph(
            self.graph.nodes, title, self.inputs, self.outputs, self.graph.constants
        )
        opsets = [helper.make_opsetid("", OPSET)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
        model.producer_name = "tpuc"
        return model

    def _input(self, op: Any) -> None:
        if Quantized.of(op.results[0].type) is not None:
            raise TpucError("QDQ ONNX has float inputs: leave out --quant_input")
        name = self.graph.name(op.location.name_str)
        shape = tuple(op.results[0].type.shape)
        self.inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        self.tensors[op.results[0]] = Tensor(name, shape)

    def _layer(self, op: Any, requantized: Any = None) -> None:
        layer = TpuLayer(op, self._operands(op), self.graph, requantized)
        converter = CONVERTERS.get(layer.kind)
        try:
            if converter is None:
                raise Unsupported("no operators of ONNX do that")
            result = converter(layer)
        except Unsupported as error:
            self.refused.append(f"layer {layer.name} ({op.name}): {error}")
            result = layer.name  # so that the layers behind it are looked at too
        last = requantized if requantized is not None else op
        self.tensors[last.results[0]] = self._result(layer, result)

    def _result(self, layer: TpuLayer, result: str | Stored) -> Tensor:
        """Quantizes a layer's result to the layer's type, and names it as the layer."""
        type = layer.type
        if type is None:
            assert isinstance(result, str)
            return Tensor(self._named(result, layer.name), layer.shape)
        written = type.as_unsigned()
        if isinstance(result, Stored):
            stored = result.name
        else:
            stored = self.graph.quantize(result, written, f"{layer.name}/quantized")
        real = self.graph.dequantize(stored, written, layer.name)
        return Tensor(real, layer.shape, type, stored)

    def _named(self, tensor: str, name: str) -> str:
        """Gives the last node's result the layer's name, if it is the layer's own."""
        last = self.graph.nodes[-1] if self.graph.nodes else None
        if last is not None and tensor.startswith(f"{name}/") and list(last.output) == [tensor]:
            last.output[0] = last.name = self.graph.name(name)
            return str(last.output[0])
        return tensor

    def _operands(self, op: Any) -> list[Tensor | None]:
        operands = [self._operand(value) for value in op.operands]
        if _SEGMENTS not in op.attributes:
            return list(operands)
        sizes = [int(size) for size in op.attributes[_SEGMENTS]]
        each = iter(operands)
        return [next(each) if size else None for size in sizes]

    def _operand(self, value: Any) -> Tensor:
        if value not in self.tensors:
            self.tensors[value] = Constant(value.owner, self.graph)
        return self.tensors[value]

    def _finish(self, op: Any) -> None:
        for value in op.operands:
            tensor = self._operand(value)
            if Quantized.of(value.type) is not None:
                raise TpucError("QDQ ONNX has float outputs: leave out --quant_output")
            name = tensor.name
            taken = {each.name for each in (*self.inputs, *self.outputs)}
            if name in taken or isinstance(tensor, Constant):
                name = self.graph.node("Identity", [name], str(value.owner.location.name_str))
            self.outputs.append(
                helper.make_tensor_value_info(name, TensorProto.FLOAT, tensor.shape)
            )


def _operations(block: Any) -> Iterator[Any]:
    for op in block.operations:
        yield op.operation
