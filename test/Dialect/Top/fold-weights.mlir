// RUN: tpuc-opt %s -split-input-file -top-fold-weights %named | FileCheck %s
// RUN: tpuc-opt %s -split-input-file -top-fold-weights | FileCheck %s --check-prefix=BLOB

// Each kind of layer that is evaluated becomes a weight with its name.
// CHECK-LABEL: func.func @kinds
// BLOB-LABEL: func.func @kinds
func.func @kinds(%x1_2: tensor<2xf32>, %x3_2_1_3: tensor<2x1x3xf32>, %x2_2_2: tensor<2x2xf32>, %x2_2_3: tensor<2x3xf32>, %x2_3_2: tensor<3x2xf32>, %x2_4_3: tensor<4x3xf32>) {
  %a = top.Weight {value = dense_resource<a> : tensor<2x3xf32>} : tensor<2x3xf32> loc("a")
  %b = top.Weight {value = dense_resource<b> : tensor<1x2xf32>} : tensor<1x2xf32> loc("b")
  %c = top.Weight {value = dense_resource<c> : tensor<3xf32>} : tensor<3xf32> loc("c")
  %d = top.Weight {value = dense_resource<d> : tensor<2xf32>} : tensor<2xf32> loc("d")
  // CHECK: top.Weight {{.*}} : tensor<3x2xf32> loc("reshaped")
  %reshaped = top.Reshape(%a) {shape = array<i64: 3, -1>} : (tensor<2x3xf32>) -> tensor<3x2xf32> loc("reshaped")
  %rreshaped = top.Add(%x2_3_2, %reshaped) : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32> loc("use_reshaped")
  // CHECK: top.Weight {{.*}} : tensor<2xf32> loc("squeezed")
  %squeezed = top.Squeeze(%b) {axes = array<i64: 0>} : (tensor<1x2xf32>) -> tensor<2xf32> loc("squeezed")
  %rsqueezed = top.Add(%x1_2, %squeezed) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32> loc("use_squeezed")
  // CHECK: top.Weight {{.*}} : tensor<2x1x3xf32> loc("unsqueezed")
  %unsqueezed = top.Unsqueeze(%a) {axes = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2x1x3xf32> loc("unsqueezed")
  %runsqueezed = top.Add(%x3_2_1_3, %unsqueezed) : (tensor<2x1x3xf32>, tensor<2x1x3xf32>) -> tensor<2x1x3xf32> loc("use_unsqueezed")
  // CHECK: top.Weight {{.*}} : tensor<3x2xf32> loc("permuted")
  %permuted = top.Permute(%a) {order = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32> loc("permuted")
  %rpermuted = top.Add(%x2_3_2, %permuted) : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32> loc("use_permuted")
  // CHECK: top.Weight {{.*}} : tensor<2x2xf32> loc("sliced")
  %sliced = top.Slice(%a) {offset = array<i64: 0, 2>, ends = array<i64: 2, -1>, steps = array<i64: 1, -2>} : (tensor<2x3xf32>) -> tensor<2x2xf32> loc("sliced")
  %rsliced = top.Add(%x2_2_2, %sliced) : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32> loc("use_sliced")
  // CHECK: top.Weight {{.*}} : tensor<2x3xf32> loc("padded")
  %padded = top.Pad(%a) {paddings = array<i64: 0, 1, 0, -1>, val = 7.0 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("padded")
  %rpadded = top.Add(%x2_2_3, %padded) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("use_padded")
  // CHECK: top.Weight {{.*}} : tensor<2x2xf32> loc("tiled")
  %tiled = top.Tile(%b) {repeats = array<i64: 2, 1>} : (tensor<1x2xf32>) -> tensor<2x2xf32> loc("tiled")
  %rtiled = top.Add(%x2_2_2, %tiled) : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32> loc("use_tiled")
  // CHECK: top.Weight {{.*}} : tensor<4x3xf32> loc("joined")
  %joined = top.Concat(%a, %a) {axis = 0 : i64, do_relu = true} : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<4x3xf32> loc("joined")
  %rjoined = top.Add(%x2_4_3, %joined) : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32> loc("use_joined")
  // CHECK: top.Weight {{.*}} : tensor<2x3xf32> loc("sum")
  %sum = top.Add(%a, %c) : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32> loc("sum")
  %rsum = top.Add(%x2_2_3, %sum) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("use_sum")
  // CHECK: top.Weight {{.*}} : tensor<2x3xf32> loc("difference")
  %difference = top.Sub(%c, %a) {do_relu = true} : (tensor<3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("difference")
  %rdifference = top.Add(%x2_2_3, %difference) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("use_difference")
  // CHECK: top.Weight {{.*}} : tensor<2x3xf32> loc("product")
  %product = top.Mul(%a, %c) {do_relu = true, relu_limit = 6.0 : f64} : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32> loc("product")
  %rproduct = top.Add(%x2_2_3, %product) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("use_product")
  // CHECK: top.Weight {{.*}} : tensor<2x3xf32> loc("quotient")
  %quotient = top.Div(%a, %c) : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32> loc("quotient")
  %rquotient = top.Add(%x2_2_3, %quotient) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("use_quotient")
  // CHECK: top.Weight {{.*}} : tensor<2x3xf32> loc("larger")
  %larger = top.Max(%a, %c) : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32> loc("larger")
  %rlarger = top.Add(%x2_2_3, %larger) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("use_larger")
  // CHECK: top.Weight {{.*}} : tensor<2x3xf32> loc("smaller")
  %smaller = top.Min(%a, %c) : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32> loc("smaller")
  %rsmaller = top.Add(%x2_2_3, %smaller) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("use_smaller")
  // CHECK: top.Weight {{.*}} : tensor<2x3xf32> loc("plus")
  %plus = top.AddConst(%a) {const_val = 0.5 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("plus")
  %rplus = top.Add(%x2_2_3, %plus) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("use_plus")
  // CHECK: top.Weight {{.*}} : tensor<2x3xf32> loc("times")
  %times = top.MulConst(%a) {const_val = 0.5 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("times")
  %rtimes = top.Add(%x2_2_3, %times) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("use_times")
  // CHECK: top.Weight {{.*}} : tensor<2x3xf32> loc("minus")
  %minus = top.SubConst(%a) {const_val = 0.5 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("minus")
  %rminus = top.Add(%x2_2_3, %minus) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("use_minus")
  // CHECK: top.Weight {{.*}} : tensor<2x3xf32> loc("from")
  %from = top.SubConst(%a) {const_val = 0.5 : f64, is_reverse = true} : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("from")
  %rfrom = top.Add(%x2_2_3, %from) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("use_from")
  // CHECK: top.Weight {{.*}} : tensor<2x3xf32> loc("at_least")
  %at_least = top.MaxConst(%a) {const_val = 0.5 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("at_least")
  %rat_least = top.Add(%x2_2_3, %at_least) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("use_at_least")
  // CHECK: top.Weight {{.*}} : tensor<2x3xf32> loc("at_most")
  %at_most = top.MinConst(%a) {const_val = 0.5 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("at_most")
  %rat_most = top.Add(%x2_2_3, %at_most) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("use_at_most")
  // CHECK: top.Weight {{.*}} : tensor<2x3xf32> loc("over")
  %over = top.Reciprocal(%a) {const_val = 60.0 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("over")
  %rover = top.Add(%x2_2_3, %over) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("use_over")
  // CHECK: top.Weight {{.*}} : tensor<2x3xf32> loc("squared")
  %squared = top.Pow(%a) {const_val = 2.0 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("squared")
  %rsquared = top.Add(%x2_2_3, %squared) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("use_squared")
  // CHECK: top.Weight {{.*}} : tensor<2x3xf32> loc("absolute")
  %absolute = top.Abs(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("absolute")
  %rabsolute = top.Add(%x2_2_3, %absolute) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("use_absolute")
  // CHECK: top.Weight {{.*}} : tensor<2x3xf32> loc("sign")
  %sign = top.Sign(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("sign")
  %rsign = top.Add(%x2_2_3, %sign) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32> loc("use_sign")
  // CHECK: top.Weight {{.*}} : tensor<2xf32> loc("root")
  %root = top.Sqrt(%d) : (tensor<2xf32>) -> tensor<2xf32> loc("root")
  %rroot = top.Add(%x1_2, %root) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32> loc("use_root")
  return
}
// BLOB-DAG: {{ reshaped: }}"0x040000000000803F000000C000004040000080C00000A0400000C0C0"
// BLOB-DAG: {{ squeezed: }}"0x04000000000020410000A041"
// BLOB-DAG: {{ unsqueezed: }}"0x040000000000803F000000C000004040000080C00000A0400000C0C0"
// BLOB-DAG: {{ permuted: }}"0x040000000000803F000080C0000000C00000A040000040400000C0C0"
// BLOB-DAG: {{ sliced: }}"0x04000000000040400000803F0000C0C0000080C0"
// BLOB-DAG: {{ padded: }}"0x040000000000E0400000803F000000C00000E040000080C00000A040"
// BLOB-DAG: {{ tiled: }}"0x04000000000020410000A041000020410000A041"
// BLOB-DAG: {{ joined: }}"0x040000000000803F0000000000004040000000000000A040000000000000803F0000000000004040000000000000A04000000000"
// BLOB-DAG: {{ sum: }}"0x04000000000040400000004000003041000000C00000104100000040"
// BLOB-DAG: {{ difference: }}"0x040000000000803F0000C0400000A0400000C0400000000000006041"
// BLOB-DAG: {{ product: }}"0x0400000000000040000000000000C040000000000000C04000000000"
// BLOB-DAG: {{ quotient: }}"0x040000000000003F000000BF0000C03E000000C00000A03F000040BF"
// BLOB-DAG: {{ larger: }}"0x04000000000000400000804000000041000000400000A04000000041"
// BLOB-DAG: {{ smaller: }}"0x040000000000803F000000C000004040000080C0000080400000C0C0"
// BLOB-DAG: {{ plus: }}"0x040000000000C03F0000C0BF00006040000060C00000B0400000B0C0"
// BLOB-DAG: {{ times: }}"0x040000000000003F000080BF0000C03F000000C000002040000040C0"
// BLOB-DAG: {{ minus: }}"0x040000000000003F000020C000002040000090C0000090400000D0C0"
// BLOB-DAG: {{ from: }}"0x04000000000000BF00002040000020C000009040000090C00000D040"
// BLOB-DAG: {{ at_least: }}"0x040000000000803F0000003F000040400000003F0000A0400000003F"
// BLOB-DAG: {{ at_most: }}"0x040000000000003F000000C00000003F000080C00000003F0000C0C0"
// BLOB-DAG: {{ over: }}"0x04000000000070420000F0C10000A041000070C100004041000020C1"
// BLOB-DAG: {{ squared: }}"0x040000000000803F0000804000001041000080410000C84100001042"
// BLOB-DAG: {{ absolute: }}"0x040000000000803F0000004000004040000080400000A0400000C040"
// BLOB-DAG: {{ sign: }}"0x040000000000803F000080BF0000803F000080BF0000803F000080BF"
// BLOB-DAG: {{ root: }}"0x040000000000004000004040"

{-# dialect_resources: { builtin: { a: "0x040000000000803F000000C000004040000080C00000A0400000C0C0", b: "0x04000000000020410000A041", c: "0x04000000000000400000804000000041", d: "0x040000000000804000001041" } } #-}

// -----

// Chains fold whole: (w - 1) squared, then its sum with w. Spent weights go.
// CHECK-LABEL: func.func @chain
// BLOB-LABEL: func.func @chain
func.func @chain(%x: tensor<2xf32>) -> tensor<2xf32> {
  // CHECK-NEXT: top.Weight {{.*}} loc("sum")
  // CHECK-NEXT: top.Mul
  // CHECK-NEXT: return
  %w = top.Weight {value = dense_resource<w> : tensor<2xf32>} : tensor<2xf32> loc("w")
  %0 = top.SubConst(%w) {const_val = 1.0 : f64} : (tensor<2xf32>) -> tensor<2xf32> loc("sub")
  %1 = top.Mul(%0, %0) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32> loc("square")
  %2 = top.Add(%1, %w) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32> loc("sum")
  %3 = top.Mul(%x, %2) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32> loc("y")
  return %3 : tensor<2xf32>
}
// BLOB: sum: "0x040000000000E04000005041"

{-# dialect_resources: { builtin: { w: "0x040000000000404000008040" } } #-}

// -----

// A network returns what layers compute; blobs may be missing; other layers and
// types are not known.
// CHECK-LABEL: func.func @stays
// CHECK: top.MulConst
// CHECK: top.Sqrt
// CHECK: top.Softmax
// CHECK: top.Reshape
func.func @stays(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<1x2xi32>) {
  %w = top.Weight {value = dense_resource<w> : tensor<2xf32>} : tensor<2xf32> loc("w")
  %absent = top.Weight {value = dense_resource<absent> : tensor<2xf32>} : tensor<2xf32> loc("absent")
  %i = top.Weight {value = dense_resource<i> : tensor<2xi32>} : tensor<2xi32> loc("i")
  %0 = top.MulConst(%w) {const_val = 2.0 : f64} : (tensor<2xf32>) -> tensor<2xf32> loc("out")
  %1 = top.Sqrt(%absent) : (tensor<2xf32>) -> tensor<2xf32> loc("unknown")
  %2 = top.Add(%x, %1) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32> loc("y1")
  %3 = top.Softmax(%w) {axis = 0 : i64} : (tensor<2xf32>) -> tensor<2xf32> loc("softmax")
  %4 = top.Add(%x, %3) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32> loc("y2")
  %5 = top.Reshape(%i) {shape = array<i64: 1, 2>} : (tensor<2xi32>) -> tensor<1x2xi32> loc("integers")
  %6 = top.Abs(%5) : (tensor<1x2xi32>) -> tensor<1x2xi32> loc("y3")
  return %0, %2, %4, %6 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<1x2xi32>
}

{-# dialect_resources: { builtin: { w: "0x040000000000404000008040" } } #-}
