# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trials of single layers in INT8 and of mixed networks: what the search is built on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tpuc.corrections import corrected
from tpuc.errors import TpucError
from tpuc.mlir import ir
from tpuc.mlir._mlir_libs import _tpuc
from tpuc.runtime.lowering import Thresholds, threshold_rows
from tpuc.runtime.session import Array, ArrayLike, Session, check_samples, make_tensor_info
from tpuc.tables import Threshold


@dataclass(frozen=True)
class LayerInfo:
    """A layer that can be tried.

    Attributes:
        name: the layer's name.
        type: its op, such as ``top.Conv``.
        float_only: the chip has no INT8 form of it.
    """

    name: str
    type: str
    float_only: bool


@dataclass(frozen=True)
class TrialOptions:
    """What trials are made for, and within which limits.

    Attributes:
        chip: the chip's name.
        fp_type: the float type of the layers that are not tried: ``F32``, ``F16``, ``BF16``, or
            ``auto`` for the chip's own.
        asymmetric: quantize activations with a zero point.
        compare: the layers whose values are compared; none: the network's outputs.
        threads: 0 means all cores.
        memory_budget_mb: bounds the kept activations. When those of all samples do not fit, trials
            take the samples in chunks and compute anew what they need, which is slower.
    """

    chip: str
    fp_type: str = "auto"
    asymmetric: bool = False
    compare: Sequence[str] = ()
    threads: int = 0
    memory_budget_mb: int = 2048


class Trials:
    """The outcome of one or more candidates on all samples, or on the first."""

    def __init__(self, native: Any) -> None:
        self._native = native
        self._infos = [make_tensor_info(t) for t in native.tensors()]
        self.tensors: list[str] = [info.name for info in self._infos]
        self.candidates: int = native.candidates()
        self.samples: int = native.samples()

    def similarity(self, metric: str = "cosine") -> npt.NDArray[np.float64]:
        """[candidates, samples, compared tensors] likeness to the float network.

        `metric` is ``cosine`` (1 for two zero tensors, 0 for a zero and another), ``euclidean``,
        ``sqnr`` (dB) or ``mse``.
        """
        out = np.empty((self.candidates, self.samples, len(self.tensors)))
        self._native.similarity(metric, out)
        return out

    def tensor(self, name: str) -> Array:
        """[candidates, samples * B, ...] a compared tensor, as real numbers."""
        if name not in self.tensors:
            raise TpucError(f"{name} is not compared; {', '.join(self.tensors)} are")
        index = self.tensors.index(name)
        batch, *rest = self._infos[index].shape or (1,)
        out = np.empty((self.candidates, self.samples * batch, *rest), dtype=np.float32)
        self._native.tensor(index, out)
        return out


class TrialSession:
    """A network, a chip and samples, on which mixtures of INT8 and float are tried.

    A trial of a layer lowers that layer alone, feeds it with kept activations and runs only what
    depends on it; the result is that of lowering the whole network with this layer in INT8 and all
    others in the chip's float type.

    Args:
        module: a Top module with its weights attached.
        options: chip, types, what is compared.
        table: the thresholds in force at first, for every layer. The corrections that a table
            names are applied, so that the float network is the corrected one.
        samples: an array for every input, samples stacked along dimension 0.
    """

    def __init__(
        self,
        module: ir.Module,
        options: TrialOptions,
        *,
        table: Thresholds,
        samples: Mapping[str, ArrayLike],
    ) -> None:
        module = corrected(module, table)
        network = Session(module, threads=options.threads)
        checked = check_samples(samples, network.inputs)
        float_mode = "" if options.fp_type.lower() == "auto" else options.fp_type
        self._native = _tpuc.TrialSession.create(
            module,
            network._native,
            (options.chip, float_mode, options.asymmetric),
            threshold_rows(table),
            list(options.compare),
            checked.count,
            checked.arrays,
            checked.raw,
            (options.threads, options.memory_budget_mb << 20),
        )
        self.layers: list[LayerInfo] = [LayerInfo(*layer) for layer in self._native.layers()]

    def reference(self) -> dict[str, Array]:
        """The compared tensors of the f32 network: name -> [samples * B, ...]."""
        trials = Trials(self._native.reference())
        return {name: trials.tensor(name)[0] for name in trials.tensors}

    def set_threshold(self, name: str, threshold: Threshold | tuple[float, float, float]) -> None:
        """Puts a threshold in force for all trials from now on."""
        self._native.set_threshold(threshold_rows({name: threshold})[0])

    def try_layer(
        self, name: str, candidates: Sequence[Thresholds], samples: int | None = None
    ) -> Trials:
        """This layer in INT8 and all others in float, once for each candidate.

        A candidate holds thresholds, of this layer or of those around it, in place of the ones in
        force. `samples`: on so many of the first samples, by default on all; the same trial on more
        samples goes on from there. TpucError when there are not so many.
        """
        rows = [threshold_rows(candidate) for candidate in candidates]
        return Trials(self._native.try_layer(name, rows, samples or 0))

    def try_parts(self, name: str) -> Trials:
        """This layer in float with one part of it as INT8 has it; all others in float.

        Two candidates, with the thresholds in force. The first has the layer's weights: the real
        numbers that the integers of its filter stand for, and the bias as calibration corrected it,
        not rounded (of Conv, Deconv and MatMul; for others the float network). The second has its
        activations: operands and result quantized and dequantized. Both parts are read off the
        lowered layer.
        """
        return Trials(self._native.try_parts(name))

    def evaluate(
        self, qtable: Mapping[str, str], mode: str = "INT8", table: Thresholds | None = None
    ) -> Trials:
        """The whole network in `mode`, the layers of `qtable` in theirs; one candidate.

        `table` takes the place of the thresholds in force.
        """
        rows = None if table is None else threshold_rows(table)
        return Trials(self._native.evaluate(mode, list(qtable.items()), rows))
