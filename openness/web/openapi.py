"""What can be asked for, described for machines (OpenAPI 3.1) and for people, from the registries that answer it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from openness.addresses import DATA_FILES
from openness.charts import CHARTS, OPTIONS
from openness.charts.options import Option
from openness.embed import asset_name
from openness.live import Live
from openness.picture_layout import DEFAULT_SCALE, DEFAULT_WIDTH, SCALES, SIZES, WIDTHS
from openness.query import LISTS, PARAMETERS
from openness.web.http import MEDIA

VERSION = "1.0.0"
_ABOUT = {
    "rubric": "The definition.",
    "edit": "Changes to the definition as path:value pairs, as in weight.data:2,credit.partial:0.25. The shorthand "
    "weight.<id>=, credit.<level>= and terms.<level>= means the same.",
    "vendor": "Only these vendors.",
    "country": "Only vendors of these countries (ISO 3166-1 alpha-2).",
    "kind": "Only these kinds of vendor.",
    "modality": "Only these modalities.",
    "from": "Released in this year, month or on this day, or later.",
    "to": "Released until the end of this year, month or day.",
    "as_of": "The facts as they were on this day. Left out: the date of the data.",
    "sources": "Only what these sources say.",
    "release": "Only these releases, in this order.",
}
_FILES = {
    "scores.csv": "Score, coverage, verdict and gap of each selected release, each with its range.",
    "scores.json": "The same with definition, citation and sources.",
    "evidence.csv": "Every fact about the selected releases, with the address that states it, and whether it counts.",
    "evidence.json": "The same with definition, citation and sources.",
    "releases.csv": "The selected releases.",
    "changes.csv": "Dated changes of the selected releases, newest first, and what each did to the verdict.",
    "all.zip": "The whole data package with scores, definitions and a readme.",
}
_FORMS = {
    "html": "A light page for an iframe, with the chart, its table and its source.",
    "svg": "A picture with title, source, date and fingerprint.",
    "png": "The same in pixels.",
    "json": "The words, the numbers and the figure.",
    "csv": "The numbers.",
}
_TABLE_ERRORS = (400, 404)
_ERRORS = {
    400: "A parameter is not understood; the answer says what is valid.",
    404: "There is nothing at this address; the answer says what there is.",
    501: "This server has no Chrome to draw with.",
    503: "Too many pictures are waiting; Retry-After says when to ask again.",
}


def description(live: Live) -> dict[str, Any]:
    """The addresses as an OpenAPI document."""
    query = [{"$ref": f"#/components/parameters/{name}"} for name in PARAMETERS]
    paths: dict[str, Any] = {}
    for slug, form in ((slug, form) for slug in CHARTS for form in _FORMS):
        options = [_option(option) for option in OPTIONS[slug]]
        looks = [{"$ref": f"#/components/parameters/{name}"} for name in _looks(form)]
        paths[f"/chart/{slug}.{form}"] = _get(
            f"{_FORMS[form]} Chart: {slug}.", form, [*query, *options, *looks], "charts", picture=form in ("svg", "png")
        )
    for name in DATA_FILES:
        paths[f"/data/{name}"] = _get(_FILES[name], name.rpartition(".")[2], query, "data")
    frozen = [_in_path("fingerprint", "Ten hexadecimal digits: exactly this data and definition, or 404.")]
    paths["/v/{fingerprint}/chart/{file}"] = _get(
        "A chart that never changes.", "json", [*frozen, _in_path("file", "slug.format"), *query], "frozen"
    )
    paths["/v/{fingerprint}/data/{file}"] = _get(
        "A table that never changes.",
        "json",
        [*frozen, _in_path("file", "As under /data/.", DATA_FILES), *query],
        "frozen",
    )
    release = _in_path("release", "Id of the release.")
    badge_query = [part for part in query if not part["$ref"].endswith("/release")]
    paths["/badge/{release}.svg"] = _get(
        "The verdict of a release in one line.", "svg", [release, *badge_query], "badges"
    )
    paths["/rubric.yaml"] = _get("The definition in force, changes included.", "yaml", query, "definitions")
    oembed = [
        {"name": "url", "in": "query", "required": True, "schema": {"type": "string"}},
        *(
            {"name": name, "in": "query", "schema": {"type": "integer", "minimum": 1}}
            for name in ("maxwidth", "maxheight")
        ),
        {"name": "format", "in": "query", "schema": {"type": "string", "enum": ["json"]}},
    ]
    paths["/oembed"] = _get("oEmbed: an address of a chart as code that embeds it.", "json", oembed, "embedding")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Openness Gap",
            "version": VERSION,
            "description": "Every chart, table and definition of the dashboard as a file. The same query string means "
            "the same on a page, a picture, a table and on the command line.",
            "license": {"name": "CC BY 4.0 (data)", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "paths": paths,
        "components": {
            "parameters": {**_query_parameters(live), **_look_parameters()},
            "schemas": {
                "Problem": {
                    "type": "object",
                    "required": ["error"],
                    "properties": {
                        "error": {"type": "string"},
                        "parameter": {"type": "string"},
                        "got": {"type": "string"},
                        "valid": {"type": "array", "items": {}},
                    },
                }
            },
        },
    }


def _looks(form: str) -> tuple[str, ...]:
    return {
        "svg": ("theme", "width", "size"),
        "png": ("theme", "width", "scale", "size"),
        "csv": (),
    }.get(form, ("theme",))


def _get(summary: str, form: str, parameters: Iterable[Any], tag: str, *, picture: bool = False) -> dict[str, Any]:
    media = MEDIA[form].partition(";")[0]
    schema = {"type": "object"} if form == "json" else {"type": "string"}
    errors = {
        str(status): {
            "description": _ERRORS[status],
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in (*_TABLE_ERRORS, *((501, 503) if picture else ()))
    }
    return {
        "get": {
            "summary": summary,
            "tags": [tag],
            "parameters": list(parameters),
            "responses": {"200": {"description": summary, "content": {media: {"schema": schema}}}, **errors},
        }
    }


def _in_path(name: str, about: str, values: Iterable[str] = ()) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if values:
        schema["enum"] = list(values)
    return {"name": name, "in": "path", "required": True, "description": about, "schema": schema}


def _option(option: Option) -> dict[str, Any]:
    return {
        "name": option.name,
        "in": "query",
        "description": option.help or option.label,
        "schema": {"type": "string", "enum": list(option.values), "default": option.default},
    }


def _query_parameters(live: Live) -> dict[str, Any]:
    package = live.package()
    values = {
        "rubric": list(live.rubrics()),
        "country": sorted(set(package.vendors["country"]) - {""}),
        "kind": sorted(set(package.vendors["kind"]) - {""}),
        "modality": sorted(set(package.releases["modality"]) - {""}),
        "sources": sorted(package.sources["source"]),
        "vendor": sorted(package.vendors["vendor"]),
    }
    found: dict[str, Any] = {}
    for name in PARAMETERS:
        item: dict[str, Any] = {"type": "string"}
        if name in values:
            item["enum"] = values[name]
        many = {"type": "array", "items": item}
        found[name] = {
            "name": name,
            "in": "query",
            "description": _ABOUT[name],
            "schema": many if name in LISTS else item,
            **({"style": "form", "explode": True} if name in LISTS else {}),
        }
    return found


def _look_parameters() -> dict[str, Any]:
    schemas: Mapping[str, tuple[str, dict[str, Any]]] = {
        "theme": ("Colours.", {"type": "string", "enum": ["light", "dark"], "default": "light"}),
        "width": (
            "Pixels; letters keep their size.",
            {"type": "integer", "minimum": WIDTHS[0], "maximum": WIDTHS[1], "default": DEFAULT_WIDTH},
        ),
        "scale": (
            "Pixels of the PNG for each pixel of width.",
            {"type": "integer", "enum": list(SCALES), "default": DEFAULT_SCALE},
        ),
        "size": ("A card for link previews, 1200 × 628 pixels.", {"type": "string", "enum": list(SIZES)}),
    }
    return {
        name: {"name": name, "in": "query", "description": about, "schema": schema}
        for name, (about, schema) in schemas.items()
    }


def description_page(live: Live) -> str:
    """The same for people: what there is, what it understands, what goes wrong, one example each."""
    found = description(live)["components"]["parameters"]

    def row(*cells: str) -> str:
        first, *others = cells
        return f'<tr><th scope="row"><code>{first}</code></th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'

    def table(*rows: str, heads: tuple[str, ...] = ("Address", "What it is")) -> str:
        head = "".join(f'<th scope="col">{text}</th>' for text in heads)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"

    def link(path: str) -> str:
        return f'<a href="{path}">/{path}</a>'

    def valid(name: str) -> str:
        schema = found[name]["schema"]
        schema = schema.get("items", schema)
        values = (
            schema.get("enum") or [f"{schema['minimum']} to {schema['maximum']}"]
            if "minimum" in schema
            else (schema.get("enum") or [])
        )
        shown = ", ".join(str(value) for value in values[:12])
        return escape(shown) + (f" and {len(values) - 12} more" if len(values) > 12 else "")

    charts = "".join(
        f"<tr><th scope='row'><code>{slug}</code></th><td>"
        + ", ".join(f'<a href="chart/{slug}.{form}">{form}</a>' for form in _FORMS)
        + "</td><td>"
        + "; ".join(f"{option.name}= {escape(', '.join(option.values))}" for option in OPTIONS[slug])
        + "</td></tr>"
        for slug in CHARTS
    )
    return f"""<!doctype html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<title>Addresses of charts and data – Openness Gap</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="Every chart, table and definition of Openness Gap as a file, and how to ask for it.">
<link rel="stylesheet" href="asset/{asset_name("embed.css")}">
<link rel="icon" href="data:,">
</head>
<body>
<main>
<h1>Every chart and number has an address</h1>
<p>What stands after the question mark on a page means the same here:
<code>/vendors?rubric=g7-2026&amp;country=FR</code> is a page,
<code>/chart/vendors.svg?rubric=g7-2026&amp;country=FR</code> the picture,
<code>/data/scores.csv?rubric=g7-2026&amp;country=FR</code> the numbers.
Reading is open to every site and needs no key.
For machines: {link("openapi.json")}.</p>
<h2>Charts</h2>
<p>{" ".join(f"<code>.{form}</code> {escape(about)}" for form, about in _FORMS.items())}</p>
<div class="rows" role="region" tabindex="0" aria-label="Charts">
<table><thead><tr><th scope="col">Chart</th><th scope="col">Forms</th><th scope="col">Options</th></tr></thead>
<tbody>{charts}</tbody></table></div>
<h2>Tables</h2>
{table(*(row(link(f"data/{name}"), escape(about)) for name, about in _FILES.items()))}
<h2>Other addresses</h2>
{
        table(
            row("/badge/&lt;release&gt;.svg", "The verdict of a release in one line."),
            row(link("rubric.yaml"), "The definition in force, changes included."),
            row("/oembed?url=…", "oEmbed: paste the address of a chart into WordPress and the like."),
            row(
                "/v/&lt;fingerprint&gt;/chart/… and /v/&lt;fingerprint&gt;/data/…",
                "Frozen: exactly the data and definition of that fingerprint, or 404. For citations.",
            ),
            row(link("healthz"), "Whether the server answers."),
        )
    }
<h2>Parameters</h2>
{
        table(
            *(row(f"{name}=", escape(found[name]["description"]), valid(name)) for name in found),
            heads=("Parameter", "What it does", "Values"),
        )
    }
<p>Lists repeat their name or use commas. Only what differs from the default need be written.</p>
<h2>Errors</h2>
{table(*(row(str(status), escape(text)) for status, text in _ERRORS.items()), heads=("Status", "What it means"))}
<p>Errors are JSON: <code>error</code> says what is wrong, <code>valid</code> what would have been understood.</p>
<p><a href="./">The dashboard</a></p>
</main>
</body>
</html>
"""
