"""The command line: output that pipes, exit codes that tell, and never a traceback."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from openness.cli.commands import main
from openness.core.paths import ROOT
from openness.importers.writer import Report
from openness.scoring import scores
from tests.factories import fact, write_package
from tests.scoring.test_answer import RUBRIC

RELEASES = [
    {"release": "both", "name": "Both 1", "vendor": "lab", "released": "2024-05-17"},
    {"release": "weights only", "name": "=Weights", "vendor": "corp", "released": "2025-02"},
    {"release": "silent", "name": "Silent", "vendor": "corp", "released": "2025-06-01"},
]
FACTS = [
    fact("both", "training_code", "open", "MIT"),
    fact("both", "base_weights", "open", "Apache-2.0"),
    fact("weights only", "enduser_weights", "gated", "Llama-3-Community", url="https://example.org/gate"),
    fact("weights only", "training_code", "closed", source="mot", note="They say so."),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    vendors = [{"vendor": "lab", "name": "The Lab", "country": "FR"}, {"vendor": "corp", "name": "Corp"}]
    write_package(folder / "data", vendors=vendors, releases=RELEASES, facts=FACTS)
    (folder / "small.yaml").write_text(RUBRIC.format(id="small", title="Small definition"))
    (folder / "broken.yaml").write_text(RUBRIC.format(id="small", title="Small").replace("weight: 3", "weight: -3"))
    return folder


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="python -m openness")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def score(files: Path, *arguments: object) -> Result:
    return run("score", "--data", files / "data", "--rubric", files / "small.yaml", *arguments)


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


# ----------------------------------------------------------------------------------------------------------- score


def test_score_prints_the_columns_of_the_contract(files: Path) -> None:
    header, *lines = score(files).stdout.splitlines()
    assert header == (
        "release,name,vendor,released,score,low,high,coverage,ranked,weights_openness,training_openness,gap,"
        "verdict,verdict_high,gap_low,gap_high,weights_coverage,training_coverage,failed,undetermined,assumed"
    )
    assert header.split(",") == list(scores.COLUMNS)
    assert lines == [
        "both,Both 1,lab,2024-05-17,100.0000,100.0000,100.0000,1.0000,true,100.0000,100.0000,0.0000,"
        "meets,meets,0.0000,0.0000,1.0000,1.0000,,,",
        "weights only,'=Weights,corp,2025-02,28.1250,28.1250,75.0000,0.2500,false,37.5000,0.0000,37.5000,"
        "closed,open-weights,37.5000,100.0000,0.0000,1.0000,training-code,weights,",
        "silent,Silent,corp,2025-06-01,0.0000,0.0000,100.0000,0.0000,false,0.0000,0.0000,0.0000,"
        "closed,meets,-100.0000,100.0000,0.0000,0.0000,,training-code|weights,",
    ]


def test_options_and_query_mean_the_same_and_the_option_wins(files: Path) -> None:
    by_option = rows(score(files, "--as-of", "2025-03", "--sources", "mot,first-party"))
    by_query = rows(score(files, "--query", "?as_of=2025-03&sources=mot&sources=first-party"))
    assert by_option == by_query
    assert [row["release"] for row in by_option] == ["both", "weights only"]
    both = rows(score(files, "--query", "as_of=2024-06&vendor=lab,corp", "--as-of", "2025-03"))
    assert both == by_option


def test_a_whole_address_may_be_pasted(files: Path) -> None:
    for address in ("http://localhost:8501/vendors?country=FR&sort=gap&embed=true", "/releases?country=FR"):
        assert [row["release"] for row in rows(score(files, "--query", address))] == ["both"]


def test_shorthand_edits_the_rubric(files: Path) -> None:
    [row] = rows(score(files, "--query", "release=weights only&weight.code=3"))
    assert row["score"] == "18.7500"


def test_json_carries_what_the_numbers_stand_on(files: Path) -> None:
    result = score(files, "--format", "json", "--query", "vendor=corp&weight.code=3")
    document = json.loads(result.stdout)
    assert document["rubric"] == {"id": "small", "title": "Small definition", "version": "1"}
    assert document["as_of"] == "2026-11-22"
    assert document["custom"] is True
    assert document["query"] == "edit=weight.code:3&vendor=corp"
    assert re.fullmatch(r"[0-9a-f]{10}", document["fingerprint"])
    assert [list(record) for record in document["scores"]] == [list(scores.COLUMNS)] * 2
    assert document["scores"][0]["name"] == "=Weights", "JSON is not opened in a spreadsheet"
    assert document["scores"][0]["ranked"] is False


def test_out_writes_a_file_whole_or_not_at_all(files: Path, tmp_path: Path) -> None:
    target = tmp_path / "scores.csv"
    result = score(files, "--out", target)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert target.read_text() == score(files).stdout
    nowhere = score(files, "--out", tmp_path / "missing" / "scores.csv")
    assert nowhere.exit_code == 1
    assert nowhere.stderr.endswith("missing/scores.csv: No such file or directory\n")
    assert sorted(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--as-of", "2030"], "later than the data, which ends on 2026-11-22"),
        (["--as-of", "soon"], "cannot read 'soon' as a date"),
        (["--sources", "mot,nobody"], "no source 'nobody'"),
        (["--query", "vendor=lba"], "did you mean 'lab'?"),
        (["--query", "vendors=lab"], "no parameter 'vendors'"),
        (["--query", "weight.nothing=2"], "weight.nothing"),
        (["--query", "edit=z.cut"], "cannot be unpacked"),
        (["--query", "release=" + "x" * 40_000], "longer than 32,000"),
        (["--format", "xml"], "'csv', 'json'"),
    ],
)
def test_what_is_not_understood_is_said_in_a_sentence(arguments: list[str], says: str, files: Path) -> None:
    result = score(files, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_an_unknown_definition_names_the_near_ones(files: Path) -> None:
    result = run("score", "--data", files / "data", "--rubric", "osaid-1")
    assert result.exit_code == 2
    assert "osaid-1.0" in result.stderr


def test_broken_files_are_listed_with_their_lines_and_the_exit_code_is_one(files: Path, tmp_path: Path) -> None:
    broken = run("score", "--data", files / "data", "--rubric", files / "broken.yaml")
    assert broken.exit_code == 1
    assert broken.stdout == ""
    assert re.search(r"broken\.yaml:\d+: ", broken.stderr)
    assert "1 problem" in broken.stderr
    missing = score(files, "--data", tmp_path / "nowhere")
    assert missing.exit_code == 1
    assert "nowhere" in missing.stderr
    no_file = run("score", "--data", files / "data", "--rubric", tmp_path / "gone.yaml")
    assert no_file.exit_code == 1
    assert "gone.yaml" in no_file.stderr


# --------------------------------------------------------------------------------------------------------- changes


def test_changes_are_listed_with_what_they_did(tmp_path: Path) -> None:
    facts = [
        fact("alpha", "enduser_weights", "closed", since="2024-01-15"),
        fact("alpha", "enduser_weights", "open", "Apache-2.0", since="2024-06-01", url="https://example.org/opened"),
    ]
    write_package(tmp_path / "data", facts=facts)
    found = rows(run("changes", "--data", tmp_path / "data"))

    assert [(row["release"], row["date"], row["before"], row["after"]) for row in found] == [
        ("alpha", "2024-06-01", "closed", "open")
    ]
    assert found[0]["licence_after"] == "Apache-2.0"
    assert found[0]["url"] == "https://example.org/opened"
    assert found[0]["effect"] == "better"
    assert rows(run("changes", "--data", tmp_path / "data", "--as-of", "2024-05-31")) == []


def test_changes_as_json_say_of_which_definition_and_data(files: Path) -> None:
    result = run("changes", "--data", files / "data", "--rubric", files / "small.yaml", "--format", "json")

    document = json.loads(result.stdout)
    assert document["rubric"]["id"] == "small"
    assert document["changes"] == []
    assert re.fullmatch(r"[0-9a-f]{10}", document["fingerprint"])


# --------------------------------------------------------------------------------------------------------- explain


def explain(files: Path, *arguments: object) -> Result:
    return run("explain", "--data", files / "data", "--rubric", files / "small.yaml", *arguments)


def test_explain_follows_every_number_down_to_its_page(files: Path) -> None:
    result = explain(files, "weights only")
    assert result.exit_code == 0, result.output
    text = result.stdout
    assert text.startswith("=Weights [weights only], Corp, announced February 2025\n")
    assert "Small definition: may reach “Open weights”: facts are missing" in text
    assert "score 28.1 of 100, at most 75.0" in text
    assert "https://example.org/gate" in text
    assert "licence Llama-3-Community (restricted terms)" in text
    assert re.search(r"mot \([^)]+\), recorded\s+1 November 2026", text)
    assert "They say so." in text
    assert "Meets it: ruled out" in text
    assert "fails: Training code must be open: closed, which fails." in text
    assert "availability of Base weights" in text.split("NOT RECORDED")[1]


def test_explain_fits_the_terminal_and_takes_several(files: Path) -> None:
    result = explain(files, "both", "silent")
    assert max(len(line) for line in result.stdout.splitlines() if "https://" not in line) <= 100
    assert result.stdout.index("Both 1 [both]") < result.stdout.index("Silent [silent]")
    assert "Nothing is missing that could change the score." in result.stdout
    assert "Not enough is recorded for" in result.stdout


def test_an_explanation_is_data_too(files: Path) -> None:
    [release] = json.loads(explain(files, "silent", "--format", "json").stdout)["releases"]
    assert release["words"] == "may reach “Meets it”: facts are missing"
    assert [criterion["id"] for criterion in release["criteria"]] == ["training-code", "weights"]
    assert release["criteria"][0]["members"][0]["fact"] is None


def test_a_definition_without_licences_says_nothing_of_them(files: Path, tmp_path: Path) -> None:
    text = RUBRIC.format(id="plain", title="Plain").replace("terms: {open: 1, restricted: 0.5, none: 0.5}\n", "")
    (tmp_path / "plain.yaml").write_text(text.replace(", terms: open}", "}"))
    (tmp_path / "asks.yaml").write_text(text)
    facts = [fact("a", "base_weights"), fact("a", "training_code")]
    data = write_package(tmp_path / "data", releases=["a"], facts=facts)
    plain, asks = (
        run("explain", "a", "--data", data, "--rubric", tmp_path / name).stdout for name in ("plain.yaml", "asks.yaml")
    )
    assert "Base weights: open\n" in plain
    assert "Base weights: open, terms not recorded\n" in asks


def test_a_release_is_found_by_its_name_and_whatever_the_capitals(files: Path) -> None:
    assert explain(files, "BOTH").stdout == explain(files, "both 1").stdout == explain(files, "both").stdout


def test_an_unknown_release_names_the_nearest(files: Path) -> None:
    result = explain(files, "both", "sillent")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "no release 'sillent' here; did you mean 'silent'?" in result.stderr
    assert "one of: weights only" not in explain(files, "eight").stderr
    assert "did you mean 'weights only'?" in explain(files, "eight").stderr
    assert "the command score lists them all" in explain(files, "zzz").stderr
    early = explain(files, "silent", "--as-of", "2025-01-01")
    assert early.exit_code == 2
    assert "'silent' is not among the 1 release" in early.stderr


# -------------------------------------------------------------------------------------------------------- validate


def test_validate_says_in_a_line_what_it_counted(files: Path) -> None:
    result = run("validate", "--data", files / "data", "--rubric", files / "small.yaml")
    assert result.exit_code == 0, result.output
    assert result.stdout == (
        "no problem in 3 releases of 2 vendors, 4 facts (4 not unknown); small (2 criteria, 2 verdicts)\n"
    )


def test_validate_lists_all_problems_of_all_files_one_a_line(files: Path, tmp_path: Path) -> None:
    data = write_package(
        tmp_path / "data",
        releases=[{"release": "a", "released": "2024-13"}, {"release": "a"}],
        facts=[fact("a", "training_code", "ajar"), fact("b", "training_code")],
    )
    result = run("validate", "--data", data, "--rubric", files / "broken.yaml", "--rubric", files / "small.yaml")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert len(lines) >= 4
    assert all(re.match(r"\S+:\d+: ", line) for line in lines), lines
    for file in ("releases.csv", "evidence/curated.csv", "broken.yaml"):
        assert any(file in line for line in lines), file
    assert result.stderr == f"{len(lines)} problems\n"


def test_two_definitions_with_one_id_are_a_problem(files: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin.yaml"
    twin.write_text(RUBRIC.format(id="small", title="Twin"))
    result = run("validate", "--data", files / "data", "--rubric", files / "small.yaml", "--rubric", twin)
    assert result.exit_code == 1
    assert "the id of another definition; got 'small'" in result.stdout


# ---------------------------------------------------------------------------------------------------------- import


def test_import_reports_what_it_did_and_exits_by_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from openness.core.errors import Problem
    from openness.importers import osai_index

    asked: list[object] = []

    def fake(folder: Path, out: Path, history: Path | None = None, recorded_by: str | None = None) -> Report:
        asked.append((folder, out, history, recorded_by))
        problems = (Problem("x.yaml", 3, "no such class", got="ajar"),) if history else ()
        return Report("osai-index", out, {"releases": 2}, problems)

    monkeypatch.setattr(osai_index, "import_osai_index", fake)
    good = run("import", "osai-index", tmp_path, "--out", tmp_path / "package")
    assert (good.exit_code, asked) == (0, [(tmp_path, tmp_path / "package", None, None)])
    assert "osai-index: 2 releases" in good.stdout
    history = tmp_path / "history.csv"
    bad = run("import", "osai-index", tmp_path, "--history", history, "--recorded-by", "2026-03-12", "--out", "p")
    assert bad.exit_code == 1
    assert "x.yaml:3: no such class; got 'ajar'" in bad.stdout
    assert asked[1] == (tmp_path, Path("p"), history, "2026-03-12")


def test_import_of_nothing_writes_nothing(tmp_path: Path) -> None:
    for arguments in (["nowhere"], [str(tmp_path)], ["--recorded-by", "2026-03-12", str(tmp_path)]):
        result = run("import", "osai-index", *arguments, "--out", tmp_path / "package")
        assert result.exit_code in (1, 2)
        assert result.output.strip()
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------------------------------------------------ help


@pytest.mark.parametrize("command", ["", "score", "explain", "validate", "import osai-index"])
def test_help_teaches_by_example(command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert f"python -m openness {command}".strip() in result.stdout.split("Options:")[1]
    assert max(len(line) for line in result.stdout.splitlines()) <= 100


def test_no_command_shows_the_help_and_a_wrong_one_names_the_right_ones() -> None:
    assert "Start here" in run().output
    wrong = run("scores")
    assert wrong.exit_code == 2
    assert "score" in wrong.stderr


# --------------------------------------------------------------------------------------------------- a real process


def shell(command: str, files: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", command, "bash", sys.executable, str(files / "data"), str(files / "small.yaml")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_output_pipes_and_a_reader_that_has_seen_enough_is_no_error(files: Path) -> None:
    done = shell('"$1" -m openness score --data "$2" --rubric "$3" | cut -d, -f1,13 | tail -n +2', files)
    assert done.stdout.splitlines() == ["both,meets", "weights only,closed", "silent,closed"]
    assert done.stderr == ""
    # `true` reads nothing: whatever is written meets a closed pipe
    cut = shell('"$1" -m openness explain both silent --data "$2" --rubric "$3" | true; echo "${PIPESTATUS[0]}"', files)
    assert cut.stderr == ""
    assert cut.stdout == "141\n", "ended by the pipe, as any Unix tool"


def test_help_answers_at_once(files: Path) -> None:
    code = (
        "import sys; from openness.cli.commands import main; main(['score', '--help'], standalone_mode=False);"
        "print([m for m in ('pandas', 'numpy', 'pydantic', 'plotly', 'streamlit') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n"), "nothing heavy is imported to print a help text"


# ----------------------------------------------------------------------------------------------- what is in this repo


def test_what_is_committed_is_valid_and_every_definition_scores_every_release() -> None:
    checked = run("validate")
    assert checked.exit_code == 0, checked.output
    assert checked.stdout.count("\n") == 1
    names = re.findall(r"([\w.-]+) \(\d+ criteria", checked.stdout)
    assert len(names) >= 2
    counts = {name: len(rows(run("score", "--rubric", name))) for name in names}
    assert len(set(counts.values())) == 1, counts
    assert f"{counts[names[0]]} releases" in checked.stdout


def test_a_file_made_from_a_published_definition_is_an_edited_one(tmp_path: Path) -> None:
    published = (ROOT / "rubric.yaml").read_text("utf-8")
    own = tmp_path / "own.yaml"

    def document(text: str) -> dict[str, object]:
        own.write_text(text, "utf-8")
        result = run("score", "--rubric", own, "--format", "json")
        assert result.exit_code == 0, result.output
        found: dict[str, object] = json.loads(result.stdout)
        return found

    same, edited = document(published), document(published.replace("partial: 0.5", "partial: 0.25", 1))
    by_query = json.loads(run("score", "--query", "edit=credit.partial:0.25", "--format", "json").stdout)
    assert (same["custom"], same["query"]) == (False, "")
    assert edited["custom"] is True
    assert edited["query"] == "edit=credit.partial:0.25"
    assert ", edited" in str(edited["citation"])
    assert edited["fingerprint"] == by_query["fingerprint"] != same["fingerprint"]
