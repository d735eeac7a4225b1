// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Reading of calibration and quantization tables.
#include "tpuc/Conversion/TopToTpu/Tables.h"

#include <gtest/gtest.h>

using namespace tpuc;

static std::string errorOf(llvm::Error error) {
  return llvm::toString(std::move(error));
}

TEST(CalibrationTable, KeepsOrderAndSkipsComments) {
  auto table = CalibrationTable::parse("# head\n\nb 2.0 -1.5 2.0\r\n"
                                       "a 1.0 0.0 1.0\n",
                                       "t");
  ASSERT_TRUE(bool(table));
  ASSERT_EQ(table->size(), 2u);
  EXPECT_EQ(table->entries()[0].first, "b");
  EXPECT_EQ(table->entries()[0].second.min, -1.5);
  EXPECT_EQ(table->lookup("a")->threshold, 1.0);
  EXPECT_EQ(table->lookup("c"), nullptr);
}

TEST(CalibrationTable, TheLaterRowOfANameCounts) {
  auto table = CalibrationTable::parse("a 1 -1 1\na 2 -2 2\n", "t");
  ASSERT_TRUE(bool(table));
  EXPECT_EQ(table->size(), 1u);
  EXPECT_EQ(table->lookup("a")->threshold, 2.0);
}

TEST(CalibrationTable, ThresholdsAreAtLeastTheSmallest) {
  auto table = CalibrationTable::parse("a 0 0 0\nb -3 0 0\n", "t");
  ASSERT_TRUE(bool(table));
  EXPECT_EQ(table->lookup("a")->threshold, 1e-5);
  EXPECT_EQ(table->lookup("b")->threshold, 1e-5);
}

TEST(CalibrationTable, EndsAtASection) {
  for (const char *section : {"#asym_op", "#int4_th", "#weight_scale"}) {
    std::string text = std::string("a 1 -1 1\n") + section + "\nb 1\n";
    auto table = CalibrationTable::parse(text, "t");
    ASSERT_TRUE(bool(table)) << section;
    EXPECT_EQ(table->size(), 1u);
  }
}

TEST(CalibrationTable, NamesFileAndLine) {
  auto fields = CalibrationTable::parse("a 1 -1 1\n\nb 1 -1 1 1\n", "t.txt");
  ASSERT_FALSE(bool(fields));
  EXPECT_EQ(errorOf(fields.takeError()),
            "t.txt:3: expected 'name threshold min max', got 5 fields");
  auto number = CalibrationTable::parse("a 1 -inf 1\n", "t.txt");
  ASSERT_FALSE(bool(number));
  EXPECT_EQ(errorOf(number.takeError()),
            "t.txt:1: '-inf' is not a finite number");
}

TEST(CalibrationTable, NamesAFileThatCannotBeRead) {
  auto table = CalibrationTable::parseFile("no/such/table");
  ASSERT_FALSE(bool(table));
  EXPECT_EQ(errorOf(table.takeError()).find("cannot read 'no/such/table': "),
            0u);
}

TEST(QuantizationTable, ReadsModesInAnyCase) {
  auto table = QuantizationTable::parse("# c\nalone\na int8\nb\tBf16\n", "t");
  ASSERT_TRUE(bool(table));
  ASSERT_EQ(table->size(), 2u);
  EXPECT_EQ(*table->lookup("a"), Mode::INT8);
  EXPECT_EQ(*table->lookup("b"), Mode::BF16);
}

TEST(QuantizationTable, RefusesUnknownModes) {
  auto table = QuantizationTable::parse("a F32\nb W4F16\n", "t");
  ASSERT_FALSE(bool(table));
  EXPECT_EQ(errorOf(table.takeError()),
            "t:2: unknown mode 'W4F16', expected INT8, F32, F16 or BF16");
}

TEST(QuantizationTable, SetReplaces) {
  QuantizationTable table;
  table.set("a", Mode::F32);
  table.set("a", Mode::INT8);
  ASSERT_EQ(table.size(), 1u);
  EXPECT_EQ(*table.lookup("a"), Mode::INT8);
}
