// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Interpolation. cv18xx doubles a plane bilinearly by a convolution over the
// rows and columns with zeros between them (section 6).
#include "Alike.h"
#include "Linear.h"
#include "Registry.h"

#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/TopOps.h"

using namespace mlir;
using namespace tpuc;

static llvm::ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

/// Whether cv18xx computes an Interp by a convolution.
static bool doublesBilinearly(top::InterpOp op) {
  llvm::ArrayRef<int64_t> in = shapeOf(op.getInput()),
                          out = shapeOf(op.getOutput());
  return in.size() == 4 && op.getMode() == top::InterpMode::linear &&
         !op.getExcludeOutside() &&
         (op.getCoordMode() == top::CoordMode::half_pixel ||
          op.getCoordMode() == top::CoordMode::pytorch_half_pixel) &&
         out[2] == 2 * in[2] && out[3] == 2 * in[3] && in[2] > 1 && in[3] > 1;
}

/// The filter of every channel: the outer product of (1, 3, 3, 1) / 4.
static std::vector<float> bilinearFilter(int64_t channels) {
  constexpr float kTaps[] = {0.25f, 0.75f, 0.75f, 0.25f};
  std::vector<float> filter;
  filter.reserve(channels * 16);
  for (int64_t c = 0; c < channels; ++c)
    for (float row : kTaps)
      for (float column : kTaps)
        filter.push_back(row * column);
  return filter;
}

/// The name of the padded input: of the tensor that it is made of.
static std::string paddedName(const LayerLowering &l) {
  return (top::getLayerName(l.topOperand(0)) + "_pad_edge").str();
}

/// The input with a border of its own edge.
static Value padEdge(LayerLowering &l, Value input) {
  auto type = cast<RankedTensorType>(input.getType());
  auto shape = llvm::to_vector(type.getShape());
  shape[2] += 2;
  shape[3] += 2;
  return l.createNamed<tpu::PadOp>(
      paddedName(l), RankedTensorType::get(shape, type.getElementType()), input,
      llvm::ArrayRef<int64_t>{0, 0, 1, 1, 0, 0, 1, 1}, top::PadMode::edge,
      llvm::APFloat(0.0));
}

static Value createBilinearConv(LayerLowering &l, Value padded, Value filter,
                                tpu::RequantAttr requant) {
  int64_t channels = shapeOf(l.result())[1];
  using List = llvm::ArrayRef<int64_t>;
  return l.create<tpu::Conv2DOp>(
      l.resultType(), padded, filter, /*bias=*/Value(), List{4, 4}, List{1, 1},
      List{0, 0, 0, 0}, List{1, 1}, channels,
      l.builder.getDenseI64ArrayAttr({1, 1}), /*do_relu=*/false,
      llvm::APFloat(-1.0), requant);
}

Value tpuc::lowerInterpInt8(LayerLowering &l) {
  auto op = cast<top::InterpOp>(l.op);
  if (!doublesBilinearly(op))
    return l.fall("an interpolation that does not double the plane");
  int64_t channels = shapeOf(op.getInput())[1];
  std::vector<float> filter = bilinearFilter(channels);
  numerics::WeightInput input{
      filter, {}, channels, l.params(op.getInput()), l.resultParams()};
  numerics::QuantizedLinear linear = numerics::quantizeConv(l.scheme(), input);
  if (!linear.ok)
    return l.fall(linear.reason);
  Value padded = padEdge(l, l.integers(0, paddedName(l)));
  Value weights = makeFilter(l, linear.weights, {channels, 1, 4, 4});
  return createBilinearConv(l, padded, weights,
                            accumulatorRequant(l, linear.requant));
}

Value tpuc::lowerInterpFloat(LayerLowering &l) {
  auto op = cast<top::InterpOp>(l.op);
  Value input = l.floats(0);
  if (l.isCV18XX() && doublesBilinearly(op)) {
    int64_t channels = shapeOf(op.getInput())[1];
    Value filter = l.makeFloats("_filter_bf16", bilinearFilter(channels),
                                {channels, 1, 4, 4}, l.floatElement());
    return createBilinearConv(l, padEdge(l, input), filter,
                              /*requant=*/nullptr);
  }
  return createAlike<tpu::InterpOp>(l, l.floatResultType(), input);
}
