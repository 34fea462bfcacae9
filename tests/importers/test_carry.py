"""Facts carried over to our releases: only by an alias, and the committed file by the committed tables."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest

from openness.core.errors import ProblemsError
from openness.core.strict_yaml import parse
from openness.importers.__main__ import main
from openness.importers.carry import carry_over
from openness.importers.osai_index import import_osai_index
from tests.importers.upstream import history, system

DATA = Path(__file__).resolve().parents[2] / "data"
ALIASES = ("source", "name", "version", "release", "match", "main")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "systems"
    folder.mkdir()
    system(folder, "Nova", "o" * 12, end_model="Olmo 3")
    system(folder, "Tuned", "c" * 12)
    past = history(tmp_path / "history.csv", [("Nova", "Nova 2", "2024-12-19", "p" * 14)])
    import_osai_index(folder, tmp_path / "package", past)
    return tmp_path / "package"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data"
    (path / "evidence").mkdir(parents=True)
    shutil.copy(DATA / "datapackage.json", path)
    return path


def alias(data: Path, *aliases: tuple[str, str, str, str, str]) -> None:
    with (data / "aliases.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(ALIASES)
        writer.writerows(("osai-index", *row) for row in aliases)


def test_each_version_goes_to_the_release_it_was_about(package: Path, data: Path) -> None:
    alias(data, ("Nova", "", "olmo-3", "exact", "true"), ("Nova", "Nova 2", "olmo-2", "exact", "true"))
    number = carry_over(package, data)
    facts = read(data / "evidence" / "osai-index.csv")
    assert len(facts) == number
    assert {(f["release"], f["recorded"]) for f in facts} == {("olmo-3", "2026-06-12"), ("olmo-2", "2024-12-19")}
    assert {f["source"] for f in facts} == {"osai-index"}


def test_only_main_records_yield_evidence(package: Path, data: Path) -> None:
    alias(data, ("Nova", "", "olmo-3", "exact", "true"), ("Tuned", "", "olmo-3", "variant", "false"))
    carry_over(package, data)
    assert {f["availability"] for f in read(data / "evidence" / "osai-index.csv")} == {"open"}


def test_a_base_only_match_carries_what_concerns_the_base(package: Path, data: Path) -> None:
    alias(data, ("Nova", "", "base", "base-only", "true"))
    carry_over(package, data)
    found = {f["component"] for f in read(data / "evidence" / "osai-index.csv")}
    assert found == {"pretraining_data", "data_information", "base_weights"}


def test_the_same_input_writes_the_same_bytes(package: Path, data: Path) -> None:
    alias(data, ("Nova", "", "olmo-3", "exact", "true"), ("Tuned", "", "tuned", "exact", "true"))
    carry_over(package, data)
    first = (data / "evidence" / "osai-index.csv").read_bytes()
    alias(data, ("Tuned", "", "tuned", "exact", "true"), ("Nova", "", "olmo-3", "exact", "true"))
    carry_over(package, data)
    assert (data / "evidence" / "osai-index.csv").read_bytes() == first


def test_an_alias_of_no_record_is_named_and_nothing_written(package: Path, data: Path) -> None:
    alias(data, ("Novao", "", "olmo-3", "exact", "true"), ("Nova", "Nova 1", "olmo", "exact", "true"))
    with pytest.raises(ProblemsError, match="holds no such record; got 'Novao'; did you mean 'Nova'") as error:
        carry_over(package, data)
    assert len(error.value.problems) == 2
    assert list((data / "evidence").iterdir()) == []


def test_two_main_records_of_one_day_are_refused(package: Path, data: Path) -> None:
    alias(data, ("Nova", "", "olmo-3", "exact", "true"), ("Tuned", "", "olmo-3", "exact", "true"))
    with pytest.raises(ProblemsError, match="two main records speak of one release on one day"):
        carry_over(package, data)


def test_as_a_command(package: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alias(data, ("Nova", "", "olmo-3", "exact", "true"))
    assert main([str(package), str(data)]) == 0
    assert capsys.readouterr().out == "16 facts carried over\n"
    alias(data, ("Nobody", "", "olmo-3", "exact", "true"))
    assert main([str(package), str(data)]) == 1
    assert "holds no such record" in capsys.readouterr().out
    assert main([]) == 2


FACTS = read(DATA / "evidence" / "osai-index.csv")
OURS = [a for a in read(DATA / "aliases.csv") if a["source"] == "osai-index"]


class TestCommittedEvidence:
    """data/evidence/osai-index.csv against aliases.csv, crosswalk.csv and corrections.yml."""

    def test_every_fact_follows_from_the_crosswalk_or_a_correction(self) -> None:
        crosswalk = {
            (r["dimension"], r["component"], r["availability"], r["counts"])
            for r in read(DATA / "crosswalk.csv")
            if r["source"] == "osai-index"
        }
        corrected = {str(e["reason"]) for e in parse((DATA / "corrections.yml").read_bytes(), "corrections.yml").tree}
        for fact in FACTS:
            row = (fact["dimension"], fact["component"], fact["availability"])
            blank = "blank form" in fact["note"] and (*row, "") in crosswalk
            assert (*row, fact["counts"]) in crosswalk or fact["note"] in corrected or blank, fact

    def test_a_judgement_that_is_no_fact_says_why(self) -> None:
        assert all(f["note"] and not f["note"].startswith("No link") for f in FACTS if f["counts"] == "index")

    def test_every_release_with_facts_has_a_main_record_and_the_other_way_round(self) -> None:
        main_of = {a["release"] for a in OURS if a["main"] == "true"}
        assert {f["release"] for f in FACTS} == main_of
        assert main_of <= {r["release"] for r in read(DATA / "releases.csv")}

    def test_each_record_is_the_main_one_of_one_release_at_most(self) -> None:
        count = Counter((a["name"], a["version"]) for a in OURS if a["main"] == "true")
        assert [record for record, number in count.items() if number > 1] == []
        assert {a["match"] for a in OURS if a["main"] == "true"} == {"exact"}

    def test_a_family_s_versions_are_releases_of_their_own(self) -> None:
        olmo = {a["version"]: a["release"] for a in OURS if a["name"] == "OLMo"}
        assert olmo == {
            "": "olmo-3.1",
            "Olmo-3-32B-Think": "olmo-3",
            "OLMo-2-0325-32B-Instruct": "olmo-2",
            "OLMo-2-1124-13B-Instruct": "olmo-2",
        }

    def test_facts_are_dated_by_the_index_and_have_addresses(self) -> None:
        days = [f["recorded"] for f in FACTS]
        assert min(days) == "2024-09-12"
        assert max(days) == "2026-06-12"
        assert {f["since"] for f in FACTS} == {""}
        assert all(f["url"].startswith(("https://", "http://")) for f in FACTS)
        own = [f for f in FACTS if "/Language-Technology-Assessment/main-database/" in f["url"]]
        assert own
        assert all(f["note"] for f in own)

    def test_crosswalk_gives_each_dimension_one_home_for_all_its_classes(self) -> None:
        rows = [r for r in read(DATA / "crosswalk.csv") if r["source"] == "osai-index"]
        for dimension in {r["dimension"] for r in rows}:
            said: dict[str, set[str]] = {}
            for row in (r for r in rows if r["dimension"] == dimension):
                said.setdefault(row["component"], set()).add(row["class"])
            whole = {"open", "partial", "closed"}
            linked = {"open", "partial", "closed with link", "closed without link"}
            assert sum(classes in (whole, linked) for classes in said.values()) == 1, dimension


class TestOvertaken:
    """A conclusion goes when the source revises the judgement it was drawn from."""

    def test_within_a_record(self, tmp_path: Path) -> None:
        folder = tmp_path / "systems"
        folder.mkdir()
        system(folder, "Neo", "oooo" + "p" + "o" * 7)
        past = history(tmp_path / "history.csv", [("Neo", "Neo", "2025-02-27", "oooo" + "c" + "o" * 9)])
        import_osai_index(folder, tmp_path / "package", past)
        found = {
            (f["component"], f["availability"]) for f in read(tmp_path / "package" / "evidence" / "osai-index.csv")
        }
        assert {("training_code", "closed"), ("training_code", "partial")} <= found
        assert not {c for c, _ in found} & {"posttraining_code", "data_processing_code"}

    def test_between_records_of_a_release(self, tmp_path: Path, data: Path) -> None:
        folder = tmp_path / "systems"
        folder.mkdir()
        system(folder, "Nova", "oooo" + "p" + "o" * 7, end_model="Nova 2 32B")
        past = history(tmp_path / "history.csv", [("Nova", "Nova 2 13B", "2024-12-19", "o" * 14)])
        import_osai_index(folder, tmp_path / "package", past)
        alias(data, ("Nova", "", "olmo-2", "exact", "true"), ("Nova", "Nova 2 13B", "olmo-2", "exact", "true"))
        carry_over(tmp_path / "package", data)
        found = {f["component"] for f in read(data / "evidence" / "osai-index.csv")}
        assert {"training_code", "data_information"} <= found
        assert not found & {"posttraining_code", "data_processing_code"}

    def test_a_conclusion_that_still_follows_stays(self, tmp_path: Path) -> None:
        folder = tmp_path / "systems"
        folder.mkdir()
        system(folder, "Neo", "o" * 12)
        past = history(tmp_path / "history.csv", [("Neo", "Neo", "2025-02-27", "oooo" + "c" + "o" * 9)])
        import_osai_index(folder, tmp_path / "package", past)
        told = [
            (f["recorded"], f["availability"])
            for f in read(tmp_path / "package" / "evidence" / "osai-index.csv")
            if f["component"] == "posttraining_code"
        ]
        assert told == [("2025-02-27", "closed"), ("2026-06-12", "open")]
