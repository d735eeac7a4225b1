// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The arithmetic of the chips on flat arrays; see tpuc/quant.py, which checks
// what it is given.
#include "tpuc-c/Quant.h"

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/tuple.h>

#include <tuple>

namespace nb = nanobind;

template <typename T>
using In = nb::ndarray<const T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
template <typename T>
using Out = nb::ndarray<T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

void populateQuant(nb::module_ &m) {
  m.def(
      "quant_shift",
      [](In<int64_t> values, In<int32_t> shifts, Out<int64_t> out, int mode) {
        tpucQuantShift(values.data(), shifts.data(), out.data(), out.size(),
                       static_cast<TpucRoundMode>(mode));
      },
      "out = values >> shifts, rounded.");
  m.def(
      "quant_to_int",
      [](In<double> values, Out<int64_t> out, int mode) {
        tpucQuantToInt(values.data(), out.data(), out.size(),
                       static_cast<TpucRoundMode>(mode));
      },
      "out = values as integers.");
  m.def(
      "quant_multiply",
      [](In<int32_t> values, In<int32_t> multipliers, In<int32_t> exponents,
         Out<int32_t> out, int mode) {
        tpucQuantMultiply(values.data(), multipliers.data(), exponents.data(),
                          out.data(), out.size(),
                          static_cast<TpucRoundMode>(mode));
      },
      "out = values * multipliers * 2**(exponents - 31), rounded.");
  m.def(
      "quant_decompose",
      [](In<double> factors, Out<int32_t> multipliers, Out<int32_t> shifts,
         int kind) {
        tpucQuantDecompose(factors.data(), multipliers.data(), shifts.data(),
                           factors.size(),
                           static_cast<TpucDecomposition>(kind));
      },
      "factors as multipliers and shifts.");
  m.def(
      "quant_weight_shift",
      [](In<double> weights, In<double> scalesIn, In<double> scalesOut,
         Out<int32_t> out, bool logarithm) {
        tpucQuantWeightShift(weights.data(), scalesIn.data(), scalesOut.data(),
                             out.data(), out.size(), logarithm);
      },
      "The right shifts of bm1684.");
  m.def(
      "quant_round_floats",
      [](In<float> values, Out<float> out, int kind) {
        tpucQuantRoundFloats(values.data(), out.data(), out.size(),
                             static_cast<TpucFloatRounding>(kind));
      },
      "out = values rounded to a shorter float type.");
  m.def(
      "quant_uniform",
      [](double min, double max, bool asymmetric) {
        double scale;
        int32_t zeroPoint;
        bool isSigned;
        tpucQuantUniform(min, max, asymmetric, &scale, &zeroPoint, &isSigned);
        return std::make_tuple(scale, zeroPoint, isSigned);
      },
      "Scale, zero point and sign of a calibrated range.");
}
