# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Exported programs: layer names, shapes, what files may not do, damaged files."""

from __future__ import annotations

import io
import json
import pickle
import warnings
import zipfile

import numpy as np
import pytest

from tpuc.errors import TpucError, UnsupportedOpsError

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402

from tpuc.frontend.network import open_network  # noqa: E402


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(4, 4, 3, padding=1)
        self.conv2 = nn.Conv2d(4, 4, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        y = self.conv2(self.relu(self.conv1(x)))
        return self.relu(y + x)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Block(), Block())
        self.head = nn.Linear(4, 3)
        self.register_buffer("offset", torch.ones(4))

    def forward(self, x):
        x = self.blocks(x)
        return self.head(x.mean((2, 3)) + self.offset)


def _export(module, path, *shapes, dynamic=None, edit=None):
    examples = tuple(torch.randn(shape) for shape in shapes or ((1, 4, 6, 8),))
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        program = torch.export.export(module.eval(), examples, dynamic_shapes=dynamic)
        torch.export.save(program, path)
    if edit is not None:
        _rewrite(path, edit)
    return path


def _rewrite(path, edit):
    """Passes every member of an archive through `edit(name, data)`; None drops it."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            edited = edit(name.split("/", 1)[1], data)
            if edited is not None:
                archive.writestr(name, edited)


def _json_edit(member, change):
    def edit(name, data):
        if name != member:
            return data
        content = json.loads(data)
        change(content)
        return json.dumps(content)

    return edit


def test_layers_are_named_by_their_module(tmp_path):
    network = open_network(_export(Network(), tmp_path / "net.pt2"))
    expected = []
    for i in range(2):
        names = ("conv1", "relu", "conv2", "add", "relu_1")
        expected += [f"blocks.{i}.{name}" for name in names]
    assert list(network.graph.nodes) == [*expected, "mean", "add", "head"]
    assert set(network.graph.weights) == {
        *(
            f"blocks.{i}.conv{j}.{what}"
            for i in (0, 1)
            for j in (1, 2)
            for what in ("weight", "bias")
        ),
        *("head.weight", "head.bias", "offset"),
    }


def test_the_original_runs_and_shows_every_layer(tmp_path, run_graph):
    torch.manual_seed(0)
    module = Network()
    network = open_network(_export(module, tmp_path / "net.pt2"))
    x = np.random.default_rng(0).standard_normal((1, 4, 6, 8)).astype(np.float32)
    reference = network.reference({"x": x}, network.graph.sources)
    assert set(reference) == {"x", *network.graph.nodes}
    with torch.no_grad():
        np.testing.assert_array_equal(reference["head"], module(torch.from_numpy(x)).numpy())
    (result,) = run_graph(network.graph, {"x": x}).values()
    np.testing.assert_allclose(result, reference["head"], rtol=1e-4, atol=1e-5)


def test_open_shapes_are_pinned(tmp_path):
    def flat(x):
        return x.relu().reshape(x.shape[0], -1, 2)

    class Flat(nn.Module):
        def forward(self, x):
            return flat(x)

    batch = torch.export.Dim("batch", min=2)
    path = _export(Flat(), tmp_path / "net.pt2", (2, 4, 6), dynamic=({0: batch},))
    with pytest.raises(TpucError, match=r"does not say the shapes of its inputs \(x\)"):
        open_network(path)
    network = open_network(path, [(5, 4, 6)])
    assert network.graph.nodes[network.graph.outputs[0]].shape == (5, 12, 2)
    with pytest.raises(
        TpucError, match=r"input x of shape \[5, 4, 7\] was exported as \[\?, 4, 6\]"
    ):
        open_network(path, [(5, 4, 7)])
    with pytest.raises(TpucError, match=r"--input_types: input x is float32, not int64"):
        open_network(path, [(5, 4, 6)], input_types=["int64"])


def test_no_grad_inside_is_looked_through(tmp_path):
    class Inner(nn.Module):
        def forward(self, x):
            with torch.no_grad():
                x = x.relu()
            with torch.enable_grad():
                x = x * 2
            return x

    graph = open_network(_export(Inner(), tmp_path / "net.pt2")).graph
    assert [node.op for node in graph.nodes.values()] == ["Relu", "MulConst"]


def test_control_flow_on_data_is_refused(tmp_path):
    class Branch(nn.Module):
        def forward(self, x):
            return torch.cond(x[0, 0, 0, 0] > 0, lambda x: x + 1, lambda x: x - 1, (x,))

    with pytest.raises(TpucError, match=r"control flow \(higher_order::cond\) is"):
        open_network(_export(Branch(), tmp_path / "net.pt2"))


def test_all_unsupported_operators_are_listed(tmp_path):
    class Odd(nn.Module):
        def forward(self, x):
            return torch.special.bessel_j0(x) + torch.fft.fft(x).real + x.relu()

    with pytest.raises(UnsupportedOpsError) as caught:
        open_network(_export(Odd(), tmp_path / "net.pt2"))
    assert {"aten::special_bessel_j0", "aten::fft_fft"} <= set(caught.value.ops)


def test_operators_that_torch_does_not_know_are_listed(tmp_path):
    def rename(program):
        for node in program["graph_module"]["graph"]["nodes"]:
            node["target"] = node["target"].replace("aten.relu.", "nothing.relu.")

    class Relu(nn.Module):
        def forward(self, x):
            return x.relu() + 1

    path = _export(Relu(), tmp_path / "net.pt2", edit=_json_edit("models/model.json", rename))
    with pytest.raises(UnsupportedOpsError, match=r"nothing::relu \(relu\)"):
        open_network(path)


class _Bomb:
    def __reduce__(self):
        return (exec, ("raise SystemExit('unpickled')",))


def test_nothing_is_unpickled(tmp_path):
    bomb = pickle.dumps(_Bomb())

    def arm(name, data):
        return bomb if name.startswith("data/sample_inputs") else data

    open_network(_export(Network(), tmp_path / "net.pt2", edit=arm))

    def pickled(config):
        config["config"]["head.weight"]["use_pickle"] = True

    edit = _json_edit("data/weights/model_weights_config.json", pickled)
    with pytest.raises(TpucError, match=r"head\.weight is a pickled object, .* not loaded"):
        open_network(_export(Network(), tmp_path / "net.pt2", edit=edit))


def test_expressions_of_the_file_are_not_evaluated(tmp_path):
    def bomb(program):
        program["range_constraints"]["__import__('os')._exit(3)"] = {"min_val": 0, "max_val": 9}
        program["guards_code"] = ["__import__('os')._exit(3)"]
        meta = program["graph_module"]["graph"]["tensor_values"]["mean"]
        meta["sizes"][0] = {"as_expr": {"expr_str": "__import__('os')._exit(3)", "hint": None}}

    edit = _json_edit("models/model.json", bomb)
    assert open_network(_export(Network(), tmp_path / "net.pt2", edit=edit)).graph.outputs == [
        "head"
    ]


@pytest.mark.parametrize(
    "operator", ["aten.from_file.default", "profiler._record_function_enter.default"]
)
def test_operators_that_reach_outside_are_not_run(tmp_path, operator):
    class Constant(nn.Module):
        def forward(self, x):
            return x + torch.zeros(8)

    def replace(program):
        for node in program["graph_module"]["graph"]["nodes"]:
            if node["target"] == "torch.ops.aten.zeros.default":
                node["target"] = f"torch.ops.{operator}"
                name = "filename" if "file" in operator else "name"
                node["inputs"] = [{"name": name, "arg": {"as_string": "/etc/hostname"}, "kind": 1}]

    edit = _json_edit("models/model.json", replace)
    kind = operator.replace(".", "::", 1).removesuffix(".default")
    with pytest.raises(TpucError, match=rf"{kind}\) is not supported"):
        open_network(_export(Constant(), tmp_path / "net.pt2", edit=edit))


def test_the_older_format_is_read(tmp_path):
    """Torch 2.4 to 2.7 pickled the tensors, which the restricted unpickler reads."""
    module = Network()
    path = _export(module, tmp_path / "net.pt2")
    with zipfile.ZipFile(path) as archive:
        program = archive.read("net/models/model.json")

    def write(state):
        buffer = io.BytesIO()
        torch.save(state, buffer)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("version", "8.2")
            archive.writestr("serialized_exported_program.json", program)
            archive.writestr("serialized_state_dict.pt", buffer.getvalue())
            archive.writestr("serialized_constants.pt", b"")

    write(dict(module.state_dict()))
    assert open_network(path).graph.outputs == ["head"]
    write({"head.weight": _Bomb()})
    with pytest.raises(TpucError, match=r"serialized_state_dict.pt does not hold plain tensors"):
        open_network(path)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda name, data: None if "model.json" in name else data, "without an exported program"),
        (
            lambda name, data: data[:9] if "weight_0" in name else data,
            "tensor blocks.0.conv1.weight",
        ),
        (
            lambda name, data: None if "weight_0" in name else data,
            "exported program is damaged at ",
        ),
        (
            lambda name, data: b"{}" if "model.json" in name else data,
            "exported program is damaged at ",
        ),
        (
            lambda name, data: b"{" if "model.json" in name else data,
            "exported program is damaged at ",
        ),
        (
            _json_edit("models/model.json", lambda p: p["schema_version"].update(major=9)),
            "has version 9 of the format",
        ),
        (
            _json_edit("models/model.json", lambda p: p["graph_module"]["graph"]["nodes"].pop(3)),
            "reads .*, which no node before it computes",
        ),
        (
            _json_edit(
                "models/model.json", lambda p: p["graph_module"]["graph"].update(nodes=[{}])
            ),
            "exported program is damaged at ",
        ),
    ],
)
def test_damaged_archives_are_named(tmp_path, edit, message):
    path = _export(Network(), tmp_path / "net.pt2", edit=edit)
    with pytest.raises(TpucError, match=message):
        open_network(path)


def test_other_files_are_named(tmp_path):
    path = tmp_path / "net.pt2"
    for content in (b"", b"garbage", pickle.dumps(_Bomb())):
        path.write_bytes(content)
        with pytest.raises(TpucError, match=r"net\.pt2 is not a readable exported program"):
            open_network(path)
    whole = _export(Network(), tmp_path / "whole.pt2").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(TpucError, match=r"net\.pt2 is not a readable exported program"):
        open_network(path)
