# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How good a network is on labelled photos, next to the float network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from networks import Case
from numpy.typing import NDArray

from tpuc.calibration.model import Model
from tpuc.dataset import Samples, list_file
from tpuc.runtime import Session, load_module

_BATCH = 16


@dataclass(frozen=True)
class Accuracy:
    """Shares of the photos whose best class is right, and is that of FP32; mean logits cosine."""

    top1: float
    agreement: float
    cosine: float
    photos: int


class Evaluation:
    """The photos of a case, and what the float network says of them."""

    def __init__(self, case: Case, work: Path) -> None:
        self._model = Model(case.mlir)
        listed = work / f"{case.name}_evaluation.txt"
        listed.write_text("".join(f"{photo}\n" for photo, _ in case.evaluation))
        self._samples = Samples(
            list_file(listed, 0), self._model.inputs, strict=True, cache_mb=1024
        )
        self._labels = [labels for _, labels in case.evaluation]
        self._float = self._logits(self._model.session)

    def of_float(self) -> Accuracy:
        """The float network itself."""
        return self._compared(self._float)

    def of_package(self, package: Path) -> Accuracy:
        """A deployed network."""
        return self._compared(self._logits(Session(load_module(package))))

    def _logits(self, session: Any) -> NDArray[np.float32]:
        names = [one.name for one in session.inputs]
        return np.concatenate(list(self._batches(session, names)))

    def _batches(self, session: Any, names: Sequence[str]) -> Iterator[NDArray[np.float32]]:
        for batch in self._samples.batches(_BATCH):
            inputs = dict(zip(names, batch.values(), strict=True))
            yield next(iter(session.run(inputs).values()))

    def _compared(self, logits: NDArray[np.float32]) -> Accuracy:
        best, exact = logits.argmax(1), self._float.argmax(1)
        right = [one in labels for one, labels in zip(best, self._labels, strict=True)]
        a, b = logits.astype(np.float64), self._float.astype(np.float64)
        cosines = (a * b).sum(1) / np.sqrt((a * a).sum(1) * (b * b).sum(1))
        return Accuracy(
            float(np.mean(right)),
            float((best == exact).mean()),
            float(np.nan_to_num(cosines).mean()),
            len(right),
        )
