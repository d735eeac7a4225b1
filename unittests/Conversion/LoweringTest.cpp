// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Lowering in process: coverage of the Top dialect, reports, and that a layer
// taken out of its network is lowered as within it.
#include "tpuc/Conversion/TopToTpu/Lowering.h"
#include "tpuc/Dialect/Top/Layer.h"
#include "tpuc/Dialect/Tpu/TpuOps.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"

#include <gtest/gtest.h>

using namespace mlir;
using namespace tpuc;

namespace {
class LoweringTest : public ::testing::Test {
protected:
  LoweringTest() {
    context.loadDialect<top::TopDialect, tpu::TpuDialect, func::FuncDialect>();
  }
  OwningOpRef<ModuleOp> parse(llvm::StringRef text) {
    return parseSourceString<ModuleOp>(text, &context);
  }
  LoweringOptions options(llvm::StringRef chip) {
    LoweringOptions result;
    result.chip = lookupChip(chip);
    return result;
  }
  MLIRContext context;
};
} // namespace

/// The layer of a module in generic form, without the names of its operands.
static std::string textOf(ModuleOp module, llvm::StringRef layer) {
  std::string text;
  module.walk([&](Operation *op) {
    if (top::getLayerName(op) != layer)
      return;
    llvm::raw_string_ostream os(text);
    os << op->getName() << op->getAttrDictionary();
    llvm::interleaveComma(op->getOperandTypes(), os);
    os << " -> " << op->getResult(0).getType();
  });
  return text;
}

//===----------------------------------------------------------------------===//
// Coverage
//===----------------------------------------------------------------------===//

TEST_F(LoweringTest, EveryTopOpHasALowering) {
  std::vector<llvm::StringRef> lowered = loweredTopOps();
  for (RegisteredOperationName op :
       context.getRegisteredOperationsByDialect("top")) {
    llvm::StringRef name = op.getStringRef();
    // Neither are layers; BatchNorm is canonicalized to Scale.
    if (name == "top.Input" || name == "top.Weight" || name == "top.BatchNorm")
      continue;
    EXPECT_TRUE(llvm::is_contained(lowered, name)) << name.str();
  }
}

TEST_F(LoweringTest, EveryLoweringIsOfATopOp) {
  for (llvm::StringRef name : loweredTopOps())
    EXPECT_TRUE(RegisteredOperationName::lookup(name, &context)) << name.str();
}

TEST_F(LoweringTest, FallsToAFloatThatTheChipHas) {
  for (const Chip &chip : allChips())
    for (llvm::StringRef name : loweredTopOps())
      for (bool asymmetric : {false, true}) {
        if (asymmetric && !chip.asymmetric)
          continue;
        LoweringDescription d = describeLowering(name, chip, asymmetric);
        EXPECT_NE(d.form, LoweringForm::Refused) << name.str();
        EXPECT_EQ(d.form == LoweringForm::Float, d.mode != Mode::INT8);
        // Places are f32 on every chip: the host computes them if need be.
        bool onHost = llvm::StringRef(d.note).contains("on the host");
        EXPECT_TRUE(chip.supports(d.mode) || (onHost && d.mode == Mode::F32))
            << name.str() << " on " << chip.name.str();
      }
}

TEST_F(LoweringTest, UnknownOpsAreRefused) {
  EXPECT_EQ(describeLowering("top.Nothing", *lookupChip("bm1684")).form,
            LoweringForm::Refused);
}

//===----------------------------------------------------------------------===//
// Reports
//===----------------------------------------------------------------------===//

static const char kNetwork[] = R"mlir(
!x = !quant.calibrated<f32<-4.0:4.0>>
!y = !quant.calibrated<f32<-6.0:6.0>>
func.func @main(%arg0: tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!y> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("x")
  %w = top.Weight {value = dense_resource<w> : tensor<2x2x1x1xf32>} : tensor<2x2x1x1xf32> loc("w")
  %1 = top.Conv(%0, %w) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
    : (tensor<1x2x4x4x!x>, tensor<2x2x1x1xf32>) -> tensor<1x2x4x4x!y> loc("c")
  %2 = top.Tanh(%1) : (tensor<1x2x4x4x!y>) -> tensor<1x2x4x4x!x> loc("t")
  %3 = top.Clip(%2) {min = -1.0 : f64, max = 1.0 : f64} : (tensor<1x2x4x4x!x>) -> tensor<1x2x4x4x!x> loc("k")
  %4 = top.Add(%3, %1) : (tensor<1x2x4x4x!x>, tensor<1x2x4x4x!y>) -> tensor<1x2x4x4x!y> loc("a")
  return %4 : tensor<1x2x4x4x!y>
}
{-#
  dialect_resources: { builtin: {
    w: "0x040000000000003FCDCC8CBE0AD78F3D0000A03F"
  } }
#-}
)mlir";

TEST_F(LoweringTest, ReportsEachLayer) {
  auto module = parse(kNetwork);
  ASSERT_TRUE(module);
  QuantizationTable modes;
  modes.set("t", Mode::F16);
  LoweringOptions o = options("bm1684x");
  o.quantization = &modes;
  LoweringReport report;
  ASSERT_TRUE(succeeded(convertTopToTpu(*module, o, &report)));
  ASSERT_TRUE(succeeded(verify(*module)));
  ASSERT_EQ(report.layers.size(), 4u);

  EXPECT_EQ(report.layers[0].name, "c");
  EXPECT_EQ(report.layers[0].topOp, "top.Conv");
  EXPECT_EQ(report.layers[0].mode, Mode::INT8);
  EXPECT_EQ(report.layers[0].reason, "");
  EXPECT_EQ(report.layers[0].scale, 6.0 / 127);
  // The chip takes the tangent in f32 even where F16 is asked for.
  EXPECT_EQ(report.layers[1].requested, Mode::F16);
  EXPECT_EQ(report.layers[1].mode, Mode::F32);
  EXPECT_EQ(report.layers[1].reason, "computed in F32 on bm1684x");
  EXPECT_EQ(report.layers[2].mode, Mode::F16);
  EXPECT_EQ(report.layers[2].reason, "no INT8 form");
  EXPECT_EQ(report.layers[2].scale, 0.0);
  EXPECT_EQ(report.numLayers(Mode::INT8), 2);
  EXPECT_EQ(report.numFallen(), 2);
  // x, c -> t, t -> k, k -> a, and the result.
  EXPECT_EQ(report.numCasts, 5);
}

TEST_F(LoweringTest, ModuleSaysWhatItIs) {
  auto module = parse(kNetwork);
  ASSERT_TRUE(succeeded(convertTopToTpu(*module, options("cv181x"))));
  EXPECT_EQ((*module)->getAttrOfType<StringAttr>("tpu.chip").getValue(),
            "cv181x");
  EXPECT_EQ((*module)->getAttrOfType<StringAttr>("tpu.mode").getValue(),
            "INT8");
  EXPECT_FALSE((*module)->getAttrOfType<BoolAttr>("tpu.asymmetric").getValue());
}

TEST_F(LoweringTest, LowersWithATableInMemory) {
  auto module = parse(kNetwork);
  CalibrationTable table;
  for (const char *name : {"x", "c", "t", "k", "a"})
    table.set(name, {2.0, -2.0, 2.0});
  LoweringOptions o = options("bm1684");
  o.calibration = &table;
  LoweringReport report;
  ASSERT_TRUE(succeeded(lowerModule(*module, o, &report)));
  EXPECT_EQ(report.layers[0].scale, 2.0 / 127);
}

//===----------------------------------------------------------------------===//
// A layer alone
//===----------------------------------------------------------------------===//

static const char kConvAlone[] = R"mlir(
!x = !quant.calibrated<f32<-4.0:4.0>>
!y = !quant.calibrated<f32<-6.0:6.0>>
func.func @main(%arg0: tensor<1x2x4x4x!x>) -> tensor<1x2x4x4x!y> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4x!x>) -> tensor<1x2x4x4x!x> loc("x")
  %w = top.Weight {value = dense_resource<w> : tensor<2x2x1x1xf32>} : tensor<2x2x1x1xf32> loc("w")
  %1 = top.Conv(%0, %w) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
    : (tensor<1x2x4x4x!x>, tensor<2x2x1x1xf32>) -> tensor<1x2x4x4x!y> loc("c")
  return %1 : tensor<1x2x4x4x!y>
}
{-#
  dialect_resources: { builtin: {
    w: "0x040000000000003FCDCC8CBE0AD78F3D0000A03F"
  } }
#-}
)mlir";

static const char kAddAlone[] = R"mlir(
!x = !quant.calibrated<f32<-4.0:4.0>>
!y = !quant.calibrated<f32<-6.0:6.0>>
func.func @main(%arg0: tensor<1x2x4x4xf32>, %arg1: tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!y> {
  %0 = top.Input(%arg0) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!x> loc("k")
  %1 = top.Input(%arg1) : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4x!y> loc("c")
  %2 = top.Add(%0, %1) : (tensor<1x2x4x4x!x>, tensor<1x2x4x4x!y>) -> tensor<1x2x4x4x!y> loc("a")
  return %2 : tensor<1x2x4x4x!y>
}
)mlir";

TEST_F(LoweringTest, ALayerAloneIsLoweredAsInItsNetwork) {
  for (const Chip &chip : allChips()) {
    LoweringOptions o = options(chip.name);
    auto network = parse(kNetwork), conv = parse(kConvAlone),
         add = parse(kAddAlone);
    ASSERT_TRUE(succeeded(convertTopToTpu(*network, o)));
    ASSERT_TRUE(succeeded(convertTopToTpu(*conv, o)));
    ASSERT_TRUE(succeeded(convertTopToTpu(*add, o)));
    ASSERT_FALSE(textOf(*network, "c").empty());
    EXPECT_EQ(textOf(*network, "c"), textOf(*conv, "c")) << chip.name.str();
    EXPECT_EQ(textOf(*network, "a"), textOf(*add, "a")) << chip.name.str();
  }
}

// The search lowers a float network with one layer in INT8.
TEST_F(LoweringTest, OneLayerInAFloatNetwork) {
  auto network = parse(kNetwork), conv = parse(kConvAlone);
  QuantizationTable modes;
  modes.set("c", Mode::INT8);
  LoweringOptions o = options("bm1684x");
  o.mode = Mode::F16;
  o.quantization = &modes;
  ASSERT_TRUE(succeeded(convertTopToTpu(*network, o)));
  ASSERT_TRUE(succeeded(convertTopToTpu(*conv, o)));
  EXPECT_EQ(textOf(*network, "c"), textOf(*conv, "c"));
  EXPECT_EQ(textOf(*network, "a").find("tpu.Add"), 0u);
  EXPECT_NE(textOf(*network, "a").find("xf16>"), std::string::npos);
}
