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

defvar Tpu_ReluAttrs = (ins
  DefaultValuedAttr<BoolAttr, "false">:$do_relu,
  DefaultValuedAttr<F64Attr, "-1.0">:$relu_limit);

#endif // TPUC_DIALECT_TPU_TPUOPSBASE_TD
