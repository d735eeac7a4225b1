// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "WeightStore.h"
#include "tpuc/Quant/Float16.h"
#include "tpuc/Runtime/ModuleIO.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;
using namespace tpuc::kernels;

namespace tpuc::runtime {

//===----------------------------------------------------------------------===//
// Decoding
//===----------------------------------------------------------------------===//

template <typename T>
static WeightFloats decodeIntegers(llvm::ArrayRef<char> bytes, int64_t count) {
  const T *data = reinterpret_cast<const T *>(bytes.data());
  return WeightFloats(std::vector<float>(data, data + count));
}

static llvm::Expected<WeightFloats> decodeBytes(llvm::ArrayRef<char> bytes,
                                                Type type, int64_t count) {
  auto halves = reinterpret_cast<const uint16_t *>(bytes.data());
  if (type.isF32())
    return WeightFloats(llvm::ArrayRef<float>(
        reinterpret_cast<const float *>(bytes.data()), count));
  if (type.isF16() || type.isBF16()) {
    std::vector<float> values(count);
    (type.isF16() ? quant::halfBitsToFloats : quant::bfloat16BitsToFloats)(
        halves, values.data(), values.size());
    return WeightFloats(std::move(values));
  }
  if (auto integer = dyn_cast<IntegerType>(type)) {
    bool isUnsigned = integer.isUnsigned();
    switch (integer.getWidth()) {
    case 8:
      return isUnsigned ? decodeIntegers<uint8_t>(bytes, count)
                        : decodeIntegers<int8_t>(bytes, count);
    case 16:
      return isUnsigned ? decodeIntegers<uint16_t>(bytes, count)
                        : decodeIntegers<int16_t>(bytes, count);
    case 32:
      return isUnsigned ? decodeIntegers<uint32_t>(bytes, count)
                        : decodeIntegers<int32_t>(bytes, count);
    case 64:
      return decodeIntegers<int64_t>(bytes, count);
    }
  }
  return llvm::createStringError("has an element type that cannot be read");
}

/// How the bytes of a weight are read. The blob of a quantized one may be of
/// signless integers.
static Type storedType(top::WeightOp weight) {
  Type type = weight.getValue().getElementType();
  auto element = getElementTypeOrSelf(weight.getType());
  auto quantized = dyn_cast<mlir::quant::QuantizedType>(element);
  if (!quantized || quantized.isSigned() || !type.isSignlessInteger())
    return type;
  return IntegerType::get(type.getContext(), type.getIntOrFloatBitWidth(),
                          IntegerType::Unsigned);
}

llvm::Expected<WeightFloats> decodeWeight(top::WeightOp weight) {
  auto fail = [&](const llvm::Twine &what) {
    return llvm::createStringError("weight '" + weight.getWeightName() + "' " +
                                   what);
  };
  ElementsAttr value = weight.getValue();
  Type type = value.getElementType();
  int64_t count = value.getNumElements();
  llvm::ArrayRef<char> bytes = weight.getBytes();
  if (bytes.empty() && count != 0)
    return fail("has no data: its weight file was not loaded");
  if (!type.isIntOrFloat() ||
      bytes.size() * 8 !=
          static_cast<uint64_t>(count) * type.getIntOrFloatBitWidth())
    return fail("has data of another size than its type");
  auto result = decodeBytes(bytes, storedType(weight), count);
  if (!result)
    return fail(llvm::toString(result.takeError()));
  return result;
}

llvm::Error readWeight(Operation *weight, llvm::MutableArrayRef<float> out) {
  auto op = dyn_cast<top::WeightOp>(weight);
  if (!op)
    return llvm::createStringError("a weight is expected, not " +
                                   weight->getName().getStringRef());
  auto floats = decodeWeight(op);
  if (!floats)
    return floats.takeError();
  if (floats->get().size() != out.size())
    return llvm::createStringError("weight '" + op.getWeightName() +
                                   "' has another number of elements");
  llvm::copy(floats->get(), out.begin());
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Packed weights
//===----------------------------------------------------------------------===//

static llvm::ArrayRef<char> bytesOf(llvm::ArrayRef<float> data) {
  return {reinterpret_cast<const char *>(data.data()),
          data.size() * sizeof(float)};
}

std::shared_ptr<const void>
WeightStore::get(llvm::ArrayRef<int64_t> key, llvm::ArrayRef<char> data,
                 size_t size,
                 llvm::function_ref<std::shared_ptr<const void>()> make) {
  llvm::XXH128_hash_t hash = llvm::xxh3_128bits(llvm::ArrayRef<uint8_t>(
      reinterpret_cast<const uint8_t *>(data.data()), data.size()));
  std::string text(reinterpret_cast<const char *>(key.data()),
                   key.size() * sizeof(int64_t));
  text.append(reinterpret_cast<const char *>(&hash), sizeof(hash));

  {
    std::lock_guard<std::mutex> lock(mutex);
    auto it = index.find(text);
    if (it != index.end()) {
      entries.splice(entries.begin(), entries, it->second);
      return it->second->packed;
    }
  }
  std::shared_ptr<const void> packed = make();
  if (!packed)
    return nullptr;
  std::lock_guard<std::mutex> lock(mutex);
  if (index.contains(text))
    return packed;
  entries.push_front({text, packed, size});
  index[text] = entries.begin();
  used += size;
  while (used > budget && entries.size() > 1) {
    used -= entries.back().bytes;
    index.erase(entries.back().key);
    entries.pop_back();
  }
  return packed;
}

llvm::Expected<std::shared_ptr<const std::vector<float>>>
WeightStore::decoded(top::WeightOp weight) {
  Type type = storedType(weight);
  bool plain = type.isIntOrFloat(); // else decodeWeight says what is wrong
  int64_t count = weight.getValue().getNumElements();
  int64_t key[] = {3,
                   plain ? type.getIntOrFloatBitWidth() : 0,
                   isa<FloatType>(type),
                   type.isBF16(),
                   type.isUnsignedInteger(),
                   count};
  size_t size = count * sizeof(float);
  std::string failure;
  auto numbers =
      get(key, weight.getBytes(), size, [&]() -> std::shared_ptr<const void> {
        if (auto floats = decodeWeight(weight))
          return floats->shared();
        else
          failure = llvm::toString(floats.takeError());
        return nullptr;
      });
  if (!numbers)
    return llvm::createStringError(failure);
  return std::static_pointer_cast<const std::vector<float>>(numbers);
}

/// The numbers that identify how a filter is packed.
static llvm::SmallVector<int64_t, 32> optionsKey(int64_t kind,
                                                 const ConvOptions &o) {
  llvm::SmallVector<int64_t, 32> key = {kind, static_cast<int64_t>(o.inLayout),
                                        static_cast<int64_t>(o.outLayout)};
  key.push_back(o.integerRange.has_value());
  if (o.integerRange) {
    key.push_back(quant::floatBits(o.integerRange->lo));
    key.push_back(quant::floatBits(o.integerRange->hi));
  }
  return key;
}

WeightStore::PackedConv WeightStore::conv(const Conv2DParams &p,
                                          const ConvOptions &options,
                                          llvm::ArrayRef<float> filter,
                                          Status &status) {
  auto key = optionsKey(0, options);
  key.append({p.inChannels, p.outChannels, p.groups, p.inH, p.inW, p.kernelH,
              p.kernelW, p.strideH, p.strideW, p.dilationH, p.dilationW,
              p.padTop, p.padLeft, p.padBottom, p.padRight,
              quant::floatBits(p.padValue), p.insertH, p.insertW});
  return std::static_pointer_cast<const PackedConvWeights>(
      get(key, bytesOf(filter), filter.size() * sizeof(float),
          [&] { return packConvWeights(p, options, filter.data(), status); }));
}

WeightStore::PackedConv WeightStore::deconv(const Deconv2DParams &p,
                                            const ConvOptions &options,
                                            llvm::ArrayRef<float> filter,
                                            Status &status) {
  auto key = optionsKey(1, options);
  key.append({p.inChannels, p.outChannels, p.groups, p.inH, p.inW, p.kernelH,
              p.kernelW, p.strideH, p.strideW, p.dilationH, p.dilationW,
              p.padTop, p.padLeft, p.padBottom, p.padRight, p.outputPadH,
              p.outputPadW, quant::floatBits(p.padValue)});
  return std::static_pointer_cast<const PackedConvWeights>(
      get(key, bytesOf(filter), filter.size() * sizeof(float), [&] {
        return packDeconvWeights(p, options, filter.data(), status);
      }));
}

WeightStore::PackedMatMul WeightStore::matmul(int64_t k, int64_t n,
                                              bool transposed,
                                              std::optional<InputRange> range,
                                              llvm::ArrayRef<float> right,
                                              Status &status) {
  llvm::SmallVector<int64_t, 8> key = {2, k, n, transposed, range.has_value()};
  if (range) {
    key.push_back(quant::floatBits(range->lo));
    key.push_back(quant::floatBits(range->hi));
  }
  return std::static_pointer_cast<const PackedMatMulWeights>(
      get(key, bytesOf(right), right.size() * sizeof(float), [&] {
        return packMatMulWeights(k, n, transposed, range, right.data(), status);
      }));
}

} // namespace tpuc::runtime
