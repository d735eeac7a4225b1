// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

/* The C API of trial sessions (tpuc/Runtime/TrialSession.h). */
#ifndef TPUC_C_TRIALS_H
#define TPUC_C_TRIALS_H

#include "tpuc-c/Lowering.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct TpucTrialOptions {
  MlirStringRef chip;
  MlirStringRef floatMode; ///< empty: the chip's default
  bool asymmetric;
  const TpucThreshold *thresholds;
  intptr_t numThresholds;
  const MlirStringRef *compare; ///< none: the outputs
  intptr_t numCompare;
  int threads;
  int64_t memoryBudget; ///< bytes
} TpucTrialOptions;

typedef struct TpucTrialSession {
  void *ptr;
} TpucTrialSession;

typedef struct TpucTrialLayer {
  MlirStringRef name, type;
  bool floatOnly;
} TpucTrialLayer;

/// The outcome of trials.
typedef struct TpucTrials {
  void *ptr;
} TpucTrials;

/// The context of the module must outlive the session; samples are copied.
MLIR_CAPI_EXPORTED TpucMessage
tpucTrialSessionCreate(MlirModule module, const TpucTrialOptions *options,
                       TpucSamples samples, TpucTrialSession *session);
MLIR_CAPI_EXPORTED void tpucTrialSessionDestroy(TpucTrialSession session);
MLIR_CAPI_EXPORTED intptr_t
tpucTrialSessionGetNumLayers(TpucTrialSession session);
MLIR_CAPI_EXPORTED TpucTrialLayer
tpucTrialSessionGetLayer(TpucTrialSession session, intptr_t index);

MLIR_CAPI_EXPORTED TpucMessage tpucTrialSessionSetThreshold(
    TpucTrialSession session, const TpucThreshold *threshold);
/// Candidate i has the next sizes[i] thresholds; on the first `samples`
/// samples, 0: all.
MLIR_CAPI_EXPORTED TpucMessage tpucTrialSessionTryLayer(
    TpucTrialSession session, MlirStringRef layer, intptr_t numCandidates,
    const intptr_t *sizes, const TpucThreshold *thresholds, int64_t samples,
    TpucTrials *trials);
/// Two candidates: the weights of the layer alone in INT8, and its activations.
MLIR_CAPI_EXPORTED TpucMessage tpucTrialSessionTryParts(
    TpucTrialSession session, MlirStringRef layer, TpucTrials *trials);
/// `thresholds` null: those in force.
MLIR_CAPI_EXPORTED TpucMessage tpucTrialSessionEvaluate(
    TpucTrialSession session, MlirStringRef mode, intptr_t numModes,
    const TpucLayerMode *modes, intptr_t numThresholds,
    const TpucThreshold *thresholds, TpucTrials *trials);
/// The compared tensors of the f32 network, as trials of one candidate.
MLIR_CAPI_EXPORTED TpucTrials
tpucTrialSessionGetReference(TpucTrialSession session);

MLIR_CAPI_EXPORTED void tpucTrialsDestroy(TpucTrials trials);
MLIR_CAPI_EXPORTED intptr_t tpucTrialsGetNumCandidates(TpucTrials trials);
MLIR_CAPI_EXPORTED int64_t tpucTrialsGetNumSamples(TpucTrials trials);
MLIR_CAPI_EXPORTED intptr_t tpucTrialsGetNumTensors(TpucTrials trials);
MLIR_CAPI_EXPORTED TpucTensorInfo tpucTrialsGetTensor(TpucTrials trials,
                                                      intptr_t tensor);
/// All samples of a tensor, real numbers in logical order.
MLIR_CAPI_EXPORTED const float *
tpucTrialsGetData(TpucTrials trials, intptr_t candidate, intptr_t tensor);
/// Likeness to the f32 network, [candidates, samples, tensors].
MLIR_CAPI_EXPORTED TpucMessage tpucTrialsSimilarity(TpucTrials trials,
                                                    MlirStringRef metric,
                                                    double *out);

#ifdef __cplusplus
}
#endif

#endif // TPUC_C_TRIALS_H
