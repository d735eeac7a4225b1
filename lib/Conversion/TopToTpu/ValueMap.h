// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Where each Top value stands while a function is lowered: its calibrated
// range, the value it became, and the casts made of it.
#ifndef TPUC_LIB_CONVERSION_TOPTOTPU_VALUEMAP_H
#define TPUC_LIB_CONVERSION_TOPTOTPU_VALUEMAP_H

#include "Ranges.h"
#include "tpuc/Dialect/Top/TopOps.h"
#include "tpuc/Quant/UniformParams.h"
#include "tpuc/Target/Chip.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseMap.h"

namespace tpuc {

/// Beside mlir::quant, the arithmetic library needs a name of its own.
namespace numerics = ::tpuc::quant;

using numerics::UniformParams;

class ValueMap {
public:
  ValueMap(mlir::func::FuncOp func, const Chip &chip, bool asymmetric);

  /// The range a Top value had before lowering began.
  std::optional<Range> range(mlir::Value topValue) const;
  bool hasRanges() const { return !ranges.empty(); }
  /// Scale and zero point of a Top value that has a range: what its readers
  /// compute with.
  UniformParams params(mlir::Value topValue) const;
  /// What the layer that makes the value stores, which quirk Q1 lets differ.
  UniformParams storedParams(mlir::Value topValue) const;

  mlir::Value lowered(mlir::Value topValue) const {
    return loweredValues.lookup(topValue);
  }
  void setLowered(mlir::Value topValue, mlir::Value value) {
    loweredValues[topValue] = value;
  }

  /// `value` in another element type, by a cast that all consumers share. It is
  /// named after the producer and its first consumer (section 9).
  mlir::Value cast(mlir::OpBuilder &builder, mlir::Value value,
                   mlir::Type element, llvm::StringRef consumer);
  /// `value` rescaled to another quantized type; all consumers share it.
  mlir::Value rescale(mlir::OpBuilder &builder, mlir::Value value,
                      const UniformParams &from, const UniformParams &to,
                      llvm::StringRef name);
  /// An f32 weight rounded to f16 or bf16; one copy for all consumers.
  mlir::Value roundedWeight(mlir::OpBuilder &builder, top::WeightOp weight,
                            mlir::FloatType element);

  int64_t numCasts() const { return castCount; }

private:
  const Chip &chip;
  bool asymmetric;
  int64_t castCount = 0;
  llvm::DenseMap<mlir::Value, Range> ranges;
  llvm::DenseMap<mlir::Value, mlir::Value> loweredValues;
  llvm::DenseMap<std::pair<mlir::Value, mlir::Type>, mlir::Value> casts;
};

/// `!quant.uniform` for 8-bit integers that express f32.
mlir::quant::UniformQuantizedType quantizedElement(mlir::MLIRContext *context,
                                                   const UniformParams &params);
/// The parameters of a `!quant.uniform` element type.
UniformParams paramsOf(mlir::quant::UniformQuantizedType type);

} // namespace tpuc

#endif // TPUC_LIB_CONVERSION_TOPTOTPU_VALUEMAP_H
