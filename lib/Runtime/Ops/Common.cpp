// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Common.h"
#include "tpuc/Kernels/Shape.h"

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

llvm::Error finishElementwise(LayerBuilder &b, Value input,
                              ElementFunction run) {
  auto in = b.use(input);
  if (!in)
    return in.takeError();
  int64_t n = b.result.numElements();
  return b.finish(b.layout(input), [=](const StepArgs &args) {
    run(args.in[0], args.out, n * args.samples);
    return Status();
  });
}

llvm::Error finishChannelwise(LayerBuilder &b, Value input,
                              ChannelFunction run) {
  auto in = b.use(input);
  if (!in)
    return in.takeError();
  Layout layout = b.layout(input);
  ChannelView view = channelViewOf(b.result.shape, layout);
  return b.finish(layout, [=](const StepArgs &args) {
    run(times(view, args.samples), args.in[0], args.out);
    return Status();
  });
}

//===----------------------------------------------------------------------===//
// Broadcasting
//===----------------------------------------------------------------------===//

namespace {
/// One side of a binary op.
struct Side {
  std::vector<float> fixed; ///< the numbers, when it is a weight
  size_t index = 0;         ///< else its place among the step's operands
  bool isFixed = false;
  Shape shape; ///< in memory order
  int64_t stride = 0;

  const float *data(const StepArgs &args, int64_t sample) const {
    return isFixed ? fixed.data() : args.in[index] + sample * stride;
  }
  Shape shapeOf(int64_t samples) const {
    Shape s = shape;
    if (!isFixed && !s.empty())
      s[0] *= samples;
    return s;
  }
};
} // namespace

static Layout broadcastLayout(LayerBuilder &b, Value lhs, Value rhs) {
  if (b.result.shape.size() != 4)
    return Layout::NCHW;
  Layout layout = Layout::NCHW;
  for (Value side : {lhs, rhs}) {
    if (b.isConstant(side))
      continue;
    if (b.shape(side).size() != 4)
      return Layout::NCHW;
    if (b.layout(side) == Layout::NHWC)
      layout = Layout::NHWC;
  }
  return layout;
}

static llvm::Expected<Side> makeSide(LayerBuilder &b, Value value,
                                     Layout layout) {
  Side side;
  Shape shape = b.shape(value);
  side.isFixed = b.isConstant(value);
  if (!side.isFixed) {
    auto index = b.use(value, layout);
    if (!index)
      return index.takeError();
    side.index = *index;
    side.shape = physicalShape(shape, layout);
    side.stride = numElements(shape);
    return side;
  }
  auto floats = b.constant(value);
  if (!floats)
    return floats.takeError();
  side.fixed = floats->copy();
  side.shape = shape;
  if (layout == Layout::NHWC) {
    shape.insert(shape.begin(), 4 - shape.size(), 1);
    reference::permute(floats->get().data(), shape, {0, 2, 3, 1},
                       side.fixed.data());
    side.shape = physicalShape(shape, layout);
  }
  return side;
}

llvm::Error finishBroadcast(LayerBuilder &b, Value lhs, Value rhs,
                            BroadcastFunction run) {
  Layout layout = broadcastLayout(b, lhs, rhs);
  auto left = makeSide(b, lhs, layout);
  if (!left)
    return left.takeError();
  auto right = makeSide(b, rhs, layout);
  if (!right)
    return right.takeError();

  // Samples are one long dimension 0 unless an operand repeats along it.
  const Shape &out = b.result.shape;
  bool stacked = !out.empty();
  for (const Side *side : {&*left, &*right}) {
    if (!stacked)
      break;
    bool sameRank = side->shape.size() == out.size();
    if (side->isFixed)
      stacked &= !sameRank || side->shape[0] == 1;
    else
      stacked &= sameRank && side->shape[0] == out[0];
  }
  int64_t stride = b.result.numElements();
  return b.finish(layout, [=, l = *left, r = *right](const StepArgs &args) {
    if (stacked || args.samples == 1) {
      run(l.data(args, 0), l.shapeOf(args.samples), r.data(args, 0),
          r.shapeOf(args.samples), args.out);
      return Status();
    }
    for (int64_t s = 0; s < args.samples; ++s)
      run(l.data(args, s), l.shape, r.data(args, s), r.shape,
          args.out + s * stride);
    return Status();
  });
}

llvm::Error finishPlain(LayerBuilder &b, LayerBuilder::SampleFunction run) {
  for (Value operand : b.op->getOperands())
    if (auto used = b.use(operand, Layout::NCHW); !used)
      return used.takeError();
  return b.finishPerSample(Layout::NCHW, std::move(run));
}

void raiseTo(float floor, float *values, int64_t n) {
  for (int64_t i = 0; i < n; ++i)
    values[i] = values[i] < floor ? floor : values[i];
}

//===----------------------------------------------------------------------===//
// Requantization
//===----------------------------------------------------------------------===//

quant::RoundMode convert(tpu::RoundMode mode) {
  switch (mode) {
  case tpu::RoundMode::HalfUp:
    return quant::RoundMode::HalfUp;
  case tpu::RoundMode::HalfDown:
    return quant::RoundMode::HalfDown;
  case tpu::RoundMode::HalfToEven:
    return quant::RoundMode::HalfToEven;
  case tpu::RoundMode::HalfAwayFromZero:
    return quant::RoundMode::HalfAwayFromZero;
  case tpu::RoundMode::Down:
    return quant::RoundMode::Down;
  case tpu::RoundMode::Up:
    return quant::RoundMode::Up;
  case tpu::RoundMode::TowardsZero:
    return quant::RoundMode::TowardsZero;
  }
  llvm_unreachable("unknown round mode");
}

static RequantKind convert(tpu::RequantMode mode) {
  switch (mode) {
  case tpu::RequantMode::OnlyShift:
    return RequantKind::OnlyShift;
  case tpu::RequantMode::MultiplierShift:
    return RequantKind::MultiplierShift;
  case tpu::RequantMode::MultiplierShiftFloat:
    return RequantKind::MultiplierShiftFloat;
  case tpu::RequantMode::QDM:
    return RequantKind::Qdm;
  }
  llvm_unreachable("unknown requantization mode");
}

Requant makeRequant(const LayerBuilder &b, tpu::RequantAttr attr,
                    std::vector<float> bias) {
  Requant r;
  r.bias = std::move(bias);
  if (!attr)
    return r;
  r.kind = convert(attr.getMode());
  r.multipliers.assign(attr.getMultipliers().begin(),
                       attr.getMultipliers().end());
  r.shifts.assign(attr.getRshifts().begin(), attr.getRshifts().end());
  r.roundMode = convert(attr.getRound());
  r.zeroPoint = static_cast<int32_t>(b.result.zeroPoint);
  r.range = b.resultRange();
  return r;
}

quant::MultiplierShift entry(tpu::RequantAttr attr, size_t i) {
  auto pick = [&](llvm::ArrayRef<int64_t> list, int64_t fallback) {
    if (list.empty())
      return fallback;
    return list[std::min(i, list.size() - 1)];
  };
  quant::MultiplierShift result;
  result.multiplier =
      static_cast<int32_t>(attr.getMode() == tpu::RequantMode::OnlyShift
                               ? 1
                               : pick(attr.getMultipliers(), 1));
  result.shift = static_cast<int32_t>(pick(attr.getRshifts(), 0));
  return result;
}

} // namespace tpuc::runtime
