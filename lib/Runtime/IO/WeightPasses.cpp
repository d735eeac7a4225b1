// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Dialect/Top/TopOps.h"
#include "tpuc/Runtime/ModuleIO.h"
#include "tpuc/Runtime/Passes.h"

#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

namespace tpuc::runtime {
#define GEN_PASS_DEF_TOPLOADWEIGHTS
#define GEN_PASS_DEF_TOPSAVEWEIGHTS
#include "tpuc/Runtime/Passes.h.inc"
} // namespace tpuc::runtime

using namespace mlir;
using namespace tpuc;
using namespace tpuc::runtime;

static bool isStandardStream(llvm::StringRef path) {
  return path.empty() || path == "-";
}

/// `file` as seen from the working directory, where a module at `module` names
/// it.
static std::string besideModule(llvm::StringRef module, llvm::StringRef file) {
  if (isStandardStream(module) || llvm::sys::path::is_absolute(file))
    return file.str();
  llvm::SmallString<128> path = llvm::sys::path::parent_path(module);
  llvm::sys::path::append(path, file);
  return path.str().str();
}

static bool hasData(top::WeightOp weight) {
  return !weight.getBytes().empty() ||
         cast<ShapedType>(weight.getType()).getNumElements() == 0;
}

namespace {
struct TopLoadWeights : runtime::impl::TopLoadWeightsBase<TopLoadWeights> {
  using TopLoadWeightsBase::TopLoadWeightsBase;

  std::shared_ptr<const ModulePaths> paths = std::make_shared<ModulePaths>();

  void runOnOperation() override {
    ModuleOp module = getOperation();
    std::string name = file;
    if (auto attr = module->getAttrOfType<StringAttr>(kWeightFileAttr);
        attr && name.empty())
      name = attr.getValue().str();
    if (name.empty())
      checkComplete(module);
    else if (llvm::Error error =
                 loadWeights(module, besideModule(paths->input, name))) {
      module.emitError(llvm::toString(std::move(error)));
      return signalPassFailure();
    }
    module.walk([&](top::WeightOp weight) { numWeights += hasData(weight); });
  }

private:
  void checkComplete(ModuleOp module) {
    module.walk([&](top::WeightOp weight) {
      if (hasData(weight))
        return WalkResult::advance();
      weight.emitOpError("has no data, and the module has no attribute '")
          << kWeightFileAttr << "'; name the file: top-load-weights=file=...";
      signalPassFailure();
      return WalkResult::interrupt();
    });
  }
};

struct TopSaveWeights : runtime::impl::TopSaveWeightsBase<TopSaveWeights> {
  using TopSaveWeightsBase::TopSaveWeightsBase;

  std::shared_ptr<const ModulePaths> paths = std::make_shared<ModulePaths>();

  void runOnOperation() override {
    ModuleOp module = getOperation();
    std::string name = file;
    if (name.empty() && isStandardStream(paths->output)) {
      module.emitError("the module goes to standard output, so its weight file "
                       "needs a name: top-save-weights=file=...");
      return signalPassFailure();
    }
    if (name.empty())
      name = defaultWeightFile(module, paths->output);
    if (llvm::Error error =
            saveWeights(module, besideModule(paths->output, name))) {
      module.emitError(llvm::toString(std::move(error)));
      return signalPassFailure();
    }
    module->setAttr(kWeightFileAttr,
                    StringAttr::get(module.getContext(), name));
    module.walk([&](top::WeightOp weight) {
      ++numWeights;
      takeData(weight);
    });
  }

private:
  /// Leaves a handle of the same name without a blob.
  static void takeData(top::WeightOp weight) {
    auto value = cast<DenseResourceElementsAttr>(weight.getValue());
    auto &manager =
        DenseResourceElementsHandle::getManagerInterface(weight.getContext());
    weight.setValueAttr(DenseResourceElementsAttr::get(
        value.getType(), manager.insert(weight.getWeightName())));
  }
};
} // namespace

template <typename PassT>
static std::unique_ptr<Pass>
makeWithPaths(std::shared_ptr<const ModulePaths> paths) {
  auto pass = std::make_unique<PassT>();
  pass->paths = std::move(paths);
  return pass;
}

void runtime::registerWeightPasses(std::shared_ptr<const ModulePaths> paths) {
  registerPass([paths] { return makeWithPaths<TopLoadWeights>(paths); });
  registerPass([paths] { return makeWithPaths<TopSaveWeights>(paths); });
}
