# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""LSTM, GRU and RNN against the equations of ONNX."""

import numpy as np
from arithmetic import f16 as round_f16
from arithmetic import random
from execution import check, f16, f32, weight

GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}


def sigmoid(x):
    """In f64."""
    return 1 / (1 + np.exp(-x))


def lstm(gates, state, p):
    """The next hidden and cell states; `p` are the peepholes."""
    h, c = state
    i, o, f, g = np.split(gates(h), 4, axis=1)
    pi, po, pf = np.split(p, 3)
    c_next = sigmoid(f + pf * c) * c + sigmoid(i + pi * c) * np.tanh(g)
    return sigmoid(o + po * c_next) * np.tanh(c_next), c_next


def run(kind, x, operands, direction="forward", state=0, linear_before_reset=False, relu=False):
    """The states after each step, in f64."""
    w, r, b, h0, c0, p = (None if v is None else v.astype(np.float64) for v in operands)
    hidden, directions = r.shape[2], w.shape[0]
    y = np.zeros((x.shape[0], directions, x.shape[1], hidden))
    for d in range(directions):
        wb, rb = np.split(b[d], 2)
        states = (h0[d], c0[d])
        backwards = direction == "reverse" or d == 1
        for t in reversed(range(len(x))) if backwards else range(len(x)):
            inputs = x[t] @ w[d].T + wb

            def gates(h, inputs=inputs, d=d, rb=rb):
                return inputs + h @ r[d].T + rb

            if kind == "LSTM":
                states = lstm(gates, states, p[d])
            elif kind == "GRU":
                h = states[0]
                z, reset = np.split(sigmoid(gates(h)[:, : 2 * hidden]), 2, axis=1)
                rh, rbh = r[d][2 * hidden :], rb[2 * hidden :]
                after = reset * (h @ rh.T + rbh)
                before = (reset * h) @ rh.T + rbh
                new = np.tanh(inputs[:, 2 * hidden :] + (after if linear_before_reset else before))
                states = ((1 - z) * new + z * h, None)
            else:
                total = gates(states[0])
                states = (np.maximum(total, 0) if relu else np.tanh(total), None)
            y[t, d] = states[state]
    return y


def segments(kind, *present):
    """Which operands there are."""
    extra = ", ".join("1" if p else "0" for p in present[: 4 if kind == "LSTM" else 2])
    return f"operandSegmentSizes = array<i32: 1, 1, 1, {extra}>"


STEPS, BATCH, FEATURES, HIDDEN = 4, 3, 5, 6
for kind, gates in GATES.items():
    for direction in ("forward", "reverse", "bidirectional"):
        count = 2 if direction == "bidirectional" else 1
        x = random(STEPS, BATCH, FEATURES, low=-1, high=1)
        w = random(count, gates * HIDDEN, FEATURES, low=-1, high=1, seed=1)
        r = random(count, gates * HIDDEN, HIDDEN, low=-1, high=1, seed=2)
        b = random(count, 2 * gates * HIDDEN, low=-1, high=1, seed=3)
        h0, c0 = random(count, BATCH, HIDDEN, seed=4), random(count, BATCH, HIDDEN, seed=5)
        p = random(count, 3 * HIDDEN, low=-1, high=1, seed=6)
        text = f"direction = #top<rnn_direction {direction}>"
        zeros = (np.zeros_like(b), np.zeros_like(h0), np.zeros_like(c0), np.zeros_like(p))
        y = f32(run(kind, x, (w, r, *zeros), direction))
        plain = f"{text}, {segments(kind, 0, 0, 0, 0)}"
        check(f"top.{kind}", [f32(x), weight(f32(w)), weight(f32(r))], plain, y, tolerance=1e-5)
        # Weights and states that are computed, all operands.
        operands = [f32(v) for v in (x, w, r, b, h0, c0, p)[: 7 if kind == "LSTM" else 5]]
        full = f"{text}, {segments(kind, 1, 1, 1, 1)}"
        y = f32(run(kind, x, (w, r, b, h0, c0, p), direction))
        check(f"top.{kind}", operands, full, y, tolerance=1e-5)
        check(f"tpu.{kind}", operands, full, y, "bm1684x", tolerance=1e-5)
        if kind == "LSTM":
            y = f32(run(kind, x, (w, r, b, h0, c0, p), direction, state=1))
            check("top.LSTM", operands, full + ", state = #top<lstm_state cell>", y, None, 1e-5)
        elif kind == "GRU":
            y = f32(run(kind, x, (w, r, b, h0, c0, p), direction, linear_before_reset=True))
            check("top.GRU", operands, full + ", linear_before_reset = true", y, None, 1e-5)
        else:
            y = f32(run(kind, x, (w, r, b, h0, c0, p), direction, relu=True))
            text = full + ", activation = #top<rnn_activation relu>"
            check("top.RNN", operands, text, y, tolerance=1e-5)

h = round_f16(x)
operands = [f16(h), weight(f16(round_f16(w))), weight(f16(round_f16(r)))]
y = run("RNN", h, (round_f16(w), round_f16(r), *zeros), direction)
text = f"direction = #top<rnn_direction {direction}>, {segments('RNN', 0, 0)}"
check("tpu.RNN", operands, text, f16(round_f16(y)), "bm1684x", tolerance=1e-3)
