# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What to try next, from what the search has measured. Each rule is a function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tpuc import chips
from tpuc.report.model import AdviceEntry, LayerEntry
from tpuc.search.result import SearchResult

#: A part of the loss at least so large is what to work on.
_MOST = 0.6
#: The least loss of all searched layers together that is worth any work.
_NEGLIGIBLE = 1e-4


@dataclass(frozen=True)
class Evidence:
    """What rules look at.

    `ranges` are the least and greatest value of each layer; `corrected` is whether the network has
    INT8 weights of its own already (``run_calibration.py --bc`` and the like).
    """

    result: SearchResult
    layers: Sequence[LayerEntry]
    ranges: Mapping[str, tuple[float, float]]
    corrected: bool = False

    @property
    def chip(self) -> chips.Chip:
        """The chip that was searched for."""
        return chips.lookup(self.result.options.chip)

    @property
    def total(self) -> float:
        """The sum of the losses of all searched layers."""
        return sum(max(layer.loss, 0.0) for layer in self.layers)


Rule = Callable[[Evidence], Iterator[AdviceEntry]]


def advise(evidence: Evidence) -> list[AdviceEntry]:
    """Everything that the figures suggest, the most pressing first."""
    return [entry for rule in _RULES for entry in rule(evidence)]


def _number_of_layers(evidence: Evidence) -> Iterator[AdviceEntry]:
    result = evidence.result
    if result.enough is not None and result.enough.layers is not None:
        yield AdviceEntry(
            f"{result.enough.layers} layers in float are enough",
            f"the target {result.options.goal} is met with them already, at a cosine of "
            f"{result.enough.cosine:.6f}; the table has {len(result.modes)}",
            f"--max_float_layers {result.enough.layers}",
        )
    if result.met or result.reach is None:
        return
    if result.reach.layers is not None:
        yield AdviceEntry(
            f"Allow {result.reach.layers} layers in float",
            f"with them the cosine is {result.reach.cosine:.6f}, which meets the target "
            f"{result.options.goal}; {len(result.modes)} layers are not enough",
            f"--max_float_layers {result.reach.layers}",
        )
        return
    reason = (
        f"no number of layers in {result.float_mode} meets the target {result.options.goal}; the "
        f"best cosine seen is {result.reach.cosine:.6f} with {result.reach.tried}"
    )
    tried = {result.float_mode, *result.options.fp_type.upper().split(",")}
    if "F32" in evidence.chip.float_modes and "F32" not in tried:
        yield AdviceEntry("Mix with a wider float type", reason, "--fp_type F32")
    else:
        yield AdviceEntry("Lower the target, or improve INT8 first", reason)


def _noise(evidence: Evidence) -> Iterator[AdviceEntry]:
    validation = evidence.result.validation
    if validation is None:
        return
    seen = (validation.selection_mixed or validation.mixed).metric
    goal = evidence.result.options.goal.value
    if seen.low < goal < seen.high:
        yield AdviceEntry(
            "Search on more samples",
            f"on {seen.samples} samples the figure is {seen}: its confidence interval holds the "
            f"target {goal:g}, so whether it is met is not certain",
            f"--inference_num {4 * validation.mixed.metric.samples}",
        )
    held = validation.held_out_mixed
    if held is not None and held.cosine.high < validation.mixed.cosine.low:
        yield AdviceEntry(
            "The choice does not hold on samples that the search did not see",
            f"the cosine is {held.cosine} on them, {validation.mixed.cosine} on the others",
            f"--inference_num {4 * validation.mixed.metric.samples}",
        )


def _one_layer(evidence: Evidence) -> Iterator[AdviceEntry]:
    if not evidence.layers or evidence.total < _NEGLIGIBLE:
        return
    worst = evidence.layers[0]
    share = worst.loss / evidence.total
    if share > 0.5 and len(evidence.layers) > 2:
        yield AdviceEntry(
            f"Look at {worst.name} first",
            f"{share:.0%} of the losses of all layers are this one's ({worst.type})",
        )


def _parts(evidence: Evidence) -> Iterator[AdviceEntry]:
    split = [layer for layer in evidence.layers if layer.activations_loss is not None]
    weights = sum(layer.weights_loss or 0.0 for layer in split)
    activations = sum(layer.activations_loss or 0.0 for layer in split)
    both = weights + activations
    if both < _NEGLIGIBLE:
        return
    if weights > _MOST * both and not evidence.corrected:
        yield AdviceEntry(
            "Improve the weights' integers before spending float layers",
            f"{weights / both:.0%} of the measured loss comes from weights: round them so that "
            "errors compensate each other, and correct the bias that is left",
            f"run_calibration.py --chip {evidence.chip.name} --weight_scale_search --gptq "
            "--adaround --bc",
        )
    elif activations > _MOST * both:
        yield from _activations(evidence, activations / both)


def _activations(evidence: Evidence, share: float) -> Iterator[AdviceEntry]:
    skewed = [
        layer.name
        for layer in evidence.layers[:20]
        if layer.name in evidence.ranges and _skewed(*evidence.ranges[layer.name])
    ]
    result = evidence.result
    if evidence.chip.asymmetric and not result.options.asymmetric and len(skewed) > 2:
        yield AdviceEntry(
            "Try asymmetric activations",
            f"{share:.0%} of the measured loss comes from activations, and {len(skewed)} of the 20 "
            f"most sensitive layers have a lopsided range (such as {skewed[0]}), of which "
            "symmetric INT8 wastes a part",
            "model_deploy.py --asymmetric",
        )
    else:
        yield AdviceEntry(
            "Look at the thresholds",
            f"{share:.0%} of the measured loss comes from activations: more calibration samples, "
            "or other methods, may find better thresholds than those drawn in the histograms",
            "--input_num 200",
        )


def _skewed(low: float, high: float) -> bool:
    """Whether a range with values of both signs reaches much farther on one side."""
    return low < 0 < high and max(-low, high) > 2.5 * min(-low, high)


def _method(evidence: Evidence) -> Iterator[AdviceEntry]:
    best = Counter(layer.method for layer in evidence.layers if len(layer.methods) > 1)
    if best.total() < 10:
        return
    method, wins = best.most_common(1)[0]
    if method != "KL" and wins > 0.7 * best.total():
        yield AdviceEntry(
            f"Calibrate with {method.lower()}",
            f"its thresholds are the best ones for {wins} of {best.total()} layers",
            f"run_calibration.py --cali_method {method.lower()}",
        )


def _enough_already(evidence: Evidence) -> Iterator[AdviceEntry]:
    result = evidence.result
    if result.met and not result.modes:
        yield AdviceEntry(
            "Deploy INT8 as it is",
            f"its cosine is {result.int8_cos:.6f}: no layer has to be float",
            "model_deploy.py --quantize INT8",
        )


_RULES: tuple[Rule, ...] = (
    _enough_already,
    _number_of_layers,
    _noise,
    _parts,
    _one_layer,
    _method,
)
