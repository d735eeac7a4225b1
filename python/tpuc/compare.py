# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How alike two sets of tensors are, as model_transform, model_deploy and npz_tool judge it."""

from __future__ import annotations

import csv
import enum
import io
import math
from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass, replace

import numpy as np
import numpy.typing as npt

from tpuc.differences import Difference
from tpuc.errors import ComparisonError, TpucError

_Tensor = npt.NDArray[np.generic]
_Floats = npt.NDArray[np.float32]

#: Relative tolerances 1e-5, 1e-4, 1e-3 within which tensors are CLOSE.
_CLOSE_ORDERS = (5, 4, 3)
#: What stands for an infinity, so that one does not swallow the whole tensor.
_LARGE = 10000.0
#: Numbers from here on are infinities: masks of attention have the largest float there is, whose
#: square is none.
_INFINITE = 1e15


class Status(enum.Enum):
    """The outcome of a comparison; the first three pass."""

    EQUAL = "EQUAL"
    CLOSE = "CLOSE"
    SIMILAR = "SIMILAR"
    NOT_SIMILAR = "NOT_SIMILAR"


@dataclass(frozen=True)
class Tolerance:
    """Similarities that have to be exceeded where tensors are not close."""

    cosine: float = 0.99
    euclidean: float = 0.99

    @staticmethod
    def parse(text: str, flag: str = "--tolerance") -> Tolerance:
        """From `cosine,euclidean`."""
        try:
            cosine, euclidean = (float(part) for part in text.split(","))
        except ValueError as error:
            raise TpucError(
                f"{flag} {text}: it takes two numbers, cosine,euclidean such as 0.99,0.99"
            ) from error
        if not (-1 <= cosine <= 1 and euclidean <= 1):
            raise TpucError(f"{flag} {text}: similarities are at most 1")
        return Tolerance(cosine, euclidean)


@dataclass(frozen=True)
class TensorComparison:
    """Two tensors of one name. `order` is k of the tolerance 10^-k within which they are CLOSE.

    `difference` has both side by side where there are as many elements.
    """

    name: str
    status: Status
    cosine: float = 1.0
    euclidean: float = 1.0
    sqnr: float = math.inf
    order: int = 0
    note: str = ""
    difference: Difference | None = None

    @property
    def passed(self) -> bool:
        """Whether the tensors are alike enough."""
        return self.status is not Status.NOT_SIMILAR

    def describe(self) -> str:
        """One line: name, status and statistics."""
        if self.note:
            return f"{self.name}: {self.status.value}, {self.note}"
        return (
            f"{self.name}: {self.status.value}, cosine {self.cosine:.6f}, "
            f"euclidean {self.euclidean:.6f}, sqnr {self.sqnr:.2f} dB"
        )


@dataclass(frozen=True)
class Report:
    """The comparisons of all tensors that both sides have, in the order of the reference."""

    tensors: list[TensorComparison]
    tolerance: Tolerance

    @property
    def first_failure(self) -> TensorComparison | None:
        """The first tensor that differs."""
        return next((tensor for tensor in self.tensors if not tensor.passed), None)

    def raise_on_failure(self) -> None:
        """Raises ComparisonError naming the first tensor that differs."""
        failure = self.first_failure
        if failure is None:
            return
        count = sum(not tensor.passed for tensor in self.tensors)
        raise ComparisonError(
            f"{count} of {len(self.tensors)} tensors differ; the first is {failure.describe()} "
            f"(needed: cosine > {self.tolerance.cosine:g}, "
            f"euclidean > {self.tolerance.euclidean:g})"
            + (f"\n{failure.difference.describe()}" if failure.difference else "")
        )

    def table(self) -> str:
        """The comparisons as CSV, a line per tensor, with the statistics of both sides."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for tensor in self.tensors:
            writer.writerow(_row(tensor))
        return stream.getvalue()


_COLUMNS = (
    *("tensor", "status", "cosine", "euclidean", "sqnr_db"),
    *(f"{side}_{name}" for side in ("our", "original") for name in ("min", "max", "mean", "std")),
    *("largest_difference", "at", "our_value", "original_value", "note"),
)


def _row(tensor: TensorComparison) -> list[str]:
    difference = tensor.difference
    cells = [tensor.name, tensor.status.value]
    cells += [f"{value:.9g}" for value in (tensor.cosine, tensor.euclidean, tensor.sqnr)]
    if difference is None:
        return cells + [""] * (len(_COLUMNS) - len(cells) - 1) + [tensor.note]
    numbers = [*astuple(difference.ours), *astuple(difference.theirs), difference.largest]
    place = " ".join(map(str, difference.place))
    values = [*(f"{number:.9g}" for number in numbers), place]
    return [*cells, *values, *(f"{value:.9g}" for value in difference.pair), tensor.note]


def compare(
    actual: Mapping[str, _Tensor],
    reference: Mapping[str, _Tensor],
    tolerance: Tolerance,
    excepts: Collection[str] = (),
    close_within: float = 1e-8,
    strict: bool = False,
    side_by_side: bool = False,
) -> Report:
    """Compares the tensors of both sides by name, except those in `excepts`.

    The statistics of both are kept for tensors that differ, with `side_by_side` for all.
    Differences up to `close_within` count as CLOSE, however small the elements are. With `strict`
    a tensor with an element that only one side has a NaN or an infinity for is NOT_SIMILAR.
    """
    tensors = []
    for name in reference:
        if name in actual and name not in excepts:
            ours, theirs = actual[name], reference[name]
            tensor = compare_tensors(name, ours, theirs, tolerance, close_within, strict)
            if side_by_side or not tensor.passed:
                tensor = replace(tensor, difference=Difference.between(ours, theirs))
            tensors.append(tensor)
    return Report(tensors, tolerance)


@np.errstate(over="ignore", invalid="ignore")
def compare_tensors(
    name: str,
    actual: _Tensor,
    reference: _Tensor,
    tolerance: Tolerance,
    close_within: float = 1e-8,
    strict: bool = False,
) -> TensorComparison:
    """Compares two tensors; shapes may differ as long as the number of elements does not.

    NaN count as 0, unless `strict` asks that both sides have them, and infinities, alike.
    """
    if actual.size != reference.size:
        note = f"shape {list(actual.shape)} against {list(reference.shape)}"
        return TensorComparison(name, Status.NOT_SIMILAR, 0.0, 0.0, -math.inf, note=note)
    if np.array_equal(actual.reshape(-1), reference.reshape(-1)):
        return TensorComparison(name, Status.EQUAL)
    a, b = (np.asarray(tensor, np.float32).reshape(-1) for tensor in (actual, reference))
    statistics = (cosine(a, b), euclidean(a, b), sqnr(a, b))
    lost = int((np.isfinite(a) != np.isfinite(b)).sum()) if strict else 0
    if lost:
        note = f"{lost} of {a.size} elements are NaN or infinite on one side only"
        return TensorComparison(name, Status.NOT_SIMILAR, *statistics, note=note)
    if np.int8 in (actual.dtype, reference.dtype):
        return TensorComparison(
            name, Status.NOT_SIMILAR, *statistics, note="integers that are not equal"
        )
    for order in _CLOSE_ORDERS:
        if np.allclose(a, b, rtol=10.0**-order, atol=close_within):
            return TensorComparison(name, Status.CLOSE, *statistics, order=order)
    similar = statistics[0] > tolerance.cosine and statistics[1] > tolerance.euclidean
    return TensorComparison(name, Status.SIMILAR if similar else Status.NOT_SIMILAR, *statistics)


def cosine(a: _Floats, b: _Floats) -> float:
    """Cosine of the angle between two tensors; 0 where either is all zero."""
    a, b = _finite(a), _finite(b)
    norm = np.linalg.norm(a) * np.linalg.norm(b)
    return float(np.dot(a, b) / norm) if norm else 0.0


def euclidean(a: _Floats, b: _Floats) -> float:
    """1 less the distance relative to the length of the mean; may be far below 0."""
    a, b = _finite(a), _finite(b)
    return float(1 - np.linalg.norm(a - b) / (np.linalg.norm((a + b) / 2) + 1e-7))


def sqnr(a: _Floats, reference: _Floats) -> float:
    """Signal to noise ratio in dB, both without their mean."""
    a, reference = _finite(a), _finite(reference)
    noise = float(np.var(a - reference))
    signal = float(np.var(reference))
    if noise == 0:
        return math.inf
    return 10 * math.log10(signal / noise) if signal > 0 else -math.inf


def _finite(tensor: _Floats) -> _Floats:
    flat = tensor.reshape(-1)
    infinite = ~(np.abs(flat) < _INFINITE)
    if not infinite.any():  # as nearly always: no copy is needed
        return flat
    return np.where(infinite, np.nan_to_num(np.sign(flat)) * np.float32(_LARGE), flat)
