// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// One layer lowered apart from its network.
#ifndef TPUC_LIB_RUNTIME_TRIAL_LAYERTRIAL_H
#define TPUC_LIB_RUNTIME_TRIAL_LAYERTRIAL_H

#include "tpuc/Runtime/TrialSession.h"

#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/DenseSet.h"

namespace tpuc {
struct LoweringReport;
} // namespace tpuc

namespace tpuc::runtime {

/// Frees the data of the weights that were made in a module since `known`:
/// MLIR keeps blobs as long as the context lives, trials come by the thousand.
class WeightScope {
public:
  /// The weights of `modules` stay.
  void keep(mlir::ModuleOp module);
  void release(mlir::ModuleOp module) const;
  /// Whether the data of a top.Weight stays where it is.
  bool keeps(mlir::Operation *weight) const;

private:
  llvm::DenseSet<const void *> kept;
};

/// Every layer of a module by name.
llvm::StringMap<mlir::Operation *> layersOf(mlir::ModuleOp module);

/// Lowers a module and returns it, or the first error.
llvm::Error lower(mlir::ModuleOp module, const TrialOptions &options, Mode mode,
                  const CalibrationTable *calibration,
                  const QuantizationTable &modes,
                  LoweringReport *report = nullptr);

/// The network's types under some thresholds: a copy of it in which every value
/// has the calibrated type that lowering would give it.
class TypedNetwork {
public:
  static llvm::Expected<TypedNetwork> create(mlir::ModuleOp top,
                                             const TrialOptions &options);

  /// Types for a table. Valid until the next call.
  llvm::Error import(const CalibrationTable &table);
  /// The layer's op, in the form that the chip has.
  mlir::Operation *lookup(llvm::StringRef layer) const;
  mlir::ModuleOp legalized() { return *legal; }

private:
  TrialOptions options;
  mlir::OwningOpRef<mlir::ModuleOp> original; ///< layers as in the network
  mlir::OwningOpRef<mlir::ModuleOp> legal;    ///< rewritten for the chip
  mlir::OwningOpRef<mlir::ModuleOp> typed;    ///< a copy of `legal`, with types
  llvm::StringMap<mlir::Operation *> typedOps;
};

/// A layer in INT8 with its casts, ready to run.
struct LayerPlan {
  std::shared_ptr<const Plan> plan;
  ValueId result; ///< what the layer itself computes
  /// The result in each float type asked for.
  std::vector<ValueId> floats;
};

/// What layers are lowered for.
struct PlanContext {
  const Plan &network; ///< the float network
  const TrialOptions &options;
  llvm::ArrayRef<Storage> floatTypes; ///< that a layer's result is wanted in
  PlanOptions planOptions;
  const WeightScope &weights;
};

/// A module with one function: inputs in the types that the float network has
/// them in, the layer, its weights, a return.
llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>>
isolateLayer(mlir::Operation *op, const Plan &network);
/// The plan of a lowered module that isolateLayer made; frees its weights.
llvm::Expected<LayerPlan> planIsolated(mlir::ModuleOp module,
                                       llvm::StringRef layer,
                                       const PlanContext &context);

/// Lowers `op` (of a TypedNetwork) alone, in INT8.
llvm::Expected<LayerPlan> planLayer(mlir::Operation *op,
                                    const PlanContext &context);

/// Lowers `op` (of a TypedNetwork) alone in the float type, with only one part
/// of it as INT8 has it; nothing where INT8 has no such part. Otherwise as
/// planLayer.
///
/// Weights: a filter of quantized type has the real numbers that its integers
/// stand for, the bias is the one that calibration corrected (if it did), not
/// rounded. Activations: operands and result are quantized and dequantized,
/// with the types that they have around the layer in INT8.
llvm::Expected<std::optional<LayerPlan>>
planPart(mlir::Operation *op, LayerPart part, const PlanContext &context);

/// Equal for two states of an op that are lowered alike: the types around it.
std::string typeKey(mlir::Operation *op);

} // namespace tpuc::runtime

#endif // TPUC_LIB_RUNTIME_TRIAL_LAYERTRIAL_H
