"""The Model Openness Tool: its classes from its files, its licences to the letter, and what bad input is told."""

from __future__ import annotations

import csv
import random
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from openness.cli.main import main
from openness.core.errors import ProblemsError
from openness.facts.evidence import resolve
from openness.facts.package import Package, load_package
from openness.importers.mot import carry_mot, import_mot
from openness.importers.mot_read import licence_of
from openness.importers.writer import Report
from openness.rubric.load import load_rubric
from openness.scoring.scores import score
from tests.importers.mot_files import (
    CLASSES,
    COMPONENTS,
    INHERIT,
    ROOT,
    class_of,
    expected,
    open_licences,
    write_all,
    write_model,
)

DATA = ROOT / "data"
ALL = dict.fromkeys(COMPONENTS, "Apache-2.0")
CLASS_III = {number: "MIT" for number, (_, level, _) in COMPONENTS.items() if level == 3}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def classes(package: Package) -> dict[str, str]:
    """The proven class of each release, by the rubric."""
    rubric = load_rubric(ROOT / "rubrics" / "mof-1.0.yaml", components=package.components["component"])
    scores = score(rubric, resolve(package))
    names = [verdict.id for verdict in rubric.verdicts] + [rubric.otherwise.id]
    return {release: names[at] for release, at in zip(scores.releases, scores.verdict, strict=True)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "models"
    path.mkdir()
    return path


def imported(folder: Path, tmp_path: Path) -> tuple[Report, Package]:
    report = import_mot(folder, tmp_path / "package")
    return report, load_package(tmp_path / "package")


def test_273_of_273_classes(folder: Path, tmp_path: Path) -> None:
    write_all(folder)
    report, package = imported(folder, tmp_path)
    assert report.problems == ()
    assert report.exit_code == 0
    theirs = {row["file"]: row["class"] for row in expected()}
    assert len(theirs) == 273
    assert classes(package) == theirs
    assert {file.stem: class_of(file) for file in folder.iterdir()} == theirs
    assert len(package.facts) == 1834 - 22  # listed, less those whose licence says that they are not included


def test_engine_and_evaluator_agree_on_files_that_nobody_wrote(folder: Path, tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311
    licences = ["Apache-2.0", "CC-BY-4.0", "MIT", INHERIT, INHERIT]
    rare = ["unlicensed", "", "Apache 2.0", "PDDL-1.0", "Llama 2 Community License", "Undisclosed"]
    for number in range(150):
        likely = [n for n in COMPONENTS if chance.random() > 0.04]
        listed = {n: chance.choice(rare if chance.random() < 0.03 else licences) for n in likely}
        general = {"distribution": chance.choice(["MIT", "Apache-2.0", "MIT license"])}
        if chance.random() < 0.5:
            general["document"] = chance.choice(["CC-BY-4.0", "CC-BY-NC-4.0", ""])
        write_model(folder, f"Model-{number}", listed or {9: "MIT"}, general)
    _, package = imported(folder, tmp_path)
    theirs = {file.stem: class_of(file) for file in folder.iterdir()}
    assert classes(package) == theirs
    assert set(theirs.values()) == set(CLASSES.values())


@pytest.mark.parametrize(
    ("own", "general", "licence"),
    [
        ("MIT", {"distribution": "Apache-2.0"}, "MIT"),
        (None, {"code": "MIT", "distribution": "Apache-2.0"}, "MIT"),
        (None, {"data": "MIT", "distribution": "Apache-2.0"}, "Apache-2.0"),
        (None, {"code": "", "distribution": "Apache-2.0"}, "Apache-2.0"),
        (None, {}, ""),
        ("unlicensed", {"distribution": "Apache-2.0"}, ""),
        ("", {"code": "MIT"}, ""),
        ("Unlicensed", {}, "Unlicensed"),
    ],
)
def test_the_licence_of_a_component(own: str | None, general: dict[str, str], licence: str) -> None:
    assert licence_of(own, "code", general) == licence


class TestLicences:
    @pytest.mark.parametrize("licence", ["Apache-2.0", "EUPL-1.2", "CC-BY-2.5-AU", "OpenMDW-1.0", "ODC-PDDL-1.0"])
    def test_open_is_what_the_tool_lists(self, folder: Path, tmp_path: Path, licence: str) -> None:
        write_model(folder, "Model", CLASS_III | {9: licence})
        assert classes(imported(folder, tmp_path)[1]) == {"Model": "class-iii"}

    @pytest.mark.parametrize(
        "licence",
        ["Apache 2.0", "apache-2.0", " MIT", "MIT ", "MIT OR Apache-2.0", "PDDL-1.0", "OpenMDW-1.1", "Nobody-1.0", "?"],
    )
    def test_and_only_letter_for_letter(self, folder: Path, tmp_path: Path, licence: str) -> None:
        write_model(folder, "Model", CLASS_III | {9: licence})
        report, package = imported(folder, tmp_path)
        assert classes(package) == {"Model": "unclassified"}
        assert report.exit_code == 0
        assert package.facts["licence"].ne("").all()

    def test_the_list_is_the_tools(self) -> None:
        assert len(open_licences()) == 226
        assert not open_licences() & {"PDDL-1.0", "CC-BY-NC-4.0", "CC-BY-ND-4.0", "none", "unknown"}

    def test_a_misspelt_one_is_kept_normalised_and_listed(self, folder: Path, tmp_path: Path) -> None:
        write_model(folder, "Model", {9: "Apache 2.0", 10: "gemma", 13: "pubmed", 14: "Nobody's own", 11: "MIT"})
        report, package = imported(folder, tmp_path)
        notes = [str(note) for note in report.notes]
        assert any(
            "Model.yml:" in n and "got 'Apache 2.0'; stands for Apache-2.0; the tool does not count it" in n
            for n in notes
        )
        assert any("got 'gemma'; read as Gemma-Terms-of-Use" in n for n in notes)
        assert any("no licence is named there: kept as written; got 'pubmed'" in n for n in notes)
        assert any("no table knows: kept, nothing assumed; got 'Nobody's own'" in n for n in notes)
        assert len(notes) == 4
        read_as = package.licence_spellings.set_index("spelling")["licence"].to_dict()
        assert read_as == {
            "Apache 2.0": "LicenseRef-mot-Apache-2.0",
            "gemma": "Gemma-Terms-of-Use",
            "pubmed": "LicenseRef-mot-pubmed",
            "Nobody's own": "Nobody-s-own",
        }
        terms = package.licences.set_index("licence")["terms"].to_dict()
        assert terms.pop("MIT") == "open"
        assert set(terms.values()) == {"restricted"}

    def test_two_spellings_never_share_an_id(self, folder: Path, tmp_path: Path) -> None:
        write_model(folder, "Model", {9: "Apache 2.0", 10: "Apache: 2.0", 13: "Apache-2.0.", 14: "Apache-2.0"})
        _, package = imported(folder, tmp_path)
        assert package.facts["licence"].nunique() == 4

    def test_unlicensed_is_published_without_a_licence(self, folder: Path, tmp_path: Path) -> None:
        write_model(folder, "Model", {9: "unlicensed", 10: "", 13: INHERIT}, {"document": "CC-BY-4.0"})
        _, package = imported(folder, tmp_path)
        licences = package.facts.set_index("component")["licence"].to_dict()
        assert licences == {"architecture": "none", "base_weights": "none", "model_card": "CC-BY-4.0"}
        assert package.licences.set_index("licence")["terms"].to_dict() == {"none": "none", "CC-BY-4.0": "open"}


class TestGoodFiles:
    def test_what_is_listed_is_there_and_what_is_not_is_no_row(self, folder: Path, tmp_path: Path) -> None:
        write_model(folder, "Model (v1)+x", {9: "MIT", 17: "MIT"}, path="https://example.org/there")
        _, package = imported(folder, tmp_path)
        facts = package.facts
        assert facts["release"].tolist() == ["Model (v1)+x"] * 2
        assert dict(zip(facts["component"], facts["availability"], strict=True)) == {
            "architecture": "open",
            "model_metadata": "open",
        }
        assert set(facts["recorded"]) == {"2024-10-03"}
        assert set(facts["since"]) == {""}
        assert set(facts["url"]) == {"https://example.org/there"}
        assert facts["dimension"].tolist() == ["Model architecture", "Model metadata"]
        assert package.releases["released"].tolist() == [""]  # the day of entry is no release date
        assert package.date == "2026-05-11"

    def test_without_a_path_the_address_is_the_tools_record(self, folder: Path, tmp_path: Path) -> None:
        write_model(folder, "A b", {9: "MIT"})
        _, package = imported(folder, tmp_path)
        url = "https://github.com/lfai/model_openness_tool/blob/8b5d30e/models/A%20b.yml"
        assert package.facts["url"].tolist() == [url]

    def test_final_weights_are_the_tuned_ones_where_the_name_says_so(self, folder: Path, tmp_path: Path) -> None:
        for name in ("Model-7B", "Model-7B-Instruct", "Model-chat-7B", "model-2b-it", "ChatModel", "Spirit"):
            write_model(folder, name, {10: "MIT"})
        _, package = imported(folder, tmp_path)
        tuned = package.facts.loc[package.facts["component"] == "enduser_weights", "release"]
        assert set(tuned) == {"Model-7B-Instruct", "Model-chat-7B", "model-2b-it"}

    def test_what_is_listed_as_not_included_is_no_fact(self, folder: Path, tmp_path: Path) -> None:
        write_model(folder, "Model", ALL | {10: "Component Component not included", 15: "Component not include."})
        report, package = imported(folder, tmp_path)
        assert not set(package.facts["component"]) & {"base_weights", "pretraining_data"}
        assert {n.what for n in report.notes} == {
            "Model parameters (Final) is listed as not included: no fact",
            "Datasets is listed as not included: no fact",
        }
        assert report.exit_code == 0

    def test_of_two_entries_the_last_counts(self, folder: Path, tmp_path: Path) -> None:
        write_model(folder, "Model", [(9, "MIT"), (13, "MIT"), (9, "unlicensed")])
        report, package = imported(folder, tmp_path)
        assert package.facts.set_index("component")["licence"].to_dict() == {
            "architecture": "none",
            "model_card": "MIT",
        }
        assert [n.what for n in report.notes] == ["listed twice: the last entry counts"]

    def test_known_vendors_are_ours(self, folder: Path, tmp_path: Path) -> None:
        write_model(folder, "Pythia-1B", {9: "MIT"}, producer="EleutherAI")
        write_model(folder, "Other", {9: "MIT"}, producer="A new Lab")
        write_model(folder, "Nobody's", {9: "MIT"}, producer="")
        _, package = imported(folder, tmp_path)
        vendors = package.releases.set_index("release")["vendor"].to_dict()
        assert vendors == {"Nobody's": "not-named", "Other": "a-new-lab", "Pythia-1B": "eleutherai"}

    def test_the_same_bytes_each_time(self, folder: Path, tmp_path: Path) -> None:
        write_model(folder, "B", ALL | {9: "Apache 2.0", 10: "Apache license 2.0"})
        write_model(folder, "A", {9: "Apache  2.0", 13: "Bloom"})
        import_mot(folder, tmp_path / "one")
        import_mot(folder, tmp_path / "two")
        import_mot(folder, tmp_path / "two")
        files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*") if p.is_file())
        assert len(files) >= 12
        for file in files:
            assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file

    def test_as_a_command(self, folder: Path, tmp_path: Path) -> None:
        write_model(folder, "Model", ALL)
        run = CliRunner().invoke(main, ["import", "mot", str(folder), "--out", str(tmp_path / "package")])
        assert run.exit_code == 0, run.output
        assert f"mot: 1 models, 17 facts in {tmp_path / 'package'}; 0 problems, 0 notes" in run.output
        scored = CliRunner().invoke(main, ["score", "--rubric", "mof-1.0", "--data", str(tmp_path / "package")])
        assert scored.exit_code == 0, scored.output
        row = next(csv.DictReader(scored.output.splitlines()))
        assert (row["release"], row["verdict"], row["verdict_high"]) == ("Model", "class-i", "class-i")


class TestBadInput:
    def test_the_rest_is_imported_and_the_exit_code_is_1(self, folder: Path, tmp_path: Path) -> None:
        write_model(folder, "Good", CLASS_III)
        (folder / "broken.yml").write_text("release: [\n", encoding="utf-8")
        (folder / "other.yml").write_text("a: recipe\n", encoding="utf-8")
        (folder / "latin.yml").write_bytes(b"release: \xe9\n")
        run = CliRunner().invoke(main, ["import", "mot", str(folder), "--out", str(tmp_path / "package")])
        assert run.exit_code == 1
        assert "broken.yml:2: is not YAML" in run.output
        assert "other.yml: is not a model file of the tool" in run.output
        assert "latin.yml:1: is not UTF-8" in run.output
        assert load_package(tmp_path / "package").releases["release"].tolist() == ["Good"]

    def test_a_component_that_nobody_knows(self, folder: Path, tmp_path: Path) -> None:
        file = write_model(folder, "Model", {9: "MIT", 13: "MIT"})
        file.write_text(file.read_text("utf-8").replace('"Model card"', "Model cart"), encoding="utf-8")
        report, package = imported(folder, tmp_path)
        assert [str(p) for p in report.problems] == [
            "Model.yml:18: unknown component; got 'Model cart'; did you mean 'Model card'?"
        ]
        assert package.facts["component"].tolist() == ["architecture"]
        assert report.exit_code == 1

    @pytest.mark.parametrize(
        ("before", "after", "told"),
        [
            ("version: 7B", "version: 1.0", "'version' reads as a number"),
            ("date: '2024-10-03'", "date: 2024-10-03", "'date' reads as a date"),
            ('"MIT"', "3.0", "the licence of Model architecture reads as a number"),
            ("distribution:", "everything:", "unknown kind of global licence; got 'everything'"),
            ('name: "Model architecture"', "name: {}", "a component without a name"),
        ],
    )
    def test_what_does_not_read_as_it_should_is_told(
        self, folder: Path, tmp_path: Path, before: str, after: str, told: str
    ) -> None:
        write_model(folder, "Good", CLASS_III)
        file = write_model(folder, "Model", {9: "MIT", 13: INHERIT}, {"distribution": "Apache-2.0"})
        text = file.read_text("utf-8")
        assert before in text
        file.write_text(text.replace(before, after, 1), encoding="utf-8")
        report, package = imported(folder, tmp_path)
        assert any(told in str(p) and p.file == "Model.yml" and p.line for p in report.problems), report.problems
        assert "Good" in set(package.releases["release"])

    def test_a_day_that_is_none_is_left_out_with_a_note(self, folder: Path, tmp_path: Path) -> None:
        write_model(folder, "A", {9: "MIT"}, date="2025-02-30")
        write_model(folder, "B", {9: "MIT"}, date="2999-01-01")
        write_model(folder, "C", {9: "MIT"}, date="May 2024")
        report, package = imported(folder, tmp_path)
        assert [n.got for n in report.notes] == ["2025-02-30", "2999-01-01", "May 2024"]
        assert set(package.facts["recorded"]) == {"2026-05-11"}

    def test_no_component_no_model(self, folder: Path, tmp_path: Path) -> None:
        write_model(folder, "Good", CLASS_III)
        file = write_model(folder, "Empty", {})
        file.write_text(file.read_text("utf-8").replace("components:", "components: []"), encoding="utf-8")
        report, _ = imported(folder, tmp_path)
        assert [p.what for p in report.problems] == ["lists no component"]

    @pytest.mark.parametrize("make", [True, False])
    def test_a_folder_that_is_not_what_is_expected_writes_nothing(self, tmp_path: Path, make: bool) -> None:
        if make:
            (tmp_path / "models").mkdir()
            (tmp_path / "models" / "readme.txt").write_text("nothing here", encoding="utf-8")
        report = import_mot(tmp_path / "models", tmp_path / "package")
        assert report.exit_code == 1
        assert report.out is None
        assert len(report.problems) == 1
        assert not (tmp_path / "package").exists()

    def test_what_stands_there_and_is_no_package_is_left_alone(self, folder: Path, tmp_path: Path) -> None:
        write_model(folder, "Model", ALL)
        (tmp_path / "package").mkdir()
        (tmp_path / "package" / "thesis.txt").write_text("all of it", encoding="utf-8")
        report = import_mot(folder, tmp_path / "package")
        assert report.exit_code == 1
        assert [p.name for p in (tmp_path / "package").iterdir()] == ["thesis.txt"]


class TestCarriedOver:
    @pytest.fixture
    def data(self, tmp_path: Path) -> Path:
        path = tmp_path / "data"
        (path / "evidence").mkdir(parents=True)
        for name in ("datapackage.json", "licences.csv", "licence_spellings.csv"):
            shutil.copy(DATA / name, path)
        (path / "aliases.csv").write_text(
            "source,name,version,release,match,main\n"
            "mot,Model,,ours,exact,true\n"
            "mot,Model-Chat,,ours,exact,false\n"
            "mot,Base,,tuned,base-only,true\n",
            encoding="utf-8",
        )
        return path

    @pytest.fixture
    def package(self, folder: Path, tmp_path: Path) -> Path:
        write_model(folder, "Model", {9: "Apache 2.0", 10: "unlicensed", 13: "pubmed"})
        write_model(folder, "Model-Chat", {10: "MIT"})
        write_model(folder, "Base", {10: "MIT", 15: "CC-BY-4.0", 13: "MIT"})
        import_mot(folder, tmp_path / "package")
        return tmp_path / "package"

    def test_under_our_releases_and_our_licences(self, package: Path, data: Path) -> None:
        assert carry_mot(package, data) == 5
        facts = [(f["release"], f["component"], f["licence"]) for f in read(data / "evidence" / "mot.csv")]
        assert facts == [
            ("ours", "architecture", "Apache-2.0"),
            ("ours", "base_weights", "none"),
            ("ours", "model_card", ""),
            ("tuned", "base_weights", "MIT"),
            ("tuned", "pretraining_data", "CC-BY-4.0"),
        ]

    def correct(self, data: Path, where: str, what: str) -> None:
        (data / "corrections.yml").write_text(
            f"- where: {{source: mot, {where}}}\n  what: {{{what}}}\n  reason: Read there\n"
            "  url: https://example.org/\n  date: '2026-11-22'\n",
            encoding="utf-8",
        )

    def test_corrected_on_the_way_and_not_before(self, package: Path, data: Path) -> None:
        self.correct(data, "name: Model, component: base_weights", "component: enduser_weights, licence: MIT")
        carry_mot(package, data)
        row = next(f for f in read(data / "evidence" / "mot.csv") if f["dimension"] == "Model parameters (Final)")
        assert (row["component"], row["licence"], row["note"]) == ("enduser_weights", "MIT", "Read there")
        assert "base_weights" in {f["component"] for f in read(package / "evidence" / "mot.csv")}

    def test_a_correction_that_matches_nothing_fails(self, package: Path, data: Path) -> None:
        self.correct(data, "name: Model, component: safety_tooling", "availability: unknown")
        with pytest.raises(ProblemsError, match=r"corrections.yml:1: a correction matches nothing; got 'Model'"):
            carry_mot(package, data)
        assert not (data / "evidence" / "mot.csv").exists()


class TestCommittedData:
    def test_mots_verdicts_are_those_of_its_main_records(self) -> None:
        theirs = {row["file"]: row["class"] for row in expected()}
        aliases = [a for a in read(DATA / "aliases.csv") if a["source"] == "mot"]
        assert {a["name"] for a in aliases} <= set(theirs)
        main = {a["release"]: theirs[a["name"]] for a in aliases if a["main"] == "true" and a["match"] != "base-only"}
        stated = {v["release"]: v["verdict"] for v in read(DATA / "verdicts.csv") if v["source"] == "mot"}
        assert stated == main
        assert len(stated) == 58

    def test_every_fact_comes_from_a_main_record(self) -> None:
        main = {a["release"] for a in read(DATA / "aliases.csv") if a["source"] == "mot" and a["main"] == "true"}
        facts = read(DATA / "evidence" / "mot.csv")
        assert {f["release"] for f in facts} == main
        assert {f["source"] for f in facts} == {"mot"}
        assert not [f for f in facts if "LicenseRef" in f["licence"]]
        assert {f["availability"] for f in facts} == {"open", "unknown"}
