// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Sessions: the native side of tpuc.runtime.session.
#include "Runtime.h"

#include <algorithm>

namespace nb = nanobind;

namespace tpuc::python {

TensorTuple toTuple(const TpucTensorInfo &info) {
  return {fromC(info.name),
          fromC(info.op),
          std::vector<int64_t>(info.shape, info.shape + info.rank),
          fromC(info.dtype),
          info.quantized,
          info.scale,
          info.zeroPoint};
}

static size_t numElements(TpucSession session, intptr_t tensor) {
  TpucTensorInfo info = tpucSessionGetTensor(session, tensor);
  size_t n = 1;
  for (intptr_t i = 0; i < info.rank; ++i)
    n *= info.shape[i];
  return n;
}

Samples::Samples(TpucSession session, int64_t count,
                 std::vector<InputArray> given, const std::vector<bool> &isRaw,
                 bool allowNaN)
    : count(count), arrays(std::move(given)), raw(new bool[arrays.size()]),
      allowNaN(allowNaN) {
  if (static_cast<intptr_t>(arrays.size()) !=
          tpucSessionGetNumInputs(session) ||
      isRaw.size() != arrays.size())
    raise("wrong number of inputs");
  for (size_t i = 0; i < arrays.size(); ++i) {
    if (arrays[i].size() !=
        count * numElements(session, tpucSessionGetInput(session, i)))
      raise("an input has the wrong size");
    pointers.push_back(arrays[i].data());
    raw[i] = isRaw[i];
  }
}

static void run(NativeSession &self, int64_t count,
                std::vector<InputArray> inputs, const std::vector<bool> &raw,
                const std::vector<intptr_t> &kept,
                const std::vector<OutputArray> &out, bool keepRaw,
                bool allowNaN) {
  TpucSession session = self.get();
  Samples samples(session, count, std::move(inputs), raw, allowNaN);
  std::vector<float *> pointers;
  for (size_t i = 0; i < kept.size(); ++i) {
    if (i >= out.size() || kept[i] < 0 ||
        kept[i] >= tpucSessionGetNumTensors(session) ||
        out[i].size() != count * numElements(session, kept[i]))
      raise("a kept tensor has the wrong size");
    pointers.push_back(out[i].data());
  }
  TpucMessage message;
  {
    nb::gil_scoped_release release;
    message = tpucSessionRun(session, samples.get(), kept.size(), kept.data(),
                             pointers.data(), keepRaw);
  }
  check(message);
}

/// All values of a list that is counted and indexed by functions of the C API.
template <typename T, typename Count, typename Get>
static std::vector<T> collect(Count count, Get get) {
  std::vector<T> result;
  for (intptr_t i = 0, n = count(); i < n; ++i)
    result.push_back(get(i));
  return result;
}

void populateSession(nb::module_ &m) {
  m.def(
      "can_execute",
      [](MlirContext context, const std::string &op) {
        return tpucCanExecute(context, toC(op));
      },
      nb::arg("context"), nb::arg("op"));
  nb::class_<NativeSession>(m, "Session")
      .def_static(
          "create",
          [](MlirModule module, bool reference, int threads,
             int64_t memoryBudget) {
            TpucSessionOptions options{reference, threads, memoryBudget};
            TpucSession session{nullptr};
            check(tpucSessionCreate(module, &options, &session));
            return NativeSession(session);
          },
          nb::arg("module"), nb::arg("reference"), nb::arg("threads"),
          nb::arg("memory_budget"))
      .def("tensors",
           [](NativeSession &self) {
             TpucSession s = self.get();
             return collect<TensorTuple>(
                 [s] { return tpucSessionGetNumTensors(s); },
                 [s](intptr_t i) {
                   return toTuple(tpucSessionGetTensor(s, i));
                 });
           })
      .def("inputs",
           [](NativeSession &self) {
             TpucSession s = self.get();
             return collect<intptr_t>(
                 [s] { return tpucSessionGetNumInputs(s); },
                 [s](intptr_t i) { return tpucSessionGetInput(s, i); });
           })
      .def("outputs",
           [](NativeSession &self) {
             TpucSession s = self.get();
             return collect<intptr_t>(
                 [s] { return tpucSessionGetNumOutputs(s); },
                 [s](intptr_t i) { return tpucSessionGetOutput(s, i); });
           })
      .def("run", &run, nb::arg("count"), nb::arg("inputs"), nb::arg("raw"),
           nb::arg("kept"), nb::arg("out"), nb::arg("keep_raw"),
           nb::arg("allow_nan"));
}

} // namespace tpuc::python
