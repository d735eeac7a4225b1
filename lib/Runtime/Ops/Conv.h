// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_LIB_RUNTIME_OPS_CONV_H
#define TPUC_LIB_RUNTIME_OPS_CONV_H

#include "Window.h"

namespace tpuc::runtime {

/// A convolution or deconvolution of either dialect, with one entry per
/// spatial dimension.
struct ConvSpec : Window {
  mlir::Value input, filter, bias; ///< bias may be null
  Shape outputPadding;
  Shape inserts; ///< zeros between rows and columns; empty: none
  int64_t group = 1;
  bool relu = false;
  double reluLimit = -1.0;
  tpu::RequantAttr requant; ///< null for floats and i32 results

  ConvSpec() = default;
  template <typename OpT> explicit ConvSpec(OpT op) : Window(op) {}
};

template <typename OpT> ConvSpec readConv(OpT op) {
  ConvSpec spec(op);
  spec.input = op.getInput();
  spec.filter = op.getFilter();
  spec.bias = op.getBias();
  if constexpr (std::is_same_v<OpT, tpu::Conv2DOp>)
    if (op.getInserts())
      spec.inserts = op.getInserts()->vec();
  spec.group = op.getGroup();
  spec.relu = op.getDoRelu();
  spec.reluLimit = toDouble(op.getReluLimit());
  spec.requant = requantOf(op);
  return spec;
}

/// What closes a convolution: bias and activation in float, or requantization.
struct ConvClosing {
  std::vector<float> bias;
  kernels::FloatEpilogue epilogue;
  std::optional<kernels::Requant> requant;
};
llvm::Expected<ConvClosing> makeClosing(LayerBuilder &b, const ConvSpec &spec);

/// Runs a 2-D convolution over `batch` samples.
using ConvFunction =
    std::function<kernels::Status(int64_t batch, const float *in, float *out)>;
llvm::Expected<ConvFunction> makeConv2D(LayerBuilder &b, const ConvSpec &spec,
                                        const kernels::Conv2DParams &params,
                                        Layout layout,
                                        llvm::ArrayRef<float> filter);

/// A convolution of rank-5 values (Conv3D.cpp).
llvm::Error buildConv3D(LayerBuilder &b, const ConvSpec &spec);

/// A transposed convolution in floats with any filter `[C, OC/group, kernel]`
/// (DeconvND.cpp).
llvm::Error buildDeconvND(LayerBuilder &b, const ConvSpec &spec);

} // namespace tpuc::runtime

#endif // TPUC_LIB_RUNTIME_OPS_CONV_H
