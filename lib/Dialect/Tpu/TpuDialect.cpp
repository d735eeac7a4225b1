// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "VerifyAsTop.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tpuc::tpu;

#include "tpuc/Dialect/Tpu/TpuDialect.cpp.inc"
#include "tpuc/Dialect/Tpu/TpuEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "tpuc/Dialect/Tpu/TpuAttrs.cpp.inc"

void TpuDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "tpuc/Dialect/Tpu/TpuAttrs.cpp.inc"
      >();
  registerTpuDialectOperations(this);
}

//===----------------------------------------------------------------------===//
// RequantAttr
//===----------------------------------------------------------------------===//

LogicalResult
RequantAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError,
                    RequantMode mode, llvm::ArrayRef<int64_t> multipliers,
                    llvm::ArrayRef<int64_t> rshifts, RoundMode round) {
  if (multipliers.size() != rshifts.size())
    return emitError() << "has " << multipliers.size() << " multipliers and "
                       << rshifts.size()
                       << " right shifts, expected as many of each";
  if (multipliers.empty())
    return emitError() << "expects at least one multiplier and right shift";
  int64_t lowest = mode == RequantMode::QDM ? 0 : INT32_MIN;
  for (int64_t m : multipliers)
    if (m < lowest || m > INT32_MAX)
      return emitError() << "has multiplier " << m << ", expected one in ["
                         << lowest << ", " << INT32_MAX << "] for "
                         << stringifyRequantMode(mode);
  for (int64_t s : rshifts)
    if (s < -63 || s > 63)
      return emitError() << "has right shift " << s
                         << ", expected one in [-63, 63]";
  return success();
}
