# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The flags that say what a search is to reach and how, for the commands that search."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy.typing as npt

from tpuc.calibration.model import Model
from tpuc.cli import flags
from tpuc.dataset import Entry, Samples
from tpuc.errors import TpucError
from tpuc.fileio import existing_file
from tpuc.search.objective import parse_compare_layers
from tpuc.search.setup import checked
from tpuc.search.target import METRICS, Target
from tpuc.search.types import SearchOptions

#: The target when none is asked for; falling short of it is worth a warning, no failure.
EXPECTED_COS = 0.99

#: Further samples for each one of the search that are read where they confirm the choice.
_CONFIRMING = 6

#: The share of the samples that is held out when the list has none beyond --inference_num.
_HOLDOUT = 0.2


def add_inputs(parser: argparse.ArgumentParser, thresholds: str) -> None:
    """What the commands of a search take; `thresholds` says what the calibration table is for."""
    parser.add_argument("mlir", metavar="MLIR", help="network that model_transform.py wrote")
    flags.add_samples(parser, input_num=10)
    parser.add_argument("--calibration_table", required=True, help=thresholds)
    flags.add_chip(parser, required=True, help="chip that the network is for")


def add_output(parser: argparse.ArgumentParser) -> None:
    """What they write, and the flag of TPU-MLIR that they refuse."""
    parser.add_argument("-o", required=True, metavar="QTABLE", help="quantization table to write")
    flags.add_unsupported(parser, {"--debug_cmd": "it is for the developers of TPU-MLIR"})


def add_search(parser: argparse.ArgumentParser) -> None:
    """Adds the flags that every search has."""
    parser.add_argument(
        "--fp_type",
        default="auto",
        help="float type to mix with: auto F16 F32 BF16; several, separated by commas, for "
        "strategies that choose among them",
    )
    parser.add_argument(
        "--inference_num", type=flags.natural, default=10, help="samples that trials are run on"
    )
    parser.add_argument(
        "--validation_num",
        type=flags.natural,
        help="further samples: the first half confirms what reaches the target (not for greedy), "
        "the result is validated on the others; default: 6 times --inference_num (greedy: as "
        "many), as far as there are",
    )
    parser.add_argument("--global_compare_layers", help="tensors to compare: l1,l2 or l1:0.3,l2:.7")
    parser.add_argument("--post_process", help="Python file with PostProcess(outputs)")
    parser.add_argument(
        "--quantize_method_list",
        help="calibration methods to choose thresholds among; default: MAX,Percentile9999,KL",
    )
    parser.add_argument(
        "--screening",
        action="store_true",
        help="estimate trials on two samples, and make only those that can matter on all",
    )
    parser.add_argument("--layer_times", help="CSV of measured times: name,INT8,F32 (in us)")
    parser.add_argument(
        "--report",
        metavar="FILE",
        help="page that explains the result, with a .json beside it; default: report.html beside "
        "the table; none: no report",
    )
    parser.add_argument("--journal", help="file of finished trials; default: QTABLE.journal")
    parser.add_argument(
        "--resume", action="store_true", help="go on with the trials of the journal"
    )
    _add_targets(parser)


def _add_targets(parser: argparse.ArgumentParser) -> None:
    """Adds the flags that say what is to be reached."""
    parser.add_argument(
        "--expected_cos",
        type=float,
        help=f"cosine of the outputs to reach, {EXPECTED_COS} when no target is given; when one "
        "is given and not reached, the exit status is 1",
    )
    parser.add_argument(
        "--metric", help=f"other figure to reach: {' '.join(METRICS)}, or a .py with Metric()"
    )
    parser.add_argument("--target", type=float, help="value of --metric to reach")
    parser.add_argument(
        "--max_drop", type=float, help="top-1 accuracy that may be lost, in percentage points"
    )
    parser.add_argument(
        "--label_list",
        help="list of 'file label' lines that trials are run on, for --max_drop or --metric drop",
    )


def target_of(args: argparse.Namespace) -> Target | None:
    """The target that was asked for; None when none was."""
    given = [
        flag
        for flag, value in (
            ("--expected_cos", args.expected_cos),
            ("--metric", args.metric),
            ("--max_drop", args.max_drop),
        )
        if value is not None
    ]
    if len(given) > 1:
        raise TpucError(f"{' and '.join(given)} are two targets: give one")
    if (args.metric is None) != (args.target is None):
        missing = "--target" if args.target is None else "--metric"
        raise TpucError(f"--metric and --target go together: {missing} is missing")
    if args.metric is not None:
        target = Target(args.metric, args.target)
    elif args.max_drop is not None:
        target = Target("drop", args.max_drop)
    elif args.expected_cos is not None:
        target = Target("cosine", args.expected_cos)
    else:
        return None
    if target.metric == "drop" and not args.label_list:
        raise TpucError(
            "an accuracy drop needs labels: give --label_list, or --metric agreement, which needs "
            "none"
        )
    return target.checked()


def options_of(args: argparse.Namespace, model: Model, **others: Any) -> SearchOptions:
    """The options of the search; TpucError names the first flag that makes no sense."""
    target = target_of(args)
    compare = {}
    if args.global_compare_layers:
        compare = parse_compare_layers(args.global_compare_layers, model.layers)
    methods = [word.strip() for word in (args.quantize_method_list or "").split(",")]
    if any(methods):
        others["methods"] = [word for word in methods if word]
    cosine = target.value if target is not None and target.metric == "cosine" else EXPECTED_COS
    return checked(
        SearchOptions(
            chip=args.chip,
            fp_type=args.fp_type,
            expected_cos=cosine,
            target=target,
            compare=compare,
            screening=args.screening,
            **others,
        )
    )


@dataclass(frozen=True)
class TrialSamples:
    """What trials are run on and, when there are more, what the result is validated on."""

    trials: dict[str, npt.NDArray[Any]]
    held_out: dict[str, npt.NDArray[Any]] | None
    labels: list[list[int]] | None
    held_out_labels: list[list[int]] | None
    holdout: float
    files: list[Entry]


def trial_samples(args: argparse.Namespace, model: Model, confirms: bool) -> TrialSamples:
    """Reads the samples of --inference_num and --validation_num.

    `confirms`: some of the further ones confirm the choice, so more of them are read by default.
    """
    labels: dict[Entry, list[int]] = {}
    if args.label_list:
        labels = read_label_list(args.label_list)
    number, further = args.inference_num, args.validation_num
    first = _first(args, labels, number)
    wanted = further if further is not None else number * (_CONFIRMING if confirms else 1)
    more = _first(args, labels, number + wanted) if number and wanted else first
    rest = [one for one in more if one not in set(first)]
    if further and len(rest) < further:
        raise TpucError(
            f"--validation_num {further}: there are only {len(rest)} samples beyond the "
            f"{len(first)} of --inference_num"
        )
    strict = args.strict or bool(labels)
    read = [Samples(part, model.inputs, strict=strict).all() for part in (first, rest) if part]
    return TrialSamples(
        read[0],
        read[1] if rest else None,
        [labels[one] for one in first] if labels else None,
        [labels[one] for one in rest] if labels and rest else None,
        _HOLDOUT if further is None and not rest and len(first) >= 1 / _HOLDOUT else 0.0,
        [*first, *rest],
    )


def _first(args: argparse.Namespace, labels: dict[Entry, list[int]], number: int) -> list[Entry]:
    if labels:
        return list(labels)[: number or None]
    return flags.entries(args, number)


def read_label_list(path: str) -> dict[Entry, list[int]]:
    """Samples and the classes that are right for each: lines of a file and one or more numbers.

    Numbers are separated by spaces or commas. A relative file is looked for as in a sample list.
    Raises TpucError that begins with ``file:line:`` on a line without a label, or with a label that
    is no class number.
    """
    file = existing_file(path, "label list")
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise TpucError(f"label list {file} is not a text file: {error.reason}") from error
    labels: dict[Entry, list[int]] = {}
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not words or line.startswith("#"):
            continue
        texts = [text for word in words[1:] for text in word.split(",") if text]
        classes = [int(text) for text in texts if text.isdecimal()]
        if not classes or len(classes) < len(texts):
            raise TpucError(f"{file}:{number}: expected 'file label', got {line!r}")
        photo = Path(words[0])
        beside = file.parent / photo
        entry = (beside if not photo.exists() and beside.exists() else photo,)
        if labels.setdefault(entry, classes) != classes:
            raise TpucError(f"{file}:{number}: {words[0]} has two labels")
    if not labels:
        raise TpucError(f"label list {file} names no sample")
    return labels


def settings_of(args: argparse.Namespace) -> dict[str, object]:
    """What trials depend on beside the options, for the journal."""
    names: Sequence[str] = ("input_num", "tune_num", "tune_list", "histogram_bin_num", "dataset")
    return {
        "the calibration samples and flags": [
            *(getattr(args, name, None) for name in (*names, "data_list")),
        ],
    }
