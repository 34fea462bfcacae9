"""The commands as one: help that teaches, exit codes that tell, two entries, output that pipes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from click.testing import CliRunner

from openness import __main__ as module
from openness.cli.main import COMMANDS, main
from openness.core.paths import ROOT
from tests.cli.runs import run, score


@pytest.mark.parametrize("command", ["", "score", "explain", "validate", "import osai-index"])
def test_help_teaches_by_example(command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert f"python -m openness {command}".strip() in result.stdout.split("Options:")[1]
    assert max(len(line) for line in result.stdout.splitlines()) <= 100


@pytest.mark.parametrize("command", ["", "score", "import osai-index", "audit draw"])
def test_examples_call_the_program_as_it_was_called(command: str) -> None:
    asked = [*command.split(), "--help"]
    installed, as_module = (
        CliRunner().invoke(main, asked, prog_name=name).stdout for name in ("openness", "python -m openness")
    )
    assert "python -m" not in installed
    assert re.search(rf"^ +openness {command}", installed, re.MULTILINE)
    assert re.search(rf"^ +python -m openness {command}", as_module, re.MULTILINE)
    assert not re.search(r"^ +openness ", as_module, re.MULTILINE)


def test_no_command_shows_the_help_and_a_wrong_one_names_the_right_ones() -> None:
    assert "Start here" in run().output
    wrong = run("scores")
    assert wrong.exit_code == 2
    assert "score" in wrong.stderr


def test_help_answers_at_once(files: Path) -> None:
    code = (
        "import sys; from openness.cli.main import main; main(['score', '--help'], standalone_mode=False);"
        "print([m for m in ('pandas', 'numpy', 'pydantic', 'plotly', 'streamlit') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n"), "nothing heavy is imported to print a help text"


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


def test_both_entries_lead_to_the_same_function() -> None:
    [(name, target)] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"].items()

    assert name == "openness"
    assert EntryPoint(name, target, "console_scripts").load() is module.run


def test_the_installed_command_does_the_same_under_its_own_name(files: Path, tmp_path: Path) -> None:
    script = tmp_path / "openness"
    script.write_text("from openness.cli.main import run\nrun()\n")  # what pip makes of the entry

    def process(*command: object) -> subprocess.CompletedProcess[str]:
        asked = [*map(str, command), "score", "--data", str(files / "data"), "--rubric", str(files / "small.yaml")]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        return subprocess.run(
            [sys.executable, *asked, "--format", "xml"], env=environment, capture_output=True, text=True, check=False
        )

    installed, as_module = process(script), process("-m", "openness")
    assert installed.returncode == as_module.returncode == 2
    assert installed.stderr.startswith("Usage: openness score ")
    assert as_module.stderr == installed.stderr.replace("openness score", "python -m openness score").replace(
        "'openness ", "'python -m openness "
    )


def test_every_command_has_its_place_in_the_list_and_stands_in_a_short_module() -> None:
    names = [command.name for command in COMMANDS]

    assert len(set(names)) == len(names)
    for path in (ROOT / "openness" / "cli").glob("*.py"):
        assert len(path.read_text("utf-8").splitlines()) < 200, path.name
