// Integers are made from the attribute where there is one, float weights from the operands.
// RUN: tpuc-opt %s -convert-top-to-tpu="chip=bm1684" | FileCheck %s --check-prefix=BM1684
// RUN: tpuc-opt %s -convert-top-to-tpu="chip=bm1684x" | FileCheck %s --check-prefix=BM1684X
// RUN: tpuc-opt %s -convert-top-to-tpu="chip=cv183x" | FileCheck %s --check-prefix=CV18
// RUN: tpuc-opt %s -convert-top-to-tpu="chip=bm1684 mode=F32" | FileCheck %s --check-prefix=F32
// The file that a table names has to be applied before.
// RUN: tpuc-opt %s -import-calibration-table="file=%S/Inputs/corrected.table chip=bm1684" 2>&1 | FileCheck %s --check-prefix=WARN
// WARN: warning: the thresholds of '{{.*}}corrected.table' are those of the network corrected by 'some_corrections.safetensors', and this one is not

!x = !quant.calibrated<f32<-4.0:4.0>>
!y = !quant.calibrated<f32<-6.0:6.0>>

// The filter of the operand is [1, 1]; that of the attribute [0.5, -0.25], its bias 1.5, its range 0.5.
// bm1684: 0.5 * 4/6 * 2^8 = 85.3, so the shift is 8; 1.5 * 2^8 / (6/127) = 8128.
// BM1684: top.Weight {{.*}} : tensor<2x1x!quant.uniform<i8:f32, 0.005859375>>
// BM1684: requant = #tpu.requant<OnlyShift, [1], [8], HalfUp>
// BM1684-DAG: m_filter_int8: "0x0100000055D5"
// BM1684-DAG: m_bias_int16: "0x02000000C01F"
// bm1684x, one scale for a matrix: 0.5/127, so 127 and -64; 1.5 / (0.5/127 * 4/127) = 12096.75.
// BM1684X: top.Weight {{.*}} : tensor<2x1x!quant.uniform<i8:f32, 0.0039370{{[0-9]*}}>>
// BM1684X-DAG: m_filter_int8: "0x010000007FC0"
// BM1684X-DAG: m_bias_int32: "0x04000000412F0000"
// CV18: top.Weight {{.*}} : tensor<2x1x!quant.uniform<i8:f32, 0.0039370{{[0-9]*}}>>
// CV18-DAG: m_filter_i8: "0x010000007FC0"
// F32: top.Weight
// F32-SAME: tensor<2x1xf32>
// F32-NOT: int8_weights
// F32: "0x080000000000803F0000803F"
func.func @main(%arg0: tensor<1x2xf32>) -> tensor<1x1x!y> {
  %0 = top.Input(%arg0) : (tensor<1x2xf32>) -> tensor<1x2x!x> loc("x")
  %w = top.Weight {value = dense<1.0> : tensor<2x1xf32>} : tensor<2x1xf32> loc("w")
  %1 = top.MatMul(%0, %w) {top.int8_weights = {bias = dense<1.5> : tensor<1xf32>, filter = dense<[[0.5], [-0.25]]> : tensor<2x1xf32>, range = dense<0.5> : tensor<1xf32>}} : (tensor<1x2x!x>, tensor<2x1xf32>) -> tensor<1x1x!y> loc("m")
  return %1 : tensor<1x1x!y>
}
