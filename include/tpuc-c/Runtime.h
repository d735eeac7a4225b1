// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

/* The C API of modules on disk and of sessions. A function that can fail
 * returns null, or a message to be freed with tpucMessageFree. */
#ifndef TPUC_C_RUNTIME_H
#define TPUC_C_RUNTIME_H

#include "mlir-c/IR.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Null, or a message that the caller frees.
typedef char *TpucMessage;
MLIR_CAPI_EXPORTED void tpucMessageFree(TpucMessage message);

/*===----------------------------------------------------------------------===
 * Modules on disk
 *===----------------------------------------------------------------------===*/

/// Reads a .mlir file with its weight file, or a package.
MLIR_CAPI_EXPORTED TpucMessage tpucLoadModule(MlirContext context,
                                              MlirStringRef path,
                                              MlirModule *module);
/// Attaches the weights of a safetensors file.
MLIR_CAPI_EXPORTED TpucMessage tpucAttachWeights(MlirModule module,
                                                 MlirStringRef path);
/// Writes a .mlir file and its weight file (an empty name: the default).
MLIR_CAPI_EXPORTED TpucMessage tpucSaveModule(MlirModule module,
                                              MlirStringRef path,
                                              MlirStringRef weightFile);
/// Writes one file with everything.
MLIR_CAPI_EXPORTED TpucMessage tpucSavePackage(MlirModule module,
                                               MlirStringRef path);

/// A copy of the module; weights share their data with it.
MLIR_CAPI_EXPORTED MlirModule tpucCloneModule(MlirModule module);
/// Copies the `count` elements of a top.Weight of any type: floats, or the
/// integers that are stored.
MLIR_CAPI_EXPORTED TpucMessage tpucReadWeight(MlirOperation weight, float *out,
                                              intptr_t count);

/// Frees the data of all dense resources of the module's context that none of
/// its weights has. Only for a context that holds no other module.
MLIR_CAPI_EXPORTED void tpucReleaseUnusedWeights(MlirModule module);

/// Whether sessions can run the op of that full name ("top.Conv").
MLIR_CAPI_EXPORTED bool tpucCanExecute(MlirContext context, MlirStringRef op);

/*===----------------------------------------------------------------------===
 * Sessions
 *===----------------------------------------------------------------------===*/

/// A value of a network. Strings and the shape live as long as the session.
typedef struct TpucTensorInfo {
  MlirStringRef name;
  MlirStringRef op;
  MlirStringRef dtype;
  intptr_t rank;
  const int64_t *shape;
  bool quantized;
  double scale;
  int64_t zeroPoint;
} TpucTensorInfo;

typedef struct TpucSessionOptions {
  bool reference;
  int threads;
  int64_t memoryBudget; ///< bytes
} TpucSessionOptions;

typedef struct TpucSession {
  void *ptr;
} TpucSession;

/// The session does not refer to the module afterwards.
MLIR_CAPI_EXPORTED TpucMessage tpucSessionCreate(
    MlirModule module, const TpucSessionOptions *options, TpucSession *session);
MLIR_CAPI_EXPORTED void tpucSessionDestroy(TpucSession session);

/// Values that have a layer name, in the order of the network.
MLIR_CAPI_EXPORTED intptr_t tpucSessionGetNumTensors(TpucSession session);
MLIR_CAPI_EXPORTED TpucTensorInfo tpucSessionGetTensor(TpucSession session,
                                                       intptr_t index);
/// Inputs and outputs, as indices of tensors.
MLIR_CAPI_EXPORTED intptr_t tpucSessionGetNumInputs(TpucSession session);
MLIR_CAPI_EXPORTED intptr_t tpucSessionGetInput(TpucSession session,
                                                intptr_t index);
MLIR_CAPI_EXPORTED intptr_t tpucSessionGetNumOutputs(TpucSession session);
MLIR_CAPI_EXPORTED intptr_t tpucSessionGetOutput(TpucSession session,
                                                 intptr_t index);

/// Samples of every input, one behind the other.
typedef struct TpucSamples {
  int64_t count;
  const float *const *inputs; ///< in the order of the inputs
  const bool *raw;            ///< stored integers? may be null: none
  bool allowNaN;              ///< NaN in a float input is a value, else refused
} TpucSamples;

/// Runs all samples. Tensor kept[i] goes to out[i], which has room for
/// all samples; as stored integers when `raw`.
MLIR_CAPI_EXPORTED TpucMessage tpucSessionRun(TpucSession session,
                                              TpucSamples samples,
                                              intptr_t numKept,
                                              const intptr_t *kept,
                                              float *const *out, bool raw);

/*===----------------------------------------------------------------------===
 * Statistics
 *===----------------------------------------------------------------------===*/

/// What was seen of one tensor. The histogram (`bins` counts of |x| over
/// [0, absMax]) is null before the second pass. `leastRowMax` is the least of
/// the largest values of the watched rows, infinite when there is none.
typedef struct TpucTensorStatistics {
  float min, max, absMax, leastRowMax;
  double sum, sumOfSquares;
  int64_t count, zeros;
  const int64_t *histogram;
} TpucTensorStatistics;

typedef struct TpucStatistics {
  void *ptr;
} TpucStatistics;

/// The session must outlive the statistics.
MLIR_CAPI_EXPORTED TpucStatistics tpucStatisticsCreate(TpucSession session,
                                                       int64_t bins);
MLIR_CAPI_EXPORTED void tpucStatisticsDestroy(TpucStatistics statistics);
/// Has the first pass look at the rows of a tensor: `length` elements, `stride`
/// apart. Those whose largest value is `hidden` or less are left out.
MLIR_CAPI_EXPORTED void tpucStatisticsWatchRows(TpucStatistics statistics,
                                                intptr_t tensor, int64_t length,
                                                int64_t stride, float hidden);
/// Between the passes: values of a tensor outside [low, high] count as none.
MLIR_CAPI_EXPORTED void tpucStatisticsSetBounds(TpucStatistics statistics,
                                                intptr_t tensor, float low,
                                                float high);
/// First pass over the samples: everything but the histograms.
MLIR_CAPI_EXPORTED TpucMessage
tpucStatisticsObserveRange(TpucStatistics statistics, TpucSamples samples);
/// Second pass over the same samples: the histograms.
MLIR_CAPI_EXPORTED TpucMessage
tpucStatisticsObserveHistogram(TpucStatistics statistics, TpucSamples samples);
/// By index of the tensor in the session. Valid until the next pass.
MLIR_CAPI_EXPORTED TpucTensorStatistics
tpucStatisticsGet(TpucStatistics statistics, intptr_t tensor);

#ifdef __cplusplus
}
#endif

#endif // TPUC_C_RUNTIME_H
