//===- Common.h - Vocabulary shared by all kernels --------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Conventions of this library:
//  - Every activation is a float32 buffer, whatever its logical type: integers
//    are whole numbers, F16/BF16 are f32 values already rounded. Integer
//    weights are whole f32 numbers as well.
//  - namespace `reference` holds one plain function per operator, written to
//    be checked against the numerics text. namespace `fast` holds functions
//    of the same signature that give the same result: bit-equal for integers
//    and for single-rounding float operations, within a few ulps otherwise.
//    Classes named *Kernel are prepared once and run many times; run() is
//    const and may be called from several threads at the same time.
//  - Buffers do not overlap unless a function says that it works in place.
//  - Nothing here throws: what can fail returns a Status.
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_KERNELS_COMMON_H
#define TPUC_KERNELS_COMMON_H

#include "tpuc/Quant/FixedPoint.h"
#include "tpuc/Quant/Float16.h"
#include "tpuc/Quant/Span.h"
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tpuc::kernels {

using quant::FloatRound;
using quant::IntRange;
using quant::RoundMode;

using Shape = std::vector<int64_t>;

/// Number of elements of a shape.
int64_t numElements(const Shape &shape);
/// Row-major strides of a shape, in elements.
Shape stridesOf(const Shape &shape);

/// Order of the dimensions of a rank-4 activation in memory. Its logical
/// shape is always N, C, H, W.
enum class Layout { NCHW, NHWC };

/// A buffer seen as [outer, channels, inner], for per-channel parameters.
struct ChannelView {
  int64_t outer = 1;
  int64_t channels = 1;
  int64_t inner = 1;
  int64_t size() const { return outer * channels * inner; }
};
/// The view of an N,C,H,W activation: [N, C, HW], or [N*HW, C, 1].
inline ChannelView channelView(Layout layout, int64_t n, int64_t c,
                               int64_t hw) {
  return layout == Layout::NCHW ? ChannelView{n, c, hw}
                                : ChannelView{n * hw, c, 1};
}

/// Success, or what went wrong.
class [[nodiscard]] Status {
public:
  Status() = default;
  static Status failure(std::string message) {
    Status s;
    s.failed = true;
    s.text = std::move(message);
    return s;
  }
  bool ok() const { return !failed; }
  const std::string &message() const { return text; }

private:
  bool failed = false;
  std::string text;
};

/// What closes a float operator: relu, an upper limit when not negative,
/// rounding to the storage type.
struct FloatEpilogue {
  bool relu = false;
  float reluLimit = -1.0f;
  FloatRound round = FloatRound::None;

  float apply(float x) const {
    if (relu) {
      x = x > 0.0f ? x : 0.0f;
      if (reluLimit >= 0.0f && x > reluLimit)
        x = reluLimit;
    }
    return quant::roundFloat(x, round);
  }
  bool isIdentity() const { return !relu && round == FloatRound::None; }
};

namespace reference {
/// out[i] = epilogue(in[i]); in place allowed.
void applyEpilogue(const FloatEpilogue &epilogue, const float *in, float *out,
                   int64_t n);
/// NCHW <-> NHWC: [n, rows, cols] -> [n, cols, rows].
void transposeInner(const float *in, float *out, int64_t n, int64_t rows,
                    int64_t cols);
} // namespace reference
namespace fast {
void applyEpilogue(const FloatEpilogue &epilogue, const float *in, float *out,
                   int64_t n);
void transposeInner(const float *in, float *out, int64_t n, int64_t rows,
                    int64_t cols);
} // namespace fast

} // namespace tpuc::kernels

#endif // TPUC_KERNELS_COMMON_H
