# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""run_sensitive_layer.py: which layers cannot stand INT8."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

from tpuc.cli import flags, search_flags
from tpuc.cli.main import argument_parser, run
from tpuc.cli.search_command import Outputs, SearchCommand
from tpuc.search.strategies import strategy_names
from tpuc.search.types import GREEDY_FLOAT_LAYERS

NEW_TABLE = "new_cali_table"


def parser() -> argparse.ArgumentParser:
    """The command line."""
    result = argument_parser(
        "run_sensitive_layer.py",
        "Computes each layer alone in INT8, ranks the layers by what that costs, and writes a "
        "quantization table that keeps in float those that --strategy chooses. new_cali_table, "
        "written to the working directory, has the best threshold of every layer: deploy with it.",
    )
    search_flags.add_inputs(result, "thresholds to begin with")
    result.add_argument(
        "--strategy",
        default="greedy",
        help=f"how float layers are chosen: {' '.join(strategy_names())}",
    )
    result.add_argument(
        "--max_float_layers",
        type=flags.natural,
        help=f"layers to keep in float; default: {GREEDY_FLOAT_LAYERS} for greedy, for other "
        "strategies as many as the target needs",
    )
    result.add_argument(
        "--budget",
        type=float,
        help="for strategy cost: the closest mix whose estimated time is at most so many times "
        "that of INT8",
    )
    search_flags.add_search(result)
    flags.add_tuning(result)
    search_flags.add_output(result)
    return result


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit status."""
    args = parser().parse_args(argv)
    others = {
        "strategy": args.strategy,
        "max_float_layers": args.max_float_layers,
        "budget": args.budget,
    }
    _, status = SearchCommand(args, Outputs(args.o, NEW_TABLE), others).run()
    return status


def entry() -> NoReturn:
    """The console script."""
    run(main)
