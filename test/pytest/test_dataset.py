# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sample lists, and how their files become batches."""

import numpy as np
import pytest
from PIL import Image

from tpuc.dataset import ModelInput, Samples, list_directory, list_file
from tpuc.errors import TpucError


def _image_input(name="x", batch=1):
    def load(path):
        with Image.open(path) as image:
            return np.asarray(image.convert("RGB"), np.float32).transpose(2, 0, 1)

    return ModelInput(name, (batch, 3, 4, 4), load)


def _images(folder, *values):
    folder.mkdir(parents=True, exist_ok=True)
    for value in values:
        Image.new("RGB", (4, 4), (value, value, value)).save(folder / f"{value:03}.png")


def _first(batches, name="x"):
    return [batch[name][:, 0, 0, 0].tolist() for batch in batches]


def test_directory_is_sorted_and_filtered(tmp_path):
    _images(tmp_path, 3, 1, 2)
    (tmp_path / "labels.csv").write_text("x")
    (tmp_path / ".hidden.png").write_text("x")
    _images(tmp_path / ".cache", 9)
    assert [entry[0].name for entry in list_directory(tmp_path)] == [
        "001.png",
        "002.png",
        "003.png",
    ]
    assert [entry[0].name for entry in list_directory(tmp_path, 2)] == ["001.png", "002.png"]


def test_classes_take_turns(tmp_path):
    for place, name in enumerate(("n01", "n02", "n03")):
        _images(tmp_path / "val" / name, *range(place * 10, place * 10 + 5))
    names = [entry[0].stem for entry in list_directory(tmp_path, 4)]
    assert names == ["000", "001", "010", "020"]
    assert len(list_directory(tmp_path)) == 15


def test_directory_loops_end(tmp_path):
    _images(tmp_path / "a", 1)
    (tmp_path / "a" / "back").symlink_to(tmp_path, target_is_directory=True)
    assert len(list_directory(tmp_path)) == 1


def test_bad_directories(tmp_path):
    with pytest.raises(TpucError, match="absent does not exist"):
        list_directory(tmp_path / "absent")
    with pytest.raises(TpucError, match="holds no sample"):
        list_directory(tmp_path)
    file = tmp_path / "f"
    file.write_text("")
    with pytest.raises(TpucError, match="is not a directory"):
        list_directory(file)


def test_list_file(tmp_path, monkeypatch):
    _images(tmp_path / "photos", 1, 2)
    (tmp_path / "photos" / "a,b.png").write_bytes((tmp_path / "photos/001.png").read_bytes())
    here = tmp_path / "here"
    _images(here, 7)
    monkeypatch.chdir(here)
    path = tmp_path / "list.txt"
    path.write_text(
        "# photos\n\n007.png\nphotos/001.png\nphotos/001.png, photos/002.png\nphotos/a,b.png\n"
    )
    entries = [tuple(map(str, entry)) for entry in list_file(path)]
    assert entries == [
        ("007.png",),
        (str(tmp_path / "photos/001.png"),),
        (str(tmp_path / "photos/001.png"), str(tmp_path / "photos/002.png")),
        (str(tmp_path / "photos/a,b.png"),),
    ]
    assert len(list_file(path, 2)) == 2


def test_bad_lists(tmp_path):
    with pytest.raises(TpucError, match=r"sample list .*absent cannot be read: No such file"):
        list_file(tmp_path / "absent")
    path = tmp_path / "list"
    path.write_text("# nothing\n")
    with pytest.raises(TpucError, match="names no sample"):
        list_file(path)


def test_batches_cover_all_samples_every_time(tmp_path):
    _images(tmp_path, *range(5))
    samples = Samples(list_directory(tmp_path), [_image_input()])
    for _ in range(2):
        assert _first(samples.batches(2)) == [[0, 1], [2, 3], [4]]
    assert samples.all()["x"].shape == (5, 3, 4, 4)
    assert [batch["x"].shape for batch in samples] == [(1, 3, 4, 4)] * 5


def test_model_batch_is_filled(tmp_path):
    _images(tmp_path, *range(5))
    samples = Samples(list_directory(tmp_path), [_image_input(batch=4)])
    assert _first(samples.batches(1)) == [[0, 1, 2, 3], [4, 0, 0, 0]]
    assert _first(samples.batches(2)) == [[0, 1, 2, 3, 4, 0, 0, 0]]


def test_unreadable_image_is_named_counted_and_skipped(tmp_path):
    _images(tmp_path, 1, 3)
    (tmp_path / "002.png").write_bytes(b"not an image")
    warnings = []
    samples = Samples(list_directory(tmp_path), [_image_input()], warn=warnings.append)
    for _ in range(2):
        assert _first(samples.batches(4)) == [[1, 3]]
    assert [entry[0].name for entry in samples.skipped] == ["002.png"]
    assert len(warnings) == 1 and "002.png" in warnings[0]
    strict = Samples(list_directory(tmp_path), [_image_input()], strict=True)
    with pytest.raises(TpucError, match=r"002\.png"):
        list(strict.batches(4))


def test_nothing_readable_is_an_error(tmp_path):
    (tmp_path / "a.png").write_bytes(b"")
    samples = Samples([*list_directory(tmp_path), (tmp_path / "gone.png",)], [_image_input()])
    with pytest.raises(TpucError, match="none of the 2 samples can be read"):
        list(samples.batches(1))


def test_cache_is_bounded(tmp_path):
    rows = np.ones((1 << 18,), np.float32)  # 1 MB
    for i in range(4):
        np.save(tmp_path / f"{i}.npy", rows * i)
    one = ModelInput("x", (1, 1 << 18))
    samples = Samples(list_directory(tmp_path), [one], cache_mb=2)
    assert len(list(samples)) == 4
    assert len(samples._cache) == 2
    (tmp_path / "0.npy").unlink()  # still known
    assert len(list(samples)) == 4


def test_arrays(tmp_path):
    one, two = ModelInput("a", (1, 2)), ModelInput("b", (2, 3))
    np.savez(tmp_path / "0.npz", a=np.zeros((1, 2)), b=np.ones((2, 3), np.int64), other=np.zeros(1))
    np.savez(tmp_path / "1.npz", a=np.zeros((2, 2)), b=np.full((4, 3), 2))
    batches = list(Samples(list_directory(tmp_path), [one, two]).batches(8))
    assert [{k: v.shape for k, v in b.items()} for b in batches] == [{"a": (3, 2), "b": (6, 3)}]
    assert batches[0]["b"].dtype == np.float32

    np.save(tmp_path / "a.npy", np.zeros(2))
    np.save(tmp_path / "b.npy", np.zeros((2, 3)))
    (tmp_path / "list").write_text("a.npy,b.npy\n")
    batches = list(Samples(list_file(tmp_path / "list"), [one, two]).batches(8))
    assert batches[0]["a"].shape == (1, 2)


def test_single_array_of_any_name(tmp_path):
    np.savez(tmp_path / "0.npz", data=np.full((1, 2), 5.0))
    batches = list(Samples(list_directory(tmp_path), [ModelInput("x", (1, 2))]))
    assert batches[0]["x"].tolist() == [[5, 5]]


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((1, 3)), r"has shape \[1, 3\], input x has \[1, 2\]"),
        (np.zeros((0, 2)), r"has shape \[0, 2\]"),
        (np.array([[1.0, np.nan]]), "not finite for input x"),
        (np.array([["a", "b"]]), "holds <U1 for input x, not numbers"),
    ],
)
def test_bad_arrays(tmp_path, array, message):
    np.savez(tmp_path / "0.npz", x=array)
    with pytest.raises(TpucError, match=message):
        list(Samples(list_directory(tmp_path), [ModelInput("x", (1, 2))]))


def test_wrong_inputs_are_named(tmp_path):
    one, two = ModelInput("a", (1, 2)), ModelInput("b", (1, 3))
    np.savez(tmp_path / "0.npz", a=np.zeros((1, 2)), c=np.zeros((1, 3)))
    with pytest.raises(TpucError, match="has no array for input b; it has a, c"):
        list(Samples(list_directory(tmp_path), [one, two]))
    np.save(tmp_path / "a.npy", np.zeros(2))
    with pytest.raises(TpucError, match=r"has 1 files, the network has 2 inputs \(a, b\)"):
        list(Samples([(tmp_path / "a.npy",)], [one, two]))
    _images(tmp_path / "images", 1)
    with pytest.raises(TpucError, match=r"is an image, but input a has no preprocessing"):
        list(Samples(list_directory(tmp_path / "images"), [one]))
