# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Einstein sums, as sums, permutations and matrix products."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import count

from tpuc.frontend.graph import Layer, Operand, Shape, Unsupported
from tpuc.frontend.lowering.shape import permute, reshape, reshape_part


@dataclass(frozen=True)
class _Term:
    """A tensor whose dimensions have labels, each one once."""

    value: Operand
    labels: str

    def size(self, label: str) -> int:
        """The size of a dimension, 1 where the tensor has it not."""
        return self.value.shape[self.labels.index(label)] if label in self.labels else 1


#: The first label of the dimensions of `...`: behind all letters.
_DOTS = "\u0391"


def einsum(layer: Layer, equation: str, operands: list[Operand]) -> Operand:
    """`equation` as ONNX and torch have it: labels are letters, `...` broadcasts.

    Operands are joined from the left, each pair by one batched matrix product over the labels
    that nothing needs afterwards.
    """
    inputs, output = _parse(equation, operands)
    maker = _Maker(layer)
    terms = [
        maker.without_repeats(operand, labels)
        for operand, labels in zip(operands, inputs, strict=True)
    ]
    result = terms[0]
    for i, other in enumerate(terms[1:], 1):
        needed = set(output).union(*(term.labels for term in terms[i + 1 :]))
        result = maker.contract(result, other, needed)
    result = maker.sum_but(result, set(output))
    if set(result.labels) != set(output):
        raise Unsupported(f"the equation {equation}, whose result has labels no operand has")
    order = [result.labels.index(label) for label in output]
    if order == sorted(order):
        return reshape(layer, result.value)
    return permute(layer, result.value, order)


def _parse(equation: str, operands: list[Operand]) -> tuple[list[str], str]:
    """The labels of every operand and of the result, `...` replaced by labels of their own."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    inputs = left.split(",")
    if len(inputs) != len(operands):
        raise Unsupported(f"the equation {equation} for {len(operands)} operands")
    extra = max(
        (
            x.rank - len(labels) + 3
            for x, labels in zip(operands, inputs, strict=True)
            if "..." in labels
        ),
        default=0,
    )
    dots = "".join(chr(ord(_DOTS) + i) for i in range(extra))
    expanded = []
    for operand, labels in zip(operands, inputs, strict=True):
        here = operand.rank - len(labels.replace("...", ""))
        labels = labels.replace("...", dots[extra - here :] if here else "")
        if len(labels) != operand.rank:
            raise Unsupported(f"the equation {equation} for an operand of rank {operand.rank}")
        expanded.append(labels)
    if arrow:
        return expanded, right.replace("...", dots)
    letters = "".join(expanded)
    once = sorted(label for label in set(letters) if letters.count(label) == 1 and label < _DOTS)
    return expanded, dots + "".join(once)


class _Maker:
    """Makes the ops before the result, numbered."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer
        self._numbers = count()

    def _suffix(self) -> str:
        return f"step{next(self._numbers)}"

    def _ordered(self, term: _Term, labels: str) -> Operand:
        order = [term.labels.index(label) for label in labels]
        if order == sorted(order):
            return term.value
        shape = tuple(term.value.shape[i] for i in order)
        return self._layer.part(self._suffix(), shape, "Permute", input=term.value, order=order)

    def _reshaped(self, value: Operand, shape: Shape) -> Operand:
        if value.shape == shape:
            return value
        return reshape_part(self._layer, self._suffix(), value, shape)

    def without_repeats(self, value: Operand, labels: str) -> _Term:
        """The diagonal of dimensions with the same label."""
        term_labels = labels
        for label in dict.fromkeys(labels):
            while term_labels.count(label) > 1:
                first = term_labels.index(label)
                second = term_labels.index(label, first + 1)
                value = self._diagonal(value, first, second)
                term_labels = term_labels[:second] + term_labels[second + 1 :]
                rest = term_labels[:first] + term_labels[first + 1 :]
                term_labels = rest + label
        return _Term(value, term_labels)

    def _diagonal(self, value: Operand, first: int, second: int) -> Operand:
        """The diagonal of two dimensions, as the last one."""
        order = [i for i in range(value.rank) if i not in (first, second)] + [first, second]
        shape = tuple(value.shape[i] for i in order)
        size = shape[-1]
        moved = self._layer.part(self._suffix(), shape, "Permute", input=value, order=order)
        flat = self._reshaped(moved, (*shape[:-2], size * size))
        outer = shape[:-2]
        return self._layer.part(
            self._suffix(),
            (*outer, size),
            "Slice",
            input=flat,
            offset=[0] * (len(outer) + 1),
            ends=[*outer, size * size],
            steps=[1] * len(outer) + [size + 1],
        )

    def sum_but(self, term: _Term, needed: set[str]) -> _Term:
        """The sum over the labels that nobody needs."""
        axes = [i for i, label in enumerate(term.labels) if label not in needed]
        if not axes:
            return term
        labels = "".join(label for label in term.labels if label in needed)
        shape = tuple(term.size(label) for label in labels)
        value = self._layer.part(
            self._suffix(), shape, "Reduce", input=term.value, axes=axes, keepdims=False, mode="sum"
        )
        return _Term(value, labels)

    def _broadcast(self, term: _Term, other: _Term) -> _Term:
        """Without the dimensions of size 1 that the other term has larger."""
        labels = "".join(x for x in term.labels if not (term.size(x) == 1 and other.size(x) > 1))
        shape = tuple(term.size(label) for label in labels)
        return _Term(self._reshaped(term.value, shape), labels)

    def contract(self, lhs: _Term, rhs: _Term, needed: set[str]) -> _Term:
        """The product of two terms, summed over what is not needed."""
        lhs, rhs = self._broadcast(lhs, rhs), self._broadcast(rhs, lhs)
        lhs = self.sum_but(lhs, needed | set(rhs.labels))
        rhs = self.sum_but(rhs, needed | set(lhs.labels))
        both = [label for label in lhs.labels if label in rhs.labels]
        batch = "".join(label for label in both if label in needed)
        summed = "".join(label for label in both if label not in needed)
        rows = "".join(label for label in lhs.labels if label not in both)
        columns = "".join(label for label in rhs.labels if label not in both)
        for label in both:
            if lhs.size(label) != rhs.size(label):
                raise Unsupported(f"a label with {lhs.size(label)} and {rhs.size(label)} elements")
        b, m = (math.prod(lhs.size(x) for x in labels) for labels in (batch, rows))
        k, n = (math.prod(rhs.size(x) for x in labels) for labels in (summed, columns))
        left = self._reshaped(self._ordered(lhs, batch + rows + summed), (b, m, k))
        right = self._reshaped(self._ordered(rhs, batch + summed + columns), (b, k, n))
        product = self._layer.part(self._suffix(), (b, m, n), "MatMul", input=left, right=right)
        shape = (
            *(lhs.size(x) for x in batch + rows),
            *(rhs.size(x) for x in columns),
        )
        return _Term(self._reshaped(product, shape), batch + rows + columns)
