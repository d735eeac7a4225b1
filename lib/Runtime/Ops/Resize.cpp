// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Ops that change the spatial size.
#include "Common.h"
#include "tpuc/Dialect/Top/KernelEnums.h"
#include "tpuc/Kernels/Shape.h"

#include <algorithm>

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

//===----------------------------------------------------------------------===//
// Interp
//===----------------------------------------------------------------------===//

template <typename OpT>
static llvm::Error buildInterp(OpT op, LayerBuilder &b) {
  Layout layout = b.layout(op.getInput());
  auto in = b.use(op.getInput(), layout);
  if (!in)
    return in.takeError();
  Shape shape = b.shape(op.getInput());
  size_t rank = shape.size();
  if (rank < 2)
    return b.error("the input must have two dimensions or more");
  Interp2DParams p;
  p.inH = shape[rank - 2];
  p.inW = shape[rank - 1];
  p.outH = b.result.shape[rank - 2];
  p.outW = b.result.shape[rank - 1];
  p.channels = rank > 2 ? shape[rank - 3] : 1;
  p.mode = top::toKernel(op.getMode());
  p.coordinates = top::toKernel(op.getCoordMode());
  p.nearest = top::toKernel(op.getNearestMode());
  if (auto scale = op.getScaleH())
    p.scaleH = toDouble(*scale);
  if (auto scale = op.getScaleW())
    p.scaleW = toDouble(*scale);
  p.cubicCoeff = toDouble(op.getCubicCoeff());
  p.excludeOutside = op.getExcludeOutside();
  p.antialias = op.getAntialias();
  p.extrapolation = static_cast<float>(toDouble(op.getExtrapolation()));
  if (auto roi = op.getRoi()) {
    p.roiBeginH = (*roi)[0];
    p.roiBeginW = (*roi)[1];
    p.roiEndH = (*roi)[2];
    p.roiEndW = (*roi)[3];
  }
  int64_t batch = numElements(shape) / (p.channels * p.inH * p.inW);
  // Quirk Q13: not rounded, in no float type.
  return b.finish(layout, [=](const StepArgs &args) {
    reference::interp2d(p, layout, batch * args.samples, args.in[0], args.out);
    return Status();
  });
}

//===----------------------------------------------------------------------===//
// Upsample
//===----------------------------------------------------------------------===//

/// Repeats every group of `run` elements `timesW` times along a row and every
/// row `timesH` times.
static void repeatPixels(const float *in, float *out, int64_t rows,
                         int64_t cols, int64_t run, int64_t timesH,
                         int64_t timesW) {
  int64_t rowSize = cols * timesW * run;
  for (int64_t r = 0; r < rows; ++r) {
    float *first = out;
    for (int64_t c = 0; c < cols; ++c, in += run)
      for (int64_t t = 0; t < timesW; ++t, out += run)
        std::copy_n(in, run, out);
    for (int64_t t = 1; t < timesH; ++t, out += rowSize)
      std::copy_n(first, rowSize, out);
  }
}

template <typename OpT>
static llvm::Error buildUpsample(OpT op, LayerBuilder &b) {
  Layout layout = b.layout(op.getInput());
  auto in = b.use(op.getInput(), layout);
  if (!in)
    return in.takeError();
  Shape shape = b.shape(op.getInput());
  if (shape.size() != 4)
    return b.error("the input must have four dimensions");
  bool last = layout == Layout::NHWC;
  int64_t rows = (last ? 1 : shape[1]) * shape[0] * shape[2];
  int64_t cols = shape[3], run = last ? shape[1] : 1;
  int64_t timesH = op.getScaleH(), timesW = op.getScaleW();
  return b.finish(layout, [=](const StepArgs &args) {
    repeatPixels(args.in[0], args.out, rows * args.samples, cols, run, timesH,
                 timesW);
    return Status();
  });
}

//===----------------------------------------------------------------------===//
// DepthToSpace
//===----------------------------------------------------------------------===//

template <typename OpT>
static llvm::Error buildDepthToSpace(OpT op, LayerBuilder &b) {
  Layout layout = b.layout(op.getInput());
  auto in = b.use(op.getInput(), layout);
  if (!in)
    return in.takeError();
  Shape shape = b.shape(op.getInput());
  if (shape.size() != 4)
    return b.error("the input must have four dimensions");
  Depth2SpaceParams p;
  p.channels = shape[1];
  p.inH = shape[2];
  p.inW = shape[3];
  p.blockH = op.getBlockH();
  p.blockW = op.getBlockW();
  p.crd = op.getIsCrd();
  p.inverse = op.getIsInversed();
  int64_t batch = shape[0];
  auto move = b.reference() ? reference::depth2space : fast::depth2space;
  return b.finish(layout, [=](const StepArgs &args) {
    move(p, layout, batch * args.samples, args.in[0], args.out);
    return Status();
  });
}

void addResizeLayers(LayerRegistry &r) {
  r.add(buildInterp<top::InterpOp>);
  r.add(buildInterp<tpu::InterpOp>);
  r.add(buildUpsample<top::UpsampleOp>);
  r.add(buildUpsample<tpu::UpsampleOp>);
  r.add(buildDepthToSpace<top::DepthToSpaceOp>);
  r.add(buildDepthToSpace<tpu::DepthToSpaceOp>);
}

} // namespace tpuc::runtime
