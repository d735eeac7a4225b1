// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// tpuc-opt: the MLIR view of every pass that the drivers run.
#include "tpuc/Conversion/Passes.h"
#include "tpuc/Dialect/Top/TopOps.h"
#include "tpuc/Dialect/Top/Transforms/Passes.h"
#include "tpuc/Dialect/Tpu/TpuOps.h"
#include "tpuc/Dialect/Tpu/Transforms/Passes.h"
#include "tpuc/Runtime/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Transforms/Passes.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  registry.insert<tpuc::top::TopDialect, tpuc::tpu::TpuDialect,
                  mlir::func::FuncDialect, mlir::quant::QuantDialect>();
  mlir::registerTransformsPasses();
  tpuc::top::registerTopPasses();
  tpuc::top::registerPipelines();
  tpuc::tpu::registerTpuPasses();
  tpuc::registerTpucConversionPasses();
  tpuc::registerConversionPipelines();
  auto paths = std::make_shared<tpuc::runtime::ModulePaths>();
  tpuc::runtime::registerWeightPasses(paths);
  std::tie(paths->input, paths->output) = mlir::registerAndParseCLIOptions(
      argc, argv, "tpuc optimizer driver\n", registry);
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, paths->input, paths->output, registry));
}
