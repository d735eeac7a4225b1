// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Ops that read images at computed places. The places stay f32 in every mode:
// half precision would move them by whole elements of a large image.
#include "Alike.h"
#include "Registry.h"

using namespace mlir;
using namespace tpuc;

/// The first operand in the layer's type, the others in f32.
template <typename OpT> static Value lowerSampling(LayerLowering &l) {
  llvm::SmallVector<Value> operands = {l.floats(0)};
  for (unsigned i = 1; i < l.op->getNumOperands(); ++i)
    operands.push_back(l.floatsAs(i, l.builder.getF32Type()));
  return createAlike<OpT>(l, l.floatResultType(), operands);
}

Value tpuc::lowerGridSampleFloat(LayerLowering &l) {
  return lowerSampling<tpu::GridSampleOp>(l);
}

Value tpuc::lowerRoiAlignFloat(LayerLowering &l) {
  return lowerSampling<tpu::RoiAlignOp>(l);
}

Value tpuc::lowerDeformGatherFloat(LayerLowering &l) {
  return lowerSampling<tpu::DeformGatherOp>(l);
}
