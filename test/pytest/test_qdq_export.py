# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""QDQ ONNX as ONNX Runtime computes it, layer by layer, against the chip's integers."""

from __future__ import annotations

from collections import Counter

import numpy as np
import onnx
import onnx_conformance as conformance
import onnxruntime
import pytest
from random_graphs import Builder
from random_networks import FAMILIES, calibrated, random_network

from tpuc.deploy.qdq import export_qdq
from tpuc.deploy.qdq.registry import CONVERTERS
from tpuc.errors import TpucError
from tpuc.mlir.dialects import tpu
from tpuc.runtime import ALL, Session, lower

GROUPS = (
    tuple(FAMILIES),
    ("conv", "deconv", "matmul", "pool"),
    ("pair", "with_constant", "activation"),
    ("pair", "join", "move", "pool"),
)
SETTINGS = (("bm1684", False), ("bm1684x", False), ("bm1684x", True), ("cv183x", False))
#: Layers with a zero point in which the chip does otherwise than its numbers mean (as Q2, Q5).
ODD_WITH_ZERO_POINT = ("tpu.MaxConst", "tpu.MinConst", "tpu.AvgPool", "tpu.Conv2D")
#: Steps by which a layer may differ: two operands are rounded apart, and then their sum.
STEPS = 2


class Parts:
    """A QDQ model, of which any layer can be run alone."""

    def __init__(self, model: onnx.ModelProto, layers: set[str]) -> None:
        self.model = model
        self.layers = layers
        self.producer = {name: node for node in model.graph.node for name in node.output}
        self.constants = {each.name: each for each in model.graph.initializer}

    def run(self, layer: str, real: dict, stored: dict) -> np.ndarray:
        """A layer's result from the results of the layers that it reads."""
        needed, borders, pending = [], {}, [layer]
        while pending:
            name = pending.pop()
            owner = name.removesuffix("/quantized")
            if not name or name in self.constants or name in borders:
                continue
            if owner != layer and owner in self.layers:
                borders[name] = stored[owner] if owner != name else real[owner]
                continue
            node = self.producer[name]
            if node not in needed:
                needed.append(node)
                pending += node.input
        graph = onnx.helper.make_graph(
            [node for node in self.model.graph.node if node in needed],
            "layer",
            [
                onnx.helper.make_tensor_value_info(
                    name, onnx.helper.np_dtype_to_tensor_dtype(value.dtype), value.shape
                )
                for name, value in borders.items()
            ],
            [onnx.helper.make_empty_tensor_value_info(layer)],
            [
                self.constants[n]
                for n in {i for node in needed for i in node.input}
                if n in self.constants
            ],
        )
        return run_model(graph, self.model, borders)[0]


def run_model(graph, like: onnx.ModelProto, feeds) -> list[np.ndarray]:
    """Runs a graph as it stands, without ONNX Runtime's own integer operators."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 4
    model = onnx.helper.make_model(
        graph, opset_imports=like.opset_import, ir_version=like.ir_version
    )
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    return session.run(None, feeds)


def scales_read(session: Session, op) -> set[float]:
    """The scales of the layers that a layer reads."""
    names = [value.owner.location.name_str for value in op.operands]
    known = {info.name: info for info in session.tensors}
    return {known[name].scale for name in names if name in known}


@pytest.mark.parametrize("group", range(len(GROUPS)))
@pytest.mark.parametrize(("chip", "asymmetric"), SETTINGS)
def test_layers_of_random_networks(chip: str, asymmetric: bool, group: int) -> None:
    compared: Counter[str] = Counter()
    for seed in range(4):
        network = random_network(1000 * group + seed, families=GROUPS[group])
        lowered, _ = lower(network.module, chip=chip, table=network.table, asymmetric=asymmetric)
        compared += compare_layers(lowered, network.inputs, asymmetric)
    assert sum(compared.values()) >= 20, compared


@pytest.mark.parametrize("mode", ["INT8", "F32"])
@pytest.mark.parametrize("chip", ["bm1684", "bm1684x"])
def test_layers_that_random_networks_lack(chip: str, mode: str) -> None:
    b = Builder(0)
    x = b.input(2, 4, 5, 6, 7)
    filter = b.constant(b.rng.normal(0, 0.2, (6, 2, 3, 2, 3)).astype(np.float32))
    window = {"group": 2, "strides": [1, 2, 1], "pads": [1, 0, 1, 0, 1, 1]}
    y = b.node("Clip", [b.node("Conv", [x, filter], **window), *limits(b, -1.0, 1.5)])
    slope = b.constant(b.rng.normal(0, 0.3, (6, 1, 1, 1)).astype(np.float32))
    b.node("PRelu", [y, slope])
    plane = b.input(1, 3, 6, 6)
    up = b.constant(b.rng.normal(0, 0.2, (3, 2, 3, 3)).astype(np.float32))
    b.node("ConvTranspose", [plane, up], strides=[2, 2], output_padding=[1, 0])
    network = calibrated(b.model(), 1)
    assert network
    table = network.table if mode == "INT8" else None
    lowered, _ = lower(network.module, chip=chip, mode=mode, table=table)
    compared = compare_layers(lowered, network.inputs)
    # On bm1684x a Requant ends an integer convolution that is no 2-D one.
    assert compared["tpu.PRelu"] == 1
    assert compared["tpu.Deconv2D"] + compared["tpu.Requant"] >= 1


def limits(b: Builder, low: float, high: float) -> list[str]:
    return [b.constant(np.float32(low)), b.constant(np.float32(high))]


def compare_layers(lowered, inputs, asymmetric: bool = False) -> Counter[str]:
    """Holds each layer, fed with the chip's integers, against them; counts them by operator."""
    session = Session(lowered)
    real = session.run(inputs, keep=ALL)
    raw = session.run(inputs, keep=ALL, raw=True)
    stored = {}
    for info in session.tensors:
        # |-128| is 128 on some chips (Q6), which no type holds.
        shifted = raw[info.name] + (128 if info.dtype == "i8" else 0)
        stored[info.name] = np.clip(shifted, 0, 255).astype(np.uint8)
    model = export_qdq(lowered, "random")
    onnx.checker.check_model(model, full_check=True)
    parts = Parts(model, set(real))
    ops = {op.operation.location.name_str: op.operation for op in body(lowered)}
    compared: Counter[str] = Counter()
    for info in session.tensors:
        if info.op == "top.Input" or info.name not in parts.producer:
            continue  # the model's inputs, and casts to floats
        if asymmetric and info.op in ODD_WITH_ZERO_POINT:
            continue
        # The chip compares integers, whatever they mean (Q4).
        compares = info.op in ("tpu.Max", "tpu.Min") and info.quantized
        if compares and scales_read(session, ops[info.name]) != {info.scale}:
            continue
        result = parts.run(info.name, real, stored)
        expected = real[info.name]
        assert result.shape == expected.shape, info
        unit = info.scale if info.quantized else 1e-2 * (np.abs(expected).max() + 1e-6)
        worst = np.abs(result - expected).max() / unit
        assert worst <= (STEPS if info.quantized else 1) + 0.01, (info, worst)
        compared[info.op] += 1
    return compared


def body(module):
    function = next(op for op in module.body.operations if op.operation.name == "func.func")
    return [op for op in function.regions[0].blocks[0].operations if len(op.operation.results)]


#: Operators whose node tests show a difference that is the chip's (a quirk), or a refusal.
EXCEPT = {
    "test_round": "halves away from zero (Q15)",
    "test_resize_downsample_sizes_nearest_not_smaller": "scales that are not those of its sizes",
}
#: What ONNX cannot express; a layer that does it is refused by name.
REFUSED = ("ONNX shifts the bits", "the states of its cells", "ONNX reads deformed windows")

#: Operators that the node tests cannot lead to: those of integers or of cv18xx, and those whose
#: weights are inputs there. The tests of layers have them.
INTEGERS_ONLY = ("tpu.Lut", "tpu.LutBF16", "tpu.Requant", "tpu.Cast")
NO_CONSTANT_WEIGHTS = ("tpu.Conv3D", "tpu.Deconv2D", "tpu.PRelu", "tpu.Scale")


def test_float_layers_of_node_tests(monkeypatch) -> None:
    """Every operator in floats: three node tests of each, and all of those with a rare one."""
    import tpuc.runtime

    seen: Counter[str] = Counter()
    failures: list[str] = []
    current = ""

    class Exported(Session):
        """Runs a network; on the way, holds its export against it."""

        def __init__(self, module) -> None:
            super().__init__(module)
            self.module = module

        def run(self, inputs, *args, **kwargs):
            lowered, _ = lower(self.module, chip="bm1684x", mode="F32")
            kinds = {op.operation.name for op in body(lowered)}
            if any(seen[kind] < 3 for kind in kinds):
                problem = compare_export(lowered, inputs)
                failures.extend([f"{current}: {problem}"] if problem else [])
                seen.update(kinds)
            return super().run(inputs, *args, **kwargs)

    monkeypatch.setattr(tpuc.runtime, "Session", Exported)
    for test in conformance.node_tests().values():
        current = test.name
        if current not in EXCEPT:
            conformance.run(test)
    assert not failures, "\n".join(failures)
    exported = {f"tpu.{kind}" for kind in CONVERTERS}
    others = {*INTEGERS_ONLY, *NO_CONSTANT_WEIGHTS}
    assert exported - others <= set(seen), exported - others - set(seen)


def compare_export(lowered, inputs) -> str:
    """What is wrong with the export of a network; nothing when it is alike or refused."""
    expected = Session(lowered).run(inputs)
    try:
        model = export_qdq(lowered, "node")
    except TpucError as error:
        return "" if any(reason in str(error) for reason in REFUSED) else str(error)
    shapes = {
        each.name: [d.dim_value for d in each.type.tensor_type.shape.dim]
        for each in model.graph.input
    }
    feeds = {
        name: np.asarray(inputs[name], np.float32).reshape(shape) for name, shape in shapes.items()
    }
    for result, (name, value) in zip(
        run_model(model.graph, model, feeds), expected.items(), strict=True
    ):
        value = value.reshape(result.shape)
        if not np.allclose(result, value, rtol=2e-3, atol=1e-4, equal_nan=True):
            return f"{name} differs by {np.nanmax(np.abs(result - value))}"
    return ""


def test_every_operator_has_a_converter() -> None:
    ops = {
        each.OPERATION_NAME.removeprefix("tpu.")
        for each in vars(tpu).values()
        if isinstance(each, type) and hasattr(each, "OPERATION_NAME")
    }
    assert ops == set(CONVERTERS)


def test_layers_that_onnx_lacks_are_all_named() -> None:
    b = Builder(0)
    x = b.input(5, 1, 3)
    for _ in range(2):
        weights = [b.constant(b.rng.normal(size=(1, 8, n)).astype(np.float32)) for n in (3, 2)]
        b.node("LSTM", [x, *weights], outputs=3, hidden_size=2)
    network = calibrated(b.model(["v0_2", "v1_2", "v0"]), 1)
    assert network
    lowered, _ = lower(network.module, chip="bm1684", mode="F32")
    with pytest.raises(TpucError) as error:
        export_qdq(lowered, "cells")
    assert str(error.value).count("(tpu.LSTM): the states of its cells after every step") == 2
