# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every command of the users' own text on sensitive layer search, in its order.

The network is a small one of MobileNet-V2's kind, traced by PyTorch; the photos are real ones where
the checkout has them at hand, else made up.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch", reason="PyTorch is not installed: no .pt file to start from")

SHARED = Path(os.environ.get("TPUC_SHARED", Path(__file__).resolve().parents[3] / "shared"))
PHOTOS = SHARED / "data/photos"
PHOTO_COUNT = 12


def sensitive_network(photos):
    """Depthwise and residual layers; channels of very different size that matter alike."""
    nn = torch.nn

    class Block(nn.Module):
        def __init__(self, channels):
            super().__init__()
            wide = channels * 3
            self.body = nn.Sequential(
                nn.Conv2d(channels, wide, 1, bias=False),
                nn.BatchNorm2d(wide),
                nn.ReLU6(),
                nn.Conv2d(wide, wide, 3, padding=1, groups=wide, bias=False),
                nn.BatchNorm2d(wide),
                nn.ReLU6(),
                nn.Conv2d(wide, channels, 1, bias=False),
                nn.BatchNorm2d(channels),
            )

        def forward(self, x):
            return x + self.body(x)

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 4, 1), nn.BatchNorm2d(8), nn.ReLU6())
            self.blocks = nn.Sequential(Block(8), nn.Conv2d(8, 16, 3, 2, 1), Block(16))
            self.classifier = nn.Linear(16, 10)

        def forward(self, x):
            x = self.blocks(self.stem(x))
            x = nn.functional.adaptive_avg_pool2d(x, (1, 1))
            return self.classifier(torch.flatten(x, 1))

    torch.manual_seed(1)
    network = Network().eval()
    with torch.no_grad():
        size = torch.logspace(-2.5, 0, 8)
        network.stem[0].weight *= size[:, None, None, None]
        network.blocks[0].body[0].weight /= size[None, :, None, None]
        # Scores without what all photos have in common.
        network.classifier.bias -= network(as_inputs(photos)).mean(0)
    return network


def as_inputs(photos):
    """About what model_transform's flags make of the photos."""
    pixels = [
        np.asarray(Image.open(photo).convert("RGB").resize((256, 256)), np.float32)[16:240, 16:240]
        for photo in photos
    ]
    images = (np.stack(pixels) - (123.675, 116.28, 103.53)) * 0.0174
    return torch.from_numpy(images.transpose(0, 3, 1, 2).astype(np.float32))


def command(line, folder):
    """Runs one command line as a user does and returns what it printed."""
    words = shlex.split(line.replace("\\\n", " "))
    program = Path(sys.executable).with_name(words[0])
    if words[0] == "python3":
        program = Path(sys.executable)
    elif not program.exists():
        pytest.skip(f"{words[0]} is not installed beside this Python")
    done = subprocess.run(
        [str(program), *words[1:]],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """`mobilenet-v2/workspace`, with the network and the photos beside it."""
    root = tmp_path_factory.mktemp("mobilenet-v2")
    photos = root / "ILSVRC2012"
    photos.mkdir()
    generator = np.random.default_rng(0)
    real = sorted(PHOTOS.glob("*.jpg"))[:PHOTO_COUNT]
    for index in range(PHOTO_COUNT):
        if index < len(real):
            (photos / f"{index}.jpg").write_bytes(real[index].read_bytes())
        else:
            coarse = generator.integers(0, 256, (9, 12, 3), np.uint8)
            Image.fromarray(coarse).resize((320, 280)).save(photos / f"{index}.jpg")
    network = torch.jit.trace(
        sensitive_network(sorted(photos.iterdir())), torch.zeros(1, 3, 224, 224)
    )
    network.save(str(root / "mobilenet_v2.pt"))
    labels = "".join(f"{index}.jpg {index % 10}\n" for index in range(PHOTO_COUNT))
    (root / "labels.txt").write_text(labels)
    folder = root / "workspace"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def transformed(workspace):
    """Step 1, with the test input that step 3 is verified with."""
    command(
        """model_transform.py --model_name mobilenet --model_def ../mobilenet_v2.pt
        --input_shapes [[1,3,224,224]] --resize_dims 256,256 --mean 123.675,116.28,103.53
        --scale 0.0171,0.0175,0.0174 --pixel_format rgb --test_input ../ILSVRC2012/0.jpg
        --test_result mobilenet_pt_top.npz --mlir mobilenet.mlir""",
        workspace,
    )
    return workspace


@pytest.fixture(scope="module")
def calibrated(transformed):
    """Step 2."""
    command(
        "run_calibration.py mobilenet.mlir --dataset ../ILSVRC2012 --input_num 100 "
        "-o mobilenet_cali_table",
        transformed,
    )
    return transformed


@pytest.fixture(scope="module")
def searched(calibrated):
    """The search; returns what it printed."""
    printed = command(
        "run_sensitive_layer.py mobilenet.mlir --dataset ../ILSVRC2012 --input_num 100 "
        "--inference_num 30 --calibration_table mobilenet_cali_table --chip bm1684 "
        "-o mobilenet_qtable",
        calibrated,
    )
    return calibrated, printed


def test_step_1_without_a_test_input(workspace):
    command(
        """model_transform.py --model_name mobilenet --model_def ../mobilenet_v2.pt
        --input_shapes [[1,3,224,224]] --resize_dims 256,256 --mean 123.675,116.28,103.53
        --scale 0.0171,0.0175,0.0174 --pixel_format rgb --mlir plain.mlir""",
        workspace,
    )
    assert (workspace / "plain.mlir").exists()


def test_step_2_calibration_table(calibrated):
    rows = [
        line.split(" ")
        for line in (calibrated / "mobilenet_cali_table").read_text().splitlines()
        if not line.startswith("#")
    ]
    assert len(rows) > 8
    assert all(len(row) == 4 and float(row[1]) > 0 for row in rows)


def test_step_3_f32_package(calibrated):
    printed = command(
        "model_deploy.py --mlir mobilenet.mlir --quantize F32 --chip bm1684 "
        "--test_input mobilenet_in_f32.npz --test_reference mobilenet_pt_top.npz "
        "--model mobilenet_1684_f32.bmodel",
        calibrated,
    )
    assert "1 of 1 tensors alike" in printed
    assert (calibrated / "mobilenet_1684_f32.bmodel").exists()


def test_step_4_int8_package(calibrated):
    printed = command(
        "model_deploy.py --mlir mobilenet.mlir --quantize INT8 --chip bm1684 "
        "--calibration_table mobilenet_cali_table --model mobilenet_bm1684_int8_sym.bmodel",
        calibrated,
    )
    assert "in INT8" in printed
    assert (calibrated / "mobilenet_bm1684_int8_sym.bmodel").exists()


def test_sensitive_layers(searched):
    folder, printed = searched
    lines = printed.splitlines()
    assert any(
        line.startswith("the layer ") and " is 0 sensitive layer, loss is " in line
        for line in lines
    )
    for expected in (
        "run result:",
        "int8 outputs_cos:",
        "mix model outputs_cos:",
        "Output mix quantization table to mobilenet_qtable",
        "total time:",
        "success sensitive layer search",
    ):
        assert any(line.startswith(expected) for line in lines), expected
    log = (folder / "SensitiveLayerSearch").read_text()
    assert "INFO:root:start to handle layer: " in log
    assert ", and threshlod " in log
    assert (folder / "new_cali_table").exists()
    assert "# op_name   quantize_mode" in (folder / "mobilenet_qtable").read_text()


def test_mixed_package_computes_what_the_search_printed(searched):
    folder, printed = searched
    command(
        "model_deploy.py --mlir mobilenet.mlir --quantize INT8 --chip bm1684 "
        "--calibration_table new_cali_table --quantize_table mobilenet_qtable "
        "--model mobilenet_bm1684_int8_mix.bmodel",
        folder,
    )
    (stated,) = (
        float(line.split(":")[1].split()[0])
        for line in printed.splitlines()
        if line.startswith("mix model outputs_cos:")
    )
    # The others are held out, to validate the mix.
    used = int(re.search(r"on the samples of the search \((\d+)\)", printed)[1])
    cosines = []
    for index in sorted(range(PHOTO_COUNT), key=str)[:used]:
        outputs = []
        for model in ("mobilenet.mlir", "mobilenet_bm1684_int8_mix.bmodel"):
            command(
                f"model_runner.py --input ../ILSVRC2012/{index}.jpg --model {model} "
                "--output out.npz",
                folder,
            )
            with np.load(folder / "out.npz") as tensors:
                outputs.append(tensors[tensors.files[0]].ravel().astype(np.float64))
        a, b = outputs
        cosines.append(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))
    assert np.mean(cosines) == pytest.approx(stated, abs=1e-5)


def test_precision_benchmark(calibrated):
    root = calibrated.parent
    (root / "config.yaml").write_text(
        "imagenet2012_val_set: $(root)/ILSVRC2012\n"
        "imagenet2012_caffe_val_ground_truth: $(root)/labels.txt\n"
    )
    model = root / "mobilenet_v2_path"
    model.mkdir()
    (model / "mlir.config.yaml").write_text(MODEL_CONFIG)
    command(
        "python3 -m tpu_perf.precision_benchmark mobilenet_v2_path --mlir --target BM1684 "
        "--devices 0",
        root,
    )
    lines = (root / "output/topk.csv").read_text().splitlines()
    assert lines[0] == "name,top1,top5"
    assert [line.split(",")[0] for line in lines[1:]] == ["mobilenet-v2-FP32", "mobilenet-v2-INT8"]
    assert all(field.endswith("%") for line in lines[1:] for field in line.split(",")[1:])


MODEL_CONFIG = """\
name: mobilenet-v2
mlir_transform: model_transform.py
  --model_name $(name)
  --model_def $(root)/mobilenet_v2.pt
  --input_shapes [[1,3,224,224]]
  --resize_dims 256,256
  --mean 123.675,116.28,103.53
  --scale 0.0171,0.0175,0.0174
  --pixel_format rgb
  --mlir $(workdir)/$(name).mlir
mlir_calibration: run_calibration.py $(workdir)/$(name).mlir
  --dataset $(imagenet2012_val_set)
  --input_num 10
  -o $(workdir)/$(name)_cali_table
deploy:
  - model_deploy.py
    --mlir $(workdir)/$(name).mlir
    --quantize F32
    --chip $(target)
    --model $(workdir)/$(name)_bm1684_f32.bmodel
  - model_deploy.py
    --mlir $(workdir)/$(name).mlir
    --quantize INT8
    --chip $(target)
    --calibration_table $(workdir)/$(name)_cali_table
    --model $(workdir)/$(name)_bm1684_int8_sym.bmodel
dataset:
  image_path: $(imagenet2012_val_set)
  image_label: $(imagenet2012_caffe_val_ground_truth)
  mean: [123.675, 116.28, 103.53]
  scale: [0.0171, 0.0175, 0.0174]
  resize_dims: 256
  size: 224
  trans: true
  bgr2rgb: true
harness:
  type: topk
  args:
    - name: FP32
      bmodel: $(workdir)/$(name)_bm1684_f32.bmodel
    - name: INT8
      bmodel: $(workdir)/$(name)_bm1684_int8_sym.bmodel
"""
