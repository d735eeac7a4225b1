# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The greedy strategy on scripted trials, and the lines it is reported with."""

from pathlib import Path

import pytest
from scripted_search import chain, problem

from tpuc.layers import Layer, Layers
from tpuc.search import report, strategies
from tpuc.search.edges import Edges
from tpuc.search.result import SearchResult
from tpuc.search.strategies import Problem
from tpuc.search.strategies.greedy import greedy
from tpuc.search.types import SearchOptions


def test_order_best_thresholds_and_ranking():
    layers = chain("Input", "Conv", "Conv", "Softmax")
    given = problem(layers, {"b": [0.3, 0.1, 0.2], "c": [0.5, 0.5, 0.4]}, max_float_layers=1)
    choice = greedy(given)
    assert given.evaluator.log == [
        ("try", "b", [["b"]] * 3),
        ("force", {"b": 20.0}),
        ("try", "c", [["c"]] * 3),
        ("force", {"c": 30.0}),
        ("evaluate", ["c"]),
        ("evaluate", ["b", "c"]),
    ]
    assert [(layer.name, layer.loss, layer.best.method) for layer in choice.ranking] == [
        ("c", 0.4, "KL"),
        ("b", 0.1, "Percentile9999"),
    ]
    assert choice.mix.modes == {"c": "F32"}
    assert {name: entry.threshold for name, entry in choice.mix.table.items()} == {
        "a": 1.0,
        "b": 20.0,
        "c": 30.0,
        "d": 1.0,
    }


def test_ties_go_to_the_earlier_method_and_the_earlier_layer():
    layers = chain("Input", "Conv", "Conv", "Conv")
    choice = greedy(problem(layers, {name: [0.2, 0.2, 0.2] for name in "bcd"}))
    assert [layer.name for layer in choice.ranking] == ["b", "c", "d"]
    assert {layer.best.method for layer in choice.ranking} == {"MAX"}


def test_layers_that_only_move_values_follow_their_producer():
    layers = chain("Input", "Conv", "MaxPool", "Reshape", "MatMul")
    given = problem(layers, {"b": [0.3, 0.2, 0.1], "e": [0.1, 0.1, 0.1]})
    choice = greedy(given)
    assert given.evaluator.log[0] == ("try", "b", [["b", "c", "d"]] * 3)
    assert {choice.mix.table[name].threshold for name in "bcd"} == {30.0}
    assert [layer.name for layer in choice.ranking] == ["b", "e"]


def test_values_that_others_read_too_do_not_follow():
    layers = Layers(
        [
            Layer("x", "top.Input"),
            Layer("a", "top.Conv", ("x",)),
            Layer("pool", "top.MaxPool", ("a",)),
            Layer("sum", "top.Add", ("a", "pool")),
        ],
        ["sum"],
    )
    assert Edges(layers).followers("a") == []
    assert Edges(layers).followers("sum") == []


@pytest.mark.parametrize(
    ("losses", "number", "expected"),
    [
        ({"b": [0.9] * 3, "c": [0.1] * 3, "d": [0.5] * 3}, 2, {"b", "c"}),
        ({"b": [0.1] * 3, "c": [0.9] * 3, "d": [0.5] * 3}, 1, {"b", "c"}),
        ({"b": [0.1] * 3, "c": [0.5] * 3, "d": [0.9] * 3}, 1, {"d"}),
        ({"b": [0.1] * 3, "c": [0.5] * 3, "d": [0.9] * 3}, 0, set()),
        ({"b": [0.1] * 3, "c": [0.5] * 3, "d": [0.9] * 3}, 9, {"b", "c", "d"}),
    ],
)
def test_a_conv_and_its_scale_go_together(losses, number, expected):
    layers = chain("Input", "Conv", "Scale", "Conv")
    assert set(greedy(problem(layers, losses, max_float_layers=number)).mix.modes) == expected


def test_pairs():
    edges = Edges(chain("Input", "Conv", "Scale", "Scale", "Conv", "Relu"))
    assert [edges.partner(name) for name in "abcdef"] == [None, "c", "b", None, None, None]


@pytest.mark.parametrize(("needed", "start"), [(6, 2), (2, 1), (7, 5), (8, 0), (5, 4)])
def test_how_many_layers_would_reach_the_target(needed, start):
    layers = chain("Input", *["Conv"] * 8)
    names = "bcdefghi"
    losses = {name: [0.9 - place / 10] * 3 for place, name in enumerate(names)}
    given = problem(
        layers,
        losses,
        lambda modes: 0.99 if len(modes) >= needed else 0.5 + len(modes) / 100,
        max_float_layers=start,
        expected_cos=0.98,
    )
    choice = greedy(given)
    assert choice.reach.layers == needed
    assert ("evaluate", sorted(names[:needed])) in given.evaluator.log
    assert len(choice.mix.modes) == start


def test_a_target_that_nothing_reaches():
    layers = chain("Input", *["Conv"] * 4)
    losses = {name: [0.9] * 3 for name in "bcde"}
    best = {1: 0.5, 2: 0.9, 4: 0.8}
    choice = greedy(problem(layers, losses, lambda modes: best[len(modes)], max_float_layers=1))
    assert (choice.reach.layers, choice.reach.cosine, choice.reach.tried) == (None, 0.9, 2)
    result = SearchResult(
        SearchOptions("bm1684"), "F32", 0.4, 0.5, choice.ranking, choice.mix.modes, {}, choice.reach
    )
    assert not result.met
    assert report.shortfall(result) == (
        "mix model outputs_cos 0.500000 with 1 layers in F32 is below expected_cos 0.99, and no "
        "number of layers in F32 reaches it: the best is 0.900000 with 2"
    )


def test_log_and_screen_lines(tmp_path):
    layers = chain("Input", "Conv")
    given = problem(layers, {"b": [0.25, 0.008808857469573828, 0.5]}, lambda modes: 0.995)
    with report.log_file(tmp_path / "log") as logger:
        log = report.SearchLog(logger, "mobilenet.mlir")
        assert not (tmp_path / "log").exists()
        choice = greedy(Problem(**{**vars(given), "observer": report.Observers(log)}))
    lines = (tmp_path / "log").read_text().splitlines()
    assert lines[1:8] == [
        "INFO:root:start to handle layer: b, type: top.Conv",
        "INFO:root:adjust layer b th, with method MAX, and threshlod 10.0",
        "INFO:root:run int8 mode: mobilenet.mlir",
        "INFO:root:outputs_cos_los = 0.25",
        "INFO:root:adjust layer b th, with method Percentile9999, and threshlod 20.0",
        "INFO:root:run int8 mode: mobilenet.mlir",
        "INFO:root:outputs_cos_los = 0.008808857469573828",
    ]
    assert lines[-1] == (
        "INFO:root:layer b, layer type is top.Conv, best_th = 20.0, "
        "best_method = Percentile9999, best_cos_loss = 0.008808857469573828"
    )
    result = SearchResult(
        SearchOptions("bm1684"),
        "F32",
        0.978847,
        0.995,
        choice.ranking,
        choice.mix.modes,
        {},
        seconds=402.15848112106323,
    )
    assert report.ranking_lines(result) == [
        "the layer b is 0 sensitive layer, loss is 0.008808857469573828, type is top.Conv"
    ]
    assert report.result_lines(result, "mobilenet_qtable", "new_cali_table") == [
        "run result:",
        "int8 outputs_cos:0.978847 old",
        "mix model outputs_cos:0.995000",
        "Output mix quantization table to mobilenet_qtable",
        "total time:402.15848112106323",
    ]
    table = result.quantization_table()
    assert table.modes == {"b": "F32"}
    assert "number of F32 layer: 1" in table.comments


def test_strategies_are_looked_up():
    from tpuc.errors import TpucError

    assert strategies.strategy_names()[0] == "greedy"
    with pytest.raises(TpucError, match="unknown strategy best: one of greedy, "):
        strategies.lookup("best")


def test_the_page_on_adding_a_strategy():
    page = Path(__file__).parents[2] / "docs" / "add_a_strategy.md"
    code = page.read_text().split("```python\n")[1].split("```")[0]
    try:
        exec(code, {})
        given = problem(chain("Conv", "Conv"), {}, lambda modes: 0.25)
        choice = strategies.lookup("first").find(given)
        assert (choice.mix.modes, choice.mix.cosine, choice.ranking) == ({"a": "F32"}, 0.25, [])
    finally:
        strategies._STRATEGIES.pop("first", None)
