// RUN: tpuc-opt %s -split-input-file -verify-diagnostics
// What each op refuses, and what it says that it expects instead.

// Shapes

func.func @reshape_two_rests(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Reshape' op has more than one -1 in shape}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Reshape(%x) {shape = array<i64: -1, -1>} : (tensor<1x4x8x8xf32>) -> tensor<1x256xf32>
  return
}

// -----

func.func @reshape_zero(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Reshape' op has 0 in shape at place 4 for an input of 1x4x8x8}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Reshape(%x) {shape = array<i64: 4, 8, 8, 1, 0>} : (tensor<1x4x8x8xf32>) -> tensor<256xf32>
  return
}

// -----

func.func @reshape_negative(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Reshape' op has -2 in shape at place 0 for an input of 1x4x8x8}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Reshape(%x) {shape = array<i64: -2, 128>} : (tensor<1x4x8x8xf32>) -> tensor<256xf32>
  return
}

// -----

func.func @reshape_rest(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Reshape' op cannot give the 256 elements of 1x4x8x8 the shape 3x-1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Reshape(%x) {shape = array<i64: 3, -1>} : (tensor<1x4x8x8xf32>) -> tensor<3x85xf32>
  return
}

// -----

func.func @reshape_elements(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Reshape' op cannot give the 256 elements of 1x4x8x8 the shape 0x100}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Reshape(%x) {shape = array<i64: 0, 100>} : (tensor<1x4x8x8xf32>) -> tensor<1x100xf32>
  return
}

// -----

func.func @squeeze_size(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Squeeze' op drops axis 1 of 1x4x8x8; only size 1 can be dropped}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Squeeze(%x) {axes = array<i64: 1>} : (tensor<1x4x8x8xf32>) -> tensor<1x8x8xf32>
  return
}

// -----

func.func @squeeze_axis(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Squeeze' op expects axis in [0, 4), got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Squeeze(%x) {axes = array<i64: 4>} : (tensor<1x4x8x8xf32>) -> tensor<1x8x8xf32>
  return
}

// -----

func.func @unsqueeze_twice(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Unsqueeze' op names axis 1 twice}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Unsqueeze(%x) {axes = array<i64: 1, 1>} : (tensor<1x4x8x8xf32>) -> tensor<1x1x1x4x8x8xf32>
  return
}

// -----

func.func @permute_count(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Permute' op expects order of 4 axes, got 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Permute(%x) {order = array<i64: 0, 2, 1>} : (tensor<1x4x8x8xf32>) -> tensor<1x8x4x8xf32>
  return
}

// -----

func.func @permute_twice(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Permute' op names axis 2 twice}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Permute(%x) {order = array<i64: 0, 2, 2, 1>} : (tensor<1x4x8x8xf32>) -> tensor<1x8x8x4xf32>
  return
}

// -----

func.func @concat_shapes(%x: tensor<1x4x8xf32>, %y: tensor<1x4x7xf32>) {
  // expected-error @+2 {{'top.Concat' op joins 1x4x8 and 1x4x7, which may differ along axis 1 only}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Concat(%x, %y) {axis = 1 : i64} : (tensor<1x4x8xf32>, tensor<1x4x7xf32>) -> tensor<1x8x8xf32>
  return
}

// -----

func.func @concat_ranks(%x: tensor<1x4x8xf32>, %y: tensor<1x4xf32>) {
  // expected-error @+2 {{'top.Concat' op joins 1x4x8 and 1x4, which may differ along axis 1 only}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Concat(%x, %y) {axis = 1 : i64} : (tensor<1x4x8xf32>, tensor<1x4xf32>) -> tensor<1x8x8xf32>
  return
}

// -----

func.func @concat_nothing() {
  // expected-error @+2 {{'top.Concat' op expects at least one input}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Concat() {axis = 1 : i64} : () -> tensor<1x8x8xf32>
  return
}

// -----

func.func @concat_axis(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Concat' op expects axis in [0, 4), got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Concat(%x) {axis = 4 : i64} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @slice_count(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Slice' op expects 2 steps values, got 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Slice(%x) {offset = array<i64: 0, 0>, ends = array<i64: 4, 4>, steps = array<i64: 1>} : (tensor<4x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @slice_step(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Slice' op has step 0 in dimension 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Slice(%x) {offset = array<i64: 0, 0>, ends = array<i64: 4, 4>, steps = array<i64: 1, 0>} : (tensor<4x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @slice_offset(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Slice' op expects offset in [0, 4) in dimension 1, got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Slice(%x) {offset = array<i64: 0, 4>, ends = array<i64: 4, 4>, steps = array<i64: 1, 1>} : (tensor<4x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @slice_end(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Slice' op expects end in [0, 4] in dimension 1 with step 1, got 5}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Slice(%x) {offset = array<i64: 0, 0>, ends = array<i64: 4, 5>, steps = array<i64: 1, 1>} : (tensor<4x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @slice_end_backwards(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Slice' op expects end in [-1, 3] in dimension 1 with step -1, got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Slice(%x) {offset = array<i64: 0, 3>, ends = array<i64: 4, 4>, steps = array<i64: 1, -1>} : (tensor<4x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @slice_nothing(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Slice' op takes nothing of dimension 1: from 2 to 2 by 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Slice(%x) {offset = array<i64: 0, 2>, ends = array<i64: 4, 2>, steps = array<i64: 1, 1>} : (tensor<4x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @pad_count(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Pad' op expects 4 paddings, begins then ends, got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Pad(%x) {paddings = array<i64: 1, 1>} : (tensor<4x4xf32>) -> tensor<6x6xf32>
  return
}

// -----

func.func @pad_crops(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Pad' op crops all of dimension 1 of 4x4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Pad(%x) {paddings = array<i64: 0, -2, 0, -2>} : (tensor<4x4xf32>) -> tensor<4x1xf32>
  return
}

// -----

func.func @pad_reflects(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Pad' op reflects 4 elements of dimension 1, which has only 3 beside the border}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Pad(%x) {paddings = array<i64: 0, 4, 0, 0>, mode = #top<pad_mode reflect>} : (tensor<4x4xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @tile_count(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Tile' op expects 2 repeats, got 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Tile(%x) {repeats = array<i64: 2>} : (tensor<4x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @tile_zero(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.Tile' op expects repeats of at least 1, got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Tile(%x) {repeats = array<i64: 2, 0>} : (tensor<4x4xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @d2s_rank(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{'top.DepthToSpace' op expects an input of rank 4, got 4x4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.DepthToSpace(%x) {block_h = 2 : i64, block_w = 2 : i64} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  return
}

// -----

func.func @d2s_block(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.DepthToSpace' op expects blocks of at least 1, got 0x2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.DepthToSpace(%x) {block_h = 0 : i64, block_w = 2 : i64} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @d2s_channels(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.DepthToSpace' op moves blocks of 3x2, which do not divide 4 channels}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.DepthToSpace(%x) {block_h = 3 : i64, block_w = 2 : i64} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @s2d_plane(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.DepthToSpace' op moves blocks of 3x2, which do not divide 8x8}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.DepthToSpace(%x) {block_h = 3 : i64, block_w = 2 : i64, is_inversed = true} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @interp_rank(%x: tensor<4xf32>) {
  // expected-error @+2 {{'top.Interp' op expects an input of rank 2 or more, got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Interp(%x) {target_shape = array<i64: 8, 8>, mode = #top<interp_mode linear>, coord_mode = #top<coord_mode half_pixel>} : (tensor<4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @interp_target(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Interp' op expects 2 target_shape values, got 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Interp(%x) {target_shape = array<i64: 8>, mode = #top<interp_mode linear>, coord_mode = #top<coord_mode half_pixel>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @interp_target_zero(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Interp' op expects target_shape values of at least 1, got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Interp(%x) {target_shape = array<i64: 8, 0>, mode = #top<interp_mode linear>, coord_mode = #top<coord_mode half_pixel>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @interp_scale(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{'top.Interp' op expects scale_w above 0, got 0.000000e+00}}
  %0 = top.Interp(%x) {target_shape = array<i64: 8, 8>, mode = #top<interp_mode linear>, coord_mode = #top<coord_mode half_pixel>, scale_w = 0.0 : f64} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @upsample_scale(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Upsample' op expects scales of at least 1, got 0x2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Upsample(%x) {scale_h = 0 : i64, scale_w = 2 : i64} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @reduce_nothing(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Reduce' op expects at least one axis}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Reduce(%x) {axes = array<i64>, mode = #top<reduce_mode mean>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @reduce_twice(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Reduce' op names axis 2 twice}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Reduce(%x) {axes = array<i64: 2, 2>, mode = #top<reduce_mode mean>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @reduce_axis(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+2 {{'top.Reduce' op expects axis in [0, 4), got 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = top.Reduce(%x) {axes = array<i64: 2, 4>, mode = #top<reduce_mode mean>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}
