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
include "tpuc/Dialect/Top/TopInterfaces.td"

/// Any layer value: f32 (or integer indices), calibrated once a table is in.
def Top_Tensor
    : RankedTensorOf<[F32, I8, UI8, I32, I64, quant_QuantizedType]>;

/// A layer: one result whose shape follows from operands and attributes.
/// The inferred element type is the float (expressed) type; a calibrated
/// result type of the same shape is compatible with it.
class Top_LayerOp<string mnemonic, list<Trait> traits = []>
    : Op<Top_Dialect, mnemonic,
         !listconcat(traits, [InferTypeOpAdaptorWithIsCompatible])> {
  let results = (outs Top_Tensor:$output);
  let assemblyFormat = "`(` operands `)` attr-dict `:` functional-type(operands, results)";
  string compatibleReturnTypes = [{
    bool $cppClass::isCompatibleReturnTypes(::mlir::TypeRange lhs,
                                            ::mlir::TypeRange rhs) {
      return ::tpuc::top::areCompatibleTypes(lhs, rhs);
    }
  }];
  let extraClassDefinition = compatibleReturnTypes;
}

/// A layer that only computes its result.
class Top_Op<string mnemonic, list<Trait> traits = []>
    : Top_LayerOp<mnemonic, !listconcat(traits, [Pure])>;

/// One input, one result.
class Top_UnaryOp<string mnemonic, list<Trait> traits = []>
    : Top_Op<mnemonic, traits> {
  let arguments = (ins Top_Tensor:$input);
}

/// One input, one result of its shape: inference is given.
class Top_SameShapeOp<string mnemonic, list<Trait> traits = []>
    : Top_UnaryOp<mnemonic, traits> {
  let extraClassDefinition = compatibleReturnTypes # [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *, std::optional<::mlir::Location>, Adaptor adaptor,
        ::llvm::SmallVectorImpl<::mlir::Type> &results) {
      return ::tpuc::top::inferSameShape(adaptor.getInput(), results);
    }
  }];
}

/// Attributes of every op that can carry a fused activation (FusedReluOpInterface):
/// `do_relu` clamps at 0, a non-negative `relu_limit` also clamps from above
/// (ReLU6: 6.0).
defvar Top_ReluAttrs = (ins
  DefaultValuedOptionalAttr<BoolAttr, "false">:$do_relu,
  DefaultValuedOptionalAttr<F64Attr, "-1.0">:$relu_limit);

/// A layer with those attributes among its arguments.
class Top_ClampedOp<string mnemonic, list<Trait> traits = []>
    : Top_Op<mnemonic, !listconcat(traits, [Top_FusedReluOpInterface])>;

#endif // TPUC_DIALECT_TOP_TOPOPSBASE_TD
