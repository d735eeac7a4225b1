//===- PadSource.h - Where a padded axis reads from -------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_LIB_KERNELS_PADSOURCE_H
#define TPUC_LIB_KERNELS_PADSOURCE_H

#include "tpuc/Kernels/Shape.h"

namespace tpuc::kernels {

/// Where position `i` (0 is the first input element) of a padded axis reads
/// from, or -1 for the constant.
inline int64_t padSource(int64_t i, int64_t size, PadMode mode) {
  if (i >= 0 && i < size)
    return i;
  switch (mode) {
  case PadMode::Constant:
    return -1;
  case PadMode::Edge:
    return i < 0 ? 0 : size - 1;
  case PadMode::Reflect: {
    if (size == 1)
      return 0;
    const int64_t period = 2 * (size - 1);
    i = ((i % period) + period) % period;
    return i < size ? i : period - i;
  }
  case PadMode::Wrap:
    return ((i % size) + size) % size;
  }
  return -1;
}

} // namespace tpuc::kernels

#endif // TPUC_LIB_KERNELS_PADSOURCE_H
