// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_PYTHON_BINDINGS_RUNTIME_H
#define TPUC_PYTHON_BINDINGS_RUNTIME_H

#include "tpuc-c/Runtime.h"

#include "mlir/Bindings/Python/NanobindAdaptors.h"
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <string>
#include <vector>

namespace tpuc::python {

namespace nb = nanobind;

/// A float array in row-major order.
using InputArray = nb::ndarray<const float, nb::c_contig, nb::device::cpu>;
using OutputArray = nb::ndarray<float, nb::c_contig, nb::device::cpu>;

/// Raises tpuc.errors.TpucError.
[[noreturn]] void raise(const std::string &message);
/// Raises TpucError when `message` is one, and frees it.
void check(TpucMessage message);

inline MlirStringRef toC(const std::string &text) {
  return {text.data(), text.size()};
}
inline std::string fromC(MlirStringRef text) {
  return {text.data, text.length};
}

/// (name, op, shape, dtype, quantized, scale, zero point).
using TensorTuple = std::tuple<std::string, std::string, std::vector<int64_t>,
                               std::string, bool, double, int64_t>;
TensorTuple toTuple(const TpucTensorInfo &info);

/// Samples for a session, checked for size.
class Samples {
public:
  Samples(TpucSession session, int64_t count, std::vector<InputArray> arrays,
          const std::vector<bool> &raw, bool allowNaN = false);
  TpucSamples get() const {
    return {count, pointers.data(), raw.get(), allowNaN};
  }

private:
  int64_t count;
  std::vector<InputArray> arrays;
  std::vector<const float *> pointers;
  std::unique_ptr<bool[]> raw;
  bool allowNaN;
};

/// A session that Python owns.
class NativeSession {
public:
  explicit NativeSession(TpucSession session) : session(session) {}
  NativeSession(NativeSession &&other) : session(other.session) {
    other.session.ptr = nullptr;
  }
  ~NativeSession() {
    if (session.ptr)
      tpucSessionDestroy(session);
  }
  TpucSession get() const { return session; }

private:
  TpucSession session;
};

void populateLowering(nb::module_ &m);
void populateModuleIO(nb::module_ &m);
void populateSession(nb::module_ &m);
void populateStatistics(nb::module_ &m);
void populateTrials(nb::module_ &m);

} // namespace tpuc::python

#endif // TPUC_PYTHON_BINDINGS_RUNTIME_H
