// RUN: tpuc-opt %s -split-input-file -verify-diagnostics -top-verify-names

func.func @named(%arg0: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %0 = top.Input(%arg0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("in")
  %1 = top.Relu(%0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("out")
  return %1 : tensor<1x4xf32>
}
