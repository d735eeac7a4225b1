# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every tensor of every reference case, bit for bit.

Two runs: the plain kernels add up in the order of the reference, the fast ones do not.
"""

from __future__ import annotations

import pytest
import spec_cases
from spec_cases import CaseResult, case_names, run_case

_NAMES = case_names()

#: Differing elements that are allowed with the plain kernels: case -> tensor -> how many.
#: The one there is: the differences that f32 sums upstream may have are relative to larger numbers
#: than the 6 that ReLU6 leaves of the tensor's maximum.
PLAIN = {"bm1684-f32_conv": {"c3r_Clip": 9}}

#: The same with the fast kernels, whose order of summation is their own: F16 roundings of sums that
#: lie next to the middle of two numbers go the other way by one unit, and what only moves or
#: compares such an element shows it again.
FAST = {
    **PLAIN,
    # One sum, in k1_Conv; the others read it.
    "bm1684x-f16_calib": {
        **dict.fromkeys(("k1_Conv", "lk_LeakyRelu", "k2_Conv", "mp_MaxPool", "cc_Concat"), 1),
        **dict.fromkeys(("tp_Transpose", "rs_Reshape", "rs_Reshape_f32", "mu2_Mul"), 1),
    },
    # Sums in c1_Conv, c2r_Relu and c3r_Clip.
    "bm1684x-f16_conv": {"c1_Conv": 5, "c1_Conv_f32": 4, "c2r_Relu": 3, "c3r_Clip": 3},
    "bm1684x-f16_shape": {"dc_ConvTranspose": 1},
}


def _check(result: CaseResult, allowed: dict[str, dict[str, int]]) -> None:
    exceptions = allowed.get(result.name, {})
    assert not result.missing, result
    worse = {k: n for k, n in result.differing.items() if n > exceptions.get(k, 0)}
    assert not worse, result
    for key in result.differing:
        # One of its own, and one that it reads.
        assert result.units[key] <= 2, f"{key} differs by {result.units[key]} units: {result}"


@pytest.mark.skipif(not _NAMES, reason=f"no reference cases in {spec_cases.CASES}")
@pytest.mark.parametrize("name", _NAMES or ["none"])
def test_plain_kernels(name: str) -> None:
    """The plain kernels give the reference's tensors."""
    _check(run_case(name, reference=True), PLAIN)


@pytest.mark.skipif(not _NAMES, reason=f"no reference cases in {spec_cases.CASES}")
@pytest.mark.parametrize("name", _NAMES or ["none"])
def test_fast_kernels(name: str) -> None:
    """The fast kernels do, but for roundings of half-precision sums."""
    _check(run_case(name), FAST)
