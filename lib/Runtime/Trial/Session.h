// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_LIB_RUNTIME_TRIAL_SESSION_H
#define TPUC_LIB_RUNTIME_TRIAL_SESSION_H

#include "../WeightStore.h"
#include "ActivationStore.h"
#include "LayerTrial.h"
#include "MixStore.h"
#include "Suffix.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

#include <functional>

namespace tpuc::runtime {

/// A compared tensor: an output by its place, or a layer by its name.
struct Target {
  std::string name;
  std::optional<size_t> output;

  std::optional<ValueId> in(const Plan &plan) const {
    return output ? plan.outputs()[*output] : plan.find(name);
  }
};

/// What is known of a trial: the compared tensors, right for the first samples.
struct TrialState {
  std::shared_ptr<ComparedTensors> outcome;
  int64_t done = 0;
};

/// One way to lower a layer. Without a plan when nothing is left to run.
struct Candidate : TrialState {
  Candidate() = default;
  explicit Candidate(TrialState state) : TrialState(std::move(state)) {}
  LayerPlan lowered;
  std::unique_ptr<Executor> executor;
  std::string key; ///< equal for equal trials; empty: not to be remembered
};

/// What the layer gives for the samples of a chunk, for each of the candidates
/// that differ: rows of samples, candidate after candidate.
struct LayerResults {
  WorkItem chunk;
  std::vector<Candidate *> candidates;
  /// The result in each type of the suffix, as the float network lays it out.
  llvm::ArrayRef<Buffer> floats;
  /// The casts of the suffix that are not one of `floats` itself.
  llvm::DenseMap<ValueId, Buffer> casts;

  int64_t rows() const { return candidates.size() * chunk.samples; }
};

/// A job that holds what it refers to.
struct LayerJob {
  std::vector<StepId> steps;
  std::vector<WorkItem> items;
  llvm::BitVector observed;
  std::function<void(const WorkItem &, llvm::MutableArrayRef<const float *>)>
      bind;
  std::function<void(const WorkItem &, ValueId, const float *, unsigned)>
      observe;
};

class TrialSessionImpl final : public TrialSession {
public:
  explicit TrialSessionImpl(const TrialOptions &options);
  ~TrialSessionImpl() override;
  llvm::Error init(mlir::ModuleOp module, MakeSamples samples);

  llvm::ArrayRef<TrialLayer> layers() const override { return allLayers; }
  const Plan &network() const override { return *floatNetwork; }
  std::shared_ptr<const ComparedTensors> reference() const override {
    return referenceTensors;
  }
  llvm::Error setThreshold(llvm::StringRef layer, Threshold value) override;
  llvm::Expected<Trials> tryLayer(llvm::StringRef layer,
                                  llvm::ArrayRef<ThresholdOverrides> candidates,
                                  int64_t count) override;
  llvm::Expected<Trials> tryParts(llvm::StringRef layer) override;
  llvm::Expected<Trials> evaluate(const QuantizationTable &modes, Mode mode,
                                  const CalibrationTable *table) override;

private:
  using Outcome = std::shared_ptr<ComparedTensors>;

  // Set up (TrialSession.cpp).
  llvm::Error initTargets();
  llvm::Error initLayers();
  PlanOptions planOptions() const;

  // Whole networks (RunMix.cpp).
  llvm::Expected<LoweredNetwork> lowerWhole(Mode mode,
                                            const CalibrationTable *table,
                                            const QuantizationTable &modes,
                                            LoweringReport *report = nullptr);
  /// A value of all samples, and what keeps it in memory.
  struct Known {
    const float *data;
    std::shared_ptr<const Buffer> holder;
  };
  /// The values of a network that others like it have left.
  llvm::DenseMap<ValueId, Known> knownValues(const LoweredNetwork &network);
  /// All samples through a whole network, from the values that are known.
  llvm::Expected<Outcome> runWhole(const LoweredNetwork &network);
  /// Where the plan has the compared tensors.
  llvm::Expected<std::vector<ValueId>> targetsIn(const Plan &plan) const;
  /// The compared tensors of a plan for all samples, without their data.
  Outcome makeOutcome(const Plan &plan, llvm::ArrayRef<ValueId> ids) const;
  /// Runs the network in the float type, when a trial first needs it.
  llvm::Error runBase();

  // Trials of a layer (TryLayer.cpp).
  const Suffix &suffixOf(ValueId result);
  /// What has to run again for the layer; null when it computes nothing of its
  /// own or nothing compared depends on it.
  llvm::Expected<const Suffix *> suffixOf(llvm::StringRef layer);
  PlanContext planContext(const Suffix &suffix) const;
  Candidate makeCandidate(LayerPlan lowered) const;
  /// The distinct ways to lower the layer, and which each candidate is. They go
  /// on from earlier trials on fewer samples.
  llvm::Expected<std::vector<Candidate>>
  lowerCandidates(llvm::StringRef layer, const Suffix &suffix,
                  llvm::ArrayRef<ThresholdOverrides> overrides, int64_t count,
                  std::vector<size_t> &which);
  void remember(const Candidate &candidate);

  // Running them (RunCandidates.cpp).
  /// The first `count` samples through the candidates and the suffix.
  llvm::Error runCandidates(llvm::MutableArrayRef<Candidate> candidates,
                            const Suffix &suffix, int64_t count);
  /// How many samples to take at a time.
  int64_t chunkSize(const Suffix &suffix, size_t candidates) const;
  /// One chunk through the layer, and the distinct results on through the
  /// suffix.
  llvm::Error runChunk(llvm::ArrayRef<Candidate *> candidates,
                       const Suffix &suffix, const WorkItem &chunk);
  /// The layer alone: its results to the rows from `firstRow` on.
  LayerJob layerJob(Candidate &candidate, const Suffix &suffix,
                    const LayerResults &results, int64_t firstRow);
  llvm::Error runBranch(const Suffix &suffix, const Suffix::Branch &branch,
                        LayerResults &results);
  llvm::Error runSuffix(const Suffix &suffix, const LayerResults &results);
  /// Pieces of the rows of all candidates; those of several when `across`.
  std::vector<WorkItem> itemsOf(const LayerResults &results,
                                const Suffix &suffix, bool across) const;
  /// Whether a target is shown by the layer itself, not by the suffix.
  bool isOwn(const Suffix &suffix, size_t target) const {
    return suffix.own[target] && !targets[target].output;
  }

  TrialOptions options;
  mlir::OwningOpRef<mlir::ModuleOp> top;
  std::unique_ptr<TypedNetwork> types;
  WeightScope userWeights, ownWeights;
  std::shared_ptr<WeightStore> weights;
  std::shared_ptr<Executor::Arenas> arenas; ///< of all that is run

  RunRequest samples;
  std::vector<std::vector<float>> sampleData;

  std::vector<Target> targets;
  std::vector<TrialLayer> allLayers;
  llvm::StringMap<mlir::Operation *> layerOps; ///< in `top`
  std::shared_ptr<const Plan> floatNetwork;    ///< of Top ops
  std::shared_ptr<const ComparedTensors> referenceTensors;

  std::unique_ptr<Executor> base; ///< the network in the chip's float type
  std::optional<Feeds> baseFeeds;
  std::unique_ptr<ActivationStore> store;
  std::vector<ValueId> baseTargets;
  Outcome baseTensors; ///< null before runBase
  llvm::DenseMap<ValueKey, ValueId> baseValues;
  MixStore mixes;
  llvm::DenseMap<ValueId, std::unique_ptr<Suffix>> suffixes;
  std::vector<Buffer> resultMemory;        ///< of the latest trial, by type
  llvm::StringMap<TrialState> begunTrials; ///< on fewer than all samples
  int64_t begunBytes = 0;
};

} // namespace tpuc::runtime

#endif // TPUC_LIB_RUNTIME_TRIAL_SESSION_H
