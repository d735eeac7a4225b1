// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What the search for sensitive layers is built on: trials of one layer in INT8
// while all others stay in the chip's float type, and of whole mixed networks,
// on samples fixed once. A trial of a layer lowers that layer alone, feeds it
// from kept activations and runs only what lies below it; its result is that of
// lowering the whole network with that one layer in INT8.
#ifndef TPUC_RUNTIME_TRIALSESSION_H
#define TPUC_RUNTIME_TRIALSESSION_H

#include "tpuc/Conversion/TopToTpu/Tables.h"
#include "tpuc/Runtime/Session.h"
#include "tpuc/Runtime/Similarity.h"

namespace tpuc::runtime {

struct TrialOptions {
  const Chip *chip = nullptr;
  Mode floatMode = Mode::F32;
  bool asymmetric = false;
  CalibrationTable table;
  /// Layers whose values are compared; none: the network's outputs.
  std::vector<std::string> compare;
  int threads = 0; ///< 0: all cores
  /// Bounds the kept activations. Where those of all samples do not fit, the
  /// samples are taken in chunks and what a trial needs is computed anew.
  int64_t memoryBudget = int64_t(2) << 30;
};

/// A layer that can be tried.
struct TrialLayer {
  std::string name;
  std::string type; ///< "top.Conv"
  bool floatOnly;   ///< the chip has no INT8 form of it
};

/// Thresholds of some layers, in place of those in force.
using ThresholdOverrides = std::vector<std::pair<std::string, Threshold>>;

/// What of a layer is in INT8 when only a part of it is.
enum class LayerPart { Weights, Activations };

/// The outcome of trials: the compared tensors of every candidate.
class Trials {
public:
  /// Of the first `samples` samples.
  Trials(std::shared_ptr<const ComparedTensors> reference, size_t candidates,
         int64_t samples);

  int64_t numSamples() const { return samples; }
  size_t numCandidates() const { return outcome.size(); }
  const ComparedTensors &reference() const { return *floatTensors; }
  /// May hold more samples, of which only the first are right.
  const ComparedTensors &tensors(size_t candidate) const {
    return *outcome[candidate];
  }
  void set(size_t candidate, std::shared_ptr<const ComparedTensors> tensors) {
    outcome[candidate] = std::move(tensors);
  }
  /// [candidates, samples, tensors] likeness to the f32 network.
  std::vector<double> similarity(Metric metric) const;

private:
  std::shared_ptr<const ComparedTensors> floatTensors;
  /// Candidates with the same outcome share it.
  std::vector<std::shared_ptr<const ComparedTensors>> outcome;
  int64_t samples;
};

class TrialSession {
public:
  /// Makes the samples of a network with that many inputs; `kept` is not used.
  using MakeSamples = llvm::function_ref<RunRequest(size_t inputs)>;
  /// `module` is a Top network; it and the samples are copied.
  static llvm::Expected<std::unique_ptr<TrialSession>>
  create(mlir::ModuleOp module, const TrialOptions &options,
         MakeSamples samples);
  virtual ~TrialSession();

  /// In the order of the network, without its inputs.
  virtual llvm::ArrayRef<TrialLayer> layers() const = 0;
  /// The f32 network's inputs, and the compared tensors of it.
  virtual const Plan &network() const = 0;
  virtual std::shared_ptr<const ComparedTensors> reference() const = 0;

  /// In force from now on.
  virtual llvm::Error setThreshold(llvm::StringRef layer, Threshold value) = 0;
  /// This layer in INT8, all others in the float type, for each candidate, on
  /// the first `count` samples (0: all). Trials on few samples are remembered:
  /// the same trial on more goes on from there.
  virtual llvm::Expected<Trials>
  tryLayer(llvm::StringRef layer, llvm::ArrayRef<ThresholdOverrides> candidates,
           int64_t count) = 0;
  /// As tryLayer, with only a part of the layer in INT8: first the weights,
  /// then the activations.
  virtual llvm::Expected<Trials> tryParts(llvm::StringRef layer) = 0;
  /// The whole network in `mode`, with the layers of `modes` in theirs; with
  /// the thresholds in force, or those of `table`.
  virtual llvm::Expected<Trials> evaluate(const QuantizationTable &modes,
                                          Mode mode,
                                          const CalibrationTable *table) = 0;
};

} // namespace tpuc::runtime

#endif // TPUC_RUNTIME_TRIALSESSION_H
