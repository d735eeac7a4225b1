# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds a lowered network against the oracle, layer by layer.

Every layer is computed from the stored values that the lowered network itself gives for its
operands, so that a difference stays where it arises.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace

import numpy as np

from oracle import floats, integer_eltwise, integer_linear, moves, tables
from oracle.chips import LUTS, fallback, float_kind, integer_kind, is_cv18, unsigned_minus_signed
from oracle.graph import Graph, Node, read
from oracle.layer import Layer
from oracle.ranges import Sharing, imported
from oracle.types import Type, cast, uniform

_INTEGERS = {
    "Conv": integer_linear.conv,
    "Deconv": integer_linear.deconv,
    "MatMul": integer_linear.matmul,
    "Scale": integer_linear.scale,
    "Add": integer_eltwise.add,
    "Sub": integer_eltwise.sub,
    "Mul": integer_eltwise.mul,
    "AddConst": integer_eltwise.add_const,
    "MulConst": integer_eltwise.mul_const,
    **dict.fromkeys(("Max", "Min"), integer_eltwise.extremum),
    **dict.fromkeys(("MaxConst", "MinConst"), integer_eltwise.extremum_const),
    "Relu": integer_eltwise.relu,
    "LeakyRelu": integer_eltwise.leaky_relu,
    "PRelu": integer_eltwise.prelu,
    "Abs": integer_eltwise.absolute,
    "MaxPool": integer_eltwise.max_pool,
    "AvgPool": integer_eltwise.avg_pool,
    "Concat": integer_eltwise.concat,
    "Reduce": integer_eltwise.reduce,
    "Softmax": tables.softmax,
    **dict.fromkeys(LUTS, tables.lut),
    **moves.MOVES,
}


@dataclass(frozen=True)
class Setting:
    """What a network is lowered for."""

    chip: str
    mode: str = "INT8"
    asymmetric: bool = False
    qtable: dict = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.chip} {self.mode}{' asymmetric' if self.asymmetric else ''}"


@dataclass
class Outcome:
    """What a check found: layers compared and left out, and a line for every difference."""

    elements: int = 0
    layers: int = 0
    skipped: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def legalize(graph: Graph, chip: str) -> Graph:
    """The rewrites for a chip that change arithmetic."""
    graph = copy.deepcopy(graph)
    for node in list(graph.nodes):
        rank = len(graph.shapes[node.name])
        if node.op == "Scale" and chip != "bm1684":
            channels = graph.shapes[node.name][1]
            name = f"{node.inputs[1]} as a filter of {node.name}"
            one = [1] * (rank - 2)
            graph.weights[name] = graph.weights[node.inputs[1]].reshape(channels, 1, *one)
            node.op, node.inputs = "Conv", [node.inputs[0], name, node.inputs[2]]
            node.attrs |= {"kernel_shape": one, "strides": one, "pads": [0] * 2 * (rank - 2)}
            node.attrs["group"] = channels
        elif node.op == "Upsample" and is_cv18(chip):
            channels = graph.shapes[node.name][1]
            kernel = [node.get("scale_h"), node.get("scale_w")]
            name = f"ones of {node.name}"
            graph.weights[name] = np.ones((channels, 1, *kernel), np.float32)
            node.op, node.inputs = "Deconv", [node.inputs[0], name]
            node.attrs |= {"kernel_shape": kernel, "strides": kernel, "pads": [0] * 4}
            node.attrs["group"] = channels
        elif node.op == "Reduce" and _is_plane_mean(node, rank, graph):
            sizes = graph.shapes[node.inputs[0]][2:]
            node.op, one = "AvgPool", [1] * len(sizes)
            node.attrs |= {"kernel_shape": list(sizes), "strides": one, "pads": [0] * 4}
            node.attrs["count_include_pad"] = True
        elif node.op == "MatMul" and chip == "bm1684x":
            _fold_transpose(graph, node)
        elif node.op == "Pow" and node.get("const_val") == 2:
            node.op, node.inputs = "Mul", node.inputs * 2
    return graph


def _is_plane_mean(node: Node, rank: int, graph: Graph) -> bool:
    rank = len(graph.shapes[node.inputs[0]])
    return node.get("mode") == "mean" and rank == 4 and node.get("axes") == [2, 3]


def _fold_transpose(graph: Graph, node: Node):
    right = graph.by_name.get(node.inputs[1])
    if right is None or right.op != "Permute" or graph.use_count(right.name) > 1:
        return
    rank = len(right.get("order"))
    if right.get("order") == [*range(rank - 2), rank - 1, rank - 2]:
        node.inputs[1] = right.inputs[0]
        node.attrs["right_transpose"] = not node.get("right_transpose", False)
        graph.nodes.remove(right)


class Checker:
    """The state of a check: ranges, types found so far, the tensors of the lowered network."""

    def __init__(self, graph: Graph, table, setting: Setting, infos, tensors):
        self.setting, self.infos, self.tensors = setting, infos, tensors
        ranges = imported(graph, table, setting.chip, setting.asymmetric)
        self.graph = legalize(graph, setting.chip)
        self.ranges = Sharing(self.graph, ranges, setting.chip, setting.asymmetric).run()
        self.types: dict[str, Type] = {}
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """All layers, then the casts of the outputs."""
        for node in self.layers():
            try:
                self._check(node)
            except NotImplementedError as error:
                self.outcome.skipped.append(f"{node.name} ({error})")
        for name in self.graph.outputs:
            self._check_output(name)
        return self.outcome

    def layers(self):
        """The layers in order, the types of their operands and of their own known."""
        for node in self.graph.nodes:
            if node.op == "Input":
                self.types[node.name] = Type("f32")
                continue
            self.types[node.name] = self._stored_type(node.name)
            yield node

    def integer_layer(self, node: Node) -> Layer:
        """A layer that is INT8, about to be computed; NotImplementedError for others."""
        if self._kind(node) != "i8":
            raise NotImplementedError("a float layer")
        return self._layer(node, "i8", self._type(node, "i8"))

    def _stored_type(self, name: str) -> Type:
        """The type that the lowered network gives a layer, to go on from."""
        info = self.infos[name]
        if not info.quantized:
            return Type(info.dtype)
        return Type(info.dtype, info.scale, info.zero_point)

    def _followed(self, node: Node) -> Type | None:
        """The type of the operand, which Reshape and its like keep; None where they do not."""
        if node.op not in ("Reshape", "Squeeze", "Unsqueeze"):
            return None
        (source,) = (name for name in node.inputs if name not in self.graph.weights)
        if self.setting.chip.startswith("cv18") and self.graph.by_name[source].op == "Input":
            return None
        return self.types[source]

    def _kind(self, node: Node) -> str:
        followed = self._followed(node)
        if followed is not None:
            return "i8" if followed.integer else followed.kind
        mode = self.setting.qtable.get(node.name, self.setting.mode)
        if mode == "F16" and self.setting.mode != "F16" and node.op == "AvgPool":
            return "f16"  # the mixact networks of the reference: only a whole F16 network keeps F32
        if mode != "INT8":
            return float_kind(self.setting.chip, mode, node.op)
        if self.ranges[node.name] in (None, (0.0, 0.0)):
            raise NotImplementedError("no range")
        signed = [r[0] < 0 for r in map(self.ranges.get, node.inputs) if r]
        if unsigned_minus_signed(node, self.setting.chip, signed):
            return fallback(self.setting.chip)
        kind = integer_kind(self.graph, node, self.setting.chip, self.setting.asymmetric)
        if kind == "i8":
            return kind
        return float_kind(self.setting.chip, kind, node.op)

    def _check(self, node: Node):
        kind = self._kind(node)
        out = self._type(node, kind)
        layer = self._layer(node, kind, out)
        try:
            if kind == "i8":
                table = (node.op == "Abs" and layer.bm1684) or (
                    node.op == "MulConst" and layer.cv18
                )
                expected = (tables.lut if table else _INTEGERS[node.op])(layer)
                low, high = expected, expected
            elif node.op in moves.MOVES:
                low = high = moves.MOVES[node.op](layer)
            else:
                low, high = floats.compute(layer)
        except integer_linear.StaysFloat:
            kind = fallback(self.setting.chip)
            out = Type(kind)
            low, high = floats.compute(self._layer(node, kind, out))
        self._compare(node, out, low, high)

    def _type(self, node: Node, kind: str) -> Type:
        if kind != "i8":
            return Type(kind)
        followed = self._followed(node)
        if followed is not None:
            return followed
        asymmetric = self.setting.asymmetric
        if self.setting.chip == "bm1684" and node.op in ("Max", "Min"):  # Quirk Q1.
            asymmetric = True
        return uniform(self.ranges[node.name], self.setting.chip, asymmetric)

    def _layer(self, node: Node, kind: str, out: Type) -> Layer:
        chip = self.setting.chip
        types, values, constants, thresholds, exact = [], [], [], [], []
        for name in node.inputs:
            if name in self.graph.weights:
                constants.append(self.graph.weights[name])
                continue
            source = self.types[name]
            wanted = Type(kind)
            if kind == "i8":
                wanted = source
                if not source.integer:
                    expressed = source.kind
                    if self.ranges[name] in (None, (0.0, 0.0)):
                        raise NotImplementedError("operand without a range")
                    wanted = uniform(self.ranges[name], chip, self.setting.asymmetric, expressed)
            at_input = self.graph.by_name[name].op == "Input"
            types.append(wanted if node.op == "Concat" else self._as_read(name, wanted))
            if not np.isfinite(self.tensors[name]).all():
                raise NotImplementedError("operand that is not finite")
            values.append(cast(self.tensors[name], source, wanted, chip, at_input))
            exact.append(cast(self.tensors[name], source, Type("f32"), chip))
            thresholds.append(self.ranges[name][1] if self.ranges[name] else 0.0)
        threshold = self.ranges[node.name][1] if self.ranges[node.name] else 0.0
        if constants and node.inputs[0] in self.graph.weights:
            node.attrs["weight_first"] = True
        shape = self.graph.shapes[node.name]
        if node.op == "AvgPool":  # a mean over H and W may have dropped them
            shape = (*shape[:2], *[1] * (values[0].ndim - 2)) if len(shape) == 2 else shape
        return Layer(
            *(node, chip, self.setting.asymmetric, types, values, constants, out),
            *(thresholds, threshold, shape, exact),
        )

    def _as_read(self, name: str, stored: Type) -> Type:
        """The type that parameters are derived from: bm1684 reads Max and Min as symmetric."""
        if self.setting.chip != "bm1684" or not stored.integer:
            return stored
        return replace(stored, scale=uniform(self.ranges[name], "bm1684", False).scale)

    def _compare(self, node: Node, out: Type, low, high):
        stored, got = self.types[node.name], self.tensors[node.name]
        where = f"{node.name} ({node.op})"
        if (stored.kind, stored.scale, stored.zp) != (out.kind, out.scale, out.zp):
            self.outcome.problems.append(f"{where}: is {stored}, expected {out}")
            return
        low, high = (np.asarray(x, np.float64).reshape(got.shape) for x in (low, high))
        self.outcome.layers += 1
        self.outcome.elements += got.size
        wrong = (got < low) | (got > high)  # NaN: not checked
        if wrong.any():
            at = tuple(int(i) for i in np.argwhere(wrong)[0])
            self.outcome.problems.append(
                f"{where} {out.kind}: {int(wrong.sum())} of {got.size} differ; at {at} "
                f"{got[at]!r}, expected {low[at]!r}..{high[at]!r}"
            )

    def _check_output(self, name: str):
        source = self.types[name]
        if source.kind == "f32" or f"{name}_f32" not in self.tensors:
            return
        expected = cast(self.tensors[name], source, Type("f32"), self.setting.chip)
        got = self.tensors[f"{name}_f32"]
        self.outcome.elements += got.size
        if not np.array_equal(expected.reshape(got.shape), got, equal_nan=True):
            self.outcome.problems.append(f"{name}_f32 (Cast): differs")


def check(module, table, setting: Setting, session, inputs) -> Outcome:
    """Compares all layers of a Top module with the tensors of its lowered form.

    `session` runs the lowered module; `inputs` are one sample.
    """
    tensors = session.run(inputs, keep="all", raw=True)
    infos = {info.name: info for info in session.tensors}
    return Checker(read(module), table, setting, infos, tensors).run()
