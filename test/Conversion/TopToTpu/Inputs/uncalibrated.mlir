func.func @main(%arg0: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %0 = top.Input(%arg0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("x")
  %1 = top.Sigmoid(%0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("y")
  return %1 : tensor<1x4xf32>
}
