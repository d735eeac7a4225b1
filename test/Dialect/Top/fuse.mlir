// RUN: tpuc-opt %s -split-input-file -top-fuse %named | FileCheck %s
// RUN: tpuc-opt %s -split-input-file -top-fuse | FileCheck %s --check-prefix=BLOB
// RUN: tpuc-opt %s -split-input-file -top-fuse -mlir-pass-statistics -mlir-pass-statistics-display=list -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS

// STATISTICS: TopFuse
// STATISTICS-DAG: (S) {{ *[1-9][0-9]*}} pads-fused
// STATISTICS-DAG: (S) {{ *[1-9][0-9]*}} relus-fused
// STATISTICS-DAG: (S) {{ *[1-9][0-9]*}} scales-fused

// filter [[1, 2], [3, 4]], bias [1, 2]; scale [2, 10], bias [0.5, -1].
// CHECK-LABEL: func.func @scale_into_conv
// BLOB-LABEL: func.func @scale_into_conv
func.func @scale_into_conv(%x: tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> {
  %f = top.Weight {value = dense_resource<f> : tensor<2x2x1x1xf32>} : tensor<2x2x1x1xf32> loc("f")
  %b = top.Weight {value = dense_resource<b> : tensor<2xf32>} : tensor<2xf32> loc("b")
  %s = top.Weight {value = dense_resource<s> : tensor<2xf32>} : tensor<2xf32> loc("s")
  %t = top.Weight {value = dense_resource<t> : tensor<2xf32>} : tensor<2xf32> loc("t")
  // CHECK-NOT: loc("conv")
  // CHECK: %[[F:.*]] = top.Weight {{.*}} : tensor<2x2x1x1xf32> loc("bn_filter")
  // CHECK: %[[B:.*]] = top.Weight {{.*}} : tensor<2xf32> loc("bn_bias")
  // CHECK: %[[C:.*]] = top.Conv(%{{.*}}, %[[F]], %[[B]]) {do_relu = true{{.*}} loc("bn")
  // CHECK-NEXT: return %[[C]]
  %0 = top.Conv(%x, %f, %b) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x3x3xf32>, tensor<2x2x1x1xf32>, tensor<2xf32>) -> tensor<1x2x3x3xf32> loc("conv")
  %1 = top.Scale(%0, %s, %t) {do_relu = true} : (tensor<1x2x3x3xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x3x3xf32> loc("bn")
  return %1 : tensor<1x2x3x3xf32>
}
// BLOB-DAG: bn_filter: "0x0400000000000040000080400000F04100002042"
// BLOB-DAG: bn_bias: "0x040000000000204000009841"

{-# dialect_resources: { builtin: { f: "0x040000000000803F000000400000404000008040", b: "0x040000000000803F00000040", s: "0x040000000000004000002041", t: "0x040000000000003F000080BF" } } #-}

// -----

// Filter [C, OC/group, ...]: with two groups, output channel 1 is input channel
// 1's. No bias is made where only zeros would stand in it.
// CHECK-LABEL: func.func @scale_into_deconv
// BLOB-LABEL: func.func @scale_into_deconv
func.func @scale_into_deconv(%x: tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> {
  %f = top.Weight {value = dense_resource<f> : tensor<2x1x1x1xf32>} : tensor<2x1x1x1xf32> loc("f")
  %s = top.Weight {value = dense_resource<s> : tensor<2xf32>} : tensor<2xf32> loc("s")
  %t = top.Weight {value = dense_resource<t> : tensor<2xf32>} : tensor<2xf32> loc("t")
  // CHECK: top.Deconv(%{{[^,]*}}, %{{[^,]*}}) {group = 2 {{.*}} loc("scale")
  %0 = top.Deconv(%x, %f) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, group = 2 : i64} : (tensor<1x2x3x3xf32>, tensor<2x1x1x1xf32>) -> tensor<1x2x3x3xf32> loc("deconv")
  %1 = top.Scale(%0, %s, %t) : (tensor<1x2x3x3xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x3x3xf32> loc("scale")
  return %1 : tensor<1x2x3x3xf32>
}
// BLOB-DAG: scale_filter: "0x040000000000C04000002042"

{-# dialect_resources: { builtin: { f: "0x040000000000404000008040", s: "0x040000000000004000002041", t: "0x040000000000000000000000" } } #-}

// -----

// Groups: filter [4, 2, 1, 2] of two groups, its input channels 0, 1 in group 0
// and 2, 3 in group 1; each row of the filter is one (output, input) pair.
// CHECK-LABEL: func.func @groups
// BLOB-LABEL: func.func @groups
func.func @groups(%x: tensor<1x4x1x2xf32>) -> (tensor<1x4x1x1xf32>, tensor<1x4x1x1xf32>, tensor<1x4x1x3xf32>) {
  %f = top.Weight {value = dense_resource<f> : tensor<4x2x1x2xf32>} : tensor<4x2x1x2xf32> loc("f")
  %s = top.Weight {value = dense_resource<s> : tensor<4xf32>} : tensor<4xf32> loc("s")
  %t = top.Weight {value = dense_resource<t> : tensor<4xf32>} : tensor<4xf32> loc("t")
  // CHECK-NOT: top.Scale
  // CHECK: top.Conv({{.*}} loc("behind")
  %0 = top.Conv(%x, %f) {kernel_shape = array<i64: 1, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, group = 2 : i64} : (tensor<1x4x1x2xf32>, tensor<4x2x1x2xf32>) -> tensor<1x4x1x1xf32> loc("conv0")
  %1 = top.Scale(%0, %s, %t) : (tensor<1x4x1x1xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x1x1xf32> loc("behind")
  // CHECK: top.Conv({{.*}} loc("before")
  %2 = top.Scale(%x, %s, %t) : (tensor<1x4x1x2xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x1x2xf32> loc("scale")
  %3 = top.Conv(%2, %f) {kernel_shape = array<i64: 1, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, group = 2 : i64} : (tensor<1x4x1x2xf32>, tensor<4x2x1x2xf32>) -> tensor<1x4x1x1xf32> loc("before")
  // Here the rows are (input, output) pairs.
  // CHECK: top.Deconv({{.*}} loc("deconv")
  %4 = top.Deconv(%x, %f) {kernel_shape = array<i64: 1, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, group = 2 : i64} : (tensor<1x4x1x2xf32>, tensor<4x2x1x2xf32>) -> tensor<1x4x1x3xf32> loc("deconv0")
  %5 = top.Scale(%4, %s, %t) : (tensor<1x4x1x3xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x1x3xf32> loc("deconv")
  return %1, %3, %5 : tensor<1x4x1x1xf32>, tensor<1x4x1x1xf32>, tensor<1x4x1x3xf32>
}
// BLOB-DAG: behind_filter: "0x040000000000803F000000400000404000008040000048420000704200008C420000A0420000614400007A44008089440000964400204B4600C05A4600606A4600007A46"
// BLOB-DAG: behind_bias: "0x040000000000803F0000803F0000004000000040"
// BLOB-DAG: before_filter: "0x040000000000803F000000400000F041000020420000A0400000C04000008C420000A0420000614400007A4400E02B4600803B460080A2440000AF4400606A4600007A46"
// BLOB-DAG: before_bias: "0x04000000000020410000D0410000A8420000E842"
// BLOB-DAG: deconv_filter: "0x040000000000803F000000400000F041000020420000A0400000C04000008C420000A0420000614400007A4400E02B4600803B460080A2440000AF4400606A4600007A46"
// BLOB-DAG: deconv_bias: "0x040000000000803F0000803F0000004000000040"

{-# dialect_resources: { builtin: { f: "0x040000000000803F0000004000004040000080400000A0400000C0400000E040000000410000104100002041000030410000404100005041000060410000704100008041", s: "0x040000000000803F000020410000C84200007A44", t: "0x040000000000803F0000803F0000004000000040" } } #-}

// -----

// [K, N] and, transposed, [N, K]; a constant scales products of any rank.
// CHECK-LABEL: func.func @scale_into_matmul
// BLOB-LABEL: func.func @scale_into_matmul
func.func @scale_into_matmul(%x: tensor<3x2xf32>, %y: tensor<1x3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<1x3x2xf32>, tensor<1x3x2xf32>) {
  %f = top.Weight {value = dense_resource<f> : tensor<2x2xf32>} : tensor<2x2xf32> loc("f")
  %s = top.Weight {value = dense_resource<s> : tensor<2xf32>} : tensor<2xf32> loc("s")
  %t = top.Weight {value = dense_resource<t> : tensor<2xf32>} : tensor<2xf32> loc("t")
  %s3 = top.Weight {value = dense_resource<s3> : tensor<3xf32>} : tensor<3xf32> loc("s3")
  // CHECK: top.MatMul({{.*}} loc("s1")
  %0 = top.MatMul(%x, %f) : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32> loc("m1")
  %1 = top.Scale(%0, %s, %t) : (tensor<3x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("s1")
  // CHECK: top.MatMul({{.*}}) {right_transpose = true} {{.*}} loc("s2")
  %2 = top.MatMul(%x, %f) {right_transpose = true} : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32> loc("m2")
  %3 = top.Scale(%2, %s, %t) : (tensor<3x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("s2")
  // CHECK: top.MatMul({{.*}} loc("half")
  %4 = top.MatMul(%y, %f) : (tensor<1x3x2xf32>, tensor<2x2xf32>) -> tensor<1x3x2xf32> loc("m3")
  %5 = top.MulConst(%4) {const_val = 0.5 : f64} : (tensor<1x3x2xf32>) -> tensor<1x3x2xf32> loc("half")
  // Axis 1 of a rank-3 product is its rows.
  // CHECK: top.MatMul({{.*}} loc("m4")
  // CHECK: top.Scale({{.*}} loc("s4")
  %6 = top.MatMul(%y, %f) : (tensor<1x3x2xf32>, tensor<2x2xf32>) -> tensor<1x3x2xf32> loc("m4")
  %7 = top.Scale(%6, %s3, %s3) : (tensor<1x3x2xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<1x3x2xf32> loc("s4")
  return %1, %3, %5, %7 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<1x3x2xf32>, tensor<1x3x2xf32>
}
// BLOB-DAG: s1_filter: "0x04000000000000400000A0410000C04000002042"
// BLOB-DAG: s1_bias: "0x040000000000003F000080BF"
// BLOB-DAG: s2_filter: "0x0400000000000040000080400000F04100002042"
// BLOB-DAG: half_filter: "0x040000000000003F0000803F0000C03F00000040"

{-# dialect_resources: { builtin: { f: "0x040000000000803F000000400000404000008040", s: "0x040000000000004000002041", t: "0x040000000000003F000080BF", s3: "0x0400000000000040000020410000A041" } } #-}

// -----

// Scales in a row, and scalars: ((x * [2, 10] + [0.5, -1]) * 2 + 1).
// CHECK-LABEL: func.func @scale_chain
// BLOB-LABEL: func.func @scale_chain
func.func @scale_chain(%x: tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> {
  %s = top.Weight {value = dense_resource<s> : tensor<2xf32>} : tensor<2xf32> loc("s")
  %t = top.Weight {value = dense_resource<t> : tensor<2xf32>} : tensor<2xf32> loc("t")
  // CHECK: top.Scale({{.*}} loc("rsub")
  // CHECK-NEXT: return
  %0 = top.Scale(%x, %s, %t) : (tensor<1x2x3x3xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x3x3xf32> loc("scale")
  %1 = top.MulConst(%0) {const_val = 2.0 : f64} : (tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("mul")
  %2 = top.AddConst(%1) {const_val = 1.0 : f64} : (tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("add")
  %3 = top.SubConst(%2) {const_val = 3.0 : f64} : (tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("sub")
  %4 = top.SubConst(%3) {const_val = 3.0 : f64, is_reverse = true} : (tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("rsub")
  return %4 : tensor<1x2x3x3xf32>
}
// BLOB-DAG: rsub_scale: "0x04000000000080C00000A0C1"
// BLOB-DAG: rsub_bias: "0x04000000000080400000E040"

{-# dialect_resources: { builtin: { s: "0x040000000000004000002041", t: "0x040000000000003F000080BF" } } #-}

// -----

// Not fused: a clamp between, a value that others read, unknown weights.
// CHECK-LABEL: func.func @scale_stays
// CHECK-COUNT-4: top.Scale
func.func @scale_stays(%x: tensor<1x2x3x3xf32>) -> (tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>) {
  %f = top.Weight {value = dense_resource<f> : tensor<2x2x1x1xf32>} : tensor<2x2x1x1xf32> loc("f")
  %s = top.Weight {value = dense_resource<s> : tensor<2xf32>} : tensor<2xf32> loc("s")
  %absent = top.Weight {value = dense_resource<absent> : tensor<2x2x1x1xf32>} : tensor<2x2x1x1xf32> loc("absent")
  %0 = top.Conv(%x, %f) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, do_relu = true} : (tensor<1x2x3x3xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x3x3xf32> loc("clamped")
  %1 = top.Scale(%0, %s, %s) : (tensor<1x2x3x3xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x3x3xf32> loc("s0")
  %2 = top.Conv(%x, %f) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x3x3xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x3x3xf32> loc("shared")
  %3 = top.Scale(%2, %s, %s) : (tensor<1x2x3x3xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x3x3xf32> loc("s1")
  %4 = top.Conv(%x, %absent) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x3x3xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x3x3xf32> loc("unknown")
  %5 = top.Scale(%4, %s, %s) : (tensor<1x2x3x3xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x3x3xf32> loc("s2")
  %6 = top.Sigmoid(%5) : (tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("sigmoid")
  %7 = top.Scale(%6, %s, %s) : (tensor<1x2x3x3xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x3x3xf32> loc("s3")
  return %1, %2, %3, %5, %7 : tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>
}

{-# dialect_resources: { builtin: { f: "0x040000000000803F000000400000404000008040", s: "0x040000000000004000002041" } } #-}

// -----

// Scale [2, 10] x + [0.5, -1] before filter [[1, 2], [3, 4]] is exact without
// padding; filter weights that another layer reads are not changed for it.
// CHECK-LABEL: func.func @scale_before
// BLOB-LABEL: func.func @scale_before
func.func @scale_before(%x: tensor<1x2x3x3xf32>, %y: tensor<3x2xf32>) -> (tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<3x2xf32>) {
  %f = top.Weight {value = dense_resource<f> : tensor<2x2x1x1xf32>} : tensor<2x2x1x1xf32> loc("f")
  %s = top.Weight {value = dense_resource<s> : tensor<2xf32>} : tensor<2xf32> loc("s")
  %t = top.Weight {value = dense_resource<t> : tensor<2xf32>} : tensor<2xf32> loc("t")
  %m = top.Weight {value = dense_resource<m> : tensor<2x2xf32>} : tensor<2x2xf32> loc("m")
  // CHECK: top.Conv({{.*}} loc("conv")
  %0 = top.Scale(%x, %s, %t) : (tensor<1x2x3x3xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x3x3xf32> loc("scale")
  %1 = top.Conv(%0, %f) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x3x3xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x3x3xf32> loc("conv")
  // CHECK: top.Conv(%{{[^,]*}}, %{{[^,]*}}) {{.*}} loc("other")
  %2 = top.Conv(%x, %f) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x3x3xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x3x3xf32> loc("other")
  // CHECK: top.MatMul({{.*}} loc("product")
  %3 = top.Scale(%y, %s, %t) : (tensor<3x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<3x2xf32> loc("scale2")
  %4 = top.MatMul(%3, %m) : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32> loc("product")
  return %1, %2, %4 : tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<3x2xf32>
}
// BLOB-DAG: conv_filter: "0x04000000000000400000A0410000C04000002042"
// BLOB-DAG: conv_bias: "0x040000000000C0BF000020C0"
// BLOB-DAG: {{ f: }}"0x040000000000803F000000400000404000008040"
// BLOB-DAG: product_filter: "0x0400000000000040000080400000F04100002042"
// BLOB-DAG: product_bias: "0x04000000000020C0000040C0"

{-# dialect_resources: { builtin: { f: "0x040000000000803F000000400000404000008040", s: "0x040000000000004000002041", t: "0x040000000000003F000080BF", m: "0x040000000000803F000000400000404000008040" } } #-}

// -----

// Padding would be scaled too, which is exact only where zero stays zero.
// CHECK-LABEL: func.func @scale_before_padded
func.func @scale_before_padded(%x: tensor<1x1x3x3xf32>) -> (tensor<1x1x3x3xf32>, tensor<1x1x3x3xf32>) {
  %f = top.Weight {value = dense_resource<f> : tensor<1x1x3x3xf32>} : tensor<1x1x3x3xf32> loc("f")
  %s = top.Weight {value = dense_resource<s> : tensor<1xf32>} : tensor<1xf32> loc("s")
  %z = top.Weight {value = dense_resource<z> : tensor<1xf32>} : tensor<1xf32> loc("z")
  // CHECK: top.Scale({{.*}} loc("shifts")
  // CHECK: top.Conv({{.*}} loc("conv")
  %0 = top.Scale(%x, %s, %s) : (tensor<1x1x3x3xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x1x3x3xf32> loc("shifts")
  %1 = top.Conv(%0, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x1x3x3xf32>, tensor<1x1x3x3xf32>) -> tensor<1x1x3x3xf32> loc("conv")
  // CHECK-NOT: top.Scale
  // CHECK: top.Conv({{.*}} loc("conv2")
  %2 = top.Scale(%x, %s, %z) : (tensor<1x1x3x3xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x1x3x3xf32> loc("scales")
  %3 = top.Conv(%2, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x1x3x3xf32>, tensor<1x1x3x3xf32>) -> tensor<1x1x3x3xf32> loc("conv2")
  return %1, %3 : tensor<1x1x3x3xf32>, tensor<1x1x3x3xf32>
}

{-# dialect_resources: { builtin: { f: "0x040000000000803F0000004000004040000080400000A0400000C0400000E0400000004100001041", s: "0x0400000000000040", z: "0x0400000000000000" } } #-}

// -----

// CHECK-LABEL: func.func @relu
func.func @relu(%x: tensor<1x2x3x3xf32>) -> (tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>) {
  // CHECK: %[[A:.*]] = top.Add({{.*}}) {do_relu = true, relu_limit = 6.000000e+00 : f64} {{.*}} loc("relu6")
  %0 = top.Add(%x, %x) : (tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("add")
  %1 = top.Relu(%0) {relu_limit = 6.0 : f64} : (tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("relu6")
  // The tighter of two limits stays.
  // CHECK: %[[M:.*]] = top.MaxPool({{.*}}) {do_relu = true, {{.*}}relu_limit = 3.000000e+00 : f64{{.*}} loc("relu3")
  %2 = top.MaxPool(%x) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, do_relu = true, relu_limit = 6.0 : f64} : (tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("pool")
  %3 = top.Relu(%2) {relu_limit = 3.0 : f64} : (tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("relu3")
  // CHECK: %[[C:.*]] = top.Concat({{.*}}) {axis = 1 : i64, do_relu = true} {{.*}} loc("relu")
  %4 = top.Concat(%x) {axis = 1 : i64} : (tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("cat")
  %5 = top.Relu(%4) : (tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("relu")
  // Others read the value before Relu: it stays.
  // CHECK: %[[S:.*]] = top.Mul({{[^)]*}}) : {{.*}} loc("shared")
  // CHECK: %[[R:.*]] = top.Relu(%[[S]]) {{.*}} loc("kept")
  %6 = top.Mul(%x, %x) : (tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("shared")
  %7 = top.Relu(%6) : (tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("kept")
  // CHECK: top.Sub(%[[S]], %[[R]])
  %8 = top.Sub(%6, %7) : (tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("sub")
  return %1, %3, %5, %8 : tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>
}

// -----

// An output keeps its value and its name even when Relu alone reads it.
// CHECK-LABEL: func.func @relu_of_output
// CHECK: top.Add({{[^)]*}}) : {{.*}} loc("add")
// CHECK: top.Relu
func.func @relu_of_output(%x: tensor<1x2x3x3xf32>) -> (tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>) {
  %0 = top.Add(%x, %x) : (tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("add")
  %1 = top.Relu(%0) : (tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("relu")
  return %0, %1 : tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>
}

// -----

// The calibration is that of the tensor which is now produced.
// CHECK-LABEL: func.func @relu_calibrated
// CHECK: top.Add({{.*}}) {do_relu = true} : {{.*}} -> tensor<4x!quant.calibrated<f32<0.000000e+00:2.000000e+00>>> loc("relu")
func.func @relu_calibrated(%x: tensor<4xf32>) -> tensor<4x!quant.calibrated<f32<0.0:2.0>>> {
  %0 = top.Add(%x, %x) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4x!quant.calibrated<f32<-3.0:3.0>>> loc("add")
  %1 = top.Relu(%0) : (tensor<4x!quant.calibrated<f32<-3.0:3.0>>>) -> tensor<4x!quant.calibrated<f32<0.0:2.0>>> loc("relu")
  return %1 : tensor<4x!quant.calibrated<f32<0.0:2.0>>>
}

// -----

// CHECK-LABEL: func.func @pad_into_conv
func.func @pad_into_conv(%x: tensor<1x2x3x3xf32>, %f: tensor<2x2x3x3xf32>) -> tensor<1x2x4x6xf32> {
  // CHECK-NOT: top.Pad
  // CHECK: top.Conv({{.*}}) {{.*}}pads = array<i64: 2, 1, 1, 4>{{.*}} loc("conv")
  %0 = top.Pad(%x) {paddings = array<i64: 0, 0, 1, 0, 0, 0, 1, 3>} : (tensor<1x2x3x3xf32>) -> tensor<1x2x5x6xf32> loc("pad")
  %1 = top.Conv(%0, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 0, 1>} : (tensor<1x2x5x6xf32>, tensor<2x2x3x3xf32>) -> tensor<1x2x4x6xf32> loc("conv")
  return %1 : tensor<1x2x4x6xf32>
}

// -----

// Convolutions pad with zeros.
// CHECK-LABEL: func.func @pad_of_ones
// CHECK: top.Pad
func.func @pad_of_ones(%x: tensor<1x2x3x3xf32>, %f: tensor<2x2x3x3xf32>) -> tensor<1x2x3x3xf32> {
  %0 = top.Pad(%x) {paddings = array<i64: 0, 0, 1, 1, 0, 0, 1, 1>, val = 1.0 : f64} : (tensor<1x2x3x3xf32>) -> tensor<1x2x5x5xf32> loc("pad")
  %1 = top.Conv(%0, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x5x5xf32>, tensor<2x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("conv")
  return %1 : tensor<1x2x3x3xf32>
}

// -----

// Not a constant.
// CHECK-LABEL: func.func @pad_reflect
// CHECK: top.Pad
func.func @pad_reflect(%x: tensor<1x2x3x3xf32>, %f: tensor<2x2x3x3xf32>) -> tensor<1x2x3x3xf32> {
  %0 = top.Pad(%x) {paddings = array<i64: 0, 0, 1, 1, 0, 0, 1, 1>, mode = #top<pad_mode reflect>} : (tensor<1x2x3x3xf32>) -> tensor<1x2x5x5xf32> loc("pad")
  %1 = top.Conv(%0, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x5x5xf32>, tensor<2x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("conv")
  return %1 : tensor<1x2x3x3xf32>
}

// -----

// More channels are not padding of the plane.
// CHECK-LABEL: func.func @pad_channels
// CHECK: top.Pad
func.func @pad_channels(%x: tensor<1x2x3x3xf32>, %f: tensor<2x4x3x3xf32>) -> tensor<1x2x1x1xf32> {
  %0 = top.Pad(%x) {paddings = array<i64: 0, 1, 0, 0, 0, 1, 0, 0>} : (tensor<1x2x3x3xf32>) -> tensor<1x4x3x3xf32> loc("pad")
  %1 = top.Conv(%0, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x3x3xf32>, tensor<2x4x3x3xf32>) -> tensor<1x2x1x1xf32> loc("conv")
  return %1 : tensor<1x2x1x1xf32>
}

// -----

// Pads of a convolution cannot crop.
// CHECK-LABEL: func.func @pad_crops
// CHECK: top.Pad
func.func @pad_crops(%x: tensor<1x2x3x3xf32>, %f: tensor<2x2x3x3xf32>) -> tensor<1x2x3x1xf32> {
  %0 = top.Pad(%x) {paddings = array<i64: 0, 0, 1, 1, 0, 0, 1, -1>} : (tensor<1x2x3x3xf32>) -> tensor<1x2x5x3xf32> loc("pad")
  %1 = top.Conv(%0, %f) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x5x3xf32>, tensor<2x2x3x3xf32>) -> tensor<1x2x3x1xf32> loc("conv")
  return %1 : tensor<1x2x3x1xf32>
}

// -----

// CHECK-LABEL: func.func @pad_into_avgpool
func.func @pad_into_avgpool(%x: tensor<1x2x3x3xf32>) -> (tensor<1x2x3x3xf32>, tensor<1x2x5x5xf32>, tensor<1x2x5x5xf32>, tensor<1x2x2x2xf32>) {
  // CHECK: top.AvgPool({{.*}}) {count_include_pad = true, {{.*}}pads = array<i64: 1, 1, 1, 1>{{.*}} loc("p0")
  %0 = top.Pad(%x) {paddings = array<i64: 0, 0, 1, 1, 0, 0, 1, 1>} : (tensor<1x2x3x3xf32>) -> tensor<1x2x5x5xf32> loc("pad0")
  %1 = top.AvgPool(%0) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x5x5xf32>) -> tensor<1x2x3x3xf32> loc("p0")
  // CHECK: top.AvgPool({{.*}}) {count_include_pad = true, {{.*}}pads = array<i64: 2, 2, 2, 2>{{.*}} loc("p1")
  %2 = top.Pad(%x) {paddings = array<i64: 0, 0, 1, 1, 0, 0, 1, 1>} : (tensor<1x2x3x3xf32>) -> tensor<1x2x5x5xf32> loc("pad1")
  %3 = top.AvgPool(%2) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, count_include_pad = true} : (tensor<1x2x5x5xf32>) -> tensor<1x2x5x5xf32> loc("p1")
  // The pool's own padding does not count, that of Pad does.
  // CHECK: top.Pad({{.*}} loc("pad2")
  %4 = top.Pad(%x) {paddings = array<i64: 0, 0, 1, 1, 0, 0, 1, 1>} : (tensor<1x2x3x3xf32>) -> tensor<1x2x5x5xf32> loc("pad2")
  %5 = top.AvgPool(%4) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x2x5x5xf32>) -> tensor<1x2x5x5xf32> loc("p2")
  // Rounding up tells padding from input.
  // CHECK: top.Pad({{.*}} loc("pad3")
  %6 = top.Pad(%x) {paddings = array<i64: 0, 0, 1, 1, 0, 0, 1, 1>} : (tensor<1x2x3x3xf32>) -> tensor<1x2x5x5xf32> loc("pad3")
  %7 = top.AvgPool(%6) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 3, 3>, pads = array<i64: 0, 0, 0, 0>, ceil_mode = true} : (tensor<1x2x5x5xf32>) -> tensor<1x2x2x2xf32> loc("p3")
  return %1, %3, %5, %7 : tensor<1x2x3x3xf32>, tensor<1x2x5x5xf32>, tensor<1x2x5x5xf32>, tensor<1x2x2x2xf32>
}

// -----

// CHECK-LABEL: func.func @pad_into_maxpool
func.func @pad_into_maxpool(%x: tensor<1x2x3x3xf32>) -> (tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x7x7xf32>, tensor<1x2x3x3xf32>) {
  // CHECK: %[[R:.*]] = top.Relu
  %r = top.Relu(%x) : (tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("r")
  // Zeros beside values that are not negative.
  // CHECK-NEXT: top.MaxPool(%[[R]]) {{.*}}pads = array<i64: 1, 1, 1, 1>{{.*}} loc("p0")
  %0 = top.Pad(%r) {paddings = array<i64: 0, 0, 1, 1, 0, 0, 1, 1>} : (tensor<1x2x3x3xf32>) -> tensor<1x2x5x5xf32> loc("pad0")
  %1 = top.MaxPool(%0) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x5x5xf32>) -> tensor<1x2x3x3xf32> loc("p0")
  // Minus infinity beside any.
  // CHECK-NEXT: top.MaxPool(%{{.*}}) {{.*}}pads = array<i64: 1, 1, 1, 1>{{.*}} loc("p1")
  %2 = top.Pad(%x) {paddings = array<i64: 0, 0, 1, 1, 0, 0, 1, 1>, val = 0xFFF0000000000000 : f64} : (tensor<1x2x3x3xf32>) -> tensor<1x2x5x5xf32> loc("pad1")
  %3 = top.MaxPool(%2) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x5x5xf32>) -> tensor<1x2x3x3xf32> loc("p1")
  // Zeros beside values that may be negative.
  // CHECK-NEXT: top.Pad({{.*}} loc("pad2")
  %4 = top.Pad(%x) {paddings = array<i64: 0, 0, 1, 1, 0, 0, 1, 1>} : (tensor<1x2x3x3xf32>) -> tensor<1x2x5x5xf32> loc("pad2")
  // CHECK-NEXT: top.MaxPool
  %5 = top.MaxPool(%4) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x5x5xf32>) -> tensor<1x2x3x3xf32> loc("p2")
  // Windows that hold padding alone.
  // CHECK-NEXT: top.Pad({{.*}} loc("pad3")
  %6 = top.Pad(%r) {paddings = array<i64: 0, 0, 3, 3, 0, 0, 3, 3>} : (tensor<1x2x3x3xf32>) -> tensor<1x2x9x9xf32> loc("pad3")
  // CHECK-NEXT: top.MaxPool
  %7 = top.MaxPool(%6) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x9x9xf32>) -> tensor<1x2x7x7xf32> loc("p3")
  // Two readers.
  // CHECK-NEXT: top.Pad({{.*}} loc("pad4")
  %8 = top.Pad(%r) {paddings = array<i64: 0, 0, 1, 1, 0, 0, 1, 1>} : (tensor<1x2x3x3xf32>) -> tensor<1x2x5x5xf32> loc("pad4")
  %9 = top.MaxPool(%8) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x5x5xf32>) -> tensor<1x2x3x3xf32> loc("p4")
  %10 = top.MaxPool(%8) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x5x5xf32>) -> tensor<1x2x3x3xf32> loc("p5")
  %11 = top.Add(%9, %10) : (tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("sum")
  return %1, %3, %5, %7, %11 : tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x3x3xf32>, tensor<1x2x7x7xf32>, tensor<1x2x3x3xf32>
}
