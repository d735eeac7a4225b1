# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""torchvision's operators where torchvision is not: the same schemas, computed by ONNX Runtime.

Networks are traced and run with them as with torchvision's own, whose wheels want the torch of
their own index. Needs torch.
"""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np
import onnxruntime
import torch
from onnx_case import Case, X

_SCHEMAS = {
    "roi_align": (
        "(Tensor input, Tensor rois, float spatial_scale, SymInt pooled_height, "
        "SymInt pooled_width, int sampling_ratio, bool aligned) -> Tensor"
    ),
    "nms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "deform_conv2d": (
        "(Tensor input, Tensor weight, Tensor offset, Tensor mask, Tensor bias, "
        "SymInt stride_h, SymInt stride_w, SymInt pad_h, SymInt pad_w, SymInt dilation_h, "
        "SymInt dilation_w, SymInt groups, SymInt offset_groups, bool use_mask) -> Tensor"
    ),
}


def _run(op: str, inputs: list[torch.Tensor | None], **attrs: Any) -> torch.Tensor:
    """The result of a node of ONNX on these inputs."""
    arrays = [None if x is None else x.detach().numpy() for x in inputs]
    entries = [None if x is None else X(x.shape, dtype=str(x.dtype)) for x in arrays]
    model = Case("", op, entries, attrs, opset=19).model()
    feeds = {f"x{i}": x for i, x in enumerate(arrays) if x is not None}
    session = onnxruntime.InferenceSession(model.SerializeToString())
    return torch.from_numpy(np.array(session.run(None, feeds)[0]))


def _roi_align(x, rois, scale, height, width, ratio, aligned):
    how = "half_pixel" if aligned else "output_half_pixel"
    return _run(
        "RoiAlign",
        [x, rois[:, 1:].contiguous(), rois[:, 0].to(torch.int64)],
        spatial_scale=scale,
        output_height=height,
        output_width=width,
        sampling_ratio=max(ratio, 0),
        coordinate_transformation_mode=how,
    )


def _nms(boxes, scores, threshold):
    limits = [torch.tensor([len(boxes)]), torch.tensor([threshold])]
    return _run("NonMaxSuppression", [boxes[None], scores[None, None], *limits])[:, 2]


def _deform_conv2d(x, weight, offset, mask, bias, *numbers):
    *pairs, groups, offset_groups, use_mask = numbers
    strides, pads, dilations = pairs[:2], pairs[2:4], pairs[4:]
    return _run(
        "DeformConv",
        [x, weight, offset, bias, mask if use_mask else None],
        strides=strides,
        pads=pads * 2,
        dilations=dilations,
        group=groups,
        offset_group=offset_groups,
    )


def registered() -> torch.library.Library | None:
    """Registers the operators; they are there as long as the result is held."""
    if importlib.util.find_spec("torchvision") is not None:
        import torchvision  # noqa: F401

        return None
    library = torch.library.Library("torchvision", "DEF")
    kernels = {"roi_align": _roi_align, "nms": _nms, "deform_conv2d": _deform_conv2d}
    for name, schema in _SCHEMAS.items():
        library.define(name + schema)
        library.impl(name, kernels[name], "CPU")
    return library
