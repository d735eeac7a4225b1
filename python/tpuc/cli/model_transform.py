# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`model_transform.py`: a framework's network becomes a module of the top dialect."""

from __future__ import annotations

import argparse
import ast
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from tpuc.cli import flags
from tpuc.cli.main import argument_parser, run
from tpuc.compare import Report, Tolerance
from tpuc.deploy.npz import Array, write_npz
from tpuc.errors import TpucError
from tpuc.fileio import write_text
from tpuc.frontend.transform import (
    Transformed,
    given_calibration,
    likeness,
    stand_in,
    transform,
)
from tpuc.preprocess import (
    CHANNEL_FORMATS,
    KEEP_RATIO_MODES,
    PAD_TYPES,
    PIXEL_FORMATS,
    Preprocess,
)
from tpuc.tables import Provenance, write_calibration_table

_PREPROCESS_FLAGS = (
    *("resize_dims", "keep_aspect_ratio", "keep_ratio_mode", "mean", "scale"),
    *("pixel_format", "channel_format", "pad_value", "pad_type"),
)

#: What --input_types may say, and what numpy calls it.
_TYPES = {
    **{"f32": "float32", "f16": "float16", "si32": "int32", "si64": "int64"},
    **{name: name for name in ("float32", "float16", "float64", "int32", "int64", "int8")},
    **{name: name for name in ("int16", "uint8", "bool")},
}

_UNSUPPORTED = {
    "--model_data": "Caffe networks are not imported, convert them to ONNX",
    "--add_postprocess": "post-processing stays outside the network",
    "--post_handle_type": "",
    "--preprocess_list": "all inputs that can be images are preprocessed",
    "--dynamic": "shapes are static, give them with --input_shapes",
    "--dynamic_shape_input_names": "shapes are static, give them with --input_shapes",
    "--shape_influencing_input_names": "shapes are static, give them with --input_shapes",
    "--onnx_sim": "constants are folded always",
    "--patterns_count": "",
    "--cache_skip": "nothing is cached",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit status."""
    args = _parser().parse_args(argv)
    tolerance = Tolerance.parse(args.tolerance)
    _check_files(args)
    transformed = transform(
        args.model_def,
        input_shapes=args.input_shapes and _shapes(" ".join(args.input_shapes)),
        input_types=[_TYPES[kind] for kind in _names(args.input_types)],
        output_names=_names(args.output_names),
        preprocess=_preprocess(args),
        name=args.model_name,
    )
    inputs = None if args.skip_validation else _inputs(args, transformed)
    check = None if inputs is None else _compare(args, transformed, inputs, tolerance)
    # Only now, when all that the user can have got wrong has been seen.
    passed = check is None or check.report.first_failure is None
    if passed or args.debug:
        transformed.save(args.mlir)
        print(f"{args.mlir}: {transformed.layer_count} layers from {args.model_def}")
        for path, tensors in (check.dumps if check else {}).items():
            write_npz(path, tensors)
        if check is not None and args.debug:
            write_text(_table_file(args), check.report.table())
        if check is not None and transformed.network.ranges:
            _write_calibration(args, transformed, check)
    if check is not None:
        if args.debug:
            for tensor in check.report.tensors:
                print(tensor.describe())
        check.report.raise_on_failure()
        print(f"{len(check.report.tensors)} tensors agree with the original network")
    return 0


def entry() -> NoReturn:
    """The console script."""
    run(main)


def _parser() -> argparse.ArgumentParser:
    parser = argument_parser(
        "model_transform.py",
        "Turn an ONNX or PyTorch network into a top module (.mlir).",
    )
    parser.add_argument("--model_name", required=True, help="name of the network")
    parser.add_argument("--model_def", required=True, help="network file: .onnx, .pt or .pt2")
    parser.add_argument("--mlir", required=True, metavar="OUT", help=".mlir file to write")
    parser.add_argument(
        "--input_shapes",
        nargs="+",
        metavar="SHAPES",
        help="shape of every input, like [[1,3,224,224]]; needed for .pt and dynamic shapes",
    )
    parser.add_argument(
        "--input_types",
        default="",
        metavar="A,B",
        help="types of the inputs, such as float32 or int64; needed for .pt with integer inputs",
    )
    parser.add_argument(
        "--output_names", default="", metavar="A,B", help="tensors at which the network ends"
    )
    _add_preprocess(parser.add_argument_group("images become inputs: y = (x - mean) * scale"))
    check = parser.add_argument_group("comparison with the original network")
    check.add_argument(
        "--test_input",
        metavar="FILE",
        help="image, npy or npz to run (of several inputs: a,b); default: a generated one",
    )
    check.add_argument(
        "--test_result",
        metavar="OUT",
        help="npz to write every tensor to; default: outputs only, to MODEL_NAME_onnx_top.npz "
        "or MODEL_NAME_pt_top.npz",
    )
    check.add_argument(
        "--tolerance", default="0.99,0.99", metavar="COS,EUCLID", help="similarities to exceed"
    )
    check.add_argument("--excepts", default="", metavar="A,B", help="tensors not to compare")
    check.add_argument("--skip_validation", action="store_true", help="do not compare")
    parser.add_argument(
        "--debug",
        action="store_true",
        help="show every comparison; write all tensors of both sides and a table of them",
    )
    flags.add_unsupported(parser, _UNSUPPORTED)
    return parser


def _add_preprocess(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--resize_dims",
        type=_integers,
        metavar="H,W",
        help="size to resize to, then the centre is cut out; default: the input's",
    )
    group.add_argument(
        "--keep_aspect_ratio", action="store_true", default=None, help="resize undistorted"
    )
    group.add_argument(
        "--keep_ratio_mode", choices=KEEP_RATIO_MODES, help="how; default: letterbox"
    )
    group.add_argument("--mean", type=_floats, metavar="A,B,C", help="per channel; default: 0")
    group.add_argument("--scale", type=_floats, metavar="A,B,C", help="per channel; default: 1")
    group.add_argument(
        "--pixel_format", choices=PIXEL_FORMATS, help="channels of the input; default: bgr or gray"
    )
    group.add_argument(
        "--channel_format", choices=CHANNEL_FORMATS, help="axes of the input; default: nchw"
    )
    group.add_argument("--pad_value", type=int, metavar="N", help="of letterbox; default: 0")
    group.add_argument("--pad_type", choices=PAD_TYPES, help="of letterbox; default: normal")


def _check_files(args: argparse.Namespace) -> None:
    """Refuses what cannot work before anything is done."""
    if Path(args.mlir).suffix != ".mlir":
        raise TpucError(f"--mlir {args.mlir}: the file name should end in .mlir")
    if args.test_result and not args.test_result.endswith(".npz"):
        raise TpucError(f"--test_result {args.test_result}: the file name should end in .npz")
    inputs = [("--model_def", args.model_def), *flags.listed_files("--test_input", args.test_input)]
    flags.check_outputs(_outputs(args), inputs)
    if args.skip_validation and (args.test_input or args.test_result):
        raise TpucError("--skip_validation leaves nothing to do with --test_input or --test_result")
    for kind in _names(args.input_types):
        if kind not in _TYPES:
            raise TpucError(f"--input_types {kind}: it is none of {', '.join(_TYPES)}")


def _outputs(args: argparse.Namespace) -> list[flags.NamedFile]:
    """Every file that the command is going to write."""
    weights = Path(args.mlir).with_name(f"{Path(args.mlir).stem}_top_weights.safetensors")
    files: list[flags.NamedFile] = [("--mlir", args.mlir), ("the weight file", weights)]
    if args.skip_validation:
        return files
    if not _is_test_input(args, _input_file(args)):
        files.append(("the file of inputs", _input_file(args)))
    files.append(("--test_result", args.test_result or _result_file(args)))
    files.append(("the calibration table of a quantized model", _calibration_file(args)))
    if args.debug:
        files.append(("the file of reference outputs", _reference_file(args)))
        files.append(("the file of all outputs", _debug_file(args)))
        files.append(("the table of the comparison", _table_file(args)))
    return files


def _input_file(args: argparse.Namespace) -> str:
    return f"{args.model_name}_in_f32.npz"


def _result_file(args: argparse.Namespace) -> str:
    kind = "onnx" if Path(args.model_def).suffix == ".onnx" else "pt"
    return f"{args.model_name}_{kind}_top.npz"


def _reference_file(args: argparse.Namespace) -> str:
    return f"{args.model_name}_ref_outputs.npz"


def _debug_file(args: argparse.Namespace) -> str:
    return f"{args.model_name}_top_outputs.npz"


def _table_file(args: argparse.Namespace) -> str:
    return f"{args.model_name}_compare.csv"


def _calibration_file(args: argparse.Namespace) -> str:
    return f"{args.model_name}_qdq_cali_table"


def _is_test_input(args: argparse.Namespace, file: str) -> bool:
    """Whether `file`, of inputs, is what the inputs are read from: nothing to be written then."""
    given = (args.test_input or "").split(",")
    return os.path.realpath(file) in [os.path.realpath(one) for one in given if one]


def _preprocess(args: argparse.Namespace) -> Preprocess | None:
    given = {name: getattr(args, name) for name in _PREPROCESS_FLAGS}
    given = {name: value for name, value in given.items() if value is not None}
    return Preprocess(**given) if given else None


def _inputs(args: argparse.Namespace, transformed: Transformed) -> dict[str, Array]:
    if args.test_input:
        return transformed.load_inputs(args.test_input.split(","))
    return stand_in(transformed)


@dataclass(frozen=True)
class _Check:
    """What a comparison with the original found, and the tensors to write by file name.

    `quantized` are the outputs of a quantized model with its roundings.
    """

    report: Report
    results: Mapping[str, Array]
    quantized: dict[str, Array]
    dumps: dict[str, Mapping[str, Array]]


def _compare(
    args: argparse.Namespace,
    transformed: Transformed,
    inputs: dict[str, Array],
    tolerance: Tolerance,
) -> _Check:
    # First the original, whose memory is free again when ours is needed.
    reference = transformed.reference(inputs)
    quantized = transformed.quantized_outputs(inputs)
    transformed.release_original()
    results = transformed.run(inputs)
    outputs = {name: results[name] for name in transformed.outputs}
    report = transformed.check(results, reference, tolerance, _names(args.excepts), args.debug)
    dumps: dict[str, Mapping[str, Array]] = {}
    if args.test_result:
        dumps[args.test_result] = results
    else:
        dumps[_result_file(args)] = {**inputs, **outputs}
    if not _is_test_input(args, _input_file(args)):
        dumps[_input_file(args)] = inputs
    if args.debug:
        dumps[_reference_file(args)] = reference
        dumps[_debug_file(args)] = results
    return _Check(report, results, quantized, dumps)


def _write_calibration(args: argparse.Namespace, transformed: Transformed, check: _Check) -> None:
    """A quantized model is a calibration: writes it as a table."""
    table, measured = given_calibration(transformed, check.results)
    method = "as the model is quantized, else the range on the test input"
    file = _calibration_file(args)
    write_calibration_table(file, table, Provenance(args.mlir, method, bins=0, samples=1))
    print(f"{file}: {len(table) - len(measured)} thresholds of the quantized model")
    if measured:
        print(f"not quantized there, range on the test input: {', '.join(measured)}")
    for output, cosine in likeness(check.results, check.quantized).items():
        print(f"{output}: cosine {cosine:.6f} to the quantized model with its roundings")


def _names(text: str) -> list[str]:
    return [name for name in (part.strip() for part in text.split(",")) if name not in ("", "-")]


def _shapes(text: str) -> list[list[int]]:
    """`[[1,3,224,224],[1,10]]`; a single shape may stand alone."""
    try:
        value = ast.literal_eval(text)
        shapes = value if isinstance(value[0], list | tuple) else [value]
        result = [[int(size) for size in shape] for shape in shapes]
    except (ValueError, SyntaxError, TypeError, IndexError, KeyError) as error:
        raise TpucError(
            f"--input_shapes {text}: it takes a list of shapes such as [[1,3,224,224]]"
        ) from error
    if any(size < 1 for shape in result for size in shape):
        raise TpucError(f"--input_shapes {text}: sizes are at least 1")
    return result


def _floats(text: str) -> tuple[float, ...]:
    return tuple(float(part) for part in text.split(","))


def _integers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


_floats.__name__, _integers.__name__ = "list of numbers", "pair of sizes"  # argparse shows them
