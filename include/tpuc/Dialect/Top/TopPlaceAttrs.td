//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

// Attributes of the ops that find and fill places, which the Tpu ops share.
#ifndef TPUC_DIALECT_TOP_TOPPLACEATTRS_TD
#define TPUC_DIALECT_TOP_TOPPLACEATTRS_TD

include "tpuc/Dialect/Top/TopAttrs.td"

defvar Top_NonMaxSuppressionAttrs = (ins I64Attr:$max_output,
  DefaultValuedOptionalAttr<F64Attr, "0.0">:$iou_threshold,
  OptionalAttr<F64Attr>:$score_threshold,
  DefaultValuedOptionalAttr<BoolAttr, "false">:$center_point_box);

defvar Top_PlaceWindowAttrs = (ins DenseI64ArrayAttr:$kernel_shape,
  DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$pads,
  OptionalAttr<DenseI64ArrayAttr>:$dilations);
defvar Top_MaxPoolIndicesAttrs = !con(Top_PlaceWindowAttrs,
  (ins DefaultValuedOptionalAttr<BoolAttr, "false">:$ceil_mode));
defvar Top_MaxUnpoolAttrs = (ins DenseI64ArrayAttr:$target_shape);
defvar Top_DeformGatherAttrs = !con(Top_PlaceWindowAttrs,
  (ins DefaultValuedOptionalAttr<I64Attr, "1">:$offset_group));

#endif // TPUC_DIALECT_TOP_TOPPLACEATTRS_TD
