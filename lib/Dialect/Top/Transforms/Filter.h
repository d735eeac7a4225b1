// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The weights of layers that are linear per channel, for transforms that
// multiply channels into them.
#ifndef TPUC_LIB_DIALECT_TOP_TRANSFORMS_FILTER_H
#define TPUC_LIB_DIALECT_TOP_TRANSFORMS_FILTER_H

#include "tpuc/Dialect/Top/TopOps.h"
#include "tpuc/Dialect/Top/Weights.h"

#include "mlir/IR/Builders.h"

namespace tpuc::top {

/// The weights of a linear op.
struct Filter {
  llvm::ArrayRef<float> elements, bias;
  llvm::ArrayRef<int64_t> shape;
  int64_t outputs = 0, inputs = 0, group = 1;
};

/// None when a weight cannot be read, or is no matrix (MatMul).
std::optional<Filter> filterOf(ConvOp op);
std::optional<Filter> filterOf(DeconvOp op);
std::optional<Filter> filterOf(MatMulOp op);
std::optional<Filter> filterOf(ScaleOp op);

/// The output and input channel that element `i` of the filter joins.
std::pair<int64_t, int64_t> channelsOf(ConvOp op, const Filter &f, int64_t i);
std::pair<int64_t, int64_t> channelsOf(DeconvOp op, const Filter &f, int64_t i);
std::pair<int64_t, int64_t> channelsOf(MatMulOp op, const Filter &f, int64_t i);
std::pair<int64_t, int64_t> channelsOf(ScaleOp op, const Filter &f, int64_t i);

inline mlir::OpOperand &filterOperand(ConvOp op) {
  return op.getFilterMutable();
}
inline mlir::OpOperand &filterOperand(DeconvOp op) {
  return op.getFilterMutable();
}
inline mlir::OpOperand &filterOperand(MatMulOp op) {
  return op.getRightMutable();
}
inline mlir::OpOperand &filterOperand(ScaleOp op) {
  return op.getScaleMutable();
}

/// Gives `op` new weights, named after `layer`. No bias is made of zeros where
/// there was none.
template <typename OpTy>
void setWeights(OpTy op, mlir::Operation *layer, const Filter &filter,
                llvm::ArrayRef<double> elements, llvm::ArrayRef<double> bias,
                mlir::OpBuilder &builder) {
  llvm::StringRef role = std::is_same_v<OpTy, ScaleOp> ? "scale" : "filter";
  filterOperand(op).set(
      createWeight(builder, layer, role, elements, filter.shape));
  bool needed = !filter.bias.empty() ||
                llvm::any_of(bias, [](double value) { return value != 0.0; });
  if (needed)
    op.getBiasMutable().assign(
        createWeight(builder, layer, "bias", bias, {filter.outputs}));
}

} // namespace tpuc::top

#endif // TPUC_LIB_DIALECT_TOP_TRANSFORMS_FILTER_H
