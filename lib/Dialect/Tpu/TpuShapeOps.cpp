// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Ops that move values.
#include "Verify.h"

using namespace mlir;
using namespace tpuc::tpu;

LogicalResult ConcatOp::verify() {
  if (getInputs().empty())
    return emitOpError("expects at least one operand");
  Shape out = shapeOf(getOutput());
  int64_t axis = getAxis();
  if (axis < 0 || axis >= static_cast<int64_t>(out.size()))
    return emitOpError("has axis ")
           << axis << ", expected one in [0, " << out.size() << ")";
  int64_t sum = 0;
  for (Value input : getInputs()) {
    Shape in = shapeOf(input);
    bool same = in.size() == out.size();
    for (int64_t i = 0; same && i < static_cast<int64_t>(out.size()); ++i)
      same = i == axis || in[i] == out[i];
    if (!same)
      return emitOpError("has an operand of ")
             << shapeText(in) << " for a result of " << shapeText(out)
             << " joined along axis " << axis;
    sum += in[axis];
    if (!getRequant() && elementOf(input) != elementOf(getOutput()))
      return emitOpError("has an operand of ")
             << elementOf(input) << " and a result of "
             << elementOf(getOutput())
             << ", which needs requant or a tpu.Requant before it";
  }
  if (sum != out[axis])
    return emitOpError("has operands of ") << sum << " in dimension " << axis
                                           << " and a result of " << out[axis];
  return verifyRequant(*this, getRequantAttr(), RequantRule::Optional,
                       getInputs().size(), /*exact=*/true);
}

LogicalResult ReshapeOp::verify() {
  if (tensorOf(getInput()).getNumElements() !=
      tensorOf(getOutput()).getNumElements())
    return emitOpError("goes from ")
           << shapeText(shapeOf(getInput())) << " to "
           << shapeText(shapeOf(getOutput())) << ", which differ in size";
  if (elementOf(getInput()) != elementOf(getOutput()))
    return emitOpError("has an operand of ")
           << elementOf(getInput()) << " and a result of "
           << elementOf(getOutput()) << ", expected the same type";
  return success();
}
