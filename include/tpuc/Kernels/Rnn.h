//===- Rnn.h - Recurrent layers ---------------------------------*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// LSTM, GRU and simple recurrent layers with the equations, gate order and
// layout of ONNX (LSTM-14, GRU-14, RNN-14), in f32.
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_KERNELS_RNN_H
#define TPUC_KERNELS_RNN_H

#include "tpuc/Kernels/Common.h"

namespace tpuc::kernels {

enum class RnnCell { Lstm, Gru, Tanh, Relu };

struct RnnParams {
  RnnCell cell = RnnCell::Lstm;
  int64_t steps = 1, batch = 1, features = 1, hidden = 1;
  int64_t directions = 1;
  bool reverse = false;           ///< one direction alone, from the last step
  bool linearBeforeReset = false; ///< GRU: the reset gate is applied last
  bool cellStates = false;        ///< LSTM: the result is the cells' states
  FloatRound round = FloatRound::None; ///< of the result

  int64_t gates() const {
    return cell == RnnCell::Lstm ? 4 : cell == RnnCell::Gru ? 3 : 1;
  }
};

/// Weights and initial states; null where the layer has none (zeros).
struct RnnOperands {
  const float *weight = nullptr;     ///< [directions, gates*hidden, features]
  const float *recurrence = nullptr; ///< [directions, gates*hidden, hidden]
  const float *bias = nullptr;       ///< [directions, 2*gates*hidden]
  const float *initialH = nullptr;   ///< [directions, batch, hidden]
  const float *initialC = nullptr;   ///< [directions, batch, hidden]
  const float *peephole = nullptr;   ///< [directions, 3*hidden]
};

namespace reference {
/// in: [steps, batch, features], out: [steps, directions, batch, hidden].
Status rnn(const RnnParams &p, const RnnOperands &operands, const float *in,
           float *out);
} // namespace reference

namespace fast {
/// The same with oneDNN's products: equal within their rounding.
Status rnn(const RnnParams &p, const RnnOperands &operands, const float *in,
           float *out);
} // namespace fast

} // namespace tpuc::kernels

#endif // TPUC_KERNELS_RNN_H
