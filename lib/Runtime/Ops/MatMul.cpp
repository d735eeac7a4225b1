// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Matrix products.
#include "tpuc/Kernels/MatMul.h"
#include "Common.h"

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

namespace {
/// A product of either dialect.
struct MatMulSpec {
  Value left, right, bias; ///< bias may be null
  bool relu;
  double reluLimit;
  tpu::RequantAttr requant;
  MatMulParams params;
};

/// What closes a product.
struct Closing {
  std::vector<float> bias;
  FloatEpilogue epilogue;
  std::optional<Requant> requant;
};
} // namespace

template <typename OpT>
static MatMulSpec readMatMul(OpT op, const LayerBuilder &b) {
  MatMulSpec spec{op.getInput(),
                  op.getRight(),
                  op.getBias(),
                  op.getDoRelu(),
                  toDouble(op.getReluLimit()),
                  requantOf(op),
                  {}};
  Shape left = b.shape(spec.left), right = b.shape(spec.right);
  MatMulParams &p = spec.params;
  p.leftTranspose = op.getLeftTranspose();
  p.rightTranspose = op.getRightTranspose();
  size_t lr = left.size(), rr = right.size();
  p.m = left[lr - (p.leftTranspose ? 1 : 2)];
  p.k = left[lr - (p.leftTranspose ? 2 : 1)];
  p.n = right[rr - (p.rightTranspose ? 2 : 1)];
  p.leftBatch.assign(left.begin(), left.end() - 2);
  p.rightBatch.assign(right.begin(), right.end() - 2);
  return spec;
}

static llvm::Expected<Closing> makeClosing(LayerBuilder &b,
                                           const MatMulSpec &spec) {
  auto bias = b.constantOrEmpty(spec.bias);
  if (!bias)
    return bias.takeError();
  if (bias->size() == 1 && spec.params.n > 1)
    bias->resize(spec.params.n, bias->front());
  Closing closing;
  if (!b.isInteger()) {
    closing.bias = std::move(*bias);
    closing.epilogue = b.epilogue(spec.relu, spec.reluLimit);
    return closing;
  }
  closing.requant = makeRequant(b, spec.requant, std::move(*bias));
  closing.requant->reluBefore = spec.relu;
  return closing;
}

/// A constant right side: rows times one packed matrix.
static llvm::Error finishPacked(LayerBuilder &b, const MatMulSpec &spec,
                                Closing &&closing) {
  auto right = b.constant(spec.right);
  if (!right)
    return right.takeError();
  std::optional<InputRange> range;
  if (closing.requant)
    range = b.operandRange(spec.left, b.info(spec.left));
  const MatMulParams &p = spec.params;
  Status status;
  auto packed =
      b.weights().matmul(p.k, p.n, p.rightTranspose, range, *right, status);
  if (!packed)
    return b.error(status);
  std::shared_ptr<MatMulKernel> kernel =
      closing.requant ? MatMulKernel::createQuantized(
                            packed, std::move(*closing.requant), status)
                      : MatMulKernel::createFloat(packed, closing.bias,
                                                  closing.epilogue, status);
  if (!kernel)
    return b.error(status);
  int64_t rows = b.result.numElements() / p.n;
  return b.finish(Layout::NCHW, [=](const StepArgs &args) {
    return kernel->run(rows * args.samples, args.in[0], args.out);
  });
}

/// Any two sides, sample by sample.
static llvm::Error finishGeneral(LayerBuilder &b, const MatMulSpec &spec,
                                 Closing &&closing) {
  // A weight on either side is a step's constant.
  std::vector<float> fixed[2];
  size_t index[2] = {0, 0};
  bool isFixed[2] = {b.isConstant(spec.left), b.isConstant(spec.right)};
  Value sides[2] = {spec.left, spec.right};
  for (int i : {0, 1}) {
    if (isFixed[i]) {
      auto floats = b.constant(sides[i]);
      if (!floats)
        return floats.takeError();
      fixed[i] = floats->copy();
      continue;
    }
    if (i == 0)
      continue; // used already
    auto used = b.use(sides[i], Layout::NCHW);
    if (!used)
      return used.takeError();
    index[i] = *used;
  }
  MatMulParams p = spec.params;
  ChannelView view{b.result.numElements() / p.n, p.n, 1};
  bool useReference = b.reference();
  auto magnitude = [&](Value side) {
    InputRange range = b.operandRange(side, b.info(side));
    return std::max(-range.lo, range.hi);
  };
  bool exact = closing.requant.has_value();
  float leftMax = exact ? magnitude(spec.left) : 0.0f;
  float rightMax = exact ? magnitude(spec.right) : 0.0f;
  return b.finishPerSample(
      Layout::NCHW,
      [=, left = std::move(fixed[0]), right = std::move(fixed[1]),
       leftFixed = isFixed[0], rightFixed = isFixed[1], leftIndex = index[0],
       rightIndex = index[1], closing = std::move(closing)](
          llvm::ArrayRef<const float *> args, float *out) {
        const float *l = leftFixed ? left.data() : args[leftIndex];
        const float *r = rightFixed ? right.data() : args[rightIndex];
        Status status;
        if (useReference)
          reference::matmul(p, l, r, out);
        else if (exact)
          status = fast::matmulExact(p, leftMax, rightMax, l, r, out);
        else
          status = fast::matmul(p, l, r, out);
        if (!status.ok())
          return status;
        if (closing.requant)
          reference::requantize(*closing.requant, view, out, out);
        else
          reference::biasEpilogue(closing.epilogue, closing.bias, view, out,
                                  out);
        return Status();
      });
}

template <typename OpT>
static llvm::Error buildMatMul(OpT op, LayerBuilder &b) {
  if (b.shape(op.getInput()).size() < 2 || b.shape(op.getRight()).size() < 2)
    return b.error("both sides must have two dimensions or more");
  MatMulSpec spec = readMatMul(op, b);
  auto closing = makeClosing(b, spec);
  if (!closing)
    return closing.takeError();
  if (!b.isConstant(spec.left)) {
    auto used = b.use(spec.left, Layout::NCHW);
    if (!used)
      return used.takeError();
  }
  bool oneMatrix = llvm::all_of(spec.params.rightBatch,
                                [](int64_t dim) { return dim == 1; });
  if (!b.reference() && oneMatrix && !spec.params.leftTranspose &&
      b.isConstant(spec.right) && !b.isConstant(spec.left))
    return finishPacked(b, spec, std::move(*closing));
  return finishGeneral(b, spec, std::move(*closing));
}

void addMatMulLayers(LayerRegistry &r) {
  r.add(buildMatMul<top::MatMulOp>);
  r.add(buildMatMul<tpu::MatMulOp>);
}

} // namespace tpuc::runtime
