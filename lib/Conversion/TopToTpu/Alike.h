// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Ops that a chip has as the Top dialect does, in a float type.
#ifndef TPUC_LIB_CONVERSION_TOPTOTPU_ALIKE_H
#define TPUC_LIB_CONVERSION_TOPTOTPU_ALIKE_H

#include "LayerLowering.h"

namespace tpuc {

/// The Tpu op with the attributes of the Top op, which have the same names.
template <typename TpuOp>
mlir::Value createAlike(LayerLowering &l, mlir::RankedTensorType type,
                        mlir::ValueRange operands) {
  llvm::SmallVector<mlir::NamedAttribute> attributes;
  if (auto dictionary = mlir::dyn_cast_or_null<mlir::DictionaryAttr>(
          l.op->getPropertiesAsAttribute()))
    llvm::append_range(attributes, dictionary);
  return l.create<TpuOp>(mlir::TypeRange(type), operands, attributes);
}

/// A row's float lowering: all operands and the result in the layer's type.
template <typename TpuOp> mlir::Value lowerAlike(LayerLowering &l) {
  llvm::SmallVector<mlir::Value> operands;
  for (unsigned i = 0; i < l.op->getNumOperands(); ++i)
    operands.push_back(l.floats(i));
  return createAlike<TpuOp>(l, l.floatResultType(), operands);
}

} // namespace tpuc

#endif // TPUC_LIB_CONVERSION_TOPTOTPU_ALIKE_H
