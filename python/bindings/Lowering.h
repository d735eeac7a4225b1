// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_PYTHON_BINDINGS_LOWERING_H
#define TPUC_PYTHON_BINDINGS_LOWERING_H

#include "Runtime.h"
#include "tpuc-c/Lowering.h"

namespace tpuc::python {

/// (layer, threshold, min, max).
using ThresholdTuple = std::tuple<std::string, double, double, double>;
/// (layer, mode).
using ModeTuple = std::pair<std::string, std::string>;

/// Rows that refer to the strings of `rows`.
std::vector<TpucThreshold> toC(const std::vector<ThresholdTuple> &rows);
std::vector<TpucLayerMode> toC(const std::vector<ModeTuple> &rows);

} // namespace tpuc::python

#endif // TPUC_PYTHON_BINDINGS_LOWERING_H
