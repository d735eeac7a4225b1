# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""From an ONNX model to a `Graph`.

The importer walks the nodes once. A node whose inputs are all constant is evaluated on the spot
(so subgraphs that compute shapes, pads and the like vanish), an `If` whose condition is constant
becomes its branch, any other node is handed to its converter, or without one is replaced by the
nodes that define it in ONNX. Shapes come from ONNX's own inference, node by node, with the values
of the constant inputs: all of them are static by the time a converter asks.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping, Sequence

import numpy as np
import onnx

from tpuc.errors import TpucError, first_line
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
    ops_index,
    ops_norm,
    ops_place,
    ops_pool,
    ops_quant,
    ops_reduce,
    ops_rnn,
    ops_sample,
    ops_shape,
    ops_signal,
)
from tpuc.frontend.onnx_import.folding import evaluate
from tpuc.frontend.onnx_import.functions import function_body
from tpuc.frontend.onnx_import.infer import dtype_of, infer_outputs, static_shape
from tpuc.frontend.onnx_import.loops import unroll
from tpuc.frontend.onnx_import.model import captured, elements, needed_nodes, opset, pin_inputs
from tpuc.frontend.onnx_import.registry import (
    CONVERTERS,
    RANDOM,
    RECOGNIZED,
    REFUSED,
    ByDefinition,
    Converter,
    OnnxNode,
    Result,
    layer_name,
)
from tpuc.frontend.onnx_import.sequences import SEQUENCE_OPS, SequenceNode
from tpuc.frontend.onnx_import.tensors import Tensors

#: More than any layer has: such sizes come from damaged files.
_MOST_ELEMENTS = 2**31
#: Operators whose shape follows from what ONNX's inference does not know or look at.
_OWN_SHAPE = {"Compress", "MaxUnpool", "NonMaxSuppression", "NonZero"}
#: What converters raise for attributes and constants that contradict each other, as in a damaged
#: file.
_CONTRADICTIONS = (ArithmeticError, LookupError, MemoryError, ValueError)
#: The same where ONNX's checker has not looked at the attributes before.
_UNCHECKED = (*_CONTRADICTIONS, AttributeError, TypeError)
#: Operators whose results are rounded where the framework has integers.
_FLOAT_ONLY = {"Mean", "ReduceMean", "AveragePool", "GlobalAveragePool", "Resize", "Upsample"}


def import_onnx(
    model: onnx.ModelProto,
    input_shapes: Sequence[Sequence[int]] | None = None,
    output_names: Sequence[str] = (),
    weights: Mapping[str, Array] | None = None,
) -> Graph:
    """Imports a model, cut at `output_names` (tensor or layer names) if there are any.

    `weights` are the elements of initializers that were taken out of it (`detach_weights`). The
    shapes are written into `model`, which then is the reference of the import.
    """
    return _Importer(model, pin_inputs(model, input_shapes), weights or {}).run(output_names)


class _Importer:
    def __init__(
        self, model: onnx.ModelProto, shapes: dict[str, Shape], weights: Mapping[str, Array]
    ) -> None:
        self._model = model
        self._builder = GraphBuilder("ONNX")
        self.tensors = Tensors(self._builder)
        #: How deep the walk is in bodies whose tensors the original network has no names for.
        self._depth = 0
        #: Tensors that would be constant if some shape behind an unsupported operator were known.
        self._shape_data: set[str] = set()
        for tensor in model.graph.initializer:
            data = weights.get(tensor.name)
            self.tensors.set_constant(tensor.name, elements(tensor) if data is None else data)
        for entry in model.graph.input:
            if entry.name in shapes:
                dtype = _input_dtype(entry)
                value = self._builder.add_input(entry.name, shapes[entry.name], dtype)
                self.tensors.set(entry.name, value)
                self.tensors.types[entry.name] = entry.type

    def run(self, output_names: Sequence[str]) -> Graph:
        outputs = self._outputs(output_names)
        for node in needed_nodes(self._model, outputs):
            self._visit(node)
        graph = self._builder.finish([self.tensors.get(name, "output") for name in outputs])
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

    # ----- one node

    def _visit(self, node: onnx.NodeProto) -> None:
        if node.op_type in SEQUENCE_OPS or any(
            name in self.tensors.sequences for name in node.input
        ):
            self._visit_sequence(node)
            return
        inputs = [self.tensors.get(name, _title(node)) if name else None for name in node.input]
        known = [operand for operand in inputs if operand is not None]
        if self._fold(node, known):
            return
        if any(isinstance(v, Value) and v.known_shape is None for v in known):
            # Its shape got lost at a node that was noted; but it may have no converter either.
            self._place_holders(node, self._without_converter(node), known)
            return
        if node.op_type == "If" and isinstance(inputs[0], Constant):
            self._inline_branch(node, inputs[0])
            return
        if _converter(node) is None and self._inline_definition(node):
            return
        try:
            self.tensors.check_filled(node)
            if node.op_type in ("Loop", "Scan"):
                self._unroll(node)
                return
            results = self._convert(node, inputs)
        except ByDefinition:
            if not self._inline_definition(node):
                self._place_holders(node, _qualified(node), known)
            return
        except Unsupported as reason:
            what = f"{_qualified(node)} with {reason}" if str(reason) else _qualified(node)
            self._place_holders(node, what, known)
            return
        names = [name for name in node.output if name]
        for name, result in zip(names, results, strict=False):
            self.tensors.set_result(node, name, result)
        self._note_sources(node)
        for name in names[len(results) :]:
            what = f"{_qualified(node)} with a second output"
            self._place_holder(node, name, what, known)

    def _inline_definition(self, node: onnx.NodeProto) -> bool:
        """Visits the nodes by which ONNX defines an operator; returns whether there are any."""
        body = function_body(node, opset(self._model, node.domain), self.tensors.types)
        if body is not None:
            self.inline(body)
            self._note_sources(node)
        return body is not None

    def inline(self, nodes: Sequence[onnx.NodeProto]) -> None:
        """Visits nodes that stand for one of the model."""
        self._depth += 1
        for node in nodes:
            self._visit(node)
        self._depth -= 1

    def _note_sources(self, node: onnx.NodeProto) -> None:
        """Says that the original has the outputs of a node, unless it is inside of another."""
        for name in node.output:
            value = self.tensors.find(name)
            if isinstance(value, Value) and not self._depth:
                self._builder.set_source(value, name)

    def _inline_branch(self, node: onnx.NodeProto, condition: Constant) -> None:
        """An `If` is the branch that its constant condition chooses."""
        wanted = "then_branch" if bool(condition.data.reshape(())) else "else_branch"
        branch = next((a.g for a in node.attribute if a.name == wanted), None)
        if branch is None:
            raise TpucError(f"{_title(node)} is not valid ONNX: it has no {wanted}")
        for tensor in branch.initializer:
            self.tensors.set_constant(tensor.name, elements(tensor))
        self.inline(branch.node)
        self._rename(node, [entry.name for entry in branch.output])

    def _unroll(self, node: onnx.NodeProto) -> None:
        try:
            tensors = unroll(node, self)
        except _UNCHECKED as error:
            raise TpucError(f"{_title(node)} cannot be imported: {first_line(error)}") from error
        self._rename(node, tensors)

    def _visit_sequence(self, node: onnx.NodeProto) -> None:
        """A node that makes or reads a sequence of tensors."""
        try:
            if node.op_type == "Loop":
                self._unroll(node)
                return
            if node.op_type == "Identity":
                self._rename(node, node.input)
                return
            if node.op_type not in SEQUENCE_OPS:
                raise Unsupported("a sequence of tensors")
            result = SEQUENCE_OPS[node.op_type](SequenceNode(node, self))
        except Unsupported as reason:
            found = [self.tensors.find(name) for name in node.input]
            known = [operand for operand in found if operand is not None]
            self._place_holders(node, f"{_qualified(node)} with {reason}", known)
            return
        except _UNCHECKED as error:
            raise TpucError(f"{_title(node)} cannot be imported: {first_line(error)}") from error
        if isinstance(result, str):
            self._rename(node, [result])
        else:
            self.tensors.sequences[node.output[0]] = result

    def _rename(self, node: onnx.NodeProto, tensors: Sequence[str]) -> None:
        """Says which tensors the outputs of a node are."""
        if len(node.output) != len(tensors):
            raise TpucError(
                f"{_title(node)} has {len(node.output)} outputs, and its body {len(tensors)}"
            )
        for name, tensor in zip(node.output, tensors, strict=True):
            if name:
                self.tensors.set_alias(name, tensor, _title(node))
        self._note_sources(node)

    def _without_converter(self, node: onnx.NodeProto) -> str | None:
        """What to say of a node behind a lost shape: nothing if it could be imported."""
        operands = [name for name in node.input if name]
        if node.op_type in ("Shape", "Size") or all(
            name in self._shape_data or isinstance(self.tensors.find(name), Constant)
            for name in operands
        ):
            self._shape_data.update(node.output)
            return None
        return None if _converter(node) is not None else _qualified(node)

    def _convert(self, node: onnx.NodeProto, inputs: Sequence[Operand | None]) -> Sequence[Operand]:
        if node.op_type in REFUSED:
            raise Unsupported(REFUSED[node.op_type])
        converter = _converter(node)
        try:
            self.tensors.types.update(
                infer_outputs(self._model, node, self.tensors.types, self.tensors.small_constants)
            )
        except TpucError as error:
            if converter is not None:
                raise
            raise Unsupported from error
        if converter is None:
            raise Unsupported
        results = {
            name: Result(
                static_shape(self.tensors.types.get(name)), dtype_of(self.tensors.types.get(name))
            )
            for name in node.output
            if name
        }
        first = next(iter(results.values()))
        if first.shape is None and node.op_type not in _OWN_SHAPE:
            raise Unsupported("a shape that only running it tells")
        for sizes in (list(result.shape or ()) for result in results.values()):
            if any(size < 0 for size in sizes):
                raise TpucError(f"{_title(node)} does not fit its inputs: a result of {sizes}")
        if all(0 in (result.shape or ()) for result in results.values()):
            return [
                Constant(name, np.zeros(result.shape or (), result.dtype))
                for name, result in results.items()
            ]
        if math.prod(first.shape or ()) > _MOST_ELEMENTS:
            raise Unsupported(f"a result of {list(first.shape or ())}")
        if node.op_type in _FLOAT_ONLY and first.dtype.kind in "iu":
            raise Unsupported(f"a result of type {first.dtype}")
        version = opset(self._model, node.domain)
        try:
            result = converter(OnnxNode(self._builder, node, version, inputs, results))
        except _CONTRADICTIONS as error:
            raise TpucError(f"{_title(node)} cannot be imported: {first_line(error)}") from error
        return [result] if isinstance(result, Value | Constant) else result

    def _place_holders(
        self, node: onnx.NodeProto, what: str | None, inputs: Sequence[Operand]
    ) -> None:
        for name in node.output:
            if name:
                self._place_holder(node, name, what, inputs)

    def _place_holder(
        self, node: onnx.NodeProto, name: str, what: str | None, inputs: Sequence[Operand]
    ) -> None:
        shape = static_shape(self.tensors.types.get(name))
        layer = layer_name(name, node.op_type)
        self.tensors.set(name, self._builder.unsupported(what, layer, shape, inputs))

    # ----- constants

    def _fold(self, node: onnx.NodeProto, inputs: Sequence[Operand]) -> bool:
        """Evaluates a node of constants; returns whether it did."""
        if node.op_type in ("Shape", "Size") and len(inputs) == 1 and isinstance(inputs[0], Value):
            if inputs[0].known_shape is None or self.tensors.is_partly_filled(node.input[0]):
                return False
            # Neither looks at the elements: none are needed.
            stand_in = np.broadcast_to(np.zeros((), np.bool_), inputs[0].shape)
            inputs = [Constant("", stand_in)]
        constants = [operand for operand in inputs if isinstance(operand, Constant)]
        if len(constants) != len(inputs) or node.op_type in RANDOM or captured(node):
            return False
        feeds = dict(zip([n for n in node.input if n], (c.data for c in constants), strict=True))
        try:
            results = evaluate(node, self._model.opset_import, feeds)
        except NotImplementedError:
            return False
        except Exception as error:
            raise TpucError(f"{_title(node)} cannot be evaluated: {first_line(error)}") from error
        for name, result in results.items():
            self.tensors.set_constant(name, result)
        return True


def _input_dtype(entry: onnx.ValueInfoProto) -> np.dtype[np.generic]:
    try:
        return dtype_of(entry.type)
    except Unsupported as reason:
        raise TpucError(f"input {entry.name} has {reason}: networks take numbers") from reason


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
