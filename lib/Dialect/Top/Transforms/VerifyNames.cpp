// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/Transforms/Passes.h"

#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace tpuc::top {
#define GEN_PASS_DEF_TOPVERIFYNAMES
#include "tpuc/Dialect/Top/Transforms/Passes.h.inc"
} // namespace tpuc::top

using namespace tpuc::top;

namespace {

struct VerifyNames : tpuc::top::impl::TopVerifyNamesBase<VerifyNames> {
  using TopVerifyNamesBase::TopVerifyNamesBase;

  void runOnOperation() override {
    llvm::StringMap<Operation *> owners;
    bool legal = true;
    getOperation().walk([&](Operation *op) {
      if (op->getNumResults() == 0)
        return;
      llvm::StringRef name = getLayerName(op);
      if (name.empty()) {
        op->emitOpError("has no layer name; give it one with loc(\"name\")");
        legal = false;
        return;
      }
      auto [entry, inserted] = owners.try_emplace(name, op);
      if (inserted)
        return;
      InFlightDiagnostic diag = op->emitOpError("has the layer name \"")
                                << name << "\", which another layer has";
      diag.attachNote(entry->second->getLoc())
          << "the other is this '" << entry->second->getName()
          << "'; layer names are unique, weights' included";
      legal = false;
    });
    if (!legal)
      signalPassFailure();
  }
};

} // namespace
