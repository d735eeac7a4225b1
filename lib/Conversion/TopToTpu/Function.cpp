// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Element-wise functions: a table of integers, an op in floats, or the bf16
// tables of cv18xx (sections 4.5 and 8).
#include "LookupTables.h"
#include "Registry.h"

#include "tpuc/Dialect/Top/TopOps.h"

#include "llvm/ADT/TypeSwitch.h"

#include <optional>

using namespace mlir;
using namespace tpuc;
using numerics::LutFunction;

namespace {
/// A Top op as a function: of a table, and of tpu.Active.
struct FunctionOp {
  LutFunction lut;
  tpu::Function active;
  numerics::LutParams params;
  llvm::SmallVector<double, 2> coeffs; ///< of tpu.Active
};
} // namespace

static FunctionOp geluOf(top::GELUOp op, const LayerLowering &l) {
  if (op.getApprox() == top::GeluMode::tanh)
    return {LutFunction::GeluTanh, tpu::Function::GELUTanh, {}, {}};
  return {numerics::geluFunction(l.scheme()), tpu::Function::GELU, {}, {}};
}

static FunctionOp functionOf(const LayerLowering &l) {
  using F = tpu::Function;
  using T = LutFunction;
  auto plain = [](T lut, F active) { return FunctionOp{lut, active, {}, {}}; };
  auto with = [](T lut, F active, llvm::APFloat parameter) {
    double value = parameter.convertToDouble();
    return FunctionOp{lut, active, {value, 0}, {value}};
  };
  auto withTwo = [](T lut, F active, llvm::APFloat first,
                    llvm::APFloat second) {
    double a = first.convertToDouble(), b = second.convertToDouble();
    return FunctionOp{lut, active, {a, b}, {a, b}};
  };
  return llvm::TypeSwitch<Operation *, FunctionOp>(l.op)
#define TPUC_FUNCTION(OP, KERNEL)                                              \
  .Case([&](top::OP##Op) { return plain(T::KERNEL, F::OP); })
#include "tpuc/Dialect/Top/Functions.def"
      .Case([&](top::GELUOp op) { return geluOf(op, l); })
      .Case([&](top::EluOp op) { return with(T::Elu, F::Elu, op.getAlpha()); })
      .Case([&](top::ReciprocalOp op) {
        return with(T::Reciprocal, F::Reciprocal, op.getConstVal());
      })
      .Case(
          [&](top::PowOp op) { return with(T::Pow, F::Pow, op.getConstVal()); })
      .Case([&](top::ThresholdedReluOp op) {
        return with(T::ThresholdedRelu, F::ThresholdedRelu, op.getAlpha());
      })
      .Case([&](top::ShrinkOp op) {
        return withTwo(T::Shrink, F::Shrink, op.getLambd(), op.getBias());
      })
      .Case([&](top::HardSigmoidOp op) {
        return withTwo(T::HardSigmoid, F::HardSigmoid, op.getAlpha(),
                       op.getBeta());
      });
}

//===----------------------------------------------------------------------===//
// INT8
//===----------------------------------------------------------------------===//

Value tpuc::lowerFunctionInt8(LayerLowering &l) {
  FunctionOp function = functionOf(l);
  return makeLut(l, function.lut, function.params);
}

/// Quirk Q6: |q| without saturation, which the executor keeps.
Value tpuc::lowerAbsInt8(LayerLowering &l) {
  if (l.isBM1684())
    return lowerFunctionInt8(l);
  Value input = l.movedIntegers(0);
  return l.create<tpu::ActiveOp>(l.resultType(), input, tpu::Function::Abs,
                                 /*coeffs=*/nullptr);
}

//===----------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------===//

/// x ^ power on cv18xx; `factor` times it.
static Value lowerBF16Power(LayerLowering &l, double power, double factor) {
  Value input = l.floats(0);
  TablePair tables = makePowerTables(l, power, "_pow");
  Location loc = factor == 1 ? l.op->getLoc() : l.namedLoc(l.name() + "_pow");
  Value result = tpu::LutBF16Op::create(
      l.builder, loc, l.floatResultType(), input, tables.first, tables.second,
      tpu::TableMode::Mantissa, llvm::APFloat(0.0));
  if (factor != 1)
    result = l.create<tpu::MulConstOp>(l.floatResultType(), result,
                                       llvm::APFloat(factor), false,
                                       llvm::APFloat(-1.0), tpu::RequantAttr());
  return withRelu(l, result);
}

static Value createActive(LayerLowering &l, const FunctionOp &function) {
  Value input = l.floats(0);
  DenseF64ArrayAttr coeffs;
  if (!function.coeffs.empty())
    coeffs = l.builder.getDenseF64ArrayAttr(function.coeffs);
  return l.create<tpu::ActiveOp>(l.floatResultType(), input, function.active,
                                 coeffs);
}

static Value lowerBF16Function(LayerLowering &l, const FunctionOp &function) {
  switch (function.active) {
  case tpu::Function::Reciprocal:
    return lowerBF16Power(l, -1, function.params.alpha);
  case tpu::Function::Pow:
    return lowerBF16Power(l, function.params.alpha, 1);
  case tpu::Function::Sqrt:
    return lowerBF16Power(l, 0.5, 1);
  case tpu::Function::Rsqrt:
    return lowerBF16Power(l, -0.5, 1);
  // Steps are no tables of straight lines, nor is what has a pole or an end
  // within the tables' range.
  case tpu::Function::Abs:
  case tpu::Function::Floor:
  case tpu::Function::Ceil:
  case tpu::Function::Round:
  case tpu::Function::Sign:
  case tpu::Function::ThresholdedRelu:
  case tpu::Function::Shrink:
  case tpu::Function::Tan:
  case tpu::Function::Asin:
  case tpu::Function::Acos:
  case tpu::Function::Sinh:
  case tpu::Function::Cosh:
  case tpu::Function::Acosh:
  case tpu::Function::Atanh:
    break;
  default:
    return makeSlopeLut(l, function.lut, function.params);
  }
  return createActive(l, function);
}

Value tpuc::lowerFunctionFloat(LayerLowering &l) {
  FunctionOp function = functionOf(l);
  if (l.isCV18XX())
    return lowerBF16Function(l, function);
  return withRelu(l, createActive(l, function));
}

/// In half precision bm1684x takes the sigmoid in f32 and multiplies in the
/// half type.
Value tpuc::lowerSiLUFloat(LayerLowering &l) {
  if (!l.isBM1684X() || l.getMode() == Mode::F32)
    return lowerFunctionFloat(l);
  Type f32 = l.builder.getF32Type();
  std::string sigmoidName = (l.name() + "_sigmoid").str();
  Value exact = l.floatsAs(0, l.builder.getF32Type());
  Value sigmoid = l.createNamed<tpu::ActiveOp>(
      sigmoidName, l.shapedAs(l.result(), f32), exact, tpu::Function::Sigmoid,
      /*coeffs=*/nullptr);
  Value input = l.floats(0);
  Value gate = l.castTo(sigmoid, l.floatElement());
  return l.create<tpu::MulOp>(l.floatResultType(), input, gate, false,
                              llvm::APFloat(-1.0), tpu::RequantAttr());
}
