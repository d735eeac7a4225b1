# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What walks over a network have in common.

A walk evaluates what surrounds the operators, attributes, lists, branches and arithmetic on
sizes, and hands the operators with their arguments to a `Visitor`. The importer is one, on
tensors without data; the reference is another, on real ones.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import torch

from tpuc.frontend.torch_import.call import Call


class Unknown:
    """A size, or what is computed of it, that only the data says."""


@dataclass(frozen=True)
class Input:
    """A tensor that the network takes. `shape` has None where the file leaves it open."""

    name: str
    shape: Sequence[int | None] | None = None
    dtype: torch.dtype | None = None


class Visitor(Protocol):
    """What is done at each operator."""

    def call(self, call: Call, arguments: list[Any]) -> Any:
        """The results of an operator: one value, or a tuple or list of them."""

    def constant(self, name: str, tensor: torch.Tensor) -> None:
        """Is shown every tensor that the network holds, by its path or its name."""

    def define(self, name: str, item: Any) -> None:
        """Is shown every value that the walk gives a name to."""

    def is_tensor(self, item: Any) -> bool:
        """Whether a value stands for one tensor."""


class Walk(Protocol):
    """A network that can be walked over, any number of times."""

    framework: str

    @property
    def inputs(self) -> Sequence[Input]:
        """The tensors that the network takes."""

    def run(self, visitor: Visitor, inputs: Sequence[Any]) -> Any:
        """The results of the network for `inputs`."""

    def unreached(self, visited: Any) -> Iterable[Call]:
        """The operators on values of the network without a name in `visited`."""


def last_reads(reads: Iterable[Iterable[str]], kept: Collection[str] = ()) -> dict[int, list[str]]:
    """The names that no later step reads, by the step; `reads` has those of each step in order.

    A walk forgets these values: memory is for the tensors that are still needed.
    """
    last = {name: step for step, names in enumerate(reads) for name in names}
    done: dict[int, list[str]] = {}
    for name, step in last.items():
        if name not in kept:
            done.setdefault(step, []).append(name)
    return done


def _append(items: list[Any], item: Any) -> list[Any]:
    items.append(item)
    return items


#: Operators on Python values, which the dispatcher has no typed form of.
PYTHON_OPS: dict[str, Callable[..., Any]] = {
    "aten::__getitem__": operator.getitem,
    "aten::__contains__": operator.contains,
    "aten::__is__": operator.is_,
    "aten::__isnot__": operator.is_not,
    "aten::__not__": operator.not_,
    "aten::__range_length": lambda start, stop, step: len(range(start, stop, step)),
    "aten::__derive_index": lambda index, start, step: start + index * step,
    "aten::append": _append,
    "aten::len": len,
    "aten::list": list,
    "aten::format": lambda text, *items: text.format(*items),
    "aten::warn": lambda *_: None,
    "aten::keys": lambda items: list(items.keys()),
    "aten::values": lambda items: list(items.values()),
    "prim::Print": lambda *_: None,
    "prim::TupleIndex": operator.getitem,
    "prim::unchecked_cast": lambda item: item,
    "prim::Uninitialized": lambda: None,
    "prim::min": min,
    "prim::max": max,
    **{f"_operator.{name}": getattr(operator, name) for name in ("add", "sub", "mul", "floordiv")},
    **{f"_operator.{name}": getattr(operator, name) for name in ("truediv", "mod", "pow", "neg")},
    **{f"_operator.{name}": getattr(operator, name) for name in ("eq", "ne", "lt", "le", "gt")},
    **{f"_operator.{name}": getattr(operator, name) for name in ("ge", "and_", "or_", "getitem")},
    **{f"math.{name}": getattr(math, name) for name in ("ceil", "floor", "trunc", "sqrt")},
    **{"torch.sym_int": int, "torch.sym_float": float, "torch.sym_not": operator.not_},
    **{"torch.sym_max": max, "torch.sym_min": min, "torch.sym_sum": sum},
    "torch.sym_ite": lambda condition, yes, no: yes if condition else no,
}
