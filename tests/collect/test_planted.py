"""Every change that is planted on the hub is found, and none that is not."""

from __future__ import annotations

import pytest

from openness.collect.bearing import bearings
from openness.collect.run import Run, run
from tests.collect.planted import CASES, Case, package, world
from tests.hub.serve import Time, served

FIRST, SECOND = "2026-11-20", "2026-11-21"
TOKEN = {"HF_TOKEN": "hf_this-is-secret", "GITHUB_TOKEN": "ghp_this-is-secret"}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    """The same world read on two days."""
    state = tmp_path_factory.mktemp("collect") / "state.jsonl"
    facts = package()
    with served(world()) as environment:
        one, two = (
            run(facts, bearings(facts), environment | TOKEN, 1000, state, clock=Time(day).clock(), timeout=0.15)
            for day in (FIRST, SECOND)
        )
    assert "secret" not in state.read_text("utf-8")
    return one, two


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.release)
def test_what_is_planted_is_found_and_nothing_else(runs: tuple[Run, Run], case: Case) -> None:
    found = runs[1]
    rows = [one.row for one in found.proposals if one.row["release"] == case.release]
    judged = [one.what for one in found.judgements if one.release == case.release]
    unread = [f"{one.what}: {one.why}" for one in found.unread if case.release in one.releases]

    assert sorted((row["component"], row["availability"], row["licence"], row["since"]) for row in rows) == sorted(
        case.add
    )
    assert len(judged) == len(case.judge), judged
    assert all(any(part in what for what in judged) for part in case.judge), judged
    assert bool(unread) == bool(case.unread), unread
    assert all(any(part in why for why in unread) for part in case.unread), unread


def test_one_look_withdraws_nothing(runs: tuple[Run, Run]) -> None:
    gone = {"deleted", "deleted-set", "deleted-code", "made-private"}
    first = runs[0]

    assert not gone & {one.row["release"] for one in first.proposals}
    assert gone == {one.release for one in first.judgements if "a second look on another day decides" in one.what}


def test_every_row_says_where_when_and_why(runs: tuple[Run, Run]) -> None:
    for one in runs[1].proposals:
        row = one.row
        assert row["source"] == ("github" if "github.com" in row["url"] else "huggingface-hub")
        assert row["recorded"] in (FIRST, SECOND)
        assert row["note"]
        assert row["dimension"]
        assert one.behind == ("first-party" if one.was.source and "no licence was recorded" not in row["note"] else "")
