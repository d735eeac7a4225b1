// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// A network in the state right before conversion, for tools that take single
// layers out of it.
#ifndef TPUC_CONVERSION_TOPTOTPU_CALIBRATED_H
#define TPUC_CONVERSION_TOPTOTPU_CALIBRATED_H

#include "tpuc/Conversion/TopToTpu/Lowering.h"

namespace tpuc {

/// The first three steps of lowerModule: every value gets the type that its
/// layer is lowered with, and layers the form that the chip has. Uses `chip`,
/// `asymmetric` and `calibration` of the options.
mlir::LogicalResult calibrateModule(mlir::ModuleOp module,
                                    const LoweringOptions &options);

} // namespace tpuc

#endif // TPUC_CONVERSION_TOPTOTPU_CALIBRATED_H
