# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A report as one HTML file that needs nothing else: no script, no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib import resources

from tpuc.report.charts import front_chart, growth_chart, histogram_chart
from tpuc.report.model import (
    AdviceEntry,
    AlternativeEntry,
    IntervalEntry,
    LayerEntry,
    Report,
    SummaryEntry,
)

#: Layers of the ranking that are shown at once; the others can be unfolded.
SHOWN = 25


def to_html(report: Report) -> str:
    """The whole page."""
    style = resources.files("tpuc.report").joinpath("style.css").read_text(encoding="utf-8")
    summary = report.summary
    title = f"Sensitive layers of {summary.network} on {summary.chip}"
    body = "\n".join(part for section in _sections(report) for part in section)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style></head>\n"
        f"<body><main>\n<h1>{escape(title)}</h1>\n{body}\n</main></body></html>\n"
    )


def _sections(report: Report) -> Iterator[Iterator[str]]:
    yield _head(report)
    yield _advice(report.advice)
    yield _alternatives(report)
    yield _growth(report)
    yield _ranking(report.layers, report.summary)
    yield iter([f"<footer>tpuc {escape(report.version)}</footer>"])


def _head(report: Report) -> Iterator[str]:
    summary = report.summary
    verdict = "met" if summary.met else "missed"
    stopped = " The search was stopped; this is the best so far." if summary.interrupted else ""
    yield (
        f'<p class="lead">Target {escape(summary.target)}: <b class="{verdict}">{verdict}</b> with '
        f"{summary.float_layers} of {summary.all_layers} layers in {escape(summary.float_types)}."
        f"{stopped} Strategy {escape(summary.strategy)}, {summary.trials} trials on "
        f"{summary.samples} samples in {summary.seconds:.1f} s.</p>"
    )
    yield '<div class="cards">'
    for name, value, note in _cards(summary):
        yield f'<div class="card"><span>{name}</span><b>{value}</b><small>{note}</small></div>'
    yield "</div>"
    for warning in report.warnings:
        yield f'<p class="warning">{escape(warning)}</p>'
    for note in report.notes:
        yield f"<p>{escape(note)}</p>"


def _cards(summary: SummaryEntry) -> Iterator[tuple[str, str, str]]:
    yield "INT8 cosine", f"{summary.int8_cosine:.6f}", _interval(summary.int8_interval)
    yield "mixed cosine", f"{summary.mixed_cosine:.6f}", _interval(summary.mixed_interval)
    if summary.selection_mixed is not None:
        selection = summary.selection_mixed
        yield "mixed, selection", f"{selection.mean:.6f}", _interval(selection)
    if summary.held_out_mixed is not None:
        held = summary.held_out_mixed
        yield "mixed, held-out samples", f"{held.mean:.6f}", _interval(held)
    yield "float layers", str(summary.float_layers), f"{summary.searched_layers} were searched"
    if summary.cost is not None:
        yield "estimated time", f"&times;{summary.cost:.3f}", "of the INT8 network"


def _interval(interval: IntervalEntry | None) -> str:
    if interval is None:
        return "&nbsp;"
    return f"95 %: {interval.low:.6f} &ndash; {interval.high:.6f}, {interval.samples} samples"


def _advice(entries: Sequence[AdviceEntry]) -> Iterator[str]:
    if not entries:
        return
    yield "<h2>What to try next</h2>\n<ul class='advice'>"
    for one in entries:
        flags = f"<code>{escape(one.flags)}</code>" if one.flags else ""
        yield f"<li><b>{escape(one.title)}</b> {flags}<p>{escape(one.reason)}.</p></li>"
    yield "</ul>"


def _alternatives(report: Report) -> Iterator[str]:
    entries, summary = report.alternatives, report.summary
    if len(entries) < 2:
        return
    kind, _, value = summary.target.partition(" >= ")
    target = float(value) if kind == "cosine" else None
    yield "<h2>Accuracy and cost</h2>"
    yield (
        "<p>Every mixed network that was evaluated with the chosen thresholds, by its number of "
        "float layers; the ring is the one in the quantization table. The line joins those that no "
        "cheaper one equals.</p>"
    )
    yield front_chart(entries, target)
    yield (
        "<table><tr><th>float layers</th><th>cosine</th>"
        f"<th>{escape(summary.target)}</th><th>estimated time</th><th></th></tr>"
    )
    for one in entries:
        yield _alternative(one, kind == "cosine")
    yield "</table>"


def _alternative(one: AlternativeEntry, by_cosine: bool) -> str:
    cost = f"&times;{one.cost:.3f}" if one.cost is not None else "&ndash;"
    met = "met" if one.met else "missed"
    value = "" if by_cosine else f"{one.value:.6g} "
    chosen = "in the quantization table" if one.chosen else ""
    return (
        f"<tr class='{'pick' if one.chosen else ''}'><td>{one.layers}</td>"
        f"<td>{one.cosine:.6f}</td><td class='{met}'>{value}{met}</td>"
        f"<td>{cost}</td><td>{chosen}</td></tr>"
    )


def _growth(report: Report) -> Iterator[str]:
    if not report.accumulated:
        return
    yield "<h2>Accumulated cosine along the network</h2>"
    yield (
        "<p>Each layer's tensor against the float network's: <span class=\"key int8\">INT8</span> "
        '<span class="key mixed">mixed</span>; layers in float are shaded. Names under the '
        "pointer.</p>"
    )
    yield growth_chart(report.accumulated)


def _ranking(layers: Sequence[LayerEntry], summary: SummaryEntry) -> Iterator[str]:
    yield "<h2>Ranking</h2>"
    if not layers:
        why = f"The strategy {summary.strategy} tries no layer alone"
        if summary.met and not summary.float_layers:
            why = "INT8 alone meets the target: no layer was searched"
        yield f"<p>{escape(why)}.</p>"
        return
    yield (
        "<p>The loss (1 - cosine of the outputs) with one layer in INT8 and all others in float, "
        "by its best method. The second bar compares what is lost when only "
        '<span class="key weights">weights</span> or only '
        '<span class="key activations">activations</span> are rounded. A click on a layer shows '
        "its methods and thresholds.</p>"
    )
    largest = max(layer.loss for layer in layers) or 1.0
    yield (
        '<div class="row head"><span>#</span><span>layer</span><span>type</span>'
        "<span>loss</span><span></span><span>from</span><span>method</span><span>mode</span></div>"
    )
    for layer in layers[:SHOWN]:
        yield _row(layer, largest, unfolded=layer.place == 0)
    rest = layers[SHOWN:]
    if rest:
        yield f'<details class="more"><summary>{len(rest)} more layers</summary>'
        for layer in rest:
            yield _row(layer, largest)
        yield "</details>"


def _row(layer: LayerEntry, largest: float, unfolded: bool = False) -> str:
    width = 100 * max(layer.loss, 0.0) / largest
    kind = "mode" if layer.mode == "INT8" else "mode float"
    return (
        f'<details{" open" * unfolded}><summary class="row"><span>{layer.place}</span>'
        f"<span class='name' title='{escape(layer.name, quote=True)}'>{_short(layer.name)}</span>"
        f"<span>{escape(layer.type.removeprefix('top.'))}</span>"
        f"<span class='number'>{layer.loss:.3e}</span>"
        f'<span class="bar"><i style="width:{width:.2f}%"></i></span>'
        f'<span class="split">{_split(layer)}</span>'
        f"<span>{escape(layer.method)}</span>"
        f'<span class="{kind}">{layer.mode}</span></summary>{_details(layer)}</details>'
    )


def _short(name: str, room: int = 36) -> str:
    """A name without its middle where it is long: layers differ at the end more often."""
    if len(name) > room:
        name = f"{name[: room // 3]}…{name[-room + room // 3 + 1 :]}"
    return escape(name)


def _split(layer: LayerEntry) -> str:
    """The two-coloured bar: how the measured parts compare."""
    weights, activations = (
        max(part or 0.0, 0.0) for part in (layer.weights_loss, layer.activations_loss)
    )
    if weights + activations <= 0:
        return ""
    share = 100 * weights / (weights + activations)
    return (
        f'<u class="weights" style="width:{share:.1f}%"></u>'
        f'<u class="activations" style="width:{100 - share:.1f}%"></u>'
    )


def _details(layer: LayerEntry) -> str:
    rows = "".join(
        f"<tr class='{'pick' if one.method == layer.method else ''}'><td>{escape(one.method)}</td>"
        f"<td>{one.threshold:.6g}</td><td>{one.loss:.3e}{' (estimated)' * one.screened}</td></tr>"
        for one in layer.methods
    )
    table = f"<table><tr><th>method</th><th>threshold</th><th>loss</th></tr>{rows}</table>"
    parts = []
    if layer.activations_loss is not None:
        weights = "none" if layer.weights_loss is None else f"{layer.weights_loss:.3e}"
        parts.append(f"loss of weights alone {weights}")
        parts.append(f"of activations alone {layer.activations_loss:.3e}")
    if layer.int8_us is not None and layer.float_us is not None:
        parts.append(
            f"estimated {layer.int8_us:.3g} &micro;s in INT8, {layer.float_us:.3g} in float"
        )
    note = f"<p>{', '.join(parts)}</p>" if parts else ""
    chart = ""
    if layer.histogram is not None:
        chart = histogram_chart(layer.histogram, layer.methods, layer.method)
    return f'<div class="inside"><div>{table}{note}</div>{chart}</div>'
