"""A release's page: what it takes, and the switches that show what every definition would say."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.frame import loaders
from dashboard.frame.plain import plain
from openness.query.grammar import Query
from openness.remedy.find import remedies
from openness.remedy.result import Remedies
from tests.pages.test_app import open_page, texts


def shown_at_once() -> tuple[Remedies, str]:
    """A release whose best verdict is reachable in one way by acts and facts together, and the component to open."""
    answer = loaders.answer(Query())
    for found in remedies(answer.scores, answer.evidence, most=1):
        goal = found.goals[0]
        if goal.state == "reachable" and goal.count == 1:
            kinds = {action.kind: action.component for action in goal.remedies[0].actions}
            if {"open", "establish"} <= kinds.keys():
                return found, kinds["open"]
    pytest.fail("no release to show")


def name_of(release: str) -> str:
    return str(loaders.package().releases.set_index("release")["name"][release])


def page(release: str, **parameters: str) -> AppTest:
    return open_page("releases", release=release, **parameters)


def test_the_page_says_what_it_takes_and_the_switches_show_every_definition() -> None:
    found, component = shown_at_once()
    goal = found.goals[0]
    app = page(found.release)

    told = texts(app)
    assert not app.exception
    assert f"To reach “{plain(goal.title)}”, {plain(found.name)} would have to:" in told
    assert "and we would need to establish:" in told
    for action in goal.remedies[0].actions:
        assert plain(action.words) in told
    assert not app.warning

    app.button(key=f"_try.{found.release}.{goal.verdict}").click().run()

    assert "What if, not what is." in app.warning[0].value
    table = app.table[-1].value
    assert len(table) == len(loaders.definitions())
    assert table["What if"].iloc[0].startswith("▲ ")
    assert plain(goal.title) in table["What if"].iloc[0]
    assert plain(goal.title) not in table["As recorded"].iloc[0]
    assert dict(app.query_params) == {"release": found.release}, "nothing of it stands in the address"

    app.selectbox(key=f"_what_if.{found.release}.{component}.availability").set_value("closed").run()
    assert plain(goal.title) not in app.table[-1].value["What if"].iloc[0]

    app.button(key="_what_if_reset").click().run()
    assert not app.warning
    assert app.multiselect(key=f"_what_if.{found.release}").value == []


def test_a_component_that_is_chosen_is_opened_and_another_release_starts_anew() -> None:
    found, component = shown_at_once()
    app = page(found.release)

    app.multiselect(key=f"_what_if.{found.release}").set_value([component]).run()

    for what in ("availability", "terms"):
        assert app.selectbox(key=f"_what_if.{found.release}.{component}.{what}").value == "open"
    other = next(name for name in loaders.answer(Query()).selected if name != found.release)
    app.query_params["release"] = other
    app.run()
    assert app.multiselect(key=f"_what_if.{other}").value == []
    assert not app.warning


def test_a_release_of_which_nothing_is_recorded_says_what_to_establish() -> None:
    # nothing is recorded of it by a source that never looked at it
    answer = loaders.answer(Query(sources=("fmti",)))
    silent = next(
        (name for row, name in zip(answer.rows, answer.selected, strict=True) if (answer.evidence.fact[row] < 0).all()),
        None,
    )
    assert silent is not None

    app = page(silent, sources="fmti")

    told = texts(app)
    assert not app.exception
    assert "Nothing is recorded about this release" in told
    assert " we would need to establish:" in told
    assert f"{plain(name_of(silent))} would have to" not in told
