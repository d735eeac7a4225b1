// RUN: tpuc-opt %s -split-input-file -verify-diagnostics -top-verify-names

func.func @named(%arg0: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %0 = top.Input(%arg0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("in")
  %w = top.Weight {value = dense_resource<w> : tensor<1x4xf32>} : tensor<1x4xf32> loc("w")
  %1 = top.Add(%0, %w) : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32> loc("out")
  return %1 : tensor<1x4xf32>
}

// -----

func.func @nameless(%arg0: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %0 = top.Input(%arg0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("in")
  // expected-error @+1 {{'top.Relu' op has no layer name; give it one with loc("name")}}
  %1 = top.Relu(%0) : (tensor<1x4xf32>) -> tensor<1x4xf32>
  return %1 : tensor<1x4xf32>
}

// -----

// A name with a position inside is a name too.
func.func @positions(%arg0: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %0 = top.Relu(%arg0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("y"("model.py":3:1))
  return %0 : tensor<1x4xf32>
}

// -----

func.func @twice(%arg0: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-note @unknown {{the other is this 'top.Relu'; layer names are unique, weights' included}}
  %0 = top.Relu(%arg0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("y")
  // expected-error @unknown {{'top.Sigmoid' op has the layer name "y", which another layer has}}
  %1 = top.Sigmoid(%0) : (tensor<1x4xf32>) -> tensor<1x4xf32> loc("y")
  return %1 : tensor<1x4xf32>
}

// -----

func.func @weight_and_layer(%arg0: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // expected-note @unknown {{the other is this 'top.Weight'; layer names are unique, weights' included}}
  %w = top.Weight {value = dense_resource<w> : tensor<1x4xf32>} : tensor<1x4xf32> loc("y")
  // expected-error @unknown {{'top.Add' op has the layer name "y", which another layer has}}
  %1 = top.Add(%arg0, %w) : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32> loc("y")
  return %1 : tensor<1x4xf32>
}
