// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What the inference functions and verifiers of all op families share.
#ifndef TPUC_LIB_DIALECT_TOP_INFER_H
#define TPUC_LIB_DIALECT_TOP_INFER_H

#include "tpuc/Dialect/Top/TopOps.h"

namespace tpuc::top {

using Shape = llvm::ArrayRef<int64_t>;
using ShapeStorage = llvm::SmallVector<int64_t, 6>;
using ResultTypes = llvm::SmallVectorImpl<mlir::Type>;
using OptionalLoc = std::optional<mlir::Location>;

/// The shape of a ranked tensor value.
inline Shape shapeOf(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType()).getShape();
}

/// "2x3x4", "scalar" for rank 0; for messages.
std::string shapeText(Shape shape);

/// The float type that an element type stands for: itself, or the expressed
/// type of a quantized one.
mlir::Type expressedType(mlir::Type elementType);

/// Makes `shape` with the expressed element type of `like` the only result.
mlir::LogicalResult inferShape(mlir::Value like, Shape shape,
                               ResultTypes &results);

/// Emits "'top.X' op ..." at `loc` when there is one; returns failure.
template <typename OpTy, typename... Args>
mlir::LogicalResult inferError(OptionalLoc loc, Args &&...args) {
  return mlir::emitOptionalError(loc, "'", OpTy::getOperationName(), "' op ",
                                 std::forward<Args>(args)...);
}

/// The numpy broadcast of two shapes; none when they do not broadcast.
std::optional<ShapeStorage> broadcast(Shape lhs, Shape rhs);

/// Checks that `axis` is in [0, rank); the message names `axis`.
template <typename OpTy>
mlir::LogicalResult checkAxis(OptionalLoc loc, int64_t axis, int64_t rank) {
  if (axis >= 0 && axis < rank)
    return mlir::success();
  return inferError<OpTy>(loc, "expects axis in [0, ", rank, "), got ", axis);
}

/// Checks that `axes` are distinct and in [0, rank).
template <typename OpTy>
mlir::LogicalResult checkAxes(OptionalLoc loc, Shape axes, int64_t rank) {
  llvm::SmallVector<bool, 8> seen(rank, false);
  for (int64_t axis : axes) {
    if (mlir::failed(checkAxis<OpTy>(loc, axis, rank)))
      return mlir::failure();
    if (seen[axis])
      return inferError<OpTy>(loc, "names axis ", axis, " twice");
    seen[axis] = true;
  }
  return mlir::success();
}

/// Checks that an array attribute has `count` entries, none below `least`.
template <typename OpTy>
mlir::LogicalResult checkArray(OptionalLoc loc, llvm::StringRef name,
                               Shape values, size_t count, int64_t least) {
  if (values.size() != count)
    return inferError<OpTy>(loc, "expects ", count, " ", name, ", got ",
                            values.size());
  for (int64_t value : values)
    if (value < least)
      return inferError<OpTy>(loc, "expects ", name, " of at least ", least,
                              ", got ", value);
  return mlir::success();
}

/// A window sliding over the spatial dimensions of `[N, C, spatial...]`.
struct Window {
  Shape kernel, strides, pads;
  /// Empty means all 1.
  Shape dilations;
  bool ceilMode = false;

  int64_t dilation(size_t i) const {
    return dilations.empty() ? 1 : dilations[i];
  }
  /// Elements that the (dilated) window spans along spatial dimension `i`.
  int64_t extent(size_t i) const { return dilation(i) * (kernel[i] - 1) + 1; }
  /// Input size with both pads along spatial dimension `i`.
  int64_t padded(size_t i, int64_t size) const {
    return size + pads[i] + pads[i + kernel.size()];
  }
  /// Window positions along spatial dimension `i` of an input of `size`; with
  /// ceil mode a window that would start in the end padding is left out.
  int64_t outputSize(size_t i, int64_t size) const;
};

/// Checks the window's attributes against an input of `rank`.
template <typename OpTy>
mlir::LogicalResult checkWindow(OptionalLoc loc, const Window &w, Shape input,
                                size_t minRank, size_t maxRank) {
  if (input.size() < minRank || input.size() > maxRank)
    return inferError<OpTy>(loc, "expects an input of rank ", minRank, " to ",
                            maxRank, ", got ", shapeText(input));
  size_t spatial = input.size() - 2;
  if (mlir::failed(
          checkArray<OpTy>(loc, "kernel_shape values", w.kernel, spatial, 1)) ||
      mlir::failed(checkArray<OpTy>(loc, "strides", w.strides, spatial, 1)) ||
      mlir::failed(checkArray<OpTy>(loc, "pads", w.pads, 2 * spatial, 0)))
    return mlir::failure();
  if (w.dilations.empty())
    return mlir::success();
  return checkArray<OpTy>(loc, "dilations", w.dilations, spatial, 1);
}

/// Appends the window's output size for each spatial dimension of `input`.
template <typename OpTy>
mlir::LogicalResult appendWindowed(OptionalLoc loc, const Window &w,
                                   Shape input, ShapeStorage &result) {
  for (size_t i = 0; i < w.kernel.size(); ++i) {
    int64_t size = input[i + 2];
    if (w.extent(i) > w.padded(i, size))
      return inferError<OpTy>(loc, "has a window of ", w.extent(i),
                              " over a padded input of ", w.padded(i, size),
                              " in spatial dimension ", i);
    result.push_back(w.outputSize(i, size));
  }
  return mlir::success();
}

} // namespace tpuc::top

#endif // TPUC_LIB_DIALECT_TOP_INFER_H
