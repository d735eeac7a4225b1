// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Rewrites of the Top graph into the ops that a chip has (section 7).
#include "Patterns.h"
#include "Ranges.h"
#include "tpuc/Conversion/TopToTpu/Lowering.h"
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/TopOps.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace tpuc;

static llvm::ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

bool tpuc::isSpatialMean(Operation *op) {
  auto reduce = dyn_cast<top::ReduceOp>(op);
  if (!reduce || reduce.getMode() != top::ReduceMode::mean ||
      shapeOf(reduce.getInput()).size() != 4)
    return false;
  auto axes = llvm::to_vector(reduce.getAxes());
  llvm::sort(axes);
  return axes == llvm::SmallVector<int64_t>{2, 3};
}

namespace {
class Legalizer {
public:
  Legalizer(func::FuncOp func, const Chip &chip)
      : func(func), isBM1684X(chip.family == ChipFamily::BM1684X),
        isCV18XX(chip.family == ChipFamily::CV18XX),
        hasScale(chip.family == ChipFamily::BM1684),
        builder(func.getContext()) {}

  void run() {
    for (Operation &op : llvm::make_early_inc_range(func.front())) {
      builder.setInsertionPoint(&op);
      if (auto add = dyn_cast<top::AddOp>(op))
        channelConstant(&op, add.getLhs(), add.getRhs());
      else if (auto mul = dyn_cast<top::MulOp>(op))
        channelConstant(&op, mul.getLhs(), mul.getRhs());
      else if (auto pow = dyn_cast<top::PowOp>(op))
        square(pow);
      else if (auto scale = dyn_cast<top::ScaleOp>(op))
        scaleToConv(scale);
      else if (auto upsample = dyn_cast<top::UpsampleOp>(op))
        upsampleToDeconv(upsample);
      else if (auto product = dyn_cast<top::MatMulOp>(op))
        foldTranspose(product);
    }
  }

private:
  func::FuncOp func;
  bool isBM1684X, isCV18XX, hasScale;
  OpBuilder builder;

  /// Replaces an op by one with its name and calibrated type.
  void replace(Operation *op, Operation *by) {
    by->setLoc(op->getLoc());
    by->getResult(0).setType(op->getResult(0).getType());
    if (auto from = dyn_cast<top::FusedReluOpInterface>(op))
      if (auto to = dyn_cast<top::FusedReluOpInterface>(by))
        to.copyReluFrom(from);
    op->replaceAllUsesWith(by);
    op->erase();
  }

  Value makeWeight(Operation *op, llvm::StringRef suffix,
                   llvm::ArrayRef<float> data, llvm::ArrayRef<int64_t> shape) {
    return top::WeightOp::create<float>(
        builder, (top::getLayerName(op) + suffix).str(), data,
        RankedTensorType::get(shape, builder.getF32Type()));
  }

  /// Add and Mul with one constant per channel are a Scale.
  void channelConstant(Operation *op, Value lhs, Value rhs) {
    auto weight = rhs.getDefiningOp<top::WeightOp>();
    llvm::ArrayRef<int64_t> in = shapeOf(lhs);
    if (!weight || top::isWeight(lhs) || in.size() != 4 ||
        !isPerChannel(shapeOf(rhs), in[1]))
      return;
    llvm::ArrayRef<float> data = weight.getElements<float>();
    if (static_cast<int64_t>(data.size()) != in[1])
      return;
    bool isAdd = isa<top::AddOp>(op);
    std::vector<float> other(in[1], isAdd ? 1.0f : 0.0f);
    Value constant = makeWeight(op, isAdd ? "_bias" : "_scale", data, {in[1]});
    Value neutral = makeWeight(op, isAdd ? "_scale" : "_bias", other, {in[1]});
    auto scale = top::ScaleOp::create(
        builder, op->getLoc(), lhs, isAdd ? neutral : constant,
        isAdd ? constant : neutral, false, llvm::APFloat(-1.0));
    replace(op, scale);
    if (weight.use_empty())
      weight.erase();
    builder.setInsertionPoint(scale);
    scaleToConv(scale);
  }

  /// [1, C, 1, 1] or [C, 1, 1], of more than one channel.
  static bool isPerChannel(llvm::ArrayRef<int64_t> shape, int64_t channels) {
    if (shape.size() == 4 && shape[0] == 1)
      shape = shape.drop_front();
    return channels > 1 && shape.size() == 3 && shape[0] == channels &&
           shape[1] == 1 && shape[2] == 1;
  }

  void square(top::PowOp op) {
    if (!op.getConstVal().isExactlyValue(2.0))
      return;
    replace(op, top::MulOp::create(builder, op.getLoc(), op.getInput(),
                                   op.getInput(), false, llvm::APFloat(-1.0)));
  }

  /// Where there is no scale unit, a 1x1 depthwise convolution scales.
  void scaleToConv(top::ScaleOp op) {
    llvm::ArrayRef<int64_t> in = shapeOf(op.getInput());
    auto scale = op.getScale().getDefiningOp<top::WeightOp>();
    auto bias = op.getBias().getDefiningOp<top::WeightOp>();
    if (hasScale || in.size() < 3 || in.size() > 5 || !scale || !bias)
      return;
    size_t spatial = in.size() - 2;
    llvm::SmallVector<int64_t> ones(spatial, 1), zeros(2 * spatial, 0);
    llvm::SmallVector<int64_t> filterShape(in.size(), 1);
    filterShape[0] = in[1];
    // The data stays valid: a weight owns its blob in the context.
    Value filter =
        makeWeight(op, "_to_weight", scale.getElements<float>(), filterShape);
    Value newBias =
        makeWeight(op, "_to_bias", bias.getElements<float>(), {in[1]});
    auto conv = top::ConvOp::create(
        builder, op.getLoc(), op.getInput(), filter, newBias, ones, ones, zeros,
        /*dilations=*/nullptr, in[1], false, llvm::APFloat(-1.0));
    replace(op, conv);
    for (top::WeightOp weight : {scale, bias})
      if (weight.use_empty())
        weight.erase();
  }

  /// cv18xx repeats rows and columns by a transposed convolution with ones.
  void upsampleToDeconv(top::UpsampleOp op) {
    llvm::ArrayRef<int64_t> in = shapeOf(op.getInput());
    if (!isCV18XX || in.size() != 4)
      return;
    llvm::SmallVector<int64_t> kernel = {static_cast<int64_t>(op.getScaleH()),
                                         static_cast<int64_t>(op.getScaleW())};
    std::vector<float> ones(in[1] * kernel[0] * kernel[1], 1.0f);
    Value filter =
        makeWeight(op, "_filter", ones, {in[1], 1, kernel[0], kernel[1]});
    replace(op, top::DeconvOp::create(
                    builder, op.getLoc(), op.getInput(), filter, Value(),
                    kernel, kernel, llvm::ArrayRef<int64_t>{0, 0, 0, 0},
                    /*dilations=*/nullptr, /*output_padding=*/nullptr, in[1],
                    false, llvm::APFloat(-1.0)));
  }

  /// bm1684x reads a transposed right operand in place.
  void foldTranspose(top::MatMulOp op) {
    auto permute = op.getRight().getDefiningOp<top::PermuteOp>();
    if (!isBM1684X || !permute || !permute->hasOneUse())
      return;
    llvm::ArrayRef<int64_t> order = permute.getOrder();
    int64_t rank = order.size();
    for (int64_t i = 0; i < rank - 2; ++i)
      if (order[i] != i)
        return;
    if (order[rank - 2] != rank - 1)
      return;
    op.getRightMutable().assign(permute.getInput());
    op.setRightTranspose(!op.getRightTranspose());
    permute.erase();
  }
};
} // namespace

LogicalResult tpuc::legalizeTopForChip(func::FuncOp func, const Chip &chip) {
  if (!func.isExternal())
    Legalizer(func, chip).run();
  return success();
}
