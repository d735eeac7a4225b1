// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Ops that move elements: any type, any layout where the op allows it.
#include "Common.h"
#include "tpuc/Dialect/Top/KernelEnums.h"
#include "tpuc/Kernels/Integer.h"
#include "tpuc/Kernels/Shape.h"

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

/// Reshape, Squeeze, Unsqueeze: the same memory.
template <typename OpT>
static llvm::Error buildReshape(OpT op, LayerBuilder &b) {
  auto in = b.use(op.getInput(), Layout::NCHW);
  if (!in)
    return in.takeError();
  return b.finishAlias(Layout::NCHW);
}

/// Whether permuting moves nothing: dimensions larger than 1 keep their order.
static bool keepsOrder(const Shape &shape, llvm::ArrayRef<int64_t> order) {
  int64_t last = -1;
  for (int64_t dim : order) {
    if (shape[dim] == 1)
      continue;
    if (dim < last)
      return false;
    last = dim;
  }
  return true;
}

template <typename OpT>
static llvm::Error buildPermute(OpT op, LayerBuilder &b) {
  Layout layout = b.layout(op.getInput());
  auto in = b.use(op.getInput(), layout);
  if (!in)
    return in.takeError();
  Shape logical = b.shape(op.getInput());
  Shape shape = physicalShape(logical, layout);
  // The result may be had in either layout; the cheaper one is no work at all.
  llvm::ArrayRef<int64_t> order = op.getOrder();
  for (Layout outLayout : {Layout::NCHW, Layout::NHWC}) {
    if (outLayout == Layout::NHWC && (logical.size() != 4 || b.reference()))
      continue;
    Shape physical;
    for (int64_t dim : physicalOrder(order, outLayout))
      physical.push_back(physicalAxis(dim, layout));
    if (keepsOrder(shape, physical))
      return b.finishAlias(outLayout);
  }
  Shape physical;
  for (int64_t dim : order)
    physical.push_back(physicalAxis(dim, layout));
  auto permute = b.reference() ? reference::permute : fast::permute;
  return b.finishPerSample(Layout::NCHW,
                           [=](llvm::ArrayRef<const float *> args, float *out) {
                             permute(args[0], shape, physical, out);
                             return Status();
                           });
}

template <typename OpT> static llvm::Error buildSlice(OpT op, LayerBuilder &b) {
  Layout layout = b.layout(op.getInput());
  auto in = b.use(op.getInput(), layout);
  if (!in)
    return in.takeError();
  Shape shape = physicalShape(b.shape(op.getInput()), layout);
  Shape starts = physicalOrder(op.getOffset(), layout);
  Shape steps = physicalOrder(op.getSteps(), layout);
  Shape out = physicalShape(b.result.shape, layout);
  auto slice = b.reference() ? reference::slice : fast::slice;
  return b.finishPerSample(layout,
                           [=](llvm::ArrayRef<const float *> args, float *to) {
                             slice(args[0], shape, starts, steps, out, to);
                             return Status();
                           });
}

template <typename OpT> static llvm::Error buildPad(OpT op, LayerBuilder &b) {
  Layout layout = b.layout(op.getInput());
  auto in = b.use(op.getInput(), layout);
  if (!in)
    return in.takeError();
  Shape shape = physicalShape(b.shape(op.getInput()), layout);
  llvm::ArrayRef<int64_t> paddings = op.getPaddings();
  Shape begin = physicalOrder(paddings.take_front(shape.size()), layout);
  Shape end = physicalOrder(paddings.take_back(shape.size()), layout);
  PadMode mode = top::toKernel(op.getMode());
  // Quirk Q12: not rounded, in no float type.
  float value = static_cast<float>(toDouble(op.getVal()));
  auto pad = b.reference() ? reference::pad : fast::pad;
  return b.finishPerSample(layout,
                           [=](llvm::ArrayRef<const float *> args, float *out) {
                             pad(args[0], shape, begin, end, mode, value, out);
                             return Status();
                           });
}

template <typename OpT> static llvm::Error buildTile(OpT op, LayerBuilder &b) {
  Layout layout = b.layout(op.getInput());
  auto in = b.use(op.getInput(), layout);
  if (!in)
    return in.takeError();
  Shape shape = physicalShape(b.shape(op.getInput()), layout);
  Shape repeats = physicalOrder(op.getRepeats(), layout);
  auto tile = b.reference() ? reference::tile : fast::tile;
  return b.finishPerSample(layout,
                           [=](llvm::ArrayRef<const float *> args, float *out) {
                             tile(args[0], shape, repeats, out);
                             return Status();
                           });
}

//===----------------------------------------------------------------------===//
// Concat
//===----------------------------------------------------------------------===//

/// cv18xx: what becomes of each input on the way; nothing to be done is null.
static std::vector<std::optional<AffineInt>>
readInputRequants(LayerBuilder &b, tpu::RequantAttr requant, size_t count) {
  std::vector<std::optional<AffineInt>> result(count);
  if (!requant)
    return result;
  for (size_t i = 0; i < count; ++i) {
    AffineInt p;
    p.requant = entry(requant, i);
    p.mode = convert(requant.getRound());
    p.floatMultiplier = multipliesInFloat(requant);
    p.range = b.resultRange();
    if (p.requant.multiplier != 1 || p.requant.shift != 0)
      result[i] = p;
  }
  return result;
}

template <typename OpT>
static llvm::Error buildConcat(OpT op, LayerBuilder &b) {
  Layout layout = Layout::NCHW;
  for (Value input : op.getInputs())
    if (b.layout(input) == Layout::NHWC)
      layout = Layout::NHWC;
  std::vector<Shape> shapes;
  for (Value input : op.getInputs()) {
    auto used = b.use(input, layout);
    if (!used)
      return used.takeError();
    shapes.push_back(physicalShape(b.shape(input), layout));
  }
  int64_t axis = physicalAxis(op.getAxis(), layout);
  auto requants = readInputRequants(b, requantOf(op), shapes.size());
  auto concat = b.reference() ? reference::concat : fast::concat;
  auto affine = b.reference() ? reference::affineInt : fast::affineInt;
  // A relu of integers cuts at the zero point, which the epilogue cannot.
  bool cut = b.isInteger() && op.getDoRelu();
  float floor = static_cast<float>(b.resultRange(cut).lo);
  FloatEpilogue epilogue =
      b.epilogue(op.getDoRelu(), toDouble(op.getReluLimit()));
  int64_t size = b.result.numElements();
  return b.finishPerSample(
      layout, [=](llvm::ArrayRef<const float *> args, float *out) {
        std::vector<const float *> inputs(args.begin(), args.end());
        std::vector<std::vector<float>> scaled(inputs.size());
        for (size_t i = 0; i < inputs.size(); ++i) {
          if (!requants[i])
            continue;
          scaled[i].resize(numElements(shapes[i]));
          affine(*requants[i], inputs[i], scaled[i].data(), scaled[i].size());
          inputs[i] = scaled[i].data();
        }
        concat(inputs, shapes, axis, out);
        if (cut)
          raiseTo(floor, out, size);
        else if (epilogue.relu)
          fast::applyEpilogue(epilogue, out, out, size);
        return Status();
      });
}

void addMoveLayers(LayerRegistry &r) {
  r.add(buildReshape<top::ReshapeOp>);
  r.add(buildReshape<top::SqueezeOp>);
  r.add(buildReshape<top::UnsqueezeOp>);
  r.add(buildReshape<tpu::ReshapeOp>);
  r.add(buildPermute<top::PermuteOp>);
  r.add(buildPermute<tpu::PermuteOp>);
  r.add(buildSlice<top::SliceOp>);
  r.add(buildSlice<tpu::SliceOp>);
  r.add(buildPad<top::PadOp>);
  r.add(buildPad<tpu::PadOp>);
  r.add(buildTile<top::TileOp>);
  r.add(buildTile<tpu::TileOp>);
  r.add(buildConcat<top::ConcatOp>);
  r.add(buildConcat<tpu::ConcatOp>);
}

} // namespace tpuc::runtime
