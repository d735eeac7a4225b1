// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Canonicalize.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tpuc::top;

#include "tpuc/Dialect/Top/TopDialect.cpp.inc"
#include "tpuc/Dialect/Top/TopEnums.cpp.inc"
#include "tpuc/Dialect/Top/TopInterfaces.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "tpuc/Dialect/Top/TopAttrs.cpp.inc"

void TopDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "tpuc/Dialect/Top/TopAttrs.cpp.inc"
      >();
  registerTopDialectOperations(this);
}

void TopDialect::getCanonicalizationPatterns(
    RewritePatternSet &patterns) const {
  populateIdentityPatterns(patterns);
  populateShapePatterns(patterns);
  populateConstantPatterns(patterns);
  populateSimplifyPatterns(patterns);
}
