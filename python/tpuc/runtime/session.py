# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A network ready to run on batches of samples."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tpuc.errors import TpucError
from tpuc.mlir import ir
from tpuc.mlir._mlir_libs import _tpuc

Array = npt.NDArray[np.float32]
ArrayLike = npt.NDArray[Any]

ALL = "all"
"""For `keep`: every tensor that has a name."""


@dataclass(frozen=True)
class TensorInfo:
    """A value of a network.

    Attributes:
        name: the layer name.
        op: the op that produces it, such as ``top.Conv``.
        shape: of one sample, the model's batch included.
        dtype: ``f32``, ``f16``, ``bf16``, ``i8``, ``u8``, ``i16``, ``i32`` or ``i64``.
        quantized: whether ``real = scale * (stored - zero_point)``.
    """

    name: str
    op: str
    shape: tuple[int, ...]
    dtype: str
    quantized: bool
    scale: float
    zero_point: int


@dataclass(frozen=True)
class Samples:
    """Inputs in the form in which native code takes them."""

    count: int
    arrays: list[Array]
    raw: list[bool]


def _checked_array(info: TensorInfo, value: ArrayLike) -> tuple[Array, bool, int]:
    """The array for an input, whether it holds stored integers, and its number of samples."""
    array = np.asarray(value)
    raw = info.quantized and array.dtype.kind in "iu"
    if array.dtype.kind not in "fiub":
        raise TpucError(
            f"input '{info.name}': an array of {array.dtype} is not a tensor of numbers"
        )
    batch = info.shape[0] if info.shape else 1
    if info.shape:
        good = (
            array.ndim == len(info.shape)
            and array.shape[1:] == info.shape[1:]
            and array.shape[0] % batch == 0
        )
    else:
        good = array.ndim == 1
    if not good or array.shape[0] == 0:
        wanted = ", ".join(str(d) for d in (f"{batch}*samples", *info.shape[1:]))
        raise TpucError(f"input '{info.name}' has shape {array.shape}, expected ({wanted})")
    return np.ascontiguousarray(array, dtype=np.float32), raw, array.shape[0] // batch


def check_samples(inputs: Mapping[str, ArrayLike], infos: Sequence[TensorInfo]) -> Samples:
    """Checks names, shapes and numbers of samples against the inputs of a network."""
    names = [info.name for info in infos]
    missing = [n for n in names if n not in inputs]
    unknown = [n for n in inputs if n not in names]
    if missing or unknown:
        problem = f"missing {missing}" if missing else f"unknown {unknown}"
        raise TpucError(f"inputs: {problem}; the network has {names}")
    arrays, raws, counts = [], [], []
    for info in infos:
        array, raw, count = _checked_array(info, inputs[info.name])
        arrays.append(array)
        raws.append(raw)
        counts.append(count)
    if len(set(counts)) > 1:
        listing = ", ".join(f"'{n}' {c}" for n, c in zip(names, counts, strict=True))
        raise TpucError(f"inputs hold different numbers of samples: {listing}")
    return Samples(counts[0] if counts else 1, arrays, raws)


def can_execute(op: str) -> bool:
    """Whether sessions can run the op of that full name, such as ``top.Conv``."""
    with ir.Context() as context:
        return bool(_tpuc.can_execute(context, op))


def make_tensor_info(fields: tuple[Any, ...]) -> TensorInfo:
    """From what native code says of a tensor."""
    name, op, shape, dtype, quantized, scale, zero_point = fields
    return TensorInfo(name, op, tuple(shape), dtype, quantized, scale, zero_point)


class Session:
    """A module compiled for execution; it does not change when the module does.

    A run takes any number of samples, stacked along dimension 0: arrays have the shape of the
    network's input, the first dimension times the number of samples. Samples run side by side on
    the cores; a single one is split inside the kernels.

    Args:
        module: Top or Tpu ops, with their weights attached.
        reference: use the plain kernels that the numerics are checked against; slow.
        threads: 0 means all cores.
        memory_budget_mb: bounds the scratch memory. What a run keeps is not counted.
    """

    def __init__(
        self,
        module: ir.Module,
        *,
        reference: bool = False,
        threads: int = 0,
        memory_budget_mb: int = 1024,
    ) -> None:
        self._native = _tpuc.Session.create(module, reference, threads, memory_budget_mb << 20)
        self.tensors: list[TensorInfo] = [make_tensor_info(t) for t in self._native.tensors()]
        self.inputs: list[TensorInfo] = [self.tensors[i] for i in self._native.inputs()]
        self.outputs: list[TensorInfo] = [self.tensors[i] for i in self._native.outputs()]
        self._index = {info.name: i for i, info in enumerate(self.tensors)}

    def index(self, name: str) -> int:
        """The place in `tensors` of that layer name."""
        return self._indices([name])[0]

    def tensor(self, name: str) -> TensorInfo:
        """The tensor of that layer name."""
        return self.tensors[self.index(name)]

    def run(
        self,
        inputs: Mapping[str, ArrayLike],
        keep: str | Iterable[str] | None = None,
        raw: bool = False,
        allow_nan: bool = False,
    ) -> dict[str, Array]:
        """Runs all samples and returns tensors by layer name.

        Args:
            inputs: an array for every input. Integer arrays for a quantized input are taken as
                stored values, floats are quantized.
            keep: names of the tensors to return, `ALL`, or None for the network's outputs.
            raw: return the stored integers of quantized tensors, as float arrays, instead of the
                real numbers.
            allow_nan: NaN in a float input is a value; otherwise it is refused.
        """
        samples = check_samples(inputs, self.inputs)
        if keep is None:
            kept = [self._index[info.name] for info in self.outputs]
        elif isinstance(keep, str) and keep == ALL:
            kept = list(range(len(self.tensors)))
        else:
            kept = self._indices([keep] if isinstance(keep, str) else keep)
        kept = list(dict.fromkeys(kept))
        out = [self._allocate(self.tensors[i], samples.count) for i in kept]
        self._native.run(samples.count, samples.arrays, samples.raw, kept, out, raw, allow_nan)
        return {self.tensors[i].name: array for i, array in zip(kept, out, strict=True)}

    def _indices(self, names: Iterable[str]) -> list[int]:
        names = list(names)
        unknown = [n for n in names if n not in self._index]
        if unknown:
            raise TpucError(f"the network has no tensor {unknown}")
        return [self._index[n] for n in names]

    @staticmethod
    def _allocate(info: TensorInfo, samples: int) -> Array:
        shape = (info.shape[0] * samples, *info.shape[1:]) if info.shape else (samples,)
        return np.empty(shape, dtype=np.float32)
