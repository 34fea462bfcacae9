"""The page of an embedded chart: light, without cookie or websocket, complete for eyes, keyboard and screen reader.

It needs three scripts of our own (Plotly, the figure, a few lines that draw it), so it works under a policy that
forbids everything else, in a sandboxed frame of another site, and from a disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Literal

import pandas as pd

from openness.charts import OPTIONS
from openness.charts.kit.base import Chart, readable
from openness.charts.kit.palette import THEMES, as_theme
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
    around = _around(answer, chart, options, theme, kind, picture, base)
    height = int(chart.figure.layout.height or 500)
    note = f'<p class="note">{escape(chart.note)}</p>\n' if chart.note else ""
    numbers = table_html(readable(chart))
    return f"""<!doctype html>
<html lang="en" data-theme="{theme}" data-chart="{chart.slug}" data-kind="{kind}"{around.root}>
<head>
<meta charset="utf-8">
{around.policy}<title>{escape(chart.title)} – Openness Gap</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{escape(chart.alt)}">
<link rel="icon" href="data:,">
{around.head}
</head>
<body>
<main>
<h1>{escape(chart.title)}</h1>
<p class="measure">{escape(chart.subtitle)}</p>
<p class="says" id="says" role="status"></p>
<noscript><p>The chart needs JavaScript; its numbers are in the table below.</p></noscript>
<figure role="img" aria-label="{escape(chart.alt)}">
<div class="chart" id="chart" style="height:{height}px"></div>
</figure>
{note}<details>
<summary>Table: the numbers behind this chart</summary>
<div class="rows" role="region" tabindex="0" aria-label="The numbers behind this chart">{numbers}</div>
</details>
<footer>
<p class="source">{escape(chart.source)} {around.files}CC BY 4.0.</p>
{around.back}</footer>
</main>
{around.scripts}</body>
</html>
"""


@dataclass(frozen=True)
class _Around:
    """What depends on where a page lies: its policy, its scripts and its links, as HTML."""

    head: str
    root: str = ""
    policy: str = ""
    files: str = ""
    back: str = ""
    scripts: str = ""


def _around(
    answer: Answer, chart: Chart, options: Mapping[str, str], theme: str, kind: Kind, picture: bool, base: str
) -> _Around:
    if kind == "alone":
        return _alone(chart)
    served = kind != "file"
    up = "../" if kind == "live" else "../../../"
    query = query_of(answer, chart.slug, options) if served else ""
    rows = answer.query.to_string() if served else ""  # tables know no chart's options

    def link(path: str, text: str, asked: str = "", more: str = "") -> str:
        return f'<a href="{escape(path + _ask(asked))}"{more}>{text}</a>'

    files = [link(f"{chart.slug}.csv", "table", query), link(f"{chart.slug}.json", "JSON", query)]
    files += [link(f"{chart.slug}.svg", "picture", query)] if picture or served else []
    files += [link("../data/evidence.csv", "evidence", rows), link("../rubric.yaml", "definition", rows)]
    elsewhere = ' target="_blank" rel="noopener"'
    explore = page_path(chart.slug, answer.query, options) if served else "index.html"
    back = link(up + explore, "Explore the data", more=elsewhere)
    if kind == "live":
        frozen = chart_path(chart.slug, "html", answer.query, options, fingerprint=answer.fingerprint)
        back += " · " + link(up + frozen, "As it is today", more=elsewhere)
    figures = {tone: f"{chart.slug}.js{_ask(_and(query, 'theme=dark' if tone == 'dark' else ''))}" for tone in THEMES}
    head = [
        f'<link rel="stylesheet" href="{up}asset/{asset_name("embed.css")}">',
        f'<script defer src="{up}asset/{asset_name(PLOTLY)}"></script>',
        *([] if theme == "auto" else [f'<script defer src="{escape(figures[as_theme(theme)])}"></script>']),
        f'<script defer src="{up}asset/{asset_name("embed.js")}"></script>',
    ]
    if base and served:
        # whole addresses: WordPress, for one, takes them as they stand
        fingerprint = answer.fingerprint if kind == "frozen" else ""
        look = {} if theme == "light" else {"theme": theme}
        here = chart_path(chart.slug, "html", answer.query, options, fingerprint=fingerprint, **look)
        head.append(oembed_link(base, here))
    root = ""
    if theme == "auto":
        root = "".join(f' data-{tone}="{escape(figure)}"' for tone, figure in figures.items())
    if not served:
        known = [*PARAMETERS, *(option.name for option in OPTIONS[chart.slug]), "theme"]
        root = f' data-knows="{escape(" ".join(known))}"'
    return _Around(
        head="\n".join(head),
        root=root,
        policy="" if served else _meta_policy(_PARTS),
        files=f"Data: {', '.join(files)}. ",
        back=f"<p>{back}</p>\n",
    )


def oembed_link(base: str, path: str) -> str:
    """What says in the head of a page how it is embedded by its address (https://oembed.com, "Discovery").

    Args:
        base: our own address, without a slash at its end.
        path: where the page is, without the leading slash.
    """
    where = f"{base}/{with_pairs('oembed', [('url', f'{base}/{path}')])}"
    return f'<link rel="alternate" type="application/json+oembed" href="{escape(where)}" title="oEmbed">'


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


def _alone(chart: Chart) -> _Around:
    """Everything inside the page: for a file that is mailed or kept."""

    def inside(name: str) -> str:
        return next(path for path in assets().values() if path.name == name).read_text("utf-8")

    scripts = [inside(PLOTLY), figure_script(chart), inside("embed.js")]
    return _Around(
        head=f"<style>\n{inside('embed.css')}</style>",
        policy=_meta_policy(_PARTS.replace("'self'", "'unsafe-inline'")),
        # inside a page, these letters would end the script
        scripts="".join("<script>" + script.replace("</script", "<\\/script") + "</script>\n" for script in scripts),
    )


def _meta_policy(policy: str) -> str:
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'


def _and(*parts: str) -> str:
    return "&".join(part for part in parts if part)


def _ask(query: str) -> str:
    return f"?{query}" if query else ""


def table_html(table: pd.DataFrame) -> str:
    """A table with its first column as the heading of each row."""
    columns = [str(column) for column in table.columns]
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = []
    for values in zip(*(table[column].tolist() for column in table.columns), strict=True):
        cells = [escape(cell(value)) for value in values]
        first = f'<th scope="row">{cells[0]}</th>' if cells else ""
        body.append(f"<tr>{first}{''.join(f'<td>{cell}</td>' for cell in cells[1:])}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
