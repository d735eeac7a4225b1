# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the commands that search have in common: samples in, tables and a log out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tpuc import chips
from tpuc.calibration import calibrate
from tpuc.calibration.model import Model
from tpuc.calibration.tuning import tune
from tpuc.cli import flags, search_flags
from tpuc.dataset import Samples
from tpuc.search import report
from tpuc.search.api import search
from tpuc.search.cost import read_layer_times
from tpuc.search.objective import load_post_process
from tpuc.search.result import SearchResult
from tpuc.search.types import SearchOptions
from tpuc.tables import (
    Provenance,
    Threshold,
    check_layers,
    read_calibration_table,
    write_calibration_table,
)

#: Exit status of a search that was stopped by Ctrl-C; the best so far was written.
INTERRUPTED = 130


@dataclass(frozen=True)
class Outputs:
    """Files that a search writes: the qtable, the table of thresholds (or none), the log."""

    qtable: str
    table: str | None
    log: str = report.LOG_FILE

    def journal(self, args: argparse.Namespace) -> str:
        """The file of finished trials."""
        return str(args.journal or f"{self.qtable}.journal")


class SearchCommand:
    """A search from parsed flags (`search_flags`, `flags.add_samples`, `add_tuning`, `add_chip`).

    All that can be refused without work is refused at once, before anything is written.
    """

    def __init__(
        self, args: argparse.Namespace, outputs: Outputs, others: dict[str, object]
    ) -> None:
        self._args, self._outputs = args, outputs
        chips.lookup(args.chip)
        calibrate.check_bins(args.histogram_bin_num)
        self._explicit = search_flags.target_of(args) is not None
        self._check_files()
        self._post_process = load_post_process(args.post_process) if args.post_process else None
        self._times = read_layer_times(args.layer_times) if args.layer_times else None
        table = read_calibration_table(args.calibration_table)
        self._model = Model(args.mlir)
        self._options = search_flags.options_of(args, self._model, **others)
        what = f"calibration table {args.calibration_table}"
        check_layers(table, self._model.layers, what, complete=True)
        self._table = table
        self._calibration = _Calibration(args, self._model)

    def run(self) -> tuple[SearchResult, int]:
        """Searches and writes the files; the result and the exit status."""
        args, outputs = self._args, self._outputs
        samples = search_flags.trial_samples(args, self._model)
        settings = vars(self._options) | {"holdout": samples.holdout}
        with report.log_file(Path(outputs.log)) as logger:
            log = report.SearchLog(logger, Path(args.mlir).name)
            with report.Progress() as bar:
                result = search(
                    self._model.module,
                    samples.trials,
                    table=self._table,
                    observer=report.Observers(log, bar),
                    journal=outputs.journal(args),
                    resume=args.resume,
                    candidates=self._calibration.candidates,
                    post_process=self._post_process,
                    labels=samples.labels,
                    held_out=samples.held_out,
                    held_out_labels=samples.held_out_labels,
                    layer_times=self._times,
                    settings=search_flags.settings_of(args, samples),
                    **settings,
                )
            if outputs.table is not None:
                provenance = self._calibration.provenance(self._options)
                write_calibration_table(outputs.table, result.table, provenance)
            result.quantization_table().write(outputs.qtable)
            return result, self._report(result, log)

    def _check_files(self) -> None:
        """Refuses outputs that cannot be written, or that are inputs or each other."""
        args, outputs = self._args, self._outputs
        written = [
            ("the table of thresholds", outputs.table),
            ("the log file", outputs.log),
            ("-o", outputs.qtable),
            ("the journal", outputs.journal(args)),
        ]
        read = [
            *flags.network_files("MLIR", args.mlir),
            *flags.sample_files(args),
            ("--calibration_table", args.calibration_table),
            ("--post_process", args.post_process),
            ("--metric", args.metric),
            ("--layer_times", args.layer_times),
            ("--label_list", args.label_list),
        ]
        flags.check_outputs(written, read)

    def _report(self, result: SearchResult, log: report.SearchLog) -> int:
        """Prints what was found, and writes it to the log; returns the exit status."""
        failed = not result.met and self._explicit
        lines = [
            *([] if result.modes or not result.met else [report.no_need(result)]),
            *report.ranking_lines(result),
            *report.validation_lines(result),
            *report.result_lines(result, self._outputs.qtable),
            report.verdict(result, failed),
        ]
        for line in lines:
            print(line)
            log.note(line)
        for line in report.remarks(result):
            print(line, file=sys.stderr)
            log.note(line)
        if result.interrupted:
            journal = self._outputs.journal(self._args)
            print(
                f"interrupted: the best so far is in {self._outputs.qtable}; --resume goes on from "
                f"{journal}",
                file=sys.stderr,
            )
            return INTERRUPTED
        return int(failed)


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
