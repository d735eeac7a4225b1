// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Numbers as text, both ways.
#ifndef TPUC_TOOLS_TPUC_RUN_VALUES_H
#define TPUC_TOOLS_TPUC_RUN_VALUES_H

#include "tpuc/Runtime/Tensor.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace tpuc::run {

/// Reads "1,2.5,-3", used over and over until there are `count` values, or
/// "iota(first,step)".
llvm::Expected<std::vector<float>> parseValues(llvm::StringRef text,
                                               int64_t count);

/// Prints "name: 1x2xf32 = [1, 2.5]". Floats have `digits` significant digits,
/// or with 0 as many as tell them from every other float of their type.
void printTensor(llvm::raw_ostream &os, const runtime::TensorInfo &info,
                 llvm::ArrayRef<float> values, int digits);

} // namespace tpuc::run

#endif // TPUC_TOOLS_TPUC_RUN_VALUES_H
