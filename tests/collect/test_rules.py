"""`data/collect.csv` against the code that observes, and what one look at a new release's repository yields."""

from __future__ import annotations

import csv

import pytest

from openness.collect import rules
from openness.collect.compare import facts_of
from openness.collect.look_up import look_up
from openness.collect.reading import GONE, NOT_READ, Reading
from openness.collect.repos import GITHUB, Repo, repo_of
from openness.core.errors import OpennessError
from openness.core.paths import ROOT
from openness.facts.schema import columns_of, resources
from tests.collect.planted import RULES, package, world
from tests.hub.serve import served

SEEN = {"name": "acme/m-it", "gated": "auto", "weights": "complete", "licence": "apache-2.0", "card": "none"}


def test_every_observation_has_rules_and_every_rule_can_be_observed() -> None:
    [field] = [one for one in resources()["collect"]["schema"]["fields"] if one["name"] == "observation"]

    gates = ("weights", "base weights", "tuned weights", "data set")
    every = {
        *(*rules.LICENCE.values(), *rules.GONE.values()),
        *(f"{what}, {gate}" for what in gates for gate in rules.GATES.values()),
        *(rules.WHOLE_CARD, rules.THIN_CARD, rules.NO_CARD, rules.PART_OF_WEIGHTS),
    }

    assert {row["observation"] for row in RULES} == every == set(field["constraints"]["enum"])


def test_a_rule_says_of_a_component_only_what_the_guide_has_a_level_for() -> None:
    guide = (ROOT / "data" / "GUIDE.md").read_text("utf-8")
    levels = {}
    for line in guide.split("## Levels")[1].split("## ")[0].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and cells[0] not in ("component", "---"):
            levels[cells[0]] = dict(zip(("open", "gated", "partial", "closed"), cells[1:], strict=True))
    for row in RULES:
        if row["availability"]:
            assert levels[row["component"]][row["availability"]] != "–", row


def test_no_two_rules_of_a_repository_can_make_one_state_another_and_back() -> None:
    for row in RULES:
        assert row["availability"] not in row["replaces"].split("|"), row


def test_a_new_release_gets_what_its_repository_shows() -> None:
    repo = repo_of("https://huggingface.co/acme/m-it")
    assert repo
    rows = facts_of(Reading(repo, "2026-11-20", seen=SEEN | {"tuned": True}), package(), "m")

    assert [(row["component"], row["availability"], row["licence"]) for row in rows] == [
        ("enduser_weights", "gated", "Apache-2.0")
    ]
    assert set(rows[0]) == set(columns_of("evidence"))
    assert (rows[0]["release"], rows[0]["since"], rows[0]["recorded"]) == ("m", "", "2026-11-20")


@pytest.mark.parametrize(
    "reading",
    [
        Reading(Repo("model", "acme/m"), "2026-11-20", GONE),
        Reading(Repo("model", "acme/m"), "2026-11-20", NOT_READ, "refused (401)"),
        Reading(Repo("model", "acme/m"), "2026-11-20"),
        Reading(Repo(GITHUB, "acme/m"), "2026-11-20", seen={"name": "acme/m", "licence": "MIT"}),
    ],
)
def test_what_shows_nothing_yields_nothing(reading: Reading) -> None:
    assert facts_of(reading, package(), "m") == []


def test_one_address_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(world()) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        reading = look_up("https://huggingface.co/acme/gate/blob/main/README.md")
        code = look_up("https://github.com/acme/archived")
    assert (reading.outcome, reading.seen["gated"], reading.seen["licence"]) == ("read", "auto", "apache-2.0")
    assert (code.outcome, code.seen["archived"], code.seen["licence_changed"]) == ("read", True, "2024-01-20")


def test_no_network_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    reading = look_up("https://huggingface.co/acme/gate")

    assert (reading.outcome, reading.why) == (NOT_READ, "the connection broke, or the answer was cut off")


def test_another_address_is_an_error_in_one_sentence() -> None:
    with pytest.raises(OpennessError, match="only addresses of repositories at"):
        look_up("https://example.org/model")


def test_the_spellings_of_the_hosts_name_licences_of_the_data() -> None:
    with (ROOT / "data" / "licence_spellings.csv").open(encoding="utf-8") as file:
        mine = [row for row in csv.DictReader(file) if row["source"] in ("huggingface-hub", "github")]
    assert len(mine) > 5
    assert all(row["licence"] for row in mine)
