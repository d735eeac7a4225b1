//===- PackedLinear.cpp - Packed weights and their primitives -------------===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PackedLinear.h"
#include "Scratch.h"
#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <omp.h>

using namespace tpuc;
using namespace tpuc::kernels;
using dnnl::memory;

dnnl::engine &kernels::cpuEngine() {
  static dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

dnnl::stream &kernels::cpuStream() {
  static thread_local dnnl::stream stream(cpuEngine());
  return stream;
}

struct PackedLinear::Compiled {
  int64_t batch;
  LinearPostOps postOps;
  int threads;
  dnnl::primitive primitive;
  memory::desc src, dst, bias, scratchpad;
  memory weights;
};

//===----------------------------------------------------------------------===//
// Exactness
//===----------------------------------------------------------------------===//

static const double kExactLimit = 16777216.0; // 2^24

double kernels::accumulatorBound(Span<float> weights, InputRange range) {
  // The extreme subset sums: all positive terms, and all negative ones.
  double high = 0.0, low = 0.0;
  for (float w : weights) {
    const double a = static_cast<double>(w) * range.lo;
    const double b = static_cast<double>(w) * range.hi;
    high += std::max({a, b, 0.0});
    low += std::min({a, b, 0.0});
  }
  return std::max(high, -low);
}

bool kernels::accumulatorFitsF32(Span<float> weights, InputRange range) {
  return accumulatorBound(weights, range) < kExactLimit;
}

/// Exact for integers, as long as it is below the limit. Several sums side by
/// side, for vector instructions.
static double sumOfMagnitudes(Span<float> row) {
  constexpr size_t lanes = 8;
  float sums[lanes] = {};
  const float *data = row.data();
  const size_t whole = row.size() / lanes * lanes;
  for (size_t i = 0; i < whole; i += lanes)
    for (size_t lane = 0; lane < lanes; ++lane)
      sums[lane] += std::fabs(data[i + lane]);
  for (size_t i = whole; i < row.size(); ++i)
    sums[0] += std::fabs(data[i]);
  return std::accumulate(sums, sums + lanes, 0.0);
}

/// Positions at which a channel's row has to be cut so that each piece fits.
static std::vector<int64_t> cutRow(Span<float> row, InputRange range) {
  std::vector<int64_t> cuts;
  // As a rule no order of the terms can reach the limit.
  const double most = std::max(std::fabs(range.lo), std::fabs(range.hi));
  if (sumOfMagnitudes(row) * most < kExactLimit)
    return {static_cast<int64_t>(row.size())};
  double high = 0.0, low = 0.0;
  for (size_t i = 0; i < row.size(); ++i) {
    const double a = static_cast<double>(row[i]) * range.lo;
    const double b = static_cast<double>(row[i]) * range.hi;
    const double up = std::max({a, b, 0.0}), down = std::min({a, b, 0.0});
    high += up;
    low += down;
    if (std::max(high, -low) >= kExactLimit) {
      cuts.push_back(static_cast<int64_t>(i));
      high = up;
      low = down;
    }
  }
  cuts.push_back(static_cast<int64_t>(row.size()));
  return cuts;
}

//===----------------------------------------------------------------------===//
// Packing
//===----------------------------------------------------------------------===//

static memory::dims filterDims(const LinearGeometry &g, int64_t oc) {
  if (g.kind == LinearGeometry::InnerProduct)
    return {oc, g.ic};
  if (g.groups == 1)
    return {oc, g.ic, g.kernelH, g.kernelW};
  return {g.groups, oc / g.groups, g.ic / g.groups, g.kernelH, g.kernelW};
}

static memory::format_tag denseTag(size_t rank) {
  return rank == 2   ? memory::format_tag::ab
         : rank == 4 ? memory::format_tag::abcd
                     : memory::format_tag::abcde;
}

void PackedLinear::addPart(std::vector<int64_t> channels, Span<float> filter) {
  Part part;
  part.oc = channels.empty() ? shape.oc : static_cast<int64_t>(channels.size());
  part.channels = std::move(channels);
  const memory::dims dims = filterDims(shape, part.oc);
  memory plain({dims, memory::data_type::f32, denseTag(dims.size())},
               cpuEngine());
  std::memcpy(plain.get_data_handle(), filter.data(),
              filter.size() * sizeof(float));
  part.formats.push_back(std::move(plain));
  parts.push_back(std::move(part));
}

std::shared_ptr<PackedLinear>
PackedLinear::create(const LinearGeometry &geometry, const float *filter,
                     std::optional<InputRange> integerRange,
                     std::vector<double> offsets, Status &status) {
  auto packed = std::make_shared<PackedLinear>();
  packed->shape = geometry;
  packed->exact = integerRange.has_value();
  packed->offsets = std::move(offsets);

  const int64_t row = geometry.filterRow();
  std::vector<std::vector<int64_t>> cuts(geometry.oc);
  size_t partCount = 1;
  if (integerRange)
    for (int64_t c = 0; c < geometry.oc; ++c) {
      cuts[c] =
          cutRow({filter + c * row, static_cast<size_t>(row)}, *integerRange);
      partCount = std::max(partCount, cuts[c].size());
    }

  status = guarded("packing weights", [&] {
    for (size_t p = 0; p < partCount; ++p) {
      // Groups have to stay whole; else the first part holds all channels and
      // later ones only those that need them.
      const bool all = p == 0 || geometry.groups != 1;
      if (partCount == 1) {
        packed->addPart({}, {filter, static_cast<size_t>(geometry.oc * row)});
        break;
      }
      std::vector<int64_t> channels;
      std::vector<float> part;
      for (int64_t c = 0; c < geometry.oc; ++c) {
        const bool present = !integerRange || p < cuts[c].size();
        if (!all && !present)
          continue;
        if (!all)
          channels.push_back(c);
        int64_t begin = 0, end = 0;
        if (present) {
          begin = p == 0 ? 0 : cuts[c][p - 1];
          end = integerRange ? cuts[c][p] : row;
        }
        part.resize(part.size() + row, 0.0f);
        std::copy(filter + c * row + begin, filter + c * row + end,
                  part.end() - row + begin);
      }
      packed->addPart(std::move(channels), part);
    }
    // Compile once for a single sample: it shows whether the engine accepts
    // the shape, and fixes the first format.
    for (Part &part : packed->parts)
      packed->compile(part, 1, {});
  });
  if (!status.ok())
    return nullptr;
  return packed;
}

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

namespace {
/// Inside a parallel region the engine's code runs on the calling thread, so
/// it is compiled for one thread there.
class ThreadScope {
public:
  ThreadScope() : saved(omp_get_max_threads()) {
    count = omp_in_parallel() ? 1 : saved;
    if (count != saved)
      omp_set_num_threads(count);
  }
  ~ThreadScope() {
    if (count != saved)
      omp_set_num_threads(saved);
  }
  int threads() const { return count; }

private:
  int saved, count;
};
} // namespace

static dnnl::primitive_attr makeAttributes(const LinearPostOps &postOps) {
  dnnl::primitive_attr attr;
  // The library's own scratchpad would be shared by concurrent runs.
  attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (postOps.relu) {
    dnnl::post_ops ops;
    if (postOps.reluLimit >= 0.0f)
      ops.append_eltwise(dnnl::algorithm::eltwise_clip, 0.0f,
                         postOps.reluLimit);
    else
      ops.append_eltwise(dnnl::algorithm::eltwise_relu, 0.0f, 0.0f);
    attr.set_post_ops(ops);
  }
  return attr;
}

std::shared_ptr<PackedLinear::Compiled>
PackedLinear::compile(Part &part, int64_t batch,
                      const LinearPostOps &postOps) const {
  const ThreadScope threads;
  std::lock_guard<std::mutex> lock(mutex);
  for (const auto &c : part.compiled)
    if (c->batch == batch && c->postOps == postOps &&
        c->threads == threads.threads())
      return c;

  using tag = memory::format_tag;
  const auto f32 = memory::data_type::f32;
  const LinearGeometry &g = shape;
  auto c = std::make_shared<Compiled>();
  c->batch = batch;
  c->postOps = postOps;
  c->threads = threads.threads();
  const memory::desc weights(filterDims(g, part.oc), f32, tag::any);
  if (postOps.bias)
    c->bias = memory::desc({part.oc}, f32, tag::a);
  const dnnl::primitive_attr attr = makeAttributes(postOps);
  const auto inference = dnnl::prop_kind::forward_inference;
  const tag layout = g.channelsFirst ? tag::nchw : tag::nhwc;

  auto finish = [&](const auto &description, auto primitive) {
    c->primitive = std::move(primitive);
    c->scratchpad = description.scratchpad_desc();
    const memory::desc wanted = description.weights_desc();
    for (const memory &m : part.formats)
      if (m.get_desc() == wanted)
        c->weights = m;
    if (!c->weights) {
      c->weights = memory(wanted, cpuEngine());
      dnnl::reorder(part.formats[0], c->weights)
          .execute(cpuStream(), part.formats[0], c->weights);
      cpuStream().wait();
      // The dense original is of use only until a packed form exists.
      if (part.compiled.empty())
        part.formats[0] = c->weights;
      else
        part.formats.push_back(c->weights);
    }
  };

  if (g.kind == LinearGeometry::InnerProduct) {
    c->src = memory::desc({batch, g.ic}, f32, tag::ab);
    c->dst = memory::desc({batch, part.oc}, f32, tag::ab);
    dnnl::inner_product_forward::primitive_desc d(
        cpuEngine(), inference, c->src, weights, c->bias, c->dst, attr);
    finish(d, dnnl::inner_product_forward(d));
  } else {
    c->src = memory::desc({batch, g.ic, g.inH, g.inW}, f32, layout);
    c->dst = memory::desc({batch, part.oc, g.outH, g.outW}, f32, layout);
    const memory::dims strides{g.strideH, g.strideW};
    const memory::dims dilations{g.dilationH - 1, g.dilationW - 1};
    const memory::dims before{g.padTop, g.padLeft};
    const memory::dims after{g.padBottom, g.padRight};
    if (g.kind == LinearGeometry::Conv) {
      dnnl::convolution_forward::primitive_desc d(
          cpuEngine(), inference, dnnl::algorithm::convolution_direct, c->src,
          weights, c->bias, c->dst, strides, dilations, before, after, attr);
      finish(d, dnnl::convolution_forward(d));
    } else {
      dnnl::deconvolution_forward::primitive_desc d(
          cpuEngine(), inference, dnnl::algorithm::deconvolution_direct, c->src,
          weights, c->bias, c->dst, strides, dilations, before, after, attr);
      finish(d, dnnl::deconvolution_forward(d));
    }
  }
  part.compiled.push_back(c);
  return c;
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

void PackedLinear::execute(Part &part, int64_t batch, const float *in,
                           const float *bias, const LinearPostOps &postOps,
                           float *out) const {
  const std::shared_ptr<Compiled> c = compile(part, batch, postOps);
  Scratch scratchpad(std::max<size_t>(c->scratchpad.get_size(), 64));
  dnnl::engine &engine = cpuEngine();
  std::unordered_map<int, memory> args = {
      {DNNL_ARG_SRC, memory(c->src, engine, const_cast<float *>(in))},
      {DNNL_ARG_WEIGHTS, c->weights},
      {DNNL_ARG_DST, memory(c->dst, engine, out)},
      {DNNL_ARG_SCRATCHPAD, memory(c->scratchpad, engine, scratchpad.data())},
  };
  if (postOps.bias)
    args.emplace(DNNL_ARG_BIAS,
                 memory(c->bias, engine, const_cast<float *>(bias)));
  c->primitive.execute(cpuStream(), args);
  cpuStream().wait();
}

/// out += the other parts' sums + offsets, in f64, rounded to f32 once.
void PackedLinear::combine(int64_t batch,
                           const std::vector<const float *> &partials,
                           float *out) const {
  // For each channel, where the later parts keep it.
  struct Source {
    const float *data;
    int64_t stride;
  };
  std::vector<std::vector<Source>> sources(shape.oc);
  const int64_t pixel = shape.channelsFirst ? 1 : 0;
  for (size_t p = 1; p < parts.size(); ++p)
    for (int64_t i = 0; i < parts[p].oc; ++i) {
      const int64_t c = parts[p].channels.empty() ? i : parts[p].channels[i];
      sources[c].push_back(
          {partials[p - 1] + i * (pixel ? shape.outPixels() : 1), parts[p].oc});
    }
  const int64_t pixels = shape.outPixels();
  for (int64_t n = 0; n < batch; ++n)
    for (int64_t c = 0; c < shape.oc; ++c) {
      const double offset = offsets.empty() ? 0.0 : offsets[c];
      if (sources[c].empty() && offset == 0.0)
        continue;
      for (int64_t i = 0; i < pixels; ++i) {
        auto at = [&](int64_t channels) {
          return n * channels * pixels + (pixel ? i : i * channels);
        };
        float &o = out[at(shape.oc) + c * (pixel ? pixels : 1)];
        double sum = o + offset;
        for (const Source &s : sources[c])
          sum += s.data[at(s.stride)];
        o = static_cast<float>(sum);
      }
    }
}

Status PackedLinear::run(int64_t batch, const float *in, const float *bias,
                         const LinearPostOps &postOps, float *out) const {
  return guarded("running a linear operator", [&] {
    execute(parts[0], batch, in, bias, postOps, out);
    if (parts.size() == 1 && offsets.empty())
      return;
    size_t total = 0;
    for (size_t p = 1; p < parts.size(); ++p)
      total += batch * shape.outPixels() * parts[p].oc;
    Scratch scratch = Scratch::floats(std::max<size_t>(total, 1));
    std::vector<const float *> partials;
    float *next = scratch.asFloats();
    for (size_t p = 1; p < parts.size(); ++p) {
      execute(parts[p], batch, in, nullptr, {}, next);
      partials.push_back(next);
      next += batch * shape.outPixels() * parts[p].oc;
    }
    combine(batch, partials, out);
  });
}
