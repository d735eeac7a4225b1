# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How close each layer of a mixed network is to the float one, with all errors before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tpuc.dataset import ArraySamples, sample_count
from tpuc.search.evaluator import Forget, Memory, trial_key
from tpuc.search.types import Arrays, Thresholds

#: All tensors of a few samples are in memory at a time.
_BATCH = 2


class Accumulated:
    """Accumulated cosines of mixed networks on given samples.

    `module` is the Top network, `samples` what it is run on; `memory` keeps what was computed.
    """

    def __init__(
        self,
        module: Any,
        chip: str,
        asymmetric: bool,
        samples: ArraySamples,
        memory: Memory | None = None,
    ) -> None:
        from tpuc.runtime import Session

        self._module, self._chip, self._asymmetric = module, chip, asymmetric
        self._samples, self._memory = samples, memory or Forget()
        self._float = Session(module)
        self._names = tuple(one.name for one in self._float.tensors)
        self._rows: dict[str, list[float]] = {}
        self._last: tuple[str, list[Arrays]] = "", []

    def cosines(
        self, modes: Mapping[str, str], table: Thresholds, names: Sequence[str] = ()
    ) -> dict[str, float]:
        """Layer -> mean over the samples of the cosine of its tensor with the float network's.

        The network is INT8 but for `modes`, with the thresholds of `table`. Of the layers `names`,
        or of all; those that lowering fuses away are left out. Two zero tensors are alike.
        """
        wanted = tuple(names) or self._names
        asked = sorted(names), sorted(modes.items()), sorted(table.items())
        key = trial_key("accumulated", *asked)
        if key not in self._rows:
            known = self._memory.recall(key)
            if known is None:
                known = {"cosines": [self._computed(wanted, modes, table)]}
                self._memory.record(key, known)
            self._rows[key] = known["cosines"][0]
        named = zip(wanted, self._rows[key], strict=True)
        return {name: value for name, value in named if value >= -1}

    def _computed(
        self, names: Sequence[str], modes: Mapping[str, str], table: Thresholds
    ) -> list[float]:
        """Of each tensor of the float network; -2 where the lowered one has none of that name."""
        from tpuc.runtime import Session, lower

        lowered, _ = lower(
            self._module,
            chip=self._chip,
            mode="INT8",
            table=table,
            qtable=modes,
            asymmetric=self._asymmetric,
        )
        mixed = Session(lowered)
        present = {one.name for one in mixed.tensors}
        common = [name for name in names if name in present]
        sums = dict.fromkeys(common, 0.0)
        floats = self._float_tensor(names[0]) if len(names) == 1 else self._float_tensors(common)
        for batch, theirs in zip(self._samples.batches(_BATCH), floats, strict=True):
            count = sample_count(batch, self._samples.inputs)
            ours = mixed.run(batch, keep=common) if common else {}
            for name in common:
                rows = (one[name].reshape(count, -1) for one in (ours, theirs))
                sums[name] += float(_cosines(*rows).sum())
        return [sums[name] / self._samples.expected if name in sums else -2.0 for name in names]

    def _float_tensors(self, names: Sequence[str]) -> Iterator[Arrays]:
        """The float network's tensors, batch by batch."""
        for batch in self._samples.batches(_BATCH):
            yield self._float.run(batch, keep=list(names))

    def _float_tensor(self, name: str) -> list[Arrays]:
        """One of them, kept: a walk asks for it many times, then for the next."""
        if self._last[0] != name:
            self._last = name, list(self._float_tensors([name]))
        return self._last[1]


def _cosines(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Of each row."""
    dot, aa, bb = (
        np.einsum("ij,ij->i", x, y, dtype=np.float64) for x, y in ((a, b), (a, a), (b, b))
    )
    norms = np.sqrt(aa * bb)
    same = (aa == bb).astype(np.float64)
    result: npt.NDArray[np.float64] = np.where(norms > 0, dot / np.where(norms > 0, norms, 1), same)
    return result
