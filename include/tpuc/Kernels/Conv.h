//===- Conv.h - Convolution and deconvolution -------------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two-dimensional convolution and deconvolution, f32 or exact integers
// carried in f32 (numerics text, section 6).
//
// Measured with oneDNN 3.2, one thread, f32, EfficientNet-Lite0 shapes:
// channels-last activations with free weight format reach 85-118 GFLOPS on 1x1
// and 3x3 layers, 105 on the 3-channel 3x3 stride-2 stem and 45-98 on
// depthwise 3x3/5x5; asked to choose, oneDNN itself picks channels-last. Dense
// NCHW is slightly slower on 1x1 and twenty to forty times slower on depthwise,
// so NCHW activations are transposed inside the kernel where that pays.
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_KERNELS_CONV_H
#define TPUC_KERNELS_CONV_H

#include "tpuc/Kernels/Common.h"
#include "tpuc/Kernels/Requant.h"
#include <array>
#include <memory>
#include <optional>

namespace tpuc::kernels {

/// Geometry of a convolution; the batch is given at run time.
/// Filter: [outChannels, inChannels/groups, kernelH, kernelW].
struct Conv2DParams {
  int64_t inChannels = 1, outChannels = 1, groups = 1;
  int64_t inH = 1, inW = 1;
  int64_t kernelH = 1, kernelW = 1;
  int64_t strideH = 1, strideW = 1;
  int64_t dilationH = 1, dilationW = 1;
  int64_t padTop = 0, padLeft = 0, padBottom = 0, padRight = 0;
  /// What padding contributes: the input's zero point in asymmetric INT8.
  float padValue = 0.0f;
  /// Zeros inserted between neighbouring input pixels (cv18xx `inserts`).
  /// They count as 0 even where padValue is not.
  int64_t insertH = 0, insertW = 0;

  int64_t insertedH() const { return (inH - 1) * (insertH + 1) + 1; }
  int64_t insertedW() const { return (inW - 1) * (insertW + 1) + 1; }
  int64_t outH() const {
    return (insertedH() + padTop + padBottom - dilationH * (kernelH - 1) - 1) /
               strideH +
           1;
  }
  int64_t outW() const {
    return (insertedW() + padLeft + padRight - dilationW * (kernelW - 1) - 1) /
               strideW +
           1;
  }
  int64_t filterSize() const {
    return outChannels * (inChannels / groups) * kernelH * kernelW;
  }
};

/// Geometry of a deconvolution (transposed convolution).
/// Filter: [outChannels, inChannels/groups, kernelH, kernelW], not flipped:
/// out[ih*stride - pad + kh*dilation] += in[ih] * filter[kh].
struct Deconv2DParams {
  int64_t inChannels = 1, outChannels = 1, groups = 1;
  int64_t inH = 1, inW = 1;
  int64_t kernelH = 1, kernelW = 1;
  int64_t strideH = 1, strideW = 1;
  int64_t dilationH = 1, dilationW = 1;
  int64_t padTop = 0, padLeft = 0, padBottom = 0, padRight = 0;
  int64_t outputPadH = 0, outputPadW = 0;
  /// What the gaps between strided inputs and the padding contribute: the
  /// input's zero point in the i32 form of bm1684x. The sum is that of the
  /// dense equivalent: deconv(in - padValue) + padValue * sum(filter[oc]).
  float padValue = 0.0f;

  int64_t outH() const {
    return (inH - 1) * strideH + outputPadH + dilationH * (kernelH - 1) + 1 -
           padTop - padBottom;
  }
  int64_t outW() const {
    return (inW - 1) * strideW + outputPadW + dilationW * (kernelW - 1) + 1 -
           padLeft - padRight;
  }
  int64_t filterSize() const {
    return outChannels * (inChannels / groups) * kernelH * kernelW;
  }
};

/// What inputs an integer operator may see; includes 0 and the pad value.
struct InputRange {
  float lo = -128.0f;
  float hi = 127.0f;
};

/// The largest magnitude any partial sum of sum(w[i] * x[i]) can take, in any
/// order, with every x[i] in `range`.
double accumulatorBound(Span<float> weights, InputRange range);

/// Whether integers carried in f32 stay exact: the bound is below 2^24.
bool accumulatorFitsF32(Span<float> weights, InputRange range);

namespace reference {
enum class Summation {
  Exact,   ///< in f64, rounded to f32 once: the exact integer below 2^53
  InOrder, ///< in f32, channel by channel, row by row, as the chips' simulator
};
/// acc[n,oc,oh,ow] = sum over the window.
/// Add bias and epilogue with the functions below, or with requantize.
void conv2d(const Conv2DParams &p, Layout layout, int64_t batch,
            const float *in, const float *filter, float *acc,
            Summation summation = Summation::Exact);
void deconv2d(const Deconv2DParams &p, Layout layout, int64_t batch,
              const float *in, const float *filter, float *acc,
              Summation summation = Summation::Exact);
/// A transposed convolution of any filter in three dimensions (fewer: leading
/// ones), as top.Deconv has it: filter [inChannels, outChannels/groups,
/// kernel], acc[o] = sum of in[i] * filter[k] with o = i * stride + k *
/// dilation - pad.
struct DeconvNDParams {
  int64_t batch = 1, inChannels = 1, outChannels = 1, groups = 1;
  std::array<int64_t, 3> in{1, 1, 1}, out{1, 1, 1}, kernel{1, 1, 1};
  std::array<int64_t, 3> strides{1, 1, 1}, dilations{1, 1, 1}, pads{0, 0, 0};
};
void deconvND(const DeconvNDParams &p, const float *in, const float *filter,
              float *acc);
/// out = epilogue(acc + bias[c]); bias may be empty; in place allowed.
void biasEpilogue(const FloatEpilogue &epilogue, Span<float> bias,
                  const ChannelView &view, const float *acc, float *out);
} // namespace reference

/// A filter in the order that the convolution engine wants, together with the
/// engine's compiled code per batch size. Shared by every kernel that differs
/// only in bias, epilogue, requantization or batch.
class PackedConvWeights;

/// How to prepare a convolution.
struct ConvOptions {
  Layout inLayout = Layout::NHWC;
  Layout outLayout = Layout::NHWC;
  /// Set for integers: results are exact, whatever it takes (a channel whose
  /// sums could pass 2^24 is computed in several parts).
  std::optional<InputRange> integerRange;
};

/// Packs the filter of a convolution or deconvolution (copied; the argument
/// may go away). Null on failure, with `status` set.
std::shared_ptr<const PackedConvWeights>
packConvWeights(const Conv2DParams &p, const ConvOptions &options,
                const float *filter, Status &status);
std::shared_ptr<const PackedConvWeights>
packDeconvWeights(const Deconv2DParams &p, const ConvOptions &options,
                  const float *filter, Status &status);

/// A convolution or deconvolution ready to run.
class ConvKernel {
public:
  /// Float: out = epilogue(acc + bias). `bias` may be empty.
  static std::unique_ptr<ConvKernel>
  createFloat(std::shared_ptr<const PackedConvWeights> weights,
              Span<float> bias, const FloatEpilogue &epilogue, Status &status);
  /// Integer: out = requant(acc); the bias is part of `requant`. The weights
  /// must have been packed with an integerRange.
  static std::unique_ptr<ConvKernel>
  createQuantized(std::shared_ptr<const PackedConvWeights> weights,
                  Requant requant, Status &status);
  ~ConvKernel();

  /// in: [batch, ic, ih, iw], out: [batch, oc, oh, ow], in the layouts given
  /// when packing.
  Status run(int64_t batch, const float *in, float *out) const;

private:
  struct Impl;
  explicit ConvKernel(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl;
};

} // namespace tpuc::kernels

#endif // TPUC_KERNELS_CONV_H
