// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What the chips can do; see tpuc/chips.py.
#include "tpuc-c/Chips.h"

#include <nanobind/nanobind.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace nb = nanobind;

static std::string str(MlirStringRef ref) { return {ref.data, ref.length}; }

using ChipTuple = std::tuple<std::string, bool, std::vector<std::string>>;

void populateChips(nb::module_ &m) {
  m.def(
      "chips",
      [] {
        std::vector<ChipTuple> chips;
        for (intptr_t i = 0, count = tpucChipCount(); i < count; ++i) {
          std::vector<std::string> modes;
          for (intptr_t j = 0, n = tpucChipFloatModeCount(i); j < n; ++j)
            modes.push_back(str(tpucChipFloatMode(i, j)));
          chips.emplace_back(str(tpucChipName(i)), tpucChipIsAsymmetric(i),
                             modes);
        }
        return chips;
      },
      "All chips: name, whether activations may be asymmetric, float modes "
      "(the first is auto).");
  m.def(
      "chip_rates",
      [](const std::string &name) {
        std::map<std::string, double> rates;
        for (intptr_t i = 0, count = tpucChipCount(); i < count; ++i) {
          if (str(tpucChipName(i)) != name)
            continue;
          for (const char *mode : {"INT8", "F16", "BF16", "F32"})
            rates[mode] =
                tpucChipPeakRate(i, mlirStringRefCreateFromCString(mode));
          rates["bandwidth"] = tpucChipBandwidth(i);
        }
        return rates;
      },
      nb::arg("name"),
      "Peak rates of a chip by mode, 1e12 operations a second, and the "
      "bandwidth of its memory, 1e9 bytes a second; empty for no chip.");
}
