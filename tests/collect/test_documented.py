"""docs/COLLECT.md and the weekly workflow: what they name exists, and costs what they say."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest
import yaml

from openness.cli.collect import collect
from openness.collect.bearing import bearings, repositories
from openness.collect.repos import DATASET, GITHUB, MODEL, Repo
from openness.collect.session import session
from openness.core.paths import ROOT
from openness.facts.package import Package
from tests.hub.app import CARD, Code, Held, World
from tests.hub.serve import Time, served

TEXT = (ROOT / "docs" / "COLLECT.md").read_text("utf-8")
WORKFLOW = (ROOT / ".github" / "workflows" / "renew.yml").read_text("utf-8")
OPTIONS = {option for parameter in collect.params for option in parameter.opts if option.startswith("--")}


def commands(text: str) -> list[list[str]]:
    """Every `python -m openness collect` of a text, as words."""
    lines = re.findall(r"python -m openness collect([^\n|>`#]*)", text)
    return [shlex.split(line) for line in lines]


def test_what_the_text_names_exists() -> None:
    spans = re.findall(r"`([^`\n]+)`", TEXT)
    paths = [span for span in spans if re.fullmatch(r"[\w.-]+(/[\w.-]+)+", span)]

    assert {span.split()[0] for span in spans if span.startswith("--")} <= OPTIONS
    assert len(paths) > 3
    assert [path for path in paths if not (ROOT / path).exists()] == []
    for words in commands(TEXT) + commands(WORKFLOW):
        collect.make_context("collect", list(words))
    assert len(commands(TEXT)) == 4


def test_the_four_names_of_the_environment_are_those_that_count() -> None:
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", TEXT, re.MULTILINE))
    asked: set[str] = set()

    class Environment(dict[str, str]):
        def get(self, name: str, default: Any = None) -> Any:
            asked.add(name)
            return default

    with session(Environment(), 1):
        pass
    assert named == asked


def test_it_costs_what_the_table_says() -> None:
    told = {what: int(number) for what, number in re.findall(r"^\| (a .+?) \| (\d+) \|$", TEXT, re.MULTILINE)}
    licensed: dict[str, int | str] = {"model.safetensors": 1, "README.md": CARD, "LICENSE": 9}
    world = World(
        models={"acme/plain": Held(), "acme/licensed": Held(licensed)},
        datasets={"acme/plain": Held(), "acme/licensed": Held(licensed)},
        code={"acme/plain": Code(None), "acme/licensed": Code()},
        owners={"acme"},
    )
    asked = {
        "a model without a licence file": Repo(MODEL, "acme/plain"),
        "a model with one": Repo(MODEL, "acme/licensed"),
        "a data set without a licence file": Repo(DATASET, "acme/plain"),
        "a data set with one": Repo(DATASET, "acme/licensed"),
        "a repository at GitHub without a licence": Repo(GITHUB, "acme/plain"),
        "a repository at GitHub with one": Repo(GITHUB, "acme/licensed"),
        "a model that is gone": Repo(MODEL, "acme/gone"),
        "a repository at GitHub that is gone": Repo(GITHUB, "acme/gone"),
    }
    cost = {}
    with served(world) as environment:
        for what, repo in asked.items():
            with session(environment | {"HF_TOKEN": "hf_x"}, 1000, Time().clock()) as hosts:
                hosts.read(repo)
                cost[what] = hosts.requests
    assert cost == told


def test_the_numbers_of_repositories_are_about_those_of_the_data(package: Package) -> None:
    repos = repositories(bearings(package))
    text = TEXT.replace("\n", " ")
    for kind, unit in ((MODEL, "models"), (DATASET, "data sets"), (GITHUB, "repositories at GitHub")):
        [told] = re.findall(rf"(\d+) {unit}", text)
        assert int(told) == pytest.approx(sum(repo.kind == kind for repo in repos), rel=0.2)


class TestWorkflow:
    """.github/workflows/renew.yml"""

    made = yaml.safe_load(WORKFLOW)
    steps = made["jobs"]["collect"]["steps"]

    def test_it_runs_every_week(self) -> None:
        [when] = self.made[True]["schedule"]  # `on` is a yes to YAML 1.1
        minute, hour, *days = when["cron"].split()

        assert (minute.isdigit(), hour.isdigit(), days) == (True, True, ["*", "*", "1"])
        assert "workflow_dispatch" in self.made[True]

    def test_actions_are_pinned_by_version(self) -> None:
        used = [step["uses"] for step in self.steps if "uses" in step]

        assert len(used) == 3
        assert all(re.fullmatch(r"actions/[a-z-]+@v\d+\.\d+\.\d+", one) for one in used)

    def test_it_holds_no_secret_but_names_two(self) -> None:
        assert set(re.findall(r"secrets\.(\w+)", WORKFLOW)) == {"GITHUB_TOKEN", "HF_TOKEN"}
        assert not re.search(r"hf_\w{8}|gh[pousr]_\w{8}|github_pat_", WORKFLOW)

    def test_it_may_do_what_it_does_and_no_more(self) -> None:
        assert self.made["permissions"] == {"contents": "write", "pull-requests": "write", "actions": "read"}

    def test_nothing_from_outside_is_run(self) -> None:
        # what a title or a branch says must not end up in a script
        runs = " ".join(step.get("run", "") for step in self.steps)
        assert "${{" not in runs

    def test_readings_outlast_the_week(self) -> None:
        [kept] = [step["with"] for step in self.steps if "upload-artifact" in step.get("uses", "")]
        [words] = commands(WORKFLOW)

        assert kept["path"] == words[words.index("--state") + 1]
        assert f"--name {kept['name']}" in WORKFLOW
        assert kept["retention-days"] > 7
        assert "--apply" in words
