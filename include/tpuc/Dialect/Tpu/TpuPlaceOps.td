//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

// Ops that find, read at and fill places: the Top op on values of a float type.
#ifndef TPUC_DIALECT_TPU_TPUPLACEOPS_TD
#define TPUC_DIALECT_TPU_TPUPLACEOPS_TD

include "tpuc/Dialect/Top/TopPlaceAttrs.td"
include "tpuc/Dialect/Tpu/TpuOpsBase.td"

def Tpu_NonMaxSuppressionOp : Tpu_AsTopOp<"NonMaxSuppression",
    "boxes that overlap no better box of their class",
    (ins Tpu_Tensor:$boxes, Tpu_Tensor:$scores), Top_NonMaxSuppressionAttrs>;
def Tpu_NonZeroOp : Tpu_AsTopOp<"NonZero", "the coordinates of elements that are not 0",
    (ins Tpu_Tensor:$input)>;
def Tpu_MaxPoolIndicesOp : Tpu_AsTopOp<"MaxPoolIndices",
    "where in its plane the maximum of each window is",
    (ins Tpu_Tensor:$input), Top_MaxPoolIndicesAttrs>;
def Tpu_MaxUnpoolOp : Tpu_AsTopOp<"MaxUnpool",
    "elements put back to where a pooling took them from",
    (ins Tpu_Tensor:$input, Tpu_Tensor:$indices), Top_MaxUnpoolAttrs>;
def Tpu_DeformGatherOp : Tpu_AsTopOp<"DeformGather",
    "the elements that a deformable convolution reads, side by side",
    (ins Tpu_Tensor:$input, Tpu_Tensor:$offset, Optional<Tpu_Tensor>:$mask),
    Top_DeformGatherAttrs>;

#endif // TPUC_DIALECT_TPU_TPUPLACEOPS_TD
