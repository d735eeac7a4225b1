# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""torchvision's operators, and places of which the data says how many there are."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("tpuc.mlir.ir")
torch = pytest.importorskip("torch")

import torch_cases  # noqa: E402
import torchvision_ops  # noqa: E402

from tpuc.compare import Tolerance  # noqa: E402
from tpuc.errors import UnsupportedOpsError  # noqa: E402
from tpuc.frontend.torch_import.importer import import_torch, pinned_inputs  # noqa: E402
from tpuc.frontend.torch_import.script import ScriptNetwork  # noqa: E402
from tpuc.frontend.transform import transform  # noqa: E402


@pytest.fixture(scope="module")
def vision():
    """torchvision's operators."""
    library = torchvision_ops.registered()
    yield torch.ops.torchvision
    del library


def _import(case, network=None):
    network = network or ScriptNetwork(case.module())
    return import_torch(network, pinned_inputs(network, case.shapes, case.types))


def _compare(case, run_graph, network=None):
    graph = _import(case, network)
    feeds = dict(zip([value.name for value in graph.inputs], case.feeds(), strict=True))
    (result,) = run_graph(graph, feeds).values()
    expected = case.prepared()(*case.tensors()).numpy()
    return result, expected


@pytest.mark.parametrize("aligned", [False, True])
def test_roi_align(vision, aligned, run_graph):
    boxes = torch.tensor([[0, 0.5, 1, 6, 7], [1, 2, 0, 9, 3], [1, 4, 4, 12, 11]])
    case = torch_cases.Case(
        "", lambda x: vision.roi_align(x, boxes, 0.7, 3, 2, 2, aligned), ((2, 4, 6, 8),)
    )
    result, expected = _compare(case, run_graph)
    np.testing.assert_allclose(result, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("masked", [False, True])
def test_deform_conv2d(vision, masked, run_graph):
    weight, bias = torch.rand(6, 2, 3, 2), torch.rand(6)
    mask = torch.rand(1, 12, 3, 4) if masked else torch.zeros(1, 1)

    def network(x, offset):
        numbers = (2, 2, 1, 0, 1, 1, 2, 2)
        return vision.deform_conv2d(x, weight, offset, mask, bias, *numbers, masked)

    case = torch_cases.Case("", network, ((1, 4, 6, 8), (1, 24, 3, 4)))
    result, expected = _compare(case, run_graph)
    np.testing.assert_allclose(result, expected, rtol=1e-4, atol=1e-5)


def test_nms_ends_with_minus_one(vision, run_graph):
    case = torch_cases.Case(
        "", lambda boxes, scores: vision.nms(boxes, scores, 0.3), ((20, 4), (20,)), 0, 4
    )
    result, expected = _compare(case, run_graph)
    assert 1 < len(expected) < 20
    np.testing.assert_array_equal(result[: len(expected)], expected)
    assert (result[len(expected) :] == -1).all()


@pytest.mark.parametrize("form", ["pt", "pt2", "core"])
def test_nonzero_ends_with_minus_one(form, run_graph, tmp_path):
    case = torch_cases.Case("", lambda x: torch.nonzero(x > 1), ((3, 5),))
    network = case.network_in(form, tmp_path)
    result, expected = _compare(case, run_graph, network)
    assert 0 < len(expected) < 15
    np.testing.assert_array_equal(result[: len(expected)], expected)
    assert (result[len(expected) :] == -1).all()


@pytest.mark.parametrize(
    ("network", "form", "op", "what"),
    [
        (lambda x: x.flatten()[torch.nonzero(x)[:, 0]].relu(), "pt", "slice", "places"),
        (lambda x: x.flatten()[torch.nonzero(x)[:, 0]].relu(), "pt2", "select", "places"),
        (lambda x: x * torch.nonzero(x).shape[0], "pt", "size", "places"),
        (lambda x: x * torch.nonzero(x).shape[0], "pt2", "mul", "a size that the data says"),
    ],
)
def test_places_that_are_read_are_refused(network, form, op, what, tmp_path):
    case = torch_cases.Case("", network, ((3, 5),))
    with pytest.raises(UnsupportedOpsError) as caught:
        _import(case, case.network_in(form, tmp_path))
    (refused, *_) = caught.value.ops
    assert refused.startswith(f"aten::{op} with {what}")
    if what == "places":
        assert "; --output_names nonzero ends the network" in refused or form == "pt"


def test_the_original_is_compared_with_its_padding(tmp_path):
    case = torch_cases.Case("", lambda x: torch.nonzero(x.relu()), ((3, 5),))
    case.module().save(str(tmp_path / "net.pt"))
    transformed = transform(tmp_path / "net.pt", input_shapes=[(3, 5)])
    (feed,) = case.feeds()
    inputs = {transformed.network.graph.inputs[0].name: feed}
    (name,) = transformed.outputs
    reference = transformed.reference(inputs)
    assert reference[name].shape == (15, 2)
    assert transformed.check(transformed.run(inputs), reference, Tolerance()).first_failure is None
