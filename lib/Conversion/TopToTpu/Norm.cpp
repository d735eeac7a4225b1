// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Normalizations: Scale, Softmax, LayerNorm, and Div, which shares the
// reciprocal table of cv18xx.
#include "LookupTables.h"
#include "Registry.h"

#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/TopOps.h"
#include "tpuc/Quant/EltwiseQuant.h"

using namespace mlir;
using namespace tpuc;

//===----------------------------------------------------------------------===//
// Scale: native on bm1684 alone
//===----------------------------------------------------------------------===//

Value tpuc::lowerScaleInt8(LayerLowering &l) {
  auto op = cast<top::ScaleOp>(l.op);
  if (!l.isBM1684())
    return l.fall("a Scale that is no convolution");
  if (!l.isWeight(1) || !l.isWeight(2))
    return l.fall("its scale or bias is not constant");
  numerics::ScaleRequant scale =
      numerics::quantizeScale(l.weightData(1), l.weightData(2),
                              l.params(op.getInput()), l.resultParams());
  if (!scale.ok)
    return l.fall(scale.reason);
  llvm::SmallVector<MultiplierShift> shifts;
  for (int32_t shift : scale.shifts)
    shifts.push_back({1, shift});
  int64_t channels = scale.scales.size();
  Value input = l.integers(0);
  Value scales = l.makeIntegers("_scale_int8", scale.scales, {channels},
                                l.builder.getI8Type());
  Value biases = l.makeIntegers("_bias_int16", scale.biases, {channels},
                                l.builder.getIntegerType(16));
  return l.create<tpu::ScaleOp>(
      l.resultType(), input, scales, biases, op.getDoRelu(),
      llvm::APFloat(-1.0),
      l.requant(tpu::RequantMode::OnlyShift, shifts, tpu::RoundMode::Down));
}

Value tpuc::lowerScaleFloat(LayerLowering &l) {
  auto op = cast<top::ScaleOp>(l.op);
  Value input = l.floats(0), scale = l.floats(1), bias = l.floats(2);
  return l.create<tpu::ScaleOp>(l.floatResultType(), input, scale, bias,
                                op.getDoRelu(), op.getReluLimit(),
                                tpu::RequantAttr());
}

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

Value tpuc::lowerSoftmaxInt8(LayerLowering &l) {
  auto op = cast<top::SoftmaxOp>(l.op);
  int64_t rank = cast<RankedTensorType>(op.getInput().getType()).getRank();
  if (op.getLog())
    return l.fall("the logarithm of a softmax");
  if (op.getAxis() != 1 || rank > 4)
    return l.fall("a softmax along another axis than 1, or of rank above 4");
  std::array<float, 256> table = numerics::makeSoftmaxTable(
      l.params(op.getInput()).scale, op.getBeta().convertToDouble());
  Value input = l.integers(0);
  Value weight = l.makeFloats("_table", table, {256}, l.builder.getF32Type());
  return l.create<tpu::SoftmaxOp>(l.resultType(), input, weight, Value(),
                                  Value(), Value(), op.getAxis(), op.getBeta(),
                                  op.getLog());
}

Value tpuc::lowerSoftmaxFloat(LayerLowering &l) {
  auto op = cast<top::SoftmaxOp>(l.op);
  Value input = l.floats(0);
  TablePair exponential, reciprocal;
  if (l.isCV18XX()) {
    // Of x - max, which is never positive: the range of tpu.Exp serves.
    exponential = makeSlopeTables(
        l, numerics::makeBf16SlopeTable(numerics::LutFunction::Exp));
    reciprocal = makePowerTables(l, -1, "_pow");
  }
  return l.create<tpu::SoftmaxOp>(l.floatResultType(), input, exponential.first,
                                  exponential.second, reciprocal.first,
                                  reciprocal.second, op.getAxis(), op.getBeta(),
                                  op.getLog());
}

//===----------------------------------------------------------------------===//
// LayerNorm
//===----------------------------------------------------------------------===//

/// bm1684 normalizes groups: every row is one, and weight and bias are applied
/// apart. The parts are named as the layers that its users know.
static Value lowerLayerNormInParts(LayerLowering &l) {
  auto op = cast<top::LayerNormOp>(l.op);
  auto shape = cast<RankedTensorType>(op.getInput().getType()).getShape();
  RankedTensorType type = l.floatResultType();
  int64_t rows = 1, row = 1;
  for (auto [i, size] : llvm::enumerate(shape))
    (i < op.getAxis() ? rows : row) *= size;
  auto flat = RankedTensorType::get({1, rows, 1, row}, l.floatElement());
  std::string name = l.name().str();
  Value value =
      l.createNamed<tpu::ReshapeOp>(name + "_reshape_1", flat, l.floats(0));
  value = l.createNamed<tpu::LayerNormOp>(name + "_convert_to_group_norm", flat,
                                          value, Value(), Value(), Value(),
                                          Value(), /*axis=*/3, op.getEps());
  Location last = op.getLoc();
  bool scales = op.getWeight() != nullptr, shifts = op.getBias() != nullptr;
  value = tpu::ReshapeOp::create(
      l.builder, scales || shifts ? l.namedLoc(name + "_reshape_2") : last,
      type, value);
  if (scales)
    value = tpu::MulOp::create(
        l.builder, shifts ? l.namedLoc(name + "_mul_weights") : last, type,
        value, l.floats(1), false, llvm::APFloat(-1.0), tpu::RequantAttr());
  if (shifts)
    value = l.create<tpu::AddOp>(type, value, l.floats(scales ? 2 : 1), false,
                                 llvm::APFloat(-1.0), tpu::RequantAttr());
  return value;
}

Value tpuc::lowerLayerNormFloat(LayerLowering &l) {
  auto op = cast<top::LayerNormOp>(l.op);
  if (l.isBM1684())
    return lowerLayerNormInParts(l);
  Value input = l.floats(0);
  unsigned next = 1;
  Value weight = op.getWeight() ? l.floats(next++) : Value();
  Value bias = op.getBias() ? l.floats(next) : Value();
  TablePair rsqrt;
  if (l.isCV18XX())
    rsqrt = makePowerTables(l, -0.5, "");
  return l.create<tpu::LayerNormOp>(l.floatResultType(), input, weight, bias,
                                    rsqrt.first, rsqrt.second, op.getAxis(),
                                    op.getEps());
}

//===----------------------------------------------------------------------===//
// GroupNorm
//===----------------------------------------------------------------------===//

/// Rows of a layer normalization are the groups; weight and bias are a Scale.
Value tpuc::lowerGroupNormFloat(LayerLowering &l) {
  auto op = cast<top::GroupNormOp>(l.op);
  RankedTensorType type = l.floatResultType();
  int64_t batch = type.getDimSize(0), channels = type.getDimSize(1);
  int64_t groups = op.getNumGroups();
  auto flat = RankedTensorType::get(
      {batch, groups, type.getNumElements() / (batch * groups)},
      l.floatElement());
  std::string name = l.name().str();
  Value value =
      l.createNamed<tpu::ReshapeOp>(name + "_reshape_1", flat, l.floats(0));
  TablePair rsqrt;
  if (l.isCV18XX() && l.getMode() == Mode::BF16)
    rsqrt = makePowerTables(l, -0.5, "");
  value = l.createNamed<tpu::LayerNormOp>(name + "_norm", flat, value, Value(),
                                          Value(), rsqrt.first, rsqrt.second,
                                          /*axis=*/2, op.getEps());
  if (!op.getWeight() && !op.getBias())
    return l.create<tpu::ReshapeOp>(type, value);
  value = l.createNamed<tpu::ReshapeOp>(name + "_reshape_2", type, value);
  auto parameter = [&](Value given, unsigned i, const char *suffix,
                       float missing) {
    if (given)
      return l.floats(i);
    std::vector<float> same(channels, missing);
    return l.makeFloats(suffix, same, {channels}, l.floatElement());
  };
  Value scale = parameter(op.getWeight(), 1, "_scale", 1.0f);
  Value bias = parameter(op.getBias(), op.getWeight() ? 2 : 1, "_bias", 0.0f);
  return l.create<tpu::ScaleOp>(type, value, scale, bias, /*do_relu=*/false,
                                llvm::APFloat(-1.0), tpu::RequantAttr());
}

//===----------------------------------------------------------------------===//
// Div
//===----------------------------------------------------------------------===//

Value tpuc::lowerDivFloat(LayerLowering &l) {
  auto op = cast<top::DivOp>(l.op);
  Value lhs = l.floats(0);
  if (!l.isCV18XX())
    return l.create<tpu::DivOp>(l.floatResultType(), lhs, l.floats(1),
                                op.getDoRelu(), op.getReluLimit(),
                                tpu::RequantAttr());
  // Named after the divisor, of which it is a layer.
  std::string reciprocalName =
      (top::getLayerName(l.topOperand(1)) + "_reciprocal").str();
  Value rhs = l.floatsAs(1, l.floatElement(), reciprocalName);
  TablePair tables = makePowerTables(l, -1, "_reciprocal_pow");
  Value reciprocal = l.createNamed<tpu::LutBF16Op>(
      reciprocalName, cast<RankedTensorType>(rhs.getType()), rhs, tables.first,
      tables.second, tpu::TableMode::Mantissa, llvm::APFloat(0.0));
  return l.create<tpu::MulOp>(l.floatResultType(), lhs, reciprocal,
                              op.getDoRelu(), op.getReluLimit(),
                              tpu::RequantAttr());
}
