// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Discardable attributes by which calibration corrects a network for INT8.
#ifndef TPUC_DIALECT_TOP_CORRECTIONS_H
#define TPUC_DIALECT_TOP_CORRECTIONS_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/StringRef.h"

namespace tpuc::top {

/// On a layer, elements of f32, one positive number per channel of its result:
/// the channels are to be divided by them, and multiplied again by the weights
/// of the layer's readers. The pass top-scale-channels does so.
inline constexpr llvm::StringLiteral kChannelScaleAttr = "top.channel_scale";

/// On Conv, Deconv and MatMul, a dictionary of f32 elements. Where the layer is
/// computed in INT8, `filter` and `bias` take the place of its operands, and
/// `range` (one number, or one per output channel) that of its largest weights
/// in the derivation of the weights' scales. Float layers keep the operands.
inline constexpr llvm::StringLiteral kInt8WeightsAttr = "top.int8_weights";

/// On the module, a string: the chip that kInt8WeightsAttr was made for.
inline constexpr llvm::StringLiteral kInt8ChipAttr = "top.int8_weights_chip";

/// On the module, a string: the corrections file that it was corrected with.
inline constexpr llvm::StringLiteral kCorrectionsAttr = "top.corrections";

/// Checks the attributes of a layer, or of the module; reports the first that
/// makes no sense.
mlir::LogicalResult verifyCorrections(mlir::Operation *op);

} // namespace tpuc::top

#endif // TPUC_DIALECT_TOP_CORRECTIONS_H
