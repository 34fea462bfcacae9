"""What can be asked for, described for machines (OpenAPI 3.1) and for people, from the registries that answer it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from openness.charts import CHARTS, NAMES, OPTIONS
from openness.charts.kit.options import Option
from openness.charts.kit.palette import THEMES
from openness.core.html import templates
from openness.core.served import FEED
from openness.publish.addresses import DATA_FILES
from openness.publish.embed import asset_name
from openness.publish.files import SCORES
from openness.publish.live import Live
from openness.publish.picture_layout import DEFAULT_SCALE, DEFAULT_WIDTH, SCALES, SHAPES, WIDTHS
from openness.query.grammar import LISTS, PARAMETERS
from openness.query.values import MAX_WORDS, takes_date
from openness.query.vocabulary import vocabulary
from openness.scoring.scores import COLUMNS
from openness.web.http import MEDIA
from openness.web.oembed import MOST_WIDE
from openness.web.patterns import EDIT, SPAN, dates
from openness.web.together import TOGETHER, together, verdicts

_TEMPLATES = templates(__file__)
VERSION = "1.0.0"
_LISTED = 12
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
    429: "Too many files that have to be made were asked for from one address; Retry-After says when to ask again.",
    500: "Something failed here; reference is its id in the server's log.",
    501: "This server has no Chrome to draw with.",
    503: "The server is busy; Retry-After says when to ask again.",
}
_SCHEMAS: dict[str, dict[str, Any]] = {
    "json": {"type": "object"},
    "yaml": {"description": "YAML, which some programs read as text and others as what it says."},
    "png": {"type": "string", "format": "binary", "contentMediaType": "image/png"},
    "zip": {"type": "string", "format": "binary", "contentMediaType": "application/zip"},
}


def description(live: Live) -> dict[str, Any]:
    """The addresses as an OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Openness Gap",
            "version": VERSION,
            "description": "Every chart, table and definition of the dashboard as a file. The same query string means "
            "the same on a page, a picture, a table and on the command line.",
            "license": {"name": "CC BY 4.0 (data)", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "paths": {**_charts(), **_tables(), **_frozen(live), **_single(live), "/oembed": _oembed()},
        "components": {
            "parameters": {**_query_parameters(), **_look_parameters(), "fields": _fields_parameter()},
            "responses": {_named(status): _error(about) for status, about in _ERRORS.items()},
            "schemas": {**_values(live), "Field": _FIELD, "Problem": _PROBLEM, "Together": together(live)},
        },
    }


_FIELD = {"type": "string", "enum": list(COLUMNS)}
_PROBLEM = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {"type": "string", "description": "What is wrong."},
        "parameter": {"type": "string", "description": "The parameter at fault."},
        "got": {"type": "string", "description": "What it was given."},
        "valid": {"type": "array", "items": {}, "description": "What would have been understood."},
        "also": {"type": "array", "items": {"type": "string"}, "description": "What else is wrong."},
        "hint": {"type": "string"},
        "reference": {"type": "string", "description": "The id of this failure in the log."},
    },
}
_QUERY = [{"$ref": f"#/components/parameters/{name}"} for name in PARAMETERS]


def _charts() -> dict[str, Any]:
    paths = {}
    for slug, form in ((slug, form) for slug in CHARTS for form in _FORMS):
        options = [_option(option) for option in OPTIONS[slug]]
        looks = [{"$ref": f"#/components/parameters/{name}"} for name in _looks(form)]
        paths[f"/chart/{slug}.{form}"] = _get(
            f"{_FORMS[form]} Chart: {NAMES[slug]}.",
            (form,),
            [*_QUERY, *options, *looks],
            "charts",
            picture=form in ("svg", "png"),
        )
    return paths


def _tables() -> dict[str, Any]:
    return {
        f"/data/{name}": _get(_FILES[name], (name.rpartition(".")[2],), [*_QUERY, *_fields(name)], "data")
        for name in DATA_FILES
    }


def _fields(name: str) -> list[dict[str, str]]:
    return [{"$ref": "#/components/parameters/fields"}] if name in SCORES else []


def _frozen(live: Live) -> dict[str, Any]:
    prints = {"type": "string", "pattern": "^[0-9a-f]{10}$", "examples": list(live.fingerprints())}
    frozen = _in_path("fingerprint", "Ten hexadecimal digits: exactly this data and definition, or 404.", prints)
    files = [f"{slug}.{form}" for slug in CHARTS for form in _FORMS]
    others = [name for name in DATA_FILES if name not in SCORES]
    return {
        "/v/{fingerprint}/chart/{file}": _get(
            "A chart that never changes.",
            tuple(_FORMS),
            [frozen, _in_path("file", "As under /chart/.", {"type": "string", "enum": files}), *_QUERY],
            "frozen",
            picture=True,
        ),
        **{
            f"/v/{{fingerprint}}/data/{name}": _get(
                "Scores that never change.", (name.rpartition(".")[2],), [frozen, *_QUERY, *_fields(name)], "frozen"
            )
            for name in SCORES
        },
        "/v/{fingerprint}/data/{file}": _get(
            "A table that never changes.",
            tuple(dict.fromkeys(name.rpartition(".")[2] for name in others)),
            [frozen, _in_path("file", "As under /data/.", {"type": "string", "enum": others}), *_QUERY],
            "frozen",
        ),
        "/v/{fingerprint}/rubric.yaml": _get(
            "A definition that never changes.", ("yaml",), [frozen, *_QUERY], "frozen"
        ),
    }


def _single(live: Live) -> dict[str, Any]:
    """What there is one of for a release or a definition."""
    ids = live.package().releases["release"].tolist()
    release = _in_path("release", "Id of the release.", {"type": "string", "enum": ids})
    badge_query = [part for part in _QUERY if not part["$ref"].endswith("/release")]
    return {
        "/badge/{release}.svg": _get(
            "The verdict of a release in one line; 404 where the query does not select it.",
            ("svg",),
            [release, *badge_query],
            "badges",
        ),
        f"/{FEED}": _get(
            "Dated changes as an Atom feed, those recorded last first, each with its effect.", ("atom",), _QUERY, "data"
        ),
        "/rubric.yaml": _get("The definition in force, changes included.", ("yaml",), _QUERY, "definitions"),
    }


def _oembed() -> dict[str, Any]:
    pixels = {"type": "integer", "minimum": 1, "maximum": MOST_WIDE}
    parameters = [
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
    path = _get("oEmbed: an address of a chart as code that embeds it.", ("json",), parameters, "embedding")
    path["get"]["responses"]["501"] = _error("format=xml, which oEmbed knows and this server does not.")
    return path


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
    errors = {
        str(status): {"$ref": f"#/components/responses/{_named(status)}"}
        for status in _ERRORS
        if picture or status != 501
    }
    return {
        "get": {
            "summary": summary,
            "tags": [tag],
            "parameters": list(parameters),
            TOGETHER: {"$ref": "#/components/schemas/Together"},
            "responses": {"200": {"description": summary, "content": content}, **errors},
        }
    }


def _named(status: int) -> str:
    return f"Error{status}"


def _error(about: str) -> dict[str, Any]:
    """An error: for programs as JSON, for somebody who opens the address in a browser as a page."""
    return {
        "description": about,
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


def _values(live: Live) -> dict[str, Any]:
    """What each parameter takes, by the name of its schema: named, so that a client has each list once."""
    words = vocabulary(live.package(), live.rubrics())
    years = range(int((words.first or words.date)[:4]), int(words.date[:4]) + 1)
    schemas: dict[str, dict[str, Any]] = {name: {"enum": list(values)} for name, values in words.values.items()}
    schemas["edit"] = {"pattern": EDIT}
    schemas["verdict"] = {"enum": list(dict.fromkeys(name for names in verdicts(live).values() for name in names))}
    schemas["size"] = {"pattern": SPAN}
    schemas["q"] = {"maxLength": MAX_WORDS}
    for name in ("from", "to", "as_of"):
        schemas[name] = {"pattern": dates(partial(takes_date, name, words=words), years)}
    return {_schema(name): {"type": "string", **schemas.get(name, {})} for name in PARAMETERS}


def _schema(parameter: str) -> str:
    return parameter.title().replace("_", "")


def _query_parameters() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in PARAMETERS:
        item = {"$ref": f"#/components/schemas/{_schema(name)}"}
        found[name] = {
            "name": name,
            "in": "query",
            "description": _ABOUT[name],
            "schema": {"type": "array", "items": item} if name in LISTS else item,
            **({"style": "form", "explode": True} if name in LISTS else {}),
            "allowEmptyValue": True,
        }
    return found


def _fields_parameter() -> dict[str, Any]:
    return {
        "name": "fields",
        "in": "query",
        "description": "Only these columns of the scores, in this order: a short form for other people's tables. A "
        "column never changes its meaning; new ones may be added. Of scores.csv and scores.json.",
        "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Field"}},
        "style": "form",
        "explode": True,
        "allowEmptyValue": True,
    }


def _look_parameters() -> dict[str, Any]:
    # No defaults for what excludes something: a generated client sends them with every request.
    schemas: Mapping[str, tuple[str, dict[str, Any]]] = {
        "theme": ("Colours.", {"type": "string", "enum": list(THEMES), "default": "light"}),
        "theme_of_page": (
            "Colours; auto takes those that the reader's browser prefers.",
            {"type": "string", "enum": [*THEMES, "auto"], "default": "light"},
        ),
        "width": (
            f"Pixels, {DEFAULT_WIDTH} if left out; letters keep their size. Not together with shape=, which sets it.",
            {"type": "integer", "minimum": WIDTHS[0], "maximum": WIDTHS[1]},
        ),
        "scale": (
            f"Pixels of the PNG for each pixel of width, {DEFAULT_SCALE} if left out. Not together with shape=.",
            {"type": "integer", "enum": list(SCALES)},
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
    known, values = {**_query_parameters(), **_look_parameters()}.values(), _values(live)
    return _TEMPLATES.get_template("api.html").render(
        stylesheet=f"asset/{asset_name('embed.css')}",
        forms=_FORMS,
        charts={slug: OPTIONS[slug] for slug in CHARTS},
        tables=_FILES,
        parameters=[(one["name"], one["description"], _valid(one["schema"], values)) for one in known],
        errors=_ERRORS,
    )


def _valid(schema: Mapping[str, Any], named: Mapping[str, Any]) -> str:
    """The values that a parameter takes, the first of them where they are many."""
    schema = schema.get("items", schema)
    schema = named[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if "minimum" in schema and "enum" not in schema:
        return f"{schema['minimum']} to {schema['maximum']}"
    values = [str(value) for value in schema.get("enum", ())]
    more = f" and {len(values) - _LISTED} more" if len(values) > _LISTED else ""
    return ", ".join(values[:_LISTED]) + more
