"""What is written for those who work on this: its names exist, its number goes the way it says."""

from __future__ import annotations

import ast
import csv
import io
import re
from functools import cache

import pytest
import yaml

from dashboard.frame.menu import MENU
from openness.charts import CHARTS
from openness.cli.main import COMMANDS
from openness.core.paths import ROOT
from openness.core.tables import SCORE_DECIMALS, to_csv
from openness.core.wording import points
from openness.facts.package import load_package
from openness.publish.chart_file import chart_file
from openness.query.grammar import parse_strict
from openness.report.build import compose, wanted
from openness.report.document import Table, plain_text
from openness.rubric.load import list_rubrics
from openness.scoring.answer import Answer, answer
from openness.scoring.explain import explain
from openness.scoring.scores import to_frame
from tests.pictures import FakePainter
from tests.test_rooms import LIBRARY

ARCHITECTURE = (ROOT / "docs" / "ARCHITECTURE.md").read_text("utf-8")
WAY = ARCHITECTURE.split("## The way of one number")[1]
SPANS = re.findall(r"`([^`\n]+)`", ARCHITECTURE)
RELEASE = "llama-4"


def defined(source: str) -> set[str]:
    """The functions and classes of a module."""
    return {node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


# --------------------------------------------------------------------------------------------------- names that exist


def test_every_path_in_the_architecture_exists() -> None:
    paths = [span for span in SPANS if re.fullmatch(r"[\w.-]+(/[\w.-]*)+|[\w-]+\.(py|yaml|yml|csv|json|md)", span)]
    paths = [path for path in paths if path not in ("__init__.py", "kit/")]

    assert len(set(paths)) > 20
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_function_in_the_architecture_stands_in_the_file_named_before_it() -> None:
    followed, file = set(), ""
    for span in re.findall(r"`([^`\n]+)`", WAY):
        if span.endswith(".py"):
            file = span
        elif re.fullmatch(r"[a-z_]+\(\)|[A-Z][A-Za-z]+", span):
            assert span.removesuffix("()") in defined((ROOT / file).read_text("utf-8")), f"{file} has no {span}"
            followed.add((file, span))
        elif re.fullmatch(r"[a-z]+_[a-z]+", span):
            assert re.search(rf"\b{span}\b", (ROOT / file).read_text("utf-8")), f"{file} does not speak of {span}"
    assert len(followed) > 20


def test_the_rooms_of_the_architecture_are_those_of_the_library_in_their_order() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) ?\| (.+) \|$", ARCHITECTURE, re.MULTILINE)

    assert [(room, tuple(re.findall(r"`(\w+)`", below))) for room, below, _ in rows] == list(LIBRARY.items())
    assert all(about.endswith(".") for *_, about in rows)


def test_links_and_commands_of_contributing_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)\)", text)
    commands = set(re.findall(r"python -m openness ([a-z-]+)", text))
    targets = set(re.findall(r"`make ([a-z]+)`", text))

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
    assert {"validate", "doubts"} <= commands <= {command.name for command in COMMANDS}
    assert {"test", "lint", "format", "bench"} == targets
    assert targets <= set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def test_what_runs_before_a_commit_is_what_make_lint_runs() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    [repo] = yaml.safe_load(text)["repos"]
    [hook] = repo["hooks"]

    assert repo["repo"] == "local"
    assert (hook["entry"], hook["language"]) == ("make lint", "system")
    assert hook["always_run"], "what was renamed or deleted counts too"
    assert not hook["pass_filenames"], "the whole tree, as in make test"
    assert "://" not in text


# -------------------------------------------------------------------------------------------------- the number's way


@cache
def shown() -> Answer:
    package = load_package(ROOT / "data")
    query = parse_strict([("release", RELEASE)], package, list_rubrics(ROOT))
    return answer(package, query, ROOT, strict=True)


def test_the_line_that_the_way_begins_with_is_the_one_in_force() -> None:
    found = shown()
    [begins] = re.findall(rf"`([\w-]+,{RELEASE},[\w-]+)`", WAY)
    source, release, component = begins.split(",")
    lines = (ROOT / "data" / "evidence" / "curated.csv").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith(f"{begins},")]

    said = found.package.facts.query("release == @release and component == @component and availability != 'unknown'")
    ranks = dict(zip(found.package.sources["source"], found.package.sources["precedence"].astype(int), strict=True))
    assert len(set(said["source"])) == 3, "the text speaks of two indices beside the vendor's own page"
    assert min(said["source"], key=ranks.__getitem__) == source
    row = found.evidence.fact[found.evidence.releases.index(release), found.evidence.components.index(component)]
    assert tuple(found.evidence.facts.loc[row, ["source", "release", "component"]]) == (source, release, component)
    [criterion] = re.findall(r"has the criterion `([\w-]+)`", WAY)
    assert found.rubric.criteria[criterion].side == "training"
    assert component in found.rubric.criteria[criterion].members


def test_the_number_is_the_same_wherever_the_way_leads() -> None:
    found = shown()
    low, high = float(found.scores.training_low[0]), float(found.scores.training_high[0])

    [row] = csv.DictReader(io.StringIO(to_csv(to_frame(found.scores, found.evidence), SCORE_DECIMALS)))
    assert float(row["training_openness"]) == pytest.approx(low, abs=1e-4)

    gap = CHARTS["gap"](found, "light")
    [line] = csv.DictReader(io.StringIO(chart_file(found, gap, {}, "csv").decode()))
    ends = {name: float(value) for name, value in line.items() if name.startswith("Training openness")}
    assert min(ends.values()) == pytest.approx(low, abs=0.5)
    assert max(ends.values()) == pytest.approx(high, abs=0.5)
    marks = [y for trace in gap.figure.data if trace.y is not None for y in trace.y if y is not None]
    assert min(abs(y - low) for y in marks) < 1, "the dot stands at its training openness"

    told = explain(found.scores, found.evidence, RELEASE)
    assert (told.training_low, told.training_high) == (low, high)
    blocks = compose(found, wanted(["releases"], "html"), painter=FakePainter()).blocks
    [sheet] = [block for block in blocks if isinstance(block, Table) and block.key == f"scores-{RELEASE}"]
    [name] = re.findall(r"a table with the line “(.+)”", WAY)
    assert [name, points(low), points(high)] in [[plain_text(cell) for cell in cells[:3]] for cells in sheet.rows]


def test_the_architecture_does_not_tell_the_number_that_may_change() -> None:
    assert not re.search(r"\d\d|\d\.\d", re.sub(r"`[^`]+`|^\d\.", "", ARCHITECTURE).replace("of 100", ""))


def test_a_page_has_its_parts_in_its_room() -> None:
    [page, room] = re.findall(r"`(pages/\w+\.py)` has its parts in `(dashboard/\w+/)`", ARCHITECTURE)[0]

    assert page.removesuffix(".py").split("/")[1] == room.split("/")[1] in {entry.name for entry in MENU}
