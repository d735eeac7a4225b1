# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Running networks: modules on disk and sessions."""

from tpuc.runtime.lowering import LayerReport, LoweringReport, calibrated, lower
from tpuc.runtime.modules import (
    attach_weights,
    clone_module,
    load_module,
    read_weight,
    release_unused_weights,
    save_module,
    save_package,
    weight_ops,
)
from tpuc.runtime.session import ALL, Session, TensorInfo, can_execute
from tpuc.runtime.statistics import LayerStatistics, Statistics
from tpuc.runtime.trials import LayerInfo, TrialOptions, Trials, TrialSession

__all__ = [
    "ALL",
    "LayerInfo",
    "LayerReport",
    "LayerStatistics",
    "LoweringReport",
    "Session",
    "Statistics",
    "TensorInfo",
    "TrialOptions",
    "TrialSession",
    "Trials",
    "attach_weights",
    "calibrated",
    "can_execute",
    "clone_module",
    "load_module",
    "lower",
    "read_weight",
    "release_unused_weights",
    "save_module",
    "save_package",
    "weight_ops",
]
