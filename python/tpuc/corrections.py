# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What calibration changes in a network for INT8, in a file beside the calibration table.

Two kinds of corrections, keyed by layer name. *Channel scales* move the sizes of channels from a
layer into its readers and leave the network's function as it is; the thresholds of the table are
those of the scaled network, so both belong together and the table names the file. *INT8 weights*
take the place of a layer's weights where, and only where, it is computed in INT8; float layers of
a mix keep their own.

The file is a safetensors file. Its tensors, all F32, are ``scale/LAYER`` [channels],
``filter/LAYER`` (shape of the layer's own), ``bias/LAYER`` [channels] and ``range/LAYER`` (one
number, or one per output channel: the magnitude that stands for the largest weight). Its metadata
say the format and, with INT8 weights, the chip that they were made for.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from tpuc.errors import TpucError
from tpuc.fileio import atomic_write, existing_file

Array: TypeAlias = npt.NDArray[np.float32]

_FORMAT = "tpuc-corrections-1"
_SCALE = "scale"


@dataclass(frozen=True)
class Int8Weights:
    """What the integers of one layer are made from; None: the layer's own."""

    filter: Array | None = None  #: laid out as the layer's own
    bias: Array | None = None  #: [output channels]
    range: Array | None = None  #: [1] or [output channels]

    def entries(self) -> Iterator[tuple[str, Array]]:
        """Those that are given, by the names they have in the file and in the network."""
        for one in fields(self):
            value = getattr(self, one.name)
            if value is not None:
                yield one.name, value


_KINDS = (_SCALE, *(one.name for one in fields(Int8Weights)))


@dataclass
class Corrections:
    """Channel scales and INT8 weights of a network, by layer name."""

    scales: dict[str, Array] = field(default_factory=dict)
    weights: dict[str, Int8Weights] = field(default_factory=dict)
    chip: str = ""  #: the chip that `weights` are for; empty without any

    def __bool__(self) -> bool:
        return bool(self.scales or self.weights)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the file atomically."""
        tensors = {f"{_SCALE}/{name}": value for name, value in self.scales.items()}
        for name, weights in self.weights.items():
            tensors.update({f"{kind}/{name}": value for kind, value in weights.entries()})
        arrays = {key: np.ascontiguousarray(value, np.float32) for key, value in tensors.items()}
        with atomic_write(path) as temporary:
            save_file(arrays, temporary, {"format": _FORMAT, "chip": self.chip})

    @staticmethod
    def load(path: str | os.PathLike[str]) -> Corrections:
        """Reads a file; TpucError names it when it is something else or holds bad numbers."""
        file = existing_file(path, "corrections file")
        result = Corrections()
        parts: dict[str, dict[str, Array]] = {}
        try:
            with safe_open(file, framework="numpy") as content:
                metadata = content.metadata() or {}
                if metadata.get("format") != _FORMAT:
                    raise TpucError(f"{file} is no corrections file of run_calibration.py")
                result.chip = metadata.get("chip", "")
                for key in list(content.keys()):
                    kind, _, name = key.partition("/")
                    parts.setdefault(name, {})[kind] = _checked(content.get_tensor(key), key, file)
        except (OSError, SafetensorError) as error:
            reason = " ".join(str(error).split())
            raise TpucError(f"corrections file {file} cannot be read: {reason}") from error
        for name, kinds in parts.items():
            if _SCALE in kinds:
                result.scales[name] = kinds.pop(_SCALE)
            if kinds:
                result.weights[name] = Int8Weights(**kinds)
        if result.weights and not result.chip:
            raise TpucError(f"corrections file {file} does not say for which chip it was made")
        return result

    def apply(self, module: Any, source: str = "corrections") -> Any:
        """A copy of a Top module with the corrections in it.

        The channel scales are in its weights (pass ``top-scale-channels``), the INT8 weights in
        attributes that lowering looks at. Raises TpucError that begins with `source` when they
        belong to another network.
        """
        from tpuc.mlir import ir
        from tpuc.mlir.passmanager import PassManager
        from tpuc.runtime.modules import clone_module

        result = clone_module(module)
        ops = layer_ops(result)
        unknown = [name for name in (*self.scales, *self.weights) if name not in ops]
        if unknown:
            raise TpucError(f"{source}: the network has no layer {unknown[0]}")
        with result.context, ir.Location.unknown():
            result.operation.attributes["top.corrections"] = ir.StringAttr.get(source)
            if self.weights:
                chip = ir.StringAttr.get(self.chip)
                result.operation.attributes["top.int8_weights_chip"] = chip
            for name, scale in self.scales.items():
                ops[name].attributes["top.channel_scale"] = ir.DenseElementsAttr.get(scale)
            for name, weights in self.weights.items():
                set_int8_weights(ops[name], weights)
            try:
                PassManager.parse("builtin.module(func.func(top-scale-channels))").run(
                    result.operation
                )
            except ir.MLIRError as error:
                raise TpucError(f"{source}: {_reason(error)}") from error
        return result


def set_int8_weights(op: Any, weights: Int8Weights) -> None:
    """Puts INT8 weights on a layer's operation, in place of those it has."""
    from tpuc.mlir import ir

    with op.context, ir.Location.unknown():
        entries = {
            name: ir.DenseElementsAttr.get(np.ascontiguousarray(value, np.float32))
            for name, value in weights.entries()
        }
        op.attributes["top.int8_weights"] = ir.DictAttr.get(entries)


def has_int8_weights(module: Any) -> bool:
    """Whether layers have INT8 weights or biases that calibration corrected for its thresholds."""
    return any("top.int8_weights" in op.attributes for op in layer_ops(module).values() if op)


def corrected(module: Any, table: object) -> Any:
    """The network that a calibration table's thresholds are those of.

    That is `module`, unless the table was read from a file that names corrections and `module`
    does not have them yet.
    """
    path: Path | None = getattr(table, "corrections", None)
    if path is None or "top.corrections" in module.operation.attributes:
        return module
    return Corrections.load(path).apply(module, f"corrections file {path}")


def scaled_layers(table: object) -> list[str]:
    """The layers that have other values in the network of a table than in the original one."""
    path: Path | None = getattr(table, "corrections", None)
    return [] if path is None else list(Corrections.load(path).scales)


def layer_ops(module: Any) -> Mapping[str, Any]:
    """The operations of a module by layer name, without weights."""
    from tpuc.layers import Layers

    return {name: layer.op for name, layer in Layers.of(module).items()}


def _checked(value: npt.NDArray[Any], key: str, file: Path) -> Array:
    kind, _, name = key.partition("/")
    if kind not in _KINDS or not name or value.dtype != np.float32:
        raise TpucError(f"corrections file {file}: unknown tensor {key} of {value.dtype}")
    if not np.isfinite(value).all():
        raise TpucError(f"corrections file {file}: {key} has values that are not finite")
    return value


def _reason(error: Any) -> str:
    """The first diagnostic of an error of MLIR, on one line."""
    diagnostics = getattr(error, "error_diagnostics", None)
    text = diagnostics[0].message if diagnostics else str(error)
    return " ".join(text.split())
