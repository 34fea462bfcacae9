"""What vendors call their releases, against the verdict that the definition asks for the word."""

from __future__ import annotations

import pytest

from openness.core.errors import ProblemsError
from openness.findings.claims import COLUMNS, NO_CLAIM, NO_RULE, SUPPORT, by, claims, rule
from openness.findings.claims import counted as counted_claims
from openness.query.grammar import Query
from openness.rubric.edits import apply_edits
from openness.rubric.load import load_rubric, to_yaml
from openness.scoring.answer import Answer, answer
from tests.factories import fact, package_of
from tests.shared import LIVE

WEIGHTS = ("base_weights", "enduser_weights")


def small(claim: str, licence: str = "MIT", availability: str = "open") -> Answer:
    releases = [{"release": "one", "claim": claim, "claim_url": "https://example.org/claim"}]
    facts = [fact("one", component, availability, licence) for component in WEIGHTS]
    return answer(package_of(releases=releases, facts=facts))


def test_the_rule_is_the_rubrics_own() -> None:
    found = small("open-weights")
    assert rule(found.rubric)["open-weights"] == "Open weights"
    assert claims(found).iloc[0]["needs"] == "Open weights"


@pytest.mark.parametrize(
    ("claim", "licence", "support"),
    [
        ("open-weights", "MIT", "supported"),
        ("open-weights", "CC-BY-NC-4.0", "not-supported"),
        ("open", "MIT", "supported"),
        ("open-source", "MIT", "not-enough-recorded"),  # nothing is known of data and code
        ("open-source", "CC-BY-NC-4.0", "not-supported"),
        ("responsible", "MIT", NO_RULE),
    ],
)
def test_a_claim_is_held_against_the_verdict_it_needs(claim: str, licence: str, support: str) -> None:
    assert claims(small(claim, licence)).iloc[0]["support"] == support


def test_what_is_missing_is_named_and_nothing_is_missing_from_what_is_supported() -> None:
    refused = claims(small("open-weights", "CC-BY-NC-4.0")).iloc[0]
    assert refused["missing"].startswith("Final weights: open (restricted terms)")
    assert claims(small("open-weights")).iloc[0]["missing"] == ""


@pytest.mark.parametrize("claim", ["", "none-found", "proprietary"])
def test_who_claims_nothing_has_nothing_to_prove(claim: str) -> None:
    found = claims(small(claim))
    assert tuple(found.columns) == COLUMNS
    assert found["support"].tolist() == [NO_CLAIM]
    assert found["missing"].tolist() == [""]
    assert by(found, "year").empty


def test_every_claim_has_the_address_where_the_vendor_says_it(everything: Answer) -> None:
    found = claims(everything)
    assert sorted(found["release"]) == sorted(everything.selected)
    spoken = found[found["support"] != NO_CLAIM]
    assert len(spoken) > 100
    assert spoken["claim_url"].str.match(r"https?://").all()
    assert (found["support"] == NO_CLAIM).is_monotonic_increasing  # those without a claim stand last


@pytest.mark.parametrize("key", ["year", "vendor_name"])
def test_counts_by_year_and_vendor_add_up_to_every_claim(everything: Answer, key: str) -> None:
    found = claims(everything)
    counted = by(found, key)
    assert counted[list(SUPPORT)].to_numpy().sum() == counted["total"].sum() == len(counted_claims(found))
    assert counted[key].is_unique


def test_undetermined_is_not_unsupported(everything: Answer) -> None:
    found = claims(everything).set_index("release")
    verdicts = everything.table.set_index("release")
    for release, row in found[found["support"].isin(SUPPORT)].iterrows():
        needed = everything.rubric.claims[str(row["claim"])]
        if verdicts.loc[release, "verdict"] == needed:
            assert row["support"] == "supported"
        if row["support"] == "not-supported":
            assert needed != verdicts.loc[release, "verdict_high"]


def test_open_weights_need_open_terms_even_where_all_else_is_public(everything: Answer) -> None:
    # "Everything public, licence not open" stands above "open weights", but asks for no open terms: no support.
    found = claims(everything)
    above = found[(found["verdict"] == "Everything public, licence not open") & (found["needs"] == "Open weights")]
    assert len(above)
    level = everything.rubric.verdict_ids.index("open-weights")
    for release, support in zip(above["release"], above["support"], strict=True):
        state = everything.scores.reachable[everything.scores.index(release), level]
        assert (support == "supported") == (state == 2)
    assert "not-supported" in set(above["support"])


def test_a_definition_without_a_rule_judges_no_word() -> None:
    found = answer(LIVE.package(), Query(rubric="osai-index-2026"))
    assert set(claims(found)["support"]) == {NO_RULE, NO_CLAIM}


class TestTheRuleInTheRubric:
    def test_a_reader_can_change_it_in_an_address(self) -> None:
        found = small("open")
        edited = apply_edits(found.rubric, {"claims.open": "meets"})
        assert edited.claims["open"] == "meets"
        assert edited != found.rubric
        again = load_rubric(to_yaml(edited), components=found.package.components["component"])
        assert again.claims == edited.claims
        assert again.said == edited.said

    @pytest.mark.parametrize(
        ("path", "value", "match"),
        [
            ("claims.open", "wide-open", "claims.open names no verdict; got 'wide-open'"),
            ("claims.open", "closed", "claims.open names no verdict; got 'closed'"),  # everybody has it
            ("said", '{"complies": ["perfect"]}', "names no verdict; got 'perfect'"),
        ],
    )
    def test_it_leads_to_verdicts_that_exist(self, path: str, value: str, match: str) -> None:
        with pytest.raises(ProblemsError, match=match):
            apply_edits(small("open").rubric, {path: value})
