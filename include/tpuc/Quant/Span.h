//===- Span.h - Non-owning view of an array ---------------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_QUANT_SPAN_H
#define TPUC_QUANT_SPAN_H

#include <cassert>
#include <cstddef>
#include <vector>

namespace tpuc {

/// A read-only view of contiguous elements (C++17 has no std::span, and the
/// Quant and Kernels libraries do not depend on LLVM).
template <typename T> class Span {
public:
  Span() = default;
  Span(const T *data, size_t size) : ptr(data), count(size) {}
  Span(const std::vector<T> &v) : ptr(v.data()), count(v.size()) {}

  const T *data() const { return ptr; }
  size_t size() const { return count; }
  bool empty() const { return count == 0; }
  const T *begin() const { return ptr; }
  const T *end() const { return ptr + count; }
  const T &operator[](size_t i) const {
    assert(i < count && "Span index out of range");
    return ptr[i];
  }
  Span slice(size_t start, size_t n) const {
    assert(start + n <= count && "Span slice out of range");
    return Span(ptr + start, n);
  }

private:
  const T *ptr = nullptr;
  size_t count = 0;
};

} // namespace tpuc

#endif // TPUC_QUANT_SPAN_H
