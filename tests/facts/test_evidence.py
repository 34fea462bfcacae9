from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openness.core.dates import first_day
from openness.core.errors import OpennessError
from openness.facts.changes import changes, history
from openness.facts.evidence import Evidence, facts_in_force, judgements, resolve
from openness.facts.fact_index import AVAILABILITIES, UNKNOWN
from openness.facts.licences import TERMS, TERMS_UNKNOWN
from openness.facts.package import Package
from openness.facts.snapshots import snapshots
from tests.factories import COMPONENTS, fact, package_of

WEIGHTS = "enduser_weights"
CODE = "training_code"


def state(package: Package, as_of: str | None = None, sources: Any = None, component: str = WEIGHTS) -> str:
    """The resolved availability of the first release's component, in words."""
    evidence = resolve(package, as_of, sources)
    return AVAILABILITIES[evidence.availability[0, evidence.components.index(component)]]


def terms(evidence: Evidence, component: str = WEIGHTS) -> tuple[str, str]:
    """The resolved terms and the licence expression of the first release's component."""
    at = evidence.components.index(component)
    licence = int(evidence.licence[0, at])
    return TERMS[evidence.terms[0, at]], evidence.licences[licence].expression if licence >= 0 else ""


def one(*facts: dict[str, str], released: str = "2024-01-15", **more: Any) -> Package:
    return package_of(releases=[{"release": "alpha", "released": released}], facts=facts, **more)


# --- the fact in force of one source


def test_a_component_nobody_looked_at_is_unknown() -> None:
    evidence = resolve(one())
    assert (evidence.availability == UNKNOWN).all()
    assert (evidence.terms == TERMS_UNKNOWN).all()
    assert (evidence.fact == -1).all()
    assert (evidence.licence == -1).all()


def test_of_one_source_the_latest_state_by_since_counts() -> None:
    # MPT-7B: open weights until December 2025, withdrawn then.
    package = one(
        fact("alpha", WEIGHTS, "closed", since="2025-12"),
        fact("alpha", WEIGHTS, "open", since="2024-01-15"),
    )
    assert state(package) == "closed"
    assert state(package, "2025-11-30") == "open"
    assert state(package, "2025-12-01") == "closed"  # a month counts from its first day


def test_of_one_source_and_since_the_latest_recorded_counts() -> None:
    package = one(
        fact("alpha", WEIGHTS, "closed", recorded="2025-06-01"),
        fact("alpha", WEIGHTS, "open", recorded="2024-09-12"),
    )
    assert state(package) == "closed"
    # The index changed its mind about the same time in the world: today's reading counts for the past as well.
    assert state(package, "2024-10-01") == "closed"


def test_since_outranks_recorded() -> None:
    package = one(
        fact("alpha", WEIGHTS, "closed", since="2025-06", recorded="2025-07-01"),
        fact("alpha", WEIGHTS, "open", since="2024-01-15", recorded="2026-01-01"),
    )
    assert state(package) == "closed"


def test_an_undated_fact_holds_from_the_release_however_late_it_was_recorded() -> None:
    package = one(fact("alpha", WEIGHTS, "open", recorded="2026-11-01"))
    assert state(package, "2024-01-15") == "open"
    assert state(package, "2024-01-14") == "unknown"


def test_an_undated_fact_does_not_speak_for_the_past_where_any_source_dates_a_change() -> None:
    # The index recorded open weights in 2026; the vendor opened them in March 2025: the index says nothing of 2024.
    package = one(
        fact("alpha", WEIGHTS, "open", source="osai-index", recorded="2026-06-12"),
        fact("alpha", WEIGHTS, "gated", source="first-party", since="2025-03-01"),
    )
    assert state(package, "2025-02-28") == "unknown"
    assert state(package, "2025-03-01") == "gated"
    # The dated change is known even when that source is not asked.
    assert state(package, "2025-03-01", ["osai-index"]) == "unknown"
    assert state(package, "2026-06-12", ["osai-index"]) == "open"


def test_a_state_dated_at_the_release_is_no_change() -> None:
    package = one(
        fact("alpha", WEIGHTS, "open", source="osai-index", recorded="2026-06-12"),
        fact("alpha", WEIGHTS, "gated", source="mot", since="2024-01-15"),
    )
    assert state(package, "2024-02-01") == "open"


def test_a_day_within_the_month_of_a_release_known_by_month_is_its_first_state() -> None:
    package = one(
        fact("alpha", WEIGHTS, "open", source="osai-index", recorded="2026-06-12"),
        fact("alpha", WEIGHTS, "gated", source="mot", since="2024-01-20"),
        released="2024-01",
    )
    assert state(package, "2024-01-01") == "open"


def test_an_undated_and_unread_fact_speaks_for_the_present_where_a_change_is_dated() -> None:
    package = one(
        fact("alpha", WEIGHTS, "open", source="osai-index", recorded=""),
        fact("alpha", WEIGHTS, "gated", source="first-party", since="2025-03-01"),
        date="2026-11-22",
    )
    assert state(package, "2026-11-21", ["osai-index"]) == "unknown"
    assert state(package, "2026-11-22", ["osai-index"]) == "open"


def test_before_its_first_dated_state_a_component_is_unknown() -> None:
    package = one(fact("alpha", WEIGHTS, "open", since="2024-03-17"))
    assert state(package, "2024-03-16") == "unknown"
    assert state(package, "2024-03-17") == "open"


def test_nothing_is_known_of_a_release_before_its_announcement() -> None:
    package = one(fact("alpha", WEIGHTS, "open", since="2023-06-01"))
    assert state(package, "2024-01-14") == "unknown"
    assert not resolve(package, "2024-01-14").announced[0]
    assert resolve(package, "2024-01-15").announced[0]


def test_a_release_without_a_date_is_announced_when_anything_first_speaks_of_it() -> None:
    package = one(
        fact("alpha", WEIGHTS, "open", recorded="2024-09-12"), fact("alpha", CODE, recorded="2025-01-01"), released=""
    )
    assert state(package, "2024-09-11") == "unknown"
    assert state(package, "2024-09-12") == "open"
    assert not resolve(one(released="")).announced[0] or state(one(released="")) == "unknown"


def test_unknown_never_competes() -> None:
    package = one(
        fact("alpha", WEIGHTS, "open", recorded="2024-09-12"),
        fact("alpha", WEIGHTS, "unknown", recorded="2026-06-12"),
        fact("alpha", CODE, "unknown", source="first-party"),
        fact("alpha", CODE, "partial", source="mot"),
    )
    assert state(package) == "open"
    assert state(package, component=CODE) == "partial"
    assert set(facts_in_force(package)["availability"]) == {"open", "partial"}


# --- among sources


def test_the_lowest_precedence_number_wins() -> None:
    package = one(
        fact("alpha", WEIGHTS, "closed", source="osai-index"),
        fact("alpha", WEIGHTS, "gated", source="first-party"),
        fact("alpha", WEIGHTS, "open", source="mot"),
    )
    assert state(package) == "gated"
    assert state(package, sources=["mot", "osai-index"]) == "closed"
    assert state(package, sources=["mot"]) == "open"
    assert resolve(package, sources=["mot", "osai-index"]).sources == ("osai-index", "mot")


def test_precedence_is_a_number_not_a_text() -> None:
    rows = [
        {"source": "first-party", "precedence": "10"},
        {"source": "osai-index", "precedence": "9"},
    ]
    package = one(
        fact("alpha", WEIGHTS, "open", source="first-party"),
        fact("alpha", WEIGHTS, "closed", source="osai-index"),
        sources=rows,
    )
    assert state(package) == "closed"


def test_the_licence_comes_from_the_best_source_that_names_one() -> None:
    package = one(
        fact("alpha", WEIGHTS, "gated", "", source="first-party"),
        fact("alpha", WEIGHTS, "open", "CC-BY-NC-4.0", source="osai-index"),
        fact("alpha", WEIGHTS, "open", "MIT", source="mot"),
    )
    evidence = resolve(package)
    assert state(package) == "gated"
    assert terms(evidence) == ("restricted", "CC-BY-NC-4.0")
    at = evidence.components.index(WEIGHTS)
    assert package.facts["source"][evidence.fact[0, at]] == "first-party"
    assert package.facts["source"][evidence.licence_fact[0, at]] == "osai-index"


def test_a_source_that_calls_the_component_closed_has_no_say_about_its_licence() -> None:
    package = one(
        fact("alpha", WEIGHTS, "partial", "", source="first-party"),
        fact("alpha", WEIGHTS, "closed", "CC-BY-NC-4.0", source="osai-index"),
        fact("alpha", WEIGHTS, "open", "MIT", source="mot"),
    )
    assert terms(resolve(package)) == ("open", "MIT")


@pytest.mark.parametrize("availability", ["closed", "not-applicable"])
def test_what_is_closed_or_cannot_exist_has_no_terms(availability: str) -> None:
    package = one(
        fact("alpha", WEIGHTS, availability, "", source="first-party"),
        fact("alpha", WEIGHTS, "open", "MIT", source="mot"),
    )
    evidence = resolve(package)
    assert state(package) == availability
    assert terms(evidence) == ("unknown", "")
    assert (evidence.licence_fact == -1).all()


def test_published_without_a_licence_is_not_the_same_as_no_licence_stated() -> None:
    assert terms(resolve(one(fact("alpha", WEIGHTS, "open", "none")))) == ("none", "none")
    assert terms(resolve(one(fact("alpha", WEIGHTS, "open", "")))) == ("unknown", "")
    assert terms(resolve(one(fact("alpha", WEIGHTS, "open", "Unread-1.0")))) == ("unknown", "Unread-1.0")


def test_a_licence_named_for_what_is_unknown_is_kept() -> None:
    package = one(fact("alpha", WEIGHTS, "unknown", "MIT"))
    assert state(package) == "unknown"
    assert terms(resolve(package)) == ("open", "MIT")


def test_a_licence_named_with_an_unknown_does_not_replace_that_of_the_fact_in_force() -> None:
    package = one(
        fact("alpha", WEIGHTS, "open", "MIT", recorded="2024-09-12"),
        fact("alpha", WEIGHTS, "unknown", "CC-BY-NC-4.0", recorded="2026-06-12"),
    )
    assert terms(resolve(package)) == ("open", "MIT")


def test_a_hand_carried_fact_gives_way_to_the_importer_of_its_source() -> None:
    package = one(
        fact("alpha", WEIGHTS, "closed", source="osai-index", since="2025-01-01", file="curated.csv"),
        fact("alpha", WEIGHTS, "open", source="osai-index", file="osai-index.csv"),
        fact("alpha", CODE, "partial", source="osai-index", file="curated.csv"),
        fact("alpha", "api", "closed", source="osai-index", file="curated.csv"),
        fact("alpha", "api", "unknown", source="osai-index", file="osai-index.csv"),
    )
    assert state(package) == "open"
    assert state(package, "2024-02-01") == "open"  # nor does the change it dates count
    assert state(package, component=CODE) == "partial"  # the importer yields nothing here
    assert state(package, component="api") == "closed"
    assert len(facts_in_force(package)) == 3


def test_the_licence_of_a_hand_carried_fact_outlives_it_where_the_importer_names_none() -> None:
    # Gemma 3's base weights: the index's file has no licence for them, the fact carried over by hand has
    package = one(
        fact("alpha", WEIGHTS, "partial", "MIT", source="osai-index", file="curated.csv"),
        fact("alpha", WEIGHTS, "open", source="osai-index", file="osai-index.csv"),
        fact("alpha", CODE, "open", "MIT", source="osai-index", file="curated.csv"),
        fact("alpha", CODE, "open", "CC-BY-NC-4.0", source="osai-index", file="osai-index.csv"),
        fact("alpha", "api", "open", "MIT", source="osai-index", file="curated.csv"),
        fact("alpha", "api", "closed", source="osai-index", file="osai-index.csv"),
        fact("alpha", "model_card", "closed", "MIT", source="osai-index", file="curated.csv"),
        fact("alpha", "model_card", "open", source="osai-index", file="osai-index.csv"),
    )
    assert state(package) == "open"
    assert terms(resolve(package)) == ("open", "MIT")
    assert terms(resolve(package), component=CODE) == ("restricted", "CC-BY-NC-4.0")  # the importer names one
    assert terms(resolve(package), component="api") == ("unknown", "")  # closed has no terms
    assert terms(resolve(package), component="model_card") == ("unknown", "")  # nor has what was closed by hand
    assert len(facts_in_force(package)) == 4  # and nobody's word is counted twice


def test_a_source_whose_word_is_closed_gives_no_licence_to_what_another_source_calls_open() -> None:
    package = one(
        fact("alpha", WEIGHTS, "open", source="first-party"),
        fact("alpha", WEIGHTS, "open", "MIT", source="osai-index", file="curated.csv"),
        fact("alpha", WEIGHTS, "closed", source="osai-index", file="osai-index.csv"),
    )
    assert state(package) == "open"
    assert terms(resolve(package)) == ("unknown", "")


@pytest.mark.parametrize(("said_of_the_base", "licence"), [("partial", "MIT"), ("closed", ""), ("not-applicable", "")])
def test_a_base_whose_best_source_calls_it_closed_hands_on_no_licence(said_of_the_base: str, licence: str) -> None:
    package = package_of(
        releases=[{"release": "tuned", "base": "base"}, "base"],
        facts=[
            fact("tuned", CODE, "open", source="first-party"),
            fact("base", CODE, said_of_the_base, source="osai-index"),
            fact("base", CODE, "open", "MIT", source="mot"),
        ],
        sources=[{"source": source, "precedence": str(at)} for at, source in enumerate(ORDER)],
    )
    assert state(package, component=CODE) == "open"
    assert terms(resolve(package), CODE)[1] == licence


def test_what_a_base_hands_on_is_listed_below_the_facts_of_the_package_with_the_base_it_is_about() -> None:
    package = package_of(
        releases=[{"release": "tuned", "base": "base"}, "base"],
        facts=[fact("base", CODE, "open", "MIT", source="mot", note="as published")],
        sources=[{"source": source, "precedence": str(at)} for at, source in enumerate(ORDER)],
    )
    facts = resolve(package).facts
    assert facts.columns.tolist() == package.facts.columns.tolist()
    shown = ["release", "component", "source", "availability", "licence", "dimension", "note"]
    assert facts[shown].to_numpy().tolist() == [
        ["base", CODE, "mot", "open", "MIT", "", "as published"],
        ["tuned", CODE, "derived", "open", "MIT", "base", "as published"],
    ]


def test_nothing_is_handed_on_before_the_base_was_announced_even_by_the_best_source() -> None:
    package = package_of(
        releases=[
            {"release": "tuned", "base": "base", "released": "2024-02-01"},
            {"release": "base", "released": "2024-06-01"},
        ],
        facts=[fact("base", CODE, "open", source="mot", since="2024-01-01")],
        sources=[{"source": "derived", "precedence": "1"}, {"source": "mot", "precedence": "2"}],
    )
    assert state(package, "2024-05-31", component=CODE) == "unknown"
    assert state(package, "2024-06-01", component=CODE) == "open"


@pytest.mark.parametrize(
    ("later", "licence"), [(("partial", ""), "CC-BY-NC-4.0"), (("open", "MIT"), ""), (("closed", ""), "")]
)
def test_a_licence_carried_by_hand_has_no_say_where_the_importer_settles_it_at_any_time(
    later: tuple[str, str], licence: str
) -> None:
    package = one(
        fact("alpha", WEIGHTS, "open", "CC-BY-NC-4.0", source="osai-index", since="2024-01-15", file="curated.csv"),
        fact("alpha", WEIGHTS, "open", source="osai-index", since="2024-01-15", file="osai-index.csv"),
        fact("alpha", WEIGHTS, *later, source="osai-index", since="2025-01-01", file="osai-index.csv"),
    )
    assert terms(resolve(package, "2024-06-01"))[1] == licence


def test_sources_that_agree_are_counted() -> None:
    package = one(
        fact("alpha", WEIGHTS, "gated", source="first-party"),
        fact("alpha", WEIGHTS, "open", source="osai-index"),
        fact("alpha", WEIGHTS, "gated", source="mot"),
        fact("alpha", CODE, "open", source="mot"),
    )
    words = facts_in_force(package)
    assert words.columns.tolist() == [*package.facts.columns, "fact", "leads", "agrees"]
    about = words[["component", "source", "leads", "agrees"]].to_numpy().tolist()
    assert about == [  # in the order of components.csv, best source first
        [CODE, "mot", True, True],
        [WEIGHTS, "first-party", True, True],
        [WEIGHTS, "osai-index", False, False],
        [WEIGHTS, "mot", False, True],
    ]


def test_the_word_of_a_source_is_the_one_of_the_day_asked_for() -> None:
    package = one(
        fact("alpha", WEIGHTS, "open", since="2024-01-15"),
        fact("alpha", WEIGHTS, "closed", since="2025-12"),
    )
    assert facts_in_force(package, "2025-11-30")["availability"].tolist() == ["open"]
    assert facts_in_force(package, "2025-12-01")["availability"].tolist() == ["closed"]
    nobody = facts_in_force(package, "2023-12-31")  # before the announcement nobody has said anything
    assert (len(nobody), list(nobody.columns)) == (0, list(facts_in_force(package).columns))


def test_what_an_index_answers_to_a_question_of_its_own_is_listed_apart_and_only_from_its_day() -> None:
    own = {"source": "osai-index", "counts": "index", "note": "its own question"}
    package = one(
        fact("alpha", "api", "open", since="2025-01-01", **own),
        fact("alpha", CODE, "unknown", "MIT", **own),  # unknown answers nothing
        fact("alpha", WEIGHTS, "partial", **own),
        fact("alpha", WEIGHTS, "open", source="mot"),
    )
    found = judgements(package)
    assert found.columns.tolist() == package.facts.columns.tolist()
    assert found[["component", "source", "availability", "note"]].to_numpy().tolist() == [
        [WEIGHTS, "osai-index", "partial", "its own question"],
        ["api", "osai-index", "open", "its own question"],
    ]
    assert judgements(package, "2024-12-31")["component"].tolist() == [WEIGHTS]
    assert state(package) == "open"


def test_a_fact_is_pointed_to_by_its_row() -> None:
    package = one(fact("alpha", CODE, "partial"), fact("alpha", WEIGHTS, "gated", "MIT"))
    evidence = resolve(package)
    for component, availability in ((CODE, "partial"), (WEIGHTS, "gated")):
        row = evidence.fact[0, evidence.components.index(component)]
        assert package.facts.loc[row, "component"] == component
        assert package.facts.loc[row, "availability"] == availability


# --- what is asked


def test_as_of_defaults_to_the_package_not_to_the_clock() -> None:
    package = one(fact("alpha", WEIGHTS, "open", since="2024-06-01"), date="2024-05-31")
    assert resolve(package).as_of == "2024-05-31"
    assert state(package) == "unknown"


@pytest.mark.parametrize(
    ("text", "day"), [("2025", "2025-01-01"), ("2025-03", "2025-03-01"), ("2025-03-09", "2025-03-09")]
)
def test_a_month_or_a_year_counts_from_its_first_day(text: str, day: str) -> None:
    assert first_day(text) == day
    assert resolve(one(), text).as_of == day


@pytest.mark.parametrize("text", ["2025-13", "2025-02-30", "tomorrow", "20250301", "2025-3-1", "٢٠٢٥", "2025-W01-1"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(OpennessError, match="is not a date"):
        resolve(one(), text)


def test_an_unknown_source_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(OpennessError, match="no source 'osai-indx'; did you mean 'osai-index'"):
        resolve(one(), sources=["osai-indx"])
    with pytest.raises(OpennessError, match="list of ids"):
        resolve(one(), sources="mot")


def test_resolved_evidence_cannot_be_changed() -> None:
    evidence = resolve(one())
    with pytest.raises(ValueError, match="read-only"):
        evidence.availability[0, 0] = 3


# --- changes


def test_changes_tell_openings_closings_and_new_licences_newest_first() -> None:
    package = one(
        fact("alpha", WEIGHTS, "closed", since="2024-01-15"),
        fact("alpha", WEIGHTS, "open", "CC-BY-NC-4.0", since="2024-03-17", url="https://example.org/opened"),
        fact("alpha", WEIGHTS, "open", "MIT", since="2025-02"),
        fact("alpha", WEIGHTS, "open", "MIT", since="2025-05-05"),  # said again: no change
        fact("alpha", "api", "open", since="2024-01-15"),
        fact("alpha", "api", "closed", since="2025-12-31"),
    )
    found = changes(package)
    assert found[["component", "date", "before", "after", "licence_before", "licence_after"]].to_numpy().tolist() == [
        ["api", "2025-12-31", "open", "closed", "", ""],
        [WEIGHTS, "2025-02", "open", "open", "CC-BY-NC-4.0", "MIT"],
        [WEIGHTS, "2024-03-17", "closed", "open", "", "CC-BY-NC-4.0"],
    ]
    assert found["url"].tolist()[2] == "https://example.org/opened"
    assert package.facts["since"][found["fact"][2]] == "2024-03-17"


def test_the_first_state_is_no_change_unless_it_came_later_than_the_release() -> None:
    package = one(
        fact("alpha", WEIGHTS, "open"),
        fact("alpha", CODE, "open", since="2024-01-15"),
        fact("alpha", "technical_report", "open", since="2024-06-01"),
    )
    assert changes(package)[["component", "before", "after"]].to_numpy().tolist() == [
        ["technical_report", "unknown", "open"]
    ]


def test_a_day_within_the_month_of_the_release_is_a_change_only_if_something_was_known_before() -> None:
    package = one(
        fact("alpha", WEIGHTS, "closed", since="2024-01"),
        fact("alpha", WEIGHTS, "open", since="2024-01-20"),
        fact("alpha", CODE, "open", since="2024-01-20"),
        released="2024-01",
    )
    assert changes(package)["component"].tolist() == [WEIGHTS]


def test_a_change_by_a_source_that_does_not_count_is_none() -> None:
    package = one(
        fact("alpha", WEIGHTS, "open", source="first-party", since="2024-01-15"),
        fact("alpha", WEIGHTS, "open", source="mot", since="2024-01-15"),
        fact("alpha", WEIGHTS, "closed", source="mot", since="2025-01-01"),
    )
    assert changes(package).empty
    assert changes(package, ["mot"])["date"].tolist() == ["2025-01-01"]


def test_history_tells_the_states_of_a_component_with_their_ends() -> None:
    package = one(
        fact("alpha", WEIGHTS, "closed", since="2024-01-15"),
        fact("alpha", WEIGHTS, "open", "MIT", since="2024-03-17"),
        fact("alpha", CODE, "partial"),
    )
    told = history(package, "alpha")
    assert told[["component", "since", "until", "availability", "licence"]].to_numpy().tolist() == [
        [CODE, "2024-01-15", "", "partial", ""],
        [WEIGHTS, "2024-01-15", "2024-03-17", "closed", ""],
        [WEIGHTS, "2024-03-17", "", "open", "MIT"],
    ]
    assert told["dated"].all()
    with pytest.raises(OpennessError, match="no release 'alpa'; did you mean 'alpha'"):
        history(package, "alpa")


# --- properties

# Each example builds packages, which takes pandas some milliseconds: no deadline, and not too many.
a_few = settings(deadline=None, max_examples=60)

DAYS = ["", "2024-01-15", "2024-02", "2024-02-20", "2024-05-01", "2025-01-01"]
facts_of_two_releases = st.lists(
    st.builds(
        lambda release, component, availability, licence, source, since, recorded: fact(
            release, component, availability, licence, source=source, since=since, recorded=recorded
        ),
        st.sampled_from(["alpha", "beta"]),
        st.sampled_from([WEIGHTS, CODE]),
        st.sampled_from(AVAILABILITIES),
        st.sampled_from(["", "MIT", "CC-BY-NC-4.0"]),
        st.sampled_from(["first-party", "osai-index", "mot"]),
        st.sampled_from(DAYS),
        st.sampled_from(["2024-03-01", "2024-09-01", "2025-06-01"]),
    ),
    max_size=14,
    unique_by=lambda f: (f["source"], f["release"], f["component"], f["since"], f["recorded"]),
)
days = st.sampled_from(
    ["2024-01-14", "2024-01-15", "2024-02-10", "2024-03-01", "2024-05-01", "2025-01-01", "2026-11-22"]
)


def two(facts: list[dict[str, str]]) -> Package:
    releases = [{"release": "alpha"}, {"release": "beta", "released": "2024-02"}]
    return package_of(releases=releases, facts=facts, components=[WEIGHTS, CODE])


def cells(evidence: Evidence) -> list[Any]:
    """What is resolved, in words: which row it comes from differs with the order of rows."""
    named = [*(licence.expression for licence in evidence.licences), ""]
    return [
        evidence.availability.tolist(),
        evidence.terms.tolist(),
        [[named[licence] for licence in row] for row in evidence.licence.tolist()],
    ]


@a_few
@given(facts=facts_of_two_releases, day=days, data=st.data())
def test_the_order_of_rows_changes_nothing(facts: list[dict[str, str]], day: str, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(facts))
    assert cells(resolve(two(facts), day)) == cells(resolve(two(shuffled), day))
    told = changes(two(facts)).drop(columns="fact")
    assert told.to_dict("records") == changes(two(shuffled)).drop(columns="fact").to_dict("records")


@a_few
@given(facts=facts_of_two_releases, data=st.data())
def test_forgetting_a_fact_touches_its_own_cell_only_and_invents_nothing(
    facts: list[dict[str, str]], data: st.DataObject
) -> None:
    if not facts:
        return
    lost = data.draw(st.integers(0, len(facts) - 1))
    left = [f for i, f in enumerate(facts) if i != lost]
    before, after = resolve(two(facts)), resolve(two(left))
    row, column = ["alpha", "beta"].index(facts[lost]["release"]), [WEIGHTS, CODE].index(facts[lost]["component"])
    for r, c in np.ndindex(2, 2):
        if (r, c) != (row, column):
            assert after.availability[r, c] == before.availability[r, c]
    here = [f for f in left if (f["release"], f["component"]) == (facts[lost]["release"], facts[lost]["component"])]
    known = {f["availability"] for f in here} - {"unknown"}
    assert after.word(row, column) in (known or {"unknown"})
    # A fact that did not count is not missed. For the licence, a source's word counts already by keeping its own
    # earlier facts from speaking: one that calls the component closed names no licence any more.
    if int(before.fact[row, column]) != lost:
        assert after.availability[row, column] == before.availability[row, column]
        if lost not in {*facts_in_force(two(facts))["fact"], int(before.licence_fact[row, column])}:
            assert after.terms[row, column] == before.terms[row, column]


@a_few
@given(facts=facts_of_two_releases, day=days)
def test_what_counts_is_the_word_of_the_best_source_at_every_day(facts: list[dict[str, str]], day: str) -> None:
    """The rules of DESIGN, written out once more as slowly as they read."""
    evidence = resolve(two(facts), day)
    for r, (release, released) in enumerate([("alpha", "2024-01-15"), ("beta", "2024-02")]):
        for c, component in enumerate([WEIGHTS, CODE]):
            mine = [f for f in facts if (f["release"], f["component"]) == (release, component)]
            assert evidence.word(r, c) == _slowly(_words(mine, released, day, ORDER))[0]


ORDER = ("first-party", "derived", "osai-index", "mot")
NOBODY = ("unknown", "")
Word = tuple[str, str, str]  # availability, licence, source


@settings(deadline=None, max_examples=150)
@given(
    facts=facts_of_two_releases,
    judged=st.sets(st.integers(0, 13)),
    day=days,
    asked=st.one_of(st.none(), st.sets(st.sampled_from(ORDER), min_size=1)),
)
def test_a_base_a_judgement_and_what_is_unsettled_follow_the_rules_of_design(
    facts: list[dict[str, str]], judged: set[int], day: str, asked: set[str] | None
) -> None:
    facts = [{**f, "counts": "index" if at in judged else ""} for at, f in enumerate(facts)]
    package = package_of(
        releases=[{"release": "alpha"}, {"release": "beta", "released": "2024-02", "base": "alpha"}],
        facts=facts,
        components=[WEIGHTS, CODE],
        sources=[{"source": source, "precedence": str(at)} for at, source in enumerate(ORDER)],
    )
    evidence = resolve(package, day, asked)
    heard = asked or set(ORDER)
    for c, component in enumerate([WEIGHTS, CODE]):
        mine = {r: [f for f in facts if (f["release"], f["component"]) == (r, component)] for r in ("alpha", "beta")}
        alpha = _slowly(_words(mine["alpha"], "2024-01-15", day, heard))
        words = _words(mine["beta"], "2024-02", day, heard)
        if component == CODE and "derived" in heard and alpha != NOBODY and day >= "2024-02-01":
            words = sorted([*words, (*alpha, "derived")], key=lambda word: ORDER.index(word[2]))
        for r, expected in enumerate([alpha, _slowly(words)]):
            licence = int(evidence.licence[r, c])
            named = evidence.licences[licence].expression if licence >= 0 else ""
            assert (evidence.word(r, c), named) == expected
    # The same day of the same releases, resolved as a row of a history.
    many = snapshots(package, [0, 1], [first_day(day)] * 2, asked)
    assert cells(many) == cells(evidence)


def _words(facts: list[dict[str, str]], released: str, day: str, asked: Iterable[str]) -> list[Word]:
    """The word of each source on one component, the best first."""
    known = [f for f in facts if f["availability"] != "unknown"]
    dating = [f for f in known if f["since"] and not f.get("counts")]
    sinces = {source: {f["since"] for f in dating if f["source"] == source} for source in ORDER}
    change = any(when[: len(released)] > released or len(s) > 1 for s in sinces.values() for when in s)
    words: list[Word] = []
    for source in ORDER:
        in_force = [
            (
                *(f["availability"] != "unknown", f["since"] or released, f["recorded"], bool(f["since"])),
                *(AVAILABILITIES.index(f["availability"]), f["licence"], f.get("counts", "")),
            )
            for f in facts
            if f["source"] == source
            and source in asked
            and released <= day
            and (f["availability"] != "unknown" or f["licence"])
            and (f["since"] or released) <= day
            and (f["since"] or not change or f["recorded"] <= day)
        ]
        if in_force:
            *_, code, licence, counts = max(in_force)
            if not counts or len(set(asked)) == 1:
                words.append((AVAILABILITIES[code], licence, source))
    return words


def _slowly(words: list[Word]) -> tuple[str, str]:
    """What counts: availability and licence, each from the best source that has one."""
    leading = next((word for word in words if word[0] != "unknown"), None)
    if leading is None:
        return "unknown", next((licence for _, licence, _ in words if licence), "")
    if leading[0] == "unsettled":
        words = words[: words.index(leading) + 1]
    bare = ("closed", "not-applicable")
    licences = [licence for availability, licence, _ in words if licence and availability not in bare]
    return leading[0], "" if leading[0] in bare or not licences else licences[0]


@a_few
@given(facts=facts_of_two_releases)
def test_a_dated_change_is_seen_on_its_day_and_not_the_day_before(facts: list[dict[str, str]]) -> None:
    from datetime import date, timedelta

    package = two(facts)
    for change in changes(package).to_dict("records"):
        day = first_day(change["date"])
        eve = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
        row, column = ["alpha", "beta"].index(change["release"]), [WEIGHTS, CODE].index(change["component"])
        for when, word in ((eve, "before"), (day, "after")):
            evidence = resolve(package, when)
            licence = int(evidence.licence[row, column])
            assert AVAILABILITIES[evidence.availability[row, column]] == change[word]
            assert (evidence.licences[licence].expression if licence >= 0 else "") == change[f"licence_{word}"]


def test_ten_thousand_facts_resolve_at_any_date_in_a_blink() -> None:
    # Called for every date of a timeline. The floor here is a sort of the same rows: resolving never sorts again.
    import time

    releases = [{"release": f"r{i}", "released": f"20{18 + i % 8}-03"} for i in range(300)]
    facts = [
        fact(
            f"r{i}",
            component,
            AVAILABILITIES[(i + j) % 7],
            "MIT" if j % 2 else "",
            since="2026-01" if i % 5 == 0 else "",
        )
        for i in range(300)
        for j, component in enumerate(COMPONENTS)
    ]
    package = package_of(releases=releases, facts=facts)
    resolve(package)
    best = min(_seconds(lambda: resolve(package, "2025-06-01"), time.perf_counter) for _ in range(5))
    assert best < 0.05


def _seconds(call: Any, clock: Any) -> float:
    start: float = clock()
    call()
    return float(clock()) - start
