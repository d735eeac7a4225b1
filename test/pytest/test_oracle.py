# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Lowering and plain kernels against the oracle, on random networks and on the reference's.

Every layer of every network: its type, scale and zero point, and its values, which must be equal in
integers and must lie in the rounded interval of the exact result in floats.
"""

from __future__ import annotations

import random

import numpy as np
import pytest
import spec_cases
from oracle.graph import read
from oracle.simulate import Setting, check
from random_networks import FAMILIES, RandomNetwork, random_network

from tpuc.frontend.transform import transform
from tpuc.runtime import Session, lower
from tpuc.tables import QuantizationTable, read_calibration_table

SETTINGS = (
    Setting("bm1684"),
    Setting("bm1684x"),
    Setting("bm1684x", asymmetric=True),
    *(Setting(chip) for chip in ("cv183x", "cv182x", "cv181x", "cv180x")),
    Setting("bm1684", "F32"),
    Setting("bm1684x", "F16"),
    Setting("bm1684x", "BF16"),
    Setting("cv183x", "BF16"),
)
#: Mixed networks: what to lower for, and the modes that layers are given at random.
MIXED = (
    (Setting("bm1684"), ("F32",)),
    (Setting("bm1684x"), ("F16", "BF16", "F32")),
    (Setting("bm1684x", asymmetric=True), ("F16", "BF16", "F32")),
    (Setting("bm1684x", "F16"), ("INT8", "F32")),
    (Setting("cv181x"), ("BF16",)),
)
#: The most telling layers alone, besides networks of all.
GROUPS = (
    tuple(FAMILIES),
    ("conv", "deconv", "matmul", "pool"),
    ("pair", "with_constant", "activation"),
    ("pair", "join", "move", "pool"),
)
SEEDS = range(8)


def compare(network, setting: Setting, reference: bool = True) -> int:
    """Checks a network with the plain or the fast kernels; the number of elements compared."""
    integers = setting.mode == "INT8" or "INT8" in setting.qtable.values()
    lowered, _ = lower(
        network.module,
        chip=setting.chip,
        mode=setting.mode,
        asymmetric=setting.asymmetric,
        table=network.table if integers else None,
        qtable=setting.qtable,
    )
    session = Session(lowered, reference=reference, threads=1)
    with np.errstate(all="ignore"):
        outcome = check(network.module, network.table, setting, session, network.inputs)
    assert not outcome.problems, "\n".join([str(setting), *outcome.problems])
    return outcome.elements


@pytest.fixture(scope="module", params=[(g, s) for g in range(len(GROUPS)) for s in SEEDS])
def network(request):
    """Random networks, each made once."""
    group, seed = request.param
    return random_network(1000 * group + seed, families=GROUPS[group])


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_random_network(network, setting: Setting) -> None:
    """A network in one mode."""
    assert compare(network, setting) > 0


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_fast_kernels(network, setting: Setting) -> None:
    """The same with the fast kernels: their integers are those of the plain ones."""
    assert compare(network, setting, reference=False) > 0


@pytest.mark.parametrize("index", range(len(MIXED)), ids=[str(s) for s, _ in MIXED])
def test_random_mixture(network, index: int) -> None:
    """A network in which a third of the layers have another mode."""
    setting, modes = MIXED[index]
    dice = random.Random(index)
    layers = [node.name for node in read(network.module).nodes if node.op != "Input"]
    qtable = {name: dice.choice(modes) for name in layers if dice.random() < 0.3}
    mixed = Setting(setting.chip, setting.mode, setting.asymmetric, qtable)
    assert compare(network, mixed) > 0


@pytest.mark.skipif(not spec_cases.case_names(), reason=f"no cases in {spec_cases.CASES}")
@pytest.mark.parametrize("name", spec_cases.case_names() or ["none"])
def test_reference_case(name: str) -> None:
    """The oracle agrees with lowering on the networks of which the answer is known."""
    folder = spec_cases.CASES / name
    config = spec_cases.configuration(name)
    qtable, table = folder / "qtable", folder / "cali_table"
    modes = QuantizationTable.read(qtable).modes if qtable.exists() else {}
    setting = Setting(str(config["chip"]), str(config["mode"]), bool(config["asymmetric"]), modes)
    rows = read_calibration_table(table) if table.exists() else {}
    given = np.load(folder / "input.npz")
    network = RandomNetwork(
        transform(folder / "model.onnx").module,
        {k: (row.threshold, row.min, row.max) for k, row in rows.items()},
        {k: given[k] for k in given.files},
    )
    compare(network, setting)
