# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Shapes and axes of the charts of a report, as SVG text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

#: Cosines from here on look the same as 1.
_NEAREST = 1e-6

#: The decadic logarithm of 1 - cosine of opposite vectors, the worst there is.
_OPPOSITE = math.log10(2)


@dataclass
class Canvas:
    """A chart of `width` x `height` units with room for axes; `parts` is what is drawn so far.

    Positions in [0, 1] x [0, 1] count from the lower left corner of the plotting area.
    """

    width: int
    height: int
    label: str
    left: int = 64
    right: int = 16
    top: int = 12
    bottom: int = 34
    parts: list[str] = field(default_factory=list)

    def x(self, share: float) -> float:
        """The horizontal place of a position."""
        return self.left + share * (self.width - self.left - self.right)

    def y(self, share: float) -> float:
        """The vertical place of a position."""
        return self.height - self.bottom - share * (self.height - self.top - self.bottom)

    def line(self, a: tuple[float, float], b: tuple[float, float], kind: str) -> None:
        """A straight line between two positions."""
        (x1, y1), (x2, y2) = a, b
        self.parts.append(
            f'<line class="{kind}" x1="{self.x(x1):.1f}" y1="{self.y(y1):.1f}" '
            f'x2="{self.x(x2):.1f}" y2="{self.y(y2):.1f}"/>'
        )

    def path(self, points: Iterable[tuple[float, float]], kind: str) -> None:
        """A line through positions."""
        places = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
        self.parts.append(f'<polyline class="{kind}" points="{places}"/>')

    def dot(self, at: tuple[float, float], kind: str, title: str, radius: float = 3) -> None:
        """A circle that tells its title under the pointer."""
        self.parts.append(
            f'<circle class="{kind}" cx="{self.x(at[0]):.1f}" cy="{self.y(at[1]):.1f}" '
            f'r="{radius:g}"><title>{escape(title)}</title></circle>'
        )

    def box(self, x: tuple[float, float], y: tuple[float, float], kind: str) -> None:
        """A rectangle over ranges of positions."""
        self.parts.append(
            f'<rect class="{kind}" x="{self.x(x[0]):.1f}" y="{self.y(y[1]):.1f}" '
            f'width="{self.x(x[1]) - self.x(x[0]):.2f}" '
            f'height="{self.y(y[0]) - self.y(y[1]):.2f}"/>'
        )

    def bars(self, heights: Sequence[float], width: float, kind: str) -> None:
        """Bars of those heights side by side from the left, `width` each, as one shape."""
        foot = self.y(0)
        shapes = [
            f"M{self.x(place * width):.1f} {foot:.1f}V{self.y(height):.1f}"
            f"H{self.x((place + 0.9) * width):.1f}V{foot:.1f}"
            for place, height in enumerate(heights)
            if height > 0
        ]
        self.parts.append(f'<path class="{kind}" d="{"".join(shapes)}"/>')

    def text(
        self, at: tuple[float, float], words: str, kind: str, dx: int = 0, dy: int = 0
    ) -> None:
        """Words at a position, moved by dx to the right and dy down."""
        self.parts.append(
            f'<text class="{kind}" x="{self.x(at[0]) + dx:.1f}" y="{self.y(at[1]) + dy:.1f}">'
            f"{escape(words)}</text>"
        )

    def left_axis(self, ticks: Sequence[tuple[float, str]]) -> None:
        """Grid lines and their labels."""
        for share, words in ticks:
            self.line((0, share), (1, share), "grid")
            self.text((0, share), words, "tick end", dx=-8, dy=4)

    def bottom_axis(self, ticks: Sequence[tuple[float, str]], title: str) -> None:
        """Labels below the plotting area."""
        self.line((0, 0), (1, 0), "axis")
        for share, words in ticks:
            self.text((share, 0), words, "tick middle", dy=15)
        self.text((1, 0), title, "tick end", dy=29)

    def svg(self) -> str:
        """The chart."""
        return (
            f'<svg viewBox="0 0 {self.width} {self.height}" role="img" '
            f'aria-label="{escape(self.label, quote=True)}">{"".join(self.parts)}</svg>'
        )


class CosineScale:
    """Cosines so that equal steps are equal factors of 1 - cosine: 0.9, 0.99, 0.999 ..."""

    def __init__(self, values: Iterable[float]) -> None:
        losses = [max(1 - value, _NEAREST) for value in values] or [0.1]
        self._low = math.floor(math.log10(min(losses)) + 1e-9)
        worst = math.ceil(math.log10(max(losses)) - 1e-9) if max(losses) <= 1 else _OPPOSITE
        self._high = max(worst, self._low + 1)

    def __call__(self, value: float) -> float:
        """The position of a cosine in [0, 1]; 1 is the best of the scale."""
        loss = math.log10(max(1 - value, 10.0**self._low))
        return min(max((self._high - loss) / (self._high - self._low), 0.0), 1.0)

    def ticks(self) -> list[tuple[float, str]]:
        """Positions and labels of round values."""
        powers = range(self._low, math.floor(self._high) + 1)
        round_values = [(1 - 10.0**power, f"{1 - 10.0**power:.{-power}f}") for power in powers]
        if self._high == _OPPOSITE:
            round_values.append((-1.0, "-1"))
        return [(self(value), label) for value, label in round_values]


def nice_ticks(low: float, high: float, number: int = 5) -> list[float]:
    """Round values that cover [low, high]."""
    step = (high - low) / number if high > low else 1.0
    power = 10.0 ** math.floor(math.log10(step))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= step * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [step * index for index in range(first, last + 1)]
