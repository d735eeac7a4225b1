# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small Top networks, written out, for tests of the runtime."""

from __future__ import annotations

import numpy as np
from safetensors.numpy import save_file


def conv_text(name, source, shapes, rest=""):
    """A 3x3 convolution with padding 1; `shapes` are (in, out, height, width)."""
    ic, oc, h, w = shapes
    x, y = f"tensor<1x{ic}x{h}x{w}xf32>", f"tensor<1x{oc}x{h}x{w}xf32>"
    f, b = f"tensor<{oc}x{ic}x3x3xf32>", f"tensor<{oc}xf32>"
    return f"""
    %{name}_w = top.Weight {{value = dense_resource<{name}_w> : {f}}} : {f} loc("{name}.weight")
    %{name}_b = top.Weight {{value = dense_resource<{name}_b> : {b}}} : {b} loc("{name}.bias")
    %{name} = top.Conv({source}, %{name}_w, %{name}_b) {{kernel_shape = array<i64: 3, 3>,
      strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>{rest}}}
      : ({x}, {f}, {b}) -> {y} loc("{name}")"""


def conv_weights(name, shapes, seed):
    """Weights for `conv_text`."""
    ic, oc = shapes[:2]
    rng = np.random.default_rng(seed)
    return {
        f"{name}.weight": rng.normal(0, 1 / (3 * ic**0.5), (oc, ic, 3, 3)).astype(np.float32),
        f"{name}.bias": rng.normal(0, 0.2, oc).astype(np.float32),
    }


def write(folder, text, weights, name="net"):
    """Writes a .mlir file and its weight file; returns the path of the first."""
    file = f"{name}_top_weights.safetensors"
    save_file(weights, folder / file)
    path = folder / f"{name}.mlir"
    path.write_text(f'module attributes {{top.weight_file = "{file}"}} {{\n{text}\n}}\n')
    return path


def chain(folder, name="net", seed=0):
    """Two convolutions."""
    shapes = (3, 8, 6, 5), (8, 4, 6, 5)
    text = """
  func.func @main(%arg0: tensor<1x3x6x5xf32>) -> tensor<1x4x6x5xf32> {
    %x = top.Input(%arg0) : (tensor<1x3x6x5xf32>) -> tensor<1x3x6x5xf32> loc("x")"""
    text += conv_text("c1", "%x", shapes[0], ", do_relu = true")
    text += conv_text("c2", "%c1", shapes[1])
    text += "\n    return %c2 : tensor<1x4x6x5xf32>\n  }"
    weights = conv_weights("c1", shapes[0], seed) | conv_weights("c2", shapes[1], seed + 1)
    return write(folder, text, weights, name)


def branches(folder):
    """Branches that meet, ops that chips compute in f32, reshapes, two outputs."""
    a, b = "tensor<1x8x6x6xf32>", "tensor<1x16x6x6xf32>"
    text = f"""
  func.func @main(%arg0: tensor<1x3x6x6xf32>) -> (tensor<1x10xf32>, {a}) {{
    %x = top.Input(%arg0) : (tensor<1x3x6x6xf32>) -> tensor<1x3x6x6xf32> loc("x")"""
    text += conv_text("c1", "%x", (3, 8, 6, 6), ", do_relu = true")
    text += conv_text("c2", "%c1", (8, 8, 6, 6))
    text += f"""
    %add = top.Add(%c1, %c2) {{do_relu = true}} : ({a}, {a}) -> {a} loc("add")
    %gate = top.Sigmoid(%c2) : ({a}) -> {a} loc("gate")
    %mul = top.Mul(%add, %gate) : ({a}, {a}) -> {a} loc("mul")
    %cat = top.Concat(%add, %mul) {{axis = 1 : i64}} : ({a}, {a}) -> {b} loc("cat")"""
    text += conv_text("c3", "%cat", (16, 8, 6, 6))
    text += f"""
    %max = top.MaxPool(%c3) {{kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>,
      pads = array<i64: 1, 1, 1, 1>}} : ({a}) -> {a} loc("max")
    %turn = top.Permute(%max) {{order = array<i64: 0, 2, 3, 1>}}
      : ({a}) -> tensor<1x6x6x8xf32> loc("turn")
    %rows = top.Reshape(%turn) {{shape = array<i64: 1, 36, 8>}}
      : (tensor<1x6x6x8xf32>) -> tensor<1x36x8xf32> loc("rows")
    %tanh = top.Tanh(%rows) : (tensor<1x36x8xf32>) -> tensor<1x36x8xf32> loc("tanh")
    %back = top.Reshape(%tanh) {{shape = array<i64: 1, 8, 6, 6>}}
      : (tensor<1x36x8xf32>) -> {a} loc("back")
    %pool = top.AvgPool(%back) {{kernel_shape = array<i64: 6, 6>, strides = array<i64: 1, 1>,
      pads = array<i64: 0, 0, 0, 0>}} : ({a}) -> tensor<1x8x1x1xf32> loc("pool")
    %flat = top.Reshape(%pool) {{shape = array<i64: 1, 8>}}
      : (tensor<1x8x1x1xf32>) -> tensor<1x8xf32> loc("flat")
    %fw = top.Weight {{value = dense_resource<fc_w> : tensor<8x10xf32>}}
      : tensor<8x10xf32> loc("fc.weight")
    %fc = top.MatMul(%flat, %fw) : (tensor<1x8xf32>, tensor<8x10xf32>)
      -> tensor<1x10xf32> loc("fc")
    return %fc, %max : tensor<1x10xf32>, {a}
  }}"""
    weights = conv_weights("c1", (3, 8, 6, 6), 1) | conv_weights("c2", (8, 8, 6, 6), 2)
    weights |= conv_weights("c3", (16, 8, 6, 6), 3)
    weights["fc.weight"] = np.random.default_rng(4).normal(0, 0.5, (8, 10)).astype(np.float32)
    return write(folder, text, weights)


def samples(count, channels=3, height=6, width=5, seed=0):
    """Samples for the networks above."""
    rng = np.random.default_rng(seed)
    return rng.uniform(-1, 1, (count, channels, height, width)).astype(np.float32)
