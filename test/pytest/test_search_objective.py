# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The loss: weights, post-processing, and what is refused."""

import numpy as np
import pytest

from tpuc.errors import TpucError
from tpuc.search.objective import Objective, cosine, load_post_process, parse_compare_layers

LAYERS = ["a", "b", "name:0", "c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", {"a": 1.0}),
        ("a,b", {"a": 0.5, "b": 0.5}),
        (" a:0.3 , b:0.7 ", {"a": 0.3, "b": 0.7}),
        ("name:0", {"name:0": 1.0}),
        ("name:0:0.25,a:0.75", {"name:0": 0.25, "a": 0.75}),
    ],
)
def test_compare_layers(text, expected):
    assert parse_compare_layers(text, LAYERS) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("d", "the network has no layer d"),
        ("a:0.5,d:0.5", "the network has no layer d:0.5"),
        ("a,a", "a is named twice"),
        ("a:0.5,b", "b has no weight"),
        ("a:0.5,b:0.4", "the weights sum to 0.9, not to 1"),
        ("a:x", "weight 'x' is not a number above 0"),
        ("a:-1,b:2", "weight '-1' is not a number above 0"),
        (" , ", "no layer is named"),
    ],
)
def test_bad_compare_layers(text, message):
    with pytest.raises(TpucError, match=message):
        parse_compare_layers(text, LAYERS)


def test_cosine():
    assert cosine(np.array([1, 0]), np.array([2, 0])) == 1
    assert cosine(np.array([1, 0]), np.array([0, 1])) == 0
    assert cosine(np.array([1, 1]), np.array([-1, -1])) == pytest.approx(-1)
    assert cosine(np.zeros(2), np.zeros(2)) == 1
    assert cosine(np.zeros(2), np.ones(2)) == 0
    assert cosine(np.ones(2), np.ones(3)) == 0
    assert cosine(np.array([np.nan]), np.ones(1)) == 0


class Given:
    """Trials with given tensors: [candidates, samples * B, ...]."""

    def __init__(self, tensors, reference, samples):
        self.tensors, self.reference, self.samples = tensors, reference, samples

    def tensor(self, name):
        return self.tensors[name]

    def similarity(self, metric="cosine"):
        split = {n: np.split(r, self.samples) for n, r in self.reference.items()}
        return np.array(
            [
                [
                    [
                        cosine(np.split(self.tensors[n][c], self.samples)[s], split[n][s])
                        for n in self.tensors
                    ]
                    for s in range(self.samples)
                ]
                for c in range(len(next(iter(self.tensors.values()))))
            ]
        )


def given(samples=3, rows=2):
    random = np.random.default_rng(0)
    reference = {n: random.normal(size=(samples * rows, 5)).astype(np.float32) for n in "xy"}
    tensors = {
        n: np.stack([array, array + random.normal(size=array.shape)]).astype(np.float32)
        for n, array in reference.items()
    }
    return Given(tensors, reference, samples), reference


def test_loss_is_one_minus_the_weighted_mean_cosine():
    trials, reference = given()
    objective = Objective({"x": 0.3, "y": 0.7}, 3)
    objective.set_reference(reference)
    losses = objective.losses(trials).mean(axis=1)
    expected = []
    for candidate in range(2):
        values = []
        for sample in range(3):
            rows = slice(2 * sample, 2 * sample + 2)
            both = []
            for name in "xy":
                a, b = trials.tensors[name][candidate][rows].ravel(), reference[name][rows].ravel()
                both.append(a @ b / np.sqrt((a @ a) * (b @ b)))
            values.append(0.3 * both[0] + 0.7 * both[1])
        expected.append(1 - np.mean(values))
    assert losses == pytest.approx(expected, abs=1e-6)
    assert losses[0] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("form", ["dict", "list", "array"])
def test_identity_post_process_changes_nothing(form):
    trials, reference = given()
    plain = Objective({"x": 1.0}, 3)
    trials.tensors.pop("y")
    plain.set_reference(reference)
    shapes = []

    def post_process(outputs):
        shapes.append(outputs["x"].shape)
        return {"dict": outputs, "list": [outputs["x"]], "array": outputs["x"]}[form]

    processed = Objective({"x": 1.0}, 3, post_process)
    processed.set_reference(reference)
    assert processed.losses(trials) == pytest.approx(plain.losses(trials), abs=1e-6)
    assert set(shapes) == {(2, 5)}


def test_post_process_names_take_the_weights():
    trials, reference = given()
    objective = Objective({"x": 0.3, "y": 0.7}, 3, lambda outputs: dict(outputs))
    plain = Objective({"x": 0.3, "y": 0.7}, 3)
    for one in (objective, plain):
        one.set_reference(reference)
    assert objective.losses(trials) == pytest.approx(plain.losses(trials), abs=1e-6)


def test_reference_must_be_finite():
    with pytest.raises(TpucError, match="float network's x has values that are not finite"):
        Objective({"x": 1.0}, 1).set_reference({"x": np.array([[np.nan]])})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def Other(x): pass\n", r"has no function PostProcess\(outputs\)"),
        ("def PostProcess(\n", "fails: SyntaxError"),
        ("import absent_module_of_this_test\n", "fails: ModuleNotFoundError"),
    ],
)
def test_bad_post_process_files(tmp_path, text, message):
    path = tmp_path / "post.py"
    path.write_text(text)
    with pytest.raises(TpucError, match=message):
        load_post_process(path)


def test_post_process_file(tmp_path):
    path = tmp_path / "post.py"
    path.write_text("def PostProcess(outputs):\n    return {'z': 2 * outputs['x']}\n")
    assert load_post_process(path)({"x": np.ones(1)})["z"] == 2
    path.write_text("def PostProcess(outputs):\n    return 1 / 0\n")
    with pytest.raises(TpucError, match=r"PostProcess of .* fails: ZeroDivisionError.*post.py:2"):
        load_post_process(path)({})
    with pytest.raises(TpucError, match="does not exist"):
        load_post_process(tmp_path / "absent.py")


def test_a_post_process_file_may_have_dataclasses(tmp_path):
    path = tmp_path / "post.py"
    path.write_text(
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass Boxes:\n    scores: list\n"
        "def PostProcess(outputs):\n    return Boxes([outputs['x']]).scores\n"
    )
    assert load_post_process(path)({"x": np.ones(1)}) == [1]


def test_a_post_process_file_may_import_its_neighbours(tmp_path):
    (tmp_path / "neighbour_of_post_process.py").write_text("factor = 3\n")
    path = tmp_path / "post.py"
    path.write_text(
        "from neighbour_of_post_process import factor\n"
        "def PostProcess(outputs):\n    return outputs['x'] * factor\n"
    )
    assert load_post_process(path)({"x": 2}) == 6
