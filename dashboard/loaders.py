"""What pages load, each kept once for all readers: data, definitions, answers, charts.

Facts and a definition of the reader's own, brought for a session, come in here too (`dashboard.brought`), and stay out
of the shared caches.

Caches are keyed on what the thing is made of (the files' modification times, the fingerprint, the query), so an edited
file shows on the next run and nothing ever has to be cleared.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard import brought, menu
from openness import answer as answers
from openness.answer import Answer
from openness.charts import CHARTS, OPTIONS
from openness.charts.base import Chart
from openness.effects import changes_table
from openness.errors import OpennessError
from openness.evidence import Package
from openness.live import package_in, stamp
from openness.query import Query

ROOT = menu.ROOT


def package() -> Package:
    """The data package, with the facts that this session brought along.

    Raises:
        ProblemsError: something in `data/` is wrong; it names every problem.
    """
    return brought.package(shared_package())


def shared_package() -> Package:
    """The data package as everybody has it.

    Raises:
        ProblemsError: something in `data/` is wrong; it names every problem.
    """
    return package_in(ROOT / "data")


def definitions() -> dict[str, str]:
    """Ids and titles of all definitions, the default one first.

    Raises:
        ProblemsError: something in `data/` or in a definition is wrong.
    """
    return answers.rubric_titles(shared_package(), ROOT) | brought.titles()


def answer(query: Query) -> Answer:
    """Everything computed for one query; the one call that a page makes.

    Raises:
        ProblemsError: data or definition are wrong. Edits that cannot be made are set aside, with a notice.
    """
    found, version, text = package(), stamp(_rubric_files()), query.to_string()
    if brought.concerns(query):
        own = brought.base_of(query)
        return brought.remembered(
            ("answer", found.digest, version, text), lambda: answers.answer(found, query, ROOT, base=own)
        )
    return _answer(found.digest, version, text, query)


def chart(slug: str, shown: Answer, **options: str) -> Chart:
    """A chart of an answer, in the colours of the reader's theme.

    Args:
        slug: Name of the chart.
        shown: What it draws.
        **options: Its options (`openness.charts.OPTIONS`); those of other charts of the same page are left to them.
    """
    theme = "dark" if st.context.theme.type == "dark" else "light"
    mine = {option.name: option.default for option in OPTIONS[slug]}
    # A default is not written, so that the chart a first visitor sees is the one that was drawn before they came.
    asked = tuple(sorted((name, value) for name, value in options.items() if mine.get(name, value) != value))
    text = shown.query.to_string()
    if brought.concerns(shown.query):
        key = ("chart", slug, shown.fingerprint, text, theme, repr(asked))
        return brought.remembered(key, lambda: replace(CHARTS[slug](shown, theme, **dict(asked)), options=asked))
    return _chart(slug, shown.fingerprint, text, theme, asked, shown)


def changes(shown: Answer) -> pd.DataFrame:
    """Every dated change of an answer with its effect on the verdict, newest first."""
    text = shown.query.to_string()
    if brought.concerns(shown.query):
        return brought.remembered(("changes", shown.fingerprint, text), lambda: changes_table(shown))
    return _changes(shown.fingerprint, text, shown)


def warm() -> None:
    """Load what the first visitor asks for. Broken data is for the dashboard to show, not for the server to die of."""
    try:
        first = answer(Query())
        for slug in CHARTS:
            for theme in ("light", "dark"):
                _chart(slug, first.fingerprint, "", theme, (), first)
    except OpennessError as error:
        logging.getLogger(__name__).warning("%s", error)


def _rubric_files() -> list[Path]:
    return [ROOT / "rubric.yaml", *sorted((ROOT / "rubrics").glob("*.yaml"))]


@st.cache_resource(max_entries=64, show_spinner=False)
def _answer(digest: str, version: str, text: str, _query: Query) -> Answer:
    return answers.answer(shared_package(), _query, ROOT)


@st.cache_resource(max_entries=192, show_spinner=False)
def _chart(
    slug: str, fingerprint: str, text: str, theme: str, options: tuple[tuple[str, str], ...], _shown: Answer
) -> Chart:
    return replace(CHARTS[slug](_shown, theme, **dict(options)), options=options)


@st.cache_resource(max_entries=64, show_spinner=False)
def _changes(fingerprint: str, text: str, _shown: Answer) -> pd.DataFrame:
    return changes_table(_shown)
