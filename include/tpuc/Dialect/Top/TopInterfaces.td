//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef TPUC_DIALECT_TOP_TOPINTERFACES_TD
#define TPUC_DIALECT_TOP_TOPINTERFACES_TD

include "mlir/IR/OpBase.td"

def Top_FusedReluOpInterface : OpInterface<"FusedReluOpInterface"> {
  let cppNamespace = "::tpuc::top";
  let description = [{
    An op that can clamp its own result: `do_relu` at 0 from below, a
    non-negative `relu_limit` from above as well.
  }];
  let methods = [
    InterfaceMethod<"whether the result is clamped at 0", "bool", "getDoRelu">,
    InterfaceMethod<"the upper clamp; negative: none", "::llvm::APFloat",
                    "getReluLimit">,
    InterfaceMethod<"fuses a Relu with this limit (negative: none)", "void",
                    "setRelu", (ins "double":$limit), "", [{
      $_op.setDoRelu(true);
      $_op.setReluLimit(::llvm::APFloat(limit));
    }]>,
    InterfaceMethod<"copies the activation of another op", "void",
                    "copyReluFrom", (ins "::tpuc::top::FusedReluOpInterface":$other),
                    "", [{
      $_op.setDoRelu(other.getDoRelu());
      $_op.setReluLimit(other.getReluLimit());
    }]>
  ];
  let verify = [{
    return ::tpuc::top::verifyFusedRelu(
        ::llvm::cast<::tpuc::top::FusedReluOpInterface>($_op));
  }];
}

#endif // TPUC_DIALECT_TOP_TOPINTERFACES_TD
