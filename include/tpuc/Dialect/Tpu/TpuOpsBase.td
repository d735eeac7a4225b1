//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef TPUC_DIALECT_TPU_TPUOPSBASE_TD
#define TPUC_DIALECT_TPU_TPUOPSBASE_TD

include "mlir/Dialect/Quant/IR/QuantBase.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "tpuc/Dialect/Top/TopAttrs.td"
include "tpuc/Dialect/Tpu/TpuAttrs.td"

/// A lowered value: quantized or float.
def Tpu_Tensor
    : RankedTensorOf<[F32, F16, BF16, I8, UI8, I16, I32, I64, quant_QuantizedType]>;

class Tpu_Op<string mnemonic, list<Trait> traits = []>
    : Op<Tpu_Dialect, mnemonic, !listconcat(traits, [Pure])> {
  let results = (outs Tpu_Tensor:$output);
  let assemblyFormat = "`(` operands `)` attr-dict `:` functional-type(operands, results)";
}

/// The Top op of the same name on values of a float type: operands, attributes
/// and shapes are its own; arithmetic in f32, the result rounded to its type.
class Tpu_AsTopOp<string mnemonic, string what, dag operands, dag attrs = (ins),
                  list<Trait> traits = []> : Tpu_Op<mnemonic, traits> {
  let summary = what;
  let description = "As top." # mnemonic # ".";
  let arguments = !con(operands, attrs);
  let hasVerifier = 1;
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::verify() {
      return ::tpuc::tpu::verifyAsTop<::tpuc::top::}] # mnemonic # [{Op>(*this);
    }
  }];
}

defvar Tpu_ReluAttrs = (ins
  DefaultValuedAttr<BoolAttr, "false">:$do_relu,
  DefaultValuedAttr<F64Attr, "-1.0">:$relu_limit);

#endif // TPUC_DIALECT_TPU_TPUOPSBASE_TD
