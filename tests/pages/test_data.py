"""The Data and the Method page as a reader gets them: parts, tables, addresses, and what is said of nothing."""

from __future__ import annotations

import pytest

from dashboard.frame import loaders
from dashboard.frame.plain import plain
from openness.charts import CHARTS, PAGES, PARTS
from openness.facts.audits import measured
from openness.facts.contradictions import RULES
from openness.facts.guide import levels
from openness.facts.schema import resources
from openness.findings.coverage import GROUPS, scope
from openness.findings.doubts import doubts
from openness.query.grammar import Query
from openness.report.method import GLOSSARY, criteria, parts
from tests.pages.test_app import open_page, texts

SECTIONS = ("covered", "sources", "doubts", "editions", "files")


@pytest.mark.parametrize("part", SECTIONS)
def test_each_part_renders_with_its_charts_and_texts_for_those_who_do_not_see(part: str) -> None:
    app = open_page("data", part=part)

    assert not app.exception
    assert not app.warning
    drawn = [*app.get("plotly_chart"), *app.get("arrow_data_frame"), *app.get("arrow_table")]
    assert all(element.proto.alt for element in drawn if hasattr(element.proto, "alt"))
    here = [slug for slug, page in PAGES.items() if page == "data" and dict(PARTS[slug]).get("part", "covered") == part]
    where = [table.value[name] for table in app.dataframe for name in table.value if name.endswith(" at")]
    assert all(column.notna().all() for column in where)  # the grid prints "None" where nothing stands
    assert part != "editions" or any((column == "").any() for column in where)
    alts = {element.proto.alt for element in app.get("plotly_chart")}
    assert alts == {CHARTS[slug](loaders.answer(Query())).alt for slug in here}


@pytest.mark.parametrize("group", GROUPS)
def test_what_is_covered_is_counted_by_what_the_reader_asks(group: str) -> None:
    app = open_page("data", group=group)
    shown = loaders.answer(Query())

    table = app.dataframe[0].value
    assert table.columns[0] == GROUPS[group]
    assert table["Releases"].sum() == len(shown.selected)
    assert plain(scope(shown)) in [header.value for header in app.header]


def test_sources_show_what_was_measured_of_them() -> None:
    app = open_page("data", part="sources")

    table = app.table[0].value
    assert (table["Found wrong"] != "not measured").sum() >= measured(loaders.package())["kind"].nunique()
    assert "Cohen's kappa" in texts(app)


def test_pair_of_sources_from_the_address() -> None:
    first = open_page("data", part="sources").selectbox(key="_page_pair").options
    assert len(first) > 1
    app = open_page("data", part="sources", pair="osai-index mot")

    assert not app.warning
    assert app.dataframe[0].value["Component"].iloc[0] == "All together"


def test_doubts_are_counted_by_rule_and_narrowed_by_kind() -> None:
    found = doubts(loaders.answer(Query()))
    app = open_page("data", part="doubts")
    counted = app.table[0].value

    assert counted["What"].tolist()[: len(RULES)] == [plain(rule.title) for rule in RULES]
    assert counted["Facts"].str.replace(",", "").astype(int).sum() == len(found)
    first = found[~found["kind"].isin([rule.id for rule in RULES])].iloc[0]
    listed = app.dataframe[0].value[
        ~app.dataframe[0].value["Doubt"].isin([rule.title for rule in RULES if rule.certain])
    ]
    assert listed["Release"].iloc[0] == first["name"]
    assert listed["Component"].iloc[0] == first["component_title"]
    narrowed = open_page("data", part="doubts", doubt="weak")
    assert set(narrowed.dataframe[0].value["Doubt"]) == {"Recorded on weak ground"}
    assert narrowed.dataframe[0].value["Line to edit"].str.contains("first-party,").all()


@pytest.mark.parametrize("table", ["evidence", "audits"])
def test_a_table_is_explained_column_by_column(table: str) -> None:
    app = open_page("data", part="files", table=table)

    fields = resources()[table]["schema"]["fields"]
    assert app.table[0].value["Column"].tolist() == [plain(field["name"]) for field in fields]
    assert app.table[0].value["What it holds"].str.len().gt(3).all()


@pytest.mark.parametrize(("name", "part"), [*(("data", part) for part in SECTIONS), ("method", "")])
def test_nothing_selected_is_said_and_breaks_nothing(name: str, part: str) -> None:
    app = open_page(name, to="1999", **({"part": part} if part else {}))

    assert not app.exception
    assert [header.value for header in app.header]


def test_unknown_part_is_named() -> None:
    app = open_page("data", part="nowhere")

    assert "nowhere" in "".join(str(box.value) for box in app.warning)


@pytest.mark.parametrize("rubric", ["", "g7-2026", "osai-index-2026"])
def test_method_says_all_of_the_text_for_each_definition(rubric: str) -> None:
    app = open_page("method", **({"rubric": rubric} if rubric else {}))
    said, shown = texts(app), loaders.answer(Query(rubric=rubric))

    assert not app.exception
    for part in parts(shown):
        assert plain(part.title) in said
        assert all(plain(text) in said for text in part.text)
        assert all(plain(text) in said for _, text in part.points)
    table = criteria(shown)
    assert len(table) == len(shown.rubric.criteria)
    assert all(plain(title) in said for title in table["criterion"])
    assert table["weight"].sum() == pytest.approx(1)
    assert plain(GLOSSARY.points[0][1]) in said
    for component, told in levels().items():
        assert f"- Open: {plain(told['open'])}" in said, component


def test_steps_are_ten_in_their_order() -> None:
    steps = next(part for part in parts(loaders.answer(Query())) if part.id == "steps")

    assert [term.partition(".")[0] for term, _ in steps.points] == [str(number) for number in range(1, 11)]
