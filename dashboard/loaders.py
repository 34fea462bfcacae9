"""What pages load, each kept once for all readers: data, definitions, answers, charts.

Caches are keyed on what the thing is made of (the files' modification times, the fingerprint, the query), so an edited
file shows on the next run and nothing ever has to be cleared.
"""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from dashboard import menu
from openness import answer as answers
from openness.answer import Answer
from openness.charts import CHARTS
from openness.charts.base import Chart
from openness.errors import OpennessError
from openness.evidence import Package, load_package
from openness.query import Query

ROOT = menu.ROOT


def package() -> Package:
    """The data package.

    Raises:
        ProblemsError: something in `data/` is wrong; it names every problem.
    """
    return _package(_stamp(sorted((ROOT / "data").rglob("*"))))


def definitions() -> dict[str, str]:
    """Ids and titles of all definitions, the default one first.

    Raises:
        ProblemsError: something in `data/` or in a definition is wrong.
    """
    return answers.rubric_titles(package(), ROOT)


def answer(query: Query) -> Answer:
    """Everything computed for one query; the one call that a page makes.

    Raises:
        ProblemsError: data or definition are wrong. Edits that cannot be made are set aside, with a notice.
    """
    return _answer(package().digest, _stamp(_rubric_files()), query.to_string(), query)


def chart(slug: str, shown: Answer, **options: str) -> Chart:
    """A chart of an answer, in the colours of the reader's theme, with the options of `openness.charts.OPTIONS`."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    return _chart(slug, shown.fingerprint, shown.query.to_string(), theme, tuple(sorted(options.items())), shown)


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


def _stamp(paths: list[Path]) -> str:
    """What tells that a file has changed: name, time and size; as one text, which the caches hash fastest."""
    stats = ((path, path.stat()) for path in paths if path.is_file())
    return "\n".join(f"{path} {stat.st_mtime_ns} {stat.st_size}" for path, stat in stats)


@st.cache_resource(max_entries=2, show_spinner=False)
def _package(stamp: str) -> Package:
    return load_package(ROOT / "data")


@st.cache_resource(max_entries=64, show_spinner=False)
def _answer(digest: str, stamp: str, text: str, _query: Query) -> Answer:
    return answers.answer(package(), _query, ROOT)


@st.cache_resource(max_entries=192, show_spinner=False)
def _chart(
    slug: str, fingerprint: str, text: str, theme: str, options: tuple[tuple[str, str], ...], _shown: Answer
) -> Chart:
    return CHARTS[slug](_shown, theme, **dict(options))
