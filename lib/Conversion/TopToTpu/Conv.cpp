// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Convolutions of any rank (section 4.2).
#include "Linear.h"
#include "Registry.h"

#include "tpuc/Dialect/Top/TopOps.h"

using namespace mlir;
using namespace tpuc;

/// The attributes of a Conv, with its defaults spelled out.
static llvm::SmallVector<int64_t> dilationsOf(top::ConvOp op) {
  if (op.getDilations())
    return llvm::to_vector(*op.getDilations());
  return llvm::SmallVector<int64_t>(op.getKernelShape().size(), 1);
}

static Value createConv(LayerLowering &l, Location loc, RankedTensorType type,
                        ValueRange operands, tpu::RequantAttr requant) {
  auto op = cast<top::ConvOp>(l.op);
  Value bias = operands.size() > 2 ? operands[2] : Value();
  // A quantized result saturates; no chip clamps integers from above.
  llvm::APFloat limit =
      l.getMode() == Mode::INT8 ? llvm::APFloat(-1.0) : op.getReluLimit();
  if (op.getKernelShape().size() == 3)
    return tpu::Conv3DOp::create(l.builder, loc, type, operands[0], operands[1],
                                 bias, op.getKernelShape(), op.getStrides(),
                                 op.getPads(), dilationsOf(op), op.getGroup(),
                                 op.getDoRelu(), limit, requant);
  return tpu::Conv2DOp::create(
      l.builder, loc, type, operands[0], operands[1], bias, op.getKernelShape(),
      op.getStrides(), op.getPads(), dilationsOf(op), op.getGroup(),
      /*inserts=*/nullptr, op.getDoRelu(), limit, requant);
}

Value tpuc::lowerConvInt8(LayerLowering &l) {
  auto op = cast<top::ConvOp>(l.op);
  bool is3D = op.getKernelShape().size() == 3;
  if (!hasConstantWeights(l))
    return l.fallTo(Mode::F32, "its filter or bias is not constant");
  if (is3D && l.isCV18XX())
    return l.fall("a 3-D convolution");

  auto filterShape =
      cast<RankedTensorType>(op.getFilter().getType()).getShape();
  LinearWeights weights(l);
  numerics::WeightInput input{weights.filter,   weights.bias,
                              filterShape[0],   l.params(op.getInput()),
                              l.resultParams(), weights.ranges};
  numerics::QuantizedLinear linear = numerics::quantizeConv(l.scheme(), input);
  if (!linear.ok)
    return l.fallTo(Mode::F32, linear.reason);

  // bm1684x requantizes 3-D convolutions apart.
  bool apart = is3D && l.isBM1684X();
  std::string consumer = (l.name() + (apart ? "_int32" : "")).str();
  llvm::SmallVector<Value> operands = {l.integers(0, consumer)};
  operands.push_back(makeFilter(l, linear.weights, filterShape));
  if (Value bias = makeBias(l, linear.requant))
    operands.push_back(bias);
  tpu::RequantAttr requant = accumulatorRequant(l, linear.requant);
  if (!apart)
    return createConv(l, op.getLoc(), l.resultType(), operands, requant);

  Type i32 = l.builder.getI32Type();
  Value sums = createConv(l, l.namedLoc(consumer), l.shapedAs(l.result(), i32),
                          operands, /*requant=*/nullptr);
  return l.create<tpu::RequantOp>(
      l.resultType(), sums,
      tpu::RequantAttr::get(l.builder.getContext(), requant.getMode(),
                            requant.getMultipliers(), requant.getRshifts(),
                            tpu::RoundMode::HalfAwayFromZero));
}

Value tpuc::lowerConvFloat(LayerLowering &l) {
  llvm::SmallVector<Value> operands = {l.floats(0), l.floats(1)};
  if (l.op->getNumOperands() > 2)
    operands.push_back(l.bias(2));
  return createConv(l, l.op->getLoc(), l.floatResultType(), operands,
                    /*requant=*/nullptr);
}
