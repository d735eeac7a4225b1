// Impossible requests, in one line each, before any work.
// RUN: not tpuc-opt %s --convert-top-to-tpu="chip=bm1690" 2>&1 | FileCheck %s --check-prefix=CHIP
// CHIP: error: unknown chip 'bm1690', expected one of bm1684, bm1684x, bm1688, cv186x, cv183x, cv182x, cv181x, cv180x

// RUN: not tpuc-opt %s --convert-top-to-tpu="mode=F32" 2>&1 | FileCheck %s --check-prefix=NOCHIP
// NOCHIP: error: needs a chip, one of bm1684

// RUN: not tpuc-opt %s --convert-top-to-tpu="chip=bm1684 mode=INT4" 2>&1 | FileCheck %s --check-prefix=MODE
// MODE: error: unknown mode 'INT4', expected INT8, F32, F16 or BF16

// RUN: not tpuc-opt %s --convert-top-to-tpu="chip=bm1684 mode=F16" 2>&1 | FileCheck %s --check-prefix=NOF16
// NOF16: error: bm1684 has no F16; possible modes: INT8, F32

// RUN: not tpuc-opt %s --convert-top-to-tpu="chip=cv183x mode=F32" 2>&1 | FileCheck %s --check-prefix=NOF32
// NOF32: error: cv183x has no F32; possible modes: INT8, BF16

// RUN: not tpuc-opt %s --convert-top-to-tpu="chip=bm1684 asymmetric" 2>&1 | FileCheck %s --check-prefix=ASYM
// ASYM: error: bm1684 has no asymmetric quantization; these have: bm1684x, bm1688, cv186x

// RUN: not tpuc-opt %s --convert-top-to-tpu="chip=bm1684 qtable=%S/Inputs/c2-f16.qtable" 2>&1 | FileCheck %s --check-prefix=TABLEMODE
// TABLEMODE: error: the quantization table asks for F16 in layer 'c2', which bm1684 has not; possible modes: INT8, F32

// RUN: not tpuc-opt %s --convert-top-to-tpu="chip=bm1684 qtable=%S/Inputs/unknown-layer.qtable" 2>&1 | FileCheck %s --check-prefix=TABLELAYER
// TABLELAYER: error: the quantization table names 'c9', which is no layer of the network

// RUN: not tpuc-opt %s --convert-top-to-tpu="chip=bm1684 qtable=%S/Inputs/unknown-mode.qtable" 2>&1 | FileCheck %s --check-prefix=TABLELINE
// TABLELINE: error: {{.*}}unknown-mode.qtable:2: unknown mode 'INT3', expected INT8, F32, F16 or BF16

// RUN: not tpuc-opt %s --convert-top-to-tpu="chip=bm1684 qtable=%S/Inputs/fields.qtable" 2>&1 | FileCheck %s --check-prefix=TABLEFIELDS
// TABLEFIELDS: error: {{.*}}fields.qtable:1: expected 'name mode', got 3 fields

// RUN: not tpuc-opt %s --convert-top-to-tpu="chip=bm1684 qtable=%S/Inputs/absent.qtable" 2>&1 | FileCheck %s --check-prefix=ABSENT
// ABSENT: error: cannot read '{{.*}}absent.qtable': {{[Nn]}}o such file or directory

// RUN: not tpuc-opt %S/Inputs/uncalibrated.mlir --convert-top-to-tpu="chip=bm1684" 2>&1 | FileCheck %s --check-prefix=UNCALIBRATED
// UNCALIBRATED: error: INT8 needs calibrated types: import a calibration table before

// RUN: not tpuc-opt %S/Inputs/no-data.mlir --convert-top-to-tpu="chip=bm1684 mode=F32" 2>&1 | FileCheck %s --check-prefix=NODATA
// NODATA: error: {{.*}}'top.Conv' op has the weight 'w', whose data is not loaded

// RUN: not tpuc-opt %S/Inputs/batchnorm.mlir --convert-top-to-tpu="chip=bm1684 mode=F32" 2>&1 | FileCheck %s --check-prefix=NOLOWERING
// NOLOWERING: error: {{.*}}'top.BatchNorm' op has no lowering; run top-optimize before, which rewrites it into others

!x = !quant.calibrated<f32<-4.0:4.0>>
!y = !quant.calibrated<f32<-6.0:6.0>>
!r = !quant.calibrated<f32<0.0:5.0>>
func.func @main(%arg0: tensor<1x2x4x4xf32>) -> (tensor<1x2x4x4x!y>, tensor<1x2x4x4x!y>) {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("x")
  %w1 = top.Weight {value = dense_resource<w1> : tensor<2x2x1x1xf32>} : tensor<2x2x1x1xf32> loc("w1")
  %w2 = top.Weight {value = dense_resource<w2> : tensor<2x2x1x1xf32>} : tensor<2x2x1x1xf32> loc("w2")
  %w3 = top.Weight {value = dense_resource<w3> : tensor<2x2x1x1xf32>} : tensor<2x2x1x1xf32> loc("w3")
  %1 = top.Conv(%0, %w1) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x4x4x!x>, tensor<2x2x1x1xf32>) -> tensor<1x2x4x4x!y> loc("c1")
  %2 = top.Conv(%1, %w2) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, do_relu = true} : (tensor<1x2x4x4x!y>, tensor<2x2x1x1xf32>) -> tensor<1x2x4x4x!r> loc("c2")
  %3 = top.Conv(%2, %w3) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x4x4x!r>, tensor<2x2x1x1xf32>) -> tensor<1x2x4x4x!y> loc("c3")
  return %1, %3 : tensor<1x2x4x4x!y>, tensor<1x2x4x4x!y>
}

{-#
  dialect_resources: {
    builtin: {
      w1: "0x040000000000003F000080BE0000003E0000803F",
      w2: "0x040000000000003F000080BE0000003E0000803F",
      w3: "0x040000000000003F000080BE0000003E0000803F"
    }
  }
#-}
