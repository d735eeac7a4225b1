// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Transposed convolutions (section 4.3).
#include "Alike.h"
#include "Linear.h"
#include "Registry.h"

#include "tpuc/Dialect/Top/TopOps.h"

using namespace mlir;
using namespace tpuc;

namespace {
/// The filter with the output channel first: [C, OC/group, kernel] becomes
/// [OC, C/group, kernel].
struct ChannelFirstFilter {
  std::vector<float> data;
  llvm::SmallVector<int64_t> shape;

  ChannelFirstFilter(top::DeconvOp op, Span<float> filter) {
    auto in = cast<RankedTensorType>(op.getFilter().getType()).getShape();
    int64_t group = op.getGroup(), inPerGroup = in[0] / group,
            outPerGroup = in[1], area = 1;
    for (int64_t k : in.drop_front(2))
      area *= k;
    shape.assign(in.begin(), in.end());
    shape[0] = outPerGroup * group;
    shape[1] = inPerGroup;
    data.resize(filter.size());
    for (int64_t g = 0; g < group; ++g)
      for (int64_t o = 0; o < outPerGroup; ++o)
        for (int64_t i = 0; i < inPerGroup; ++i) {
          const float *from =
              filter.data() + ((g * inPerGroup + i) * outPerGroup + o) * area;
          float *to =
              data.data() + ((g * outPerGroup + o) * inPerGroup + i) * area;
          std::copy(from, from + area, to);
        }
  }
};
} // namespace

static Value createDeconv(LayerLowering &l, Location loc, RankedTensorType type,
                          ValueRange operands, tpu::RequantAttr requant) {
  auto op = cast<top::DeconvOp>(l.op);
  size_t spatial = op.getKernelShape().size();
  llvm::SmallVector<int64_t> dilations(spatial, 1), outputPadding(spatial, 0);
  if (op.getDilations())
    dilations = llvm::to_vector(*op.getDilations());
  if (op.getOutputPadding())
    outputPadding = llvm::to_vector(*op.getOutputPadding());
  llvm::APFloat limit =
      l.getMode() == Mode::INT8 ? llvm::APFloat(-1.0) : op.getReluLimit();
  return tpu::Deconv2DOp::create(l.builder, loc, type, operands[0], operands[1],
                                 operands.size() > 2 ? operands[2] : Value(),
                                 op.getKernelShape(), op.getStrides(),
                                 op.getPads(), dilations, op.getGroup(),
                                 outputPadding, op.getDoRelu(), limit, requant);
}

Value tpuc::lowerDeconvInt8(LayerLowering &l) {
  auto op = cast<top::DeconvOp>(l.op);
  if (!hasConstantWeights(l))
    return l.fallTo(Mode::F32, "its filter or bias is not constant");
  if (op.getKernelShape().size() > 2)
    return l.fallTo(Mode::F32, "a transposed convolution in three dimensions");
  LinearWeights weights(l);
  ChannelFirstFilter filter(op, weights.filter);
  numerics::WeightInput input{filter.data,      weights.bias,
                              filter.shape[0],  l.params(op.getInput()),
                              l.resultParams(), weights.ranges};
  numerics::QuantizedLinear linear =
      numerics::quantizeDeconv(l.scheme(), input);
  if (!linear.ok)
    return l.fallTo(Mode::F32, linear.reason);

  bool apart = l.isBM1684X();
  std::string consumer = (l.name() + (apart ? "_i32" : "")).str();
  llvm::SmallVector<Value> operands = {l.integers(0, consumer)};
  operands.push_back(makeFilter(l, linear.weights, filter.shape));
  if (Value bias = makeBias(l, linear.requant))
    operands.push_back(bias);
  tpu::RequantAttr requant = accumulatorRequant(l, linear.requant);
  if (!apart)
    return createDeconv(l, op.getLoc(), l.resultType(), operands, requant);

  Type i32 = l.builder.getI32Type();
  Value sums = createDeconv(l, l.namedLoc(consumer),
                            l.shapedAs(l.result(), i32), operands,
                            /*requant=*/nullptr);
  return l.create<tpu::RequantOp>(
      l.resultType(), sums,
      tpu::RequantAttr::get(l.builder.getContext(), requant.getMode(),
                            requant.getMultipliers(), requant.getRshifts(),
                            tpu::RoundMode::HalfAwayFromZero));
}

Value tpuc::lowerDeconvFloat(LayerLowering &l) {
  auto op = cast<top::DeconvOp>(l.op);
  if (!l.isWeight(1) || op.getKernelShape().size() > 2)
    return lowerAlike<tpu::DeconvOp>(l);
  ChannelFirstFilter filter(op, l.weightData(1));
  llvm::SmallVector<Value> operands = {
      l.floats(0),
      l.makeFloats("_filter", filter.data, filter.shape, l.floatElement())};
  if (l.op->getNumOperands() > 2)
    operands.push_back(l.bias(2));
  return createDeconv(l, op.getLoc(), l.floatResultType(), operands,
                      /*requant=*/nullptr);
}
