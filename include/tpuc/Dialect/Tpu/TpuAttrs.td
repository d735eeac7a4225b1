//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef TPUC_DIALECT_TPU_TPUATTRS_TD
#define TPUC_DIALECT_TPU_TPUATTRS_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "tpuc/Dialect/Tpu/TpuDialect.td"

class Tpu_Enum<string name, string summary, list<string> cases>
    : I32EnumAttr<name, summary, !foreach(i, !range(!size(cases)),
                                          I32EnumAttrCase<cases[i], i>)> {
  let cppNamespace = "::tpuc::tpu";
  let genSpecializedAttr = 0;
}

/// How an accumulator becomes an output integer (numerics text, section 0).
def Tpu_RequantMode
    : Tpu_Enum<"RequantMode", "arithmetic of a requantization",
               ["OnlyShift", "MultiplierShift", "MultiplierShiftFloat", "QDM"]>;

def Tpu_RoundMode
    : Tpu_Enum<"RoundMode", "rounding of a right shift or a cast",
               ["HalfUp", "HalfDown", "HalfToEven", "HalfAwayFromZero", "Down",
                "Up", "TowardsZero"]>;
def Tpu_RoundModeAttr : EnumAttr<Tpu_Dialect, Tpu_RoundMode, "round_mode">;

def Tpu_RequantAttr : AttrDef<Tpu_Dialect, "Requant"> {
  let mnemonic = "requant";
  let summary = "multipliers and right shifts, one, one per channel or one per operand";
  let description = [{
    `#tpu.requant<MultiplierShift, [141343, 31517], [30, 28], HalfUp>`. One
    entry serves the whole tensor; otherwise entry `c` serves channel `c` (of
    axis 1), or operand `c` for Add, Sub and Concat. OnlyShift ignores the
    multipliers (they are 1).
  }];
  let parameters = (ins EnumParameter<Tpu_RequantMode>:$mode,
    ArrayRefParameter<"int64_t">:$multipliers,
    ArrayRefParameter<"int64_t">:$rshifts,
    EnumParameter<Tpu_RoundMode>:$round);
  let assemblyFormat =
    "`<` $mode `,` `[` $multipliers `]` `,` `[` $rshifts `]` `,` $round `>`";
  let genVerifyDecl = 1;
}

/// Element-wise functions that run in a float type or as a 256-entry table.
def Tpu_Function
    : Tpu_Enum<"Function", "element-wise function",
               ["Sigmoid", "Tanh", "SiLU", "HardSigmoid", "HardSwish", "GELU",
                "GELUTanh", "Mish", "Softplus", "Softsign", "Elu", "Exp", "Log",
                "Sqrt", "Abs", "Floor", "Ceil", "Round", "Erf", "Sin", "Cos",
                "Sign", "Reciprocal", "Pow", "MulConst", "Tan", "Asin", "Acos",
                "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh", "Rsqrt",
                "LogSigmoid", "ThresholdedRelu", "Shrink"]>;
def Tpu_FunctionAttr : EnumAttr<Tpu_Dialect, Tpu_Function, "function">;

/// How a bf16 table is looked up (numerics text, section 8).
def Tpu_TableMode : Tpu_Enum<"TableMode", "evaluation of a bf16 table",
                             ["Slope", "Mantissa", "Log"]>;
def Tpu_TableModeAttr : EnumAttr<Tpu_Dialect, Tpu_TableMode, "table_mode">;

#endif // TPUC_DIALECT_TPU_TPUATTRS_TD
