// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Conv and Deconv.
#include "Infer.h"

using namespace mlir;
using namespace tpuc::top;

/// The sliding window of a convolution, whatever its direction.
template <typename Adaptor> static Window windowOf(Adaptor adaptor) {
  return {adaptor.getKernelShape(), adaptor.getStrides(), adaptor.getPads(),
          adaptor.getDilations().value_or(Shape()), /*ceilMode=*/false};
}

/// Checks filter, group and bias. Dimension 0 of the filter counts
/// `filterChannels`, dimension 1 `perGroup` times group gives the other side.
template <typename OpTy>
static LogicalResult
checkFilter(OptionalLoc loc, typename OpTy::Adaptor adaptor, int64_t inputDim) {
  Shape input = shapeOf(adaptor.getInput());
  Shape filter = shapeOf(adaptor.getFilter());
  int64_t group = adaptor.getGroup();
  if (filter.size() != input.size())
    return inferError<OpTy>(loc, "expects a filter of the input's rank ",
                            input.size(), ", got ", shapeText(filter));
  if (filter.drop_front(2) != adaptor.getKernelShape())
    return inferError<OpTy>(loc, "has kernel_shape ",
                            shapeText(adaptor.getKernelShape()),
                            " but a filter of ", shapeText(filter));
  if (group < 1)
    return inferError<OpTy>(loc, "expects group of at least 1, got ", group);
  if (input[1] % group != 0 || filter[0] % group != 0)
    return inferError<OpTy>(loc, "has group ", group,
                            ", which must divide the input's ", input[1],
                            " channels and the filter's ", filter[0]);
  // Conv filters hold C/group in dimension 1, Deconv filters C in dimension 0.
  int64_t expected = inputDim == 1 ? input[1] / group : input[1];
  if (filter[inputDim] != expected)
    return inferError<OpTy>(loc, "expects a filter with ", expected,
                            " in dimension ", inputDim, " for ", input[1],
                            " input channels and group ", group, ", got ",
                            shapeText(filter));
  return success();
}

template <typename OpTy> static LogicalResult checkBias(OpTy op) {
  Value bias = op.getBias();
  int64_t channels = shapeOf(op.getOutput())[1];
  if (bias && shapeOf(bias) != Shape(channels))
    return op.emitOpError("expects a bias of ")
           << channels << " elements, one per output channel, got "
           << shapeText(shapeOf(bias));
  return success();
}

LogicalResult ConvOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                       Adaptor adaptor, ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput());
  Window window = windowOf(adaptor);
  if (failed(checkWindow<ConvOp>(loc, window, input, 3, 5)) ||
      failed(checkFilter<ConvOp>(loc, adaptor, /*inputDim=*/1)))
    return failure();
  ShapeStorage shape = {input[0], shapeOf(adaptor.getFilter())[0]};
  if (failed(appendWindowed<ConvOp>(loc, window, input, shape)))
    return failure();
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult ConvOp::verify() { return checkBias(*this); }

LogicalResult DeconvOp::inferReturnTypes(MLIRContext *, OptionalLoc loc,
                                         Adaptor adaptor,
                                         ResultTypes &results) {
  Shape input = shapeOf(adaptor.getInput());
  Window window = windowOf(adaptor);
  Shape extra = adaptor.getOutputPadding().value_or(Shape());
  if (failed(checkWindow<DeconvOp>(loc, window, input, 3, 5)) ||
      failed(checkFilter<DeconvOp>(loc, adaptor, /*inputDim=*/0)))
    return failure();
  if (!extra.empty() &&
      failed(checkArray<DeconvOp>(loc, "output_padding values", extra,
                                  window.kernel.size(), 0)))
    return failure();
  ShapeStorage shape = {input[0], shapeOf(adaptor.getFilter())[1] *
                                      static_cast<int64_t>(adaptor.getGroup())};
  for (size_t i = 0; i < window.kernel.size(); ++i) {
    int64_t added = extra.empty() ? 0 : extra[i];
    int64_t below = std::max(window.strides[i], window.dilation(i));
    if (added >= below)
      return inferError<DeconvOp>(
          loc, "expects output_padding below stride or dilation (", below,
          "), got ", added);
    int64_t size = (input[i + 2] - 1) * window.strides[i] + window.extent(i) +
                   added - window.padded(i, 0);
    if (size < 1)
      return inferError<DeconvOp>(loc, "crops more than its full result of ",
                                  size + window.padded(i, 0),
                                  " in spatial dimension ", i);
    shape.push_back(size);
  }
  return inferShape(adaptor.getInput(), shape, results);
}

LogicalResult DeconvOp::verify() { return checkBias(*this); }
