// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Transposed convolutions that the engine does not prepare: of rank-5 values,
// and with a filter that is itself computed.
#include "Conv.h"
#include "tpuc/Kernels/Conv.h"

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

/// The last entries of three from one to three; `fallback` in front.
static std::array<int64_t, 3> three(llvm::ArrayRef<int64_t> values,
                                    int64_t fallback) {
  std::array<int64_t, 3> result{fallback, fallback, fallback};
  llvm::copy(values, result.end() - values.size());
  return result;
}

llvm::Error buildDeconvND(LayerBuilder &b, const ConvSpec &spec) {
  if (b.isInteger())
    return b.error("an integer deconvolution needs constant weights of one or "
                   "two dimensions");
  Shape in = b.shape(spec.input), out = b.result.shape;
  reference::DeconvNDParams p;
  p.batch = in[0];
  p.inChannels = in[1];
  p.outChannels = out[1];
  p.groups = spec.group;
  p.in = three(llvm::ArrayRef(in).drop_front(2), 1);
  p.out = three(llvm::ArrayRef(out).drop_front(2), 1);
  p.kernel = three(spec.kernel, 1);
  p.strides = three(spec.strides, 1);
  p.dilations = three(spec.dilations, 1);
  p.pads = three(spec.padBegin, 0);
  auto closing = makeClosing(b, spec);
  if (!closing)
    return closing.takeError();
  for (Value operand : {spec.input, spec.filter})
    if (auto used = b.use(operand, Layout::NCHW); !used)
      return used.takeError();
  ChannelView view = channelViewOf(out, Layout::NCHW);
  return b.finishPerSample(
      Layout::NCHW, [=, closing = std::move(*closing)](
                        llvm::ArrayRef<const float *> args, float *to) {
        reference::deconvND(p, args[0], args[1], to);
        reference::biasEpilogue(closing.epilogue, closing.bias, view, to, to);
        return Status();
      });
}

} // namespace tpuc::runtime
