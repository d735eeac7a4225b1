//===- Requant.cpp - Vectorised requantization ----------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The vector code clamps before it multiplies: for each channel, `lo` and `hi`
// are the accumulators at which the result saturates. Since requantization is
// monotonous this changes no result, and everything after the clamp is known
// to fit 32 bits, so 64-bit products need only the low half of their shift.
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Requant.h"
#include "../Simd.h"
#include <algorithm>
#include <cmath>

using namespace tpuc;
using namespace tpuc::kernels;

namespace {
/// Constants of one requantization, one value per channel and padded so that
/// eight can always be loaded.
struct Constants {
  std::vector<float> bias, floatMultiplier;
  std::vector<int32_t> lo, hi, multiplier, shift;
  int32_t zeroPoint = 0;
  int32_t minResult = 0, maxResult = 0; ///< before the zero point is added
  float clampLo = 0.0f, clampHi = 0.0f; ///< float kinds
};

enum class VectorPath {
  Fallback, ///< reference
  Trunc,    ///< kind None
  Shift,    ///< OnlyShift, HalfUp
  ProductHalfUp,
  ProductHalfAway,
  Float, ///< MultiplierShiftFloat, HalfUp
  Qdm,   ///< HalfAwayFromZero
};
} // namespace

struct RequantKernel::Impl {
  Requant requant;
  int64_t channels;
  VectorPath path = VectorPath::Fallback;
  Constants k;

  Impl(Requant r, int64_t channels)
      : requant(std::move(r)), channels(channels) {
    path = choosePath();
    if (path != VectorPath::Fallback)
      prepare();
  }
  VectorPath choosePath() const;
  void prepare();
};

template <typename T>
static T channelValue(const std::vector<T> &v, int64_t c, T absent) {
  return v.empty() ? absent : v[v.size() == 1 ? 0 : c];
}

/// The multiplier of a channel; 1 for kinds that have none.
static int32_t multiplierOf(const Requant &r, int64_t c) {
  if (r.kind == RequantKind::None || r.kind == RequantKind::OnlyShift)
    return 1;
  return channelValue(r.multipliers, c, 1);
}

VectorPath RequantKernel::Impl::choosePath() const {
  const Requant &r = requant;
  if (!hasAVX2() || r.zeroPoint > r.range.hi)
    return VectorPath::Fallback;
  for (int32_t m : r.multipliers)
    if (m < 0) // not monotonously rising
      return VectorPath::Fallback;
  const size_t count = std::max(r.shifts.size(), r.multipliers.size());
  for (size_t i = 0; i < count; ++i) {
    const int32_t m = multiplierOf(r, i), s = channelValue(r.shifts, i, 0);
    if (m != 0 && (s < 0 || s > 31))
      return VectorPath::Fallback;
    // One step of the accumulator must not jump out of 32 bits.
    if (r.kind == RequantKind::MultiplierShift && m >> s > 1 << 24)
      return VectorPath::Fallback;
  }
  const bool halfUp = r.roundMode == RoundMode::HalfUp;
  const bool halfAway = r.roundMode == RoundMode::HalfAwayFromZero;
  switch (r.kind) {
  case RequantKind::None:
    return VectorPath::Trunc;
  case RequantKind::OnlyShift:
    return halfUp ? VectorPath::Shift : VectorPath::Fallback;
  case RequantKind::MultiplierShift:
    return halfUp     ? VectorPath::ProductHalfUp
           : halfAway ? VectorPath::ProductHalfAway
                      : VectorPath::Fallback;
  case RequantKind::MultiplierShiftFloat:
    return halfUp ? VectorPath::Float : VectorPath::Fallback;
  case RequantKind::Qdm:
    return halfAway ? VectorPath::Qdm : VectorPath::Fallback;
  }
  return VectorPath::Fallback;
}

/// The smallest t for which `reached(t)` holds, or INT32_MAX; reached must be
/// false before and true after.
template <typename F> static int32_t firstReached(F reached) {
  int64_t lo = INT32_MIN, hi = INT32_MAX;
  while (lo < hi) {
    const int64_t mid = lo + (hi - lo) / 2;
    if (reached(mid))
      hi = mid;
    else
      lo = mid + 1;
  }
  return static_cast<int32_t>(lo);
}

void RequantKernel::Impl::prepare() {
  const Requant &r = requant;
  const int64_t padded = (channels + 7) / 8 * 8 + 8;
  const int32_t rangeLo =
      r.relu ? std::max(r.range.lo, r.zeroPoint) : r.range.lo;
  k.zeroPoint = r.zeroPoint;
  k.minResult = rangeLo - r.zeroPoint;
  k.maxResult = r.range.hi - r.zeroPoint;
  k.clampLo = static_cast<float>(rangeLo);
  k.clampHi = static_cast<float>(r.range.hi);
  if (r.kind == RequantKind::None) {
    k.clampLo = r.relu ? static_cast<float>(r.zeroPoint) : -INFINITY;
    k.clampHi = INFINITY;
  }
  k.bias.assign(padded, 0.0f);
  k.floatMultiplier.assign(padded, 0.0f);
  k.lo.assign(padded, 0);
  k.hi.assign(padded, 0);
  k.multiplier.assign(padded, 0);
  k.shift.assign(padded, 0);
  const bool shared = r.multipliers.size() <= 1 && r.shifts.size() <= 1;
  for (int64_t c = 0; c < channels; ++c) {
    k.bias[c] = channelValue(r.bias, c, 0.0f);
    const int32_t m = multiplierOf(r, c);
    const int32_t s = m == 0 ? 0 : channelValue(r.shifts, c, 0);
    k.multiplier[c] = m;
    k.shift[c] = s;
    // Powers of two: no product below rounds.
    k.floatMultiplier[c] = std::ldexp(1.0f, -s);
    if (r.kind == RequantKind::None ||
        r.kind == RequantKind::MultiplierShiftFloat) {
      k.lo[c] = r.reluBefore ? 0 : INT32_MIN;
      k.hi[c] = INT32_MAX;
      continue;
    }
    if (shared && c > 0) {
      k.lo[c] = k.lo[0];
      k.hi[c] = k.hi[0];
      continue;
    }
    auto value = [&](int64_t t) {
      return requantizeValue(r.kind, t, m, s, r.roundMode) + r.zeroPoint;
    };
    k.hi[c] = firstReached([&](int64_t t) { return value(t) >= r.range.hi; });
    const int32_t above =
        firstReached([&](int64_t t) { return value(t) > rangeLo; });
    k.lo[c] = above == INT32_MIN ? above : above - 1;
    if (value(INT32_MAX) <= rangeLo) // nothing rises above: any t will do
      k.lo[c] = k.hi[c] = INT32_MAX;
    if (r.reluBefore) {
      k.lo[c] = std::max(k.lo[c], 0);
      k.hi[c] = std::max(k.hi[c], 0);
    }
  }
}

RequantKernel::RequantKernel(Requant requant, int64_t channels)
    : impl(std::make_unique<Impl>(std::move(requant), channels)) {}
RequantKernel::~RequantKernel() = default;
RequantKernel::RequantKernel(RequantKernel &&) noexcept = default;
RequantKernel &RequantKernel::operator=(RequantKernel &&) noexcept = default;
const Requant &RequantKernel::requant() const { return impl->requant; }

#ifdef TPUC_HAVE_AVX2

namespace {
/// The constants of eight lanes, in registers.
struct Lanes {
  __m256 bias, floatMultiplier, clampLo, clampHi, zeroPointF;
  __m256i lo, hi, multiplier, multiplierOdd, shift, shiftEven, shiftOdd,
      halfEven, halfOdd, zeroPoint, minResult, maxResult;
};
} // namespace

TPUC_AVX2_INLINE __m256i loadInts(const int32_t *p) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i *>(p));
}

/// 2^(shift - 1) in 64-bit lanes, 0 for shift 0.
TPUC_AVX2_INLINE __m256i halfOf(__m256i shift64) {
  return _mm256_srli_epi64(_mm256_sllv_epi64(_mm256_set1_epi64x(1), shift64),
                           1);
}

TPUC_AVX2_INLINE void finishLanes(const Constants &k, Lanes &l) {
  l.clampLo = _mm256_set1_ps(k.clampLo);
  l.clampHi = _mm256_set1_ps(k.clampHi);
  l.zeroPoint = _mm256_set1_epi32(k.zeroPoint);
  l.minResult = _mm256_set1_epi32(k.minResult);
  l.maxResult = _mm256_set1_epi32(k.maxResult);
  l.zeroPointF = _mm256_set1_ps(static_cast<float>(k.zeroPoint));
  l.multiplierOdd = _mm256_srli_epi64(l.multiplier, 32);
  l.shiftOdd = _mm256_srli_epi64(l.shift, 32);
  l.shiftEven = _mm256_and_si256(l.shift, _mm256_set1_epi64x(0xffffffffLL));
  l.halfEven = halfOf(l.shiftEven);
  l.halfOdd = halfOf(l.shiftOdd);
}

/// Eight neighbouring channels.
TPUC_AVX2_INLINE void loadChannels(const Constants &k, int64_t c, Lanes &l) {
  l.bias = _mm256_loadu_ps(&k.bias[c]);
  l.floatMultiplier = _mm256_loadu_ps(&k.floatMultiplier[c]);
  l.lo = loadInts(&k.lo[c]);
  l.hi = loadInts(&k.hi[c]);
  l.multiplier = loadInts(&k.multiplier[c]);
  l.shift = loadInts(&k.shift[c]);
  finishLanes(k, l);
}

/// One channel in all lanes.
TPUC_AVX2_INLINE void broadcastChannel(const Constants &k, int64_t c,
                                       Lanes &l) {
  l.bias = _mm256_set1_ps(k.bias[c]);
  l.floatMultiplier = _mm256_set1_ps(k.floatMultiplier[c]);
  l.lo = _mm256_set1_epi32(k.lo[c]);
  l.hi = _mm256_set1_epi32(k.hi[c]);
  l.multiplier = _mm256_set1_epi32(k.multiplier[c]);
  l.shift = _mm256_set1_epi32(k.shift[c]);
  finishLanes(k, l);
}

/// Low halves of two vectors of 64-bit results, interleaved again.
TPUC_AVX2_INLINE __m256i mergeEvenOdd(__m256i even, __m256i odd) {
  return _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xaa);
}

/// RSR of 64-bit products whose result fits 32 bits and whose shift is at most
/// 32: the logical shift gives the same low half as the arithmetic one.
template <VectorPath path>
TPUC_AVX2_INLINE __m256i roundProduct(__m256i product, __m256i half,
                                      __m256i shift) {
  __m256i p = _mm256_add_epi64(product, half);
  if (path == VectorPath::ProductHalfAway) {
    // Below zero a tie goes down: one less, unless nothing is shifted out.
    __m256i negative = _mm256_cmpgt_epi64(_mm256_setzero_si256(), product);
    __m256i exact = _mm256_cmpeq_epi64(half, _mm256_setzero_si256());
    p = _mm256_add_epi64(p, _mm256_andnot_si256(exact, negative));
  }
  return _mm256_srlv_epi64(p, shift);
}

template <VectorPath path>
TPUC_AVX2_INLINE __m256 requantLanes(const Lanes &l, __m256 acc) {
  const __m256 sum = _mm256_min_ps(_mm256_add_ps(acc, l.bias),
                                   _mm256_set1_ps(kLargestInt32Float));
  if (path == VectorPath::Trunc || path == VectorPath::Float) {
    __m256 t = _mm256_round_ps(sum, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
    // lo is INT32_MIN, or 0 for a relu before.
    t = _mm256_max_ps(t, _mm256_cvtepi32_ps(l.lo));
    if (path == VectorPath::Float) {
      t = _mm256_mul_ps(t, _mm256_cvtepi32_ps(l.multiplier));
      t = _mm256_mul_ps(t, l.floatMultiplier);
      const __m256 floor = _mm256_floor_ps(t);
      const __m256 up = _mm256_cmp_ps(_mm256_sub_ps(t, floor),
                                      _mm256_set1_ps(0.5f), _CMP_GE_OQ);
      t = _mm256_add_ps(floor, _mm256_and_ps(up, _mm256_set1_ps(1.0f)));
    }
    t = _mm256_add_ps(t, l.zeroPointF);
    return _mm256_min_ps(_mm256_max_ps(t, l.clampLo), l.clampHi);
  }

  __m256i t = _mm256_cvttps_epi32(sum);
  t = _mm256_min_epi32(_mm256_max_epi32(t, l.lo), l.hi);
  if (path == VectorPath::Shift) {
    // ((t >> (s-1)) + 1) >> 1, and t itself for s == 0.
    const __m256i one = _mm256_set1_epi32(1);
    const __m256i isZero = _mm256_cmpeq_epi32(l.shift, _mm256_setzero_si256());
    const __m256i first =
        _mm256_andnot_si256(isZero, _mm256_sub_epi32(l.shift, one));
    const __m256i last = _mm256_andnot_si256(isZero, one);
    t = _mm256_srav_epi32(_mm256_add_epi32(_mm256_srav_epi32(t, first), last),
                          last);
  } else {
    const __m256i even = _mm256_mul_epi32(t, l.multiplier);
    const __m256i odd =
        _mm256_mul_epi32(_mm256_srli_epi64(t, 32), l.multiplierOdd);
    if (path == VectorPath::Qdm) {
      const __m256i half = _mm256_set1_epi64x(int64_t(1) << 30);
      const __m256i y =
          mergeEvenOdd(_mm256_srli_epi64(_mm256_add_epi64(even, half), 31),
                       _mm256_srli_epi64(_mm256_add_epi64(odd, half), 31));
      // Half away from zero, on the magnitude: (|y| >> s) + bit s-1. A count
      // of -1 shifts everything out.
      const __m256i magnitude = _mm256_abs_epi32(y);
      const __m256i bit = _mm256_and_si256(
          _mm256_srlv_epi32(magnitude,
                            _mm256_sub_epi32(l.shift, _mm256_set1_epi32(1))),
          _mm256_set1_epi32(1));
      t = _mm256_sign_epi32(
          _mm256_add_epi32(_mm256_srlv_epi32(magnitude, l.shift), bit), y);
    } else {
      t = mergeEvenOdd(roundProduct<path>(even, l.halfEven, l.shiftEven),
                       roundProduct<path>(odd, l.halfOdd, l.shiftOdd));
    }
  }
  // A factor above one can step over the end of the range.
  t = _mm256_min_epi32(_mm256_max_epi32(t, l.minResult), l.maxResult);
  return _mm256_cvtepi32_ps(_mm256_add_epi32(t, l.zeroPoint));
}

/// Channels innermost: a tile of rows per block of eight channels, so that
/// constants stay in registers and the tile in the first-level cache.
template <VectorPath path>
TPUC_AVX2 static void runRows(const Constants &k, int64_t rows,
                              int64_t channels, const float *acc, float *out) {
  const int64_t tile = std::max<int64_t>(4, 4096 / channels);
  for (int64_t r0 = 0; r0 < rows; r0 += tile) {
    const int64_t r1 = std::min(rows, r0 + tile);
    int64_t c = 0;
    for (; c + 8 <= channels; c += 8) {
      Lanes l;
      loadChannels(k, c, l);
      for (int64_t r = r0; r < r1; ++r)
        _mm256_storeu_ps(
            out + r * channels + c,
            requantLanes<path>(l, _mm256_loadu_ps(acc + r * channels + c)));
    }
    if (c < channels) {
      const __m256i mask = firstLanes(static_cast<int>(channels - c));
      Lanes l;
      loadChannels(k, c, l);
      for (int64_t r = r0; r < r1; ++r)
        _mm256_maskstore_ps(
            out + r * channels + c, mask,
            requantLanes<path>(
                l, _mm256_maskload_ps(acc + r * channels + c, mask)));
    }
  }
}

/// A channel's elements together.
template <VectorPath path>
TPUC_AVX2 static void runPlanes(const Constants &k, const ChannelView &v,
                                const float *acc, float *out) {
  for (int64_t o = 0; o < v.outer; ++o)
    for (int64_t c = 0; c < v.channels; ++c) {
      Lanes l;
      broadcastChannel(k, c, l);
      const int64_t base = (o * v.channels + c) * v.inner;
      int64_t i = 0;
      for (; i + 8 <= v.inner; i += 8)
        _mm256_storeu_ps(
            out + base + i,
            requantLanes<path>(l, _mm256_loadu_ps(acc + base + i)));
      if (i < v.inner) {
        const __m256i mask = firstLanes(static_cast<int>(v.inner - i));
        _mm256_maskstore_ps(
            out + base + i, mask,
            requantLanes<path>(l, _mm256_maskload_ps(acc + base + i, mask)));
      }
    }
}

template <VectorPath path>
static void runVector(const Constants &k, const ChannelView &v,
                      const float *acc, float *out) {
  if (v.inner == 1)
    runRows<path>(k, v.outer, v.channels, acc, out);
  else
    runPlanes<path>(k, v, acc, out);
}

void RequantKernel::run(const ChannelView &v, const float *acc,
                        float *out) const {
  const Constants &k = impl->k;
  switch (impl->path) {
  case VectorPath::Fallback:
    return reference::requantize(impl->requant, v, acc, out);
  case VectorPath::Trunc:
    return runVector<VectorPath::Trunc>(k, v, acc, out);
  case VectorPath::Shift:
    return runVector<VectorPath::Shift>(k, v, acc, out);
  case VectorPath::ProductHalfUp:
    return runVector<VectorPath::ProductHalfUp>(k, v, acc, out);
  case VectorPath::ProductHalfAway:
    return runVector<VectorPath::ProductHalfAway>(k, v, acc, out);
  case VectorPath::Float:
    return runVector<VectorPath::Float>(k, v, acc, out);
  case VectorPath::Qdm:
    return runVector<VectorPath::Qdm>(k, v, acc, out);
  }
}

#else

void RequantKernel::run(const ChannelView &v, const float *acc,
                        float *out) const {
  reference::requantize(impl->requant, v, acc, out);
}

#endif // TPUC_HAVE_AVX2
