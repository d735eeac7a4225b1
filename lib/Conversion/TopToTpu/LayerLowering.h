// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// One Top op on its way to the Tpu dialect: what a lowering function asks and
// makes. A lowering function sees the op, the ranges of its operands and
// result, its mode and the chip, nothing else of the network.
#ifndef TPUC_LIB_CONVERSION_TOPTOTPU_LAYERLOWERING_H
#define TPUC_LIB_CONVERSION_TOPTOTPU_LAYERLOWERING_H

#include "Ranges.h"
#include "ValueMap.h"
#include "tpuc/Conversion/TopToTpu/Lowering.h"
#include "tpuc/Dialect/Tpu/TpuOps.h"
#include "tpuc/Quant/Decompose.h"
#include "tpuc/Quant/Span.h"
#include "tpuc/Quant/UniformParams.h"

namespace tpuc {

using numerics::MultiplierShift;
using numerics::UniformParams;

class LayerLowering {
public:
  LayerLowering(mlir::Operation *op, mlir::OpBuilder &builder, ValueMap &values,
                const LoweringOptions &options, Mode mode)
      : op(op), builder(builder), values(values), options(options), mode(mode) {
  }

  //===--------------------------------------------------------------------===//
  // The layer
  //===--------------------------------------------------------------------===//

  mlir::Operation *op;
  mlir::OpBuilder &builder;
  const Chip &chip() const { return *options.chip; }
  bool isBM1684() const { return chip().family == ChipFamily::BM1684; }
  bool isBM1684X() const { return chip().family == ChipFamily::BM1684X; }
  bool isCV18XX() const { return chip().family == ChipFamily::CV18XX; }
  QuantScheme scheme() const { return chip().scheme; }
  bool asymmetric() const { return options.asymmetric; }
  /// The mode that the layer is being lowered in.
  Mode getMode() const { return mode; }
  void setMode(Mode newMode) { mode = newMode; }
  /// The mode of the module, that of layers no table names.
  Mode moduleMode() const { return options.mode; }
  llvm::StringRef name() const;

  //===--------------------------------------------------------------------===//
  // Types
  //===--------------------------------------------------------------------===//

  mlir::Value result() const { return op->getResult(0); }
  std::optional<Range> range(mlir::Value topValue) const {
    return values.range(topValue);
  }
  /// Scale and zero point of a calibrated Top value (section 3).
  UniformParams params(mlir::Value topValue) const {
    return values.params(topValue);
  }
  UniformParams resultParams() const { return values.storedParams(result()); }
  /// f32, f16 or bf16, by the mode.
  mlir::FloatType floatElement() const;
  /// The result in the layer's mode.
  mlir::RankedTensorType resultType() const;
  mlir::RankedTensorType floatResultType() const;
  /// A type with the shape of `like`.
  static mlir::RankedTensorType shapedAs(mlir::Value like, mlir::Type element);

  //===--------------------------------------------------------------------===//
  // Operands
  //===--------------------------------------------------------------------===//

  mlir::Value topOperand(unsigned i) const { return op->getOperand(i); }
  bool isWeight(unsigned i) const;
  /// The elements of a weight operand.
  Span<float> weightData(unsigned i) const;
  /// The operand as it was lowered, in whatever type.
  mlir::Value lowered(unsigned i) const {
    return values.lowered(topOperand(i));
  }
  /// The operand as the integers of its own calibrated type. `consumer` names
  /// a cast when the integers go to an op of another name than the layer's.
  mlir::Value integers(unsigned i, llvm::StringRef consumer = {});
  /// The operand as integers of the result's type: for ops that only move or
  /// compare values. Rescales where the ranges were not shared.
  mlir::Value movedIntegers(unsigned i);
  /// The operand in the layer's float type; weights are rounded to it.
  mlir::Value floats(unsigned i);
  mlir::Value floatsAs(unsigned i, mlir::FloatType element,
                       llvm::StringRef consumer = {});
  /// A lowered value in another element type.
  mlir::Value castTo(mlir::Value value, mlir::Type element) {
    return values.cast(builder, value, element, name());
  }
  /// A bias: f32 in every float mode.
  mlir::Value bias(unsigned i) { return floatsAs(i, builder.getF32Type()); }

  //===--------------------------------------------------------------------===//
  // Making
  //===--------------------------------------------------------------------===//

  /// Makes an op of the layer's name.
  template <typename OpT, typename... Args> OpT create(Args &&...args) {
    return OpT::create(builder, op->getLoc(), std::forward<Args>(args)...);
  }
  /// Makes an op of another name.
  template <typename OpT, typename... Args>
  OpT createNamed(const llvm::Twine &opName, Args &&...args) {
    return OpT::create(builder, namedLoc(opName), std::forward<Args>(args)...);
  }
  mlir::Location namedLoc(const llvm::Twine &opName) const;

  /// Makes a weight `<layer><suffix>` of integers, narrowed to `element` (or
  /// its storage type).
  mlir::Value makeIntegers(llvm::StringRef suffix,
                           llvm::ArrayRef<int32_t> integers,
                           llvm::ArrayRef<int64_t> shape, mlir::Type element);
  /// Makes a weight of `<layer><suffix>`, rounded to f16 or bf16 if need be.
  mlir::Value makeFloats(llvm::StringRef suffix, llvm::ArrayRef<float> floats,
                         llvm::ArrayRef<int64_t> shape,
                         mlir::FloatType element);

  tpu::RequantAttr requant(tpu::RequantMode requantMode,
                           llvm::ArrayRef<MultiplierShift> entries,
                           tpu::RoundMode round) const;
  /// MultiplierShift, in float arithmetic on cv18xx; rounds half up.
  tpu::RequantAttr requant(llvm::ArrayRef<MultiplierShift> entries) const;

  //===--------------------------------------------------------------------===//
  // No INT8 form
  //===--------------------------------------------------------------------===//

  /// The layer falls to a float type: `fall` to the chip's own, `fallTo` to the
  /// given one where the chip has it. To be returned from an INT8 lowering.
  mlir::Value fall(const llvm::Twine &why) {
    return fallTo(chip().defaultFloat(), why);
  }
  mlir::Value fallTo(Mode floatMode, const llvm::Twine &why,
                     FallKind kind = FallKind::ThisLayer);
  llvm::StringRef reason() const { return fallReason; }
  FallKind fallKind() const { return kindOfFall; }

private:
  std::string firstReader(mlir::Value topValue) const;

  ValueMap &values;
  const LoweringOptions &options;
  Mode mode;
  std::string fallReason;
  FallKind kindOfFall = FallKind::None;
};

/// Lowers the layer in its mode. Null after fall() (INT8), or after an error
/// was emitted.
using LoweringFunction = mlir::Value (*)(LayerLowering &);

} // namespace tpuc

#endif // TPUC_LIB_CONVERSION_TOPTOTPU_LAYERLOWERING_H
