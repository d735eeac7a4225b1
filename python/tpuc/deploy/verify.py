# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holding a lowered network against its float reference, and saying where it falls short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tpuc.compare import Report, TensorComparison, Tolerance, compare
from tpuc.deploy.request import INT8, Tables, Target
from tpuc.errors import ComparisonError, TpucError

Array: TypeAlias = NDArray[Any]
Tensors: TypeAlias = Mapping[str, Array]

#: Similarities to exceed, by mode.
DEFAULT_TOLERANCES = {
    INT8: Tolerance(0.90, 0.80),
    "F16": Tolerance(0.99, 0.90),
    "BF16": Tolerance(0.99, 0.90),
    "F32": Tolerance(0.99, 0.99),
}
_SHOWN_LAYERS = 5


@dataclass(frozen=True)
class Verification:
    """What a lowered network is held against.

    Only the network's outputs are compared, or with `compare_all` every tensor that both sides
    have, in either case without those in `excepts`.
    """

    reference: Tensors
    source: str
    tolerance: Tolerance
    compare_all: bool = False
    excepts: Sequence[str] = ()


def check_excepts(verification: Verification, layers: Iterable[str]) -> None:
    """Refuses exceptions that name no tensor of the network."""
    known = {*layers, *verification.reference}
    unknown = [name for name in verification.excepts if name not in known]
    if unknown:
        raise TpucError(f"--excepts: the network computes no tensor {', '.join(unknown)}")


def check_against_reference(
    lowered: Tensors, outputs: Sequence[str], verification: Verification
) -> Report:
    """Compares a lowered network's tensors with the reference.

    `lowered` holds every tensor by layer name, `outputs` the layers that are the outputs.
    """
    reference = verification.reference
    if not verification.compare_all:
        wanted = [name for name in outputs if name not in verification.excepts]
        missing = [name for name in wanted if name not in reference]
        if missing:
            raise TpucError(
                f"{verification.source} has no tensor {missing[0]}, an output of the network: "
                "give the --test_result that model_transform.py wrote"
            )
        reference = {name: reference[name] for name in wanted}
    report = compare(lowered, reference, verification.tolerance, verification.excepts, strict=True)
    if not report.tensors and verification.excepts:
        raise TpucError(
            "--excepts leaves nothing to compare: compare more with --compare_all, or use "
            "--skip_validation instead"
        )
    if not report.tensors:
        raise TpucError(f"{verification.source} has no tensor that the network has")
    return report


def describe(report: Report, source: str) -> str:
    """How the comparison went: one line when all is well, else the tensors that failed."""
    tolerance = report.tolerance
    needed = f"cosine > {tolerance.cosine:g}, euclidean > {tolerance.euclidean:g}"
    failed = [tensor for tensor in report.tensors if not tensor.passed]
    shown = failed[:_SHOWN_LAYERS] if failed else [_worst(report.tensors)]
    count = len(report.tensors)
    head = f"against {source}: {count - len(failed)} of {count} tensors alike ({needed})"
    return "\n".join([head, *(f"  {tensor.describe()}" for tensor in shown)])


def first_short(lowered: Tensors, floats: Tensors, tolerance: Tolerance) -> str:
    """The layers that fall short first, in the order of the network, a line each."""
    report = compare(lowered, floats, tolerance, strict=True)
    short = [tensor for tensor in report.tensors if not tensor.passed]
    if not short:
        return "no single layer falls below the tolerance"
    lines = [f"  {tensor.describe()}" for tensor in short[:_SHOWN_LAYERS]]
    return "\n".join([f"layers that fall short first ({len(short)} in all):", *lines])


def failure(report: Report, target: Target, tables: Tables) -> ComparisonError:
    """The error of a failed comparison: the first tensor and what can be tried."""
    first = report.first_failure
    assert first is not None
    what = first.note or f"cosine {first.cosine:.6f}, euclidean {first.euclidean:.6f}"
    return ComparisonError(
        f"{first.name} differs too much: {what}; nothing was written\n{_advice(target, tables)}"
    )


def check_same(before: Tensors, after: Tensors, package: str) -> None:
    """A package, read again, must compute what the network it was made of computed."""
    for name, value in before.items():
        if name not in after or not np.array_equal(value, after[name], equal_nan=True):
            raise ComparisonError(
                f"{package}: output {name} differs after writing and reading; please report this"
            )


def _advice(target: Target, tables: Tables) -> str:
    lenient = "or accept it with a lower --tolerance, or --skip_validation"
    if target.mode != INT8:
        others = {"F16": "BF16 or F32", "BF16": "F16 or F32"}.get(target.mode)
        return f"try --quantize {others}, {lenient}" if others else f"please report this, {lenient}"
    if tables.quantization is None:
        return (
            f"try run_sensitive_layer.py --chip {target.chip} --calibration_table "
            f"{tables.calibration} and deploy with the tables it writes, {lenient}"
        )
    return f"try run_sensitive_layer.py with a larger --max_float_layers, {lenient}"


def _worst(tensors: Sequence[TensorComparison]) -> TensorComparison:
    return min(tensors, key=lambda tensor: tensor.cosine)
