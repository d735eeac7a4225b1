# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Modules on disk: text with a weight file, packages, and what can be wrong with them."""

from __future__ import annotations

import json
import os
import struct

import numpy as np
import pytest

runtime = pytest.importorskip("tpuc.runtime")

import small_networks  # noqa: E402
from safetensors.numpy import load_file, save_file  # noqa: E402

from tpuc.errors import TpucError  # noqa: E402
from tpuc.mlir import ir  # noqa: E402


def outputs(module):
    """What a network gives on fixed samples."""
    session = runtime.Session(module)
    return session.run({"x": small_networks.samples(2)})["c2"]


def test_round_trip_as_text(tmp_path):
    module = runtime.load_module(small_networks.chain(tmp_path))
    runtime.save_module(module, tmp_path / "copy.mlir")
    assert sorted(os.listdir(tmp_path)) == [
        "copy.mlir",
        "copy_top_weights.safetensors",
        "net.mlir",
        "net_top_weights.safetensors",
    ]
    text = (tmp_path / "copy.mlir").read_text()
    assert 'top.weight_file = "copy_top_weights.safetensors"' in text
    assert "0x" not in text  # no data
    weights = load_file(tmp_path / "copy_top_weights.safetensors")
    original = load_file(tmp_path / "net_top_weights.safetensors")
    assert sorted(weights) == ["c1.bias", "c1.weight", "c2.bias", "c2.weight"]
    for name, value in weights.items():
        assert np.array_equal(value, original[name])
    again = runtime.load_module(tmp_path / "copy.mlir")
    assert np.array_equal(outputs(again), outputs(module))
    assert module.operation.attributes["top.weight_file"].value == "net_top_weights.safetensors"


def test_another_name_for_the_weights(tmp_path):
    module = runtime.load_module(small_networks.chain(tmp_path))
    runtime.save_module(module, tmp_path / "copy.mlir", "w.safetensors")
    assert (tmp_path / "w.safetensors").exists()
    assert np.array_equal(outputs(runtime.load_module(tmp_path / "copy.mlir")), outputs(module))


def test_weights_may_be_replaced_while_they_are_mapped(tmp_path):
    path = small_networks.chain(tmp_path)
    module = runtime.load_module(path)
    before = outputs(module)
    runtime.save_module(module, path)
    assert np.array_equal(outputs(module), before)
    assert np.array_equal(outputs(runtime.load_module(path)), before)


def test_round_trip_as_package(tmp_path):
    module = runtime.load_module(small_networks.chain(tmp_path))
    runtime.save_package(module, tmp_path / "net.bmodel")
    for name in ("net.mlir", "net_top_weights.safetensors"):
        (tmp_path / name).unlink()
    package = runtime.load_module(tmp_path / "net.bmodel")
    assert np.array_equal(outputs(package), outputs(module))


def test_modules_in_one_context_keep_their_weights(tmp_path):
    # MLIR renames the second module's handles; weights go by layer name.
    context = ir.Context()
    folders = [tmp_path / "a", tmp_path / "b"]
    for seed, folder in enumerate(folders):
        folder.mkdir()
        small_networks.chain(folder, seed=10 * seed)
    alone = [outputs(runtime.load_module(folder / "net.mlir")) for folder in folders]
    both = [runtime.load_module(folder / "net.mlir", context) for folder in folders]
    assert not np.array_equal(*alone)
    for module, want in zip(both, alone, strict=True):
        assert np.array_equal(outputs(module), want)
    for i, module in enumerate(both):
        runtime.save_module(module, tmp_path / f"{i}.mlir")
        runtime.save_package(module, tmp_path / f"{i}.bmodel")
    for i, want in enumerate(alone):
        for suffix in ("mlir", "bmodel"):
            again = runtime.load_module(tmp_path / f"{i}.{suffix}", context)
            assert np.array_equal(outputs(again), want)


def test_lowered_modules(tmp_path):
    module = runtime.load_module(small_networks.chain(tmp_path))
    session = runtime.Session(module)
    x = small_networks.samples(4)
    table = {
        name: (np.abs(v).max(), v.min(), v.max())
        for name, v in session.run({"x": x}, keep="all").items()
    }
    for chip in ("bm1684", "bm1684x", "cv183x"):
        lowered, report = runtime.lower(module, chip=chip, table=table)
        assert [layer.mode for layer in report.layers] == ["INT8", "INT8"]
        assert report.casts == 2
        want = runtime.Session(lowered).run({"x": x}, keep="all", raw=True)
        runtime.save_module(lowered, tmp_path / f"{chip}.mlir")
        assert (tmp_path / f"{chip}_tpu_weights.safetensors").exists()
        runtime.save_package(lowered, tmp_path / f"{chip}.bmodel")
        for path in (tmp_path / f"{chip}.mlir", tmp_path / f"{chip}.bmodel"):
            got = runtime.Session(runtime.load_module(path)).run({"x": x}, keep="all", raw=True)
            assert got.keys() == want.keys()
            assert all(np.array_equal(got[name], want[name]) for name in want)


def test_lowering_errors_are_one_line(tmp_path):
    module = runtime.load_module(small_networks.chain(tmp_path))
    with pytest.raises(TpucError, match="unknown chip 'bm9'; known: bm1684"):
        runtime.lower(module, chip="bm9")
    with pytest.raises(TpucError, match="unknown mode 'INT3'"):
        runtime.lower(module, chip="bm1684", mode="INT3")
    with pytest.raises(TpucError, match="bm1684 has no F16; possible modes: INT8, F32"):
        runtime.lower(module, chip="bm1684", mode="F16")
    with pytest.raises(TpucError, match="the calibration table lacks 1 layer: 'c1'"):
        runtime.lower(module, chip="bm1684", table={"x": (1, -1, 1), "c2": (1, -1, 1)})


def rewrite(path, change):
    """Changes the tensors of a weight file."""
    tensors = load_file(path)
    change(tensors)
    save_file(tensors, path)


def header_of(path):
    """Length of the header of a weight file, and the header."""
    data = path.read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    return size, json.loads(data[8 : 8 + size])


def test_what_is_wrong_with_a_weight_file(tmp_path):
    path = small_networks.chain(tmp_path)
    file = tmp_path / "net_top_weights.safetensors"
    good = file.read_bytes()

    def refused(message):
        with pytest.raises(TpucError, match=message) as error:
            runtime.load_module(path)
        assert "\n" not in str(error.value)
        assert str(error.value).startswith(str(file))
        file.write_bytes(good)

    rewrite(file, lambda t: t.pop("c1.bias"))
    refused("tensor 'c1.bias': missing")
    rewrite(file, lambda t: t.update({"c1.bias": t["c1.bias"].astype(np.float16)}))
    refused("tensor 'c1.bias': is F16, the module says F32")
    for value in (np.nan, np.inf, -np.inf):
        bias = np.array([1, 2, 3, value, 5, 6, 7, 8], np.float32)
        rewrite(file, lambda t, bias=bias: t.update({"c1.bias": bias}))
        refused("tensor 'c1.bias': holds NaN or infinity")
    rewrite(file, lambda t: t.update({"c1.bias": t["c1.bias"][:-1]}))
    refused("tensor 'c1.bias': has 28 bytes, the module says 32")
    file.write_bytes(good[:-40])
    refused(r"tensor '.*': truncated file: needs \d+ bytes")
    size, _ = header_of(file)
    file.write_bytes(good[: 8 + size // 2])
    refused("truncated or not a safetensors file")
    file.write_bytes(b"hello")
    refused("not a safetensors file")
    file.unlink()
    refused("cannot read: No such file")


def test_what_is_wrong_with_a_module_file(tmp_path):
    for name, text, message in [
        ("a.mlir", "module { func.func @main( }", r"a.mlir:1:26: expected"),
        ("b.mlir", 'module { "top.Nothing"() : () -> () }', r"b.mlir:1:10: unregistered operation"),
        ("d.mlir", "a letter\n", "d.mlir: is not a network that model_transform.py wrote"),
        (
            "e.onnx",
            "\x08\x08:\x0f\n\x01x",
            "e.onnx: is not a network that model_transform.py wrote",
        ),
        ("c.bmodel", "ML\xefR broken", r"c.bmodel:0:0: "),
    ]:
        (tmp_path / name).write_bytes(text.encode("latin1"))
        with pytest.raises(TpucError, match=message) as error:
            runtime.load_module(tmp_path / name)
        assert "\n" not in str(error.value)
    with pytest.raises(TpucError, match=r"nothing.mlir: cannot read: No such file"):
        runtime.load_module(tmp_path / "nothing.mlir")


def test_only_regular_files_in_the_same_folder_are_replaced(tmp_path):
    module = runtime.load_module(small_networks.chain(tmp_path))
    (tmp_path / "other").mkdir()
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "away.mlir").symlink_to("other/net.mlir")
    (tmp_path / "fifo_top_weights.safetensors").symlink_to("fifo")
    for name, message in (
        ("fifo", "fifo: it is not a regular file"),
        ("away.mlir", "away.mlir: it is a link to another folder"),
        ("fifo.mlir", "fifo_top_weights.safetensors: it is not a regular file"),
    ):
        with pytest.raises(TpucError, match=f"cannot write .*{message}"):
            runtime.save_module(module, tmp_path / name)
    with pytest.raises(TpucError, match="cannot write .*fifo: it is not a regular file"):
        runtime.save_package(module, tmp_path / "fifo")
    assert (tmp_path / "fifo").is_fifo() and not list((tmp_path / "other").iterdir())

    (tmp_path / "link.mlir").symlink_to("real.mlir")
    (tmp_path / "link.bmodel").symlink_to("other/real.bmodel")
    runtime.save_module(module, tmp_path / "link.mlir")
    runtime.save_package(module, tmp_path / "link.bmodel")
    for name in ("link.mlir", "link.bmodel"):
        assert (tmp_path / name).is_symlink()
        runtime.load_module(tmp_path / name)


def test_a_failed_write_leaves_nothing(tmp_path):
    module = runtime.load_module(small_networks.chain(tmp_path))
    with pytest.raises(TpucError, match=r"absent/net.bmodel: cannot write"):
        runtime.save_package(module, tmp_path / "absent" / "net.bmodel")
    with ir.Context():
        empty = ir.Module.parse("""
        func.func @main() -> tensor<2xf32> {
          %w = top.Weight {value = dense_resource<w> : tensor<2xf32>} : tensor<2xf32> loc("w")
          return %w : tensor<2xf32>
        }""")
    for save in (runtime.save_module, runtime.save_package):
        with pytest.raises(TpucError, match="weight 'w' has no data"):
            save(empty, tmp_path / "empty")
    assert sorted(os.listdir(tmp_path)) == ["net.mlir", "net_top_weights.safetensors"]


def test_misaligned_tensors_are_copied(tmp_path):
    path = small_networks.chain(tmp_path)
    file = tmp_path / "net_top_weights.safetensors"
    want = outputs(runtime.load_module(path))
    size, header = header_of(file)
    data = file.read_bytes()[8 + size :]
    shifted = {"pad": {"dtype": "U8", "shape": [3], "data_offsets": [0, 3]}}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        shifted[name] = {**entry, "data_offsets": [begin + 3, end + 3]}
    text = json.dumps(shifted).encode()
    text += b" " * (-len(text) % 8)
    file.write_bytes(struct.pack("<Q", len(text)) + text + b"abc" + data)
    assert np.array_equal(outputs(runtime.load_module(path)), want)
