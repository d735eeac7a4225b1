# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Building what is to be measured: the command lines of a model folder.

A command runs in the model's working directory when its result is missing, when the command line
has changed, or when a file it names is newer than its result.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tpu_perf.config import Case
from tpuc.errors import TpucError

STEP_KEYS = ("mlir_transform", "mlir_calibration", "deploy")
# Command -> the flags that name what it makes.
_RESULT_FLAGS = {
    "model_transform": ("--mlir",),
    "run_calibration": ("-o",),
    "run_sensitive_layer": ("-o",),
    "model_deploy": ("--model",),
}


def build(case: Case, report: Callable[[str], None]) -> None:
    """Runs the command lines of a model, in order; `report` is told of each."""
    case.workdir.mkdir(parents=True, exist_ok=True)
    for key in STEP_KEYS:
        for index, line in enumerate(case.commands(key)):
            _run(case, f"{case.file}: {key}[{index}]", line, report)


def _run(case: Case, where: str, line: str, report: Callable[[str], None]) -> None:
    words = _words(line, where)
    command = words[0].removesuffix(".py")
    if command not in _RESULT_FLAGS:
        known = ", ".join(f"{name}.py" for name in _RESULT_FLAGS)
        raise TpucError(f"{where}: unknown command {words[0]!r}; known: {known}")
    result = _result(words, _RESULT_FLAGS[command], case.workdir, where)
    stamp = result.with_name(f"{result.name}.command")
    if _up_to_date(words, result, stamp, case.workdir):
        report(f"{case.name}: {result.name} is up to date")
        return
    stamp.unlink(missing_ok=True)
    log = result.with_name(f"{result.name}.log")
    start = time.perf_counter()
    with log.open("w", encoding="utf-8") as stream:
        status = subprocess.run(
            [sys.executable, "-c", f"from tpuc.cli.{command} import entry; entry()", *words[1:]],
            cwd=case.workdir,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode
    if status:
        raise TpucError(f"{where}: {command} failed: {_last_line(log)}\n(all of it: {log})")
    if not result.exists():
        raise TpucError(f"{where}: {command} did not make {result}")
    stamp.write_text(shlex.join(words) + "\n", encoding="utf-8")
    report(f"{case.name}: {command} -> {result.name} ({time.perf_counter() - start:.1f} s)")


def _words(line: str, where: str) -> list[str]:
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise TpucError(f"{where}: cannot be split into words: {error}") from error
    if not words:
        raise TpucError(f"{where}: empty command line")
    return words


def _result(words: Sequence[str], flags: Sequence[str], workdir: Path, where: str) -> Path:
    for index, word in enumerate(words[:-1]):
        if word in flags:
            return workdir / words[index + 1]
    raise TpucError(f"{where}: {words[0]} needs {' or '.join(flags)}, the file to make")


def _up_to_date(words: Sequence[str], result: Path, stamp: Path, workdir: Path) -> bool:
    if not result.exists() or not stamp.exists():
        return False
    if stamp.read_text(encoding="utf-8") != shlex.join(words) + "\n":
        return False
    made = stamp.stat().st_mtime_ns
    named = (workdir / word for word in words[1:] if not word.startswith("-"))
    return all(file.stat().st_mtime_ns <= made for file in named if file.exists())


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    errors = [line for line in lines if line.startswith("error: ")]
    return (errors or lines or ["it printed nothing"])[-1].removeprefix("error: ")
