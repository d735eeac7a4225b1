# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`model_deploy.py`: lower a network for one chip, verify it and write the package."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from tpuc.calibration.model import Model
from tpuc.cli import flags
from tpuc.cli.main import argument_parser, run
from tpuc.compare import Tolerance
from tpuc.corrections import scaled_layers
from tpuc.dataset import Samples
from tpuc.deploy.deploy import Request, Validation, debug_stem, deploy
from tpuc.deploy.npz import read_npz
from tpuc.deploy.request import (
    Tables,
    Target,
    check_network,
    check_package,
    check_tables,
    make_target,
)
from tpuc.deploy.verify import DEFAULT_TOLERANCES, Verification
from tpuc.errors import TpucError
from tpuc.fileio import existing_file
from tpuc.tables import read_calibration_table

_VERIFICATION = ("test_input", "test_reference", "tolerance", "compare_all", "excepts")

_STATIC = "the shapes of a network are fixed by model_transform.py"
_BORDER = "inputs and outputs are quantized all or none, with --quant_input and --quant_output"
_PREPROCESS = "images are prepared outside the network, as model_transform.py was told"
_UNSUPPORTED = {
    "--op_divide": "operators are not divided, their size is not limited here",
    "--fuse_preprocess": _PREPROCESS,
    "--customization_format": _PREPROCESS,
    "--aligned_input": _PREPROCESS,
    "--dynamic": _STATIC,
    "--quant_input_list": _BORDER,
    "--quant_output_list": _BORDER,
    "--quant_output_bf16": _BORDER,
    "--quant_input_int8": _BORDER,
    "--quant_output_int8": _BORDER,
    "--do_winograd": "convolutions are computed directly",
    "--q_group_size": "weights are not quantized by groups",
    "--matmul_perchannel": "weights of MatMul have one scale",
    "--num_core": "packages run on this machine's processor",
    "--num_device": "packages run on this machine's processor",
    "--disable_layer_group": "layers are not grouped",
    "--merge_weight": "a package has its own weights",
    "--model_version": "a package has no version",
    "--ignore_f16_overflow": "F16 is rounded as it is defined",
    "--debug_cmd": "it is for the developers of TPU-MLIR",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit status."""
    args = _parser().parse_args(argv)
    target = replace(
        make_target(args.chip, args.quantize, args.asymmetric),
        quant_input=args.quant_input,
        quant_output=args.quant_output,
    )
    package = Path(args.model)
    check_package(package, target)
    tables = Tables(
        _optional(args.calibration_table, "calibration table"),
        _optional(args.quantize_table, "quantization table"),
    )
    check_tables(target, tables)
    _check_validation(args)
    _check_files(args, target)
    tolerance = _tolerance(args.tolerance, target)
    network = check_network(args.mlir)
    table = read_calibration_table(tables.calibration) if tables.calibration else None
    model = Model(network, table)
    scaled = scaled_layers(table)
    original = Model(network) if scaled else model
    validation = _validation(args, original, tolerance)
    if validation and scaled:
        validation = _without(validation, scaled)
    deploy(Request(model, target, tables, package, args.debug), validation)
    return 0


def entry() -> NoReturn:
    """The console script."""
    run(main)


def _parser() -> argparse.ArgumentParser:
    parser = argument_parser(
        "model_deploy.py", "Lower a network for one chip, verify it and write it as one file."
    )
    parser.add_argument("--mlir", required=True, help="network made by model_transform.py")
    flags.add_chip(parser, required=True, help="chip to lower for")
    parser.add_argument("--quantize", required=True, metavar="MODE", help="INT8, F32, F16 or BF16")
    parser.add_argument("--asymmetric", action="store_true", help="INT8 with zero points")
    parser.add_argument("--calibration_table", metavar="TABLE", help="thresholds, needed for INT8")
    parser.add_argument("--quantize_table", metavar="QTABLE", help="modes of single layers")
    parser.add_argument(
        "--model",
        required=True,
        metavar="OUT",
        help="package to write, or QDQ ONNX when OUT ends in .onnx",
    )
    border = parser.add_argument_group("types at the network's border")
    border.add_argument("--quant_input", action="store_true", help="take quantized inputs")
    border.add_argument("--quant_output", action="store_true", help="give quantized outputs")
    check = parser.add_argument_group("verification")
    check.add_argument("--test_input", help="npz, npy or image to run (of several inputs: a,b)")
    check.add_argument("--test_reference", help="npz to compare with (default: the float network)")
    check.add_argument(
        "--tolerance", metavar="COS,EUCLID", help="similarities to exceed (default: by mode)"
    )
    check.add_argument("--compare_all", action="store_true", help="compare every tensor")
    check.add_argument("--excepts", default="", metavar="A,B", help="tensors not to compare")
    check.add_argument("--skip_validation", action="store_true", help="do not compare")
    parser.add_argument("--debug", action="store_true", help="also write text form and tensors")
    flags.add_unsupported(parser, _UNSUPPORTED)
    return parser


def _check_files(args: argparse.Namespace, target: Target) -> None:
    """Refuses outputs that cannot be written, or that are inputs or each other."""
    outputs: list[flags.NamedFile] = [("--model", args.model)]
    if args.debug:
        stem = debug_stem(Path(args.model), Path(args.mlir), target)
        outputs += [
            ("the text form", f"{stem}.mlir"),
            ("the weights of the text form", f"{stem}_tpu_weights.safetensors"),
            ("the file of tensors", f"{stem}_outputs.npz"),
        ]
    inputs = [
        *flags.network_files("--mlir", args.mlir),
        ("--calibration_table", args.calibration_table),
        ("--quantize_table", args.quantize_table),
        *flags.listed_files("--test_input", args.test_input),
        ("--test_reference", args.test_reference),
    ]
    flags.check_outputs(outputs, inputs)


def _check_validation(args: argparse.Namespace) -> None:
    """Refuses flags of verification that would have no effect."""
    if args.test_input is None and not args.skip_validation:
        for flag in ("test_reference", "compare_all", "tolerance"):
            if getattr(args, flag):
                raise TpucError(f"--{flag} needs --test_input, the inputs to run on")
    if args.test_reference:
        existing_file(args.test_reference, "test reference")


def _tolerance(text: str | None, target: Target) -> Tolerance:
    return Tolerance.parse(text) if text else DEFAULT_TOLERANCES[target.mode]


def _validation(args: argparse.Namespace, model: Model, tolerance: Tolerance) -> Validation | None:
    if args.skip_validation:
        given = [f"--{flag}" for flag in _VERIFICATION if getattr(args, flag)]
        unused = f", {', '.join(given)} unused" if given else ""
        print(f"not verified: --skip_validation{unused}")
        return None
    if args.test_input is None:
        print("not verified: no --test_input")
        return None
    entry_files = tuple(Path(file) for file in args.test_input.split(","))
    for file in entry_files:
        existing_file(file, "test input")
    inputs = Samples([entry_files], model.inputs, strict=True).all()
    if args.test_reference:
        reference, source = read_npz(args.test_reference, "test reference"), args.test_reference
    else:
        reference, source = model.tensors(inputs), "the float network"
    excepts = [name for name in args.excepts.split(",") if name not in ("", "-")]
    against = Verification(reference, source, tolerance, args.compare_all, excepts)
    return Validation(inputs, against)


def _without(validation: Validation, scaled: Sequence[str]) -> Validation:
    """Leaves out the layers whose channels the corrections of the table scale."""
    against = validation.against
    if against.compare_all:
        print(
            f"not compared: {', '.join(scaled)}: their channels are scaled in the table's network"
        )
    return replace(validation, against=replace(against, excepts=[*against.excepts, *scaled]))


def _optional(path: str | None, what: str) -> Path | None:
    return existing_file(path, what) if path else None
