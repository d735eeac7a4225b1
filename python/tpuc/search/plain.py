# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trials the plain way: lower the whole network for each, and run it.

What `tpuc.runtime.TrialSession` does faster is defined by this class; tests hold one against the
other, and `benchmarks/search.py` compares their times.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tpuc.corrections import corrected
from tpuc.search.objective import cosine
from tpuc.search.types import Arrays, LayerInfo, Thresholds
from tpuc.tables import Threshold

if TYPE_CHECKING:
    from tpuc.runtime import TrialOptions


@dataclass(frozen=True)
class PlainLayer:
    """A layer, its operator, and whether the chip has no INT8 form of it."""

    name: str
    type: str
    float_only: bool


class PlainTrials:
    """Tensors of lowered networks beside those of the float network."""

    def __init__(self, tensors: Sequence[Arrays], reference: Arrays, samples: int) -> None:
        self._tensors = tensors
        self._reference = reference
        self._samples = samples

    def tensor(self, name: str) -> npt.NDArray[np.float32]:
        """[candidates, samples * B, ...] one of the compared tensors."""
        return np.stack([tensors[name] for tensors in self._tensors])

    def similarity(self, metric: str = "cosine") -> npt.NDArray[np.float64]:
        """[candidates, samples, compared tensors] the cosine with the float network."""
        if metric != "cosine":
            raise ValueError(f"no metric {metric}")
        return np.array([self._cosines(tensors) for tensors in self._tensors])

    def _cosines(self, tensors: Arrays) -> npt.NDArray[np.float64]:
        columns: list[list[float]] = []
        for name, reference in self._reference.items():
            pairs = zip(
                np.split(tensors[name], self._samples),
                np.split(reference, self._samples),
                strict=True,
            )
            columns.append([cosine(trial, float_) for trial, float_ in pairs])
        return np.transpose(np.asarray(columns, dtype=np.float64))


class PlainRunner:
    """A `TrialRunner` on `lower` and `Session` of `tpuc.runtime` alone.

    Arguments as those of `tpuc.runtime.TrialSession`; the float type and what is compared have to
    be given, limits are not heeded.
    """

    def __init__(
        self,
        module: Any,
        options: TrialOptions,
        *,
        table: Thresholds,
        samples: Arrays,
    ) -> None:
        from tpuc.runtime import Session

        self._module = module = corrected(module, table)
        self._options = options
        self._table = dict(table)
        self._samples = samples
        session = Session(module)
        self._count = len(samples[session.inputs[0].name]) // session.inputs[0].shape[0]
        self._outputs = [one.name for one in session.outputs]
        self._reference = session.run(samples, keep=list(self._options.compare))
        _, report = self._lower({}, self._table, "INT8")
        self.layers: list[LayerInfo] = [
            PlainLayer(layer.name, layer.op, layer.mode != "INT8") for layer in report.layers
        ]

    def reference(self) -> Arrays:
        """The compared tensors of the float network."""
        return self._reference

    def set_threshold(self, name: str, threshold: Threshold) -> None:
        """Puts a threshold in force for all trials from now on."""
        self._table[name] = threshold

    def try_layer(
        self, name: str, candidates: Sequence[Thresholds], samples: int | None = None
    ) -> PlainTrials:
        """This layer in INT8 and all others in float, once for each candidate's thresholds.

        On the first `samples` samples; None: on all.
        """
        others = {layer.name: self._options.fp_type for layer in self.layers if layer.name != name}
        count = self._count if samples is None else samples
        tables = [{**self._table, **candidate} for candidate in candidates]
        return PlainTrials(
            [self._first(self._run(others, table, "INT8"), count) for table in tables],
            self._first(self._reference, count),
            count,
        )

    def _first(self, tensors: Arrays, samples: int) -> Arrays:
        """The first samples of tensors of all samples."""
        return {
            name: array[: len(array) // self._count * samples] for name, array in tensors.items()
        }

    def evaluate(
        self, qtable: Mapping[str, str], mode: str = "INT8", table: Thresholds | None = None
    ) -> PlainTrials:
        """The whole network in `mode`, layers of `qtable` in theirs."""
        return self._trials([self._run(qtable, table or self._table, mode)])

    def _trials(self, tensors: Sequence[Arrays]) -> PlainTrials:
        return PlainTrials(tensors, self._reference, self._count)

    def _run(self, qtable: Mapping[str, str], table: Thresholds, mode: str) -> Arrays:
        """The compared tensors of the lowered network; of an output, what the network gives out."""
        from tpuc.runtime import Session

        lowered, _ = self._lower(qtable, table, mode)
        session = Session(lowered)
        given_out = dict(zip(self._outputs, (one.name for one in session.outputs), strict=True))
        kept = {name: given_out.get(name, name) for name in self._options.compare}
        tensors = session.run(self._samples, keep=list(kept.values()))
        return {name: tensors[inner] for name, inner in kept.items()}

    def _lower(self, qtable: Mapping[str, str], table: Thresholds, mode: str) -> tuple[Any, Any]:
        from tpuc.runtime import lower

        lowered, report = lower(
            self._module,
            chip=self._options.chip,
            mode=mode,
            table=table,
            qtable=qtable,
            asymmetric=self._options.asymmetric,
        )
        return lowered, report
