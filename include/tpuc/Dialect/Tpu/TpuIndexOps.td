//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

// Ops about places and truth: the Top op on values of a float type. Where the
// type's whole numbers end too early, f32 (lib/Conversion/TopToTpu/Index.cpp).
#ifndef TPUC_DIALECT_TPU_TPUINDEXOPS_TD
#define TPUC_DIALECT_TPU_TPUINDEXOPS_TD

include "tpuc/Dialect/Top/TopIndexAttrs.td"
include "tpuc/Dialect/Tpu/TpuOpsBase.td"

defvar Tpu_Pair = (ins Tpu_Tensor:$lhs, Tpu_Tensor:$rhs);
defvar Tpu_Indexed = (ins Tpu_Tensor:$input, Tpu_Tensor:$indices);
defvar Tpu_Updated = !con(Tpu_Indexed, (ins Tpu_Tensor:$updates));

def Tpu_CompareOp : Tpu_AsTopOp<"Compare", "1 where the comparison holds, else 0",
    Tpu_Pair, Top_CompareAttrs>;
def Tpu_WhereOp : Tpu_AsTopOp<"Where", "lhs where cond is not 0, else rhs",
    (ins Tpu_Tensor:$cond, Tpu_Tensor:$lhs, Tpu_Tensor:$rhs)>;
def Tpu_BitwiseOp : Tpu_AsTopOp<"Bitwise", "and, or, xor or shift of whole numbers",
    Tpu_Pair, Top_BitwiseAttrs>;
def Tpu_ModOp : Tpu_AsTopOp<"Mod", "remainder of a division", Tpu_Pair, Top_ModAttrs>;
def Tpu_CumSumOp : Tpu_AsTopOp<"CumSum", "sums up to each place of an axis",
    (ins Tpu_Tensor:$input), Top_CumulativeAttrs>;
def Tpu_CumProdOp : Tpu_AsTopOp<"CumProd", "products up to each place of an axis",
    (ins Tpu_Tensor:$input), Top_CumulativeAttrs>;
def Tpu_ArgOp : Tpu_AsTopOp<"Arg", "place of the largest or smallest element",
    (ins Tpu_Tensor:$input), Top_ArgAttrs>;
def Tpu_TopKOp : Tpu_AsTopOp<"TopK", "the k largest or smallest elements, or their places",
    (ins Tpu_Tensor:$input), Top_TopKAttrs>;
def Tpu_GatherOp : Tpu_AsTopOp<"Gather", "slices of an axis at given places",
    Tpu_Indexed, Top_GatherAttrs>;
def Tpu_GatherElementsOp : Tpu_AsTopOp<"GatherElements", "elements at given places of an axis",
    Tpu_Indexed, Top_GatherAttrs>;
def Tpu_GatherNDOp : Tpu_AsTopOp<"GatherND", "slices at given coordinates",
    Tpu_Indexed, Top_GatherNDAttrs>;
def Tpu_ScatterElementsOp : Tpu_AsTopOp<"ScatterElements", "elements at given places updated",
    Tpu_Updated, Top_ScatterElementsAttrs>;
def Tpu_ScatterNDOp : Tpu_AsTopOp<"ScatterND", "slices at given coordinates updated",
    Tpu_Updated, Top_ScatterNDAttrs>;

#endif // TPUC_DIALECT_TPU_TPUINDEXOPS_TD
