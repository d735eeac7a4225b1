# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""INT8 results are within the error that quantization can make, of the float network's results.

The bound is computed element by element along with the network (oracle/bounds.py). Where an
operator has none it begins anew, at the stored values.
"""

from __future__ import annotations

import numpy as np
import pytest
from oracle.bounds import bound
from oracle.graph import read
from oracle.simulate import Checker, Setting
from random_networks import RandomNetwork, random_network

from tpuc.runtime import ALL, Session, lower

SETTINGS = (
    Setting("bm1684"),
    Setting("bm1684x"),
    Setting("bm1684x", asymmetric=True),
    Setting("cv183x"),
)
FAMILIES = (("conv", "pool", "pair"), ("conv", "matmul", "join", "move"), ("conv",))


def operand(layer, i: int, value):
    """The error of a float that is quantized for the layer: half a step, and what is cut off."""
    kind = layer.types[i]
    low, high = ((x - kind.zp) * kind.scale for x in (kind.low, kind.high))
    cut = np.abs(np.clip(value, low, high) - value)
    # Half types round the inverse scale, the value and their product.
    relative = {"f16": 3 * 2.0**-11, "bf16": 3 * 2.0**-8}.get(kind.expressed, 1e-6)
    return kind.scale / 2 + cut + np.abs(value) * relative + kind.scale * 1e-6


class Walk:
    """The float values of the layers, and the bounds of what INT8 makes of them."""

    def __init__(self, network: RandomNetwork, setting: Setting):
        lowered, _ = lower(
            network.module,
            chip=setting.chip,
            table=network.table,
            asymmetric=setting.asymmetric,
        )
        session = Session(lowered, reference=True, threads=1)
        infos = {info.name: info for info in session.tensors}
        tensors = session.run(network.inputs, keep=ALL, raw=True)
        self.floats = Session(network.module, threads=1).run(network.inputs, keep=ALL)
        self.checker = Checker(read(network.module), network.table, setting, infos, tensors)
        self.known = {k: (v.astype(np.float64), 0.0 * v) for k, v in network.inputs.items()}
        self.since_input = set(self.known)
        self.bounded = 0

    def run(self) -> None:
        """Asserts the bounds of all layers."""
        for node in self.checker.layers():
            try:
                self._layer(node)
            except NotImplementedError:
                stored, kind = self.checker.tensors[node.name], self.checker.types[node.name]
                known = (stored - kind.zp) * kind.scale
                self.known[node.name] = (known, 0 * known)

    def _layer(self, node) -> None:
        layer = self.checker.integer_layer(node)
        if layer.bm1684 and any(t.zp for t in layer.types):
            raise NotImplementedError("Quirk Q1 reads another zero point than is stored")
        names = [x for x in node.inputs if x in self.known]
        values = [self.known[x][0] for x in names]
        errors = [
            self.known[x][1] + (0 if self.checker.types[x].integer else operand(layer, i, v))
            for i, (x, v) in enumerate(zip(names, values, strict=True))
        ]
        exact, error = bound(layer, values, errors)
        stored = self.checker.tensors[node.name]
        got = (stored - layer.out.zp) * layer.out.scale
        worst = float(np.max(np.abs(got.reshape(exact.shape) - exact) - error))
        assert worst <= 0, f"{node.name} ({node.op}) is beyond its bound by {worst}"
        self.known[node.name] = (exact, error)
        self.bounded += 1
        if self.since_input.issuperset(names):
            # The float values that are compared with are those of the float network.
            self.since_input.add(node.name)
            want = self.floats[node.name]
            scale = np.abs(want).max(initial=1e-6)
            np.testing.assert_allclose(exact.reshape(want.shape), want, atol=1e-4 * scale)


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
@pytest.mark.parametrize("seed", range(12))
def test_random_networks(seed: int, setting: Setting) -> None:
    network = random_network(500 + seed, families=FAMILIES[seed % len(FAMILIES)])
    walk = Walk(network, setting)
    with np.errstate(all="ignore"):
        walk.run()
    assert walk.bounded > 0


def test_the_bound_is_not_idle() -> None:
    """An output that is off by one step more than the bound is found."""
    walk = Walk(random_network(502, families=("conv",)), Setting("bm1684x"))
    name = next(n.name for n in walk.checker.graph.nodes if n.op == "Conv")
    walk.checker.tensors[name] = walk.checker.tensors[name] + 40
    with pytest.raises(AssertionError, match="beyond its bound"):
        walk.run()
