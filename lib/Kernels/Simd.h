//===- Simd.h - Vector code and its run-time dispatch -----------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The library is built for the baseline of its architecture. Vector functions
// carry TPUC_AVX2 and are called only when hasAVX2(). TPUC_NO_SIMD builds the
// portable code alone, which is how it is tested on x86.
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_LIB_KERNELS_SIMD_H
#define TPUC_LIB_KERNELS_SIMD_H

#if defined(__x86_64__) && !defined(TPUC_NO_SIMD)
#include <immintrin.h>

#define TPUC_HAVE_AVX2 1
#define TPUC_AVX2 __attribute__((target("avx2,fma,f16c")))
#define TPUC_AVX2_INLINE                                                       \
  __attribute__((target("avx2,fma,f16c"), always_inline)) static inline

namespace tpuc::kernels {

inline bool hasAVX2() {
  static const bool yes = __builtin_cpu_supports("avx2") &&
                          __builtin_cpu_supports("fma") &&
                          __builtin_cpu_supports("f16c");
  return yes;
}

/// Mask of the first `n` (1..8) lanes.
TPUC_AVX2_INLINE __m256i firstLanes(int n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(n),
                            _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

} // namespace tpuc::kernels

#else
namespace tpuc::kernels {
inline bool hasAVX2() { return false; }
} // namespace tpuc::kernels
#endif

/// For plain loops that the compiler vectorises: the function is compiled for
/// AVX2 as well, and the loader picks a version. Contraction is off, so both
/// give the same results.
#if defined(TPUC_HAVE_AVX2) && defined(__linux__)
#define TPUC_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define TPUC_CLONES
#endif

#endif // TPUC_LIB_KERNELS_SIMD_H
