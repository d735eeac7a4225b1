// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Pooling.
#include "tpuc/Kernels/Pool.h"
#include "Window.h"

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

/// Geometry of a pooling over a value of rank 3 or 4.
static llvm::Expected<Pool2DParams> readPool(Value input, const Window &window,
                                             LayerBuilder &b) {
  Shape in = b.shape(input);
  Shape out = b.result.shape;
  if (in.size() == 3 && window.rank() == 1) {
    in.insert(in.begin() + 2, 1);
    out.insert(out.begin() + 2, 1);
  } else if (in.size() != 4 || window.rank() != 2) {
    return b.error("pooling has one to three dimensions");
  }
  Pool2DParams p;
  p.channels = in[1];
  p.inH = in[2];
  p.inW = in[3];
  p.outH = out[2];
  p.outW = out[3];
  setPlane(p, window);
  return p;
}

/// Either namespace's float pooling.
using Pool2D = void (*)(const Pool2DParams &, Layout, int64_t, const float *,
                        float *, const FloatEpilogue &);

/// A pooling of rank 5 is one over the planes, then one over the depth: a
/// maximum or a mean (with the elements that count counted along each axis) of
/// parts is that of the whole.
static llvm::Error finishPool3D(LayerBuilder &b, Value input,
                                const Window &window, bool countIncludePad,
                                Pool2D pool, FloatEpilogue epilogue) {
  Shape in = b.shape(input), out = b.result.shape;
  auto used = b.use(input, Layout::NCHW);
  if (!used)
    return used.takeError();
  Pool2DParams plane, depth;
  plane.channels = in[1] * in[2];
  plane.inH = in[3];
  plane.inW = in[4];
  plane.outH = out[3];
  plane.outW = out[4];
  setPlane(plane, window);
  plane.countIncludePad = depth.countIncludePad = countIncludePad;
  depth.channels = in[1];
  depth.inH = in[2];
  depth.inW = depth.outW = out[3] * out[4];
  depth.outH = out[2];
  depth.kernelH = window.kernel[0];
  depth.strideH = window.strides[0];
  depth.dilationH = window.dilations[0];
  depth.padTop = window.padBegin[0];
  depth.padBottom = window.padEnd[0];
  int64_t batch = in[0];
  return b.finish(Layout::NCHW, [=](const StepArgs &args) {
    int64_t samples = batch * args.samples;
    std::vector<float> planes(samples * depth.channels * depth.inH * depth.inW);
    pool(plane, Layout::NCHW, samples, args.in[0], planes.data(), {});
    pool(depth, Layout::NCHW, samples, planes.data(), args.out, epilogue);
    return Status();
  });
}

template <typename OpT>
static llvm::Error buildMaxPool(OpT op, LayerBuilder &b) {
  // A relu of integers cuts at the zero point, which the epilogue cannot.
  bool cut = b.isInteger() && op.getDoRelu();
  float floor = static_cast<float>(b.resultRange(cut).lo);
  FloatEpilogue epilogue =
      cut ? FloatEpilogue()
          : b.epilogue(op.getDoRelu(), toDouble(op.getReluLimit()));
  auto pool = b.reference() ? reference::maxPool2d : fast::maxPool2d;
  int64_t size = b.result.numElements();
  Window window(op);
  if (window.rank() == 3) {
    if (cut)
      return b.error("an integer maximum in three dimensions has no relu");
    return finishPool3D(b, op.getInput(), window, /*countIncludePad=*/false,
                        pool, epilogue);
  }
  auto params = readPool(op.getInput(), window, b);
  if (!params)
    return params.takeError();
  Pool2DParams p = *params;
  Layout layout = b.layout(op.getInput());
  auto in = b.use(op.getInput(), layout);
  if (!in)
    return in.takeError();
  int64_t batch = b.result.shape[0];
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
  std::optional<AvgPoolInt> requant = readRequant(op, b);
  FloatEpilogue epilogue =
      b.epilogue(op.getDoRelu(), toDouble(op.getReluLimit()));
  auto average = b.reference() ? reference::avgPool2d : fast::avgPool2d;
  Window window(op);
  if (window.rank() == 3) {
    if (requant)
      return b.error("no chip averages integers in three dimensions");
    return finishPool3D(b, op.getInput(), window, op.getCountIncludePad(),
                        average, epilogue);
  }
  auto params = readPool(op.getInput(), window, b);
  if (!params)
    return params.takeError();
  Pool2DParams p = *params;
  p.countIncludePad = op.getCountIncludePad();
  if (requant)
    p.padValue = static_cast<float>(b.info(op.getInput()).zeroPoint);

  Layout layout = b.layout(op.getInput());
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
  return b.finish(layout, [=](const StepArgs &args) {
    average(p, layout, batch * args.samples, args.in[0], args.out, epilogue);
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
