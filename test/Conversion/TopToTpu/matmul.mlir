// Matrix products in INT8 (numerics text, 4.3). The integers were computed from the text by other
// means; those of two activations are the reference's `matmul` case.
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" %named | FileCheck %s --check-prefixes=CHECK,BM1684
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684" | FileCheck %s --check-prefix=BM1684-DATA
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" %named | FileCheck %s --check-prefixes=CHECK,BM1684X
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x" | FileCheck %s --check-prefix=BM1684X-DATA
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" %named | FileCheck %s --check-prefixes=CHECK,CV18
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x" | FileCheck %s --check-prefix=CV18-DATA

!x = !quant.calibrated<f32<-4.0:4.0>>
!y = !quant.calibrated<f32<-6.0:6.0>>

// CHECK-LABEL: func.func @weight
// BM1684: loc("m_filter_int8")
// BM1684: : tensor<3xi16> loc("m_bias_int16")
// BM1684: tpu.MatMul({{.*}} {do_relu = true, requant = #tpu.requant<OnlyShift, [1], [7], HalfUp>}
// BM1684X: : tensor<2x3x!quant.uniform<i8:f32, 0.0078740157480314{{[0-9]*}}>> loc("m_filter_int8")
// BM1684X: : tensor<3xi32> loc("m_bias_int32")
// BM1684X: tpu.MatMul({{.*}} {do_relu = true, requant = #tpu.requant<MultiplierShift, [704555], [27], HalfUp>}
// CV18: loc("m_filter_i8")
// CV18: : tensor<3xi32> loc("m_bias_int32")
// CV18: tpu.MatMul({{.*}} {do_relu = true, requant = #tpu.requant<QDM, [1442928640], [7], HalfAwayFromZero>}
func.func @weight(%arg0: tensor<4x2xf32>) -> tensor<4x3x!y> {
  %0 = top.Input(%arg0) : (tensor<4x2xf32>) -> tensor<4x2x!x> loc("x")
  %w = top.Weight {value = dense_resource<k> : tensor<2x3xf32>} : tensor<2x3xf32> loc("k")
  %b = top.Weight {value = dense_resource<bm> : tensor<3xf32>} : tensor<3xf32> loc("bm")
  %1 = top.MatMul(%0, %w, %b) {do_relu = true} : (tensor<4x2x!x>, tensor<2x3xf32>, tensor<3xf32>) -> tensor<4x3x!y> loc("m")
  return %1 : tensor<4x3x!y>
}

// A transposed constant is stored the other way round: `m` and `t` have the same integers.
// CHECK-LABEL: func.func @transposed
// CHECK: tpu.MatMul
// CHECK-NOT: right_transpose
// CHECK: return
func.func @transposed(%arg0: tensor<4x2xf32>) -> tensor<4x3x!y> {
  %0 = top.Input(%arg0) : (tensor<4x2xf32>) -> tensor<4x2x!x> loc("x")
  %w = top.Weight {value = dense_resource<kt> : tensor<3x2xf32>} : tensor<3x2xf32> loc("kt")
  %b = top.Weight {value = dense_resource<bm> : tensor<3xf32>} : tensor<3xf32> loc("bm")
  %1 = top.MatMul(%0, %w, %b) {right_transpose = true} : (tensor<4x2x!x>, tensor<3x2xf32>, tensor<3xf32>) -> tensor<4x3x!y> loc("t")
  return %1 : tensor<4x3x!y>
}

// bm1684 multiplies plain matrices alone.
// CHECK-LABEL: func.func @rows
// BM1684: tpu.MatMul({{.*}} -> tensor<2x4x3xf32>
// BM1684X: tpu.MatMul({{.*}} -> tensor<2x4x3x!quant.uniform
// CV18: tpu.MatMul({{.*}} -> tensor<2x4x3x!quant.uniform
func.func @rows(%arg0: tensor<2x4x2xf32>) -> tensor<2x4x3x!y> {
  %0 = top.Input(%arg0) : (tensor<2x4x2xf32>) -> tensor<2x4x2x!x> loc("x")
  %w = top.Weight {value = dense_resource<k> : tensor<2x3xf32>} : tensor<2x3xf32> loc("k")
  %1 = top.MatMul(%0, %w) : (tensor<2x4x2x!x>, tensor<2x3xf32>) -> tensor<2x4x3x!y> loc("r")
  return %1 : tensor<2x4x3x!y>
}

!l = !quant.calibrated<f32<-4.3420427:4.3420427>>
!r = !quant.calibrated<f32<-4.3816835:4.3816835>>
!p = !quant.calibrated<f32<-42.8698158:42.8698158>>

// Two activations: INT8 on bm1684x alone.
// CHECK-LABEL: func.func @activations
// BM1684: tpu.MatMul({{.*}} : (tensor<2x5x24xf32>, tensor<2x5x24xf32>)
// BM1684X: tpu.MatMul({{.*}} {requant = #tpu.requant<MultiplierShift, [3752145], [30], HalfUp>, right_transpose = true}
// CV18: tpu.MatMul({{.*}} : (tensor<2x5x24xbf16>, tensor<2x5x24xbf16>)
func.func @activations(%arg0: tensor<2x5x24xf32>, %arg1: tensor<2x5x24xf32>) -> tensor<2x5x5x!p> {
  %0 = top.Input(%arg0) : (tensor<2x5x24xf32>) -> tensor<2x5x24x!l> loc("l")
  %1 = top.Input(%arg1) : (tensor<2x5x24xf32>) -> tensor<2x5x24x!r> loc("r")
  %2 = top.MatMul(%0, %1) {right_transpose = true} : (tensor<2x5x24x!l>, tensor<2x5x24x!r>) -> tensor<2x5x5x!p> loc("p")
  return %2 : tensor<2x5x5x!p>
}

// A constant left side has no INT8 form.
// CHECK-LABEL: func.func @left
// BM1684: tpu.MatMul({{.*}} : (tensor<3x2xf32>, tensor<2x4xf32>)
// BM1684X: tpu.MatMul({{.*}} : (tensor<3x2xf16>, tensor<2x4xf16>)
// CV18: tpu.MatMul({{.*}} : (tensor<3x2xbf16>, tensor<2x4xbf16>)
func.func @left(%arg0: tensor<2x4xf32>) -> tensor<3x4x!y> {
  %0 = top.Input(%arg0) : (tensor<2x4xf32>) -> tensor<2x4x!x> loc("x")
  %w = top.Weight {value = dense_resource<kt> : tensor<3x2xf32>} : tensor<3x2xf32> loc("kt")
  %1 = top.MatMul(%w, %0) : (tensor<3x2xf32>, tensor<2x4x!x>) -> tensor<3x4x!y> loc("f")
  return %1 : tensor<3x4x!y>
}

// Two activations and a constant bias.
// CHECK-LABEL: func.func @activations_bias
// BM1684: tpu.MatMul({{.*}} : (tensor<2x4xf32>, tensor<4x3xf32>, tensor<3xf32>)
// BM1684X: tpu.MatMul({{.*}}requant = #tpu.requant<MultiplierShift, {{.*}} : (tensor<2x4x!quant.uniform{{.*}}>, tensor<4x3x!quant.uniform{{.*}}>, tensor<3xi32>)
// CV18: tpu.MatMul({{.*}} : (tensor<2x4xbf16>, tensor<4x3xbf16>, tensor<3xf32>)
func.func @activations_bias(%arg0: tensor<2x4xf32>, %arg1: tensor<4x3xf32>) -> tensor<2x3x!y> {
  %0 = top.Input(%arg0) : (tensor<2x4xf32>) -> tensor<2x4x!x> loc("x")
  %1 = top.Input(%arg1) : (tensor<4x3xf32>) -> tensor<4x3x!x> loc("z")
  %b = top.Weight {value = dense_resource<bm> : tensor<3xf32>} : tensor<3xf32> loc("ab")
  %2 = top.MatMul(%0, %1, %b) : (tensor<2x4x!x>, tensor<4x3x!x>, tensor<3xf32>) -> tensor<2x3x!y> loc("f")
  return %2 : tensor<2x3x!y>
}

// BM1684-DATA-DAG: m_filter_int8: "0x010000002BEB0B5540CD"
// BM1684-DATA-DAG: t_filter_int8: "0x010000002BEB0B5540CD"
// BM1684-DATA-DAG: m_bias_int16: "0x020000002D03E2FD0000"
// BM1684X-DATA-DAG: m_filter_int8: "0x0100000040E0107F5FB4"
// BM1684X-DATA-DAG: t_filter_int8: "0x0100000040E0107F5FB4"
// BM1684X-DATA-DAG: m_bias_int32: "0x04000000BA040000DAFCFFFF00000000"
// CV18-DATA-DAG: m_filter_i8: "0x0100000040E0107F5FB4"
// CV18-DATA-DAG: t_filter_i8: "0x0100000040E0107F5FB4"
// CV18-DATA-DAG: m_bias_int32: "0x04000000BA040000DAFCFFFF00000000"

{-#
  dialect_resources: {
    builtin: {
      k: "0x040000000000003F000080BE0000003E0000803F0000403F9A9919BF",
      kt: "0x040000000000003F0000803F000080BE0000403F0000003E9A9919BF",
      bm: "0x040000009A99993ECDCC4CBE00000000"
    }
  }
#-}
