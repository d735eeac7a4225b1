// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Lowering: the native side of tpuc.runtime.lowering.
#include "Lowering.h"

namespace nb = nanobind;

namespace tpuc::python {

std::vector<TpucThreshold> toC(const std::vector<ThresholdTuple> &rows) {
  std::vector<TpucThreshold> result;
  for (const auto &[layer, threshold, min, max] : rows)
    result.push_back({toC(layer), threshold, min, max});
  return result;
}

std::vector<TpucLayerMode> toC(const std::vector<ModeTuple> &rows) {
  std::vector<TpucLayerMode> result;
  for (const auto &[layer, mode] : rows)
    result.push_back({toC(layer), toC(mode)});
  return result;
}

/// (name, op, requested, mode, reason).
using LayerTuple =
    std::tuple<std::string, std::string, std::string, std::string, std::string>;

/// The lowered module, its layers, and the number of casts.
static std::tuple<MlirModule, std::vector<LayerTuple>, int64_t>
lower(MlirModule module, const std::string &chip, const std::string &mode,
      bool asymmetric,
      const std::optional<std::vector<ThresholdTuple>> &thresholds,
      const std::vector<ModeTuple> &modes) {
  std::vector<TpucThreshold> rows;
  if (thresholds)
    rows = toC(*thresholds);
  rows.reserve(1); // not null when there is a table, even an empty one
  std::vector<TpucLayerMode> modeRows = toC(modes);
  TpucLoweringOptions options{toC(chip),
                              toC(mode),
                              asymmetric,
                              thresholds ? rows.data() : nullptr,
                              static_cast<intptr_t>(rows.size()),
                              modeRows.data(),
                              static_cast<intptr_t>(modeRows.size())};
  MlirModule lowered{nullptr};
  TpucLoweringReport report{nullptr};
  check(tpucLower(module, &options, &lowered, &report));
  std::vector<LayerTuple> layers;
  for (intptr_t i = 0, n = tpucLoweringReportGetNumLayers(report); i < n; ++i) {
    TpucLayerReport layer = tpucLoweringReportGetLayer(report, i);
    layers.emplace_back(fromC(layer.name), fromC(layer.op),
                        fromC(layer.requested), fromC(layer.mode),
                        fromC(layer.reason));
  }
  int64_t casts = tpucLoweringReportGetNumCasts(report);
  tpucLoweringReportDestroy(report);
  return {lowered, std::move(layers), casts};
}

static MlirModule calibrate(MlirModule module, const std::string &chip,
                            bool asymmetric,
                            const std::vector<ThresholdTuple> &thresholds) {
  std::vector<TpucThreshold> rows = toC(thresholds);
  TpucLoweringOptions options{toC(chip),
                              /*mode=*/{nullptr, 0},
                              asymmetric,
                              rows.data(),
                              static_cast<intptr_t>(rows.size()),
                              /*modes=*/nullptr,
                              0};
  MlirModule calibrated{nullptr};
  check(tpucCalibrate(module, &options, &calibrated));
  return calibrated;
}

void populateLowering(nb::module_ &m) {
  m.def("calibrate", &calibrate, nb::arg("module"), nb::arg("chip"),
        nb::arg("asymmetric"), nb::arg("thresholds"));
  m.def("lower", &lower, nb::arg("module"), nb::arg("chip"), nb::arg("mode"),
        nb::arg("asymmetric"), nb::arg("thresholds").none(), nb::arg("modes"));
}

} // namespace tpuc::python
