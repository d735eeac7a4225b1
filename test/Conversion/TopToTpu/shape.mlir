// Ops that move values keep the quantized type (numerics text, 7).
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" %named | FileCheck %s --check-prefixes=CHECK,BM1684
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" %named | FileCheck %s --check-prefixes=CHECK,BM1684X
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" %named | FileCheck %s --check-prefixes=CHECK,CV18

!x = !quant.calibrated<f32<-4.6705242:4.6705242>>

// CHECK-LABEL: func.func @moves(
// CHECK: tpu.Permute({{.*}}) {order = array<i64: 0, 2, 3, 1>} : (tensor<1x4x6x6x[[Q:!quant.uniform<i8:f32, 0.03677[0-9]*>]]>) -> tensor<1x6x6x4x[[Q]]>
// CHECK-NEXT: tpu.Slice({{.*}} -> tensor<1x3x6x4x[[Q]]>
// CHECK-NEXT: tpu.DepthToSpace({{.*}} -> tensor<1x{{.*}}x[[Q]]>
// CHECK-NEXT: tpu.Cast
func.func @moves(%arg0: tensor<1x4x6x6xf32>) -> tensor<1x12x3x2x!x> {
  %0 = top.Input(%arg0) : (tensor<1x4x6x6xf32>) -> tensor<1x4x6x6x!x> loc("x")
  %1 = top.Permute(%0) {order = array<i64: 0, 2, 3, 1>} : (tensor<1x4x6x6x!x>) -> tensor<1x6x6x4x!x> loc("p")
  %2 = top.Slice(%1) {offset = array<i64: 0, 0, 0, 0>, ends = array<i64: 1, 6, 6, 4>, steps = array<i64: 1, 2, 1, 1>} : (tensor<1x6x6x4x!x>) -> tensor<1x3x6x4x!x> loc("s")
  %3 = top.DepthToSpace(%2) {block_h = 2 : i64, block_w = 2 : i64, is_inversed = true} : (tensor<1x3x6x4x!x>) -> tensor<1x12x3x2x!x> loc("d")
  return %3 : tensor<1x12x3x2x!x>
}

// The constant of Pad is an integer of the type (the reference's `s_padc` case).
// CHECK-LABEL: func.func @pad(
// CHECK: tpu.Pad({{.*}}val = 2.400000e+01 : f64
func.func @pad(%arg0: tensor<1x6x4x4xf32>) -> tensor<1x6x6x6x!x> {
  %0 = top.Input(%arg0) : (tensor<1x6x4x4xf32>) -> tensor<1x6x4x4x!x> loc("x")
  %1 = top.Pad(%0) {paddings = array<i64: 0, 0, 1, 1, 0, 0, 1, 1>, val = 0.9 : f64} : (tensor<1x6x4x4x!x>) -> tensor<1x6x6x6x!x> loc("pad")
  return %1 : tensor<1x6x6x6x!x>
}

// Reshape, Squeeze and Unsqueeze follow the type of their operand: behind an input that stays float
// they are float, and the cast comes after them. cv18xx quantizes inputs before.
// CHECK-LABEL: func.func @reshape(
// BM1684: tpu.Reshape({{.*}} -> tensor<1x16xf32> loc("r")
// BM1684: tpu.Reshape({{.*}} -> tensor<1x16x1xf32> loc("u")
// BM1684: tpu.Cast({{.*}} loc("uv_si8")
// BM1684X: tpu.Reshape({{.*}} -> tensor<1x16xf32> loc("r")
// CV18: tpu.Cast({{.*}} loc("xr_si8")
// CV18: tpu.Reshape({{.*}} -> tensor<1x16x!quant.uniform<i8:f32, {{.*}}>> loc("r")
// CHECK: tpu.Permute({{.*}} -> tensor<1x1x16x!quant.uniform
func.func @reshape(%arg0: tensor<1x4x4xf32>) -> tensor<1x1x16x!x> {
  %0 = top.Input(%arg0) : (tensor<1x4x4xf32>) -> tensor<1x4x4x!x> loc("x")
  %1 = top.Reshape(%0) {shape = array<i64: 1, 16>} : (tensor<1x4x4x!x>) -> tensor<1x16x!x> loc("r")
  %2 = top.Unsqueeze(%1) {axes = array<i64: 2>} : (tensor<1x16x!x>) -> tensor<1x16x1x!x> loc("u")
  %3 = top.Permute(%2) {order = array<i64: 0, 2, 1>} : (tensor<1x16x1x!x>) -> tensor<1x1x16x!x> loc("v")
  return %3 : tensor<1x1x16x!x>
}

// The Reshape of a mean that became a pool has the float of the pool.
// CHECK-LABEL: func.func @mean(
// BM1684: tpu.AvgPool({{.*}} -> tensor<1x4x1x1xf32> loc("m_pool")
// BM1684: tpu.Reshape({{.*}} -> tensor<1x4xf32> loc("m")
func.func @mean(%arg0: tensor<1x4x16x16xf32>) -> tensor<1x4x!x> {
  %0 = top.Input(%arg0) : (tensor<1x4x16x16xf32>) -> tensor<1x4x16x16x!x> loc("x")
  %1 = top.AvgPool(%0) {kernel_shape = array<i64: 16, 16>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, count_include_pad = true} : (tensor<1x4x16x16x!x>) -> tensor<1x4x1x1x!x> loc("m_pool")
  %2 = top.Reshape(%1) {shape = array<i64: 1, 4>} : (tensor<1x4x1x1x!x>) -> tensor<1x4x!x> loc("m")
  return %2 : tensor<1x4x!x>
}

// Quirk Q20: DepthToSpace does not rescale, although its result has a range of its own.
// CHECK-LABEL: func.func @unshared_space(
// CHECK-NOT: tpu.Requant
// CHECK: tpu.DepthToSpace({{.*}} : (tensor<1x4x2x2x!quant.uniform<i8:f32, 0.036{{.*}}>>) -> tensor<1x1x4x4x!quant.uniform<i8:f32, 0.007{{.*}}>> loc("d")
func.func @unshared_space(%arg0: tensor<1x4x2x2xf32>) -> tensor<1x1x4x4x!quant.calibrated<f32<-1.0:1.0>>> {
  %0 = top.Input(%arg0) : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2x!x> loc("x")
  %1 = top.DepthToSpace(%0) {block_h = 2 : i64, block_w = 2 : i64} : (tensor<1x4x2x2x!x>) -> tensor<1x1x4x4x!quant.calibrated<f32<-1.0:1.0>>> loc("d")
  return %1 : tensor<1x1x4x4x!quant.calibrated<f32<-1.0:1.0>>>
}

// CHECK-LABEL: func.func @upsample(
// BM1684: tpu.Upsample({{.*}} -> tensor<1x2x8x8x!quant.uniform
// BM1684X: tpu.Upsample({{.*}} -> tensor<1x2x8x8x!quant.uniform
// CV18: tpu.Deconv2D({{.*}}group = 2 : i64, kernel_shape = array<i64: 2, 2>{{.*}}requant = #tpu.requant<QDM, [1082196480, 1082196480], [6, 6], HalfAwayFromZero>
func.func @upsample(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x2x8x8x!x> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("x")
  %1 = top.Upsample(%0) {scale_h = 2 : i64, scale_w = 2 : i64} : (tensor<1x2x4x4x!x>) -> tensor<1x2x8x8x!x> loc("up")
  return %1 : tensor<1x2x8x8x!x>
}

// CHECK-LABEL: func.func @tile(
// BM1684: tpu.Tile({{.*}} -> tensor<1x4x4xf32>
// BM1684X: tpu.Tile({{.*}} -> tensor<1x4x4xf16>
// CV18: tpu.Tile({{.*}} -> tensor<1x4x4x!quant.uniform
func.func @tile(%arg0: tensor<1x2x4xf32>) -> tensor<1x4x4x!x> {
  %0 = top.Input(%arg0) : (tensor<1x2x4xf32>) -> tensor<1x2x4x!x> loc("x")
  %1 = top.Tile(%0) {repeats = array<i64: 1, 2, 1>} : (tensor<1x2x4x!x>) -> tensor<1x4x4x!x> loc("t")
  return %1 : tensor<1x4x4x!x>
}

!b = !quant.calibrated<f32<-4.8545018:4.8545018>>
!c = !quant.calibrated<f32<-3.8621914:3.8621914>>

// cv18xx doubles bilinearly by a convolution (the reference's `s_bilinear` case).
// CHECK-LABEL: func.func @interp(
// BM1684: tpu.Interp({{.*}} -> tensor<1x1x8x8xf32>
// BM1684X: tpu.Interp({{.*}} -> tensor<1x1x8x8xf16>
// CV18: %[[P:.*]] = tpu.Pad({{.*}}mode = #top<pad_mode edge>{{.*}} loc("x_pad_edge")
// CV18: tpu.Conv2D(%[[P]], %{{.*}}) {{.*}}inserts = array<i64: 1, 1>{{.*}}requant = #tpu.requant<QDM, [1530274944], [7], HalfAwayFromZero>
func.func @interp(%arg0: tensor<1x1x4x4xf32>) -> tensor<1x1x8x8x!c> {
  %0 = top.Input(%arg0) : (tensor<1x1x4x4xf32>) -> tensor<1x1x4x4x!b> loc("x")
  %1 = top.Interp(%0) {target_shape = array<i64: 8, 8>, mode = #top<interp_mode linear>, coord_mode = #top<coord_mode half_pixel>} : (tensor<1x1x4x4x!b>) -> tensor<1x1x8x8x!c> loc("bl")
  return %1 : tensor<1x1x8x8x!c>
}

// Where ranges were not shared, a move rescales its operand.
// CHECK-LABEL: func.func @unshared(
// CHECK: tpu.Requant({{.*}} loc("x_to_p")
// CHECK: tpu.Permute({{.*}} loc("p")
func.func @unshared(%arg0: tensor<1x4x6xf32>) -> tensor<1x6x4x!c> {
  %0 = top.Input(%arg0) : (tensor<1x4x6xf32>) -> tensor<1x4x6x!b> loc("x")
  %1 = top.Permute(%0) {order = array<i64: 0, 2, 1>} : (tensor<1x4x6x!b>) -> tensor<1x6x4x!c> loc("p")
  return %1 : tensor<1x6x4x!c>
}
