//===- Requant.h - From accumulators to 8-bit results -----------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Requantization (numerics text, sections 0 and 6): the second half of every
// quantized Conv, Deconv and MatMul.
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_KERNELS_REQUANT_H
#define TPUC_KERNELS_REQUANT_H

#include "tpuc/Kernels/Common.h"
#include <memory>

namespace tpuc::kernels {

enum class RequantKind {
  None,                 ///< t itself
  OnlyShift,            ///< RSR(t, s)
  MultiplierShift,      ///< RSR(t * m, s), 64-bit product
  MultiplierShiftFloat, ///< to_int(f32(f32(t) * m) / 2^s), cv18xx
  Qdm,                  ///< MBQM(t, m, -s), cv18xx
};

/// Parameters of a requantization. Per channel vectors hold either one value
/// for all channels or one per channel. For each accumulator:
///   t = trunc(f32(acc + bias[c])), saturated to the f32 values of int32
///   reluBefore: t = max(t, 0)
///   v = requantized t + zeroPoint;  relu: v = max(v, zeroPoint)
///   out = clamp(v, range)           (no clamp for kind None)
struct Requant {
  RequantKind kind = RequantKind::None;
  std::vector<float> bias; ///< f32(integer bias), or empty
  std::vector<int32_t> multipliers;
  std::vector<int32_t> shifts; ///< right shifts; negative shifts left
  RoundMode roundMode = RoundMode::HalfUp;
  int32_t zeroPoint = 0;
  IntRange range;
  bool relu = false;
  bool reluBefore = false;
};

/// The largest f32 that int32 holds.
constexpr float kLargestInt32Float = 2147483520.0f;

/// One value, bias not included; t must fit int32.
int64_t requantizeValue(RequantKind kind, int64_t t, int32_t multiplier,
                        int32_t shift, RoundMode mode);

namespace reference {
/// Accumulators to results, over [outer, channels, inner]; in place allowed.
void requantize(const Requant &r, const ChannelView &view, const float *acc,
                float *out);
} // namespace reference

/// Requantization prepared for a number of channels: constants laid out for
/// vector code. Bit-equal to reference::requantize. Falls back to it for
/// round modes that no operator uses together with a vector path.
class RequantKernel {
public:
  RequantKernel(Requant requant, int64_t channels);
  ~RequantKernel();
  RequantKernel(RequantKernel &&) noexcept;
  RequantKernel &operator=(RequantKernel &&) noexcept;

  const Requant &requant() const;
  /// In place allowed. view.channels must be the prepared number.
  void run(const ChannelView &view, const float *acc, float *out) const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl;
};

} // namespace tpuc::kernels

#endif // TPUC_KERNELS_REQUANT_H
