// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc-c/Runtime.h"
#include "Support.h"
#include "tpuc/Dialect/Top/Weights.h"
#include "tpuc/Runtime/ModuleIO.h"
#include "tpuc/Runtime/Session.h"
#include "tpuc/Runtime/Statistics.h"

#include "mlir/CAPI/IR.h"

using namespace tpuc;
using namespace tpuc::capi;
using namespace tpuc::runtime;

void tpucMessageFree(TpucMessage message) { std::free(message); }

//===----------------------------------------------------------------------===//
// Modules on disk
//===----------------------------------------------------------------------===//

TpucMessage tpucLoadModule(MlirContext context, MlirStringRef path,
                           MlirModule *module) {
  auto loaded = loadModule(fromC(path), unwrap(context));
  if (!loaded)
    return toMessage(loaded.takeError());
  *module = wrap(loaded->release());
  return nullptr;
}

TpucMessage tpucAttachWeights(MlirModule module, MlirStringRef path) {
  return toMessage(attachWeights(unwrap(module), fromC(path)));
}

TpucMessage tpucSaveModule(MlirModule module, MlirStringRef path,
                           MlirStringRef weightFile) {
  return toMessage(saveModule(unwrap(module), fromC(path), fromC(weightFile)));
}

TpucMessage tpucSavePackage(MlirModule module, MlirStringRef path) {
  return toMessage(savePackage(unwrap(module), fromC(path)));
}

MlirModule tpucCloneModule(MlirModule module) {
  return wrap(unwrap(module).clone());
}

TpucMessage tpucReadWeight(MlirOperation weight, float *out, intptr_t count) {
  return toMessage(
      readWeight(unwrap(weight), {out, static_cast<size_t>(count)}));
}

void tpucReleaseUnusedWeights(MlirModule module) {
  top::releaseUnusedWeights(unwrap(module));
}

bool tpucCanExecute(MlirContext context, MlirStringRef op) {
  mlir::MLIRContext *native = unwrap(context);
  llvm::StringRef name = fromC(op);
  native->getOrLoadDialect(name.split('.').first);
  return canExecute(mlir::OperationName(name, native));
}

//===----------------------------------------------------------------------===//
// Sessions
//===----------------------------------------------------------------------===//

static Session &unwrap(TpucSession session) {
  return *static_cast<Session *>(session.ptr);
}

TpucMessage tpucSessionCreate(MlirModule module,
                              const TpucSessionOptions *options,
                              TpucSession *session) {
  SessionOptions native;
  native.reference = options->reference;
  native.threads = options->threads;
  native.memoryBudget = options->memoryBudget;
  auto created = Session::create(unwrap(module), native);
  if (!created)
    return toMessage(created.takeError());
  session->ptr = created->release();
  return nullptr;
}

void tpucSessionDestroy(TpucSession session) {
  delete static_cast<Session *>(session.ptr);
}

intptr_t tpucSessionGetNumTensors(TpucSession session) {
  return unwrap(session).plan().named().size();
}

TpucTensorInfo tpucSessionGetTensor(TpucSession session, intptr_t index) {
  const Plan &plan = unwrap(session).plan();
  const TensorInfo &info = plan.value(plan.named()[index]).info;
  return toC(info);
}

/// The place of a value among the named ones; -1 when it has no name.
static intptr_t tensorIndex(const Plan &plan, ValueId id) {
  auto it = llvm::find(plan.named(), id);
  return it == plan.named().end() ? -1 : it - plan.named().begin();
}

intptr_t tpucSessionGetNumInputs(TpucSession session) {
  return unwrap(session).plan().inputs().size();
}

intptr_t tpucSessionGetInput(TpucSession session, intptr_t index) {
  const Plan &plan = unwrap(session).plan();
  return tensorIndex(plan, plan.inputs()[index]);
}

intptr_t tpucSessionGetNumOutputs(TpucSession session) {
  return unwrap(session).plan().outputs().size();
}

intptr_t tpucSessionGetOutput(TpucSession session, intptr_t index) {
  const Plan &plan = unwrap(session).plan();
  return tensorIndex(plan, plan.outputs()[index]);
}

TpucMessage tpucSessionRun(TpucSession session, TpucSamples samples,
                           intptr_t numKept, const intptr_t *kept,
                           float *const *out, bool raw) {
  const Plan &plan = unwrap(session).plan();
  RunRequest request = toRequest(plan.inputs().size(), samples);
  request.raw = raw;
  for (intptr_t i = 0; i < numKept; ++i)
    request.kept.push_back({plan.named()[kept[i]], out[i]});
  return toMessage(unwrap(session).run(request));
}

//===----------------------------------------------------------------------===//
// Statistics
//===----------------------------------------------------------------------===//

namespace {
/// Statistics and the plan that says how many inputs samples have.
struct StatisticsOfSession {
  const Plan &plan;
  Statistics statistics;
};
} // namespace

static StatisticsOfSession &unwrap(TpucStatistics statistics) {
  return *static_cast<StatisticsOfSession *>(statistics.ptr);
}

TpucStatistics tpucStatisticsCreate(TpucSession session, int64_t bins) {
  Session &native = unwrap(session);
  return {new StatisticsOfSession{native.plan(), Statistics(native, bins)}};
}

void tpucStatisticsDestroy(TpucStatistics statistics) {
  delete static_cast<StatisticsOfSession *>(statistics.ptr);
}

void tpucStatisticsWatchRows(TpucStatistics statistics, intptr_t tensor,
                             int64_t length, int64_t stride, float hidden) {
  unwrap(statistics).statistics.watchRows(tensor, {length, stride}, hidden);
}

void tpucStatisticsSetBounds(TpucStatistics statistics, intptr_t tensor,
                             float low, float high) {
  unwrap(statistics).statistics.setBounds(tensor, low, high);
}

TpucMessage tpucStatisticsObserveRange(TpucStatistics statistics,
                                       TpucSamples samples) {
  StatisticsOfSession &s = unwrap(statistics);
  return toMessage(
      s.statistics.observeRange(toRequest(s.plan.inputs().size(), samples)));
}

TpucMessage tpucStatisticsObserveHistogram(TpucStatistics statistics,
                                           TpucSamples samples) {
  StatisticsOfSession &s = unwrap(statistics);
  return toMessage(s.statistics.observeHistogram(
      toRequest(s.plan.inputs().size(), samples)));
}

TpucTensorStatistics tpucStatisticsGet(TpucStatistics statistics,
                                       intptr_t tensor) {
  const TensorStatistics &t = unwrap(statistics).statistics.tensors()[tensor];
  return {t.min,
          t.max,
          t.absMax,
          t.leastRowMax,
          t.sum,
          t.sumOfSquares,
          t.count,
          t.zeros,
          t.histogram.empty() ? nullptr : t.histogram.data()};
}
