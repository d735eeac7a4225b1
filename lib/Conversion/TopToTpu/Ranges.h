// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The calibrated range of a value: what the passes before lowering read and
// write in its type.
#ifndef TPUC_LIB_CONVERSION_TOPTOTPU_RANGES_H
#define TPUC_LIB_CONVERSION_TOPTOTPU_RANGES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Value.h"

#include <optional>

namespace tpuc {

struct Range {
  double min = 0, max = 0;
  bool isSigned() const { return min < 0; }
  bool operator==(const Range &o) const { return min == o.min && max == o.max; }
  bool operator!=(const Range &o) const { return !(*this == o); }
};

/// True for a tensor of (expressed) floats.
bool isFloatValue(mlir::Value value);
/// The range of a calibrated value.
std::optional<Range> rangeOf(mlir::Value value);
/// Gives a float value a calibrated type; the range 0..0 makes it plain.
void setRange(mlir::Value value, Range range);
/// The float type behind a calibrated or quantized element type.
mlir::Type expressedElement(mlir::Value value);
/// Makes the type of a function agree with its arguments and terminator.
void updateFunctionType(mlir::func::FuncOp func);

} // namespace tpuc

#endif // TPUC_LIB_CONVERSION_TOPTOTPU_RANGES_H
