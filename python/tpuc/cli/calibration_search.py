# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""``run_calibration.py --search``: a search that begins with the table just calibrated."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

from tpuc.calibration.model import Model
from tpuc.cli import flags, search_flags
from tpuc.cli.search_command import Outputs, SearchCommand, check_files
from tpuc.errors import TpucError
from tpuc.search.cost import read_layer_times
from tpuc.search.objective import load_post_process

#: Flags that say nothing without a search, or without one for a quantization table.
_OF_EVERY_SEARCH = (
    "inference_num",
    "validation_num",
    "expected_cos",
    "quantize_method_list",
    "fp_type",
    "global_compare_layers",
    "post_process",
    "screening",
    "metric",
    "target",
    "max_drop",
    "label_list",
    "layer_times",
    "report",
    "journal",
    "resume",
)
_OF_TABLES = ("max_float_layers", "budget", "strategy", "quantize_table")


@dataclass(frozen=True)
class Search:
    """A kind of search: the strategy, and the name of its log file."""

    strategy: str
    log: str
    makes_qtable: bool


SEARCHES = {
    "search_threshold": Search("thresholds", "SearchThreshold", makes_qtable=False),
    "search_qtable": Search("joint", "SearchQtable", makes_qtable=True),
}


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Adds ``--search`` and the flags that go with it."""
    parser.add_argument(
        "--search",
        default="False",
        metavar="WHAT",
        help="search_threshold: the best thresholds for the outputs; search_qtable: those, and "
        "which layers to keep in float; False: calibrate only",
    )
    parser.add_argument("--quantize_table", metavar="QTABLE", help="quantization table to write")
    parser.add_argument(
        "--strategy", help="how search_qtable chooses float layers, as in run_sensitive_layer.py"
    )
    parser.add_argument(
        "--max_float_layers",
        type=flags.natural,
        help="layers to keep in float; default: as many as the target needs",
    )
    parser.add_argument(
        "--budget", type=float, help="limit of estimated time, as in run_sensitive_layer.py"
    )
    search_flags.add_search(parser)


def requested(args: argparse.Namespace, parser: argparse.ArgumentParser) -> Search | None:
    """The search that was asked for, or None; TpucError when the flags do not go together.

    Files that the search would read or write are checked too, before any work is done.
    """
    if args.search.lower() in ("false", ""):
        _refuse(args, parser, (*_OF_EVERY_SEARCH, *_OF_TABLES), "needs --search")
        return None
    if args.search not in SEARCHES:
        known = ", ".join(("False", *SEARCHES))
        raise TpucError(f"--search {args.search} is unknown: one of {known}")
    search = SEARCHES[args.search]
    if not args.chip:
        raise TpucError(f"--search {args.search} needs --chip")
    if search.makes_qtable and not args.quantize_table:
        raise TpucError(f"--search {args.search} needs --quantize_table, the table to write")
    if not search.makes_qtable:
        _refuse(args, parser, _OF_TABLES, f"is of no use to --search {args.search}")
    search_flags.target_of(args)
    check_files(args, _outputs(args, search))
    if args.post_process:
        load_post_process(args.post_process)
    if args.layer_times:
        read_layer_times(args.layer_times)
    return search


def check_options(args: argparse.Namespace, search: Search, model: Model) -> None:
    """Refuses what the network or the chip does not have."""
    search_flags.options_of(args, model, **_others(args, search))


def run(args: argparse.Namespace, search: Search) -> int:
    """Searches, beginning with the table at ``-o``, which it replaces; the exit status."""
    args.calibration_table = args.o
    _, status = SearchCommand(args, _outputs(args, search), _others(args, search)).run()
    return status


def _refuse(
    args: argparse.Namespace, parser: argparse.ArgumentParser, names: Sequence[str], why: str
) -> None:
    for name in names:
        if getattr(args, name) != parser.get_default(name):
            raise TpucError(f"--{name} {why}")


def _outputs(args: argparse.Namespace, search: Search) -> Outputs:
    return Outputs(args.quantize_table, args.o, search.log, in_place=True)


def _others(args: argparse.Namespace, search: Search) -> dict[str, object]:
    return {
        "strategy": args.strategy or search.strategy,
        "max_float_layers": args.max_float_layers,
        "budget": args.budget,
    }
