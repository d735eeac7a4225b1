# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Images to network inputs."""

import numpy as np
import pytest
from PIL import Image

from tpuc.errors import TpucError
from tpuc.images import read_image, resize
from tpuc.preprocess import Preprocess, Preprocessor, complete

SHAPE = (1, 3, 8, 8)


def _save(path, mode, size=(10, 6), **options):
    rng = np.random.default_rng(0)
    channels = {"L": (), "RGB": (3,), "RGBA": (4,), "I;16": ()}[mode]
    dtype, top = (np.uint16, 65536) if mode == "I;16" else (np.uint8, 256)
    pixels = rng.integers(0, top, (size[1], size[0], *channels)).astype(dtype)
    Image.fromarray(pixels).save(path, **options)
    return pixels


@pytest.mark.parametrize(("mode", "channels"), [("rgb", 3), ("bgr", 3), ("gray", 1), ("rgba", 4)])
@pytest.mark.parametrize("source", ["L", "RGB", "RGBA"])
def test_any_image_becomes_the_pixel_format(tmp_path, mode, channels, source):
    _save(tmp_path / "x.png", source)
    assert read_image(tmp_path / "x.png", mode).shape == (6, 10, channels)


def test_channel_order_and_alpha(tmp_path):
    pixels = _save(tmp_path / "x.png", "RGBA")
    np.testing.assert_array_equal(read_image(tmp_path / "x.png", "bgr"), pixels[:, :, 2::-1])


def test_16_bit_image_keeps_its_upper_byte(tmp_path):
    pixels = _save(tmp_path / "x.png", "I;16")
    np.testing.assert_array_equal(read_image(tmp_path / "x.png", "gray")[:, :, 0], pixels >> 8)


def test_exif_orientation_is_applied(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    _save(tmp_path / "x.png", "RGB", exif=exif)
    assert read_image(tmp_path / "x.png", "rgb").shape == (10, 6, 3)


@pytest.mark.parametrize("content", [b"", b"no image", b"\x89PNG\r\n\x1a\n garbage"])
def test_unreadable_image_is_named(tmp_path, content):
    file = tmp_path / "bad.png"
    file.write_bytes(content)
    with pytest.raises(TpucError, match=r"image .*bad\.png cannot be read"):
        read_image(file, "rgb")


def test_truncated_jpeg_is_named(tmp_path):
    file = tmp_path / "cut.jpg"
    _save(file, "RGB", size=(64, 64))
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(TpucError, match=r"image .*cut\.jpg cannot be read"):
        read_image(file, "rgb")


def test_missing_image_is_named(tmp_path):
    with pytest.raises(TpucError, match=r"none\.png does not exist"):
        read_image(tmp_path / "none.png", "rgb")


# Rows of OpenCV 5.0's cv2.resize(ramp, (w, h), interpolation=cv2.INTER_LINEAR).
@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (3, [13, 120, 227]),
        (5, [0, 56, 120, 184, 240]),
        (8, [0, 20, 60, 100, 140, 180, 220, 240]),
    ],
)
def test_resize_is_opencv_bilinear(width, expected):
    ramp = np.array([0, 80, 160, 240], np.uint8).reshape(1, 4, 1).repeat(2, axis=0)
    np.testing.assert_array_equal(resize(ramp, 2, width)[0, :, 0], expected)


def test_halving_averages_four_pixels():
    pixels = np.array([[0, 1], [2, 4]], np.uint8).reshape(2, 2, 1)
    assert resize(pixels, 1, 1).item() == 2


def _ones(height, width):
    return np.full((height, width, 3), 200, np.uint8)


def test_mean_and_scale_are_in_pixel_format_order():
    spec = Preprocess(mean=(1, 2, 3), scale=(1, 0.5, 0.25), pixel_format="rgb")
    pixels = np.tile(np.array([11, 22, 33], np.uint8), (8, 8, 1))
    result = Preprocessor(spec, SHAPE).apply(pixels)
    assert result.shape == SHAPE
    assert result.dtype == np.float32
    np.testing.assert_array_equal(result[0, :, 0, 0], [10, 10, 7.5])


def test_resize_dims_larger_than_the_input_crop_the_centre():
    pixels = np.zeros((12, 12, 3), np.uint8)
    pixels[2:10, 2:10] = 255
    result = Preprocessor(Preprocess(resize_dims=(12, 12)), SHAPE).apply(pixels)
    assert result.min() == 255


@pytest.mark.parametrize(("pad_type", "rows"), [("normal", range(0, 4)), ("center", range(2, 6))])
def test_letterbox(pad_type, rows):
    spec = Preprocess(keep_aspect_ratio=True, pad_value=114, pad_type=pad_type)
    result = Preprocessor(spec, SHAPE).apply(_ones(10, 20))
    expected = [200 if row in rows else 114 for row in range(8)]
    np.testing.assert_array_equal(result[0, 0, :, 3], expected)


def test_short_side_scale_covers():
    pixels = np.zeros((16, 32, 3), np.uint8)
    pixels[:, 8:24] = 255
    spec = Preprocess(keep_aspect_ratio=True, keep_ratio_mode="short_side_scale")
    assert Preprocessor(spec, SHAPE).apply(pixels).min() == 255


def test_nhwc_and_gray(tmp_path):
    _save(tmp_path / "x.png", "RGB")
    spec = Preprocess(channel_format="nhwc")
    result = Preprocessor(spec, (1, 8, 8, 1)).load_image(tmp_path / "x.png")
    assert result.shape == (1, 8, 8, 1)


@pytest.mark.parametrize(
    ("spec", "shape", "message"),
    [
        (Preprocess(mean=(1.0,)), SHAPE, r"--mean has 1 numbers for 3 channels"),
        (Preprocess(scale=(1.0,) * 4), SHAPE, r"--scale has 4 numbers for 3 channels"),
        (Preprocess(scale=(1.0, np.nan, 1.0)), SHAPE, r"--scale holds a number that is not"),
        (Preprocess(resize_dims=(7, 8)), SHAPE, r"--resize_dims 7,8 is smaller than .* 8,8"),
        (Preprocess(resize_dims=(7,)), SHAPE, r"--resize_dims has 1 numbers"),
        (Preprocess(pixel_format="gray"), SHAPE, r"gray has 1 channels, .* has 3"),
        (Preprocess(pad_value=300), SHAPE, r"--pad_value 300"),
        (Preprocess(), (1, 1000), r"takes no images"),
        (Preprocess(channel_format="nhwc"), SHAPE, r"takes no images"),
    ],
)
def test_values_that_do_not_fit_are_refused(spec, shape, message):
    with pytest.raises(TpucError, match=message):
        complete(spec, shape)


def test_round_trip_through_the_input_op():
    ir = pytest.importorskip("tpuc.mlir.ir")
    from tpuc.frontend.emit import emit_module
    from tpuc.frontend.graph import GraphBuilder

    builder = GraphBuilder("test")
    x = builder.add_input("x", SHAPE)
    spec = Preprocess(
        resize_dims=(9, 10),
        keep_aspect_ratio=True,
        keep_ratio_mode="short_side_scale",
        mean=(1.5, 2.0, 3.0),
        scale=(0.5, 0.25, 0.125),
        pixel_format="rgb",
        pad_value=7,
        pad_type="center",
    )
    module = emit_module(builder.finish([x]), {"x": spec}, ir.Context())
    op = module.body.operations[0].regions[0].blocks[0].operations[0]
    assert Preprocessor.from_input_op(op).spec == complete(
        Preprocess(**{**vars(spec), "resize_dims": [9, 10]}), SHAPE
    )
