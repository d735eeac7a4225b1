// RUN: tpuc-opt %s -mlir-print-debuginfo | tpuc-opt %named | FileCheck %s
// The ops behind the front ends round-trip, with their attributes and their layer names.

// CHECK-LABEL: func.func @functions
func.func @functions(%x: tensor<1x8x4x4xf32>) {
  // CHECK: top.Tan({{.*}}) : {{.*}} loc("tan")
  %0 = top.Tan(%x) : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("tan")
  // CHECK: top.Asin({{.*}}) : {{.*}} loc("asin")
  %1 = top.Asin(%x) : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("asin")
  // CHECK: top.Acos({{.*}}) : {{.*}} loc("acos")
  %2 = top.Acos(%x) : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("acos")
  // CHECK: top.Atan({{.*}}) : {{.*}} loc("atan")
  %3 = top.Atan(%x) : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("atan")
  // CHECK: top.Sinh({{.*}}) : {{.*}} loc("sinh")
  %4 = top.Sinh(%x) : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("sinh")
  // CHECK: top.Cosh({{.*}}) : {{.*}} loc("cosh")
  %5 = top.Cosh(%x) : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("cosh")
  // CHECK: top.Asinh({{.*}}) : {{.*}} loc("asinh")
  %6 = top.Asinh(%x) : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("asinh")
  // CHECK: top.Acosh({{.*}}) : {{.*}} loc("acosh")
  %7 = top.Acosh(%x) : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("acosh")
  // CHECK: top.Atanh({{.*}}) : {{.*}} loc("atanh")
  %8 = top.Atanh(%x) : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("atanh")
  // CHECK: top.Rsqrt({{.*}}) : {{.*}} loc("rsqrt")
  %9 = top.Rsqrt(%x) : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("rsqrt")
  // CHECK: top.LogSigmoid({{.*}}) : {{.*}} loc("logsigmoid")
  %10 = top.LogSigmoid(%x) : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("logsigmoid")
  // CHECK: top.ThresholdedRelu({{.*}}) {alpha = 1.000000e+00 : f64} {{.*}} loc("trelu")
  %20 = top.ThresholdedRelu(%x) {alpha = 1.0 : f64} : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("trelu")
  // CHECK: top.Shrink({{.*}}) {lambd = 5.000000e-01 : f64} {{.*}} loc("hard")
  %21 = top.Shrink(%x) {lambd = 0.5 : f64, bias = 0.0 : f64} : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("hard")
  // CHECK: top.PowTensor({{.*}}) {do_relu = true} {{.*}} loc("pow")
  %22 = top.PowTensor(%x, %x) {do_relu = true} : (tensor<1x8x4x4xf32>, tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("pow")
  return
}

// CHECK-LABEL: func.func @norms
func.func @norms(%x: tensor<1x8x4x4xf32>, %c: tensor<8xf32>, %p: tensor<4x4xf32>) {
  // CHECK: top.RMSNorm({{.*}}) {axis = 2 : i64, eps = 1.000000e-03 : f64} {{.*}} loc("rms")
  %0 = top.RMSNorm(%x, %p) {axis = 2 : i64, eps = 1.0e-3 : f64} : (tensor<1x8x4x4xf32>, tensor<4x4xf32>) -> tensor<1x8x4x4xf32> loc("rms")
  // CHECK: top.GroupNorm({{.*}}) {num_groups = 4 : i64, operandSegmentSizes = array<i32: 1, 1, 0>} {{.*}} loc("gn")
  %1 = top.GroupNorm(%x, %c) {num_groups = 4 : i64, operandSegmentSizes = array<i32: 1, 1, 0>} : (tensor<1x8x4x4xf32>, tensor<8xf32>) -> tensor<1x8x4x4xf32> loc("gn")
  // CHECK: top.LRN({{.*}}) {alpha = 5.000000e-01 : f64, size = 5 : i64} {{.*}} loc("lrn")
  %2 = top.LRN(%x) {size = 5 : i64, alpha = 0.5 : f64, beta = 0.75 : f64} : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("lrn")
  return
}

// CHECK-LABEL: func.func @samples
func.func @samples(%x: tensor<1x8x4x4xf32>, %g: tensor<1x6x5x2xf32>, %b: tensor<3x4xf32>, %i: tensor<3xf32>) {
  // CHECK: top.Interp({{.*}}) {antialias = true, coord_mode = #top<coord_mode half_pixel_symmetric>, cubic_coeff = -5.000000e-01 : f64, exclude_outside = true, mode = #top<interp_mode cubic>, target_shape = array<i64: 2, 2>} {{.*}} loc("cubic")
  %0 = top.Interp(%x) {target_shape = array<i64: 2, 2>, mode = #top<interp_mode cubic>, coord_mode = #top<coord_mode half_pixel_symmetric>,
    cubic_coeff = -0.5 : f64, exclude_outside = true, antialias = true} : (tensor<1x8x4x4xf32>) -> tensor<1x8x2x2xf32> loc("cubic")
  // CHECK: top.Interp({{.*}}extrapolation = 7.000000e+00 : f64{{.*}}roi = array<f64: 0.000000e+00, 0.000000e+00, 5.000000e-01, 1.000000e+00>{{.*}} loc("crop")
  %1 = top.Interp(%x) {target_shape = array<i64: 2, 2>, mode = #top<interp_mode linear>, coord_mode = #top<coord_mode tf_crop_and_resize>,
    roi = array<f64: 0.0, 0.0, 0.5, 1.0>, extrapolation = 7.0 : f64} : (tensor<1x8x4x4xf32>) -> tensor<1x8x2x2xf32> loc("crop")
  // CHECK: top.GridSample({{.*}}) {align_corners = true, padding_mode = #top<sample_padding border>} {{.*}} loc("grid")
  %2 = top.GridSample(%x, %g) {align_corners = true, padding_mode = #top<sample_padding border>} : (tensor<1x8x4x4xf32>, tensor<1x6x5x2xf32>) -> tensor<1x8x6x5xf32> loc("grid")
  // CHECK: top.RoiAlign({{.*}}) {half_pixel = false, mode = #top<roi_pool max>, output_h = 2 : i64, output_w = 3 : i64} {{.*}} loc("roi")
  %3 = top.RoiAlign(%x, %b, %i) {output_h = 2 : i64, output_w = 3 : i64, mode = #top<roi_pool max>, half_pixel = false}
    : (tensor<1x8x4x4xf32>, tensor<3x4xf32>, tensor<3xf32>) -> tensor<3x8x2x3xf32> loc("roi")
  return
}

// CHECK-LABEL: func.func @windows
func.func @windows(%x: tensor<1x2x4x4x4xf32>, %f: tensor<2x3x2x2x2xf32>) {
  // CHECK: top.AvgPool({{.*}}dilations = array<i64: 1, 2, 1>{{.*}} loc("avg")
  %0 = top.AvgPool(%x) {kernel_shape = array<i64: 2, 2, 2>, strides = array<i64: 1, 1, 1>, pads = array<i64: 0, 0, 0, 0, 0, 0>, dilations = array<i64: 1, 2, 1>}
    : (tensor<1x2x4x4x4xf32>) -> tensor<1x2x3x2x3xf32> loc("avg")
  // CHECK: top.Deconv({{.*}} -> tensor<1x3x5x5x5xf32> loc("deconv")
  %1 = top.Deconv(%x, %f) {kernel_shape = array<i64: 2, 2, 2>, strides = array<i64: 1, 1, 1>, pads = array<i64: 0, 0, 0, 0, 0, 0>}
    : (tensor<1x2x4x4x4xf32>, tensor<2x3x2x2x2xf32>) -> tensor<1x3x5x5x5xf32> loc("deconv")
  return
}

// CHECK-LABEL: func.func @recurrent
func.func @recurrent(%x: tensor<6x2x3xf32>, %w4: tensor<1x16x3xf32>, %r4: tensor<1x16x4xf32>, %w3: tensor<2x12x3xf32>, %r3: tensor<2x12x4xf32>,
    %w1: tensor<1x4x3xf32>, %r1: tensor<1x4x4xf32>, %p: tensor<1x12xf32>) {
  // CHECK: top.LSTM({{.*}}) {operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 1>, state = #top<lstm_state cell>} {{.*}} loc("lstm")
  %0 = top.LSTM(%x, %w4, %r4, %p) {state = #top<lstm_state cell>, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 1>}
    : (tensor<6x2x3xf32>, tensor<1x16x3xf32>, tensor<1x16x4xf32>, tensor<1x12xf32>) -> tensor<6x1x2x4xf32> loc("lstm")
  // CHECK: top.GRU({{.*}}) {direction = #top<rnn_direction bidirectional>, linear_before_reset = true, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>} {{.*}} loc("gru")
  %1 = top.GRU(%x, %w3, %r3) {direction = #top<rnn_direction bidirectional>, linear_before_reset = true, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<6x2x3xf32>, tensor<2x12x3xf32>, tensor<2x12x4xf32>) -> tensor<6x2x2x4xf32> loc("gru")
  // CHECK: top.RNN({{.*}}) {activation = #top<rnn_activation relu>, direction = #top<rnn_direction reverse>, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>} {{.*}} loc("rnn")
  %2 = top.RNN(%x, %w1, %r1) {direction = #top<rnn_direction reverse>, activation = #top<rnn_activation relu>, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}
    : (tensor<6x2x3xf32>, tensor<1x4x3xf32>, tensor<1x4x4xf32>) -> tensor<6x1x2x4xf32> loc("rnn")
  return
}
