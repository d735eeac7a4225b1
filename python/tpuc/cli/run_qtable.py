# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""run_qtable.py: which layers the accumulated error drowns."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

from tpuc.cli import flags, search_flags
from tpuc.cli.main import argument_parser, run
from tpuc.cli.search_command import Outputs, SearchCommand


def parser() -> argparse.ArgumentParser:
    """The command line."""
    result = argument_parser(
        "run_qtable.py",
        "Walks the INT8 network in the order of its layers. Where the accumulated cosine falls "
        "below --min_layer_cos, the layers that it comes from are kept in float; those that the "
        "outputs do not need to reach --expected_cos are taken back. Writes a quantization table; "
        "the calibration table stays as it is: deploy with it.",
    )
    search_flags.add_inputs(result, "thresholds to use")
    result.add_argument(
        "--min_layer_cos",
        type=float,
        default=0.99,
        help="where the accumulated cosine is below, float layers are looked for",
    )
    result.add_argument(
        "--max_float_layers", type=flags.natural, help="layers to keep in float; default: any"
    )
    search_flags.add_search(result)
    flags.add_tuning(result)
    search_flags.add_output(result)
    return result


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit status."""
    args = parser().parse_args(argv)
    others = {
        "strategy": "mincos",
        "max_float_layers": args.max_float_layers,
        "min_layer_cos": args.min_layer_cos,
    }
    _, status = SearchCommand(args, Outputs(args.o, None, "SearchQTable"), others).run()
    return status


def entry() -> NoReturn:
    """The console script."""
    run(main)
