// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Pooling of one and two dimensions.
#include "tpuc/Kernels/Pool.h"
#include "Common.h"

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

/// Geometry of a pooling over a value of rank 3 or 4.
template <typename OpT>
static llvm::Expected<Pool2DParams> readPool(OpT op, LayerBuilder &b) {
  Shape in = b.shape(op.getInput());
  Shape out = b.result.shape;
  Shape kernel = op.getKernelShape().vec(), strides = op.getStrides().vec(),
        pads = op.getPads().vec();
  if (in.size() == 3 && kernel.size() == 1) {
    in.insert(in.begin() + 2, 1);
    out.insert(out.begin() + 2, 1);
    kernel.insert(kernel.begin(), 1);
    strides.insert(strides.begin(), 1);
    pads = {0, pads[0], 0, pads[1]};
  }
  if (in.size() != 4 || kernel.size() != 2)
    return b.error("pooling has one or two dimensions");
  Pool2DParams p;
  p.channels = in[1];
  p.inH = in[2];
  p.inW = in[3];
  p.outH = out[2];
  p.outW = out[3];
  p.kernelH = kernel[0];
  p.kernelW = kernel[1];
  p.strideH = strides[0];
  p.strideW = strides[1];
  p.padTop = pads[0];
  p.padLeft = pads[1];
  p.padBottom = pads[2];
  p.padRight = pads[3];
  return p;
}

/// Both layouts are possible: the one that the input has.
static Layout poolLayout(const LayerBuilder &b, Value input) {
  return b.layout(input);
}

template <typename OpT>
static llvm::Error buildMaxPool(OpT op, LayerBuilder &b) {
  auto params = readPool(op, b);
  if (!params)
    return params.takeError();
  Pool2DParams p = *params;
  if (auto dilations = op.getDilations()) {
    p.dilationW = dilations->back();
    p.dilationH = dilations->size() == 2 ? dilations->front() : 1;
  }
  Layout layout = poolLayout(b, op.getInput());
  auto in = b.use(op.getInput(), layout);
  if (!in)
    return in.takeError();
  // A relu of integers cuts at the zero point, which the epilogue cannot.
  bool cut = b.isInteger() && op.getDoRelu();
  float floor = static_cast<float>(b.resultRange(cut).lo);
  FloatEpilogue epilogue =
      cut ? FloatEpilogue()
          : b.epilogue(op.getDoRelu(), toDouble(op.getReluLimit()));
  auto pool = b.reference() ? reference::maxPool2d : fast::maxPool2d;
  int64_t batch = b.result.shape[0], size = b.result.numElements();
  return b.finish(layout, [=](const StepArgs &args) {
    pool(p, layout, batch * args.samples, args.in[0], args.out, epilogue);
    if (cut)
      raiseTo(floor, args.out, size * args.samples);
    return Status();
  });
}

/// Requantization of a quantized average; nothing in Top ops and floats.
static std::optional<AvgPoolInt> readRequant(top::AvgPoolOp, LayerBuilder &) {
  return std::nullopt;
}

static std::optional<AvgPoolInt> readRequant(tpu::AvgPoolOp op,
                                             LayerBuilder &b) {
  if (!b.isInteger())
    return std::nullopt;
  AvgPoolInt q;
  q.range = b.resultRange(op.getDoRelu());
  if (tpu::RequantAttr requant = requantOf(op)) {
    quant::MultiplierShift one = entry(requant, 0);
    q.multiplier = one.multiplier;
    q.shift = one.shift;
    q.floatMultiplier = multipliesInFloat(requant);
    q.sumRound = b.isCv18() ? quant::RoundMode::HalfUp
                            : quant::RoundMode::HalfAwayFromZero;
    return q;
  }
  q.usesFloat = true;
  if (auto scale = op.getScale())
    q.scale = toDouble(*scale);
  if (auto offset = op.getOffset())
    q.offset = toDouble(*offset);
  return q;
}

template <typename OpT>
static llvm::Error buildAvgPool(OpT op, LayerBuilder &b) {
  auto params = readPool(op, b);
  if (!params)
    return params.takeError();
  Pool2DParams p = *params;
  p.countIncludePad = op.getCountIncludePad();
  std::optional<AvgPoolInt> requant = readRequant(op, b);
  if (requant)
    p.padValue = static_cast<float>(b.info(op.getInput()).zeroPoint);

  Layout layout = poolLayout(b, op.getInput());
  auto in = b.use(op.getInput(), layout);
  if (!in)
    return in.takeError();
  int64_t batch = b.result.shape[0];
  if (requant) {
    auto pool = b.reference() ? reference::avgPool2dInt : fast::avgPool2dInt;
    return b.finish(layout, [=, q = *requant](const StepArgs &args) {
      pool(p, q, layout, batch * args.samples, args.in[0], args.out);
      return Status();
    });
  }
  FloatEpilogue epilogue =
      b.epilogue(op.getDoRelu(), toDouble(op.getReluLimit()));
  auto pool = b.reference() ? reference::avgPool2d : fast::avgPool2d;
  return b.finish(layout, [=](const StepArgs &args) {
    pool(p, layout, batch * args.samples, args.in[0], args.out, epilogue);
    return Status();
  });
}

void addPoolLayers(LayerRegistry &r) {
  r.add(buildMaxPool<top::MaxPoolOp>);
  r.add(buildMaxPool<tpu::MaxPoolOp>);
  r.add(buildAvgPool<top::AvgPoolOp>);
  r.add(buildAvgPool<tpu::AvgPoolOp>);
}

} // namespace tpuc::runtime
