# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Decoding and resizing of images.

Resizing is bilinear without antialiasing, in OpenCV's fixed-point arithmetic: the networks and
calibration tables of TPU-MLIR's users were made with it. Pillow's own bilinear filter averages
when it shrinks and gives other pixels.
"""

from __future__ import annotations

import os

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from tpuc.errors import TpucError

Pixels = npt.NDArray[np.uint8]

_FIXED_POINT_ONE = 2048


def read_image(path: str | os.PathLike[str], pixel_format: str) -> Pixels:
    """An image file as `[height, width, channels]` in the order of `pixel_format`.

    The EXIF orientation is applied; gray images are repeated into color channels, and alpha is
    dropped, not blended, unless the format is `rgba`.
    """
    try:
        with Image.open(path) as image:
            upright = ImageOps.exif_transpose(image)
            mode = {"gray": "L", "rgba": "RGBA"}.get(pixel_format, "RGB")
            pixels = np.asarray(_to_8_bits(upright).convert(mode))
    except FileNotFoundError as error:
        raise TpucError(f"image {path} does not exist") from error
    except (
        OSError,
        UnidentifiedImageError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
    ) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise TpucError(f"image {path} cannot be read: {reason}") from error
    if pixels.ndim == 2:
        pixels = pixels[:, :, np.newaxis]
    return pixels[:, :, ::-1] if pixel_format == "bgr" else pixels


def _to_8_bits(image: Image.Image) -> Image.Image:
    """The upper byte of 16-bit images, which Pillow would clip instead."""
    if not image.mode.startswith("I"):
        return image
    values = np.asarray(image).astype(np.int64)
    return Image.fromarray(np.clip(values >> 8, 0, 255).astype(np.uint8))


def resize(pixels: Pixels, height: int, width: int) -> Pixels:
    """Bilinear resizing of `[height, width, channels]`."""
    rows, columns = pixels.shape[:2]
    if (rows, columns) == (height, width):
        return pixels
    if (rows, columns) == (2 * height, 2 * width):
        quads = pixels.reshape(height, 2, width, 2, -1).sum(axis=(1, 3), dtype=np.int32)
        return np.asarray((quads + 2) >> 2, np.uint8)
    top, bottom, top_weight, bottom_weight = _neighbours(rows, height)
    left, right, left_weight, right_weight = _neighbours(columns, width)
    # Across first, only in the rows that are needed.
    needed, place = np.unique(np.concatenate([top, bottom]), return_inverse=True)
    source = pixels[needed].astype(np.int32)
    across = source[:, left] * left_weight[:, None] + source[:, right] * right_weight[:, None]
    across >>= 4
    upper = (across[place[:height]] * top_weight[:, None, None]) >> 16
    lower = (across[place[height:]] * bottom_weight[:, None, None]) >> 16
    return np.asarray(np.clip((upper + lower + 2) >> 2, 0, 255), np.uint8)


_Index = npt.NDArray[np.int64]
_Weight = npt.NDArray[np.int32]


def _neighbours(size: int, result: int) -> tuple[_Index, _Index, _Weight, _Weight]:
    """For every place of the result: the two source places and their weights."""
    position = ((np.arange(result) + 0.5) * (size / result) - 0.5).astype(np.float32)
    first = np.floor(position).astype(np.int64)
    fraction = (position - first).astype(np.float32)
    fraction[(first < 0) | (first >= size - 1)] = 0
    first = np.clip(first, 0, size - 1)
    one = np.float32(1)
    weights = [
        np.rint(f * np.float32(_FIXED_POINT_ONE)).astype(np.int32)
        for f in (one - fraction, fraction)
    ]
    return first, np.minimum(first + 1, size - 1), weights[0], weights[1]
