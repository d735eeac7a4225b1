// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Functions by table.
#include "Common.h"
#include "tpuc/Kernels/Bf16Lut.h"
#include "tpuc/Kernels/Integer.h"

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

static llvm::Error buildLut(tpu::LutOp op, LayerBuilder &b) {
  auto values = b.constant(op.getTable());
  if (!values)
    return values.takeError();
  if (values->get().size() != 256)
    return b.error("the table must have 256 entries");
  std::array<int32_t, 256> table;
  for (size_t i = 0; i < 256; ++i) {
    table[i] = static_cast<int32_t>(values->get()[i]);
    // A table of signless bytes holds unsigned results as they are stored.
    if (b.result.storage == Storage::U8)
      table[i] &= 255;
  }
  auto lut = b.reference() ? reference::lut : fast::lut;
  return finishElementwise(
      b, op.getInput(),
      [=](const float *in, float *out, int64_t n) { lut(table, in, out, n); });
}

static llvm::Error buildLutBF16(tpu::LutBF16Op op, LayerBuilder &b) {
  auto first = b.constant(op.getTable());
  if (!first)
    return first.takeError();
  auto second = b.constant(op.getMantissa());
  if (!second)
    return second.takeError();
  if (first->get().size() != 256 || second->get().size() != 256)
    return b.error("the tables must have 256 entries");
  if (op.getMode() == tpu::TableMode::Slope) {
    quant::Bf16SlopeTable table;
    table.range = static_cast<float>(toDouble(op.getRange()));
    llvm::copy(first->get(), table.base.begin());
    llvm::copy(second->get(), table.slope.begin());
    return finishElementwise(b, op.getInput(),
                             [=](const float *in, float *out, int64_t n) {
                               reference::lutBf16Slope(table, in, out, n);
                             });
  }
  bool isLog = op.getMode() == tpu::TableMode::Log;
  quant::Bf16MantissaTable table;
  llvm::copy(first->get(), table.exponent.begin());
  llvm::copy(second->get(), table.mantissa.begin());
  return finishElementwise(
      b, op.getInput(), [=](const float *in, float *out, int64_t n) {
        reference::lutBf16Mantissa(table, isLog, in, out, n);
      });
}

void addTableLayers(LayerRegistry &r) {
  r.add(buildLut);
  r.add(buildLutBF16);
}

} // namespace tpuc::runtime
