// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc-c/Trials.h"
#include "Tables.h"
#include "tpuc/Runtime/TrialSession.h"

#include "mlir/CAPI/IR.h"

using namespace tpuc;
using namespace tpuc::capi;
using namespace tpuc::runtime;

static TrialSession &unwrap(TpucTrialSession session) {
  return *static_cast<TrialSession *>(session.ptr);
}

static Trials &unwrap(TpucTrials trials) {
  return *static_cast<Trials *>(trials.ptr);
}

static TpucMessage give(llvm::Expected<Trials> outcome, TpucTrials *trials) {
  if (!outcome)
    return toMessage(outcome.takeError());
  trials->ptr = new Trials(std::move(*outcome));
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Sessions
//===----------------------------------------------------------------------===//

TpucMessage tpucTrialSessionCreate(MlirModule module,
                                   const TpucTrialOptions *options,
                                   TpucSamples samples,
                                   TpucTrialSession *session) {
  TrialOptions native;
  auto chip = toChip(options->chip);
  if (!chip)
    return toMessage(chip.takeError());
  native.chip = *chip;
  native.floatMode = native.chip->defaultFloat();
  if (options->floatMode.length > 0) {
    auto mode = toMode(options->floatMode);
    if (!mode)
      return toMessage(mode.takeError());
    native.floatMode = *mode;
  }
  native.asymmetric = options->asymmetric;
  native.table = toTable(options->thresholds, options->numThresholds);
  for (intptr_t i = 0; i < options->numCompare; ++i)
    native.compare.push_back(fromC(options->compare[i]).str());
  native.threads = options->threads;
  native.memoryBudget = options->memoryBudget;
  // The number of inputs is that of the function.
  auto created =
      TrialSession::create(unwrap(module), native, [&](size_t inputs) {
        return toRequest(inputs, samples);
      });
  if (!created)
    return toMessage(created.takeError());
  session->ptr = created->release();
  return nullptr;
}

void tpucTrialSessionDestroy(TpucTrialSession session) {
  delete static_cast<TrialSession *>(session.ptr);
}

intptr_t tpucTrialSessionGetNumLayers(TpucTrialSession session) {
  return unwrap(session).layers().size();
}

TpucTrialLayer tpucTrialSessionGetLayer(TpucTrialSession session,
                                        intptr_t index) {
  const TrialLayer &layer = unwrap(session).layers()[index];
  return {toC(layer.name), toC(layer.type), layer.floatOnly};
}

TpucMessage tpucTrialSessionSetThreshold(TpucTrialSession session,
                                         const TpucThreshold *threshold) {
  return toMessage(
      unwrap(session).setThreshold(fromC(threshold->layer), fromC(*threshold)));
}

TpucMessage tpucTrialSessionTryLayer(TpucTrialSession session,
                                     MlirStringRef layer,
                                     intptr_t numCandidates,
                                     const intptr_t *sizes,
                                     const TpucThreshold *thresholds,
                                     int64_t samples, TpucTrials *trials) {
  std::vector<ThresholdOverrides> candidates(numCandidates);
  for (intptr_t c = 0; c < numCandidates; ++c)
    for (intptr_t i = 0; i < sizes[c]; ++i, ++thresholds)
      candidates[c].emplace_back(fromC(thresholds->layer).str(),
                                 fromC(*thresholds));
  return give(unwrap(session).tryLayer(fromC(layer), candidates, samples),
              trials);
}

TpucMessage tpucTrialSessionTryParts(TpucTrialSession session,
                                     MlirStringRef layer, TpucTrials *trials) {
  return give(unwrap(session).tryParts(fromC(layer)), trials);
}

TpucMessage tpucTrialSessionEvaluate(TpucTrialSession session,
                                     MlirStringRef mode, intptr_t numModes,
                                     const TpucLayerMode *modes,
                                     intptr_t numThresholds,
                                     const TpucThreshold *thresholds,
                                     TpucTrials *trials) {
  auto nativeMode = toMode(mode);
  if (!nativeMode)
    return toMessage(nativeMode.takeError());
  auto nativeModes = toTable(modes, numModes);
  if (!nativeModes)
    return toMessage(nativeModes.takeError());
  CalibrationTable table = toTable(thresholds, numThresholds);
  return give(unwrap(session).evaluate(*nativeModes, *nativeMode,
                                       thresholds ? &table : nullptr),
              trials);
}

TpucTrials tpucTrialSessionGetReference(TpucTrialSession session) {
  std::shared_ptr<const ComparedTensors> reference =
      unwrap(session).reference();
  auto *trials = new Trials(reference, 1, reference->samples);
  trials->set(0, reference);
  return {trials};
}

//===----------------------------------------------------------------------===//
// Trials
//===----------------------------------------------------------------------===//

void tpucTrialsDestroy(TpucTrials trials) {
  delete static_cast<Trials *>(trials.ptr);
}

intptr_t tpucTrialsGetNumCandidates(TpucTrials trials) {
  return unwrap(trials).numCandidates();
}

int64_t tpucTrialsGetNumSamples(TpucTrials trials) {
  return unwrap(trials).numSamples();
}

intptr_t tpucTrialsGetNumTensors(TpucTrials trials) {
  return unwrap(trials).reference().infos.size();
}

TpucTensorInfo tpucTrialsGetTensor(TpucTrials trials, intptr_t tensor) {
  return toC(unwrap(trials).reference().infos[tensor]);
}

const float *tpucTrialsGetData(TpucTrials trials, intptr_t candidate,
                               intptr_t tensor) {
  return unwrap(trials).tensors(candidate).data[tensor].data();
}

TpucMessage tpucTrialsSimilarity(TpucTrials trials, MlirStringRef metric,
                                 double *out) {
  std::optional<Metric> native = parseMetric(fromC(metric));
  if (!native)
    return toMessage(("unknown metric '" + fromC(metric) +
                      "'; known: cosine, euclidean, sqnr, mse")
                         .str());
  std::vector<double> values = unwrap(trials).similarity(*native);
  std::copy(values.begin(), values.end(), out);
  return nullptr;
}
