"""Audits: what is drawn, what a filled sheet says, and what is refused."""

from __future__ import annotations

import csv
from math import sqrt
from pathlib import Path

import pandas as pd
import pytest

from openness.core.errors import ProblemsError
from openness.core.tables import to_csv
from openness.facts.audit_sheets import draw, read_sheet
from openness.facts.audits import (
    VERDICTS,
    WRONG,
    check_words,
    checks,
    counting,
    measured,
    odds,
    rate_of,
    rates,
    wilson,
)
from openness.facts.package import Package
from openness.facts.readings import KINDS, MACHINES, kind_of
from openness.facts.schema import resources
from openness.scoring.answer import answer
from openness.scoring.explain import explain
from tests.cli.runs import rows, run
from tests.factories import COMPONENTS, MACHINE_SOURCES, SOURCES, fact, package_of, write_package

FACTS = [
    *(fact(f"r{n}", "training_code", "open", "MIT") for n in range(8)),
    *(fact(f"r{n}", "package", "open", dimension="library") for n in range(4)),
    *(fact(f"r{n}", "pretraining_data", "closed", source="osai-index") for n in range(8)),
    *(fact(f"r{n}", "api", "closed", source="mot") for n in range(2)),
    fact("r0", "api", "unknown"),
]
RELEASES = [f"r{n}" for n in range(8)]


def checked(release: str, component: str, ours: str, verdict: str, **more: str) -> dict[str, str]:
    given = {"source": "first-party", "checked": "2026-11-20", "by": "A second reader", "audit": "one"}
    given["sample"] = "random"
    return {**given, "release": release, "component": component, "ours": ours, "verdict": verdict, **more}


def sheet_of(*lines: dict[str, str]) -> pd.DataFrame:
    names = [field["name"] for field in resources()["audits"]["schema"]["fields"]]
    return pd.DataFrame([{name: line.get(name, "") for name in names} for line in lines], columns=names, dtype=str)


@pytest.mark.parametrize(("wrong", "of"), [(3, 60), (21, 57), (0, 20), (12, 12)])
def test_interval_holds_the_shares_that_a_score_test_does_not_reject(wrong: int, of: int) -> None:
    low, high = wilson(wrong, of)

    # The ends of Wilson's interval are the shares p at which |observed − p| is 1.96 standard errors under p.
    for end in (low, high):
        if 0 < end < 1:
            assert abs(wrong / of - end) == pytest.approx(1.959964 * sqrt(end * (1 - end) / of), rel=1e-5)
    assert low <= wrong / of <= high


def test_every_verdict_of_the_schema_has_a_name() -> None:
    field = next(f for f in resources()["audits"]["schema"]["fields"] if f["name"] == "verdict")

    assert set(field["constraints"]["enum"]) == set(VERDICTS)
    assert set(WRONG) < set(VERDICTS)


def test_how_a_fact_came_to_us() -> None:
    pairs = (("first-party", ""), ("first-party", "library"), (MACHINES[0], ""), ("derived", ""), ("mot", "Model card"))
    assert [kind_of(*pair) for pair in pairs] == list(KINDS)
    assert {kind_of(source, "") for source in MACHINES} == {"machine"}


def test_what_a_machine_read_is_a_stratum_of_its_own_and_no_index() -> None:
    facts = [fact("olmo", "training_code", source=MACHINES[0]), fact("olmo", "api", source=MACHINES[1])]
    package = package_of(releases=["olmo"], facts=facts, sources=[*SOURCES, *MACHINE_SOURCES])

    assert set(counting(package)["kind"]) == {"machine"}
    assert set(draw(package, 2, 1)["source"]) == set(MACHINES)


def test_sample_is_in_proportion_has_every_stratum_and_depends_on_the_seed_alone() -> None:
    package = package_of(releases=RELEASES, facts=FACTS)
    drawn, again, other = (draw(package, 11, seed) for seed in (4, 4, 5))

    facts = counting(package)
    assert len(facts) == 22  # the unknown one says nothing that could be checked
    assert len(drawn) == 11
    assert not drawn.duplicated(["source", "release", "component"]).any()
    pd.testing.assert_frame_equal(drawn, again)
    assert not drawn.equals(other)
    by = drawn.groupby(["source", "component"]).size().to_dict()
    assert by == {
        ("first-party", "training_code"): 4,
        ("first-party", "package"): 2,
        ("osai-index", "pretraining_data"): 4,
        ("mot", "api"): 1,
    }
    assert (drawn[["verdict", "right_value", "why", "checked", "by"]] == "").all().all()
    now = {(f["source"], f["release"], f["component"]): f["availability"] for f in facts.to_dict("records")}
    assert all(now[r["source"], r["release"], r["component"]] == r["ours"] for r in drawn.to_dict("records"))


@pytest.mark.parametrize("number", [1, 3, 7, 21, 22, 500])
def test_sample_has_as_many_facts_as_were_asked_for_or_all(number: int) -> None:
    assert len(draw(package_of(releases=RELEASES, facts=FACTS), number, 1)) == min(number, 22)


def test_real_sample_follows_the_facts_that_count(package: Package) -> None:
    drawn = draw(package, 60, 2026)
    facts = counting(package)

    share = facts["kind"].value_counts(normalize=True)
    assert len(drawn) == 60
    index = (~drawn["source"].isin(["first-party", "derived"])).mean()
    assert index == pytest.approx(share.get("index", 0), abs=0.12)


def test_rate_is_of_what_could_be_checked() -> None:
    found = rate_of(["right"] * 6 + ["arguable", "wrong-by-evidence", "wrong-by-guide", "not-checkable"])

    assert (found.checked, found.checkable, found.wrong, found.untrue) == (10, 9, 2, 1)
    assert found.share == pytest.approx(2 / 9)


def test_overall_rate_weighs_each_stratum_by_its_share_of_the_facts() -> None:
    package = package_of(releases=RELEASES, facts=FACTS)
    sheet = sheet_of(
        checked("r0", "training_code", "open", "right"),
        checked("r1", "training_code", "open", "wrong-by-guide", right_value="partial", why="x"),
        checked("r0", "package", "open", "right"),
        *(checked(f"r{n}", "pretraining_data", "closed", "right", source="osai-index") for n in range(3)),
        checked("r3", "pretraining_data", "closed", "wrong-by-evidence", source="osai-index"),
        checked("r4", "pretraining_data", "closed", "not-checkable", source="osai-index"),
    )
    table = rates(package, sheet).set_index(["source", "kind"])

    assert table.loc[("first-party", "first-hand"), "rate"] == pytest.approx(1 / 2)
    assert table.loc[("first-party", "library"), "rate"] == 0
    assert table.loc[("osai-index", "index"), "rate"] == pytest.approx(1 / 4)
    assert table.loc[("osai-index", "index"), "counting"] == 8
    # 8 facts at one half, 4 at none, 8 at a quarter; the two of mot were not looked at.
    everything = table.loc[("all", "weighted")]
    assert everything["rate"] == pytest.approx((8 / 2 + 0 + 8 / 4) / 20)
    assert everything["counting"] == 20
    assert everything["low"] < everything["rate"] < everything["high"]


def test_what_still_stands_is_told_from_what_was_corrected() -> None:
    facts = [
        fact("r0", "training_code", "open"),
        fact("r1", "training_code", "partial"),  # corrected since
        fact("r2", "pretraining_data", "closed", source="osai-index"),
        fact("r2", "pretraining_data", "open"),  # read since, and the index no longer counts
    ]
    audits = [
        checked("r0", "training_code", "open", "wrong-by-guide", right_value="partial", why="x"),
        checked("r1", "training_code", "open", "wrong-by-guide", right_value="partial", why="x"),
        checked("r2", "pretraining_data", "closed", "wrong-by-evidence", source="osai-index", right_value="open"),
    ]
    package = package_of(releases=RELEASES, facts=facts, audits=audits)
    table = measured(package).set_index("kind")

    assert table.loc["first-hand", ["wrong", "still", "still_wrong"]].tolist() == [2, 1, 1]
    assert table.loc["index", ["wrong", "untrue", "still", "still_wrong"]].tolist() == [1, 1, 0, 0]
    assert odds(package) == dict.fromkeys(KINDS, 1)
    found = checks(package)
    assert check_words(found["first-party", "r0", "training_code"], "open").endswith(
        "by a second reader: wrong under the guide"
    )
    assert check_words(found["first-party", "r1", "training_code"], "partial").startswith(
        "corrected after a check on 20 November 2026 by"
    )
    assert check_words(found["first-party", "r1", "training_code"], "closed") == ""


def test_a_checked_fact_says_so_wherever_it_is_explained() -> None:
    audits = [checked("r0", "training_code", "open", "right"), checked("r1", "training_code", "open", "arguable")]
    shown = answer(package_of(releases=RELEASES, facts=FACTS, audits=audits))
    said = {
        release: [
            member.fact.checked
            for criterion in explain(shown.scores, shown.evidence, release).criteria
            for member in criterion.members
            if member.component == "training_code" and member.fact
        ]
        for release in ("r0", "r1", "r2")
    }

    assert said["r0"] == ["checked on 20 November 2026 by a second reader: right"]
    assert said["r1"] == ["checked on 20 November 2026 by a second reader: arguable"]
    assert said["r2"] == [""]


def test_a_fact_checked_by_choice_says_so_and_counts_in_no_error_rate() -> None:
    audits = [
        checked("r0", "training_code", "open", "right", sample="chosen"),
        checked("r1", "training_code", "open", "wrong-by-guide", right_value="closed", why="x"),
    ]
    package = package_of(releases=RELEASES, facts=FACTS, audits=audits)

    assert measured(package)["checked"].tolist() == [1]
    assert odds(package)["first-hand"] == 1
    assert ("first-party", "r0", "training_code") in checks(package)


def test_without_an_audit_a_weak_fact_is_as_good_as_none() -> None:
    package = package_of()

    assert measured(package).empty
    assert set(odds(package).values()) == {1.0}


def test_every_audit_of_the_package_is_counted_whole(package: Package) -> None:
    table = measured(package)

    drawn = package.audits[package.audits["sample"] == "random"]
    assert table["checked"].sum() == len(drawn)
    assert table["wrong"].sum() == drawn["verdict"].isin(WRONG).sum()
    assert (table["still"] <= table["checkable"]).all()
    assert (table["still_wrong"] <= table["wrong"]).all()


# ------------------------------------------------------------------------------------------------------ command line


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_package(tmp_path / "data", releases=RELEASES, facts=FACTS, components=tuple(COMPONENTS))


def test_sheet_is_drawn_filled_and_rated(folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    assert run("audit", "draw", "--data", folder, "--n", 6, "--seed", 1, "--out", sheet).exit_code == 0
    with sheet.open(encoding="utf-8", newline="") as file:
        drawn = list(csv.DictReader(file))
    for number, row in enumerate(drawn):
        row |= {"verdict": "right", "checked": "2026-11-21", "by": "Somebody else"}
        if number == 0:
            row |= {"verdict": "wrong-by-guide", "right_value": "gated", "why": "There is a form."}
    sheet.write_text(to_csv(pd.DataFrame(drawn)), "utf-8")

    found = rows(run("audit", "rate", sheet, "--data", folder))
    assert sum(int(row["wrong"]) for row in found[:-1]) == 1
    assert found[-1]["source"] == "all"
    assert 0 < float(found[-1]["low"]) < float(found[-1]["rate"]) < float(found[-1]["high"]) < 1


def test_bad_sheet_is_told_line_by_line_and_all_at_once(folder: Path, tmp_path: Path) -> None:
    lines = [
        checked("r9", "training_code", "open", "right"),
        checked("r1", "trainings_code", "open", "right"),
        checked("r1", "training_code", "open", "right", source="osai"),
        checked("r2", "training_code", "open", "", by=""),
        checked("r3", "training_code", "open", "wrong"),
        checked("r4", "training_code", "open", "wrong-by-guide"),
        checked("r5", "training_code", "opened", "right", checked="2999-01-01"),
    ]
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(to_csv(sheet_of(*lines)), "utf-8")

    result = run("audit", "rate", sheet, "--data", folder)
    assert result.exit_code == 1
    assert result.stdout == ""
    told = [line for line in result.stderr.splitlines() if line.startswith(sheet.as_posix())]
    for line, word in ((2, "r9"), (3, "training_code"), (4, "osai-index"), (5, "verdict and by"), (6, "wrong-by"),
                       (7, "'why' is empty"), (7, "right_value"), (8, "2999")):  # fmt: skip
        assert any(text.startswith(f"{sheet.as_posix()}:{line}: ") and word in text for text in told), (line, word)


def test_sheet_that_is_none_is_refused(package: Package, tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="there is no such file"):
        read_sheet(tmp_path / "none.csv", package)
    empty = tmp_path / "empty.csv"
    empty.write_text(to_csv(sheet_of()), "utf-8")
    with pytest.raises(ProblemsError, match="no fact in it"):
        read_sheet(empty, package)


def test_audits_of_the_package_are_sheets_that_can_be_rated(package: Package, root: Path) -> None:
    for path in sorted((root / "data" / "audits").glob("*.csv")):
        assert len(read_sheet(path, package))
