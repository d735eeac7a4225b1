// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Matrix products (section 4.3).
#include "Linear.h"
#include "Registry.h"

#include "tpuc/Dialect/Top/TopOps.h"

using namespace mlir;
using namespace tpuc;

static llvm::ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

/// The product of all dimensions but the last two.
static int64_t batchOf(Value value) {
  int64_t batch = 1;
  for (int64_t dim : shapeOf(value).drop_back(2))
    batch *= dim;
  return batch;
}

/// A constant right side as [..., K, N]; `memory` for one that has to be
/// transposed.
static Span<float> rowMajorRight(top::MatMulOp op, Span<float> data,
                                 std::vector<float> &memory) {
  if (!op.getRightTranspose())
    return data;
  memory.resize(data.size());
  llvm::ArrayRef<int64_t> shape = shapeOf(op.getRight());
  int64_t n = shape[shape.size() - 2], k = shape.back();
  for (int64_t b = 0, batches = batchOf(op.getRight()); b < batches; ++b)
    for (int64_t i = 0; i < k; ++i)
      for (int64_t j = 0; j < n; ++j)
        memory[(b * k + i) * n + j] = data[(b * n + j) * k + i];
  return memory;
}

static llvm::SmallVector<int64_t> rowMajorShape(top::MatMulOp op) {
  auto shape = llvm::to_vector(shapeOf(op.getRight()));
  if (op.getRightTranspose())
    std::swap(shape[shape.size() - 2], shape.back());
  return shape;
}

static Value createMatMul(LayerLowering &l, Value left, Value right, Value bias,
                          bool rightTranspose, tpu::RequantAttr requant) {
  auto op = cast<top::MatMulOp>(l.op);
  llvm::APFloat limit =
      l.getMode() == Mode::INT8 ? llvm::APFloat(-1.0) : op.getReluLimit();
  return l.create<tpu::MatMulOp>(l.resultType(), left, right, bias,
                                 op.getLeftTranspose(), rightTranspose,
                                 op.getDoRelu(), limit, requant);
}

static Value lowerActivations(LayerLowering &l) {
  auto op = cast<top::MatMulOp>(l.op);
  if (l.asymmetric())
    return l.fallTo(Mode::F32, "two asymmetric activations");
  if (op.getBias() && !l.isWeight(2))
    return l.fallTo(Mode::F32, "its bias is not constant");
  numerics::MatMulActivations product = numerics::quantizeMatMulActivations(
      l.scheme(), l.params(op.getInput()), l.params(op.getRight()),
      l.resultParams(), biasData(l, 2));
  if (!product.ok)
    return l.fall(product.reason);
  Value left = l.integers(0), right = l.integers(1);
  return createMatMul(l, left, right, makeBias(l, product.requant),
                      op.getRightTranspose(),
                      accumulatorRequant(l, product.requant));
}

Value tpuc::lowerMatMulInt8(LayerLowering &l) {
  auto op = cast<top::MatMulOp>(l.op);
  if (l.isWeight(0))
    return l.fall("its left operand is constant");
  if (!l.isWeight(1))
    return lowerActivations(l);
  if (!hasConstantWeights(l))
    return l.fallTo(Mode::F32, "its bias is not constant");

  int64_t rightBatch = batchOf(op.getRight());
  // bm1684 multiplies plain matrices; on the others one right matrix serves all
  // rows of the left.
  bool batched = l.isBM1684()
                     ? shapeOf(op.getInput()).size() > 2 || rightBatch > 1
                     : rightBatch > 1;
  if (batched && l.isCV18XX())
    return l.fall("a batch of constant right operands");
  LinearWeights weights(l);
  std::vector<float> transposed;
  Span<float> right = rowMajorRight(op, weights.filter, transposed);
  numerics::WeightInput input{right,
                              weights.bias,
                              shapeOf(op.getOutput()).back(),
                              l.params(op.getInput()),
                              l.resultParams(),
                              weights.ranges};
  numerics::QuantizedLinear linear =
      numerics::quantizeMatMul(l.scheme(), input, batched);
  if (!linear.ok)
    return l.fallTo(Mode::F32, linear.reason);
  // One scale serves the whole matrix.
  if (linear.weights.scales.size() > 1)
    linear.weights.scales.resize(1);
  Value left = l.integers(0);
  Value filter = makeFilter(l, linear.weights, rowMajorShape(op));
  return createMatMul(l, left, filter, makeBias(l, linear.requant),
                      /*rightTranspose=*/false,
                      accumulatorRequant(l, linear.requant));
}

Value tpuc::lowerMatMulFloat(LayerLowering &l) {
  auto op = cast<top::MatMulOp>(l.op);
  Value left = l.floats(0), right = l.floats(1);
  Value bias;
  // Quirk Q14: unlike a convolution's, on bm1684x a bias is rounded to the half
  // type too.
  if (op.getBias())
    bias = l.isBM1684X() ? l.floats(2) : l.bias(2);
  return createMatMul(l, left, right, bias, op.getRightTranspose(),
                      /*requant=*/nullptr);
}
