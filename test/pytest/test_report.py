# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The report of a search: what it measures, what it advises, the page and the data."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

runtime = pytest.importorskip("tpuc.runtime")

from planted import Planted, emit  # noqa: E402

import tpuc  # noqa: E402
from tpuc import report  # noqa: E402
from tpuc.errors import TpucError  # noqa: E402
from tpuc.report import advice, model  # noqa: E402
from tpuc.report.advice import Evidence, advise  # noqa: E402
from tpuc.report.page import to_html  # noqa: E402
from tpuc.report.svg import CosineScale  # noqa: E402
from tpuc.search.result import Reach  # noqa: E402

DOCS = Path(__file__).resolve().parents[2] / "docs"


def searched(network, **options):
    """A planted network, samples, and what a search finds."""
    module, samples = emit(network), {"x": network.samples(6)}
    options = {"chip": "bm1684", "expected_cos": 0.99, "max_float_layers": 1, **options}
    options["alternatives"] = True
    return module, samples, tpuc.search(module, samples, **options)


@pytest.fixture(scope="module")
def weighty():
    return searched(Planted().plant_weight("c3"))


@pytest.fixture(scope="module")
def explained(weighty):
    return report.explain(*weighty, network="net.mlir")


def test_layers_are_those_of_the_ranking(weighty, explained):
    result = weighty[2]
    assert [one.name for one in explained.layers] == [one.name for one in result.ranking]
    for entry, layer in zip(explained.layers, result.ranking, strict=True):
        assert entry.loss == layer.loss and entry.method == layer.best.method
        assert [one.method for one in entry.methods] == [one.method for one in layer.trials]
        assert [one.threshold for one in entry.methods] == [
            one.threshold.threshold for one in layer.trials
        ]
    assert [one.name for one in explained.layers if one.mode == "F32"] == list(result.modes)


def test_a_huge_weight_shows_as_a_loss_of_weights(explained):
    worst = explained.layers[0]
    assert worst.name == "c3"
    assert worst.weights_loss > 50 * worst.activations_loss > 0
    # The weights make nearly all of the layer's loss.
    assert worst.weights_loss == pytest.approx(worst.loss, rel=0.5)
    assert [one.weights_loss for one in explained.layers if one.name == "pool"] in ([None], [])
    assert any("--gptq --adaround --bc" in one.flags for one in explained.advice)


def test_a_huge_activation_shows_as_a_loss_of_activations():
    explained = report.explain(*searched(Planted().plant_activation("c2"), chip="bm1684x"))
    worst = explained.layers[0]
    assert worst.name in ("c2", "c3")
    assert worst.activations_loss > 10 * (worst.weights_loss or 0)


def test_accumulated_cosines_are_those_of_the_lowered_networks(weighty, explained):
    module, samples, result = weighty
    few = {"x": samples["x"][: report.explain.__globals__["SAMPLES"]]}
    exact = runtime.Session(module).run(few, keep=runtime.ALL)
    for kind, modes in (("int8", {}), ("mixed", result.modes)):
        lowered, _ = runtime.lower(module, chip="bm1684", table=result.table, qtable=modes)
        values = runtime.Session(lowered).run(few, keep=runtime.ALL)
        for entry in explained.accumulated:
            a, b = (one[entry.name].reshape(len(few["x"]), -1) for one in (values, exact))
            a, b = a.astype(np.float64), b.astype(np.float64)
            want = (a * b).sum(1) / np.sqrt((a * a).sum(1) * (b * b).sum(1))
            assert getattr(entry, kind) == pytest.approx(want.mean(), abs=1e-5)
    names = [one.name for one in explained.accumulated]
    assert names == ["c1", "c2", "c3", "c4", "c5", "pool", "flat", "fc"]
    assert {one.name for one in explained.accumulated if one.mode != "INT8"} == set(result.modes)


def test_histograms_hold_every_value_once(weighty, explained):
    module, samples, _ = weighty
    few = {"x": samples["x"][: report.explain.__globals__["SAMPLES"]]}
    tensors = runtime.Session(module).run(few, keep=runtime.ALL)
    for entry in explained.layers:
        values = np.abs(tensors[entry.name])
        assert sum(entry.histogram.counts) == values.size
        assert entry.histogram.abs_max == pytest.approx(float(values.max()))
        # The upper half of the bins has the values above half of the maximum.
        upper = sum(entry.histogram.counts[len(entry.histogram.counts) // 2 :])
        assert upper == (values >= values.max() / 2).sum()


def test_the_chosen_network_is_one_of_the_alternatives(weighty, explained):
    result = weighty[2]
    chosen = [one for one in explained.alternatives if one.chosen]
    assert len(chosen) == 1
    assert chosen[0].layers == len(result.modes)
    assert chosen[0].cosine == pytest.approx(result.mixed_cos, abs=1e-9)
    order = [one.layers for one in explained.alternatives]
    assert order == [0, 1, 2]  # one on each side of it
    ranking = [one.name for one in result.ranking]
    module, samples, _ = weighty
    runner = runtime.TrialSession(
        module, runtime.TrialOptions("bm1684"), table=result.table, samples=samples
    )
    for one in explained.alternatives:
        trials = runner.evaluate(dict.fromkeys(ranking[: one.layers], "F32"))
        assert one.cosine == pytest.approx(trials.similarity().mean(), abs=1e-9)
        assert one.met == (one.cosine >= 0.99)
    costs = [one.cost for one in explained.alternatives]
    assert costs == sorted(costs) and costs[0] == 1


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([0.9, 0.9999], ["0.9999", "0.999", "0.99", "0.9"]),
        ([0.2, 0.95], ["0.99", "0.9", "0"]),
        ([-0.5, 0.95], ["0.99", "0.9", "0", "-1"]),
        ([1.0, 1.0], ["0.999999", "0.99999"]),
        ([], ["0.9", "0"]),
    ],
)
def test_the_scale_of_cosines(values, labels):
    scale = CosineScale(values)
    ticks = scale.ticks()
    assert [label for _, label in ticks] == labels
    places = [place for place, _ in ticks]
    assert places == sorted(places, reverse=True)
    assert min(places) >= 0 and max(places) <= 1
    assert all(0 <= scale(value) <= 1 for value in (-1.0, *values, 1.0))
    assert all(place == pytest.approx(scale(float(label))) for place, label in ticks)


class Tags(HTMLParser):
    """Checks that tags are closed in order, and gathers names, attributes and text."""

    VOID = frozenset({"meta", "br", "hr"})

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.attributes, self.text = [], set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def parsed(page):
    tags = Tags()
    tags.feed(page)
    tags.close()
    assert tags.open == []
    return tags


def test_the_page_is_whole_and_needs_nothing_else(explained):
    page = to_html(explained)
    tags = parsed(page)
    assert {"svg", "details", "table", "style"} <= tags.seen
    assert not tags.seen & {"script", "link", "img", "iframe", "object"}
    assert not tags.attributes & {"src", "href", "onclick"}
    assert "http" not in page and "@import" not in page and "url(" not in page
    text = " ".join(tags.text)
    assert all(layer.name in text for layer in explained.layers)
    for heading in ("What to try next", "Accuracy and cost", "Accumulated cosine", "Ranking"):
        assert heading in text


def test_names_are_text_in_the_page(explained):
    hostile = "</style><script>alert(1)</script>\"'&"
    layers = [replace(one, name=hostile + one.name) for one in explained.layers]
    growth = [replace(one, name=hostile + one.name) for one in explained.accumulated]
    summary = replace(explained.summary, network=hostile)
    page = to_html(replace(explained, layers=layers, accumulated=growth, summary=summary))
    assert "script" not in parsed(page).seen


def test_many_layers_are_folded(explained):
    layers = [
        replace(explained.layers[0], place=place, name=f"layer{place}") for place in range(300)
    ]
    page = to_html(replace(explained, layers=layers))
    assert "275 more layers" in page
    assert page.count("<summary") == 301
    assert len(page) < 2_000_000


def test_a_search_that_had_nothing_to_do():
    module, samples, result = searched(Planted(), expected_cos=0.1)
    explained = report.explain(module, samples, result)
    assert explained.layers == [] and explained.summary.met
    assert [one.title for one in explained.advice] == ["Deploy INT8 as it is"]
    text = " ".join(parsed(to_html(explained)).text)
    assert "no layer was searched" in text


def test_a_strategy_without_a_ranking():
    module, samples, result = searched(Planted().plant_weight("c3"), strategy="mincos")
    explained = report.explain(module, samples, result)
    assert explained.layers == [] and explained.summary.float_layers > 0
    text = " ".join(parsed(to_html(explained)).text)
    assert "The strategy mincos tries no layer alone" in text


def test_both_files_are_written_whole_or_not_at_all(explained, tmp_path):
    report.write(tmp_path / "report.html", explained)
    names = {one.name for one in tmp_path.iterdir()}
    assert names == {"report.html", "report.json"}
    data = json.loads((tmp_path / "report.json").read_text())
    assert data["schema"] == model.SCHEMA
    assert data["summary"]["network"] == "net.mlir"
    assert [one["name"] for one in data["layers"]] == [one.name for one in explained.layers]
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(TpucError, match="it is a directory"):
        report.write(tmp_path / "folder.html", explained)


def test_numbers_that_are_not_finite_are_null(explained):
    broken = replace(explained.summary, int8_cosine=float("nan"))
    data = json.loads(replace(explained, summary=broken).to_json())
    assert data["summary"]["int8_cosine"] is None


def test_every_field_is_documented():
    text = (DOCS / "formats.md").read_text()
    kinds = [one for one in vars(model).values() if dataclasses.is_dataclass(one)]
    assert len(kinds) == 9
    names = {field.name for kind in kinds for field in dataclasses.fields(kind)} | {"schema"}
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []


# ---------------------------------------------------------------------------------------------
# Advice
# ---------------------------------------------------------------------------------------------


def titles(evidence):
    return [one.title for one in advise(evidence)]


@pytest.fixture
def evidence(weighty, explained):
    return Evidence(weighty[2], explained.layers, {})


def test_how_many_layers_would_do(evidence):
    missed = replace(evidence.result, mixed_cos=0.5, value=0.5, reach=Reach(7, 0.995, 7))
    entry = advise(replace(evidence, result=missed))[0]
    assert entry.title == "Allow 7 layers in float" and entry.flags == "--max_float_layers 7"
    never = replace(missed, reach=Reach(None, 0.97, 9))
    assert "Lower the target, or improve INT8 first" in titles(replace(evidence, result=never))
    wider = replace(
        never, float_mode="F16", options=replace(never.options, chip="bm1684x", fp_type="F16")
    )
    assert advise(replace(evidence, result=wider))[0].flags == "--fp_type F32"
    fewer = replace(evidence.result, mixed_cos=1.0, value=1.0, enough=Reach(2, 0.992, 2))
    assert advise(replace(evidence, result=fewer))[0].title == "2 layers in float are enough"


def test_weights_are_improved_once(evidence):
    improve = "Improve the weights' integers before spending float layers"
    assert improve in titles(evidence)
    assert improve not in titles(replace(evidence, corrected=True))


def test_asymmetric_activations_only_where_the_chip_has_them(evidence):
    lopsided = dict.fromkeys((one.name for one in evidence.layers), (-0.1, 5.0))
    layers = [replace(one, weights_loss=0.0, activations_loss=0.01) for one in evidence.layers]
    options = replace(evidence.result.options, chip="bm1684x")
    result = replace(evidence.result, options=options)
    asked = Evidence(result, layers, lopsided)
    assert "Try asymmetric activations" in titles(asked)
    assert "Try asymmetric activations" not in titles(replace(asked, result=evidence.result))
    even = dict.fromkeys(lopsided, (-4.0, 5.0))
    assert "Look at the thresholds" in titles(replace(asked, ranges=even))
    already = replace(result, options=replace(options, asymmetric=True))
    assert "Try asymmetric activations" not in titles(replace(asked, result=already))


def test_a_method_that_wins_nearly_always(evidence):
    methods = evidence.layers[0].methods
    layers = [
        replace(evidence.layers[0], method="MAX" if place < 15 else "KL", methods=methods)
        for place in range(20)
    ]
    wins = [one for one in advise(replace(evidence, layers=layers)) if "Calibrate" in one.title]
    assert [one.flags for one in wins] == ["run_calibration.py --cali_method max"]
    even = [replace(one, method=("MAX", "KL")[place % 2]) for place, one in enumerate(layers)]
    assert not any("Calibrate" in one for one in titles(replace(evidence, layers=even)))


def test_nothing_is_advised_about_nothing(evidence):
    layers = [
        replace(one, loss=0.0, weights_loss=0.0, activations_loss=0.0) for one in evidence.layers
    ]
    calm = replace(evidence.result, mixed_cos=1.0, value=1.0, reach=None, enough=None)
    calm = replace(calm, validation=None)
    assert advise(Evidence(calm, layers, {})) == []
    assert advice._NEGLIGIBLE > 0
