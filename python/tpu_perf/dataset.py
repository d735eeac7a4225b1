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
from PIL import Image, UnidentifiedImageError

from tpuc.errors import TpucError

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


@dataclass(frozen=True)
class Preparation:
    """How a photo becomes an input: resize, centre crop, `(x - mean) * scale`, layout."""

    resize: int | tuple[int, int]
    crop: tuple[int, int]
    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    rgb: bool
    channels_first: bool

    def load(self, path: Path) -> NDArray[np.float32]:
        """Reads a photo and prepares it."""
        with Image.open(path) as image:
            resized = self._resized(image.convert("RGB"))
        height, width = self.crop
        top = round((resized.height - height) / 2)
        left = round((resized.width - width) / 2)
        cropped = resized.crop((left, top, left + width, top + height))
        pixels = np.asarray(cropped, np.float32)
        if not self.rgb:
            pixels = pixels[:, :, ::-1]
        pixels = (pixels - self.mean) * self.scale
        if self.channels_first:
            pixels = pixels.transpose(2, 0, 1)
        return np.ascontiguousarray(pixels, np.float32)

    def _resized(self, image: Image.Image) -> Image.Image:
        if isinstance(self.resize, tuple):
            height, width = self.resize
        else:
            short = min(image.width, image.height)
            height = max(self.resize, int(self.resize * image.height / short))
            width = max(self.resize, int(self.resize * image.width / short))
        if (image.width, image.height) == (width, height):
            return image
        return image.resize((width, height), Image.Resampling.BILINEAR)


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


def preparation(dataset: Mapping[str, Any], shape: Sequence[int], where: str) -> Preparation:
    """The preparation that a `dataset:` mapping asks for, for an input of `shape`.

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
    own = tuple(shape[2:]) if channels_first else tuple(shape[1:3])
    size = _dims(dataset.get("size", list(own)), f"{where}.size")
    crop = (size, size) if isinstance(size, int) else size
    if crop != own:
        raise TpucError(f"{where}.size: {crop[0]}x{crop[1]} is not the input's {own[0]}x{own[1]}")
    resize = _dims(dataset.get("resize_dims", min(crop) * 256 // 224), f"{where}.resize_dims")
    height, width = resize if isinstance(resize, tuple) else (resize, resize)
    if height < crop[0] or width < crop[1]:
        raise TpucError(f"{where}.resize_dims: {resize} is smaller than the crop, {crop}")
    return Preparation(
        resize=resize,
        crop=crop,
        mean=_per_channel(dataset, "mean", 0.0, where),
        scale=_per_channel(dataset, "scale", 1.0, where),
        rgb=_flag(dataset, "bgr2rgb", False, where),
        channels_first=channels_first,
    )


def batches(
    photos: Sequence[LabelledPhoto], prepare: Preparation, size: int, unreadable: list[str]
) -> Iterator[tuple[NDArray[np.float32], list[LabelledPhoto]]]:
    """Prepared photos, `size` at a time; those that cannot be read are added to `unreadable`."""
    inputs: list[NDArray[np.float32]] = []
    members: list[LabelledPhoto] = []
    for photo in photos:
        try:
            inputs.append(prepare.load(photo.path))
        except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
            unreadable.append(str(photo.path))
            continue
        members.append(photo)
        if len(members) == size:
            yield np.stack(inputs), members
            inputs, members = [], []
    if members:
        yield np.stack(inputs), members


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


def _per_channel(
    dataset: Mapping[str, Any], key: str, default: float, where: str
) -> NDArray[np.float32]:
    value = dataset.get(key, default)
    numbers = value if isinstance(value, list) else [value] * 3
    if len(numbers) != 3 or not all(type(n) in (int, float) for n in numbers):
        raise TpucError(f"{where}.{key}: {value!r} is neither a number nor three of them")
    return np.asarray(numbers, np.float32)
