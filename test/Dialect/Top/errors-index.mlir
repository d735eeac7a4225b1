// RUN: tpuc-opt %s -split-input-file -verify-diagnostics
// What ops about places and truth refuse.

func.func @compare(%x: tensor<2x3xf32>, %y: tensor<2xf32>) {
  // expected-error @+2 {{'top.Compare' op has operands of 2x3 and 2, which do not broadcast}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Compare(%x, %y) {mode = #top<compare_mode eq>} : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @where(%x: tensor<2x3xf32>, %y: tensor<4x1xf32>) {
  // expected-error @+2 {{'top.Where' op has operands of 2x3 and 4x1, which do not broadcast}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Where(%x, %y, %y) : (tensor<2x3xf32>, tensor<4x1xf32>, tensor<4x1xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @cumsum(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'top.CumSum' op expects axis in [0, 2), got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.CumSum(%x) {axis = 2 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @arg(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'top.Arg' op expects axis in [0, 2), got -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Arg(%x) {axis = -1 : i64, mode = #top<arg_mode max>} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  return
}

// -----

func.func @topk(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'top.TopK' op expects k in [1, 3], the size of axis 1, got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.TopK(%x) {axis = 1 : i64, k = 4 : i64, what = #top<topk_output values>} : (tensor<2x3xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @gather(%x: tensor<2x3xf32>, %y: tensor<1xf32>) {
  // expected-error @+2 {{'top.Gather' op expects axis in [0, 2), got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Gather(%x, %y) {axis = 2 : i64} : (tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x1xf32>
  return
}

// -----

func.func @gather_elements(%x: tensor<2x3xf32>, %y: tensor<3x1xf32>) {
  // expected-error @+2 {{'top.GatherElements' op has indices of 3x1 for 2x3; they have the same rank and are larger along axis 1 only}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.GatherElements(%x, %y) {axis = 1 : i64} : (tensor<2x3xf32>, tensor<3x1xf32>) -> tensor<3x1xf32>
  return
}

// -----

func.func @gather_nd_depth(%x: tensor<2x3xf32>, %y: tensor<4x3xf32>) {
  // expected-error @+2 {{'top.GatherND' op has coordinates of 3 dimensions, expected 1 to 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.GatherND(%x, %y) : (tensor<2x3xf32>, tensor<4x3xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @gather_nd_batch(%x: tensor<2x3xf32>, %y: tensor<4x1xf32>) {
  // expected-error @+2 {{'top.GatherND' op has indices of 4x1 for 2x3, which share the first 1 dimensions}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.GatherND(%x, %y) {batch_dims = 1 : i64} : (tensor<2x3xf32>, tensor<4x1xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @gather_nd_batch_dims(%x: tensor<2x3xf32>, %y: tensor<2x1xf32>) {
  // expected-error @+2 {{'top.GatherND' op expects batch_dims in [0, 2), got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.GatherND(%x, %y) {batch_dims = 2 : i64} : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @scatter_elements(%x: tensor<2x3xf32>, %y: tensor<2x1xf32>, %u: tensor<2x2xf32>) {
  // expected-error @+2 {{'top.ScatterElements' op has updates of 2x2, expected 2x1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.ScatterElements(%x, %y, %u) {axis = 1 : i64} : (tensor<2x3xf32>, tensor<2x1xf32>, tensor<2x2xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @scatter_nd(%x: tensor<2x3xf32>, %y: tensor<2x1xf32>, %u: tensor<2x2xf32>) {
  // expected-error @+2 {{'top.ScatterND' op has updates of 2x2, expected 2x3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.ScatterND(%x, %y, %u) : (tensor<2x3xf32>, tensor<2x1xf32>, tensor<2x2xf32>) -> tensor<2x3xf32>
  return
}
