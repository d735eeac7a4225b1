// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tpuc/Runtime/Tensor.h"

#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace tpuc::runtime {

llvm::StringRef stringify(Storage storage) {
  static constexpr llvm::StringLiteral names[] = {"f32", "f16", "bf16", "i8",
                                                  "u8",  "i16", "i32",  "i64"};
  return names[static_cast<int>(storage)];
}

int64_t TensorInfo::numElements() const {
  int64_t n = 1;
  for (int64_t dim : shape)
    n *= dim;
  return n;
}

/// The storage of a float or integer element type.
static bool readStorage(Type type, Storage &storage) {
  if (type.isF32())
    storage = Storage::F32;
  else if (type.isF16())
    storage = Storage::F16;
  else if (type.isBF16())
    storage = Storage::BF16;
  else if (auto integer = dyn_cast<IntegerType>(type)) {
    bool isUnsigned = integer.isUnsigned();
    switch (integer.getWidth()) {
    case 8:
      storage = isUnsigned ? Storage::U8 : Storage::I8;
      break;
    case 16:
      storage = Storage::I16;
      return !isUnsigned;
    case 32:
      storage = Storage::I32;
      return !isUnsigned;
    case 64:
      storage = Storage::I64;
      return !isUnsigned;
    default:
      return false;
    }
  } else {
    return false;
  }
  return true;
}

bool readTensorType(Type type, TensorInfo &info) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape())
    return false;
  info.shape = tensor.getShape().vec();
  Type element = tensor.getElementType();
  if (auto calibrated = dyn_cast<mlir::quant::CalibratedQuantizedType>(element))
    return readStorage(calibrated.getExpressedType(), info.storage);
  auto uniform = dyn_cast<mlir::quant::UniformQuantizedType>(element);
  if (!uniform)
    return readStorage(element, info.storage);
  info.quantized = true;
  info.scale = uniform.getScale();
  info.zeroPoint = uniform.getZeroPoint();
  switch (uniform.getStorageTypeIntegralWidth()) {
  case 8:
    info.storage = uniform.isSigned() ? Storage::I8 : Storage::U8;
    return true;
  case 16:
    info.storage = Storage::I16;
    return uniform.isSigned();
  case 32:
    info.storage = Storage::I32;
    return uniform.isSigned();
  default:
    return false;
  }
}

} // namespace tpuc::runtime
