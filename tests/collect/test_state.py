"""What was read is kept, whatever happens to the machine; a run that was stopped ends as one that was not."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from openness.collect.bearing import bearings, repositories
from openness.collect.compare import compare
from openness.collect.gather import gather
from openness.collect.pace import Pace
from openness.collect.reading import GONE, READ, Reading
from openness.collect.repos import MODEL, Repo
from openness.collect.run import Run, run
from openness.collect.state import State
from openness.core.errors import ProblemsError
from tests.collect.planted import CASES, package, world
from tests.hub.serve import Time, served

ONE, TWO = Repo(MODEL, "acme/one"), Repo(MODEL, "acme/two")


def look(repo: Repo, day: str, outcome: str = READ) -> Reading:
    return Reading(repo, day, outcome, seen={} if outcome == GONE else {"name": repo.name, "gated": "no"})


def kept(path: Path, *readings: Reading) -> State:
    for reading in readings:
        with State(path, reading.day) as state:
            state.keep(reading)
    with State(path, "2026-11-22") as state:
        return state


@pytest.mark.parametrize(
    ("days", "since"),
    [
        (["20 gone"], None),
        (["20 gone", "20 gone"], None),
        (["20 gone", "21 gone"], "2026-11-20"),
        (["20 gone", "21 there", "22 gone"], None),
        (["18 there", "20 gone", "21 gone", "22 gone"], "2026-11-20"),
    ],
)
def test_gone_is_gone_on_two_days_in_a_row(tmp_path: Path, days: list[str], since: str | None) -> None:
    looks = [look(ONE, f"2026-11-{day[:2]}", GONE if "gone" in day else READ) for day in days]

    assert kept(tmp_path / "s.jsonl", *looks).gone_since().get(ONE.key) == since


def test_a_reading_is_good_for_a_day_but_a_repository_that_was_gone_is_looked_for_again(tmp_path: Path) -> None:
    state = kept(tmp_path / "s.jsonl", look(ONE, "2026-11-21"), look(TWO, "2026-11-21", GONE))
    assert set(state.fresh()) == {ONE.key}
    assert not kept(tmp_path / "t.jsonl", look(ONE, "2026-11-20")).fresh()
    half = Reading(ONE, "2026-11-22", seen={"gated": "no"}, unread={"card": "the host is busy (503)"})
    assert not kept(tmp_path / "u.jsonl", half).fresh()


def test_a_file_cut_off_anywhere_loses_one_reading_at_most(tmp_path: Path) -> None:
    whole = tmp_path / "whole.jsonl"
    kept(whole, look(ONE, "2026-11-22"), look(TWO, "2026-11-22"))
    content = whole.read_bytes()
    ends = [at + 1 for at, byte in enumerate(content) if byte == ord("\n")]

    for cut in range(len(content)):
        path = tmp_path / "cut.jsonl"
        path.write_bytes(content[:cut])
        with State(path, "2026-11-22") as state:
            assert len(state.fresh()) == sum(end <= cut for end in ends)
            state.keep(look(TWO, "2026-11-22"))
        assert all(json.loads(line) for line in path.read_bytes().splitlines())


@pytest.mark.parametrize(
    "line", ["[]", "{}", "nonsense", '{"address":"https://example.org","day":"2026-11-20"}', "\x00"]
)
def test_a_file_that_is_something_else_is_refused_with_its_lines(tmp_path: Path, line: str) -> None:
    path = tmp_path / "s.jsonl"
    kept(path, look(ONE, "2026-11-22"))
    content = f"{path.read_text('utf-8')}{line}\n{line}\n"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(ProblemsError, match=r"s\.jsonl:2: is not a line of a state file") as error:
        State(path, "2026-11-22")
    assert len(error.value.problems) == 2
    assert path.read_text("utf-8") == content


@pytest.mark.parametrize("content", ["my notes", "one\ntwo\n", "one\ntwo", "{}", '{"name": 1}\n', "\n"])
def test_a_file_that_holds_no_reading_is_refused_once_and_left_as_it_is(tmp_path: Path, content: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(ProblemsError, match=r"notes\.txt: is not a state file") as error:
        State(path, "2026-11-22")
    assert len(error.value.problems) == 1
    assert path.read_text("utf-8") == content


class Killed(BaseException):
    """What nobody catches."""


def test_killed_after_any_request_and_resumed_it_proposes_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {"gate", "licence-new", "half-gone", "deleted", "links", "licence-of-code", "renamed-code"}
    facts = package()
    found = [one for one in bearings(facts) if one.release in wanted]
    assert {one.release for one in found} == wanted
    first = [look(repo, "2026-11-19", GONE) for one in found for repo in one.repos if one.release == "deleted"]
    wait = Pace.wait

    def once(state: Path, most: int) -> Run:
        left = itertools.count(1)

        def counted(pace: Pace) -> None:
            if next(left) > most:
                raise Killed
            wait(pace)

        monkeypatch.setattr(Pace, "wait", counted)
        token = {"HF_TOKEN": "hf_x"}
        return run(facts, found, environment | token, 1000, state, clock=Time().clock(), timeout=5)

    with served(world()) as environment:
        kept(tmp_path / "whole.jsonl", *first)
        whole = once(tmp_path / "whole.jsonl", 10_000)
        assert len(whole.proposals) == 6
        assert whole.requests > 15
        for most in range(0, whole.requests, 2):
            state = tmp_path / f"{most}.jsonl"
            kept(state, *first)
            with pytest.raises(Killed):
                once(state, most)
            again = once(state, 10_000)
            assert (again.proposals, again.judgements, again.unread) == (
                whole.proposals,
                whole.judgements,
                whole.unread,
            )


def test_what_was_read_on_the_way_is_not_read_again(tmp_path: Path) -> None:
    facts = package()
    found = [one for one in bearings(facts) if one.release.startswith("quiet")]
    repos = repositories(found)
    asked: list[Repo] = []

    def read(repo: Repo) -> Reading:
        asked.append(repo)
        return look(repo, "2026-11-20")

    for _ in range(2):
        with State(tmp_path / "s.jsonl", "2026-11-20") as state:
            readings = gather(repos, read, state, lambda reading, number: None)
    assert sorted(asked) == sorted(repos)
    assert compare(facts, found, readings, {}).proposals == ()
    assert len(CASES) > len(found) > 10
