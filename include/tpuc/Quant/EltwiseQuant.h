//===- EltwiseQuant.h - Parameters of element-wise and pooling operators -*- C++
//-*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Multipliers, shifts and constants of quantized operators without weights
// (numerics text, section 4.4). `ok` == false: the chip has no INT8 form for
// these types and the operator is lowered in float; `reason` says why. Which
// float type that is, is a fact of the chip (section 7), not of this library.
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_QUANT_ELTWISEQUANT_H
#define TPUC_QUANT_ELTWISEQUANT_H

#include "tpuc/Quant/Decompose.h"
#include "tpuc/Quant/QuantScheme.h"
#include "tpuc/Quant/Span.h"
#include "tpuc/Quant/UniformParams.h"
#include <string>
#include <vector>

namespace tpuc::quant {

/// Outcome shared by every derivation below.
struct QuantResult {
  bool ok = true;
  std::string reason;
};

/// One (multiplier, shift) pair per input. On cv18xx all shifts are equal.
struct MultiInputRequant : QuantResult {
  std::vector<MultiplierShift> inputs;
};

/// A single requantization.
struct SingleRequant : QuantResult {
  MultiplierShift requant;
};

/// Add of activations with float coefficients (usually 1). Sub is
/// `coeffs = {1, -1}` on cv18xx; elsewhere quantizeSub.
MultiInputRequant quantizeAdd(QuantScheme scheme, Span<UniformParams> inputs,
                              Span<double> coeffs, const UniformParams &out);

/// Sub of two activations; the kernel subtracts, so both multipliers are
/// those of coefficient 1. Asymmetric types have no INT8 form.
MultiInputRequant quantizeSub(QuantScheme scheme, const UniformParams &a,
                              const UniformParams &b, const UniformParams &out,
                              bool asymmetric);

/// The constant operand of a bm1684x Add that was not folded away: integers
/// and the type they are stored in.
struct QuantizedConstant : QuantResult {
  std::vector<int32_t> values;
  UniformParams type;
};
QuantizedConstant quantizeAddOperand(Span<float> constant);

/// Mul of two activations. For cv18xx the pair is a QDM one.
SingleRequant quantizeMul(QuantScheme scheme, const UniformParams &a,
                          const UniformParams &b, const UniformParams &out);

/// Average pooling. The integer form is requant; the asymmetric form of
/// bm1684x computes f32(sum * scale + offset) instead (usesFloat).
struct AvgPoolRequant : QuantResult {
  MultiplierShift requant;
  bool usesFloat = false;
  double scale = 0.0;
  double offset = 0.0;
};
/// `kernelArea` is kd*kh*kw. `coversInput` is false for a window that does
/// not tile the padded input exactly, which asymmetric bm1684x refuses.
AvgPoolRequant quantizeAvgPool(QuantScheme scheme, const UniformParams &in,
                               const UniformParams &out, int64_t kernelArea,
                               bool asymmetric, bool coversInput = true);

/// x + c.
struct AddConstRequant : SingleRequant {
  int64_t constant = 0; ///< added to q * multiplier before the shift
};
AddConstRequant quantizeAddConst(QuantScheme scheme, double constant,
                                 const UniformParams &in,
                                 const UniformParams &out, bool asymmetric);

/// x * c. cv18xx has a table of 256 entries instead (Lut.h).
SingleRequant quantizeMulConst(QuantScheme scheme, double constant,
                               const UniformParams &in,
                               const UniformParams &out);

/// max(x, c), min(x, c): the integer constant, and the multiplier and shift
/// around the comparison (1 and 0 except on bm1684, which compares q*64 as long
/// as the constant then fits 16 bits). The text has the bm1684 rule for equal
/// ranges and small constants alone; the rest is from public sources [S].
struct MaxMinConst : SingleRequant {
  int64_t constant = 0;
};
MaxMinConst quantizeMaxMinConst(QuantScheme scheme, double constant,
                                const UniformParams &in,
                                const UniformParams &out);

/// LeakyRelu. `positive` is (1,0) on bm1684 and bm1684x.
struct LeakyReluRequant : QuantResult {
  MultiplierShift positive{1, 0};
  MultiplierShift negative;
};
LeakyReluRequant quantizeLeakyRelu(QuantScheme scheme, double alpha,
                                   const UniformParams &in,
                                   const UniformParams &out, bool asymmetric);

/// PRelu: integer slopes with one shift.
struct PReluRequant : QuantResult {
  MultiplierShift positive{1, 0};
  std::vector<int32_t> slopes;
  int32_t shift = 0;
};
PReluRequant quantizePRelu(QuantScheme scheme, Span<float> slopes,
                           const UniformParams &in, const UniformParams &out,
                           bool asymmetric);

/// Requantization of one tensor to another type, as a Concat input needs when
/// its type differs from the output's. (1,0) when nothing is to be done; with
/// zero points on either side the operator is RequantInt, else MulShift (on
/// cv18xx it happens inside Concat).
struct TransferRequant : SingleRequant {
  bool isIdentity = true;
  bool hasZeroPoints = false;
};
TransferRequant quantizeTransfer(QuantScheme scheme, const UniformParams &in,
                                 const UniformParams &out);

/// Native Scale of bm1684, per channel: clamp16(q*scale + bias) >> shift.
/// The stored bias already contains the rounding constant of the shift.
struct ScaleRequant : QuantResult {
  std::vector<int32_t> scales; ///< int8 range
  std::vector<int32_t> biases; ///< int16 range
  std::vector<int32_t> shifts; ///< right shifts
};
ScaleRequant quantizeScale(Span<float> scale, Span<float> bias,
                           const UniformParams &in, const UniformParams &out);

/// cv18xx Reduce in INT8. The text has mean, sum and max; min and L1 are from
/// public sources [S].
enum class ReduceKind { Mean, Sum, Max, Min, L1, L2, Prod };
SingleRequant quantizeReduce(QuantScheme scheme, ReduceKind kind,
                             const UniformParams &in, const UniformParams &out,
                             int64_t reducedCount);

} // namespace tpuc::quant

#endif // TPUC_QUANT_ELTWISEQUANT_H
