// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// docs/operators.md says what the lowering does. TPUC_UPDATE_DOCS=1 writes it.
#include "tpuc/Conversion/TopToTpu/Lowering.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace tpuc;

static const char kPage[] = TPUC_SOURCE_DIR "/docs/operators.md";

static const char kHead[] = R"(# Operators on the chips

What each chip does with a layer when INT8 is asked for. `table` is a table of 256 integers. A float type
means that the chip has no integer form, and that casts stand around the layer. Conditions are in
brackets; `model_deploy.py` prints for each layer that is not in the mode asked for why it is not.

This page is written by `TPUC_UPDATE_DOCS=1 TpucConversionTests`, and a test holds it equal to the code
(`lib/Conversion/TopToTpu/Registry.cpp`).

)";

namespace {
/// The chips of a family, which lower alike, in one kind of run.
struct Column {
  llvm::SmallVector<const Chip *> chips;
  bool asymmetric;

  std::string title() const {
    std::string text;
    for (const Chip *chip : chips)
      text += (text.empty() ? "" : ", ") + chip->name.str();
    return asymmetric ? text + ", asymmetric" : text;
  }
};
} // namespace

static std::vector<Column> columns() {
  std::vector<Column> all;
  for (const Chip &chip : allChips()) {
    if (all.empty() || all.back().chips.front()->family != chip.family) {
      all.push_back({{}, false});
      if (chip.asymmetric)
        all.push_back({{}, true});
    }
    for (Column &column : llvm::reverse(all)) {
      if (!column.chips.empty() && column.chips.front()->family != chip.family)
        break;
      column.chips.push_back(&chip);
    }
  }
  return all;
}

static std::string cell(llvm::StringRef op, const Chip &chip, bool asymmetric) {
  LoweringDescription d = describeLowering(op, chip, asymmetric);
  std::string text;
  switch (d.form) {
  case LoweringForm::Int8:
    text = "INT8";
    break;
  case LoweringForm::Table:
    text = "table";
    break;
  case LoweringForm::Float:
    text = stringify(d.mode).str();
    break;
  case LoweringForm::Rewritten:
    return d.note;
  case LoweringForm::Refused:
    text = "none";
    break;
  }
  return d.note.empty() ? text : text + " (" + d.note + ")";
}

static std::string page() {
  std::ostringstream text;
  text << kHead << "| operator |";
  std::vector<Column> all = columns();
  for (const Column &column : all)
    text << " " << column.title() << " |";
  text << "\n|---|";
  for (size_t i = 0; i < all.size(); ++i)
    text << "---|";
  text << "\n";
  for (llvm::StringRef op : loweredTopOps()) {
    text << "| " << op.drop_front(4).str() << " |";
    for (const Column &column : all)
      text << " " << cell(op, *column.chips.front(), column.asymmetric) << " |";
    text << "\n";
  }
  return text.str();
}

TEST(OperatorsPage, SaysWhatLoweringDoes) {
  if (std::getenv("TPUC_UPDATE_DOCS"))
    std::ofstream(kPage) << page();
  std::ifstream file(kPage);
  std::ostringstream written;
  written << file.rdbuf();
  EXPECT_EQ(written.str(), page())
      << "run TPUC_UPDATE_DOCS=1 TpucConversionTests";
}

// The page has one column for all chips of a family.
TEST(OperatorsPage, ChipsOfAFamilyAreAlike) {
  for (const Column &column : columns())
    for (llvm::StringRef op : loweredTopOps())
      for (const Chip *chip : column.chips)
        EXPECT_EQ(cell(op, *chip, column.asymmetric),
                  cell(op, *column.chips.front(), column.asymmetric))
            << chip->name.str();
}
