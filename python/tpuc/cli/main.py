# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What every command shares: `--version`, one-line errors and exit statuses.

A command is a function that takes the arguments after its name, and an entry point that runs it::

    def main(argv: Sequence[str] | None = None) -> int | None: ...

    def entry() -> NoReturn:
        run(main)

Exit status: 0 on success, 1 on a failed comparison or an unmet request, 2 on bad usage or input.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from tpuc import __version__
from tpuc.errors import ComparisonError, TpucError

Command = Callable[[Sequence[str] | None], int | None]


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are two lines: what is wrong, and where to read on."""

    def error(self, message: str) -> NoReturn:
        """Ends the process with status 2."""
        self.exit(2, f"error: {message}\nsee {self.prog} --help\n")


def argument_parser(prog: str, description: str) -> argparse.ArgumentParser:
    """The parser every command starts from: no abbreviated flags, `--version`."""
    parser = Parser(
        prog=prog,
        description=description,
        allow_abbrev=False,
        formatter_class=_HelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    return parser


class _HelpFormatter(argparse.ArgumentDefaultsHelpFormatter):
    """Adds the default to a flag's help where there is one and the help does not tell it."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        if action.default in (None, False, "") or "default" in (action.help or ""):
            return action.help
        return super()._get_help_string(action)


def exit_status(command: Command, argv: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit status; user errors become `error: ...` on stderr.

    `TPUC_TRACEBACK=1` in the environment lets the exception through instead, for bug reports.
    """
    try:
        return command(argv) or 0
    except TpucError as error:
        if os.environ.get("TPUC_TRACEBACK"):
            raise
        print(f"error: {error}", file=sys.stderr)
        return 1 if isinstance(error, ComparisonError) else 2
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has left (`| head`): not an error, and no second complaint
        # when the interpreter flushes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def run(command: Command) -> NoReturn:
    """Runs a command with the process's arguments and exits."""
    sys.exit(exit_status(command))
