"""The page of an embedded chart: light, without cookie or websocket, complete for eyes, keyboard and screen reader.

It needs three scripts of our own (Plotly, the figure, a few lines that draw it), so it works under a policy that
forbids everything else, in a sandboxed frame of another site, and from a disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Literal

import pandas as pd
import plotly

from openness.addresses import page_path, with_pairs
from openness.answer import Answer
from openness.charts.base import Chart
from openness.files import query_of
from openness.tables import to_records

Kind = Literal["live", "frozen", "file"]
"""`live` follows the data, `frozen` is a server's page of one fingerprint, `file` lies on a disk or a static host."""

_PARTS = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
POLICY = f"{_PARTS}; frame-ancestors *"
"""What the page may load. Plotly sets styles on elements, hence `unsafe-inline` for styles, and for them only."""

_HERE = Path(__file__).parent / "web" / "asset"
_PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
_FREE_STYLE = ("resize.js",)  # written into other people's pages, so its name never changes


@cache
def assets() -> dict[str, Path]:
    """The files that embeds load, by a name that changes with their content (so they may be kept for a year)."""
    found = {}
    for path in (*sorted(_HERE.iterdir()), _PLOTLY):
        stem, _, ending = path.name.partition(".")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:10]
        found[path.name if path.name in _FREE_STYLE else f"{stem}-{digest}.{ending}"] = path
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
) -> str:
    """The page.

    Args:
        answer: what the chart shows.
        chart: the chart, drawn for this theme.
        options: the chart's own options.
        theme: `light` or `dark`.
        kind: where the page will lie, which decides its links.
        picture: whether an archive has a picture beside the page.
    """
    up = "../" if kind == "live" else "../../../"
    on_disk = kind == "file"
    query = "" if on_disk else query_of(answer, chart.slug, options)
    themed = "&".join(part for part in (query, "theme=dark" if theme == "dark" else "") if part)
    rows = "" if on_disk else answer.query.to_string()  # tables know no chart's options

    def link(path: str, text: str, asked: str = query) -> str:
        return f'<a href="{escape(path + (f"?{asked}" if asked else ""))}">{text}</a>'

    explore = f"{up}index.html" if on_disk else f"{up}{page_path(chart.slug, answer.query, options)}"
    sandboxed = f'<meta http-equiv="Content-Security-Policy" content="{_PARTS}">\n' if on_disk else ""
    oembed = (
        ""
        if on_disk
        else f'<link rel="alternate" type="application/json+oembed" title="{escape(chart.title)}" href="'
        + escape(up + with_pairs("oembed", [("url", with_pairs(f"/chart/{chart.slug}.html", []) + _ask(query))]))
        + '">\n'
    )
    files = [link(f"{chart.slug}.csv", "table"), link(f"{chart.slug}.json", "JSON")]
    files += [link(f"{chart.slug}.svg", "picture")] if picture or not on_disk else []
    files += [link("../data/evidence.csv", "evidence", rows), link("../rubric.yaml", "definition", rows)]
    height = int(chart.figure.layout.height or 500)
    note = f'<p class="note">{escape(chart.note)}</p>\n' if chart.note else ""
    return f"""<!doctype html>
<html lang="en" data-theme="{theme}" data-chart="{chart.slug}" data-frozen="{kind}">
<head>
<meta charset="utf-8">
{sandboxed}<title>{escape(chart.title)} – Openness Gap</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{escape(chart.alt)}">
{oembed}<link rel="stylesheet" href="{up}asset/{asset_name("embed.css")}">
<link rel="icon" href="data:,">
<script defer src="{up}asset/{asset_name("plotly.min.js")}"></script>
<script defer src="{escape(f"{chart.slug}.js" + _ask(themed))}"></script>
<script defer src="{up}asset/{asset_name("embed.js")}"></script>
</head>
<body>
<main>
<h1>{escape(chart.title)}</h1>
<p class="measure">{escape(chart.subtitle)}</p>
<p class="says" id="says" role="status"></p>
<noscript><p>The chart needs JavaScript; its numbers stand in the table below.</p></noscript>
<figure role="img" aria-label="{escape(chart.alt)}">
<div class="chart" id="chart" style="height:{height}px"></div>
</figure>
{note}<details>
<summary>Table: the numbers behind this chart</summary>
<div class="rows" role="region" tabindex="0" aria-label="The numbers behind this chart">{table_html(chart.table)}</div>
</details>
<footer>
<p class="source">{escape(chart.source)} Data: {", ".join(files)}. CC BY 4.0.</p>
<p><a href="{escape(explore)}" target="_blank" rel="noopener">Explore the data</a></p>
</footer>
</main>
</body>
</html>
"""


def _ask(query: str) -> str:
    return f"?{query}" if query else ""


def table_html(table: pd.DataFrame) -> str:
    """A table with its first column as the heading of each row."""
    columns = [str(column) for column in table.columns]
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = []
    for record in to_records(table):
        cells = [escape(_text(record[column])) for column in columns]
        first = f'<th scope="row">{cells[0]}</th>' if cells else ""
        body.append(f"<tr>{first}{''.join(f'<td>{cell}</td>' for cell in cells[1:])}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _text(value: object) -> str:
    if value is None:
        return "–"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
