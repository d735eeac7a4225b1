//===- Conv.cpp - Convolution kernels -------------------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Conv.h"
#include "PackedLinear.h"
#include "Scratch.h"
#include <algorithm>
#include <cstring>

using namespace tpuc;
using namespace tpuc::kernels;

/// The packed filter and how activations are brought to the engine.
class kernels::PackedConvWeights {
public:
  Layout inLayout, outLayout;
  int64_t inChannels, outChannels, inH, inW;
  /// Padding done here, because it is not zero or zeros are inserted: the
  /// engine then sees the padded size and no padding.
  bool padsInput = false;
  float padValue = 0.0f;
  int64_t padTop = 0, padLeft = 0, insertH = 0, insertW = 0;
  /// Deconvolution subtracts this from its input.
  float subtract = 0.0f;
  std::shared_ptr<PackedLinear> linear;

  bool engineIsChannelsFirst() const {
    return linear->geometry().channelsFirst;
  }
};

//===----------------------------------------------------------------------===//
// Packing
//===----------------------------------------------------------------------===//

template <typename Params>
static LinearGeometry commonGeometry(const Params &p) {
  LinearGeometry g;
  g.ic = p.inChannels;
  g.oc = p.outChannels;
  g.groups = p.groups;
  g.inH = p.inH;
  g.inW = p.inW;
  g.outH = p.outH();
  g.outW = p.outW();
  g.kernelH = p.kernelH;
  g.kernelW = p.kernelW;
  g.strideH = p.strideH;
  g.strideW = p.strideW;
  g.dilationH = p.dilationH;
  g.dilationW = p.dilationW;
  g.padTop = p.padTop;
  g.padLeft = p.padLeft;
  g.padBottom = p.padBottom;
  g.padRight = p.padRight;
  return g;
}

template <typename Params> static Status checkShape(const Params &p) {
  if (p.groups < 1 || p.inChannels % p.groups || p.outChannels % p.groups)
    return Status::failure("channels are not a multiple of the groups");
  if (p.outH() < 1 || p.outW() < 1)
    return Status::failure("the kernel is larger than the padded input");
  return {};
}

/// What the packed weights of a convolution and of a deconvolution both keep.
template <typename Params>
static std::shared_ptr<PackedConvWeights>
startPacking(const Params &p, const ConvOptions &options) {
  auto packed = std::make_shared<PackedConvWeights>();
  packed->inLayout = options.inLayout;
  packed->outLayout = options.outLayout;
  packed->inChannels = p.inChannels;
  packed->outChannels = p.outChannels;
  packed->inH = p.inH;
  packed->inW = p.inW;
  return packed;
}

std::shared_ptr<const PackedConvWeights>
kernels::packConvWeights(const Conv2DParams &p, const ConvOptions &options,
                         const float *filter, Status &status) {
  status = checkShape(p);
  if (!status.ok())
    return nullptr;
  auto packed = startPacking(p, options);

  LinearGeometry g = commonGeometry(p);
  // 1x1 products are as fast on NCHW; everything else is transposed.
  g.channelsFirst = options.inLayout == Layout::NCHW &&
                    options.outLayout == Layout::NCHW && p.groups == 1 &&
                    p.kernelH == 1 && p.kernelW == 1 && p.strideH == 1 &&
                    p.strideW == 1;
  const bool padded = p.padTop || p.padLeft || p.padBottom || p.padRight;
  if ((p.padValue != 0.0f && padded) || p.insertH || p.insertW) {
    packed->padsInput = true;
    packed->padValue = p.padValue;
    packed->padTop = p.padTop;
    packed->padLeft = p.padLeft;
    packed->insertH = p.insertH;
    packed->insertW = p.insertW;
    g.inH = p.insertedH() + p.padTop + p.padBottom;
    g.inW = p.insertedW() + p.padLeft + p.padRight;
    g.padTop = g.padLeft = g.padBottom = g.padRight = 0;
  }
  packed->linear =
      PackedLinear::create(g, filter, options.integerRange, {}, status);
  return status.ok() ? packed : nullptr;
}

std::shared_ptr<const PackedConvWeights>
kernels::packDeconvWeights(const Deconv2DParams &p, const ConvOptions &options,
                           const float *filter, Status &status) {
  status = checkShape(p);
  if (!status.ok())
    return nullptr;
  auto packed = startPacking(p, options);
  packed->subtract = p.padValue;

  LinearGeometry g = commonGeometry(p);
  g.kind = LinearGeometry::Deconv;
  // Output padding is negative padding at the end.
  g.padBottom -= p.outputPadH;
  g.padRight -= p.outputPadW;
  std::optional<InputRange> range = options.integerRange;
  std::vector<double> offsets;
  if (p.padValue != 0.0f) {
    if (range) {
      range->lo = std::min(range->lo - p.padValue, 0.0f);
      range->hi = std::max(range->hi - p.padValue, 0.0f);
    }
    const int64_t row = g.filterRow();
    for (int64_t c = 0; c < g.oc; ++c) {
      double sum = 0.0;
      for (int64_t i = 0; i < row; ++i)
        sum += filter[c * row + i];
      offsets.push_back(sum * p.padValue);
    }
  }
  packed->linear =
      PackedLinear::create(g, filter, range, std::move(offsets), status);
  return status.ok() ? packed : nullptr;
}

//===----------------------------------------------------------------------===//
// Preparing the input
//===----------------------------------------------------------------------===//

/// Writes planes of rows x cols runs into a padded plane.
static void padPlanes(const PackedConvWeights &w, const LinearGeometry &g,
                      int64_t planes, int64_t run, const float *in,
                      float *out) {
  const int64_t stepH = w.insertH + 1, stepW = w.insertW + 1;
  const int64_t insertedH = (w.inH - 1) * stepH + 1;
  const int64_t insertedW = (w.inW - 1) * stepW + 1;
  for (int64_t p = 0; p < planes; ++p) {
    std::fill_n(out, g.inH * g.inW * run, w.padValue);
    for (int64_t h = 0; h < insertedH; ++h) {
      float *row = out + ((h + w.padTop) * g.inW + w.padLeft) * run;
      if (h % stepH != 0) {
        std::fill_n(row, insertedW * run, 0.0f);
        continue;
      }
      const float *source = in + h / stepH * w.inW * run;
      if (stepW == 1) {
        std::copy_n(source, w.inW * run, row);
        continue;
      }
      std::fill_n(row, insertedW * run, 0.0f);
      for (int64_t x = 0; x < w.inW; ++x)
        std::copy_n(source + x * run, run, row + x * stepW * run);
    }
    in += w.inH * w.inW * run;
    out += g.inH * g.inW * run;
  }
}

//===----------------------------------------------------------------------===//
// ConvKernel
//===----------------------------------------------------------------------===//

struct ConvKernel::Impl {
  std::shared_ptr<const PackedConvWeights> weights;
  // Float
  std::vector<float> bias;
  FloatEpilogue epilogue;
  LinearPostOps fused;
  /// What the engine has not done already.
  enum { Nothing, Rounding, BiasAndEpilogue } left = Nothing;
  // Integer
  std::unique_ptr<RequantKernel> requant;

  Status run(int64_t batch, const float *in, float *out) const;
  void finish(const ChannelView &view, float *data) const;
};

ConvKernel::ConvKernel(std::unique_ptr<Impl> impl) : impl(std::move(impl)) {}
ConvKernel::~ConvKernel() = default;

std::unique_ptr<ConvKernel>
ConvKernel::createFloat(std::shared_ptr<const PackedConvWeights> weights,
                        Span<float> bias, const FloatEpilogue &epilogue,
                        Status &status) {
  if (!bias.empty() &&
      static_cast<int64_t>(bias.size()) != weights->outChannels) {
    status = Status::failure("the bias has not one element per channel");
    return nullptr;
  }
  auto impl = std::make_unique<Impl>();
  impl->bias.assign(bias.begin(), bias.end());
  impl->epilogue = epilogue;
  if (weights->subtract == 0.0f && !weights->linear->isExact()) {
    impl->fused.bias = !bias.empty();
    impl->fused.relu = epilogue.relu;
    impl->fused.reluLimit = epilogue.reluLimit;
    impl->left =
        epilogue.round == FloatRound::None ? Impl::Nothing : Impl::Rounding;
  } else {
    impl->left = Impl::BiasAndEpilogue;
  }
  impl->weights = std::move(weights);
  return std::unique_ptr<ConvKernel>(new ConvKernel(std::move(impl)));
}

std::unique_ptr<ConvKernel>
ConvKernel::createQuantized(std::shared_ptr<const PackedConvWeights> weights,
                            Requant requant, Status &status) {
  if (!weights->linear->isExact()) {
    status = Status::failure(
        "a quantized convolution needs weights packed for integers");
    return nullptr;
  }
  auto impl = std::make_unique<Impl>();
  impl->requant =
      std::make_unique<RequantKernel>(std::move(requant), weights->outChannels);
  impl->weights = std::move(weights);
  return std::unique_ptr<ConvKernel>(new ConvKernel(std::move(impl)));
}

/// What follows the accumulators, in place.
void ConvKernel::Impl::finish(const ChannelView &view, float *data) const {
  if (requant)
    requant->run(view, data, data);
  else if (left == Rounding)
    quant::roundFloats(data, data, view.size(), epilogue.round);
  else if (left == BiasAndEpilogue)
    reference::biasEpilogue(epilogue, bias, view, data, data);
}

Status ConvKernel::Impl::run(int64_t batch, const float *in, float *out) const {
  const PackedConvWeights &w = *weights;
  const LinearGeometry &g = w.linear->geometry();
  const int64_t inSize = w.inH * w.inW * w.inChannels;
  const int64_t outPixels = g.outPixels();
  const bool transposeIn =
      w.inLayout == Layout::NCHW && !w.engineIsChannelsFirst();
  const bool transposeOut =
      w.outLayout == Layout::NCHW && !w.engineIsChannelsFirst();

  // Each step reads `in` and, if it changes anything, leaves it in a buffer.
  Scratch transposed = Scratch::floats(transposeIn ? batch * inSize : 1);
  if (transposeIn) {
    fast::transposeInner(in, transposed.asFloats(), batch, w.inChannels,
                         w.inH * w.inW);
    in = transposed.asFloats();
  }
  Scratch shifted = Scratch::floats(w.subtract != 0.0f ? batch * inSize : 1);
  if (w.subtract != 0.0f) {
    for (int64_t i = 0; i < batch * inSize; ++i)
      shifted.asFloats()[i] = in[i] - w.subtract;
    in = shifted.asFloats();
  }
  Scratch padded =
      Scratch::floats(w.padsInput ? batch * g.inH * g.inW * g.ic : 1);
  if (w.padsInput) {
    if (w.engineIsChannelsFirst())
      padPlanes(w, g, batch * g.ic, 1, in, padded.asFloats());
    else
      padPlanes(w, g, batch, g.ic, in, padded.asFloats());
    in = padded.asFloats();
  }

  Scratch result = Scratch::floats(transposeOut ? batch * outPixels * g.oc : 1);
  float *acc = transposeOut ? result.asFloats() : out;
  Status status = w.linear->run(batch, in, bias.data(), fused, acc);
  if (!status.ok())
    return status;
  finish(channelView(w.engineIsChannelsFirst() ? Layout::NCHW : Layout::NHWC,
                     batch, g.oc, outPixels),
         acc);
  if (transposeOut)
    fast::transposeInner(acc, out, batch, outPixels, g.oc);
  return status;
}

Status ConvKernel::run(int64_t batch, const float *in, float *out) const {
  Status status;
  Status outer =
      guarded("convolution", [&] { status = impl->run(batch, in, out); });
  return outer.ok() ? status : outer;
}
