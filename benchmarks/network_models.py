# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks of network_zoo.py that are defined here: a detector and a U-Net."""

from __future__ import annotations

import torch
from torch import nn


class Detector(nn.Module):
    """A YOLO-style detector: a small CSP backbone, three heads, boxes decoded in the network."""

    def __init__(self, classes: int = 20) -> None:
        super().__init__()
        self.classes = classes
        self.stem = _block(3, 16, 2)
        self.stages = nn.ModuleList(
            nn.Sequential(_block(c, 2 * c, 2), _Csp(2 * c)) for c in (16, 32, 64, 128)
        )
        self.up = nn.Upsample(scale_factor=2)
        self.laterals = nn.ModuleList([_block(256 + 128, 128), _block(128 + 64, 64)])
        self.heads = nn.ModuleList(nn.Conv2d(c, 3 * (5 + classes), 1) for c in (64, 128, 256))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """All boxes of the three levels, `[batch, boxes, 5 + classes]`."""
        features = []
        x = self.stem(x)
        for stage in self.stages:
            x = stage(x)
            features.append(x)
        c3, c4, c5 = features[1:]
        p4 = self.laterals[0](torch.cat([self.up(c5), c4], 1))
        p3 = self.laterals[1](torch.cat([self.up(p4), c3], 1))
        levels = zip((p3, p4, c5), self.heads, (8, 16, 32), strict=True)
        return torch.cat([self.decode(head(p), stride) for p, head, stride in levels], 1)

    def decode(self, x: torch.Tensor, stride: int) -> torch.Tensor:
        """Boxes in pixels and scores, `[batch, boxes, 5 + classes]`."""
        batch, _, height, width = x.shape
        x = x.view(batch, 3, 5 + self.classes, height, width).permute(0, 1, 3, 4, 2).contiguous()
        y, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
        grid = torch.stack([columns, y], -1).float()
        anchors = torch.tensor([[1.0, 1.5], [2.0, 2.0], [3.0, 2.0]]).view(3, 1, 1, 2) * stride
        x = x.sigmoid()
        x[..., 0:2] = (x[..., 0:2] * 2 - 0.5 + grid) * stride
        x[..., 2:4] = (x[..., 2:4] * 2) ** 2 * anchors
        return x.view(batch, -1, 5 + self.classes)


def _block(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    conv = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs), nn.SiLU(inplace=True))


class _Csp(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        half = channels // 2
        self.body = nn.Sequential(_block(half, half), _block(half, half))
        self.join = _block(channels, channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        left, right = x.chunk(2, 1)
        return self.join(torch.cat([left + self.body(left), right], 1))


class UNet(nn.Module):
    """U-Net with three levels and transposed convolutions (Ronneberger et al., 2015)."""

    def __init__(self, classes: int = 4) -> None:
        super().__init__()
        widths = (16, 32, 64, 128)
        ins = (3, *widths[:-1])
        self.down = nn.ModuleList(self._pair(a, b) for a, b in zip(ins, widths, strict=True))
        pairs = list(zip(widths[:0:-1], widths[-2::-1], strict=True))
        self.up = nn.ModuleList(nn.ConvTranspose2d(a, b, 2, 2) for a, b in pairs)
        self.merge = nn.ModuleList(self._pair(2 * b, b) for _, b in pairs)
        self.last = nn.Conv2d(widths[0], classes, 1)

    @staticmethod
    def _pair(inputs: int, outputs: int) -> nn.Sequential:
        layers: list[nn.Module] = []
        for a in (inputs, outputs):
            layers += [nn.Conv2d(a, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU()]
        return nn.Sequential(*layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """A map of scores per class, of the size of the image."""
        skips = []
        for i, block in enumerate(self.down):
            x = block(x if i == 0 else nn.functional.max_pool2d(x, 2))
            skips.append(x)
        for up, merge, skip in zip(self.up, self.merge, skips[-2::-1], strict=True):
            x = merge(torch.cat([up(x), skip], 1))
        return self.last(x)
