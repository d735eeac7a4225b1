# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The search as a function: which layers cannot stand INT8."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import fields, replace
from typing import Any

from tpuc.corrections import corrected
from tpuc.errors import TpucError
from tpuc.search import outcome, strategies
from tpuc.search.journal import Journal
from tpuc.search.report import Observers
from tpuc.search.result import SearchResult
from tpuc.search.setup import Arrays, SearchData, Setup, checked
from tpuc.search.target import Target
from tpuc.search.types import SearchOptions
from tpuc.tables import Threshold


def search(
    module: Any,
    samples: Arrays,
    *,
    table: Mapping[str, Threshold] | None = None,
    observer: strategies.Observer | None = None,
    journal: str | os.PathLike[str] | None = None,
    resume: bool = False,
    **options: Any,
) -> SearchResult:
    """Finds the layers of a Top module to keep in float when the rest is INT8.

    `samples` are the inputs of the network, name -> [samples * B, ...], that trials are run on.
    `table` are the thresholds to begin with; without, those of the method KL on `samples`.
    `journal` is a file in which every finished trial is kept; with `resume` the trials that it
    holds are not made again. `options` are the fields of `tpuc.search.types.SearchOptions`, of
    which `chip` is required, and of `tpuc.search.setup.SearchData`; `target` may also be a
    number, a cosine:

        result = tpuc.search(module, {"input": photos}, chip="bm1684", target=0.98)
        result.quantization_table().write("qtable")

    Raises TpucError on options that make no sense, a table that does not fit the network, a
    journal of another run or a chip that lacks what is asked for; an unmet target is no error: see
    `SearchResult.met`. When it is interrupted (Ctrl-C) it returns the best so far, marked
    `interrupted`.
    """
    start = time.perf_counter()
    chosen, data = _parsed(options)
    if resume and journal is None:
        raise TpucError("resume needs the journal of the search that is to go on")
    setup = Setup(corrected(module, table), samples, table, chosen, data)
    with ExitStack() as stack:
        memory = None
        if journal is not None:
            memory = stack.enter_context(Journal(journal, setup.fingerprints(), resume))
        problem = setup.problem(observer or Observers(), memory)
        result = outcome.found(setup, problem)
    return replace(
        result,
        samples=setup.samples.expected,
        trials=problem.evaluator.trials,
        seconds=time.perf_counter() - start,
    )


def _parsed(given: Mapping[str, Any]) -> tuple[SearchOptions, SearchData]:
    """The keyword arguments as the two classes that they are fields of."""
    settings, data = (
        {field.name for field in fields(kind)} for kind in (SearchOptions, SearchData)
    )
    unknown = [name for name in given if name not in settings | data]
    if unknown:
        raise TpucError(
            f"tpuc.search has no option {unknown[0]}: one of {', '.join(sorted(settings | data))}"
        )
    if "chip" not in given:
        raise TpucError("tpuc.search needs a chip")
    options = {name: value for name, value in given.items() if name in settings}
    target = options.get("target")
    if isinstance(target, int | float):
        options["target"] = Target("cosine", float(target))
    return (
        checked(SearchOptions(**options)),
        SearchData(**{name: value for name, value in given.items() if name in data}),
    )
