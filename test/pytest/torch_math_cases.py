# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Arithmetic, reductions and attention, one line per form. Needs torch."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional as F
from torch_cases import IMAGE, MATRIX, Case

_GRID = (1, 5, 3, 2)
_HEADS = (2, 3, 5, 4)  # batch, heads, places, size


class _Last(nn.Module):
    """The sequence and the last states of a recurrent layer."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: torch.Tensor) -> Any:
        sequence, states = self.layer(x)
        return sequence, states


class _States(_Last):
    """First states that the network computes."""

    def forward(self, x: torch.Tensor, h: torch.Tensor) -> Any:
        return self.layer(x, (h.relu(), h * 2))


class _SelfAttention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self.attention(x, x, x)[0]
        return result


def _causal(x: torch.Tensor) -> torch.Tensor:
    return F.scaled_dot_product_attention(x, x, x, is_causal=True)


def _hidden(x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    return F.scaled_dot_product_attention(x, x, x, mask[:, None, None] > 0)


ALL = [
    Case("floor-divide", lambda x, y: x // y, (MATRIX,) * 2, 0.5),
    Case("div-trunc", lambda x: torch.div(x, 0.7, rounding_mode="trunc")),
    Case("remainder", lambda x: x % 0.75 + torch.fmod(x, 0.5)),
    Case("addcmul", lambda x, y: torch.addcmul(x, y, x, value=0.5), (MATRIX,) * 2),
    Case("addcdiv", lambda x, y: torch.addcdiv(x, x, y), (MATRIX,) * 2, 0.5),
    Case("lerp", lambda x, y: torch.lerp(x, y, 0.3), (MATRIX,) * 2),
    Case("power-of-scalar", lambda x: 2**x + torch.exp2(x)),
    Case("logs", lambda x: x.log2() + x.log10() + x.log1p() + x.expm1(), low=0.2),
    Case(
        "baddbmm",
        lambda x, y: torch.baddbmm(x[:, :, :4], x, y, beta=0.5, alpha=2),
        ((2, 3, 5), (2, 5, 4)),
    ),
    Case("dot", lambda x, y: x.dot(y) + x.outer(y), ((5,), (5,))),
    Case("inner", torch.inner, (MATRIX, (4, 5))),
    Case("einsum", lambda x, y: torch.einsum("bhid,bhjd->bhij", x, y), (_HEADS, _HEADS)),
    Case("einsum-sum", lambda x, y: torch.einsum("ij,jk->k", x, y), (MATRIX, (5, 4))),
    Case("var", lambda x: x.var(1) + x.std((0, 1), correction=0)),
    Case("var-all", lambda x: x.var()),
    Case("logsumexp", lambda x: x.logsumexp(1, keepdim=True)),
    Case("aminmax", lambda x: tuple(torch.aminmax(x, dim=1))),
    Case("normalize", lambda x: F.normalize(x, dim=1)),
    Case("cosine", lambda x, y: F.cosine_similarity(x, y, dim=1), (IMAGE, IMAGE)),
    Case("prod", lambda x: x.prod(1), low=0.5),
    Case("glu", nn.GLU(1)),
    Case("threshold", nn.Threshold(0.5, -1.0)),
    Case("shrinks", lambda x: F.hardshrink(x) + F.softshrink(x, 0.3) + F.tanhshrink(x)),
    Case("trunc", lambda x: x.trunc() + x.frac()),
    Case("softmin", nn.Softmin(1)),
    Case("clamp-tensors", lambda x, y: x.clamp(y - 1, y + 1), (MATRIX,) * 2),
    Case("avgpool-divisor", nn.AvgPool2d(3, 2, 1, divisor_override=5)),
    Case("attention", F.scaled_dot_product_attention, (_HEADS,) * 3),
    Case("attention-causal", _causal, (_HEADS,)),
    Case("attention-mask", _hidden, (_HEADS, (2, 5)), 0.1, 3),
    Case(
        "attention-bias",
        lambda x, m: F.scaled_dot_product_attention(x, x, x, m, scale=0.3),
        (_HEADS, (5, 5)),
    ),
    Case(
        "attention-groups",
        lambda x: F.scaled_dot_product_attention(x, x[:, :1], x[:, 1:2], enable_gqa=True),
        (_HEADS,),
    ),
    Case("multihead", _SelfAttention(), ((1, 5, 8),)),
    Case("transformer", nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), ((1, 5, 8),)),
    *(
        Case(name, lambda x, name=name: getattr(torch, name)(x * 0.3))
        for name in ("tan", "asin", "acos", "atan", "sinh", "cosh", "asinh", "atanh")
    ),
    Case("acosh", torch.acosh, low=1.1),
    Case("deconv3d", nn.ConvTranspose3d(2, 3, 2, stride=2), ((1, 2, 3, 4, 3),)),
    Case("pad-circular", lambda x: F.pad(x, (1, 2, 1, 0), mode="circular")),
    Case("upsample-1d", nn.Upsample(scale_factor=1.7, mode="linear"), ((1, 3, 7),)),
    Case("upsample-nearest-1d", nn.Upsample(size=11), ((1, 3, 7),)),
    Case("upsample-3d", nn.Upsample(scale_factor=2), ((1, 2, 3, 4, 3),)),
    Case("upsample-trilinear", nn.Upsample(size=(4, 5, 7), mode="trilinear"), ((1, 2, 3, 4, 3),)),
    Case("upsample-bicubic", nn.Upsample(scale_factor=1.5, mode="bicubic")),
    Case(
        "grid-sample",
        lambda x, g: F.grid_sample(x, g, align_corners=False),
        (IMAGE, _GRID),
        -1.2,
        1.2,
    ),
    Case(
        "grid-sample-border",
        lambda x, g: F.grid_sample(x, g, "nearest", "border", align_corners=True),
        (IMAGE, _GRID),
        -1.2,
        1.2,
    ),
    Case(
        "affine-grid", lambda t: F.affine_grid(t, [1, 3, 4, 5], align_corners=False), ((1, 2, 3),)
    ),
    Case("rms-norm", nn.RMSNorm(8)),
    Case("lstm", _Last(nn.LSTM(4, 3)), ((5, 2, 4),), -1, 1),
    Case(
        "lstm-both-ways",
        _Last(nn.LSTM(4, 3, 2, bidirectional=True, batch_first=True)),
        ((2, 5, 4),),
        -1,
        1,
    ),
    Case("gru", _Last(nn.GRU(4, 3, 2, batch_first=True)), ((2, 5, 4),), -1, 1),
    Case("rnn", _Last(nn.RNN(4, 3, nonlinearity="relu", bias=False)), ((5, 2, 4),), -1, 1),
    Case("lstm-states", _States(nn.LSTM(4, 3)), ((5, 2, 4), (1, 2, 3)), -1, 1),
]
