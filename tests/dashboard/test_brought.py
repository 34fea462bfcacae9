"""What a session brings along stays in it: no cache, no file and no address gives it to anybody else."""

from __future__ import annotations

import gc
import json
import weakref
from functools import cache

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.frame import brought, loaders
from dashboard.frame.menu import MENU
from dashboard.frame.plain import plain
from dashboard.frame.services import services
from dashboard.report import maker
from dashboard.rubric.results import _values
from openness.core.cache import Cache
from openness.facts.own_evidence import MARK, TOUCHED, bring
from openness.findings.headline import headline_of
from openness.publish.pictures import Pictures
from openness.query.grammar import Query
from openness.query.vocabulary import YOURS
from openness.rubric.load import fingerprint, list_rubrics
from openness.rubric.model import Rubric
from openness.scoring.answer import load_base
from tests.conftest import ROOT
from tests.pages.test_app import arriving, open_page
from tests.pages.test_app import texts as marked_texts
from tests.report.test_documents import Painter

OPEN = ("base_weights", "enduser_weights", "training_code", "pretraining_data", "data_information", "architecture")
MORE = ("data_processing_code", "inference_code", "posttraining_code", "supporting_tools", "hyperparameters")
FACTS = "release,component,availability,licence\n" + "".join(f"zebra,{name},open,MIT\n" for name in OPEN + MORE)
ZEBRA = f"Zebra{MARK}"


def texts(app: AppTest) -> str:
    """What can be read, without the strokes that keep it from being taken for Markdown."""
    return marked_texts(app).replace("\\", "")


@cache
def own_rubric(**changes: str) -> Rubric:
    """A definition of the reader's own, from the file of a published one, with some fields changed."""
    found = load_base(loaders.shared_package(), "", ROOT)

    def keep() -> None:
        import streamlit as st

        from dashboard.frame import brought, loaders
        from openness.core.paths import ROOT
        from openness.scoring.answer import rubric_titles

        published = rubric_titles(loaders.shared_package(), ROOT)
        brought.take_rubric(st.session_state["found"], "mine.yaml", published)

    app = AppTest.from_function(keep, default_timeout=60)
    app.session_state["found"] = found.model_copy(update=changes)
    app.run()
    assert not app.exception
    kept: Rubric = app.session_state[brought._RUBRIC].rubric
    return kept


def own_facts(text: str = FACTS) -> brought.OwnFacts:
    shared, content = loaders.shared_package(), text.encode()
    return brought.OwnFacts("my.csv", content, shared.digest, bring(shared, content))


def bringing(app: AppTest, *, facts: bool = True, rubric: bool = True) -> AppTest:
    """A reader who has brought facts, a definition or both, before a page is drawn."""
    if facts:
        app.session_state[brought._FACTS] = own_facts()
    if rubric:
        app.session_state[brought._RUBRIC] = brought.OwnRubric("my.yaml", own_rubric())
        app.query_params["rubric"] = YOURS
    return app


def session(page: str = MENU[0].name, **brings: bool) -> AppTest:
    """A page of a reader who has brought facts, a definition or both."""
    app = bringing(arriving(page), **brings).run()
    assert not app.exception
    return app


def test_own_definition_says_that_it_is_the_readers_and_is_none_of_the_published() -> None:
    mine = own_rubric()

    assert mine.title.endswith(MARK)
    assert mine.id not in list_rubrics(ROOT)
    headings = session("definitions", facts=False).dataframe[0].value.columns
    assert mine.title in headings
    assert mine.title.removesuffix(MARK) in headings


def test_own_definition_with_a_name_of_its_own_keeps_its_fingerprint() -> None:
    package = loaders.shared_package()
    named = {"id": "mine", "title": "Mine"}

    assert fingerprint(own_rubric(**named), package.digest) == fingerprint(
        load_base(package, "", ROOT).model_copy(update=named), package.digest
    )


def pages_of(app: AppTest) -> dict[str, str]:
    """What a session reads on each page, from one to the next."""
    read = {}
    for entry in MENU:
        app.switch_page(str(ROOT / "pages" / f"{entry.name}.py")).run()
        assert not app.exception
        read[entry.name] = texts(app)
    return read


def close_what_readers_share(patched: pytest.MonkeyPatch) -> None:
    def shared(*_: object) -> None:
        raise AssertionError("a cache of all readers was asked")

    for holder, name in ((services().live, "answer"), (services().live, "chart"), (services().live.cache, "get")):
        patched.setattr(holder, name, shared)


@pytest.fixture(scope="module")
def visited() -> tuple[AppTest, dict[str, str]]:
    """A reader who brought facts and a definition and went to each page, none of which may ask what readers share."""

    with pytest.MonkeyPatch.context() as patched:
        close_what_readers_share(patched)
        app = session()
        return app, pages_of(app)


@pytest.mark.parametrize("name", [entry.name for entry in MENU])
def test_another_reader_sees_nothing_of_it_on_any_page(name: str, visited: tuple[AppTest, dict[str, str]]) -> None:
    assert "Your own evidence" in visited[1][name]

    other = open_page(name, rubric=YOURS)
    assert not other.exception
    assert "(yours)" not in texts(other)
    assert ZEBRA not in texts(other)
    assert any("only in the session that brought it" in text for text in texts(other).splitlines())


def test_nothing_of_it_comes_to_lie_in_what_pages_share(
    visited: tuple[AppTest, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    close_what_readers_share(monkeypatch)
    app = arriving("releases")
    app.session_state[brought._FACTS] = visited[0].session_state[brought._FACTS]
    app.query_params["release"] = "zebra"
    app.run()
    assert not app.exception
    assert ZEBRA in texts(app)


def test_no_address_is_asked_for_a_ranking_that_only_this_session_knows() -> None:
    def asked(app: AppTest) -> str:
        return str(json.loads(app.get("bidi_component")[0].proto.json)["address"])

    assert asked(open_page("rubric")).endswith("/chart/ranking-moves.js?theme=light")
    assert asked(session("rubric", rubric=False)) == ""
    assert asked(session("rubric", facts=False)) == ""


def test_report_holds_it_says_so_and_is_kept_for_its_reader_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures, reports = Pictures(Painter()), Cache[maker.Made](8)
    monkeypatch.setattr(services(), "pictures", pictures)
    monkeypatch.setattr(services(), "reports", reports)
    app = session("report")
    app.button(key="make_report").click().run()

    assert not app.exception
    made = app.get("iframe")[0].proto.srcdoc
    for said in (ZEBRA, own_rubric().title, "The definition is the reader", "It counts 11 facts of the reader"):
        assert said in made, said
    assert "rubric=yours" not in made
    assert (pictures.kept, len(reports)) == (0, 0)


def test_robustness_ranks_own_releases() -> None:
    assert ZEBRA in session("robustness").selectbox(key="_page_one").options


SHARE = """
from dashboard.frame import loaders, state
from dashboard.shared import share
state.begin("")
share.draw(loaders.chart("gap", loaders.answer(state.query())))
"""


@pytest.mark.parametrize(("facts", "rubric"), [(True, False), (False, True), (True, True)])
def test_share_offers_files_and_no_address_that_cannot_know_what_is_shown(facts: bool, rubric: bool) -> None:
    app = bringing(AppTest.from_string(SHARE, default_timeout=60), facts=facts, rubric=rubric).run()

    assert not app.exception
    assert "No link, embed or address of a file can show this chart" in texts(app)
    assert "/chart/" not in texts(app)
    assert "rubric=yours" not in texts(app)
    assert ("downloaded as YAML" in texts(app)) == rubric
    assert [button.label for button in app.get("download_button")] == ["Download as a web page"]


def test_what_nobody_brought_is_shared_as_ever() -> None:
    app = AppTest.from_string(SHARE, default_timeout=60).run()

    assert not app.exception
    assert "/chart/gap.html" in texts(app)
    assert not brought.concerns(Query())


def test_what_was_brought_dies_with_its_session_whatever_was_made_of_it() -> None:
    app = session(rubric=False)
    assert all("Your own evidence" in said for said in pages_of(app).values())
    private = weakref.ref(app.session_state[brought._FACTS].brought.package)
    assert private() is not None

    del app
    gc.collect()
    assert private() is None


def test_own_facts_about_a_published_release_are_marked_and_what_is_as_published_is_without_them() -> None:
    shared = loaders.shared_package()
    published = loaders.answer(Query())
    best = next(row for row, place in enumerate(published.scores.verdict.tolist()) if place == 0)
    release, before = published.selected[best], published.verdict_words[best]
    components = "".join(f"{release},{name},closed\n" for name in shared.components["component"])
    app = arriving("rubric")
    app.session_state[brought._FACTS] = own_facts(f"release,component,availability\n{components}")
    app.run()

    assert not app.exception
    said = texts(app)
    name = shared.releases.set_index("release")["name"][release]
    assert "Nothing is changed yet" not in said
    assert "Definition as published" in said
    assert f"1 verdict changes: {name}: as published *{before}*, with your facts *" in said
    table = app.table[0].value
    assert list(table.columns) == ["Releases", "As published", "With your facts"]
    assert table["As published"].tolist() == _values(headline_of(published))
    assert table["With your facts"].tolist() != table["As published"].tolist()

    app.switch_page(str(ROOT / "pages" / "releases.py")).run()
    assert f"{name}{TOUCHED}" in app.dataframe[0].value.astype(str).to_numpy().ravel().tolist()

    app.query_params["release"] = release
    app.run()
    rows = pd.concat([table.value for table in app.table if "Where it is stated" in table.value.columns])
    mine = rows[rows["Where it is stated"].str.contains("Yours")]
    assert set(mine["Where it is stated"]) == {plain("Yours (not part of the data)")}
    assert set(mine["Date"]) == {"–"}
