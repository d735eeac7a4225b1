// RUN: tpuc-opt %s | tpuc-opt | FileCheck %s
// RUN: tpuc-opt %s -mlir-print-op-generic | tpuc-opt | FileCheck %s

!s8 = !quant.uniform<i8:f32, 5.000000e-01>
!u8 = !quant.uniform<u8:f32, 2.500000e-01>

// CHECK-LABEL: func.func @conv
func.func @conv(%x: tensor<1x4x8x8x!s8>, %w: tensor<6x4x3x3x!s8>, %b: tensor<6xi16>) -> tensor<1x6x8x8x!u8> {
  // CHECK: tpu.Conv2D(%{{.*}}, %{{.*}}, %{{.*}}) {{.*}}do_relu = true{{.*}}requant = #tpu.requant<OnlyShift, [1], [7], HalfUp>
  %0 = tpu.Conv2D(%x, %w, %b) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>,
    pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 1 : i64, do_relu = true,
    requant = #tpu.requant<OnlyShift, [1], [7], HalfUp>}
    : (tensor<1x4x8x8x!s8>, tensor<6x4x3x3x!s8>, tensor<6xi16>) -> tensor<1x6x8x8x!u8>
  return %0 : tensor<1x6x8x8x!u8>
}

// Zeros between rows and columns double the plane.
// CHECK-LABEL: func.func @inserts
func.func @inserts(%x: tensor<1x2x6x6xbf16>, %w: tensor<2x1x4x4xbf16>) -> tensor<1x2x8x8xbf16> {
  // CHECK: inserts = array<i64: 1, 1>
  %0 = tpu.Conv2D(%x, %w) {kernel_shape = array<i64: 4, 4>, strides = array<i64: 1, 1>,
    pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64,
    inserts = array<i64: 1, 1>}
    : (tensor<1x2x6x6xbf16>, tensor<2x1x4x4xbf16>) -> tensor<1x2x8x8xbf16>
  return %0 : tensor<1x2x8x8xbf16>
}

// CHECK-LABEL: func.func @deconv_apart
func.func @deconv_apart(%x: tensor<1x4x4x4x!s8>, %w: tensor<2x4x3x3x!s8>) -> tensor<1x2x8x8x!s8> {
  // CHECK: tpu.Deconv2D{{.*}} -> tensor<1x2x8x8xi32>
  %0 = tpu.Deconv2D(%x, %w) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>,
    pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 1 : i64,
    output_padding = array<i64: 1, 1>}
    : (tensor<1x4x4x4x!s8>, tensor<2x4x3x3x!s8>) -> tensor<1x2x8x8xi32>
  // CHECK: tpu.Requant{{.*}}#tpu.requant<MultiplierShift, [77, 91], [12, 13], HalfAwayFromZero>
  %1 = tpu.Requant(%0) {requant = #tpu.requant<MultiplierShift, [77, 91], [12, 13], HalfAwayFromZero>}
    : (tensor<1x2x8x8xi32>) -> tensor<1x2x8x8x!s8>
  return %1 : tensor<1x2x8x8x!s8>
}

// CHECK-LABEL: func.func @matmul
func.func @matmul(%x: tensor<2x5x8x!s8>, %w: tensor<8x3x!s8>) -> tensor<2x5x3x!s8> {
  // CHECK: tpu.MatMul
  %0 = tpu.MatMul(%x, %w) {requant = #tpu.requant<QDM, [1389883776], [7], HalfAwayFromZero>}
    : (tensor<2x5x8x!s8>, tensor<8x3x!s8>) -> tensor<2x5x3x!s8>
  return %0 : tensor<2x5x3x!s8>
}

// CHECK-LABEL: func.func @eltwise
func.func @eltwise(%a: tensor<1x4x8x8x!s8>, %b: tensor<1x4x1x1x!u8>) -> tensor<1x4x8x8x!s8> {
  // CHECK: tpu.Add{{.*}}#tpu.requant<MultiplierShift, [13, 39], [4, 6], HalfUp>
  %0 = tpu.Add(%a, %b) {requant = #tpu.requant<MultiplierShift, [13, 39], [4, 6], HalfUp>}
    : (tensor<1x4x8x8x!s8>, tensor<1x4x1x1x!u8>) -> tensor<1x4x8x8x!s8>
  // CHECK: tpu.Max
  %1 = tpu.Max(%0, %a) : (tensor<1x4x8x8x!s8>, tensor<1x4x8x8x!s8>) -> tensor<1x4x8x8x!s8>
  // CHECK: tpu.AddConst{{.*}}const_val = 1.360000e+02
  %2 = tpu.AddConst(%1) {const_val = 136.0 : f64, requant = #tpu.requant<MultiplierShift, [7], [3], HalfUp>}
    : (tensor<1x4x8x8x!s8>) -> tensor<1x4x8x8x!s8>
  // CHECK: tpu.LeakyRelu
  %3 = tpu.LeakyRelu(%2) {alpha = 0.1 : f64, requant = #tpu.requant<MultiplierShift, [51], [9], HalfUp>}
    : (tensor<1x4x8x8x!s8>) -> tensor<1x4x8x8x!s8>
  return %3 : tensor<1x4x8x8x!s8>
}

// CHECK-LABEL: func.func @pools
func.func @pools(%a: tensor<1x4x8x8x!s8>) -> tensor<1x4x1x1x!s8> {
  %0 = tpu.MaxPool(%a) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>}
    : (tensor<1x4x8x8x!s8>) -> tensor<1x4x4x4x!s8>
  // CHECK: tpu.AvgPool{{.*}}requant = #tpu.requant<MultiplierShift, [77], [9], HalfUp>
  %1 = tpu.AvgPool(%0) {kernel_shape = array<i64: 4, 4>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>,
    requant = #tpu.requant<MultiplierShift, [77], [9], HalfUp>}
    : (tensor<1x4x4x4x!s8>) -> tensor<1x4x1x1x!s8>
  return %1 : tensor<1x4x1x1x!s8>
}

// CHECK-LABEL: func.func @tables
func.func @tables(%x: tensor<1x4x!s8>, %t: tensor<256xui8>, %h: tensor<1x4xbf16>, %base: tensor<256xbf16>) -> (tensor<1x4x!u8>, tensor<1x4xbf16>) {
  // CHECK: tpu.Lut
  %0 = tpu.Lut(%x, %t) : (tensor<1x4x!s8>, tensor<256xui8>) -> tensor<1x4x!u8>
  // CHECK: tpu.LutBF16{{.*}}mode = #tpu<table_mode Slope>, range = 1.200000e+01
  %1 = tpu.LutBF16(%h, %base, %base) {mode = #tpu<table_mode Slope>, range = 12.0 : f64}
    : (tensor<1x4xbf16>, tensor<256xbf16>, tensor<256xbf16>) -> tensor<1x4xbf16>
  return %0, %1 : tensor<1x4x!u8>, tensor<1x4xbf16>
}

// A Concat that rescales joins operands of other types.
// CHECK-LABEL: func.func @concat
func.func @concat(%a: tensor<1x4x2x2x!s8>, %b: tensor<1x2x2x2x!quant.uniform<i8:f32, 1.250000e-01>>) -> tensor<1x6x2x2x!s8> {
  // CHECK: tpu.Concat{{.*}}#tpu.requant<MultiplierShiftFloat, [1, 107], [0, 7], HalfUp>
  %0 = tpu.Concat(%a, %b) {axis = 1 : i64, requant = #tpu.requant<MultiplierShiftFloat, [1, 107], [0, 7], HalfUp>}
    : (tensor<1x4x2x2x!s8>, tensor<1x2x2x2x!quant.uniform<i8:f32, 1.250000e-01>>) -> tensor<1x6x2x2x!s8>
  return %0 : tensor<1x6x2x2x!s8>
}

// CHECK-LABEL: func.func @casts
func.func @casts(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // CHECK: tpu.Cast(%{{.*}}) : (tensor<1x4xf32>) -> tensor<1x4x!quant.uniform<i8:f32, 5.000000e-01>>
  %0 = tpu.Cast(%x) : (tensor<1x4xf32>) -> tensor<1x4x!s8>
  // CHECK: tpu.Cast(%{{.*}}) : (tensor<1x4x!quant.uniform<i8:f32, 5.000000e-01>>) -> tensor<1x4xf16>
  %1 = tpu.Cast(%0) : (tensor<1x4x!s8>) -> tensor<1x4xf16>
  %2 = tpu.Cast(%1) : (tensor<1x4xf16>) -> tensor<1x4xf32>
  return %2 : tensor<1x4xf32>
}
