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

namespace {
/// What a layer multiplies by and adds, each empty where it is left out.
struct ScaleAndBias {
  std::vector<float> scale, bias;
};
} // namespace

static llvm::Expected<ScaleAndBias> readScaleAndBias(Value scale, Value bias,
                                                     LayerBuilder &b) {
  auto factors = b.constantOrEmpty(scale);
  if (!factors)
    return factors.takeError();
  auto offsets = b.constantOrEmpty(bias);
  if (!offsets)
    return offsets.takeError();
  return ScaleAndBias{std::move(*factors), std::move(*offsets)};
}

template <typename OpT> static llvm::Error buildScale(OpT op, LayerBuilder &b) {
  auto constants = readScaleAndBias(op.getScale(), op.getBias(), b);
  if (!constants)
    return constants.takeError();
  auto &[scale, bias] = *constants;
  if (!b.isInteger()) {
    FloatEpilogue epilogue =
        b.epilogue(op.getDoRelu(), toDouble(op.getReluLimit()));
    auto run = b.reference() ? reference::scale : fast::scale;
    return finishChannelwise(
        b, op.getInput(),
        [=, scale = std::move(scale), bias = std::move(bias)](
            const ChannelView &view, const float *in, float *out) {
          run(view, in, scale, bias, out, epilogue);
        });
  }
  tpu::RequantAttr requant = requantOf(op);
  if (!requant)
    return b.error("an integer result needs `requant`");
  ScaleInt p;
  p.scales.assign(scale.begin(), scale.end());
  p.biases.assign(bias.begin(), bias.end());
  for (size_t c = 0; c < p.scales.size(); ++c)
    p.shifts.push_back(entry(requant, c).shift);
  p.relu = op.getDoRelu();
  p.range = b.resultRange();
  auto run = b.reference() ? reference::scaleInt : fast::scaleInt;
  return finishChannelwise(b, op.getInput(),
                           [=](const ChannelView &view, const float *in,
                               float *out) { run(p, view, in, out); });
}

/// Elements of the dimensions from `axis` on.
static int64_t rowSize(const Shape &shape, size_t axis) {
  return numElements(Shape(shape.begin() + axis, shape.end()));
}

template <typename OpT>
static llvm::Error buildLayerNorm(OpT op, LayerBuilder &b) {
  auto constants = readScaleAndBias(op.getWeight(), op.getBias(), b);
  if (!constants)
    return constants.takeError();
  auto &[gamma, beta] = *constants;
  auto in = b.use(op.getInput(), Layout::NCHW);
  if (!in)
    return in.takeError();
  int64_t inner = rowSize(b.result.shape, op.getAxis());
  int64_t outer = b.result.numElements() / inner;
  float epsilon = static_cast<float>(toDouble(op.getEps()));
  bool isBF16 = b.result.storage == Storage::BF16, cv18 = b.isCv18();
  // quirk Q9: an F16 result is not rounded.
  // A chip's sums run in order; vectors of partial sums would differ from them.
  auto plain =
      b.reference() || b.chip() ? reference::layerNorm : fast::layerNorm;
  return b.finish(Layout::NCHW, [=, gamma = std::move(gamma),
                                 beta = std::move(beta)](const StepArgs &args) {
    int64_t rows = outer * args.samples;
    if (isBF16)
      reference::layerNormBF16(args.in[0], rows, inner, gamma, beta, epsilon,
                               cv18, args.out);
    else
      plain(args.in[0], rows, inner, gamma, beta, epsilon, args.out);
    return Status();
  });
}

template <typename OpT>
static llvm::Error buildRMSNorm(OpT op, LayerBuilder &b) {
  auto gamma = b.constantOrEmpty(op.getWeight());
  if (!gamma)
    return gamma.takeError();
  if (auto in = b.use(op.getInput(), Layout::NCHW); !in)
    return in.takeError();
  int64_t inner = rowSize(b.result.shape, op.getAxis());
  int64_t outer = b.result.numElements() / inner;
  float epsilon = static_cast<float>(toDouble(op.getEps()));
  FloatEpilogue epilogue = b.epilogue();
  return b.finish(Layout::NCHW,
                  [=, gamma = std::move(*gamma)](const StepArgs &args) {
                    reference::rmsNorm(args.in[0], outer * args.samples, inner,
                                       gamma, epsilon, args.out, epilogue);
                    return Status();
                  });
}

/// Rows are the groups of a sample; weight and bias are per channel.
static llvm::Error buildGroupNorm(top::GroupNormOp op, LayerBuilder &b) {
  auto constants = readScaleAndBias(op.getWeight(), op.getBias(), b);
  if (!constants)
    return constants.takeError();
  auto &[gamma, beta] = *constants;
  if (auto in = b.use(op.getInput(), Layout::NCHW); !in)
    return in.takeError();
  ChannelView view = channelViewOf(b.result.shape, Layout::NCHW);
  if (gamma.empty())
    gamma.assign(view.channels, 1.0f);
  if (beta.empty())
    beta.assign(view.channels, 0.0f);
  int64_t groups = op.getNumGroups();
  float epsilon = static_cast<float>(toDouble(op.getEps()));
  auto normalize = b.reference() ? reference::layerNorm : fast::layerNorm;
  auto scale = b.reference() ? reference::scale : fast::scale;
  return b.finish(Layout::NCHW, [=, gamma = std::move(gamma),
                                 beta = std::move(beta)](const StepArgs &args) {
    ChannelView all = times(view, args.samples);
    int64_t rows = all.outer * groups;
    normalize(args.in[0], rows, all.size() / rows, {}, {}, epsilon, args.out);
    scale(all, args.out, gamma, beta, args.out, {});
    return Status();
  });
}

template <typename OpT> static llvm::Error buildLRN(OpT op, LayerBuilder &b) {
  reference::LrnParams p;
  p.size = op.getSize();
  p.alpha = static_cast<float>(toDouble(op.getAlpha()));
  p.beta = static_cast<float>(toDouble(op.getBeta()));
  p.bias = static_cast<float>(toDouble(op.getBias()));
  FloatEpilogue epilogue = b.epilogue();
  return finishChannelwise(
      b, op.getInput(),
      [=](const ChannelView &view, const float *in, float *out) {
        reference::lrn(p, view, in, out, epilogue);
      });
}

void addNormLayers(LayerRegistry &r) {
  r.add(buildBatchNorm);
  r.add(buildScale<top::ScaleOp>);
  r.add(buildScale<tpu::ScaleOp>);
  r.add(buildLayerNorm<top::LayerNormOp>);
  r.add(buildLayerNorm<tpu::LayerNormOp>);
  r.add(buildRMSNorm<top::RMSNormOp>);
  r.add(buildRMSNorm<tpu::RMSNormOp>);
  r.add(buildGroupNorm);
  r.add(buildLRN<top::LRNOp>);
  r.add(buildLRN<tpu::LRNOp>);
}

} // namespace tpuc::runtime
