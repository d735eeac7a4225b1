// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "LookupTables.h"

#include "tpuc/Dialect/Top/TopOps.h"

using namespace mlir;
using namespace tpuc;

static bool hasRelu(Operation *op) {
  auto fused = dyn_cast<top::FusedReluOpInterface>(op);
  return fused && fused.getDoRelu();
}

Value tpuc::withRelu(LayerLowering &l, Value value) {
  if (!hasRelu(l.op))
    return value;
  value.getDefiningOp()->setLoc(l.namedLoc(l.name() + "_function"));
  return l.create<tpu::ReluOp>(
      cast<RankedTensorType>(value.getType()), value,
      cast<top::FusedReluOpInterface>(l.op).getReluLimit());
}

Value tpuc::makeLut(LayerLowering &l, numerics::LutFunction function,
                    const numerics::LutParams &params) {
  UniformParams out = l.resultParams();
  std::array<int32_t, 256> table = numerics::makeLut(
      function, params, l.params(l.topOperand(0)), out, l.scheme());
  if (hasRelu(l.op))
    for (int32_t &entry : table)
      entry = std::max(entry, out.zeroPoint);
  Value input = l.integers(0);
  Value weight =
      l.makeIntegers("_table", table, {256},
                     IntegerType::get(l.builder.getContext(), 8,
                                      out.isSigned ? IntegerType::Signless
                                                   : IntegerType::Unsigned));
  return l.create<tpu::LutOp>(l.resultType(), input, weight);
}

TablePair tpuc::makeSlopeTables(LayerLowering &l,
                                const numerics::Bf16SlopeTable &table) {
  return {l.makeFloats("_slope_table_bf16", table.base, {256},
                       l.builder.getBF16Type()),
          l.makeFloats("_slope_slope_table_bf16", table.slope, {256},
                       l.builder.getBF16Type())};
}

TablePair tpuc::makePowerTables(LayerLowering &l, double power,
                                llvm::StringRef suffix) {
  numerics::Bf16MantissaTable table = numerics::makeBf16PowerTable(power);
  return {l.makeFloats((suffix + "_table_bf16").str(), table.exponent, {256},
                       l.builder.getBF16Type()),
          l.makeFloats((suffix + "_mantissa_table_bf16").str(), table.mantissa,
                       {256}, l.builder.getBF16Type())};
}

Value tpuc::makeSlopeLut(LayerLowering &l, numerics::LutFunction function,
                         const numerics::LutParams &params) {
  numerics::Bf16SlopeTable table =
      numerics::makeBf16SlopeTable(function, params);
  Value input = l.floats(0);
  TablePair tables = makeSlopeTables(l, table);
  Value result = l.create<tpu::LutBF16Op>(
      l.floatResultType(), input, tables.first, tables.second,
      tpu::TableMode::Slope, llvm::APFloat(static_cast<double>(table.range)));
  return withRelu(l, result);
}
