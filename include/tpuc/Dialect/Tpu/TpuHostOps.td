//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef TPUC_DIALECT_TPU_TPUHOSTOPS_TD
#define TPUC_DIALECT_TPU_TPUHOSTOPS_TD

include "tpuc/Dialect/Tpu/TpuOpsBase.td"

// Ops that no chip has in integers: the Top op in a float type.

def Tpu_RMSNormOp : Tpu_AsTopOp<"RMSNorm", "root mean square normalization",
  (ins Tpu_Tensor:$input, Optional<AnyRankedTensor>:$weight),
  (ins I64Attr:$axis, DefaultValuedAttr<F64Attr, "1.0e-5">:$eps)>;

def Tpu_LRNOp : Tpu_AsTopOp<"LRN", "local response normalization",
  (ins Tpu_Tensor:$input),
  (ins I64Attr:$size, DefaultValuedAttr<F64Attr, "1.0e-4">:$alpha,
   DefaultValuedAttr<F64Attr, "0.75">:$beta,
   DefaultValuedAttr<F64Attr, "1.0">:$bias)>;

def Tpu_DeconvOp : Tpu_AsTopOp<"Deconv", "transposed convolution with any filter",
  (ins Tpu_Tensor:$input, Tpu_Tensor:$filter, Optional<Tpu_Tensor>:$bias),
  !con((ins DenseI64ArrayAttr:$kernel_shape, DenseI64ArrayAttr:$strides,
    DenseI64ArrayAttr:$pads, OptionalAttr<DenseI64ArrayAttr>:$dilations,
    OptionalAttr<DenseI64ArrayAttr>:$output_padding,
    DefaultValuedAttr<I64Attr, "1">:$group), Tpu_ReluAttrs)>;

def Tpu_GridSampleOp : Tpu_AsTopOp<"GridSample", "sampling at the places of a grid",
  (ins Tpu_Tensor:$input, Tpu_Tensor:$grid),
  (ins DefaultValuedAttr<Top_InterpModeAttr, "::tpuc::top::InterpMode::linear">:$mode,
   DefaultValuedAttr<Top_SamplePaddingAttr, "::tpuc::top::SamplePadding::zeros">:$padding_mode,
   DefaultValuedAttr<BoolAttr, "false">:$align_corners)>;

def Tpu_RoiAlignOp : Tpu_AsTopOp<"RoiAlign", "regions sampled to one size",
  (ins Tpu_Tensor:$input, Tpu_Tensor:$boxes, Tpu_Tensor:$images),
  (ins I64Attr:$output_h, I64Attr:$output_w,
   DefaultValuedAttr<I64Attr, "0">:$sampling_ratio,
   DefaultValuedAttr<F64Attr, "1.0">:$spatial_scale, DefaultValuedAttr<Top_RoiPoolAttr, "::tpuc::top::RoiPool::avg">:$mode,
   DefaultValuedAttr<BoolAttr, "true">:$half_pixel)>;

class Tpu_RecurrentOp<string mnemonic, string what, dag extra, dag attrs>
    : Tpu_AsTopOp<mnemonic, what,
        !con((ins Tpu_Tensor:$input, Tpu_Tensor:$weight, Tpu_Tensor:$recurrence,
          Optional<Tpu_Tensor>:$bias, Optional<Tpu_Tensor>:$initial_h), extra),
        !con((ins DefaultValuedAttr<Top_RnnDirectionAttr,
          "::tpuc::top::RnnDirection::forward">:$direction), attrs),
        [AttrSizedOperandSegments]>;

def Tpu_LSTMOp : Tpu_RecurrentOp<"LSTM", "long short-term memory",
  (ins Optional<Tpu_Tensor>:$initial_c, Optional<Tpu_Tensor>:$peephole),
  (ins DefaultValuedAttr<Top_LstmStateAttr, "::tpuc::top::LstmState::hidden">:$state)>;
def Tpu_GRUOp : Tpu_RecurrentOp<"GRU", "gated recurrent unit", (ins),
  (ins DefaultValuedAttr<BoolAttr, "false">:$linear_before_reset)>;
def Tpu_RNNOp : Tpu_RecurrentOp<"RNN", "simple recurrent layer", (ins),
  (ins DefaultValuedAttr<Top_RnnActivationAttr, "::tpuc::top::RnnActivation::tanh">:$activation)>;

#endif // TPUC_DIALECT_TPU_TPUHOSTOPS_TD
