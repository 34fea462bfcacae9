"""What can be asked for, described for machines (OpenAPI 3.1) and for people, from the registries that answer it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any

from openness.charts import CHARTS, NAMES, OPTIONS
from openness.charts.kit.options import Option
from openness.charts.kit.palette import THEMES
from openness.publish.addresses import DATA_FILES
from openness.publish.embed import asset_name
from openness.publish.live import Live
from openness.publish.picture_layout import DEFAULT_SCALE, DEFAULT_WIDTH, SCALES, SHAPES, WIDTHS
from openness.query.grammar import LISTS, PARAMETERS
from openness.query.values import MAX_WORDS, takes_date
from openness.query.vocabulary import vocabulary
from openness.scoring.answer import load_base
from openness.web.http import MEDIA
from openness.web.oembed import MOST_WIDE
from openness.web.patterns import EDIT, SPAN, dates

VERSION = "1.0.0"
_ABOUT = {
    "rubric": "The definition.",
    "edit": "Changes to the definition as path:value pairs, as in weight.data:2,credit.partial:0.25. The shorthand "
    "weight.<id>=, credit.<level>= and terms.<level>= means the same. Pages write long ones packed (z. and base64url). "
    "A change that the definition does not take is a 409.",
    "vendor": "Only these vendors.",
    "country": "Only vendors of these countries (ISO 3166-1 alpha-2) or groups: EU (27 states), EEA (30 states), "
    "Europe (the 46 states of the Council of Europe).",
    "kind": "Only these kinds of vendor.",
    "family": "Only these lines of releases.",
    "modality": "Only these modalities.",
    "from": "Released in this year, month or on this day, or later. After to= it is a 409.",
    "to": "Released until the end of this year, month or day.",
    "as_of": "The facts as they were on this day. Left out: the date of the data.",
    "sources": "Only what these sources say.",
    "release": "Only these releases, in this order.",
    "verdict": "Only releases proven to reach at least this verdict of the definition, by id, at the day asked for. "
    "One for which it is undetermined is left out. A verdict of another definition is a 409.",
    "claim": "Only releases that their vendor calls one of these.",
    "licence": "Only releases with weights under one of these licences (SPDX ids, and ids of our own): the licence in "
    "force of the weights people use, of the base weights where only those are published.",
    "use": "commercial: only weights whose licence is known neither to forbid commercial use nor to make it depend on "
    "the field, the number of users, a permit or a second licence.",
    "component": "Only releases of which this component is known to be at least this available, as in "
    "training_code:open. Repeated: all of them.",
    "size": "Only releases of this many billion parameters (of the largest variant): 7..80, 7.. or ..80. One whose "
    "size is not recorded is left out. An end below the beginning is a 409.",
    "q": "Only releases whose name, vendor or another name fits all of these words.",
    "mark": "Points these releases out in charts that name releases; it selects nothing.",
}
_FILES = {
    "scores.csv": "Score, coverage, verdict and gap of each selected release, each with its range.",
    "scores.json": "The same with definition, citation and sources.",
    "evidence.csv": "Every fact about the selected releases, with the address that states it, and whether it counts.",
    "evidence.json": "The same with definition, citation and sources.",
    "releases.csv": "The selected releases.",
    "changes.csv": "Dated changes of the selected releases, newest first, and what each did to the verdict.",
    "questions.csv": "Each question with its answer for this selection, how sure it is, and what would change it.",
    "questions.json": "The same with the releases that each answer counts, definition, citation and sources.",
    "all.zip": "The whole data package with scores, definitions and a readme.",
}
_FORMS = {
    "html": "A light page for an iframe, with the chart, its table and its source.",
    "svg": "A picture with title, source, date and version code.",
    "png": "The same in pixels.",
    "json": "The words, the numbers and the figure.",
    "csv": "The numbers.",
}
_ERRORS = {
    400: "A parameter is not understood; the answer says what is valid.",
    404: "There is nothing at this address; the answer says what there is.",
    409: "Each parameter is understood, and they contradict each other: from= after to=, shape= with width=, a change "
    "that the definition does not take.",
    414: "The address is too long.",
    501: "This server has no Chrome to draw with.",
    503: "The server is busy; Retry-After says when to ask again.",
}
_SCHEMAS: dict[str, dict[str, Any]] = {
    "json": {"type": "object"},
    "yaml": {"type": "object"},
    "png": {"type": "string", "contentMediaType": "image/png"},
    "zip": {"type": "string", "contentMediaType": "application/zip"},
}


def description(live: Live) -> dict[str, Any]:
    """The addresses as an OpenAPI document."""
    query = [{"$ref": f"#/components/parameters/{name}"} for name in PARAMETERS]
    paths: dict[str, Any] = {}
    for slug, form in ((slug, form) for slug in CHARTS for form in _FORMS):
        options = [_option(option) for option in OPTIONS[slug]]
        looks = [{"$ref": f"#/components/parameters/{name}"} for name in _looks(form)]
        paths[f"/chart/{slug}.{form}"] = _get(
            f"{_FORMS[form]} Chart: {NAMES[slug]}.",
            (form,),
            [*query, *options, *looks],
            "charts",
            picture=form in ("svg", "png"),
        )
    for name in DATA_FILES:
        paths[f"/data/{name}"] = _get(_FILES[name], (name.rpartition(".")[2],), query, "data")
    prints = {"type": "string", "pattern": "^[0-9a-f]{10}$", "examples": list(live.fingerprints())}
    frozen = _in_path("fingerprint", "Ten hexadecimal digits: exactly this data and definition, or 404.", prints)
    files = [f"{slug}.{form}" for slug in CHARTS for form in _FORMS]
    paths["/v/{fingerprint}/chart/{file}"] = _get(
        "A chart that never changes.",
        tuple(_FORMS),
        [frozen, _in_path("file", "As under /chart/.", {"type": "string", "enum": files}), *query],
        "frozen",
        picture=True,
    )
    paths["/v/{fingerprint}/data/{file}"] = _get(
        "A table that never changes.",
        tuple(dict.fromkeys(name.rpartition(".")[2] for name in DATA_FILES)),
        [frozen, _in_path("file", "As under /data/.", {"type": "string", "enum": list(DATA_FILES)}), *query],
        "frozen",
    )
    paths["/v/{fingerprint}/rubric.yaml"] = _get(
        "A definition that never changes.", ("yaml",), [frozen, *query], "frozen"
    )
    ids = live.package().releases["release"].tolist()
    release = _in_path("release", "Id of the release.", {"type": "string", "enum": ids})
    badge_query = [part for part in query if not part["$ref"].endswith("/release")]
    paths["/badge/{release}.svg"] = _get(
        "The verdict of a release in one line; 404 where the query does not select it.",
        ("svg",),
        [release, *badge_query],
        "badges",
    )
    paths["/rubric.yaml"] = _get("The definition in force, changes included.", ("yaml",), query, "definitions")
    pixels = {"type": "integer", "minimum": 1, "maximum": MOST_WIDE}
    oembed = [
        {
            "name": "url",
            "in": "query",
            "required": True,
            "description": "The address of a chart of ours, or of a page that shows one.",
            "schema": {"type": "string", "minLength": 1, "examples": [f"/chart/{next(iter(CHARTS))}.html"]},
        },
        *(
            {"name": name, "in": "query", "schema": pixels, "allowEmptyValue": True}
            for name in ("maxwidth", "maxheight")
        ),
        {"name": "format", "in": "query", "schema": {"type": "string", "enum": ["json"]}},
    ]
    paths["/oembed"] = _get("oEmbed: an address of a chart as code that embeds it.", ("json",), oembed, "embedding")
    paths["/oembed"]["get"]["responses"]["501"] = _error(
        501, "format=xml, which oEmbed knows and this server does not."
    )
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
        "svg": ("theme", "width", "shape"),
        "png": ("theme", "width", "scale", "shape"),
        "html": ("theme_of_page",),
        "csv": (),
    }.get(form, ("theme",))


def _get(
    summary: str, forms: Sequence[str], parameters: Iterable[Any], tag: str, *, picture: bool = False
) -> dict[str, Any]:
    content = {MEDIA[form].partition(";")[0]: {"schema": _SCHEMAS.get(form, {"type": "string"})} for form in forms}
    errors = {str(status): _error(status) for status in _ERRORS if picture or status != 501}
    return {
        "get": {
            "summary": summary,
            "tags": [tag],
            "parameters": list(parameters),
            "responses": {"200": {"description": summary, "content": content}, **errors},
        }
    }


def _error(status: int, about: str = "") -> dict[str, Any]:
    """An error: for programs as JSON, for somebody who opens the address in a browser as a page."""
    return {
        "description": about or _ERRORS[status],
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Problem"}},
            "text/html": {"schema": {"type": "string"}},
        },
    }


def _in_path(name: str, about: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": about, "schema": schema}


def _option(option: Option) -> dict[str, Any]:
    return {
        "name": option.name,
        "in": "query",
        "description": option.help or option.label,
        "schema": {"type": "string", "enum": list(option.values), "default": option.default},
        "allowEmptyValue": True,
    }


def _query_parameters(live: Live) -> dict[str, Any]:
    words = vocabulary(live.package(), live.rubrics())
    years = range(int((words.first or words.date)[:4]), int(words.date[:4]) + 1)
    schemas: dict[str, dict[str, Any]] = {name: {"enum": list(values)} for name, values in words.values.items()}
    schemas["edit"] = {"pattern": EDIT}
    schemas["verdict"] = {"enum": _verdicts(live)}
    schemas["size"] = {"pattern": SPAN}
    schemas["q"] = {"maxLength": MAX_WORDS}
    for name in ("from", "to", "as_of"):
        schemas[name] = {"pattern": dates(partial(takes_date, name, words=words), years)}
    found: dict[str, Any] = {}
    for name in PARAMETERS:
        item = {"type": "string", **schemas.get(name, {})}
        found[name] = {
            "name": name,
            "in": "query",
            "description": _ABOUT[name],
            "schema": {"type": "array", "items": item} if name in LISTS else item,
            **({"style": "form", "explode": True} if name in LISTS else {}),
            "allowEmptyValue": True,
        }
    return found


def _verdicts(live: Live) -> list[str]:
    """The verdicts of all definitions: which of them can be asked for, the definition in force decides."""
    rubrics = (load_base(live.package(), name, live.root) for name in live.rubrics())
    return list(dict.fromkeys(verdict for rubric in rubrics for verdict in rubric.verdict_ids))


def _look_parameters() -> dict[str, Any]:
    schemas: Mapping[str, tuple[str, dict[str, Any]]] = {
        "theme": ("Colours.", {"type": "string", "enum": list(THEMES), "default": "light"}),
        "theme_of_page": (
            "Colours; auto takes those that the reader's browser prefers.",
            {"type": "string", "enum": [*THEMES, "auto"], "default": "light"},
        ),
        "width": (
            "Pixels; letters keep their size. Not together with shape=, which decides it.",
            {"type": "integer", "minimum": WIDTHS[0], "maximum": WIDTHS[1], "default": DEFAULT_WIDTH},
        ),
        "scale": (
            "Pixels of the PNG for each pixel of width. Not together with shape=.",
            {"type": "integer", "enum": list(SCALES), "default": DEFAULT_SCALE},
        ),
        "shape": (
            "social: a card for link previews, 1200 × 628 pixels. document: for a text or a slide, 16:9, 1920 pixels "
            "wide as PNG, taller where rows would not fit. Not together with width= or scale=.",
            {"type": "string", "enum": list(SHAPES)},
        ),
    }
    return {
        name: {
            "name": name.partition("_")[0],
            "in": "query",
            "description": about,
            "schema": schema,
            "allowEmptyValue": True,
        }
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
                "Frozen: exactly the data and definition of that version code, or 404. For citations.",
            ),
            row(link("healthz"), "Whether the server answers."),
        )
    }
<h2>Parameters</h2>
{
        table(
            *(row(f"{found[name]['name']}=", escape(found[name]["description"]), valid(name)) for name in found),
            heads=("Parameter", "What it does", "Values"),
        )
    }
<p>Lists repeat their name or use commas. Only what differs from the default need be written.</p>
<h2>Errors</h2>
{table(*(row(str(status), escape(text)) for status, text in _ERRORS.items()), heads=("Status", "What it means"))}
<p>Errors are JSON for programs and a page in a browser.
<code>error</code> says what is wrong, <code>valid</code> what would have been understood.</p>
<p><a href="./">The dashboard</a></p>
</main>
</body>
</html>
"""
