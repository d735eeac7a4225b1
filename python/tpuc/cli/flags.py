# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Flags that several commands share, and flags that are known but not supported yet."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from tpuc.dataset import Entry, ModelInput, Samples, list_directory, list_file
from tpuc.errors import TpucError
from tpuc.fileio import output_file

#: What errors call a file (a flag, usually), and the file; None or empty when there is none.
NamedFile: TypeAlias = tuple[str, "str | os.PathLike[str] | None"]

#: The attributes of a module stand in so many characters at the head of its text.
_HEAD = 1 << 16
_WEIGHT_FILE = re.compile(r'top\.weight_file = "([^"\\\n]+)"')


def add_samples(parser: argparse.ArgumentParser, *, input_num: int) -> None:
    """Adds the flags that say which samples to take, with a default number (0: all)."""
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--dataset", help="directory of samples: images, npz or npy")
    source.add_argument(
        "--data_list", help="file with a sample a line; of several inputs, separated by commas"
    )
    parser.add_argument(
        "--input_num", type=natural, default=input_num, help="samples for calibration; 0: all"
    )
    parser.add_argument(
        "--strict", action="store_true", help="a sample that cannot be read is an error"
    )


def add_tuning(parser: argparse.ArgumentParser) -> None:
    """Adds the flags of threshold tuning."""
    parser.add_argument(
        "--tune_num", type=natural, default=5, help="samples for tuning thresholds; 0: none"
    )
    parser.add_argument("--tune_list", help="list of samples for tuning; default: the first ones")
    parser.add_argument(
        "--histogram_bin_num", type=natural, default=2048, help="bins of calibration's histograms"
    )


def add_chip(parser: argparse.ArgumentParser, **settings: Any) -> None:
    """Adds ``--chip`` and its other name."""
    parser.add_argument("--chip", "--processor", dest="chip", **settings)


def entries(args: argparse.Namespace, number: int) -> list[Entry]:
    """The first `number` samples (0: all) of ``--dataset`` or ``--data_list``."""
    if args.data_list:
        return list_file(args.data_list, number)
    return list_directory(args.dataset, number)


def tuning_samples(args: argparse.Namespace, inputs: Sequence[ModelInput]) -> Samples | None:
    """The samples to tune thresholds on; None when there is to be no tuning."""
    if args.tune_num == 0 and not args.tune_list:
        return None
    if args.tune_list:
        listed = list_file(args.tune_list, args.tune_num)
    else:
        listed = entries(args, args.tune_num)
    return Samples(listed, inputs, strict=args.strict)


def natural(text: str) -> int:
    """A whole number that is not negative, for argparse."""
    try:
        value = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
    if value < 0:
        raise argparse.ArgumentTypeError(f"{value} is negative")
    return value


def check_writable(path: str | os.PathLike[str]) -> None:
    """Refuses an output that could not be written, before the work is done."""
    folder = output_file(path).parent
    if not folder.absolute().is_dir():
        raise TpucError(f"cannot write {path}: there is no directory {folder}")
    if not os.access(folder.absolute(), os.W_OK):
        raise TpucError(f"cannot write {path}: permission denied")


def check_outputs(outputs: Iterable[NamedFile], inputs: Iterable[NamedFile]) -> None:
    """Refuses outputs that could not be written, or that would destroy an input or each other."""
    taken: dict[str, str] = {}
    for what, path in inputs:
        if path:
            taken.setdefault(os.path.realpath(path), what)
    for what, path in outputs:
        if not path:
            continue
        check_writable(path)
        place = os.path.realpath(path)
        if place in taken:
            raise TpucError(f"{what} {path} would overwrite {taken[place]}: give it another name")
        taken[place] = what


def listed_files(flag: str, files: str | None) -> list[NamedFile]:
    """The files of a flag that takes several, separated by commas."""
    return [(flag, file) for file in (files or "").split(",")]


def sample_files(args: argparse.Namespace) -> list[NamedFile]:
    """The files that the flags of `add_samples` and `add_tuning` name."""
    return [("--data_list", args.data_list), ("--tune_list", args.tune_list)]


def network_files(flag: str, network: str | os.PathLike[str]) -> list[NamedFile]:
    """A network and the weight file that it names."""
    file = Path(network)
    files: list[NamedFile] = [(flag, file)]
    if file.suffix == ".mlir" and file.is_file():
        with contextlib.suppress(OSError), file.open(encoding="utf-8", errors="replace") as text:
            named = _WEIGHT_FILE.search(text.read(_HEAD))
            if named:
                files.append((f"the weight file of {flag}", file.parent / named[1]))
    return files


def add_unsupported(parser: argparse.ArgumentParser, flags: Mapping[str, str]) -> None:
    """Adds flags that users of TPU-MLIR know and that are refused, each with what to do instead."""
    for flag, instead in flags.items():
        parser.add_argument(
            flag, nargs="?", action=_Refuse, instead=instead, help=argparse.SUPPRESS
        )


class _Refuse(argparse.Action):
    """Refuses a flag by name; an empty or false value asks for nothing and passes."""

    def __init__(self, *, instead: str, **settings: Any) -> None:
        super().__init__(**settings)
        self._instead = instead

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        if isinstance(values, str) and values.lower() in ("", "false"):
            return
        hint = f": {self._instead}" if self._instead else ""
        raise TpucError(f"{option_string} is not supported yet{hint}")
