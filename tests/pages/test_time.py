"""Timeline, Changes and Assessments without a browser: what renders, what an address does, and what bad input gets."""

from __future__ import annotations

import pytest

from dashboard.changes import table
from dashboard.frame import loaders
from dashboard.frame.plain import plain
from openness.core.dates import first_day
from openness.findings.effects import KINDS, withdrawn
from openness.query.grammar import Query
from tests.pages.test_app import open_page, texts
from tests.shared import LIVE

CHARTS_OF = {
    "timeline": ("timeline", "gap-over-time", "frontier", "verdict-share", "capability", "compute"),
    "changes": ("survival",),
    "assessments": ("index-history", "index-redefined", "fmti-rounds"),
}


@pytest.mark.parametrize("page", list(CHARTS_OF))
def test_page_shows_its_charts_with_their_findings(page: str) -> None:
    app = open_page(page)

    assert not app.exception
    assert len(app.get("plotly_chart")) == len(CHARTS_OF[page])
    shown = loaders.answer(Query())
    headings = [heading.value for heading in app.header]
    for slug in CHARTS_OF[page]:
        assert plain(LIVE.chart(slug, shown).title) in headings


def test_a_choice_on_the_timeline_is_in_the_address_and_changes_the_findings() -> None:
    app = open_page("timeline")
    before = [heading.value for heading in app.header]

    app.selectbox(key="_page_cohort").set_value("called-open").run()
    app.selectbox(key="_page_measure").set_value("gap").run()

    assert not app.exception
    assert app.query_params["cohort"] == "called-open"
    assert app.query_params["measure"] == "gap"
    after = [heading.value for heading in app.header]
    assert "releases called open" in after[0]
    assert before[1] != after[1]


def test_an_address_brings_the_choices_back() -> None:
    app = open_page("timeline", cohort="newest", closed="out")

    assert app.selectbox(key="_page_cohort").value == "newest"
    assert app.selectbox(key="_page_closed").value == "out"
    assert "closed models left out" in texts(app)


def test_a_choice_that_does_not_exist_is_named_and_the_page_stays_usable() -> None:
    app = open_page("timeline", measure="beauty")

    assert not app.exception
    assert "beauty" in app.warning[0].value
    assert len(app.get("plotly_chart")) == len(CHARTS_OF["timeline"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("2031-01-01", "later than the data, which ends on"),
        ("1999-01-01", "before the first release, announced on"),
        ("soon", "as a date; write 2025, 2025-03 or 2025-03-31"),
        ("2025-02-30", "as a date; write 2025, 2025-03 or 2025-03-31"),
    ],
)
def test_a_date_that_cannot_be_used_is_answered_with_what_to_do(given: str, said: str) -> None:
    app = open_page("timeline", as_of=given)

    assert not app.exception
    notice = app.warning[0].value.replace("\\", "")
    assert said in notice
    assert "as_of" not in app.query_params
    assert len(app.get("plotly_chart")) == len(CHARTS_OF["timeline"])


@pytest.mark.parametrize("page", ["overview", "releases", "timeline", "changes", "assessments"])
def test_a_day_of_the_past_takes_the_page_back(page: str) -> None:
    app = open_page(page, as_of="2024-06-30")

    assert not app.exception
    assert not app.warning
    assert app.query_params["as_of"] == "2024-06-30"
    assert "facts as they were on 30 June 2024" in texts(app)


def test_changes_are_those_of_the_selection_and_of_the_choices() -> None:
    every = loaders.changes(loaders.answer(Query()))
    app = open_page("changes")
    assert not app.exception
    assert app.header[0].value == plain(table.finding(every))
    assert len(app.dataframe[0].value) == len(every)

    app.multiselect(key="_page_change").set_value(["withdrawn"]).run()

    assert app.query_params["change"] == "withdrawn"
    shown = app.dataframe[0].value
    assert len(shown) == (every["kind"] == "withdrawn").sum() > 0
    assert set(shown["What happened"]) == {KINDS["withdrawn"]}
    assert all(url.startswith("http") for url in shown["Where it is stated"])


def test_changes_are_searched_as_everything_is_and_old_addresses_still_name_components() -> None:
    app = open_page("changes", q="yi 01.ai", component="enduser_weights")

    assert not app.exception
    assert dict(app.query_params) == {"q": "yi 01.ai", "changed": "enduser_weights"}
    assert {name.partition(" ")[0] for name in app.dataframe[0].value["Release"]} == {"Yi"}
    every = loaders.changes(loaders.answer(Query(q="yi 01.ai")))
    assert len(app.dataframe[0].value) == (every["component"] == "enduser_weights").sum() > 0


def test_a_selection_without_changes_says_what_to_do() -> None:
    changed = set(loaders.changes(loaders.answer(Query()))["release"])
    silent = next(release for release in loaders.package().releases["release"] if release not in changed)

    app = open_page("changes", release=silent)

    assert not app.exception
    assert "No dated change is recorded for these releases" in texts(app)


def test_a_withdrawn_release_says_so_on_its_page_from_that_day_on() -> None:
    shown = loaders.answer(Query())
    gone = next(one for one in withdrawn(shown).values() if one.what == "weights")
    eve = str(int(first_day(gone.date)[:4]) - 1) + first_day(gone.date)[4:]

    now = open_page("releases", release=gone.release)
    then = open_page("releases", release=gone.release, as_of=eve)

    assert "Weights withdrawn" in texts(now)
    assert "Weights withdrawn" not in texts(then)
