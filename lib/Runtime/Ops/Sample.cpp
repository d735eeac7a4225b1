// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Ops that read images at computed places.
#include "tpuc/Kernels/Sample.h"
#include "Common.h"
#include "tpuc/Dialect/Top/KernelEnums.h"

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

template <typename OpT>
static llvm::Error buildGridSample(OpT op, LayerBuilder &b) {
  for (Value operand : {op.getInput(), op.getGrid()})
    if (auto used = b.use(operand, Layout::NCHW); !used)
      return used.takeError();
  Shape in = b.shape(op.getInput());
  const Shape &out = b.result.shape;
  GridSampleParams p;
  p.batch = in[0];
  p.channels = in[1];
  p.hasDepth = in.size() == 5;
  if (p.hasDepth) {
    p.inD = in[2];
    p.outD = out[2];
  }
  p.inH = in[in.size() - 2];
  p.inW = in.back();
  p.outH = out[out.size() - 2];
  p.outW = out.back();
  p.mode = top::toKernel(op.getMode());
  p.padding = top::toKernel(op.getPaddingMode());
  p.alignCorners = op.getAlignCorners();
  FloatEpilogue epilogue = b.epilogue();
  return b.finishPerSample(
      Layout::NCHW, [=](llvm::ArrayRef<const float *> args, float *to) {
        reference::gridSample(p, args[0], args[1], to, epilogue);
        return Status();
      });
}

template <typename OpT>
static llvm::Error buildRoiAlign(OpT op, LayerBuilder &b) {
  for (Value operand : {op.getInput(), op.getBoxes(), op.getImages()})
    if (auto used = b.use(operand, Layout::NCHW); !used)
      return used.takeError();
  Shape in = b.shape(op.getInput());
  RoiAlignParams p;
  p.channels = in[1];
  p.inH = in[2];
  p.inW = in[3];
  p.boxes = b.result.shape[0];
  p.outH = op.getOutputH();
  p.outW = op.getOutputW();
  p.samplingRatio = op.getSamplingRatio();
  p.spatialScale = static_cast<float>(toDouble(op.getSpatialScale()));
  p.mode = top::toKernel(op.getMode());
  p.halfPixel = op.getHalfPixel();
  int64_t batch = in[0];
  FloatEpilogue epilogue = b.epilogue();
  return b.finishPerSample(
      Layout::NCHW, [=](llvm::ArrayRef<const float *> args, float *to) {
        return reference::roiAlign(p, batch, args[0], args[1], args[2], to,
                                   epilogue);
      });
}

void addSampleLayers(LayerRegistry &r) {
  r.add(buildGridSample<top::GridSampleOp>);
  r.add(buildGridSample<tpu::GridSampleOp>);
  r.add(buildRoiAlign<top::RoiAlignOp>);
  r.add(buildRoiAlign<tpu::RoiAlignOp>);
}

} // namespace tpuc::runtime
