// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Infer.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace tpuc::top;
#define STUB(OP)                                                               \
  void OP::getCanonicalizationPatterns(RewritePatternSet &, MLIRContext *) {}
STUB(ReluOp)
STUB(ClipOp)
STUB(ConvOp) STUB(MatMulOp) STUB(AddOp) STUB(SubOp) STUB(MulOp) STUB(DivOp)
    STUB(MaxOp) STUB(MinOp) STUB(BatchNormOp) STUB(ReshapeOp) STUB(PermuteOp)
        STUB(ReduceOp)
#define FSTUB(OP)                                                              \
  OpFoldResult OP::fold(FoldAdaptor) { return {}; }
            FSTUB(ReluOp) FSTUB(MulConstOp) FSTUB(ConcatOp) FSTUB(ReshapeOp)
                FSTUB(PermuteOp) FSTUB(SliceOp) FSTUB(PadOp)
