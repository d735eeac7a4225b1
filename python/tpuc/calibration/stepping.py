# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A network layer by layer, in float beside what a chip computes in INT8.

Each layer is taken out of the network with the types around it and lowered alone, which gives the
integers that it has in the lowered network. So a layer's weights can be changed when its turn
comes, with the inputs that all layers before it, changed already, really give it; every sample
passes every layer once, and the network is never lowered as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tpuc.corrections import Int8Weights, set_int8_weights
from tpuc.layers import Layer, Layers
from tpuc.mlir import ir
from tpuc.mlir.dialects import func, quant
from tpuc.runtime.lowering import calibrated, lower
from tpuc.runtime.modules import weight_ops
from tpuc.runtime.session import Session
from tpuc.tables import Threshold

Array: TypeAlias = npt.NDArray[np.float32]

_HALF = {"f16": ir.F16Type, "bf16": ir.BF16Type}


@dataclass(frozen=True)
class Grid:
    """The integers that the weights of a lowered layer can be."""

    step: npt.NDArray[np.float64]  #: [1] or [output channels], what 1 stands for
    low: int
    high: int


class Int8Layer:
    """One layer as the chip computes it."""

    def __init__(self, name: str, module: Any) -> None:
        self._name = name
        self._module = module
        self._session = Session(module)
        info = self._session.tensor(name)
        self.dtype = info.dtype
        #: The real numbers that the least and the greatest stored value stand for.
        self.limits = (-np.inf, np.inf)
        if info.quantized:
            low, high = (0, 255) if info.dtype == "u8" else (-128, 127)
            self.limits = (
                info.scale * (low - info.zero_point),
                info.scale * (high - info.zero_point),
            )

    @cached_property
    def grid(self) -> Grid | None:
        """The grid of its weights; None when they are no integers."""
        for name, layer in Layers.of(self._module).items():
            if name == self._name and len(layer.op.operands) > 1:
                return _grid(ir.RankedTensorType(layer.op.operands[1].type).element_type)
        return None

    def run(self, tensors: Mapping[str, Array]) -> Array:
        """The layer's result, as the real numbers that its integers stand for."""
        inputs = {one.name: tensors[one.name] for one in self._session.inputs}
        return self._session.run(inputs, keep=[self._name])[self._name]


class Stepper:
    """The layers of a Top network under some thresholds, in order.

    `module` and `table` as for `tpuc.runtime.lower`, channel scales applied. `run` of a layer's
    session takes the values of what it reads, float32 arrays of real numbers by layer name.
    """

    def __init__(self, module: Any, chip: str, table: Mapping[str, Threshold]) -> None:
        self._module = module
        self._chip = chip
        self.table = dict(table)
        self._given = {name: layer.type for name, layer in Layers.of(module).items()}
        self._dtypes: dict[str, str] = {}
        self._import()

    def _import(self) -> None:
        self._typed = calibrated(self._module, chip=self._chip, table=self.table)
        self.layers = Layers.of(self._typed)

    def __iter__(self) -> Iterator[Layer]:
        """The layers without the network's inputs, in the form that the chip has.

        Thresholds may be changed meanwhile.
        """
        for name in list(self.layers):
            if self.layers[name].type != "top.Input":
                yield self.layers[name]

    def is_given(self, name: str) -> bool:
        """Whether the chip computes a layer as the operator that the network has there."""
        return self._given.get(name) == self.layers[name].type

    def set_threshold(self, name: str, threshold: Threshold) -> None:
        """Puts a threshold in force, for this layer and those that share it."""
        self.table[name] = threshold
        self._import()

    def float_run(self, name: str, tensors: Mapping[str, Array]) -> Array:
        """The layer's result in f32."""
        session = Session(_isolated(self.layers[name], None))
        inputs = {one.name: tensors[one.name] for one in session.inputs}
        return session.run(inputs, keep=[name])[name]

    def int8(self, name: str, weights: Int8Weights | None = None) -> Int8Layer:
        """The layer lowered alone, with other weights if given."""
        layer = self.layers[name]
        lowered, _ = lower(_isolated(layer, self._dtypes, weights), chip=self._chip)
        return Int8Layer(name, lowered)

    def passed(self, name: str, dtype: str) -> None:
        """Notes in which type the layer's result reaches its readers."""
        self._dtypes[name] = dtype


def _isolated(
    layer: Layer, dtypes: Mapping[str, str] | None, weights: Int8Weights | None = None
) -> Any:
    """A module of one layer; with `dtypes` its values keep their calibrated types.

    Those are the types in which its operands come, by layer name; f32 or integers when missing.
    """
    op = layer.op
    with op.context, ir.Location.unknown():
        module = ir.Module.create()
        weight_values = [weight.results[0] for weight in weight_ops(op)]
        values = [value for value in op.operands if value not in weight_values]
        operands = dict(zip(layer.inputs, values, strict=True))
        types = {n: _input_type(v.type, dtypes, n) for n, v in operands.items()}
        result = _input_type(op.results[0].type, None if dtypes is None else {}, layer.name)
        with ir.InsertionPoint(module.body):
            function = func.FuncOp("main", (list(types.values()), [result]))
        block = function.add_entry_block()
        with ir.InsertionPoint(block):
            mapping = {}
            for argument, (name, type_) in zip(block.arguments, types.items(), strict=True):
                mapping[operands[name]] = ir.Operation.create(
                    "top.Input", [type_], [argument], loc=ir.Location.name(name)
                ).results[0]
            for weight in weight_ops(op):
                clone = weight.clone(ir.InsertionPoint(block))
                mapping[weight.results[0]] = clone.results[0]
            copy = op.operation.clone(ir.InsertionPoint(block)).operation
            for place, value in enumerate(op.operands):
                copy.operands[place] = mapping[value]
            copy.results[0].set_type(result)
            func.ReturnOp([copy.results[0]])
        if weights is not None:
            set_int8_weights(copy, weights)
    return module


def _input_type(type_: Any, dtypes: Mapping[str, str] | None, name: str) -> Any:
    """The type without its calibration, or for a value that comes as a half type, with that."""
    tensor = ir.RankedTensorType(type_)
    if not isinstance(tensor.element_type, quant.CalibratedQuantizedType):
        return type_
    if dtypes is None:
        return ir.RankedTensorType.get(tensor.shape, ir.F32Type.get())
    half = _HALF.get(dtypes.get(name, ""))
    if half is None:
        return type_
    given = tensor.element_type
    element = quant.CalibratedQuantizedType.get(half.get(), given.min, given.max)
    return ir.RankedTensorType.get(tensor.shape, element)


def _grid(element: Any) -> Grid | None:
    if isinstance(element, quant.UniformQuantizedType):
        steps = [element.scale]
    elif isinstance(element, quant.UniformQuantizedPerAxisType):
        steps = element.scales
    else:
        return None
    return Grid(np.asarray(steps), element.storage_type_min, element.storage_type_max)
