// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Reductions and softmax: functions along axes.
#include "tpuc/Kernels/Reduce.h"
#include "Common.h"
#include "tpuc/Dialect/Top/KernelEnums.h"
#include "tpuc/Kernels/Integer.h"

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

//===----------------------------------------------------------------------===//
// Reduce
//===----------------------------------------------------------------------===//

/// What cv18xx reduces in integers.
static std::optional<ReduceInt::Kind> convertInt(top::ReduceMode mode) {
  switch (mode) {
  case top::ReduceMode::mean:
  case top::ReduceMode::sum:
    return ReduceInt::Kind::Sum;
  case top::ReduceMode::max:
    return ReduceInt::Kind::Max;
  case top::ReduceMode::min:
    return ReduceInt::Kind::Min;
  case top::ReduceMode::l1:
    return ReduceInt::Kind::SumOfMagnitudes;
  case top::ReduceMode::prod:
  case top::ReduceMode::l2:
  case top::ReduceMode::sum_square:
  case top::ReduceMode::log_sum_exp:
    break;
  }
  return std::nullopt;
}

/// Whether what a channels-last value leaves is in logical order as well, or
/// is channels-last itself.
static bool canReduceChannelsLast(llvm::ArrayRef<int64_t> axes, bool keepDims) {
  auto has = [&](int64_t axis) { return llvm::is_contained(axes, axis); };
  return keepDims || has(1) || (has(2) && has(3));
}

template <typename OpT>
static llvm::Error buildReduce(OpT op, LayerBuilder &b) {
  Shape shape = b.shape(op.getInput());
  int64_t rank = shape.size();
  Shape axes = op.getAxes().vec();
  for (int64_t &axis : axes)
    axis = axis < 0 ? axis + rank : axis;
  llvm::sort(axes);
  if (axes.empty())
    for (int64_t axis = 0; axis < rank; ++axis)
      axes.push_back(axis);
  bool keepDims = op.getKeepdims();

  Layout layout = b.layout(op.getInput());
  if (layout == Layout::NHWC && !canReduceChannelsLast(axes, keepDims))
    layout = Layout::NCHW;
  auto in = b.use(op.getInput(), layout);
  if (!in)
    return in.takeError();
  Layout outLayout = keepDims ? layout : Layout::NCHW;
  for (int64_t &axis : axes)
    axis = physicalAxis(axis, layout);
  llvm::sort(axes);
  shape = physicalShape(shape, layout);

  if (b.isInteger()) {
    tpu::RequantAttr requant = requantOf(op);
    if (!requant)
      return b.error("an integer result needs `requant`");
    std::optional<ReduceInt::Kind> integerKind = convertInt(op.getMode());
    if (!integerKind)
      return b.error(
          "integers have only the reductions mean, sum, max, min and l1");
    ReduceInt p;
    p.kind = *integerKind;
    p.requant = entry(requant, 0);
    p.range = b.resultRange();
    return b.finishPerSample(
        outLayout, [=](llvm::ArrayRef<const float *> args, float *out) {
          reference::reduceInt(p, args[0], shape, axes, out);
          return Status();
        });
  }
  ReduceOp kind = top::toKernel(op.getMode());
  FloatEpilogue epilogue = b.epilogue();
  auto reduce = b.reference() ? reference::reduce : fast::reduce;
  return b.finishPerSample(outLayout,
                           [=](llvm::ArrayRef<const float *> args, float *out) {
                             reduce(kind, args[0], shape, axes, out, epilogue);
                             return Status();
                           });
}

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

/// The table form of bm1684x; an error without a table.
static llvm::Expected<SoftmaxInt> readTable(tpu::SoftmaxOp op,
                                            LayerBuilder &b) {
  SoftmaxInt p;
  if (!op.getTable())
    return b.error("an integer result needs a table");
  auto table = b.constant(op.getTable());
  if (!table)
    return table.takeError();
  if (table->get().size() != p.table.size())
    return b.error("the table must have 256 entries");
  llvm::copy(table->get(), p.table.begin());
  p.outScale = static_cast<float>(b.result.scale);
  p.zeroPoint = static_cast<int32_t>(b.result.zeroPoint);
  p.range = b.resultRange();
  return p;
}

static llvm::Expected<SoftmaxInt> readTable(top::SoftmaxOp, LayerBuilder &b) {
  return b.error("a Top op has a float result");
}

template <typename OpT>
static llvm::Error buildSoftmax(OpT op, LayerBuilder &b) {
  Layout layout = b.layout(op.getInput());
  auto in = b.use(op.getInput(), layout);
  if (!in)
    return in.takeError();
  Shape shape = physicalShape(b.shape(op.getInput()), layout);
  int64_t axis = physicalAxis(op.getAxis(), layout);
  if (b.isInteger()) {
    auto p = readTable(op, b);
    if (!p)
      return p.takeError();
    return b.finishPerSample(
        layout, [=, p = *p](llvm::ArrayRef<const float *> args, float *out) {
          reference::softmaxInt(p, args[0], shape, axis, out);
          return Status();
        });
  }
  if (b.isCv18() && b.result.storage == Storage::BF16)
    return b.finishPerSample(
        layout, [=](llvm::ArrayRef<const float *> args, float *out) {
          reference::softmaxCv18(args[0], shape, axis, out);
          return Status();
        });
  auto softmax = b.reference() ? reference::softmax : fast::softmax;
  bool log = op.getLog();
  float beta = static_cast<float>(toDouble(op.getBeta()));
  FloatEpilogue epilogue = b.epilogue();
  return b.finishPerSample(
      layout, [=](llvm::ArrayRef<const float *> args, float *out) {
        softmax(args[0], shape, axis, log, beta, out, epilogue);
        return Status();
      });
}

void addReduceLayers(LayerRegistry &r) {
  r.add(buildReduce<top::ReduceOp>);
  r.add(buildReduce<tpu::ReduceOp>);
  r.add(buildSoftmax<top::SoftmaxOp>);
  r.add(buildSoftmax<tpu::SoftmaxOp>);
}

} // namespace tpuc::runtime
