# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How a threshold is chosen from a histogram: one file per family, one entry per method.

To add a method, write a function from `Distribution` to a threshold, decorate it with
``@method("name")`` and import its file at the end of this one. `run_calibration.py` then offers
it as ``--cali_method name``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from tpuc.calibration.distribution import Distribution, LayerStatistics
from tpuc.errors import TpucError
from tpuc.tables import SMALLEST_THRESHOLD

Method: TypeAlias = Callable[[Distribution], float]

_METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Registers the decorated function as the calibration method `name` (lower case)."""

    def register(function: Method) -> Method:
        if name in _METHODS or name != name.lower():
            raise ValueError(f"calibration method {name} is registered twice or not lower case")
        _METHODS[name] = function
        return function

    return register


def method_names() -> list[str]:
    """All methods, in the order of their registration."""
    return list(_METHODS)


def lookup(name: str) -> Method:
    """The method called `name`, in any case; a TpucError lists those there are."""
    try:
        return _METHODS[name.lower()]
    except KeyError:
        raise TpucError(
            f"unknown calibration method {name}: one of {', '.join(_METHODS)}"
        ) from None


def threshold_of(statistics: LayerStatistics, name: str) -> float:
    """The threshold that method `name` gives a tensor: in [1e-5, largest magnitude].

    A tensor that is zero everywhere gets 1e-5 whatever the method.
    """
    choose = lookup(name)
    if statistics.abs_max <= SMALLEST_THRESHOLD:
        return SMALLEST_THRESHOLD
    threshold = choose(Distribution.of(statistics))
    return float(min(max(threshold, SMALLEST_THRESHOLD), statistics.abs_max))


# Each import registers its methods; the order is that of `--help`.
from tpuc.calibration.methods import kl, maximum, percentile, mse, aciq  # noqa: E402, F401, I001
