"""The two pages: figures that lead to what they count, and one release down to its facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import pandas as pd
import pytest
from lxml.html import HtmlElement, document_fromstring
from streamlit.testing.v1 import AppTest

from dashboard.frame import loaders
from dashboard.frame.plain import link, plain, sentence, site
from dashboard.releases.table import ORDERS, RECORDED, matching, ordered, printed, releases
from dashboard.shared.component_tables import unsettled_notes
from openness.charts import CHARTS
from openness.charts.verdicts_by_year import WORDS
from openness.core.wording import lower_first
from openness.facts.evidence import facts_in_force
from openness.facts.package import Package
from openness.findings.elsewhere import elsewhere
from openness.findings.headline import CALLED_OPEN, headline_of, standing
from openness.findings.published import DISAGREES, held_against
from openness.query.grammar import Query
from openness.query.name_search import family_name, names_of, search
from openness.scoring.answer import Answer, answer
from tests.factories import package_of
from tests.pages.test_app import open_page, texts

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) $\\LaTeX$ **b**"


@pytest.fixture(scope="module")
def everything() -> Answer:
    return loaders.answer(Query())


@pytest.fixture(scope="module")
def table(everything: Answer) -> pd.DataFrame:
    return releases(everything)


# The headline


def _counts(app: AppTest) -> list[HtmlElement]:
    """The element of figures on the Overview."""
    made = [document_fromstring(element.proto.body) for element in app.get("html")]
    return [element for element in made if element.xpath("//*[@class='counts']")]


def _cards(app: AppTest) -> list[HtmlElement]:
    """Its figures, one by one."""
    return [card for counts in _counts(app) for card in counts.xpath("//*[@class='counts']/div")]


def test_four_counts_add_up_to_the_releases_called_open(everything: Answer) -> None:
    found = headline_of(everything).called_open
    assert found.total == int(everything.table["claim"].isin(CALLED_OPEN).sum())
    assert str(found.total) in headline_of(everything).sentence


@pytest.mark.parametrize("name", WORDS)
def test_link_of_a_figure_shows_exactly_what_it_counts(name: str, everything: Answer, table: pd.DataFrame) -> None:
    found = headline_of(everything).called_open
    number = getattr(found, name.replace("-", "_"))
    called = set(loaders.answer(Query(claim=CALLED_OPEN)).selected)
    assert len(matching(table[table["release"].isin(called)], stands=[name])) == number


def test_link_of_the_gap_shows_the_releases_in_its_median(everything: Answer, table: pd.DataFrame) -> None:
    gap = headline_of(everything).gap
    assert [len(matching(table, recorded=[name])) for name in RECORDED] == [gap.n, gap.left_out]


def test_overview_says_the_headline_and_the_gap_with_its_range(everything: Answer) -> None:
    app = open_page()
    headline = headline_of(everything)
    written = [text.value for text in app.markdown]
    assert written[0] == f"## {plain(headline.sentence)}\n\n**{plain(headline.gap_sentence)}**"
    found = headline.called_open
    cards = [card.text_content().lstrip() for card in _cards(app)]
    assert cards[0].startswith(f"{found.proven:,} of {found.total:,} {headline.parts[0].words}")
    for part, card in zip(headline.parts[1:], cards[1:4], strict=True):
        assert card.startswith(f"{part.number:,} {part.words}")
    assert "because facts are missing" in headline.gap_sentence
    assert f"{headline.gap.left_out} are left out" in headline.gap_sentence
    assert f"what the vendors of {headline.unread} others call theirs." in headline.sentence


def test_link_of_each_figure_leads_to_as_many_releases_as_it_says() -> None:
    for card in _cards(open_page(country="US")):
        link = card.xpath(".//a")[0]
        asked = parse_qs(link.get("href").removeprefix("releases?"))
        shown = releases(loaders.answer(Query(country=tuple(asked["country"]), claim=tuple(asked.get("claim", [])))))
        found = matching(shown, stands=asked.get("standing", []), recorded=asked.get("recorded", []))
        assert link.text_content().split()[2] == f"{len(found):,}"


def test_figure_that_counts_nothing_has_no_link() -> None:
    cards = _cards(open_page(claim="open-source", country="FR"))
    none = [card for card in cards if card.text_content().lstrip().startswith("0")]
    assert none
    assert all("None to show" in card.text_content() and not card.xpath(".//a") for card in none)


def test_figures_say_what_stands_in_a_definition_and_never_obey_it(
    everything: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = replace(headline_of(everything), title=HOSTILE, rubric=HOSTILE)
    monkeypatch.setattr(loaders, "headline", lambda _shown: hostile)
    [counts] = _counts(open_page())
    assert not counts.xpath(".//script")
    assert counts.text_content().count(HOSTILE) == 2


def test_overview_and_claims_give_one_count_of_those_called_open(everything: Answer) -> None:
    found = headline_of(everything)
    called = everything.table["claim"].isin(CALLED_OPEN)
    proven = (standing(everything) == "proven") & called.to_numpy()
    lead = f"{proven.sum()} of {called.sum()} {everything.reach}"

    assert found.lead == lead
    assert lead in CHARTS["claims"](everything, "light").title
    assert lead in CHARTS["claims-over-time"](everything, "light").title
    assert found.unread == int((everything.table["claim"] == "").sum())


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        (["open-weights"], "No release in this selection is called open source, fully open or open by its vendor."),
        (["open-source"], "The one release here that its vendor calls open source, fully open or open"),
        (["open", "fully-open"], "Of 2 AI releases that their vendors call open source, fully open or open, none is"),
    ],
)
def test_headline_of_few_releases_is_still_a_sentence(claims: list[str], expected: str) -> None:
    releases = [{"release": f"r{number}", "claim": claim} for number, claim in enumerate(claims)]
    assert headline_of(answer(package_of(releases=releases, facts=[]))).sentence.startswith(expected)


def test_definition_without_a_training_side_gives_no_gap() -> None:
    shown = loaders.answer(Query(rubric="eu-ai-act-53-2"))
    assert headline_of(shown).both_sides is False
    assert "gives no gap" in headline_of(shown).gap_sentence


# The table of releases


def searched(table: pd.DataFrame, words: str) -> pd.DataFrame:
    return matching(table, search(words, names_of(loaders.package())))


def test_search_needs_every_word_in_name_or_vendor(table: pd.DataFrame) -> None:
    found = searched(table, "OLMO allen")
    assert len(found) > 1
    assert found["name"].str.casefold().str.contains("olmo").all()
    assert searched(table, "olmo nowhere-to-be-found").empty


def test_a_release_is_found_by_what_others_call_it(everything: Answer) -> None:
    assert {"lamda", "palm-2"} <= set(searched(releases(everything), "bard")["release"])


def test_search_is_text_and_no_pattern(table: pd.DataFrame) -> None:
    assert searched(table, ".*").empty
    assert searched(table, "(").empty


def test_the_best_match_is_the_first_row(table: pd.DataFrame) -> None:
    assert searched(table, "olmo2")["name"].iloc[0] == "OLMo 2"


def test_the_page_offers_the_best_matches_to_the_keyboard_and_says_what_is_not_covered() -> None:
    app = open_page("releases", q="llama4")
    assert "Llama 4" in [button.label for button in app.button]
    assert app.dataframe[0].value["Release"].iloc[0] == "Llama 4"

    app = open_page("releases", q="Lamma 4")
    assert "“Lamma 4” is not covered; nearest:" in texts(app)
    assert "Llama 4" in [button.label for button in app.button]


def test_printed_table_has_whole_points_and_says_what_is_not_recorded(table: pd.DataFrame) -> None:
    rows = printed(table)
    for column in ("Score", "If all unknowns were open", "Weights", "Training", "Gap", "Gap, lowest", "Gap, highest"):
        numbers = rows[column].dropna()
        assert (numbers == numbers.round()).all()
    silent = table["status"].to_numpy() == "not-enough-recorded"
    assert rows.loc[silent, "Verdict"].str.startswith("Not enough recorded: ").all()
    assert not rows.loc[~silent, "Verdict"].str.startswith("Not enough recorded").any()


def test_dates_of_release_sort_as_dates(table: pd.DataFrame) -> None:
    shown = printed(table.sort_values("released"))["Released"].dropna()
    assert all(isinstance(moment, date) for moment in shown)
    assert shown.is_monotonic_increasing


def test_address_of_a_figure_narrows_the_table_down(table: pd.DataFrame) -> None:
    app = open_page("releases", claim=list(CALLED_OPEN), standing="proven")
    expected = table[table["claim"].isin(CALLED_OPEN) & (table["standing"] == "proven")]
    assert sorted(app.dataframe[0].value["Release"]) == sorted(expected["name"])


def test_unknown_choice_in_an_address_is_named_and_ignored(table: pd.DataFrame) -> None:
    app = open_page("releases", standing="<b>bogus</b>")
    assert len(app.dataframe[0].value) == len(table)
    assert "standing=<b>bogus</b> is left out; there is no such choice." in [text.value for text in app.text]


def test_search_without_a_hit_says_so() -> None:
    app = open_page("releases", q="nowhere-to-be-found")
    assert not app.dataframe
    assert "“nowhere-to-be-found” is not covered" in texts(app)


def test_what_leaves_nothing_says_which_filter_to_remove_and_the_search_stays() -> None:
    app = open_page("releases", q="nowhere-to-be-found", country="EU")
    european = len(loaders.answer(Query(country=("EU",))).selected)
    assert f"Without **search “nowhere-to-be-found”** there are **{european} releases**." in texts(app)
    assert app.text_input(key="_page_q").value == "nowhere-to-be-found"

    app.button(key="loosen").click().run()

    assert dict(app.query_params) == {"country": "EU"}
    assert len(app.dataframe[0].value) == european


def test_filters_that_only_together_leave_nothing_are_all_named() -> None:
    named = loaders.answer(Query(claim=("proprietary",)))
    assert named.selected
    app = open_page("releases", claim="proprietary", verdict="meets", size="..0.000001")
    assert "No single one of them is in the way" in texts(app)


@pytest.mark.parametrize("order", ORDERS)
def test_table_is_sorted_as_asked_and_holds_the_same_releases(order: str, everything: Answer) -> None:
    table, ids = releases(everything), everything.rubric.verdict_ids
    found = ordered(table, order, ids)
    assert sorted(found["release"]) == sorted(table["release"])
    columns = {"verdict": found["verdict"].map(ids.index), "newest": found["released"]}
    if order in ("verdict", "newest"):
        assert (columns[order].is_monotonic_increasing, columns[order].is_monotonic_decreasing)[order == "newest"]
    elif order in ("score", "training_openness", "parameters_b"):
        assert pd.to_numeric(found[order], errors="coerce").dropna().is_monotonic_decreasing
    else:  # every value stands together, and what is not known comes last
        starts = found[order].ne(found[order].shift()).sum()
        assert starts == found[order].nunique()
        if order != "commercial":
            assert found[order].iloc[-1] == ""


def test_commercial_use_in_the_table_is_that_of_the_filter(everything: Answer) -> None:
    table = releases(everything)
    assert set(table.loc[table["commercial"] == "free", "release"]) == set(
        loaders.answer(Query(use="commercial")).selected
    )
    closed = table[table["commercial"] == "no-weights"]
    assert len(closed) > 0
    assert (closed["licence"] == "").all()


# A family


def test_family_has_a_page_that_its_releases_lead_to_and_that_leads_to_them() -> None:
    family, number = next(iter(loaders.package().releases["family"].replace("", None).value_counts().items()))
    app = open_page("releases", family=str(family))
    assert not app.exception
    assert len(app.dataframe[0].value) == number
    assert f"{number} releases, " in texts(app)
    assert f"Shown: family {family_name(str(family), loaders.package())}" in texts(app)

    release = loaders.answer(Query(family=(str(family),))).selected[0]
    app = open_page("releases", release=release)
    app.button(key="family").click().run()
    assert dict(app.query_params) == {"family": family}


def test_release_without_others_of_its_family_has_no_link_to_one() -> None:
    releases = loaders.package().releases
    alone = releases[~releases["family"].duplicated(keep=False) | (releases["family"] == "")]
    app = open_page("releases", release=str(alone["release"].iloc[0]))
    assert "family" not in [button.key for button in app.button]


# One release


def test_release_says_its_verdict_under_every_other_definition_with_the_address(everything: Answer) -> None:
    release = everything.selected[0]
    written = [text.value for text in open_page("releases", release=release).markdown]
    [line] = [text for text in written if "other definitions" in text]
    others = list(loaders.definitions())[1:]
    assert [f"(releases?rubric={name}&release={release})" in line for name in others] == [True] * len(others)
    for name in others:
        shown = loaders.answer(Query(rubric=name, release=(release,)))
        assert plain(lower_first(shown.verdict_words[0])) in line
    changed = loaders.answer(Query(edit=(("credit.partial", "0.25"),), release=(release,)))
    assert len(elsewhere(changed, release)) == len(others) + 1, "the published version is another definition"


def release_page(release: str, **parameters: str) -> AppTest:
    app = open_page("releases", release=release, **parameters)
    assert not app.exception
    return app


def table_with(app: AppTest, column: str) -> pd.DataFrame:
    return next(table.value for table in app.table if column in table.value.columns)


def test_release_shows_verdict_reasons_components_and_history(everything: Answer) -> None:
    # A release that fails: every failed condition stands on its page in words.
    row = everything.table[everything.table["failed"].str.contains("|", regex=False)].iloc[0]
    app = release_page(row["release"])
    read = texts(app)
    assert f"Verdict: {plain(row['verdict_words'][:1].upper() + row['verdict_words'][1:])}" in read
    assert "Why it does not meet" in read
    assert [heading for heading in ("Components", "History") if heading in read] == ["Components", "History"]
    components = table_with(app, "Where it is stated")
    assert list(components.columns[:3]) == ["Component", "Available", "Licence"]
    assert all(cell.startswith("[") for cell in components["Where it is stated"] if cell)


def test_what_a_component_is_can_be_asked_on_the_release_s_page(everything: Answer) -> None:
    app = AppTest.from_function(_questions_open, default_timeout=60)
    app.session_state["component_questions"] = True
    said = texts(app.run())
    components = everything.package.components
    assert all(plain(question) in said for question in components["question"])


def _questions_open() -> None:
    from dashboard.frame import loaders
    from dashboard.shared import component_tables
    from openness.query.grammar import Query

    component_tables.draw(loaders.answer(Query()), "olmo-2")


def test_what_was_looked_for_and_not_settled_says_what_was_found(everything: Answer) -> None:
    # Olmo 3's processing code: tools are public, the code that read the PDFs is not: not for want of looking
    notes = unsettled_notes(everything.package, "olmo-3")
    shown = texts(release_page("olmo-3"))
    unsettled = notes["Data processing code"]
    assert f"looked for and not settled. {sentence(unsettled)}" in shown


def test_release_that_sources_disagree_about_shows_each_word(everything: Answer) -> None:
    words = facts_in_force(everything.package)
    app = release_page(words.loc[~words["agrees"], "release"].iloc[0])
    assert "Where sources disagree" in texts(app)
    table = table_with(app, "Agreement")
    assert table["Agreement"].str.fullmatch(r"\d+ of \d+ agree").all()
    assert table["Who says what"].str.contains(";").all()


def test_published_verdict_stands_beside_ours_with_the_reasons(everything: Answer) -> None:
    published = everything.package.verdicts
    mine = published[(published["rubric"] == everything.rubric.id)]
    told = everything.table.set_index("release")["verdict"]
    best = everything.scores.verdict_ids[0]
    other = next(release for release in mine["release"] if release in told.index and told[release] != best)
    read = texts(release_page(other))
    assert "What others say" in read
    assert "By the facts here, " in read
    assert "because:" in read


def test_disagreement_with_a_published_verdict_is_named(everything: Answer) -> None:
    held = [one for one in held_against(everything, "osi") if one.agreement == DISAGREES]
    for one in held:
        assert "The two differ." in texts(release_page(one.release)).replace("**", "")


def test_release_without_evidence_has_a_page_that_says_so(everything: Answer) -> None:
    # The same release, asked of a source that says nothing about it.
    sources = everything.package.sources["source"].iloc[-1]
    silent = next(
        release
        for release in everything.selected
        if not (
            (everything.package.facts["release"] == release) & (everything.package.facts["source"] == sources)
        ).any()
    )
    app = release_page(silent, sources=sources)
    assert "Nothing is recorded about this release" in texts(app)
    assert not app.table


def hostile_package() -> Package:
    return package_of(
        releases=[{"release": "r1", "name": HOSTILE, "claim": "open", "url": "https://example.org/a b)[x](y"}],
        facts=[{"release": "r1", "component": "base_weights", "licence": "MIT", "url": "javascript:alert(1)"}],
        vendors=[{"vendor": "acme", "name": HOSTILE, "url": "javascript:alert(1)"}],
    )


def test_names_and_addresses_from_the_data_are_shown_and_never_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = answer(hostile_package())
    monkeypatch.setattr(loaders, "answer", lambda query: shown)
    app = AppTest.from_function(_one_release, default_timeout=60).run()
    assert not app.exception
    for element in (*app.markdown, *app.header, *app.subheader, *app.caption):
        assert "](javascript:" not in element.value
        assert "<script>" not in element.value.replace("\\<script\\>", "")
    assert app.header[0].value == plain(HOSTILE)


def _one_release() -> None:
    from dashboard.frame import loaders
    from dashboard.releases import sheet
    from openness.query.grammar import Query

    sheet.draw(loaders.answer(Query()), "r1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a_b*c", r"a\_b\*c"),
        ("$x$", r"\$x\$"),
        ("two\nlines", "two lines"),
        (":red[x]", r"\:red\[x\]"),
        ("- a", r"\- a"),
        ("1. a", r"1\. a"),
        ("2999-01-01", "2999-01-01"),
        ("a-b", "a-b"),
    ],
)
def test_text_is_shown_unchanged(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//example.org", "http:", "", "not a url"])
def test_only_web_addresses_become_links(url: str) -> None:
    assert link("page", url) == "page"


def test_address_cannot_break_out_of_its_link() -> None:
    assert link("page", "https://example.org/a)(b [c] d") == "[page](https://example.org/a%29%28b%20%5Bc%5D%20d)"
    assert site("https://www.example.org/x") == "example.org"


def test_a_reply_of_the_vendor_stands_beside_the_verdict_and_an_error_can_be_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    package = package_of(
        releases=["r1"],
        facts=[{"release": "r1", "component": "base_weights", "licence": "MIT"}],
        replies=[{"release": "r1", "text": "We *disagree*."}],
    )
    shown = answer(package)
    monkeypatch.setattr(loaders, "answer", lambda query: shown)
    app = AppTest.from_function(_one_release, default_timeout=60)
    app.session_state["report_error"] = True
    app.run()
    assert not app.exception
    assert app.info[0].value == (
        "**What Acme replied on 10 November 2026:** We \\*disagree\\*. ([Acme, example.org](https://example.org/reply))"
    )
    (box,) = [one for one in app.selectbox if one.label == "What is it about?"]
    box.set_value("base_weights").run()
    assert app.code[0].value.splitlines()[3].startswith("Fact: Base weights: open, MIT (A source, 1 November 2026")
    (kind,) = [one for one in app.radio if one.label == "What do you report?"]
    kind.set_value("A reply, as the vendor of this release").run()
    assert app.code[0].value.splitlines()[:4] == ["Reply: R1", "", "Release: R1 (r1)", "Vendor: Acme"]
