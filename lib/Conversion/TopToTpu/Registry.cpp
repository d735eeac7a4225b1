// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Section 7 of the numerics text as a table: what each chip does with each op
// when asked for INT8, and the functions that do it.
#include "Registry.h"
#include "Alike.h"

using namespace tpuc;

//===----------------------------------------------------------------------===//
// Forms
//===----------------------------------------------------------------------===//

static constexpr Form i8(const char *note = "") {
  return {LoweringForm::Int8, Mode::INT8, note};
}
static constexpr Form lut(const char *note = "") {
  return {LoweringForm::Table, Mode::INT8, note};
}
static constexpr Form f32(const char *note = "") {
  return {LoweringForm::Float, Mode::F32, note};
}
static constexpr Form f16(const char *note = "") {
  return {LoweringForm::Float, Mode::F16, note};
}
static constexpr Form bf16(const char *note = "") {
  return {LoweringForm::Float, Mode::BF16, note};
}
static constexpr Form f32Chosen(const char *note) {
  return {LoweringForm::Float, Mode::F32, note, /*chooses=*/true};
}
static constexpr Form rewritten(const char *note) {
  return {LoweringForm::Rewritten, Mode::INT8, note};
}

/// A function of one number: a table on every chip.
static constexpr OpLowering function(llvm::StringLiteral op) {
  return {op,   lowerFunctionInt8, lowerFunctionFloat, lut(), lut(), lut(),
          lut()};
}
/// An op that every chip computes in its widest float type.
static constexpr OpLowering widest(llvm::StringLiteral op,
                                   LoweringFunction floats) {
  return {op, nullptr, floats, f32(), f32(), f32(), bf16()};
}

/// An op about whole numbers that no chip but bm1684 has: the host has f32.
static constexpr OpLowering wholeNumbers(llvm::StringLiteral op,
                                         LoweringFunction floats) {
  constexpr const char *note = "whole numbers, on the host";
  return {op, nullptr, floats, f32(), f32(note), f32(note), f32(note)};
}

static constexpr char kConv3D[] = "3-D: an i32 sum requantized apart";
static constexpr char kDeconv[] = "an i32 sum requantized apart";
static constexpr char kScale[] = "a 1x1 depthwise convolution";
static constexpr char kAvgPool[] = "3-D or dilated: a float type";
static constexpr char kSoftmax[] = "axis 1 up to rank 4, else F16";
static constexpr char kBF16Table[] = "bf16 tables";
static constexpr char kTopK[] = "places: F32, on the host";

// Each row: op, INT8 lowering, float lowering, then the forms of bm1684,
// bm1684x symmetric, bm1684x asymmetric and cv18xx.
static const OpLowering kLowerings[] = {
    // Conv.cpp, Deconv.cpp, MatMul.cpp
    {"top.Conv", lowerConvInt8, lowerConvFloat, i8(), i8(kConv3D), i8(kConv3D),
     i8("3-D: BF16")},
    {"top.Deconv", lowerDeconvInt8, lowerDeconvFloat, i8(), i8(kDeconv),
     i8(kDeconv), i8()},
    {"top.MatMul", lowerMatMulInt8, lowerMatMulFloat,
     i8("constant right side of a plain product, else F32"),
     i8("constant left side: F16"), i8("two activations: F32"),
     i8("constant right side, else BF16")},
    // Eltwise.cpp
    {"top.Add", lowerAddInt8, lowerAddFloat, i8(), i8(), i8(),
     i8("constant operand: BF16")},
    {"top.Sub", lowerSubInt8, lowerSubFloat, i8("unsigned - signed: F32"),
     i8("unsigned - signed: F16"), f32Chosen("unsigned - signed: F16"), i8()},
    {"top.Mul", lowerMulInt8, lowerMulFloat, i8(), i8(), i8(),
     i8("constant operand: BF16")},
    {"top.Div", nullptr, lowerDivFloat, f32(), f32(), f32(), bf16(kBF16Table)},
    {"top.Max", lowerMaxInt8, lowerMaxFloat, i8(), i8(), i8(), i8()},
    {"top.Min", lowerMinInt8, lowerMinFloat, i8(), i8(), i8(), i8()},
    widest("top.PowTensor", lowerPowTensorFloat),
    // EltwiseConst.cpp
    {"top.AddConst", lowerAddConstInt8, lowerAddConstFloat, i8(), i8(),
     f16("asymmetric sums with a constant"), bf16()},
    {"top.SubConst", nullptr, lowerSubConstFloat, f32(), f16(), f16(),
     bf16(kBF16Table)},
    {"top.MulConst", lowerMulConstInt8, lowerMulConstFloat, i8(), i8(), i8(),
     lut()},
    {"top.MaxConst", lowerMaxConstInt8, lowerMaxConstFloat, i8(), i8(), i8(),
     i8()},
    {"top.MinConst", lowerMinConstInt8, lowerMinConstFloat, i8(), i8(), i8(),
     i8()},
    {"top.Reciprocal", lowerFunctionInt8, lowerFunctionFloat, lut(), lut(),
     lut(), lut()},
    {"top.Pow", lowerFunctionInt8, lowerFunctionFloat, lut("2: a product"),
     lut("2: a product"), lut("2: a product"), lut("2: a product")},
    // Rectifier.cpp
    {"top.Relu", lowerReluInt8, lowerReluFloat, i8(), i8(),
     f32("asymmetric rectifiers"), i8("with an upper limit: BF16")},
    {"top.Clip", nullptr, lowerClipFloat, f32(), f16(), f16(), bf16()},
    {"top.LeakyRelu", lowerLeakyReluInt8, lowerLeakyReluFloat, i8(), i8(),
     f16("asymmetric rectifiers"), i8()},
    {"top.PRelu", lowerPReluInt8, lowerPReluFloat, i8(), i8(),
     f16("asymmetric rectifiers"), i8()},
    // Function.cpp
    {"top.SiLU", lowerFunctionInt8, lowerSiLUFloat, lut(), lut(), lut(), lut()},
    {"top.Abs", lowerAbsInt8, lowerFunctionFloat, lut(), i8(), i8(), i8()},
    {"top.GELU", lowerFunctionInt8, lowerFunctionFloat,
     lut("always the tanh form"), lut(), lut(), lut()},
    function("top.HardSigmoid"),
    function("top.Elu"),
    function("top.ThresholdedRelu"),
    function("top.Shrink"),
#define TPUC_FUNCTION_LOWERED_APART(OP, KERNEL)
#define TPUC_FUNCTION(OP, KERNEL) function("top." #OP),
#include "tpuc/Dialect/Top/Functions.def"
    // Norm.cpp
    {"top.Scale", lowerScaleInt8, lowerScaleFloat, i8(), rewritten(kScale),
     rewritten(kScale), rewritten(kScale)},
    {"top.Softmax", lowerSoftmaxInt8, lowerSoftmaxFloat, f32(), lut(kSoftmax),
     lut(kSoftmax), bf16(kBF16Table)},
    {"top.LayerNorm", nullptr, lowerLayerNormFloat, f32(), f16(), f16(),
     bf16(kBF16Table)},
    {"top.RMSNorm", nullptr, lowerAlike<tpu::RMSNormOp>, f32(), f16(), f16(),
     bf16()},
    widest("top.GroupNorm", lowerGroupNormFloat),
    widest("top.LRN", lowerAlike<tpu::LRNOp>),
    // Pool.cpp
    {"top.MaxPool", lowerMaxPoolInt8, lowerMaxPoolFloat, i8(), i8(), i8(),
     i8()},
    {"top.AvgPool", lowerAvgPoolInt8, lowerAvgPoolFloat,
     i8("windows of up to 225 elements, else F32"), i8(kAvgPool),
     i8("windows that end beside the padded input's end: F32"), i8(kAvgPool)},
    {"top.Reduce", lowerReduceInt8, lowerReduceFloat,
     f32("mean over H and W: as AvgPool"), f16("mean over H and W: as AvgPool"),
     f16("mean over H and W: as AvgPool"),
     i8("roots of squares, products: BF16")},
    // Index.cpp
    {"top.Compare", nullptr, lowerCompareFloat, f32(), f16(), f16(), bf16()},
    {"top.Where", nullptr, lowerWhereFloat, f32(), f16(), f16(), bf16()},
    {"top.Mod", nullptr, lowerModFloat, f32(), f16(), f16(), bf16()},
    {"top.CumSum", nullptr, lowerCumSumFloat, f32(), f16(), f16(), bf16()},
    widest("top.CumProd", lowerAlike<tpu::CumProdOp>),
    wholeNumbers("top.Bitwise", lowerBitwiseFloat),
    wholeNumbers("top.Arg", lowerArgFloat),
    {"top.TopK", nullptr, lowerTopKFloat, f32(), f16(kTopK), f16(kTopK),
     bf16(kTopK)},
    {"top.Gather", lowerGatherInt8, lowerGatherFloat, f32(), f16(), f16(),
     i8("places computed at run time: BF16")},
    {"top.GatherElements", nullptr, lowerGatherElementsFloat, f32(), f16(),
     f16(), bf16()},
    {"top.GatherND", nullptr, lowerGatherNDFloat, f32(), f16(), f16(), bf16()},
    {"top.ScatterElements", nullptr, lowerScatterElementsFloat, f32(), f16(),
     f16(), bf16()},
    {"top.ScatterND", nullptr, lowerScatterNDFloat, f32(), f16(), f16(),
     bf16()},
    wholeNumbers("top.NonMaxSuppression", lowerNonMaxSuppressionFloat),
    wholeNumbers("top.NonZero", lowerNonZeroFloat),
    wholeNumbers("top.MaxPoolIndices", lowerMaxPoolIndicesFloat),
    {"top.MaxUnpool", nullptr, lowerMaxUnpoolFloat, f32(), f16(), f16(),
     bf16()},
    // Shape.cpp, Resize.cpp
    {"top.Concat", lowerConcatInt8, lowerConcatFloat, i8(), i8(), i8(), i8()},
    {"top.Reshape", lowerReshape, lowerReshape, i8(), i8(), i8(), i8()},
    {"top.Squeeze", lowerReshape, lowerReshape, i8(), i8(), i8(), i8()},
    {"top.Unsqueeze", lowerReshape, lowerReshape, i8(), i8(), i8(), i8()},
    {"top.Permute", lowerPermute, lowerPermute, i8(), i8(), i8(), i8()},
    {"top.Slice", lowerSlice, lowerSlice, i8(), i8(), i8(), i8()},
    {"top.Pad", lowerPad, lowerPad, i8(), i8(), i8(), i8()},
    {"top.DepthToSpace", lowerDepthToSpace, lowerDepthToSpace, i8(), i8(), i8(),
     i8()},
    {"top.Tile", lowerTile, lowerTile, f32(), f16(), f16(), i8()},
    {"top.Upsample", lowerUpsample, lowerUpsample, i8(), i8(), i8(),
     rewritten("a depthwise transposed convolution")},
    {"top.Interp", lowerInterpInt8, lowerInterpFloat, f32(), f16(), f16(),
     i8("twice the plane, bilinear: a convolution; else BF16")},
    // Alike.h, Sample.cpp
    widest("top.GridSample", lowerGridSampleFloat),
    widest("top.RoiAlign", lowerRoiAlignFloat),
    widest("top.DeformGather", lowerDeformGatherFloat),
    widest("top.LSTM", lowerAlike<tpu::LSTMOp>),
    widest("top.GRU", lowerAlike<tpu::GRUOp>),
    widest("top.RNN", lowerAlike<tpu::RNNOp>),
};

const Form &OpLowering::form(const Chip &chip, bool asymmetric) const {
  switch (chip.family) {
  case ChipFamily::BM1684:
    return bm1684;
  case ChipFamily::BM1684X:
    return asymmetric ? bm1684xAsym : bm1684x;
  case ChipFamily::CV18XX:
    break;
  }
  return cv18xx;
}

llvm::ArrayRef<OpLowering> tpuc::allLowerings() { return kLowerings; }

const OpLowering *tpuc::lookupLowering(llvm::StringRef opName) {
  for (const OpLowering &lowering : kLowerings)
    if (lowering.op == opName)
      return &lowering;
  return nullptr;
}

LoweringDescription tpuc::describeLowering(llvm::StringRef opName,
                                           const Chip &chip, bool asymmetric) {
  const OpLowering *lowering = lookupLowering(opName);
  if (!lowering)
    return {LoweringForm::Refused, Mode::INT8, "no chip lowers it"};
  const Form &form = lowering->form(chip, asymmetric);
  return {form.form, form.mode, form.note};
}

std::vector<llvm::StringRef> tpuc::loweredTopOps() {
  std::vector<llvm::StringRef> names;
  for (const OpLowering &lowering : kLowerings)
    names.push_back(lowering.op);
  return names;
}
