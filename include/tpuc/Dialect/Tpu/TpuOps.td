//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef TPUC_DIALECT_TPU_TPUOPS_TD
#define TPUC_DIALECT_TPU_TPUOPS_TD

include "tpuc/Dialect/Tpu/TpuHostOps.td"  // GridSample, RoiAlign, LSTM, GRU, RNN
include "tpuc/Dialect/Tpu/TpuIndexOps.td" // Compare, Where, Gather, TopK ...
include "tpuc/Dialect/Tpu/TpuOpsBase.td"
include "tpuc/Dialect/Tpu/TpuPlaceOps.td" // NonMaxSuppression, MaxUnpool ...

//===----------------------------------------------------------------------===//
// Types meet: casts and requantization
//===----------------------------------------------------------------------===//

def Tpu_CastOp : Tpu_Op<"Cast"> {
  let summary = "a value in another type: quantize, dequantize, float to float";
  let description = [{
    The arithmetic is section 5 of the numerics text; it depends on the chip
    family and, for quantization, on the float type of the operand. On cv18xx an
    f32 operand is the network's input, quantized by the host in f32; a bf16
    operand is quantized by the chip.

    ```mlir
    %1 = tpu.Cast(%0) : (tensor<1x8x4x4xf32>)
      -> tensor<1x8x4x4x!quant.uniform<i8:f32, 0.0365>> loc("xconv1_si8")
    ```
  }];
  let arguments = (ins Tpu_Tensor:$input);
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Tpu_RequantOp : Tpu_Op<"Requant"> {
  let summary = "integers rescaled to another quantized type";
  let description = [{
    `(q - zp_in) * multiplier >> rshift + zp_out`, saturated. The input may be
    an i32 accumulator (then zp_in is 0 and entries may be per channel).

    ```mlir
    %1 = tpu.Requant(%0) {requant = #tpu.requant<MultiplierShift, [77], [7], HalfUp>}
      : (tensor<1x8x4x4x!quant.uniform<i8:f32, 0.5>>)
      -> tensor<1x8x4x4x!quant.uniform<i8:f32, 0.25>> loc("a_to_cat")
    ```
  }];
  let arguments = (ins Tpu_Tensor:$input, Tpu_RequantAttr:$requant);
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Convolutions, products, pools
//===----------------------------------------------------------------------===//

class Tpu_ConvLikeOp<string mnemonic, dag extra = (ins)> : Tpu_Op<mnemonic> {
  let arguments = !con((ins Tpu_Tensor:$input, AnyRankedTensor:$filter,
    Optional<AnyRankedTensor>:$bias,
    DenseI64ArrayAttr:$kernel_shape, DenseI64ArrayAttr:$strides,
    DenseI64ArrayAttr:$pads, DenseI64ArrayAttr:$dilations, I64Attr:$group),
    extra, Tpu_ReluAttrs, (ins OptionalAttr<Tpu_RequantAttr>:$requant));
  let hasVerifier = 1;
}

def Tpu_Conv2DOp : Tpu_ConvLikeOp<"Conv2D",
    (ins OptionalAttr<DenseI64ArrayAttr>:$inserts)> {
  let summary = "convolution of rank 3 (1-D) or 4 (2-D) values";
  let description = [{
    Quantized: the accumulator is the sum of weight * q over the window (padding
    contributes the input's zero point), plus bias, then `requant`, plus the
    output's zero point, then the saturation of the result type. `inserts` puts
    that many zeros between neighbouring rows and columns of the input (cv18xx).

    ```mlir
    %2 = tpu.Conv2D(%0, %w, %b) {kernel_shape = array<i64: 3, 3>,
      strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>,
      dilations = array<i64: 1, 1>, group = 1 : i64, do_relu = true,
      requant = #tpu.requant<OnlyShift, [1], [8], HalfUp>}
      : (tensor<1x8x14x14x!quant.uniform<i8:f32, 0.5>>,
         tensor<16x8x3x3x!quant.uniform<i8:f32, 0.25>>, tensor<16xi16>)
      -> tensor<1x16x14x14x!quant.uniform<u8:f32, 0.125>> loc("conv1")
    ```
  }];
}

def Tpu_Conv3DOp : Tpu_ConvLikeOp<"Conv3D"> {
  let summary = "convolution of rank 5 values";
  let description = [{
    As tpu.Conv2D with three spatial dimensions. A chip that requantizes apart
    (bm1684x) gives an i32 result without `requant`, followed by tpu.Requant.
  }];
}

def Tpu_Deconv2DOp
    : Tpu_ConvLikeOp<"Deconv2D", (ins DenseI64ArrayAttr:$output_padding)> {
  let summary = "transposed convolution of rank 3 or 4 values";
  let description = [{
    The filter is `[OC, C/group, kernel...]`, not flipped (top.Deconv's has the
    first two dimensions the other way round). A chip that requantizes apart
    (bm1684x) gives an i32 result without `requant`, followed by tpu.Requant.
  }];
}

def Tpu_MatMulOp : Tpu_Op<"MatMul"> {
  let summary = "matrix product";
  let description = [{
    Quantized: `do_relu` clamps the accumulator before `requant`. The bias is
    i32 (i16 on bm1684), or f32 with float types.

    ```mlir
    %1 = tpu.MatMul(%0, %w) {requant = #tpu.requant<MultiplierShift, [77], [12], HalfUp>}
      : (tensor<1x64x!quant.uniform<i8:f32, 0.5>>,
         tensor<64x10x!quant.uniform<i8:f32, 0.25>>)
      -> tensor<1x10x!quant.uniform<i8:f32, 0.5>> loc("logits")
    ```
  }];
  let arguments = !con((ins Tpu_Tensor:$input, AnyRankedTensor:$right,
    Optional<AnyRankedTensor>:$bias,
    DefaultValuedAttr<BoolAttr, "false">:$left_transpose,
    DefaultValuedAttr<BoolAttr, "false">:$right_transpose), Tpu_ReluAttrs,
    (ins OptionalAttr<Tpu_RequantAttr>:$requant));
  let hasVerifier = 1;
}

class Tpu_PoolOp<string mnemonic, dag extra> : Tpu_Op<mnemonic> {
  let arguments = !con((ins Tpu_Tensor:$input,
    DenseI64ArrayAttr:$kernel_shape, DenseI64ArrayAttr:$strides,
    DenseI64ArrayAttr:$pads,
    DefaultValuedAttr<BoolAttr, "false">:$ceil_mode), extra, Tpu_ReluAttrs);
  let hasVerifier = 1;
}

def Tpu_MaxPoolOp : Tpu_PoolOp<"MaxPool",
    (ins OptionalAttr<DenseI64ArrayAttr>:$dilations)> {
  let summary = "maximum over windows, on integers or floats";
  let description = "Padding counts as minus infinity; types in and out agree.";
}

def Tpu_AvgPoolOp : Tpu_PoolOp<"AvgPool",
    (ins DefaultValuedAttr<BoolAttr, "false">:$count_include_pad,
     OptionalAttr<Tpu_RequantAttr>:$requant, OptionalAttr<F64Attr>:$scale,
     OptionalAttr<F64Attr>:$offset,
     OptionalAttr<DenseI64ArrayAttr>:$dilations)> {
  let summary = "mean over windows, on integers or floats";
  let description = [{
    Quantized symmetric: `requant` of the window's sum; quantized asymmetric:
    `round(sum * scale + offset)` (section 6 of the numerics text).
  }];
}

//===----------------------------------------------------------------------===//
// Element-wise
//===----------------------------------------------------------------------===//

class Tpu_BinaryOp<string mnemonic, string what, list<Trait> traits = []>
    : Tpu_Op<mnemonic, traits> {
  let summary = what;
  let description = what # [{ with numpy broadcasting. Quantized Add and Sub
    have one multiplier and shift per operand in `requant`, Mul one in all; Max
    and Min compare the stored integers.

    ```mlir
    %2 = tpu.}] # mnemonic # [{(%0, %1) : (tensor<1x8x4x4xf16>, tensor<1x8x4x4xf16>)
      -> tensor<1x8x4x4xf16> loc("y")
    ```
  }];
  let arguments = !con((ins Tpu_Tensor:$lhs, Tpu_Tensor:$rhs), Tpu_ReluAttrs,
                       (ins OptionalAttr<Tpu_RequantAttr>:$requant));
  let hasVerifier = 1;
}

def Tpu_AddOp : Tpu_BinaryOp<"Add", "sum">;
def Tpu_SubOp : Tpu_BinaryOp<"Sub", "difference">;
def Tpu_MulOp : Tpu_BinaryOp<"Mul", "product">;
def Tpu_DivOp : Tpu_BinaryOp<"Div", "quotient (float only)">;
def Tpu_MaxOp : Tpu_BinaryOp<"Max", "larger">;
def Tpu_MinOp : Tpu_BinaryOp<"Min", "smaller">;
def Tpu_PowTensorOp : Tpu_BinaryOp<"PowTensor", "power (float only)">;

class Tpu_ConstOp<string mnemonic, string what, dag extra = (ins)>
    : Tpu_Op<mnemonic> {
  let hasVerifier = 1;
  let summary = what;
  let description = what # [{. Quantized: `const_val` is the integer constant
    that the chip adds, multiplies or compares with, `requant` scales the input.

    ```mlir
    %1 = tpu.}] # mnemonic # [{(%0) {const_val = 0.5 : f64}
      : (tensor<1x8x4x4xf16>) -> tensor<1x8x4x4xf16> loc("y")
    ```
  }];
  let arguments = !con((ins Tpu_Tensor:$input, F64Attr:$const_val), extra,
    Tpu_ReluAttrs, (ins OptionalAttr<Tpu_RequantAttr>:$requant));
}

def Tpu_AddConstOp : Tpu_ConstOp<"AddConst", "x + const_val">;
def Tpu_MulConstOp : Tpu_ConstOp<"MulConst", "x * const_val">;
def Tpu_SubConstOp
    : Tpu_ConstOp<"SubConst", "x - const_val, or const_val - x with is_reverse",
                  (ins DefaultValuedAttr<BoolAttr, "false">:$is_reverse)>;
def Tpu_MaxConstOp : Tpu_ConstOp<"MaxConst", "max(x, const_val)">;
def Tpu_MinConstOp : Tpu_ConstOp<"MinConst", "min(x, const_val)">;

def Tpu_ReluOp : Tpu_Op<"Relu"> {
  let summary = "max(x, 0), with an upper limit in float types";
  let description = "On integers: max(q, 0), saturated to the result type.";
  let arguments = (ins Tpu_Tensor:$input,
    DefaultValuedAttr<F64Attr, "-1.0">:$relu_limit);
}

def Tpu_ClipOp : Tpu_Op<"Clip"> {
  let summary = "min(max(x, min), max) in a float type";
  let description = "Float only: no chip clips integers by constants.";
  let arguments = (ins Tpu_Tensor:$input, F64Attr:$min, F64Attr:$max);
}

def Tpu_LeakyReluOp : Tpu_Op<"LeakyRelu"> {
  let summary = "x where x >= 0, else alpha * x";
  let description = [{
    Quantized: `requant` has one entry (the negative side), or two on chips
    that requantize both sides (first the positive side's).
  }];
  let arguments = (ins Tpu_Tensor:$input, F64Attr:$alpha,
    OptionalAttr<Tpu_RequantAttr>:$requant);
  let hasVerifier = 1;
}

def Tpu_PReluOp : Tpu_Op<"PRelu"> {
  let summary = "x where x >= 0, else slope * x";
  let description = [{
    Quantized: the slope holds integers, `requant` has the shift of the negative
    side, or two entries (first the positive side's).
  }];
  let arguments = (ins Tpu_Tensor:$input, AnyRankedTensor:$slope,
    OptionalAttr<Tpu_RequantAttr>:$requant);
  let hasVerifier = 1;
}

def Tpu_ScaleOp : Tpu_Op<"Scale"> {
  let summary = "x * scale + bias per channel";
  let description = [{
    Quantized (bm1684 only): 16-bit bias, one right shift per channel in
    `requant`; f32 otherwise.
  }];
  let arguments = !con((ins Tpu_Tensor:$input, AnyRankedTensor:$scale,
    AnyRankedTensor:$bias), Tpu_ReluAttrs,
    (ins OptionalAttr<Tpu_RequantAttr>:$requant));
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Functions: tables and floats
//===----------------------------------------------------------------------===//

def Tpu_LutOp : Tpu_Op<"Lut"> {
  let summary = "a function of an 8-bit value as a 256-entry table";
  let description = [{
    Result `table[q & 255]`.

    ```mlir
    %1 = tpu.Lut(%0, %t) : (tensor<1x8x4x4x!quant.uniform<i8:f32, 0.1>>,
      tensor<256xi8>) -> tensor<1x8x4x4x!quant.uniform<u8:f32, 0.0039>> loc("sig")
    ```
  }];
  let arguments = (ins Tpu_Tensor:$input, AnyRankedTensor:$table);
  let hasVerifier = 1;
}

def Tpu_LutBF16Op : Tpu_Op<"LutBF16"> {
  let summary = "a function of a bf16 value by two 256-entry tables (cv18xx)";
  let description = [{
    Slope: base and slope over `[-range, range]`; Mantissa and Log: tables of
    exponent and mantissa (section 8 of the numerics text).
  }];
  let arguments = (ins Tpu_Tensor:$input, AnyRankedTensor:$table,
    AnyRankedTensor:$mantissa, Tpu_TableModeAttr:$mode,
    DefaultValuedAttr<F64Attr, "0.0">:$range);
}

def Tpu_ActiveOp : Tpu_Op<"Active"> {
  let summary = "an element-wise function in a float type";
  let description = [{
    `coeffs` are the function's parameters: HardSigmoid alpha, beta; Elu alpha;
    Reciprocal the numerator; Pow the exponent; ThresholdedRelu the threshold;
    Shrink lambd, bias. On integers only Abs.

    ```mlir
    %1 = tpu.Active(%0) {function = #tpu<function Sigmoid>}
      : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("sig")
    ```
  }];
  let arguments = (ins Tpu_Tensor:$input, Tpu_FunctionAttr:$function,
    OptionalAttr<DenseF64ArrayAttr>:$coeffs);
}

def Tpu_SoftmaxOp : Tpu_Op<"Softmax", [AttrSizedOperandSegments]> {
  let summary = "softmax along axis";
  let description = [{
    Float; or u8 with a 256-entry f32 `table` of exponentials (bm1684x); or
    bf16 with the exponential (`table`, `slope_table`) and reciprocal
    (`reciprocal_table`, `mantissa_table`) tables of the cv18xx.
  }];
  let arguments = (ins Tpu_Tensor:$input, Optional<AnyRankedTensor>:$table,
    Optional<AnyRankedTensor>:$slope_table,
    Optional<AnyRankedTensor>:$reciprocal_table,
    Optional<AnyRankedTensor>:$mantissa_table, I64Attr:$axis,
    DefaultValuedAttr<F64Attr, "1.0">:$beta,
    DefaultValuedAttr<BoolAttr, "false">:$log);
}

def Tpu_LayerNormOp : Tpu_Op<"LayerNorm", [AttrSizedOperandSegments]> {
  let summary = "layer normalization in a float type";
  let description = [{
    bf16 on cv18xx takes the reciprocal square root from `table`, `mantissa_table`.
  }];
  let arguments = (ins Tpu_Tensor:$input, Optional<AnyRankedTensor>:$weight,
    Optional<AnyRankedTensor>:$bias, Optional<AnyRankedTensor>:$table,
    Optional<AnyRankedTensor>:$mantissa_table, I64Attr:$axis,
    DefaultValuedAttr<F64Attr, "1.0e-5">:$eps);
}

//===----------------------------------------------------------------------===//
// Shapes: values moved, types kept
//===----------------------------------------------------------------------===//

def Tpu_ConcatOp : Tpu_Op<"Concat"> {
  let summary = "tensors joined along axis";
  let description = [{
    Operands have the result's type, except on chips whose Concat requantizes
    (cv18xx): then `requant` has one entry per operand ((1, 0) copies).
  }];
  let arguments = !con((ins Variadic<Tpu_Tensor>:$inputs, I64Attr:$axis),
    Tpu_ReluAttrs, (ins OptionalAttr<Tpu_RequantAttr>:$requant));
  let hasVerifier = 1;
}

class Tpu_MoveOp<string mnemonic, string what, dag extra> : Tpu_Op<mnemonic> {
  let summary = what;
  let description = "As top." # mnemonic # ", on values of any type.";
  let arguments = !con((ins Tpu_Tensor:$input), extra);
}

def Tpu_ReshapeOp : Tpu_MoveOp<"Reshape", "the same elements in another shape (also Squeeze, Unsqueeze)", (ins)> {
  let hasVerifier = 1;
}
def Tpu_PermuteOp : Tpu_MoveOp<"Permute", "dimensions in another order",
    (ins DenseI64ArrayAttr:$order)>;
def Tpu_SliceOp : Tpu_MoveOp<"Slice", "a strided part of a tensor",
    (ins DenseI64ArrayAttr:$offset, DenseI64ArrayAttr:$ends,
     DenseI64ArrayAttr:$steps)>;
def Tpu_PadOp : Tpu_MoveOp<"Pad", "border around a tensor",
    (ins DenseI64ArrayAttr:$paddings, Top_PadModeAttr:$mode,
     DefaultValuedAttr<F64Attr, "0.0">:$val)> {
  let description = [{
    As top.Pad; for quantized types `val` is the stored integer.
  }];
}
def Tpu_UpsampleOp : Tpu_MoveOp<"Upsample", "rows and columns repeated",
    (ins I64Attr:$scale_h, I64Attr:$scale_w)>;
def Tpu_DepthToSpaceOp : Tpu_MoveOp<"DepthToSpace", "channels moved to space",
    (ins I64Attr:$block_h, I64Attr:$block_w,
     DefaultValuedAttr<BoolAttr, "false">:$is_crd,
     DefaultValuedAttr<BoolAttr, "false">:$is_inversed)>;
def Tpu_TileOp : Tpu_MoveOp<"Tile", "the tensor repeated",
    (ins DenseI64ArrayAttr:$repeats)>;

def Tpu_InterpOp : Tpu_MoveOp<"Interp", "resizes the last two dimensions",
    (ins DenseI64ArrayAttr:$target_shape, Top_InterpModeAttr:$mode,
     Top_CoordModeAttr:$coord_mode,
     DefaultValuedAttr<Top_NearestModeAttr,
       "::tpuc::top::NearestMode::round_prefer_floor">:$nearest_mode,
     OptionalAttr<F64Attr>:$scale_h, OptionalAttr<F64Attr>:$scale_w,
     DefaultValuedAttr<F64Attr, "-0.75">:$cubic_coeff,
     DefaultValuedAttr<BoolAttr, "false">:$exclude_outside,
     DefaultValuedAttr<BoolAttr, "false">:$antialias,
     OptionalAttr<DenseF64ArrayAttr>:$roi,
     DefaultValuedAttr<F64Attr, "0.0">:$extrapolation)>;

def Tpu_ReduceOp : Tpu_Op<"Reduce"> {
  let summary = "mean, sum, max ... over dimensions";
  let description = [{
    Float; or integers on cv18xx: sum or max, then `requant`, clamped to i8.
  }];
  let arguments = (ins Tpu_Tensor:$input, DenseI64ArrayAttr:$axes,
    DefaultValuedAttr<BoolAttr, "true">:$keepdims, Top_ReduceModeAttr:$mode,
    OptionalAttr<Tpu_RequantAttr>:$requant);
}

#endif // TPUC_DIALECT_TPU_TPUOPS_TD
