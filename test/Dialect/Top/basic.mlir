// RUN: tpuc-opt %s -mlir-print-debuginfo | tpuc-opt %named | FileCheck %s
// Every op round-trips, with its attributes and its layer name.

// CHECK-LABEL: func.func @module_ops
func.func @module_ops(%arg0: tensor<1x3x4x4xf32>) -> tensor<1x3x4x4xf32> {
  // CHECK: top.Input(%{{.*}}) {channel_format = #top<channel_format nchw>, keep_aspect_ratio = true, keep_ratio_mode = #top<keep_ratio_mode letterbox>, mean = array<f64: 1.000000e+00, 2.000000e+00, 3.000000e+00>, pad_type = #top<pad_type center>, pad_value = 114 : i64, pixel_format = #top<pixel_format bgr>, resize_dims = array<i64: 8, 8>, scale = array<f64: 5.000000e-01, 5.000000e-01, 5.000000e-01>} {{.*}} loc("image")
  %0 = top.Input(%arg0) {resize_dims = array<i64: 8, 8>, keep_aspect_ratio = true,
    keep_ratio_mode = #top<keep_ratio_mode letterbox>, mean = array<f64: 1.0, 2.0, 3.0>,
    scale = array<f64: 0.5, 0.5, 0.5>, pixel_format = #top<pixel_format bgr>,
    channel_format = #top<channel_format nchw>, pad_value = 114 : i64,
    pad_type = #top<pad_type center>}
    : (tensor<1x3x4x4xf32>) -> tensor<1x3x4x4xf32> loc("image")
  // CHECK: top.Weight {value = dense_resource<w2> : tensor<2xf32>} : tensor<2xf32> loc("w")
  %w = top.Weight {value = dense_resource<w2> : tensor<2xf32>} : tensor<2xf32> loc("w")
  // A quantized weight is stored in plain integers.
  // CHECK: top.Weight {{.*}} : tensor<4x!quant.uniform<i8:f32, 5.000000e-01>> loc("q")
  %q = top.Weight {value = dense_resource<q4> : tensor<4xi8>} : tensor<4x!quant.uniform<i8:f32, 0.5>> loc("q")
  // A weight whose file is not attached has no blob.
  // CHECK: top.Weight {value = dense_resource<absent> : tensor<8xf32>} : tensor<8xf32> loc("a")
  %a = top.Weight {value = dense_resource<absent> : tensor<8xf32>} : tensor<8xf32> loc("a")
  return %0 : tensor<1x3x4x4xf32>
}

// CHECK-LABEL: func.func @convolutions
func.func @convolutions(%x: tensor<1x4x8x8xf32>, %s: tensor<1x4x8xf32>, %v: tensor<1x4x8x8x8xf32>,
                        %f: tensor<6x2x3x3xf32>, %b: tensor<6xf32>, %g: tensor<4x3x2x2xf32>,
                        %f1: tensor<2x4x3xf32>, %f3: tensor<2x4x1x1x1xf32>) {
  // CHECK: top.Conv({{.*}}) {dilations = array<i64: 1, 1>, do_relu = true, group = 2 : i64, kernel_shape = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>, relu_limit = 6.000000e+00 : f64, strides = array<i64: 2, 2>} : {{.*}} -> tensor<1x6x4x4xf32> loc("c2")
  %0 = top.Conv(%x, %f, %b) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>,
    pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 2 : i64, do_relu = true, relu_limit = 6.0 : f64}
    : (tensor<1x4x8x8xf32>, tensor<6x2x3x3xf32>, tensor<6xf32>) -> tensor<1x6x4x4xf32> loc("c2")
  // CHECK: top.Conv({{.*}} -> tensor<1x2x6xf32> loc("c1")
  %1 = top.Conv(%s, %f1) {kernel_shape = array<i64: 3>, strides = array<i64: 1>, pads = array<i64: 0, 0>}
    : (tensor<1x4x8xf32>, tensor<2x4x3xf32>) -> tensor<1x2x6xf32> loc("c1")
  // CHECK: top.Conv({{.*}} -> tensor<1x2x8x8x8xf32> loc("c3")
  %2 = top.Conv(%v, %f3) {kernel_shape = array<i64: 1, 1, 1>, strides = array<i64: 1, 1, 1>, pads = array<i64: 0, 0, 0, 0, 0, 0>}
    : (tensor<1x4x8x8x8xf32>, tensor<2x4x1x1x1xf32>) -> tensor<1x2x8x8x8xf32> loc("c3")
  // CHECK: top.Deconv({{.*}}) {group = 2 : i64, kernel_shape = array<i64: 2, 2>, output_padding = array<i64: 1, 0>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>} {{.*}} loc("d")
  %3 = top.Deconv(%x, %g, %b) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>,
    pads = array<i64: 0, 0, 0, 0>, output_padding = array<i64: 1, 0>, group = 2 : i64}
    : (tensor<1x4x8x8xf32>, tensor<4x3x2x2xf32>, tensor<6xf32>) -> tensor<1x6x17x16xf32> loc("d")
  // CHECK: top.MaxPool({{.*}}) {ceil_mode = true, dilations = array<i64: 1, 1>, kernel_shape = array<i64: 3, 3>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>} {{.*}} loc("mp")
  %4 = top.MaxPool(%x) {kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>,
    dilations = array<i64: 1, 1>, ceil_mode = true} : (tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32> loc("mp")
  // CHECK: top.AvgPool({{.*}}) {count_include_pad = true, kernel_shape = array<i64: 8, 8>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>} {{.*}} loc("ap")
  %5 = top.AvgPool(%x) {kernel_shape = array<i64: 8, 8>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>,
    count_include_pad = true} : (tensor<1x4x8x8xf32>) -> tensor<1x4x1x1xf32> loc("ap")
  return
}

// CHECK-LABEL: func.func @products
func.func @products(%x: tensor<2x3x4xf32>, %k: tensor<4x5xf32>, %b: tensor<5xf32>, %y: tensor<2x6x3xf32>) {
  // CHECK: top.MatMul({{.*}}) : (tensor<2x3x4xf32>, tensor<4x5xf32>, tensor<5xf32>) -> tensor<2x3x5xf32> loc("m")
  %0 = top.MatMul(%x, %k, %b) : (tensor<2x3x4xf32>, tensor<4x5xf32>, tensor<5xf32>) -> tensor<2x3x5xf32> loc("m")
  // CHECK: top.MatMul({{.*}}) {do_relu = true, left_transpose = true, right_transpose = true} {{.*}} loc("mt")
  %1 = top.MatMul(%x, %y) {left_transpose = true, right_transpose = true, do_relu = true}
    : (tensor<2x3x4xf32>, tensor<2x6x3xf32>) -> tensor<2x4x6xf32> loc("mt")
  return
}

// CHECK-LABEL: func.func @eltwise
func.func @eltwise(%x: tensor<1x4x2x2xf32>, %y: tensor<4x1x1xf32>) {
  // CHECK: top.Add({{.*}}) {do_relu = true} : {{.*}} loc("add")
  %0 = top.Add(%x, %y) {do_relu = true} : (tensor<1x4x2x2xf32>, tensor<4x1x1xf32>) -> tensor<1x4x2x2xf32> loc("add")
  // CHECK: top.Sub({{.*}} loc("sub")
  %1 = top.Sub(%x, %y) : (tensor<1x4x2x2xf32>, tensor<4x1x1xf32>) -> tensor<1x4x2x2xf32> loc("sub")
  // CHECK: top.Mul({{.*}} loc("mul")
  %2 = top.Mul(%x, %y) : (tensor<1x4x2x2xf32>, tensor<4x1x1xf32>) -> tensor<1x4x2x2xf32> loc("mul")
  // CHECK: top.Div({{.*}} loc("div")
  %3 = top.Div(%x, %y) : (tensor<1x4x2x2xf32>, tensor<4x1x1xf32>) -> tensor<1x4x2x2xf32> loc("div")
  // CHECK: top.Max({{.*}} loc("max")
  %4 = top.Max(%x, %y) : (tensor<1x4x2x2xf32>, tensor<4x1x1xf32>) -> tensor<1x4x2x2xf32> loc("max")
  // CHECK: top.Min({{.*}} loc("min")
  %5 = top.Min(%x, %y) : (tensor<1x4x2x2xf32>, tensor<4x1x1xf32>) -> tensor<1x4x2x2xf32> loc("min")
  // CHECK: top.AddConst({{.*}}) {const_val = 5.000000e-01 : f64} {{.*}} loc("addc")
  %6 = top.AddConst(%x) {const_val = 0.5 : f64} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("addc")
  // CHECK: top.MulConst({{.*}}) {const_val = 5.000000e-01 : f64, do_relu = true} {{.*}} loc("mulc")
  %7 = top.MulConst(%x) {const_val = 0.5 : f64, do_relu = true} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("mulc")
  // CHECK: top.SubConst({{.*}}) {const_val = 5.000000e-01 : f64, is_reverse = true} {{.*}} loc("subc")
  %8 = top.SubConst(%x) {const_val = 0.5 : f64, is_reverse = true} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("subc")
  // CHECK: top.MaxConst({{.*}} loc("maxc")
  %9 = top.MaxConst(%x) {const_val = 0.5 : f64} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("maxc")
  // CHECK: top.MinConst({{.*}} loc("minc")
  %10 = top.MinConst(%x) {const_val = 0.5 : f64} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("minc")
  // CHECK: top.Reciprocal({{.*}} loc("rec")
  %11 = top.Reciprocal(%x) {const_val = 1.0 : f64} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("rec")
  // CHECK: top.Pow({{.*}} loc("pow")
  %12 = top.Pow(%x) {const_val = 2.0 : f64} : (tensor<1x4x2x2xf32>) -> tensor<1x4x2x2xf32> loc("pow")
  return
}

// CHECK-LABEL: func.func @activations
func.func @activations(%x: tensor<1x8xf32>, %s: tensor<1x8xf32>) {
  // CHECK: top.Relu({{.*}}) {relu_limit = 6.000000e+00 : f64} {{.*}} loc("relu")
  %0 = top.Relu(%x) {relu_limit = 6.0 : f64} : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("relu")
  // CHECK: top.Clip({{.*}}) {max = 1.000000e+00 : f64, min = -1.000000e+00 : f64} {{.*}} loc("clip")
  %1 = top.Clip(%x) {min = -1.0 : f64, max = 1.0 : f64} : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("clip")
  // CHECK: top.LeakyRelu({{.*}}) {alpha = 1.000000e-01 : f64} {{.*}} loc("leaky")
  %2 = top.LeakyRelu(%x) {alpha = 0.1 : f64} : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("leaky")
  // CHECK: top.PRelu({{.*}} loc("prelu")
  %3 = top.PRelu(%x, %s) : (tensor<1x8xf32>, tensor<1x8xf32>) -> tensor<1x8xf32> loc("prelu")
  // CHECK: top.HardSigmoid({{.*}}) {alpha = 2.000000e-01 : f64, beta = 5.000000e-01 : f64} {{.*}} loc("hsig")
  %4 = top.HardSigmoid(%x) {alpha = 0.2 : f64, beta = 0.5 : f64} : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("hsig")
  // CHECK: top.Elu({{.*}}) {alpha = 2.000000e+00 : f64} {{.*}} loc("elu")
  %5 = top.Elu(%x) {alpha = 2.0 : f64} : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("elu")
  // CHECK: top.GELU({{.*}}) {approx = #top<gelu_mode tanh>} {{.*}} loc("gelu")
  %6 = top.GELU(%x) {approx = #top<gelu_mode tanh>} : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("gelu")
  // CHECK: top.Softmax({{.*}}) {axis = 1 : i64, beta = 2.000000e+00 : f64, log = true} {{.*}} loc("soft")
  %7 = top.Softmax(%x) {axis = 1 : i64, beta = 2.0 : f64, log = true} : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("soft")
  // CHECK: top.Sigmoid({{.*}} loc("Sigmoid")
  %8 = top.Sigmoid(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("Sigmoid")
  // CHECK: top.Tanh({{.*}} loc("Tanh")
  %9 = top.Tanh(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("Tanh")
  // CHECK: top.SiLU({{.*}} loc("SiLU")
  %10 = top.SiLU(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("SiLU")
  // CHECK: top.HardSwish({{.*}} loc("HardSwish")
  %11 = top.HardSwish(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("HardSwish")
  // CHECK: top.Mish({{.*}} loc("Mish")
  %12 = top.Mish(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("Mish")
  // CHECK: top.Softplus({{.*}} loc("Softplus")
  %13 = top.Softplus(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("Softplus")
  // CHECK: top.Softsign({{.*}} loc("Softsign")
  %14 = top.Softsign(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("Softsign")
  // CHECK: top.Exp({{.*}} loc("Exp")
  %15 = top.Exp(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("Exp")
  // CHECK: top.Log({{.*}} loc("Log")
  %16 = top.Log(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("Log")
  // CHECK: top.Sqrt({{.*}} loc("Sqrt")
  %17 = top.Sqrt(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("Sqrt")
  // CHECK: top.Abs({{.*}} loc("Abs")
  %18 = top.Abs(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("Abs")
  // CHECK: top.Floor({{.*}} loc("Floor")
  %19 = top.Floor(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("Floor")
  // CHECK: top.Ceil({{.*}} loc("Ceil")
  %20 = top.Ceil(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("Ceil")
  // CHECK: top.Round({{.*}} loc("Round")
  %21 = top.Round(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("Round")
  // CHECK: top.Erf({{.*}} loc("Erf")
  %22 = top.Erf(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("Erf")
  // CHECK: top.Sin({{.*}} loc("Sin")
  %23 = top.Sin(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("Sin")
  // CHECK: top.Cos({{.*}} loc("Cos")
  %24 = top.Cos(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("Cos")
  // CHECK: top.Sign({{.*}} loc("Sign")
  %25 = top.Sign(%x) : (tensor<1x8xf32>) -> tensor<1x8xf32> loc("Sign")
  return
}

// CHECK-LABEL: func.func @normalizations
func.func @normalizations(%x: tensor<1x8x4x4xf32>, %c: tensor<8xf32>, %w: tensor<4x4xf32>) {
  // CHECK: top.BatchNorm({{.*}}) {do_relu = true, epsilon = 1.000000e-03 : f64} {{.*}} loc("bn")
  %0 = top.BatchNorm(%x, %c, %c, %c, %c) {epsilon = 1.0e-3 : f64, do_relu = true}
    : (tensor<1x8x4x4xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<1x8x4x4xf32> loc("bn")
  // CHECK: top.Scale({{.*}} loc("scale")
  %1 = top.Scale(%x, %c, %c) : (tensor<1x8x4x4xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<1x8x4x4xf32> loc("scale")
  // CHECK: top.LayerNorm(%{{[^,]*}}, %{{[^,]*}}, %{{[^,]*}}) {axis = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 1>} {{.*}} loc("ln")
  %2 = top.LayerNorm(%x, %w, %w) {axis = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 1>}
    : (tensor<1x8x4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<1x8x4x4xf32> loc("ln")
  // CHECK: top.LayerNorm(%{{[^,]*}}, %{{[^,]*}}) {axis = 2 : i64, eps = {{[^,]*}} : f64, operandSegmentSizes = array<i32: 1, 0, 1>} {{.*}} loc("ln_bias")
  %3 = top.LayerNorm(%x, %w) {axis = 2 : i64, eps = 1.0e-6 : f64, operandSegmentSizes = array<i32: 1, 0, 1>}
    : (tensor<1x8x4x4xf32>, tensor<4x4xf32>) -> tensor<1x8x4x4xf32> loc("ln_bias")
  return
}

// CHECK-LABEL: func.func @shapes
func.func @shapes(%x: tensor<1x8x4x4xf32>, %y: tensor<1x4x4x4xf32>, %z: tensor<1x8x1x1xf32>, %f: tensor<1x8xf32>) {
  // CHECK: top.Concat({{.*}}) {axis = 1 : i64, do_relu = true} {{.*}} loc("cat")
  %0 = top.Concat(%x, %y) {axis = 1 : i64, do_relu = true} : (tensor<1x8x4x4xf32>, tensor<1x4x4x4xf32>) -> tensor<1x12x4x4xf32> loc("cat")
  // CHECK: top.Reshape({{.*}}) {shape = array<i64: 0, -1>} {{.*}} loc("reshape")
  %1 = top.Reshape(%x) {shape = array<i64: 0, -1>} : (tensor<1x8x4x4xf32>) -> tensor<1x128xf32> loc("reshape")
  // CHECK: top.Squeeze({{.*}}) {axes = array<i64: 2, 3>} {{.*}} loc("squeeze")
  %2 = top.Squeeze(%z) {axes = array<i64: 2, 3>} : (tensor<1x8x1x1xf32>) -> tensor<1x8xf32> loc("squeeze")
  // CHECK: top.Unsqueeze({{.*}}) {axes = array<i64: 2, 3>} {{.*}} loc("unsqueeze")
  %3 = top.Unsqueeze(%f) {axes = array<i64: 2, 3>} : (tensor<1x8xf32>) -> tensor<1x8x1x1xf32> loc("unsqueeze")
  // CHECK: top.Permute({{.*}}) {order = array<i64: 0, 2, 3, 1>} {{.*}} loc("permute")
  %4 = top.Permute(%x) {order = array<i64: 0, 2, 3, 1>} : (tensor<1x8x4x4xf32>) -> tensor<1x4x4x8xf32> loc("permute")
  // CHECK: top.Slice({{.*}}) {ends = array<i64: 1, 8, 4, -1>, offset = array<i64: 0, 0, 0, 3>, steps = array<i64: 1, 2, 1, -1>} {{.*}} loc("slice")
  %5 = top.Slice(%x) {offset = array<i64: 0, 0, 0, 3>, ends = array<i64: 1, 8, 4, -1>, steps = array<i64: 1, 2, 1, -1>}
    : (tensor<1x8x4x4xf32>) -> tensor<1x4x4x4xf32> loc("slice")
  // CHECK: top.Pad({{.*}}) {mode = #top<pad_mode reflect>, paddings = array<i64: 0, 0, 1, 1, 0, 0, 1, 1>} {{.*}} loc("pad")
  %6 = top.Pad(%x) {paddings = array<i64: 0, 0, 1, 1, 0, 0, 1, 1>, mode = #top<pad_mode reflect>}
    : (tensor<1x8x4x4xf32>) -> tensor<1x8x6x6xf32> loc("pad")
  // CHECK: top.Interp({{.*}}) {coord_mode = #top<coord_mode asymmetric>, mode = #top<interp_mode nearest>, nearest_mode = #top<nearest_mode floor>, scale_h = 2.000000e+00 : f64, target_shape = array<i64: 8, 6>} {{.*}} loc("interp")
  %7 = top.Interp(%x) {target_shape = array<i64: 8, 6>, mode = #top<interp_mode nearest>, coord_mode = #top<coord_mode asymmetric>,
    nearest_mode = #top<nearest_mode floor>, scale_h = 2.0 : f64} : (tensor<1x8x4x4xf32>) -> tensor<1x8x8x6xf32> loc("interp")
  // CHECK: top.Upsample({{.*}}) {scale_h = 2 : i64, scale_w = 3 : i64} {{.*}} loc("up")
  %8 = top.Upsample(%x) {scale_h = 2 : i64, scale_w = 3 : i64} : (tensor<1x8x4x4xf32>) -> tensor<1x8x8x12xf32> loc("up")
  // CHECK: top.DepthToSpace({{.*}}) {block_h = 2 : i64, block_w = 2 : i64, is_crd = true} {{.*}} loc("d2s")
  %9 = top.DepthToSpace(%x) {block_h = 2 : i64, block_w = 2 : i64, is_crd = true} : (tensor<1x8x4x4xf32>) -> tensor<1x2x8x8xf32> loc("d2s")
  // CHECK: top.DepthToSpace({{.*}}) {block_h = 2 : i64, block_w = 2 : i64, is_inversed = true} {{.*}} loc("s2d")
  %10 = top.DepthToSpace(%x) {block_h = 2 : i64, block_w = 2 : i64, is_inversed = true} : (tensor<1x8x4x4xf32>) -> tensor<1x32x2x2xf32> loc("s2d")
  // CHECK: top.Tile({{.*}}) {repeats = array<i64: 1, 2, 1, 1>} {{.*}} loc("tile")
  %11 = top.Tile(%x) {repeats = array<i64: 1, 2, 1, 1>} : (tensor<1x8x4x4xf32>) -> tensor<1x16x4x4xf32> loc("tile")
  // CHECK: top.Reduce({{.*}}) {axes = array<i64: 1, 3>, keepdims = false, mode = #top<reduce_mode max>} {{.*}} loc("reduce")
  %12 = top.Reduce(%x) {axes = array<i64: 1, 3>, keepdims = false, mode = #top<reduce_mode max>} : (tensor<1x8x4x4xf32>) -> tensor<1x4xf32> loc("reduce")
  return
}

// A calibrated result is compatible with the float type that is inferred.
// CHECK-LABEL: func.func @calibrated
func.func @calibrated(%x: tensor<1x8x!quant.calibrated<f32<-1.0:1.0>>>) {
  // CHECK: top.Relu({{.*}} -> tensor<1x8x!quant.calibrated<f32<0.000000e+00:1.000000e+00>>>
  %0 = top.Relu(%x) : (tensor<1x8x!quant.calibrated<f32<-1.0:1.0>>>) -> tensor<1x8x!quant.calibrated<f32<0.0:1.0>>> loc("r")
  // CHECK: top.Concat({{.*}} -> tensor<2x8xf32>
  %1 = top.Concat(%x, %0) {axis = 0 : i64} : (tensor<1x8x!quant.calibrated<f32<-1.0:1.0>>>, tensor<1x8x!quant.calibrated<f32<0.0:1.0>>>) -> tensor<2x8xf32> loc("c")
  return
}

{-#
  dialect_resources: {
    builtin: {
      w2: "0x040000000000803F00000040",
      q4: "0x04000000FF010203"
    }
  }
#-}
