// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TPUC_CONVERSION_PASSES_TD
#define TPUC_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

/// What the passes that know the whole request have in common.
defvar RequestOptions = [
  Option<"chip", "chip", "std::string", "", "target chip">,
  Option<"mode", "mode", "std::string", "\"INT8\"",
         "INT8, F32, F16 or BF16, in any case">,
  Option<"asymmetric", "asymmetric", "bool", "false", "asymmetric activations">,
  Option<"qtable", "qtable", "std::string", "", "quantization table file">];

def CheckLoweringRequest
    : Pass<"check-lowering-request", "::mlir::ModuleOp"> {
  let summary = "refuse what a chip cannot do, before any work";
  let description = [{
    Fails, naming what is possible, if the chip is unknown, if it lacks the mode
    or asymmetric activations, or if the quantization table cannot be read, names
    no layer of the network or asks a layer for a mode that the chip lacks.
    Changes nothing. `tpuc-lower` begins with it.
  }];
  let options = RequestOptions;
}

def ImportCalibrationTable
    : Pass<"import-calibration-table", "::mlir::ModuleOp"> {
  let summary = "give every layer the calibrated type of a calibration table";
  let description = [{
    Reads lines `name threshold min max` and sets each layer's element type to
    `!quant.calibrated<f32<min:max>>` by the rules of section 1 of the numerics
    text. A layer that the table lacks is an error, unless its range follows from
    elsewhere: Reshape, Permute, Squeeze and Unsqueeze take their operand's, a
    layer that only one of these uses takes that one's, Sigmoid and Softmax have
    0..1. Names that no layer has are ignored.
  }];
  let options = [
    Option<"file", "file", "std::string", "", "the calibration table">,
    Option<"asymmetric", "asymmetric", "bool", "false",
           "keep min and max apart">,
    Option<"chip", "chip", "std::string", "", "target chip">];
  let dependentDialects = ["::mlir::quant::QuantDialect"];
}

def LegalizeTopForChip : Pass<"top-legalize-for-chip", "::mlir::func::FuncOp"> {
  let summary = "rewrite top ops into those that the chip has";
  let description = [{
    Add and Mul with a constant per channel become Scale, Scale a depthwise 1x1
    convolution where the chip has no scale unit, Pow(2) a product; on cv18xx
    Upsample becomes a transposed convolution with ones, on bm1684x a transpose
    of the right operand joins its MatMul. Layer names and calibrated types stay.
  }];
  let options = [Option<"chip", "chip", "std::string", "", "target chip">];
  let dependentDialects = ["::tpuc::top::TopDialect"];
}

def ShareThresholds : Pass<"top-share-thresholds", "::mlir::func::FuncOp"> {
  let summary = "let ops that only move or compare values share one threshold";
  let description = "Section 2 of the numerics text, stages S0 to S9.";
  let options = [
    Option<"chip", "chip", "std::string", "", "target chip">,
    Option<"asymmetric", "asymmetric", "bool", "false", "asymmetric run">];
}

def ConvertTopToTpu : Pass<"convert-top-to-tpu", "::mlir::ModuleOp"> {
  let summary = "lower each layer to the chip's arithmetic in its own mode";
  let description = [{
    Each layer is lowered in `mode`, or in the mode that the quantization table
    gives it; what has no INT8 form on the chip falls to the chip's float type
    and is counted by the reason. `remarks` names each such layer with its
    reason. An impossible chip, mode or combination is refused before any work. Casts are inserted where types meet. What is not legal for
    the chip yet is legalized before. Sets the module attributes `tpu.chip`,
    `tpu.mode` and `tpu.asymmetric`.
  }];
  let statistics = [
    Statistic<"numLayers", "layers-lowered", "layers lowered">,
    Statistic<"numInt8", "layers-in-int8", "layers in INT8">,
    Statistic<"numCasts", "casts-inserted", "casts inserted">,
    Statistic<"numNoForm", "float-no-int8-form",
              "layers in float because the chip has no integer form of the op">,
    Statistic<"numThisLayer", "float-this-layer",
              "layers in float because of their attributes, shapes or numbers">,
    Statistic<"numUncalibrated", "float-uncalibrated",
              "layers in float because a range is missing">,
    Statistic<"numByTable", "by-quantization-table",
              "layers whose mode the quantization table gives">];
  let options = !listconcat(RequestOptions, [
    Option<"remarks", "remarks", "bool", "false",
           "say for each layer in another mode than asked for why">]);
  let dependentDialects = ["::tpuc::tpu::TpuDialect", "::mlir::quant::QuantDialect"];
}

#endif // TPUC_CONVERSION_PASSES_TD
