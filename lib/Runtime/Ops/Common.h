// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What the builders of several op families share.
#ifndef TPUC_LIB_RUNTIME_OPS_COMMON_H
#define TPUC_LIB_RUNTIME_OPS_COMMON_H

#include "../PlanBuilder.h"
#include "tpuc/Dialect/Tpu/TpuOps.h"
#include "tpuc/Kernels/Requant.h"
#include "tpuc/Quant/Decompose.h"

namespace tpuc::runtime {

using kernels::Shape;

//===----------------------------------------------------------------------===//
// Element-wise steps
//===----------------------------------------------------------------------===//

/// n elements, in the order that they have in memory.
using ElementFunction =
    std::function<void(const float *in, float *out, int64_t n)>;
/// The result has the operand's layout.
llvm::Error finishElementwise(LayerBuilder &b, mlir::Value input,
                              ElementFunction run);

/// One value per channel: the view covers all samples.
using ChannelFunction = std::function<void(const kernels::ChannelView &view,
                                           const float *in, float *out)>;
llvm::Error finishChannelwise(LayerBuilder &b, mlir::Value input,
                              ChannelFunction run);

/// Two operands with numpy broadcasting, either of them possibly a weight.
using BroadcastFunction =
    std::function<void(const float *a, const Shape &aShape, const float *b,
                       const Shape &bShape, float *out)>;
llvm::Error finishBroadcast(LayerBuilder &b, mlir::Value lhs, mlir::Value rhs,
                            BroadcastFunction run);

/// Raises what is below `floor` to it, in place.
void raiseTo(float floor, float *values, int64_t n);

//===----------------------------------------------------------------------===//
// Steps on whole samples
//===----------------------------------------------------------------------===//

using PlainArgs = llvm::ArrayRef<const float *>;
/// All operands of the op, in plain layout, are those of the step.
llvm::Error finishPlain(LayerBuilder &b, LayerBuilder::SampleFunction run);

//===----------------------------------------------------------------------===//
// Requantization
//===----------------------------------------------------------------------===//

quant::RoundMode convert(tpu::RoundMode mode);
/// The attribute as the kernels want it, with the result's zero point and
/// range. A null attribute keeps the accumulator (an i32 result).
kernels::Requant makeRequant(const LayerBuilder &b, tpu::RequantAttr attr,
                             std::vector<float> bias);
/// Entry `i` of the attribute (entry 0 where it has only one).
quant::MultiplierShift entry(tpu::RequantAttr attr, size_t i);
/// True for the requantization of cv18xx that multiplies in float.
inline bool multipliesInFloat(tpu::RequantAttr attr) {
  return attr.getMode() == tpu::RequantMode::MultiplierShiftFloat;
}

//===----------------------------------------------------------------------===//
// Attributes that one dialect has and the other leaves out
//===----------------------------------------------------------------------===//

/// Null for Top ops.
inline tpu::RequantAttr requantOf(mlir::Operation *op) {
  return op->getAttrOfType<tpu::RequantAttr>("requant");
}

inline double toDouble(const llvm::APFloat &x) { return x.convertToDouble(); }

/// Of one value per spatial dimension; `fallback` where the op has none.
inline Shape spatial(std::optional<llvm::ArrayRef<int64_t>> given, size_t rank,
                     int64_t fallback) {
  return given && !given->empty() ? given->vec() : Shape(rank, fallback);
}

} // namespace tpuc::runtime

#endif // TPUC_LIB_RUNTIME_OPS_COMMON_H
