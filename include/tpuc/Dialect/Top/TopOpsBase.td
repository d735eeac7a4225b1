//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef TPUC_DIALECT_TOP_TOPOPSBASE_TD
#define TPUC_DIALECT_TOP_TOPOPSBASE_TD

include "mlir/Dialect/Quant/IR/QuantBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "tpuc/Dialect/Top/TopAttrs.td"

/// Any layer value: f32 (or integer indices), calibrated once a table is in.
def Top_Tensor
    : RankedTensorOf<[F32, I8, UI8, I32, I64, quant_QuantizedType]>;

/// A layer: pure, one result whose shape follows from operands and attributes.
/// The inferred element type is the float (expressed) type; a calibrated
/// result type of the same shape is compatible with it.
class Top_Op<string mnemonic, list<Trait> traits = []>
    : Op<Top_Dialect, mnemonic,
         !listconcat(traits, [Pure, InferTypeOpAdaptorWithIsCompatible])> {
  let results = (outs Top_Tensor:$output);
  let assemblyFormat = "`(` operands `)` attr-dict `:` functional-type(operands, results)";
  let extraClassDefinition = [{
    bool $cppClass::isCompatibleReturnTypes(::mlir::TypeRange lhs,
                                            ::mlir::TypeRange rhs) {
      return ::tpuc::top::areCompatibleTypes(lhs, rhs);
    }
  }];
}

/// One input, shape and type kept.
class Top_UnaryOp<string mnemonic, list<Trait> traits = []>
    : Top_Op<mnemonic, traits> {
  let arguments = (ins Top_Tensor:$input);
}

/// Attributes of every op that can carry a fused activation: `do_relu` clamps
/// at 0, a non-negative `relu_limit` also clamps from above (ReLU6: 6.0).
defvar Top_ReluAttrs = (ins
  DefaultValuedAttr<BoolAttr, "false">:$do_relu,
  DefaultValuedAttr<F64Attr, "-1.0">:$relu_limit);

#endif // TPUC_DIALECT_TOP_TOPOPSBASE_TD
