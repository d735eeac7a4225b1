// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Pools and reductions (section 4.4).
#include "Patterns.h"
#include "Registry.h"

#include "tpuc/Dialect/Top/TopOps.h"
#include "tpuc/Quant/EltwiseQuant.h"

using namespace mlir;
using namespace tpuc;

static llvm::ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

//===----------------------------------------------------------------------===//
// MaxPool
//===----------------------------------------------------------------------===//

static Value createMaxPool(LayerLowering &l, Value input,
                           llvm::APFloat reluLimit) {
  auto op = cast<top::MaxPoolOp>(l.op);
  return l.create<tpu::MaxPoolOp>(
      l.resultType(), input, op.getKernelShape(), op.getStrides(), op.getPads(),
      op.getCeilMode(), op.getDilationsAttr(), op.getDoRelu(), reluLimit);
}

Value tpuc::lowerMaxPoolInt8(LayerLowering &l) {
  auto op = cast<top::MaxPoolOp>(l.op);
  if (op.getKernelShape().size() == 3 && op.getDoRelu())
    return l.fall("a window of three dimensions with a Relu");
  return createMaxPool(l, l.movedIntegers(0), llvm::APFloat(-1.0));
}

Value tpuc::lowerMaxPoolFloat(LayerLowering &l) {
  return createMaxPool(l, l.floats(0),
                       cast<top::MaxPoolOp>(l.op).getReluLimit());
}

//===----------------------------------------------------------------------===//
// AvgPool, and Reduce(mean) over H and W
//===----------------------------------------------------------------------===//

namespace {
/// An average pool: of top.AvgPool, or of a whole plane.
struct Window {
  llvm::SmallVector<int64_t> kernel, strides, pads, resultShape;
  DenseI64ArrayAttr dilations; ///< null: none
  bool ceilMode = false, countIncludePad = true, doRelu = false;
  llvm::APFloat reluLimit{-1.0};

  explicit Window(Operation *op) {
    if (auto pool = dyn_cast<top::AvgPoolOp>(op)) {
      kernel = llvm::to_vector(pool.getKernelShape());
      strides = llvm::to_vector(pool.getStrides());
      pads = llvm::to_vector(pool.getPads());
      dilations = pool.getDilationsAttr();
      ceilMode = pool.getCeilMode();
      countIncludePad = pool.getCountIncludePad();
      doRelu = pool.getDoRelu();
      reluLimit = pool.getReluLimit();
      resultShape = llvm::to_vector(shapeOf(pool.getOutput()));
      return;
    }
    llvm::ArrayRef<int64_t> in = shapeOf(op->getOperand(0));
    kernel = {in[2], in[3]};
    strides = {1, 1};
    pads = {0, 0, 0, 0};
    resultShape = {in[0], in[1], 1, 1};
  }

  int64_t area() const {
    int64_t product = 1;
    for (int64_t k : kernel)
      product *= k;
    return product;
  }
  /// Whether the last windows reach the end of the padded input.
  bool covers(llvm::ArrayRef<int64_t> in) const {
    for (size_t i = 0; i < kernel.size(); ++i)
      if ((resultShape[i + 2] - 1) * strides[i] + kernel[i] <
          in[i + 2] + pads[i] + pads[i + kernel.size()])
        return false;
    return true;
  }
};
} // namespace

/// The pool, and a Reshape behind it where the layer drops its dimensions.
static Value createAvgPool(LayerLowering &l, const Window &window, Value input,
                           Type element, tpu::RequantAttr requant,
                           FloatAttr scale, FloatAttr offset) {
  auto type = RankedTensorType::get(window.resultShape, element);
  bool reshaped = window.resultShape != shapeOf(l.result());
  Location loc = reshaped ? l.namedLoc(l.name() + "_pool") : l.op->getLoc();
  llvm::APFloat limit =
      l.getMode() == Mode::INT8 ? llvm::APFloat(-1.0) : window.reluLimit;
  Value pool = tpu::AvgPoolOp::create(
      l.builder, loc, type, input, window.kernel, window.strides, window.pads,
      window.ceilMode, window.countIncludePad, requant, scale, offset,
      window.dilations, window.doRelu, limit);
  if (!reshaped)
    return pool;
  return l.create<tpu::ReshapeOp>(l.shapedAs(l.result(), element), pool);
}

Value tpuc::lowerAvgPoolInt8(LayerLowering &l) {
  Window window(l.op);
  if (window.kernel.size() == 3 || window.dilations)
    return l.fall("a window of three dimensions or with dilations");
  numerics::AvgPoolRequant pool = numerics::quantizeAvgPool(
      l.scheme(), l.params(l.topOperand(0)), l.resultParams(), window.area(),
      l.asymmetric(), window.covers(shapeOf(l.topOperand(0))));
  if (!pool.ok)
    return l.fallTo(Mode::F32, pool.reason);
  // On bm1684 the sum stays in the operand's type.
  Value input = l.isBM1684() ? l.movedIntegers(0) : l.integers(0);
  Type element = l.resultType().getElementType();
  if (pool.usesFloat)
    return createAvgPool(l, window, input, element, /*requant=*/nullptr,
                         l.builder.getF64FloatAttr(pool.scale),
                         l.builder.getF64FloatAttr(pool.offset));
  return createAvgPool(l, window, input, element, l.requant(pool.requant),
                       /*scale=*/nullptr, /*offset=*/nullptr);
}

Value tpuc::lowerAvgPoolFloat(LayerLowering &l) {
  return createAvgPool(l, Window(l.op), l.floats(0), l.floatElement(),
                       /*requant=*/nullptr, /*scale=*/nullptr,
                       /*offset=*/nullptr);
}

//===----------------------------------------------------------------------===//
// Reduce
//===----------------------------------------------------------------------===//

/// None for what no chip reduces in integers.
static std::optional<numerics::ReduceKind> reduceKind(top::ReduceMode mode) {
  switch (mode) {
  case top::ReduceMode::mean:
    return numerics::ReduceKind::Mean;
  case top::ReduceMode::sum:
    return numerics::ReduceKind::Sum;
  case top::ReduceMode::max:
    return numerics::ReduceKind::Max;
  case top::ReduceMode::min:
    return numerics::ReduceKind::Min;
  case top::ReduceMode::prod:
    return numerics::ReduceKind::Prod;
  case top::ReduceMode::l1:
    return numerics::ReduceKind::L1;
  case top::ReduceMode::l2:
    return numerics::ReduceKind::L2;
  case top::ReduceMode::sum_square:
  case top::ReduceMode::log_sum_exp:
    break;
  }
  return std::nullopt;
}

static Value createReduce(LayerLowering &l, Value input,
                          tpu::RequantAttr requant) {
  auto op = cast<top::ReduceOp>(l.op);
  return l.create<tpu::ReduceOp>(l.resultType(), input, op.getAxes(),
                                 op.getKeepdims(), op.getMode(), requant);
}

Value tpuc::lowerReduceInt8(LayerLowering &l) {
  if (isSpatialMean(l.op))
    return lowerAvgPoolInt8(l);
  auto op = cast<top::ReduceOp>(l.op);
  std::optional<numerics::ReduceKind> kind = reduceKind(op.getMode());
  if (!kind)
    return l.fall(top::stringifyReduceMode(op.getMode()) + " over axes");
  int64_t count = 1;
  for (int64_t axis : op.getAxes())
    count *= shapeOf(op.getInput())[axis];
  numerics::SingleRequant reduced = numerics::quantizeReduce(
      l.scheme(), *kind, l.params(op.getInput()), l.resultParams(), count);
  if (!reduced.ok)
    return l.fall(reduced.reason);
  Value input = l.integers(0);
  return createReduce(l, input, l.requant(reduced.requant));
}

Value tpuc::lowerReduceFloat(LayerLowering &l) {
  if (isSpatialMean(l.op))
    return lowerAvgPoolFloat(l);
  return createReduce(l, l.floats(0), /*requant=*/nullptr);
}
