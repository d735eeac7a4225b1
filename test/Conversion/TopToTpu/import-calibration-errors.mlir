// Tables that cannot be used.
// RUN: not tpuc-opt %s --import-calibration-table="file=%S/Inputs/short.table chip=bm1684" 2>&1 | FileCheck %s --check-prefix=SHORT
// SHORT: error: {{.*}}short.table:2: expected 'name threshold min max', got 3 fields

// RUN: not tpuc-opt %s --import-calibration-table="file=%S/Inputs/not-a-number.table chip=bm1684" 2>&1 | FileCheck %s --check-prefix=NAN
// NAN: error: {{.*}}not-a-number.table:3: 'nan' is not a finite number

// RUN: not tpuc-opt %s --import-calibration-table="file=%S/Inputs/word.table chip=bm1684" 2>&1 | FileCheck %s --check-prefix=WORD
// WORD: error: {{.*}}word.table:1: 'a' is not a finite number

// RUN: not tpuc-opt %s --import-calibration-table="file=%S/Inputs/missing.table chip=bm1684" 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: error: the calibration table lacks 2 layers: 'y', 'z'; it has 'older', which is no layer

// RUN: not tpuc-opt %s --import-calibration-table="file=%S/Inputs/absent.table chip=bm1684" 2>&1 | FileCheck %s --check-prefix=ABSENT
// ABSENT: error: cannot read '{{.*}}absent.table'

// RUN: not tpuc-opt %s --import-calibration-table="file=%S/Inputs/missing.table chip=tpu" 2>&1 | FileCheck %s --check-prefix=CHIP
// CHIP: error: unknown chip 'tpu'
func.func @main(%arg0: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %0 = top.Input(%arg0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("x")
  %1 = top.Tanh(%0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("y")
  %2 = top.Exp(%1) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("z")
  return %2 : tensor<1x4xf32>
}
