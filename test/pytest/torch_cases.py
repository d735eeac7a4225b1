# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small networks of torch, one line per form of an operator. Needs torch."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from tpuc.frontend.torch_import.archive import read_archive
from tpuc.frontend.torch_import.exported import ExportedNetwork
from tpuc.frontend.torch_import.script import ScriptNetwork
from tpuc.frontend.torch_import.walk import Walk

IMAGE = (1, 4, 6, 8)
MATRIX = (3, 5)


@dataclass
class Case:
    """A module or function, its input shapes and the range of their elements.

    `scripted` says that torch.jit.script makes the .pt file; `types` are those of the inputs if
    they are not all float32.
    """

    name: str
    network: Callable[..., Any]
    shapes: tuple[tuple[int, ...], ...] = (IMAGE,)
    low: float = -3.0
    high: float = 3.0
    scripted: bool = False
    types: tuple[str, ...] = ()

    def prepared(self) -> nn.Module:
        """The network with weights from a fixed seed, in evaluation mode."""
        torch.manual_seed(0)
        network = self.network
        if not isinstance(network, nn.Module):
            network = _Function(network)
        for tensor in [*network.parameters(), *network.buffers()]:
            if tensor.is_floating_point():
                nn.init.uniform_(tensor, 0.2, 1.0)
        return network.eval()

    def module(self) -> torch.jit.ScriptModule:
        """The TorchScript module."""
        network = self.prepared()
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            if self.scripted:
                return torch.jit.script(network)
            return torch.jit.trace(network, self.tensors(), check_trace=False)

    def network_in(self, form: str, folder: Path) -> Walk:
        """The network as a .pt module or read from a .pt2 file; `core` is decomposed in it."""
        if form == "pt":
            return ScriptNetwork(self.module())
        path = folder / "network.pt2"
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            program = torch.export.export(self.prepared(), self.tensors())
            if form == "core":
                program = program.run_decompositions()
            torch.export.save(program, path)
        return ExportedNetwork(read_archive(path))

    def feeds(self, seed: int = 0) -> list[np.ndarray]:
        """Random elements for the inputs."""
        rng = np.random.default_rng(seed)
        feeds = [rng.uniform(self.low, self.high, s).astype(np.float32) for s in self.shapes]
        types = self.types or ("float32",) * len(feeds)
        return [
            feed if kind == "float32" else np.floor(feed)
            for feed, kind in zip(feeds, types, strict=True)
        ]

    def tensors(self) -> tuple[torch.Tensor, ...]:
        """The feeds in the types that the network takes."""
        types = self.types or ("float32",) * len(self.shapes)
        return tuple(
            torch.from_numpy(feed).to(getattr(torch, kind))
            for feed, kind in zip(self.feeds(), types, strict=True)
        )


class _Function(nn.Module):
    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__()
        self._function = function

    def forward(self, *inputs: torch.Tensor) -> Any:
        return self._function(*inputs)


class _Residual(nn.Module):
    """In-place activations, as torchvision writes them."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(4)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = self.relu(self.bn(self.conv(x)))
        out += x
        self.relu(out)
        return out.mul_(0.5)


class _Shifted(nn.Module):
    """Constants in the code, which are no parameters."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * torch.tensor([1.0, 2.0, 3.0, 4.0]).view(4, 1, 1) + torch.tensor(0.5)


class _Branches(nn.Module):
    """Control flow over what is known: sizes, lists, counted loops."""

    def __init__(self) -> None:
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(4, 4, 1) for _ in range(3)])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if x.size(1) != 4:
            raise ValueError("4 channels")
        results: list[torch.Tensor] = []
        for conv in self.convs:
            x = conv(x)
            results.append(x)
        for i in range(2):
            x = x + float(i + 1)
        results.append(x)
        return torch.cat(results, 1) if x.dim() == 4 else x


def _outputs(x: torch.Tensor) -> Any:
    return x.relu(), (x + 1, [x * 2])


ALL = [
    Case("conv", nn.Conv2d(4, 5, 3, padding=1, stride=2)),
    Case("conv-group", nn.Conv2d(4, 6, (3, 2), groups=2, dilation=2, bias=False)),
    Case("conv-same", nn.Conv2d(4, 5, (2, 3), padding="same")),
    Case("conv-valid", nn.Conv2d(4, 5, 3, padding="valid")),
    Case("conv-reflect", nn.Conv2d(4, 5, 3, padding=1, padding_mode="reflect")),
    Case("conv1d", nn.Conv1d(4, 5, 3, padding=1), ((1, 4, 9),)),
    Case("conv3d", nn.Conv3d(2, 3, 3), ((1, 2, 4, 5, 6),)),
    Case("deconv", nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1)),
    Case("deconv-group", nn.ConvTranspose2d(4, 6, 2, groups=2)),
    Case("maxpool", nn.MaxPool2d(3, 2, 1)),
    Case("maxpool-ceil", nn.MaxPool2d(3, 2, ceil_mode=True)),
    Case("maxpool-1d", nn.MaxPool1d(2), ((1, 4, 9),)),
    Case("avgpool", nn.AvgPool2d(2)),
    Case("avgpool-pads", nn.AvgPool2d(3, 2, 1)),
    Case("avgpool-no-count", nn.AvgPool2d(3, 2, 1, count_include_pad=False)),
    Case("adaptive-1", nn.AdaptiveAvgPool2d(1)),
    Case("adaptive-divides", nn.AdaptiveAvgPool2d((3, 4))),
    Case("adaptive-max", nn.AdaptiveMaxPool2d(1)),
    Case("linear", nn.Linear(5, 7), (MATRIX,)),
    Case("linear-3d", nn.Linear(5, 7, bias=False), ((2, 3, 5),)),
    Case("matmul", torch.matmul, ((2, 3, 5), (5, 4))),
    Case("mm", torch.mm, ((3, 5), (5, 4))),
    Case("bmm", torch.bmm, ((2, 3, 5), (2, 5, 4))),
    Case("addmm", lambda x: torch.addmm(torch.ones(4), x, torch.ones(5, 4)), (MATRIX,)),
    Case("batchnorm", nn.BatchNorm2d(4, eps=1e-3)),
    Case("batchnorm-plain", nn.BatchNorm2d(4, affine=False)),
    Case("instancenorm", nn.InstanceNorm2d(4, affine=True)),
    Case("groupnorm", nn.GroupNorm(2, 4)),
    Case("layernorm", nn.LayerNorm(8)),
    Case("layernorm-plain", nn.LayerNorm((6, 8), elementwise_affine=False)),
    Case("add", lambda x, y: torch.add(x, y, alpha=2), (IMAGE, IMAGE)),
    Case("add-scalar", lambda x: x + 1),
    Case("add-weight", lambda x: x + torch.arange(4.0).view(1, 4, 1, 1)),
    Case("sub", lambda x, y: x - y, (IMAGE, IMAGE)),
    Case("rsub", lambda x: 1.5 - x),
    Case("sub-alpha", lambda x: torch.sub(x, torch.ones(8), alpha=3)),
    Case("mul", lambda x, y: x * y, (IMAGE, (4, 1, 1))),
    Case("div", lambda x: x / 3),
    Case("div-left", lambda x: 2 / x, low=0.5),
    Case("maximum", torch.maximum, (IMAGE, IMAGE)),
    Case("max-other", lambda x, y: torch.max(x, y), (IMAGE, IMAGE)),
    Case("min-all", lambda x: x.min()),
    Case("neg", torch.neg),
    Case("pow2", lambda x: x**2),
    Case("pow3", lambda x: x**3),
    Case("square", torch.square),
    Case("rsqrt", torch.rsqrt, low=0.5),
    Case("reciprocal", torch.reciprocal, low=0.5),
    Case("mean", lambda x: x.mean((2, 3))),
    Case("mean-keep", lambda x: x.mean(-1, keepdim=True)),
    Case("sum-all", lambda x: x.sum()),
    Case("amax", lambda x: x.amax(1)),
    Case("norm", lambda x: x.norm(dim=1, keepdim=True)),
    *(
        Case(type(module).__name__.lower(), module)
        for module in (
            *(nn.ReLU(), nn.ReLU6(), nn.Sigmoid(), nn.Tanh(), nn.SiLU(), nn.Mish(), nn.Hardswish()),
            *(nn.Hardsigmoid(), nn.Softsign(), nn.Softplus(), nn.ELU(), nn.CELU(0.5), nn.SELU()),
            *(nn.GELU(), nn.LeakyReLU(0.2), nn.PReLU(4), nn.LogSigmoid(), nn.Hardtanh(-2, 1.5)),
            *(nn.Softmax(1), nn.LogSoftmax(-1), nn.Dropout(), nn.Identity(), nn.Flatten()),
            *(nn.PixelShuffle(2), nn.PixelUnshuffle(2), nn.ChannelShuffle(2), nn.ZeroPad2d(1)),
            *(nn.ReflectionPad2d((1, 2, 0, 1)), nn.ReplicationPad2d(1), nn.Unflatten(1, (2, 2))),
        )
    ),
    Case("gelu-tanh", nn.GELU(approximate="tanh")),
    Case("prelu-one", nn.PReLU()),
    *(Case(name, getattr(torch, name)) for name in ("erf", "exp", "abs", "floor", "ceil", "sin")),
    *(Case(name, getattr(torch, name)) for name in ("cos", "sign", "round")),
    *(Case(name, getattr(torch, name), low=0.2) for name in ("log", "sqrt")),
    Case("clamp", lambda x: x.clamp(-1, 2)),
    Case("clamp-min", lambda x: x.clamp(min=0)),
    Case("clamp-max", lambda x: x.clamp_max(1)),
    Case("view", lambda x: x.view(x.size(0), -1)),
    Case("reshape", lambda x: x.reshape(4, x.shape[2] * x.shape[3])),
    Case("squeeze", lambda x: x.squeeze()),
    Case("squeeze-dim", lambda x: x.squeeze(0).squeeze(0)),
    Case("unsqueeze", lambda x: x.unsqueeze(-1)),
    Case("permute", lambda x: x.permute(0, 2, 3, -3)),
    Case("transpose", lambda x: x.transpose(-1, 1).contiguous()),
    Case("t", lambda x: x.t(), (MATRIX,)),
    Case("cat", lambda x, y: torch.cat([x, y, x], dim=-1), (IMAGE, IMAGE)),
    Case("stack", lambda x, y: torch.stack([x, y], dim=1), (IMAGE, IMAGE)),
    Case("chunk", lambda x: x.chunk(2, 1)[1]),
    Case("split", lambda x: torch.split(x, [1, 3], dim=1)),
    Case("unbind", lambda x: x.unbind(2)[3]),
    Case("select", lambda x: x[:, -1]),
    Case("slice", lambda x: x[:, 1:3, ::2, :-1]),
    Case("narrow", lambda x: x.narrow(3, 2, 4)),
    Case("focus", lambda x: torch.cat([x[..., ::2, ::2], x[..., 1::2, ::2]], 1)),
    Case("index-select", lambda x: x.index_select(-1, torch.tensor([7, 5, 3]))),
    Case("roll", lambda x: x.roll((1, -3), (1, 3))),
    Case("roll-nothing", lambda x: x.roll(8, 3)),
    Case("expand", lambda x: x.expand(2, 4, -1, -1), ((1, 1, 6, 8),)),
    Case("repeat", lambda x: x.repeat(2, 1, 3), (MATRIX,)),
    Case("pad", lambda x: F.pad(x, (1, 2, 3, 0), value=1.5)),
    Case("upsample", nn.Upsample(scale_factor=2)),
    Case("upsample-odd", nn.Upsample(scale_factor=1.6)),
    Case("upsample-size", nn.Upsample(size=(9, 5), mode="bilinear")),
    Case("upsample-bilinear", nn.Upsample(scale_factor=1.7, mode="bilinear")),
    Case("upsample-corners", nn.UpsamplingBilinear2d(size=(11, 5))),
    Case("upsample-exact", nn.Upsample(scale_factor=1.5, mode="nearest-exact")),
    Case("like", lambda x: x + torch.zeros_like(x) + x.new_ones(8)),
    Case("to", lambda x: x.to(torch.float32).type_as(x).float()),
    Case("constants", lambda x: x * torch.linspace(0, 1, 8).mul(2).add(1)),
    Case("constant-tensor", _Shifted()),
    Case("in-place", _Residual()),
    Case("in-place-scripted", _Residual(), scripted=True),
    Case("branches-scripted", _Branches(), scripted=True),
    Case("outputs", _outputs),
]
