//===- WeightQuant.h - Weights, biases and requantization of Conv/MatMul -*- C++
//-*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Derives what a quantized convolution, deconvolution or matrix product
// stores (numerics text, sections 4.2 and 4.3). A result with ok == false
// means the chip cannot hold the operator in INT8 and it must be lowered in
// float; `reason` says why.
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_QUANT_WEIGHTQUANT_H
#define TPUC_QUANT_WEIGHTQUANT_H

#include "tpuc/Quant/Decompose.h"
#include "tpuc/Quant/QuantScheme.h"
#include "tpuc/Quant/Span.h"
#include "tpuc/Quant/UniformParams.h"
#include <string>
#include <vector>

namespace tpuc::quant {

/// Float weights and the types around the operator. All arrays are f32, row
/// major, with the output channel first: filter [oc, ic/g * kh * kw] for Conv
/// and Deconv; for MatMul [K, N] (`filter[k*N+n]`), channel = n.
struct WeightInput {
  Span<float> filter;
  Span<float> bias; ///< [channels], or empty
  int64_t channels = 0;
  UniformParams in;  ///< type of the activation
  UniformParams out; ///< type of the result
  /// Magnitudes that stand for the largest weights in the derivation of
  /// scales: one, or one per channel; empty: those of the weights themselves.
  /// Larger weights saturate.
  Span<float> ranges = {};
};

/// The integer weights alone. On bm1684x they depend neither on the input's
/// nor on the output's scale, so a search that varies only those keeps them.
struct QuantizedWeights {
  std::vector<int8_t> values; ///< bytes; read as uint8_t if isUnsigned
  bool isUnsigned = false;
  std::vector<double> scales;       ///< one, or one per channel
  std::vector<int64_t> channelSums; ///< sum of the integer weights per channel

  int32_t value(size_t i) const {
    return isUnsigned ? static_cast<uint8_t>(values[i]) : values[i];
  }
  /// The weights as whole f32 numbers, as the kernels want them.
  std::vector<float> toFloats() const;
};

/// Bias and requantization parameters.
struct RequantParams {
  bool hasBias = false;
  std::vector<int32_t> bias;        ///< one per channel when hasBias
  int biasBits = 32;                ///< 16 on bm1684
  std::vector<int32_t> multipliers; ///< one, or one per channel
  std::vector<int32_t> shifts;      ///< right shifts, as many
};

/// All of it, for one operator.
struct QuantizedLinear {
  bool ok = false;
  std::string reason;
  QuantizedWeights weights;
  RequantParams requant;
};

//===----------------------------------------------------------------------===//
// Conv2D, depthwise and grouped Conv (4.2)
//===----------------------------------------------------------------------===//

/// Integer filter of a bm1684x convolution. `hasBias` matters: a filter
/// without negative weights and without bias is unsigned. Deconvolution does
/// not look for weights that are integers already (`detectIntegerWeights`), and
/// nobody does when `ranges` (as in WeightInput) are given.
QuantizedWeights quantizeFilterPerChannel(Span<float> filter, int64_t channels,
                                          bool hasBias,
                                          bool detectIntegerWeights = true,
                                          Span<float> ranges = {});

/// Bias, multipliers and shifts of a bm1684x convolution for given types.
/// quirk Q2: an unsigned filter gets no zero-point correction.
RequantParams requantPerChannel(const QuantizedWeights &weights,
                                Span<float> bias, const UniformParams &in,
                                const UniformParams &out);

/// Conv of any scheme.
QuantizedLinear quantizeConv(QuantScheme scheme, const WeightInput &input);

/// Deconv of any scheme. On bm1684x `requant.bias` is that of the i32
/// deconvolution (corrected for the zero point as a convolution's is, since
/// gaps and padding count as the zero point) and RequantIntAxis applies the
/// multipliers.
QuantizedLinear quantizeDeconv(QuantScheme scheme, const WeightInput &input);

//===----------------------------------------------------------------------===//
// MatMul (4.3)
//===----------------------------------------------------------------------===//

/// MatMul whose right side is a constant [K, N]. `batched` says that the
/// product is not a plain 2-D [M,K]x[K,N].
QuantizedLinear quantizeMatMul(QuantScheme scheme, const WeightInput &input,
                               bool batched = false);

/// MatMul of two activations and a constant bias, [channels] or empty: bm1684x
/// symmetric only.
struct MatMulActivations {
  bool ok = false;
  std::string reason;
  RequantParams requant;
};
MatMulActivations quantizeMatMulActivations(QuantScheme scheme,
                                            const UniformParams &left,
                                            const UniformParams &right,
                                            const UniformParams &out,
                                            Span<float> bias = {});

} // namespace tpuc::quant

#endif // TPUC_QUANT_WEIGHTQUANT_H
