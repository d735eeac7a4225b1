// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// A 3-D convolution is a 2-D convolution per output depth, over the planes
// that the window covers: plane (c, kd) of the gathered input meets
// filter[:, c, kd], so the filter is used as it is stored.
#include "Conv.h"
#include "tpuc/Kernels/Conv.h"

#include <algorithm>

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

llvm::Error buildConv3D(LayerBuilder &b, const ConvSpec &spec) {
  Shape in = b.shape(spec.input);
  Shape out = b.result.shape;
  int64_t kernelD = spec.kernel[0], strideD = spec.strides[0],
          dilationD = spec.dilations[0], padD = spec.padBegin[0];
  Conv2DParams p;
  p.inChannels = in[1] * kernelD;
  p.outChannels = out[1];
  p.groups = spec.group;
  p.inH = in[3];
  p.inW = in[4];
  setPlane(p, spec);
  if (b.isInteger())
    p.padValue = static_cast<float>(b.info(spec.input).zeroPoint);

  auto filter = b.constant(spec.filter);
  if (!filter)
    return filter.takeError();
  auto use = b.use(spec.input, Layout::NCHW);
  if (!use)
    return use.takeError();
  auto conv = makeConv2D(b, spec, p, Layout::NCHW, *filter);
  if (!conv)
    return conv.takeError();

  int64_t inPlane = in[3] * in[4], outPlane = out[3] * out[4];
  return b.finish(Layout::NCHW, [=, conv = std::move(*conv)](
                                    const StepArgs &args) {
    std::vector<float> planes(in[1] * kernelD * inPlane);
    std::vector<float> result(out[1] * outPlane);
    for (int64_t n = 0; n < in[0] * args.samples; ++n)
      for (int64_t od = 0; od < out[2]; ++od) {
        for (int64_t c = 0; c < in[1]; ++c)
          for (int64_t kd = 0; kd < kernelD; ++kd) {
            int64_t id = od * strideD - padD + kd * dilationD;
            float *to = &planes[(c * kernelD + kd) * inPlane];
            if (id < 0 || id >= in[2])
              std::fill_n(to, inPlane, p.padValue);
            else
              std::copy_n(args.in[0] + ((n * in[1] + c) * in[2] + id) * inPlane,
                          inPlane, to);
          }
        Status status = conv(1, planes.data(), result.data());
        if (!status.ok())
          return status;
        for (int64_t c = 0; c < out[1]; ++c)
          std::copy_n(&result[c * outPlane], outPlane,
                      args.out + ((n * out[1] + c) * out[2] + od) * outPlane);
      }
    return Status();
  });
}

} // namespace tpuc::runtime
