//===- Conv.cpp - Reference convolution and deconvolution -----------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Conv.h"

using namespace tpuc;
using namespace tpuc::kernels;

/// Strides of an N,C,H,W activation in one of the layouts.
namespace {
struct Strides {
  int64_t n, c, h, w;
  Strides(Layout layout, int64_t channels, int64_t height, int64_t width) {
    n = channels * height * width;
    if (layout == Layout::NCHW) {
      c = height * width;
      h = width;
      w = 1;
    } else {
      c = 1;
      h = width * channels;
      w = channels;
    }
  }
};
} // namespace

template <typename Sum>
static void convolve(const Conv2DParams &p, Layout layout, int64_t batch,
                     const float *in, const float *filter, float *acc) {
  const int64_t icg = p.inChannels / p.groups, ocg = p.outChannels / p.groups;
  const int64_t outH = p.outH(), outW = p.outW();
  const Strides is(layout, p.inChannels, p.inH, p.inW);
  const Strides os(layout, p.outChannels, outH, outW);

  // The input as the window sees it: pixels, inserted zeros, padding.
  auto inputAt = [&](int64_t n, int64_t c, int64_t h, int64_t w) -> float {
    if (h < 0 || w < 0 || h >= p.insertedH() || w >= p.insertedW())
      return p.padValue;
    if (h % (p.insertH + 1) != 0 || w % (p.insertW + 1) != 0)
      return 0.0f;
    return in[n * is.n + c * is.c + h / (p.insertH + 1) * is.h +
              w / (p.insertW + 1) * is.w];
  };

  for (int64_t n = 0; n < batch; ++n)
    for (int64_t oc = 0; oc < p.outChannels; ++oc)
      for (int64_t oh = 0; oh < outH; ++oh)
        for (int64_t ow = 0; ow < outW; ++ow) {
          Sum sum = 0;
          for (int64_t ic = 0; ic < icg; ++ic)
            for (int64_t kh = 0; kh < p.kernelH; ++kh)
              for (int64_t kw = 0; kw < p.kernelW; ++kw) {
                const float x =
                    inputAt(n, oc / ocg * icg + ic,
                            oh * p.strideH - p.padTop + kh * p.dilationH,
                            ow * p.strideW - p.padLeft + kw * p.dilationW);
                const float w =
                    filter[((oc * icg + ic) * p.kernelH + kh) * p.kernelW + kw];
                sum += static_cast<Sum>(x) * w;
              }
          acc[n * os.n + oc * os.c + oh * os.h + ow * os.w] =
              static_cast<float>(sum);
        }
}

void reference::conv2d(const Conv2DParams &p, Layout layout, int64_t batch,
                       const float *in, const float *filter, float *acc,
                       Summation summation) {
  auto run = summation == Summation::Exact ? convolve<double> : convolve<float>;
  run(p, layout, batch, in, filter, acc);
}

template <typename Sum>
static void deconvolve(const Deconv2DParams &p, Layout layout, int64_t batch,
                       const float *in, const float *filter, float *acc) {
  const int64_t icg = p.inChannels / p.groups, ocg = p.outChannels / p.groups;
  const int64_t outH = p.outH(), outW = p.outW();
  const Strides is(layout, p.inChannels, p.inH, p.inW);
  const Strides os(layout, p.outChannels, outH, outW);

  // Gathering form: which input pixel reaches (oh, ow) through tap (kh, kw)?
  auto source = [](int64_t o, int64_t pad, int64_t k, int64_t dilation,
                   int64_t stride, int64_t size) -> int64_t {
    const int64_t position = o + pad - k * dilation;
    if (position < 0 || position % stride != 0 || position / stride >= size)
      return -1;
    return position / stride;
  };

  for (int64_t n = 0; n < batch; ++n)
    for (int64_t oc = 0; oc < p.outChannels; ++oc)
      for (int64_t oh = 0; oh < outH; ++oh)
        for (int64_t ow = 0; ow < outW; ++ow) {
          Sum sum = 0;
          for (int64_t kh = 0; kh < p.kernelH; ++kh)
            for (int64_t kw = 0; kw < p.kernelW; ++kw) {
              const int64_t ih =
                  source(oh, p.padTop, kh, p.dilationH, p.strideH, p.inH);
              const int64_t iw =
                  source(ow, p.padLeft, kw, p.dilationW, p.strideW, p.inW);
              for (int64_t ic = 0; ic < icg; ++ic) {
                const float x = ih < 0 || iw < 0
                                    ? p.padValue
                                    : in[n * is.n + ih * is.h + iw * is.w +
                                         (oc / ocg * icg + ic) * is.c];
                const float w =
                    filter[((oc * icg + ic) * p.kernelH + kh) * p.kernelW + kw];
                sum += static_cast<Sum>(x) * w;
              }
            }
          acc[n * os.n + oc * os.c + oh * os.h + ow * os.w] =
              static_cast<float>(sum);
        }
}

void reference::deconv2d(const Deconv2DParams &p, Layout layout, int64_t batch,
                         const float *in, const float *filter, float *acc,
                         Summation summation) {
  auto run =
      summation == Summation::Exact ? deconvolve<double> : deconvolve<float>;
  run(p, layout, batch, in, filter, acc);
}

void reference::biasEpilogue(const FloatEpilogue &epilogue, Span<float> bias,
                             const ChannelView &view, const float *acc,
                             float *out) {
  for (int64_t o = 0; o < view.outer; ++o)
    for (int64_t c = 0; c < view.channels; ++c)
      for (int64_t i = 0; i < view.inner; ++i) {
        const int64_t at = (o * view.channels + c) * view.inner + i;
        out[at] = epilogue.apply(bias.empty() ? acc[at] : acc[at] + bias[c]);
      }
}
