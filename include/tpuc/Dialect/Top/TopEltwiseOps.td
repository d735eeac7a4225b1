//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef TPUC_DIALECT_TOP_TOPELTWISEOPS_TD
#define TPUC_DIALECT_TOP_TOPELTWISEOPS_TD

include "tpuc/Dialect/Top/TopOpsBase.td"

/// Two tensors, numpy broadcasting, fused activation.
class Top_BinaryOp<string mnemonic, string what, list<Trait> traits = []>
    : Top_ClampedOp<mnemonic, traits> {
  let summary = what;
  let description = [{
    The }] # what # [{, element by element with numpy broadcasting.

    ```mlir
    %2 = top.}] # mnemonic # [{(%0, %1) : (tensor<1x8x4x4xf32>, tensor<1x8x1x1xf32>)
      -> tensor<1x8x4x4xf32> loc("sum")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$lhs, Top_Tensor:$rhs), Top_ReluAttrs);
}

def Top_AddOp : Top_BinaryOp<"Add", "sum of two tensors", [Commutative]>;
def Top_SubOp : Top_BinaryOp<"Sub", "difference of two tensors">;
def Top_MulOp : Top_BinaryOp<"Mul", "product of two tensors", [Commutative]>;
def Top_DivOp : Top_BinaryOp<"Div", "quotient of two tensors">;
def Top_MaxOp : Top_BinaryOp<"Max", "larger of two tensors", [Commutative]>;
def Top_MinOp : Top_BinaryOp<"Min", "smaller of two tensors", [Commutative]>;
def Top_PowTensorOp
    : Top_BinaryOp<"PowTensor", "first tensor to the power of the second">;

/// A tensor and a scalar constant.
class Top_ConstOp<string mnemonic, string what, dag extra = (ins)>
    : Top_ClampedOp<mnemonic> {
  let summary = what;
  let description = [{
    Element-wise `}] # what # [{`.

    ```mlir
    %1 = top.}] # mnemonic # [{(%0) {const_val = 0.5 : f64}
      : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("y")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$input, F64Attr:$const_val), extra,
                       Top_ReluAttrs);
}

def Top_AddConstOp : Top_ConstOp<"AddConst", "x + const_val">;
def Top_MulConstOp : Top_ConstOp<"MulConst", "x * const_val">;
def Top_SubConstOp
    : Top_ConstOp<"SubConst", "x - const_val",
                  (ins DefaultValuedOptionalAttr<BoolAttr, "false">:$is_reverse)> {
  let summary = "x - const_val, or const_val - x with is_reverse";
}
def Top_MaxConstOp : Top_ConstOp<"MaxConst", "max(x, const_val)">;
def Top_MinConstOp : Top_ConstOp<"MinConst", "min(x, const_val)">;
def Top_ReciprocalOp : Top_ConstOp<"Reciprocal", "const_val / x">;
def Top_PowOp : Top_ConstOp<"Pow", "x to the power of const_val">;

#endif // TPUC_DIALECT_TOP_TOPELTWISEOPS_TD
