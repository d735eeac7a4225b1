# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A Top network on disk, ready to be fed samples and observed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tpuc.corrections import Corrections, corrected
from tpuc.dataset import ModelInput
from tpuc.errors import TpucError
from tpuc.fileio import existing_file
from tpuc.layers import Layers
from tpuc.preprocess import Preprocessor
from tpuc.runtime import Session, Statistics, load_module, read_weight, weight_ops


class Model:
    """The network of a ``.mlir`` file, its weights and its inputs' preprocessing."""

    def __init__(self, path: str | os.PathLike[str], table: object = None) -> None:
        """Loads the file; TpucError names it when it is no Top network.

        With a calibration table it is the network that the table's thresholds are those of: the
        corrections that the table names are applied.
        """
        self.path = existing_file(path, "network")
        self._use(corrected(load_module(self.path), table))
        if not all(layer.type.startswith("top.") for layer in self.layers.values()):
            raise TpucError(
                f"network {self.path} is lowered already: "
                "give the one that model_transform.py wrote"
            )
        self.inputs = model_inputs(self.session, self.layers)

    def correct(self, corrections: Corrections) -> None:
        """Applies corrections; what was made of the network before is of the old one."""
        self._use(corrections.apply(self.module))

    def _use(self, module: Any) -> None:
        self.module = module
        self.session = Session(module)
        self.layers = Layers.of(module)

    def statistics(self, bins: int) -> Statistics:
        """A collector of the statistics of all layers."""
        return Statistics(self.session, bins=bins)

    def tensors(self, batch: Mapping[str, npt.NDArray[np.float32]]) -> dict[str, Any]:
        """The values of all layers of the float network on a batch, network inputs included."""
        return dict(self.session.run(batch, keep="all"))

    def weight(self, name: str) -> npt.NDArray[np.float32]:
        """A weight by its layer name."""
        for layer in self.layers.values():
            for weight in weight_ops(layer.op):
                if weight.location.name_str == name:
                    return read_weight(weight)
        raise TpucError(f"network {self.path} has no weight {name}")


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
