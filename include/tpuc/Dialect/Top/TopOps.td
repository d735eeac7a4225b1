//===----------------------------------------------------------------------===//
// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

// Umbrella of the op families: look for an op in the family it belongs to.
#ifndef TPUC_DIALECT_TOP_TOPOPS_TD
#define TPUC_DIALECT_TOP_TOPOPS_TD

include "tpuc/Dialect/Top/TopModuleOps.td"     // Input, Weight
include "tpuc/Dialect/Top/TopConvOps.td"       // Conv, Deconv, MatMul, pools
include "tpuc/Dialect/Top/TopEltwiseOps.td"    // Add, Sub, Mul, ..., scalar forms
include "tpuc/Dialect/Top/TopActivationOps.td" // Relu, Clip, Sigmoid, Softmax ...
include "tpuc/Dialect/Top/TopNormOps.td"       // BatchNorm, LayerNorm, GroupNorm, LRN ...
include "tpuc/Dialect/Top/TopIndexOps.td"      // Compare, Where, Gather, Scatter, TopK ...
include "tpuc/Dialect/Top/TopPlaceOps.td"      // NonMaxSuppression, NonZero, MaxUnpool ...
include "tpuc/Dialect/Top/TopShapeOps.td"      // Reshape, Concat, Slice, Reduce ...
include "tpuc/Dialect/Top/TopSampleOps.td"     // Interp, GridSample, RoiAlign
include "tpuc/Dialect/Top/TopRnnOps.td"        // LSTM, GRU, RNN

#endif // TPUC_DIALECT_TOP_TOPOPS_TD
