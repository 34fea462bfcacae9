"""Citations: the sources first, then date, definition, fingerprint and address, in every form."""

from __future__ import annotations

import re

import pytest

from openness.core.wording import day
from openness.facts.readings import MACHINES
from openness.publish.citation import NAMED, Citation, Source, cite, sources_of
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from tests.factories import MACHINE_SOURCES, SOURCES, fact, package_of
from tests.shared import LIVE

HOSTILE = r"50% of \input{/etc/passwd} {braces} & $x_1$ #1 ~ ^"


@pytest.fixture(scope="module")
def shown() -> Answer:
    return LIVE.answer()


@pytest.fixture(scope="module")
def citation(shown: Answer) -> Citation:
    return cite("Open weights run ahead", shown, key="gap", url="https://example.org/?country=FR#gap")


def test_sources_that_state_most_come_first_and_only_those_that_count(shown: Answer) -> None:
    facts = shown.evidence.fact[shown.rows]
    said = shown.evidence.facts["source"].iloc[facts[facts >= 0]].value_counts()
    titles = dict(zip(shown.package.sources["source"], shown.package.sources["title"], strict=True))

    assert {source.title for source in sources_of(shown)} == {titles[source] for source in said.index}
    assert sources_of(shown)[0].title == titles[said.index[0]]


def test_one_source_asked_for_is_the_only_one_cited(shown: Answer) -> None:
    only = answer(shown.package, Query(sources=("osai-index",)))

    assert [source.title for source in sources_of(only)] == ["European Open Source AI Index"]


@pytest.mark.parametrize("form", ["plain", "apa", "bibtex"])
def test_every_form_names_finding_definition_date_fingerprint_and_address(
    citation: Citation, shown: Answer, form: str
) -> None:
    text = getattr(citation, form)

    for said in ("Open weights run ahead", shown.rubric.title, day(shown.as_of), shown.fingerprint, "country=FR"):
        assert said in text


def test_plain_citation_names_the_sources_before_the_one_who_compiled_them(citation: Citation) -> None:
    text = citation.plain

    assert text.startswith(citation.others[0].title)
    assert text.index(citation.others[-1].title) < text.index("compiled by Openness Gap")


@pytest.mark.parametrize("form", ["plain", "apa", "bibtex", "short", "collection"])
def test_our_own_reading_is_no_source_beside_us(citation: Citation, form: str) -> None:
    assert {"first-party"} <= {source.source for source in citation.sources}
    assert "Read by this project" not in getattr(citation, form)


def test_what_our_machines_read_is_no_source_beside_us() -> None:
    said = zip(("training_code", "api", "package"), (*MACHINES, "mot"), strict=True)
    facts = [fact("alpha", component, source=source) for component, source in said]
    own = cite("A finding", answer(package_of(facts=facts, sources=[*SOURCES, *MACHINE_SOURCES])))

    assert {source.source for source in own.sources} == {*MACHINES, "mot"}
    assert [source.source for source in own.others] == ["mot"]
    assert "read by machine" not in own.short + own.plain


def test_a_sentence_is_short_and_still_names_sources_date_fingerprint_and_address(citation: Citation) -> None:
    text = citation.short

    assert len(text) < 400 < len(citation.plain) + len(citation.collection)
    assert citation.others[0].title in text
    assert f"{len(citation.others) - NAMED} other sources" in text
    for said in (citation.title, day(citation.date), citation.fingerprint, citation.url):
        assert said in text


def test_file_of_facts_cites_each_source_as_it_asks_to_be_before_the_collection(shown: Answer) -> None:
    found = cite("Openness Gap", shown, kind="data")

    before, _, after = found.collection.partition(". Collected and scored in: ")
    assert before == "; ".join(source.citation.rstrip(".") for source in found.sources)
    for said in (f"({found.year})", shown.rubric.title, day(shown.as_of), shown.fingerprint):
        assert said in after


def test_edited_definition_is_cited_as_edited(shown: Answer) -> None:
    edited = answer(shown.package, Query(edit=(("ranked_from", "0.1"),)))

    assert f"{shown.rubric.title}, edited" in cite("A", edited).plain


def test_date_of_an_earlier_day_is_that_day_in_a_collection_of_this_year(shown: Answer) -> None:
    earlier = answer(shown.package, Query(as_of="2024-12-31"))

    assert "31 December 2024" in cite("A", earlier).plain
    assert cite("A", earlier).year == shown.package.date[:4]


def test_bibtex_stays_one_entry_whatever_a_title_or_an_address_holds() -> None:
    found = Citation(HOSTILE, "chart", "gap", HOSTILE, "2026", "2026-11-22", "0123456789", "https://e.org/?a={b}\\", ())
    text = found.bibtex

    bare = re.sub(r"\\[{}]", "", text)
    depth = 0
    for at, letter in enumerate(bare):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        assert depth > 0 or at == len(bare) - 1 or "{" not in bare[:at]
    assert depth == 0
    assert text.startswith("@misc{openness-gap-gap-0123456789,")
    assert r"\input" not in text
    assert r"50\% of" in text


def test_reference_of_a_source_gives_its_licence_or_says_that_none_is_stated() -> None:
    assert Source("t", "T", "P", "CC-BY-4.0", "A (2024). T", "").reference == "A (2024). T. CC-BY-4.0."
    assert Source("t", "T", "P", "unknown", "", "").reference == "T. licence not stated."
