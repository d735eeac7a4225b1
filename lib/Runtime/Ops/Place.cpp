// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Ops that find places, read at moved ones, or fill them.
#include "tpuc/Kernels/Place.h"
#include "Common.h"

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

template <typename OpT>
static llvm::Error buildNonMaxSuppression(OpT op, LayerBuilder &b) {
  Shape scores = b.shape(op.getScores());
  NonMaxSuppressionParams p;
  p.images = scores[0];
  p.classes = scores[1];
  p.boxes = scores[2];
  p.most = op.getMaxOutput();
  p.iouThreshold = static_cast<float>(toDouble(op.getIouThreshold()));
  if (auto threshold = op.getScoreThreshold())
    p.scoreThreshold = static_cast<float>(toDouble(*threshold));
  p.centerPointBox = op.getCenterPointBox();
  return finishPlain(b, [=](PlainArgs in, float *out) {
    return reference::nonMaxSuppression(p, in[0], in[1], out);
  });
}

template <typename OpT>
static llvm::Error buildNonZero(OpT op, LayerBuilder &b) {
  Shape shape = b.shape(op.getInput());
  return finishPlain(b, [=](PlainArgs in, float *out) {
    reference::nonZero(in[0], shape, out);
    return Status();
  });
}

template <typename OpT>
static llvm::Error buildMaxPoolIndices(OpT op, LayerBuilder &b) {
  Shape in = b.shape(op.getInput());
  const Shape &out = b.result.shape;
  PlaceWindow w;
  w.planes = in[0] * in[1];
  w.in.assign(in.begin() + 2, in.end());
  w.out.assign(out.begin() + 2, out.end());
  w.kernel = op.getKernelShape().vec();
  w.strides = op.getStrides().vec();
  w.pads = op.getPads().vec();
  w.dilations = spatial(op.getDilations(), w.kernel.size(), 1);
  return finishPlain(b, [=](PlainArgs args, float *to) {
    reference::maxPoolIndices(w, args[0], to);
    return Status();
  });
}

template <typename OpT>
static llvm::Error buildMaxUnpool(OpT op, LayerBuilder &b) {
  Shape in = b.shape(op.getInput());
  int64_t planes = in[0] * in[1], count = numElements(in) / planes;
  int64_t size = b.result.numElements() / planes;
  return finishPlain(b, [=](PlainArgs args, float *to) {
    return reference::maxUnpool(planes, count, size, args[0], args[1], to);
  });
}

template <typename OpT>
static llvm::Error buildDeformGather(OpT op, LayerBuilder &b) {
  Shape in = b.shape(op.getInput()), windows = b.shape(op.getOffset());
  Shape dilations = spatial(op.getDilations(), 2, 1);
  DeformGatherParams p;
  p.batch = in[0];
  p.channels = in[1];
  p.offsetGroups = op.getOffsetGroup();
  p.inH = in[2];
  p.inW = in[3];
  p.outH = windows[2];
  p.outW = windows[3];
  p.kernelH = op.getKernelShape()[0];
  p.kernelW = op.getKernelShape()[1];
  p.strideH = op.getStrides()[0];
  p.strideW = op.getStrides()[1];
  p.padTop = op.getPads()[0];
  p.padLeft = op.getPads()[1];
  p.dilationH = dilations[0];
  p.dilationW = dilations[1];
  FloatRound round = b.rounding();
  return finishPlain(b, [=](PlainArgs args, float *to) {
    const float *mask = args.size() > 2 ? args[2] : nullptr;
    reference::deformGather(p, args[0], args[1], mask, to, round);
    return Status();
  });
}

void addPlaceLayers(LayerRegistry &r) {
  r.add(buildNonMaxSuppression<top::NonMaxSuppressionOp>);
  r.add(buildNonMaxSuppression<tpu::NonMaxSuppressionOp>);
  r.add(buildNonZero<top::NonZeroOp>);
  r.add(buildNonZero<tpu::NonZeroOp>);
  r.add(buildMaxPoolIndices<top::MaxPoolIndicesOp>);
  r.add(buildMaxPoolIndices<tpu::MaxPoolIndicesOp>);
  r.add(buildMaxUnpool<top::MaxUnpoolOp>);
  r.add(buildMaxUnpool<tpu::MaxUnpoolOp>);
  r.add(buildDeformGather<top::DeformGatherOp>);
  r.add(buildDeformGather<tpu::DeformGatherOp>);
}

} // namespace tpuc::runtime
