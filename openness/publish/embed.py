"""The page of an embedded chart: light, without cookie or websocket, complete for eyes, keyboard and screen reader.

It needs three scripts of our own (Plotly, the figure, a few lines that draw it), so it works under a policy that
forbids everything else, in a sandboxed frame of another site, and from a disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup

from openness.charts import OPTIONS
from openness.charts.kit.base import Chart, readable
from openness.charts.kit.palette import THEMES, as_theme
from openness.core.html import templates
from openness.core.wording import cell
from openness.publish.addresses import FITTING, chart_path, page_path, with_pairs
from openness.publish.files import figure_script, query_of
from openness.publish.text_width import wrap
from openness.query.grammar import PARAMETERS
from openness.scoring.answer import Answer

Kind = Literal["live", "frozen", "file", "alone"]
"""`live` follows the data, `frozen` is a server's page of one fingerprint, `file` lies in an archive, `alone` is one
file with everything in it."""

_PARTS = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
POLICY = f"{_PARTS}; frame-ancestors *"
"""What the page may load. Plotly sets styles on elements, hence `unsafe-inline` for styles, and for them only."""

_TEMPLATES = templates(__file__)
_HERE = Path(__file__).parents[1] / "web" / "asset"
PLOTLY = "plotly-basic.min.js"
"""Plotly's own bundle of the kinds of trace that our charts have, as it publishes it (plotly.js-basic-dist-min): a
quarter of the whole, which a telephone reads in a quarter of the time. A test holds it to the version of the package
and our charts to its kinds of trace."""


@cache
def assets() -> dict[str, Path]:
    """The files that embeds load, by a name that changes with their content (so they may be kept for a year)."""
    found = {}
    for path in sorted(_HERE.iterdir()):
        stem, _, ending = path.name.partition(".")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:10]
        found[path.name if path.name == FITTING else f"{stem}-{digest}.{ending}"] = path
    return found


@cache
def asset_name(path: str) -> str:
    """The name under which an asset is served."""
    return next(name for name, found in assets().items() if found.name == path)


def chart_page(
    answer: Answer,
    chart: Chart,
    options: Mapping[str, str],
    *,
    theme: str = "light",
    kind: Kind = "live",
    picture: bool = False,
    base: str = "",
) -> str:
    """The page.

    Args:
        answer: what the chart shows.
        chart: the chart, drawn for this theme.
        options: the chart's own options.
        theme: `light`, `dark`, or `auto` for what the reader's browser prefers (where a server has both figures).
        kind: where the page will lie, which decides its links.
        picture: whether an archive has a picture beside the page.
        base: our own address, where a server knows it: the page then says how it is embedded by its address (oEmbed).
    """
    page = _alone(chart) if kind == "alone" else _linked(answer, chart, options, theme, kind, picture, base)
    numbers = readable(chart)
    rows = zip(*(numbers[name].tolist() for name in numbers), strict=True)
    return _TEMPLATES.get_template("embed.html").render(
        chart=chart,
        theme=theme,
        kind=kind,
        height=int(chart.figure.layout.height or 500),
        columns=[str(column) for column in numbers.columns],
        rows=[[cell(value) for value in row] for row in rows],
        **page,
    )


# What depends on where a page lies: its policy, its scripts and its links, by their names in the template.
_BARE: dict[str, Any] = {
    **dict.fromkeys(("policy", "style", "stylesheet", "oembed"), ""),
    **{"root": {}, "files": (), "data": (), "links": (), "scripts": ()},
}


def _linked(
    answer: Answer, chart: Chart, options: Mapping[str, str], theme: str, kind: Kind, picture: bool, base: str
) -> dict[str, Any]:
    """A page whose parts lie beside it, on a server or in an archive."""
    served = kind != "file"
    up = "../" if kind == "live" else "../../../"
    query = query_of(answer, chart.slug, options) if served else ""
    rows = answer.query.to_string() if served else ""  # tables know no chart's options
    data = [("table", f"{chart.slug}.csv{_ask(query)}"), ("JSON", f"{chart.slug}.json{_ask(query)}")]
    data += [("picture", f"{chart.slug}.svg{_ask(query)}")] if picture or served else []
    data += [("evidence", f"../data/evidence.csv{_ask(rows)}"), ("definition", f"../rubric.yaml{_ask(rows)}")]
    explore = page_path(chart.slug, answer.query, options) if served else "index.html"
    links = [("Explore the data", up + explore)]
    if kind == "live":
        frozen = chart_path(chart.slug, "html", answer.query, options, fingerprint=answer.fingerprint)
        links.append(("As it is today", up + frozen))
    figures: dict[str, str] = {
        tone: f"{chart.slug}.js{_ask(_and(query, 'theme=dark' if tone == 'dark' else ''))}" for tone in THEMES
    }
    root = figures if theme == "auto" else {}
    if not served:
        root["knows"] = " ".join([*PARAMETERS, *(option.name for option in OPTIONS[chart.slug]), "theme"])
    figure = [] if theme == "auto" else [figures[as_theme(theme)]]
    return _BARE | {
        "root": root,
        "policy": "" if served else Markup(_PARTS),  # noqa: S704 (our own words)
        "stylesheet": f"{up}asset/{asset_name('embed.css')}",
        "files": [f"{up}asset/{asset_name(PLOTLY)}", *figure, f"{up}asset/{asset_name('embed.js')}"],
        "oembed": _described(answer, chart, options, theme, kind, base) if base and served else "",
        "data": data,
        "links": links,
    }


def _described(answer: Answer, chart: Chart, options: Mapping[str, str], theme: str, kind: Kind, base: str) -> str:
    """Where it is said how a page is embedded: whole addresses, for WordPress, for one, takes them as they stand."""
    fingerprint = answer.fingerprint if kind == "frozen" else ""
    look = {} if theme == "light" else {"theme": theme}
    return oembed_address(base, chart_path(chart.slug, "html", answer.query, options, fingerprint=fingerprint, **look))


def oembed_address(base: str, path: str) -> str:
    """Where it is said how a page is embedded by its address (https://oembed.com, "Discovery"), for its head.

    Args:
        base: our own address, without a slash at its end.
        path: where the page is, without the leading slash.
    """
    return f"{base}/{with_pairs('oembed', [('url', f'{base}/{path}')])}"


def page_height(chart: Chart, width: int) -> int:
    """About how many pixels high the page of a chart is in a frame of this width, without its table unfolded.

    Letters are taken to be as wide as those of Arial and a little more: browsers have other fonts, and a frame that is
    a line too high looks better than one that scrolls.
    """
    room = (width - 32) / 1.2
    head = 26 * len(wrap(chart.title, 20, room, bold=True, most=99)) + 20 * len(
        wrap(chart.subtitle, 13.6, room, most=99)
    )
    note = 20 * len(wrap(chart.note, 13.6, room, most=99)) + 6 if chart.note else 0
    # the links stand behind the source: table, JSON, picture, evidence, definition
    source = f"{chart.source} Data: table, JSON, picture, evidence, definition. CC BY 4.0."
    foot = 34 + 10 + 20 * len(wrap(source, 13.6, room, most=99)) + 6 + 28
    return 12 + head + 4 + 8 + int(chart.figure.layout.height or 500) + 8 + note + foot + 12


def _alone(chart: Chart) -> dict[str, Any]:
    """Everything inside the page: for a file that is mailed or kept."""

    def inside(name: str) -> str:
        return next(path for path in assets().values() if path.name == name).read_text("utf-8")

    scripts = [inside(PLOTLY), figure_script(chart), inside("embed.js")]
    return _BARE | {
        "style": Markup(inside("embed.css")),  # noqa: S704 (our own file)
        "policy": Markup(_PARTS.replace("'self'", "'unsafe-inline'")),  # noqa: S704 (our own words)
        # inside a page, these letters would end the script
        "scripts": [Markup(script.replace("</script", "<\\/script")) for script in scripts],  # noqa: S704 (scripts)
    }


def _and(*parts: str) -> str:
    return "&".join(part for part in parts if part)


def _ask(query: str) -> str:
    return f"?{query}" if query else ""
