# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""From a TorchScript module or an exported program to a `Graph`.

The network is walked over once with tensors that have a shape and no data. Operators on constants
are evaluated by torch, operators on network values are handed to their converters, and torch's
own kernels for tensors without data say which shape and type come out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from tpuc.errors import TpucError, first_line
from tpuc.frontend.graph import (
    Constant,
    Graph,
    GraphBuilder,
    Layer,
    Operand,
    Shape,
    Unsupported,
    Value,
)
from tpuc.frontend.torch_import import (  # noqa: F401  (registers the converters)
    ops_activation,
    ops_attention,
    ops_conv,
    ops_eltwise,
    ops_index,
    ops_logic,
    ops_norm,
    ops_place,
    ops_pool,
    ops_reduce,
    ops_rnn,
    ops_sample,
    ops_shape,
)
from tpuc.frontend.torch_import.call import Call, map_tensors, tensors_in
from tpuc.frontend.torch_import.constants import Constants
from tpuc.frontend.torch_import.registry import CONVERTERS, TorchNode
from tpuc.frontend.torch_import.symbols import Symbol, numpy_type, shares_memory
from tpuc.frontend.torch_import.walk import Unknown, Walk

#: Operators whose result has the shape of their input and nothing of its data.
_SHAPE_ONLY = {
    *("zeros_like", "ones_like", "full_like", "empty_like"),
    *("new_zeros", "new_ones", "new_full", "new_empty"),
}


#: What torch raises for arguments that do not fit an operator, as those of a damaged file.
_MISTAKES = (RuntimeError, TypeError, LookupError, ValueError, ArithmeticError)
#: Operators whose results have room for more than the data fills. What reads them is refused.
_PARTLY_FILLED = {"nonzero", "argwhere", "torchvision::nms"}


class _DataDependent(TpucError):
    """What the network does depends on the elements of its input."""

    def __init__(self, call: Call) -> None:
        super().__init__(f"{call.title} reads the data of a tensor: not supported")
        self.what = f"{call.kind} of a tensor's data"
        self.layer = call.layers[0] if call.layers else call.op


def import_torch(
    network: Walk,
    inputs: Sequence[tuple[str, torch.Tensor]],
    output_names: Sequence[str] = (),
) -> Graph:
    """Imports a network for `pinned_inputs`, cut at `output_names` (layers or values) if any."""
    return _Importer(network).import_graph(inputs, output_names)


def pinned_inputs(
    network: Walk, shapes: Sequence[Sequence[int]] | None, types: Sequence[str] = ()
) -> list[tuple[str, torch.Tensor]]:
    """The inputs by name, as tensors without data.

    `shapes` are needed where the file leaves them open. `types` (`int64`, ...) are for formats
    that do not tell them; others are float32. Raises TpucError if shapes are missing or
    contradict the file.
    """
    inputs = network.inputs
    names = ", ".join(item.name for item in inputs)
    for flag, given in (("--input_shapes", shapes), ("--input_types", types)):
        if given and len(given) != len(inputs):
            what = flag.removeprefix("--input_")
            raise TpucError(f"{flag} has {len(given)} {what} for {len(inputs)} inputs ({names})")
    pinned = []
    for i, item in enumerate(inputs):
        shape = list(shapes[i]) if shapes else item.shape
        if shape is None or None in shape:
            raise TpucError(
                f"this {network.framework} file does not say the shapes of its inputs ({names}): "
                "give them with --input_shapes"
            )
        if item.shape is not None:
            _check_shape(item.name, shape, item.shape)
        dtype = item.dtype or getattr(torch, types[i] if types else "float32")
        pinned.append((item.name, torch.empty(tuple(shape), dtype=dtype, device="meta")))
    return pinned


def _check_shape(name: str, shape: Sequence[int | None], known: Sequence[int | None]) -> None:
    pairs = zip(shape, known, strict=False)
    if len(shape) != len(known) or any(k is not None and n != k for n, k in pairs):
        fixed = ", ".join("?" if size is None else str(size) for size in known)
        raise TpucError(
            f"--input_shapes: input {name} of shape {list(shape)} was exported as [{fixed}]; other "
            "sizes need dynamic_shapes in torch.export.export"
        )


class _Importer:
    """Visits the operators of a walk."""

    def __init__(self, network: Walk) -> None:
        self._network = network
        self._builder = GraphBuilder(network.framework)
        self._constants = Constants()
        self._values: dict[str, Any] = {}
        self._layers: dict[str, Symbol] = {}
        #: What the data fills in part, and the layer that it is.
        self._partly_filled: dict[Symbol, str] = {}

    def import_graph(
        self, inputs: Sequence[tuple[str, torch.Tensor]], output_names: Sequence[str]
    ) -> Graph:
        symbols = [
            Symbol(self._builder.add_input(name, tuple(meta.shape), numpy_type(meta.dtype)), meta)
            for name, meta in inputs
        ]
        try:
            with torch.no_grad():
                results = tensors_in(self._network.run(self, symbols), Symbol | torch.Tensor)
        except TpucError as error:
            # What went wrong may follow from an unsupported operator's shape: say that first.
            missing = self._unreached()
            if isinstance(error, _DataDependent):
                self._builder.unsupported(error.what, error.layer, None, [])
            self._builder.refuse_unsupported(missing)
            raise
        if output_names:
            results = [self._named(name) for name in output_names]
        return self._builder.finish([self._operand(result) for result in results])

    def _unreached(self) -> dict[str, list[str]]:
        """Operators on the network's values without a converter that the walk did not reach."""
        missing: dict[str, list[str]] = {}
        for call in self._network.unreached(self._values):
            if not self._known(call):
                missing.setdefault(call.kind, []).append(call.layers[0])
        return missing

    def _known(self, call: Call) -> bool:
        return call.op in _SHAPE_ONLY or _functional(call) in CONVERTERS

    # ----- what the walk shows

    def is_tensor(self, item: Any) -> bool:
        """Whether a value stands for one tensor."""
        return isinstance(item, Symbol | torch.Tensor)

    def constant(self, name: str, tensor: torch.Tensor) -> None:
        """Notes a tensor that the network holds."""
        self._constants.add(name, tensor)

    def define(self, name: str, item: Any) -> None:
        """Notes a value for --output_names."""
        self._values[name] = item

    def call(self, call: Call, arguments: list[Any]) -> Any:
        """One operator."""
        arguments = map_tensors(arguments, torch.Tensor, self._constants.resolve)
        symbols = tensors_in(arguments, Symbol)
        if tensors_in(arguments, Unknown):
            return self._place_holders(call, f"{call.kind} with a size that the data says", symbols)
        if not symbols:
            return self._evaluate(call, arguments)
        if any(symbol.meta is None for symbol in symbols):
            what = None if self._known(call) else call.kind
            layers = [self._partly_filled[s] for s in symbols if s in self._partly_filled]
            if layers:
                what = (
                    f"{call.kind} with places of which the data says how many there are; "
                    f"--output_names {layers[0]} ends the network where they are found"
                )
            return self._place_holders(call, what, symbols)
        if call.op in _PARTLY_FILLED:
            return self._find(call, arguments)
        if _reads_data(call, arguments):
            return self._place_holders(call, call.kind, symbols)
        metas = self._infer(call, arguments)
        known = tensors_in(metas, torch.Tensor)
        if not known and metas is not None:
            return metas
        if call.op in _SHAPE_ONLY:
            return self._evaluate(call, [_with_data(item) for item in arguments])
        if call.in_place and not isinstance(arguments[0], Symbol):
            arguments[0] = self._constants.promote(arguments[0])
        try:
            results = self._convert(call, arguments, known)
        except Unsupported as reason:
            what = f"{call.kind} with {reason}" if str(reason) else call.kind
            return self._place_holders(call, what, symbols, known)
        if call.in_place:
            arguments[0].write(self._builder, results[0].operand)
            return arguments[0]
        return results if call.is_list or len(call.values) > 1 else results[0]

    # ----- one operator

    def _convert(
        self, call: Call, arguments: list[Any], metas: Sequence[torch.Tensor]
    ) -> list[Symbol]:
        converter = CONVERTERS.get(_functional(call))
        if converter is None:
            raise Unsupported
        names = call.names(len(metas))
        layers = [
            Layer(self._builder, layer, tuple(meta.shape), numpy_type(meta.dtype))
            for (layer, _), meta in zip(names, metas, strict=True)
        ]
        keywords = call.keywords(arguments)
        operands_by_name = {name: self._operands(item) for name, item in keywords.items()}
        node = TorchNode(_functional(call), operands_by_name, layers)
        result = converter.function(node)
        operands = [result] if isinstance(result, Value | Constant) else list(result)
        for meta in metas[: len(operands)]:
            _check_type(meta, converter.integers)
        for i in range(len(operands), len(metas)):
            what = f"{call.kind} with its result {i + 1}"
            shape = tuple(metas[i].shape)
            operands.append(self._builder.unsupported(what, names[i][0], shape, []))
        symbols = [self._symbol(o, m, arguments) for o, m in zip(operands, metas, strict=True)]
        for (layer, value), symbol in zip(names, symbols, strict=True):
            self._layers.setdefault(layer, symbol)
            if isinstance(symbol.operand, Value) and symbol.operand.name == layer:
                self._builder.set_source(symbol.operand, value)
        return symbols

    def _find(self, call: Call, arguments: list[Any]) -> Symbol:
        """An operator that finds places: a tensor with room for all, of a shape nobody may read."""
        (symbol,) = self._convert(
            call, arguments, [torch.empty(0, dtype=torch.int64, device="meta")]
        )
        symbol.meta = None
        if isinstance(symbol.operand, Value):
            self._partly_filled[symbol] = symbol.operand.name
            self._builder.set_partly_filled(symbol.operand)
        return symbol

    def _symbol(self, operand: Operand, meta: torch.Tensor, arguments: list[Any]) -> Symbol:
        for source in tensors_in(arguments, Symbol):
            if shares_memory(source.meta, meta):
                return Symbol.view(operand, meta, source)
        return Symbol(operand, meta)

    def _evaluate(self, call: Call, arguments: list[Any]) -> Any:
        cpu = torch.device("cpu")
        try:
            result = call.execute(map_tensors(arguments, torch.device, lambda _: cpu))
        except _MISTAKES as error:
            raise TpucError(f"{call.title} cannot be evaluated: {first_line(error)}") from error
        tensors = tensors_in(result, torch.Tensor)
        for (layer, _), tensor in zip(call.names(len(tensors)), tensors, strict=True):
            if "empty" in call.kind:
                tensor.zero_()  # whatever the memory held, NaN perhaps, would be a weight
            self._constants.add_evaluated(layer, tensor)
        return result

    def _infer(self, call: Call, arguments: list[Any]) -> Any:
        """The result of an operator on tensors without data: shapes, sizes, types."""
        if call.schema is None:
            return list(call.metas)
        try:
            return call.execute([_without_data(item) for item in arguments])
        except _MISTAKES:
            pass  # no kernel for tensors without data, or a real mistake: see with zeros
        try:
            result = call.execute([_with_data(item) for item in arguments])
        except _MISTAKES as error:
            reason = first_line(error)
            raise TpucError(f"{call.title} does not fit its inputs: {reason}") from error
        if not tensors_in(result, torch.Tensor):
            raise _DataDependent(call)
        return map_tensors(result, torch.Tensor, lambda tensor: tensor.to("meta"))

    def _place_holders(
        self,
        call: Call,
        what: str | None,
        inputs: list[Symbol],
        metas: Sequence[torch.Tensor | None] = (),
    ) -> Any:
        if not call.values and not metas:
            return Unknown()
        operands = [symbol.operand for symbol in inputs]
        metas = metas or [None] * len(call.values)
        symbols = []
        for (layer, _), meta in zip(call.names(len(metas)), metas, strict=True):
            shape: Shape | None = None if meta is None else tuple(meta.shape)
            symbols.append(Symbol(self._builder.unsupported(what, layer, shape, operands), meta))
        return symbols if call.is_list or len(call.values) != 1 else symbols[0]

    # ----- operands

    def _operands(self, item: Any) -> Any:
        if self.is_tensor(item):
            return self._operand(item)
        if isinstance(item, list | tuple):
            return [self._operands(part) for part in item]
        return item

    def _operand(self, item: Any) -> Operand:
        if isinstance(item, torch.Tensor):
            item = self._constants.resolve(item)
        if isinstance(item, Symbol):
            return item.read(self._builder)
        return self._constants.operand(item)

    def _named(self, name: str) -> Symbol:
        symbol = self._layers.get(name, self._values.get(name))
        if isinstance(symbol, Symbol):
            return symbol
        raise TpucError(f"--output_names: the network computes no tensor {name}")


def _functional(call: Call) -> str:
    """The key of a converter: that of `relu_` is `relu`."""
    op = call.op
    return op[:-1] if op.endswith("_") and not op.endswith("__") else op


def _reads_data(call: Call, arguments: Sequence[Any]) -> bool:
    """Whether the shape of the result depends on elements of the network's tensors."""
    if call.op in ("index", "index_put_", "index_put", "_unsafe_index"):
        indices = tensors_in(arguments[1], Symbol)
        return call.op.endswith("index") and any(i.meta.dtype == torch.bool for i in indices)
    if call.op == "one_hot" and arguments[1] >= 0:
        return False
    return torch.Tag.dynamic_output_shape in call.tags


def _check_type(meta: torch.Tensor, integers: bool) -> None:
    dtype = meta.dtype
    if dtype.is_complex or not (dtype.is_floating_point or integers):
        raise Unsupported(f"a result of type {str(dtype).removeprefix('torch.')}")


def _without_data(item: Any) -> Any:
    if isinstance(item, Symbol):
        return item.meta
    if isinstance(item, torch.Tensor):
        # Numbers wrapped in tensors keep their value: some kernels read it.
        return item if item.dim() == 0 else item.to("meta")
    if isinstance(item, torch.device):
        return torch.device("meta")
    if isinstance(item, list | tuple):
        return type(item)(_without_data(part) for part in item)
    return item


def _with_data(item: Any) -> Any:
    if isinstance(item, Symbol):
        assert item.meta is not None
        return torch.zeros(item.meta.shape, dtype=item.meta.dtype)
    if isinstance(item, torch.device):
        return torch.device("cpu")
    if isinstance(item, list | tuple):
        return type(item)(_with_data(part) for part in item)
    return item
