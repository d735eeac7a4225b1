// RUN: tpuc-opt %s --split-input-file --verify-diagnostics

!s8 = !quant.uniform<i8:f32, 5.000000e-01>

func.func @requant_counts(%a: tensor<1x4x!s8>) {
  // expected-error @+1 {{has 2 multipliers and 1 right shifts, expected as many of each}}
  %0 = tpu.Requant(%a) {requant = #tpu.requant<MultiplierShift, [1, 2], [3], HalfUp>} : (tensor<1x4x!s8>) -> tensor<1x4x!s8>
  return
}

// -----

!s8 = !quant.uniform<i8:f32, 5.000000e-01>

func.func @requant_qdm(%a: tensor<1x4x!s8>) {
  // expected-error @+1 {{has multiplier -1, expected one in [0, 2147483647] for QDM}}
  %0 = tpu.Requant(%a) {requant = #tpu.requant<QDM, [-1], [3], HalfUp>} : (tensor<1x4x!s8>) -> tensor<1x4x!s8>
  return
}

// -----

!s8 = !quant.uniform<i8:f32, 5.000000e-01>

func.func @requant_shift(%a: tensor<1x4x!s8>) {
  // expected-error @+1 {{has right shift 64, expected one in [-63, 63]}}
  %0 = tpu.Requant(%a) {requant = #tpu.requant<OnlyShift, [1], [64], HalfUp>} : (tensor<1x4x!s8>) -> tensor<1x4x!s8>
  return
}

// -----

!s8 = !quant.uniform<i8:f32, 5.000000e-01>
!t8 = !quant.uniform<i8:f32, 2.500000e-01>

func.func @cast_integers(%a: tensor<1x4x!s8>) {
  // expected-error @+1 {{'tpu.Cast' op goes from '!quant.uniform<i8:f32, 5.000000e-01>' to '!quant.uniform<i8:f32, 2.500000e-01>'; integers are rescaled by tpu.Requant}}
  %0 = tpu.Cast(%a) : (tensor<1x4x!s8>) -> tensor<1x4x!t8>
  return
}

// -----

func.func @cast_shape(%a: tensor<1x4xf32>) {
  // expected-error @+1 {{'tpu.Cast' op has an operand of 1x4 and a result of 1x5, expected the same shape}}
  %0 = tpu.Cast(%a) : (tensor<1x4xf32>) -> tensor<1x5xf16>
  return
}

// -----

func.func @cast_calibrated(%a: tensor<1x4xf32>) {
  // expected-error @+1 {{'tpu.Cast' op has a calibrated result, expected a type of storage}}
  %0 = tpu.Cast(%a) : (tensor<1x4xf32>) -> tensor<1x4x!quant.calibrated<f32<-1.0:1.0>>>
  return
}

// -----

!s8 = !quant.uniform<i8:f32, 5.000000e-01>

func.func @requant_float(%a: tensor<1x4xf32>) {
  // expected-error @+1 {{'tpu.Requant' op has an operand of 'f32', expected a quantized type or i32}}
  %0 = tpu.Requant(%a) {requant = #tpu.requant<OnlyShift, [1], [4], HalfUp>} : (tensor<1x4xf32>) -> tensor<1x4x!s8>
  return
}

// -----

!s8 = !quant.uniform<i8:f32, 5.000000e-01>

func.func @conv_without_requant(%x: tensor<1x4x8x8x!s8>, %w: tensor<6x4x1x1x!s8>) {
  // expected-error @+1 {{'tpu.Conv2D' op has a quantized result, which needs requant}}
  %0 = tpu.Conv2D(%x, %w) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64}
    : (tensor<1x4x8x8x!s8>, tensor<6x4x1x1x!s8>) -> tensor<1x6x8x8x!s8>
  return
}

// -----

func.func @conv_float_requant(%x: tensor<1x4x8x8xf32>, %w: tensor<6x4x1x1xf32>) {
  // expected-error @+1 {{'tpu.Conv2D' op has requant with a result of 'f32', expected none}}
  %0 = tpu.Conv2D(%x, %w) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64, requant = #tpu.requant<OnlyShift, [1], [4], HalfUp>}
    : (tensor<1x4x8x8xf32>, tensor<6x4x1x1xf32>) -> tensor<1x6x8x8xf32>
  return
}

// -----

!s8 = !quant.uniform<i8:f32, 5.000000e-01>

func.func @conv_entries(%x: tensor<1x4x8x8x!s8>, %w: tensor<6x4x1x1x!s8>) {
  // expected-error @+1 {{'tpu.Conv2D' op has requant of 2 entries, expected 1 or 6}}
  %0 = tpu.Conv2D(%x, %w) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64, requant = #tpu.requant<MultiplierShift, [1, 1], [4, 4], HalfUp>}
    : (tensor<1x4x8x8x!s8>, tensor<6x4x1x1x!s8>) -> tensor<1x6x8x8x!s8>
  return
}

// -----

func.func @conv_filter(%x: tensor<1x4x8x8xf32>, %w: tensor<6x3x1x1xf32>) {
  // expected-error @+1 {{'tpu.Conv2D' op has a filter of 6x3x1x1, expected 6x4 before the kernel}}
  %0 = tpu.Conv2D(%x, %w) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64}
    : (tensor<1x4x8x8xf32>, tensor<6x3x1x1xf32>) -> tensor<1x6x8x8xf32>
  return
}

// -----

func.func @conv_size(%x: tensor<1x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'tpu.Conv2D' op has a result of 1x6x8x8, expected 6 in dimension 2}}
  %0 = tpu.Conv2D(%x, %w) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64}
    : (tensor<1x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<1x6x8x8xf32>
  return
}

// -----

func.func @conv_strides(%x: tensor<1x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error @+1 {{'tpu.Conv2D' op expects 2 values of strides, got 1}}
  %0 = tpu.Conv2D(%x, %w) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64}
    : (tensor<1x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<1x6x6x6xf32>
  return
}

// -----

!s8 = !quant.uniform<i8:f32, 5.000000e-01>

func.func @conv_mixed(%x: tensor<1x4x8x8x!s8>, %w: tensor<6x4x1x1x!s8>) {
  // expected-error @+1 {{expected both integers or both floats}}
  %0 = tpu.Conv2D(%x, %w) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 1 : i64}
    : (tensor<1x4x8x8x!s8>, tensor<6x4x1x1x!s8>) -> tensor<1x6x8x8xf32>
  return
}

// -----

func.func @matmul_inner(%a: tensor<2x3xf32>, %b: tensor<4x5xf32>) {
  // expected-error @+1 {{'tpu.MatMul' op multiplies 2x3 by 4x5: the inner dimensions differ}}
  %0 = tpu.MatMul(%a, %b) : (tensor<2x3xf32>, tensor<4x5xf32>) -> tensor<2x5xf32>
  return
}

// -----

!s8 = !quant.uniform<i8:f32, 5.000000e-01>

func.func @add_entries(%a: tensor<1x4x!s8>) {
  // expected-error @+1 {{'tpu.Add' op has requant of 1 entries, expected 2}}
  %0 = tpu.Add(%a, %a) {requant = #tpu.requant<MultiplierShift, [1], [4], HalfUp>} : (tensor<1x4x!s8>, tensor<1x4x!s8>) -> tensor<1x4x!s8>
  return
}

// -----

func.func @add_broadcast(%a: tensor<1x4xf32>, %b: tensor<1x3xf32>) {
  // expected-error @+1 {{'tpu.Add' op has an operand of 1x3, which does not broadcast to its result of 1x4}}
  %0 = tpu.Add(%a, %b) : (tensor<1x4xf32>, tensor<1x3xf32>) -> tensor<1x4xf32>
  return
}

// -----

!s8 = !quant.uniform<i8:f32, 5.000000e-01>

func.func @div_integers(%a: tensor<1x4x!s8>) {
  // expected-error @+1 {{'tpu.Div' op has a quantized result; no chip divides integers}}
  %0 = tpu.Div(%a, %a) : (tensor<1x4x!s8>, tensor<1x4x!s8>) -> tensor<1x4x!s8>
  return
}

// -----

!s8 = !quant.uniform<i8:f32, 5.000000e-01>

func.func @fraction(%a: tensor<1x4x!s8>) {
  // expected-error @+1 {{with a quantized result, expected an integer}}
  %0 = tpu.AddConst(%a) {const_val = 0.5 : f64, requant = #tpu.requant<MultiplierShift, [1], [4], HalfUp>} : (tensor<1x4x!s8>) -> tensor<1x4x!s8>
  return
}

// -----

!s8 = !quant.uniform<i8:f32, 5.000000e-01>

func.func @lut_entries(%a: tensor<1x4x!s8>, %t: tensor<255xi8>) {
  // expected-error @+1 {{'tpu.Lut' op has a table of 255 entries, expected 256}}
  %0 = tpu.Lut(%a, %t) : (tensor<1x4x!s8>, tensor<255xi8>) -> tensor<1x4x!s8>
  return
}

// -----

func.func @lut_float(%a: tensor<1x4xf32>, %t: tensor<256xi8>) {
  // expected-error @+1 {{'tpu.Lut' op has an input of 'f32', expected a quantized type}}
  %0 = tpu.Lut(%a, %t) : (tensor<1x4xf32>, tensor<256xi8>) -> tensor<1x4xf32>
  return
}

// -----

!s8 = !quant.uniform<i8:f32, 5.000000e-01>
!t8 = !quant.uniform<i8:f32, 2.500000e-01>

func.func @concat_types(%a: tensor<1x4x!s8>, %b: tensor<1x2x!t8>) {
  // expected-error @+1 {{which needs requant or a tpu.Requant before it}}
  %0 = tpu.Concat(%a, %b) {axis = 1 : i64} : (tensor<1x4x!s8>, tensor<1x2x!t8>) -> tensor<1x6x!s8>
  return
}

// -----

func.func @concat_size(%a: tensor<1x4xf32>, %b: tensor<1x2xf32>) {
  // expected-error @+1 {{'tpu.Concat' op has operands of 6 in dimension 1 and a result of 7}}
  %0 = tpu.Concat(%a, %b) {axis = 1 : i64} : (tensor<1x4xf32>, tensor<1x2xf32>) -> tensor<1x7xf32>
  return
}

// -----

!s8 = !quant.uniform<i8:f32, 5.000000e-01>

func.func @avgpool(%a: tensor<1x4x8x8x!s8>) {
  // expected-error @+1 {{'tpu.AvgPool' op has a quantized result, which needs requant or scale and offset}}
  %0 = tpu.AvgPool(%a) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x8x8x!s8>) -> tensor<1x4x4x4x!s8>
  return
}

// -----

!s8 = !quant.uniform<i8:f32, 5.000000e-01>
!t8 = !quant.uniform<i8:f32, 2.500000e-01>

func.func @maxpool(%a: tensor<1x4x8x8x!s8>) {
  // expected-error @+1 {{expected the same type}}
  %0 = tpu.MaxPool(%a) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x8x8x!s8>) -> tensor<1x4x4x4x!t8>
  return
}

// -----

func.func @reshape(%a: tensor<1x4xf32>) {
  // expected-error @+1 {{'tpu.Reshape' op goes from 1x4 to 5x1, which differ in size}}
  %0 = tpu.Reshape(%a) : (tensor<1x4xf32>) -> tensor<5x1xf32>
  return
}

// -----

// An op that means what a Top op means is verified as that.
func.func @compare_shape(%a: tensor<2x3xf16>, %b: tensor<3xf16>) {
  // expected-error @+1 {{'tpu.Compare' op has a result of 3x2, expected 2x3}}
  %0 = tpu.Compare(%a, %b) {mode = #top<compare_mode lt>} : (tensor<2x3xf16>, tensor<3xf16>) -> tensor<3x2xf16>
  return
}

// -----

func.func @topk_too_many(%a: tensor<2x3xf16>) {
  // expected-error @+1 {{op expects k in [1, 3], the size of axis 1, got 4}}
  %0 = tpu.TopK(%a) {axis = 1 : i64, k = 4 : i64, what = #top<topk_output values>} : (tensor<2x3xf16>) -> tensor<2x4xf16>
  return
}
