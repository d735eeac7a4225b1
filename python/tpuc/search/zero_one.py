# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The 0/1 program of the strategy `cost`.

A variable x for each item, a unit in a float type, of which a unit has at most one; the rest of the
units are in INT8. A variable y for each pair whose loss was measured: 1 when neither is float
(`y >= 1 - x_a - x_b`, `y <= 1 - x_a`, `y <= 1 - x_b`), which is when what they lose together counts
beside what each loses; and z = 1 when both are, which saves casts. Solved by HiGHS (Huangfu and
Hall, Mathematical Programming Computation 10, 2018) through scipy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from tpuc.search.mixes import Unit

_SECONDS = 10.0


@dataclass(frozen=True)
class Item:
    """A unit in a float type: loss that this avoids, and microseconds that it takes longer."""

    unit: Unit
    mode: str
    gain: float
    time: float


@dataclass
class Program:
    """Items and pairs. `whole` is the sum of what all units lose in INT8."""

    items: Sequence[Item]
    whole: float
    _rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)
    _loss: dict[int, float] = field(default_factory=dict)
    _time: dict[int, float] = field(default_factory=dict)
    _size: int = 0

    def __post_init__(self) -> None:
        self._size = len(self.items)
        for place, item in enumerate(self.items):
            self._loss[place] = -max(0.0, item.gain)
            self._time[place] = item.time
        for unit in dict.fromkeys(item.unit for item in self.items):
            self._row({place: 1.0 for place in self._places(unit)}, -math.inf, 1)

    def pair(self, a: Unit, b: Unit, both: float, saving: float) -> None:
        """Two units: what they lose in INT8 together, and the time both save in float."""
        places_a, places_b = self._places(a), self._places(b)
        alone = sum(max(0.0, self.items[one[0]].gain) for one in (places_a, places_b))
        in_a, in_b = dict.fromkeys(places_a, 1.0), dict.fromkeys(places_b, 1.0)
        extra = both - alone
        if extra:
            y = self._variable(loss=extra)
            self._row({**in_a, **in_b, y: 1.0}, 1, math.inf)
            self._row({**in_a, y: 1.0}, -math.inf, 1)
            self._row({**in_b, y: 1.0}, -math.inf, 1)
        if saving > 0:
            z = self._variable(time=-saving)
            self._row({**{p: -v for p, v in in_a.items()}, z: 1.0}, -math.inf, 0)
            self._row({**{p: -v for p, v in in_b.items()}, z: 1.0}, -math.inf, 0)

    def exclude(self, chosen: Sequence[Item]) -> None:
        """Forbids exactly this choice from now on."""
        places = {self.items.index(item) for item in chosen}
        row = {place: -1.0 if place in places else 1.0 for place in range(len(self.items))}
        self._row(row, 1 - len(places), math.inf)

    def least_time(self, allowed: float, most: float) -> list[Item] | None:
        """The choice of least time whose loss is at most `allowed`; None when there is none."""
        return self._solve(self._time, [(self._loss, allowed - self.whole)], most)

    def least_loss(self, room: float, most: float) -> list[Item] | None:
        """The choice of least loss that takes at most `room` microseconds longer than INT8."""
        return self._solve(self._loss, [(self._time, room)], most)

    def _places(self, unit: Unit) -> list[int]:
        return [place for place, item in enumerate(self.items) if item.unit == unit]

    def _variable(self, loss: float = 0.0, time: float = 0.0) -> int:
        self._loss[self._size], self._time[self._size] = loss, time
        self._size += 1
        return self._size - 1

    def _row(self, terms: dict[int, float], low: float, high: float) -> None:
        self._rows.append((terms, low, high))

    def _solve(
        self,
        objective: dict[int, float],
        limits: Sequence[tuple[dict[int, float], float]],
        most: float,
    ) -> list[Item] | None:
        rows = [*self._rows, *((terms, -math.inf, high) for terms, high in limits)]
        if not math.isinf(most):
            sizes = {place: float(len(item.unit)) for place, item in enumerate(self.items)}
            rows.append((sizes, -math.inf, most))
        matrix = np.zeros((len(rows), self._size))
        for place, (terms, _, _) in enumerate(rows):
            for variable, value in terms.items():
                matrix[place, variable] = value
        found = milp(
            _scaled(self._dense(objective)),
            integrality=np.ones(self._size),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(
                matrix, [low for _, low, _ in rows], [high for _, _, high in rows]
            ),
            options={"time_limit": _SECONDS},
        )
        if found.x is None:
            return None
        return [item for place, item in enumerate(self.items) if found.x[place] > 0.5]

    def _dense(self, terms: dict[int, float]) -> npt.NDArray[np.float64]:
        values = np.zeros(self._size)
        for variable, value in terms.items():
            values[variable] = value
        return values


def _scaled(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The same objective with coefficients that the solver's tolerances suit."""
    largest = np.abs(values).max(initial=0.0)
    return values / largest if largest > 0 else values
