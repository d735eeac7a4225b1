# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The node tests of ONNX through the importer and the executor.

The cases come from the onnx package. Each is imported, optimized and run like a network, and its
outputs are compared with those that ONNX says. A case that no deployment could have is excluded by
a rule on its model, before anything is run.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import onnx

from tpuc.errors import TpucError

_T = onnx.TensorProto
_NARROW = {
    value for name, value in _T.DataType.items() if name.startswith(("FLOAT4", "FLOAT8", "INT4"))
} | {value for name, value in _T.DataType.items() if name in ("UINT4", "INT2", "UINT2")}
_COMPLEX = {_T.COMPLEX64, _T.COMPLEX128}
_RANDOM = {"Bernoulli", "Multinomial"}
_DYNAMIC = {"Unique"}
#: The dimension along which results end with -1 where the data fills them in part.
_PARTLY_FILLED = {"NonMaxSuppression": 0, "NonZero": 1}
#: Operators of parameters alone: in a network they are constants.
_GENERATORS = {
    *("BlackmanWindow", "ConstantOfShape", "HammingWindow", "HannWindow", "If"),
    *("MelWeightMatrix", "Range"),
}
_LOSSES = {"SoftmaxCrossEntropyLoss", "NegativeLogLikelihoodLoss"}
_OPTIMIZERS = {"Adagrad", "Adam", "Gradient", "Momentum"}


@dataclass(frozen=True)
class Outcome:
    """What became of a case: `excluded` by a rule, or run, with what went wrong."""

    excluded: str = ""
    error: str = ""

    @property
    def passed(self) -> bool:
        """Whether the case was run and came out right."""
        return not self.excluded and not self.error


@dataclass(frozen=True)
class NodeTest:
    """A node test: its operator, the model and one set of inputs and outputs."""

    name: str
    operator: str
    model: onnx.ModelProto
    inputs: list
    outputs: list
    rtol: float
    atol: float


@cache
def node_tests() -> dict[str, NodeTest]:
    """All node tests that the onnx package has, by name."""
    from onnx.backend.test.case.node import collect_testcases

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        cases = [case for case in collect_testcases(None) if case.model is not None]
    operators = {
        case.name: case.model.graph.node[0].op_type
        for case in cases
        if len(case.model.graph.node) == 1
    }
    return {
        case.name: NodeTest(
            case.name,
            operators.get(case.name) or operators.get(_unexpanded(case.name), "(several)"),
            case.model,
            *([_array(item) for item in items] for items in case.data_sets[0]),
            case.rtol,
            case.atol,
        )
        for case in cases
    }


def _array(item):
    return onnx.numpy_helper.to_array(item) if isinstance(item, onnx.TensorProto) else item


def _unexpanded(name: str) -> str:
    """The test of the operator whose definition by others `name` tests."""
    return name.partition("_expanded")[0]


# ----- rules


def rule_against(test: NodeTest) -> str:
    """The rule that excludes a test, or ''."""
    nodes = test.model.graph.node
    for rule, applies in _RULES.items():
        if applies(test, nodes):
            return rule
    return ""


def _kinds(test: NodeTest) -> Iterator[onnx.TypeProto]:
    for entries in (test.model.graph.input, test.model.graph.output, test.model.graph.value_info):
        for entry in entries:
            yield entry.type


def _has_element(test: NodeTest, elements: set[int]) -> bool:
    return any(kind.tensor_type.elem_type in elements for kind in _kinds(test)) or any(
        attribute.name in ("to", "output_dtype", "dtype") and attribute.i in elements
        for node in test.model.graph.node
        for attribute in node.attribute
    )


def _trains(test: NodeTest, nodes) -> bool:
    if any(node.op_type in _LOSSES | _OPTIMIZERS for node in nodes):
        return True
    if "training" in test.name:
        return True
    return "_loss" in test.name and test.operator == "(several)"


_Rule = Callable[[NodeTest, list], bool]
_RULES: dict[str, _Rule] = {
    "sequences, optionals": lambda test, nodes: (
        any(not kind.HasField("tensor_type") for kind in _kinds(test))
        or any(node.op_type.startswith("Optional") for node in nodes)
    ),
    "strings": lambda test, _: _has_element(test, {_T.STRING}),
    "training": _trains,
    "traditional machine learning (ai.onnx.ml)": lambda _, nodes: any(
        node.domain == "ai.onnx.ml" for node in nodes
    ),
    "types of 8 bits and less but int8, uint8": lambda test, _: _has_element(test, _NARROW),
    "complex numbers": lambda test, _: _has_element(test, _COMPLEX),
    "random numbers": lambda _, nodes: any(
        node.op_type in _RANDOM or node.op_type.startswith("Random") for node in nodes
    ),
    "shapes that depend on the data": lambda _, nodes: any(
        node.op_type in _DYNAMIC for node in nodes
    ),
    "image files": lambda _, nodes: any(node.op_type == "ImageDecoder" for node in nodes),
}


# ----- running


def run(test: NodeTest) -> Outcome:
    """Runs a test.

    First all its inputs are inputs of the network. Parameters such as shapes, axes and pads are
    constants in networks, but inputs in these tests: where the importer asks for constants, those
    of the inputs that are integers of rank 0 and 1 are, then all but the first. An input without
    elements is a constant always.
    """
    rule = rule_against(test)
    if rule:
        return Outcome(excluded=rule)
    error = ""
    tried: list[set[int]] = []
    empty = {i for i, array in enumerate(test.inputs) if np.size(array) == 0}
    for constant in _constant_inputs(test):
        constant |= empty
        if constant in tried:
            continue
        tried.append(constant)
        try:
            _check(test, constant)
        except (TpucError, AssertionError) as failure:
            error = " ".join(str(failure).split())[:300] or "an assertion"
        else:
            return Outcome()
    return Outcome(error=error)


def _constant_inputs(test: NodeTest) -> Iterator[set[int]]:
    yield set()
    small = {
        i
        for i, array in enumerate(test.inputs)
        if np.ndim(array) <= 1 and np.asarray(array).dtype.kind in "iub"
    }
    if len(small) < len(test.inputs):
        yield small
    yield small - {0}
    yield set(range(1, len(test.inputs)))
    if test.operator in _GENERATORS:
        yield set(range(len(test.inputs)))


def _check(test: NodeTest, constant: set[int]) -> None:
    """Raises TpucError if the model cannot be imported, AssertionError if it computes otherwise."""
    from tpuc.frontend.emit import emit_module
    from tpuc.frontend.onnx_import.importer import import_onnx
    from tpuc.frontend.patterns import fuse_patterns
    from tpuc.frontend.transform import optimize
    from tpuc.mlir import ir
    from tpuc.runtime import Session

    model = onnx.ModelProto()
    model.CopyFrom(test.model)
    entries = list(model.graph.input)
    del model.graph.input[:]
    feeds = {}
    for i, (entry, array) in enumerate(zip(entries, test.inputs, strict=True)):
        if i in constant:
            model.graph.initializer.append(onnx.numpy_helper.from_array(array, entry.name))
        else:
            model.graph.input.append(entry)
            feeds[entry.name] = array
    shapes = [list(np.shape(array)) for array in feeds.values()]
    graph = import_onnx(model, shapes)
    if not feeds:
        for name, expected in zip(graph.outputs, test.outputs, strict=True):
            _compare(graph.weights[name], np.asarray(expected), test)
        return
    fuse_patterns(graph)
    module = emit_module(graph, {}, ir.Context())
    optimize(module)
    session = Session(module)
    inputs = {
        value.name: np.atleast_1d(np.asarray(feeds[graph.sources[value.name]], np.float32))
        for value in graph.inputs
    }
    results = session.run(inputs, allow_nan=True)
    for info, expected in zip(session.outputs, test.outputs, strict=True):
        result = results[info.name].reshape(info.shape)
        _compare(_filled(result, test.operator), np.asarray(expected), test)


def _filled(result: np.ndarray, operator: str) -> np.ndarray:
    """What is before the -1 that a result ends with."""
    if operator not in _PARTLY_FILLED:
        return result
    dim = _PARTLY_FILLED[operator]
    filled = (result >= 0).all(axis=1 - dim)
    count = int(filled.sum())
    assert filled[:count].all() and (result.compress(~filled, dim) == -1).all(), "not -1 at the end"
    return result.take(range(count), dim)


def _compare(result: np.ndarray, expected: np.ndarray, test: NodeTest) -> None:
    assert result.shape == expected.shape, f"shape {result.shape}, expected {expected.shape}"
    if expected.dtype.kind in "iub":
        with np.errstate(invalid="ignore"):
            result = result.astype(expected.dtype)
        assert (result == expected).all(), "integers differ"
        return
    # Half types: the test rounds where the executor carries f32.
    rough = {2: 8e-3, 4: 0.0, 8: 0.0}[expected.dtype.itemsize]
    if expected.dtype == np.float16:
        rough = 2e-3
    np.testing.assert_allclose(
        result,
        expected.astype(np.float32),
        rtol=max(test.rtol, rough),
        atol=max(test.atol, 1e-6, rough),
    )
