//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef TPUC_DIALECT_TOP_TOPATTRS_TD
#define TPUC_DIALECT_TOP_TOPATTRS_TD

include "mlir/IR/EnumAttr.td"
include "tpuc/Dialect/Top/TopDialect.td"

class Top_Enum<string name, string summary,
               list<string> cases>
    : I32EnumAttr<name, summary, !foreach(i, !range(!size(cases)),
                                          I32EnumAttrCase<cases[i], i>)> {
  let cppNamespace = "::tpuc::top";
  let genSpecializedAttr = 0;
}

def Top_PixelFormat : Top_Enum<"PixelFormat", "channel order of the input image", ["rgb", "bgr", "gray", "rgba"]>;
def Top_PixelFormatAttr : EnumAttr<Top_Dialect, Top_PixelFormat, "pixel_format">;

def Top_ChannelFormat : Top_Enum<"ChannelFormat", "axis order of the input", ["nchw", "nhwc"]>;
def Top_ChannelFormatAttr
    : EnumAttr<Top_Dialect, Top_ChannelFormat, "channel_format">;

def Top_KeepRatioMode
    : Top_Enum<"KeepRatioMode", "how the aspect ratio is kept while resizing", ["letterbox", "short_side_scale"]>;
def Top_KeepRatioModeAttr
    : EnumAttr<Top_Dialect, Top_KeepRatioMode, "keep_ratio_mode">;

def Top_PadType : Top_Enum<"PadType", "where letterbox padding goes", ["normal", "center"]>;
def Top_PadTypeAttr : EnumAttr<Top_Dialect, Top_PadType, "pad_type">;

def Top_PadMode : Top_Enum<"PadMode", "what Pad fills with", ["constant", "reflect", "edge", "wrap"]>;
def Top_PadModeAttr : EnumAttr<Top_Dialect, Top_PadMode, "pad_mode">;

def Top_ReduceMode
    : Top_Enum<"ReduceMode", "reduction over axes", ["mean", "sum", "max", "min", "prod", "l1", "l2",
                "sum_square", "log_sum_exp"]>;
def Top_ReduceModeAttr : EnumAttr<Top_Dialect, Top_ReduceMode, "reduce_mode">;

def Top_InterpMode : Top_Enum<"InterpMode", "interpolation", ["nearest", "linear", "cubic"]>;
def Top_InterpModeAttr : EnumAttr<Top_Dialect, Top_InterpMode, "interp_mode">;

/// The coordinate transformations of ONNX Resize-19.
def Top_CoordMode
    : Top_Enum<"CoordMode", "output to input coordinate of Interp", ["half_pixel", "pytorch_half_pixel", "align_corners",
                "asymmetric", "half_pixel_symmetric", "tf_crop_and_resize"]>;
def Top_CoordModeAttr : EnumAttr<Top_Dialect, Top_CoordMode, "coord_mode">;

/// The rounding of ONNX Resize-19's nearest mode.
def Top_NearestMode
    : Top_Enum<"NearestMode", "rounding of nearest interpolation", ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]>;
def Top_NearestModeAttr : EnumAttr<Top_Dialect, Top_NearestMode, "nearest_mode">;

def Top_SamplePadding
    : Top_Enum<"SamplePadding", "what GridSample reads outside the input", ["zeros", "border", "reflection"]>;
def Top_SamplePaddingAttr
    : EnumAttr<Top_Dialect, Top_SamplePadding, "sample_padding">;

def Top_RoiPool : Top_Enum<"RoiPool", "how RoiAlign joins the samples of a bin", ["avg", "max"]>;
def Top_RoiPoolAttr : EnumAttr<Top_Dialect, Top_RoiPool, "roi_pool">;

def Top_RnnDirection
    : Top_Enum<"RnnDirection", "order in which a recurrent layer sees the steps", ["forward", "reverse", "bidirectional"]>;
def Top_RnnDirectionAttr
    : EnumAttr<Top_Dialect, Top_RnnDirection, "rnn_direction">;

def Top_RnnActivation
    : Top_Enum<"RnnActivation", "activation of a simple recurrent cell", ["tanh", "relu"]>;
def Top_RnnActivationAttr
    : EnumAttr<Top_Dialect, Top_RnnActivation, "rnn_activation">;

def Top_LstmState : Top_Enum<"LstmState", "which state of the LSTM is the result", ["hidden", "cell"]>;
def Top_LstmStateAttr : EnumAttr<Top_Dialect, Top_LstmState, "lstm_state">;

def Top_GeluMode : Top_Enum<"GeluMode", "formula of GELU", ["erf", "tanh"]>;
def Top_GeluModeAttr : EnumAttr<Top_Dialect, Top_GeluMode, "gelu_mode">;

#endif // TPUC_DIALECT_TOP_TOPATTRS_TD
