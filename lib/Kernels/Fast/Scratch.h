//===- Scratch.h - Per-thread working memory --------------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_LIB_KERNELS_FAST_SCRATCH_H
#define TPUC_LIB_KERNELS_FAST_SCRATCH_H

#include <cstddef>

namespace tpuc::kernels {

/// Working memory of one call, taken from a stack that the calling thread
/// keeps: 64-byte aligned, not initialised, released in reverse order.
class Scratch {
public:
  explicit Scratch(size_t bytes);
  static Scratch floats(size_t count) { return Scratch(count * sizeof(float)); }
  ~Scratch();
  Scratch(const Scratch &) = delete;
  Scratch &operator=(const Scratch &) = delete;

  void *data() const { return ptr; }
  float *asFloats() const { return static_cast<float *>(ptr); }

private:
  void *ptr;
};

} // namespace tpuc::kernels

#endif // TPUC_LIB_KERNELS_FAST_SCRATCH_H
