// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// tpuc-run: runs functions of Top or Tpu ops on given numbers and prints what
// comes out, for tests. Modules are parted by `// -----`; every function of a
// module is run by itself. An argument has its values on the command line or
// in the text: `%x: tensor<4xf32> {run.input = "1,2,3,4"}`.
#include "Coverage.h"
#include "Trial.h"
#include "Values.h"
#include "tpuc/Dialect/Top/TopOps.h"
#include "tpuc/Dialect/Tpu/TpuOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/FileUtilities.h"
#include "mlir/Support/ToolUtilities.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace tpuc;
namespace cl = llvm::cl;

static cl::opt<std::string> inputFile(cl::Positional, cl::init("-"),
                                      cl::desc("<module>"));
static cl::list<std::string>
    inputOptions("input",
                 cl::value_desc("name=1,2,... | name=iota(first,step)"),
                 cl::desc("Values of an input. Few values are repeated; an "
                          "integer input takes stored integers"));
static cl::opt<bool> printAll("all", cl::desc("Print every tensor, not only "
                                              "what functions return"));
static cl::opt<int>
    digits("digits", cl::init(0),
           cl::desc("Significant digits of floats (default: as many as tell "
                    "them from all others)"));
static cl::opt<std::string>
    coverageFolder("check-coverage", cl::value_desc("folder"),
                   cl::desc("Instead: check that every op has a kernel and a "
                            "test in the folder"));

static constexpr llvm::StringLiteral kInputAttr = "run.input";

/// The text of input `index`, from the command line or the argument.
static std::optional<llvm::StringRef>
findInput(func::FuncOp func, unsigned index, llvm::StringRef name) {
  for (llvm::StringRef option : inputOptions) {
    auto [key, values] = option.split('=');
    if (key == name)
      return values;
  }
  if (auto text = func.getArgAttrOfType<StringAttr>(index, kInputAttr))
    return text.getValue();
  return std::nullopt;
}

static llvm::Error runFunction(ModuleOp module, func::FuncOp func,
                               llvm::raw_ostream &os) {
  auto infos = run::inputsOf(module);
  if (!infos)
    return infos.takeError();
  run::Inputs inputs;
  for (auto [index, info] : llvm::enumerate(*infos)) {
    auto text = findInput(func, index, info.name);
    if (!text)
      return llvm::createStringError("input '" + info.name + "' has no values");
    auto values = run::parseValues(*text, info.numElements());
    if (!values)
      return llvm::joinErrors(
          llvm::createStringError("input '" + info.name + "'"),
          values.takeError());
    inputs.push_back(std::move(*values));
  }
  auto tensors = run::runAllWays(module, inputs);
  if (!tensors)
    return tensors.takeError();
  os << "@" << func.getName() << "\n";
  if (printAll) {
    for (auto [info, values] : llvm::zip_equal(tensors->infos, tensors->values))
      run::printTensor(os, info, values, digits);
    return llvm::Error::success();
  }
  for (size_t i : tensors->outputs)
    run::printTensor(os, tensors->infos[i], tensors->values[i], digits);
  return llvm::Error::success();
}

/// Runs every function of a module as if it were alone in it.
static LogicalResult runModule(ModuleOp module, llvm::raw_ostream &os) {
  llvm::SmallVector<llvm::StringRef> names;
  for (auto func : module.getOps<func::FuncOp>())
    names.push_back(func.getName());
  for (llvm::StringRef name : names) {
    OwningOpRef<ModuleOp> alone = module.clone();
    func::FuncOp chosen;
    for (auto func : llvm::make_early_inc_range(alone->getOps<func::FuncOp>()))
      if (func.getName() == name)
        chosen = func;
      else
        func.erase();
    if (llvm::Error error = runFunction(*alone, chosen, os)) {
      os.flush();
      llvm::errs() << "error: @" << name << ": "
                   << llvm::toString(std::move(error)) << "\n";
      return failure();
    }
  }
  return success();
}

static LogicalResult runFile(MLIRContext &context) {
  std::string message;
  std::unique_ptr<llvm::MemoryBuffer> file = openInputFile(inputFile, &message);
  if (!file) {
    llvm::errs() << "error: " << message << "\n";
    return failure();
  }
  return splitAndProcessBuffer(
      std::move(file),
      [&](std::unique_ptr<llvm::MemoryBuffer> chunk, llvm::raw_ostream &os) {
        llvm::SourceMgr sources;
        sources.AddNewSourceBuffer(std::move(chunk), llvm::SMLoc());
        SourceMgrDiagnosticHandler handler(sources, &context);
        auto module = parseSourceFile<ModuleOp>(sources, &context);
        return module ? runModule(*module, os) : failure();
      },
      llvm::outs(), kDefaultSplitMarker);
}

int main(int argc, char **argv) {
  cl::ParseCommandLineOptions(argc, argv, "tpuc executor for tests\n");
  DialectRegistry registry;
  registry.insert<top::TopDialect, tpu::TpuDialect, func::FuncDialect,
                  mlir::quant::QuantDialect>();
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  context.loadAllAvailableDialects();
  if (!coverageFolder.empty())
    return run::checkCoverage(context, coverageFolder) ? 0 : 1;
  return succeeded(runFile(context)) ? 0 : 1;
}
