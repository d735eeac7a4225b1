// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Changes of type: casts and requantization (numerics text, sections 5 and 6).
#include "tpuc/Kernels/Cast.h"
#include "Common.h"
#include "tpuc/Kernels/Integer.h"

#include <cstring>

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

/// How a float of type `from` is quantized.
static QuantizeForm quantizeForm(const LayerBuilder &b, Value input,
                                 Storage from) {
  if (b.isCv18()) {
    // The network's inputs are quantized on the host.
    bool atInput = isa<BlockArgument>(input) ||
                   isa_and_nonnull<top::InputOp>(input.getDefiningOp());
    return atInput && from == Storage::F32 ? QuantizeForm::F32
                                           : QuantizeForm::Cv18;
  }
  if (from == Storage::F16)
    return QuantizeForm::F16;
  return from == Storage::BF16 ? QuantizeForm::BF16 : QuantizeForm::F32;
}

static DequantizeForm dequantizeForm(const LayerBuilder &b, Storage to) {
  if (b.isCv18())
    return DequantizeForm::Cv18;
  if (to == Storage::F16)
    return DequantizeForm::F16;
  return to == Storage::BF16 ? DequantizeForm::BF16 : DequantizeForm::F32;
}

static void copyFloats(const float *in, float *out, int64_t n) {
  std::memcpy(out, in, n * sizeof(float));
}

static llvm::Error buildCast(tpu::CastOp op, LayerBuilder &b) {
  Value input = op.getInput();
  TensorInfo from = b.info(input);
  const TensorInfo &to = b.result;
  if (!from.quantized && to.quantized && to.storage != Storage::I32) {
    auto run = b.reference() ? reference::quantize : fast::quantize;
    QuantizeForm form = quantizeForm(b, input, from.storage);
    quant::UniformParams type = b.params(to);
    return finishElementwise(b, input,
                             [=](const float *in, float *out, int64_t n) {
                               run(form, type, in, out, n);
                             });
  }
  if (from.quantized && isFloat(to.storage)) {
    auto run = b.reference() ? reference::dequantize : fast::dequantize;
    DequantizeForm form = dequantizeForm(b, to.storage);
    quant::UniformParams type = b.params(from);
    return finishElementwise(b, input,
                             [=](const float *in, float *out, int64_t n) {
                               run(form, type, in, out, n);
                             });
  }
  if (isFloat(from.storage) && isFloat(to.storage)) {
    quant::FloatRound round = b.rounding();
    // cv18xx cuts f32 to bf16.
    if (b.isCv18() && from.storage == Storage::F32 &&
        to.storage == Storage::BF16)
      round = quant::FloatRound::BF16Truncate;
    if (round == quant::FloatRound::None)
      return finishElementwise(b, input, copyFloats);
    return finishElementwise(b, input,
                             [=](const float *in, float *out, int64_t n) {
                               quant::roundFloats(in, out, n, round);
                             });
  }
  if (isFloat(from.storage) && to.storage == Storage::I32)
    return finishElementwise(b, input, reference::toInt32);
  // Integers of the same meaning.
  return finishElementwise(b, input, copyFloats);
}

static llvm::Error buildRequant(tpu::RequantOp op, LayerBuilder &b) {
  tpu::RequantAttr attr = op.getRequant();
  TensorInfo from = b.info(op.getInput());
  if (from.storage == Storage::I32 || attr.getRshifts().size() > 1) {
    Requant requant = makeRequant(b, attr, {});
    if (b.reference())
      return finishChannelwise(
          b, op.getInput(),
          [=](const ChannelView &view, const float *in, float *out) {
            reference::requantize(requant, view, in, out);
          });
    int64_t channels = channelViewOf(b.result.shape, Layout::NCHW).channels;
    auto kernel = std::make_shared<RequantKernel>(requant, channels);
    return finishChannelwise(b, op.getInput(),
                             [=](const ChannelView &view, const float *in,
                                 float *out) { kernel->run(view, in, out); });
  }
  AffineInt p;
  p.requant = entry(attr, 0);
  p.zeroPointIn = from.zeroPoint;
  p.zeroPoint = b.result.zeroPoint;
  p.mode = convert(attr.getRound());
  p.floatMultiplier = multipliesInFloat(attr);
  p.range = b.resultRange();
  auto affine = b.reference() ? reference::affineInt : fast::affineInt;
  return finishElementwise(
      b, op.getInput(),
      [=](const float *in, float *out, int64_t n) { affine(p, in, out, n); });
}

void addCastLayers(LayerRegistry &r) {
  r.add(buildCast);
  r.add(buildRequant);
}

} // namespace tpuc::runtime
