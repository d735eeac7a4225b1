# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Top-1 and top-5 of a classifier; and how far each variant is from the first one listed.

With few photos top-1 is coarse, so `topk_details.csv` adds the share of photos whose best class is
that of the first variant (usually FP32) and the mean cosine of the outputs with its outputs.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tpu_perf.dataset import LabelledPhoto, batches, preparation, read_labels
from tpu_perf.harness import Measurement, Result, harness
from tpuc.deploy.network import Network, open_network
from tpuc.errors import TpucError

_PHOTOS_PER_RUN = 16
Array = NDArray[np.float32]


@harness("topk")
def topk(measurement: Measurement) -> Result:
    """Classifies the photos of `dataset:` and counts those whose label is found."""
    case = measurement.case
    dataset = case.section("dataset")
    photos = read_labels(
        Path(_text(dataset, "image_path", case.file)),
        Path(_text(dataset, "image_label", case.file)),
    )
    network = open_network(measurement.network)
    start = time.perf_counter()
    unreadable: list[str] = []
    scores, members = _classify(network, photos, dataset, f"{case.file}: dataset", unreadable)
    details: dict[str, float | int | str] = {
        "images": len(members),
        "unreadable": len(unreadable),
        **_against_first(scores, measurement.memory),
        "seconds": f"{time.perf_counter() - start:.1f}",
    }
    if unreadable:
        measurement.memory.setdefault("warnings", []).append(
            f"{len(unreadable)} of {len(photos)} photos cannot be read; first: {unreadable[0]}"
        )
    return Result(accuracy(scores, members), details)


def accuracy(scores: Array, photos: Sequence[LabelledPhoto]) -> dict[str, float]:
    """Top-1 and top-5; among equal scores the lower class comes first."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, :5]
    hits = [
        (bool(labels & {int(ranked[0])}), bool(labels & set(map(int, ranked))))
        for ranked, labels in zip(best, (photo.labels for photo in photos), strict=True)
    ]
    top1, top5 = np.mean(np.asarray(hits, np.float64), axis=0)
    return {"top1": float(top1), "top5": float(top5)}


def _classify(
    network: Network,
    photos: Sequence[LabelledPhoto],
    dataset: dict[str, Any],
    where: str,
    unreadable: list[str],
) -> tuple[Array, list[LabelledPhoto]]:
    """Runs the network on every photo that can be read; one row of scores a photo."""
    if len(network.inputs) != 1:
        raise TpucError(
            f"{network.path}: top-k needs a network of one input, this has {len(network.inputs)}"
        )
    shape = network.inputs[0].shape
    prepare = preparation(dataset, shape, where)
    per_run = max(shape[0], _PHOTOS_PER_RUN // shape[0] * shape[0])
    scores: list[Array] = []
    members: list[LabelledPhoto] = []
    for inputs, batch in batches(photos, prepare, per_run, unreadable):
        outputs = network.run_samples({network.inputs[0].name: inputs})
        first = next(iter(outputs.values()))
        scores.append(np.asarray(first, np.float32).reshape(len(batch), -1))
        members.extend(batch)
    if not members:
        raise TpucError(f"none of the {len(photos)} photos can be read; first: {unreadable[0]}")
    return np.concatenate(scores), members


def _against_first(scores: Array, memory: dict[str, Any]) -> dict[str, float | str]:
    first: Array = memory.setdefault("scores", scores)
    if first.shape != scores.shape:
        return {"agreement": "", "cosine": ""}
    agreement = float(np.mean(scores.argmax(axis=1) == first.argmax(axis=1)))
    norms = np.linalg.norm(scores, axis=1) * np.linalg.norm(first, axis=1)
    products = np.sum(scores * first, axis=1)
    cosine = float(np.mean(np.divide(products, norms, out=np.zeros_like(norms), where=norms > 0)))
    return {"agreement": agreement, "cosine": f"{cosine:.6f}"}


def _text(dataset: dict[str, Any], key: str, file: Path) -> str:
    value = dataset.get(key)
    if not isinstance(value, str):
        raise TpucError(f"{file}: dataset.{key} is missing")
    return value
