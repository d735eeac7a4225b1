// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Convolutions, matrix products and pools.
#include "Verify.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace tpuc::tpu;

//===----------------------------------------------------------------------===//
// Convolutions
//===----------------------------------------------------------------------===//

/// What the three convolutions have in common: ranks, counts, channels, types.
/// The filter has the output channel first.
template <typename Op>
static LogicalResult verifyConv(Op op, int64_t lowestRank,
                                int64_t highestRank) {
  Shape in = shapeOf(op.getInput()), filter = shapeOf(op.getFilter()),
        out = shapeOf(op.getOutput());
  int64_t rank = in.size();
  if (rank < lowestRank || rank > highestRank) {
    auto diag = op.emitOpError("has an input of rank ")
                << rank << ", expected ";
    if (lowestRank != highestRank)
      diag << lowestRank << " or ";
    return diag << highestRank;
  }
  if (static_cast<int64_t>(filter.size()) != rank ||
      static_cast<int64_t>(out.size()) != rank)
    return op.emitOpError("has an input of rank ")
           << rank << ", a filter of rank " << filter.size()
           << " and a result of rank " << out.size() << ", expected the same";
  size_t spatial = rank - 2;
  if (failed(verifyCount(op, "kernel_shape", op.getKernelShape().size(),
                         spatial)) ||
      failed(verifyCount(op, "strides", op.getStrides().size(), spatial)) ||
      failed(verifyCount(op, "dilations", op.getDilations().size(), spatial)) ||
      failed(verifyCount(op, "pads", op.getPads().size(), 2 * spatial)))
    return failure();
  if (filter.drop_front(2) != op.getKernelShape())
    return op.emitOpError("has a filter of ")
           << shapeText(filter) << " for kernel_shape "
           << shapeText(op.getKernelShape());
  int64_t group = op.getGroup();
  if (group < 1 || in[1] % group || out[1] % group)
    return op.emitOpError("has group ")
           << group << ", which does not divide " << in[1] << " input and "
           << out[1] << " output channels";
  if (filter[0] != out[1] || filter[1] * group != in[1])
    return op.emitOpError("has a filter of ")
           << shapeText(filter) << ", expected " << out[1] << "x"
           << in[1] / group << " before the kernel";
  if (op.getBias() && tensorOf(op.getBias()).getNumElements() != out[1])
    return op.emitOpError("has a bias of ")
           << shapeText(shapeOf(op.getBias())) << ", expected " << out[1]
           << " elements";
  bool integers = isQuantized(op.getInput());
  Type result = elementOf(op.getOutput());
  if (integers != (isQuantized(result) || result.isSignlessInteger(32)))
    return op.emitOpError("has an input of ")
           << elementOf(op.getInput()) << " and a result of " << result
           << ", expected both integers or both floats";
  return verifyRequant(op, op.getRequantAttr(), RequantRule::Required, out[1]);
}

/// The extent of a convolution's result in one dimension.
static int64_t convSize(int64_t in, int64_t pads, int64_t kernel,
                        int64_t stride, int64_t dilation) {
  return (in + pads - dilation * (kernel - 1) - 1) / stride + 1;
}

template <typename Op>
static LogicalResult verifyConvSize(Op op, llvm::ArrayRef<int64_t> inserts) {
  Shape in = shapeOf(op.getInput()), out = shapeOf(op.getOutput());
  size_t spatial = in.size() - 2;
  for (size_t i = 0; i < spatial; ++i) {
    int64_t size = in[i + 2];
    if (!inserts.empty())
      size += (size - 1) * inserts[i];
    int64_t expected = convSize(
        size, op.getPads()[i] + op.getPads()[i + spatial],
        op.getKernelShape()[i], op.getStrides()[i], op.getDilations()[i]);
    if (out[i + 2] != expected)
      return op.emitOpError("has a result of ")
             << shapeText(out) << ", expected " << expected << " in dimension "
             << i + 2;
  }
  return success();
}

LogicalResult Conv2DOp::verify() {
  if (failed(verifyConv(*this, 3, 4)))
    return failure();
  llvm::ArrayRef<int64_t> inserts;
  if (getInserts()) {
    inserts = *getInserts();
    if (failed(verifyCount(*this, "inserts", inserts.size(),
                           getKernelShape().size())))
      return failure();
  }
  return verifyConvSize(*this, inserts);
}

LogicalResult Conv3DOp::verify() {
  if (failed(verifyConv(*this, 5, 5)))
    return failure();
  return verifyConvSize(*this, {});
}

LogicalResult Deconv2DOp::verify() {
  if (failed(verifyConv(*this, 3, 4)))
    return failure();
  Shape in = shapeOf(getInput()), out = shapeOf(getOutput());
  size_t spatial = in.size() - 2;
  if (failed(verifyCount(*this, "output_padding", getOutputPadding().size(),
                         spatial)))
    return failure();
  for (size_t i = 0; i < spatial; ++i) {
    int64_t expected = (in[i + 2] - 1) * getStrides()[i] +
                       getDilations()[i] * (getKernelShape()[i] - 1) + 1 +
                       getOutputPadding()[i] - getPads()[i] -
                       getPads()[i + spatial];
    if (out[i + 2] != expected)
      return emitOpError("has a result of ")
             << shapeText(out) << ", expected " << expected << " in dimension "
             << i + 2;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// MatMul
//===----------------------------------------------------------------------===//

LogicalResult MatMulOp::verify() {
  Shape left = shapeOf(getInput()), right = shapeOf(getRight()),
        out = shapeOf(getOutput());
  if (left.size() < 2 || right.size() < 2)
    return emitOpError("has operands of ")
           << shapeText(left) << " and " << shapeText(right)
           << ", expected rank 2 or more";
  auto dims = [](Shape shape, bool transposed) {
    int64_t rows = shape[shape.size() - 2], columns = shape.back();
    return transposed ? std::pair(columns, rows) : std::pair(rows, columns);
  };
  auto [m, k] = dims(left, getLeftTranspose());
  auto [rightK, n] = dims(right, getRightTranspose());
  if (k != rightK)
    return emitOpError("multiplies ")
           << m << "x" << k << " by " << rightK << "x" << n
           << ": the inner dimensions differ";
  if (out.size() < 2 || out[out.size() - 2] != m || out.back() != n)
    return emitOpError("has a result of ")
           << shapeText(out) << ", expected " << m << "x" << n
           << " in the last two dimensions";
  if (getBias() && tensorOf(getBias()).getNumElements() != n)
    return emitOpError("has a bias of ") << shapeText(shapeOf(getBias()))
                                         << ", expected " << n << " elements";
  return verifyRequant(*this, getRequantAttr(), RequantRule::Required, 1);
}

//===----------------------------------------------------------------------===//
// Pools
//===----------------------------------------------------------------------===//

template <typename Op> static LogicalResult verifyPool(Op op) {
  Shape in = shapeOf(op.getInput()), out = shapeOf(op.getOutput());
  if (in.size() < 3 || in.size() != out.size())
    return op.emitOpError("has an input of ")
           << shapeText(in) << " and a result of " << shapeText(out)
           << ", expected the same rank, 3 or more";
  size_t spatial = in.size() - 2;
  if (failed(verifyCount(op, "kernel_shape", op.getKernelShape().size(),
                         spatial)) ||
      failed(verifyCount(op, "strides", op.getStrides().size(), spatial)) ||
      failed(verifyCount(op, "pads", op.getPads().size(), 2 * spatial)))
    return failure();
  if (in.take_front(2) != out.take_front(2))
    return op.emitOpError("has an input of ")
           << shapeText(in) << " and a result of " << shapeText(out)
           << ", expected the same batch and channels";
  return success();
}

LogicalResult MaxPoolOp::verify() {
  if (failed(verifyPool(*this)))
    return failure();
  if (getDilations() &&
      failed(verifyCount(*this, "dilations", getDilations()->size(),
                         getKernelShape().size())))
    return failure();
  if (elementOf(getInput()) != elementOf(getOutput()))
    return emitOpError("has an input of ")
           << elementOf(getInput()) << " and a result of "
           << elementOf(getOutput()) << ", expected the same type";
  return success();
}

LogicalResult AvgPoolOp::verify() {
  if (failed(verifyPool(*this)))
    return failure();
  if (getScale().has_value() != getOffset().has_value())
    return emitOpError("has ")
           << (getScale() ? "scale without offset" : "offset without scale");
  if (isQuantized(getOutput()) && !getRequant() && !getScale())
    return emitOpError(
        "has a quantized result, which needs requant or scale and offset");
  if (getRequant() && getScale())
    return emitOpError("has both requant and scale, expected one of them");
  return verifyRequant(*this, getRequantAttr(), RequantRule::Optional, 1);
}
