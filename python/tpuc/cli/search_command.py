# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the commands that search have in common: samples in, tables and a log out."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tpuc import chips
from tpuc import report as explained
from tpuc.calibration import calibrate
from tpuc.calibration.distribution import LayerStatistics
from tpuc.calibration.model import Model
from tpuc.calibration.tuning import tune
from tpuc.cli import flags, search_flags
from tpuc.dataset import Samples
from tpuc.errors import TpucError
from tpuc.search import report, strategies
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
    relative_corrections,
    write_calibration_table,
)

#: Exit status of a search that was stopped by Ctrl-C; the best so far was written.
INTERRUPTED = 130


@dataclass(frozen=True)
class Outputs:
    """Files that a search writes: the qtable (or none), the table of thresholds (or none), the log.

    `in_place`: `table` is the calibration table that the search begins with.
    """

    qtable: str | None
    table: str | None
    log: str = report.LOG_FILE
    in_place: bool = False

    @property
    def name(self) -> str:
        """The table that gives other files their names."""
        return self.qtable or self.table or self.log

    def journal(self, args: argparse.Namespace) -> str:
        """The file of finished trials."""
        return str(args.journal or f"{self.name}.journal")

    def report(self, args: argparse.Namespace) -> Path | None:
        """The page that explains the result; None when none is wanted."""
        if args.report is not None and args.report.lower() == "none":
            return None
        return Path(args.report or Path(self.name).with_name("report.html"))


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
        self._page = outputs.report(args)
        self._explicit = search_flags.target_of(args) is not None
        check_files(args, outputs)
        self._post_process = load_post_process(args.post_process) if args.post_process else None
        self._times = read_layer_times(args.layer_times) if args.layer_times else None
        table = read_calibration_table(args.calibration_table)
        self._model = Model(args.mlir, table)
        self._options = search_flags.options_of(args, self._model, **others)
        what = f"calibration table {args.calibration_table}"
        check_layers(table, self._model.layers, what, complete=True)
        self._table = table
        self._calibration = _Calibration(args, self._model)

    def run(self) -> tuple[SearchResult, int]:
        """Searches and writes the files; the result and the exit status."""
        args, outputs = self._args, self._outputs
        confirms = strategies.lookup(self._options.strategy).confirms
        samples = search_flags.trial_samples(args, self._model, confirms)
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
                    settings=search_flags.settings_of(args),
                    alternatives=self._page is not None,
                    **settings,
                )
            unchanged = outputs.in_place and result.table == self._table
            if outputs.table is not None and not unchanged:
                corrections = relative_corrections(args.calibration_table, outputs.table)
                provenance = replace(
                    self._calibration.provenance(self._options), corrections=corrections
                )
                write_calibration_table(outputs.table, result.table, provenance)
            if outputs.qtable is not None:
                result.quantization_table().write(outputs.qtable)
            self._explain(result, samples.trials, log)
            return result, self._report(result, log)

    def _explain(
        self, result: SearchResult, samples: Mapping[str, Any], log: report.SearchLog
    ) -> None:
        """Writes the report; when that fails, what was found stays."""
        if self._page is None:
            return
        start = time.perf_counter()
        try:
            page = explained.explain(
                self._model.module,
                samples,
                result,
                network=Path(self._args.mlir).name,
                statistics=self._calibration.statistics,
                post_process=self._post_process,
            )
            explained.write(self._page, page)
        except TpucError as error:
            print(f"warning: no report: {error}", file=sys.stderr)
            return
        log.note(f"report written to {self._page} in {time.perf_counter() - start:.1f} s")

    def _report(self, result: SearchResult, log: report.SearchLog) -> int:
        """Prints what was found, and writes it to the log; returns the exit status."""
        failed = not result.met and self._explicit
        lines = [
            *([] if result.modes or not result.met else [report.no_need(result)]),
            *report.ranking_lines(result),
            *report.validation_lines(result),
            *report.result_lines(result, self._outputs.qtable, self._outputs.table),
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
                f"interrupted: the best so far is in {self._outputs.name}; --resume goes on from "
                f"{journal}",
                file=sys.stderr,
            )
            return INTERRUPTED
        return int(failed)


def check_files(args: argparse.Namespace, outputs: Outputs) -> None:
    """Refuses outputs that cannot be written, or that are inputs or each other."""
    written = [
        ("the table of thresholds", outputs.table),
        ("the log file", outputs.log),
        ("--quantize_table" if outputs.in_place else "-o", outputs.qtable),
        ("the journal", outputs.journal(args)),
        *_pages(outputs.report(args)),
    ]
    read = [
        *flags.network_files("MLIR", args.mlir),
        *flags.sample_files(args),
        ("--calibration_table", None if outputs.in_place else args.calibration_table),
        ("--post_process", args.post_process),
        ("--metric", args.metric),
        ("--layer_times", args.layer_times),
        ("--label_list", args.label_list),
    ]
    flags.check_outputs(written, read)


def _pages(page: Path | None) -> list[flags.NamedFile]:
    """The report and its data."""
    if page is None:
        return []
    if page.suffix != ".html":
        raise TpucError(f"--report {page} is no page: its name should end in .html")
    return [("--report", page), ("the report's data", explained.json_beside(page))]


class _Calibration:
    """The thresholds of each method, from one calibration that is made when they are needed."""

    def __init__(self, args: argparse.Namespace, model: Model) -> None:
        self._args = args
        self._model = model
        entries = flags.entries(args, args.input_num)
        self._samples = Samples(entries, model.inputs, strict=args.strict)
        self._tuning = flags.tuning_samples(args, model.inputs)
        self._counts = (0, 0)
        #: Of every layer's tensor, once candidates were asked for.
        self.statistics: Mapping[str, LayerStatistics] | None = None

    def candidates(self, names: Sequence[str]) -> dict[str, dict[str, Threshold]]:
        """Each method's table; that of KL is tuned."""
        collector = self._model.statistics(self._args.histogram_bin_num)
        statistics = calibrate.collect(collector, self._samples, self._model.layers)
        self.statistics = statistics.layers
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
