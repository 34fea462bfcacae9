"""The Foundation Model Transparency Index: its totals from its points, by position and by name, and bad input."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from openness.cli.main import main
from openness.facts.package import Package, load_package
from openness.importers.fmti import carry_fmti, import_fmti
from openness.importers.writer import Report

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
EXPECTED = ROOT / "tests" / "expected" / "fmti_points.csv"
FILES = {"2023-10": "October2023_scores.csv", "2024-05": "May2024_scores.csv", "2025-12": "Dec2025_scores.csv"}
DOMAINS = {"2023-10": (32, 33, 35), "2024-05": (32, 33, 35), "2025-12": (34, 30, 36)}
# The indicators that say firmly what a release shares, at their place; all others may have any name here.
NAMED = {
    "2023-10": {37: "Model architecture", 41: "Full external model access"},
    "2024-05": {37: "Model architecture", 41: "Full external model access"},
    "2025-12": {
        32: "Code access",
        36: "Deeper model properties",
        41: "Open weights",
        45: "External reproducibility of capabilities evaluation",
    },
}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def write(path: Path, rows: list[list[str]], bom: bool = False) -> None:
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)


def domain_of(round_: str) -> Iterator[str]:
    for domain, number in zip(("Upstream", "Model", "Downstream"), DOMAINS[round_], strict=True):
        yield from [domain] * number


def names_of(round_: str, word: str = "Indicator") -> list[str]:
    return [NAMED[round_].get(number, f"{word} {number}") for number in range(1, 101)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The three rounds as the index publishes them: in 2024 under other names, in 2025 with a table of indicators."""
    path = tmp_path / "fmti"
    path.mkdir()
    expected = read(EXPECTED)
    for round_, file in FILES.items():
        scored = [row for row in expected if row["round"] == round_]
        names = names_of(round_, "Indicator" if round_ == "2023-10" else "Renamed")
        rows = [["Indicator", *(row["developer"] for row in scored)]]
        rows += [[name, *(row["points"][at] for row in scored)] for at, name in enumerate(names)]
        if round_ != "2025-12":
            rows.append(["Total", *(row["total"] for row in scored)])
        if round_ == "2023-10":
            front = [["Domain", "Subdomain"], *([domain, "Any"] for domain in domain_of(round_)), ["", ""]]
            rows = [a + b for a, b in zip(front, rows, strict=True)]
            rows = [[*row, "Total" if at == 0 else ""] for at, row in enumerate(rows)]
        write(path / file, rows, bom=round_ == "2023-10")
    defined = zip(domain_of("2025-12"), names_of("2025-12", "Renamed"), strict=True)
    table = [[domain, "Any ", f"{name} ", "Is it\r\ndisclosed?"] for domain, name in defined]
    write(path / "Dec2025_indicators.csv", [["Domain", "Subdomain", "Indicator", "Definition"], *reversed(table)])
    return path


def imported(folder: Path, tmp_path: Path) -> tuple[Report, Package]:
    report = import_fmti(folder, tmp_path / "package")
    return report, load_package(tmp_path / "package")


def edit(path: Path, change: Callable[[list[list[str]]], None]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.reader(handle))
    change(rows)
    write(path, rows)


def rounds(package: Package) -> set[str]:
    return set(package.transparency["round"])


def test_37_of_37_totals_and_their_domains(folder: Path, tmp_path: Path) -> None:
    report, package = imported(folder, tmp_path)
    assert report.problems == ()
    assert report.exit_code == 0
    names = package.releases.set_index("release")["vendor"]
    computed: dict[tuple[str, str], dict[str, str]] = {}
    for row in package.transparency.to_dict("records"):
        computed.setdefault((row["round"], row["vendor"]), {})[row["domain"]] = row["score"]
    expected = read(EXPECTED)
    assert len(expected) == len(computed) == 37
    for row in expected:
        vendor = names[f"{row['round']} {row['developer']}"]
        stated = {domain: row[domain] for domain in ("upstream", "model", "downstream", "total")}
        assert computed[row["round"], vendor] == stated, row


def test_what_the_index_says_of_its_own_results(folder: Path, tmp_path: Path) -> None:
    _, package = imported(folder, tmp_path)
    totals = package.transparency[package.transparency["domain"] == "total"]
    mean = totals["score"].astype(int).groupby(totals["round"]).mean().round(2).to_dict()
    assert mean == {"2023-10": 37.0, "2024-05": 57.93, "2025-12": 40.69}
    ibm = totals[(totals["vendor"] == "ibm") & (totals["round"] == "2025-12")]
    assert ibm["score"].tolist() == ["95"]


def test_developers_are_our_vendors_under_any_of_their_names(folder: Path, tmp_path: Path) -> None:
    _, package = imported(folder, tmp_path)
    vendor = package.releases.set_index("release")["vendor"]
    assert vendor["2023-10 Stability AI"] == vendor["2024-05 Stability"] == "stability"
    assert vendor["2023-10 Hugging Face"] != vendor["2024-05 BigCode"]
    assert set(vendor) <= {row["vendor"] for row in read(DATA / "vendors.csv")}


class TestFacts:
    def test_a_point_says_of_a_release_only_what_the_crosswalk_names(self, folder: Path, tmp_path: Path) -> None:
        _, package = imported(folder, tmp_path)
        said = {(f["dimension"], f["component"], f["availability"]) for f in package.facts.to_dict("records")}
        assert said == {
            *((f"{r} Model architecture", "architecture", "closed") for r in ("2023-10", "2024-05")),
            *(
                (f"{r} Full external model access", f"{kind}_weights", "closed")
                for r in ("2023-10", "2024-05")
                for kind in ("base", "enduser")
            ),
            *(("2025-12 Open weights", f"{kind}_weights", "closed") for kind in ("base", "enduser")),
            ("2025-12 Deeper model properties", "architecture", "open"),
            ("2025-12 Code access", "inference_code", "open"),
            ("2025-12 External reproducibility of capabilities evaluation", "evaluation_code", "open"),
        }

    def test_released_weights_are_no_fact_because_a_gate_gets_the_point_too(self, folder: Path, tmp_path: Path) -> None:
        _, package = imported(folder, tmp_path)
        weights = package.facts[package.facts["component"].str.endswith("_weights")]
        assert "2025-12 Meta" not in set(weights["release"])
        assert "2025-12 OpenAI" in set(weights["release"])

    def test_each_has_its_round_and_its_address(self, folder: Path, tmp_path: Path) -> None:
        _, package = imported(folder, tmp_path)
        fact = package.facts.set_index(["release", "component"]).loc[("2024-05 OpenAI", "base_weights")]
        assert fact["recorded"] == "2024-05"
        assert fact["url"] == "https://github.com/stanford-crfm/fmti/blob/f4500c5/May2024/May2024_scores.csv"
        assert fact["licence"] == ""

    def test_an_earlier_round_is_an_earlier_state_named_by_its_flagship(self, folder: Path, tmp_path: Path) -> None:
        _, package = imported(folder, tmp_path)
        version = package.aliases.set_index("name")["version"]
        assert version["2023-10 Meta"] == version["2024-05 Meta"] == "Llama 2"
        assert version["2025-12 Meta"] == ""
        assert package.releases.set_index("release")["name"]["2024-05 BigCode"] == "StarCoder (BigCode, May 2024)"

    def test_every_row_of_the_crosswalk_meets_an_indicator(self, folder: Path, tmp_path: Path) -> None:
        edit(folder / "May2024_scores.csv", lambda rows: rows[37].__setitem__(0, "Model design"))
        report, package = imported(folder, tmp_path)
        assert [str(p) for p in report.problems] == [
            "crosswalk.csv: the round 2024-05 has no such indicator; got '2024-05 Model architecture'; "
            "names are those of the round's scores file"
        ]
        assert len(package.transparency) == 37 * 4


def test_the_same_bytes_each_time(folder: Path, tmp_path: Path) -> None:
    import_fmti(folder, tmp_path / "one")
    import_fmti(folder, tmp_path / "two")
    for file in sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*") if p.is_file()):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file


def test_as_a_command(folder: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke(main, ["import", "fmti", str(folder), "--out", str(tmp_path / "package")])
    assert run.exit_code == 0, run.output
    assert "fmti: 3 rounds, 37 scores of developers, 59 facts in" in run.output


class TestBadInput:
    def test_a_cell_that_is_no_point_leaves_out_that_developer(self, folder: Path, tmp_path: Path) -> None:
        edit(folder / "Dec2025_scores.csv", lambda rows: rows[4].__setitem__(1, "yes"))
        report, package = imported(folder, tmp_path)
        assert [str(p) for p in report.problems] == [
            "Dec2025_scores.csv:5: no point of AI21 Labs, who was left out; got 'yes'; 0 or 1"
        ]
        assert report.exit_code == 1
        assert "2025-12 AI21 Labs" not in set(package.releases["release"])
        assert len(package.releases) == 36

    def test_points_that_do_not_sum_to_the_stated_total_are_nobodys(self, folder: Path, tmp_path: Path) -> None:
        edit(folder / "May2024_scores.csv", lambda rows: rows[-1].__setitem__(1, "99"))
        report, package = imported(folder, tmp_path)
        assert "the points of Adept, who was left out, do not sum to the total; got '33'; stated: 99" in str(
            report.problems[0]
        )
        assert "2024-05 Adept" not in set(package.releases["release"])

    def test_an_indicator_that_nobody_defines_leaves_out_the_round(self, folder: Path, tmp_path: Path) -> None:
        edit(folder / "Dec2025_scores.csv", lambda rows: rows[2].__setitem__(0, "Renamd 2"))
        report, package = imported(folder, tmp_path)
        assert str(report.problems[0]).startswith(
            "Dec2025_scores.csv:3: unknown indicator, so the round was left out; got 'Renamd 2'; did you mean 'Renamed"
        )
        assert rounds(package) == {"2023-10", "2024-05"}

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (lambda rows: rows.pop(5), "has another number of indicators, so the round was left out; got '99'"),
            (lambda rows: rows[5].__setitem__(0, rows[4][0]), "an indicator is given twice, so the round was left out"),
            (lambda rows: rows[5].append("1"), "has another number of cells than the header"),
            (lambda rows: rows[0].__setitem__(0, "Question"), "lacks the column 'Indicator'"),
            (lambda rows: rows[0].__setitem__(2, rows[0][1]), "has the column 'Adept' twice"),
        ],
    )
    def test_a_round_that_cannot_be_read_whole_is_left_out(
        self, folder: Path, tmp_path: Path, change: Callable[[list[list[str]]], None], told: str
    ) -> None:
        edit(folder / "May2024_scores.csv", change)
        report, package = imported(folder, tmp_path)
        assert len(report.problems) == 1
        assert told in str(report.problems[0])
        assert report.problems[0].file == "May2024_scores.csv"
        assert rounds(package) == {"2023-10", "2025-12"}

    def test_without_the_first_round_positions_come_from_its_indicators(self, folder: Path, tmp_path: Path) -> None:
        (folder / "October2023_scores.csv").unlink()
        names = zip(domain_of("2023-10"), names_of("2023-10"), strict=True)
        write(folder / "fmti-indicators.csv", [["Domain", "Indicator"], *([d, n] for d, n in names)])
        report, package = imported(folder, tmp_path)
        assert [str(p) for p in report.problems] == [
            "October2023_scores.csv: cannot be read: no such file or directory"
        ]
        assert rounds(package) == {"2024-05", "2025-12"}

    def test_a_domain_that_the_index_does_not_have(self, folder: Path, tmp_path: Path) -> None:
        edit(folder / "Dec2025_indicators.csv", lambda rows: rows[1].__setitem__(0, "Sidestream"))
        report, package = imported(folder, tmp_path)
        assert "unknown domain, so the round was left out; got 'Sidestream'" in str(report.problems[0])
        assert "2025-12" not in rounds(package)

    @pytest.mark.parametrize("make", [True, False])
    def test_a_folder_that_is_not_what_is_expected_writes_nothing(self, tmp_path: Path, make: bool) -> None:
        if make:
            (tmp_path / "empty").mkdir()
        report = import_fmti(tmp_path / "empty", tmp_path / "package")
        assert report.exit_code == 1
        assert len(report.problems) == 1
        assert not (tmp_path / "package").exists()

    def test_nothing_but_bad_rounds_writes_nothing(self, folder: Path, tmp_path: Path) -> None:
        for file in FILES.values():
            (folder / file).write_bytes(b"\xff\xfe\x00broken")
        report = import_fmti(folder, tmp_path / "package")
        assert report.out is None
        assert {p.file for p in report.problems} == set(FILES.values())
        assert not (tmp_path / "package").exists()


def test_the_committed_tables_are_those_of_the_expectation(folder: Path, tmp_path: Path) -> None:
    import_fmti(folder, tmp_path / "package")
    data = tmp_path / "data"
    (data / "evidence").mkdir(parents=True)
    for name in ("datapackage.json", "aliases.csv"):
        shutil.copy(DATA / name, data)
    assert carry_fmti(tmp_path / "package", data) > 20
    assert (data / "transparency.csv").read_bytes() == (DATA / "transparency.csv").read_bytes()
    assert (data / "evidence" / "fmti.csv").read_bytes() == (DATA / "evidence" / "fmti.csv").read_bytes()
