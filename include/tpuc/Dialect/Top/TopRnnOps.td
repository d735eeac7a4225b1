//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef TPUC_DIALECT_TOP_TOPRNNOPS_TD
#define TPUC_DIALECT_TOP_TOPRNNOPS_TD

include "tpuc/Dialect/Top/TopOpsBase.td"

/// A recurrent layer, in the layout and gate order of ONNX. `extra` are operands,
/// `attrs` attributes of one kind of cell.
class Top_RecurrentOp<string mnemonic, string gates, dag extra, dag attrs>
    : Top_Op<mnemonic, [AttrSizedOperandSegments]> {
  let description = [{
    Input `[T, N, I]` (steps, batch, features); result `[T, D, N, H]`, the state
    after each step, for D = 2 directions when bidirectional, else 1. The gates
    are }] # gates # [{, G in number: weight `[D, G*H, I]`, recurrence
    `[D, G*H, H]`, bias `[D, 2*G*H]` (those of weight, then those of recurrence),
    initial state `[D, N, H]` (zeros when left out).

    ```mlir
    %1 = top.}] # mnemonic # [{(%0, %w, %r) {operandSegmentSizes = array<i32: 1, 1, 1, }]
    # !if(!eq(mnemonic, "LSTM"), "0, 0, 0, 0", "0, 0") # [{>}
      : (tensor<6x1x4xf32>, tensor<1x}] # !cond(!eq(mnemonic, "LSTM"): "32",
        !eq(mnemonic, "GRU"): "24", true: "8") # [{x4xf32>, tensor<1x}]
      # !cond(!eq(mnemonic, "LSTM"): "32", !eq(mnemonic, "GRU"): "24", true: "8")
      # [{x8xf32>)
      -> tensor<6x1x1x8xf32> loc("y")
    ```
  }];
  let arguments = !con((ins Top_Tensor:$input, Top_Tensor:$weight,
    Top_Tensor:$recurrence, Optional<Top_Tensor>:$bias,
    Optional<Top_Tensor>:$initial_h), extra,
    (ins DefaultValuedOptionalAttr<Top_RnnDirectionAttr,
      "::tpuc::top::RnnDirection::forward">:$direction), attrs);
  let hasVerifier = 1;
}

def Top_LSTMOp : Top_RecurrentOp<"LSTM", "input, output, forget, cell",
    (ins Optional<Top_Tensor>:$initial_c, Optional<Top_Tensor>:$peephole),
    (ins DefaultValuedOptionalAttr<Top_LstmStateAttr,
      "::tpuc::top::LstmState::hidden">:$state)> {
  let summary = "long short-term memory; its hidden states, or its cells'";
}

def Top_GRUOp : Top_RecurrentOp<"GRU", "update, reset, hidden", (ins),
    (ins DefaultValuedOptionalAttr<BoolAttr, "false">:$linear_before_reset)> {
  let summary = "gated recurrent unit";
}

def Top_RNNOp : Top_RecurrentOp<"RNN", "the state alone", (ins),
    (ins DefaultValuedOptionalAttr<Top_RnnActivationAttr,
      "::tpuc::top::RnnActivation::tanh">:$activation)> {
  let summary = "simple recurrent layer";
}

#endif // TPUC_DIALECT_TOP_TOPRNNOPS_TD
