// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Recurrent layers: LSTM, GRU, RNN.
#include "Infer.h"

using namespace mlir;
using namespace tpuc::top;

namespace {
template <typename OpTy> constexpr int64_t kGates = 1;
template <> constexpr int64_t kGates<LSTMOp> = 4;
template <> constexpr int64_t kGates<GRUOp> = 3;
} // namespace

template <typename OpTy>
static LogicalResult inferRecurrent(OptionalLoc loc,
                                    typename OpTy::Adaptor adaptor,
                                    ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput());
  Shape recurrence = shapeOf(adaptor.getRecurrence());
  if (input.size() != 3)
    return inferError<OpTy>(loc,
                            "expects an input of steps, batch, features, "
                            "got ",
                            shapeText(input));
  if (recurrence.size() != 3)
    return inferError<OpTy>(loc, "expects a recurrence of rank 3, got ",
                            shapeText(recurrence));
  int64_t directions =
      adaptor.getDirection() == RnnDirection::bidirectional ? 2 : 1;
  return inferShape(adaptor.getInput(),
                    {input[0], directions, input[1], recurrence[2]}, results);
}

/// Checks the shapes of weights and states against the result's; `extra` are
/// those of one kind of cell.
template <typename OpTy>
static LogicalResult verifyRecurrent(
    OpTy op,
    llvm::ArrayRef<std::tuple<const char *, Value, ShapeStorage>> extra = {}) {
  Shape input = shapeOf(op.getInput()), out = shapeOf(op.getOutput());
  // Inference, which is checked after this, says what is wrong with ranks.
  if (input.size() != 3 || out.size() != 4)
    return success();
  int64_t directions = out[1], batch = out[2], hidden = out[3];
  int64_t rows = kGates<OpTy> * hidden;
  llvm::SmallVector<std::tuple<const char *, Value, ShapeStorage>, 6> operands =
      {{"weight", op.getWeight(), {directions, rows, input[2]}},
       {"recurrence", op.getRecurrence(), {directions, rows, hidden}},
       {"bias", op.getBias(), {directions, 2 * rows}},
       {"initial_h", op.getInitialH(), {directions, batch, hidden}}};
  operands.append(extra.begin(), extra.end());
  for (auto &[name, value, expected] : operands)
    if (value && shapeOf(value) != Shape(expected))
      return op.emitOpError("expects ")
             << name << " of " << shapeText(expected) << " for " << directions
             << " direction(s), " << batch << " in the batch and " << hidden
             << " hidden values, got " << shapeText(shapeOf(value));
  return success();
}

LogicalResult LSTMOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                       Adaptor adaptor, ResultTypes &results) {
  return inferRecurrent<LSTMOp>(loc, adaptor, results);
}

LogicalResult LSTMOp::verify() {
  Shape out = shapeOf(getOutput());
  if (out.size() != 4)
    return success();
  return verifyRecurrent(
      *this, {{"initial_c", getInitialC(), {out[1], out[2], out[3]}},
              {"peephole", getPeephole(), {out[1], 3 * out[3]}}});
}

LogicalResult GRUOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                      Adaptor adaptor, ResultTypes &results) {
  return inferRecurrent<GRUOp>(loc, adaptor, results);
}

LogicalResult GRUOp::verify() { return verifyRecurrent(*this); }

LogicalResult RNNOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                      Adaptor adaptor, ResultTypes &results) {
  return inferRecurrent<RNNOp>(loc, adaptor, results);
}

LogicalResult RNNOp::verify() { return verifyRecurrent(*this); }
