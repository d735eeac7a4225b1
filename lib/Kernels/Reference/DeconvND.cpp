//===- DeconvND.cpp - Reference transposed convolution in 3-D -------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Conv.h"
#include <vector>

using namespace tpuc;
using namespace tpuc::kernels;

static int64_t volume(const std::array<int64_t, 3> &size) {
  return size[0] * size[1] * size[2];
}

/// The place of flat index `i` in a box of `size`.
static std::array<int64_t, 3> placeOf(int64_t i,
                                      const std::array<int64_t, 3> &size) {
  return {i / (size[1] * size[2]), i / size[2] % size[1], i % size[2]};
}

void reference::deconvND(const DeconvNDParams &p, const float *in,
                         const float *filter, float *acc) {
  const int64_t inSize = volume(p.in), outSize = volume(p.out);
  const int64_t window = volume(p.kernel);
  const int64_t ic = p.inChannels / p.groups, oc = p.outChannels / p.groups;
  std::vector<double> sums(outSize);
  for (int64_t n = 0; n < p.batch; ++n)
    for (int64_t o = 0; o < p.outChannels; ++o) {
      sums.assign(outSize, 0.0);
      for (int64_t c = o / oc * ic; c < (o / oc + 1) * ic; ++c)
        for (int64_t i = 0; i < inSize; ++i) {
          const double x = in[(n * p.inChannels + c) * inSize + i];
          const auto at = placeOf(i, p.in);
          for (int64_t k = 0; k < window; ++k) {
            const auto kernel = placeOf(k, p.kernel);
            int64_t to = 0;
            bool inside = true;
            for (int d = 0; d < 3; ++d) {
              const int64_t place =
                  at[d] * p.strides[d] + kernel[d] * p.dilations[d] - p.pads[d];
              inside &= place >= 0 && place < p.out[d];
              to = to * p.out[d] + place;
            }
            if (inside)
              sums[to] += x * filter[(c * oc + o % oc) * window + k];
          }
        }
      for (int64_t i = 0; i < outSize; ++i)
        acc[(n * p.outChannels + o) * outSize + i] =
            static_cast<float>(sums[i]);
    }
}
