// Threshold sharing, stage by stage (numerics text, 2).
// RUN: tpuc-opt %s --top-share-thresholds="chip=bm1684" %named | FileCheck %s --check-prefix=BM1684
// RUN: tpuc-opt %s --top-share-thresholds="chip=bm1684x" %named | FileCheck %s --check-prefix=BM1684X
// RUN: tpuc-opt %s --top-share-thresholds="chip=bm1684x asymmetric" %named | FileCheck %s --check-prefix=ASYM
// RUN: tpuc-opt %s --top-share-thresholds="chip=cv183x" %named | FileCheck %s --check-prefix=CV18

// S0: Reshape and Permute have the range of their operand, whatever the table says.
// BM1684-LABEL: func.func @moves(
// BM1684X-LABEL: func.func @moves(
// ASYM-LABEL: func.func @moves(
// CV18-LABEL: func.func @moves(
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("p")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("p")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("p")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("p")
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("r")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("r")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("r")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("r")
func.func @moves(%arg0: tensor<1x4x4x4xf32>) -> (tensor<1x64x!quant.calibrated<f32<-1.0:1.0>>>) {
  %x = top.Input(%arg0) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>> loc("x")
  %p = top.Permute(%x) {order = array<i64: 0, 2, 3, 1>} : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-9.0:9.0>>> loc("p")
  %r = top.Reshape(%p) {shape = array<i64: 1, 64>} : (tensor<1x4x4x4x!quant.calibrated<f32<-9.0:9.0>>>) -> tensor<1x64x!quant.calibrated<f32<-1.0:1.0>>> loc("r")
  return %r : tensor<1x64x!quant.calibrated<f32<-1.0:1.0>>>
}

// S1: the result of a pool is signed when its operand is. What follows it only moves elements.
// bm1684 gives it the range of its operand (S8).
// BM1684-LABEL: func.func @keep_sign(
// BM1684X-LABEL: func.func @keep_sign(
// ASYM-LABEL: func.func @keep_sign(
// CV18-LABEL: func.func @keep_sign(
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-0.2{{[0-9]*}}:2.000000e+00>>> loc("a")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-0.2{{[0-9]*}}:2.000000e+00>>> loc("p")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-0.2{{[0-9]*}}:2.000000e+00>>> loc("a")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-0.2{{[0-9]*}}:2.000000e+00>>> loc("p")
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("a")
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("p")
func.func @keep_sign(%arg0: tensor<1x4x4x4xf32>) -> (tensor<1x4x4x4x!quant.calibrated<f32<0.0:2.0>>>) {
  %x = top.Input(%arg0) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>> loc("x")
  %a = top.AvgPool(%x) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<0.0:2.0>>> loc("a")
  %p = top.Permute(%a) {order = array<i64: 0, 2, 3, 1>} : (tensor<1x4x4x4x!quant.calibrated<f32<0.0:2.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<0.0:2.0>>> loc("p")
  return %p : tensor<1x4x4x4x!quant.calibrated<f32<0.0:2.0>>>
}

// S1: x - c of unsigned values is signed.
// BM1684-LABEL: func.func @sub_const(
// BM1684X-LABEL: func.func @sub_const(
// ASYM-LABEL: func.func @sub_const(
// CV18-LABEL: func.func @sub_const(
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-0.3{{[0-9]*}}:3.000000e+00>>> loc("s")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-0.3{{[0-9]*}}:3.000000e+00>>> loc("s")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-0.3{{[0-9]*}}:3.000000e+00>>> loc("s")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-0.3{{[0-9]*}}:3.000000e+00>>> loc("s")
func.func @sub_const(%arg0: tensor<1x4x4x4xf32>) -> (tensor<1x4x4x4x!quant.calibrated<f32<0.0:3.0>>>) {
  %x = top.Input(%arg0) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<0.0:4.0>>> loc("x")
  %s = top.SubConst(%x) {const_val = 1.0 : f64} : (tensor<1x4x4x4x!quant.calibrated<f32<0.0:4.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<0.0:3.0>>> loc("s")
  return %s : tensor<1x4x4x4x!quant.calibrated<f32<0.0:3.0>>>
}

// S2: a product of two signed values is signed, and so is every difference (not on cv18xx, where all are).
// BM1684-LABEL: func.func @product(
// BM1684X-LABEL: func.func @product(
// ASYM-LABEL: func.func @product(
// CV18-LABEL: func.func @product(
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.6{{[0-9]*}}:1.600000e+01>>> loc("m")
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-8.0{{0*}}e-01:8.000000e+00>>> loc("d")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.6{{[0-9]*}}:1.600000e+01>>> loc("m")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-8.0{{0*}}e-01:8.000000e+00>>> loc("d")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.6{{[0-9]*}}:1.600000e+01>>> loc("m")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-8.0{{0*}}e-01:8.000000e+00>>> loc("d")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:1.600000e+01>>> loc("m")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:8.000000e+00>>> loc("d")
func.func @product(%arg0: tensor<1x4x4x4xf32>) -> (tensor<1x4x4x4x!quant.calibrated<f32<0.0:16.0>>>, tensor<1x4x4x4x!quant.calibrated<f32<0.0:8.0>>>) {
  %x = top.Input(%arg0) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>> loc("x")
  %m = top.Mul(%x, %x) : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>, tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<0.0:16.0>>> loc("m")
  %d = top.Sub(%x, %m) : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>, tensor<1x4x4x4x!quant.calibrated<f32<0.0:16.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<0.0:8.0>>> loc("d")
  return %m, %d : tensor<1x4x4x4x!quant.calibrated<f32<0.0:16.0>>>, tensor<1x4x4x4x!quant.calibrated<f32<0.0:8.0>>>
}

// S2: of a signed and an unsigned value it may be unsigned.
// BM1684-LABEL: func.func @mixed_product(
// BM1684X-LABEL: func.func @mixed_product(
// ASYM-LABEL: func.func @mixed_product(
// CV18-LABEL: func.func @mixed_product(
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:1.600000e+01>>> loc("m")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:1.600000e+01>>> loc("m")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:1.600000e+01>>> loc("m")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:1.600000e+01>>> loc("m")
func.func @mixed_product(%arg0: tensor<1x4x4x4xf32>, %arg1: tensor<1x4x4x4xf32>) -> (tensor<1x4x4x4x!quant.calibrated<f32<0.0:16.0>>>) {
  %x = top.Input(%arg0) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>> loc("x")
  %y = top.Input(%arg1) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<0.0:4.0>>> loc("y")
  %m = top.Mul(%x, %y) : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>, tensor<1x4x4x4x!quant.calibrated<f32<0.0:4.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<0.0:16.0>>> loc("m")
  return %m : tensor<1x4x4x4x!quant.calibrated<f32<0.0:16.0>>>
}

// S3: operands that nothing else uses take the range of the Concat, and pass it back through moves.
// BM1684-LABEL: func.func @concat(
// BM1684X-LABEL: func.func @concat(
// ASYM-LABEL: func.func @concat(
// CV18-LABEL: func.func @concat(
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>> loc("t")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>> loc("t")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>> loc("t")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>> loc("t")
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>> loc("p")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>> loc("p")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>> loc("p")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>> loc("p")
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>> loc("u")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>> loc("u")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>> loc("u")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>> loc("u")
func.func @concat(%arg0: tensor<1x4x4x4xf32>, %arg1: tensor<1x4x4x4xf32>) -> (tensor<1x8x4x4x!quant.calibrated<f32<-5.0:5.0>>>) {
  %x = top.Input(%arg0) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>> loc("x")
  %y = top.Input(%arg1) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<-9.0:9.0>>> loc("y")
  %t = top.Tanh(%x) : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>> loc("t")
  %u = top.Exp(%y) : (tensor<1x4x4x4x!quant.calibrated<f32<-9.0:9.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-3.0:3.0>>> loc("u")
  %p = top.Permute(%u) {order = array<i64: 0, 2, 3, 1>} : (tensor<1x4x4x4x!quant.calibrated<f32<-3.0:3.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-3.0:3.0>>> loc("p")
  %c = top.Concat(%t, %p) {axis = 1 : i64} : (tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>>, tensor<1x4x4x4x!quant.calibrated<f32<-3.0:3.0>>>) -> tensor<1x8x4x4x!quant.calibrated<f32<-5.0:5.0>>> loc("c")
  return %c : tensor<1x8x4x4x!quant.calibrated<f32<-5.0:5.0>>>
}

// S3: an operand with another use keeps its range, and so do the others; MaxPools do not count.
// BM1684-LABEL: func.func @concat_shared(
// BM1684X-LABEL: func.func @concat_shared(
// ASYM-LABEL: func.func @concat_shared(
// CV18-LABEL: func.func @concat_shared(
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.000000e+00:1.000000e+00>>> loc("t")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.000000e+00:1.000000e+00>>> loc("t")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.000000e+00:1.000000e+00>>> loc("t")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.000000e+00:1.000000e+00>>> loc("t")
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-3.000000e+00:3.000000e+00>>> loc("u")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-3.000000e+00:3.000000e+00>>> loc("u")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-3.000000e+00:3.000000e+00>>> loc("u")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-3.000000e+00:3.000000e+00>>> loc("u")
func.func @concat_shared(%arg0: tensor<1x4x4x4xf32>) -> (tensor<1x8x4x4x!quant.calibrated<f32<-5.0:5.0>>>, tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>>) {
  %x = top.Input(%arg0) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>> loc("x")
  %t = top.Tanh(%x) : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>> loc("t")
  %u = top.Exp(%x) : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-3.0:3.0>>> loc("u")
  %c = top.Concat(%t, %u) {axis = 1 : i64} : (tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>>, tensor<1x4x4x4x!quant.calibrated<f32<-3.0:3.0>>>) -> tensor<1x8x4x4x!quant.calibrated<f32<-5.0:5.0>>> loc("c")
  %o = top.Erf(%t) : (tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>> loc("o")
  return %c, %o : tensor<1x8x4x4x!quant.calibrated<f32<-5.0:5.0>>>, tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>>
}

// S3: operands of different signs keep their ranges.
// BM1684-LABEL: func.func @concat_signs(
// BM1684X-LABEL: func.func @concat_signs(
// ASYM-LABEL: func.func @concat_signs(
// CV18-LABEL: func.func @concat_signs(
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.000000e+00:1.000000e+00>>> loc("t")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.000000e+00:1.000000e+00>>> loc("t")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.000000e+00:1.000000e+00>>> loc("t")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.000000e+00:1.000000e+00>>> loc("t")
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:3.000000e+00>>> loc("u")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:3.000000e+00>>> loc("u")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:3.000000e+00>>> loc("u")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:3.000000e+00>>> loc("u")
func.func @concat_signs(%arg0: tensor<1x4x4x4xf32>) -> (tensor<1x8x4x4x!quant.calibrated<f32<-5.0:5.0>>>) {
  %x = top.Input(%arg0) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>> loc("x")
  %t = top.Tanh(%x) : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>> loc("t")
  %u = top.Exp(%x) : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<0.0:3.0>>> loc("u")
  %c = top.Concat(%t, %u) {axis = 1 : i64} : (tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>>, tensor<1x4x4x4x!quant.calibrated<f32<0.0:3.0>>>) -> tensor<1x8x4x4x!quant.calibrated<f32<-5.0:5.0>>> loc("c")
  return %c : tensor<1x8x4x4x!quant.calibrated<f32<-5.0:5.0>>>
}

// S3: equal operands give the Max their range.
// BM1684-LABEL: func.func @equal_operands(
// BM1684X-LABEL: func.func @equal_operands(
// ASYM-LABEL: func.func @equal_operands(
// CV18-LABEL: func.func @equal_operands(
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("m")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("m")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("m")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("m")
func.func @equal_operands(%arg0: tensor<1x4x4x4xf32>, %arg1: tensor<1x4x4x4xf32>) -> (tensor<1x4x4x4x!quant.calibrated<f32<-2.0:3.0>>>) {
  %x = top.Input(%arg0) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>> loc("x")
  %y = top.Input(%arg1) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>> loc("y")
  %m = top.Max(%x, %y) : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>, tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-2.0:3.0>>> loc("m")
  return %m : tensor<1x4x4x4x!quant.calibrated<f32<-2.0:3.0>>>
}

// S4: what only a Relu reads has its range; LeakyRelu and PRelu leave the minimum, except on cv18xx.
// BM1684-LABEL: func.func @backward(
// BM1684X-LABEL: func.func @backward(
// ASYM-LABEL: func.func @backward(
// CV18-LABEL: func.func @backward(
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:5.000000e-01>>> loc("a")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:5.000000e-01>>> loc("a")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:5.000000e-01>>> loc("a")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:5.000000e-01>>> loc("a")
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-8.000000e+00:5.000000e+00>>> loc("b")
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-8.000000e+00:5.000000e+00>>> loc("l")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-8.000000e+00:5.000000e+00>>> loc("b")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-8.000000e+00:5.000000e+00>>> loc("l")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-8.000000e+00:5.000000e+00>>> loc("b")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-8.000000e+00:5.000000e+00>>> loc("l")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-2.000000e+00:5.000000e+00>>> loc("b")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-2.000000e+00:5.000000e+00>>> loc("l")
func.func @backward(%arg0: tensor<1x4x4x4xf32>) -> (tensor<1x4x4x4x!quant.calibrated<f32<-2.0:5.0>>>) {
  %x = top.Input(%arg0) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>> loc("x")
  %a = top.Tanh(%x) : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>> loc("a")
  %r = top.Relu(%a) : (tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<0.0:0.5>>> loc("r")
  %b = top.Erf(%r) : (tensor<1x4x4x4x!quant.calibrated<f32<0.0:0.5>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-8.0:8.0>>> loc("b")
  %l = top.LeakyRelu(%b) {alpha = 0.1 : f64} : (tensor<1x4x4x4x!quant.calibrated<f32<-8.0:8.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-2.0:5.0>>> loc("l")
  return %l : tensor<1x4x4x4x!quant.calibrated<f32<-2.0:5.0>>>
}

// S5: on bm1684x the products of a sum have its range.
// BM1684-LABEL: func.func @sum_of_products(
// BM1684X-LABEL: func.func @sum_of_products(
// ASYM-LABEL: func.func @sum_of_products(
// CV18-LABEL: func.func @sum_of_products(
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-2.000000e+01:2.000000e+01>>> loc("m")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-2.000000e+01:2.000000e+01>>> loc("n")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-2.000000e+01:2.000000e+01>>> loc("m")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-2.000000e+01:2.000000e+01>>> loc("n")
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.200000e+01:1.200000e+01>>> loc("m")
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.100000e+01:1.100000e+01>>> loc("n")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.200000e+01:1.200000e+01>>> loc("m")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.100000e+01:1.100000e+01>>> loc("n")
func.func @sum_of_products(%arg0: tensor<1x4x4x4xf32>, %arg1: tensor<1x4x4x4xf32>) -> (tensor<1x4x4x4x!quant.calibrated<f32<-20.0:20.0>>>) {
  %x = top.Input(%arg0) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>> loc("x")
  %y = top.Input(%arg1) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<-3.0:3.0>>> loc("y")
  %m = top.Mul(%x, %y) : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>, tensor<1x4x4x4x!quant.calibrated<f32<-3.0:3.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-12.0:12.0>>> loc("m")
  %n = top.Mul(%y, %x) : (tensor<1x4x4x4x!quant.calibrated<f32<-3.0:3.0>>>, tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-11.0:11.0>>> loc("n")
  %s = top.Add(%m, %n) : (tensor<1x4x4x4x!quant.calibrated<f32<-12.0:12.0>>>, tensor<1x4x4x4x!quant.calibrated<f32<-11.0:11.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-20.0:20.0>>> loc("s")
  return %s : tensor<1x4x4x4x!quant.calibrated<f32<-20.0:20.0>>>
}

// S8: ops that choose among elements have the range of their operand.
// BM1684-LABEL: func.func @forward(
// BM1684X-LABEL: func.func @forward(
// ASYM-LABEL: func.func @forward(
// CV18-LABEL: func.func @forward(
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("r")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("r")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("r")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("r")
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("p")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("p")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("p")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("p")
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("m")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("m")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("m")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("m")
func.func @forward(%arg0: tensor<1x4x4x4xf32>) -> (tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>>, tensor<1x4x6x6x!quant.calibrated<f32<-9.0:9.0>>>) {
  %x = top.Input(%arg0) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>> loc("x")
  %o = top.Erf(%x) : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>> loc("o")
  %r = top.Relu(%x) : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<0.0:3.0>>> loc("r")
  %p = top.Pad(%r) {paddings = array<i64: 0, 0, 1, 1, 0, 0, 1, 1>} : (tensor<1x4x4x4x!quant.calibrated<f32<0.0:3.0>>>) -> tensor<1x4x6x6x!quant.calibrated<f32<-9.0:9.0>>> loc("p")
  %m = top.MaxConst(%p) {const_val = 0.5 : f64} : (tensor<1x4x6x6x!quant.calibrated<f32<-9.0:9.0>>>) -> tensor<1x4x6x6x!quant.calibrated<f32<-9.0:9.0>>> loc("m")
  return %o, %m : tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>>, tensor<1x4x6x6x!quant.calibrated<f32<-9.0:9.0>>>
}

// S8: PRelu, except on cv18xx.
// BM1684-LABEL: func.func @prelu(
// BM1684X-LABEL: func.func @prelu(
// ASYM-LABEL: func.func @prelu(
// CV18-LABEL: func.func @prelu(
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("r")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("r")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("r")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-3.000000e+00:3.000000e+00>>> loc("r")
func.func @prelu(%arg0: tensor<1x4x4x4xf32>, %arg1: tensor<1x4x1x1xf32>) -> (tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>>, tensor<1x4x4x4x!quant.calibrated<f32<-3.0:3.0>>>) {
  %x = top.Input(%arg0) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>> loc("x")
  %o = top.Erf(%x) : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>> loc("o")
  %k = top.Input(%arg1) : (tensor<1x4x1x1xf32>) -> tensor<1x4x1x1x!quant.calibrated<f32<-1.0:1.0>>> loc("k")
  %r = top.PRelu(%x, %k) : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>, tensor<1x4x1x1x!quant.calibrated<f32<-1.0:1.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-3.0:3.0>>> loc("r")
  return %o, %r : tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>>, tensor<1x4x4x4x!quant.calibrated<f32<-3.0:3.0>>>
}

// S8: a product with a constant has the range times the constant; a symmetric run takes the larger end (Q11).
// BM1684-LABEL: func.func @scaled(
// BM1684X-LABEL: func.func @scaled(
// ASYM-LABEL: func.func @scaled(
// CV18-LABEL: func.func @scaled(
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.200000e+01:1.200000e+01>>> loc("m")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.200000e+01:1.200000e+01>>> loc("m")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.200000e+01:1.200000e+01>>> loc("m")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-6.000000e+00:1.200000e+01>>> loc("m")
func.func @scaled(%arg0: tensor<1x4x4x4xf32>) -> (tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>>) {
  %x = top.Input(%arg0) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<-4.0:2.0>>> loc("x")
  %m = top.MulConst(%x) {const_val = -3.0 : f64} : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:2.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>> loc("m")
  return %m : tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>>
}

// S8: on cv18xx also the maximum over axes.
// BM1684-LABEL: func.func @reduce(
// BM1684X-LABEL: func.func @reduce(
// ASYM-LABEL: func.func @reduce(
// CV18-LABEL: func.func @reduce(
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:4.000000e+00>>> loc("r")
// BM1684-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-3.000000e+00:3.000000e+00>>> loc("r")
// BM1684X-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-3.000000e+00:3.000000e+00>>> loc("r")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-3.000000e+00:3.000000e+00>>> loc("r")
func.func @reduce(%arg0: tensor<1x4x4x4xf32>) -> (tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>>, tensor<1x1x4x4x!quant.calibrated<f32<-3.0:3.0>>>) {
  %x = top.Input(%arg0) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>> loc("x")
  %o = top.Erf(%x) : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>> loc("o")
  %r = top.Reduce(%x) {axes = array<i64: 1>, mode = #top<reduce_mode max>} : (tensor<1x4x4x4x!quant.calibrated<f32<-4.0:4.0>>>) -> tensor<1x1x4x4x!quant.calibrated<f32<-3.0:3.0>>> loc("r")
  return %o, %r : tensor<1x4x4x4x!quant.calibrated<f32<-1.0:1.0>>>, tensor<1x1x4x4x!quant.calibrated<f32<-3.0:3.0>>>
}
