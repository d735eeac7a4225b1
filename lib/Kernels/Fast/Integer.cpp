//===- Integer.cpp - Vectorised quantized element-wise operators ----------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Integer.h"
#include "../Broadcast.h"
#include "../Simd.h"
#include "tpuc/Kernels/Requant.h"
#include <algorithm>
#include <cstdlib>

using namespace tpuc;
using namespace tpuc::kernels;
using namespace tpuc::quant;

//===----------------------------------------------------------------------===//
// Add, Sub, Mul
//===----------------------------------------------------------------------===//

namespace {
/// addInt in 32 bits: ((x - z) * m + half) >> s, for shifts of 0..30 and
/// multipliers of a few bits.
struct AddTerms {
  int32_t ma, sa, halfA, za;
  int32_t mb, sb, halfB, zb;
  int32_t lo, hi, zero, reluFloor;
};
} // namespace

static int32_t halfOf(int32_t shift) { return shift ? 1 << (shift - 1) : 0; }

TPUC_CLONES static void addRun(const AddTerms &t, const float *a, int64_t as,
                               const float *b, int64_t bs, float *out,
                               int64_t n) {
  const AddTerms k = t;
  auto one = [&k](float a, float b) {
    const int32_t x = static_cast<int32_t>(a) - k.za;
    const int32_t y = static_cast<int32_t>(b) - k.zb;
    int32_t v = ((x * k.ma + k.halfA) >> k.sa) + ((y * k.mb + k.halfB) >> k.sb);
    v = (v < k.reluFloor ? k.reluFloor : v) + k.zero;
    v = v < k.lo ? k.lo : v;
    v = v > k.hi ? k.hi : v;
    return static_cast<float>(v);
  };
  if (as && bs)
    for (int64_t i = 0; i < n; ++i)
      out[i] = one(a[i], b[i]);
  else
    for (int64_t i = 0; i < n; ++i)
      out[i] = one(a[i * as], b[i * bs]);
}

/// cv18xx: one shift for the sum.
TPUC_CLONES static void addCommonRun(const AddTerms &t, const float *a,
                                     int64_t as, const float *b, int64_t bs,
                                     float *out, int64_t n) {
  const AddTerms k = t;
  auto one = [&k](float a, float b) {
    int32_t v = static_cast<int32_t>(a) * k.ma + static_cast<int32_t>(b) * k.mb;
    v = v < k.reluFloor ? k.reluFloor : v;
    v = (v + k.halfA) >> k.sa;
    v = v < k.lo ? k.lo : v;
    v = v > k.hi ? k.hi : v;
    return static_cast<float>(v);
  };
  if (as && bs)
    for (int64_t i = 0; i < n; ++i)
      out[i] = one(a[i], b[i]);
  else
    for (int64_t i = 0; i < n; ++i)
      out[i] = one(a[i * as], b[i * bs]);
}

static bool smallPair(const MultiplierShift &ms) {
  return std::abs(ms.multiplier) <= 1 << 15 && ms.shift >= 0 && ms.shift <= 30;
}

void fast::addInt(const AddInt &p, const float *a, const Shape &aShape,
                  const float *b, const Shape &bShape, float *out) {
  // Subtracting a rounded term is not adding a rounded negative one.
  if (!smallPair(p.a) || !smallPair(p.b) || p.subtract)
    return reference::addInt(p, a, aShape, b, bShape, out);
  AddTerms t;
  t.ma = p.a.multiplier;
  t.sa = p.a.shift;
  t.halfA = halfOf(p.a.shift);
  t.za = p.zeroPointA;
  t.mb = p.b.multiplier;
  t.sb = p.b.shift;
  t.halfB = halfOf(p.b.shift);
  t.zb = p.zeroPointB;
  t.lo = p.range.lo;
  t.hi = p.range.hi;
  t.zero = p.zeroPoint;
  t.reluFloor = p.relu ? 0 : INT32_MIN;
  BroadcastPlan(aShape, bShape)
      .forEachRun([&](int64_t o, int64_t ao, int64_t as, int64_t bo, int64_t bs,
                      int64_t n) {
        (p.commonShift ? addCommonRun : addRun)(t, a + ao, as, b + bo, bs,
                                                out + o, n);
      });
}

TPUC_CLONES static void productRun(const float *a, int64_t as, float za,
                                   const float *b, int64_t bs, float zb,
                                   float *out, int64_t n) {
  if (as && bs)
    for (int64_t i = 0; i < n; ++i)
      out[i] = (a[i] - za) * (b[i] - zb);
  else if (as)
    for (int64_t i = 0; i < n; ++i)
      out[i] = (a[i] - za) * (b[0] - zb);
  else
    for (int64_t i = 0; i < n; ++i)
      out[i] = (a[0] - za) * (b[i * bs] - zb);
}

void fast::mulInt(const MulInt &p, const float *a, const Shape &aShape,
                  const float *b, const Shape &bShape, float *out) {
  int64_t size = 0;
  BroadcastPlan(aShape, bShape)
      .forEachRun([&](int64_t o, int64_t ao, int64_t as, int64_t bo, int64_t bs,
                      int64_t n) {
        productRun(a + ao, as, static_cast<float>(p.zeroPointA), b + bo, bs,
                   static_cast<float>(p.zeroPointB), out + o, n);
        size = o + n;
      });
  Requant r;
  r.kind = p.qdm ? RequantKind::Qdm : RequantKind::MultiplierShift;
  r.roundMode = p.qdm ? RoundMode::HalfAwayFromZero : RoundMode::HalfUp;
  r.multipliers.push_back(p.requant.multiplier);
  r.shifts.push_back(p.requant.shift);
  r.zeroPoint = p.zeroPoint;
  r.reluBefore = p.relu;
  r.range = p.range;
  RequantKernel(std::move(r), 1).run({1, 1, size}, out, out);
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

/// A function of a stored integer, -128..255.
namespace {
struct ValueTable {
  static constexpr int kFirst = -128, kSize = 384;
  float in[kSize], out[kSize];
  ValueTable() {
    for (int i = 0; i < kSize; ++i)
      in[i] = static_cast<float>(i + kFirst);
  }
};
} // namespace

#ifdef TPUC_HAVE_AVX2
TPUC_AVX2 static int64_t lookUpVector(const float *table, int first, int mask,
                                      const float *in, float *out, int64_t n) {
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    __m256i index = _mm256_cvttps_epi32(_mm256_loadu_ps(in + i));
    index = _mm256_and_si256(_mm256_sub_epi32(index, _mm256_set1_epi32(first)),
                             _mm256_set1_epi32(mask));
    _mm256_storeu_ps(out + i, _mm256_i32gather_ps(table, index, 4));
  }
  return i;
}
#endif

/// out = table[(in - first) & mask].
static void lookUp(const float *table, int first, int mask, const float *in,
                   float *out, int64_t n) {
  int64_t i = 0;
#ifdef TPUC_HAVE_AVX2
  if (hasAVX2())
    i = lookUpVector(table, first, mask, in, out, n);
#endif
  for (; i < n; ++i)
    out[i] = table[(static_cast<int>(in[i]) - first) & mask];
}

/// Evaluates a reference function on every stored integer, then looks up.
template <typename F>
static void throughTable(const float *in, float *out, int64_t n, F reference) {
  if (n <= ValueTable::kSize) {
    reference(in, out, n);
    return;
  }
  ValueTable t;
  reference(t.in, t.out, ValueTable::kSize);
  lookUp(t.out, ValueTable::kFirst, -1, in, out, n);
}

void fast::affineInt(const AffineInt &p, const float *in, float *out,
                     int64_t n) {
  throughTable(in, out, n, [&](const float *x, float *y, int64_t count) {
    reference::affineInt(p, x, y, count);
  });
}

void fast::maxMinConstInt(const MaxMinConstInt &p, const float *in, float *out,
                          int64_t n) {
  throughTable(in, out, n, [&](const float *x, float *y, int64_t count) {
    reference::maxMinConstInt(p, x, y, count);
  });
}

void fast::leakyReluInt(const LeakyReluInt &p, const float *in, float *out,
                        int64_t n) {
  throughTable(in, out, n, [&](const float *x, float *y, int64_t count) {
    reference::leakyReluInt(p, x, y, count);
  });
}

void fast::lut(const std::array<int32_t, 256> &table, const float *in,
               float *out, int64_t n) {
  float values[256];
  for (int i = 0; i < 256; ++i)
    values[i] = static_cast<float>(table[i]);
  lookUp(values, 0, 255, in, out, n);
}

TPUC_CLONES static void clampRun(float lo, float hi, const float *in,
                                 float *out, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    const float x = in[i] < lo ? lo : in[i];
    out[i] = x > hi ? hi : x;
  }
}

void fast::reluInt(IntRange range, const float *in, float *out, int64_t n) {
  clampRun(static_cast<float>(std::max(range.lo, 0)),
           static_cast<float>(range.hi), in, out, n);
}

//===----------------------------------------------------------------------===//
// Max, Min, PRelu, Scale
//===----------------------------------------------------------------------===//

TPUC_CLONES static void maxMinRun(bool isMax, float lo, float hi,
                                  const float *a, int64_t as, const float *b,
                                  int64_t bs, float *out, int64_t n) {
  if (isMax)
    for (int64_t i = 0; i < n; ++i)
      out[i] = a[i * as] > b[i * bs] ? a[i * as] : b[i * bs];
  else
    for (int64_t i = 0; i < n; ++i)
      out[i] = a[i * as] < b[i * bs] ? a[i * as] : b[i * bs];
  for (int64_t i = 0; i < n; ++i) {
    const float x = out[i] < lo ? lo : out[i];
    out[i] = x > hi ? hi : x;
  }
}

void fast::maxMinInt(bool isMax, IntRange range, const float *a,
                     const Shape &aShape, const float *b, const Shape &bShape,
                     float *out) {
  const float lo = static_cast<float>(range.lo);
  const float hi = static_cast<float>(range.hi);
  BroadcastPlan(aShape, bShape)
      .forEachRun([&](int64_t o, int64_t ao, int64_t as, int64_t bo, int64_t bs,
                      int64_t n) {
        maxMinRun(isMax, lo, hi, a + ao, as, b + bo, bs, out + o, n);
      });
}

/// Calls run(offset, channel, step, count): rows of channels, or the elements
/// of one channel.
template <typename F> static void forEachRow(const ChannelView &v, F run) {
  if (v.inner == 1) {
    for (int64_t o = 0; o < v.outer; ++o)
      run(o * v.channels, int64_t(0), int64_t(1), v.channels);
    return;
  }
  for (int64_t o = 0; o < v.outer; ++o)
    for (int64_t c = 0; c < v.channels; ++c)
      run((o * v.channels + c) * v.inner, c, int64_t(0), v.inner);
}

/// Where a row of per-channel parameters starts, and the distance of
/// neighbours: 0 when one serves all elements.
namespace {
struct RowStart {
  int64_t channel, step;
};
} // namespace

/// Products of 8-bit numbers are exact in f32, so the float requantization of
/// cv18xx gives what the integer one does.
TPUC_CLONES static void preluRun(const PReluInt &p, RowStart row,
                                 const float *in, float *out, int64_t n) {
  const int32_t *slope = p.slopes.data() + row.channel;
  const int64_t step = row.step;
  const int32_t shift = p.shift, half = halfOf(p.shift);
  const MultiplierShift positive = p.positive;
  const int32_t positiveHalf = halfOf(positive.shift);
  const IntRange range = p.range;
  for (int64_t i = 0; i < n; ++i) {
    const int32_t q = static_cast<int32_t>(in[i]);
    const int32_t below = (q * slope[i * step] + half) >> shift;
    const int32_t above =
        (q * positive.multiplier + positiveHalf) >> positive.shift;
    int32_t v = q < 0 ? below : above;
    v = v < range.lo ? range.lo : v;
    out[i] = static_cast<float>(v > range.hi ? range.hi : v);
  }
}

void fast::preluInt(const PReluInt &p, const ChannelView &view, const float *in,
                    float *out) {
  if (!smallPair(p.positive) || !smallPair({1, p.shift}))
    return reference::preluInt(p, view, in, out);
  auto run = [&](int64_t at, int64_t c, int64_t step, int64_t n) {
    preluRun(p, {c, step}, in + at, out + at, n);
  };
  if (p.slopes.size() == 1)
    run(0, 0, 0, view.size());
  else
    forEachRow(view, run);
}

TPUC_CLONES static void scaleRun(const ScaleInt &p, RowStart row,
                                 const float *in, float *out, int64_t n) {
  const int32_t *scale = p.scales.data() + row.channel;
  const int32_t *bias = p.biases.data() + row.channel;
  const int32_t *shift = p.shifts.data() + row.channel;
  const int64_t step = row.step;
  const bool isSigned = p.range.lo < 0;
  const int32_t lo16 = isSigned ? -32768 : 0, hi16 = isSigned ? 32767 : 65535;
  const int32_t lo = p.relu ? std::max(p.range.lo, 0) : p.range.lo;
  const int32_t hi = p.range.hi;
  for (int64_t i = 0; i < n; ++i) {
    int32_t t = static_cast<int32_t>(in[i]) * scale[i * step] + bias[i * step];
    t = t < lo16 ? lo16 : t;
    t = t > hi16 ? hi16 : t;
    t >>= shift[i * step];
    t = t < lo ? lo : t;
    out[i] = static_cast<float>(t > hi ? hi : t);
  }
}

void fast::scaleInt(const ScaleInt &p, const ChannelView &view, const float *in,
                    float *out) {
  const bool plain = p.biases.size() == p.scales.size() &&
                     std::all_of(p.shifts.begin(), p.shifts.end(),
                                 [](int32_t s) { return s >= 0 && s <= 31; });
  if (!plain)
    return reference::scaleInt(p, view, in, out);
  forEachRow(view, [&](int64_t at, int64_t c, int64_t step, int64_t n) {
    scaleRun(p, {c, step}, in + at, out + at, n);
  });
}
