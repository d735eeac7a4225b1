//===- PackedLinear.h - Packed weights and their primitives -----*- C++ -*-===//
//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TPUC_LIB_KERNELS_FAST_PACKEDLINEAR_H
#define TPUC_LIB_KERNELS_FAST_PACKEDLINEAR_H

#include "tpuc/Kernels/Conv.h"
#include <dnnl.hpp>
#include <memory>
#include <mutex>
#include <vector>

namespace tpuc::kernels {

/// Shape of a linear operator as the engine runs it: zero padding, activations
/// channels-last (or NCHW as a whole, for 1x1 products).
struct LinearGeometry {
  enum Kind { Conv, Deconv, InnerProduct } kind = Conv;
  int64_t ic = 1, oc = 1, groups = 1;
  int64_t inH = 1, inW = 1, outH = 1, outW = 1;
  int64_t kernelH = 1, kernelW = 1, strideH = 1, strideW = 1;
  int64_t dilationH = 1, dilationW = 1;
  int64_t padTop = 0, padLeft = 0, padBottom = 0, padRight = 0;
  bool channelsFirst = false;

  int64_t filterRow() const { return ic / groups * kernelH * kernelW; }
  int64_t outPixels() const { return outH * outW; }
};

/// What an execution of the engine fuses.
struct LinearPostOps {
  bool bias = false;
  bool relu = false;
  float reluLimit = -1.0f;
  bool operator==(const LinearPostOps &o) const {
    return bias == o.bias && relu == o.relu && reluLimit == o.reluLimit;
  }
};

/// Weights of a convolution, deconvolution or product, in the engine's format,
/// with the engine's compiled code per batch. Thread-safe.
///
/// Exact integers: f32 holds whole numbers up to 2^24. A channel whose partial
/// sums could pass that is cut into parts that cannot, each part a product of
/// its own whose weights outside the part are zero; the parts' sums are added
/// in f64. Only the channels concerned take part in the second and later
/// products.
class PackedLinear {
public:
  /// `filter` is [oc][filterRow]. `offsets` (empty, or one per channel) are
  /// added to the accumulators exactly.
  static std::shared_ptr<PackedLinear>
  create(const LinearGeometry &geometry, const float *filter,
         std::optional<InputRange> integerRange, std::vector<double> offsets,
         Status &status);

  const LinearGeometry &geometry() const { return shape; }
  bool isExact() const { return exact; }
  size_t partCount() const { return parts.size(); }

  /// Accumulators (or, with post-ops, results) of `batch` samples.
  Status run(int64_t batch, const float *in, const float *bias,
             const LinearPostOps &postOps, float *out) const;

private:
  struct Compiled;
  /// One product: all channels, or some of them.
  struct Part {
    std::vector<int64_t> channels; ///< empty: all
    int64_t oc = 0;
    /// The same weights in every format that some batch size asked for.
    std::vector<dnnl::memory> formats;
    std::vector<std::shared_ptr<Compiled>> compiled;
  };

  void addPart(std::vector<int64_t> channels, Span<float> filter);
  std::shared_ptr<Compiled> compile(Part &part, int64_t batch,
                                    const LinearPostOps &postOps) const;
  void execute(Part &part, int64_t batch, const float *in, const float *bias,
               const LinearPostOps &postOps, float *out) const;
  void combine(int64_t batch, const std::vector<const float *> &partials,
               float *out) const;

  LinearGeometry shape;
  bool exact = false;
  std::vector<double> offsets;
  mutable std::mutex mutex; ///< guards the caches inside parts
  mutable std::vector<Part> parts;
};

/// Calls f and turns an exception of the engine into a Status.
template <typename F> Status guarded(const char *what, F f) {
  try {
    f();
    return {};
  } catch (const dnnl::error &e) {
    return Status::failure(std::string(what) + ": " + e.message);
  } catch (const std::exception &e) {
    return Status::failure(std::string(what) + ": " + e.what());
  }
}

dnnl::engine &cpuEngine();
dnnl::stream &cpuStream();

} // namespace tpuc::kernels

#endif // TPUC_LIB_KERNELS_FAST_PACKEDLINEAR_H
