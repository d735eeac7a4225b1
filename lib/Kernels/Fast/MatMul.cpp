//===- MatMul.cpp - Matrix product kernels --------------------------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "tpuc/Kernels/MatMul.h"
#include "PackedLinear.h"
#include "Scratch.h"
#include <algorithm>
#include <cmath>

using namespace tpuc;
using namespace tpuc::kernels;
using dnnl::memory;

//===----------------------------------------------------------------------===//
// Constant right operand
//===----------------------------------------------------------------------===//

class kernels::PackedMatMulWeights {
public:
  int64_t k, n;
  std::shared_ptr<PackedLinear> linear;
};

std::shared_ptr<const PackedMatMulWeights>
kernels::packMatMulWeights(int64_t k, int64_t n, bool rightTranspose,
                           std::optional<InputRange> integerRange,
                           const float *right, Status &status) {
  LinearGeometry g;
  g.kind = LinearGeometry::InnerProduct;
  g.ic = k;
  g.oc = n;
  std::vector<float> rows;
  if (!rightTranspose) {
    rows.resize(k * n);
    fast::transposeInner(right, rows.data(), 1, k, n);
    right = rows.data();
  }
  auto packed = std::make_shared<PackedMatMulWeights>();
  packed->k = k;
  packed->n = n;
  packed->linear = PackedLinear::create(g, right, integerRange, {}, status);
  return status.ok() ? packed : nullptr;
}

struct MatMulKernel::Impl {
  std::shared_ptr<const PackedMatMulWeights> weights;
  std::vector<float> bias;
  FloatRound round = FloatRound::None;
  LinearPostOps fused;
  std::unique_ptr<RequantKernel> requant;
};

MatMulKernel::MatMulKernel(std::unique_ptr<Impl> impl)
    : impl(std::move(impl)) {}
MatMulKernel::~MatMulKernel() = default;

std::unique_ptr<MatMulKernel>
MatMulKernel::createFloat(std::shared_ptr<const PackedMatMulWeights> weights,
                          Span<float> bias, const FloatEpilogue &epilogue,
                          Status &status) {
  if (!bias.empty() && static_cast<int64_t>(bias.size()) != weights->n) {
    status = Status::failure("the bias has not one element per column");
    return nullptr;
  }
  if (weights->linear->isExact()) {
    status = Status::failure("a float product of weights packed for integers");
    return nullptr;
  }
  auto impl = std::make_unique<Impl>();
  impl->bias.assign(bias.begin(), bias.end());
  impl->round = epilogue.round;
  impl->fused.bias = !bias.empty();
  impl->fused.relu = epilogue.relu;
  impl->fused.reluLimit = epilogue.reluLimit;
  impl->weights = std::move(weights);
  return std::unique_ptr<MatMulKernel>(new MatMulKernel(std::move(impl)));
}

std::unique_ptr<MatMulKernel> MatMulKernel::createQuantized(
    std::shared_ptr<const PackedMatMulWeights> weights, Requant requant,
    Status &status) {
  if (!weights->linear->isExact()) {
    status = Status::failure(
        "a quantized product needs weights packed for integers");
    return nullptr;
  }
  auto impl = std::make_unique<Impl>();
  impl->requant =
      std::make_unique<RequantKernel>(std::move(requant), weights->n);
  impl->weights = std::move(weights);
  return std::unique_ptr<MatMulKernel>(new MatMulKernel(std::move(impl)));
}

Status MatMulKernel::run(int64_t rows, const float *in, float *out) const {
  Status status =
      impl->weights->linear->run(rows, in, impl->bias.data(), impl->fused, out);
  if (!status.ok())
    return status;
  if (impl->requant)
    impl->requant->run({rows, impl->weights->n, 1}, out, out);
  else if (impl->round != FloatRound::None)
    quant::roundFloats(out, out, rows * impl->weights->n, impl->round);
  return status;
}

//===----------------------------------------------------------------------===//
// Two activations
//===----------------------------------------------------------------------===//

/// oneDNN broadcasts dimensions of size 1, given equal ranks.
static memory::desc operandDesc(const Shape &batch, size_t rank, int64_t rows,
                                int64_t cols, bool transposed) {
  memory::dims dims(rank - batch.size(), 1);
  dims.insert(dims.end(), batch.begin(), batch.end());
  dims.push_back(rows);
  dims.push_back(cols);
  memory::dims strides(dims.size());
  int64_t stride = rows * cols;
  for (size_t d = dims.size() - 2; d-- > 0;) {
    strides[d] = stride;
    stride *= dims[d];
  }
  strides[dims.size() - 2] = transposed ? 1 : cols;
  strides[dims.size() - 1] = transposed ? rows : 1;
  return memory::desc(dims, memory::data_type::f32, strides);
}

Status fast::matmul(const MatMulParams &p, const float *left,
                    const float *right, float *acc) {
  return guarded("matrix product", [&] {
    const Shape batch = p.outBatch();
    const size_t rank = batch.size();
    dnnl::primitive_attr attr;
    attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    const memory::desc a =
        operandDesc(p.leftBatch, rank, p.m, p.k, p.leftTranspose);
    const memory::desc b =
        operandDesc(p.rightBatch, rank, p.k, p.n, p.rightTranspose);
    const memory::desc c = operandDesc(batch, rank, p.m, p.n, false);
    dnnl::matmul::primitive_desc d(cpuEngine(), a, b, c, attr);
    Scratch scratch(std::max<size_t>(d.scratchpad_desc().get_size(), 64));
    dnnl::engine &engine = cpuEngine();
    // The engine keeps a cache of compiled primitives.
    dnnl::matmul(d).execute(
        cpuStream(),
        {{DNNL_ARG_SRC, memory(a, engine, const_cast<float *>(left))},
         {DNNL_ARG_WEIGHTS, memory(b, engine, const_cast<float *>(right))},
         {DNNL_ARG_DST, memory(c, engine, acc)},
         {DNNL_ARG_SCRATCHPAD,
          memory(d.scratchpad_desc(), engine, scratch.data())}});
    cpuStream().wait();
  });
}

Status fast::matmulExact(const MatMulParams &p, float leftMax, float rightMax,
                         const float *left, const float *right, float *acc) {
  const double bound =
      static_cast<double>(leftMax) * rightMax * static_cast<double>(p.k);
  if (bound < 16777216.0)
    return matmul(p, left, right, acc);
  // Nothing is known of either operand but its range, so the depth decides.
  reference::matmul(p, left, right, acc);
  return {};
}
