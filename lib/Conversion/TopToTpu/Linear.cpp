// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Linear.h"

#include "tpuc/Dialect/Top/Corrections.h"
#include "tpuc/Dialect/Top/TopOps.h"

#include <algorithm>

using namespace mlir;
using namespace tpuc;

/// Replaces `data` by the elements of the attribute's entry, if it has one.
static void replaceBy(DictionaryAttr weights, llvm::StringRef entry,
                      std::vector<float> &own, Span<float> &data) {
  auto elements = weights.getAs<DenseElementsAttr>(entry);
  if (!elements)
    return;
  auto values = elements.getValues<float>();
  own.assign(values.begin(), values.end());
  data = own;
}

tpuc::LinearWeights::LinearWeights(const LayerLowering &l)
    : filter(l.weightData(1)), bias(biasData(l, 2)) {
  auto weights = l.op->getAttrOfType<DictionaryAttr>(top::kInt8WeightsAttr);
  if (!weights)
    return;
  replaceBy(weights, "filter", ownFilter, filter);
  replaceBy(weights, "bias", ownBias, bias);
  replaceBy(weights, "range", ownRanges, ranges);
}

tpu::RequantAttr
tpuc::accumulatorRequant(const LayerLowering &l,
                         const numerics::RequantParams &params) {
  llvm::SmallVector<MultiplierShift> entries;
  for (size_t i = 0; i < params.multipliers.size(); ++i)
    entries.push_back({params.multipliers[i], params.shifts[i]});
  switch (l.scheme()) {
  case QuantScheme::PerTensorShift:
    return l.requant(tpu::RequantMode::OnlyShift, entries,
                     tpu::RoundMode::HalfUp);
  case QuantScheme::PerChannelMultiplierShift:
    return l.requant(tpu::RequantMode::MultiplierShift, entries,
                     tpu::RoundMode::HalfUp);
  case QuantScheme::PerChannelQdm:
    break;
  }
  return l.requant(tpu::RequantMode::QDM, entries,
                   tpu::RoundMode::HalfAwayFromZero);
}

/// The quantized type of weights. A channel of zeros may have scale 0, which no
/// type can hold: its integers are zeros at any scale.
static Type filterElement(MLIRContext *context,
                          const numerics::QuantizedWeights &weights) {
  unsigned flags =
      weights.isUnsigned ? 0 : mlir::quant::QuantizationFlags::Signed;
  numerics::IntRange range = numerics::int8Range(!weights.isUnsigned);
  Type storage = IntegerType::get(context, 8);
  Type expressed = Float32Type::get(context);
  llvm::SmallVector<double> scales;
  for (double scale : weights.scales)
    scales.push_back(scale > 0 ? scale : 1.0);
  if (scales.size() == 1)
    return mlir::quant::UniformQuantizedType::get(
        flags, storage, expressed, scales[0], 0, range.lo, range.hi);
  llvm::SmallVector<int64_t> zeroPoints(scales.size(), 0);
  return mlir::quant::UniformQuantizedPerAxisType::get(
      flags, storage, expressed, scales, zeroPoints, /*quantizedDimension=*/0,
      range.lo, range.hi);
}

Value tpuc::makeFilter(LayerLowering &l,
                       const numerics::QuantizedWeights &weights,
                       llvm::ArrayRef<int64_t> shape) {
  // The reference spells the type of a whole tensor's filter in full.
  bool spelled = l.isBM1684() || (l.isBM1684X() && isa<top::MatMulOp>(l.op));
  llvm::StringRef type = spelled ? "int8" : weights.isUnsigned ? "u8" : "i8";
  std::string name = (l.name() + "_filter_" + type).str();
  auto result = RankedTensorType::get(
      shape, filterElement(l.builder.getContext(), weights));
  return top::WeightOp::create<int8_t>(l.builder, name, weights.values, result);
}

Value tpuc::makeBias(LayerLowering &l, const numerics::RequantParams &params) {
  if (!params.hasBias)
    return {};
  bool narrow = params.biasBits == 16;
  return l.makeIntegers(narrow ? "_bias_int16" : "_bias_int32", params.bias,
                        {static_cast<int64_t>(params.bias.size())},
                        l.builder.getIntegerType(params.biasBits));
}
