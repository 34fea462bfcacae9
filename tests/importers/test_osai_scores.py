"""The European index reproduced: its own scores, of today and of March 2026, out of packages and out of data/.

The expectations hold the judgements as letters (o open, p partial, c closed) in the order of the dimensions; they are
facts of the index (CC-BY-4.0, Liesenfeld and Dingemanse 2024) at its commit 5a388e8. The scores of the edition before
March 2026 were computed from its history by another program than the importer.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from statistics import mean

import pytest

from openness.facts.evidence import resolve
from openness.facts.package import Package, load_package
from openness.importers.osai_index import import_osai_index
from openness.rubric.load import load_rubric
from openness.scoring.scores import score
from tests.importers.upstream import history, system

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = ROOT / "tests" / "expected"


@cache
def expected(edition: str) -> dict[str, tuple[float, str]]:
    with (EXPECTED / f"osai_index_{edition}.csv").open(encoding="utf-8", newline="") as handle:
        return {r["file"]: (float(r["score"]), r["judgements"]) for r in csv.DictReader(handle)}


def scores(package: Package, edition: str, sources: list[str] | None = None) -> dict[str, tuple[float, float]]:
    rubric = load_rubric(ROOT / "rubrics" / f"osai-index-{edition}.yaml", components=package.components["component"])
    found = score(rubric, resolve(package, sources=sources))
    return {r: (float(found.low[i]), float(found.high[i])) for i, r in enumerate(found.releases)}


def folder_of_today(path: Path) -> Path:
    path.mkdir()
    for name, (_, judgements) in expected("2026").items():
        system(path, name, judgements, end_model=f"{name} today")
    return path


def mean_rank(values: dict[str, float]) -> dict[str, float]:
    """Rank from the top, ties at their mean."""
    ordered = sorted(values.values(), reverse=True)
    return {k: ordered.index(v) + (ordered.count(v) + 1) / 2 for k, v in values.items()}


def test_the_expectations_are_whole() -> None:
    assert len(expected("2026")) == 193
    value = {"o": 1.0, "p": 0.5, "c": 0.0}
    for edition, number in (("2026", 12), ("2025", 14)):
        for name, (stated, judgements) in expected(edition).items():
            assert len(judgements) == number, name
            assert mean(value[j] for j in judgements) == pytest.approx(stated, abs=5e-5), name


def test_193_of_193_scores_on_the_imported_package(tmp_path: Path) -> None:
    import_osai_index(folder_of_today(tmp_path / "systems"), tmp_path / "out")
    found = scores(load_package(tmp_path / "out"), "2026")
    wrong = {
        n: (found[n], s) for n, (s, _) in expected("2026").items() if found[n] != pytest.approx([100 * s] * 2, abs=5e-3)
    }
    assert wrong == {}
    assert len(found) == 193


def test_193_of_193_scores_on_data_for_the_main_record_of_each_system() -> None:
    package = load_package(ROOT / "data")
    found = scores(package, "2026", ["osai-index"])
    aliases = package.aliases
    chosen = aliases[(aliases["source"] == "osai-index") & (aliases["main"] == "true") & (aliases["version"] == "")]
    release_of = dict(zip(chosen["name"], chosen["release"], strict=True))
    assert len(chosen) == len(release_of) == len(set(release_of.values())) == 193
    wrong = {
        n: (release_of[n], found[release_of[n]], s)
        for n, (s, _) in expected("2026").items()
        if found[release_of[n]] != pytest.approx([100 * s] * 2, abs=5e-3)
    }
    assert wrong == {}


def test_the_edition_before_march_2026_and_what_the_new_definition_did_to_ranks(tmp_path: Path) -> None:
    before, today = expected("2025"), expected("2026")
    states = [(name, f"{name} then", "2026-03-12", judgements) for name, (_, judgements) in before.items()]
    past = history(tmp_path / "history.csv", states)
    report = import_osai_index(folder_of_today(tmp_path / "systems"), tmp_path / "out", past, "2026-03-12")
    assert report.problems == ()
    package = load_package(tmp_path / "out")
    found = scores(package, "2025")
    wrong = {n: (found[n], s) for n, (s, _) in before.items() if found[n] != pytest.approx([100 * s] * 2, abs=5e-3)}
    assert wrong == {}
    # Four of today's files did not stand there yet; no judgement of the others was blank.
    assert sorted(set(today) - set(found)) == ["BindWeave", "Devstral", "InstructCodeT5", "Jamba"]
    assert len(found) == 189
    # Scores tie often, so ranks are means over ties: 24 and 23 distinct scores for 193 and 189 systems.
    assert len({s for s, _ in today.values()}) == 24
    assert len({s for s, _ in before.values()}) == 23
    old = mean_rank({n: found[n][0] for n in found})
    new = mean_rank({n: today[n][0] for n in found})
    assert mean(abs(old[n] - new[n]) for n in found) == pytest.approx(13.5, abs=0.05)
    # The part of it that the definition alone did: the same judgements, without packaging and interface.
    same = mean_rank({n: round(low, 6) for n, (low, _) in scores(package, "2026").items()})
    assert mean(abs(old[n] - same[n]) for n in found) == pytest.approx(11.3, abs=0.05)
