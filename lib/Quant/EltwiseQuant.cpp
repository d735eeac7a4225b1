//===- EltwiseQuant.cpp - Parameters of element-wise and pooling operators ===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Quant/EltwiseQuant.h"
#include "tpuc/Quant/FixedPoint.h"
#include <algorithm>
#include <cmath>

using namespace tpuc::quant;
using tpuc::Span;

template <typename T> static T refuse(std::string reason) {
  T r;
  r.ok = false;
  r.reason = std::move(reason);
  return r;
}

/// The bm1684 pair: a shift that brings coeff * si / so to 7 bits.
static MultiplierShift shiftPair(double coeff, double si, double so) {
  MultiplierShift ms;
  ms.shift = std::max(calcRightShiftLog(coeff, si, so), 0);
  const float factor = static_cast<float>(std::ldexp(1.0, ms.shift) * si / so);
  ms.multiplier = saturateInt8(toInt(static_cast<float>(coeff) * factor));
  return ms;
}

//===----------------------------------------------------------------------===//
// Add, Sub, Mul
//===----------------------------------------------------------------------===//

MultiInputRequant tpuc::quant::quantizeAdd(QuantScheme scheme,
                                           Span<UniformParams> inputs,
                                           Span<double> coeffs,
                                           const UniformParams &out) {
  MultiInputRequant r;
  auto coeff = [&](size_t i) { return coeffs.empty() ? 1.0 : coeffs[i]; };
  switch (scheme) {
  case QuantScheme::PerTensorShift:
    for (size_t i = 0; i < inputs.size(); ++i) {
      r.inputs.push_back(shiftPair(coeff(i), inputs[i].scale, out.scale));
      if (r.inputs.back().multiplier < 0)
        return refuse<MultiInputRequant>("a negative coefficient");
    }
    return r;
  case QuantScheme::PerChannelMultiplierShift:
    for (size_t i = 0; i < inputs.size(); ++i)
      r.inputs.push_back(
          getScaleAndShiftPositive(coeff(i) * inputs[i].scale / out.scale));
    return r;
  case QuantScheme::PerChannelQdm: {
    // One shift, chosen for the largest factor, serves all inputs.
    const double ty = out.threshold();
    std::vector<float> q(inputs.size());
    float largest = 0.0f;
    for (size_t i = 0; i < inputs.size(); ++i) {
      q[i] = static_cast<float>(coeff(i) * inputs[i].threshold() / ty);
      largest = std::max(largest, std::fabs(q[i]));
    }
    const int shift = getMultiplierAndRightShift(largest).shift;
    for (float v : q) {
      const int64_t m = toInt(std::ldexp(static_cast<double>(v), shift),
                              RoundMode::TowardsZero);
      r.inputs.push_back({static_cast<int8_t>(m), shift});
    }
    return r;
  }
  }
  return refuse<MultiInputRequant>("unknown quantization scheme");
}

MultiInputRequant tpuc::quant::quantizeSub(QuantScheme scheme,
                                           const UniformParams &a,
                                           const UniformParams &b,
                                           const UniformParams &out,
                                           bool asymmetric) {
  if (asymmetric && scheme == QuantScheme::PerChannelMultiplierShift)
    return refuse<MultiInputRequant>(
        "an asymmetric subtraction has no INT8 form");
  const std::vector<UniformParams> inputs = {a, b};
  const std::vector<double> coeffs = {
      1.0, scheme == QuantScheme::PerChannelQdm ? -1.0 : 1.0};
  return quantizeAdd(scheme, inputs, coeffs, out);
}

QuantizedConstant tpuc::quant::quantizeAddOperand(Span<float> constant) {
  QuantizedConstant r;
  float absMax = 0.0f, min = 0.0f;
  for (float c : constant) {
    absMax = std::max(absMax, std::fabs(c));
    min = std::min(min, c);
  }
  r.type = symmetricParams(min, absMax);
  const double levels = r.type.range().hi;
  for (float c : constant)
    r.values.push_back(absMax == 0.0f
                           ? 0
                           : static_cast<int32_t>(r.type.range().clamp(
                                 toInt(c * levels / absMax))));
  return r;
}

SingleRequant tpuc::quant::quantizeMul(QuantScheme scheme,
                                       const UniformParams &a,
                                       const UniformParams &b,
                                       const UniformParams &out) {
  SingleRequant r;
  const double factor = a.scale * b.scale / out.scale;
  if (scheme == QuantScheme::PerChannelQdm) {
    r.requant = quantizeMultiplier(factor);
    return r;
  }
  r.requant = getScaleAndShift(factor, 8);
  if (scheme == QuantScheme::PerTensorShift) {
    r.requant.shift = std::min(std::max(r.requant.shift, 0), 31);
    if (r.requant.multiplier < 0)
      return refuse<SingleRequant>("a negative multiplier");
  }
  return r;
}

//===----------------------------------------------------------------------===//
// Pooling and reductions
//===----------------------------------------------------------------------===//

/// bm1684: 1/k as an 8-bit multiplier and a shift, in lowest terms.
static MultiplierShift reciprocalPair(int64_t k) {
  MultiplierShift ms;
  for (int shift = 0; shift < 31; ++shift) {
    const int64_t m = toInt(std::ldexp(1.0, shift) / k);
    if (m > 255)
      break;
    ms = {static_cast<int32_t>(m), shift};
  }
  while (ms.shift > 0 && ms.multiplier % 2 == 0) {
    ms.multiplier /= 2;
    --ms.shift;
  }
  return ms;
}

AvgPoolRequant tpuc::quant::quantizeAvgPool(QuantScheme scheme,
                                            const UniformParams &in,
                                            const UniformParams &out,
                                            int64_t kernelArea, bool asymmetric,
                                            bool coversInput) {
  AvgPoolRequant r;
  const double k = static_cast<double>(kernelArea);
  switch (scheme) {
  case QuantScheme::PerTensorShift:
    if (kernelArea > 225)
      return refuse<AvgPoolRequant>("a window of more than 225 elements");
    r.requant = reciprocalPair(kernelArea);
    return r;
  case QuantScheme::PerChannelMultiplierShift:
    if (!asymmetric) {
      r.requant = getScaleAndShift(in.scale / (out.scale * k), 8);
      return r;
    }
    if (!coversInput)
      return refuse<AvgPoolRequant>(
          "an asymmetric window that does not cover the padded input");
    r.usesFloat = true;
    r.scale = in.scale / (k * out.scale);
    r.offset = out.zeroPoint - in.scale / out.scale * in.zeroPoint;
    return r;
  case QuantScheme::PerChannelQdm:
    r.requant =
        getMultiplierAndRightShift(in.threshold() / (out.threshold() * k));
    return r;
  }
  return refuse<AvgPoolRequant>("unknown quantization scheme");
}

SingleRequant tpuc::quant::quantizeReduce(QuantScheme scheme, ReduceKind kind,
                                          const UniformParams &in,
                                          const UniformParams &out,
                                          int64_t reducedCount) {
  if (scheme != QuantScheme::PerChannelQdm)
    return refuse<SingleRequant>("reductions have no INT8 form");
  double q = in.threshold() / out.threshold();
  switch (kind) {
  case ReduceKind::Mean:
    q /= static_cast<double>(reducedCount);
    break;
  case ReduceKind::Sum:
  case ReduceKind::L1:
  case ReduceKind::Max:
  case ReduceKind::Min:
    break;
  case ReduceKind::L2:
  case ReduceKind::Prod:
    return refuse<SingleRequant>("a product or a root of squares over axes");
  }
  SingleRequant r;
  r.requant = getMultiplierAndRightShift(q);
  return r;
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

/// bm1684: a constant as it is added to or compared with q * 2^shift.
static int64_t scaledConstant(double constant, int shift, double scale) {
  return toInt(static_cast<float>(constant) *
               static_cast<float>(std::ldexp(1.0, shift) / scale));
}

AddConstRequant tpuc::quant::quantizeAddConst(QuantScheme scheme,
                                              double constant,
                                              const UniformParams &in,
                                              const UniformParams &out,
                                              bool asymmetric) {
  AddConstRequant r;
  switch (scheme) {
  case QuantScheme::PerTensorShift:
    r.requant = shiftPair(1.0, in.scale, out.scale);
    r.constant =
        saturateInt16(scaledConstant(constant, r.requant.shift, out.scale));
    return r;
  case QuantScheme::PerChannelMultiplierShift:
    if (asymmetric)
      return refuse<AddConstRequant>(
          "adding a constant to asymmetric types has no INT8 form");
    r.requant = getScaleAndShiftPositive(in.scale / out.scale);
    r.constant = toInt(constant / out.scale) * (int64_t(1) << r.requant.shift);
    return r;
  case QuantScheme::PerChannelQdm:
    return refuse<AddConstRequant>("adding a constant has no INT8 form");
  }
  return refuse<AddConstRequant>("unknown quantization scheme");
}

SingleRequant tpuc::quant::quantizeMulConst(QuantScheme scheme, double constant,
                                            const UniformParams &in,
                                            const UniformParams &out) {
  SingleRequant r;
  switch (scheme) {
  case QuantScheme::PerTensorShift:
    r.requant = shiftPair(constant, in.scale, out.scale);
    return r;
  case QuantScheme::PerChannelMultiplierShift:
    r.requant = getScaleAndShift(in.scale / out.scale * constant, 8);
    return r;
  case QuantScheme::PerChannelQdm:
    return refuse<SingleRequant>("a product with a constant is a table");
  }
  return refuse<SingleRequant>("unknown quantization scheme");
}

MaxMinConst tpuc::quant::quantizeMaxMinConst(QuantScheme scheme,
                                             double constant,
                                             const UniformParams &in,
                                             const UniformParams &out) {
  MaxMinConst r;
  r.requant = {1, 0};
  switch (scheme) {
  case QuantScheme::PerTensorShift: {
    // Equal ranges give (64, 6). A constant that 16 bits cannot hold costs up
    // to five bits of the shift, and saturates then.
    int shift = calcRightShiftLog(1.0, in.scale, out.scale);
    int64_t scaled = scaledConstant(constant, shift, out.scale);
    for (int i = 0; i < 5 && saturateInt16(scaled) != scaled; ++i)
      scaled = scaledConstant(constant, --shift, out.scale);
    if (shift <= 0)
      return refuse<MaxMinConst>("a constant too large for 16 bits");
    const float factor =
        static_cast<float>(std::ldexp(1.0, shift) * in.scale / out.scale);
    r.requant = {saturateInt8(toInt(factor)), shift};
    r.constant = saturateInt16(scaled);
    return r;
  }
  case QuantScheme::PerChannelMultiplierShift:
  case QuantScheme::PerChannelQdm:
    r.constant = toInt(constant / in.scale);
    return r;
  }
  return refuse<MaxMinConst>("unknown quantization scheme");
}

//===----------------------------------------------------------------------===//
// LeakyRelu, PRelu
//===----------------------------------------------------------------------===//

/// cv18xx: tx/ty, or the identity for equal thresholds.
static MultiplierShift thresholdPair(const UniformParams &in,
                                     const UniformParams &out) {
  const double tx = in.threshold(), ty = out.threshold();
  if (std::fabs(tx - ty) <= 1e-5)
    return {1, 0};
  return getMultiplierAndRightShift(tx / ty);
}

LeakyReluRequant tpuc::quant::quantizeLeakyRelu(QuantScheme scheme,
                                                double alpha,
                                                const UniformParams &in,
                                                const UniformParams &out,
                                                bool asymmetric) {
  LeakyReluRequant r;
  if (scheme == QuantScheme::PerChannelQdm) {
    const double tx = in.threshold(), ty = out.threshold(), q = tx / ty;
    const bool equal = std::fabs(tx - ty) < 1e-5 * std::min(tx, ty);
    r.positive = equal ? MultiplierShift{1, 0} : getMultiplierAndRightShift(q);
    const float negative = static_cast<float>(q * alpha);
    r.negative = getMultiplierAndRightShift(std::fabs(negative));
    if (negative < 0.0f)
      r.negative.multiplier = -r.negative.multiplier;
    return r;
  }
  if (asymmetric)
    return refuse<LeakyReluRequant>("no INT8 form for asymmetric types");
  r.negative = getScaleAndShift(alpha, 8);
  return r;
}

PReluRequant tpuc::quant::quantizePRelu(QuantScheme scheme, Span<float> slopes,
                                        const UniformParams &in,
                                        const UniformParams &out,
                                        bool asymmetric) {
  const bool cv18 = scheme == QuantScheme::PerChannelQdm;
  if (asymmetric && !cv18)
    return refuse<PReluRequant>("no INT8 form for asymmetric types");
  PReluRequant r;
  std::vector<float> scaled(slopes.begin(), slopes.end());
  if (cv18) {
    r.positive = thresholdPair(in, out);
    for (float &s : scaled)
      s = static_cast<float>(s * in.threshold() / out.threshold());
  }
  float largest = 0.0f;
  for (float s : scaled)
    largest = std::max(largest, std::fabs(s));
  r.shift = getMultiplierAndRightShift(largest).shift;
  const RoundMode mode = cv18 ? RoundMode::HalfUp : RoundMode::TowardsZero;
  for (float s : scaled)
    r.slopes.push_back(static_cast<int8_t>(
        toInt(std::ldexp(static_cast<double>(s), r.shift), mode)));
  return r;
}

//===----------------------------------------------------------------------===//
// Transfer between types, Scale
//===----------------------------------------------------------------------===//

TransferRequant tpuc::quant::quantizeTransfer(QuantScheme scheme,
                                              const UniformParams &in,
                                              const UniformParams &out) {
  TransferRequant r;
  r.requant = {1, 0};
  if (scheme == QuantScheme::PerChannelQdm) {
    r.requant = thresholdPair(in, out);
    r.isIdentity = r.requant == MultiplierShift{1, 0};
    return r;
  }
  r.isIdentity = in == out;
  if (r.isIdentity)
    return r;
  r.hasZeroPoints = in.zeroPoint != 0 || out.zeroPoint != 0;
  r.requant = getScaleAndShiftPositive(in.scale / out.scale);
  return r;
}

ScaleRequant tpuc::quant::quantizeScale(Span<float> scale, Span<float> bias,
                                        const UniformParams &in,
                                        const UniformParams &out) {
  ScaleRequant r;
  for (size_t c = 0; c < scale.size(); ++c) {
    int shift = std::max(calcRightShiftLog(scale[c], in.scale, out.scale), 0);
    const float b = bias.empty() ? 0.0f : bias[c];
    auto biasAt = [&](int s) {
      return toInt(b * static_cast<float>(std::ldexp(1.0, s) / out.scale));
    };
    while (shift > 0 && saturateInt16(biasAt(shift)) != biasAt(shift))
      --shift;
    int32_t q = saturateInt16(biasAt(shift));
    // The kernel shifts without rounding, so the bias brings the half along.
    // Quirk Q18: unless 16 bits have no room for it.
    if (shift > 0)
      q = std::max(q, int32_t{static_cast<int16_t>(q + (1 << (shift - 1)))});
    const float factor =
        static_cast<float>(std::ldexp(1.0, shift) * in.scale / out.scale);
    r.scales.push_back(saturateInt8(toInt(scale[c] * factor)));
    r.biases.push_back(q);
    r.shifts.push_back(shift);
  }
  return r;
}
