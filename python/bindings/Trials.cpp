// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Trial sessions: the native side of tpuc.runtime.trials.
#include "tpuc-c/Trials.h"
#include "Lowering.h"

namespace nb = nanobind;

namespace tpuc::python {

namespace {
/// The outcome of trials, owned by Python.
class NativeTrials {
public:
  explicit NativeTrials(TpucTrials trials) : trials(trials) {}
  NativeTrials(NativeTrials &&other) : trials(other.trials) {
    other.trials.ptr = nullptr;
  }
  ~NativeTrials() {
    if (trials.ptr)
      tpucTrialsDestroy(trials);
  }

  intptr_t candidates() const { return tpucTrialsGetNumCandidates(trials); }
  int64_t samples() const { return tpucTrialsGetNumSamples(trials); }
  std::vector<TensorTuple> tensors() const {
    std::vector<TensorTuple> result;
    for (intptr_t i = 0, n = tpucTrialsGetNumTensors(trials); i < n; ++i)
      result.push_back(toTuple(tpucTrialsGetTensor(trials, i)));
    return result;
  }

  /// Fills `out`, [candidates, samples, tensors].
  void similarity(const std::string &metric,
                  nb::ndarray<double, nb::c_contig, nb::device::cpu> out) {
    size_t size = candidates() * samples() * tpucTrialsGetNumTensors(trials);
    if (out.size() != size)
      raise("the similarity has another size");
    check(tpucTrialsSimilarity(trials, toC(metric), out.data()));
  }

  /// Fills `out` with all candidates of a tensor.
  void tensor(intptr_t index, OutputArray out) {
    if (index < 0 || index >= tpucTrialsGetNumTensors(trials))
      raise("no such tensor");
    TpucTensorInfo info = tpucTrialsGetTensor(trials, index);
    size_t size = samples();
    for (intptr_t i = 0; i < info.rank; ++i)
      size *= info.shape[i];
    if (out.size() != size * candidates())
      raise("the tensor has another size");
    for (intptr_t c = 0; c < candidates(); ++c)
      std::copy_n(tpucTrialsGetData(trials, c, index), size,
                  out.data() + c * size);
  }

private:
  TpucTrials trials;
};

/// A trial session that Python owns.
class NativeTrialSession {
public:
  explicit NativeTrialSession(TpucTrialSession session) : session(session) {}
  NativeTrialSession(NativeTrialSession &&other) : session(other.session) {
    other.session.ptr = nullptr;
  }
  ~NativeTrialSession() {
    if (session.ptr)
      tpucTrialSessionDestroy(session);
  }
  TpucTrialSession get() const { return session; }

  /// (name, type, float_only).
  std::vector<std::tuple<std::string, std::string, bool>> layers() const {
    std::vector<std::tuple<std::string, std::string, bool>> result;
    for (intptr_t i = 0, n = tpucTrialSessionGetNumLayers(session); i < n;
         ++i) {
      TpucTrialLayer layer = tpucTrialSessionGetLayer(session, i);
      result.emplace_back(fromC(layer.name), fromC(layer.type),
                          layer.floatOnly);
    }
    return result;
  }

  void setThreshold(const ThresholdTuple &row) {
    std::vector<ThresholdTuple> rows = {row};
    check(tpucTrialSessionSetThreshold(session, toC(rows).data()));
  }

  NativeTrials reference() const {
    return NativeTrials(tpucTrialSessionGetReference(session));
  }

  NativeTrials
  tryLayer(const std::string &layer,
           const std::vector<std::vector<ThresholdTuple>> &candidates,
           int64_t count) {
    std::vector<intptr_t> sizes;
    std::vector<TpucThreshold> rows;
    for (const auto &candidate : candidates) {
      sizes.push_back(candidate.size());
      for (const TpucThreshold &row : toC(candidate))
        rows.push_back(row);
    }
    TpucTrials trials{nullptr};
    TpucMessage message;
    {
      nb::gil_scoped_release release;
      message =
          tpucTrialSessionTryLayer(session, toC(layer), sizes.size(),
                                   sizes.data(), rows.data(), count, &trials);
    }
    check(message);
    return NativeTrials(trials);
  }

  NativeTrials tryParts(const std::string &layer) {
    TpucTrials trials{nullptr};
    TpucMessage message;
    {
      nb::gil_scoped_release release;
      message = tpucTrialSessionTryParts(session, toC(layer), &trials);
    }
    check(message);
    return NativeTrials(trials);
  }

  NativeTrials
  evaluate(const std::string &mode, const std::vector<ModeTuple> &modes,
           const std::optional<std::vector<ThresholdTuple>> &table) {
    std::vector<TpucLayerMode> modeRows = toC(modes);
    std::vector<TpucThreshold> rows;
    if (table)
      rows = toC(*table);
    rows.reserve(1); // not null when there is a table, even an empty one
    TpucTrials trials{nullptr};
    TpucMessage message;
    {
      nb::gil_scoped_release release;
      message = tpucTrialSessionEvaluate(
          session, toC(mode), modeRows.size(), modeRows.data(), rows.size(),
          table ? rows.data() : nullptr, &trials);
    }
    check(message);
    return NativeTrials(trials);
  }

private:
  TpucTrialSession session;
};
} // namespace

static NativeTrialSession
createSession(MlirModule module, const NativeSession &network,
              const std::tuple<std::string, std::string, bool> &target,
              const std::vector<ThresholdTuple> &thresholds,
              const std::vector<std::string> &compare, int64_t count,
              std::vector<InputArray> inputs, const std::vector<bool> &raw,
              const std::tuple<int, int64_t> &limits) {
  Samples samples(network.get(), count, std::move(inputs), raw);
  std::vector<TpucThreshold> rows = toC(thresholds);
  std::vector<MlirStringRef> names;
  for (const std::string &name : compare)
    names.push_back(toC(name));
  const auto &[chip, floatMode, asymmetric] = target;
  const auto &[threads, memoryBudget] = limits;
  TpucTrialOptions options{toC(chip),
                           toC(floatMode),
                           asymmetric,
                           rows.data(),
                           static_cast<intptr_t>(rows.size()),
                           names.data(),
                           static_cast<intptr_t>(names.size()),
                           threads,
                           memoryBudget};
  TpucTrialSession session{nullptr};
  TpucMessage message;
  {
    nb::gil_scoped_release release;
    message = tpucTrialSessionCreate(module, &options, samples.get(), &session);
  }
  check(message);
  return NativeTrialSession(session);
}

void populateTrials(nb::module_ &m) {
  nb::class_<NativeTrials>(m, "Trials")
      .def("candidates", &NativeTrials::candidates)
      .def("samples", &NativeTrials::samples)
      .def("tensors", &NativeTrials::tensors)
      .def("similarity", &NativeTrials::similarity, nb::arg("metric"),
           nb::arg("out"))
      .def("tensor", &NativeTrials::tensor, nb::arg("index"), nb::arg("out"));
  nb::class_<NativeTrialSession>(m, "TrialSession")
      .def_static("create", &createSession, nb::arg("module"),
                  nb::arg("network"), nb::arg("target"), nb::arg("thresholds"),
                  nb::arg("compare"), nb::arg("count"), nb::arg("inputs"),
                  nb::arg("raw"), nb::arg("limits"), nb::keep_alive<0, 1>())
      .def("layers", &NativeTrialSession::layers)
      .def("set_threshold", &NativeTrialSession::setThreshold, nb::arg("row"))
      .def("reference", &NativeTrialSession::reference)
      .def("try_layer", &NativeTrialSession::tryLayer, nb::arg("layer"),
           nb::arg("candidates"), nb::arg("samples"))
      .def("try_parts", &NativeTrialSession::tryParts, nb::arg("layer"))
      .def("evaluate", &NativeTrialSession::evaluate, nb::arg("mode"),
           nb::arg("modes"), nb::arg("table").none());
}

} // namespace tpuc::python
