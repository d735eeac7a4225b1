// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The mode of each layer: what the quantization table says, checked against
// the chip (section 9).
#ifndef TPUC_LIB_CONVERSION_TOPTOTPU_LAYERMODES_H
#define TPUC_LIB_CONVERSION_TOPTOTPU_LAYERMODES_H

#include "tpuc/Conversion/TopToTpu/Lowering.h"

#include "llvm/ADT/StringMap.h"

namespace tpuc {

class LayerModes {
public:
  /// Checks the request. Errors are one line and name what is possible.
  static mlir::FailureOr<LayerModes> resolve(mlir::ModuleOp module,
                                             const LoweringOptions &options);

  Mode modeOf(llvm::StringRef layer) const {
    auto it = modes.find(layer);
    return it == modes.end() ? moduleMode : it->second;
  }
  /// Whether the quantization table names the layer.
  bool isNamed(llvm::StringRef layer) const { return modes.contains(layer); }

private:
  /// Reads the quantization table.
  mlir::LogicalResult read(mlir::ModuleOp module,
                           const LoweringOptions &options);
  void followReductions(mlir::ModuleOp module);
  void followIndices(mlir::ModuleOp module);

  Mode moduleMode = Mode::INT8;
  llvm::StringMap<Mode> modes;
};

/// Lowers a module whose layer names may differ from those that the modes were
/// resolved on (legalization removes some).
mlir::LogicalResult convertWithModes(mlir::ModuleOp module,
                                     const LoweringOptions &options,
                                     const LayerModes &modes,
                                     LoweringReport *report);

} // namespace tpuc

#endif // TPUC_LIB_CONVERSION_TOPTOTPU_LAYERMODES_H
