// Weight files that cannot be used, in one line each.
// RUN: rm -rf %t && mkdir -p %t/directory
// RUN: not tpuc-opt %s --top-load-weights 2>&1 | FileCheck %s --check-prefix=NOFILE
// NOFILE: error: {{.*}}'top.Weight' op has no data, and the module has no attribute 'top.weight_file'; name the file: top-load-weights=file=...

// RUN: not tpuc-opt %s --top-load-weights="file=absent.safetensors" 2>&1 | FileCheck %s --check-prefix=ABSENT
// ABSENT: error: {{.*}}absent.safetensors: cannot read: {{[Nn]}}o such file or directory

// RUN: echo "not a weight file" > %t/damaged.safetensors
// RUN: not tpuc-opt %s --top-load-weights="file=%t/damaged.safetensors" 2>&1 | FileCheck %s --check-prefix=DAMAGED
// DAMAGED: error: {{.*}}damaged.safetensors: truncated or not a safetensors file

// A file of another network, and one whose tensor has another size.
// RUN: echo 'module { func.func @main() -> tensor<1xf32> { %%0 = top.Weight {value = dense<1.0> : tensor<1xf32>} : tensor<1xf32> loc("v") return %%0 : tensor<1xf32> } }' | tpuc-opt --top-save-weights="file=%t/other.safetensors" -o /dev/null
// RUN: not tpuc-opt %s --top-load-weights="file=%t/other.safetensors" 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: error: {{.*}}other.safetensors: tensor 'w': missing
// RUN: echo 'module { func.func @main() -> tensor<1xf32> { %%0 = top.Weight {value = dense<1.0> : tensor<1xf32>} : tensor<1xf32> loc("w") return %%0 : tensor<1xf32> } }' | tpuc-opt --top-save-weights="file=%t/size.safetensors" -o /dev/null
// RUN: not tpuc-opt %s --top-load-weights="file=%t/size.safetensors" 2>&1 | FileCheck %s --check-prefix=SIZE
// SIZE: error: {{.*}}size.safetensors: tensor 'w': has 4 bytes, the module says 16
// RUN: echo 'module { func.func @main() -> tensor<4xf32> { %%0 = top.Weight {value = dense<[0x7FC00000, 1.0, 1.0, 1.0]> : tensor<4xf32>} : tensor<4xf32> loc("w") return %%0 : tensor<4xf32> } }' | tpuc-opt --top-save-weights="file=%t/nan.safetensors" -o /dev/null
// RUN: not tpuc-opt %s --top-load-weights="file=%t/nan.safetensors" 2>&1 | FileCheck %s --check-prefix=NAN
// NAN: error: {{.*}}nan.safetensors: tensor 'w': holds NaN or infinity

// RUN: not tpuc-opt %s --top-save-weights="file=%t/w.safetensors" 2>&1 | FileCheck %s --check-prefix=NODATA
// NODATA: error: {{.*}}w.safetensors: weight 'w' has no data
// RUN: not tpuc-opt %S/load-save.mlir --top-save-weights 2>&1 | FileCheck %s --check-prefix=STDOUT
// STDOUT: error: the module goes to standard output, so its weight file needs a name: top-save-weights=file=...
// RUN: not tpuc-opt %S/load-save.mlir --top-save-weights="file=%t/directory" 2>&1 | FileCheck %s --check-prefix=DIRECTORY
// DIRECTORY: error: {{.*}}directory: cannot write: it is no regular file
// RUN: not ls %t/w.safetensors

func.func @main(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32> loc("x")
  %w = top.Weight {value = dense_resource<w> : tensor<2x2x1x1xf32>} : tensor<2x2x1x1xf32> loc("w")
  %1 = top.Conv(%0, %w) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x4x4xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x4x4xf32> loc("c")
  return %1 : tensor<1x2x4x4xf32>
}
