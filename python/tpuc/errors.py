# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The errors that a user of tpuc can cause and can mend."""


class TpucError(Exception):
    """A mistake in what the user gave: one or two lines that name it and say what would be right.

    Commands print the message after ``error: `` and exit with status 2; see `tpuc.cli.main.run`.
    """


class ComparisonError(TpucError):
    """A comparison that failed, or a request that could not be met: exit status 1."""


class UnsupportedOpsError(TpucError):
    """A network uses operators that no converter knows.

    `ops` maps the operator's name to the layers that use it; all of them are listed at once.
    """

    def __init__(self, framework: str, ops: dict[str, list[str]]):
        self.ops = ops
        listing = "; ".join(f"{op} ({_abbreviated(names)})" for op, names in sorted(ops.items()))
        super().__init__(f"unsupported {framework} operators: {listing}")


def _abbreviated(names: list[str], shown: int = 3) -> str:
    """`a, b, c and 4 more`."""
    text = ", ".join(names[:shown])
    return text if len(names) <= shown else f"{text} and {len(names) - shown} more"


def first_line(error: Exception) -> str:
    """What an error of a library says, in a line."""
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def in_a_line(name: object) -> str:
    """A name of a file for a message: a damaged file may have anything in its place."""
    return " ".join(str(name).split())[:100]
