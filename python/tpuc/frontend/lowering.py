# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""From the meaning of an operator to top ops, shared by all importers.

Each function takes the `Layer` to build, operands and plain values in the top dialect's own
conventions (axes from 0, pads as all begins then all ends) and returns the layer's value.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tpuc.frontend.graph import Constant, Layer, Operand, Shape, Unsupported, Value

# ----- element-wise -----------------------------------------------------------------------------

_SCALAR_FORM = {
    "Add": "AddConst",
    "Sub": "SubConst",
    "Mul": "MulConst",
    "Max": "MaxConst",
    "Min": "MinConst",
}


def scalar_of(operand: Operand) -> float | None:
    """The number an operand is, if it is a constant of one element."""
    if isinstance(operand, Constant) and operand.data.size == 1:
        return float(operand.data.reshape(()))
    return None


def binary(layer: Layer, op: str, lhs: Operand, rhs: Operand) -> Value:
    """An element-wise operator of two tensors; a scalar constant becomes an attribute."""
    left, right = scalar_of(lhs), scalar_of(rhs)
    # A scalar of higher rank than the tensor would change the shape of the result.
    if right is not None and lhs.shape == layer.shape:
        if op in _SCALAR_FORM:
            return layer.emit(_SCALAR_FORM[op], input=lhs, const_val=right)
        if op == "Div" and right != 0:
            return layer.emit("MulConst", input=lhs, const_val=1.0 / right)
    if left is not None and rhs.shape == layer.shape:
        if op == "Div":
            return layer.emit("Reciprocal", input=rhs, const_val=left)
        if op == "Sub":
            return layer.emit("SubConst", input=rhs, const_val=left, is_reverse=True)
        return layer.emit(_SCALAR_FORM[op], input=rhs, const_val=left)
    return layer.emit(op, lhs=lhs, rhs=rhs)


def chain(layer: Layer, op: str, operands: Sequence[Operand]) -> Operand:
    """`operands[0] op operands[1] op ...`."""
    if len(operands) == 1:
        return operands[0]
    return binary(layer, op, _fold_parts(layer, op, operands[:-1]), operands[-1])


def _fold_parts(layer: Layer, op: str, operands: Sequence[Operand]) -> Operand:
    result, *rest = operands
    for i, operand in enumerate(rest):
        shape = np.broadcast_shapes(result.shape, operand.shape)
        result = layer.part(f"pre{i}", shape, op, lhs=result, rhs=operand)
    return result


def clip(layer: Layer, x: Operand, low: float, high: float) -> Operand:
    """min(max(x, low), high); either bound may be infinite."""
    if low == 0:
        limit = -1.0 if math.isinf(high) else high
        if limit == 0:
            raise Unsupported("an empty range")
        return layer.emit("Relu", input=x, relu_limit=limit)
    if math.isinf(high):
        return x if math.isinf(low) else binary(layer, "Max", x, _scalar(low))
    if math.isinf(low):
        return binary(layer, "Min", x, _scalar(high))
    return layer.emit("Clip", input=x, min=low, max=high)


def _scalar(value: float) -> Constant:
    return Constant("scalar", np.float64(value))


def power(layer: Layer, x: Operand, exponent: Operand) -> Value:
    """x ** exponent for a constant exponent; squares and roots take their own ops."""
    value = scalar_of(exponent)
    if value is None:
        raise Unsupported("an exponent that is not one constant number")
    if value == 2:
        return layer.emit("Mul", lhs=x, rhs=x)
    if value == 0.5:
        return layer.emit("Sqrt", input=x)
    if value == -1:
        return layer.emit("Reciprocal", input=x, const_val=1.0)
    return layer.emit("Pow", input=x, const_val=value)


def mean_of(layer: Layer, operands: Sequence[Operand]) -> Value:
    """The mean of several tensors."""
    total = _fold_parts(layer, "Add", operands)
    return layer.emit("MulConst", input=total, const_val=1.0 / len(operands))


def celu(layer: Layer, x: Operand, alpha: float) -> Value:
    """x where x >= 0, else alpha * (exp(x / alpha) - 1)."""
    if alpha == 1:
        return layer.emit("Elu", input=x, alpha=1.0)
    scaled = layer.part("scaled", x.shape, "MulConst", input=x, const_val=1.0 / alpha)
    elu = layer.part("elu", x.shape, "Elu", input=scaled, alpha=1.0)
    return layer.emit("MulConst", input=elu, const_val=alpha)


def selu(layer: Layer, x: Operand, alpha: float, gamma: float) -> Value:
    """gamma * elu(x, alpha)."""
    elu = layer.part("elu", x.shape, "Elu", input=x, alpha=alpha)
    return layer.emit("MulConst", input=elu, const_val=gamma)


def rsqrt(layer: Layer, x: Operand) -> Value:
    """1 / sqrt(x)."""
    root = layer.part("sqrt", x.shape, "Sqrt", input=x)
    return layer.emit("Reciprocal", input=root, const_val=1.0)


# ----- convolution, pooling, matrix product -----------------------------------------------------


@dataclass(frozen=True)
class Window:
    """How a kernel slides; `pads` holds all begins, then all ends."""

    kernel: list[int]
    strides: list[int]
    pads: list[int]
    dilations: list[int]

    @staticmethod
    def make(
        kernel: Sequence[int],
        strides: Sequence[int] = (),
        pads: Sequence[int] = (),
        dilations: Sequence[int] = (),
    ) -> Window:
        """Fills what is empty: stride 1, no padding, dilation 1."""
        rank = len(kernel)
        return Window(
            list(kernel),
            list(strides) or [1] * rank,
            list(pads) or [0] * 2 * rank,
            list(dilations) or [1] * rank,
        )

    @property
    def dilated(self) -> bool:
        """Whether any dilation is not 1."""
        return any(d != 1 for d in self.dilations)


def conv(
    layer: Layer, x: Operand, weight: Operand, bias: Operand | None, window: Window, group: int
) -> Value:
    """Convolution in 1, 2 or 3 dimensions."""
    return layer.emit(
        "Conv",
        input=x,
        filter=weight,
        bias=bias,
        kernel_shape=window.kernel,
        strides=window.strides,
        pads=window.pads,
        dilations=window.dilations if window.dilated else None,
        group=group,
    )


def deconv(
    layer: Layer,
    operands: tuple[Operand, Operand, Operand | None],
    window: Window,
    group: int,
    output_padding: Sequence[int],
) -> Value:
    """Transposed convolution of input, filter `[C, OC/group, ...]` and bias."""
    x, weight, bias = operands
    return layer.emit(
        "Deconv",
        input=x,
        filter=weight,
        bias=bias,
        kernel_shape=window.kernel,
        strides=window.strides,
        pads=window.pads,
        dilations=window.dilations if window.dilated else None,
        output_padding=list(output_padding) if any(output_padding) else None,
        group=group,
    )


def max_pool(layer: Layer, x: Operand, window: Window, ceil_mode: bool) -> Value:
    """Maximum over windows."""
    return layer.emit(
        "MaxPool",
        input=x,
        kernel_shape=window.kernel,
        strides=window.strides,
        pads=window.pads,
        dilations=window.dilations if window.dilated else None,
        ceil_mode=ceil_mode,
    )


def avg_pool(
    layer: Layer, x: Operand, window: Window, ceil_mode: bool, count_include_pad: bool
) -> Value:
    """Mean over windows."""
    if window.dilated:
        raise Unsupported("dilations")
    return layer.emit(
        "AvgPool",
        input=x,
        kernel_shape=window.kernel,
        strides=window.strides,
        pads=window.pads,
        ceil_mode=ceil_mode,
        count_include_pad=count_include_pad and any(window.pads),
    )


def adaptive_pool(layer: Layer, op: str, x: Operand, output_size: Sequence[int | None]) -> Value:
    """AvgPool or MaxPool to a size; the input's must be a multiple of it."""
    spatial = x.shape[-len(output_size) :]
    target = [s if t is None else t for s, t in zip(spatial, output_size, strict=True)]
    if any(s % t for s, t in zip(spatial, target, strict=True)):
        raise Unsupported(f"output size {target} that does not divide the input's {list(spatial)}")
    kernel = [s // t for s, t in zip(spatial, target, strict=True)]
    window = Window.make(kernel, kernel)
    if op == "AvgPool":
        return avg_pool(layer, x, window, ceil_mode=False, count_include_pad=False)
    return max_pool(layer, x, window, ceil_mode=False)


def matmul(layer: Layer, lhs: Operand, rhs: Operand) -> Value:
    """numpy.matmul; operands of rank 1 are reshaped, as the top dialect has none."""
    vector_left, vector_right = lhs.rank == 1, rhs.rank == 1
    if not vector_left and not vector_right:
        return layer.emit("MatMul", input=lhs, right=rhs)
    if vector_left:
        lhs = layer.part("lhs", (1, *lhs.shape), "Unsqueeze", input=lhs, axes=[0])
    if vector_right:
        rhs = layer.part("rhs", (*rhs.shape, 1), "Unsqueeze", input=rhs, axes=[1])
    batch = np.broadcast_shapes(lhs.shape[:-2], rhs.shape[:-2])
    product = layer.part(
        "pre", (*batch, lhs.shape[-2], rhs.shape[-1]), "MatMul", input=lhs, right=rhs
    )
    return layer.emit("Reshape", input=product, shape=list(layer.shape) or [1])


def linear(layer: Layer, x: Operand, weight: Operand, bias: Operand | None) -> Value:
    """x @ weight^T + bias with the weight as [out, in]."""
    return layer.emit("MatMul", input=x, right=weight, bias=bias, right_transpose=True)


# ----- normalization ----------------------------------------------------------------------------


def batch_norm(layer: Layer, x: Operand, stats: Sequence[Operand | None], epsilon: float) -> Value:
    """Inference batch normalization; `stats` is gamma, beta (both optional), mean, variance."""
    gamma, beta, mean, variance = stats
    if mean is None or variance is None:
        raise Unsupported("statistics of the batch (training mode)")
    channels = x.shape[1] if x.rank > 1 else 1
    return layer.emit(
        "BatchNorm",
        input=x,
        mean=mean,
        variance=variance,
        gamma=gamma or layer.constant("gamma", np.ones(channels)),
        beta=beta or layer.constant("beta", np.zeros(channels)),
        epsilon=epsilon,
    )


def group_norm(
    layer: Layer,
    x: Operand,
    groups: int,
    affine: tuple[Operand | None, Operand | None],
    epsilon: float,
) -> Value:
    """Normalization over groups of channels (instance normalization: one channel a group)."""
    shape = x.shape
    channels = shape[1]
    if channels % groups:
        raise Unsupported(f"{channels} channels in {groups} groups")
    weight, bias = affine
    flat_shape = (shape[0], groups, math.prod(shape[1:]) // groups)
    flat = layer.part("flat", flat_shape, "Reshape", input=x, shape=list(flat_shape))
    plain = layer.part("norm", flat_shape, "LayerNorm", input=flat, axis=2, eps=epsilon)
    if weight is None and bias is None:
        return layer.emit("Reshape", input=plain, shape=list(shape))
    back = layer.part("back", shape, "Reshape", input=plain, shape=list(shape))
    return layer.emit(
        "Scale",
        input=back,
        scale=weight or layer.constant("scale", np.ones(channels)),
        bias=bias or layer.constant("bias", np.zeros(channels)),
    )


# ----- shape ------------------------------------------------------------------------------------


def reshape(layer: Layer, x: Operand) -> Value:
    """The same elements in the layer's shape, which is known."""
    return layer.emit("Reshape", input=x, shape=list(layer.shape))


def permute(layer: Layer, x: Operand, order: Sequence[int]) -> Value:
    """Dimensions in another order; negative ones count from the end."""
    return layer.emit("Permute", input=x, order=[axis(i, x.rank) for i in order])


def axis(value: int, rank: int) -> int:
    """An axis counted from 0."""
    if not -max(rank, 1) <= value < max(rank, 1):
        raise Unsupported(f"axis {value} of a tensor of rank {rank}")
    return value + rank if value < 0 else value


def axes(values: Sequence[int], rank: int) -> list[int]:
    """Axes counted from 0, in ascending order."""
    return sorted(axis(value, rank) for value in values)


@dataclass(frozen=True)
class Range:
    """A python-like slice of one dimension."""

    start: int
    stop: int
    step: int = 1

    def normalized(self, size: int) -> tuple[int, int, int]:
        """offset, end, step as top.Slice wants them: an end of -1 is before the first element."""
        if self.step == 0:
            raise Unsupported("a step of 0")
        return slice(self.start, self.stop, self.step).indices(size)


def slice_fields(x: Operand, ranges: dict[int, Range]) -> dict[str, list[int]]:
    """The attributes of a top.Slice: the ranges of some dimensions, all of the others."""
    bounds = [ranges.get(dim, Range(0, size)).normalized(size) for dim, size in enumerate(x.shape)]
    offset, ends, steps = (list(column) for column in zip(*bounds, strict=True))
    return {"offset": offset, "ends": ends, "steps": steps}


def slice_axes(layer: Layer, x: Operand, ranges: dict[int, Range]) -> Value:
    """A part of a tensor."""
    return layer.emit("Slice", input=x, **slice_fields(x, ranges))


def take(layer: Layer, x: Operand, dim: int, index: int) -> Value:
    """One element along a dimension, which vanishes."""
    shape = (*x.shape[:dim], 1, *x.shape[dim + 1 :])
    fields = slice_fields(x, {dim: Range(index, index + 1)})
    part = layer.part("pre", shape, "Slice", input=x, **fields)
    return layer.emit("Squeeze", input=part, axes=[dim])


def split(layers: Sequence[Layer], x: Operand, dim: int, sizes: Sequence[int]) -> list[Value]:
    """One Slice per part."""
    starts = np.cumsum([0, *sizes[:-1]])
    return [
        slice_axes(layer, x, {dim: Range(int(start), int(start) + size)})
        for layer, start, size in zip(layers, starts, sizes, strict=True)
    ]


def expand(layer: Layer, x: Operand, shape: Shape) -> Operand:
    """numpy.broadcast_to, by repetition; no layer where nothing changes."""
    target = np.broadcast_shapes(x.shape, shape)
    missing = len(target) - x.rank
    if target == x.shape:
        return x
    if missing:
        padded = (1,) * missing + x.shape
        if padded == target:
            return layer.emit("Reshape", input=x, shape=list(target))
        x = layer.part("pre", padded, "Reshape", input=x, shape=list(padded))
    repeats = [t // s for t, s in zip(target, x.shape, strict=True)]
    return layer.emit("Tile", input=x, repeats=repeats)


def tile(layer: Layer, x: Operand, repeats: Sequence[int]) -> Operand:
    """numpy.tile: missing repeats are 1, missing dimensions are put in front."""
    repeats = [1] * (x.rank - len(repeats)) + list(repeats)
    if all(count == 1 for count in repeats) and len(repeats) == x.rank:
        return x
    if len(repeats) > x.rank:
        padded = (1,) * (len(repeats) - x.rank) + x.shape
        x = layer.part("pre", padded, "Reshape", input=x, shape=list(padded))
    return layer.emit("Tile", input=x, repeats=repeats)


def concat(layer: Layer, operands: Sequence[Operand], dim: int) -> Operand:
    """Tensors joined along an axis, those without elements left out; one alone is no layer."""
    full = [operand for operand in operands if math.prod(operand.shape)]
    if len(full) == 1:
        return full[0]
    return layer.emit("Concat", inputs=full, axis=axis(dim, full[0].rank))


def pad(layer: Layer, x: Operand, paddings: Sequence[int], mode: str, value: float) -> Operand:
    """A border; `paddings` is all begins, then all ends. A border of nothing is no layer."""
    if not any(paddings):
        return x
    if mode not in ("constant", "reflect", "edge"):
        raise Unsupported(f"mode {mode}")
    return layer.emit(
        "Pad",
        input=x,
        paddings=list(paddings),
        mode=mode,
        val=value if mode == "constant" else None,
    )


@dataclass(frozen=True)
class Resampling:
    """How `interp` finds a result's sample in the input; the names are those of ONNX Resize."""

    mode: str
    coordinates: str
    nearest: str = "round_prefer_floor"
    #: the scales of the coordinate formula, where they are not result size / input size
    scales: tuple[float, float] | None = None


def interp(layer: Layer, x: Operand, how: Resampling) -> Value:
    """The last two dimensions of an image batch resized to the layer's shape."""
    if x.rank != 4 or x.shape[:2] != layer.shape[:2]:
        raise Unsupported("resizing of other than the last two of four dimensions")
    source, target = x.shape[2:], layer.shape[2:]
    repeats = [t // s for s, t in zip(source, target, strict=True)]
    scales = None
    if how.scales is not None and any(
        not math.isclose(scale, t / s, rel_tol=1e-7)
        for scale, s, t in zip(how.scales, source, target, strict=True)
    ):
        scales = how.scales
    whole = scales is None and all(
        r * s == t for r, s, t in zip(repeats, source, target, strict=True)
    )
    if how.mode == "nearest" and whole and _repeats(how):
        return layer.emit("Upsample", input=x, scale_h=repeats[0], scale_w=repeats[1])
    return layer.emit(
        "Interp",
        input=x,
        target_shape=list(target),
        mode=how.mode,
        coord_mode=how.coordinates,
        nearest_mode=how.nearest if how.mode == "nearest" else None,
        scale_h=scales and scales[0],
        scale_w=scales and scales[1],
    )


def _repeats(how: Resampling) -> bool:
    """Whether a nearest resize by a whole factor repeats every sample that many times."""
    if how.coordinates == "asymmetric":
        return how.nearest == "floor"
    return how.coordinates != "align_corners" and how.nearest.startswith("round")


def softmax(layer: Layer, x: Operand, dim: int, log: bool = False) -> Value:
    """Softmax or its logarithm over one axis."""
    return layer.emit("Softmax", input=x, axis=axis(dim, x.rank), log=log)


def reduce(layer: Layer, x: Operand, mode: str, dims: Sequence[int], keepdims: bool) -> Value:
    """A reduction over `dims`; over all when there are none."""
    dims = axes(dims, x.rank) or list(range(x.rank))
    return layer.emit("Reduce", input=x, axes=dims, keepdims=keepdims, mode=mode)
