//===- WeightQuantTest.cpp - Derivation of weights and parameters ---------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Quant/WeightQuant.h"
#include "tpuc/Quant/Bf16Lut.h"
#include "tpuc/Quant/EltwiseQuant.h"
#include "tpuc/Quant/FixedPoint.h"
#include "tpuc/Quant/Float16.h"
#include "tpuc/Quant/Lut.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace tpuc::quant;

namespace {

UniformParams type(double scale, int32_t zeroPoint = 0, bool isSigned = true) {
  UniformParams p;
  p.scale = scale;
  p.zeroPoint = zeroPoint;
  p.isSigned = isSigned;
  return p;
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

TEST(UniformParams, Symmetric) {
  EXPECT_EQ(symmetricParams(-1.0, 12.7), type(12.7 / 127));
  EXPECT_EQ(symmetricParams(0.0, 5.1), type(5.1 / 255, 0, false));
  // The threshold decides, not a larger minimum.
  EXPECT_EQ(symmetricParams(-50.0, 12.7).scale, 12.7 / 127);
}

TEST(UniformParams, Asymmetric) {
  EXPECT_EQ(asymmetricParams(-1.0, 1.55), type(2.55 / 255, -28));
  EXPECT_EQ(asymmetricParams(0.0, 5.1), type(5.1 / 255, 0, false));
  // A range that leaves 0 out is widened.
  EXPECT_EQ(asymmetricParams(1.0, 5.1), type(5.1 / 255, 0, false));
  const UniformParams below = asymmetricParams(-5.1, -1.0);
  EXPECT_EQ(below.zeroPoint, 127);
  EXPECT_DOUBLE_EQ(below.scale, 5.1 / 255);
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

/// Real value of an accumulator's scale: what the derivations approximate.
TEST(WeightQuant, EverySchemeApproximatesTheProduct) {
  const std::vector<float> filter = {0.5f,  -0.25f, 0.125f, 0.3f,
                                     -0.7f, 0.01f,  0.2f,   0.05f};
  const std::vector<float> bias = {0.4f, -0.3f};
  const UniformParams in = type(0.02), out = type(0.03);
  const std::vector<int> x = {100, -50, 25, 10};
  for (QuantScheme scheme :
       {QuantScheme::PerTensorShift, QuantScheme::PerChannelMultiplierShift,
        QuantScheme::PerChannelQdm}) {
    const QuantizedLinear q = quantizeConv(scheme, {filter, bias, 2, in, out});
    ASSERT_TRUE(q.ok);
    for (int c = 0; c < 2; ++c) {
      double real = bias[c];
      int64_t acc = q.requant.bias[c];
      for (int i = 0; i < 4; ++i) {
        real += filter[c * 4 + i] * x[i] * in.scale;
        acc += q.weights.value(c * 4 + i) * x[i];
      }
      const size_t p = q.requant.multipliers.size() > 1 ? c : 0;
      const double factor =
          q.requant.multipliers[p] *
          std::ldexp(1.0, -q.requant.shifts[p] -
                              (scheme == QuantScheme::PerChannelQdm ? 31 : 0));
      // Weights of 8 bits: four terms, each off by half a step at most.
      EXPECT_NEAR(acc * factor * out.scale, real, 0.02)
          << static_cast<int>(scheme);
    }
  }
}

TEST(WeightQuant, UnsignedFilterAndQuirkQ2) {
  const std::vector<float> filter = {0.51f, 0.1f, 0.3f, 0.02f};
  const UniformParams in = type(0.02, 7), out = type(0.03, -4);
  QuantizedLinear q = quantizeConv(QuantScheme::PerChannelMultiplierShift,
                                   {filter, {}, 2, in, out});
  EXPECT_TRUE(q.weights.isUnsigned);
  EXPECT_EQ(q.weights.value(0), 255);
  EXPECT_EQ(q.weights.toFloats()[0], 255.0f);
  ASSERT_TRUE(q.requant.hasBias); // zeros, in spite of the zero point
  EXPECT_EQ(q.requant.bias, (std::vector<int32_t>{0, 0}));
  // With a bias the filter is signed and corrected.
  const std::vector<float> bias = {0.0f, 0.0f};
  q = quantizeConv(QuantScheme::PerChannelMultiplierShift,
                   {filter, bias, 2, in, out});
  EXPECT_FALSE(q.weights.isUnsigned);
  EXPECT_EQ(q.requant.bias[0], -7 * q.weights.channelSums[0]);
}

TEST(WeightQuant, IntegerFilterKeepsItsValues) {
  const std::vector<float> filter = {1.0f, -2.5f, 3.0f, 0.5f};
  const QuantizedWeights q = quantizeFilterPerChannel(filter, 2, true);
  EXPECT_EQ(q.scales, (std::vector<double>{0.5, 0.5}));
  EXPECT_EQ(q.value(1), -5);
  // Not for a deconvolution.
  EXPECT_NE(quantizeFilterPerChannel(filter, 2, true, false).scales[0], 0.5);
}

TEST(WeightQuant, AllZeroChannels) {
  const std::vector<float> filter = {0.0f, 0.0f, 0.3f, -0.1f};
  const UniformParams in = type(0.02), out = type(0.03);
  const QuantizedWeights q = quantizeFilterPerChannel(filter, 2, false);
  EXPECT_EQ(static_cast<float>(q.scales[0]), 1e-5f);
  const std::vector<float> bias = {1e-10f, 0.0f};
  const QuantizedLinear cv18 =
      quantizeConv(QuantScheme::PerChannelQdm, {filter, bias, 2, in, out});
  EXPECT_EQ(cv18.requant.multipliers[0], 0); // quirk Q3
  EXPECT_EQ(cv18.requant.bias[0], 0);
  EXPECT_NE(cv18.requant.multipliers[1], 0);
}

TEST(WeightQuant, RangesStandForTheLargestWeights) {
  const std::vector<float> filter = {0.5f, -0.25f, 1.0f, 2.0f};
  const std::vector<float> half = {0.5f}, both = {0.25f, 2.0f};
  const UniformParams in = type(0.02), out = type(0.03);
  WeightInput input{filter, {}, 2, in, out};
  const QuantizedLinear plain =
      quantizeConv(QuantScheme::PerTensorShift, input);
  input.ranges = half;
  const QuantizedLinear one = quantizeConv(QuantScheme::PerTensorShift, input);
  // A quarter of the largest weight: two more bits; what is larger saturates.
  EXPECT_EQ(one.requant.shifts[0], plain.requant.shifts[0] + 2);
  EXPECT_EQ(one.weights.value(3), 127);
  EXPECT_NEAR(one.weights.value(0) * one.weights.scales[0], 0.5, 0.004);
  input.ranges = both;
  const QuantizedLinear channels =
      quantizeConv(QuantScheme::PerChannelMultiplierShift, input);
  EXPECT_EQ(channels.weights.scales[0], static_cast<float>(0.25 / 127));
  EXPECT_EQ(channels.weights.value(0), 127); // 0.5 saturates
  EXPECT_EQ(channels.weights.value(3), 127);
  // Integers are not looked for when a range is given: 0.5 and -0.25 are.
  EXPECT_NE(channels.weights.scales[0], 0.25);
  const QuantizedLinear qdm = quantizeConv(QuantScheme::PerChannelQdm, input);
  EXPECT_NEAR(qdm.weights.scales[0], 0.25 / 127, 1e-8);
}

TEST(WeightQuant, EveryWeightIsRoundedAsToIntDoes) {
  // A range of 100 and equal scales: shift 0, factor 1.
  const std::vector<float> range = {100.0f};
  std::vector<float> filter;
  for (int half = -400; half <= 400; ++half)
    for (float towards : {-INFINITY, 0.5f * half, INFINITY})
      filter.push_back(std::nextafter(0.5f * half, towards));
  auto check = [&] {
    for (int64_t channels : {1, 3}) {
      const QuantizedLinear q = quantizeMatMul(
          QuantScheme::PerTensorShift,
          {filter, {}, channels, type(1.0), type(1.0), range}, false);
      ASSERT_TRUE(q.ok);
      ASSERT_EQ(q.requant.shifts[0], 0);
      std::vector<int64_t> sums(channels, 0);
      for (size_t i = 0; i < filter.size(); ++i) {
        EXPECT_EQ(q.weights.value(i), saturateInt8(toInt(filter[i])))
            << filter[i];
        sums[i % channels] += q.weights.value(i);
      }
      EXPECT_EQ(q.weights.channelSums, sums);
    }
  };
  check();
  // What no integer of 64 bits holds.
  filter.insert(filter.end(), {1e30f, -1e30f, INFINITY});
  check();
}

TEST(WeightQuant, Refusals) {
  const std::vector<float> large = {200.0f};
  const QuantizedLinear q = quantizeConv(QuantScheme::PerTensorShift,
                                         {large, {}, 1, type(1.0), type(1.0)});
  EXPECT_FALSE(q.ok);
  EXPECT_FALSE(q.reason.empty());
  EXPECT_FALSE(quantizeMatMul(QuantScheme::PerTensorShift,
                              {large, {}, 1, type(1.0), type(1.0)}, true)
                   .ok);
  EXPECT_FALSE(quantizeMatMulActivations(QuantScheme::PerChannelQdm, type(1.0),
                                         type(1.0), type(1.0))
                   .ok);
  EXPECT_FALSE(quantizeMatMulActivations(QuantScheme::PerChannelMultiplierShift,
                                         type(1.0, 3), type(1.0), type(1.0))
                   .ok);
}

TEST(WeightQuant, ShiftGivesWayToAnOverflowingBias) {
  const std::vector<float> filter(4, 0.01f), bias(4, 30.0f);
  const QuantizedLinear q = quantizeConv(
      QuantScheme::PerTensorShift, {filter, bias, 4, type(0.01), type(0.1)});
  // 30 / 0.1 * 2^s fits 16 bits up to s = 6.
  EXPECT_EQ(q.requant.shifts[0], 6);
  EXPECT_EQ(q.requant.bias[0], 19200);
}

TEST(WeightQuant, QdmFactorsAreF64) {
  // A factor of 1 or more becomes 0.999999, which f32 does not have.
  const std::vector<float> filter = {200.0f}, bias = {3e8f};
  const QuantizedLinear plain =
      quantizeConv(QuantScheme::PerChannelQdm,
                   {filter, {}, 1, type(1 / 127.0), type(1 / 127.0)});
  EXPECT_EQ(plain.requant.multipliers[0], 2147481501);
  EXPECT_EQ(plain.requant.shifts[0], 0);
  // A large bias sets the factor while that stays below 1.
  const std::vector<float> small = {0.01f};
  const QuantizedLinear biased =
      quantizeConv(QuantScheme::PerChannelQdm,
                   {small, bias, 1, type(1 / 127.0), type(30 / 127.0)});
  EXPECT_EQ(
      biased.requant.multipliers[0],
      quantizeMultiplier(3e8f * 127.0f / (0x7fffffff * 0.998 * 30)).multiplier);
}

TEST(WeightQuant, InputThatIsAllButZero) {
  const std::vector<float> filter = {0.5f, -0.25f}, bias = {2.54f, 0.0f};
  const UniformParams in = type(1e-6), out = type(0.1);
  const WeightInput input{filter, bias, 2, in, out};
  // The bias gives the input the scale 0.02; the filter's is 0.25.
  const QuantizedLinear conv =
      quantizeConv(QuantScheme::PerChannelMultiplierShift, input);
  EXPECT_EQ(conv.requant.bias[0], 508);
  // A convolution alone has this rule.
  const QuantizedLinear deconv =
      quantizeDeconv(QuantScheme::PerChannelMultiplierShift, input);
  EXPECT_GT(deconv.requant.bias[0], 600000000);
}

TEST(WeightQuant, ActivationsWithABias) {
  const std::vector<float> bias = {1.0f, -0.5f};
  const MatMulActivations q =
      quantizeMatMulActivations(QuantScheme::PerChannelMultiplierShift,
                                type(0.1), type(0.2), type(0.02), bias);
  ASSERT_TRUE(q.ok);
  EXPECT_EQ(q.requant.bias, (std::vector<int32_t>{50, -25}));
  EXPECT_EQ(q.requant.shifts.size(), 1u);
}

TEST(WeightQuant, MatMulColumns) {
  const std::vector<float> right = {1.0f, 2.0f, 3.0f, 4.0f}; // [k=2, n=2]
  const QuantizedLinear q =
      quantizeMatMul(QuantScheme::PerChannelMultiplierShift,
                     {right, {}, 2, type(0.02, 5), type(0.03)});
  ASSERT_TRUE(q.ok);
  EXPECT_EQ(q.weights.channelSums, (std::vector<int64_t>{32 + 95, 64 + 127}));
  EXPECT_EQ(q.requant.bias,
            (std::vector<int32_t>{-5 * (32 + 95), -5 * (64 + 127)}));
}

//===----------------------------------------------------------------------===//
// Element-wise
//===----------------------------------------------------------------------===//

TEST(EltwiseQuant, AveragePools) {
  const UniformParams t = type(0.1);
  auto pool = [&](int64_t k) {
    return quantizeAvgPool(QuantScheme::PerTensorShift, t, t, k, false).requant;
  };
  EXPECT_EQ(pool(2), (MultiplierShift{1, 1}));
  EXPECT_EQ(pool(3), (MultiplierShift{171, 9}));
  EXPECT_EQ(pool(4), (MultiplierShift{1, 2}));
  EXPECT_FALSE(
      quantizeAvgPool(QuantScheme::PerTensorShift, t, t, 226, false).ok);
  EXPECT_FALSE(quantizeAvgPool(QuantScheme::PerChannelMultiplierShift, t, t, 9,
                               true, false)
                   .ok);
  const AvgPoolRequant asym =
      quantizeAvgPool(QuantScheme::PerChannelMultiplierShift, type(0.1, 5),
                      type(0.2, 9), 4, true);
  EXPECT_TRUE(asym.usesFloat);
  EXPECT_DOUBLE_EQ(asym.scale, 0.125);
  EXPECT_DOUBLE_EQ(asym.offset, 6.5);
}

TEST(EltwiseQuant, Cv18AddSharesOneShift) {
  const std::vector<UniformParams> inputs = {type(0.1), type(0.02)};
  const MultiInputRequant r =
      quantizeAdd(QuantScheme::PerChannelQdm, inputs, {}, type(0.1));
  ASSERT_EQ(r.inputs.size(), 2u);
  EXPECT_EQ(r.inputs[0], (MultiplierShift{64, 6}));
  EXPECT_EQ(r.inputs[1], (MultiplierShift{12, 6}));
  const MultiInputRequant sub = quantizeSub(
      QuantScheme::PerChannelQdm, type(0.1), type(0.02), type(0.1), false);
  EXPECT_EQ(sub.inputs[1].multiplier, -12);
}

TEST(EltwiseQuant, TransferOfEqualTypesIsIdentity) {
  const UniformParams t = type(0.1, 3);
  EXPECT_TRUE(quantizeTransfer(QuantScheme::PerChannelMultiplierShift, t, t)
                  .isIdentity);
  const TransferRequant r =
      quantizeTransfer(QuantScheme::PerChannelMultiplierShift, t, type(0.2));
  EXPECT_FALSE(r.isIdentity);
  EXPECT_TRUE(r.hasZeroPoints);
  EXPECT_EQ(r.requant, (MultiplierShift{1, 1}));
}

TEST(EltwiseQuant, ScaleReducesTheShiftForItsBias) {
  const std::vector<float> scale = {0.01f, 1.0f}, bias = {20.0f, 0.1f};
  const ScaleRequant r = quantizeScale(scale, bias, type(0.1), type(0.1));
  EXPECT_EQ(r.shifts[0], 7); // 200 * 2^8 would not fit
  EXPECT_EQ(r.biases[0], 200 * 128 + 64);
  EXPECT_EQ(r.scales[0], 1);
  EXPECT_EQ(r.shifts[1], 6);
  EXPECT_EQ(r.scales[1], 64);
}

TEST(EltwiseQuant, ScaleKeepsABiasThatHasNoRoomForTheHalf) {
  const std::vector<float> scale = {0.01f}, bias = {25.59f};
  const ScaleRequant r = quantizeScale(scale, bias, type(0.1), type(0.1));
  EXPECT_EQ(r.shifts[0], 7);
  EXPECT_EQ(r.biases[0], 32755); // + 64 would wrap
}

TEST(EltwiseQuant, Bm1684ComparesWithSixteenBits) {
  const UniformParams t = type(0.1);
  auto compared = [&](double constant) {
    return quantizeMaxMinConst(QuantScheme::PerTensorShift, constant, t, t);
  };
  EXPECT_EQ(compared(1.0).requant, (MultiplierShift{64, 6}));
  EXPECT_EQ(compared(1.0).constant, 640);
  EXPECT_EQ(compared(60.0).requant, (MultiplierShift{32, 5}));
  EXPECT_EQ(compared(60.0).constant, 600 * 32);
  EXPECT_EQ(compared(-1e9).requant, (MultiplierShift{2, 1}));
  EXPECT_EQ(compared(-1e9).constant, -32768);
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

TEST(Lut, IndexedByTheLowByte) {
  const auto t = makeLut(LutFunction::Identity, {}, type(0.1), type(0.1),
                         QuantScheme::PerChannelMultiplierShift);
  EXPECT_EQ(t[5], 5);
  EXPECT_EQ(t[255], -1);
  EXPECT_EQ(t[128], -128);
  const auto sigmoid =
      makeLut(LutFunction::Sigmoid, {}, type(0.05), type(1 / 255.0, 0, false),
              QuantScheme::PerChannelMultiplierShift);
  EXPECT_EQ(sigmoid[0], 128); // 127.5 away from zero
}

TEST(Lut, QuirkQ8) {
  auto reciprocalOfZero = [](QuantScheme scheme) {
    return makeLut(LutFunction::Reciprocal, {}, type(0.1), type(0.1),
                   scheme)[0];
  };
  EXPECT_EQ(reciprocalOfZero(QuantScheme::PerTensorShift), -128);
  EXPECT_EQ(reciprocalOfZero(QuantScheme::PerChannelMultiplierShift), -128);
  EXPECT_EQ(reciprocalOfZero(QuantScheme::PerChannelQdm), 127);
}

TEST(Bf16Lut, SlopeTableFollowsTheFunction) {
  for (LutFunction f :
       {LutFunction::Sigmoid, LutFunction::Tanh, LutFunction::Silu}) {
    const Bf16SlopeTable t = makeBf16SlopeTable(f);
    for (int i = -100; i <= 100; ++i) {
      const float x = roundToBF16Cv18(i * 0.1f);
      EXPECT_NEAR(evalBf16Slope(t, x), evalLutFunction(f, x),
                  0.01 + 0.01 * std::fabs(x));
    }
  }
}

TEST(Bf16Lut, PowersFollowTheFunction) {
  const Bf16MantissaTable reciprocal = makeBf16PowerTable(-1.0);
  const Bf16MantissaTable rsqrt = makeBf16PowerTable(-0.5);
  for (int i = 1; i < 300; ++i) {
    const float x = roundToBF16Cv18(i * 0.37f);
    EXPECT_NEAR(evalBf16Mantissa(reciprocal, x) * x, 1.0f, 0.01f);
    EXPECT_NEAR(evalBf16Mantissa(reciprocal, -x) * x, -1.0f, 0.01f);
    EXPECT_NEAR(evalBf16Mantissa(rsqrt, x) * std::sqrt(x), 1.0f, 0.01f);
  }
  EXPECT_EQ(floatBits(evalBf16Mantissa(reciprocal, 0.0f)), 0x7f7f0000u);
  // A logarithm adds what a power multiplies.
  EXPECT_EQ(evalBf16Mantissa(reciprocal, 3.0f, /*isLog=*/true),
            roundToBF16Cv18(0.5f + roundToBF16Cv18(1 / 1.5f)));
}

} // namespace
