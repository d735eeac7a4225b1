//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

// The attributes of the ops of TopIndexOps.td, which both dialects have alike.
#ifndef TPUC_DIALECT_TOP_TOPINDEXATTRS_TD
#define TPUC_DIALECT_TOP_TOPINDEXATTRS_TD

include "tpuc/Dialect/Top/TopAttrs.td"

def Top_CompareMode
    : Top_Enum<"CompareMode", "comparison of two numbers", ["eq", "ne", "lt", "le", "gt", "ge"]>;
def Top_CompareModeAttr : EnumAttr<Top_Dialect, Top_CompareMode, "compare_mode">;

def Top_BitwiseMode
    : Top_Enum<"BitwiseMode", "operation on the bits of whole numbers",
               ["bit_and", "bit_or", "bit_xor", "shift_left", "shift_right"]>;
def Top_BitwiseModeAttr : EnumAttr<Top_Dialect, Top_BitwiseMode, "bitwise_mode">;

def Top_ScatterMode
    : Top_Enum<"ScatterMode", "how Scatter joins an update with what is there",
               ["none", "add", "mul", "max", "min"]>;
def Top_ScatterModeAttr : EnumAttr<Top_Dialect, Top_ScatterMode, "scatter_mode">;

def Top_ArgMode : Top_Enum<"ArgMode", "which element Arg looks for", ["max", "min"]>;
def Top_ArgModeAttr : EnumAttr<Top_Dialect, Top_ArgMode, "arg_mode">;

def Top_TopKOutput
    : Top_Enum<"TopKOutput", "which result of TopK an op computes", ["values", "indices"]>;
def Top_TopKOutputAttr : EnumAttr<Top_Dialect, Top_TopKOutput, "topk_output">;

defvar Top_CompareAttrs = (ins Top_CompareModeAttr:$mode);
defvar Top_ModAttrs = (ins DefaultValuedOptionalAttr<BoolAttr, "false">:$fmod);
defvar Top_BitwiseAttrs = (ins Top_BitwiseModeAttr:$mode);
/// Of CumSum and CumProd.
defvar Top_CumulativeAttrs = (ins I64Attr:$axis,
  DefaultValuedOptionalAttr<BoolAttr, "false">:$exclusive,
  DefaultValuedOptionalAttr<BoolAttr, "false">:$reverse);
defvar Top_GatherAttrs = (ins I64Attr:$axis);
defvar Top_GatherNDAttrs = (ins DefaultValuedOptionalAttr<I64Attr, "0">:$batch_dims);
defvar Top_ScatterNDAttrs = (ins
  DefaultValuedOptionalAttr<Top_ScatterModeAttr, "::tpuc::top::ScatterMode::none">:$mode);
defvar Top_ScatterElementsAttrs = !con((ins I64Attr:$axis), Top_ScatterNDAttrs);
defvar Top_ArgAttrs = (ins I64Attr:$axis, Top_ArgModeAttr:$mode,
  DefaultValuedOptionalAttr<BoolAttr, "true">:$keepdims,
  DefaultValuedOptionalAttr<BoolAttr, "false">:$select_last_index);
defvar Top_TopKAttrs = (ins I64Attr:$axis, I64Attr:$k,
  DefaultValuedOptionalAttr<BoolAttr, "true">:$largest, Top_TopKOutputAttr:$what);

#endif // TPUC_DIALECT_TOP_TOPINDEXATTRS_TD
