// The pipeline refuses impossible requests before any work, and the check alone changes nothing.
// RUN: tpuc-opt %s --tpuc-lower="chip=BM1688 mode=int8 asymmetric qtable=%S/Inputs/c2-f16.qtable" | FileCheck %s --check-prefix=LOWERED
// RUN: tpuc-opt %s --tpuc-lower="chip=cv186x mode=bf16" | FileCheck %s --check-prefix=BF16
// RUN: tpuc-opt %s --check-lowering-request="chip=bm1684 mode=f32" | FileCheck %s --check-prefix=CHECKED
// LOWERED: module attributes {tpu.asymmetric = true, tpu.chip = "bm1688", tpu.mode = "INT8"}
// LOWERED: tpu.Active({{.*}} -> tensor<1x6xf32>
// BF16: module attributes {tpu.asymmetric = false, tpu.chip = "cv186x", tpu.mode = "BF16"}
// CHECKED: top.Tanh

// The network is not calibrated for this table, which nobody gets to notice.
// RUN: not tpuc-opt %s --tpuc-lower="chip=bm1684 mode=f16 table=%S/Inputs/absent.table" 2>&1 | FileCheck %s --check-prefix=MODE
// MODE: error: bm1684 has no F16; possible modes: INT8, F32
// RUN: not tpuc-opt %s --tpuc-lower="chip=cv180x asymmetric table=%S/Inputs/absent.table" 2>&1 | FileCheck %s --check-prefix=ASYM
// ASYM: error: cv180x has no asymmetric quantization; these have: bm1684x, bm1688, cv186x
// RUN: not tpuc-opt %s --tpuc-lower="chip=bm1 table=%S/Inputs/absent.table" 2>&1 | FileCheck %s --check-prefix=CHIP
// CHIP: error: unknown chip 'bm1', expected one of bm1684, bm1684x, bm1688, cv186x, cv183x, cv182x, cv181x, cv180x
// RUN: not tpuc-opt %s --tpuc-lower="chip=bm1684 qtable=%S/Inputs/c2-f16.qtable table=%S/Inputs/absent.table" 2>&1 | FileCheck %s --check-prefix=TABLE
// TABLE: error: the quantization table asks for F16 in layer 'c2', which bm1684 has not; possible modes: INT8, F32
// RUN: not tpuc-opt %s --check-lowering-request="chip=bm1688 qtable=%S/Inputs/unknown-layer.qtable" 2>&1 | FileCheck %s --check-prefix=LAYER
// LAYER: error: the quantization table names 'c9', which is no layer of the network

!x = !quant.calibrated<f32<-4.0:4.0>>
module {
  func.func @main(%arg0: tensor<1x6xf32>) -> tensor<1x6x!x> {
    %0 = top.Input(%arg0) : (tensor<1x6xf32>) -> tensor<1x6x!x> loc("x")
    %1 = top.Tanh(%0) : (tensor<1x6x!x>) -> tensor<1x6x!x> loc("c2")
    return %1 : tensor<1x6x!x>
  }
}
