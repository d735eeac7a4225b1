// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Normalizations and per-channel scaling.
#include "Common.h"
#include "tpuc/Kernels/Eltwise.h"
#include "tpuc/Kernels/Integer.h"
#include "tpuc/Kernels/Reduce.h"

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

static llvm::Error buildBatchNorm(top::BatchNormOp op, LayerBuilder &b) {
  std::vector<float> parameters[4];
  Value operands[] = {op.getMean(), op.getVariance(), op.getGamma(),
                      op.getBeta()};
  for (auto [values, operand] : llvm::zip(parameters, operands)) {
    auto read = b.constantOrEmpty(operand);
    if (!read)
      return read.takeError();
    values = std::move(*read);
  }
  float epsilon = static_cast<float>(toDouble(op.getEpsilon()));
  FloatEpilogue epilogue =
      b.epilogue(op.getDoRelu(), toDouble(op.getReluLimit()));
  auto run = b.reference() ? reference::scale : fast::scale;
  ChannelAffine affine = foldBatchNorm(parameters[0], parameters[1],
                                       parameters[2], parameters[3], epsilon);
  return finishChannelwise(
      b, op.getInput(),
      [=, affine = std::move(affine)](const ChannelView &view, const float *in,
                                      float *out) {
        run(view, in, affine.factor, affine.offset, out, epilogue);
      });
}

template <typename OpT> static llvm::Error buildScale(OpT op, LayerBuilder &b) {
  auto scale = b.constantOrEmpty(op.getScale());
  if (!scale)
    return scale.takeError();
  auto bias = b.constantOrEmpty(op.getBias());
  if (!bias)
    return bias.takeError();
  if (!b.isInteger()) {
    FloatEpilogue epilogue =
        b.epilogue(op.getDoRelu(), toDouble(op.getReluLimit()));
    auto run = b.reference() ? reference::scale : fast::scale;
    return finishChannelwise(
        b, op.getInput(),
        [=, scale = std::move(*scale), bias = std::move(*bias)](
            const ChannelView &view, const float *in, float *out) {
          run(view, in, scale, bias, out, epilogue);
        });
  }
  tpu::RequantAttr requant = requantOf(op);
  if (!requant)
    return b.error("an integer result needs `requant`");
  ScaleInt p;
  p.scales.assign(scale->begin(), scale->end());
  p.biases.assign(bias->begin(), bias->end());
  for (size_t c = 0; c < p.scales.size(); ++c)
    p.shifts.push_back(entry(requant, c).shift);
  p.relu = op.getDoRelu();
  p.range = b.resultRange();
  auto run = b.reference() ? reference::scaleInt : fast::scaleInt;
  return finishChannelwise(b, op.getInput(),
                           [=](const ChannelView &view, const float *in,
                               float *out) { run(p, view, in, out); });
}

template <typename OpT>
static llvm::Error buildLayerNorm(OpT op, LayerBuilder &b) {
  auto gamma = b.constantOrEmpty(op.getWeight());
  if (!gamma)
    return gamma.takeError();
  auto beta = b.constantOrEmpty(op.getBias());
  if (!beta)
    return beta.takeError();
  auto in = b.use(op.getInput(), Layout::NCHW);
  if (!in)
    return in.takeError();
  const auto &shape = b.result.shape;
  int64_t inner = 1;
  for (size_t i = op.getAxis(); i < shape.size(); ++i)
    inner *= shape[i];
  int64_t outer = b.result.numElements() / inner;
  float epsilon = static_cast<float>(toDouble(op.getEps()));
  bool isBF16 = b.result.storage == Storage::BF16, cv18 = b.isCv18();
  // quirk Q9: an F16 result is not rounded.
  // A chip's sums run in order; vectors of partial sums would differ from them.
  auto plain =
      b.reference() || b.chip() ? reference::layerNorm : fast::layerNorm;
  return b.finish(
      Layout::NCHW, [=, gamma = std::move(*gamma),
                     beta = std::move(*beta)](const StepArgs &args) {
        int64_t rows = outer * args.samples;
        if (isBF16)
          reference::layerNormBF16(args.in[0], rows, inner, gamma, beta,
                                   epsilon, cv18, args.out);
        else
          plain(args.in[0], rows, inner, gamma, beta, epsilon, args.out);
        return Status();
      });
}

void addNormLayers(LayerRegistry &r) {
  r.add(buildBatchNorm);
  r.add(buildScale<top::ScaleOp>);
  r.add(buildScale<tpu::ScaleOp>);
  r.add(buildLayerNorm<top::LayerNormOp>);
  r.add(buildLayerNorm<tpu::LayerNormOp>);
}

} // namespace tpuc::runtime
