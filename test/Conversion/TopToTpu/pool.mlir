// Pools and reductions. Ranges and integers are those of the reference's `pool` case.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" | FileCheck %s --check-prefixes=CHECK,BM1684
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" | FileCheck %s --check-prefixes=CHECK,BM1684X
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" | FileCheck %s --check-prefixes=CHECK,CV18

!x = !quant.calibrated<f32<-4.7189721:4.7189721>>

// CHECK-LABEL: func.func @max
// CHECK: tpu.MaxPool(%{{.*}}) {{.*}} : (tensor<1x6x13x13x!quant.uniform<i8:f32, [[S:0.03715[0-9]*]]>>) -> tensor<1x6x7x7x!quant.uniform<i8:f32, [[S]]>>
func.func @max(%arg0: tensor<1x6x13x13xf32>) -> tensor<1x6x7x7x!x> {
  %0 = top.Input(%arg0) : (tensor<1x6x13x13xf32>) -> tensor<1x6x13x13x!x> loc("x")
  %1 = top.MaxPool(%0) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x6x13x13x!x>) -> tensor<1x6x7x7x!x> loc("mp")
  return %1 : tensor<1x6x7x7x!x>
}

!o = !quant.calibrated<f32<-1.6821356:1.6821356>>

// On bm1684 a result whose range was not shared is brought to it before.
// CHECK-LABEL: func.func @average
// BM1684: tpu.Requant
// BM1684: tpu.AvgPool{{.*}}requant = #tpu.requant<MultiplierShift, [57], [9], HalfUp>
// BM1684X-NOT: tpu.Requant
// BM1684X: tpu.AvgPool{{.*}}requant = #tpu.requant<MultiplierShift, [5], [4], HalfUp>
// CV18: tpu.AvgPool{{.*}}requant = #tpu.requant<MultiplierShiftFloat, [79], [8], HalfUp>
func.func @average(%arg0: tensor<1x6x13x13xf32>) -> tensor<1x6x13x13x!o> {
  %0 = top.Input(%arg0) : (tensor<1x6x13x13xf32>) -> tensor<1x6x13x13x!x> loc("x")
  %1 = top.AvgPool(%0) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x6x13x13x!x>) -> tensor<1x6x13x13x!o> loc("ap3")
  return %1 : tensor<1x6x13x13x!o>
}

!g = !quant.calibrated<f32<-0.1866396:0.1866396>>

// The mean over H and W is a pool of the plane; dropped dimensions are dropped after it.
// CHECK-LABEL: func.func @mean
// BM1684: tpu.AvgPool{{.*}} {count_include_pad = true, kernel_shape = array<i64: 13, 13>{{.*}}requant = #tpu.requant<MultiplierShift, [97], [14], HalfUp>
// BM1684X: tpu.AvgPool{{.*}}requant = #tpu.requant<MultiplierShift, [77], [9], HalfUp>{{.*}} -> tensor<1x6x1x1x
// CV18: tpu.AvgPool{{.*}}requant = #tpu.requant<MultiplierShiftFloat, [76], [9], HalfUp>
// CHECK: tpu.Reshape{{.*}} -> tensor<1x6x!quant.uniform
func.func @mean(%arg0: tensor<1x6x13x13xf32>) -> tensor<1x6x!g> {
  %0 = top.Input(%arg0) : (tensor<1x6x13x13xf32>) -> tensor<1x6x13x13x!x> loc("x")
  %1 = top.Reduce(%0) {axes = array<i64: 2, 3>, keepdims = false, mode = #top<reduce_mode mean>} : (tensor<1x6x13x13x!x>) -> tensor<1x6x!g> loc("gap")
  return %1 : tensor<1x6x!g>
}

// A window of more than 225 elements has no INT8 form on bm1684.
// CHECK-LABEL: func.func @large
// BM1684: tpu.AvgPool{{.*}} : (tensor<1x6x16x16xf32>) -> tensor<1x6x1x1xf32>
// BM1684X: tpu.AvgPool{{.*}} -> tensor<1x6x1x1x!quant.uniform
// CV18: tpu.AvgPool{{.*}} -> tensor<1x6x1x1x!quant.uniform
func.func @large(%arg0: tensor<1x6x16x16xf32>) -> tensor<1x6x1x1x!x> {
  %0 = top.Input(%arg0) : (tensor<1x6x16x16xf32>) -> tensor<1x6x16x16x!x> loc("x")
  %1 = top.AvgPool(%0) {kernel_shape = array<i64: 16, 16>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x6x16x16x!x>) -> tensor<1x6x1x1x!x> loc("ap")
  return %1 : tensor<1x6x1x1x!x>
}

!m = !quant.calibrated<f32<-1.9244394:1.9244394>>

// Other reductions are integers on cv18xx alone.
// CHECK-LABEL: func.func @reduce
// BM1684: tpu.Reduce{{.*}} : (tensor<1x6x13x13xf32>) -> tensor<1x1x13x13xf32>
// BM1684X: tpu.Reduce{{.*}} : (tensor<1x6x13x13xf16>) -> tensor<1x1x13x13xf16>
// CV18: tpu.Reduce{{.*}}requant = #tpu.requant<MultiplierShiftFloat, [104], [8], HalfUp>
func.func @reduce(%arg0: tensor<1x6x13x13xf32>) -> tensor<1x1x13x13x!m> {
  %0 = top.Input(%arg0) : (tensor<1x6x13x13xf32>) -> tensor<1x6x13x13x!x> loc("x")
  %1 = top.Reduce(%0) {axes = array<i64: 1>, keepdims = true, mode = #top<reduce_mode mean>} : (tensor<1x6x13x13x!x>) -> tensor<1x1x13x13x!m> loc("rm")
  return %1 : tensor<1x1x13x13x!m>
}

// CHECK-LABEL: func.func @norm
// CV18: tpu.Reduce{{.*}} : (tensor<1x6x13x13xbf16>) -> tensor<1x1x13x13xbf16>
func.func @norm(%arg0: tensor<1x6x13x13xf32>) -> tensor<1x1x13x13x!m> {
  %0 = top.Input(%arg0) : (tensor<1x6x13x13xf32>) -> tensor<1x6x13x13x!x> loc("x")
  %1 = top.Reduce(%0) {axes = array<i64: 1>, keepdims = true, mode = #top<reduce_mode l2>} : (tensor<1x6x13x13x!x>) -> tensor<1x1x13x13x!m> loc("l2")
  return %1 : tensor<1x1x13x13x!m>
}

// Minima are integers too.
// CHECK-LABEL: func.func @min(
// CV18: tpu.Reduce({{.*}}requant = #tpu.requant<MultiplierShiftFloat, {{.*}} -> tensor<1x1x13x13x!quant.uniform
func.func @min(%arg0: tensor<1x6x13x13xf32>) -> tensor<1x1x13x13x!m> {
  %0 = top.Input(%arg0) : (tensor<1x6x13x13xf32>) -> tensor<1x6x13x13x!x> loc("x")
  %1 = top.Reduce(%0) {axes = array<i64: 1>, keepdims = true, mode = #top<reduce_mode min>} : (tensor<1x6x13x13x!x>) -> tensor<1x1x13x13x!m> loc("rmin")
  return %1 : tensor<1x1x13x13x!m>
}
