// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc-c/Dialects.h"

#include "tpuc/Conversion/Passes.h"
#include "tpuc/Dialect/Top/TopOps.h"
#include "tpuc/Dialect/Top/Transforms/Passes.h"
#include "tpuc/Dialect/Tpu/TpuOps.h"
#include "tpuc/Dialect/Tpu/Transforms/Passes.h"

#include "mlir/CAPI/IR.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Transforms/Passes.h"

#include <mutex>

void tpucRegisterDialects(MlirDialectRegistry registry) {
  unwrap(registry)
      ->insert<tpuc::top::TopDialect, tpuc::tpu::TpuDialect,
               mlir::func::FuncDialect, mlir::quant::QuantDialect>();
}

void tpucRegisterPasses() {
  static std::once_flag once;
  std::call_once(once, [] {
    mlir::registerTransformsPasses();
    tpuc::top::registerTopPasses();
    tpuc::top::registerPipelines();
    tpuc::tpu::registerTpuPasses();
    tpuc::registerTpucConversionPasses();
    tpuc::registerConversionPipelines();
  });
}
