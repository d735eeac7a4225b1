// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Table ops: 256 integers (section 4.5), and the two bf16 tables of cv18xx
// (section 8).
#ifndef TPUC_LIB_CONVERSION_TOPTOTPU_LOOKUPTABLES_H
#define TPUC_LIB_CONVERSION_TOPTOTPU_LOOKUPTABLES_H

#include "LayerLowering.h"
#include "tpuc/Quant/Bf16Lut.h"
#include "tpuc/Quant/Lut.h"

namespace tpuc {

/// tpu.Lut of a function, from the operand's type to the result's. A fused Relu
/// is part of the table.
mlir::Value makeLut(LayerLowering &l, numerics::LutFunction function,
                    const numerics::LutParams &params);

/// The two tables of a piecewise linear function, as weights.
struct TablePair {
  mlir::Value first, second;
};
TablePair makeSlopeTables(LayerLowering &l,
                          const numerics::Bf16SlopeTable &table);
/// The exponent and mantissa tables of x ^ power, named `<layer><suffix>...`.
TablePair makePowerTables(LayerLowering &l, double power,
                          llvm::StringRef suffix);

/// The value behind the layer's fused Relu, if it has one.
mlir::Value withRelu(LayerLowering &l, mlir::Value value);

/// tpu.LutBF16 of a function over its range, and the fused Relu.
mlir::Value makeSlopeLut(LayerLowering &l, numerics::LutFunction function,
                         const numerics::LutParams &params);

} // namespace tpuc

#endif // TPUC_LIB_CONVERSION_TOPTOTPU_LOOKUPTABLES_H
