# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""aten normalizations."""

from __future__ import annotations

import numpy as np

from tpuc.frontend import lowering
from tpuc.frontend.graph import Operand, Unsupported, Value
from tpuc.frontend.torch_import.registry import TorchNode, aten_op


@aten_op(
    "batch_norm",
    "_native_batch_norm_legit_no_training",
    "native_batch_norm",
    "_native_batch_norm_legit",
    "_native_batch_norm_legit_functional",
    "cudnn_batch_norm",
)
def _batch_norm(node: TorchNode) -> Value:
    eps = float(node.arg("eps", 1e-5))
    if node.arg("training", False):
        # Of a batch of one, the statistics are those of the image: instance normalization.
        if node.x.shape[0] != 1:
            raise Unsupported("training = True")
        return lowering.group_norm(node.layer, node.x, node.x.shape[1], _affine(node), eps)
    stats = [node.optional(n) for n in ("weight", "bias", "running_mean", "running_var")]
    return lowering.batch_norm(node.layer, node.x, stats, eps)


@aten_op("instance_norm")
def _instance_norm(node: TorchNode) -> Value:
    node.refuse(use_input_stats=True)
    eps = float(node.arg("eps", 1e-5))
    return lowering.group_norm(node.layer, node.x, node.x.shape[1], _affine(node), eps)


@aten_op("group_norm")
def _group_norm(node: TorchNode) -> Value:
    groups, eps = int(node.arg("num_groups")), float(node.arg("eps", 1e-5))
    return lowering.group_norm(node.layer, node.x, groups, _affine(node), eps)


@aten_op("native_group_norm")
def _native_group_norm(node: TorchNode) -> Value:
    groups, eps = int(node.arg("group")), float(node.arg("eps", 1e-5))
    return lowering.group_norm(node.layer, node.x, groups, _affine(node), eps)


@aten_op("layer_norm", "native_layer_norm")
def _layer_norm(node: TorchNode) -> Value:
    dim, eps = node.x.rank - len(node.ints("normalized_shape")), float(node.arg("eps", 1e-5))
    return lowering.layer_norm(node.layer, node.x, dim, _affine(node), eps)


@aten_op("rms_norm", "_fused_rms_norm")
def _rms_norm(node: TorchNode) -> Value:
    dim = node.x.rank - len(node.ints("normalized_shape"))
    # Torch's default is the smallest step from 1 in the type.
    eps = float(node.arg("eps", float(np.finfo(np.float32).eps)))
    return lowering.rms_norm(node.layer, node.x, dim, node.optional("weight"), eps)


def _affine(node: TorchNode) -> tuple[Operand | None, Operand | None]:
    return node.optional("weight"), node.optional("bias")
