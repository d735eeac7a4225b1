# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Photos for the quick start, out of two Python packages.

Evaluation: the 20 ImageNet photos of foolbox, whose file names carry ImageNet's own label.
Calibration and search: the photos of scikit-image, whole and in parts. No photo is in both.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

_LABELLED = re.compile(r"foolbox/data/(imagenet_\d+_(\d+)\.(?:jpg|png))")
_COLOUR = (
    "astronaut.png",
    "chelsea.png",
    "coffee.png",
    "motorcycle_left.png",
    "rocket.jpg",
    "hubble_deep_field.jpg",
    "retina.jpg",
)
_GREY = ("camera.png", "coins.png", "clock_motion.png", "brick.png", "grass.png", "gravel.png")


def extract_evaluation(wheel: Path, folder: Path) -> list[tuple[Path, int]]:
    """Puts the labelled photos into `folder`; returns them with their labels."""
    folder.mkdir(parents=True, exist_ok=True)
    photos = []
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            found = _LABELLED.fullmatch(name)
            if found:
                file = folder / found[1]
                file.write_bytes(archive.read(name))
                photos.append((file, int(found[2])))
    return photos


def extract_calibration(wheel: Path, folder: Path) -> list[Path]:
    """Puts photos, and for the coloured ones their four quarters too, into `folder`.

    They come whole ones first, then the quarters, so that any first N of them are varied.
    """
    folder.mkdir(parents=True, exist_ok=True)
    whole: list[Path] = []
    parts: list[list[Path]] = [[], [], [], []]
    with zipfile.ZipFile(wheel) as archive:
        for name in (*_COLOUR, *_GREY):
            image = Image.open(io.BytesIO(archive.read(f"skimage/data/{name}"))).convert("RGB")
            stem = Path(name).stem
            whole.append(_saved(image, folder / f"{stem}.png"))
            if name in _COLOUR:
                for index, part in enumerate(_quarters(image)):
                    parts[index].append(_saved(part, folder / f"{stem}_{index}.png"))
    return whole + [file for group in parts for file in group]


def _quarters(image: Image.Image) -> Iterator[Image.Image]:
    """Four overlapping parts, each two thirds of the photo's width and height."""
    width, height = image.width * 2 // 3, image.height * 2 // 3
    for top in (0, image.height - height):
        for left in (0, image.width - width):
            yield image.crop((left, top, left + width, top + height))


def _saved(image: Image.Image, file: Path) -> Path:
    image.save(file, compress_level=1)
    return file
