// Element-wise ops with a scalar constant. Ranges and integers are those of the reference's
// `eltwise`, `s_maxc` and `s_neg` cases.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" | FileCheck %s --check-prefixes=CHECK,BM1684
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" | FileCheck %s --check-prefixes=CHECK,BM1684X
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x asymmetric" | FileCheck %s --check-prefixes=CHECK,ASYM
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" | FileCheck %s --check-prefixes=CHECK,CV18

!a = !quant.calibrated<f32<-5.475422:5.475422>>

// CHECK-LABEL: func.func @add
// BM1684: tpu.AddConst{{.*}} {const_val = 2.148000e+03 : f64, requant = #tpu.requant<MultiplierShift, [112], [7], HalfUp>}
// BM1684X: tpu.AddConst{{.*}} {const_val = 1.360000e+02 : f64, requant = #tpu.requant<MultiplierShift, [7], [3], HalfUp>}
// ASYM: tpu.AddConst{{.*}} {const_val = 0.8299999{{[0-9]*}} : f64} : (tensor<1x6xf16>) -> tensor<1x6xf16>
// CV18: %[[C:.*]] = top.Weight {{.*}} tensor<1x1xbf16>
// CV18: tpu.Add(%{{.*}}, %[[C]]) : (tensor<1x6xbf16>, tensor<1x1xbf16>) -> tensor<1x6xbf16>
func.func @add(%arg0: tensor<1x6xf32>) -> tensor<1x6x!quant.calibrated<f32<-6.2805219:6.2805219>>> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!a> loc("a")
  %1 = top.AddConst(%0) {const_val = 0.82999998331069946 : f64} : (tensor<1x6x!a>) -> tensor<1x6x!quant.calibrated<f32<-6.2805219:6.2805219>>> loc("addc")
  return %1 : tensor<1x6x!quant.calibrated<f32<-6.2805219:6.2805219>>>
}

// The range is that of the operand times the constant: multiplier and shift say so.
// CHECK-LABEL: func.func @mul
// BM1684: tpu.MulConst{{.*}} {const_val = 1.000000e+00 : f64, requant = #tpu.requant<MultiplierShift, [64], [6], HalfUp>}
// BM1684X: tpu.MulConst{{.*}} {const_val = 1.000000e+00 : f64, requant = #tpu.requant<MultiplierShift, [1], [0], HalfUp>}
// ASYM: tpu.MulConst{{.*}}requant = #tpu.requant<MultiplierShift, [1], [0], HalfUp>}
// CV18: %[[T:.*]] = top.Weight {{.*}} tensor<256xi8>
// CV18: tpu.Lut(%{{.*}}, %[[T]])
func.func @mul(%arg0: tensor<1x6xf32>) -> tensor<1x6x!quant.calibrated<f32<-14.783639527694702:14.783639527694702>>> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!a> loc("a")
  %1 = top.MulConst(%0) {const_val = 2.7000000476837158 : f64} : (tensor<1x6x!a>) -> tensor<1x6x!quant.calibrated<f32<-14.783639527694702:14.783639527694702>>> loc("mulc")
  return %1 : tensor<1x6x!quant.calibrated<f32<-14.783639527694702:14.783639527694702>>>
}

// CHECK-LABEL: func.func @neg
// BM1684: tpu.MulConst{{.*}}requant = #tpu.requant<MultiplierShift, [-64], [6], HalfUp>}
// BM1684X: tpu.MulConst{{.*}}requant = #tpu.requant<MultiplierShift, [-1], [0], HalfUp>}
func.func @neg(%arg0: tensor<1x6xf32>) -> tensor<1x6x!a> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!a> loc("a")
  %1 = top.MulConst(%0) {const_val = -1.0 : f64} : (tensor<1x6x!a>) -> tensor<1x6x!a> loc("neg")
  return %1 : tensor<1x6x!a>
}

// No chip subtracts from integers.
// CHECK-LABEL: func.func @sub
// BM1684: tpu.SubConst{{.*}}is_reverse = true} : (tensor<1x6xf32>) -> tensor<1x6xf32>
// BM1684X: tpu.SubConst{{.*}}is_reverse = true} : (tensor<1x6xf16>) -> tensor<1x6xf16>
// ASYM: tpu.SubConst{{.*}} : (tensor<1x6xf16>) -> tensor<1x6xf16>
// CV18: tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Slope>, range = 1.500000e+01 : f64}
// CV18: tpu.Add(%{{.*}}, %{{.*}}) : (tensor<1x6xbf16>, tensor<1x1xbf16>)
func.func @sub(%arg0: tensor<1x6xf32>) -> (tensor<1x6x!a>, tensor<1x6x!a>) {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!a> loc("a")
  %1 = top.SubConst(%0) {const_val = 1.0 : f64, is_reverse = true} : (tensor<1x6x!a>) -> tensor<1x6x!a> loc("rsub")
  %2 = top.SubConst(%0) {const_val = 1.0 : f64} : (tensor<1x6x!a>) -> tensor<1x6x!a> loc("sub")
  return %1, %2 : tensor<1x6x!a>, tensor<1x6x!a>
}

!x = !quant.calibrated<f32<-4.6304555:4.6304555>>

// CHECK-LABEL: func.func @max
// BM1684: tpu.MaxConst{{.*}} {const_val = 5.270000e+02 : f64, requant = #tpu.requant<MultiplierShift, [64], [6], HalfUp>}
// BM1684X: tpu.MaxConst{{.*}} {const_val = 8.000000e+00 : f64, requant = #tpu.requant<MultiplierShift, [1], [0], HalfUp>}
// CV18: %[[C:.*]] = top.Weight {{.*}} tensor<1x1x!quant.uniform<i8:f32, 0.03646
// CV18: tpu.Max(%{{.*}}, %[[C]])
func.func @max(%arg0: tensor<1x6xf32>) -> tensor<1x6x!x> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("a")
  %1 = top.MaxConst(%0) {const_val = 0.3 : f64} : (tensor<1x6x!x>) -> tensor<1x6x!x> loc("maxc")
  return %1 : tensor<1x6x!x>
}
