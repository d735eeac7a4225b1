// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

/* The C API of the dialects and passes: the Python bindings' only door. */
#ifndef TPUC_C_DIALECTS_H
#define TPUC_C_DIALECTS_H

#include "mlir-c/IR.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Adds the top, tpu, func and quant dialects to `registry`.
MLIR_CAPI_EXPORTED void tpucRegisterDialects(MlirDialectRegistry registry);

/// Registers every pass and pipeline of the project, once per process.
MLIR_CAPI_EXPORTED void tpucRegisterPasses(void);

#ifdef __cplusplus
}
#endif

#endif // TPUC_C_DIALECTS_H
