//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef TPUC_DIALECT_TOP_TOPMODULEOPS_TD
#define TPUC_DIALECT_TOP_TOPMODULEOPS_TD

include "tpuc/Dialect/Top/TopOpsBase.td"

/// An input is f32 or integers; also the half types that a layer taken out of a
/// lowered network is fed in.
def Top_InputTensor
    : RankedTensorOf<[F32, F16, BF16, I8, UI8, I32, I64, quant_QuantizedType]>;

/// Not Pure: an input that nothing reads is still one of the network's inputs.
def Top_InputOp : Top_LayerOp<"Input"> {
  let summary = "a network input and how an image becomes it";
  let description = [{
    Names a function argument and carries its preprocessing: an image is
    resized (`resize_dims` larger than the input means a centre crop follows;
    `keep_aspect_ratio` with `keep_ratio_mode`), its channels put in
    `pixel_format` order, then `y = (x - mean) * scale`, laid out as
    `channel_format`. Without `mean` the input is not an image.

    ```mlir
    %0 = top.Input(%arg0) {mean = array<f64: 127., 127., 127.>,
      scale = array<f64: 0.0078125, 0.0078125, 0.0078125>,
      resize_dims = array<i64: 256, 256>, pixel_format = #top<pixel_format rgb>}
      : (tensor<1x3x224x224xf32>) -> tensor<1x3x224x224xf32> loc("input")
    ```
  }];
  let arguments = (ins Top_InputTensor:$input,
    OptionalAttr<DenseI64ArrayAttr>:$resize_dims,
    OptionalAttr<BoolAttr>:$keep_aspect_ratio,
    OptionalAttr<Top_KeepRatioModeAttr>:$keep_ratio_mode,
    OptionalAttr<DenseF64ArrayAttr>:$mean,
    OptionalAttr<DenseF64ArrayAttr>:$scale,
    OptionalAttr<Top_PixelFormatAttr>:$pixel_format,
    OptionalAttr<Top_ChannelFormatAttr>:$channel_format,
    OptionalAttr<I64Attr>:$pad_value,
    OptionalAttr<Top_PadTypeAttr>:$pad_type);
  let results = (outs Top_InputTensor:$output);
  let hasVerifier = 1;
}

def Top_WeightOp : Op<Top_Dialect, "Weight", [Pure]> {
  let summary = "a constant tensor of the network";
  let description = [{
    Holds a handle to a blob; the bytes live in the module's weight file (text
    flow) under the op's layer name, or in the bytecode (package). The result
    element type equals the blob's, or is a quantized type stored in it.

    Not ConstantLike on purpose: MLIR's folder moves such ops and drops their
    locations, which here are names.

    ```mlir
    %w = top.Weight {value = dense_resource<w0> : tensor<8x3x3x3xf32>}
      : tensor<8x3x3x3xf32> loc("conv1.weight")
    ```
    Small weights may be written in place, `dense<[1.0, 2.0]> : tensor<2xf32>`;
    they are read as a blob, and printed as one.
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs AnyRankedTensor:$output);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Makes a weight named `name` (its location) that owns a copy of `data`.
    template <typename T>
    static WeightOp create(::mlir::OpBuilder &builder, ::llvm::StringRef name,
                           ::llvm::ArrayRef<T> data,
                           ::mlir::RankedTensorType type);
    /// The bytes of the blob; empty when no blob is attached.
    ::llvm::ArrayRef<char> getBytes();
    /// The elements as `T`; null when the blob is missing or of another size.
    template <typename T>
    ::llvm::ArrayRef<T> getElements() {
      auto bytes = getBytes();
      return {reinterpret_cast<const T *>(bytes.data()),
              bytes.size() / sizeof(T)};
    }
    /// The key of the weight in its file: the layer name.
    ::llvm::StringRef getWeightName();
  }];
}

#endif // TPUC_DIALECT_TOP_TOPMODULEOPS_TD
