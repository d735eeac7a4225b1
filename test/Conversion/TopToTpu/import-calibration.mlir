// Thresholds become calibrated types, by the first rule that fits (numerics text, 1).
// RUN: tpuc-opt %s --import-calibration-table="file=%S/Inputs/rules.table chip=bm1684" %named | FileCheck %s --check-prefixes=SYM
// RUN: tpuc-opt %s --import-calibration-table="file=%S/Inputs/rules.table chip=bm1684x asymmetric" %named | FileCheck %s --check-prefixes=ASYM
// RUN: tpuc-opt %s --import-calibration-table="file=%S/Inputs/rules.table chip=cv183x" %named | FileCheck %s --check-prefixes=CV18

// The function's type follows.
// SYM: func.func @main{{.*}} -> tensor<1x4x!quant.calibrated
// An asymmetric layer without a range stays a plain float.
// ASYM: func.func @main{{.*}} -> tensor<1x4xf32>
// SYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>> loc("x")
// SYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>> loc("abs")
// SYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:1.000000e+00>>> loc("sig")
// SYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:4.500000e+00>>> loc("relu")
// SYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:9.000000e+00>>> loc("sq")
// SYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:6.000000e+00>>> loc("pos")
// SYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-8.000000e+00:8.000000e+00>>> loc("mul")
// SYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.000000e-05:3.000000e+00>>> loc("sub")
// SYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-3.000000e+00:3.000000e+00>>> loc("sub2")
// SYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:7.000000e+00>>> loc("addr")
// SYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:1.000000e+00>>> loc("sm")
// SYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:1.000000e+00>>> loc("lsm")
// SYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-9.900000e+01:9.900000e+01>>> loc("perm")
// SYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>> loc("reshape")
// SYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:1.000000e-05>>> loc("zero")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:5.000000e+00>>> loc("x")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>> loc("abs")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:1.000000e+00>>> loc("sig")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:4.500000e+00>>> loc("relu")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:9.000000e+00>>> loc("sq")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:6.000000e+00>>> loc("pos")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-8.000000e+00:8.000000e+00>>> loc("mul")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.000000e-05:3.000000e+00>>> loc("sub")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-3.000000e+00:3.000000e+00>>> loc("sub2")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:7.000000e+00>>> loc("addr")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:1.000000e+00>>> loc("sm")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<0.000000e+00:1.000000e+00>>> loc("lsm")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-9.900000e+01:9.900000e+01>>> loc("perm")
// ASYM-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.000000e+00:5.000000e+00>>> loc("reshape")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-5.000000e+00:5.000000e+00>>> loc("x")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.000000e+00:1.000000e+00>>> loc("sig")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-4.500000e+00:4.500000e+00>>> loc("relu")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-9.000000e+00:9.000000e+00>>> loc("sq")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-3.000000e+00:3.000000e+00>>> loc("sub")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-3.000000e+00:3.000000e+00>>> loc("sub2")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-7.000000e+00:7.000000e+00>>> loc("addr")
// CV18-DAG: -> tensor<{{.*}}x!quant.calibrated<f32<-1.000000e+00:1.000000e+00>>> loc("sm")
// ASYM-DAG: top.Tanh({{.*}} -> tensor<1x4xf32> loc("zero")

func.func @main(%arg0: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %x = top.Input(%arg0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("x")
  %abs = top.Abs(%x) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("abs")
  %sig = top.Sigmoid(%x) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("sig")
  %relu = top.Relu(%x) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("relu")
  %sq = top.Mul(%x, %x) : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32> loc("sq")
  %pos = top.Mul(%sig, %relu) : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32> loc("pos")
  %mul = top.Mul(%x, %abs) : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32> loc("mul")
  %sub = top.Sub(%x, %mul) : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32> loc("sub")
  %sub2 = top.Sub(%x, %mul) {do_relu = true} : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32> loc("sub2")
  %addr = top.Add(%x, %mul) {do_relu = true} : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32> loc("addr")
  %sm = top.Softmax(%x) {axis = 1 : i64} : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("sm")
  %lsm = top.Softmax(%x) {axis = 1 : i64, log = true} : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("lsm")
  %perm = top.Permute(%x) {order = array<i64: 1, 0>} : (tensor<1x4xf32>) -> tensor<4x1xf32> loc("perm")
  %resh = top.Reshape(%x) {shape = array<i64: 4, 1>} : (tensor<1x4xf32>) -> tensor<4x1xf32> loc("reshape")
  %zero = top.Tanh(%x) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("zero")
  return %zero : tensor<1x4xf32>
}
