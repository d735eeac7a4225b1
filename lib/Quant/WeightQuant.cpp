//===- WeightQuant.cpp - Weights, biases and requantization of Conv/MatMul ===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Quant/WeightQuant.h"
#include "tpuc/Quant/FixedPoint.h"
#include "tpuc/Quant/Float16.h"
#include <algorithm>
#include <cmath>
#include <numeric>

using namespace tpuc::quant;
using tpuc::Span;

std::vector<float> QuantizedWeights::toFloats() const {
  std::vector<float> f(values.size());
  for (size_t i = 0; i < values.size(); ++i)
    f[i] = static_cast<float>(value(i));
  return f;
}

namespace {
/// Where a channel's weights lie: contiguous for a filter, a column for the
/// right side of a MatMul.
struct ChannelWeights {
  const float *data;
  int64_t channels, count;
  bool columns;

  ChannelWeights(Span<float> filter, int64_t channels, bool columns)
      : data(filter.data()), channels(channels),
        count(channels ? filter.size() / channels : 0), columns(columns) {}
  size_t index(int64_t c, int64_t i) const {
    return columns ? i * channels + c : c * count + i;
  }
  float at(int64_t c, int64_t i) const { return data[index(c, i)]; }
};
} // namespace

/// toInt, without a call for each weight: every weight of a network comes here,
/// for each trial of a search.
static int64_t nearest(double value) {
  if (!(std::fabs(value) < 1e9))
    return toInt(value);
  const int32_t whole = static_cast<int32_t>(value);
  const double rest = value - whole; // exact
  return whole + (rest >= 0.5) - (rest <= -0.5);
}

/// NaN aside. Magnitudes are in the order of their bits, which the compiler has
/// vectors for.
static float maxAbs(Span<float> values) {
  constexpr int32_t magnitude = 0x7fffffff, infinity = 0x7f800000;
  const float *data = values.data();
  int32_t largest = 0;
  for (size_t i = 0, count = values.size(); i < count; ++i) {
    int32_t bits = static_cast<int32_t>(floatBits(data[i])) & magnitude;
    bits = bits > infinity ? 0 : bits;
    largest = bits > largest ? bits : largest;
  }
  return bitsToFloat(static_cast<uint32_t>(largest));
}

/// The magnitude that the scale of channel `c` is made for.
static float rangeOf(const ChannelWeights &w, int64_t c, Span<float> ranges) {
  if (!ranges.empty())
    return ranges[ranges.size() > 1 ? c : 0];
  if (!w.columns)
    return maxAbs({w.data + c * w.count, static_cast<size_t>(w.count)});
  float m = 0.0f;
  for (int64_t i = 0; i < w.count; ++i)
    m = std::max(m, std::fabs(w.at(c, i)));
  return m;
}

/// The magnitude that one scale for all weights is made for.
static float rangeOf(const WeightInput &input) {
  return maxAbs(input.ranges.empty() ? input.filter : input.ranges);
}

/// Written so that the compiler makes vectors of it, as in roundScaled: the
/// weights of whole networks come here, for each mix that a search tries.
template <typename Stored>
static void sumChannels(const ChannelWeights &layout, const Stored *values,
                        int64_t *sums) {
  if (layout.columns) {
    for (int64_t i = 0; i < layout.count; ++i)
      for (int64_t c = 0; c < layout.channels; ++c)
        sums[c] += values[i * layout.channels + c];
    return;
  }
  for (int64_t c = 0; c < layout.channels; ++c) {
    const Stored *row = values + c * layout.count;
    sums[c] = std::accumulate(row, row + layout.count, int64_t(0));
  }
}

static void sumChannels(const ChannelWeights &layout, QuantizedWeights &q) {
  q.channelSums.assign(layout.channels, 0);
  if (q.isUnsigned)
    sumChannels(layout, reinterpret_cast<const uint8_t *>(q.values.data()),
                q.channelSums.data());
  else
    sumChannels(layout, q.values.data(), q.channelSums.data());
}

/// saturateInt8(toInt(w * factor)) for all weights.
static void roundScaled(Span<float> filter, float factor,
                        std::vector<int8_t> &values) {
  values.resize(filter.size());
  const float *from = filter.data();
  int8_t *to = values.data();
  const size_t count = filter.size();
  int far = 0; // or NaN
  for (size_t i = 0; i < count; ++i)
    far |= !(std::fabs(from[i] * factor) < 1e9f);
  if (far) {
    for (size_t i = 0; i < count; ++i)
      to[i] = saturateInt8(toInt(from[i] * factor));
    return;
  }
  for (size_t i = 0; i < count; ++i) {
    float v = from[i] * factor;
    v = v < -128.0f ? -128.0f : v;
    v = v > 127.0f ? 127.0f : v;
    const int32_t whole = static_cast<int32_t>(v);
    const float rest = v - static_cast<float>(whole); // exact
    to[i] = static_cast<int8_t>(whole + (rest >= 0.5f) - (rest <= -0.5f));
  }
}

static QuantizedLinear refuse(std::string reason) {
  QuantizedLinear r;
  r.reason = std::move(reason);
  return r;
}

//===----------------------------------------------------------------------===//
// bm1684: one right shift for the whole tensor
//===----------------------------------------------------------------------===//

/// i16 bias at `shift`. Counts the elements that do not fit.
static std::vector<int32_t> shiftBias(Span<float> bias, int shift,
                                      double scaleOut, size_t &overflows) {
  const float factor = static_cast<float>(std::ldexp(1.0, shift) / scaleOut);
  std::vector<int32_t> q(bias.size());
  overflows = 0;
  for (size_t i = 0; i < bias.size(); ++i) {
    const int64_t v = toInt(bias[i] * factor);
    q[i] = saturateInt16(v);
    overflows += v != q[i];
  }
  return q;
}

static QuantizedLinear quantizePerTensorShift(const WeightInput &input,
                                              bool columns,
                                              bool clampShiftToZero) {
  const double si = input.in.scale, so = input.out.scale;
  int shift = calcRightShift(rangeOf(input), si, so);
  if (shift < 0 && !clampShiftToZero)
    return refuse("the weights are too large for a right shift: "
                  "max|w| * scaleIn / scaleOut is at least 127");
  shift = std::max(shift, 0);

  QuantizedLinear r;
  r.ok = true;
  r.requant.biasBits = 16;
  if (!input.bias.empty()) {
    r.requant.hasBias = true;
    size_t overflows = 0;
    r.requant.bias = shiftBias(input.bias, shift, so, overflows);
    // Up to 3% of the elements may saturate; more costs a bit of precision.
    while (shift > 0 &&
           static_cast<float>(overflows) / input.bias.size() > 0.03f) {
      --shift;
      r.requant.bias = shiftBias(input.bias, shift, so, overflows);
    }
  }
  const float factor = static_cast<float>(std::ldexp(1.0, shift) * si / so);
  r.weights.scales = {so / (std::ldexp(1.0, shift) * si)};
  roundScaled(input.filter, factor, r.weights.values);
  sumChannels({input.filter, input.channels, columns}, r.weights);
  r.requant.multipliers = {1};
  r.requant.shifts = {shift};
  return r;
}

//===----------------------------------------------------------------------===//
// bm1684x: multiplier and shift per channel
//===----------------------------------------------------------------------===//

/// The smallest i in 0..6 for which every weight * 2^i is an integer of the
/// filter's type; -1 if there is none.
static int integerWeightShift(Span<float> filter, IntRange range) {
  for (int i = 0; i <= 6; ++i) {
    const float power = static_cast<float>(1 << i);
    bool all = true;
    for (float w : filter) {
      const float v = w * power;
      if (v != std::trunc(v) || v < range.lo || v > range.hi) {
        all = false;
        break;
      }
    }
    if (all)
      return i;
  }
  return -1;
}

QuantizedWeights
tpuc::quant::quantizeFilterPerChannel(Span<float> filter, int64_t channels,
                                      bool hasBias, bool detectIntegerWeights,
                                      Span<float> ranges) {
  const ChannelWeights layout(filter, channels, /*columns=*/false);
  QuantizedWeights q;
  const bool anyNegative =
      std::any_of(filter.begin(), filter.end(), [](float w) { return w < 0; });
  q.isUnsigned = !anyNegative && !hasBias;
  const IntRange range = int8Range(!q.isUnsigned);

  const int integerShift = detectIntegerWeights && ranges.empty()
                               ? integerWeightShift(filter, range)
                               : -1;
  q.scales.resize(channels);
  q.values.resize(filter.size());
  for (int64_t c = 0; c < channels; ++c) {
    if (integerShift >= 0)
      q.scales[c] = std::ldexp(1.0, -integerShift);
    else
      q.scales[c] = std::max(
          static_cast<float>(rangeOf(layout, c, ranges) / double(range.hi)),
          1e-5f);
    for (int64_t i = 0; i < layout.count; ++i)
      q.values[layout.index(c, i)] = static_cast<int8_t>(
          range.clamp(nearest(layout.at(c, i) / q.scales[c])));
  }
  sumChannels(layout, q);
  return q;
}

RequantParams tpuc::quant::requantPerChannel(const QuantizedWeights &weights,
                                             Span<float> bias,
                                             const UniformParams &in,
                                             const UniformParams &out) {
  const size_t channels = weights.channelSums.size();
  RequantParams r;
  const double si = in.scale;
  for (double sw : weights.scales) {
    const MultiplierShift ms = getScaleAndShift(sw * si / out.scale, 32);
    r.multipliers.push_back(ms.multiplier);
    r.shifts.push_back(ms.shift);
  }
  r.hasBias = !bias.empty() || in.zeroPoint != 0;
  if (!r.hasBias)
    return r;
  r.bias.resize(channels);
  for (size_t c = 0; c < channels; ++c) {
    const double sw = weights.scales[weights.scales.size() > 1 ? c : 0];
    // Quirk Q2: no correction for an unsigned filter.
    const double zero =
        weights.isUnsigned
            ? 0.0
            : static_cast<double>(in.zeroPoint * weights.channelSums[c]);
    const double b = bias.empty() ? 0.0 : bias[c] / (sw * si);
    r.bias[c] = saturateInt32(toInt(b - zero));
  }
  return r;
}

static QuantizedLinear quantizeMultiplierShift(const WeightInput &input,
                                               bool detectIntegerWeights) {
  QuantizedLinear r;
  r.ok = true;
  r.weights = quantizeFilterPerChannel(input.filter, input.channels,
                                       !input.bias.empty(),
                                       detectIntegerWeights, input.ranges);
  r.requant = requantPerChannel(r.weights, input.bias, input.in, input.out);
  return r;
}

/// A convolution's input that is all but 0 would make the bias overflow: the
/// scale is then what the bias needs, or without one the filter.
static UniformParams convInput(const WeightInput &input) {
  UniformParams in = input.in;
  if (in.scale > 1e-5)
    return in;
  const float biasMax = maxAbs(input.bias);
  in.scale = (biasMax <= 1e-5 ? maxAbs(input.filter) : biasMax) / 127.0;
  return in;
}

//===----------------------------------------------------------------------===//
// cv18xx: QDM per channel
//===----------------------------------------------------------------------===//

/// The factor that the accumulator of a channel is multiplied with.
static double qdmFilterScale(float maxWeight, float tx, float ty) {
  return (maxWeight * tx) / (127.0f * ty);
}
static double qdmBiasScale(float bias, float ty) {
  return (std::fabs(bias) * 127.0f) / (0x7fffffff * 0.998 * ty);
}

/// Writes the integers of channel `c` for a chosen multiplier.
static void qdmChannel(const ChannelWeights &w, int64_t c, Span<float> bias,
                       MultiplierShift qdm, float tx, float ty,
                       QuantizedLinear &r) {
  // Quirk Q3: with multiplier 0 the weights and the bias are lost.
  float weightFactor = 0.0f, biasFactor = 0.0f;
  if (qdm.multiplier != 0) {
    const double power = std::ldexp(1.0, qdm.shift + 31);
    weightFactor = static_cast<float>((tx / ty) * power / qdm.multiplier);
    biasFactor = static_cast<float>((127.0f / ty) * power / qdm.multiplier);
  }
  r.weights.scales[c] = weightFactor == 0.0f ? 0.0 : 1.0 / weightFactor;
  for (int64_t i = 0; i < w.count; ++i)
    r.weights.values[w.index(c, i)] =
        saturateInt8(toInt(w.at(c, i) * weightFactor, RoundMode::HalfToEven));
  if (!bias.empty())
    r.requant.bias[c] =
        saturateInt32(toInt(bias[c] * biasFactor, RoundMode::HalfToEven));
}

static QuantizedLinear quantizeQdm(const WeightInput &input, bool columns) {
  const ChannelWeights w(input.filter, input.channels, columns);
  const float tx = static_cast<float>(input.in.threshold());
  const float ty = static_cast<float>(input.out.threshold());
  QuantizedLinear r;
  r.ok = true;
  r.weights.values.resize(input.filter.size());
  r.weights.scales.resize(input.channels);
  r.requant.hasBias = !input.bias.empty();
  r.requant.bias.resize(input.bias.size());

  if (columns) { // MatMul: one factor for all columns
    double q = qdmFilterScale(rangeOf(input), tx, ty);
    for (float b : input.bias)
      q = std::max(q, qdmBiasScale(b, ty));
    const MultiplierShift qdm = quantizeMultiplier(q);
    for (int64_t c = 0; c < input.channels; ++c)
      qdmChannel(w, c, input.bias, qdm, tx, ty, r);
    r.requant.multipliers = {qdm.multiplier};
    r.requant.shifts = {qdm.shift};
    sumChannels(w, r.weights);
    return r;
  }

  for (int64_t c = 0; c < input.channels; ++c) {
    double q = qdmFilterScale(rangeOf(w, c, input.ranges), tx, ty);
    if (q >= 1.0)
      q = 0.999999;
    if (!input.bias.empty()) {
      const double qb = qdmBiasScale(input.bias[c], ty);
      if (qb > q && qb < 1.0)
        q = qb;
    }
    const MultiplierShift qdm = quantizeMultiplier(q);
    qdmChannel(w, c, input.bias, qdm, tx, ty, r);
    r.requant.multipliers.push_back(qdm.multiplier);
    r.requant.shifts.push_back(qdm.shift);
  }
  sumChannels(w, r.weights);
  return r;
}

//===----------------------------------------------------------------------===//
// Entry points
//===----------------------------------------------------------------------===//

QuantizedLinear tpuc::quant::quantizeConv(QuantScheme scheme,
                                          const WeightInput &input) {
  switch (scheme) {
  case QuantScheme::PerTensorShift:
    return quantizePerTensorShift(input, /*columns=*/false,
                                  /*clampShiftToZero=*/false);
  case QuantScheme::PerChannelMultiplierShift: {
    WeightInput scaled = input;
    scaled.in = convInput(input);
    return quantizeMultiplierShift(scaled, /*detectIntegerWeights=*/true);
  }
  case QuantScheme::PerChannelQdm:
    return quantizeQdm(input, /*columns=*/false);
  }
  return refuse("unknown quantization scheme");
}

QuantizedLinear tpuc::quant::quantizeDeconv(QuantScheme scheme,
                                            const WeightInput &input) {
  if (scheme == QuantScheme::PerChannelMultiplierShift)
    return quantizeMultiplierShift(input, /*detectIntegerWeights=*/false);
  return quantizeConv(scheme, input);
}

/// bm1684x: one scale for the whole matrix.
static QuantizedLinear quantizeMatMulMultiplierShift(const WeightInput &input) {
  QuantizedLinear r;
  r.ok = true;
  const double sw = rangeOf(input) / 127.0;
  r.weights.scales = {sw};
  r.weights.values.assign(input.filter.size(), 0);
  if (sw > 0.0)
    for (size_t i = 0; i < input.filter.size(); ++i)
      r.weights.values[i] = saturateInt8(nearest(input.filter[i] / sw));
  sumChannels({input.filter, input.channels, /*columns=*/true}, r.weights);
  r.requant = requantPerChannel(r.weights, input.bias, input.in, input.out);
  return r;
}

QuantizedLinear tpuc::quant::quantizeMatMul(QuantScheme scheme,
                                            const WeightInput &input,
                                            bool batched) {
  switch (scheme) {
  case QuantScheme::PerTensorShift:
    if (batched)
      return refuse("only the product of two matrices has an INT8 form");
    return quantizePerTensorShift(input, /*columns=*/true,
                                  /*clampShiftToZero=*/true);
  case QuantScheme::PerChannelMultiplierShift:
    if (batched && input.in.zeroPoint != 0)
      return refuse("a batched product has no zero-point correction");
    return quantizeMatMulMultiplierShift(input);
  case QuantScheme::PerChannelQdm:
    return quantizeQdm(input, /*columns=*/true);
  }
  return refuse("unknown quantization scheme");
}

MatMulActivations tpuc::quant::quantizeMatMulActivations(
    QuantScheme scheme, const UniformParams &left, const UniformParams &right,
    const UniformParams &out, Span<float> bias) {
  MatMulActivations r;
  if (scheme != QuantScheme::PerChannelMultiplierShift) {
    r.reason = "the product of two activations has no INT8 form";
    return r;
  }
  if (left.zeroPoint || right.zeroPoint || out.zeroPoint) {
    r.reason = "the product of two asymmetric activations has no INT8 form";
    return r;
  }
  r.ok = true;
  const MultiplierShift ms =
      getScaleAndShift(left.scale * right.scale / out.scale, 32);
  r.requant.multipliers = {ms.multiplier};
  r.requant.shifts = {ms.shift};
  r.requant.hasBias = !bias.empty();
  for (float b : bias)
    r.requant.bias.push_back(
        saturateInt32(toInt(b / (right.scale * left.scale))));
  return r;
}
