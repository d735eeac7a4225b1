// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Lowering a Top network for one chip, in process. The passes of Passes.td are
// shells around these functions. All of them report errors as diagnostics on
// the op (or module) concerned and leave the module unusable on failure.
#ifndef TPUC_CONVERSION_TOPTOTPU_LOWERING_H
#define TPUC_CONVERSION_TOPTOTPU_LOWERING_H

#include "tpuc/Conversion/TopToTpu/Tables.h"
#include "tpuc/Target/Chip.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Support/LLVM.h"

#include <string>
#include <vector>

namespace tpuc {

struct LoweringOptions {
  const Chip *chip = nullptr; ///< required
  /// The mode of layers that the quantization table does not name.
  Mode mode = Mode::INT8;
  bool asymmetric = false;
  /// Read by lowerModule alone; null when the module is calibrated already, or
  /// when `mode` is a float and no layer is INT8.
  const CalibrationTable *calibration = nullptr;
  const QuantizationTable *quantization = nullptr; ///< may be null
};

/// Why a layer that was asked for in INT8 is in a float type.
enum class FallKind {
  None,         ///< it is not
  NoInt8Form,   ///< the chip has no integer form of the op
  Uncalibrated, ///< its result or an operand carries no calibration
  ThisLayer,    ///< its attributes, shapes or numbers have no integer form
};

/// What became of one layer.
struct LayerReport {
  std::string name;  ///< layer name
  std::string topOp; ///< "top.Conv"
  Mode requested = Mode::INT8;
  Mode mode = Mode::INT8; ///< INT8 also for a layer that moves integers
  std::string reason;     ///< why `mode` is not the requested one; else empty
  FallKind fall = FallKind::None;
  double scale = 0;      ///< of a quantized result; 0 for floats
  int64_t zeroPoint = 0; ///< of a quantized result
};

struct LoweringReport {
  std::vector<LayerReport> layers; ///< in the order of the network
  int64_t numCasts = 0;

  int64_t numLayers(Mode mode) const;
  /// Layers whose mode is not the requested one.
  int64_t numFallen() const;
  int64_t numFallen(FallKind kind) const;
};

/// Gives every layer of a network the calibrated type of the table (numerics
/// text, section 1). An error names the layers that the table lacks.
mlir::LogicalResult importCalibration(mlir::ModuleOp module,
                                      const CalibrationTable &table,
                                      const Chip &chip, bool asymmetric);

/// Rewrites Top ops into those that the chip has (section 7): Scale into a
/// depthwise convolution, Mish into its steps, Reduce over H and W into a pool.
mlir::LogicalResult legalizeTopForChip(mlir::func::FuncOp func,
                                       const Chip &chip);

/// Makes ops that move or compare values share a threshold (section 2, S0-S9).
mlir::LogicalResult shareThresholds(mlir::func::FuncOp func, const Chip &chip,
                                    bool asymmetric);

/// Lowers every Top op in its own mode and puts casts where types meet
/// (sections 3, 4, 7, 9). A layer's lowering depends only on the op, the
/// calibrated types of its operands and result, its mode and the chip; a
/// function with calibrated Inputs and one layer is therefore lowered exactly
/// as that layer in its network. An Input whose calibrated type expresses f16
/// or bf16 (`!quant.calibrated<f16<...>>`) stands for a producer kept in that
/// type. Sets the module attributes `tpu.chip`, `tpu.mode`, `tpu.asymmetric`.
mlir::LogicalResult convertTopToTpu(mlir::ModuleOp module,
                                    const LoweringOptions &options,
                                    LoweringReport *report = nullptr);

/// The whole chain: import the table (when given), legalize, share thresholds,
/// convert. On success the module holds Tpu ops and weights.
mlir::LogicalResult lowerModule(mlir::ModuleOp module,
                                const LoweringOptions &options,
                                LoweringReport *report = nullptr);

/// How a chip computes an op when INT8 is asked for.
enum class LoweringForm {
  Int8,      ///< integer arithmetic
  Table,     ///< a 256-entry table
  Float,     ///< falls to a float type
  Rewritten, ///< legalizeTopForChip replaces it
  Refused,   ///< cannot be lowered
};

struct LoweringDescription {
  LoweringForm form = LoweringForm::Refused;
  Mode mode = Mode::INT8; ///< of the result
  std::string note;       ///< condition or reason, for docs and reports
};

/// What the chip does with a Top op ("top.Conv") when asked for INT8: the rows
/// of the table of section 7 (the docs table is generated from it).
LoweringDescription describeLowering(llvm::StringRef opName, const Chip &chip,
                                     bool asymmetric = false);
/// All Top ops that have a lowering, by name.
std::vector<llvm::StringRef> loweredTopOps();

} // namespace tpuc

#endif // TPUC_CONVERSION_TOPTOTPU_LOWERING_H
