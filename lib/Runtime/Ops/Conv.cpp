// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Convolutions and deconvolutions of one and two dimensions.
#include "Conv.h"
#include "tpuc/Kernels/Conv.h"

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

llvm::Expected<ConvClosing> makeClosing(LayerBuilder &b, const ConvSpec &spec) {
  auto bias = b.constantOrEmpty(spec.bias);
  if (!bias)
    return bias.takeError();
  ConvClosing closing;
  if (!b.isInteger()) {
    closing.bias = std::move(*bias);
    closing.epilogue = b.epilogue(spec.relu, spec.reluLimit);
    return closing;
  }
  // Quirk Q7: a 3-D convolution of bm1684 adds its bias twice.
  if (spec.rank() == 3 && b.chip() && b.chip()->family == ChipFamily::BM1684)
    for (float &value : *bias)
      value *= 2;
  closing.requant = makeRequant(b, spec.requant, std::move(*bias));
  closing.requant->relu = spec.relu;
  return closing;
}

/// The integers that the input may hold; nothing for floats.
static std::optional<InputRange> integerRange(LayerBuilder &b, Value input) {
  if (!b.isInteger())
    return std::nullopt;
  return b.operandRange(input, b.info(input));
}

template <typename Kernel>
static ConvFunction toFunction(std::shared_ptr<Kernel> kernel) {
  return [kernel](int64_t batch, const float *in, float *out) {
    return kernel->run(batch, in, out);
  };
}

/// The fast form, from packed weights.
static llvm::Expected<ConvFunction> makeFast(LayerBuilder &b,
                                             WeightStore::PackedConv weights,
                                             ConvClosing &&closing,
                                             Status status) {
  if (!weights)
    return b.error(status);
  std::shared_ptr<ConvKernel> kernel =
      closing.requant ? ConvKernel::createQuantized(
                            weights, std::move(*closing.requant), status)
                      : ConvKernel::createFloat(weights, closing.bias,
                                                closing.epilogue, status);
  if (!kernel)
    return b.error(status);
  return toFunction(kernel);
}

/// Bias and activation, or requantization, of an accumulator in place.
static void close(const ConvClosing &closing, const ChannelView &view,
                  float *out) {
  if (closing.requant)
    reference::requantize(*closing.requant, view, out, out);
  else
    reference::biasEpilogue(closing.epilogue, closing.bias, view, out, out);
}

/// A chip's floats are summed in f32 in the order of the window.
static reference::Summation summation(const LayerBuilder &b) {
  return b.chip() && !b.isInteger() ? reference::Summation::InOrder
                                    : reference::Summation::Exact;
}

llvm::Expected<ConvFunction> makeConv2D(LayerBuilder &b, const ConvSpec &spec,
                                        const Conv2DParams &params,
                                        Layout layout,
                                        llvm::ArrayRef<float> filter) {
  auto closing = makeClosing(b, spec);
  if (!closing)
    return closing.takeError();
  if (b.reference())
    return ConvFunction([=, filter = filter.vec(), closing = *closing,
                         sums = summation(b)](int64_t batch, const float *in,
                                              float *out) {
      reference::conv2d(params, layout, batch, in, filter.data(), out, sums);
      close(closing,
            channelView(layout, batch, params.outChannels,
                        params.outH() * params.outW()),
            out);
      return Status();
    });
  ConvOptions options{layout, layout, integerRange(b, spec.input)};
  Status status;
  auto packed = b.weights().conv(params, options, filter, status);
  return makeFast(b, packed, std::move(*closing), status);
}

/// Sizes of a value of rank 3 or 4: [N, C, H, W] with H = 1 in 1-D.
static Shape as2D(const Shape &shape) {
  if (shape.size() == 3)
    return {shape[0], shape[1], 1, shape[2]};
  return shape;
}

/// One entry for height and one for width.
struct Pair {
  int64_t h, w;
  Pair(const Shape &values, int64_t missing)
      : h(values.size() == 1 ? missing : values[0]), w(values.back()) {}
};

template <typename Params>
static void fillGeometry(Params &p, const ConvSpec &spec, const Shape &in,
                         const Shape &out) {
  p.inChannels = in[1];
  p.outChannels = out[1];
  p.groups = spec.group;
  p.inH = in[2];
  p.inW = in[3];
  setPlane(p, spec);
}

/// Channels-last where it exists; the reference stays with the plain order.
static Layout convLayout(const LayerBuilder &b, Value input) {
  return b.reference() || b.shape(input).size() != 4 ? Layout::NCHW
                                                     : Layout::NHWC;
}

/// A filter that is itself computed: f32 only, sample by sample.
static llvm::Error finishDynamicFilter(LayerBuilder &b, const ConvSpec &spec,
                                       const Conv2DParams &params,
                                       int64_t batch) {
  if (b.isInteger())
    return b.error("an integer convolution needs constant weights");
  auto closing = makeClosing(b, spec);
  if (!closing)
    return closing.takeError();
  auto in = b.use(spec.input, Layout::NCHW);
  if (!in)
    return in.takeError();
  auto filter = b.use(spec.filter, Layout::NCHW);
  if (!filter)
    return filter.takeError();
  ChannelView view = channelViewOf(b.result.shape, Layout::NCHW);
  return b.finishPerSample(
      Layout::NCHW, [=, closing = std::move(*closing)](
                        llvm::ArrayRef<const float *> args, float *out) {
        reference::conv2d(params, Layout::NCHW, batch, args[0], args[1], out);
        close(closing, view, out);
        return Status();
      });
}

template <typename OpT> static llvm::Error buildConv(OpT op, LayerBuilder &b) {
  ConvSpec spec = readConv(op);
  if (spec.rank() == 3)
    return buildConv3D(b, spec);
  if (spec.rank() > 2)
    return b.error("convolutions have one to three dimensions");
  Conv2DParams params;
  Shape in = as2D(b.shape(spec.input));
  fillGeometry(params, spec, in, as2D(b.result.shape));
  if (b.isInteger())
    params.padValue = static_cast<float>(b.info(spec.input).zeroPoint);
  if (!spec.inserts.empty()) {
    Pair inserts(spec.inserts, 0);
    params.insertH = inserts.h;
    params.insertW = inserts.w;
  }
  if (!b.isConstant(spec.filter))
    return finishDynamicFilter(b, spec, params, in[0]);

  auto filter = b.constant(spec.filter);
  if (!filter)
    return filter.takeError();
  Layout layout = convLayout(b, spec.input);
  auto use = b.use(spec.input, layout);
  if (!use)
    return use.takeError();
  auto conv = makeConv2D(b, spec, params, layout, *filter);
  if (!conv)
    return conv.takeError();
  return b.finish(
      layout, [conv = std::move(*conv), batch = in[0]](const StepArgs &args) {
        return conv(batch * args.samples, args.in[0], args.out);
      });
}

//===----------------------------------------------------------------------===//
// Deconvolution
//===----------------------------------------------------------------------===//

/// [C, OC/group, kernel] of top.Deconv to [OC, C/group, kernel] of the kernels
/// (and of tpu.Deconv2D).
static std::vector<float> transposeFilter(llvm::ArrayRef<float> filter,
                                          const Deconv2DParams &p) {
  int64_t ic = p.inChannels / p.groups, oc = p.outChannels / p.groups;
  int64_t window = p.kernelH * p.kernelW;
  std::vector<float> result(filter.size());
  for (int64_t g = 0; g < p.groups; ++g)
    for (int64_t i = 0; i < ic; ++i)
      for (int64_t o = 0; o < oc; ++o)
        std::copy_n(&filter[((g * ic + i) * oc + o) * window], window,
                    &result[((g * oc + o) * ic + i) * window]);
  return result;
}

template <typename OpT>
static llvm::Error buildDeconv(OpT op, LayerBuilder &b) {
  ConvSpec spec = readConv(op);
  if (spec.rank() > 2 || !b.isConstant(spec.filter)) {
    if (std::is_same_v<OpT, tpu::Deconv2DOp>)
      return b.error("it has one or two dimensions and constant weights");
    return buildDeconvND(b, spec);
  }
  std::optional<llvm::ArrayRef<int64_t>> outputPadding = op.getOutputPadding();
  spec.outputPadding = spatial(outputPadding, spec.rank(), 0);
  Deconv2DParams params;
  Shape in = as2D(b.shape(spec.input));
  fillGeometry(params, spec, in, as2D(b.result.shape));
  Pair padding(spec.outputPadding, 0);
  params.outputPadH = padding.h;
  params.outputPadW = padding.w;
  if (b.isInteger())
    params.padValue = static_cast<float>(b.info(spec.input).zeroPoint);

  auto filter = b.constant(spec.filter);
  if (!filter)
    return filter.takeError();
  std::vector<float> weights = std::is_same_v<OpT, tpu::Deconv2DOp>
                                   ? filter->copy()
                                   : transposeFilter(*filter, params);
  auto closing = makeClosing(b, spec);
  if (!closing)
    return closing.takeError();
  // Quirk Q16: an unsigned result ends where a signed one does.
  if (closing->requant)
    closing->requant->range.hi = std::min(closing->requant->range.hi, 127);
  Layout layout = convLayout(b, spec.input);
  auto use = b.use(spec.input, layout);
  if (!use)
    return use.takeError();

  ConvFunction deconv;
  if (b.reference()) {
    deconv = [=, closing = std::move(*closing),
              sums = summation(b)](int64_t batch, const float *in, float *out) {
      reference::deconv2d(params, layout, batch, in, weights.data(), out, sums);
      close(closing,
            channelView(layout, batch, params.outChannels,
                        params.outH() * params.outW()),
            out);
      return Status();
    };
  } else {
    ConvOptions options{layout, layout, integerRange(b, spec.input)};
    Status status;
    auto packed = b.weights().deconv(params, options, weights, status);
    auto made = makeFast(b, packed, std::move(*closing), status);
    if (!made)
      return made.takeError();
    deconv = std::move(*made);
  }
  return b.finish(layout, [deconv, batch = in[0]](const StepArgs &args) {
    return deconv(batch * args.samples, args.in[0], args.out);
  });
}

void addConvLayers(LayerRegistry &r) {
  r.add(buildConv<top::ConvOp>);
  r.add(buildConv<tpu::Conv2DOp>);
  r.add(buildConv<tpu::Conv3DOp>);
  r.add(buildDeconv<top::DeconvOp>);
  r.add(buildDeconv<tpu::Deconv2DOp>);
  r.add(buildDeconv<tpu::DeconvOp>);
}

} // namespace tpuc::runtime
