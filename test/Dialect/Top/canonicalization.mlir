// RUN: tpuc-opt %s -split-input-file -canonicalize %named | FileCheck %s
// RUN: tpuc-opt %s -split-input-file -canonicalize | FileCheck %s --check-prefix=BLOB

// CHECK-LABEL: func.func @clip
func.func @clip(%x: tensor<1x4xf32>) -> (tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>) {
  // CHECK: top.Relu(%{{.*}}) {relu_limit = 6.000000e+00 : f64} {{.*}} loc("relu6")
  %0 = top.Clip(%x) {min = 0.0 : f64, max = 6.0 : f64} : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("relu6")
  // CHECK: top.Relu(%{{[^)]*}}) : {{.*}} loc("relu")
  %1 = top.Clip(%x) {min = 0.0 : f64, max = 3.4028234663852886e+38 : f64} : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("relu")
  // CHECK: top.Clip{{.*}} loc("clip")
  %2 = top.Clip(%x) {min = -1.0 : f64, max = 1.0 : f64} : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("clip")
  return %0, %1, %2 : tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>
}

// -----

// CHECK-LABEL: func.func @relus
// CHECK-SAME: (%[[X:.*]]: tensor
func.func @relus(%x: tensor<1x4xf32>) -> (tensor<1x4xf32>, tensor<1x4xf32>) {
  // The tighter limit holds.
  // CHECK-DAG: top.Relu(%[[X]]) {relu_limit = 3.000000e+00 : f64} {{.*}} loc("tight")
  %0 = top.Relu(%x) {relu_limit = 6.0 : f64} : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("r6")
  %1 = top.Relu(%0) {relu_limit = 3.0 : f64} : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("tight")
  // CHECK-DAG: top.Relu(%[[X]]) {relu_limit = 6.000000e+00 : f64} {{.*}} loc("loose")
  %2 = top.Relu(%0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("loose")
  return %1, %2 : tensor<1x4xf32>, tensor<1x4xf32>
}

// -----

// Behind an op that clamps as tightly, Relu does nothing.
// CHECK-LABEL: func.func @relu_of_clamped
func.func @relu_of_clamped(%x: tensor<1x4xf32>) -> (tensor<1x4xf32>, tensor<1x4xf32>) {
  // CHECK: %[[ADD:.*]] = top.AddConst{{.*}} loc("add")
  %0 = top.AddConst(%x) {const_val = 1.0 : f64, do_relu = true, relu_limit = 6.0 : f64} : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("add")
  %1 = top.Relu(%0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("again")
  // CHECK-NEXT: %[[R:.*]] = top.Relu(%[[ADD]]) {relu_limit = 3.000000e+00 : f64} {{.*}} loc("tighter")
  %2 = top.Relu(%0) {relu_limit = 3.0 : f64} : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("tighter")
  // CHECK-NEXT: top.Sigmoid(%[[ADD]])
  %3 = top.Sigmoid(%1) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("sig")
  return %2, %3 : tensor<1x4xf32>, tensor<1x4xf32>
}

// -----

// What gives back its operand goes; nothing but Sin and Cos is left.
// CHECK-LABEL: func.func @identities
// CHECK-NEXT: top.Sin
// CHECK-NEXT: top.Cos
// CHECK-NEXT: return
func.func @identities(%x: tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> {
  %s = top.Sin(%x) : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("sin")
  %0 = top.Reshape(%s) {shape = array<i64: 0, -1, 2, 2>} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("reshape")
  %1 = top.Permute(%0) {order = array<i64: 0, 1, 2, 3>} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("permute")
  %2 = top.Concat(%1) {axis = 1 : i64} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("concat")
  %3 = top.Slice(%2) {offset = array<i64: 0, 0, 0, 0>, ends = array<i64: 1, 4, 2, 2>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("slice")
  %4 = top.Pad(%3) {paddings = array<i64: 0, 0, 0, 0, 0, 0, 0, 0>} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("pad")
  %5 = top.MulConst(%4) {const_val = 1.0 : f64} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("mul")
  %6 = top.AddConst(%5) {const_val = 0.0 : f64} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("add")
  %7 = top.SubConst(%6) {const_val = 0.0 : f64} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("sub")
  %8 = top.Pow(%7) {const_val = 1.0 : f64} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("pow")
  %9 = top.Tile(%8) {repeats = array<i64: 1, 1, 1, 1>} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("tile")
  %10 = top.Upsample(%9) {scale_h = 1 : i64, scale_w = 1 : i64} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("up")
  %11 = top.Interp(%10) {target_shape = array<i64: 2, 2>, mode = #top<interp_mode linear>, coord_mode = #top<coord_mode half_pixel>} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("interp")
  %12 = top.MaxPool(%11) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("pool")
  %13 = top.DepthToSpace(%12) {block_h = 1 : i64, block_w = 1 : i64} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("d2s")
  %14 = top.Clip(%13) {min = -3.4028234663852886e+38 : f64, max = 3.4028234663852886e+38 : f64} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("clip")
  %15 = top.Cos(%14) : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("cos")
  return %15 : tensor<1x4x2x2xf32>
}

// -----

// These look like identities and are not.
// CHECK-LABEL: func.func @not_identities
// CHECK: top.Slice
// CHECK: top.MulConst
// CHECK: top.SubConst
// CHECK: top.Permute
// CHECK: top.Interp
// CHECK: top.AvgPool
// CHECK: top.Pad
// CHECK: top.Interp
func.func @not_identities(%x: tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> {
  %0 = top.Slice(%x) {offset = array<i64: 0, 1, 0, 0>, ends = array<i64: 1, -1, 2, 2>, steps = array<i64: 1, -1, 1, 1>} : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> loc("reversed")
  %1 = top.MulConst(%0) {const_val = 1.0 : f64, do_relu = true} : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> loc("clamped")
  %2 = top.SubConst(%1) {const_val = 0.0 : f64, is_reverse = true} : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> loc("negated")
  %3 = top.Permute(%2) {order = array<i64: 0, 2, 1, 3>} : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> loc("swapped")
  %4 = top.Interp(%3) {target_shape = array<i64: 2, 2>, mode = #top<interp_mode linear>, coord_mode = #top<coord_mode half_pixel>, scale_h = 1.5 : f64} : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> loc("scaled")
  %5 = top.AvgPool(%4) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, count_include_pad = true} : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> loc("moved")
  %6 = top.Pad(%5) {paddings = array<i64: 0, 0, 1, 0, 0, 0, -1, 0>} : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> loc("shifted")
  %7 = top.Interp(%6) {target_shape = array<i64: 2, 2>, mode = #top<interp_mode linear>, coord_mode = #top<coord_mode tf_crop_and_resize>, roi = array<f64: 0.0, 0.0, 0.5, 1.0>} : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> loc("cropped")
  return %7 : tensor<1x2x2x2xf32>
}

// -----

// The name of an output goes to the op that now produces it, and never from an
// input or from another output.
// CHECK-LABEL: func.func @output_names
func.func @output_names(%arg0: tensor<1x4xf32>) -> (tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>) {
  // CHECK: %[[IN:.*]] = top.Input{{.*}} loc("in")
  %in = top.Input(%arg0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("in")
  // CHECK-NEXT: %[[SIN:.*]] = top.Sin(%[[IN]]) {{.*}} loc("out")
  %0 = top.Sin(%in) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("sin")
  %1 = top.MulConst(%0) {const_val = 1.0 : f64} : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("out")
  // CHECK-NEXT: %[[COPY:.*]] = top.AddConst(%[[SIN]]) {{.*}} loc("copy")
  %2 = top.AddConst(%1) {const_val = 0.0 : f64} : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("copy")
  // CHECK-NEXT: %[[ECHO:.*]] = top.Reshape(%[[IN]]) {{.*}} loc("echo")
  %3 = top.Reshape(%in) {shape = array<i64: 0, 4>} : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("echo")
  // CHECK-NEXT: return %[[SIN]], %[[COPY]], %[[ECHO]]
  return %1, %2, %3 : tensor<1x4xf32>, tensor<1x4xf32>, tensor<1x4xf32>
}

// -----

// Another calibration is another value: the op stays.
// CHECK-LABEL: func.func @calibrated_identity
// CHECK: top.Reshape
func.func @calibrated_identity(%x: tensor<4x!quant.calibrated<f32<-1.0:1.0>>>) -> tensor<4xf32> {
  %0 = top.Reshape(%x) {shape = array<i64: 4>} : (tensor<4x!quant.calibrated<f32<-1.0:1.0>>>) -> tensor<4x!quant.calibrated<f32<-2.0:2.0>>> loc("reshape")
  %1 = top.Sin(%0) : (tensor<4x!quant.calibrated<f32<-2.0:2.0>>>) -> tensor<4xf32> loc("sin")
  return %1 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @reshapes
// CHECK-SAME: (%[[X:.*]]: tensor
func.func @reshapes(%x: tensor<2x8x1x1xf32>) -> (tensor<2x2x4xf32>, tensor<2x8xf32>, tensor<16x1xf32>) {
  %0 = top.Squeeze(%x) {axes = array<i64: 2, 3>} : (tensor<2x8x1x1xf32>) -> tensor<2x8xf32> loc("squeeze")
  // The batch stays a reference to the input's.
  // CHECK: %[[A:.*]] = top.Reshape(%[[X]]) {shape = array<i64: 0, 2, 4>} {{.*}} loc("reshape")
  %1 = top.Reshape(%0) {shape = array<i64: 2, 2, 4>} : (tensor<2x8xf32>) -> tensor<2x2x4xf32> loc("reshape")
  %2 = top.Unsqueeze(%x) {axes = array<i64: 0>} : (tensor<2x8x1x1xf32>) -> tensor<1x2x8x1x1xf32> loc("unsqueeze")
  // CHECK: %[[B:.*]] = top.Reshape(%[[X]]) {shape = array<i64: 0, 8>} {{.*}} loc("back")
  %3 = top.Squeeze(%2) {axes = array<i64>} : (tensor<1x2x8x1x1xf32>) -> tensor<2x8xf32> loc("back")
  // CHECK: %[[C:.*]] = top.Reshape(%[[X]]) {shape = array<i64: 16, 1>} {{.*}} loc("merged")
  %4 = top.Reshape(%3) {shape = array<i64: 16, 1>} : (tensor<2x8xf32>) -> tensor<16x1xf32> loc("merged")
  return %1, %3, %4 : tensor<2x2x4xf32>, tensor<2x8xf32>, tensor<16x1xf32>
}

// -----

// CHECK-LABEL: func.func @lone_squeeze
// CHECK: top.Squeeze
func.func @lone_squeeze(%x: tensor<1x8x1x1xf32>) -> tensor<1x8xf32> {
  %0 = top.Squeeze(%x) {axes = array<i64: 2, 3>} : (tensor<1x8x1x1xf32>) -> tensor<1x8xf32> loc("squeeze")
  return %0 : tensor<1x8xf32>
}

// -----

// CHECK-LABEL: func.func @permutes
// CHECK-SAME: (%[[X:.*]]: tensor<2x3x4xf32>
func.func @permutes(%x: tensor<2x3x4xf32>, %y: tensor<2x3x1x1xf32>) -> (tensor<3x2x4xf32>, tensor<2x3x4xf32>, tensor<2x1x1x3xf32>) {
  // CHECK: top.Permute(%[[X]]) {order = array<i64: 1, 0, 2>} {{.*}} loc("merged")
  %0 = top.Permute(%x) {order = array<i64: 2, 1, 0>} : (tensor<2x3x4xf32>) -> tensor<4x3x2xf32> loc("first")
  %1 = top.Permute(%0) {order = array<i64: 1, 2, 0>} : (tensor<4x3x2xf32>) -> tensor<3x2x4xf32> loc("merged")
  // There and back again: nothing to do, but an output keeps its name.
  // CHECK: top.Permute(%[[X]]) {order = array<i64: 0, 1, 2>} {{.*}} loc("back")
  %2 = top.Permute(%0) {order = array<i64: 2, 1, 0>} : (tensor<4x3x2xf32>) -> tensor<2x3x4xf32> loc("back")
  // Only dimensions of size 1 move.
  // CHECK: top.Reshape(%{{.*}}) {shape = array<i64: 0, 1, 1, 3>} {{.*}} loc("nhwc")
  %3 = top.Permute(%y) {order = array<i64: 0, 2, 3, 1>} : (tensor<2x3x1x1xf32>) -> tensor<2x1x1x3xf32> loc("nhwc")
  return %1, %2, %3 : tensor<3x2x4xf32>, tensor<2x3x4xf32>, tensor<2x1x1x3xf32>
}

// -----

// CHECK-LABEL: func.func @scalars
// CHECK-SAME: (%[[X:.*]]: tensor
func.func @scalars(%x: tensor<1x4x2x2xf32>) -> (tensor<1x4x2x2xf32>, tensor<1x4x2x2xf32>, tensor<1x4x2x2xf32>, tensor<1x4x2x2xf32>, tensor<1x4x2x2xf32>, tensor<1x4x2x2xf32>, tensor<1x4x2x2xf32>, tensor<1x4x2x2xf32>, tensor<1x4x2x2xf32>) {
  %four = top.Weight {value = dense_resource<four> : tensor<1xf32>} : tensor<1xf32> loc("four")
  %zero = top.Weight {value = dense_resource<zero> : tensor<1x1x1xf32>} : tensor<1x1x1xf32> loc("zero")
  // CHECK: top.AddConst(%[[X]]) {const_val = 4.000000e+00 : f64, do_relu = true, relu_limit = 6.000000e+00 : f64} {{.*}} loc("add")
  %0 = top.Add(%x, %four) {do_relu = true, relu_limit = 6.0 : f64} : (tensor<1x4x2x2xf32>, tensor<1xf32>) -> tensor<1x4x2x2xf32> loc("add")
  // CHECK: top.SubConst(%[[X]]) {const_val = 4.000000e+00 : f64} {{.*}} loc("sub")
  %1 = top.Sub(%x, %four) : (tensor<1x4x2x2xf32>, tensor<1xf32>) -> tensor<1x4x2x2xf32> loc("sub")
  // CHECK: top.SubConst(%[[X]]) {const_val = 4.000000e+00 : f64, is_reverse = true} {{.*}} loc("rsub")
  %2 = top.Sub(%four, %x) : (tensor<1xf32>, tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("rsub")
  // CHECK: top.MulConst(%[[X]]) {const_val = 4.000000e+00 : f64} {{.*}} loc("mul")
  %3 = top.Mul(%four, %x) : (tensor<1xf32>, tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("mul")
  // CHECK: top.MulConst(%[[X]]) {const_val = 2.500000e-01 : f64} {{.*}} loc("div")
  %4 = top.Div(%x, %four) : (tensor<1x4x2x2xf32>, tensor<1xf32>) -> tensor<1x4x2x2xf32> loc("div")
  // CHECK: top.Reciprocal(%[[X]]) {const_val = 4.000000e+00 : f64} {{.*}} loc("rdiv")
  %5 = top.Div(%four, %x) : (tensor<1xf32>, tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("rdiv")
  // CHECK: top.MaxConst(%[[X]]) {const_val = 4.000000e+00 : f64} {{.*}} loc("max")
  %6 = top.Max(%x, %four) : (tensor<1x4x2x2xf32>, tensor<1xf32>) -> tensor<1x4x2x2xf32> loc("max")
  // CHECK: top.MinConst(%[[X]]) {const_val = 0.000000e+00 : f64} {{.*}} loc("min")
  %7 = top.Min(%x, %zero) : (tensor<1x4x2x2xf32>, tensor<1x1x1xf32>) -> tensor<1x4x2x2xf32> loc("min")
  // CHECK: top.Div({{.*}} loc("by_zero")
  %8 = top.Div(%x, %zero) : (tensor<1x4x2x2xf32>, tensor<1x1x1xf32>) -> tensor<1x4x2x2xf32> loc("by_zero")
  return %0, %1, %2, %3, %4, %5, %6, %7, %8 : tensor<1x4x2x2xf32>, tensor<1x4x2x2xf32>, tensor<1x4x2x2xf32>, tensor<1x4x2x2xf32>, tensor<1x4x2x2xf32>, tensor<1x4x2x2xf32>, tensor<1x4x2x2xf32>, tensor<1x4x2x2xf32>, tensor<1x4x2x2xf32>
}

{-# dialect_resources: { builtin: { four: "0x0400000000008040", zero: "0x0400000000000000" } } #-}

// -----

// A constant that widens the activation, and one without its blob, stay.
// CHECK-LABEL: func.func @not_scalars
// CHECK: top.Add
// CHECK: top.Mul
func.func @not_scalars(%x: tensor<4xf32>) -> (tensor<1x4xf32>, tensor<4xf32>) {
  %four = top.Weight {value = dense_resource<four> : tensor<1x1xf32>} : tensor<1x1xf32> loc("four")
  %absent = top.Weight {value = dense_resource<absent> : tensor<1xf32>} : tensor<1xf32> loc("absent")
  %0 = top.Add(%x, %four) : (tensor<4xf32>, tensor<1x1xf32>) -> tensor<1x4xf32> loc("add")
  %1 = top.Mul(%x, %absent) : (tensor<4xf32>, tensor<1xf32>) -> tensor<4xf32> loc("mul")
  return %0, %1 : tensor<1x4xf32>, tensor<4xf32>
}

{-# dialect_resources: { builtin: { four: "0x0400000000008040" } } #-}

// -----

// CHECK-LABEL: func.func @channels
// BLOB-LABEL: func.func @channels
// CHECK-SAME: (%[[X:.*]]: tensor<1x2x2x2xf32>
func.func @channels(%x: tensor<1x2x2x2xf32>) -> (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>) {
  %w = top.Weight {value = dense_resource<w> : tensor<2x1x1xf32>} : tensor<2x1x1xf32> loc("w")
  %w4 = top.Weight {value = dense_resource<w4> : tensor<1x2x1x1xf32>} : tensor<1x2x1x1xf32> loc("w4")
  // CHECK-DAG: %[[AS:.*]] = top.Weight {{.*}}dense_resource<add_scale> {{.*}} loc("add_scale")
  // CHECK-DAG: %[[AB:.*]] = top.Weight {{.*}}dense_resource<add_bias> {{.*}} loc("add_bias")
  // CHECK: top.Scale(%[[X]], %[[AS]], %[[AB]]) {do_relu = true} {{.*}} loc("add")
  %0 = top.Add(%x, %w) {do_relu = true} : (tensor<1x2x2x2xf32>, tensor<2x1x1xf32>) -> tensor<1x2x2x2xf32> loc("add")
  // CHECK: top.Scale({{.*}} loc("mul")
  %1 = top.Mul(%w4, %x) : (tensor<1x2x1x1xf32>, tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> loc("mul")
  // CHECK: top.Scale({{.*}} loc("rsub")
  %2 = top.Sub(%w4, %x) : (tensor<1x2x1x1xf32>, tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> loc("rsub")
  // CHECK: top.Scale({{.*}} loc("div")
  %3 = top.Div(%x, %w) : (tensor<1x2x2x2xf32>, tensor<2x1x1xf32>) -> tensor<1x2x2x2xf32> loc("div")
  return %0, %1, %2, %3 : tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>
}
// BLOB-DAG: add_scale: "0x040000000000803F0000803F"
// BLOB-DAG: add_bias: "0x040000000000004000008040"
// BLOB-DAG: mul_scale: "0x040000000000004000008040"
// BLOB-DAG: mul_bias: "0x040000000000000000000000"
// BLOB-DAG: rsub_scale: "0x04000000000080BF000080BF"
// BLOB-DAG: rsub_bias: "0x040000000000004000008040"
// BLOB-DAG: div_scale: "0x040000000000003F0000803E"
// BLOB-DAG: div_bias: "0x040000000000000000000000"

{-# dialect_resources: { builtin: { w: "0x040000000000004000008040", w4: "0x040000000000004000008040" } } #-}

// -----

// CHECK-LABEL: func.func @not_channels
// BLOB-LABEL: func.func @not_channels
// CHECK: top.Div
// CHECK: top.Add
// CHECK: top.Add
func.func @not_channels(%x: tensor<1x2x2x2xf32>, %y: tensor<1x2x2xf32>) -> (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>, tensor<1x2x2xf32>) {
  %w = top.Weight {value = dense_resource<w> : tensor<2x1x1xf32>} : tensor<2x1x1xf32> loc("w")
  %r = top.Weight {value = dense_resource<r> : tensor<2x1xf32>} : tensor<2x1xf32> loc("r")
  %0 = top.Div(%w, %x) : (tensor<2x1x1xf32>, tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> loc("constant_over_x")
  %1 = top.Add(%x, %r) : (tensor<1x2x2x2xf32>, tensor<2x1xf32>) -> tensor<1x2x2x2xf32> loc("per_row")
  %2 = top.Add(%y, %r) : (tensor<1x2x2xf32>, tensor<2x1xf32>) -> tensor<1x2x2xf32> loc("rank3")
  return %0, %1, %2 : tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>, tensor<1x2x2xf32>
}

{-# dialect_resources: { builtin: { w: "0x040000000000004000008040", r: "0x040000000000004000008040" } } #-}

// -----

// mean 1, variance 4 - 0.5, gamma 2, beta 3: scale 1, bias 2.
// CHECK-LABEL: func.func @batch_norm
// BLOB-LABEL: func.func @batch_norm
func.func @batch_norm(%x: tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32> {
  %m = top.Weight {value = dense_resource<m> : tensor<1xf32>} : tensor<1xf32> loc("m")
  %v = top.Weight {value = dense_resource<v> : tensor<1xf32>} : tensor<1xf32> loc("v")
  %g = top.Weight {value = dense_resource<g> : tensor<1xf32>} : tensor<1xf32> loc("g")
  // A name that another layer has is not taken twice.
  %b = top.Weight {value = dense_resource<b> : tensor<1xf32>} : tensor<1xf32> loc("bn_scale")
  // CHECK-NOT: top.BatchNorm
  // CHECK: top.Weight {{.*}} loc("bn_scale")
  // CHECK: top.Weight {{.*}} loc("bn_bias")
  // CHECK: top.Scale({{.*}}) {do_relu = true} {{.*}} loc("bn")
  %0 = top.BatchNorm(%x, %m, %v, %g, %b) {epsilon = 0.5 : f64, do_relu = true} : (tensor<1x1x2x2xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x1x2x2xf32> loc("bn")
  return %0 : tensor<1x1x2x2xf32>
}
// BLOB-DAG: bn_scale: "0x040000000000803F"
// BLOB-DAG: bn_bias: "0x0400000000000040"

{-# dialect_resources: { builtin: { m: "0x040000000000803F", v: "0x0400000000006040", g: "0x0400000000000040", b: "0x0400000000004040" } } #-}

// -----

// CHECK-LABEL: func.func @reduce_mean
// CHECK-SAME: (%[[X:.*]]: tensor
func.func @reduce_mean(%x: tensor<2x8x3x4xf32>) -> (tensor<2x8x1x1xf32>, tensor<2x8xf32>, tensor<2x8x1x1xf32>, tensor<2x8x3x1xf32>) {
  // CHECK: top.AvgPool(%[[X]]) {count_include_pad = true, kernel_shape = array<i64: 3, 4>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>} {{.*}} loc("kept")
  %0 = top.Reduce(%x) {axes = array<i64: 3, 2>, keepdims = true, mode = #top<reduce_mode mean>} : (tensor<2x8x3x4xf32>) -> tensor<2x8x1x1xf32> loc("kept")
  // A pool before it would be one layer more than calibration tables have.
  // CHECK: top.Reduce({{.*}} loc("dropped")
  %1 = top.Reduce(%x) {axes = array<i64: 2, 3>, keepdims = false, mode = #top<reduce_mode mean>} : (tensor<2x8x3x4xf32>) -> tensor<2x8xf32> loc("dropped")
  // CHECK: top.Reduce({{.*}} loc("max")
  %2 = top.Reduce(%x) {axes = array<i64: 2, 3>, keepdims = true, mode = #top<reduce_mode max>} : (tensor<2x8x3x4xf32>) -> tensor<2x8x1x1xf32> loc("max")
  // CHECK: top.Reduce({{.*}} loc("row")
  %3 = top.Reduce(%x) {axes = array<i64: 3>, keepdims = true, mode = #top<reduce_mode mean>} : (tensor<2x8x3x4xf32>) -> tensor<2x8x3x1xf32> loc("row")
  return %0, %1, %2, %3 : tensor<2x8x1x1xf32>, tensor<2x8xf32>, tensor<2x8x1x1xf32>, tensor<2x8x3x1xf32>
}

// -----

// CHECK-LABEL: func.func @matmul_bias
func.func @matmul_bias(%x: tensor<2x3x4xf32>, %k: tensor<4x2xf32>) -> (tensor<2x3x2xf32>, tensor<2x3x2xf32>, tensor<2x3x2xf32>) {
  // CHECK: %[[B:.*]] = top.Weight {value = dense_resource<b> : tensor<2xf32>} {{.*}} loc("b")
  %b = top.Weight {value = dense_resource<b> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %b3 = top.Weight {value = dense_resource<b3> : tensor<1x1x2xf32>} : tensor<1x1x2xf32> loc("b3")
  // CHECK: top.MatMul(%{{[^,]*}}, %{{[^,]*}}, %[[B]]) {do_relu = true} {{.*}} loc("sum")
  %0 = top.MatMul(%x, %k) : (tensor<2x3x4xf32>, tensor<4x2xf32>) -> tensor<2x3x2xf32> loc("m")
  %1 = top.Add(%b, %0) {do_relu = true} : (tensor<2xf32>, tensor<2x3x2xf32>) -> tensor<2x3x2xf32> loc("sum")
  // The same blob in the shape of a bias.
  // CHECK: %[[B1:.*]] = top.Weight {value = dense_resource<b3> : tensor<2xf32>} {{.*}} loc("sum3_bias")
  // CHECK: top.MatMul(%{{[^,]*}}, %{{[^,]*}}, %[[B1]]) : {{.*}} loc("sum3")
  %2 = top.MatMul(%x, %k) : (tensor<2x3x4xf32>, tensor<4x2xf32>) -> tensor<2x3x2xf32> loc("m3")
  %3 = top.Add(%2, %b3) : (tensor<2x3x2xf32>, tensor<1x1x2xf32>) -> tensor<2x3x2xf32> loc("sum3")
  // The product has a bias already.
  // CHECK: top.Add({{.*}} loc("sum4")
  %4 = top.Add(%3, %b) : (tensor<2x3x2xf32>, tensor<2xf32>) -> tensor<2x3x2xf32> loc("sum4")
  return %1, %4, %4 : tensor<2x3x2xf32>, tensor<2x3x2xf32>, tensor<2x3x2xf32>
}

{-# dialect_resources: { builtin: { b: "0x040000000000004000008040", b3: "0x040000000000004000008040" } } #-}
