# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One way to run whatever file a network is in: `.mlir`, a package, or `.onnx`."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tpuc.calibration.model import model_inputs
from tpuc.dataset import ModelInput
from tpuc.errors import TpucError
from tpuc.fileio import existing_file
from tpuc.layers import Layers
from tpuc.runtime import Session, load_module

Array: TypeAlias = NDArray[Any]

_NUMPY_TYPES: dict[str, type[np.generic]] = {
    "tensor(double)": np.float64,
    "tensor(float16)": np.float16,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    "tensor(uint8)": np.uint8,
    "tensor(int8)": np.int8,
}


class Network(ABC):
    """A network that can be run, and the file it came from."""

    path: Path
    inputs: Sequence[ModelInput]

    @abstractmethod
    def run(self, inputs: Mapping[str, Array], every: bool = False) -> dict[str, Array]:
        """Runs on arrays whose leading dimension is a multiple of the input's own.

        Returns the outputs by name, or with `every` all tensors of the network.
        """

    def run_samples(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """Runs on any number of samples: the last batch is filled up, and cut again."""
        batch = self.inputs[0].shape[0]
        count = next(iter(inputs.values())).shape[0]
        missing = -count % batch
        if missing:
            inputs = {
                name: np.concatenate([value, np.repeat(value[-1:], missing, axis=0)])
                for name, value in inputs.items()
            }
        outputs = self.run(inputs)
        return {name: value[:count] for name, value in outputs.items()}

    def checked(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """The inputs that the network takes, or an error that names what does not fit."""
        result = {}
        for one in self.inputs:
            if one.name not in inputs:
                given = ", ".join(inputs) or "nothing"
                raise TpucError(f"{self.path}: input {one.name} is not given (given: {given})")
            value = inputs[one.name]
            shape, own = value.shape, one.shape
            if shape[1:] != own[1:] or not shape or shape[0] == 0 or shape[0] % own[0]:
                raise TpucError(
                    f"{self.path}: input {one.name} has shape {list(shape)}; "
                    f"the network takes {list(own)}"
                )
            result[one.name] = value
        return result


class TpucNetwork(Network):
    """A network of ours, float or lowered, in its text form or as a package."""

    def __init__(self, path: str | os.PathLike[str]):
        self.path = existing_file(path, "network")
        module = load_module(self.path)
        self._session = Session(module)
        self.inputs = model_inputs(self._session, Layers.of(module))

    def run(self, inputs: Mapping[str, Array], every: bool = False) -> dict[str, Array]:
        """Runs all samples as one batch."""
        result: dict[str, Array] = self._session.run(
            self.checked(inputs), keep="all" if every else None
        )
        return result


class OnnxNetwork(Network):
    """A network run by ONNX Runtime."""

    def __init__(self, path: str | os.PathLike[str]):
        import onnx
        import onnxruntime

        self.path = existing_file(path, "network")
        self._onnxruntime = onnxruntime
        try:
            self._model: Any = onnx.load(self.path)
            self._session = self._open(self._model)
        except Exception as error:  # onnx and ONNX Runtime raise classes of their own
            raise TpucError(f"network {path} cannot be opened: {_first_line(error)}") from error
        self.inputs = [
            ModelInput(each.name, tuple(d if isinstance(d, int) else 1 for d in each.shape))
            for each in self._session.get_inputs()
        ]
        self._dtypes = {
            each.name: _NUMPY_TYPES.get(each.type, np.float32)
            for each in self._session.get_inputs()
        }

    def run(self, inputs: Mapping[str, Array], every: bool = False) -> dict[str, Array]:
        """Runs sample by sample where the batch is fixed."""
        session = self._with_every_output() if every else self._session
        given = {
            name: value.astype(self._dtypes[name]) for name, value in self.checked(inputs).items()
        }
        count = next(iter(given.values())).shape[0] // self.inputs[0].shape[0]
        names = [each.name for each in session.get_outputs()]
        runs: list[Sequence[Array]] = []
        for index in range(count):
            feed = {
                one.name: given[one.name][index * one.shape[0] : (index + 1) * one.shape[0]]
                for one in self.inputs
            }
            try:
                runs.append(session.run(names, feed))
            except Exception as error:  # ONNX Runtime has its own classes for each failure
                raise TpucError(
                    f"{self.path}: ONNX Runtime cannot run it: {_first_line(error)}"
                ) from error
        return {name: _joined([run[i] for run in runs]) for i, name in enumerate(names)}

    def _open(self, model: Any, as_it_stands: bool = False) -> Any:
        options = self._onnxruntime.SessionOptions()
        options.log_severity_level = 4  # what fails, we say
        if as_it_stands:
            level = self._onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
            options.graph_optimization_level = level
        else:
            # Without VNNI, the faster integer products of ONNX Runtime saturate in between.
            options.add_session_config_entry("session.x64quantprecision", "1")
        return self._onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )

    def _with_every_output(self) -> Any:
        import onnx

        model = onnx.shape_inference.infer_shapes(self._model)
        named = {output.name for output in model.graph.output}
        for info in model.graph.value_info:
            if info.name not in named:
                model.graph.output.append(info)
        return self._open(model, as_it_stands=True)


def open_network(path: str | os.PathLike[str]) -> Network:
    """Opens a network file; its ending says which kind it is."""
    file = existing_file(path, "network")
    if file.suffix == ".onnx":
        return OnnxNetwork(file)
    return TpucNetwork(file)


def _joined(values: Sequence[Array]) -> Array:
    if len(values) == 1:
        return values[0]
    return np.concatenate([np.atleast_1d(value) for value in values])


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
