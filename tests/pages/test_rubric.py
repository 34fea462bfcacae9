"""The editor: what a control does to the address, and what becomes of everything typed, right or wrong."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.frame import loaders
from dashboard.frame.plain import plain
from dashboard.rubric import changes, editor
from dashboard.rubric.undo import History
from openness.core.strict_yaml import MAX_BYTES
from openness.facts.own_evidence import MARK
from openness.facts.own_template import template
from openness.query.grammar import Query
from openness.rubric.load import fingerprint, load_rubric
from openness.rubric.presets import load_presets
from tests.conftest import ROOT
from tests.pages.test_app import arriving, open_page, texts


def alerts(app: AppTest) -> str:
    return "\n".join(str(part.value) for part in [*app.error, *app.success, *app.info])


def test_a_weight_becomes_an_edit_is_marked_and_can_be_put_back() -> None:
    app = open_page("rubric")
    assert not app.exception
    assert "As published" in texts(app)

    app.slider(key="_rubric_weight.data").set_value(6.0).run()
    assert app.query_params["edit"] == "weight.data:6"
    assert "Your definition" in texts(app)
    shown = loaders.answer(Query(edit=(("weight.data", "6"),)))
    assert f"version code {shown.fingerprint}" in texts(app)

    app.button(key="rubric_back_row_weight.data").click().run()
    assert "edit" not in app.query_params
    assert "Your definition" not in texts(app)
    assert app.slider(key="_rubric_weight.data").value == 3.0


def test_undo_and_redo_walk_through_the_changes() -> None:
    app = open_page("rubric")
    app.slider(key="_rubric_weight.data").set_value(6.0).run()
    app.slider(key="_rubric_weight.code").set_value(1.0).run()

    app.button(key="rubric_undo").click().run()
    assert app.query_params["edit"] == "weight.data:6"
    app.button(key="rubric_undo").click().run()
    assert "edit" not in app.query_params
    app.button(key="rubric_redo").click().run()
    app.button(key="rubric_redo").click().run()
    assert app.query_params["edit"] == "weight.code:1,weight.data:6"
    assert app.button(key="rubric_redo").disabled


def test_a_preset_is_one_change_that_says_why() -> None:
    preset = load_presets(ROOT)[0]
    app = open_page("rubric", edit=",".join(f"{path}:{value}" for path, value in preset.edits.items()))

    assert plain(preset.reasoning) in texts(app)


def test_reset_asks_first() -> None:
    app = open_page("rubric", edit="weight.data:6,weight.code:1")

    assert "This forgets 2 changes" in texts(app)
    app.button(key="rubric_reset_yes").click().run()
    assert "edit" not in app.query_params


@pytest.mark.parametrize(
    ("part", "rubric"),
    [
        *((part, "") for part in editor.PARTS),
        ("Verdicts", "eu-ai-act-53-2"),
        ("Verdicts", "osai-index-2026"),
        ("Points for each degree", "osai-index-2026"),
    ],
)
def test_every_part_is_drawn_without_changing_anything(part: str, rubric: str) -> None:
    app = open_part(part, **({"rubric": rubric} if rubric else {}))

    assert not app.exception
    assert not app.error
    assert "edit" not in app.query_params


def open_part(part: str, **parameters: str) -> AppTest:
    app = arriving("rubric")
    app.session_state["rubric_part"] = part
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def test_what_cannot_be_applied_stays_where_it_was_set_and_is_applied_when_it_can() -> None:
    app = open_part("Points for each degree")

    app.slider(key="_rubric_credit.partial").set_value(0.9).run()
    assert "edit" not in app.query_params
    assert app.slider(key="_rubric_credit.partial").value == 0.9
    assert plain("credit.partial") in alerts(app)

    app.slider(key="_rubric_credit.gated").set_value(0.95).run()
    assert app.query_params["edit"] == "credit.gated:0.95,credit.partial:0.9"
    assert not app.error


def test_a_condition_of_a_verdict_is_changed_and_taken_away() -> None:
    app = open_part("Verdicts")
    first = next(iter(loaders.answer(Query()).rubric.verdicts[0].requires.criteria))

    app.selectbox(key=f"_rubric_verdict.meets.{first}.availability").set_value("gated").run()
    assert app.query_params["edit"] == f"verdict.meets.{first}.availability:gated"
    app.selectbox(key=f"_rubric_verdict.meets.{first}.availability").set_value("").run()
    assert app.query_params["edit"] == f"verdict.meets.{first}:null"


def test_a_verdict_is_taken_out_with_all_that_speaks_of_it() -> None:
    app = open_part("Verdicts")
    app.button(key="rubric_take_out").click().run()

    assert not app.error
    shown = loaders.answer(Query(edit=tuple(_edits(app).items())))
    assert "meets" not in shown.rubric.verdict_ids


def _edits(app: AppTest) -> dict[str, str]:
    from openness.query.edits import unpack_edits

    value = app.query_params["edit"]
    return unpack_edits(value if isinstance(value, str) else value[0])


def test_a_criterion_is_switched_off_and_on_and_its_side_is_changed() -> None:
    app = open_part("Criteria")
    key = next(iter(loaders.answer(Query()).rubric.criteria))

    app.toggle(key=f"_rubric_{key}_on").set_value(False).run()
    assert app.query_params["edit"] == f"weight.{key}:0"
    app.toggle(key=f"_rubric_{key}_on").set_value(True).run()
    assert "edit" not in app.query_params
    app.selectbox(key=f"_rubric_criterion.{key}.side").set_value("none").run()
    assert app.query_params["edit"] == f"criterion.{key}.side:none"


def test_a_short_title_stands_beside_the_title_and_is_taken_away_by_empty_text() -> None:
    app = open_part("Texts")
    app.text_input(key="_rubric_short").set_value("Ours").run()
    assert _edits(app) == {"short": "Ours"}
    assert not app.exception

    app.text_input(key="_rubric_short").set_value("").run()
    assert "edit" not in app.query_params


def test_a_title_is_a_change_like_any_other() -> None:
    app = open_part("Texts")
    app.text_input(key="_rubric_title").set_value("Ours: NO").run()

    assert _edits(app) == {"title": "Ours: NO"}
    assert not app.exception


def test_text_that_is_wrong_stays_as_typed_and_the_definition_in_force_stays() -> None:
    app = open_part("YAML", edit="weight.data:6")
    good = app.text_area(key="_rubric_yaml").value
    assert "    weight: 6\n" in good

    bad = good.replace("ranked_from: 0.65", "ranked_from: much")
    app.text_area(key="_rubric_yaml").set_value(bad).run()
    line = bad[: bad.index("ranked_from")].count("\n") + 1
    assert f"**Line {line}.** ranked\\_from must be a number" in alerts(app)
    assert app.text_area(key="_rubric_yaml").value == bad
    assert app.query_params["edit"] == "weight.data:6"

    mended = bad.replace("ranked_from: much", "ranked_from: 0.5  # mine")
    app.text_area(key="_rubric_yaml").set_value(mended).run()
    assert not app.error
    assert app.query_params["edit"] == "ranked_from:0.5,weight.data:6"
    assert app.text_area(key="_rubric_yaml").value == mended


@pytest.mark.parametrize("done", [False, True], ids=["before-it-is-in-force", "after"])
def test_typed_comments_outlive_a_callback_that_is_cut_short(done: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    adopt, cuts = changes.adopt, [st.rerun]

    def cut_short(*args: Any, **others: Any) -> None:
        if done or not cuts:
            adopt(*args, **others)
        if cuts:
            cuts.pop()()  # ends a callback just as the next request of the browser does

    monkeypatch.setattr(changes, "adopt", cut_short)
    app = open_part("YAML")
    text = app.text_area(key="_rubric_yaml").value.replace("ranked_from: 0.65", "ranked_from: 0.5  # mine")
    app.text_area(key="_rubric_yaml").set_value(text).run()

    assert not cuts
    assert not app.error
    assert app.query_params["edit"] == "ranked_from:0.5"
    assert app.text_area(key="_rubric_yaml").value == text


UPLOAD = """
import streamlit as st
from dashboard.frame import brought, loaders, state
from dashboard.rubric import files as rubric_files
from dashboard.rubric import own_evidence
state.begin("rubric")
st.button("take", key="take", on_click=lambda: rubric_files.take(st.session_state["content"], "mine.yaml"))
st.button("facts", key="facts", on_click=lambda: own_evidence.take(st.session_state["facts_"], "mine.csv"))
st.button("drop", key="drop", on_click=own_evidence._drop)
shown = loaders.answer(state.query())
st.session_state["text"] = rubric_files.as_text(shown)
st.session_state["shown"] = (shown.fingerprint, shown.query.rubric, shown.rubric, tuple(shown.table["name"]))
rubric_files._problems()
rubric_files.files(shown)
own_evidence.draw()
"""


def upload(content: bytes) -> AppTest:
    app = AppTest.from_string(UPLOAD, default_timeout=60)
    app.session_state["content"] = content
    app.session_state["facts_"] = content
    return app.run()


def test_a_file_with_comments_is_continued_and_comes_back_with_them() -> None:
    source = (ROOT / "rubric.yaml").read_text("utf-8").replace("ranked_from: 0.65", "ranked_from: 0.5  # our bar")
    app = upload(source.encode())
    app.button(key="take").click().run()

    assert app.query_params["edit"] == "ranked_from:0.5"
    assert app.session_state["text"] == source
    mark, _, rubric, _ = app.session_state["shown"]
    again = load_rubric(source, components=rubric.components)
    assert fingerprint(again, loaders.package().digest) == mark


def test_the_file_is_made_outside_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Callable[[], bytes]] = []

    def button(*_args: object, data: Callable[[], bytes], **_others: object) -> None:
        made.append(data)

    monkeypatch.setattr(st, "download_button", button)
    source = "# my very own comment\n" + (ROOT / "rubric.yaml").read_text("utf-8")
    app = upload(source.replace("ranked_from: 0.65", "ranked_from: 0.5  # our bar").encode())
    app.button(key="take").click().run()

    assert not app.exception
    with ThreadPoolExecutor(1) as elsewhere:  # as Streamlit does it
        text = elsewhere.submit(made[-1]).result().decode()
    assert text.startswith("# my very own comment\n")
    assert "ranked_from: 0.5  # our bar\n" in text
    assert text == app.session_state["text"]


def test_the_upload_names_the_limit_that_holds() -> None:
    app = upload(b"")

    assert app.get("file_uploader")[0].label == f"Continue from a file of at most {MAX_BYTES // 1024} KB"


def test_a_definition_too_different_for_an_address_is_kept_for_the_session() -> None:
    import hashlib

    source = (ROOT / "rubric.yaml").read_text("utf-8")
    noise = "".join(f"  - {' '.join(hashlib.sha256(bytes([n, m])).hexdigest() for m in range(60))}\n" for n in range(3))
    app = upload(f"# kept comment\n{source}".replace("notes:\n", f"notes:\n{noise}").encode())
    app.button(key="take").click().run()

    mark, rubric, found, _ = app.session_state["shown"]
    assert rubric == "yours"
    assert "edit" not in app.query_params
    assert load_rubric(app.session_state["text"], components=found.components) == found
    assert app.session_state["text"].startswith("# kept comment\n")
    assert mark == fingerprint(found, loaders.package().digest)


def test_a_broken_upload_is_told_line_by_line_and_changes_nothing() -> None:
    app = upload(b"id: x\nid: y\ntitle: NO\n")
    app.button(key="take").click().run()

    assert "**Line 2.** repeats a key" in alerts(app)
    assert "edit" not in app.query_params
    assert app.session_state["shown"][0] == loaders.answer(Query()).fingerprint


def test_own_facts_count_in_this_session_only() -> None:
    app = upload(template().encode())
    shared = app.session_state["shown"]
    app.button(key="facts").click().run()

    assert "3 facts; 1 release of your own" in alerts(app)
    mark, _, _, names = app.session_state["shown"]
    assert "My model" + MARK in names
    assert mark != shared[0]
    other = upload(b"")
    assert other.session_state["shown"] == shared

    app.button(key="drop").click().run()
    assert app.session_state["shown"] == shared


def test_facts_that_are_wrong_are_told_by_row_and_what_was_there_stays() -> None:
    app = upload(template().encode())
    app.button(key="facts").click().run()
    app.session_state["facts_"] = b"release,component,availability\nx,api,opn\n"
    app.button(key="facts").click().run()

    assert app.code[0].value.startswith("mine.csv:2: column 'availability' is not one of the states")
    assert "My model" + MARK in app.session_state["shown"][3]


def test_history_forgets_what_was_undone_once_something_else_is_done() -> None:
    a, b, c = (("", (("weight.data", value),)) for value in "123")
    history = History().seen(a).seen(b)
    assert history.seen(b) is history
    back = history.seen(a)
    assert (back.before, back.after) == (None, b)
    assert back.seen(c).states == (a, c)
    assert back.seen(b).at == 1


def test_history_is_bounded() -> None:
    history = History()
    for number in range(500):
        history = history.seen(("", (("weight.data", str(number)),)))
    assert len(history.states) == 200
    assert history.before == ("", (("weight.data", "498"),))


def test_a_score_that_cannot_be_asked_for_stays_in_its_box() -> None:
    app = open_page("rubric", rubric="osai-index-2026")
    app.session_state["rubric_part"] = "Verdicts"
    second = loaders.answer(Query(rubric="osai-index-2026")).rubric.verdicts[1].id
    app.session_state["_rubric_verdict"], app.session_state["_rubric_condition"] = second, "score"
    app.run()
    box = app.number_input[0]
    box.set_value(99.0).run()

    assert "can never be reached" in alerts(app)
    assert app.number_input[0].value == 99.0


def test_the_switch_of_a_criterion_shows_what_waits() -> None:
    app = open_page("rubric")
    app.session_state["rubric_part"] = "Criteria"
    app.run()
    criteria = list(loaders.answer(Query()).rubric.dimensions["data"].criteria)
    for key in criteria:
        app.slider(key=f"_rubric_weight.{key}").set_value(0.0).run()

    assert "Not applied yet" in "".join(str(part.proto) for part in app.error)
    app.selectbox(key="_rubric_criterion").set_value(criteria[-1]).run()
    assert app.toggle(key=f"_rubric_{criteria[-1]}_on").value is False


def test_reset_of_the_filters_keeps_what_was_made_of_the_definition() -> None:
    app = open_page("rubric", edit="weight.data:6", country="FR")
    app.button(key="reset").click().run()

    assert app.query_params["edit"] == "weight.data:6"
    assert "country" not in app.query_params
    assert "reset" not in [button.key for button in app.button]


def test_the_verb_of_a_verdict_can_be_edited() -> None:
    app = open_page("rubric")
    app.session_state["rubric_part"] = "Texts"
    app.session_state["_rubric_text"] = "verdict.meets"
    app.run()
    app.text_input(key="_rubric_verdict.meets.phrase").set_value("pass").run()

    assert app.query_params["edit"] == "verdict.meets.phrase:pass"


def test_a_level_that_waits_for_a_lower_one_offers_to_take_it_along() -> None:
    app = open_part("Points for each degree")
    app.slider(key="_rubric_credit.gated").set_value(0.0).run()
    assert "worth more" in alerts(app)
    assert "edit" not in app.query_params
    offer = app.button(key="rubric_along_credit_gated")
    assert offer.label == "Set Partial to 0 too"
    offer.click().run()
    assert app.query_params["edit"] == "credit.gated:0,credit.partial:0"
    assert not app.error
    assert not app.exception


def test_licences_out_of_the_score_are_still_asked_for_by_verdicts_and_that_is_said() -> None:
    app = open_part("Points for each degree")
    said = [caption.value for caption in app.caption]
    assert not any("verdicts still ask" in text for text in said)
    app.toggle(key="_rubric_licences").set_value(False).run()
    assert any("verdicts still ask for them: 2 of 4" in caption.value for caption in app.caption)
