# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""run_calibration.py: a calibration table from samples."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from tpuc import chips
from tpuc.calibration import calibrate, methods
from tpuc.calibration.model import Model
from tpuc.calibration.tuning import tune
from tpuc.cli import calibration_search, flags, improve
from tpuc.cli.main import argument_parser, run
from tpuc.dataset import Samples
from tpuc.tables import Provenance, write_calibration_table

_UNSUPPORTED = {
    "--debug_cmd": "the method is chosen with --cali_method",
}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    result = argument_parser(
        "run_calibration.py",
        "Runs the float network on samples and writes the threshold of every layer.",
    )
    result.add_argument("mlir", metavar="MLIR", help="network that model_transform.py wrote")
    flags.add_samples(result, input_num=0)
    result.add_argument(
        "--cali_method", default="kl", type=_method, help=" | ".join(methods.method_names())
    )
    flags.add_tuning(result)
    flags.add_chip(
        result, help="chip to search or correct for; otherwise the table serves every chip"
    )
    result.add_argument("-o", required=True, metavar="TABLE", help="calibration table to write")
    improve.add_flags(result)
    calibration_search.add_flags(result)
    flags.add_unsupported(result, _UNSUPPORTED)
    return result


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit status."""
    flag_parser = parser()
    args = flag_parser.parse_args(argv)
    start = time.perf_counter()
    methods.lookup(args.cali_method)
    if args.chip:
        chips.lookup(args.chip)
    calibrate.check_bins(args.histogram_bin_num)
    choices = improve.choices(args)
    outputs = [("-o", args.o), ("the corrections file", improve.corrections_file(args))]
    inputs = [*flags.network_files("MLIR", args.mlir), *flags.sample_files(args)]
    flags.check_outputs(outputs, inputs)
    search = calibration_search.requested(args, flag_parser)
    entries = flags.entries(args, args.input_num)

    model = Model(args.mlir)
    if search is not None:
        calibration_search.check_options(args, search, model)
    samples = Samples(entries, model.inputs, strict=args.strict)
    tuning = flags.tuning_samples(args, model.inputs)
    corrections = improve.scale_channels(model, samples, args)
    collector = model.statistics(args.histogram_bin_num)
    statistics = calibrate.collect(collector, samples, model.layers)
    table = statistics.table(args.cali_method)
    tuned_on = 0
    if tuning is not None:
        table, tuned_on = tune(model, statistics, table, tuning)
    if choices:
        table = improve.correct_layers(model, table, args, corrections)
    named = improve.corrections_file(args) if corrections else None
    if named:
        corrections.save(named)
        print(f"{improve.describe(corrections)} written to {named}")
    provenance = Provenance(
        Path(args.mlir).name,
        args.cali_method,
        args.histogram_bin_num,
        statistics.samples,
        tuned_on,
        named.name if named else "",
    )
    write_calibration_table(args.o, table, provenance)
    skipped = f" ({len(samples.skipped)} skipped)" if samples.skipped else ""
    print(
        f"thresholds of {len(table)} layers from {statistics.samples} samples{skipped} "
        f"written to {args.o} in {time.perf_counter() - start:.1f} s"
    )
    return calibration_search.run(args, search) if search is not None else 0


def _method(text: str) -> str:
    """A method's name as users spell it: ``use_mse`` is ``mse``."""
    return text.lower().removeprefix("use_")


def entry() -> NoReturn:
    """The console script."""
    run(main)
