# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""mincos: walks the network and keeps in float what the accumulated error drowns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tpuc.search.evaluator import Evaluation
from tpuc.search.layer_trials import searched_layers
from tpuc.search.result import Reach
from tpuc.search.strategies import Choice, Problem, strategy


@strategy("mincos", mixes_types=True)
def mincos(problem: Problem) -> Choice:
    """The purpose of TPU-MLIR's run_qtable.py, with the thresholds given.

    Layers are taken in topological order. The cosine of a layer's tensor in the mixed network with
    the float network's accumulates the errors of all layers before it. Where it falls below
    `min_layer_cos` the layer becomes float (with a Scale or Conv that goes with it), in the first
    of the float types with which it does not, or else the closest; when even that is below, the
    error comes with its inputs, and the layers that compute those become float too. The walk ends
    when the outputs reach the target, at the last layer, or when `max_float_layers` are float.
    """
    order = [layer.name for layer in searched_layers(problem)]
    problem.observer.started(len(order))
    types = {layer.name: layer.type for layer in problem.evaluator.layers}
    walk = _Walk(problem)
    for name in order:
        problem.observer.layer_started(name, types[name])
        if walk.finished:
            break
        walk.visit(name)
    reach = None if walk.mix.met else Reach(None, walk.mix.cosine, len(walk.modes))
    return Choice([], walk.mix, reach)


class _Walk:
    """The mix so far, and how close its layers are to the float network's."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.modes: dict[str, str] = {}
        self._look()

    def _look(self) -> None:
        """Evaluates the mix."""
        evaluator = self._problem.evaluator
        self.mix: Evaluation = evaluator.evaluate(self.modes, self._problem.table)
        self._cosines: Mapping[str, float] = self._accumulated(self.modes)

    def _accumulated(self, modes: Mapping[str, str]) -> Mapping[str, float]:
        assert self._problem.accumulated is not None
        return self._problem.accumulated.cosines(modes, self._problem.table)

    @property
    def finished(self) -> bool:
        """Whether the target is reached, or no more layers may be float."""
        return self.mix.met or len(self.modes) >= self._problem.options.float_limit

    def visit(self, name: str) -> None:
        """Makes a layer float when its accumulated cosine is too low."""
        if self._cosines.get(name, 1.0) >= self._problem.options.min_layer_cos:
            return
        if name not in self.modes:
            partner = self._problem.neighbours.partner(name)
            self._add([name] if partner is None or partner in self.modes else [name, partner])
        if self._cosines.get(name, 1.0) < self._problem.options.min_layer_cos and not self.finished:
            sources = [one for one in self._sources(name) if one not in self.modes]
            if sources:
                self._add(sources)
        cosine = self._cosines.get(name, 1.0)
        self._problem.observer.note(
            f"mincos: layer {name} in float, accumulated cosine {cosine:.6f}, "
            f"{len(self.modes)} layers in float, outputs_cos {self.mix.cosine:.6f}"
        )

    def _add(self, names: Sequence[str]) -> None:
        """Makes layers float, in the first type that is close enough, or else the closest."""
        least, chosen = self._problem.options.min_layer_cos, self._problem.float_mode
        best = -2.0
        for mode in self._problem.float_modes:
            cosine = self._accumulated({**self.modes, **dict.fromkeys(names, mode)})[names[0]]
            if cosine > best:
                best, chosen = cosine, mode
            if cosine >= least:
                break
        self.modes = {**self.modes, **dict.fromkeys(names, chosen)}
        self._look()

    def _sources(self, name: str) -> Sequence[str]:
        """The layers with an INT8 form that compute what a layer reads."""
        return self._problem.neighbours.producers(name)
