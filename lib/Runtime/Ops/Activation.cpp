// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Functions of one element, and those with a parameter per channel.
#include "Common.h"
#include "tpuc/Kernels/Eltwise.h"
#include "tpuc/Kernels/Integer.h"

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

static llvm::Error finishUnary(LayerBuilder &b, Value input, UnaryOp kind,
                               UnaryParams params, FloatEpilogue epilogue) {
  // On a chip the fast polynomial of erf would be the largest error there is.
  bool plain = b.reference() || (b.chip() && kind == UnaryOp::Erf);
  auto unary = plain ? reference::unary : fast::unary;
  return finishElementwise(b, input,
                           [=](const float *in, float *out, int64_t n) {
                             unary(kind, params, in, out, n, epilogue);
                           });
}

/// An op without parameters.
template <typename OpT, UnaryOp kind>
static llvm::Error buildUnary(OpT op, LayerBuilder &b) {
  return finishUnary(b, op.getInput(), kind, {}, b.epilogue());
}

static float toFloat(const llvm::APFloat &x) {
  return static_cast<float>(x.convertToDouble());
}

template <typename OpT> static llvm::Error buildRelu(OpT op, LayerBuilder &b) {
  if (!b.isInteger())
    return finishUnary(b, op.getInput(), UnaryOp::Relu, {},
                       b.epilogue(true, toDouble(op.getReluLimit())));
  IntRange range = b.resultRange();
  auto relu = b.reference() ? reference::reluInt : fast::reluInt;
  return finishElementwise(
      b, op.getInput(),
      [=](const float *in, float *out, int64_t n) { relu(range, in, out, n); });
}

template <typename OpT> static llvm::Error buildClip(OpT op, LayerBuilder &b) {
  if (b.isInteger())
    return b.error("no chip clips integers");
  return finishUnary(b, op.getInput(), UnaryOp::Clip,
                     {toFloat(op.getMin()), toFloat(op.getMax())},
                     b.epilogue());
}

template <typename OpT>
static llvm::Error buildLeakyRelu(OpT op, LayerBuilder &b) {
  if (!b.isInteger())
    return finishUnary(b, op.getInput(), UnaryOp::LeakyRelu,
                       {toFloat(op.getAlpha()), 0.0f}, b.epilogue());
  tpu::RequantAttr requant = requantOf(op);
  if (!requant)
    return b.error("an integer result needs `requant`");
  LeakyReluInt p;
  if (requant.getRshifts().size() > 1) {
    p.positive = entry(requant, 0);
    p.negative = entry(requant, 1);
  } else {
    p.negative = entry(requant, 0);
  }
  p.floatMultiplier = multipliesInFloat(requant);
  p.range = b.resultRange();
  auto run = b.reference() ? reference::leakyReluInt : fast::leakyReluInt;
  return finishElementwise(
      b, op.getInput(),
      [=](const float *in, float *out, int64_t n) { run(p, in, out, n); });
}

template <typename OpT> static llvm::Error buildPRelu(OpT op, LayerBuilder &b) {
  auto slope = b.constantOrEmpty(op.getSlope());
  if (!slope)
    return slope.takeError();
  int64_t channels = channelViewOf(b.result.shape, Layout::NCHW).channels;
  if (slope->size() == 1)
    slope->resize(channels, slope->front());
  if (static_cast<int64_t>(slope->size()) != channels)
    return b.error("the slope must have one value, or one per channel");

  if (!b.isInteger()) {
    FloatEpilogue epilogue = b.epilogue();
    auto prelu = b.reference() ? reference::prelu : fast::prelu;
    return finishChannelwise(
        b, op.getInput(),
        [=, slope = std::move(*slope)](const ChannelView &view, const float *in,
                                       float *out) {
          prelu(view, in, slope, out, epilogue);
        });
  }
  tpu::RequantAttr requant = requantOf(op);
  if (!requant)
    return b.error("an integer result needs `requant`");
  PReluInt p;
  p.slopes.assign(slope->begin(), slope->end());
  if (requant.getRshifts().size() > 1) {
    p.positive = entry(requant, 0);
    p.shift = entry(requant, 1).shift;
  } else {
    p.shift = entry(requant, 0).shift;
  }
  p.floatMultiplier = multipliesInFloat(requant);
  p.range = b.resultRange();
  auto prelu = b.reference() ? reference::preluInt : fast::preluInt;
  return finishChannelwise(b, op.getInput(),
                           [=](const ChannelView &view, const float *in,
                               float *out) { prelu(p, view, in, out); });
}

static llvm::Error buildHardSigmoid(top::HardSigmoidOp op, LayerBuilder &b) {
  return finishUnary(b, op.getInput(), UnaryOp::HardSigmoid,
                     {toFloat(op.getAlpha()), toFloat(op.getBeta())},
                     b.epilogue());
}

static llvm::Error buildElu(top::EluOp op, LayerBuilder &b) {
  return finishUnary(b, op.getInput(), UnaryOp::Elu,
                     {toFloat(op.getAlpha()), 0.0f}, b.epilogue());
}

static llvm::Error buildThresholdedRelu(top::ThresholdedReluOp op,
                                        LayerBuilder &b) {
  return finishUnary(b, op.getInput(), UnaryOp::ThresholdedRelu,
                     {toFloat(op.getAlpha()), 0.0f}, b.epilogue());
}

static llvm::Error buildShrink(top::ShrinkOp op, LayerBuilder &b) {
  return finishUnary(b, op.getInput(), UnaryOp::Shrink,
                     {toFloat(op.getLambd()), toFloat(op.getBias())},
                     b.epilogue());
}

static llvm::Error buildGelu(top::GELUOp op, LayerBuilder &b) {
  UnaryOp kind = op.getApprox() == top::GeluMode::tanh ? UnaryOp::GeluTanh
                                                       : UnaryOp::GeluErf;
  return finishUnary(b, op.getInput(), kind, {}, b.epilogue());
}

//===----------------------------------------------------------------------===//
// tpu.Active
//===----------------------------------------------------------------------===//

/// The kernel of a function; none for those that its caller computes with an
/// f64 constant.
static std::optional<UnaryOp> kernelOf(tpu::Function function) {
  switch (function) {
  case tpu::Function::Round: // Quirk Q15
    return UnaryOp::RoundAway;
  case tpu::Function::HardSigmoid:
    return UnaryOp::HardSigmoid;
  case tpu::Function::GELU:
    return UnaryOp::GeluErf;
  case tpu::Function::GELUTanh:
    return UnaryOp::GeluTanh;
  case tpu::Function::Elu:
    return UnaryOp::Elu;
  case tpu::Function::ThresholdedRelu:
    return UnaryOp::ThresholdedRelu;
  case tpu::Function::Shrink:
    return UnaryOp::Shrink;
  case tpu::Function::Reciprocal:
  case tpu::Function::Pow:
  case tpu::Function::MulConst:
    return std::nullopt;
  default:
    break;
  }
  switch (function) {
#define TPUC_FUNCTION(OP, KERNEL)                                              \
  case tpu::Function::OP:                                                      \
    return UnaryOp::KERNEL;
#include "tpuc/Dialect/Top/Functions.def"
  default:
    llvm_unreachable("a function without a kernel");
  }
}

static llvm::Error buildActive(tpu::ActiveOp op, LayerBuilder &b) {
  tpu::Function function = op.getFunction();
  if (b.isInteger()) {
    if (function != tpu::Function::Abs)
      return b.error("on integers only Abs is a function without a table");
    return finishElementwise(b, op.getInput(), reference::absInt);
  }
  llvm::SmallVector<double, 2> coeffs;
  if (auto given = op.getCoeffs())
    coeffs.assign(given->begin(), given->end());
  double first = coeffs.empty() ? 1.0 : coeffs[0];
  FloatEpilogue epilogue = b.epilogue();
  // Functions with an f64 constant.
  if (function == tpu::Function::Reciprocal || function == tpu::Function::Pow ||
      function == tpu::Function::MulConst) {
    BinaryOp kind = function == tpu::Function::Reciprocal ? BinaryOp::Div
                    : function == tpu::Function::Pow      ? BinaryOp::Pow
                                                          : BinaryOp::Mul;
    ConstOperand constant{first, function == tpu::Function::Reciprocal};
    auto run = b.reference() ? reference::binaryConst : fast::binaryConst;
    return finishElementwise(b, op.getInput(),
                             [=](const float *in, float *out, int64_t n) {
                               run(kind, in, constant, out, n, epilogue);
                             });
  }
  UnaryParams params;
  params.alpha = static_cast<float>(first);
  params.beta = coeffs.size() > 1 ? static_cast<float>(coeffs[1]) : 0.0f;
  return finishUnary(b, op.getInput(), *kernelOf(function), params, epilogue);
}

void addActivationLayers(LayerRegistry &r) {
  r.add(buildRelu<top::ReluOp>);
  r.add(buildRelu<tpu::ReluOp>);
  r.add(buildClip<top::ClipOp>);
  r.add(buildClip<tpu::ClipOp>);
  r.add(buildLeakyRelu<top::LeakyReluOp>);
  r.add(buildLeakyRelu<tpu::LeakyReluOp>);
  r.add(buildPRelu<top::PReluOp>);
  r.add(buildPRelu<tpu::PReluOp>);
  r.add(buildHardSigmoid);
  r.add(buildElu);
  r.add(buildGelu);
  r.add(buildThresholdedRelu);
  r.add(buildShrink);
#define TPUC_FUNCTION(OP, KERNEL)                                              \
  r.add(buildUnary<top::OP##Op, UnaryOp::KERNEL>);
#include "tpuc/Dialect/Top/Functions.def"
  r.add(buildActive);
}

} // namespace tpuc::runtime
