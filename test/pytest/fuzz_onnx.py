# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Feeds damaged ONNX files to the importer: each is imported, or refused in one line.

    python test/pytest/fuzz_onnx.py --count 20000 [--keep FOLDER] [model.onnx ...]

Seeds are the given models or, without any, the one-node networks of the tests.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import onnx_cases
from fuzz_harness import Fuzz, command
from onnx_mutations import mutate


def fuzz(models: Sequence[Path] = ()) -> Fuzz:
    """Damaged files of these models, or of the one-node networks of the importer's tests."""
    seeds = [model.read_bytes() for model in models]
    cases = [case.model().SerializeToString() for _, case in onnx_cases.ALL] if not seeds else []
    return Fuzz(".onnx", seeds or cases, mutate)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Feeds damaged ONNX files to the importer.")
    parser.add_argument("models", nargs="*", type=Path, help="seeds: ONNX files")
    sys.exit(command(parser, lambda args: fuzz(args.models)))
