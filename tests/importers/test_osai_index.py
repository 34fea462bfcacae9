"""The importer of the European index: what it makes of good files, and what it says of bad ones."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from openness.core.errors import Problem
from openness.facts.licences import FLAGS
from openness.facts.package import load_package
from openness.importers.osai_index import import_osai_index
from openness.importers.writer import DATA, Report
from tests.importers.upstream import history, system


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "main-database"
    path.mkdir()
    return path


def rows(package: Path, table: str) -> list[dict[str, str]]:
    with (package / table).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def facts(package: Path, release: str) -> dict[str, dict[str, str]]:
    return {r["component"]: r for r in rows(package, "evidence/osai-index.csv") if r["release"] == release}


def content(package: Path) -> dict[str, bytes]:
    return {p.relative_to(package).as_posix(): p.read_bytes() for p in sorted(package.rglob("*")) if p.is_file()}


def whats(report: Report) -> list[str]:
    return [str(p) for p in report.problems]


class TestWhatAnswersNoQuestionOfOurs:
    def test_of_a_blank_form_only_what_was_written_about_later_is_a_fact(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Form", "co" + "c" * 10, silent=["datasheet", "paper"])
        past = history(tmp_path / "history.csv", [("Form", "Form", "2025-02-25", "c" * 14)])
        import_osai_index(folder, tmp_path / "out", past)
        found = rows(tmp_path / "out", "evidence/osai-index.csv")
        told = {f["component"]: (f["availability"], f["recorded"], f["counts"]) for f in found}
        assert len(told) == len(found)  # what was judged otherwise later is gone from the form
        assert told["posttraining_data"] == ("open", "2026-06-12", "")
        assert told["technical_report"] == ("closed", "2026-06-12", "")  # a note was written: dated by the last state
        assert told["data_card"] == ("closed", "2025-02-25", "index")
        assert told["api"] == ("closed", "2025-02-25", "index")  # asked no more, and nothing is known of it
        notes = {f["component"]: f["note"] for f in found}
        assert "blank form" in notes["data_card"]

    def test_a_first_state_with_anything_in_it_is_no_blank_form(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Half", "o" + "c" * 11, silent=["datasheet"])
        past = history(tmp_path / "history.csv", [("Half", "Half", "2025-02-25", "o" + "c" * 13)])
        import_osai_index(folder, tmp_path / "out", past)
        told = facts(tmp_path / "out", "Half")
        assert (told["data_card"]["recorded"], told["data_card"]["counts"]) == ("2025-02-25", "")

    def test_the_crosswalk_says_where_the_index_asks_something_else(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Linked", "c" * 12)
        system(folder, "Bare", "c" * 12, silent=["paper", "modelcard", "code", "datasheet"])
        import_osai_index(folder, tmp_path / "out")
        reasons = {r["reason"] for r in rows(tmp_path / "out", "crosswalk.csv") if r["counts"] == "index"}
        for release, judged in (
            ("Linked", {"code_documentation", "model_card"}),
            ("Bare", {"code_documentation", "research_paper"}),
        ):
            told = facts(tmp_path / "out", release)
            assert {c for c, f in told.items() if f["counts"] == "index"} == judged
            assert {f["note"] for f in told.values() if f["counts"] == "index"} <= reasons
            assert {"model_card", "research_paper", "data_card"} <= set(told)


class TestGoodFiles:
    def test_a_folder_becomes_a_valid_package_with_the_file_names_as_ids(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "AMD Nitro Diffusion", "o" * 12)
        system(folder, "mimo", "c" * 12)
        report = import_osai_index(folder, tmp_path / "out")
        assert report.problems == ()
        assert report.exit_code == 0
        assert report.counts == {"systems": 2, "earlier versions": 0, "facts": 12 + 4 + 12 + 2}
        package = load_package(tmp_path / "out")
        assert package.releases["release"].tolist() == ["AMD Nitro Diffusion", "mimo"]
        assert package.date == "2026-06-12"

    def test_judgements_become_facts_by_the_crosswalk(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Mixed", "ocpoopocpcop")
        import_osai_index(folder, tmp_path / "out")
        found = {c: f["availability"] for c, f in facts(tmp_path / "out", "Mixed").items()}
        assert found == {
            "pretraining_data": "open",
            "data_information": "open",  # whoever can read the data can say what it is
            "posttraining_data": "closed",
            "base_weights": "gated",  # three of four notes describe a gate
            "enduser_weights": "open",
            "training_code": "open",
            "data_processing_code": "open",
            "posttraining_code": "open",
            "code_documentation": "partial",
            "architecture": "open",  # documented in full, so anyone can build it
            "architecture_documentation": "open",
            "technical_report": "closed",
            "research_paper": "partial",
            "model_card": "closed",
            "data_card": "open",
            "licence_terms": "partial",
        }

    def test_partial_training_code_settles_nothing_else(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Half", "pooop" + "o" * 7)
        import_osai_index(folder, tmp_path / "out")
        found = facts(tmp_path / "out", "Half")
        assert found["training_code"]["availability"] == "partial"
        assert not {"data_processing_code", "posttraining_code", "data_information"} & set(found)

    def test_a_correction_takes_the_gate_away_where_the_note_describes_none(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "WizardLM", "ooop" + "o" * 8)
        import_osai_index(folder, tmp_path / "out")
        fact = facts(tmp_path / "out", "WizardLM")["enduser_weights"]
        assert fact["availability"] == "partial"
        assert "difference to LLaMA" in fact["note"]

    def test_the_licence_of_the_end_model_goes_to_its_weights(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Both", licence="Apache-2.0 and Community License for Baichuan2 Model")
        import_osai_index(folder, tmp_path / "out")
        found = facts(tmp_path / "out", "Both")
        assert found["enduser_weights"]["licence"] == "Apache-2.0 AND Baichuan2-Community"
        assert {f["licence"] for c, f in found.items() if c != "enduser_weights"} == {""}
        assert {r["licence"] for r in rows(tmp_path / "out", "licences.csv")} == {"Apache-2.0", "Baichuan2-Community"}

    @pytest.mark.parametrize(
        ("link", "expected"),
        [
            ('["https://example.org/a", "https://example.org/b"]', "https://example.org/a"),
            ("https://example.org/a https://example.org/b", "https://example.org/a"),
            ("https://example.org/a, https://example.org/b", "https://example.org/a"),
        ],
    )
    def test_of_several_links_the_first_counts(self, folder: Path, tmp_path: Path, link: str, expected: str) -> None:
        system(folder, "Linked", link=link)
        import_osai_index(folder, tmp_path / "out")
        assert facts(tmp_path / "out", "Linked")["model_card"]["url"] == expected

    @pytest.mark.parametrize("link", ["", "platform.example.org", "hhttps://example.org", "No package found."])
    def test_without_a_link_the_address_is_the_index_s_own_record(
        self, folder: Path, tmp_path: Path, link: str
    ) -> None:
        system(folder, "Gemma Japanese", link=link)
        import_osai_index(folder, tmp_path / "out")
        fact = facts(tmp_path / "out", "Gemma Japanese")["model_card"]
        record = "https://github.com/Language-Technology-Assessment/main-database/blob/5a388e8/Gemma%20Japanese.yaml"
        assert fact["url"] == record
        assert fact["note"] == "No link given: the address is the index's own record."

    def test_comments_tell_country_kind_and_compute(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Tagged")
        import_osai_index(folder, tmp_path / "out")
        vendor = rows(tmp_path / "out", "vendors.csv")[0]
        assert (vendor["vendor"], vendor["name"], vendor["country"]) == ("example-lab", "Example Lab", "FR")
        assert (vendor["kind"], vendor["url"]) == ("university", "https://example.org/lab")
        release = rows(tmp_path / "out", "releases.csv")[0]
        assert release["training_flop"] == "3.3e24"
        assert "0.5 orders of magnitude" in release["training_flop_note"]

    def test_compute_that_cannot_be_is_corrected_with_the_address_that_says_so(
        self, folder: Path, tmp_path: Path
    ) -> None:
        path = system(folder, "dolly")
        path.write_text(path.read_text().replace("3.3e+24", "2.515e+14"))
        import_osai_index(folder, tmp_path / "out")
        release = rows(tmp_path / "out", "releases.csv")[0]
        ours = next(row for row in rows(DATA, "releases.csv") if row["release"] == "dolly-v2")
        assert {name: release[name] for name in ("training_flop", "training_flop_url")} == {
            name: ours[name] for name in ("training_flop", "training_flop_url")
        }

    def test_an_organisation_we_know_takes_our_id(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Known", org="Allen Institute for AI")
        import_osai_index(folder, tmp_path / "out")
        assert rows(tmp_path / "out", "releases.csv")[0]["vendor"] == "ai2"

    def test_no_sentence_of_theirs_is_carried_over(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Quoted")
        import_osai_index(folder, tmp_path / "out")
        assert not [f for f, text in content(tmp_path / "out").items() if b"heirs" in text]

    def test_the_same_input_writes_the_same_bytes(self, folder: Path, tmp_path: Path) -> None:
        for name in ("B", "a", "C c"):
            system(folder, name)
        states = [("B", "Old B", "2024-10-16", "o" * 14), ("gone", "", "2024-09-12", "c" * 14)]
        past = history(tmp_path / "history.csv", states)
        import_osai_index(folder, tmp_path / "one", past)
        import_osai_index(folder, tmp_path / "two", past)
        import_osai_index(folder, tmp_path / "two", past)  # again, over itself
        assert content(tmp_path / "one") == content(tmp_path / "two")
        assert sorted(p.name for p in tmp_path.iterdir()) == [
            "history.csv",
            "main-database",
            "one",
            "two",
            "versions.csv",
        ]

    def test_forms_to_fill_in_are_no_systems(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "a_submission_template", "c" * 12)
        system(folder, "Real")
        report = import_osai_index(folder, tmp_path / "out")
        assert [r["release"] for r in rows(tmp_path / "out", "releases.csv")] == ["Real"]
        assert report.notes == (Problem("a_submission_template.yaml", 0, "is a form to fill in and was skipped"),)


class TestLicences:
    def test_a_misspelt_licence_is_kept_read_and_listed_with_its_line(self, folder: Path, tmp_path: Path) -> None:
        path = system(folder, "Spelt", licence="CC-By-SA-3.0")
        report = import_osai_index(folder, tmp_path / "out")
        line = path.read_text(encoding="utf-8").splitlines().index("    endmodellicense: CC-By-SA-3.0") + 1
        assert [str(n) for n in report.notes] == [
            f"Spelt.yaml:{line}: licence spelling; got 'CC-By-SA-3.0'; read as CC-BY-SA-3.0"
        ]
        assert rows(tmp_path / "out", "licence_spellings.csv") == [
            {"source": "osai-index", "spelling": "CC-By-SA-3.0", "licence": "CC-BY-SA-3.0", "context": "", "note": ""}
        ]
        assert report.exit_code == 0

    def test_a_licence_that_no_table_knows_is_never_guessed(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Strange", licence="Apachee Licence of Goodwill (v2)")
        report = import_osai_index(folder, tmp_path / "out")
        (licence,) = rows(tmp_path / "out", "licences.csv")
        assert (licence["licence"], licence["name"], licence["url"]) == (
            "Apachee-Licence-of-Goodwill-v2",
            "Apachee Licence of Goodwill (v2)",
            "",
        )
        assert {licence[name] for name in ("terms", *FLAGS)} == {"unknown"}
        assert "no table knows" in str(report.notes[0])
        load_package(tmp_path / "out")

    def test_a_spelling_may_mean_another_licence_in_one_file(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "deepseek-R1", licence="DeepSeek License Agreement")
        system(folder, "DeepSeek-Coder", licence="DeepSeek License Agreement")
        import_osai_index(folder, tmp_path / "out")
        assert facts(tmp_path / "out", "deepseek-R1")["enduser_weights"]["licence"] == "MIT"
        assert facts(tmp_path / "out", "DeepSeek-Coder")["enduser_weights"]["licence"] == "DeepSeek-License-1.0"

    def test_the_index_s_misspelt_key_is_read_and_listed(self, folder: Path, tmp_path: Path) -> None:
        path = system(folder, "GANSynth")
        text = path.read_text(encoding="utf-8").replace("endmodellicense:", "endmodel license:")
        path.write_text(text, encoding="utf-8")
        report = import_osai_index(folder, tmp_path / "out")
        assert facts(tmp_path / "out", "GANSynth")["enduser_weights"]["licence"] == "Apache-2.0"
        assert [n.what for n in report.notes] == ["'endmodellicense' is misspelt"]


class TestBadInput:
    def test_what_is_not_understood_is_listed_and_the_rest_imported(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Good")
        (folder / "Broken.yaml").write_text("system:\n    name: [never closed\norg: x\n", encoding="utf-8")
        (folder / "List.yaml").write_text("- a\n- b\n", encoding="utf-8")
        (folder / "Latin.yaml").write_bytes(b"system:\n    name: caf\xe9\n")
        level = system(folder, "Level")
        level.write_text(level.read_text(encoding="utf-8").replace("class: open", "class: oppen", 1), encoding="utf-8")
        system(folder, "Extra", more="datashet:\n    class: open\n")
        report = import_osai_index(folder, tmp_path / "out")
        assert report.exit_code == 1
        listed = "\n".join(whats(report))
        assert "Broken.yaml:3: is not YAML" in listed
        assert "List.yaml: is not a record of the index" in listed
        assert "Latin.yaml:2: is not UTF-8; got 'e9 0a'" in listed
        line = level.read_text(encoding="utf-8").splitlines().index("    class: oppen") + 1
        said = f"Level.yaml:{line}: unknown class of datasources_basemodel; got 'oppen'; did you mean 'open'?"
        assert said in listed
        assert "unknown dimension; got 'datashet'; did you mean 'datasheet'?" in listed
        assert len(report.problems) == 5
        package = load_package(tmp_path / "out")
        assert package.releases["release"].tolist() == ["Extra", "Good", "Level"]
        assert "pretraining_data" not in facts(tmp_path / "out", "Level")

    def test_line_of_an_unknown_dimension(self, folder: Path, tmp_path: Path) -> None:
        path = system(folder, "Extra", more="watermark:\n    class: open\n")
        report = import_osai_index(folder, tmp_path / "out")
        line = path.read_text(encoding="utf-8").splitlines().index("watermark:") + 1
        assert [(p.file, p.line, p.got) for p in report.problems] == [("Extra.yaml", line, "watermark")]

    def test_a_missing_folder_writes_nothing(self, tmp_path: Path) -> None:
        report = import_osai_index(tmp_path / "nowhere", tmp_path / "out")
        assert whats(report) == [
            f"{tmp_path / 'nowhere'}: no such folder; name the folder that holds the index's YAML files"
        ]
        assert (report.exit_code, report.out) == (1, None)
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_of_something_else_writes_nothing(self, folder: Path, tmp_path: Path) -> None:
        (folder / "readme.md").write_text("Not here.", encoding="utf-8")
        (folder / "config.yaml").write_text("theme: dark\n", encoding="utf-8")
        report = import_osai_index(folder, tmp_path / "out")
        assert report.exit_code == 1
        assert any("holds no record of the index" in what for what in whats(report))
        assert "nothing written" in report.lines()[-1]
        assert not (tmp_path / "out").exists()

    def test_a_folder_that_is_no_package_is_left_alone(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Good")
        out = tmp_path / "precious"
        out.mkdir()
        (out / "thesis.docx").write_text("years of work", encoding="utf-8")
        report = import_osai_index(folder, out)
        assert [p.what for p in report.problems] == ["exists already and is not an earlier import of this source"]
        assert report.out is None
        assert content(out) == {"thesis.docx": b"years of work"}

    def test_the_project_s_own_package_is_never_overwritten(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Good")
        out = tmp_path / "data"
        (out / "evidence").mkdir(parents=True)
        (out / "evidence" / "curated.csv").write_text("by hand", encoding="utf-8")
        (out / "datapackage.json").write_text('{"name": "openness-gap"}', encoding="utf-8")
        before = content(out)
        assert import_osai_index(folder, out).out is None
        assert content(out) == before

    def test_a_failing_import_leaves_the_package_that_stood_there(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Good")
        import_osai_index(folder, tmp_path / "out")
        before = content(tmp_path / "out")
        import_osai_index(tmp_path / "nowhere", tmp_path / "out")
        assert content(tmp_path / "out") == before

    def test_a_missing_parent_folder_is_named(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Good")
        report = import_osai_index(folder, tmp_path / "a" / "b")
        assert whats(report) == [f"{tmp_path / 'a'}: no such folder; make it first"]

    def test_a_release_date_that_is_none_is_left_out_and_noted(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "When", released="2025-012")
        report = import_osai_index(folder, tmp_path / "out")
        assert rows(tmp_path / "out", "releases.csv")[0]["released"] == ""
        assert [(n.what, n.got) for n in report.notes] == [("release date is not YYYY-MM and was left out", "2025-012")]


class TestHistory:
    def test_earlier_versions_are_releases_of_their_own(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "OLMo", end_model="Olmo-3.1")
        states = [
            ("OLMo", "", "2024-09-12", "c" * 14),
            ("OLMo", "OLMo-2", "2024-12-19", "o" * 14),
            ("OLMo", "Olmo-3.1", "2026-03-14", "o" * 14),
        ]
        past = history(tmp_path / "history.csv", states)
        report = import_osai_index(folder, tmp_path / "out", past)
        assert report.counts["systems"] == 1
        assert report.counts["earlier versions"] == 2
        names = {(r["name"], r["version"]): r["release"] for r in rows(tmp_path / "out", "aliases.csv")}
        assert names == {
            ("OLMo", ""): "OLMo",
            ("OLMo", "(none)"): "OLMo@",
            ("OLMo", "OLMo-2"): "OLMo@OLMo-2",
        }
        assert facts(tmp_path / "out", "OLMo")["model_card"]["recorded"] == "2026-03-14"
        assert facts(tmp_path / "out", "OLMo@OLMo-2")["package"]["recorded"] == "2024-12-19"
        load_package(tmp_path / "out")

    def test_a_judgement_the_file_has_changed_since_is_dated_by_the_commit(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Moved", "o" * 12)
        past = history(tmp_path / "history.csv", [("Moved", "Moved", "2025-02-27", "c" + "o" * 13)])
        import_osai_index(folder, tmp_path / "out", past)
        told = [
            (r["recorded"], r["availability"])
            for r in rows(tmp_path / "out", "evidence/osai-index.csv")
            if r["component"] == "pretraining_data"
        ]
        assert told == [("2025-02-27", "closed"), ("2026-06-12", "open")]

    def test_an_edition_is_rebuilt_by_the_day_of_recording(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Old", "o" * 12, end_model="New model")
        system(folder, "Later")
        states = [
            ("Old", "Old model", "2025-03-04", "p" * 14),
            ("Old", "New model", "2026-03-13", "o" * 14),
            ("Later", "Later", "2026-04-08", "o" * 14),
            ("Removed", "Removed model", "2024-10-16", "c" * 14),
        ]
        past = history(tmp_path / "history.csv", states)
        report = import_osai_index(folder, tmp_path / "out", past, "2026-03-12")
        assert report.exit_code == 0
        package = load_package(tmp_path / "out")
        assert package.date == "2026-03-12"
        assert package.releases["release"].tolist() == ["Old", "Removed@Removed model"]
        found = facts(tmp_path / "out", "Old")
        assert {found["package"]["availability"], found["licence_terms"]["availability"]} == {"partial"}

    def test_metadata_come_from_versions_beside_the_history(self, folder: Path, tmp_path: Path) -> None:
        system(folder, "Now")
        version = {"file": "Then", "recorded": "2025-02-27", "system": "Then 7B", "org": "Meta", "type": "code"}
        version |= {"end_model": "Then-7B", "licence": "MIT License", "release_date": "2024-11"}
        past = history(tmp_path / "history.csv", [("Then", "Then-7B", "2025-02-27", "o" * 14)], [version])
        import_osai_index(folder, tmp_path / "out", past)
        release = next(r for r in rows(tmp_path / "out", "releases.csv") if r["release"] == "Then@Then-7B")
        assert (release["name"], release["vendor"], release["released"]) == ("Then 7B", "meta", "2024-11")
        fact = facts(tmp_path / "out", "Then@Then-7B")["enduser_weights"]
        assert fact["licence"] == "MIT"
        assert fact["url"].startswith("https://github.com/Language-Technology-Assessment/main-database/commits/")

    def test_slips_in_the_history_are_read_blanks_left_out_and_the_rest_listed(
        self, folder: Path, tmp_path: Path
    ) -> None:
        system(folder, "Now")
        past = history(tmp_path / "history.csv", [("Then", "Then", "2025-02-27", "o" * 14)])
        text = past.read_text(encoding="utf-8")
        text = text.replace("modelcard,open", "modelcard,opem").replace("paper,open", "paper,")
        text = text.replace("preprint,open", "preprint,maybe").replace("api,open", "apis,open")
        past.write_text(text, encoding="utf-8")
        report = import_osai_index(folder, tmp_path / "out", past)
        assert whats(report) == [
            "history.csv:9: unknown class of preprint; got 'maybe'; one of: open, partial, closed",
            "history.csv:14: unknown dimension; got 'apis'; did you mean 'api'?",
        ]
        assert [str(n) for n in report.notes] == [
            "history.csv:11: class of modelcard is misspelt; got 'opem'; read as open"
        ]
        found = facts(tmp_path / "out", "Then@Then")
        assert found["model_card"]["availability"] == "open"
        assert not {"research_paper", "technical_report", "api"} & set(found)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("file,class\nOLMo,open\n", "history.csv:1: lacks columns; got 'system"),
            (None, "history.csv: cannot be read: no such file or directory"),
        ],
    )
    def test_a_history_that_is_none_is_named(
        self, folder: Path, tmp_path: Path, text: str | None, expected: str
    ) -> None:
        system(folder, "Now")
        past = tmp_path / "history.csv"
        if text is not None:
            past.write_text(text, encoding="utf-8")
        report = import_osai_index(folder, tmp_path / "out", past)
        assert whats(report)[0].startswith(expected)
        assert (report.exit_code, report.counts["systems"]) == (1, 1)

    @pytest.mark.parametrize("day", ["March 2026", "2026-13-01", "2026-03"])
    def test_an_edition_needs_a_day_and_a_history(self, folder: Path, tmp_path: Path, day: str) -> None:
        system(folder, "Now")
        report = import_osai_index(folder, tmp_path / "out", recorded_by=day)
        assert [p.what for p in report.problems] == ["is not a day", "needs the history of the judgements"]
        assert not (tmp_path / "out").exists()


def test_an_edition_before_the_first_record_writes_nothing(folder: Path, tmp_path: Path) -> None:
    system(folder, "Now")
    past = history(tmp_path / "history.csv", [("Now", "Now", "2025-02-27", "o" * 14)])
    report = import_osai_index(folder, tmp_path / "out", past, "2024-01-01")
    assert whats(report) == ["history.csv: no file of the folder was recorded by 2024-01-01"]
    assert not (tmp_path / "out").exists()


def test_the_package_describes_itself(folder: Path, tmp_path: Path) -> None:
    system(folder, "Good")
    import_osai_index(folder, tmp_path / "out")
    described = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert described["title"] == "European Open Source AI Index, 2026-06-12"
    assert "Liesenfeld" in described["sources"][0]["title"]
    listed = {r["path"] for r in described["resources"]}
    assert listed <= set(content(tmp_path / "out"))
