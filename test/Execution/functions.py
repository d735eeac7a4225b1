# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Element-wise functions without a table: top ops, and tpu.Active in a float type."""

from math import erf

import numpy as np
from arithmetic import f16 as round_f16
from arithmetic import integers, random
from execution import check, f16, f32, i8

x = random(2, 5, 3, 4, low=-4, high=4)
wide = x.astype(np.float64)
positive = np.abs(wide) + 0.25
phi = np.vectorize(lambda v: 0.5 * (1 + erf(v / np.sqrt(2))))
sigmoid = 1 / (1 + np.exp(-wide))
softplus = np.log1p(np.exp(wide))
gelu_tanh = 0.5 * wide * (1 + np.tanh(np.sqrt(2 / np.pi) * (wide + 0.044715 * wide**3)))
tanh_form = "approx = #top<gelu_mode tanh>"

# (op of top, its attributes, function of tpu.Active, coefficients, value)
cases = [
    ("Sigmoid", "", "Sigmoid", "", sigmoid),
    ("Tanh", "", "Tanh", "", np.tanh(wide)),
    ("SiLU", "", "SiLU", "", wide * sigmoid),
    ("HardSwish", "", "HardSwish", "", wide * np.clip(wide / 6 + 0.5, 0, 1)),
    ("Mish", "", "Mish", "", wide * np.tanh(softplus)),
    ("Softplus", "", "Softplus", "", softplus),
    ("Softsign", "", "Softsign", "", wide / (1 + np.abs(wide))),
    ("Exp", "", "Exp", "", np.exp(wide)),
    ("Abs", "", "Abs", "", np.abs(wide)),
    ("Floor", "", "Floor", "", np.floor(wide)),
    ("Ceil", "", "Ceil", "", np.ceil(wide)),
    ("Round", "", "Round", "", np.round(wide)),
    ("Erf", "", "Erf", "", np.vectorize(erf)(wide)),
    ("Sin", "", "Sin", "", np.sin(wide)),
    ("Cos", "", "Cos", "", np.cos(wide)),
    ("Sign", "", "Sign", "", np.sign(wide)),
    ("Atan", "", "Atan", "", np.arctan(wide)),
    ("Sinh", "", "Sinh", "", np.sinh(wide)),
    ("Cosh", "", "Cosh", "", np.cosh(wide)),
    ("Asinh", "", "Asinh", "", np.arcsinh(wide)),
    ("LogSigmoid", "", "LogSigmoid", "", -np.log1p(np.exp(-wide))),
    ("GELU", "", "GELU", "", wide * phi(wide)),
    ("GELU", tanh_form, "GELUTanh", "", gelu_tanh),
    (
        "HardSigmoid",
        "alpha = 0.2 : f64, beta = 0.4 : f64",
        "HardSigmoid",
        "0.2, 0.4",
        np.clip(0.2 * wide + 0.4, 0, 1),
    ),
    (
        "ThresholdedRelu",
        "alpha = 0.7 : f64",
        "ThresholdedRelu",
        "0.7",
        np.where(wide > 0.7, wide, 0),
    ),
    (
        "Shrink",
        "lambd = 0.7 : f64, bias = 0.3 : f64",
        "Shrink",
        "0.7, 0.3",
        np.where(wide < -0.7, wide + 0.3, np.where(wide > 0.7, wide - 0.3, 0)),
    ),
    ("Elu", "alpha = 0.7 : f64", "Elu", "0.7", np.where(wide >= 0, wide, 0.7 * np.expm1(wide))),
]
for op, attributes, function, coefficients, y in cases:
    check(f"top.{op}", [f32(x)], attributes, f32(y))
    text = f"function = #tpu<function {function}>"
    if coefficients:
        text += f", coeffs = array<f64: {coefficients}>"
    check("tpu.Active", [f32(x)], text, f32(y), "bm1684")

# Where the argument has to be positive, or inside a domain.
unit = wide / 4.5
for op, argument, y in [
    ("Log", positive, np.log(positive)),
    ("Sqrt", positive, np.sqrt(positive)),
    ("Rsqrt", positive, 1 / np.sqrt(positive)),
    ("Acosh", positive + 1, np.arccosh(positive + 1)),
    ("Tan", unit, np.tan(unit)),
    ("Asin", unit, np.arcsin(unit)),
    ("Acos", unit, np.arccos(unit)),
    ("Atanh", unit, np.arctanh(unit)),
]:
    check(f"top.{op}", [f32(argument)], "", f32(y))
    check("tpu.Active", [f32(argument)], f"function = #tpu<function {op}>", f32(y), "bm1684")
for function, c, y in [
    ("Reciprocal", 2.5, 2.5 / positive),
    ("Pow", 1.5, positive**1.5),
    ("MulConst", 1.5, positive * 1.5),
]:
    text = f"function = #tpu<function {function}>, coeffs = array<f64: {c}>"
    check("tpu.Active", [f32(positive)], text, f32(y), "bm1684")

# One rounding, at the end.
half = round_f16(x)
text = "function = #tpu<function Abs>"
check("tpu.Active", [f16(half)], text, f16(np.abs(half)), "bm1684x", 0)
y = f16(round_f16(np.tanh(half.astype(np.float64))))
check("tpu.Active", [f16(half)], "function = #tpu<function Tanh>", y, "bm1684x", 1e-3)
# |-128| is 128 (quirk Q6).
q = integers(2, 5, 3, 4)
q.flat[0] = -128
check("tpu.Active", [i8(q)], text, i8(np.abs(q)), "bm1684x")
