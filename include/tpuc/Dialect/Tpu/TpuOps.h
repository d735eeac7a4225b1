// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_DIALECT_TPU_TPUOPS_H
#define TPUC_DIALECT_TPU_TPUOPS_H

#include "tpuc/Dialect/Top/TopOps.h"

#include "tpuc/Dialect/Tpu/TpuDialect.h.inc"
#include "tpuc/Dialect/Tpu/TpuEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "tpuc/Dialect/Tpu/TpuAttrs.h.inc"

#define GET_OP_CLASSES
#include "tpuc/Dialect/Tpu/TpuOps.h.inc"

#endif // TPUC_DIALECT_TPU_TPUOPS_H
