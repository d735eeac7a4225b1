# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""From an ONNX model to a `Graph`.

The importer walks the nodes once. A node whose inputs are all constant is evaluated on the spot
(so subgraphs that compute shapes, pads and the like vanish), any other is handed to its
converter. Shapes come from ONNX's own inference, node by node, with the values of the constant
inputs: all of them are static by the time a converter asks.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import numpy as np
import onnx
from onnx.reference import ReferenceEvaluator

from tpuc.errors import TpucError
from tpuc.frontend.duplicates import merge_duplicates
from tpuc.frontend.graph import (
    Array,
    Constant,
    Graph,
    GraphBuilder,
    Operand,
    Shape,
    Unsupported,
    Value,
)
from tpuc.frontend.onnx_import import (  # noqa: F401  (registers the converters)
    ops_activation,
    ops_conv,
    ops_eltwise,
    ops_norm,
    ops_reduce,
    ops_shape,
)
from tpuc.frontend.onnx_import.model import captured, needed_nodes, opset, pin_inputs
from tpuc.frontend.onnx_import.registry import (
    CONVERTERS,
    RECOGNIZED,
    Converter,
    OnnxNode,
    layer_name,
)

_FLOATS = {
    onnx.TensorProto.FLOAT,
    onnx.TensorProto.FLOAT16,
    onnx.TensorProto.BFLOAT16,
    onnx.TensorProto.DOUBLE,
}
#: Operators that mean the same for integers held as floats.
_MOVES = {
    *("Identity", "Dropout", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Slice"),
    *("Split", "Concat", "Expand", "Tile", "Pad", "DepthToSpace", "SpaceToDepth"),
}
_RANDOM = {
    *("RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Bernoulli"),
}
#: Operators whose result is like their input and for which ONNX infers no shape.
_LIKE_INPUT = {"GroupNormalization", "MeanVarianceNormalization"}
#: Constants up to this size are shown to shape inference: shapes, pads, scales, not weights.
_SHAPE_DATA_LIMIT = 1024


def import_onnx(
    model: onnx.ModelProto,
    input_shapes: Sequence[Sequence[int]] | None = None,
    output_names: Sequence[str] = (),
) -> Graph:
    """Imports a model, cut at `output_names` (tensor or layer names) if there are any.

    The shapes are written into `model`, which then is the reference of the import.
    """
    return _Importer(model, pin_inputs(model, input_shapes)).run(output_names)


class _Importer:
    def __init__(self, model: onnx.ModelProto, shapes: dict[str, Shape]) -> None:
        self._model = model
        self._builder = GraphBuilder("ONNX")
        self._tensors: dict[str, Operand] = {}
        self._types: dict[str, onnx.TypeProto] = {}
        #: Tensors that would be constant if some shape behind an unsupported operator were known.
        self._shape_data: set[str] = set()
        for tensor in model.graph.initializer:
            self._set_constant(tensor.name, _elements(tensor))
        for entry in model.graph.input:
            if entry.name in shapes:
                value = self._builder.add_input(entry.name, shapes[entry.name])
                self._tensors[entry.name] = value
                self._types[entry.name] = entry.type

    def run(self, output_names: Sequence[str]) -> Graph:
        outputs = self._outputs(output_names)
        for node in needed_nodes(self._model, outputs):
            self._visit(node)
        graph = self._builder.finish([self._tensor(name, "output") for name in outputs])
        self._check_inputs()
        graph.recognized = dict(RECOGNIZED)
        merge_duplicates(graph)
        return graph

    # ----- what to import

    def _outputs(self, names: Sequence[str]) -> list[str]:
        if not names:
            return [entry.name for entry in self._model.graph.output]
        by_layer = {
            layer_name(tensor, node.op_type): tensor
            for node in self._model.graph.node
            for tensor in node.output
        }
        tensors = set(by_layer.values())
        return [
            name if name in tensors else by_layer.get(name) or _refuse_output(name, tensors)
            for name in names
        ]

    def _check_inputs(self) -> None:
        """Networks take floats; said last, as unsupported operators tell more."""
        for entry in self._model.graph.input:
            kind = entry.type.tensor_type.elem_type
            if isinstance(self._tensors.get(entry.name), Value) and kind not in _FLOATS:
                name = onnx.TensorProto.DataType.Name(kind).lower()
                raise TpucError(
                    f"input {entry.name} is of type {name}: only float inputs are supported"
                )

    # ----- one node

    def _visit(self, node: onnx.NodeProto) -> None:
        inputs = [self._tensor(name, _title(node)) if name else None for name in node.input]
        known = [operand for operand in inputs if operand is not None]
        if self._fold(node, known):
            return
        if any(isinstance(v, Value) and v.known_shape is None for v in known):
            # Its shape got lost at a node that was noted; but it may have no converter either.
            self._place_holders(node, self._without_converter(node), known)
            return
        try:
            shapes = self._infer(node)
        except Unsupported as reason:
            self._place_holders(node, f"{_qualified(node)} with {reason}", known)
            return
        except TpucError:
            if _converter(node) is not None:
                raise
            self._place_holders(node, _qualified(node), known)
            return
        try:
            results = self._convert(node, inputs, shapes)
        except Unsupported as reason:
            what = f"{_qualified(node)} with {reason}" if str(reason) else _qualified(node)
            self._place_holders(node, what, known)
            return
        for name, result in zip([n for n in node.output if n], results, strict=False):
            self._tensors[name] = result
            if isinstance(result, Value):
                self._builder.set_source(result, name)
        for name in node.output[len(results) :]:
            if name:
                what = f"{_qualified(node)} with a second output"
                self._place_holder(node, name, what, known)

    def _without_converter(self, node: onnx.NodeProto) -> str | None:
        """What to say of a node behind a lost shape: nothing if it could be imported."""
        operands = [name for name in node.input if name]
        if node.op_type in ("Shape", "Size") or all(
            name in self._shape_data or isinstance(self._tensors[name], Constant)
            for name in operands
        ):
            self._shape_data.update(node.output)
            return None
        return None if _converter(node) is not None else _qualified(node)

    def _convert(
        self, node: onnx.NodeProto, inputs: Sequence[Operand | None], shapes: dict[str, Shape]
    ) -> Sequence[Operand]:
        converter = _converter(node)
        if converter is None:
            raise Unsupported
        self._check_types(node)
        if node.output[0] not in shapes:
            raise Unsupported("a shape that only running it tells")
        version = opset(self._model, node.domain)
        result = converter(OnnxNode(self._builder, node, version, inputs, shapes))
        return [result] if isinstance(result, Value | Constant) else result

    def _check_types(self, node: onnx.NodeProto) -> None:
        """Values are floats for us; where integers would come out otherwise, refuse."""
        kind = self._types.get(node.output[0])
        if kind is None or node.op_type in _MOVES or kind.tensor_type.elem_type in _FLOATS:
            return
        name = onnx.TensorProto.DataType.Name(kind.tensor_type.elem_type)
        raise Unsupported(f"a result of type {name.lower()}")

    def _place_holders(
        self, node: onnx.NodeProto, what: str | None, inputs: Sequence[Operand]
    ) -> None:
        for name in node.output:
            if name:
                self._place_holder(node, name, what, inputs)

    def _place_holder(
        self, node: onnx.NodeProto, name: str, what: str | None, inputs: Sequence[Operand]
    ) -> None:
        shape = _static_shape(self._types.get(name))
        layer = layer_name(name, node.op_type)
        self._tensors[name] = self._builder.unsupported(what, layer, shape, inputs)

    # ----- constants

    def _fold(self, node: onnx.NodeProto, inputs: Sequence[Operand]) -> bool:
        """Evaluates a node of constants; returns whether it did."""
        if node.op_type in ("Shape", "Size") and isinstance(inputs[0], Value):
            if inputs[0].known_shape is None:
                return False
            # Neither looks at the elements: none are needed.
            stand_in = np.broadcast_to(np.zeros((), np.bool_), inputs[0].shape)
            inputs = [Constant("", stand_in)]
        constants = [operand for operand in inputs if isinstance(operand, Constant)]
        if len(constants) != len(inputs) or node.op_type in _RANDOM or captured(node):
            return False
        feeds = dict(zip([n for n in node.input if n], (c.data for c in constants), strict=True))
        try:
            evaluator = ReferenceEvaluator(node, opsets=self._opsets())
            results = evaluator.run(None, feeds)
        except NotImplementedError:
            return False
        except Exception as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise TpucError(f"{_title(node)} cannot be evaluated: {reason}") from error
        for name, result in zip(node.output, results, strict=True):
            if name:
                self._set_constant(name, np.asarray(result))
        return True

    def _opsets(self) -> dict[str, int]:
        return {entry.domain: entry.version for entry in self._model.opset_import}

    def _set_constant(self, name: str, data: Array) -> None:
        self._tensors[name] = Constant(name, data)
        kind = onnx.helper.np_dtype_to_tensor_dtype(data.dtype)
        self._types[name] = onnx.helper.make_tensor_type_proto(kind, data.shape)

    def _tensor(self, name: str, reader: str) -> Operand:
        if name not in self._tensors:
            raise TpucError(f"{reader} reads {name}, which no node before it computes")
        return self._tensors[name]

    # ----- shapes

    def _infer(self, node: onnx.NodeProto) -> dict[str, Shape]:
        """The static shapes of a node's outputs; also notes their types."""
        data = {}
        for name in node.input:
            operand = self._tensors.get(name)
            if isinstance(operand, Constant) and operand.data.size <= _SHAPE_DATA_LIMIT:
                data[name] = onnx.numpy_helper.from_array(operand.data, name)
        try:
            version = opset(self._model, node.domain)
            schema = onnx.defs.get_schema(node.op_type, version, node.domain)
        except onnx.defs.SchemaError as error:
            raise Unsupported(f"no definition in opset {version}") from error
        try:
            types = onnx.shape_inference.infer_node_outputs(
                schema,
                node,
                {name: self._types[name] for name in node.input if name},
                data,
                opset_imports=list(self._model.opset_import),
                ir_version=self._model.ir_version,
            )
        except onnx.shape_inference.InferenceError as error:
            reason = str(error).strip().splitlines()[0]
            raise TpucError(f"{_title(node)} does not fit its inputs: {reason}") from error
        except (onnx.checker.ValidationError, ValueError) as error:
            reason = str(error).strip().splitlines()[0]
            raise TpucError(f"{_title(node)} is not valid ONNX: {reason}") from error
        if node.op_type in _LIKE_INPUT:
            types = {node.output[0]: self._types[node.input[0]]}
        self._types.update(types)
        shapes = {name: _static_shape(kind) for name, kind in types.items()}
        return {name: shape for name, shape in shapes.items() if shape is not None}


def _elements(tensor: onnx.TensorProto) -> Array:
    try:
        return np.asarray(onnx.numpy_helper.to_array(tensor))
    except (ValueError, TypeError, KeyError) as error:
        raise TpucError(
            f"weight {tensor.name} has not the bytes its type and its shape {list(tensor.dims)} "
            "need: the model file is damaged"
        ) from error


def _static_shape(kind: onnx.TypeProto | None) -> Shape | None:
    if kind is None or not kind.HasField("tensor_type") or not kind.tensor_type.HasField("shape"):
        return None
    dims = kind.tensor_type.shape.dim
    if not all(dim.HasField("dim_value") for dim in dims):
        return None
    return tuple(dim.dim_value for dim in dims)


def _converter(node: onnx.NodeProto) -> Converter | None:
    return None if node.domain not in ("", "ai.onnx") else CONVERTERS.get(node.op_type)


def _title(node: onnx.NodeProto) -> str:
    return f"node {node.name or node.output[0]} ({node.op_type})"


def _qualified(node: onnx.NodeProto) -> str:
    return f"{node.domain}.{node.op_type}" if node.domain else node.op_type


def _refuse_output(name: str, tensors: set[str]) -> str:
    close = difflib.get_close_matches(name, tensors, n=3)
    hint = f"; close names: {', '.join(close)}" if close else ""
    raise TpucError(f"--output_names: the network computes no tensor {name}{hint}")
