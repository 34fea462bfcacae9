"""The workflows of `.github/workflows/`: well formed, pinned, no secrets, the least rights, and true commands."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from openness.cli.main import COMMANDS
from openness.core.paths import ROOT

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
WORDS = {command.name: command for command in COMMANDS}
SECRETS = {"GITHUB_TOKEN", "HF_TOKEN"}
"""What the platform gives, and what one may set to be allowed more requests; no other is named."""


def read(path: Path) -> dict[Any, Any]:
    found = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


def scripts(path: Path) -> list[str]:
    return [step["run"] for step in steps(path) if "run" in step]


def test_the_three_workflows_are_there() -> None:
    assert {path.stem for path in WORKFLOWS} >= {"test", "renew", "review-data"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_is_well_formed_and_has_the_least_rights(path: Path) -> None:
    workflow = read(path)

    assert workflow["name"] == path.stem
    events = workflow[True]  # YAML 1.1 reads `on` as a truth value
    assert "pull_request_target" not in events, "what a stranger sends would run with our rights"
    assert "permissions" in workflow
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 360
        rights = job.get("permissions", workflow["permissions"])
        assert set(rights.values()) <= {"read", "write"}
        runs_what_is_sent = "pull_request" in events and any(
            "checkout" in step.get("uses", "") for step in job["steps"]
        )
        assert not (runs_what_is_sent and "write" in rights.values())
    for step in steps(path):
        assert ("uses" in step) != ("run" in step)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_and_secrets_are_only_named(path: Path) -> None:
    text = path.read_text("utf-8")

    for step in steps(path):
        if "uses" in step:
            assert re.fullmatch(r"[\w-]+/[\w-]+@(v\d+\.\d+\.\d+|[0-9a-f]{40})", step["uses"]), step["uses"]
    assert set(re.findall(r"secrets\.(\w+)", text)) <= SECRETS
    assert not re.search(r"gh[pousr]_\w{20}|hf_\w{20}|github_pat_", text)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_what_a_request_says_is_never_part_of_a_script(path: Path) -> None:
    for script in scripts(path):
        assert "${{" not in script, "a title or a branch could hold a command; pass it through env"
        subprocess.run(["bash", "-n"], input=script.encode(), check=True)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_the_commands_that_a_workflow_runs_exist(path: Path) -> None:
    named = [line for script in scripts(path) for line in re.findall(r"python -m openness ([^\n>|]+)", script)]
    for line in named:
        name, *rest = shlex.split(line)
        assert name in WORDS
        context = click.Context(WORDS[name], info_name=name)
        WORDS[name].parse_args(context, rest)  # raises for an option or a number of arguments that it does not take
    files = [word for script in scripts(path) for word in re.findall(r"[\w./-]+\.txt|\.ci/run", script)]
    kept = [name for name in files if name.startswith(("requirements", ".ci"))]
    assert [name for name in kept if not (ROOT / name).exists()] == []
    assert named or kept


def test_a_change_of_the_data_is_validated_compared_and_doubted() -> None:
    script = "\n".join(scripts(FOLDER / "review-data.yml"))

    for name in ("validate", "diff", "doubts"):
        assert f"python -m openness {name}" in script
    paths = read(FOLDER / "review-data.yml")[True]["pull_request"]["paths"]
    assert {"data/**", "rubric.yaml", "rubrics/**"} == set(paths)


def test_what_is_tested_there_is_what_a_developer_tests() -> None:
    assert scripts(FOLDER / "test.yml") == [".ci/run"]
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")
