//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef TPUC_DIALECT_TOP_TOPACTIVATIONOPS_TD
#define TPUC_DIALECT_TOP_TOPACTIVATIONOPS_TD

include "tpuc/Dialect/Top/TopOpsBase.td"

/// An element-wise function without parameters.
class Top_FunctionOp<string mnemonic, string formula>
    : Top_SameShapeOp<mnemonic> {
  let summary = formula;
  // The text starts on a line of its own: docs strip the common indentation.
  let description = [{
    Element-wise `}] # formula # [{`.

    ```mlir
    %1 = top.}] # mnemonic # [{(%0) : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
      loc("y")
    ```
  }];
}

def Top_ReluOp : Top_SameShapeOp<"Relu"> {
  let summary = "max(x, 0), and min with relu_limit when it is not negative";
  let description = [{
    ```mlir
    %1 = top.Relu(%0) {relu_limit = 6.0 : f64}
      : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("relu6")
    ```
  }];
  let arguments = (ins Top_Tensor:$input,
    DefaultValuedOptionalAttr<F64Attr, "-1.0">:$relu_limit);
}

def Top_ClipOp : Top_SameShapeOp<"Clip"> {
  let summary = "min(max(x, min), max)";
  let description = [{
    ```mlir
    %1 = top.Clip(%0) {min = -1.0 : f64, max = 1.0 : f64}
      : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("clip")
    ```
    `min = 0` is canonicalized to Relu with a limit.
  }];
  let arguments = (ins Top_Tensor:$input, F64Attr:$min, F64Attr:$max);
  let hasVerifier = 1;
}

def Top_LeakyReluOp : Top_SameShapeOp<"LeakyRelu"> {
  let summary = "x where x >= 0, else alpha * x";
  let description = [{
    ```mlir
    %1 = top.LeakyRelu(%0) {alpha = 0.1 : f64}
      : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("leaky")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, F64Attr:$alpha);
}

def Top_PReluOp : Top_Op<"PRelu"> {
  let summary = "x where x >= 0, else slope * x, slope per channel";
  let description = [{
    The slope broadcasts to the input (`[1, C, 1, 1]`, or one element).

    ```mlir
    %1 = top.PRelu(%0, %s) : (tensor<1x8x4x4xf32>, tensor<1x8x1x1xf32>)
      -> tensor<1x8x4x4xf32> loc("prelu")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, Top_Tensor:$slope);
  let hasVerifier = 1;
}

def Top_HardSigmoidOp : Top_SameShapeOp<"HardSigmoid"> {
  let summary = "clip(alpha * x + beta, 0, 1)";
  let description = [{
    ```mlir
    %1 = top.HardSigmoid(%0) {alpha = 0.2 : f64, beta = 0.5 : f64}
      : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("hsig")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, F64Attr:$alpha, F64Attr:$beta);
}

def Top_EluOp : Top_SameShapeOp<"Elu"> {
  let summary = "x where x >= 0, else alpha * (exp(x) - 1)";
  let description = [{
    ```mlir
    %1 = top.Elu(%0) {alpha = 1.0 : f64}
      : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("elu")
    ```
  }];
  let arguments = (ins Top_Tensor:$input,
    DefaultValuedOptionalAttr<F64Attr, "1.0">:$alpha);
}

def Top_ThresholdedReluOp : Top_SameShapeOp<"ThresholdedRelu"> {
  let summary = "x where x > alpha, else 0";
  let description = [{
    ```mlir
    %1 = top.ThresholdedRelu(%0) {alpha = 1.0 : f64}
      : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("trelu")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, F64Attr:$alpha);
}

def Top_ShrinkOp : Top_SameShapeOp<"Shrink"> {
  let summary = "x + bias below -lambd, x - bias above lambd, else 0";
  let description = [{
    `bias = 0` is the hard, `bias = lambd` the soft shrinkage.

    ```mlir
    %1 = top.Shrink(%0) {lambd = 0.5 : f64, bias = 0.5 : f64}
      : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("shrink")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, F64Attr:$lambd,
    DefaultValuedOptionalAttr<F64Attr, "0.0">:$bias);
  let hasVerifier = 1;
}

def Top_GELUOp : Top_SameShapeOp<"GELU"> {
  let summary = "x * Phi(x), by erf or by the tanh approximation";
  let description = [{
    ```mlir
    %1 = top.GELU(%0) : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> loc("gelu")
    ```
  }];
  let arguments = (ins Top_Tensor:$input,
    DefaultValuedOptionalAttr<Top_GeluModeAttr, "::tpuc::top::GeluMode::erf">:$approx);
}

def Top_SoftmaxOp : Top_UnaryOp<"Softmax"> {
  let summary = "exp(beta*x) over its sum along axis, or its logarithm";
  let description = [{
    `axis` counts from 0.

    ```mlir
    %1 = top.Softmax(%0) {axis = 1 : i64}
      : (tensor<1x1000xf32>) -> tensor<1x1000xf32> loc("prob")
    ```
  }];
  let arguments = (ins Top_Tensor:$input, I64Attr:$axis,
    DefaultValuedOptionalAttr<F64Attr, "1.0">:$beta,
    DefaultValuedOptionalAttr<BoolAttr, "false">:$log);
}

def Top_SigmoidOp : Top_FunctionOp<"Sigmoid", "1 / (1 + exp(-x))">;
def Top_TanhOp : Top_FunctionOp<"Tanh", "tanh(x)">;
def Top_SiLUOp : Top_FunctionOp<"SiLU", "x / (1 + exp(-x))">;
def Top_HardSwishOp : Top_FunctionOp<"HardSwish", "x * clip(x/6 + 0.5, 0, 1)">;
def Top_MishOp : Top_FunctionOp<"Mish", "x * tanh(log(1 + exp(x)))">;
def Top_SoftplusOp : Top_FunctionOp<"Softplus", "log(1 + exp(x))">;
def Top_SoftsignOp : Top_FunctionOp<"Softsign", "x / (1 + |x|)">;
def Top_ExpOp : Top_FunctionOp<"Exp", "exp(x)">;
def Top_LogOp : Top_FunctionOp<"Log", "log(x)">;
def Top_SqrtOp : Top_FunctionOp<"Sqrt", "sqrt(x)">;
def Top_AbsOp : Top_FunctionOp<"Abs", "|x|">;
def Top_FloorOp : Top_FunctionOp<"Floor", "floor(x)">;
def Top_CeilOp : Top_FunctionOp<"Ceil", "ceil(x)">;
def Top_RoundOp : Top_FunctionOp<"Round", "x rounded half to even">;
def Top_ErfOp : Top_FunctionOp<"Erf", "erf(x)">;
def Top_SinOp : Top_FunctionOp<"Sin", "sin(x)">;
def Top_CosOp : Top_FunctionOp<"Cos", "cos(x)">;
def Top_TanOp : Top_FunctionOp<"Tan", "tan(x)">;
def Top_AsinOp : Top_FunctionOp<"Asin", "arcsin(x)">;
def Top_AcosOp : Top_FunctionOp<"Acos", "arccos(x)">;
def Top_AtanOp : Top_FunctionOp<"Atan", "arctan(x)">;
def Top_SinhOp : Top_FunctionOp<"Sinh", "sinh(x)">;
def Top_CoshOp : Top_FunctionOp<"Cosh", "cosh(x)">;
def Top_AsinhOp : Top_FunctionOp<"Asinh", "arsinh(x)">;
def Top_AcoshOp : Top_FunctionOp<"Acosh", "arcosh(x)">;
def Top_AtanhOp : Top_FunctionOp<"Atanh", "artanh(x)">;
def Top_RsqrtOp : Top_FunctionOp<"Rsqrt", "1 / sqrt(x)">;
def Top_LogSigmoidOp : Top_FunctionOp<"LogSigmoid", "-log(1 + exp(-x))">;
def Top_SignOp : Top_FunctionOp<"Sign", "-1, 0 or 1 by the sign of x">;

#endif // TPUC_DIALECT_TOP_TOPACTIVATIONOPS_TD
