# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""run_sensitive_layer.py: which layers cannot stand INT8."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from tpuc import chips
from tpuc.calibration import calibrate
from tpuc.calibration.model import Model
from tpuc.calibration.tuning import tune
from tpuc.cli import flags
from tpuc.cli.main import argument_parser, run
from tpuc.dataset import Samples
from tpuc.search import report
from tpuc.search.api import checked, search
from tpuc.search.objective import load_post_process, parse_compare_layers
from tpuc.search.types import SearchOptions, SearchResult
from tpuc.tables import (
    Provenance,
    Threshold,
    check_layers,
    read_calibration_table,
    write_calibration_table,
)

NEW_TABLE = "new_cali_table"

#: The target when none is asked for; falling short of it is worth a warning, no failure.
EXPECTED_COS = 0.99


def parser() -> argparse.ArgumentParser:
    """The command line."""
    result = argument_parser(
        "run_sensitive_layer.py",
        "Computes each layer alone in INT8, ranks the layers by what that costs, and writes a "
        "quantization table that keeps the worst in float. new_cali_table, written to the working "
        "directory, has the best threshold of every layer: deploy with it.",
    )
    result.add_argument("mlir", metavar="MLIR", help="network that model_transform.py wrote")
    flags.add_samples(result, input_num=10)
    result.add_argument("--calibration_table", required=True, help="thresholds to begin with")
    flags.add_chip(result, required=True, help="chip that the network is for")
    result.add_argument(
        "--fp_type", default="auto", help="float type to mix with: auto F16 F32 BF16"
    )
    result.add_argument(
        "--inference_num", type=flags.natural, default=10, help="samples that trials are run on"
    )
    result.add_argument(
        "--max_float_layers", type=flags.natural, default=5, help="layers to keep in float"
    )
    result.add_argument(
        "--expected_cos",
        type=float,
        help=f"cosine of the outputs to reach, {EXPECTED_COS} when not given; when given and not "
        "reached, the exit status is 1",
    )
    flags.add_tuning(result)
    result.add_argument(
        "--global_compare_layers", help="tensors to compare: 'l1,l2' or 'l1:0.3,l2:0.7'"
    )
    result.add_argument("--post_process", help="Python file with PostProcess(outputs)")
    result.add_argument("-o", required=True, metavar="QTABLE", help="quantization table to write")
    flags.add_unsupported(result, {"--debug_cmd": "it is for the developers of TPU-MLIR"})
    return result


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit status."""
    args = parser().parse_args(argv)
    chips.lookup(args.chip).float_mode(args.fp_type)
    calibrate.check_bins(args.histogram_bin_num)
    _check_files(args)
    post_process = load_post_process(args.post_process) if args.post_process else None
    table = read_calibration_table(args.calibration_table)
    trial_entries = flags.entries(args, args.inference_num)

    model = Model(args.mlir)
    options = _options(args, model)
    check_layers(table, model.layers, f"calibration table {args.calibration_table}", complete=True)
    calibration = _Calibration(args, model)
    trial_samples = Samples(trial_entries, model.inputs, strict=args.strict).all()
    with report.log_file(Path(report.LOG_FILE)) as logger:
        log = report.SearchLog(logger, Path(args.mlir).name)
        with report.Progress() as bar:
            result = search(
                model.module,
                trial_samples,
                table=table,
                candidates=calibration.candidates,
                post_process=post_process,
                observer=report.Observers(log, bar),
                **vars(options),
            )
        write_calibration_table(NEW_TABLE, result.table, calibration.provenance(options))
        result.quantization_table().write(args.o)
        return _report(args, result, log)


def _check_files(args: argparse.Namespace) -> None:
    """Refuses outputs that cannot be written, or that are inputs or each other."""
    outputs = [
        ("the table of thresholds", NEW_TABLE),
        ("the log file", report.LOG_FILE),
        ("-o", args.o),
    ]
    inputs = [
        *flags.network_files("MLIR", args.mlir),
        *flags.sample_files(args),
        ("--calibration_table", args.calibration_table),
        ("--post_process", args.post_process),
    ]
    flags.check_outputs(outputs, inputs)


def _options(args: argparse.Namespace, model: Model) -> SearchOptions:
    compare = {}
    if args.global_compare_layers:
        compare = parse_compare_layers(args.global_compare_layers, model.layers)
    return checked(
        SearchOptions(
            chip=args.chip,
            fp_type=args.fp_type,
            expected_cos=EXPECTED_COS if args.expected_cos is None else args.expected_cos,
            max_float_layers=args.max_float_layers,
            compare=compare,
        )
    )


class _Calibration:
    """The thresholds of each method, from one calibration that is made when they are needed."""

    def __init__(self, args: argparse.Namespace, model: Model) -> None:
        self._args = args
        self._model = model
        entries = flags.entries(args, args.input_num)
        self._samples = Samples(entries, model.inputs, strict=args.strict)
        self._tuning = flags.tuning_samples(args, model.inputs)
        self._counts = (0, 0)

    def candidates(self, names: Sequence[str]) -> dict[str, dict[str, Threshold]]:
        """Each method's table; that of KL is tuned."""
        collector = self._model.statistics(self._args.histogram_bin_num)
        statistics = calibrate.collect(collector, self._samples)
        tables = {name: statistics.table(name) for name in names}
        tuned_on = 0
        if self._tuning is not None and "KL" in tables:
            tables["KL"], tuned_on = tune(self._model, statistics, tables["KL"], self._tuning)
        self._counts = (statistics.samples, tuned_on)
        return tables

    def provenance(self, options: SearchOptions) -> Provenance:
        """What the head of the new table says."""
        samples, tuned_on = self._counts
        methods = ",".join(options.methods) if samples else self._args.calibration_table
        bins = self._args.histogram_bin_num
        return Provenance(Path(self._args.mlir).name, methods, bins, samples, tuned_on)


def _report(args: argparse.Namespace, result: SearchResult, log: report.SearchLog) -> int:
    """Prints what was found, and writes it to the log; returns the exit status."""
    failed = not result.met and args.expected_cos is not None
    lines = [*report.ranking_lines(result), *report.result_lines(result, args.o)]
    if not result.ranking:
        lines.insert(0, report.no_need(result))
    lines.append("sensitive layer search fell short" if failed else report.SUCCESS)
    for line in lines:
        print(line)
        log.note(line)
    if result.enough is not None:
        print(f"note: {report.fewer(result)}", file=sys.stderr)
        log.note(report.fewer(result))
    if not result.met:
        print(f"warning: {report.shortfall(result)}", file=sys.stderr)
        log.note(report.shortfall(result))
    return int(failed)


def entry() -> NoReturn:
    """The console script."""
    run(main)
