// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// top-optimize must not change what a network computes, nor what its outputs
// are called. Random networks are run before and after it.
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/Transforms/Passes.h"
#include "tpuc/Runtime/Session.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>
#include <random>

using namespace mlir;
using namespace tpuc;
using namespace tpuc::top;

namespace {

using Shape = SmallVector<int64_t>;

Shape shapeOf(Value value) {
  return Shape(cast<RankedTensorType>(value.getType()).getShape());
}

/// Builds a random network of the layers that the passes know how to change.
class RandomNetwork {
public:
  RandomNetwork(MLIRContext &context, unsigned seed)
      : builder(&context), random(seed),
        module(ModuleOp::create(UnknownLoc::get(&context))) {
    auto type = RankedTensorType::get({1, 4, 7, 6}, builder.getF32Type());
    builder.setInsertionPointToEnd(module->getBody());
    auto function =
        func::FuncOp::create(builder, UnknownLoc::get(&context), "main",
                             builder.getFunctionType({type}, {}));
    Block *block = function.addEntryBlock();
    builder.setInsertionPointToEnd(block);
    add<InputOp>(block->getArgument(0), nullptr, nullptr, nullptr, nullptr,
                 nullptr, nullptr, nullptr, nullptr, nullptr);
    SmallVector<Value> outputs;
    for (int i = 0; i < 12; ++i) {
      addLayer();
      // Some inner values leave the network as well.
      if (pick(10) == 0)
        outputs.push_back(x);
    }
    if (pick(2))
      addHead();
    outputs.push_back(x);
    func::ReturnOp::create(builder, UnknownLoc::get(&context), outputs);
    function.setType(
        builder.getFunctionType({type}, ValueRange(outputs).getTypes()));
  }

  ModuleOp get() { return *module; }

private:
  int pick(int count) { return random() % count; }
  double number() { return std::uniform_real_distribution<>(-1, 1)(random); }
  Location nextName() {
    return layerLoc(builder.getContext(), "l" + Twine(layers++));
  }

  /// Adds a layer behind the last one.
  template <typename OpTy, typename... Args> void add(Args &&...args) {
    x = OpTy::create(builder, nextName(), std::forward<Args>(args)...);
    values.push_back(x);
  }

  Value weight(Shape shape, double gain = 1.0, double offset = 0.0) {
    std::vector<float> data(ShapedType::getNumElements(shape));
    for (float &value : data)
      value = offset + gain * number();
    auto type = RankedTensorType::get(shape, builder.getF32Type());
    return WeightOp::create<float>(builder, ("w" + Twine(layers++)).str(), data,
                                   type);
  }

  APFloat real(double value) { return APFloat(value); }
  APFloat noLimit() { return real(-1.0); }

  void addConv(bool transposed) {
    Shape in = shapeOf(x);
    int64_t group = in[1] % 2 == 0 && pick(2) ? 2 : 1, k = 1 + pick(3);
    int64_t channels = group * (1 + pick(3));
    k = std::min({k, in[2], in[3]});
    Shape pads(4, pick(2) ? k / 2 : 0), kernel = {k, k}, strides = {1, 1};
    Value bias = pick(2) ? weight({channels}) : Value();
    double gain = 1.0 / std::sqrt(in[1] / group * k * k);
    if (transposed)
      add<DeconvOp>(x, weight({in[1], channels / group, k, k}, gain), bias,
                    kernel, strides, Shape(4, 0), nullptr, nullptr, group,
                    pick(4) == 0, noLimit());
    else
      add<ConvOp>(x, weight({channels, in[1] / group, k, k}, gain), bias,
                  kernel, strides, pads, nullptr, group, pick(4) == 0,
                  noLimit());
  }

  void addPool() {
    Shape in = shapeOf(x), kernel(2, std::min({int64_t(2), in[2], in[3]}));
    Shape pads(4, kernel[0] > 1 && pick(2) ? 1 : 0), strides = {1, 1};
    bool ceil = pick(4) == 0;
    if (pick(2))
      add<MaxPoolOp>(x, kernel, strides, pads, nullptr, ceil, false, noLimit());
    else
      add<AvgPoolOp>(x, kernel, strides, pads, nullptr, pick(2), ceil, false,
                     noLimit());
  }

  void addPad() {
    if (shapeOf(x)[2] < 2 || shapeOf(x)[3] < 2)
      return;
    Shape paddings(8, 0);
    for (int i : {2, 3, 6, 7})
      paddings[i] = pick(2);
    bool lowest = pick(2);
    add<PadOp>(x, paddings, PadMode::constant,
               real(lowest ? -std::numeric_limits<float>::infinity() : 0.0));
    if (!lowest) // Zeros matter most to pools.
      return pick(2) ? addPool() : void();
    values.pop_back(); // Infinities are for MaxPool alone.
    add<MaxPoolOp>(x, Shape{2, 2}, Shape{1, 1}, Shape(4, 0), nullptr, false,
                   false, noLimit());
  }

  void addConstant() {
    Shape in = shapeOf(x);
    bool relu = pick(4) == 0;
    // One element, or one per channel; away from zero, for Div.
    Value w =
        pick(2) ? weight({1}, 0.5, 1.0) : weight({1, in[1], 1, 1}, 0.5, 1.0);
    Value chain = w;
    if (pick(3) == 0) // Something to fold.
      chain = SqrtOp::create(builder, nextName(), w);
    Value lhs = x, rhs = chain;
    if (pick(2))
      std::swap(lhs, rhs);
    switch (pick(6)) {
    case 0:
      return add<AddOp>(lhs, rhs, relu, noLimit());
    case 1:
      return add<SubOp>(lhs, rhs, relu, noLimit());
    case 2:
      return add<MulOp>(lhs, rhs, relu, noLimit());
    case 3:
      return add<DivOp>(x, chain, relu, noLimit());
    case 4:
      return add<MaxOp>(lhs, rhs, relu, noLimit());
    default:
      return add<MinOp>(lhs, rhs, relu, noLimit());
    }
  }

  void addScalar() {
    double value = pick(3) == 0 ? pick(2) : number();
    switch (pick(3)) {
    case 0:
      return add<MulConstOp>(x, real(value), pick(3) == 0, noLimit());
    case 1:
      return add<AddConstOp>(x, real(value), pick(3) == 0, noLimit());
    default:
      return add<SubConstOp>(x, real(value), pick(2), pick(3) == 0, noLimit());
    }
  }

  void addNorm() {
    int64_t channels = shapeOf(x)[1];
    if (pick(2))
      return add<ScaleOp>(x, weight({channels}), weight({channels}, pick(2)),
                          pick(4) == 0, noLimit());
    add<BatchNormOp>(x, weight({channels}), weight({channels}, 0.5, 1.0),
                     weight({channels}), weight({channels}), real(1e-3),
                     pick(4) == 0, noLimit());
  }

  void addActivation() {
    switch (pick(4)) {
    case 0:
      return add<ReluOp>(x, pick(2) ? real(0.5) : noLimit());
    case 1:
      return add<ClipOp>(x, real(0.0), real(pick(2) ? 0.75 : 1e39));
    case 2:
      return add<ClipOp>(x, real(-0.5), real(0.5));
    default:
      return add<SigmoidOp>(x);
    }
  }

  /// Shape changes that lead back to rank 4.
  void addMoves() {
    Shape in = shapeOf(x);
    switch (pick(5)) {
    case 0:
      add<UnsqueezeOp>(x, Shape{1});
      return add<SqueezeOp>(x, Shape{1});
    case 1:
      add<ReshapeOp>(x, Shape{0, -1});
      return add<ReshapeOp>(x, in);
    case 2:
      add<PermuteOp>(x, Shape{0, 2, 3, 1});
      return add<PermuteOp>(x, pick(2) ? Shape{0, 3, 1, 2} : Shape{0, 1, 3, 2});
    case 3:
      return add<ConcatOp>(ValueRange(x), 1, false, noLimit());
    default:
      return add<SliceOp>(x, Shape(4, 0), in, Shape(4, 1));
    }
  }

  /// Adds two values of one shape when there are.
  void addShortcut() {
    for (int i = 0; i < 4; ++i) {
      Value other = values[pick(values.size())];
      if (shapeOf(other) == shapeOf(x))
        return add<AddOp>(x, other, pick(2), noLimit());
    }
  }

  void addLayer() {
    switch (pick(10)) {
    case 0:
      return addConv(pick(3) == 0);
    case 1:
      return addPool();
    case 2:
      return addPad();
    case 3:
      return addConstant();
    case 4:
      return addScalar();
    case 5:
    case 6:
      return addNorm();
    case 7:
      return addActivation();
    case 8:
      return addMoves();
    default:
      return addShortcut();
    }
  }

  /// Mean over the plane and a linear layer, spelled out.
  void addHead() {
    bool keep = pick(2);
    add<ReduceOp>(x, Shape{2, 3}, keep, ReduceMode::mean);
    if (keep)
      add<SqueezeOp>(x, Shape{2, 3});
    int64_t channels = shapeOf(x)[1], columns = 5;
    if (pick(2))
      add<ScaleOp>(x, weight({channels}), weight({channels}), false, noLimit());
    bool transposed = pick(2);
    Value w = weight({columns, channels});
    if (!transposed)
      w = PermuteOp::create(builder, nextName(), w, Shape{1, 0});
    add<MatMulOp>(x, w, Value(), false, transposed, false, noLimit());
    Shape bias = {columns};
    if (pick(2))
      bias.insert(bias.begin(), 1);
    add<AddOp>(x, weight(bias), pick(2), noLimit());
    if (pick(2))
      add<ScaleOp>(x, weight({columns}), weight({columns}), false, noLimit());
  }

  OpBuilder builder;
  std::mt19937 random;
  OwningOpRef<ModuleOp> module;
  Value x;
  std::vector<Value> values;
  unsigned layers = 0;
};

struct Output {
  std::string name;
  std::vector<float> data;
};

std::vector<Output> run(ModuleOp module) {
  runtime::SessionOptions options;
  options.reference = true;
  options.threads = 1;
  auto session = runtime::Session::create(module, options);
  if (!session) {
    ADD_FAILURE() << llvm::toString(session.takeError());
    return {};
  }
  const runtime::Plan &plan = (*session)->plan();
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  std::vector<float> input(plan.value(plan.inputs()[0]).size);
  for (float &value : input)
    value = normal(random);
  std::vector<Output> outputs;
  for (runtime::ValueId id : plan.outputs())
    outputs.push_back(
        {plan.value(id).info.name, std::vector<float>(plan.value(id).size)});
  runtime::RunRequest request;
  request.samples = 1;
  request.inputs = {input.data()};
  for (auto [id, output] : llvm::zip(plan.outputs(), outputs))
    request.kept.push_back({id, output.data.data()});
  if (llvm::Error error = (*session)->run(request)) {
    ADD_FAILURE() << llvm::toString(std::move(error));
    return {};
  }
  return outputs;
}

class Optimize : public testing::TestWithParam<unsigned> {};

} // namespace

TEST_P(Optimize, KeepsValuesAndNamesOfOutputs) {
  DialectRegistry registry;
  registry.insert<TopDialect, func::FuncDialect>();
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  context.loadAllAvailableDialects();
  for (unsigned i = 0; i < 40; ++i) {
    RandomNetwork network(context, GetParam() * 40 + i);
    ModuleOp module = network.get();
    SCOPED_TRACE([&] {
      std::string text;
      llvm::raw_string_ostream(text) << module;
      return text;
    }());
    ASSERT_TRUE(succeeded(verify(module)));
    std::vector<Output> before = run(module);
    PassManager passes(&context);
    buildOptimizePipeline(passes);
    ASSERT_TRUE(succeeded(passes.run(module)));
    std::vector<Output> after = run(module);

    ASSERT_EQ(before.size(), after.size());
    for (auto [b, a] : llvm::zip(before, after)) {
      EXPECT_EQ(b.name, a.name);
      ASSERT_EQ(b.data.size(), a.data.size());
      float largest = 1.0f;
      for (float value : b.data)
        if (std::isfinite(value))
          largest = std::max(largest, std::abs(value));
      for (auto [x, y] : llvm::zip(b.data, a.data)) {
        if (x != y) { // Infinities are equal, too.
          ASSERT_NEAR(x, y, 1e-4f * largest) << "in " << b.name;
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Optimize, testing::Range(0u, 25u));
