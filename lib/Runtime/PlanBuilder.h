// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// How a function becomes a plan: the builder walks the ops, each of which adds
// one step through a LayerBuilder. lib/Runtime/Ops has the ops by family.
#ifndef TPUC_LIB_RUNTIME_PLANBUILDER_H
#define TPUC_LIB_RUNTIME_PLANBUILDER_H

#include "WeightStore.h"
#include "tpuc/Quant/UniformParams.h"
#include "tpuc/Runtime/Plan.h"
#include "tpuc/Target/Chip.h"

#include "llvm/ADT/DenseMap.h"

namespace tpuc::runtime {

class PlanBuilder {
public:
  PlanBuilder(const PlanOptions &options, const Chip *chip);

  llvm::Expected<std::shared_ptr<const Plan>> build(mlir::func::FuncOp func);

private:
  friend class LayerBuilder;

  llvm::Error addOp(mlir::Operation *op);
  llvm::Error addInput(mlir::Operation *op);
  ValueId addValue(PlanValue value);
  void addStep(StepFunction run, llvm::ArrayRef<ValueId> operands,
               ValueId result);
  /// The value in that layout, through an inserted copy when it has another.
  ValueId inLayout(ValueId value, Layout layout);
  /// A step that produces the numbers of a weight.
  llvm::Expected<ValueId> materialize(top::WeightOp weight);
  /// Gives a weight that the function returns its name: outputs have one.
  void nameWeight(top::WeightOp weight, ValueId id);
  /// Places values in the arena by their lifetimes.
  void assignMemory();
  void addWeights(int64_t elements) { plan->weightCount += elements; }

  PlanOptions options;
  const Chip *chip;
  std::unique_ptr<Plan> plan;
  llvm::DenseMap<mlir::Value, ValueId> ids;
  llvm::DenseMap<ValueId, ValueId> reordered; ///< the copy in the other layout
};

/// What the builder of one op sees: its operands, its types and how to add the
/// step. Errors made by it name the layer.
class LayerBuilder {
public:
  LayerBuilder(PlanBuilder &parent, mlir::Operation *op);

  mlir::Operation *op;
  TensorInfo result; ///< of the op's only result

  bool reference() const { return parent.options.reference; }
  /// The chip of a lowered module; null for Top ops.
  const Chip *chip() const { return parent.chip; }
  bool isCv18() const {
    return parent.chip && parent.chip->family == ChipFamily::CV18XX;
  }
  WeightStore &weights() { return *parent.options.weights; }

  llvm::Error error(const llvm::Twine &message) const;
  llvm::Error error(const kernels::Status &status) const {
    return error(status.message());
  }

  //===--------------------------------------------------------------------===//
  // Operands
  //===--------------------------------------------------------------------===//

  static bool isConstant(mlir::Value value);
  /// The numbers of a weight; an error when `value` is not one.
  llvm::Expected<WeightFloats> constant(mlir::Value value);
  /// As a vector; empty when `value` is null (an optional operand).
  llvm::Expected<std::vector<float>> constantOrEmpty(mlir::Value value);

  static kernels::Shape shape(mlir::Value value);
  TensorInfo info(mlir::Value value) const;
  /// The layout that the operand has now; plain for constants.
  Layout layout(mlir::Value value) const;
  /// Makes the value an operand of the step, in that layout; returns its place
  /// among the operands.
  llvm::Expected<size_t> use(mlir::Value value, Layout layout);
  llvm::Expected<size_t> use(mlir::Value value) {
    return use(value, layout(value));
  }

  //===--------------------------------------------------------------------===//
  // Types
  //===--------------------------------------------------------------------===//

  /// Rounding to the result's float type; None for f32 and integers.
  quant::FloatRound rounding() const;
  /// Rounding of the values of that float type.
  quant::FloatRound rounding(Storage storage) const;
  kernels::FloatEpilogue epilogue(bool relu = false,
                                  double reluLimit = -1.0) const;
  /// Whether the result is an integer, i.e. the op computes in integers.
  bool isInteger() const { return !isFloat(result.storage); }
  static quant::UniformParams params(const TensorInfo &info);
  /// The integers that the result may hold. With a relu none lies below the
  /// zero point, which is where the real 0 is stored.
  kernels::IntRange resultRange(bool relu = false) const;
  /// The values that a quantized type may hold.
  static kernels::InputRange inputRange(const TensorInfo &info);
  /// The values that an operand may hold: one more where quirk Q6 made it.
  static kernels::InputRange operandRange(mlir::Value value,
                                          const TensorInfo &info);

  //===--------------------------------------------------------------------===//
  // Result
  //===--------------------------------------------------------------------===//

  /// Adds the step; its operands are those used before.
  llvm::Error finish(Layout layout, StepFunction run);
  /// The result is operand 0 with another shape.
  llvm::Error finishAlias(Layout layout) { return finish(layout, nullptr); }
  /// As finish, for a function of one sample: `run` is called for each.
  using SampleFunction =
      std::function<kernels::Status(llvm::ArrayRef<const float *>, float *)>;
  llvm::Error finishPerSample(Layout layout, SampleFunction run);

private:
  PlanBuilder &parent;
  llvm::SmallVector<ValueId, 3> operands;
};

//===----------------------------------------------------------------------===//
// Small helpers for builders
//===----------------------------------------------------------------------===//

/// The dimensions in memory order.
kernels::Shape physicalShape(const kernels::Shape &shape, Layout layout);
/// Where dimension `axis` lies in memory order.
int64_t physicalAxis(int64_t axis, Layout layout);
/// Values given per dimension, in memory order.
kernels::Shape physicalOrder(llvm::ArrayRef<int64_t> perDim, Layout layout);
/// Channels (axis 1) of a shape of any rank, for one sample.
kernels::ChannelView channelViewOf(const kernels::Shape &shape, Layout layout);
/// The view of several samples.
inline kernels::ChannelView times(kernels::ChannelView view, int64_t samples) {
  view.outer *= samples;
  return view;
}
/// True when both layouts order the elements alike.
bool layoutsCoincide(const kernels::Shape &shape);

//===----------------------------------------------------------------------===//
// Registry
//===----------------------------------------------------------------------===//

/// Adds the step of one op.
using LayerFunction = std::function<llvm::Error(LayerBuilder &)>;

class LayerRegistry {
public:
  /// The builders of all ops.
  static const LayerRegistry &get();

  template <typename OpT> void add(llvm::Error (*build)(OpT, LayerBuilder &)) {
    functions[mlir::TypeID::get<OpT>()] = [build](LayerBuilder &b) {
      return build(mlir::cast<OpT>(b.op), b);
    };
  }
  const LayerFunction *lookup(mlir::OperationName name) const;

private:
  llvm::DenseMap<mlir::TypeID, LayerFunction> functions;
};

// One function per file of lib/Runtime/Ops.
void addActivationLayers(LayerRegistry &registry);
void addCastLayers(LayerRegistry &registry);
void addConvLayers(LayerRegistry &registry);
void addEltwiseLayers(LayerRegistry &registry);
void addIndexLayers(LayerRegistry &registry);
void addMatMulLayers(LayerRegistry &registry);
void addMoveLayers(LayerRegistry &registry);
void addNormLayers(LayerRegistry &registry);
void addPlaceLayers(LayerRegistry &registry);
void addPoolLayers(LayerRegistry &registry);
void addReduceLayers(LayerRegistry &registry);
void addResizeLayers(LayerRegistry &registry);
void addRnnLayers(LayerRegistry &registry);
void addSampleLayers(LayerRegistry &registry);
void addTableLayers(LayerRegistry &registry);

} // namespace tpuc::runtime

#endif // TPUC_LIB_RUNTIME_PLANBUILDER_H
