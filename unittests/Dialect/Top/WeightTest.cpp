// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Top/Weights.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Verifier.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace tpuc::top;

namespace {

class WeightTest : public testing::Test {
protected:
  WeightTest() : builder(&context) { context.loadDialect<TopDialect>(); }
  OwningOpRef<ModuleOp> startModule() {
    OwningOpRef<ModuleOp> module = ModuleOp::create(UnknownLoc::get(&context));
    builder.setInsertionPointToEnd(module->getBody());
    return module;
  }

  MLIRContext context;
  OpBuilder builder;
};

} // namespace

// MLIR renames the second resource: the name of a weight is its layer name.
TEST_F(WeightTest, ModulesOfOneContextKeepTheirBlobs) {
  auto type = RankedTensorType::get({2}, builder.getF32Type());
  OwningOpRef<ModuleOp> first = startModule();
  auto a = WeightOp::create<float>(builder, "w", {1.0f, 2.0f}, type);
  OwningOpRef<ModuleOp> second = startModule();
  auto b = WeightOp::create<float>(builder, "w", {3.0f, 4.0f}, type);

  EXPECT_EQ(a.getWeightName(), "w");
  EXPECT_EQ(b.getWeightName(), "w");
  EXPECT_NE(a.getValue(), b.getValue());
  EXPECT_EQ(*getFloats(a), llvm::ArrayRef<float>({1.0f, 2.0f}));
  EXPECT_EQ(*getFloats(b), llvm::ArrayRef<float>({3.0f, 4.0f}));
}

TEST_F(WeightTest, UnusedBlobsAreReleased) {
  auto type = RankedTensorType::get({2}, builder.getF32Type());
  OwningOpRef<ModuleOp> module = startModule();
  auto used = WeightOp::create<float>(builder, "used", {1.0f, 2.0f}, type);
  auto gone = WeightOp::create<float>(builder, "gone", {3.0f, 4.0f}, type);
  auto value = cast<DenseResourceElementsAttr>(gone.getValue());
  gone->erase();
  ASSERT_NE(value.getRawHandle().getBlob(), nullptr);

  releaseUnusedWeights(*module);
  EXPECT_EQ(*getFloats(used), llvm::ArrayRef<float>({1.0f, 2.0f}));
  AsmResourceBlob *blob = value.getRawHandle().getBlob();
  EXPECT_TRUE(!blob || blob->getData().empty());
}

TEST_F(WeightTest, QuantizedWeightsAreStoredInTheirIntegers) {
  OwningOpRef<ModuleOp> module = startModule();
  auto element = quant::UniformQuantizedType::get(
      quant::QuantizationFlags::Signed, builder.getI8Type(),
      builder.getF32Type(), 0.5, 0, -128, 127);
  auto weight = WeightOp::create<int8_t>(builder, "q", {-1, 2, 127},
                                         RankedTensorType::get({3}, element));
  EXPECT_TRUE(succeeded(verify(*module)));
  EXPECT_EQ(weight.getElements<int8_t>(), llvm::ArrayRef<int8_t>({-1, 2, 127}));
  // Only f32 weights can be read as floats.
  EXPECT_FALSE(getFloats(weight));
}

TEST_F(WeightTest, NamesAreMadeUnique) {
  OwningOpRef<ModuleOp> module = startModule();
  auto type = RankedTensorType::get({1}, builder.getF32Type());
  auto w = WeightOp::create<float>(builder, "w", {1.0f}, type);
  WeightOp::create<float>(builder, "w_1", {1.0f}, type);
  EXPECT_EQ(uniqueLayerName(w, "v"), "v");
  EXPECT_EQ(uniqueLayerName(w, "w"), "w_2");
}

TEST_F(WeightTest, ReshapedWeightsShareTheBlob) {
  OwningOpRef<ModuleOp> module = startModule();
  auto type = RankedTensorType::get({1, 2}, builder.getF32Type());
  auto w = WeightOp::create<float>(builder, "w", {1.0f, 2.0f}, type);
  WeightOp reshaped = reshapeWeight(builder, w, "bias", w, {2});
  EXPECT_TRUE(succeeded(verify(*module)));
  EXPECT_EQ(reshaped.getWeightName(), "w_bias");
  EXPECT_EQ(reshaped.getBytes().data(), w.getBytes().data());
}
