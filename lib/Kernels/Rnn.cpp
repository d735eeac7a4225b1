//===- Rnn.cpp - Recurrent layers -----------------------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The cells are the same for both namespaces: only the products differ.
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/Rnn.h"
#include "tpuc/Kernels/MatMul.h"
#include <algorithm>
#include <cmath>

using namespace tpuc;
using namespace tpuc::kernels;

/// left [rows, k] times right [n, k] transposed.
using Product = Status (*)(const MatMulParams &, const float *, const float *,
                           float *);

static float sigmoid(float x) { return 1.0f / (1.0f + std::exp(-x)); }

namespace {
/// One direction of a layer, with its weights and its running state.
class Direction {
public:
  Direction(const RnnParams &p, const RnnOperands &all, int64_t index,
            Product product)
      : p(p), product(product), rows(p.gates() * p.hidden),
        recurrence(all.recurrence + index * rows * p.hidden),
        weight(all.weight + index * rows * p.features), bias(2 * rows, 0.0f),
        peephole(3 * p.hidden, 0.0f), h(p.batch * p.hidden, 0.0f),
        c(p.batch * p.hidden, 0.0f), fromState(p.batch * rows) {
    auto take = [index](std::vector<float> &to, const float *from) {
      if (from)
        std::copy_n(from + index * static_cast<int64_t>(to.size()), to.size(),
                    to.begin());
    };
    take(bias, all.bias);
    take(peephole, all.peephole);
    take(h, all.initialH);
    take(c, all.initialC);
  }

  /// The part of the gates that the inputs of all steps give.
  Status project(const float *in) {
    fromInput.resize(p.steps * p.batch * rows);
    return multiply(p.steps * p.batch, p.features, in, weight,
                    fromInput.data());
  }

  /// The next state, from step `t` of the input.
  Status step(int64_t t) {
    if (Status s =
            multiply(p.batch, p.hidden, h.data(), recurrence, fromState.data());
        !s.ok())
      return s;
    const float *x = fromInput.data() + t * p.batch * rows;
    switch (p.cell) {
    case RnnCell::Lstm:
      lstm(x);
      return Status();
    case RnnCell::Gru:
      return gru(x);
    case RnnCell::Tanh:
    case RnnCell::Relu:
      simple(x);
      return Status();
    }
    return Status();
  }

  const std::vector<float> &state() const { return p.cellStates ? c : h; }

private:
  const RnnParams &p;
  Product product;
  int64_t rows;
  const float *recurrence, *weight;
  std::vector<float> bias, peephole, h, c, fromInput, fromState;

  Status multiply(int64_t m, int64_t k, const float *left, const float *right,
                  float *out, int64_t n) const {
    MatMulParams params;
    params.m = m;
    params.k = k;
    params.n = n;
    params.rightTranspose = true;
    return product(params, left, right, out);
  }
  Status multiply(int64_t m, int64_t k, const float *left, const float *right,
                  float *out) const {
    return multiply(m, k, left, right, out, rows);
  }

  /// Gate `g` of element `i` of sample `n` before its activation.
  float gate(const float *x, int64_t n, int64_t g, int64_t i) const {
    const int64_t at = g * p.hidden + i;
    return x[n * rows + at] + fromState[n * rows + at] + bias[at] +
           bias[rows + at];
  }

  void lstm(const float *x) {
    enum { Input, Output, Forget, Cell };
    const float *pi = peephole.data(), *po = pi + p.hidden, *pf = po + p.hidden;
    for (int64_t n = 0; n < p.batch; ++n)
      for (int64_t i = 0; i < p.hidden; ++i) {
        float &state = c[n * p.hidden + i];
        const float in = sigmoid(gate(x, n, Input, i) + pi[i] * state);
        const float forget = sigmoid(gate(x, n, Forget, i) + pf[i] * state);
        state = forget * state + in * std::tanh(gate(x, n, Cell, i));
        const float out = sigmoid(gate(x, n, Output, i) + po[i] * state);
        h[n * p.hidden + i] = out * std::tanh(state);
      }
  }

  Status gru(const float *x) {
    enum { Update, Reset, Hidden };
    std::vector<float> candidate(p.batch * p.hidden);
    if (!p.linearBeforeReset) {
      std::vector<float> kept(h.size());
      for (int64_t n = 0; n < p.batch; ++n)
        for (int64_t i = 0; i < p.hidden; ++i)
          kept[n * p.hidden + i] =
              sigmoid(gate(x, n, Reset, i)) * h[n * p.hidden + i];
      if (Status s = multiply(p.batch, p.hidden, kept.data(),
                              recurrence + Hidden * p.hidden * p.hidden,
                              candidate.data(), p.hidden);
          !s.ok())
        return s;
    }
    for (int64_t n = 0; n < p.batch; ++n)
      for (int64_t i = 0; i < p.hidden; ++i) {
        const int64_t at = Hidden * p.hidden + i;
        const float fromX = x[n * rows + at] + bias[at];
        const float recurrent =
            p.linearBeforeReset
                ? sigmoid(gate(x, n, Reset, i)) *
                      (fromState[n * rows + at] + bias[rows + at])
                : candidate[n * p.hidden + i] + bias[rows + at];
        candidate[n * p.hidden + i] = std::tanh(fromX + recurrent);
      }
    for (int64_t n = 0; n < p.batch; ++n)
      for (int64_t i = 0; i < p.hidden; ++i) {
        const float update = sigmoid(gate(x, n, Update, i));
        float &state = h[n * p.hidden + i];
        state = (1.0f - update) * candidate[n * p.hidden + i] + update * state;
      }
    return Status();
  }

  void simple(const float *x) {
    for (int64_t n = 0; n < p.batch; ++n)
      for (int64_t i = 0; i < p.hidden; ++i) {
        const float sum = gate(x, n, 0, i);
        h[n * p.hidden + i] =
            p.cell == RnnCell::Tanh ? std::tanh(sum) : std::max(sum, 0.0f);
      }
  }
};
} // namespace

static Status runRnn(const RnnParams &p, const RnnOperands &operands,
                     Product product, const float *in, float *out) {
  const int64_t size = p.batch * p.hidden;
  for (int64_t d = 0; d < p.directions; ++d) {
    Direction direction(p, operands, d, product);
    if (Status s = direction.project(in); !s.ok())
      return s;
    const bool backwards = p.reverse || d == 1;
    for (int64_t i = 0; i < p.steps; ++i) {
      const int64_t t = backwards ? p.steps - 1 - i : i;
      if (Status s = direction.step(t); !s.ok())
        return s;
      float *to = out + (t * p.directions + d) * size;
      for (int64_t j = 0; j < size; ++j)
        to[j] = quant::roundFloat(direction.state()[j], p.round);
    }
  }
  return Status();
}

static Status referenceProduct(const MatMulParams &p, const float *left,
                               const float *right, float *out) {
  reference::matmul(p, left, right, out);
  return Status();
}

Status reference::rnn(const RnnParams &p, const RnnOperands &operands,
                      const float *in, float *out) {
  return runRnn(p, operands, referenceProduct, in, out);
}

Status fast::rnn(const RnnParams &p, const RnnOperands &operands,
                 const float *in, float *out) {
  return runRnn(p, operands, fast::matmul, in, out);
}
