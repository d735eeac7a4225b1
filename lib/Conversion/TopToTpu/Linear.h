// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What Conv, Deconv and MatMul share: integer weights with their bias and
// multipliers (sections 4.2 and 4.3).
#ifndef TPUC_LIB_CONVERSION_TOPTOTPU_LINEAR_H
#define TPUC_LIB_CONVERSION_TOPTOTPU_LINEAR_H

#include "LayerLowering.h"
#include "tpuc/Quant/WeightQuant.h"

#include <vector>

namespace tpuc {

/// Whether the right operand and the bias (operand 2, if any) are weights.
inline bool hasConstantWeights(const LayerLowering &l) {
  return l.isWeight(1) && (l.op->getNumOperands() < 3 || l.isWeight(2));
}

/// The f32 bias of an op: the elements of operand `i`, none when it has none.
inline Span<float> biasData(const LayerLowering &l, unsigned i) {
  return i < l.op->getNumOperands() ? l.weightData(i) : Span<float>();
}

/// The float weights that the integers of a layer are made from: its operands,
/// except for what its attribute `top.int8_weights` puts in their place.
struct LinearWeights {
  Span<float> filter; ///< laid out as the operand
  Span<float> bias;   ///< empty when there is none
  Span<float> ranges; ///< as numerics::WeightInput has them

  explicit LinearWeights(const LayerLowering &l);
  LinearWeights(const LinearWeights &) = delete;

private:
  std::vector<float> ownFilter, ownBias, ownRanges;
};

/// The requantization that a chip's scheme applies to an accumulator.
tpu::RequantAttr accumulatorRequant(const LayerLowering &l,
                                    const numerics::RequantParams &params);

/// The integer weights as `<layer>_filter_...` of `shape`. With a scale per
/// channel the type is per axis 0.
mlir::Value makeFilter(LayerLowering &l,
                       const numerics::QuantizedWeights &weights,
                       llvm::ArrayRef<int64_t> shape);

/// The integer bias as `<layer>_bias_int16` or `_int32`; null without one.
mlir::Value makeBias(LayerLowering &l, const numerics::RequantParams &params);

} // namespace tpuc

#endif // TPUC_LIB_CONVERSION_TOPTOTPU_LINEAR_H
