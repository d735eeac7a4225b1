// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The table of lowerings: one row per Top op. Adding an op is adding a row (and
// its two functions in the file of its family).
#ifndef TPUC_LIB_CONVERSION_TOPTOTPU_REGISTRY_H
#define TPUC_LIB_CONVERSION_TOPTOTPU_REGISTRY_H

#include "LayerLowering.h"

namespace tpuc {

/// What a chip does with an op when asked for INT8 (section 7).
struct Form {
  LoweringForm form = LoweringForm::Refused;
  Mode mode = Mode::INT8;
  const char *note = "";
  /// The INT8 lowering of a Float form chooses the float type.
  bool chooses = false;
};

struct OpLowering {
  llvm::StringLiteral op; ///< "top.Conv"
  LoweringFunction int8;  ///< null when no chip has an INT8 form
  LoweringFunction floats;
  Form bm1684, bm1684x, bm1684xAsym, cv18xx;

  const Form &form(const Chip &chip, bool asymmetric) const;
};

/// The row of an op; null when it has none.
const OpLowering *lookupLowering(llvm::StringRef opName);
llvm::ArrayRef<OpLowering> allLowerings();

// Conv.cpp, Deconv.cpp, MatMul.cpp
mlir::Value lowerConvInt8(LayerLowering &);
mlir::Value lowerConvFloat(LayerLowering &);
mlir::Value lowerDeconvInt8(LayerLowering &);
mlir::Value lowerDeconvFloat(LayerLowering &);
mlir::Value lowerMatMulInt8(LayerLowering &);
mlir::Value lowerMatMulFloat(LayerLowering &);

// Eltwise.cpp
mlir::Value lowerAddInt8(LayerLowering &);
mlir::Value lowerAddFloat(LayerLowering &);
mlir::Value lowerSubInt8(LayerLowering &);
mlir::Value lowerSubFloat(LayerLowering &);
mlir::Value lowerMulInt8(LayerLowering &);
mlir::Value lowerMulFloat(LayerLowering &);
mlir::Value lowerDivFloat(LayerLowering &);
mlir::Value lowerPowTensorFloat(LayerLowering &);
mlir::Value lowerMaxInt8(LayerLowering &);
mlir::Value lowerMaxFloat(LayerLowering &);
mlir::Value lowerMinInt8(LayerLowering &);
mlir::Value lowerMinFloat(LayerLowering &);

// EltwiseConst.cpp
mlir::Value lowerAddConstInt8(LayerLowering &);
mlir::Value lowerAddConstFloat(LayerLowering &);
mlir::Value lowerMulConstInt8(LayerLowering &);
mlir::Value lowerMulConstFloat(LayerLowering &);
mlir::Value lowerSubConstFloat(LayerLowering &);
mlir::Value lowerMaxConstInt8(LayerLowering &);
mlir::Value lowerMaxConstFloat(LayerLowering &);
mlir::Value lowerMinConstInt8(LayerLowering &);
mlir::Value lowerMinConstFloat(LayerLowering &);

// Pool.cpp
mlir::Value lowerMaxPoolInt8(LayerLowering &);
mlir::Value lowerMaxPoolFloat(LayerLowering &);
mlir::Value lowerAvgPoolInt8(LayerLowering &);
mlir::Value lowerAvgPoolFloat(LayerLowering &);
mlir::Value lowerReduceInt8(LayerLowering &);
mlir::Value lowerReduceFloat(LayerLowering &);

// Rectifier.cpp
mlir::Value lowerReluInt8(LayerLowering &);
mlir::Value lowerReluFloat(LayerLowering &);
mlir::Value lowerClipFloat(LayerLowering &);
mlir::Value lowerLeakyReluInt8(LayerLowering &);
mlir::Value lowerLeakyReluFloat(LayerLowering &);
mlir::Value lowerPReluInt8(LayerLowering &);
mlir::Value lowerPReluFloat(LayerLowering &);

// Function.cpp
mlir::Value lowerFunctionInt8(LayerLowering &);
mlir::Value lowerFunctionFloat(LayerLowering &);
mlir::Value lowerSiLUFloat(LayerLowering &);
mlir::Value lowerAbsInt8(LayerLowering &);

// Norm.cpp
mlir::Value lowerScaleInt8(LayerLowering &);
mlir::Value lowerScaleFloat(LayerLowering &);
mlir::Value lowerSoftmaxInt8(LayerLowering &);
mlir::Value lowerSoftmaxFloat(LayerLowering &);
mlir::Value lowerLayerNormFloat(LayerLowering &);
mlir::Value lowerGroupNormFloat(LayerLowering &);

// Shape.cpp: one function each, for integers and floats
mlir::Value lowerConcatInt8(LayerLowering &);
mlir::Value lowerConcatFloat(LayerLowering &);
mlir::Value lowerReshape(LayerLowering &);
mlir::Value lowerPermute(LayerLowering &);
mlir::Value lowerSlice(LayerLowering &);
mlir::Value lowerPad(LayerLowering &);
mlir::Value lowerDepthToSpace(LayerLowering &);
mlir::Value lowerTile(LayerLowering &);
mlir::Value lowerUpsample(LayerLowering &);

// Index.cpp
mlir::Value lowerGatherInt8(LayerLowering &);
mlir::Value lowerCompareFloat(LayerLowering &);
mlir::Value lowerWhereFloat(LayerLowering &);
mlir::Value lowerModFloat(LayerLowering &);
mlir::Value lowerCumSumFloat(LayerLowering &);
mlir::Value lowerBitwiseFloat(LayerLowering &);
mlir::Value lowerArgFloat(LayerLowering &);
mlir::Value lowerTopKFloat(LayerLowering &);
mlir::Value lowerGatherFloat(LayerLowering &);
mlir::Value lowerGatherElementsFloat(LayerLowering &);
mlir::Value lowerGatherNDFloat(LayerLowering &);
mlir::Value lowerScatterElementsFloat(LayerLowering &);
mlir::Value lowerScatterNDFloat(LayerLowering &);
mlir::Value lowerNonMaxSuppressionFloat(LayerLowering &);
mlir::Value lowerNonZeroFloat(LayerLowering &);
mlir::Value lowerMaxPoolIndicesFloat(LayerLowering &);
mlir::Value lowerMaxUnpoolFloat(LayerLowering &);

// Resize.cpp
mlir::Value lowerInterpInt8(LayerLowering &);
mlir::Value lowerInterpFloat(LayerLowering &);

// Sample.cpp
mlir::Value lowerGridSampleFloat(LayerLowering &);
mlir::Value lowerRoiAlignFloat(LayerLowering &);
mlir::Value lowerDeformGatherFloat(LayerLowering &);

} // namespace tpuc

#endif // TPUC_LIB_CONVERSION_TOPTOTPU_REGISTRY_H
