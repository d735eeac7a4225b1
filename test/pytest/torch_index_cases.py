# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks that index, compare, sort or write in place, one line per form. Needs torch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn import functional as F
from torch_cases import MATRIX, Case


def _indexed(
    name: str, function: Callable[..., Any], index_shape: tuple[int, ...], high: int
) -> Case:
    """A matrix and integers below `high`."""
    types = ("float32", "int64")
    return Case(name, function, (MATRIX, index_shape), 0, high, types=types)


def _masked(x: torch.Tensor) -> torch.Tensor:
    x = x.clone()
    x[x > 1] = 0.5
    return x


def _put_behind(x: torch.Tensor) -> torch.Tensor:
    y = x.clone()
    y[:, torch.tensor([2, 0])] = x[:, 1:3] + 1
    return y


def _boxes(x: torch.Tensor) -> torch.Tensor:
    """As YOLO heads write their boxes."""
    y = x.sigmoid()
    grid = torch.arange(8.0).view(1, 1, 1, 8)
    y[..., 0:2] = (y[..., 0:2] * 2 - 0.5 + grid[..., :2]) * 4
    y[..., 2:4] = (y[..., 2:4] * 2) ** 2
    return y.view(1, -1, 8)


def _views(x: torch.Tensor) -> Any:
    """A write through one view is seen through the others, and in the tensor itself."""
    y = x.relu()
    row, column, turned = y[:, 1], y[:, :, 2:4], y.permute(0, 2, 1, 3)
    row.mul_(2)
    column[:, 0] += 1
    turned[:, 3] = 7.0
    return y, row, column, turned.reshape(6, -1)


def _steps(x: torch.Tensor) -> torch.Tensor:
    y = x.clone()
    y[:, ::2, 1::2] = -1.0
    y[:, [0, 3], :, 2] = 5.0
    return y


def _assembled(x: torch.Tensor) -> torch.Tensor:
    """Results collected in a tensor that was made of constants."""
    out = torch.zeros(2, 4, 6)
    out[0] = x[0, :, :, 0]
    out[1, :2].copy_(x[0, 2:, :, 1])
    return out * 2


class _Cache(nn.Module):
    """A buffer that is written to."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("cache", torch.zeros(5, 5))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        cache = self.cache.clone()
        cache[1:4] = x
        return cache + cache.t()


class _Embedding(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(10, 6)
        self.places = nn.Embedding(7, 6)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        places = torch.arange(ids.size(1)).unsqueeze(0)
        return self.words(ids) + self.places(places)


_MODES = ("eq", "ne", "lt", "le", "gt", "ge")

ALL = [
    *(
        Case(mode, lambda x, y, mode=mode: getattr(torch, mode)(x, y).float(), (MATRIX,) * 2)
        for mode in _MODES
    ),
    Case("compare-scalar", lambda x: (x > 0.5).to(torch.int64) + (x <= 1).int()),
    Case("logic", lambda x, y: ((x > 0) & (y > 0) | ~(x > 1) ^ (y < 1)).float(), (MATRIX,) * 2),
    Case("logical", lambda x: torch.logical_or(x > 0, x.round().logical_not()).float()),
    Case("bitwise", lambda x: (x & 6) | (x << 1), (MATRIX,), 0, 20, types=("int32",)),
    Case("bool-cast", lambda x: x.round().bool().float() + (x > 0) + (x > 1)),
    Case("int-cast", lambda x: x.to(torch.int32).float() + x.long()),
    Case("where", lambda x, y: torch.where(x > y, x, y * 2), (MATRIX,) * 2),
    Case("where-scalar", lambda x: torch.where(x > 0, 1.0, x)),
    Case("masked-fill", lambda x: x.masked_fill(x < 0, -9.0)),
    Case(
        "masked-fill-constant",
        lambda x: x.masked_fill(torch.ones(5, 5).triu(1)[:3].bool(), 0),
        (MATRIX,),
    ),
    Case("mask-write", _masked),
    Case("any-all", lambda x: (x > 2).any(1).float() + (x > -2).all().float()),
    Case("isnan", lambda x: x.isnan().float() + (1 / x.relu()).isinf().float()),
    Case("nan-to-num", lambda x: x.clamp(min=0).sqrt().nan_to_num()),
    Case("triu", lambda x: x.triu(1) + x.tril(-1), (MATRIX,)),
    Case("embedding", _Embedding(), ((2, 5),), 0, 10, types=("int64",)),
    Case("index-constant", lambda x: x[:, [3, 0, 0]]),
    _indexed("index-computed", lambda x, i: x[i], (2, 4), 3),
    _indexed("index-second", lambda x, i: x[:, i], (2, 2), 5),
    _indexed("index-two", lambda x, i: x[i, torch.tensor([0, 4])], (3, 2), 3),
    _indexed("index-negative", lambda x, i: x[i - 3, i], (4,), 3),
    Case("index-two-behind", lambda x: x[:, :, [0, 5], [7, 1]]),
    Case("index-apart", lambda x: x[:, [1, 2], :, [3, 4]]),
    Case("index-mask", lambda x: x[:, torch.tensor([True, False, True, True])]),
    _indexed("index-select-computed", lambda x, i: x.index_select(1, i), (4,), 5),
    _indexed("index-put", lambda x, i: x.index_put((i,), x[:2] * 2), (2,), 3),
    _indexed("index-put-add", lambda x, i: x.index_put((i, i), x[0, :2], accumulate=True), (2,), 3),
    Case("index-put-behind", _put_behind),
    _indexed("index-add", lambda x, i: x.index_add(1, i, x[:, :2], alpha=2), (2,), 5),
    _indexed("gather", lambda x, i: x.gather(1, i), (3, 2), 5),
    _indexed("take-along", lambda x, i: torch.take_along_dim(x, i, 1), (3, 2), 5),
    _indexed("scatter", lambda x, i: x.scatter(1, i[:, :1], x), (3, 2), 5),
    _indexed("scatter-value", lambda x, i: x.scatter(0, i, 7.5), (1, 5), 3),
    _indexed("scatter-add", lambda x, i: x.scatter_add(1, i, x[:, 1:3]), (3, 2), 5),
    _indexed("scatter-reduce", lambda x, i: x.scatter_reduce(0, i, x[:1], "amax"), (1, 5), 3),
    Case("topk", lambda x: tuple(x.topk(3, 1))),
    Case("topk-smallest", lambda x: x.topk(2, -1, largest=False)[1], (MATRIX,)),
    Case("sort", lambda x: tuple(x.sort(descending=True)), (MATRIX,)),
    Case("argsort", lambda x: x.argsort(0).float(), (MATRIX,)),
    Case("argmax", lambda x: x.argmax(1)),
    Case("argmin-all", lambda x: x.argmin().float() + x),
    Case("max-dim", lambda x: tuple(x.max(2))),
    Case("min-dim-values", lambda x: x.min(1, keepdim=True)[0]),
    Case("cumsum", lambda x: x.cumsum(2)),
    Case("one-hot", lambda i: F.one_hot(i, 6).float(), ((2, 3),), 0, 6, types=("int64",)),
    Case("unfold-dim", lambda x: x.unfold(3, 3, 2)),
    Case("im2col", nn.Unfold((2, 3), dilation=(2, 1), padding=1, stride=(1, 2))),
    Case("slice-scatter", lambda x: x.slice_scatter(x[:, :2] * 2, 1, 1, 3)),
    Case("slice-scatter-step", lambda x: x.slice_scatter(x[..., :4] + 1, 3, 0, 8, 2)),
    Case("select-scatter", lambda x: x.select_scatter(x[:, 0] - 1, 1, 3)),
    Case("diagonal", lambda x: x.diagonal(1).relu(), (MATRIX,)),
    Case("flip", lambda x: x.flip(1, -1)),
    Case("roll-flat", lambda x: x.roll(3), (MATRIX,)),
    Case("movedim", lambda x: x.movedim(1, -1).swapaxes(0, 2).mT),
    Case("repeat-interleave", lambda x: x.repeat_interleave(2, 1)),
    Case("meshgrid", lambda x, y: torch.meshgrid(x, y, indexing="xy"), ((3,), (4,))),
    Case("stacks", lambda x: torch.vstack([x, torch.hstack([x[:, :2], x[:, 2:]])]), (MATRIX,)),
    Case(
        "integer-arithmetic",
        lambda i: (i // 3 + i % 3 * 2 - i // -2, i * i),
        ((3, 4),),
        0,
        20,
        types=("int64",),
    ),
    Case("write-boxes", _boxes, ((1, 3, 5, 8),)),
    Case("write-views", _views),
    Case("write-steps", _steps),
    Case("write-constant", _assembled),
    Case("write-buffer", _Cache(), (MATRIX,)),
    Case("write-fill", lambda x: x.clone().fill_(2.0) + x.relu().zero_() + x),
]
