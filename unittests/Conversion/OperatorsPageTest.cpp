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

| operator | bm1684 | bm1684x | bm1684x asymmetric | cv183x, cv182x, cv181x, cv180x |
|---|---|---|---|---|
)";

static std::string cell(llvm::StringRef op, llvm::StringRef chip,
                        bool asymmetric) {
  LoweringDescription d = describeLowering(op, *lookupChip(chip), asymmetric);
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
  text << kHead;
  for (llvm::StringRef op : loweredTopOps())
    text << "| " << op.drop_front(4).str() << " | " << cell(op, "bm1684", false)
         << " | " << cell(op, "bm1684x", false) << " | "
         << cell(op, "bm1684x", true) << " | " << cell(op, "cv183x", false)
         << " |\n";
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

// The page has one column for all of them.
TEST(OperatorsPage, TheCv18xxAreAlike) {
  for (llvm::StringRef op : loweredTopOps())
    for (const char *chip : {"cv182x", "cv181x", "cv180x"})
      EXPECT_EQ(cell(op, chip, false), cell(op, "cv183x", false));
}
