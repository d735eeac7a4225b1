# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the reference cases: a network, its tables, an input, and every tensor that the chip gives.

``python test/pytest/spec_cases.py [NAME...]`` prints for each case how many elements differ, with
the plain and with the fast kernels, and the table of docs/numerics.md: the sums per configuration.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tpuc.frontend.transform import transform
from tpuc.runtime import Session, lower

SHARED = Path(os.environ.get("TPUC_SHARED", Path(__file__).resolve().parents[2] / ".." / "shared"))
CASES = SHARED / "spec" / "cases"
F32_TOLERANCE = 3e-7  # of the tensor's largest magnitude: order of summation and libm
#: Ops whose half-precision result is left unrounded (docs/quirks.md): f32 sums, whatever the type.
UNROUNDED = ("LayerNormalization", "Resize")


def case_names() -> list[str]:
    """All cases, `<config>_<graph>`; empty where they are absent."""
    return sorted(path.name for path in CASES.iterdir()) if CASES.is_dir() else []


@dataclass
class CaseResult:
    """What one case gave: elements compared, differing, per tensor."""

    name: str
    elements: int = 0
    differing: dict[str, int] = field(default_factory=dict)
    largest: dict[str, float] = field(default_factory=dict)
    #: the largest difference in units of the last place; of an f32 tensor in four tolerances
    units: dict[str, float] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        bad = ", ".join(f"{k}: {v} (by {self.largest[k]:.3g})" for k, v in self.differing.items())
        text = f"{self.name}: {sum(self.differing.values())} of {self.elements} elements differ"
        if bad:
            text += f" [{bad}]"
        if self.missing:
            text += f" [absent: {', '.join(self.missing)}]"
        return text


def configuration(name: str) -> dict[str, object]:
    """Chip, mode and symmetry of a case from its name."""
    config = name.split("_", 1)[0]
    chip, _, variant = config.partition("-")
    mode = {"f16": "F16", "bf16": "BF16", "f32": "F32"}.get(variant, "INT8")
    return {"chip": chip, "mode": mode, "asymmetric": variant == "asym"}


def run_case(name: str, reference: bool = False) -> CaseResult:
    """Lowers and runs a case and compares every tensor that the reference has.

    `reference` takes the plain kernels, which add up in the order that the chip's simulator does.
    """
    folder = CASES / name
    config = configuration(name)
    qtable = folder / "qtable"
    table = folder / "cali_table"
    lowered, _ = lower(
        transform(folder / "model.onnx").module,
        chip=str(config["chip"]),
        mode=str(config["mode"]),
        asymmetric=bool(config["asymmetric"]),
        table=table if table.exists() else None,
        qtable=qtable if qtable.exists() else None,
    )
    session = Session(lowered, reference=reference)
    given = np.load(folder / "input.npz")
    ours = session.run({k: given[k] for k in given.files}, keep="all")
    dtypes = {info.name: info.dtype for info in session.tensors}
    return compare_case(name, ours, dtypes, np.load(folder / "ref_outputs.npz"))


def compare_case(name: str, ours, dtypes, reference) -> CaseResult:
    """Counts differing elements: exact, but for f32 tensors within F32_TOLERANCE of the largest."""
    result = CaseResult(name)
    for key in reference.files:
        want = reference[key]
        if key not in ours:
            result.missing.append(key)
            continue
        got = np.asarray(ours[key], np.float32).reshape(-1)
        want = want.astype(np.float32).reshape(-1)
        result.elements += want.size
        if got.shape != want.shape:
            result.differing[key], result.units[key] = want.size, float("inf")
            result.largest[key] = float("inf")
            continue
        with np.errstate(invalid="ignore"):
            delta = np.abs(got.astype(np.float64) - want)
        delta[(got == want) | (np.isnan(got) & np.isnan(want))] = 0
        is_f32 = dtypes.get(key) == "f32" or key.endswith(UNROUNDED)
        limit = F32_TOLERANCE * np.abs(want[np.isfinite(want)]).max(initial=0)
        wrong = ~(delta <= (limit if is_f32 else 0))
        if wrong.any():
            result.differing[key] = int(wrong.sum())
            result.largest[key] = float(delta[wrong].max())
            unit = np.maximum(4 * limit if is_f32 else 0, _last_place(want[wrong], name))
            result.units[key] = float((delta[wrong] / unit).max())
    return result


def _last_place(values: np.ndarray, name: str) -> np.ndarray:
    """The distance to the next number of a case's half type; nearly 0 where it has none."""
    bits = {"F16": 10, "BF16": 7}.get(str(configuration(name)["mode"]), 100)
    exponents = np.floor(np.log2(np.maximum(np.abs(values.astype(np.float64)), 2.0**-14)))
    return 2.0 ** (exponents - bits)


@dataclass
class Total:
    """The sums of a configuration: cases, tensors' elements, those that differ."""

    cases: int = 0
    elements: int = 0
    plain: int = 0
    fast: int = 0

    def add(self, plain: CaseResult, fast: CaseResult) -> None:
        """Counts one case."""
        self.cases += 1
        self.elements += plain.elements
        self.plain += sum(plain.differing.values())
        self.fast += sum(fast.differing.values())

    def row(self, name: str) -> str:
        """The row of the table."""
        return f"| {name} | {self.cases} | {self.elements:,} | {self.plain:,} | {self.fast:,} |"


def main() -> int:
    """Prints what differs, then the table; the number of cases that could not be run."""
    totals: dict[str, Total] = {}
    whole, failed = Total(), 0
    for name in sys.argv[1:] or case_names():
        try:
            plain, fast = run_case(name, reference=True), run_case(name)
        except Exception as error:  # a report over all cases names each failure and goes on
            print(f"{name}: FAILED: {str(error).splitlines()[0] if str(error) else error!r}")
            failed += 1
            continue
        for kind, result in (("plain", plain), ("fast", fast)):
            if result.differing or result.missing:
                print(f"{kind} kernels: {result}")
        for total in (totals.setdefault(name.split("_", 1)[0], Total()), whole):
            total.add(plain, fast)
    print("\n| configuration | cases | elements | differ, plain kernels | differ, fast kernels |")
    print("|---|---|---|---|---|")
    for config, total in sorted(totals.items()):
        print(total.row(config))
    print(whole.row("all"))
    return failed


if __name__ == "__main__":
    sys.exit(min(main(), 1))
