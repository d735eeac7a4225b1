# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Labelled photos and how they become network inputs: the `dataset:` mapping of a model folder.

    dataset:
      image_path: $(home)/val         # folder
      image_label: $(home)/val.txt    # lines `file label`
      resize_dims: 256                # short side; or [height, width]
      size: 224                       # centre crop; or [height, width]
      mean: [123.675, 116.28, 103.53]
      scale: [0.0171, 0.0175, 0.0174]
      bgr2rgb: true                   # photos are taken as BGR otherwise
      trans: true                     # height-width-channels to channels-height-width

A photo may have several acceptable labels: `file 281 282` or `file 281,282`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tpuc.errors import TpucError
from tpuc.preprocess import Preprocess, Preprocessor

_KEYS = {
    "image_path",
    "image_label",
    "mean",
    "scale",
    "resize_dims",
    "size",
    "trans",
    "bgr2rgb",
}
_LABEL_LINE = re.compile(r"(.+?)((?:[\s,]+\d+)+)")


@dataclass(frozen=True)
class LabelledPhoto:
    """A photo and the class ids that count as right for it."""

    path: Path
    labels: frozenset[int]


def read_labels(folder: Path, listing: Path) -> list[LabelledPhoto]:
    """Reads lines `file label [label ...]`; files are relative to `folder`."""
    try:
        lines = listing.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TpucError(f"label file {listing} cannot be read: {error}") from error
    photos = []
    for number, line in enumerate(lines, 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        found = _LABEL_LINE.fullmatch(line)
        if not found:
            raise TpucError(f"{listing}:{number}: expected `file label`, found {line!r}")
        labels = frozenset(map(int, found[2].replace(",", " ").split()))
        photos.append(LabelledPhoto(folder / found[1], labels))
    if not photos:
        raise TpucError(f"label file {listing} lists no photo")
    return photos


def preparation(dataset: Mapping[str, Any], shape: Sequence[int], where: str) -> Preprocessor:
    """How a `dataset:` mapping makes photos into an input of `shape`.

    Without `size` the crop is the input's height and width. Without `resize_dims` the short side
    becomes 256/224 of the crop's, the field's habit.
    """
    unknown = sorted(set(dataset) - _KEYS)
    if unknown:
        known = ", ".join(sorted(_KEYS))
        raise TpucError(f"{where}: unknown keys {', '.join(unknown)}; known: {known}")
    channels_first = _flag(dataset, "trans", True, where)
    if len(shape) != 4:
        raise TpucError(f"{where}: the network's input {list(shape)} is not a batch of images")
    own = (shape[2], shape[3]) if channels_first else (shape[1], shape[2])
    size = _dims(dataset.get("size", list(own)), f"{where}.size")
    crop = (size, size) if isinstance(size, int) else size
    if crop != own:
        raise TpucError(f"{where}.size: {crop[0]}x{crop[1]} is not the input's {own[0]}x{own[1]}")
    dims = _dims(dataset.get("resize_dims", max(crop) * 256 // 224), f"{where}.resize_dims")
    height, width = (dims, dims) if isinstance(dims, int) else dims
    if height < crop[0] or width < crop[1]:
        raise TpucError(f"{where}.resize_dims: {dims} is smaller than the crop, {list(crop)}")
    return Preprocessor(
        Preprocess(
            resize_dims=(height, width),
            keep_aspect_ratio=isinstance(dims, int),
            keep_ratio_mode="short_side_scale",
            mean=_per_channel(dataset, "mean", 0.0, where),
            scale=_per_channel(dataset, "scale", 1.0, where),
            pixel_format="rgb" if _flag(dataset, "bgr2rgb", False, where) else "bgr",
            channel_format="nchw" if channels_first else "nhwc",
        ),
        shape,
    )


def batches(
    photos: Sequence[LabelledPhoto], prepare: Preprocessor, size: int, unreadable: list[str]
) -> Iterator[tuple[NDArray[np.float32], list[LabelledPhoto]]]:
    """Prepared photos, `size` at a time; what is wrong with the others goes to `unreadable`."""
    inputs: list[NDArray[np.float32]] = []
    members: list[LabelledPhoto] = []
    for photo in photos:
        try:
            inputs.append(prepare.load_image(photo.path))
        except TpucError as error:
            unreadable.append(str(error))
            continue
        members.append(photo)
        if len(members) == size:
            yield np.concatenate(inputs), members
            inputs, members = [], []
    if members:
        yield np.concatenate(inputs), members


def _dims(value: Any, where: str) -> int | tuple[int, int]:
    if type(value) is int and value > 0:
        return value
    if isinstance(value, list) and len(value) == 2 and all(type(v) is int and v > 0 for v in value):
        return value[0], value[1]
    raise TpucError(f"{where}: {value!r} is neither a size nor [height, width]")


def _flag(dataset: Mapping[str, Any], key: str, default: bool, where: str) -> bool:
    value = dataset.get(key, default)
    if not isinstance(value, bool):
        raise TpucError(f"{where}.{key}: {value!r} is neither true nor false")
    return value


def _per_channel(dataset: Mapping[str, Any], key: str, default: float, where: str) -> list[float]:
    value = dataset.get(key, default)
    numbers = value if isinstance(value, list) else [value] * 3
    if len(numbers) != 3 or not all(type(n) in (int, float) for n in numbers):
        raise TpucError(f"{where}.{key}: {value!r} is neither a number nor three of them")
    return [float(number) for number in numbers]
