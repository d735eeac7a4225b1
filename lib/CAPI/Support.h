// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_LIB_CAPI_SUPPORT_H
#define TPUC_LIB_CAPI_SUPPORT_H

#include "tpuc-c/Runtime.h"
#include "tpuc/Runtime/Session.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdlib>
#include <cstring>

namespace tpuc::capi {

inline char *toMessage(llvm::StringRef text) {
  char *copy = static_cast<char *>(std::malloc(text.size() + 1));
  if (copy) {
    std::memcpy(copy, text.data(), text.size());
    copy[text.size()] = '\0';
  }
  return copy;
}

/// Null on success.
inline char *toMessage(llvm::Error error) {
  if (!error)
    return nullptr;
  return toMessage(llvm::toString(std::move(error)));
}

inline MlirStringRef toC(llvm::StringRef text) {
  return mlirStringRefCreate(text.data(), text.size());
}

inline llvm::StringRef fromC(MlirStringRef text) {
  return {text.data, text.length};
}

inline TpucTensorInfo toC(const runtime::TensorInfo &info) {
  return {toC(info.name),
          toC(info.op),
          toC(runtime::stringify(info.storage)),
          static_cast<intptr_t>(info.shape.size()),
          info.shape.data(),
          info.quantized,
          info.scale,
          info.zeroPoint};
}

/// A request for `inputs` inputs that keeps nothing.
inline runtime::RunRequest toRequest(size_t inputs,
                                     const TpucSamples &samples) {
  runtime::RunRequest request;
  request.samples = samples.count;
  request.inputs.assign(samples.inputs, samples.inputs + inputs);
  if (samples.raw)
    request.rawInputs.assign(samples.raw, samples.raw + inputs);
  request.allowNaN = samples.allowNaN;
  return request;
}

} // namespace tpuc::capi

#endif // TPUC_LIB_CAPI_SUPPORT_H
