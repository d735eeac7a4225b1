# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The TorchScript importer: operators, names, in-place operators and refusals."""

from __future__ import annotations

import pickle
import subprocess
import sys
import warnings
import weakref
import zipfile

import numpy as np
import pytest

from tpuc.errors import TpucError, UnsupportedOpsError

torch = pytest.importorskip("torch")

import torch_cases  # noqa: E402
import torch_index_cases  # noqa: E402
import torch_math_cases  # noqa: E402
import torch_place_cases  # noqa: E402

from tpuc.frontend.network import open_network  # noqa: E402
from tpuc.frontend.patterns import fuse_patterns  # noqa: E402
from tpuc.frontend.torch_import.call import tensors_in  # noqa: E402
from tpuc.frontend.torch_import.importer import import_torch, pinned_inputs  # noqa: E402
from tpuc.frontend.torch_import.model import load_torchscript  # noqa: E402
from tpuc.frontend.torch_import.script import ScriptNetwork  # noqa: E402


def import_torchscript(module, shapes, output_names=()):
    network = ScriptNetwork(module)
    return import_torch(network, pinned_inputs(network, shapes), output_names)


def _save(module, path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module.save(str(path))
    return path


def _trace(function, *shapes):
    return torch_cases.Case("", function, shapes or ((1, 4, 6, 8),)).module()


CASES = [
    *(*torch_cases.ALL, *torch_index_cases.ALL, *torch_math_cases.ALL),
    *torch_place_cases.ALL,
]


#: Decomposed, indexing stays the operators that it is.
FORMS = [(c, f) for c in CASES for f in ("pt", "pt2")]
FORMS += [(c, "core") for c in (*torch_cases.ALL, *torch_math_cases.ALL)]


@pytest.mark.parametrize(
    ("case", "form"), [pytest.param(c, f, id=f"{c.name}-{f}") for c, f in FORMS]
)
def test_operator(case, form, run_graph, tmp_path):
    network, feeds = case.network_in(form, tmp_path), case.feeds()
    with torch.no_grad():
        expected = tensors_in(case.prepared()(*case.tensors()), torch.Tensor)
    graph = import_torch(network, pinned_inputs(network, case.shapes, case.types))
    fuse_patterns(graph)
    names = [value.name for value in graph.inputs]
    results = run_graph(graph, dict(zip(names, feeds, strict=True)))
    for name, tensor in zip(graph.outputs, expected, strict=True):
        reference = tensor.numpy()
        assert results[name].shape == reference.shape
        np.testing.assert_allclose(results[name], reference, rtol=1e-4, atol=1e-5)


def test_layer_names_are_debug_names(tmp_path):
    case = torch_cases.Case("", torch.nn.Sequential(torch.nn.Conv2d(4, 2, 1), torch.nn.ReLU()))
    module = load_torchscript(_save(case.module(), tmp_path / "net.pt"))
    graph = import_torchscript(module, [(1, 4, 6, 8)])
    values = {
        value.debugName()
        for node in module.inlined_graph.nodes()
        for value in node.outputs()
        if node.kind().startswith("aten::")
    }
    assert set(graph.nodes) == values
    assert list(graph.weights) == ["0.weight", "0.bias"]


def test_outputs_cut_the_network():
    module = _trace(lambda x: torch.fft.fft(x.relu()).real)
    (relu,) = (n for n in module.inlined_graph.nodes() if n.kind() == "aten::relu")
    name = relu.output().debugName()
    graph = import_torchscript(module, [(1, 4, 6, 8)], [name])
    assert graph.outputs == [name]
    with pytest.raises(TpucError, match="--output_names: the network computes no tensor nothing"):
        import_torchscript(module, [(1, 4, 6, 8)], ["nothing"])


def test_all_unsupported_operators_are_listed_at_once():
    module = _trace(lambda x: torch.special.bessel_j0(x) + torch.linalg.inv(x[..., :6]).sum())
    with pytest.raises(UnsupportedOpsError) as caught:
        import_torchscript(module, [(1, 4, 6, 8)])
    assert sorted(caught.value.ops) == ["aten::linalg_inv", "aten::special_bessel_j0"]


def test_unsupported_operators_behind_a_lost_shape_are_listed():
    def lost(x):
        positive = x[x > -9]  # as many as the data says
        return torch.special.bessel_j0(positive.reshape(24, 1))

    with pytest.raises(UnsupportedOpsError) as caught:
        import_torchscript(_trace(lost, (4, 6)), [(4, 6)])
    assert sorted(caught.value.ops) == ["aten::index", "aten::special_bessel_j0"]


class _Inner(torch.nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for _ in range(x.size(0)):
            x = torch.special.bessel_j1(x)
        return x


class _Deep(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = _Inner()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.inner(x)
        if bool(x.sum() > 0):
            return torch.special.bessel_j0(y)
        return torch.linalg.inv(y).relu()


def test_unsupported_operators_in_branches_loops_and_submodules_are_listed():
    with pytest.raises(UnsupportedOpsError) as caught:
        import_torchscript(torch.jit.script(_Deep()), [(4, 4)])
    assert sorted(caught.value.ops) == [
        "aten::Bool of a tensor's data",
        "aten::linalg_inv",
        "aten::special_bessel_j0",
        "aten::special_bessel_j1",
    ]


def test_unsupported_forms_say_which():
    module = _trace(lambda x: torch.nn.functional.avg_pool2d(x, 3, 2, 0, True, True, 5))
    with pytest.raises(UnsupportedOpsError, match=r"aten::linalg_vector_norm with order 3"):
        import_torchscript(_trace(lambda x: torch.linalg.vector_norm(x, 3)), [(1, 4, 6, 8)])
    with pytest.raises(
        UnsupportedOpsError, match=r"avg_pool2d with divisor_override and ceil_mode"
    ):
        import_torchscript(module, [(1, 4, 6, 8)])


def test_branches_on_data_are_refused():
    class Branch(torch.nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            if bool(x.sum() > 0):
                x = x + 1
            return x

    with pytest.raises(TpucError, match=r"aten::Bool of a tensor's data"):
        import_torchscript(torch.jit.script(Branch()), [(1, 4)])


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (None, r"does not say the shapes of its inputs \(\S+\): give them with --input_shapes"),
        ([(1, 4), (1, 4)], r"2 shapes for 1 inputs"),
        ([(1, 5, 6, 8)], r"node \S+ \(aten::_convolution\) does not fit its inputs"),
    ],
)
def test_wrong_input_shapes_are_refused(shapes, message):
    module = torch_cases.Case("", torch.nn.Conv2d(4, 2, 3)).module()
    with pytest.raises(TpucError, match=message):
        import_torchscript(module, shapes)


def test_nan_weight_is_named():
    module = torch_cases.Case("", torch.nn.Conv2d(4, 2, 1)).module()
    with torch.no_grad():
        module.weight[0] = float("nan")
    with pytest.raises(TpucError, match=r"weight weight holds 4 NaN of 8 values"):
        import_torchscript(module, [(1, 4, 6, 8)])


class _Bomb:
    def __reduce__(self):
        return (exec, ("raise SystemExit('unpickled')",))


def test_pickles_are_refused_without_loading_them(tmp_path):
    path = tmp_path / "net.pt"
    path.write_bytes(pickle.dumps(_Bomb(), protocol=2))
    with pytest.raises(TpucError, match=r"net\.pt is a pickle, .* not loaded: .*torch\.jit\.trace"):
        open_network(path)
    torch.save({"bomb": _Bomb()}, path)
    with pytest.raises(TpucError, match=r"net\.pt is a pickled module or state dict"):
        open_network(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"net\.pt is not a readable TorchScript file"),
        (b"garbage", r"net\.pt is not a readable TorchScript file"),
        (None, r"net\.pt is not a readable TorchScript file: it is truncated"),
    ],
)
def test_damaged_files_are_named(tmp_path, content, message):
    path = _save(_trace(torch.relu), tmp_path / "net.pt")
    path.write_bytes(path.read_bytes()[:-100] if content is None else content)
    with pytest.raises(TpucError, match=message):
        load_torchscript(path)


def test_other_archives_are_refused(tmp_path):
    path = tmp_path / "net.pt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "")
    with pytest.raises(TpucError, match=r"zip archive without TorchScript"):
        load_torchscript(path)


def test_torch_is_not_imported_for_onnx(tmp_path):
    code = (
        "import sys, tpuc.frontend.network, tpuc.frontend.onnx_import.importer;"
        "sys.exit('torch' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


class _Watch:
    """Runs a network and counts the results that are alive at each operator."""

    def __init__(self):
        self.results, self.alive = [], []

    def is_tensor(self, item):
        return isinstance(item, torch.Tensor)

    def constant(self, name, tensor):
        pass

    def define(self, name, item):
        pass

    def call(self, call, arguments):
        self.alive.append(sum(result() is not None for result in self.results))
        result = call.execute(arguments)
        self.results.append(weakref.ref(result))
        return result


@pytest.mark.parametrize("form", ["pt", "pt2"])
def test_a_walk_forgets_what_nothing_reads_any_more(form, tmp_path):
    def chain(x):
        first = x.neg()
        return first.exp().tanh().sin().cos().sigmoid() + first

    watch = _Watch()
    case = torch_cases.Case("chain", chain, ((1, 4),))
    x = torch.tensor([[-1.0, 0.0, 1.0, 2.0]])
    results = tensors_in(case.network_in(form, tmp_path).run(watch, [x]), torch.Tensor)
    torch.testing.assert_close(results[0], chain(x))
    # The first is read at the end; beside it only what comes next.
    assert watch.alive == [0, 1, 2, 2, 2, 2, 2]
