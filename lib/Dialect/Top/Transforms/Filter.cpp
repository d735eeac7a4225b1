// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Filter.h"

using namespace mlir;
using namespace tpuc::top;

static llvm::ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

/// Fills in elements and bias; false when a weight cannot be read.
static bool readWeights(Filter &filter, Value weight, Value bias) {
  auto elements = getFloats(weight);
  auto biases = bias ? getFloats(bias) : llvm::ArrayRef<float>();
  if (!elements || !biases)
    return false;
  filter.elements = *elements;
  filter.bias = *biases;
  filter.shape = shapeOf(weight);
  return true;
}

std::optional<Filter> tpuc::top::filterOf(ConvOp op) {
  Filter filter;
  if (!readWeights(filter, op.getFilter(), op.getBias()))
    return std::nullopt;
  filter.group = op.getGroup();
  filter.outputs = filter.shape[0];
  filter.inputs = filter.shape[1] * filter.group;
  return filter;
}

std::optional<Filter> tpuc::top::filterOf(DeconvOp op) {
  Filter filter;
  if (!readWeights(filter, op.getFilter(), op.getBias()))
    return std::nullopt;
  filter.group = op.getGroup();
  filter.outputs = filter.shape[1] * filter.group;
  filter.inputs = filter.shape[0];
  return filter;
}

std::optional<Filter> tpuc::top::filterOf(MatMulOp op) {
  Filter filter;
  if (!readWeights(filter, op.getRight(), op.getBias()) ||
      filter.shape.size() != 2)
    return std::nullopt;
  filter.outputs = filter.shape[op.getRightTranspose() ? 0 : 1];
  filter.inputs = filter.shape[op.getRightTranspose() ? 1 : 0];
  return filter;
}

std::optional<Filter> tpuc::top::filterOf(ScaleOp op) {
  Filter filter;
  if (!readWeights(filter, op.getScale(), op.getBias()))
    return std::nullopt;
  filter.outputs = filter.inputs = filter.shape[0];
  return filter;
}

std::pair<int64_t, int64_t> tpuc::top::channelsOf(ConvOp, const Filter &f,
                                                  int64_t i) {
  int64_t kernel = f.elements.size() / (f.shape[0] * f.shape[1]);
  int64_t output = i / (f.shape[1] * kernel);
  int64_t group = output / (f.outputs / f.group);
  return {output, group * f.shape[1] + i / kernel % f.shape[1]};
}

std::pair<int64_t, int64_t> tpuc::top::channelsOf(DeconvOp, const Filter &f,
                                                  int64_t i) {
  int64_t kernel = f.elements.size() / (f.shape[0] * f.shape[1]);
  int64_t input = i / (f.shape[1] * kernel);
  int64_t group = input / (f.inputs / f.group);
  return {group * f.shape[1] + i / kernel % f.shape[1], input};
}

std::pair<int64_t, int64_t> tpuc::top::channelsOf(MatMulOp op, const Filter &f,
                                                  int64_t i) {
  int64_t row = i / f.shape[1], column = i % f.shape[1];
  return op.getRightTranspose() ? std::pair(row, column)
                                : std::pair(column, row);
}

std::pair<int64_t, int64_t> tpuc::top::channelsOf(ScaleOp, const Filter &,
                                                  int64_t i) {
  return {i, i};
}
