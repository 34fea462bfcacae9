"""The order of the rooms, held by the code's own imports: a room uses what stands below it, never what stands above."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Each room and those it stands on directly; what they stand on is below it too. docs/ARCHITECTURE.md says what each is.
LIBRARY: dict[str, tuple[str, ...]] = {
    "core": (),
    "facts": ("core",),
    "contributing": ("facts",),
    "query": ("facts",),
    "rubric": ("query",),
    "importers": ("facts",),
    "collect": ("facts",),
    "scoring": ("rubric",),
    "findings": ("scoring",),
    "robustness": ("scoring",),
    "remedy": ("scoring",),
    "editions": ("findings", "robustness"),
    "charts": ("remedy", "editions"),
    "questions": ("charts",),
    "publish": ("questions",),
    "report": ("publish",),
    "web": ("report",),
    "scan": ("scoring",),
    "serve": ("core",),
    "cli": ("web", "importers", "collect", "contributing", "scan", "serve"),
    "notebook": ("cli",),
}
OF_THE_COMMAND_LINE = {"importers", "collect", "scan", "cli", "notebook"}
FRAME = ("frame", "shared")
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
DASHBOARD: dict[str, tuple[str, ...]] = {
    "frame": (),
    "shared": ("frame",),
    **{
        path.name: ("shared",)
        for path in (ROOT / "dashboard").iterdir()
        if (path / "__init__.py").exists() and path.name not in FRAME
    },
}


def below(room: str, rooms: dict[str, tuple[str, ...]]) -> set[str]:
    """Every room that a room stands on."""
    return set(rooms[room]).union(*(below(other, rooms) for other in rooms[room]))


def files(package: str) -> dict[str, Path]:
    """The modules of a package, by dotted name."""
    paths = (ROOT / package).rglob("*.py")
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


def arrows(source: str, package: str, modules: set[str]) -> Iterator[tuple[int, str]]:
    """Each import of a module of the package in a text, at whatever depth: its line and the module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == package:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield node.lineno, whole if whole in modules else node.module
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == package:
                    yield node.lineno, alias.name


def wrong(where: str, room: str, source: str, package: str, rooms: dict[str, tuple[str, ...]]) -> list[str]:
    """The arrows of one file that go up or sideways, each with where the code belongs."""
    modules = set(files(package))
    found = []
    for line, module in arrows(source, package, modules):
        other = module.split(".")[1] if "." in module else ""
        if other not in {room, "", *below(room, rooms)}:
            found.append(
                f"{where}:{line}: {package}/{room}/ uses {module}, which is not below it; "
                f"move what needs it to {package}/{other}/ or above, or what both need to a room below {room}/"
            )
    return found


def test_every_room_has_its_place_and_nothing_lies_in_the_corridor() -> None:
    for package, rooms in (("openness", LIBRARY), ("dashboard", DASHBOARD)):
        there = {path.parent.name for path in (ROOT / package).glob("*/__init__.py")}
        flat = {path.name for path in (ROOT / package).glob("*.py")}

        assert there == set(rooms)
        assert flat <= {"__init__.py", "__main__.py"}
    assert set(DASHBOARD) - set(FRAME) <= set(PAGES), "a room of the dashboard bears the name of its page"


@pytest.mark.parametrize("package", ["openness", "dashboard"])
def test_no_import_goes_against_the_order_of_the_rooms(package: str) -> None:
    rooms = LIBRARY if package == "openness" else DASHBOARD
    found = []
    for module, path in files(package).items():
        if module.count("."):  # `__init__` and `__main__` of the package stand outside of the rooms
            room = module.split(".")[1]
            if room != "__main__":
                found += wrong(str(path.relative_to(ROOT)), room, path.read_text("utf-8"), package, rooms)

    assert found == []


def test_the_server_imports_nothing_that_only_the_command_line_needs() -> None:
    served = [*files("dashboard").values(), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]
    modules = set(files("openness"))
    used = {
        module.split(".")[1] for path in served for _, module in arrows(path.read_text("utf-8"), "openness", modules)
    }

    assert "scoring" in used
    assert not used & OF_THE_COMMAND_LINE
    assert not below("web", LIBRARY) & OF_THE_COMMAND_LINE


def test_only_commands_ask_other_hosts() -> None:
    # a server that asks somebody else for every page would be slow, and would tell them what is read here
    users = {
        module
        for package in ("openness", "dashboard")
        for module, path in files(package).items()
        if re.search(r"^\s*(from|import) openness\.collect\b", path.read_text("utf-8"), re.MULTILINE)
    }
    users = {module for module in users if not module.startswith("openness.collect.")}

    assert "openness.cli.collect" in users
    assert all(module.startswith("openness.cli.") for module in users), users


def test_an_arrow_up_is_named_with_where_the_code_belongs() -> None:
    source = "from openness.core import errors\n\ndef late():\n    from openness.charts.gap import chart\n"

    assert wrong("openness/facts/x.py", "facts", source, "openness", LIBRARY) == [
        "openness/facts/x.py:4: openness/facts/ uses openness.charts.gap, which is not below it; "
        "move what needs it to openness/charts/ or above, or what both need to a room below facts/"
    ]


@pytest.mark.parametrize("package", ["openness", "dashboard"])
def test_no_modules_of_a_room_go_in_a_circle(package: str) -> None:
    modules = files(package)
    # imports inside of functions count: a circle that only works late is a circle
    graph = {
        module: {target for _, target in arrows(path.read_text("utf-8"), package, set(modules)) if target != module}
        for module, path in modules.items()
    }
    done: set[str] = set()

    def walk(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join((*way[way.index(module) :], module))
        if module not in done:
            for target in sorted(graph.get(module, ())):
                walk(target, (*way, module))
            done.add(module)

    for module in sorted(graph):
        walk(module, ())


@pytest.mark.parametrize("path", sorted((ROOT / "openness").glob("*/__init__.py")), ids=lambda path: path.parent.name)
def test_a_room_says_what_it_is_about(path: Path) -> None:
    words = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""

    assert len(words.split()) >= 10


def test_every_name_has_one_import_path() -> None:
    # A name is imported from the module that defines it: no room exports again what another has made.
    found = []
    for package in ("openness", "dashboard"):
        modules = files(package)
        own = {module: names_made(path.read_text("utf-8")) for module, path in modules.items()}
        for path in [*modules.values(), *(ROOT / "pages").glob("*.py"), *(ROOT / "tests").rglob("*.py")]:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module in modules:
                    found += [
                        f"{path.relative_to(ROOT)}:{node.lineno}: {node.module} does not define {alias.name}; "
                        "import it from where it is defined"
                        for alias in node.names
                        if f"{node.module}.{alias.name}" not in modules and alias.name not in own[node.module]
                    ]

    assert found == []


def names_made(source: str) -> set[str]:
    """What a module defines itself: functions, classes, assigned names."""
    made: set[str] = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.For):
            made |= {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
    return made
