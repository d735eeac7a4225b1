// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Statistics: the native side of tpuc.runtime.statistics.
#include "Runtime.h"

#include <algorithm>

namespace nb = nanobind;

namespace tpuc::python {

namespace {
class NativeStatistics {
public:
  NativeStatistics(NativeSession &session, int64_t bins)
      : session(session.get()), bins(bins),
        statistics(tpucStatisticsCreate(session.get(), bins)) {}
  NativeStatistics(const NativeStatistics &) = delete;
  ~NativeStatistics() { tpucStatisticsDestroy(statistics); }

  void observe(int64_t count, std::vector<InputArray> inputs,
               const std::vector<bool> &raw, bool histogram) {
    Samples samples(session, count, std::move(inputs), raw);
    TpucMessage message;
    {
      nb::gil_scoped_release release;
      message = histogram
                    ? tpucStatisticsObserveHistogram(statistics, samples.get())
                    : tpucStatisticsObserveRange(statistics, samples.get());
    }
    check(message);
  }

  void watchRows(intptr_t tensor, int64_t length, int64_t stride,
                 float hidden) {
    if (length < 1 || stride < 1 || at(tensor).count > 0)
      raise("rows are watched from before the first pass, and are not empty");
    tpucStatisticsWatchRows(statistics, tensor, length, stride, hidden);
  }

  void setBounds(intptr_t tensor, float low, float high) {
    if (at(tensor).histogram)
      raise("bounds are set before the second pass");
    tpucStatisticsSetBounds(statistics, tensor, low, high);
  }

  float leastRowMax(intptr_t tensor) const { return at(tensor).leastRowMax; }

  /// (min, max, abs_max, sum, sum_of_squares, count, zeros).
  std::tuple<float, float, float, double, double, int64_t, int64_t>
  get(intptr_t tensor) const {
    TpucTensorStatistics s = at(tensor);
    return {s.min, s.max, s.absMax, s.sum, s.sumOfSquares, s.count, s.zeros};
  }

  /// Copies the counts to `out`; false when there are none yet.
  bool
  histogram(intptr_t tensor,
            nb::ndarray<int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>
                out) const {
    TpucTensorStatistics s = at(tensor);
    if (!s.histogram || static_cast<int64_t>(out.size()) != bins)
      return false;
    std::copy_n(s.histogram, bins, out.data());
    return true;
  }

private:
  TpucTensorStatistics at(intptr_t tensor) const {
    if (tensor < 0 || tensor >= tpucSessionGetNumTensors(session))
      raise("no such tensor");
    return tpucStatisticsGet(statistics, tensor);
  }

  TpucSession session;
  int64_t bins;
  TpucStatistics statistics;
};
} // namespace

void populateStatistics(nb::module_ &m) {
  nb::class_<NativeStatistics>(m, "Statistics")
      .def(nb::init<NativeSession &, int64_t>(), nb::arg("session"),
           nb::arg("bins"), nb::keep_alive<1, 2>())
      .def("observe", &NativeStatistics::observe, nb::arg("count"),
           nb::arg("inputs"), nb::arg("raw"), nb::arg("histogram"))
      .def("watch_rows", &NativeStatistics::watchRows, nb::arg("tensor"),
           nb::arg("length"), nb::arg("stride"), nb::arg("hidden"))
      .def("set_bounds", &NativeStatistics::setBounds, nb::arg("tensor"),
           nb::arg("low"), nb::arg("high"))
      .def("least_row_max", &NativeStatistics::leastRowMax, nb::arg("tensor"))
      .def("get", &NativeStatistics::get, nb::arg("tensor"))
      .def("histogram", &NativeStatistics::histogram, nb::arg("tensor"),
           nb::arg("out"));
}

} // namespace tpuc::python
