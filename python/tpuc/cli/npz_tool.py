# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`npz_tool.py`: look at dumps of tensors and compare them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

import numpy as np

from tpuc.cli import flags
from tpuc.cli.main import argument_parser, run
from tpuc.compare import Tolerance, compare
from tpuc.deploy.npz import Array, chosen, describe, read_npz, to_image, write_npz
from tpuc.errors import ComparisonError, TpucError
from tpuc.fileio import atomic_write


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit status."""
    args = _parser().parse_args(argv)
    status: int = args.action(args)
    return status


def entry() -> NoReturn:
    """The console script."""
    run(main)


def _parser() -> argparse.ArgumentParser:
    parser = argument_parser("npz_tool.py", "Look at npz files of tensors and compare them.")
    actions = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    command = actions.add_parser("compare", help="how alike two files are, tensor by tensor")
    command.add_argument("actual", metavar="A.npz")
    command.add_argument("reference", metavar="B.npz")
    command.add_argument(
        "--tolerance",
        default="0.99,0.99",
        metavar="COS,EUCLID",
        help="similarities that tensors must exceed (default: 0.99,0.99)",
    )
    command.add_argument("--excepts", default="", metavar="A,B", help="tensors to leave out")
    command.add_argument("-v", "--verbose", action="store_true", help="show every tensor")
    command.set_defaults(action=_compare)

    command = actions.add_parser("print", help="shapes and ranges, or the values of one tensor")
    command.add_argument("file", metavar="FILE.npz")
    command.add_argument("name", metavar="TENSOR", nargs="?", help="show this tensor's values")
    command.set_defaults(action=_print)

    command = actions.add_parser("extract", help="copy some tensors to another file")
    command.add_argument("file", metavar="FILE.npz")
    command.add_argument("output", metavar="OUT.npz")
    command.add_argument("names", metavar="A,B", help="the tensors, separated by commas")
    command.set_defaults(action=_extract)

    command = actions.add_parser("merge", help="put the tensors of several files into one")
    command.add_argument("files", metavar="FILE.npz", nargs="+")
    command.add_argument("output", metavar="OUT.npz")
    command.set_defaults(action=_merge)

    command = actions.add_parser("to_png", help="show a tensor as a picture")
    command.add_argument("file", metavar="FILE.npz")
    command.add_argument("name", metavar="TENSOR")
    command.add_argument("output", metavar="OUT.png")
    command.set_defaults(action=_to_png)
    return parser


def _compare(args: argparse.Namespace) -> int:
    tolerance = Tolerance.parse(args.tolerance)
    actual, reference = read_npz(args.actual), read_npz(args.reference)
    excepts = [name for name in args.excepts.split(",") if name not in ("", "-")]
    report = compare(actual, reference, tolerance, excepts)
    if not report.tensors:
        raise TpucError(f"{args.actual} and {args.reference} have no tensor of the same name")
    for tensor in report.tensors:
        if args.verbose or not tensor.passed:
            print(tensor.describe())
    passed = sum(tensor.passed for tensor in report.tensors)
    lowest = min(report.tensors, key=lambda tensor: tensor.cosine)
    print(f"{passed} of {len(report.tensors)} tensors alike; lowest cosine: {lowest.describe()}")
    if passed < len(report.tensors):
        failure = report.first_failure
        assert failure is not None
        raise ComparisonError(f"{args.actual} differs from {args.reference} at {failure.name}")
    return 0


def _print(args: argparse.Namespace) -> int:
    tensors = read_npz(args.file)
    if args.name is None:
        print(describe(tensors))
        return 0
    tensor = chosen(tensors, [args.name], args.file)[args.name]
    print(describe({args.name: tensor}))
    print(np.array2string(tensor, threshold=1000, precision=7, max_line_width=100))
    return 0


def _extract(args: argparse.Namespace) -> int:
    flags.check_outputs([("OUT.npz", args.output)], [("FILE.npz", args.file)])
    write_npz(args.output, chosen(read_npz(args.file), args.names.split(","), args.file))
    return 0


def _merge(args: argparse.Namespace) -> int:
    flags.check_outputs([("OUT.npz", args.output)], [("FILE.npz", file) for file in args.files])
    merged: dict[str, Array] = {}
    for file in args.files:
        for name, tensor in read_npz(file).items():
            if name in merged and not np.array_equal(merged[name], tensor):
                raise TpucError(f"{file}: tensor {name} differs from that of an earlier file")
            merged[name] = tensor
    write_npz(args.output, merged)
    return 0


def _to_png(args: argparse.Namespace) -> int:
    flags.check_outputs([("OUT.png", args.output)], [("FILE.npz", args.file)])
    image = to_image(chosen(read_npz(args.file), [args.name], args.file)[args.name], args.name)
    with atomic_write(args.output) as temporary:
        image.save(temporary, "png")
    return 0
