# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`model_runner.py`: run a network on an npz or an image and keep its tensors."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

from tpuc.cli import flags
from tpuc.cli.main import argument_parser, run
from tpuc.dataset import Samples
from tpuc.deploy.network import open_network
from tpuc.deploy.npz import write_npz
from tpuc.fileio import existing_file


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit status."""
    args = _parser().parse_args(argv)
    flags.check_outputs(
        [("--output", args.output)],
        [*flags.network_files("--model", args.model), *flags.listed_files("--input", args.input)],
    )
    files = tuple(existing_file(file, "input") for file in args.input.split(","))
    network = open_network(args.model)
    inputs = Samples([files], network.inputs, strict=True).all()
    tensors = network.run(inputs, every=args.dump_all_tensors)
    write_npz(args.output, tensors)
    print(f"{len(tensors)} tensors written to {args.output}")
    return 0


def entry() -> NoReturn:
    """The console script."""
    run(main)


def _parser() -> argparse.ArgumentParser:
    parser = argument_parser("model_runner.py", "Run a network and keep its outputs.")
    parser.add_argument(
        "--input", required=True, help="npz, npy or image; of several inputs, separated by commas"
    )
    parser.add_argument("--model", required=True, help=".mlir, package or .onnx")
    parser.add_argument("--output", required=True, metavar="OUT.npz", help="tensors by name")
    parser.add_argument(
        "--dump_all_tensors", action="store_true", help="keep every tensor, not only the outputs"
    )
    return parser
