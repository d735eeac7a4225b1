# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""docs/python.md runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnx
from random_graphs import Builder

PAGE = Path(__file__).parents[2] / "docs" / "python.md"


def small_network() -> onnx.ModelProto:
    """Two convolutions and a classifier, with two inputs."""
    b = Builder(0)
    image, other = b.input(1, 3, 8, 8), b.input(1, 4, 8, 8)
    filters = [b.constant(b.rng.normal(0, 0.3, (4, n, 3, 3)).astype(np.float32)) for n in (3, 4)]
    x = b.node("Relu", [b.node("Conv", [image, filters[0]], pads=[1, 1, 1, 1])])
    x = b.node("Conv", [b.node("Add", [x, other]), filters[1]], pads=[1, 1, 1, 1])
    x = b.node("Flatten", [b.node("GlobalAveragePool", [x])])
    b.node("Gemm", [x, b.constant(b.rng.normal(size=(4, 5)).astype(np.float32))])
    return b.model()


def test_the_page_runs(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    onnx.save(small_network(), "network.onnx")
    rng = np.random.default_rng(1)
    np.savez(
        "samples.npz",
        x0=rng.normal(size=(24, 3, 8, 8)).astype(np.float32),
        x1=rng.normal(size=(24, 4, 8, 8)).astype(np.float32),
    )
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert len(blocks) >= 6
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, PAGE.name, "exec"), names)
    assert {"network.mlir", "network.bmodel", "network_int8.onnx"} <= {
        p.name for p in tmp_path.iterdir()
    }
    assert "top.Conv INT8" in capsys.readouterr().out
