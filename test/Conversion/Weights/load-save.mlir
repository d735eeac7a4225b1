// tpuc-opt writes weights to a file of their own and reads them from there.
// RUN: rm -rf %t && mkdir -p %t
// RUN: tpuc-opt %s --top-save-weights -mlir-print-debuginfo -o %t/net.mlir
// RUN: FileCheck %s --input-file=%t/net.mlir --check-prefix=TEXT
// RUN: tpuc-opt %t/net.mlir --top-load-weights -mlir-print-debuginfo | FileCheck %s --check-prefix=LOADED
// RUN: tpuc-opt %t/net.mlir --top-load-weights --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=COUNTS

// The lowering of what was read is that of what was written, and again keeps its integers in a file.
// RUN: tpuc-opt %s --tpuc-lower="chip=bm1684x" -mlir-print-debuginfo > %t/direct.mlir
// RUN: tpuc-opt %t/net.mlir --top-load-weights --tpuc-lower="chip=bm1684x" -mlir-print-debuginfo -o %t/lowered.mlir
// RUN: FileCheck %s --input-file=%t/direct.mlir --check-prefix=LOWERED
// RUN: FileCheck %s --input-file=%t/lowered.mlir --check-prefix=LOWERED
// RUN: tpuc-opt %t/net.mlir --top-load-weights --tpuc-lower="chip=bm1684x" --top-save-weights -mlir-print-debuginfo -o %t/tpu.mlir
// RUN: FileCheck %s --input-file=%t/tpu.mlir --check-prefix=TPU
// RUN: tpuc-opt %t/tpu.mlir --top-load-weights -mlir-print-debuginfo | FileCheck %s --check-prefix=LOWERED

// A name of one's own, in another directory.
// RUN: mkdir -p %t/sub && tpuc-opt %s --top-save-weights="file=sub/w.safetensors" -mlir-print-debuginfo -o %t/other.mlir
// RUN: tpuc-opt %t/other.mlir --top-load-weights -mlir-print-debuginfo | FileCheck %s --check-prefix=LOADED
// RUN: tpuc-opt %t/other.mlir --top-load-weights="file=net_top_weights.safetensors" -mlir-print-debuginfo | FileCheck %s --check-prefix=LOADED

// Nothing to load: the data are there, and no file is named.
// RUN: tpuc-opt %s --top-load-weights -mlir-print-debuginfo | FileCheck %s --check-prefix=LOADED

// TEXT: module attributes {top.weight_file = "net_top_weights.safetensors"}
// TEXT: top.Weight {value = dense_resource<w{{[_0-9]*}}> : tensor<2x2x1x1xf32>}
// TEXT: #{{.*}} = loc("w")
// TEXT-NOT: dialect_resources
// LOADED: w{{[_0-9]*}}: "0x040000000000003F000080BE0000003E0000803F"
// COUNTS: TopLoadWeights
// COUNTS-NEXT: (S) 1 weights
// LOWERED: top.Weight {{.*}}dense_resource<c_filter_i8
// LOWERED: tpu.Conv2D
// LOWERED: c_filter_i8{{[_0-9]*}}: "0x0100000004FE0108"
// TPU: top.weight_file = "tpu_tpu_weights.safetensors"
// TPU-NOT: dialect_resources

!x = !quant.calibrated<f32<-4.0:4.0>>
module {
  func.func @main(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> {
    %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("x")
    %w = top.Weight {value = dense_resource<w> : tensor<2x2x1x1xf32>} : tensor<2x2x1x1xf32> loc("w")
    %1 = top.Conv(%0, %w) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x4x4x!x>, tensor<2x2x1x1xf32>) -> tensor<1x2x4x4x!x> loc("c")
    return %1 : tensor<1x2x4x4x!x>
  }
}

{-#
  dialect_resources: {
    builtin: {
      w: "0x040000000000003F000080BE0000003E0000803F"
    }
  }
#-}
