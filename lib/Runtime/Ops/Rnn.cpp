// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Recurrent layers.
#include "tpuc/Kernels/Rnn.h"
#include "Common.h"

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

/// The step of a recurrent layer whose kind of cell `p` says. `operands` pairs
/// the fields of RnnOperands with the op's operands, null where it has none.
static llvm::Error
finishRnn(LayerBuilder &b, RnnParams p, Value input,
          llvm::ArrayRef<std::pair<const float *RnnOperands::*, Value>> given) {
  if (auto in = b.use(input, Layout::NCHW); !in)
    return in.takeError();
  llvm::SmallVector<const float *RnnOperands::*, 6> fields;
  for (auto [field, value] : given) {
    if (!value)
      continue;
    if (auto used = b.use(value, Layout::NCHW); !used)
      return used.takeError();
    fields.push_back(field);
  }
  Shape in = b.shape(input);
  const Shape &out = b.result.shape;
  p.steps = in[0];
  p.batch = in[1];
  p.features = in[2];
  p.directions = out[1];
  p.hidden = out[3];
  p.round = b.rounding();
  auto run = b.reference() ? reference::rnn : fast::rnn;
  return b.finishPerSample(Layout::NCHW,
                           [=](llvm::ArrayRef<const float *> args, float *to) {
                             RnnOperands operands;
                             for (auto [i, field] : llvm::enumerate(fields))
                               operands.*field = args[i + 1];
                             return run(p, operands, args[0], to);
                           });
}

/// What all cells have.
template <typename OpT>
static llvm::SmallVector<std::pair<const float *RnnOperands::*, Value>, 6>
commonOperands(OpT op) {
  return {{&RnnOperands::weight, op.getWeight()},
          {&RnnOperands::recurrence, op.getRecurrence()},
          {&RnnOperands::bias, op.getBias()},
          {&RnnOperands::initialH, op.getInitialH()}};
}

template <typename OpT> static RnnParams paramsOf(OpT op, RnnCell cell) {
  RnnParams p;
  p.cell = cell;
  p.reverse = op.getDirection() == top::RnnDirection::reverse;
  return p;
}

template <typename OpT> static llvm::Error buildLSTM(OpT op, LayerBuilder &b) {
  RnnParams p = paramsOf(op, RnnCell::Lstm);
  p.cellStates = op.getState() == top::LstmState::cell;
  auto operands = commonOperands(op);
  operands.push_back({&RnnOperands::initialC, op.getInitialC()});
  operands.push_back({&RnnOperands::peephole, op.getPeephole()});
  return finishRnn(b, p, op.getInput(), operands);
}

template <typename OpT> static llvm::Error buildGRU(OpT op, LayerBuilder &b) {
  RnnParams p = paramsOf(op, RnnCell::Gru);
  p.linearBeforeReset = op.getLinearBeforeReset();
  return finishRnn(b, p, op.getInput(), commonOperands(op));
}

template <typename OpT> static llvm::Error buildRNN(OpT op, LayerBuilder &b) {
  RnnCell cell = op.getActivation() == top::RnnActivation::relu ? RnnCell::Relu
                                                                : RnnCell::Tanh;
  return finishRnn(b, paramsOf(op, cell), op.getInput(), commonOperands(op));
}

void addRnnLayers(LayerRegistry &r) {
  r.add(buildLSTM<top::LSTMOp>);
  r.add(buildLSTM<tpu::LSTMOp>);
  r.add(buildGRU<top::GRUOp>);
  r.add(buildGRU<tpu::GRUOp>);
  r.add(buildRNN<top::RNNOp>);
  r.add(buildRNN<tpu::RNNOp>);
}

} // namespace tpuc::runtime
