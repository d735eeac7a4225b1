# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A model that ONNX Runtime quantized: how near are its import and its INT8 form to it.

    python3 benchmarks/quantized_onnx.py lite0.onnx --data ../shared/data

The network is quantized to QDQ form by onnxruntime.quantization (min-max) on the photos of
calibration.txt, in several ways, imported, and deployed in INT8 with the calibration that it brings
along. All are compared on the photos of evaluation.txt, prepared as EfficientNet-Lite0 wants them.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.quantization import CalibrationDataReader, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from tpuc.cli import model_deploy, model_transform
from tpuc.compare import cosine
from tpuc.preprocess import Preprocess, Preprocessor, complete
from tpuc.runtime import Session, load_module

_SHAPE = (1, 3, 224, 224)
_LITE = Preprocess(
    resize_dims=(256, 256),
    keep_aspect_ratio=True,
    keep_ratio_mode="short_side_scale",
    mean=(127, 127, 127),
    scale=(1 / 128,) * 3,
    pixel_format="rgb",
)
_KINDS: dict[str, dict[str, Any]] = {
    "uint8, int8 per channel": {"activation_type": QuantType.QUInt8, "per_channel": True},
    "symmetric int8, int8 per channel": {
        "activation_type": QuantType.QInt8,
        "per_channel": True,
        "extra_options": {"ActivationSymmetric": True},
    },
    "uint8, uint8 per tensor": {
        "activation_type": QuantType.QUInt8,
        "weight_type": QuantType.QUInt8,
    },
}

Images = Sequence[NDArray[np.float32]]


class _Photos(CalibrationDataReader):  # type: ignore[misc]
    def __init__(self, name: str, images: Images) -> None:
        self._rest: Iterator[NDArray[np.float32]] = iter(images)
        self._name = name

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        image = next(self._rest, None)
        return None if image is None else {self._name: image}


def _images(listed: Path) -> Images:
    load = Preprocessor(complete(_LITE, _SHAPE), _SHAPE).load_image
    files = [line.split()[0] for line in listed.read_text().splitlines() if line.strip()]
    return [load(listed.parent / file) for file in files]


def _original(model: Path, images: Images) -> NDArray[np.float32]:
    session = onnxruntime.InferenceSession(model)
    name = session.get_inputs()[0].name
    return np.concatenate([session.run(None, {name: image})[0] for image in images])


def _ours(module: Path, images: Images) -> NDArray[np.float32]:
    session = Session(load_module(module))
    feed, result = session.inputs[0].name, session.outputs[0].name
    return np.concatenate([session.run({feed: image})[result] for image in images])


def _likeness(ours: NDArray[np.float32], theirs: NDArray[np.float32]) -> str:
    cosines = [cosine(a, b) for a, b in zip(ours, theirs, strict=True)]
    agreement = float((ours.argmax(1) == theirs.argmax(1)).mean())
    return f"{np.mean(cosines):.4f}, {100 * agreement:.1f} %"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Measures the import of quantized ONNX models.")
    parser.add_argument("model", type=Path, help="EfficientNet-Lite0 as .onnx (examples/lite0.py)")
    parser.add_argument("--data", type=Path, required=True, help="folder of photos and their lists")
    parser.add_argument("--chip", default="bm1684x")
    args = parser.parse_args()
    calibration, photos = (
        _images(args.data / name) for name in ("calibration.txt", "evaluation.txt")
    )
    full = _original(args.model, photos)
    name = onnxruntime.InferenceSession(args.model).get_inputs()[0].name
    model = args.model.resolve()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        quant_pre_process(model, "float.onnx")
        np.savez("photo.npz", **{name: photos[0]})
        rows = []
        for kind, options in _KINDS.items():
            quantize_static("float.onnx", "q.onnx", _Photos(name, calibration), **options)
            flags = "--model_name q --model_def q.onnx --test_input photo.npz --mlir q.mlir"
            model_transform.main(flags.split())
            flags = f"--mlir q.mlir --quantize INT8 --chip {args.chip} --model q.bmodel"
            flags += " --calibration_table q_qdq_cali_table --skip_validation"
            model_deploy.main(flags.split())
            theirs = _original(Path("q.onnx"), photos)
            float_import, integers = (_ours(Path(f), photos) for f in ("q.mlir", "q.bmodel"))
            pairs = [(theirs, full), (float_import, theirs), (integers, theirs), (integers, full)]
            rows.append(f"| {kind} | {' | '.join(_likeness(*pair) for pair in pairs)} |")
        print("\n".join(rows))


if __name__ == "__main__":
    main()
