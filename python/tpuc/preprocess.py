# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How an image becomes a network input: y = (x - mean) * scale after resizing.

`Preprocess` holds the values, as the flags of model_transform give them and as the attributes of
`top.Input` keep them. `Preprocessor` applies them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from tpuc.errors import TpucError
from tpuc.images import Pixels, read_image, resize

CHANNELS = {"rgb": 3, "bgr": 3, "gray": 1, "rgba": 4}
PIXEL_FORMATS = tuple(CHANNELS)
CHANNEL_FORMATS = ("nchw", "nhwc")
KEEP_RATIO_MODES = ("letterbox", "short_side_scale")
PAD_TYPES = ("normal", "center")


@dataclass(frozen=True)
class Preprocess:
    """What is done to an image; every field is an attribute of `top.Input` of the same name.

    resize_dims: height and width to resize to. Larger than the network's input means that the
        centre is cut out afterwards; None is the input's size.
    keep_aspect_ratio: resize without distortion, by `keep_ratio_mode`: `letterbox` fits the image
        into resize_dims and fills the rest with pad_value, at the right and bottom (pad_type
        normal) or all around (center); `short_side_scale` covers resize_dims and cuts the centre.
    mean, scale: one number per channel, in the order of pixel_format; None is 0 and 1.
    pixel_format: the channels and their order; None is gray, bgr or rgba by their number.
    """

    resize_dims: Sequence[int] | None = None
    keep_aspect_ratio: bool = False
    keep_ratio_mode: str = "letterbox"
    mean: Sequence[float] | None = None
    scale: Sequence[float] | None = None
    pixel_format: str | None = None
    channel_format: str = "nchw"
    pad_value: int = 0
    pad_type: str = "normal"

    def attributes(self) -> dict[str, Any]:
        """The fields that say something, as attributes of `top.Input`."""
        items = {field.name: getattr(self, field.name) for field in fields(self)}
        if not self.keep_aspect_ratio:
            for name in ("keep_aspect_ratio", "keep_ratio_mode", "pad_value", "pad_type"):
                del items[name]
        return {
            name: list(item) if isinstance(item, tuple) else item
            for name, item in items.items()
            if item is not None
        }


class Preprocessor:
    """Turns images into the input of one network."""

    def __init__(self, preprocess: Preprocess, input_shape: Sequence[int]) -> None:
        """Checks the values against the shape of the input; raises TpucError naming the flag."""
        self.spec = complete(preprocess, input_shape)
        self.input_shape = tuple(input_shape)
        self._size = _image_size(self.spec.channel_format, self.input_shape)
        shape = (1, 1, -1)
        self._mean = np.asarray(self.spec.mean, np.float32).reshape(shape)
        self._scale = np.asarray(self.spec.scale, np.float32).reshape(shape)

    @property
    def channels(self) -> int:
        """The number of channels of the image."""
        return len(self._mean.reshape(-1))

    @classmethod
    def from_input_op(cls, op: Any) -> Preprocessor | None:
        """From a `top.Input` (an ir.Operation or OpView); None when it takes no images."""
        operation = getattr(op, "operation", op)
        attributes = operation.attributes
        if "mean" not in attributes:
            return None
        values = {
            field.name: _plain(attributes[field.name])
            for field in fields(Preprocess)
            if field.name in attributes
        }
        return cls(Preprocess(**values), list(operation.results[0].type.shape))

    def load_image(self, path: str | os.PathLike[str]) -> npt.NDArray[np.float32]:
        """An image file as the network input, batch 1; TpucError names a file that is none."""
        assert self.spec.pixel_format is not None
        return self.apply(read_image(path, self.spec.pixel_format))

    def apply(self, pixels: Pixels) -> npt.NDArray[np.float32]:
        """Pixels `[height, width, channels]`, channels as in pixel_format, as the input."""
        image = _crop(self._resized(pixels), *self._size)
        result = (image.astype(np.float32) - self._mean) * self._scale
        if self.spec.channel_format == "nchw":
            result = result.transpose(2, 0, 1)
        return np.ascontiguousarray(result[np.newaxis])

    def _resized(self, pixels: Pixels) -> Pixels:
        height, width = self.spec.resize_dims or self._size
        if not self.spec.keep_aspect_ratio:
            return resize(pixels, height, width)
        rows, columns = pixels.shape[:2]
        ratios = (height / rows, width / columns)
        cover = self.spec.keep_ratio_mode == "short_side_scale"
        ratio = max(ratios) if cover else min(ratios)
        scaled = resize(pixels, max(1, round(rows * ratio)), max(1, round(columns * ratio)))
        return _crop(scaled, height, width) if cover else self._padded(scaled, height, width)

    def _padded(self, pixels: Pixels, height: int, width: int) -> Pixels:
        rows, columns = pixels.shape[:2]
        top = left = 0
        if self.spec.pad_type == "center":
            top, left = (height - rows) // 2, (width - columns) // 2
        result = np.full((height, width, pixels.shape[2]), self.spec.pad_value, np.uint8)
        result[top : top + rows, left : left + columns] = pixels
        return result


def is_image_shape(shape: Sequence[int], channel_format: str = "nchw") -> bool:
    """Whether an input of this shape can be an image."""
    return len(shape) == 4 and _channels(channel_format, shape) in CHANNELS.values()


def complete(preprocess: Preprocess, input_shape: Sequence[int]) -> Preprocess:
    """The values with defaults filled in for an input; TpucError where they do not fit it."""
    if not is_image_shape(input_shape, preprocess.channel_format):
        raise TpucError(
            f"an input of shape {list(input_shape)} takes no images: they need 4 dimensions and "
            f"1, 3 or 4 channels in {preprocess.channel_format} order (see --channel_format)"
        )
    channels = _channels(preprocess.channel_format, input_shape)
    pixel_format = preprocess.pixel_format or {1: "gray", 3: "bgr", 4: "rgba"}[channels]
    if CHANNELS[pixel_format] != channels:
        raise TpucError(
            f"--pixel_format {pixel_format} has {CHANNELS[pixel_format]} channels, "
            f"the input {list(input_shape)} has {channels}"
        )
    if not 0 <= preprocess.pad_value <= 255:
        raise TpucError(f"--pad_value {preprocess.pad_value} is not a pixel value: 0 to 255")
    _check_resize(preprocess, input_shape)
    values = {field.name: getattr(preprocess, field.name) for field in fields(preprocess)}
    values["pixel_format"] = pixel_format
    for name, default in (("mean", 0.0), ("scale", 1.0)):
        values[name] = _per_channel(name, values[name], channels, default)
    return Preprocess(**values)


def _check_resize(preprocess: Preprocess, input_shape: Sequence[int]) -> None:
    dims = preprocess.resize_dims
    if dims is None:
        return
    size = _image_size(preprocess.channel_format, input_shape)
    if len(dims) != 2:
        raise TpucError(f"--resize_dims has {len(dims)} numbers: it takes height,width")
    if dims[0] < size[0] or dims[1] < size[1]:
        raise TpucError(
            f"--resize_dims {dims[0]},{dims[1]} is smaller than the input's "
            f"{size[0]},{size[1]}: give at least that"
        )


def _per_channel(
    name: str, values: Sequence[float] | None, channels: int, default: float
) -> tuple[float, ...]:
    if values is None:
        return (default,) * channels
    if len(values) != channels:
        raise TpucError(
            f"--{name} has {len(values)} numbers for {channels} channels: give one for each"
        )
    if not all(np.isfinite(values)):
        raise TpucError(f"--{name} holds a number that is not finite")
    return tuple(float(value) for value in values)


def _channels(channel_format: str, shape: Sequence[int]) -> int:
    return shape[1] if channel_format == "nchw" else shape[3]


def _image_size(channel_format: str, shape: Sequence[int]) -> tuple[int, int]:
    first = 2 if channel_format == "nchw" else 1
    return shape[first], shape[first + 1]


def _crop(pixels: Pixels, height: int, width: int) -> Pixels:
    top, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
    return pixels[top : top + height, left : left + width]


def _plain(attribute: Any) -> Any:
    """The Python value of an attribute: a list, a number, a bool or an enum's case."""
    case = re.fullmatch(r"#top<\w+ (\w+)>", str(attribute))
    if case is not None:
        return case.group(1)
    return attribute.value if hasattr(attribute, "value") else list(attribute)
