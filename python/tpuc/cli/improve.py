# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The flags of run_calibration.py that make INT8 better without float layers, and their work."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from tpuc.calibration import equalization
from tpuc.calibration.calibrate import BATCH
from tpuc.calibration.correct import correct
from tpuc.calibration.layer_weights import Choices
from tpuc.calibration.model import Model
from tpuc.calibration.stepping import Stepper
from tpuc.cli import flags
from tpuc.corrections import Corrections
from tpuc.dataset import Samples
from tpuc.errors import TpucError
from tpuc.progress import progress
from tpuc.tables import Threshold

#: The flags that look at what one chip computes, with the field of `Choices` that each sets.
_CHOICES = {
    "--bc": "bias",
    "--gptq": "rounding",
    "--adaround": "adaptive",
    "--weight_scale_search": "weight_scale",
    "--threshold_search": "thresholds",
}


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Adds the flags; each can be given alone."""
    group = parser.add_argument_group("better INT8 (docs/better_int8.md)")
    switches = {
        "--we": "equalize weights across layers",
        "--sq": "SmoothQuant: move large channels from LayerNorm into the weights behind",
        "--bc": "correct biases by the mean error of each channel, for --chip",
        "--gptq": "round weights so that their errors compensate each other, for --chip",
        "--adaround": "round weights so that results come near the float network's, for --chip",
        "--weight_scale_search": "let large weights saturate where that lessens the error",
        "--threshold_search": "choose each threshold by the error of the layer's result",
    }
    for flag, text in switches.items():
        group.add_argument(flag, action="store_true", help=text)
    group.add_argument(
        "--bc_inference_num",
        type=flags.natural,
        default=60,
        metavar="N",
        help="samples that --bc and the flags below it are computed on; 0: all (60)",
    )


def choices(args: argparse.Namespace) -> Choices:
    """What the flags choose; refuses those that need a chip when there is none."""
    given = [flag for flag in _CHOICES if getattr(args, flag.lstrip("-"))]
    if given and not args.chip:
        raise TpucError(f"{given[0]} needs --chip: what it corrects depends on the chip's integers")
    return Choices(**{_CHOICES[flag]: True for flag in given})


def corrections_file(args: argparse.Namespace) -> Path | None:
    """The file beside the table that corrections go to; None when no flag makes any."""
    if not (args.we or args.sq or choices(args).weights):
        return None
    table = Path(args.o)
    return table.with_name(f"{table.name}_corrections.safetensors")


def scale_channels(model: Model, samples: Samples, args: argparse.Namespace) -> Corrections:
    """Applies ``--sq`` and ``--we`` to the network; returns the scales.

    Says so when a flag finds nothing to scale: the network is not of the kind that it helps.
    """
    result = Corrections()
    methods = [
        ("sq", "LayerNorm that only MatMuls read", equalization.normalized, equalization.smooth),
        ("we", "pair of Convs that it could equalize", equalization.limited, equalization.equalize),
    ]
    for flag, where, needed, method in methods:
        if not getattr(args, flag):
            continue
        batches = samples.batches(BATCH)
        maxima = equalization.channel_maxima(model.session, needed(model.layers), batches)
        scales = method(model.layers, maxima)
        if not scales:
            print(f"note: --{flag} changes nothing, the network has no {where}")
        result.scales.update(scales)
        model.correct(Corrections(scales))
    return result


def correct_layers(
    model: Model,
    table: Mapping[str, Threshold],
    args: argparse.Namespace,
    corrections: Corrections,
) -> dict[str, Threshold]:
    """Sweeps over the network; adds weights to `corrections`, returns the new thresholds."""
    entries = flags.entries(args, args.bc_inference_num)
    samples = Samples(entries, model.inputs, strict=args.strict).all()
    stepper = Stepper(model.module, args.chip, table)
    with progress(len(stepper.layers), "correcting", "layer") as advance:
        weights = correct(stepper, samples, choices(args), advance)
    if weights:
        corrections.weights = weights
        corrections.chip = args.chip.lower()
    return {name: stepper.table[name] for name in table}


def describe(corrections: Corrections) -> str:
    """What corrections hold, for people."""
    parts = []
    if corrections.scales:
        parts.append(f"channel scales of {len(corrections.scales)} layers")
    if corrections.weights:
        parts.append(f"weights of {len(corrections.weights)} layers for {corrections.chip}")
    return ", ".join(parts)
