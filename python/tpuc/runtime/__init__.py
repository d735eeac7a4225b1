# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Running networks: modules on disk and sessions."""

from tpuc.runtime.lowering import LayerReport, LoweringReport, lower
from tpuc.runtime.modules import (
    attach_weights,
    load_module,
    save_module,
    save_package,
)
from tpuc.runtime.session import ALL, Session, TensorInfo, can_execute
from tpuc.runtime.statistics import LayerStatistics, Statistics
from tpuc.runtime.trials import LayerInfo, Trials, TrialSession

__all__ = [
    "ALL",
    "LayerInfo",
    "LayerReport",
    "LayerStatistics",
    "LoweringReport",
    "Session",
    "Statistics",
    "TensorInfo",
    "TrialSession",
    "Trials",
    "attach_weights",
    "can_execute",
    "load_module",
    "lower",
    "save_module",
    "save_package",
]
