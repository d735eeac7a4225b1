// Element-wise ops of two values. Ranges and expected integers are those of the reference's
// `eltwise` case.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" | FileCheck %s --check-prefixes=CHECK,BM1684
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" | FileCheck %s --check-prefixes=CHECK,BM1684X
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x asymmetric" | FileCheck %s --check-prefixes=CHECK,ASYM
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" | FileCheck %s --check-prefixes=CHECK,CV18

!a = !quant.calibrated<f32<-5.475422:5.475422>>
!b = !quant.calibrated<f32<-4.1062665:4.1062665>>

// CHECK-LABEL: func.func @add
// CHECK-SAME: (%{{.*}}: tensor<1x6xf32>, %{{.*}}: tensor<1x6xf32>) -> tensor<1x6xf32>
// BM1684: tpu.Cast{{.*}} -> tensor<1x6x!quant.uniform<i8:f32, 0.043113559
// BM1684: tpu.Cast{{.*}} -> tensor<1x6x!quant.uniform<i8:f32, 0.0323328
// BM1684: tpu.Add{{.*}} {requant = #tpu.requant<MultiplierShift, [104, 78], [7, 7], HalfUp>}
// BM1684-SAME: -> tensor<1x6x!quant.uniform<i8:f32, 0.0532833
// BM1684X: tpu.Add{{.*}} {requant = #tpu.requant<MultiplierShift, [13, 39], [4, 6], HalfUp>}
// BM1684X-SAME: -> tensor<1x6x!quant.uniform<i8:f32, 0.0532833
// ASYM: tpu.Cast{{.*}} -> tensor<1x6x!quant.uniform<i8:f32, 0.0429444
// ASYM: tpu.Add{{.*}} -> tensor<1x6x!quant.uniform<i8:f32, 0.053074387450980393:-1>>
// CV18: tpu.Add{{.*}} {requant = #tpu.requant<MultiplierShiftFloat, [103, 77], [7, 7], HalfUp>}
// CV18-SAME: -> tensor<1x6x!quant.uniform<i8:f32, 0.0532833
// CHECK: tpu.Cast{{.*}} -> tensor<1x6xf32>
func.func @add(%arg0: tensor<1x6xf32>, %arg1: tensor<1x6xf32>) -> tensor<1x6x!quant.calibrated<f32<-6.7669844:6.7669844>>> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!a> loc("a")
  %1 = top.Input(%arg1) : (tensor<1x6xf32>) -> tensor<1x6x!b> loc("b")
  %2 = top.Add(%0, %1) : (tensor<1x6x!a>, tensor<1x6x!b>) -> tensor<1x6x!quant.calibrated<f32<-6.7669844:6.7669844>>> loc("add")
  return %2 : tensor<1x6x!quant.calibrated<f32<-6.7669844:6.7669844>>>
}

// cv18xx subtracts by a negative multiplier; asymmetric differences are computed in F32.
// CHECK-LABEL: func.func @sub
// BM1684: tpu.Sub{{.*}} {requant = #tpu.requant<MultiplierShift, [109, 82], [7, 7], HalfUp>}
// BM1684X: tpu.Sub{{.*}} {requant = #tpu.requant<MultiplierShift, [109, 41], [7, 6], HalfUp>}
// ASYM: tpu.Sub(%{{.*}}, %{{.*}}) : (tensor<1x6xf32>, tensor<1x6xf32>) -> tensor<1x6xf32>
// CV18: tpu.Add{{.*}} {requant = #tpu.requant<MultiplierShiftFloat, [109, -81], [7, 7], HalfUp>}
func.func @sub(%arg0: tensor<1x6xf32>, %arg1: tensor<1x6xf32>) -> tensor<1x6x!quant.calibrated<f32<-6.4232121:6.4232121>>> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!a> loc("a")
  %1 = top.Input(%arg1) : (tensor<1x6xf32>) -> tensor<1x6x!b> loc("b")
  %2 = top.Sub(%0, %1) : (tensor<1x6x!a>, tensor<1x6x!b>) -> tensor<1x6x!quant.calibrated<f32<-6.4232121:6.4232121>>> loc("sub")
  return %2 : tensor<1x6x!quant.calibrated<f32<-6.4232121:6.4232121>>>
}

// CHECK-LABEL: func.func @mul
// BM1684: tpu.Mul{{.*}} {do_relu = true, requant = #tpu.requant<MultiplierShift, [67], [12], HalfUp>}
// BM1684X: tpu.Mul{{.*}} {do_relu = true, requant = #tpu.requant<MultiplierShift, [67], [12], HalfUp>}
// CV18: tpu.Mul{{.*}} {do_relu = true, requant = #tpu.requant<QDM, [1116637370], [5], HalfAwayFromZero>}
func.func @mul(%arg0: tensor<1x6xf32>, %arg1: tensor<1x6xf32>) -> tensor<1x6x!quant.calibrated<f32<-10.8950366:10.8950366>>> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!a> loc("a")
  %1 = top.Input(%arg1) : (tensor<1x6xf32>) -> tensor<1x6x!b> loc("b")
  // An upper limit is left to the saturation of the type.
  // CHECK-NOT: relu_limit
  %2 = top.Mul(%0, %1) {do_relu = true, relu_limit = 6.0 : f64} : (tensor<1x6x!a>, tensor<1x6x!b>) -> tensor<1x6x!quant.calibrated<f32<-10.8950366:10.8950366>>> loc("mul")
  return %2 : tensor<1x6x!quant.calibrated<f32<-10.8950366:10.8950366>>>
}

// Stored integers are compared as they are (Q4); on bm1684 the result has the asymmetric type of
// its range (Q1).
// CHECK-LABEL: func.func @max
// BM1684: tpu.Max(%{{.*}}, %{{.*}}) : {{.*}} -> tensor<1x6x!quant.uniform<i8:f32, 0.042944{{[0-9]*}}>>
// BM1684X: tpu.Max(%{{.*}}, %{{.*}}) : {{.*}} -> tensor<1x6x!quant.uniform<i8:f32, 0.043113
// CV18: tpu.Max(%{{.*}}, %{{.*}}) : {{.*}} -> tensor<1x6x!quant.uniform<i8:f32, 0.043113
// BM1684: tpu.Min(%{{.*}}, %{{.*}}) : {{.*}} -> tensor<1x6x!quant.uniform<i8:f32, 0.033894{{[0-9]*}}:-1>>
// BM1684X: tpu.Min(%{{.*}}, %{{.*}}) : {{.*}} -> tensor<1x6x!quant.uniform<i8:f32, 0.034027
func.func @max(%arg0: tensor<1x6xf32>, %arg1: tensor<1x6xf32>) -> (tensor<1x6x!a>, tensor<1x6x!quant.calibrated<f32<-4.3214864:4.3214864>>>) {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!a> loc("a")
  %1 = top.Input(%arg1) : (tensor<1x6xf32>) -> tensor<1x6x!b> loc("b")
  %2 = top.Max(%0, %1) : (tensor<1x6x!a>, tensor<1x6x!b>) -> tensor<1x6x!a> loc("mx")
  %3 = top.Min(%0, %1) : (tensor<1x6x!a>, tensor<1x6x!b>) -> tensor<1x6x!quant.calibrated<f32<-4.3214864:4.3214864>>> loc("mn")
  return %2, %3 : tensor<1x6x!a>, tensor<1x6x!quant.calibrated<f32<-4.3214864:4.3214864>>>
}

// No chip divides integers: F32 on bm1684 and bm1684x, on cv18xx a product with the bf16 table of
// reciprocals.
// CHECK-LABEL: func.func @div
// BM1684: tpu.Div(%{{.*}}, %{{.*}}) : (tensor<1x6xf32>, tensor<1x6xf32>) -> tensor<1x6xf32>
// BM1684X: tpu.Div(%{{.*}}, %{{.*}}) : (tensor<1x6xf32>, tensor<1x6xf32>) -> tensor<1x6xf32>
// ASYM: tpu.Div(%{{.*}}, %{{.*}}) : (tensor<1x6xf32>, tensor<1x6xf32>) -> tensor<1x6xf32>
// CV18: %[[R:.*]] = tpu.LutBF16({{.*}}) {mode = #tpu<table_mode Mantissa>} : (tensor<1x6xbf16>
// CV18: tpu.Mul(%{{.*}}, %[[R]]) : (tensor<1x6xbf16>, tensor<1x6xbf16>) -> tensor<1x6xbf16>
func.func @div(%arg0: tensor<1x6xf32>, %arg1: tensor<1x6xf32>) -> tensor<1x6x!a> {
  %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!a> loc("a")
  %1 = top.Input(%arg1) : (tensor<1x6xf32>) -> tensor<1x6x!b> loc("b")
  %2 = top.Div(%0, %1) : (tensor<1x6x!a>, tensor<1x6x!b>) -> tensor<1x6x!a> loc("div")
  return %2 : tensor<1x6x!a>
}
