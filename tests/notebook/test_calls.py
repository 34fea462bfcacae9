"""`import openness`: what the command line gives, the same to the last digit, and quick until it is used."""

from __future__ import annotations

import doctest
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import openness
from openness.core.errors import ProblemsError
from openness.core.paths import ROOT
from openness.query.edits import QueryError
from tests.cli.conftest import files as files
from tests.cli.runs import explain, run, score


def printed(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), keep_default_na=False)


def asked(files: Path) -> dict[str, str]:
    return {"data": str(files / "data"), "rubric": str(files / "small.yaml")}


def test_scores_are_those_of_the_command(files: Path) -> None:
    table = openness.scores("vendor=lab,corp", as_of="2025-03", **asked(files))
    theirs = printed(score(files, "--as-of", "2025-03").stdout)
    theirs["name"] = theirs["name"].str.removeprefix("'")  # a spreadsheet's apostrophe has no place here

    pd.testing.assert_frame_equal(table, theirs, check_dtype=False, check_exact=True)
    document = json.loads(score(files, "--as-of", "2025-03", "--format", "json").stdout)
    assert table.attrs["fingerprint"] == document["fingerprint"]
    assert table.attrs["citation"] == document["citation"]


def test_a_release_reads_as_the_command_explains_it(files: Path) -> None:
    found = openness.release("Both 1", **asked(files))

    assert repr(found) == explain(files, "both").stdout.rstrip("\n")
    assert (found.release, found.verdict, found.low) == ("both", "meets", 100.0)
    assert found.facts["release"].unique().tolist() == ["both"]
    assert set(found.facts["counts_for"]) == {"both"}


@pytest.mark.parametrize(
    ("call", "command"),
    [
        (openness.changes, ["changes"]),
        (openness.doubts, ["doubts", "--limit", 0]),
        (lambda **more: openness.ranks(draws=50, **more), ["robustness", "--draws", 50]),
        (lambda **more: openness.remedies("both", **more), ["remedy", "both", "--format", "csv"]),
    ],
    ids=["changes", "doubts", "ranks", "remedies"],
)
def test_tables_are_those_of_their_commands(
    call: Callable[..., pd.DataFrame], command: list[object], files: Path
) -> None:
    options = ("--data", files / "data", "--rubric", files / "small.yaml")
    theirs = printed(run(*command, *options).stdout)
    ours = call(**asked(files))

    assert list(ours) == list(theirs)
    assert len(ours) == len(theirs)
    for column in ours.select_dtypes("number"):
        assert ours[column].tolist() == pytest.approx(pd.to_numeric(theirs[column]).tolist(), nan_ok=True), column


def test_a_chart_is_a_figure_with_its_words_and_a_plot_as_large_as_before(files: Path) -> None:
    from openness.charts import CHARTS
    from openness.cli.asking import ask

    figure = openness.chart("gap", "vendor=lab", **asked(files))
    drawn = CHARTS["gap"](
        ask(data=files / "data", rubric=str(files / "small.yaml"), as_of="", sources="", text="vendor=lab")
    )
    assert drawn.title in re.sub("<br>", " ", re.sub("</?b>", "", figure.layout.title.text))
    assert drawn.source in figure.layout.title.subtitle.text.replace("<br>", " ")
    assert figure.layout.meta["alt"] == drawn.alt
    before = drawn.figure.layout
    assert figure.layout.height - figure.layout.margin.t == before.height - (before.margin.t or 0)
    assert drawn.figure.layout.title.text is None, "the chart itself stays as it is"


def test_the_gap_is_the_headline(files: Path) -> None:
    found = openness.gap(**asked(files))
    assert (found.n, found.left_out) == (1, 2)
    assert found.median == 0.0


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: openness.score, AttributeError, "openness has no 'score'; it has: scores, release, chart"),
        (lambda: openness.chart("gpa"), QueryError, "no chart 'gpa'; did you mean 'gap'?"),
        (lambda: openness.chart("gap", "labels=nope"), QueryError, "no parameter 'labels'"),
        (lambda: openness.scores("vendr=x"), QueryError, "did you mean 'vendor'?"),
        (lambda: openness.scores(rubrik="x"), QueryError, "there is no 'rubrik' to be given; did you mean 'rubric'?"),
        (lambda: openness.scores(rubric="osaid"), QueryError, "did you mean 'osaid-1.0'?"),
        (lambda: openness.release("olmo-222"), QueryError, "no release 'olmo-222' here; did you mean"),
        (lambda: openness.scores(data="/nowhere"), ProblemsError, "no such folder"),
        (lambda: openness.scores(data="/proc"), ProblemsError, "/proc/datapackage.json"),
    ],
)
def test_what_does_not_exist_is_an_error_that_says_what_does(
    call: Callable[[], object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=re.escape(says)):
        call()


def test_data_that_change_are_read_again(files: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(files / "data", tmp_path / "data")
    asks = {"data": tmp_path / "data", "rubric": files / "small.yaml"}
    before = openness.scores(**asks)["name"].tolist()
    table = tmp_path / "data" / "releases.csv"
    table.write_text(table.read_text("utf-8").replace("Both 1", "Both 2"), "utf-8")

    assert (before[0], openness.scores(**asks)["name"][0]) == ("Both 1", "Both 2")


def test_importing_it_loads_nothing_until_it_is_used() -> None:
    code = "import openness, sys; print(*sorted(m for m in sys.modules if m.split('.')[0] in ('pandas', 'openness')))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["openness"]
    assert {"scores", "release", "chart"} <= set(dir(openness))


def test_the_examples_in_readme_run_as_they_stand() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    runner, told = doctest.DocTestRunner(verbose=False), io.StringIO()
    for number, block in enumerate(blocks):
        runner.run(doctest.DocTestParser().get_doctest(block, {}, f"example {number}", "README.md", 0), out=told.write)

    assert len(blocks) == 3
    assert runner.summarize(verbose=False).failed == 0, told.getvalue()
