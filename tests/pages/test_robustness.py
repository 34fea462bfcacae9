"""The page "How stable is the ranking?" without a browser: what renders, what an address and a click do."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from dashboard.frame import loaders
from dashboard.frame.plain import plain
from dashboard.robustness import firmness
from openness.charts.assumed import assumptions
from openness.query.grammar import Query
from openness.robustness.intervals import robustness_of
from openness.robustness.sensitivity import sensitivity_of
from tests.pages.test_app import arriving, open_page, texts


def test_the_page_says_how_firm_the_ranking_is_and_what_was_varied() -> None:
    app = open_page("robustness")
    firm = robustness_of(loaders.answer(Query()))

    assert not app.exception
    assert app.title[0].value == "How stable is the ranking?"
    assert plain(firm.sentence) in texts(app)
    assert len(app.get("plotly_chart")) == 2
    listed = app.table[0].value
    assert [plain(varied.drawn) for varied in firm.varied] == listed["In the trials"].tolist()
    assert "trials, below it in" in texts(app)


def test_a_choice_and_a_pair_stand_in_the_address() -> None:
    firm = robustness_of(loaders.answer(Query()))
    one, other = firm.releases[3], firm.releases[30]
    app = open_page("robustness", vary="weights", draw="anew", one=one, other=other)

    assert not app.exception
    assert app.selectbox(key="_page_one").value == one
    assert app.selectbox(key="_page_other").value == other
    assert len(app.table[0].value) == 2  # weights of dimensions and of criteria, nothing else
    assert app.table[0].value["In the trials"].str.contains("at random").all()

    app.selectbox(key="_page_other").set_value(one).run()
    assert not app.exception
    assert "Choose two different releases." in [info.value for info in app.info]


def test_work_that_takes_longer_than_a_moment_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    place = SimpleNamespace(container=lambda **_: nullcontext())
    said: list[str] = []
    bar = SimpleNamespace(progress=lambda _part, text: said.append(text))
    monkeypatch.setattr(firmness.st, "progress", lambda _part: bar)
    monkeypatch.setattr(firmness.st, "button", lambda label, **_: said.append(label))
    tell = firmness._progress(place, ("key",))
    assert tell(100, 10_000)
    assert said == []

    monkeypatch.setattr(firmness, "MOMENT", -1.0)
    assert tell(200, 10_000)
    assert tell(300, 10_000)
    assert said == ["Stop", *(f"Ranking the releases again: {done} of 10,000 times" for done in (200, 300))]


def test_work_that_was_stopped_is_not_begun_again_until_the_reader_says_so() -> None:
    shown = loaders.answer(Query())
    app = arriving("robustness")
    app.session_state[firmness._STOPPED] = (shown.fingerprint, "", "all", "shifted")
    app.run()
    assert not app.exception
    assert "Stopped before it was worked out" in app.info[0].value
    assert not app.get("plotly_chart")

    app.button(key="robustness-go").click().run()
    assert len(app.get("plotly_chart")) == 2


def test_the_weights_that_turn_an_order_become_the_readers_own_definition() -> None:
    app = open_page("robustness")
    app.button(key="robustness-swap").click().run()

    assert not app.exception
    assert "weight." in app.query_params["edit"]
    assert "The ranking is" in texts(app)


def test_a_release_that_is_not_ranked_is_named_and_the_page_stays_usable() -> None:
    left_out = robustness_of(loaders.answer(Query())).left_out[0]
    app = open_page("robustness", one=left_out)

    assert not app.exception
    assert plain(left_out) in app.warning[0].value or left_out in app.warning[0].value
    assert len(app.get("plotly_chart")) == 2


def test_two_releases_are_enough_and_one_is_said_to_be_too_few() -> None:
    firm = robustness_of(loaders.answer(Query()))
    pairs = (firm.releases[at : at + 2] for at in range(len(firm.releases) - 1))
    # Neighbours of which one is open in everything, whatever is assumed, never change places: take two that do.
    varied = assumptions("all", "shifted")
    moving = next(pair for pair in pairs if sensitivity_of(loaders.answer(Query(release=pair)), varied).effects)
    two = open_page("robustness", release=list(moving))
    assert not two.exception
    assert len(two.get("plotly_chart")) == 2

    alone = open_page("robustness", release=firm.releases[0])
    assert not alone.exception
    assert "Only one release is ranked here" in texts(alone)
    assert not alone.get("table")


def test_a_readers_own_definition_is_nowhere_called_published() -> None:
    app = open_page("robustness", edit="weight.data:6,credit.partial:0.25")
    varied = app.table[0].value

    assert not app.exception
    assert "**Your definition**" in texts(app)
    assert varied.set_index("Assumption").loc["Points for “partial”", "In force"] == "0.25"
    assert app.table[1].value["Weight"].tolist()[0] == "6"
    assert "publish" not in texts(app).replace("Descriptions of published facts", "").lower()
