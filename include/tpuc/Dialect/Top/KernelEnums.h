// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The kernels know no MLIR and have enums of their own, with the cases of the
// dialect's in the same order. This is the one place that says so.
#ifndef TPUC_DIALECT_TOP_KERNELENUMS_H
#define TPUC_DIALECT_TOP_KERNELENUMS_H

#include "tpuc/Dialect/Top/TopOps.h"
#include "tpuc/Kernels/Reduce.h"
#include "tpuc/Kernels/Sample.h"
#include "tpuc/Kernels/Shape.h"

namespace tpuc::top {

/// `toKernel(mode)` of a dialect enum whose last case is that of the kernels'.
#define TPUC_KERNEL_ENUM(NAME, KERNEL, LAST)                                   \
  inline kernels::KERNEL toKernel(NAME value) {                                \
    static_assert(static_cast<unsigned>(kernels::KERNEL::LAST) ==              \
                  getMaxEnumValFor##NAME());                                   \
    return static_cast<kernels::KERNEL>(value);                                \
  }
TPUC_KERNEL_ENUM(PadMode, PadMode, Wrap)
TPUC_KERNEL_ENUM(InterpMode, InterpMode, Cubic)
TPUC_KERNEL_ENUM(CoordMode, CoordinateMode, TfCropAndResize)
TPUC_KERNEL_ENUM(NearestMode, NearestMode, Ceil)
TPUC_KERNEL_ENUM(SamplePadding, SamplePadding, Reflection)
TPUC_KERNEL_ENUM(RoiPool, RoiPool, Max)
TPUC_KERNEL_ENUM(ReduceMode, ReduceOp, LogSumExp)
#undef TPUC_KERNEL_ENUM

} // namespace tpuc::top

#endif // TPUC_DIALECT_TOP_KERNELENUMS_H
