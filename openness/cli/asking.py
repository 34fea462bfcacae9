"""From what stands in the options to an answer, a definition or a release, or to a sentence that says what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import click

from openness.core.errors import ProblemsError, nearest
from openness.core.paths import ROOT

if TYPE_CHECKING:
    from openness.charts.kit.options import Option
    from openness.facts.package import Package
    from openness.rubric.model import Rubric
    from openness.scoring.answer import Answer


def ask(
    *, data: Path | Package, rubric: str, as_of: str, sources: str, text: str, also: Sequence[Option] = ()
) -> Answer:
    """Answer what the options ask for.

    Args:
        data: the data package, or its folder.
        rubric: id of a definition, or a file.
        as_of: the day, or empty.
        sources: whom to hear, or empty.
        text: the query; an option outranks the same parameter in it.
        also: choices of a chart, which may stand in the query as well.

    Raises:
        QueryError: something is asked for that does not exist.
        ProblemsError: data or definition are broken.
    """
    from openness.facts.package import Package, load_package
    from openness.query.grammar import parse_strict
    from openness.rubric.carry import as_edits
    from openness.rubric.load import list_rubrics, load_rubric
    from openness.scoring.answer import answer, load_base

    package = data if isinstance(data, Package) else load_package(data)
    known = list_rubrics(ROOT)
    base: Rubric | None = None
    if rubric and rubric not in known and _is_file(rubric):
        base = load_rubric(Path(rubric), components=list(package.components["component"]))
        rubric = next(iter(known), "")
    options = {"rubric": rubric, "as_of": as_of, "sources": sources}
    given = {name: value for name, value in options.items() if value}
    pairs = [(name, value) for name, value in query_pairs(text) if name not in given]
    query = parse_strict([*pairs, *given.items()], package, known, also=tuple(option.name for option in also))
    shown = answer(package, query, ROOT, base=base, strict=True)
    if base is None or base.id not in known:
        return shown
    # A file that was made from a published definition is an edited one, as it would be in an address.
    try:
        carried = as_edits(shown.rubric, {base.id: load_base(package, base.id, ROOT)}, base.id)
    except ProblemsError:  # the published one does not go with these data
        carried = None
    if carried is None:
        return shown
    named = "" if base.id == next(iter(known)) else base.id
    return answer(package, query.with_(rubric=named, edit=tuple(carried.edits.items())), ROOT, strict=True)


def query_pairs(text: str, options: Iterable[Option] = ()) -> list[tuple[str, str]]:
    """The pairs of a query string. Of a whole address only our own: the rest belongs to the page it was copied from.

    Raises:
        QueryError: it is too long.
    """
    from openness.query.edits import QueryError
    from openness.query.grammar import MAX_QUERY, PARAMETERS, SHORTHAND

    if len(text) > MAX_QUERY:
        raise QueryError(f"the query is longer than {MAX_QUERY:,} characters")
    whole = "://" in text.partition("?")[0] or text.startswith("/")
    pairs = parse_qsl(urlsplit(text).query if whole else text.removeprefix("?"), keep_blank_values=True)
    if not whole:
        return pairs
    known = {*PARAMETERS, *(option.name for option in options)}
    return [(name, value) for name, value in pairs if name in known or name.partition(".")[0] in SHORTHAND]


def rubric_path(name: str) -> Path:
    """The file of a definition, by its id or as it is."""
    from openness.rubric.load import list_rubrics

    known = list_rubrics(ROOT)
    if name in known:
        return known[name]
    if _is_file(name):
        return Path(name)
    raise click.UsageError(f"there is no definition '{name}' here, nor a file of that name; {nearest(name, known)}")


def _is_file(name: str) -> bool:
    return name.endswith((".yaml", ".yml")) or "/" in name or Path(name).is_file()


def find_release(name: str, answer: Answer) -> str:
    """The selected release that is meant, by its id or by its name, capitals or not.

    Raises:
        QueryError: there is none, or more than one.
    """
    return find_among(name, answer.package, answer.selected)


def find_among(name: str, package: Package, among: Iterable[str] | None = None) -> str:
    """The release of some that is meant, or of all, by its id or by its name, capitals or not.

    Raises:
        QueryError: there is none, or more than one.
    """
    from openness.query.edits import QueryError

    table = package.releases
    selected = set(table["release"] if among is None else among)
    if name in selected:
        return name
    ids, names = table["release"].tolist(), table["name"].tolist()
    folded = name.strip().casefold()
    meant = [i for i, called in zip(ids, names, strict=True) if folded in (i.casefold(), called.casefold())]
    if len(meant) == 1 and meant[0] in selected:
        return str(meant[0])
    if len(meant) > 1:
        raise QueryError(f"'{name}' is the name of several releases; one of: {', '.join(meant)}")
    if meant:
        raise QueryError(
            f"'{meant[0]}' is not among the {len(selected)} releases selected; ask for another day or other releases"
        )
    raise QueryError(f"there is no release '{name}' here; {_near(folded, ids, names)}")


def _near(name: str, ids: list[str], names: list[str]) -> str:
    """Which releases may have been meant: the ones whose name it is part of, else the nearest spelling."""
    parts = [
        i for i, called in zip(ids, names, strict=True) if name and (name in i.casefold() or name in called.casefold())
    ]
    if parts:
        return f"did you mean '{parts[0]}'?" if len(parts) == 1 else nearest("", parts)
    hint = nearest(name, [*ids, *names])
    return hint if hint.startswith("did") else "the scores list them all"
