"""Claims about the committed data: what a reader may rely on, and what the headline rests on."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from openness.facts.evidence import Evidence, resolve
from openness.facts.fact_index import CLOSED, GATED, NOT_APPLICABLE, OPEN, PARTIAL, UNKNOWN
from openness.facts.licences import TERMS_OPEN, TERMS_RESTRICTED
from openness.facts.package import Package
from tests.shared import LIVE

ROOT = Path(__file__).parents[2]
EXPECTED = Path(__file__).parents[1] / "expected"

# What OSAID 1.0 asks of code, model and data, as cells that must each be settled.
DECIDING = (
    "data_information",
    "data_processing_code",
    "training_code",
    "posttraining_code",
    "inference_code",
    "supporting_tools",
    "architecture",
    "base_weights",
    "enduser_weights",
)


@pytest.fixture(scope="module")
def curated(package: Package) -> pd.DataFrame:
    facts = package.facts
    return facts[facts["file"].str.endswith("curated.csv")]


@cache
def _resolved(as_of: str, sources: tuple[str, ...] | None) -> Evidence:
    return resolve(LIVE.package(), as_of, sources)


def availability(
    release: str, component: str, as_of: str = "2026-11-30", sources: tuple[str, ...] | None = None
) -> int:
    evidence = _resolved(as_of, sources)
    return int(evidence.availability[evidence.releases.index(release), evidence.components.index(component)])


def terms(release: str, component: str, as_of: str = "2026-11-30", sources: tuple[str, ...] | None = None) -> int:
    evidence = _resolved(as_of, sources)
    return int(evidence.terms[evidence.releases.index(release), evidence.components.index(component)])


# --- size and addresses


def test_the_package_is_as_large_as_it_says(package: Package) -> None:
    known = package.facts[package.facts["availability"] != "unknown"]
    vendors = package.vendors[package.vendors["vendor"].isin(package.releases["vendor"])]
    assert len(package.releases) >= 575
    assert len(vendors) >= 220
    assert vendors.loc[vendors["country"] != "", "country"].nunique() >= 40
    assert len(known) >= 13_500
    assert (known["source"] == "first-party").sum() >= 6_000


def test_what_the_vendor_calls_it_was_looked_for_at_nine_of_ten_releases(package: Package) -> None:
    assert (package.releases["claim"] != "").mean() >= 0.9


def test_bard_is_found_by_its_name(package: Package) -> None:
    bard = package.aliases[package.aliases["name"] == "Bard"]
    assert {"lamda", "palm-2"} <= set(bard["release"])


def test_what_follows_from_a_public_library_says_so(package: Package) -> None:
    looked_up = package.facts[package.facts["dimension"] == "library"]
    assert len(looked_up) >= 500
    assert set(looked_up["source"]) == {"first-party"}
    assert set(looked_up["component"]) == {"package", "inference_code", "architecture"}


def test_what_could_not_be_settled_says_what_was_looked_for(package: Package) -> None:
    unsettled = package.facts[package.facts["availability"] == "unsettled"]
    assert (unsettled["note"] != "").all()
    assert (unsettled["licence"] == "").all()


def test_the_releases_span_2019_to_2026_and_include_closed_ones(package: Package) -> None:
    years = set(package.releases["released"].str[:4]) - {""}
    assert {str(year) for year in range(2019, 2027)} <= years
    assert (package.releases["claim"] == "proprietary").any() or availability("gpt-4", "enduser_weights") == CLOSED


def test_every_fact_that_is_not_unknown_has_an_address(package: Package) -> None:
    known = package.facts[package.facts["availability"] != "unknown"]
    assert known["url"].str.match(r"https?://[^\s]+$").all()


def test_a_fact_of_our_own_says_how_firm_it_is(curated: pd.DataFrame) -> None:
    assert (curated["confidence"] != "").all()
    assert (curated["recorded"] != "").all()


def test_an_unknown_is_kept_only_where_it_says_why(curated: pd.DataFrame) -> None:
    unknown = curated[curated["availability"] == "unknown"]
    assert (unknown["note"] != "").all()
    assert (unknown["licence"] == "").all()


def test_notes_are_written_for_readers(package: Package, curated: pd.DataFrame) -> None:
    inside = re.compile(r"DESIGN|GUIDE\.md|index_rows|/work/|audit\.md|FIELD D\.|facts\.csv")
    for texts in (curated["note"], package.verdicts["note"], package.releases["training_flop_note"]):
        assert not texts[texts.str.contains(inside)].tolist()


# --- one thing, one row


def test_no_spelling_stands_for_two_vendors(package: Package) -> None:
    owner: dict[str, str] = {}
    for vendor, name, known_as in package.vendors[["vendor", "name", "also_known_as"]].itertuples(index=False):
        for spelling in {vendor, name, *known_as.split("|")} - {""}:
            assert owner.setdefault(spelling.casefold(), vendor) == vendor, spelling


def test_no_two_releases_share_a_name(package: Package) -> None:
    names = package.releases["name"].str.casefold()
    assert not names[names.duplicated()].tolist()


def test_olmo_2_and_olmo_3_are_two_releases_though_one_file_of_the_index_held_both(package: Package) -> None:
    released = package.releases.set_index("release")["released"]
    assert released["olmo"] < released["olmo-2"] < released["olmo-3"] < released["olmo-3.1"]


def test_variants_under_other_terms_are_releases_of_their_own() -> None:
    assert terms("flux-1-schnell", "enduser_weights") == TERMS_OPEN
    assert terms("flux-1-dev", "enduser_weights") == TERMS_RESTRICTED
    assert terms("qwen-2.5", "enduser_weights") == TERMS_OPEN
    assert terms("qwen-2.5-3b", "enduser_weights") == TERMS_RESTRICTED
    assert terms("qwen-2.5-72b", "enduser_weights") == TERMS_RESTRICTED


# --- licences


def test_open_terms_are_those_of_osi_fsf_open_data_or_openmdw(package: Package) -> None:
    for row in package.licences.to_dict("records"):
        free = "true" in (row["osi_approved"], row["fsf_libre"], row["open_data"])
        if row["licence"].startswith("OpenMDW"):
            free = True
        assert (row["terms"] == "open") == free, row["licence"]


def test_every_condition_makes_terms_restricted(package: Package) -> None:
    conditions = [
        "non_commercial",
        "no_derivatives",
        "field_of_use",
        "user_threshold",
        "acceptable_use",
        "attribution_beyond_notice",
        "competitor_training_ban",
        "geographic_limit",
        "permit",
    ]
    conditioned = package.licences[(package.licences[conditions] == "true").any(axis=1)]
    assert set(conditioned["terms"]) == {"restricted"}


def test_what_osi_approves_is_what_osi_approves(package: Package) -> None:
    # OSI's approvals among the licences met, as the SPDX list gives them.
    approved = {
        "AGPL-3.0-only",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "GPL-3.0-only",
        "ISC",
        "MIT",
        "Unlicense",
    }
    stated = set(package.licences.loc[package.licences["osi_approved"] == "true", "licence"])
    assert approved <= stated
    assert not {name for name in stated - approved if not re.match(r"(L?GPL|MPL|EPL|ECL|Artistic|PSF|UPL|AFL)-", name)}


def test_a_closed_component_carries_no_licence_in_our_own_reading(curated: pd.DataFrame) -> None:
    closed = curated[(curated["source"] == "first-party") & curated["availability"].isin(["closed", "not-applicable"])]
    assert not closed[closed["licence"] != ""][["release", "component", "licence"]].values.tolist()


# --- changes in the world


def test_mpt_7b_weights_are_open_until_december_2025_and_closed_after() -> None:
    for component in ("base_weights", "enduser_weights"):
        assert availability("mpt-7b", component, "2023-06-01") == OPEN
        assert availability("mpt-7b", component, "2025-11-30") == OPEN
        assert availability("mpt-7b", component, "2026-01-01") == CLOSED


def test_grok_1_weights_are_not_open_before_march_2024() -> None:
    assert availability("grok-1", "base_weights", "2023-10-01") == UNKNOWN
    assert availability("grok-1", "base_weights", "2024-03-01") == CLOSED
    assert availability("grok-1", "base_weights", "2024-03-17") == OPEN


def test_falcon_40b_was_relicensed_five_days_after_its_release() -> None:
    assert terms("falcon-40b", "base_weights", "2023-05-27") == TERMS_RESTRICTED
    assert terms("falcon-40b", "base_weights", "2023-06-01") == TERMS_OPEN


def test_minimax_m2_is_under_restricted_terms_since_november_2025() -> None:
    assert terms("minimax-m2", "enduser_weights", "2025-11-01", ("first-party",)) == TERMS_OPEN
    assert terms("minimax-m2", "enduser_weights") == TERMS_RESTRICTED


def test_no_dated_fact_of_ours_lies_before_its_release(package: Package, curated: pd.DataFrame) -> None:
    released = package.releases.set_index("release")["released"]
    dated = curated[(curated["source"] == "first-party") & (curated["since"] != "")]
    early = dated[dated["since"] < dated["release"].map(released).str[:7]]
    assert not early[["release", "component", "since"]].values.tolist()


def test_a_later_state_is_never_overruled_by_an_earlier_one_from_a_better_source(
    package: Package, curated: pd.DataFrame
) -> None:
    precedence = package.sources.set_index("source")["precedence"].astype(int)
    dated = curated[curated["since"] != ""].sort_values("since", kind="stable")
    for (release, component), chain in dated.groupby(["release", "component"]):
        rank = chain["source"].map(precedence).tolist()
        state = list(zip(chain["availability"], chain["licence"], strict=True))
        for before in range(len(rank) - 1):
            if state[before] != state[before + 1]:
                assert rank[before] >= rank[before + 1], (release, component)


# --- releases


def test_compute_is_stated_with_how_it_is_known_and_where(package: Package) -> None:
    stated = package.releases[package.releases["training_flop"] != ""]
    assert len(stated) >= 70
    assert (stated["training_flop_note"] != "").all()
    assert stated["training_flop_url"].str.startswith("http").all()


def test_a_claim_has_the_page_where_the_vendor_makes_it(package: Package) -> None:
    releases = package.releases
    claimed = releases[~releases["claim"].isin(["", "none-found"])]
    assert claimed["claim_url"].str.startswith("http").all()


def test_a_base_only_release_has_no_post_training_at_all(curated: pd.DataFrame) -> None:
    today = curated[curated["availability"] == "not-applicable"]
    base_only = set(today.loc[today["component"] == "posttraining_code", "release"])
    assert {"pythia", "gpt-j", "gpt-neox-20b", "comma-v0.1"} <= base_only
    for release in base_only:
        for component in ("posttraining_data", "enduser_weights"):
            assert availability(release, component, sources=("first-party",)) == NOT_APPLICABLE, release


# --- the headline


def _cell(release: str, component: str, sources: tuple[str, ...] | None) -> str:
    """Return how the sources settle a cell of the definition: proven, open terms missing, unknown or failed."""
    state = availability(release, component, sources=sources)
    if state == NOT_APPLICABLE:
        return "proven"
    if state == UNKNOWN:
        return "unknown"
    if component == "data_information":  # its terms are rarely stated: shown, not required
        return "proven" if state == OPEN else "failed"
    if state in (CLOSED, PARTIAL):
        return "failed"
    licence = terms(release, component, sources=sources)
    if licence == TERMS_OPEN and state == OPEN:
        return "proven"
    return "terms" if licence == TERMS_RESTRICTED or state == GATED else "unknown"


def test_our_own_facts_prove_the_ten_releases_that_were_read_fact_by_fact_and_no_other() -> None:
    with (EXPECTED / "headline.csv").open(encoding="utf-8", newline="") as file:
        reading = {row["release"]: row["reading"] for row in csv.DictReader(file)}
    ours = {release: {_cell(release, component, ("first-party",)) for component in DECIDING} for release in reading}
    everybodys = {release: {_cell(release, component, None) for component in DECIDING} for release in reading}
    proven = {release for release, found in ours.items() if found == {"proven"}}
    assert proven == {release for release, word in reading.items() if word == "proven"}
    assert len(proven) == 10
    for release, word in reading.items():
        assert ("failed" in everybodys[release]) == (word == "not"), release


def test_olmo_2_and_its_successors_share_the_one_cell_that_is_open_to_reading() -> None:
    for release in ("olmo-2", "olmo-3", "olmo-3.1", "olmo-hybrid"):
        assert _cell(release, "data_processing_code", ("first-party",)) == "unknown", release


def test_osi_spoke_about_twelve_systems(package: Package) -> None:
    osi = package.verdicts[package.verdicts["source"] == "osi"]
    assert len(osi) == 12
    assert osi["verdict"].value_counts().to_dict() == {
        "complies": 5,
        "does-not-comply": 4,
        "would-comply-with-changes": 3,
    }
