# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Photos for the quick start, out of two Python packages.

Evaluation: the 20 ImageNet photos of foolbox, whose file names carry ImageNet's own label.
Calibration and search: the photos of scikit-image. No photo is in both. Each photo is taken whole
and in four overlapping parts, which are harder to recognise, so that differences show.
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
    """Puts views of the labelled photos into `folder`; returns them with their labels."""
    views: list[tuple[Path, int]] = []
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            found = _LABELLED.fullmatch(name)
            if found:
                stem = Path(found[1]).stem
                files = _views(_image(archive, name), folder, stem)
                views.extend((file, int(found[2])) for file in files)
    return views


def extract_calibration(wheel: Path, folder: Path) -> list[Path]:
    """Puts views of the photos into `folder`.

    They come whole ones first, then the parts, so that any first N of them are varied.
    """
    with zipfile.ZipFile(wheel) as archive:
        photos = [
            _views(_image(archive, f"skimage/data/{name}"), folder, Path(name).stem)
            for name in (*_COLOUR, *_GREY)
        ]
    return [views[index] for index in range(5) for views in photos]


def _image(archive: zipfile.ZipFile, name: str) -> Image.Image:
    return Image.open(io.BytesIO(archive.read(name))).convert("RGB")


def _views(image: Image.Image, folder: Path, stem: str) -> list[Path]:
    """Saves a photo and its parts; the whole one comes first."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for index, view in enumerate((image, *_quarters(image))):
        file = folder / (f"{stem}_{index}.png" if index else f"{stem}.png")
        view.save(file, compress_level=1)
        files.append(file)
    return files


def _quarters(image: Image.Image) -> Iterator[Image.Image]:
    """Four overlapping parts, each two thirds of the photo's width and height."""
    width, height = image.width * 2 // 3, image.height * 2 // 3
    for top in (0, image.height - height):
        for left in (0, image.width - width):
            yield image.crop((left, top, left + width, top + height))
