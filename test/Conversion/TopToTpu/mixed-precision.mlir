// A quantization table changes the mode of a layer; casts stand where types meet, are shared, and are
// named producer + consumer + type (numerics text, 9).
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x qtable=%S/Inputs/c2-f16.qtable" %named | FileCheck %s --check-prefix=F16
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x qtable=%S/Inputs/c2-bf16-c3-f32.qtable" %named | FileCheck %s --check-prefix=TWO
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684 qtable=%S/Inputs/c2-f32.qtable" %named | FileCheck %s --check-prefix=F32
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv183x qtable=%S/Inputs/c2-f16.qtable" %named | FileCheck %s --check-prefix=CV18
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=cv181x qtable=%S/Inputs/c2-f32.qtable" %named | FileCheck %s --check-prefix=CV18
// RUN: tpuc-opt %s --convert-top-to-tpu="chip=bm1684x mode=F32 qtable=%S/Inputs/c2-int8.qtable" %named | FileCheck %s --check-prefix=INT8

// F16: tpu.Cast({{.*}} loc("xc1_si8")
// F16: %[[C1:.*]] = tpu.Conv2D({{.*}} -> tensor<1x2x4x4x!quant.uniform<i8:f32, {{.*}} loc("c1")
// F16-DAG: %[[A:.*]] = tpu.Cast(%[[C1]]) {{.*}} -> tensor<1x2x4x4xf16> loc("c1c2_f16")
// F16-DAG: %[[W:.*]] = top.Weight {{.*}} : tensor<2x2x1x1xf16> loc("w2_f16")
// F16: %[[C2:.*]] = tpu.Conv2D(%[[A]], %[[W]]) {{.*}}do_relu = true{{.*}} -> tensor<1x2x4x4xf16> loc("c2")
// F16: tpu.Cast(%[[C2]]) : (tensor<1x2x4x4xf16>) -> tensor<1x2x4x4x!quant.uniform<u8:f32, 0.01960{{.*}}>> loc("c2c3_ui8")
// F16: %[[C3:.*]] = tpu.Conv2D({{.*}} loc("c3")
// F16: %[[R1:.*]] = tpu.Cast(%[[C1]]) {{.*}} loc("c1_f32")
// F16: %[[R3:.*]] = tpu.Cast(%[[C3]]) {{.*}} loc("c3_f32")
// F16: return %[[R1]], %[[R3]]

// TWO: %[[C2:.*]] = tpu.Conv2D({{.*}} -> tensor<1x2x4x4xbf16> loc("c2")
// TWO: %[[A:.*]] = tpu.Cast(%[[C2]]) : (tensor<1x2x4x4xbf16>) -> tensor<1x2x4x4xf32> loc("c2c3_f32")
// TWO: %[[C3:.*]] = tpu.Conv2D(%[[A]], %{{.*}}) {{.*}} -> tensor<1x2x4x4xf32> loc("c3")
// TWO: return %{{.*}}, %[[C3]]

// The cast for the consumer serves the result of the network as well.
// F32: %[[A:.*]] = tpu.Cast({{.*}} loc("c1c2_f32")
// F32-NOT: loc("c1_f32")
// F32: return %[[A]], %{{.*}}

// F32 and F16 mean BF16 on cv18xx.
// CV18: tpu.Conv2D({{.*}} -> tensor<1x2x4x4xbf16> loc("c2")
// CV18: tpu.Cast({{.*}} -> tensor<1x2x4x4x!quant.uniform<i8:f32, {{.*}} loc("c2c3_si8")

// INT8: tpu.Conv2D({{.*}} -> tensor<1x2x4x4xf32> loc("c1")
// INT8: tpu.Cast({{.*}} loc("c1c2_si8")
// INT8: tpu.Conv2D({{.*}} -> tensor<1x2x4x4x!quant.uniform<u8:f32, {{.*}} loc("c2")
// INT8: tpu.Cast({{.*}} loc("c2c3_f32")

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
