// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_LIB_RUNTIME_OPS_WINDOW_H
#define TPUC_LIB_RUNTIME_OPS_WINDOW_H

#include "Common.h"

namespace tpuc::runtime {

/// The window of a convolution or pooling, one entry per spatial dimension.
struct Window {
  Shape kernel, strides, padBegin, padEnd, dilations;

  Window() = default;
  template <typename OpT>
  explicit Window(OpT op)
      : kernel(op.getKernelShape().vec()), strides(op.getStrides().vec()),
        padBegin(op.getPads().take_front(kernel.size()).vec()),
        padEnd(op.getPads().take_back(kernel.size()).vec()),
        dilations(spatial(op.getDilations(), kernel.size(), 1)) {}

  size_t rank() const { return kernel.size(); }
};

/// Gives a kernel in two dimensions the window's last two; a window of one
/// dimension has one row.
template <typename Params> void setPlane(Params &p, const Window &window) {
  auto row = [](const Shape &values, int64_t missing) {
    return values.size() > 1 ? values[values.size() - 2] : missing;
  };
  p.kernelH = row(window.kernel, 1);
  p.kernelW = window.kernel.back();
  p.strideH = row(window.strides, 1);
  p.strideW = window.strides.back();
  p.dilationH = row(window.dilations, 1);
  p.dilationW = window.dilations.back();
  p.padTop = row(window.padBegin, 0);
  p.padLeft = window.padBegin.back();
  p.padBottom = row(window.padEnd, 0);
  p.padRight = window.padEnd.back();
}

} // namespace tpuc::runtime

#endif // TPUC_LIB_RUNTIME_OPS_WINDOW_H
