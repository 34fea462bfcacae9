"""What the files hold: scores, evidence, releases, changes and charts as CSV and JSON, and all of it in one archive.

The HTTP addresses, the frozen archive and the command line write the same bytes, because they call the same functions.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from openness.charts.kit.base import Chart
from openness.core.errors import nearest, shorten
from openness.core.tables import SCORE_DECIMALS, to_csv, to_records
from openness.core.wording import day
from openness.editions.register import edition_words
from openness.facts.evidence import facts_in_force
from openness.facts.schema import DERIVED
from openness.findings.effects import changes_table
from openness.publish.addresses import chart_path, page_path, pairs_of, with_pairs
from openness.publish.citation import PUBLISHER, cite
from openness.publish.picture_layout import figure_json
from openness.query.edits import QueryError
from openness.query.grammar import to_string
from openness.questions.answers import answered
from openness.questions.load import questions
from openness.rubric.load import to_yaml
from openness.scoring.answer import Answer
from openness.scoring.scores import COLUMNS, to_frame

LICENCE = "CC-BY-4.0"
CAVEATS = (
    "What nobody has recorded is unknown, never closed: a score has a low end (unknown counts as closed) and a high "
    "end (unknown counts as open), and coverage says how much is settled. Quote a score or a gap with its range.",
    "A verdict is stated only where verdict and verdict_high are the same. Where they differ the release reaches at "
    "least the one and at most the other.",
    "Where the column assumed has text, the verdict rests on conditions about which no facts are held and which are "
    "taken to hold.",
    "A median or a headline counts only releases whose both sides reach the minimum of known facts.",
    "Facts are what the named source stated on the day it was read; releases change. A definition other than the "
    "published one is marked as custom.",
    "This describes published facts and is not legal advice.",
)
SCORES = ("scores.csv", "scores.json")
"""The files that `fields=` shortens to some of their columns."""

SHORT_FORM = ("fingerprint", "rubric", "custom", "data_date", "as_of", "query", "licence", "citation")
"""What the short form of the scores says about itself, before its columns."""


def about(answer: Answer) -> dict[str, Any]:
    """What every JSON file says about itself."""
    cited = cite(PUBLISHER, answer, kind="data")
    return {
        "data": answer.package.title,
        "data_date": answer.package.date,
        "edition": edition_words(answer.package),
        "as_of": answer.as_of,
        "rubric": {"id": answer.rubric.id, "title": answer.rubric.title, "version": answer.rubric.version},
        "custom": answer.is_custom,
        "query": answer.query.to_string(),
        "fingerprint": answer.fingerprint,
        "licence": LICENCE,
        "citation": cited.collection,
        "sources": [asdict(source) for source in cited.sources],
    }


def to_json(document: Mapping[str, Any]) -> str:
    """A document as JSON text: the characters as they are, no number that JSON does not know."""
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


# ------------------------------------------------------------------------------------------------------------ tables


def scores(answer: Answer) -> pd.DataFrame:
    """One row a selected release: the columns of the command line."""
    return to_frame(answer.scores, answer.evidence)


def evidence(answer: Answer) -> pd.DataFrame:
    """Every fact about the selected releases, and whether it counts on that day.

    Added to the columns of `evidence/*.csv`: `in_force` (it is its source's word on that day) and `counts_for`: the
    score takes from it the `availability`, the `licence`, `both`, or nothing (empty). What counts because it is derived
    from a base is there as well, with the base as its `dimension`.
    """
    shown = answer.evidence
    facts, number = shown.facts, np.arange(len(shown.facts))
    availability, licence = np.isin(number, shown.fact), np.isin(number, shown.licence_fact)
    keep = facts["release"].isin(answer.selected) & ((facts["source"] != DERIVED) | availability | licence)
    if answer.query.sources:
        keep &= facts["source"].isin(answer.query.sources)
    in_force = facts_in_force(answer.package, answer.as_of, answer.query.sources or None)
    table = facts.drop(columns=["file", "line"]).assign(
        in_force=np.isin(number, in_force["fact"]) | licence,  # a hand-carried licence may stand beside the word
        counts_for=np.select(
            [availability & licence, availability, licence], ["both", "availability", "licence"], default=""
        ),
    )
    return table[keep].reset_index(drop=True)


def releases(answer: Answer) -> pd.DataFrame:
    """The selected releases, as `releases.csv` has them."""
    return answer.package.releases.iloc[answer.rows].reset_index(drop=True)


def answers(answer: Answer) -> pd.DataFrame:
    """One row a question (`questions/*.yaml`) with its answer, and the chart and the page that show it."""
    rows = [
        {
            "question": question.id,
            "title": question.title,
            **{name: getattr(answered(answer, question.finding), name) for name in ("answer", "sure", "change")},
            "chart": chart_path(question.chart, "svg", answer.query, dict(question.options)),
            "page": with_pairs("questions", [("question", question.id), *answer.query.to_pairs()]),
        }
        for question in questions(answer.root)
    ]
    return pd.DataFrame(rows)


def answers_document(answer: Answer) -> dict[str, Any]:
    """The questions with their answers and the releases that each answer counts, as JSON holds them."""
    records = to_records(answers(answer))
    findings = (answered(answer, question.finding) for question in questions(answer.root))
    for record, finding in zip(records, findings, strict=True):
        record["groups"] = [asdict(group) for group in finding.groups]
    return {**about(answer), "questions": records}


def scores_document(answer: Answer, fields: Sequence[str] = ()) -> dict[str, Any]:
    """The scores with what they are about, as JSON holds them; of some columns only, in the short form."""
    records = to_records(scores(answer), SCORE_DECIMALS)
    return shortened({**about(answer), "scores": records}, fields)


def shortened(document: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """A document of scores with only these columns, in this order, and little said about them; as it is without any.

    Raises:
        QueryError: it is of a time before there was such a column.
    """
    if not fields:
        return dict(document)
    rows = document["scores"]
    for field in fields:
        if rows and field not in rows[0]:
            raise _no_field(field, tuple(rows[0]))
    return {
        **{name: document[name] for name in SHORT_FORM},
        "scores": [{field: row[field] for field in fields} for row in rows],
    }


def shortened_file(body: bytes, form: str, fields: Sequence[str]) -> bytes:
    """A finished file of scores, as an archive keeps it, with only these columns.

    Raises:
        QueryError: it is of a time before there was such a column.
    """
    if form == "json":
        return to_json(shortened(json.loads(body), fields)).encode("utf-8")
    head, *rows = csv.reader(io.StringIO(body.decode("utf-8"), newline=""))
    for field in fields:
        if field not in head:
            raise _no_field(field, tuple(head))
    places = [head.index(field) for field in fields]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([row[place] for place in places] for row in (head, *rows))
    return out.getvalue().encode("utf-8")


def scores_file(answer: Answer, form: str, fields: Sequence[str] = ()) -> bytes:
    """The scores as `csv` or `json`, of some columns only where these are named."""
    if form == "json":
        return to_json(scores_document(answer, fields)).encode("utf-8")
    table = scores(answer)
    return to_csv(table[list(fields)] if fields else table, SCORE_DECIMALS).encode("utf-8")


def columns_asked(texts: Iterable[str]) -> tuple[str, ...]:
    """The columns of the scores that `fields=` names, by commas or one at a time, each once.

    Raises:
        QueryError: there is no such column.

    >>> columns_asked(["release,verdict", "release"])
    ('release', 'verdict')
    """
    names = [name.strip() for text in texts for name in text.split(",") if name.strip()]
    for name in names:
        if name not in COLUMNS:
            raise _no_field(name, COLUMNS)
    return tuple(dict.fromkeys(names))


def _no_field(name: str, valid: tuple[str, ...]) -> QueryError:
    return QueryError(
        f"the scores have no column '{shorten(name)}'; {nearest(name, valid)}",
        parameter="fields",
        got=name,
        valid=valid,
    )


def evidence_document(answer: Answer) -> dict[str, Any]:
    """The facts with what they are about, as JSON holds them."""
    return {**about(answer), "evidence": to_records(evidence(answer))}


def data_file(name: str, answer: Answer, fields: Sequence[str] = ()) -> bytes:
    """A file of `openness.publish.addresses.DATA_FILES`; of the scores, some columns only where `fields` names them."""
    if name == "all.zip":
        return everything(answer)
    if name in SCORES:
        return scores_file(answer, name.rpartition(".")[2], fields)
    if name == "evidence.json":
        return to_json(evidence_document(answer)).encode("utf-8")
    if name == "questions.json":
        return to_json(answers_document(answer)).encode("utf-8")
    tables: dict[str, Callable[[Answer], pd.DataFrame]] = {
        "evidence.csv": evidence,
        "releases.csv": releases,
        "changes.csv": changes_table,
        "questions.csv": answers,
    }
    return to_csv(tables[name](answer)).encode("utf-8")


# ------------------------------------------------------------------------------------------------------------ charts


def chart_document(answer: Answer, chart: Chart, options: Mapping[str, str]) -> dict[str, Any]:
    """A chart with its words, its numbers and its figure, as JSON holds them."""
    return {
        "chart": chart.slug,
        "title": chart.title,
        "subtitle": chart.subtitle,
        "alt": chart.alt,
        "note": chart.note,
        "source": chart.source,
        **about(answer),
        "options": dict(options),
        "explore": page_path(chart.slug, answer.query, options),
        "frozen": chart_path(chart.slug, "html", answer.query, options, fingerprint=answer.fingerprint),
        "table": to_records(chart.table),
        "figure": json.loads(figure_json(chart)),
    }


def figure_script(chart: Chart) -> str:
    """The figure as the script that the page of an embed loads."""
    # `<` is written so that the text stays harmless wherever it is pasted
    figure = figure_json(chart).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"window.opennessFigure = {figure};\n"


def query_of(answer: Answer, slug: str, options: Mapping[str, str]) -> str:
    """The query string of a chart, in its one spelling."""
    return to_string(pairs_of(slug, answer.query, options))


# ----------------------------------------------------------------------------------------------------- all of it


def everything(answer: Answer) -> bytes:
    """The whole data package with scores, definitions and a readme, as a ZIP archive; the same bytes each time."""
    edited = {"definition.yaml": to_yaml(answer.rubric)} if answer.is_custom else {}
    made = {
        "README.md": readme(answer),
        "scores.csv": to_csv(scores(answer), SCORE_DECIMALS),
        "changes.csv": to_csv(changes_table(answer)),
        "about.json": to_json(about(answer)),
        **edited,
    }
    root = answer.root
    kept = [
        *(path for path in sorted((root / "data").rglob("*")) if path.is_file()),
        *(root / name for name in ("rubric.yaml", "CITATION.cff", "LICENSE")),
        *sorted((root / "rubrics").glob("*.yaml")),
        *sorted((root / "questions").glob("*.yaml")),
    ]
    contents = {name: text.encode("utf-8") for name, text in made.items()}
    contents |= {path.relative_to(root).as_posix(): path.read_bytes() for path in kept if path.is_file()}
    out = io.BytesIO()
    year, month, date = (int(part) for part in answer.package.date.split("-"))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(contents):
            # a fixed time, system and mode: the same data are the same bytes
            entry = zipfile.ZipInfo(f"openness-gap/{name}", (max(year, 1980), month, date, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, contents[name])
    return out.getvalue()


def readme(answer: Answer) -> str:
    """What stands beside the files: what they are, how to cite them, what they do not say."""
    query = answer.query.to_string()
    cited = cite(PUBLISHER, answer, kind="data")
    listed = "\n".join(
        f"- {source.title} ({source.publisher}), {source.licence}, {source.url}" for source in cited.sources
    )
    caveats = "\n".join(f"- {text}" for text in CAVEATS)
    edited = ", with changes (definition.yaml)" if answer.is_custom else ""
    return f"""# Openness Gap: data of {day(answer.package.date)}

Version code {answer.fingerprint}. Scores under {answer.rubric.title}{edited}, as of {day(answer.as_of)}.
Selection: {query or "everything"} ({len(answer.selected)} releases).

## Files

- `scores.csv`: scores, verdicts and gaps of the selection; `python -m openness score --help` explains the columns.
- `changes.csv`: dated changes of the selected releases, newest first, and what each did to the verdict.
- `about.json`: definition, query, version code, citation and sources, for machines.
- `data/`: the whole data package, unfiltered; `data/datapackage.json` describes every column.
- `rubric.yaml`, `rubrics/`: the definitions.
- `questions/`: the questions that the page Questions answers.

Read every column of `data/` as text: the country code NA is Namibia. An empty cell means not stated. A text that a
spreadsheet would run as a formula has an apostrophe before it.

## How to cite

{cited.collection}

## Licence

Data and definitions: {LICENCE}. Sources that count here:

{listed or "- none"}

## What the numbers do not say

{caveats}
"""
