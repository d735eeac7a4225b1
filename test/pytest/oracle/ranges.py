# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ranges of all values: import of the calibration table (section 1), sharing (section 2)."""

from __future__ import annotations

import numpy as np

from oracle.chips import is_cv18
from oracle.graph import Graph, Node

_VIEWS = ("Reshape", "Permute")
_POOLS = ("AvgPool", "MaxPool", "Abs")


def _f32(x):
    return float(np.float32(x))


def imported(graph: Graph, table, chip: str, asymmetric: bool):
    """The range of every value by name; None where it stays plain f32."""
    ranges = {}
    for node in graph.nodes:
        th, mn, mx = table.get(node.name, (0.0, 0.0, 0.0))
        symmetric = (-th if mn < 0 else 0.0, th)
        op = node.op
        if op == "Abs":
            low, high = -th, th
        elif (op == "Sigmoid") or (op == "Softmax" and not node.get("log", False)):
            low, high = 0.0, 1.0
        elif op == "Mul":
            producers = [graph.by_name.get(x) for x in node.inputs]
            same = len(set(node.inputs)) == 1
            positive = all(p is not None and p.op in ("Sigmoid", "Relu") for p in producers)
            low, high = (0.0, th) if same or positive else symmetric
        elif op == "Sub":
            low, high = (-th if mn < 0 else -1e-5), th
        else:
            low, high = (mn, mx) if asymmetric else symmetric
        if op != "Sub" and node.get("do_relu", False):
            low = 0.0
        if is_cv18(chip):
            low = -high
        ranges[node.name] = None if low == 0 and high == 0 else (low, high)
    return ranges


class Sharing:
    """The stages S0 to S9 on the ranges of a graph."""

    def __init__(self, graph: Graph, ranges, chip: str, asymmetric: bool):
        self.graph, self.ranges, self.asymmetric = graph, ranges, asymmetric
        self.chip, self.cv18 = chip, is_cv18(chip)

    def run(self):
        """All stages in their order."""
        for stage in (self._views, self._keep_sign, self._signs, self._join, self._backward):
            self._repeat(stage)
        if self.chip == "bm1684x":
            self._repeat(self._sum_of_products)
        self._repeat(self._forward)
        self._repeat(self._keep_sign)
        return self.ranges

    def _repeat(self, stage):
        # Bottom-up, and ten rounds at most, as the reference's pattern driver works.
        for _ in range(10):
            before = dict(self.ranges)
            for node in reversed(self.graph.nodes):
                values = [self.ranges.get(x) for x in node.inputs if x in self.ranges]
                if values and self.ranges[node.name] is not None and None not in values:
                    stage(node, values)
            if before == self.ranges:
                return

    def _set_output(self, node: Node, pair):
        if self.ranges[node.name] == pair:
            return
        self.ranges[node.name] = pair
        for user in self.graph.users(node.name):
            if user.op in _VIEWS and self.ranges[user.name] is not None:
                self.ranges[user.name] = pair

    def _set_input(self, name: str, pair):
        if self.ranges[name] == pair:
            return
        self.ranges[name] = pair
        producer = self.graph.by_name[name]
        if producer.op in (*_VIEWS, "DepthToSpace"):
            self.ranges[producer.inputs[0]] = pair

    def _views(self, node, values):
        if node.op in _VIEWS:
            self._set_output(node, values[0])

    def _keep_sign(self, node, values):
        low, high = self.ranges[node.name]
        if node.op in _POOLS:
            if values[0][0] < 0 <= low:
                self._set_sign(node, (_f32(-0.1 * high), high))
            elif values[0][0] >= 0 > low:
                self._set_sign(node, (0.0, high))
        self._sub_const(node, values)

    def _set_sign(self, node, pair):
        self._set_output(node, pair)
        for user in self.graph.users(node.name):
            if user.op in _POOLS and self.ranges[user.name] is not None:
                self.ranges[user.name] = pair

    def _sub_const(self, node, values):
        low, high = self.ranges[node.name]
        if node.op == "SubConst" and values[0][0] >= 0 and low >= 0:
            self._set_output(node, (-0.1 * high, high))

    def _signs(self, node, values):
        if self.cv18:
            return
        low, high = self.ranges[node.name]
        if node.op == "Mul" and len(values) == 2:
            signed = low < 0
            if (values[0][0] < 0) == signed:
                return
            if (values[1][0] < 0) == signed:
                node.inputs.reverse()
            elif not signed:
                self._set_output(node, (_f32(-0.1 * high), high))
        elif node.op == "Sub" and low >= 0:
            self._set_output(node, (-0.1 * high, high))
        self._sub_const(node, values)

    def _join(self, node, values):
        if node.op not in ("Concat", "Min", "Max") or len(values) != len(node.inputs):
            return
        for name in node.inputs:
            users = [u for u in self.graph.users(name) if u.op != "MaxPool"]
            if name in self.graph.outputs or any(u is not node for u in users):
                return
        if node.op == "Concat" and len({v[0] < 0 for v in values}) > 1:
            return
        if len(set(values)) == 1:
            self._set_output(node, values[0])
            return
        for name in node.inputs:
            self._set_input(name, self.ranges[node.name])

    def _backward(self, node, values):
        name = node.inputs[0]
        if self.graph.use_count(name) != 1:
            return
        out = self.ranges[node.name]
        if node.op in ("Relu", "MaxPool", "DepthToSpace", "Abs") or (
            self.cv18 and node.op == "LeakyRelu"
        ):
            self._set_input(name, out)
        elif not self.cv18 and node.op in ("PRelu", "LeakyRelu"):
            self._set_input(name, (values[0][0], out[1]))

    def _sum_of_products(self, node, values):
        producers = [self.graph.by_name.get(x) for x in node.inputs]
        if node.op != "Add" or any(p is None or p.op != "Mul" for p in producers):
            return
        if all(self.graph.use_count(x) == 1 for x in node.inputs):
            for x in node.inputs:
                self._set_input(x, self.ranges[node.name])

    def _forward(self, node, values):
        same = {"Relu", "MaxPool", "MinConst", "MaxConst", "Reshape", "Unsqueeze", "Squeeze"}
        same |= {"Slice", "Tile", "Pad", "Permute", "Upsample", "LeakyRelu", "Abs"}
        if not self.cv18:
            same.add("PRelu")
        if self.chip == "bm1684":
            same.add("AvgPool")
        reduces = self.cv18 and node.op == "Reduce" and node.get("mode") in ("max", "min")
        if node.op in same or reduces:
            self._set_output(node, values[0])
        elif node.op == "MulConst":
            c = node.get("const_val")
            low, high = values[0] if c >= 0 else reversed(values[0])
            if c != 0:
                low, high = low * c, high * c
            if not self.asymmetric:
                high = max(abs(low), abs(high))
                low = -high if low < 0 else low
            self._set_output(node, (low, high))
