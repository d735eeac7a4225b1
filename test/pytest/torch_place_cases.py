# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks of pools, their inverses and folded windows, one line per form. Needs torch."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F
from torch_cases import IMAGE, MATRIX, Case

_PLANE = (4, 6, 8)
_VOLUME = (1, 2, 4, 5, 7)


class _SegNet(nn.Module):
    """An encoder whose places the decoder takes."""

    def __init__(self, *size: int) -> None:
        super().__init__()
        self.size = list(size)
        self.conv = nn.Conv2d(4, 4, 3, padding=1)
        self.pool = nn.MaxPool2d(2, return_indices=True)
        self.unpool = nn.MaxUnpool2d(2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        pooled, places = self.pool(self.conv(x))
        return self.conv(self.unpool(pooled, places, output_size=self.size))


def _indices(dimensions: int, **options: int | bool) -> nn.Module:
    pools = (nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d)
    return pools[dimensions - 1](**options, return_indices=True)


ALL = [
    Case("indices", _indices(2, kernel_size=3, stride=2, padding=1)),
    Case("indices-ceil", _indices(2, kernel_size=2, ceil_mode=True), ((2, 3, 5, 7),)),
    Case("indices-1d", _indices(1, kernel_size=2), ((2, 3, 7),)),
    Case("indices-3d", _indices(3, kernel_size=2, dilation=2, stride=1), (_VOLUME,)),
    Case("indices-no-batch", _indices(2, kernel_size=2), (_PLANE,)),
    Case("segnet", _SegNet(6, 8)),
    Case("segnet-odd", _SegNet(7, 9), ((2, 4, 7, 9),)),
    Case(
        "unpool-1d",
        lambda x: F.max_unpool1d(*F.max_pool1d(x, 2, return_indices=True), 2, output_size=[8]),
        ((2, 3, 8),),
    ),
    Case(
        "unpool-3d",
        lambda x: F.max_unpool3d(
            *F.max_pool3d(x, 2, return_indices=True), 2, output_size=_VOLUME[2:]
        ),
        (_VOLUME,),
    ),
    *(
        Case(f"{kind}-{name}", module(size), (shape,))
        for kind, modules in {
            "adaptive-avg": (nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, nn.AdaptiveAvgPool3d),
            "adaptive-max": (nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d, nn.AdaptiveMaxPool3d),
        }.items()
        for name, module, size, shape in (
            ("overlaps", modules[1], (5, 3), (2, 3, 7, 7)),
            ("window", modules[1], (4, 3), (1, 3, 7, 5)),
            ("larger", modules[1], (7, 9), (1, 2, 3, 4)),
            ("one-to-many", modules[1], 3, (1, 4, 1, 1)),
            ("one-dimension", modules[1], (None, 5), IMAGE),
            ("uneven", modules[1], 7, (1, 2, 10, 10)),
            ("1d", modules[0], 4, (2, 3, 10)),
            ("3d", modules[2], (3, 2, 5), _VOLUME),
            ("no-batch", modules[1], (4, 3), _PLANE),
        )
    ),
    Case("adaptive-indices", nn.AdaptiveMaxPool2d((3, 4), return_indices=True)),
    Case("pool-no-batch", nn.AvgPool2d(2), (_PLANE,)),
    Case("pool-last", nn.MaxPool2d((1, 2), 3, ceil_mode=True), ((1, 2, 7, 8),)),
    Case("avgpool-last", nn.AvgPool2d((2, 3), (2, 4), 1, ceil_mode=True), ((1, 2, 5, 6),)),
    Case("avgpool-divisor", nn.AvgPool2d(2, divisor_override=3)),
    Case("fold", nn.Fold((5, 7), (2, 3)), ((2, 18, 20),)),
    Case("fold-strides", nn.Fold((5, 8), 2, stride=(2, 3), padding=1), ((1, 8, 9),)),
    Case("fold-no-batch", nn.Fold((5, 6), 2, dilation=2), ((8, 12),)),
    Case("unfold-fold", lambda x: F.fold(F.unfold(x, 3, padding=1), (6, 8), 3, padding=1)),
    Case("cumprod", lambda x: x.cumprod(-1), (MATRIX,)),
    Case("cumprod-integers", lambda x: x.cumprod(0), ((3, 4),), 0, 4, types=("int64",)),
    Case("det", torch.linalg.det, ((2, 3, 3),)),
]
