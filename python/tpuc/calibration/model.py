# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A Top network on disk, ready to be fed samples and observed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open

from tpuc.dataset import ModelInput
from tpuc.errors import TpucError
from tpuc.fileio import existing_file
from tpuc.layers import Layers
from tpuc.preprocess import Preprocessor
from tpuc.runtime import Session, Statistics, load_module


class Model:
    """The network of a ``.mlir`` file, its weight file and its inputs' preprocessing."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Loads the file; TpucError names it when it is no Top network."""
        self.path = existing_file(path, "network")
        self.module: Any = load_module(self.path)
        self.session = Session(self.module)
        self.layers = Layers.of(self.module)
        if not all(layer.type.startswith("top.") for layer in self.layers.values()):
            raise TpucError(
                f"network {self.path} is lowered already: "
                "give the one that model_transform.py wrote"
            )
        self.inputs = model_inputs(self.session, self.layers)

    def statistics(self, bins: int) -> Statistics:
        """A collector of the statistics of all layers."""
        return Statistics(self.session, bins=bins)

    def tensors(self, batch: Mapping[str, npt.NDArray[np.float32]]) -> dict[str, Any]:
        """The values of all layers of the float network on a batch, network inputs included."""
        return dict(self.session.run(batch, keep="all"))

    def weight(self, name: str) -> npt.NDArray[np.float32]:
        """A weight by its layer name, from the weight file."""
        try:
            with safe_open(self._weight_file, framework="numpy") as file:
                return np.asarray(file.get_tensor(name), np.float32)
        except (OSError, SafetensorError) as error:
            reason = " ".join(str(error).split())
            raise TpucError(f"weight {name} of {self._weight_file}: {reason}") from error

    @cached_property
    def _weight_file(self) -> Path:
        attribute = self.module.operation.attributes["top.weight_file"]
        return self.path.parent / str(attribute.value)


def model_inputs(session: Session, layers: Layers) -> list[ModelInput]:
    """The inputs of a network, float or lowered, and how image files become them."""
    return [
        ModelInput(one.name, tuple(one.shape), _image_loader(layers, one.name))
        for one in session.inputs
    ]


def _image_loader(layers: Layers, name: str) -> Any:
    op = layers[name].op if name in layers else None
    preprocessor = Preprocessor.from_input_op(op) if op is not None else None
    return preprocessor.load_image if preprocessor is not None else None
