"""Doubts: the rules that facts can break, and what settling a fact would really do."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path

import pytest

from openness.facts.cells import CELL_RULES
from openness.facts.contradictions import RULES, broken, certain
from openness.facts.package import Package, load_package
from openness.facts.schema import columns_of
from openness.findings.doubts import COLUMNS, UNSETTLED_KINDS, doubts, line_to_edit, summary
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from tests.cli.runs import rows, run
from tests.factories import COMPONENTS, Row, fact, package_of, write_package

OF_A_BASE = ({"release": "base"}, {"release": "child", "base": "base"})
URL = "https://example.org/same"

BROKEN: dict[str, tuple[list[Row], str]] = {
    "closed-with-licence": ([fact("base", "base_weights", "closed", "Apache-2.0")], "base"),
    "data-more-open-than-base": (
        [fact("base", "pretraining_data", "partial"), fact("child", "pretraining_data", "open", "MIT")],
        "child",
    ),
    "weights-nowhere": (
        [
            fact("base", "enduser_weights", "not-applicable"),
            fact("base", "enduser_weights", "open", "MIT", source="mot", url=URL),
            fact("base", "base_weights", "closed"),
        ],
        "base",
    ),
    "closed-at-a-file": (
        [fact("base", "base_weights", "closed", url="https://example.org/resolve/main/model.safetensors")],
        "base",
    ),
    "closed-where-open": (
        [fact("base", "training_code", "open", url=URL), fact("child", "training_code", "closed", url=URL)],
        "child",
    ),
    "more-open-than-base": (
        [fact("base", "training_code", "closed"), fact("child", "training_code", "open", url=URL)],
        "child",
    ),
    "two-availabilities": (
        [fact("base", "api", "open", url=URL), fact("base", "api", "closed", url=URL, source="mot")],
        "base",
    ),
    "open-by-description": (
        [fact("base", "pretraining_data", "open", "MIT", note="The sets are only described in the paper.")],
        "base",
    ),
    "open-data-without-licence": ([fact("base", "posttraining_data", "gated")], "base"),
    "licence-not-read": ([fact("base", "training_code", "open", "Unread-1.0")], "base"),
}
FINE: dict[str, list[Row]] = {
    "a tuned model withheld, its licence an earlier one": [fact("base", "base_weights", "closed", "none")],
    "as open as the base": [
        fact("base", "pretraining_data", "open", "MIT"),
        fact("child", "pretraining_data", "open", "MIT"),
    ],
    "a part of its own beside closed data": [
        fact("base", "pretraining_data", "closed"),
        fact("child", "pretraining_data", "partial", "MIT"),
    ],
    "withdrawn, under the licence that it had": [
        fact("base", "base_weights", "open", "Apache-2.0"),
        fact("base", "base_weights", "closed", "Apache-2.0", since="2025-03-01"),
    ],
    "nothing tuned, nothing offered": [
        fact("base", "enduser_weights", "not-applicable"),
        fact("base", "base_weights", "closed"),
    ],
    "another page": [
        fact("base", "training_code", "open", url=URL),
        fact("child", "training_code", "closed", url="https://example.org/other"),
    ],
    "of a lower source, which does not count": [
        fact("base", "base_weights", "gated", "MIT"),
        fact("base", "base_weights", "closed", "Apache-2.0", source="mot", url=URL),
    ],
    "a note on something else": [fact("base", "pretraining_data", "open", "MIT", note="Both sets are described.")],
    "a licence that was read": [fact("base", "training_code", "open", "Llama-3-Community")],
}


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_each_rule_finds_what_breaks_it_and_only_that(rule: str) -> None:
    facts, release = BROKEN[rule]
    found = broken(package_of(releases=OF_A_BASE, facts=facts))

    assert found["rule"].tolist() == [rule]
    assert found["release"].tolist() == [release]
    assert found["why"].all()
    assert found["line"].iloc[0] >= 2


@pytest.mark.parametrize("case", FINE)
def test_what_only_looks_like_a_contradiction_is_left_alone(case: str) -> None:
    assert broken(package_of(releases=OF_A_BASE, facts=FINE[case])).empty


def test_only_what_no_page_could_make_true_is_certain() -> None:
    facts = [{**one, "release": f"{rule}-{one['release']}"} for rule, (ones, _) in BROKEN.items() for one in ones]
    releases = [
        {**one, "release": f"{rule}-{one['release']}", "base": f"{rule}-{one['base']}" if "base" in one else ""}
        for rule in BROKEN
        for one in OF_A_BASE
    ]
    problems = certain(package_of(releases=releases, facts=facts))

    assert {problem.what.partition(":")[0] for problem in problems} == {
        rule.title[:1].lower() + rule.title[1:] for rule in RULES if rule.certain
    }
    assert all(
        problem.file == "in-memory/evidence/curated.csv" and problem.line and problem.hint for problem in problems
    )


# ------------------------------------------------------------------------------------------- what settling would do

PARTLY = [
    *(fact("known", component, "open", "Apache-2.0") for component in COMPONENTS),
    fact("half", "base_weights", "open", "Apache-2.0"),
    fact("half", "enduser_weights", "gated"),
    fact("half", "pretraining_data", "closed", confidence="low"),
    fact("half", "training_code", "partial", "MIT", source="osai-index"),
    fact("half", "inference_code", "open", "MIT", recorded="2021-01-01"),
    fact("half", "model_card", "open", "CC-BY-4.0"),
]


def with_fact(shown: Answer, component: str, availability: str, licence: str) -> Answer:
    """The same question when somebody has settled one fact: resolved and scored anew from the rows."""
    kept = [one for one in PARTLY if (one["release"], one["component"]) != ("half", component)]
    settled = fact("half", component, availability, licence)
    package = package_of(releases=("known", "half"), facts=[*kept, settled])
    return answer(package, shown.query)


@pytest.mark.parametrize("rubric", ["", "g7-2026", "eu-ai-act-53-2", "open-training"])
def test_what_settling_would_do_is_what_scoring_the_settled_fact_gives(rubric: str) -> None:
    shown = answer(package_of(releases=("known", "half"), facts=PARTLY), Query(rubric=rubric))
    found = doubts(shown)
    movers = found[(found["release"] == "half") & found["kind"].isin(["unknown", "weak"])]
    at = shown.scores.index("half")

    assert len(movers) > 3
    for row in movers.to_dict("records"):
        licence = row["licence"] or "Apache-2.0"
        worst, best = (with_fact(shown, row["component"], *state) for state in (("closed", ""), ("open", licence)))
        points = best.scores.low[at] - worst.scores.low[at]
        changed = (worst.scores.reachable[at] != shown.scores.reachable[at]) | (
            best.scores.reachable[at] != shown.scores.reachable[at]
        )
        assert row["points"] == pytest.approx(points, abs=1e-6), row["component"]
        if row["kind"] == "unknown" or row["licence"]:  # else another licence of the best kind stands in
            assert row["verdicts"] == changed.sum(), row["component"]


def test_kinds_reasons_and_order() -> None:
    shown = answer(
        package_of(
            releases=("known", "half", "wide"),
            facts=[*PARTLY, *({**one, "release": "wide"} for one in PARTLY if one["release"] == "half")],
            adoption=[{"release": "wide", "reach": ">10M", "level": "5"}],
        )
    )
    found = doubts(shown)

    assert set(found["kind"]) >= {"unknown", "weak", "licence"}
    assert "known" not in set(found["release"])
    reasons = dict(found.loc[(found["release"] == "half") & (found["kind"] == "weak"), ["component", "why"]].to_numpy())
    assert reasons == {
        "pretraining_data": "confidence is low",
        "training_code": "an index alone says so",
        "inference_code": "read 2021-01-01",
    }
    movers = found[found["kind"].isin(UNSETTLED_KINDS)]
    assert movers["value"].is_monotonic_decreasing
    half, wide = (movers[movers["release"] == name].set_index(["kind", "component"]) for name in ("half", "wide"))
    assert set(half.index) == set(wide.index)
    assert (wide["value"] / half["value"]).round(6).eq(5).all()
    assert summary(found)["unknown"] == (found["kind"] == "unknown").sum()


def test_weak_fact_weighs_as_much_as_such_facts_were_found_wrong() -> None:
    audits = [
        {"source": "osai-index", "release": "known", "component": "api", "ours": "open", "verdict": verdict}
        | {"audit": f"a{n}", "sample": "random", "checked": "2026-11-01", "by": "Another"}
        for n, verdict in enumerate(["right", "wrong-by-guide", "right", "right"])
    ]
    few, none = (
        doubts(answer(package_of(releases=("known", "half"), facts=PARTLY, **more)))
        for more in ({"audits": audits}, {})
    )
    value = [
        found.loc[(found["kind"] == "weak") & (found["component"] == "training_code"), "value"].iloc[0]
        for found in (few, none)
    ]
    assert value[0] == pytest.approx(value[1] / 4)


def test_a_fact_that_was_checked_and_found_right_is_weak_no_longer() -> None:
    audit = {"audit": "one", "source": "osai-index", "release": "half", "component": "training_code"}
    audit |= {"ours": "partial", "verdict": "right", "checked": "2026-11-01", "by": "Another"}
    found = doubts(answer(package_of(releases=("known", "half"), facts=PARTLY, audits=[audit])))

    assert "training_code" not in set(found.loc[found["kind"] == "weak", "component"])


def test_line_to_edit_is_a_line_of_the_evidence() -> None:
    shown = answer(package_of(releases=("known", "half"), facts=PARTLY))
    row = {**doubts(shown).to_dict("records")[0], "url": 'https://example.org/a,b"c'}
    cells = dict(
        zip(columns_of("evidence"), next(csv.reader(io.StringIO(line_to_edit(shown.package, row)))), strict=True)
    )

    assert cells["release"] == row["release"]
    assert cells["url"] == row["url"]
    assert cells["source"] == "first-party"
    assert cells["recorded"] == shown.package.date


def test_every_doubt_of_the_package_has_an_address_and_a_line(everything: Answer) -> None:
    found = doubts(everything)

    assert list(found.columns) == list(COLUMNS)
    assert len(found) > 100
    assert (found["url"].map(lambda url: CELL_RULES and url.startswith("http"))).all()
    assert found["line"].str.count(",").ge(len(columns_of("evidence")) - 1).all()
    assert found["certain"].sum() == len(certain(everything.package))


def test_list_of_hundreds_of_releases_takes_a_moment(everything: Answer) -> None:
    doubts(everything)
    best = min(_seconds(everything) for _ in range(3))

    assert best < 3  # a second alone on this machine; a busy one takes three times as long


def _seconds(shown: Answer) -> float:
    start = time.process_time()
    doubts(shown)
    return time.process_time() - start


# ------------------------------------------------------------------------------------------------------ command line


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    facts, _ = BROKEN["closed-with-licence"]
    return write_package(tmp_path / "data", releases=("known", "half", "base"), facts=[*PARTLY, *facts])


def test_doubts_are_listed_to_a_limit_and_by_selection(folder: Path) -> None:
    everything = rows(run("doubts", "--data", folder, "--limit", 0))
    few = rows(run("doubts", "--data", folder, "--limit", 3))
    half = rows(run("doubts", "--data", folder, "--limit", 0, "--query", "release=half"))

    assert everything[:3] == few
    assert everything[0]["kind"] == "closed-with-licence"
    assert {row["release"] for row in half} == {"half"}
    document = json.loads(run("doubts", "--data", folder, "--format", "json").stdout)
    assert document["doubts"][0]["kind"] == "closed-with-licence"


def test_query_that_means_nothing_is_a_sentence(folder: Path) -> None:
    result = run("doubts", "--data", folder, "--query", "release=nobody")

    assert result.exit_code == 2
    assert "nobody" in result.stderr
    assert "Traceback" not in result.output


def test_validate_refuses_what_is_certain_and_names_its_line(folder: Path) -> None:
    result = run("validate", "--data", folder)

    assert result.exit_code == 1
    told = [line for line in result.stdout.splitlines() if "closed, and yet under a licence" in line]
    assert len(told) == 1
    assert told[0].startswith(f"{(folder / 'evidence' / 'curated.csv').as_posix()}:{2 + len(PARTLY)}: ")
    assert "got 'closed, Apache-2.0'" in told[0]


def test_compute_in_another_unit_is_refused_at_its_line(tmp_path: Path) -> None:
    compute = {"small": "1e15", "petaflop": "<2.2e7", "large": ">1e25", "unknown": ""}
    releases = [{"release": name, "training_flop": cell} for name, cell in compute.items()]
    (problem,) = certain(load_package(write_package(tmp_path / "data", releases=releases)))

    assert (problem.line, problem.got) == (3, "<2.2e7")
    assert problem.file.endswith("data/releases.csv")
    assert "petaflop is too little for any training" in problem.what


def test_package_without_doubts_gives_an_empty_table(package: Package) -> None:
    shown = answer(package_of(releases=("known",), facts=[one for one in PARTLY if one["release"] == "known"]))
    found = doubts(shown)

    assert list(found.columns) == list(COLUMNS)
    assert found[found["kind"] != "licence-not-read"].empty
