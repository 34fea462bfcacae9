"""The palette is legible and means one thing to every eye.

Contrast is WCAG 2's. Colour-vision deficiencies are simulated with the matrices of Machado, Oliveira, Fernandes (2009)
at full severity, on linear RGB; differences are CIEDE2000.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from openness.charts import CHARTS
from openness.charts.kit import palette
from openness.scoring.answer import Answer

MACHADO = {
    "none": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(colour: str) -> NDArray[np.float64]:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ TO_XYZ[1])


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, vision: str = "none") -> NDArray[np.float64]:
    ratio = TO_XYZ @ np.clip(MACHADO[vision] @ linear(colour), 0, 1) / WHITE
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """CIEDE2000 (Sharma, Wu and Dalal 2005)."""
    mean_c = (np.hypot(*one[1:]) + np.hypot(*other[1:])) / 2
    g = 0.5 * (1 - np.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = (1 + g) * one[1], (1 + g) * other[1]
    c1, c2 = np.hypot(a1, one[2]), np.hypot(a2, other[2])
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, one[2]), (a2, other[2])))
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    delta_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    hue = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    light, chroma = (one[0] + other[0]) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    s_l = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    s_c, s_h = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    r_t = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7)) * np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    light, chroma, hue = (other[0] - one[0]) / s_l, (c2 - c1) / s_c, delta_h / s_h
    return float(np.sqrt(light**2 + chroma**2 + hue**2 + r_t * chroma * hue))


def test_the_difference_used_here_is_ciede2000() -> None:
    # First, fourth and seventeenth pair of Sharma's published test data.
    pairs = [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ]
    for one, other, expected in pairs:
        assert difference(np.array(one), np.array(other)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("theme", palette.THEMES)
def test_every_mark_stands_out_from_its_background(theme: palette.Theme) -> None:
    marks = [palette.WEIGHTS[theme], palette.TRAINING[theme], palette.UNKNOWN[theme]]
    for count in range(1, 9):
        marks += palette.verdict_colours(count, theme)
    for mark in marks:
        assert contrast(mark, palette.BACKGROUND[theme]) >= 3, mark


@pytest.mark.parametrize("theme", palette.THEMES)
def test_text_is_legible_on_page_and_shade(theme: palette.Theme) -> None:
    for text in (palette.TEXT[theme], palette.MUTED[theme]):
        for ground in (palette.BACKGROUND[theme], palette.SHADE[theme]):
            assert contrast(text, ground) >= 4.5, (text, ground)


@pytest.mark.parametrize("theme", palette.THEMES)
def test_labels_are_legible_on_every_verdict(theme: palette.Theme) -> None:
    for colour in (*palette.verdict_colours(5, theme), palette.UNKNOWN[theme]):
        assert contrast(colour, palette.contrast_text(colour)) >= 4.5, colour


def in_grey(trace: Mapping[str, Any]) -> tuple[tuple[str, ...], float, bool]:
    """What is left of a trace without hue: its form, its lightness, and whether each of its marks has words on it."""
    marker, line = trace.get("marker", {}), trace.get("line", {})
    colour = marker.get("color", line.get("color", trace.get("fillcolor", "")))
    form = (
        trace["type"],
        trace.get("mode", ""),
        str(marker.get("symbol", "")),
        str(marker.get("pattern", {}).get("shape", "")),
        str(line.get("dash", "")),
        str(line.get("shape", "")),
        str(line.get("width", "")),
    )
    words = [re.sub(r"[\d.,%\s]", "", str(text)) for text in trace.get("text") or ()] if trace["type"] == "bar" else []
    single = isinstance(colour, str) and colour.startswith("#")
    return form, float(lab(colour)[0]) if single else -1, bool(words) and all(words)


@pytest.mark.parametrize("slug", CHARTS)
def test_no_two_marks_of_a_chart_are_told_apart_by_their_hue_alone(slug: str, everything: Answer) -> None:
    for theme in palette.THEMES:
        figure = json.loads(CHARTS[slug](everything, theme).figure.to_json(engine="json"))
        if figure["layout"].get("barmode") == "stack":
            continue  # the legend has the order of the bar, and a bar the order of its lightness
        named = [trace for trace in figure["data"] if trace.get("name") and trace.get("showlegend") is not False]
        for one, other in combinations(named, 2):
            form, lightness, worded = in_grey(one)
            other_form, other_lightness, other_worded = in_grey(other)
            assert (
                one["name"] == other["name"]
                or form != other_form
                or abs(lightness - other_lightness) >= 10
                or worded
                or other_worded
            ), (theme, one["name"], other["name"])


@pytest.mark.parametrize("theme", palette.THEMES)
@pytest.mark.parametrize("count", range(2, 9))
def test_the_order_of_verdicts_survives_a_grey_printer(theme: palette.Theme, count: int) -> None:
    lightness = [float(lab(colour)[0]) for colour in palette.verdict_colours(count, theme)]
    steps = np.diff(lightness) * (1 if theme == "light" else -1)
    assert steps.min() > 1.5, lightness


@pytest.mark.parametrize("vision", MACHADO)
@pytest.mark.parametrize("theme", palette.THEMES)
@pytest.mark.parametrize(("count", "least"), [(2, 20), (3, 14), (4, 13), (5, 10), (6, 5.9)])
def test_verdicts_differ_for_every_eye(theme: palette.Theme, vision: str, count: int, least: float) -> None:
    colours = palette.verdict_colours(count, theme)
    for one, other in combinations(colours, 2):
        assert difference(lab(one, vision), lab(other, vision)) >= least, (one, other)


@pytest.mark.parametrize("vision", MACHADO)
@pytest.mark.parametrize("theme", palette.THEMES)
def test_the_two_sides_and_unknown_differ_for_every_eye(theme: palette.Theme, vision: str) -> None:
    sides = (palette.WEIGHTS[theme], palette.TRAINING[theme], palette.UNKNOWN[theme])
    for one, other in combinations(sides, 2):
        assert difference(lab(one, vision), lab(other, vision)) >= 14, (one, other)


@pytest.mark.parametrize("vision", MACHADO)
@pytest.mark.parametrize("theme", palette.THEMES)
def test_unknown_is_mistaken_for_no_verdict(theme: palette.Theme, vision: str) -> None:
    for colour in palette.verdict_colours(5, theme):
        assert difference(lab(colour, vision), lab(palette.UNKNOWN[theme], vision)) >= 6, colour


@pytest.mark.parametrize("count", range(1, 9))
def test_verdicts_have_shapes_of_their_own(count: int) -> None:
    symbols = palette.verdict_symbols(count)
    assert len(set(symbols)) == count
    assert symbols[-1] == "circle"


def test_the_best_and_the_otherwise_keep_their_colour_in_every_rubric() -> None:
    for theme in palette.THEMES:
        anchors = palette.VERDICT_ANCHORS[theme]
        for count in range(2, 9):
            colours = palette.verdict_colours(count, theme)
            assert (colours[0], colours[-1], len(colours)) == (anchors[0], anchors[-1], count)


@pytest.mark.parametrize("theme", palette.THEMES)
def test_the_page_and_the_figures_share_a_background(theme: palette.Theme) -> None:
    config = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())
    assert config["theme"][theme]["backgroundColor"].lower() == palette.BACKGROUND[theme]
    assert config["theme"][theme]["textColor"].lower() == palette.TEXT[theme]


def test_no_placeholder_colour_in_the_template() -> None:
    for theme in palette.THEMES:
        assert "#0000" not in palette.template(theme).to_plotly_json().__repr__()
