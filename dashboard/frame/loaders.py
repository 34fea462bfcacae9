"""What pages load: data, definitions, answers, charts. All but the reader's own is made once for all.

Facts and a definition of the reader's own, brought for a session, come in here too (`dashboard.frame.brought`), and
stay out of the memory that all share (`openness.publish.live`).
"""

from __future__ import annotations

import logging
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard.frame import brought
from dashboard.frame.services import services
from openness.charts import CHARTS
from openness.charts.kit.base import Chart
from openness.charts.kit.palette import Theme
from openness.core.errors import OpennessError
from openness.facts.own_evidence import SOURCE
from openness.facts.package import Package
from openness.findings.effects import changes_table
from openness.findings.headline import Headline, headline_of
from openness.publish.live import Broken, drawn
from openness.query.grammar import Query
from openness.questions.load import Question
from openness.scoring import answer as answers
from openness.scoring.answer import Answer


def root() -> Path:
    """The folder whose data and definitions are shown."""
    return services().live.root


def broken() -> Broken | None:
    """Why what the files hold now is not what is shown; None where it is."""
    return services().live.broken


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
    return services().live.package()


def questions() -> tuple[Question, ...]:
    """The questions, in order.

    Raises:
        ProblemsError: A file of `questions/` is broken.
    """
    return services().live.questions()


def definitions() -> dict[str, str]:
    """Ids and titles of all definitions, the default one first.

    Raises:
        ProblemsError: something in `data/` or in a definition is wrong.
    """
    return services().live.titles() | brought.titles()


def answer(query: Query) -> Answer:
    """Everything computed for one query; the one call that a page makes.

    Raises:
        ProblemsError: data or definition are wrong. Edits that cannot be made are set aside, with a notice.
    """
    if not brought.concerns(query):
        return services().live.answer(query, strict=False)
    found, own = package(), brought.base_of(query)
    key = ("answer", found.digest, services().live.version, query)
    return brought.remembered(
        key, lambda: answers.answer(found, query, services().live.root, base=own, cache=brought.memory())
    )


def without_own_facts(query: Query) -> Answer:
    """The same question of the data as everybody has it, under the same definition: what own facts change, beside it.

    Raises:
        ProblemsError: data or definition are wrong.
    """
    shared, known = shared_package(), set(shared_package().releases["release"])
    asked = query.with_(
        sources=tuple(source for source in query.sources if source != SOURCE),
        release=tuple(release for release in query.release if release in known),
        mark=tuple(release for release in query.mark if release in known),
    )
    base, cache = brought.base_of(query), brought.memory()
    key = ("without own facts", shared.digest, services().live.version, asked)
    return brought.remembered(key, lambda: answers.answer(shared, asked, services().live.root, base=base, cache=cache))


def chart(slug: str, shown: Answer, **options: str) -> Chart:
    """A chart of an answer, in the colours of the reader's theme.

    Args:
        slug: Name of the chart.
        shown: What it draws.
        **options: Its options (`openness.charts.OPTIONS`); those of other charts of the same page are left to them.
    """
    if not brought.concerns(shown.query):
        return services().live.chart(slug, shown, theme(), options)
    key = ("chart", slug, shown.fingerprint, shown.query, theme(), tuple(sorted(options.items())))
    return brought.remembered(key, lambda: drawn(slug, shown, theme(), options))


def theme() -> Theme:
    """The theme that the reader sees."""
    return "dark" if st.context.theme.type == "dark" else "light"


def changes(shown: Answer) -> pd.DataFrame:
    """Every dated change of an answer with its effect on the verdict, newest first."""
    found: pd.DataFrame = shown.cache.get(("changes", shown.fingerprint, shown.query), lambda: changes_table(shown))
    return found


def headline(shown: Answer) -> Headline:
    """What the first figures of the Overview say."""
    found: Headline = shown.cache.get(("headline", shown.fingerprint, shown.query), lambda: headline_of(shown))
    return found


def warm() -> None:
    """Load what the first visitor asks for. Broken data is for the dashboard to show, not for the server to die of."""
    try:
        first = services().live.answer()
        for slug in CHARTS:
            for theme in ("light", "dark"):
                services().live.chart(slug, first, theme)
    except OpennessError as error:
        logging.getLogger(__name__).warning("%s", error)
