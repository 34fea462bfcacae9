"""The one palette: what each colour means, in light and dark, and the figure template that carries it.

Three things are coloured, and nothing else:

* a **verdict**, on an ordinal scale. The scale is monotone in lightness, so its order survives a grey printer and every
  colour-vision deficiency; in the light theme the best verdict is the darkest, in the dark theme the brightest, so that
  the openness of a release is always the amount of ink.
* the **weights side** and the **training side**, one fixed colour each.
* **unknown** and **undetermined**, a neutral grey or the verdict's own colour under a hatch.

Every colour has a contrast of at least 3:1 on its background and is doubled by a marker shape or a label;
``tests/charts/test_palette.py`` measures both, and simulates protanopia, deuteranopia and tritanopia.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

import plotly.graph_objects as go

Theme = Literal["light", "dark"]
THEMES: Final[tuple[Theme, Theme]] = ("light", "dark")

FONT_STACK: Final = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

BACKGROUND: Final[dict[Theme, str]] = {"light": "#ffffff", "dark": "#10151a"}
TEXT: Final[dict[Theme, str]] = {"light": "#14191e", "dark": "#e8ecef"}
MUTED: Final[dict[Theme, str]] = {"light": "#59636b", "dark": "#a4adb5"}
GRID: Final[dict[Theme, str]] = {"light": "#e3e7ea", "dark": "#2a323a"}
SHADE: Final[dict[Theme, str]] = {"light": "#f4f6f7", "dark": "#181f26"}

WEIGHTS: Final[dict[Theme, str]] = {"light": "#3a6fd8", "dark": "#7fb0ff"}
TRAINING: Final[dict[Theme, str]] = {"light": "#b64f12", "dark": "#f39b5a"}
UNKNOWN: Final[dict[Theme, str]] = {"light": "#70757c", "dark": "#9a9fa6"}

# Best verdict first. Rubrics with more or fewer verdicts take evenly spaced points of this line.
VERDICT_ANCHORS: Final[dict[Theme, tuple[str, ...]]] = {
    "light": ("#1b2559", "#0f5660", "#23785a", "#96831a", "#bd7b92"),
    "dark": ("#e6f2a0", "#9fd3ac", "#34b0bd", "#7382dc", "#a8607f"),
}

# Shapes that stay apart at nine pixels, best verdict first; each has "-open" and "-dot" forms in Plotly.
_SYMBOLS: Final = ("star", "diamond", "square", "triangle-up", "circle", "pentagon", "hexagon", "triangle-down")

# What a hatch means is fixed: strokes one way for "undetermined", the other way for "not enough recorded".
HATCH_UNDETERMINED: Final = "/"
HATCH_NOT_RECORDED: Final = "x"


def side_colour(side: str, theme: Theme) -> str:
    """The colour of a side in the titles of axes; anything else, such as the score, has the colour of text."""
    return {"weights": WEIGHTS, "training": TRAINING}.get(side, TEXT)[theme]


def as_theme(theme: str) -> Theme:
    """The theme of that name, and light for anything else: exports are light unless asked."""
    return "dark" if theme == "dark" else "light"


def verdict_colours(count: int, theme: Theme = "light") -> tuple[str, ...]:
    """Colours of ``count`` ordered verdicts, best first.

    Args:
        count: Number of verdicts, the rubric's ``otherwise`` included.
        theme: ``light`` or ``dark``.

    Returns:
        Evenly spaced points of the anchor line, so the first is always the best anchor and the last the worst.
    """
    anchors = VERDICT_ANCHORS[theme]
    if count <= 1:
        return anchors[:count]
    return tuple(between(anchors, index / (count - 1) * (len(anchors) - 1)) for index in range(count))


def verdict_symbols(count: int) -> tuple[str, ...]:
    """Marker shapes of ``count`` ordered verdicts; the last, ``otherwise``, is always the circle."""
    others = [symbol for symbol in _SYMBOLS if symbol != "circle"]
    return tuple(others[index % len(others)] for index in range(max(count - 1, 0))) + ("circle",) * min(count, 1)


def between(anchors: tuple[str, ...], position: float) -> str:
    """The colour at a position of the anchor line, mixed in sRGB: neighbours are close enough for that."""
    low = min(int(position), len(anchors) - 2)
    share = position - low
    mixed = (
        round((1 - share) * start + share * end)
        for start, end in zip(_channels(anchors[low]), _channels(anchors[low + 1]), strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast_text(colour: str) -> str:
    """Black or white, whichever reads better on a filled shape of that colour (WCAG relative luminance)."""
    linear = [(c / 255 / 12.92) if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in _channels(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05) else "#ffffff"


def hatch(colour: str, shape: str, theme: Theme) -> dict[str, object]:
    """A bar pattern for what is not settled: strokes of the colour on the ground, so that text on it stays legible."""
    return {
        "shape": shape,
        "fillmode": "replace",
        "fgcolor": colour,
        "bgcolor": BACKGROUND[theme],
        "size": 8,
        "solidity": 0.28 if shape == HATCH_UNDETERMINED else 0.16,
    }


@lru_cache(maxsize=2)
def template(theme: Theme = "light") -> go.layout.Template:
    """Our own Plotly template.

    Importing Streamlit replaces Plotly's default template by one of placeholder colours that only Streamlit's browser
    code resolves, so every figure names this one.
    """
    axis = {
        "gridcolor": GRID[theme],
        "linecolor": MUTED[theme],
        "zeroline": False,
        "tickfont": {"color": MUTED[theme], "size": 12},
        "title": {"font": {"color": TEXT[theme], "size": 13}},
        "automargin": True,
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT_STACK, "size": 13, "color": TEXT[theme]},
            "paper_bgcolor": BACKGROUND[theme],
            "plot_bgcolor": BACKGROUND[theme],
            "colorway": [*VERDICT_ANCHORS[theme], WEIGHTS[theme], TRAINING[theme], UNKNOWN[theme]],
            "xaxis": axis,
            "yaxis": axis,
            "legend": {
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "y": -0.14,
                "yanchor": "top",
                "font": {"size": 12, "color": TEXT[theme]},
                "itemclick": False,
                "itemdoubleclick": False,
                "itemsizing": "constant",
            },
            "hoverlabel": {
                "align": "left",
                "bgcolor": SHADE[theme],
                "bordercolor": MUTED[theme],
                "font": {"family": FONT_STACK, "size": 12, "color": TEXT[theme]},
            },
            "margin": {"l": 48, "r": 12, "t": 12, "b": 48},
            "hovermode": "closest",
            "dragmode": False,
            "bargap": 0.25,
        }
    )
