"""Where things are found: the addresses of charts, tables and pages, relative to the folder that holds them all.

A relative address works under any host and any base path, on a running server and in an archive on a disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from openness.charts import OPTIONS, PAGES, PARTS
from openness.query.grammar import Query, to_string

CHART_FORMATS = ("html", "svg", "png", "json", "csv")
"""What `/chart/<slug>.` may end in. `.js` is the figure that the page of an embed loads."""

FITTING = "resize.js"
"""The script that fits frames to what is in them. It stands in other people's pages, so its name never changes."""

DATA_FILES = (
    *("scores.csv", "scores.json", "evidence.csv", "evidence.json", "releases.csv", "changes.csv"),
    *("questions.csv", "questions.json", "all.zip"),
)
"""What lies under `/data/`."""


def pairs_of(slug: str, query: Query, options: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """The parameters of a chart that differ from their defaults: those of the query, then the chart's options."""
    chosen = options or {}
    return [
        *query.to_pairs(),
        *(
            (option.name, chosen[option.name])
            for option in OPTIONS[slug]
            if chosen.get(option.name, option.default) != option.default
        ),
    ]


def with_pairs(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """A path with its query string, if there is one."""
    text = to_string(pairs)
    return f"{path}?{text}" if text else path


def chart_path(
    slug: str,
    form: str,
    query: Query | None = None,
    options: Mapping[str, str] | None = None,
    *,
    fingerprint: str = "",
    **look: str,
) -> str:
    """The address of a chart as a file, without the leading slash.

    Args:
        slug: the chart.
        form: one of `CHART_FORMATS`.
        query: what it shows.
        options: the chart's own options.
        fingerprint: for the frozen address, which only ever shows this data and definition.
        **look: `theme`, `width`, `scale`, `shape` where they are not the default.

    >>> chart_path("gap", "png", shape="social", fingerprint="0123456789")
    'v/0123456789/chart/gap.png?shape=social'
    """
    folder = f"v/{fingerprint}/" if fingerprint else ""
    pairs = [*pairs_of(slug, query or Query(), options), *look.items()]
    return with_pairs(f"{folder}chart/{slug}.{form}", pairs)


def page_path(slug: str, query: Query, options: Mapping[str, str] | None = None) -> str:
    """The address of the page that shows a chart, opened at the chart, without the leading slash."""
    return f"{with_pairs(PAGES[slug], [*PARTS[slug], *pairs_of(slug, query, options)])}#{slug}"


def embed_code(base: str, address: str, title: str, height: int, *, width: str = "100%") -> str:
    """The code that puts an embed into a page: a frame, and a script of ours that fits its height to what is in it.

    Where the script is taken out or forbidden, the frame keeps its height and scrolls.

    Args:
        base: the address of the folder that holds pages and files, without a slash at its end.
        address: where the embed is, in full.
        title: what a screen reader calls it.
        height: pixels, until the embed says how high it is.
        width: pixels, or per cent of the place it is put into.
    """
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{width}" height="{height}" '
        'style="border:0" loading="lazy"></iframe>'
        f'<script async src="{escape(base)}/asset/{FITTING}"></script>'
    )
