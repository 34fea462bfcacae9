"""What holds the parts apart, and the words of README to the truth."""

from __future__ import annotations

import ast
import csv
import re
import tomllib
from pathlib import Path

import pytest

from dashboard.frame.menu import MENU
from openness.charts.kit import palette
from openness.facts.package import load_package
from openness.publish.citation import AUTHOR
from openness.query.grammar import parse_strict
from openness.rubric.load import list_rubrics
from openness.scoring.answer import answer

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("openness", "dashboard", "pages", "benchmarks", "docs")
CODE = sorted([ROOT / "app.py", *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))])
PAGES = sorted((ROOT / "pages").glob("*.py"))
PURE = sorted((ROOT / "openness").rglob("*.py"))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(tree: ast.Module) -> set[str]:
    """Every module that a file imports, at whatever depth."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def docstrings(tree: ast.Module) -> set[int]:
    """The string constants that are documentation, by identity: module, class, function and attribute docstrings."""
    return {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def test_there_is_code_to_look_at() -> None:
    assert len(PURE) > 10
    assert PAGES


@pytest.mark.parametrize("path", PURE, ids=name)
def test_the_library_knows_nothing_of_streamlit(path: Path) -> None:
    parts = {module.split(".")[0] for module in imported(tree_of(path))}

    assert not parts & {"streamlit", "dashboard", "pages"}


def test_the_dashboard_takes_nothing_from_the_command_line() -> None:
    # What a page and a command both say stands in a room below them.
    shown = [path for path in CODE if path.parts[len(ROOT.parts)] in ("app.py", "dashboard", "pages")]
    taken = {
        name(path): {module for module in imported(tree_of(path)) if module.startswith("openness.cli")}
        for path in shown
    }

    assert len(shown) > 50
    assert {path: modules for path, modules in taken.items() if modules} == {}


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_page_is_short_and_computes_nothing(path: Path) -> None:
    tree = tree_of(path)

    assert len(path.read_text("utf-8").splitlines()) <= 120
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    assert not functions, "a page is a table of contents; put functions where they can be tested"
    assert not {module.split(".")[0] for module in imported(tree)} & {"pandas", "numpy", "plotly"}


@pytest.mark.parametrize("path", CODE, ids=name)
def test_no_release_is_named_in_code(path: Path) -> None:
    # Verdicts must follow from facts and definitions, never from who it is.
    with (ROOT / "data" / "releases.csv").open(encoding="utf-8", newline="") as file:
        releases = {row["release"] for row in csv.DictReader(file)}
    tree = tree_of(path)
    documentation = docstrings(tree)
    # NumPy's own word for what it does with an index out of bounds is also the name of a model.
    documentation |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "mode"}
    named = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
    }

    assert not named & releases


@pytest.mark.parametrize("path", CODE, ids=name)
def test_nothing_that_is_deprecated_slow_or_unsafe(path: Path) -> None:
    tree = tree_of(path)
    keywords = {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword)}

    assert not keywords & {"unsafe_allow_html", "use_container_width"}
    assert not {"plotly.express", "streamlit.components.v1"} & imported(tree)


@pytest.mark.parametrize("path", CODE, ids=name)
def test_nothing_is_left_to_do(path: Path) -> None:
    words = "TO" + "DO", "FIX" + "ME", "XX" + "X"

    assert not re.search(rf"\b({'|'.join(words)})\b", path.read_text("utf-8"))


def test_every_module_of_the_frame_and_the_library_says_what_it_is() -> None:
    silent = [name(path) for path in CODE if path.parent.name != "pages" and not ast.get_docstring(tree_of(path))]

    assert silent == []


def test_files_and_functions_can_be_read_in_one_go() -> None:
    code = [path for path in CODE if path.relative_to(ROOT).parts[0] in ("app.py", "dashboard", "openness", "pages")]
    files = {name(path): len(path.read_text("utf-8").splitlines()) for path in code}
    functions = {
        f"{name(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in code
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    }

    assert len(functions) > 1_000
    assert {file: lines for file, lines in files.items() if lines > 420} == {}, "split it by what its parts are about"
    assert {function: lines for function, lines in functions.items() if lines > 60} == {}, "name its parts"


def test_colours_of_the_theme_are_those_of_the_charts() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]

    for kind in palette.THEMES:
        assert theme[kind]["backgroundColor"] == palette.BACKGROUND[kind]
        assert theme[kind]["secondaryBackgroundColor"] == palette.SHADE[kind]
        expected = [
            *palette.VERDICT_ANCHORS[kind],
            palette.WEIGHTS[kind],
            palette.TRAINING[kind],
            palette.UNKNOWN[kind],
        ]
        assert theme[kind]["chartCategoricalColors"] == expected
    assert not re.search(r"https?://", (ROOT / ".streamlit" / "config.toml").read_text("utf-8"))


def test_settings_that_hold_an_audience_are_set() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))

    assert config["server"]["fileWatcherType"] == "none"
    assert config["runner"]["postScriptGC"] is False
    assert config["client"]["showErrorDetails"] == "none"
    assert config["browser"]["gatherUsageStats"] is False


def test_requirements_are_pinned_and_name_no_index() -> None:
    files = sorted(ROOT.glob("requirements*.txt"))
    assert len(files) >= 4
    for file in files:
        lines = [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
        assert lines
        for line in lines:
            assert re.fullmatch(
                r"[A-Za-z0-9_.-]+==[0-9][\w.]*(; sys_platform != \"win32\")?|-r requirements(-\w+)?\.txt", line
            ), line


def test_lock_names_what_is_pinned_by_hash_and_no_index() -> None:
    def plain(line: str) -> str:
        name, _, version = line.replace("'", '"').replace(" ;", ";").partition("==")
        return f"{re.sub(r'[-_.]+', '-', name).lower()}=={version}"

    lock = (ROOT / "requirements.lock").read_text("utf-8")
    entries = re.findall(
        r"^(\S+(?: ; sys_platform != 'win32')?)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", lock, re.MULTILINE
    )
    pinned = [line for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines() if "==" in line]
    assert sorted(plain(name) for name, _ in entries) == sorted(map(plain, pinned)), "`make lock` writes it again"
    assert "".join(f"{name}{hashes}\n" for name, hashes in entries) == lock, "nothing else is in it"


def test_readme_lists_the_pages_as_the_menu_has_them() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")

    listed = re.findall(r"^\| \[?([^\]|]+?)\]?(?:\([^)]*\))? \| `pages/(\w+)\.py` \| (.+) \|$", readme, re.MULTILINE)
    assert [(entry.title, entry.name, entry.help) for entry in MENU] == listed


def test_commands_in_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")

    targets = set(re.findall(r"`?\bmake ([a-z]+)`?", readme))
    assert {"run", "test", "bench"} <= targets
    assert targets <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


def test_subcommands_in_readme_exist() -> None:
    from openness.cli.main import main

    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"^openness ([a-z-]+)", readme, re.MULTILINE))
    assert {"score", "validate"} <= named
    assert "`python -m openness`" in readme, "what to type where it is not installed"
    assert named <= set(main.commands)


def test_paths_in_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")

    links = re.findall(r"\]\((?!https?://|#)([^)#]+)\)", readme)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_numbers_in_readme_hold() -> None:
    package = load_package(ROOT / "data")
    text = " ".join((ROOT / "README.md").read_text("utf-8").split())

    numbers = (
        r"more than (\d+) releases of more than (\d+) vendors from (\d{4}) to (\d{4}), with more than ([\d,]+) facts"
    )
    said = re.search(numbers, text)
    assert said
    releases, vendors, first, last, facts = (int(number.replace(",", "")) for number in said.groups())
    years = {int(date[:4]) for date in package.releases["released"] if date}
    assert len(package.releases) > releases
    assert package.releases["vendor"].nunique() > vendors
    assert (min(years), max(years)) == (first, last)
    assert int((package.facts["availability"] != "unknown").sum()) > facts


def test_examples_of_addresses_in_readme_mean_something() -> None:
    package, rubrics = load_package(ROOT / "data"), list_rubrics(ROOT)
    examples = re.findall(r"`/\w*\?([^`]+)`", (ROOT / "README.md").read_text("utf-8"))

    assert len(examples) >= 2
    for example in examples:
        answer(package, parse_strict(example, package, rubrics), strict=True)


def test_licence_of_the_data_credits_every_source() -> None:
    text = " ".join((ROOT / "data" / "LICENSE").read_text("utf-8").split())
    sources = load_package(ROOT / "data").sources
    others = sources.loc[sources["publisher"] != AUTHOR]  # the rest is this project's own reading

    assert "Attribution 4.0 International" in text
    missing = [row.title for row in others.itertuples() if row.title not in text or row.url not in text]
    assert missing == []
