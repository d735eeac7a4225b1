# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs one op and compares it with what numpy says.

`check` runs the op in every way that a session has: with fast and with reference kernels, alone and
among other samples, on one thread and on two, and with activations that arrive channels-last.
"""

import tempfile
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from tpuc.mlir import ir
from tpuc.runtime import Session, attach_weights

_NUMPY = {
    "f32": np.float32,
    "f16": np.float16,
    "i8": np.int8,
    "ui8": np.uint8,
    "i16": np.int16,
    "i32": np.int32,
}


@dataclass
class Tensor:
    """A value: its numbers as they are stored, and its element type."""

    array: np.ndarray
    element: str
    constant: bool = False

    @property
    def type(self):
        """The MLIR type."""
        return _tensor(self.array.shape, self.element)

    @property
    def integer(self):
        """Whether results must agree to the bit."""
        return not self.element.endswith(("f32", "f16")) or self.element.startswith("!")

    @property
    def storage(self):
        """The element type of a weight's blob."""
        if not self.element.startswith("!"):
            return self.element
        return "ui8" if "<u8" in self.element else "i8"


def _tensor(shape, element):
    return f"tensor<{''.join(f'{d}x' for d in shape)}{element}>"


def f32(array):
    """An f32 tensor."""
    return Tensor(np.asarray(array, np.float32), "f32")


def f16(array):
    """An f16 tensor of numbers that f16 can hold."""
    return Tensor(np.asarray(array, np.float32), "f16")


def bf16(array):
    """A bf16 tensor of numbers that bf16 can hold."""
    return Tensor(np.asarray(array, np.float32), "bf16")


def i32(array):
    """An accumulator."""
    return Tensor(np.asarray(array), "i32")


def i8(array, scale=1.0, zero_point=0):
    """A quantized tensor, given by its integers."""
    zp = f":{zero_point}" if zero_point else ""
    return Tensor(np.asarray(array), f"!quant.uniform<i8:f32, {float(scale)!r}{zp}>")


def u8(array, scale=1.0, zero_point=0):
    """An unsigned quantized tensor, given by its integers."""
    zp = f":{zero_point}" if zero_point else ""
    return Tensor(np.asarray(array), f"!quant.uniform<u8:f32, {float(scale)!r}{zp}>")


def weight(tensor, element=None):
    """A constant operand, perhaps of another element type (`i16`, `ui8` ...)."""
    return Tensor(tensor.array, element or tensor.element, constant=True)


def check(op, operands, attributes, expected, chip=None, tolerance=2e-6):
    """Runs the op; integers must be equal, floats within `tolerance` of the largest magnitude."""
    results = []
    last = any(_can_be_last(t) for t in operands)
    for channels_last in [False, True] if last else [False]:
        module = _module(op, operands, attributes, expected, chip, channels_last)
        for reference, threads in product((False, True), (1, 2)):
            session = Session(module, reference=reference, threads=threads)
            results += _run(session, operands, channels_last)
    assert results[0].shape == expected.array.shape, (results[0].shape, expected.array.shape)
    for result in results:
        _compare(op, result, expected, tolerance)


def _compare(op, result, expected, tolerance):
    wanted = expected.array.astype(np.float64)
    if expected.integer:
        different = result != wanted
    else:
        with np.errstate(invalid="ignore"):
            close = np.abs(result - wanted) <= tolerance * max(
                1.0, np.abs(wanted[np.isfinite(wanted)]).max(initial=0)
            )
        different = ~(close | (result == wanted) | (np.isnan(result) & np.isnan(wanted)))
    if different.any():
        at = tuple(int(i) for i in np.argwhere(different)[0])
        raise AssertionError(
            f"{op}: {different.sum()} of {different.size} elements differ, the first at {at}: "
            f"{result[at]!r}, expected {wanted[at]!r}"
        )


def _can_be_last(tensor):
    return tensor.array.ndim == 4 and not tensor.constant


def _module(op, operands, attributes, expected, chip, channels_last):
    """One function: inputs, weights, the op."""
    arguments, body, names, weights = [], [], [], {}
    dialect = op.split(".")[0]
    for i, tensor in enumerate(operands):
        if tensor is None:
            continue
        if tensor.constant:
            names.append(f"%w{i}")
            weights[f"w{i}"] = tensor.array.astype(_NUMPY[tensor.storage])
            blob = _tensor(tensor.array.shape, tensor.storage)
            value = f"dense_resource<w{i}> : {blob}"
            body.append(f'%w{i} = top.Weight {{value = {value}}} : {tensor.type} loc("w{i}")')
            continue
        shape = tensor.array.shape
        last = channels_last and _can_be_last(tensor)
        if last:
            shape = tuple(shape[d] for d in (0, 2, 3, 1))
        kind = _tensor(shape, tensor.element)
        arguments.append(f"%a{i}: {kind}")
        body.append(f'%x{i} = top.Input(%a{i}) : ({kind}) -> {kind} loc("x{i}")')
        names.append(f"%x{i}")
        if last:
            names[-1] = f"%p{i}"
            order = "{order = array<i64: 0, 3, 1, 2>}"
            signature = f"({kind}) -> {tensor.type}"
            body.append(f'%p{i} = {dialect}.Permute(%x{i}) {order} : {signature} loc("p{i}")')
    types = ", ".join(t.type for t in operands if t is not None)
    body.append(
        f'%r = {op}({", ".join(names)}) {{{attributes}}} : ({types}) -> {expected.type} loc("r")'
    )
    body.append(f"return %r : {expected.type}")
    header = f'attributes {{tpu.chip = "{chip}"}} ' if chip else ""
    lines = "\n    ".join(body)
    function = f"func.func @main({', '.join(arguments)}) -> {expected.type}"
    text = f"module {header}{{\n  {function} {{\n    {lines}\n  }}\n}}"
    with ir.Context():
        module = ir.Module.parse(text)
    if weights:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "weights.safetensors"
            save_file({k: np.ascontiguousarray(v) for k, v in weights.items()}, path)
            attach_weights(module, path)
    return module


def _run(session, operands, channels_last):
    """The op's result from a run of its own, and from one among other samples."""
    inputs = {}
    for i, tensor in enumerate(operands):
        if tensor is None or tensor.constant:
            continue
        array = tensor.array
        if channels_last and _can_be_last(tensor):
            array = np.ascontiguousarray(np.moveaxis(array, 1, -1))
        inputs[f"x{i}"] = array.astype(np.int64) if tensor.element.startswith("!") else array
    results = [session.run(inputs, raw=True)["r"]]
    if all(array.ndim for array in inputs.values()):
        # Other samples around it: the same values in another order.
        other = {k: np.ascontiguousarray(np.flip(v).reshape(v.shape)) for k, v in inputs.items()}
        stacked = {k: np.concatenate([other[k], v, other[k]]) for k, v in inputs.items()}
        rows = results[0].shape[0]
        results.append(session.run(stacked, raw=True)["r"][rows : 2 * rows])
    return results
