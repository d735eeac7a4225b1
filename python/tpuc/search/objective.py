# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How far a trial is from the float network: one number, the loss."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tpuc.errors import TpucError
from tpuc.fileio import existing_file
from tpuc.search.types import Arrays, Losses, Trials

#: What a user's post-processing does: the outputs of one sample -> what is to be compared.
PostProcess: TypeAlias = Callable[[dict[str, npt.NDArray[np.float32]]], Any]


def parse_compare_layers(text: str, layers: Collection[str]) -> dict[str, float]:
    """``l1,l2`` or ``l1:0.3,l2:0.7``, of the network's `layers`, as weights that sum to 1.

    Raises TpucError when a layer is unknown or named twice, a weight is not a number above 0,
    only some layers have one, or the weights do not sum to 1.
    """
    weights: dict[str, float | None] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, weight = part, None
        if part not in layers:  # a name may hold colons, so the weight is cut off only now
            head, _, tail = part.rpartition(":")
            name, weight = (head, _number(tail)) if head in layers else (part, None)
            if name not in layers:
                raise TpucError(f"global compare layers: the network has no layer {part}")
            if weight is None or not weight > 0:
                raise TpucError(f"global compare layers: weight {tail!r} is not a number above 0")
        if name in weights:
            raise TpucError(f"global compare layers: {name} is named twice")
        weights[name] = weight
    if not weights:
        raise TpucError("global compare layers: no layer is named")
    given = {name: weight for name, weight in weights.items() if weight is not None}
    if not given:
        return {name: 1 / len(weights) for name in weights}
    if len(given) < len(weights):
        without = next(name for name in weights if name not in given)
        raise TpucError(f"global compare layers: {without} has no weight, but others have")
    total = sum(given.values())
    if not math.isclose(total, 1.0, abs_tol=1e-3):
        raise TpucError(f"global compare layers: the weights sum to {total:g}, not to 1")
    return {name: weight / total for name, weight in given.items()}


def load_post_process(path: str | os.PathLike[str]) -> PostProcess:
    """The function ``PostProcess`` of a Python file; TpucError when it cannot be had."""
    return load_function(path, "PostProcess", "post process file", "PostProcess(outputs)")


def load_function(
    path: str | os.PathLike[str], name: str, what: str, call: str
) -> Callable[..., Any]:
    """The function `name` of a user's Python file; what it raises becomes a TpucError.

    `what` the file is and how the function is `call`ed are for messages. While the file is run,
    its directory can be imported from.
    """
    file = existing_file(path, what)
    module = ModuleType(f"tpuc_{file.stem}")
    module.__file__ = str(file)
    sys.modules[module.__name__] = module  # where dataclasses look for the names of their types
    sys.path.insert(0, str(file.absolute().parent))
    try:
        exec(compile(file.read_bytes(), str(file), "exec"), module.__dict__)
    except Exception as error:
        raise TpucError(f"{what} {file} fails: {_brief(error)}") from error
    finally:
        sys.path.pop(0)
    function = module.__dict__.get(name)
    if not callable(function):
        raise TpucError(f"{what} {file} has no function {call}")

    def guarded(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except Exception as error:
            raise TpucError(f"{name} of {file} fails: {_brief(error)}") from error

    guarded.__dict__["source"] = file.read_bytes()
    return guarded


class Objective:
    """Loss of a trial on a sample: 1 - the weighted mean over tensors of the cosine.

    The cosine is the plain one of the flattened tensors of a sample, in [-1, 1]; that of two zero
    tensors is 1, of a zero and another 0. With a `post_process` it is taken of what that returns:
    a mapping (whose names are looked up in `weights`), a list or a single array.
    """

    def __init__(
        self,
        weights: Mapping[str, float],
        samples: int,
        post_process: PostProcess | None = None,
    ) -> None:
        self.tensors = list(weights)
        self.weights = np.array(list(weights.values()))
        self._by_name = dict(weights)
        self.samples = samples
        self._post_process = post_process
        self._raw: Arrays = {}

    def set_reference(self, reference: Arrays) -> None:
        """Gives the compared tensors of the float network: name -> [samples * B, ...].

        Raises TpucError, naming the tensor, where a value is not finite.
        """
        for name in self.tensors:
            if not np.isfinite(reference[name]).all():
                raise TpucError(f"the float network's {name} has values that are not finite")
        self._raw = {name: reference[name] for name in self.tensors}

    @cached_property
    def reference(self) -> list[dict[str, Losses]]:
        """The (post-processed) compared tensors of the float network, of each sample."""
        return self._processed(self._raw, self.samples)

    def losses(self, trials: Trials, samples: int | None = None) -> Losses:
        """[candidates, samples] the loss of each candidate of `trials` on each sample.

        `samples`: how many of the first samples the trials were made on; None: all.
        """
        count = self.samples if samples is None else samples
        if self._post_process is None:
            similarity = np.nan_to_num(trials.similarity("cosine"), nan=0.0).astype(np.float64)
            result: Losses = 1 - similarity @ self.weights
            return result
        return np.array(
            [
                [
                    1 - self._weighted(trial, reference)
                    for trial, reference in zip(tensors, self.reference[:count], strict=True)
                ]
                for tensors in self._tensors_of(trials, count)
            ]
        )

    def tensors_of(self, trials: Trials) -> Iterator[list[dict[str, Losses]]]:
        """For each candidate, the (post-processed) compared tensors of each sample by name."""
        return self._tensors_of(trials, self.samples)

    def _tensors_of(self, trials: Trials, samples: int) -> Iterator[list[dict[str, Losses]]]:
        tensors = {name: trials.tensor(name) for name in self.tensors}
        for index in range(len(tensors[self.tensors[0]])):
            yield self._processed({name: array[index] for name, array in tensors.items()}, samples)

    def _processed(self, outputs: Arrays, count: int) -> list[dict[str, Losses]]:
        """The tensors of each sample, or what post-processing makes of them."""
        split = {name: np.split(array, count) for name, array in outputs.items()}
        samples = [{name: parts[i] for name, parts in split.items()} for i in range(count)]
        if self._post_process is None:
            return [_as_mapping(sample) for sample in samples]
        return [_as_mapping(self._post_process(sample)) for sample in samples]

    def _weighted(self, trial: Mapping[str, Losses], reference: Mapping[str, Losses]) -> float:
        if trial.keys() != reference.keys():
            raise TpucError(
                "PostProcess returns other tensors for the INT8 network than for the float one"
            )
        known = all(name in self._by_name for name in reference)
        weights = [self._by_name[name] if known else 1.0 for name in reference]
        values = [cosine(trial[name], reference[name]) for name in reference]
        return float(np.average(values, weights=weights))


def cosine(a: npt.NDArray[np.generic], b: npt.NDArray[np.generic]) -> float:
    """The cosine of two flattened arrays; 0 where their sizes differ or just one is zero."""
    x, y = (np.asarray(array, dtype=np.float64).ravel() for array in (a, b))
    if x.size != y.size:
        return 0.0
    norms = float(np.linalg.norm(x) * np.linalg.norm(y))
    if norms == 0:
        return 1.0 if not x.any() and not y.any() else 0.0
    value = float(x @ y) / norms
    return value if math.isfinite(value) else 0.0


def _as_mapping(processed: Any) -> dict[str, Losses]:
    if isinstance(processed, Mapping):
        items = [(str(name), value) for name, value in processed.items()]
    elif isinstance(processed, Sequence):
        items = [(str(index), value) for index, value in enumerate(processed)]
    else:
        items = [("0", processed)]
    try:
        result = {name: np.asarray(value, dtype=np.float64) for name, value in items}
    except (TypeError, ValueError) as error:
        raise TpucError(f"PostProcess returns what is not an array: {error}") from error
    if not result:
        raise TpucError("PostProcess returns nothing to compare")
    return result


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _brief(error: Exception) -> str:
    text = " ".join(str(error).split())
    frames = _last_line(error)
    return f"{type(error).__name__}: {text}{frames}"


def _last_line(error: Exception) -> str:
    trace = error.__traceback__
    if trace is None:
        return ""
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f" ({Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno})"
