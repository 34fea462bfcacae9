"""The coding guide of the data package: what open, gated, partial and closed mean for each component, in its words.

``data/GUIDE.md`` is kept by hand and read by the people who collect facts. Its tables with the columns component, open,
gated, partial and closed are what the pages, the reports and the hints of `validate` quote.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from openness.core.paths import ROOT

FILE = "GUIDE.md"
LEVELS = ("open", "gated", "partial", "closed")
_NOTHING = ("", "-", "–")


def levels(root: Path = ROOT) -> Mapping[str, Mapping[str, str]]:
    """What each level means, by component; a level that cannot occur is left out. Empty without a guide."""
    path = root / "data" / FILE
    try:
        seen = path.stat()
    except OSError:
        return {}
    return _read(path, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _size: int) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    columns: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("|"):
            columns = []
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not columns:
            columns = [cell.casefold() for cell in cells]
        elif columns[0] == "component" and set(LEVELS) <= set(columns) and not set(line) <= set("|-: "):
            row = dict(zip(columns, cells, strict=False))
            told = {level: row.get(level, "") for level in LEVELS}
            found[row["component"].strip("`")] = {level: text for level, text in told.items() if text not in _NOTHING}
    return found


def quote(component: str, level: str, root: Path = ROOT) -> str:
    """What the guide says of a level of a component, as a hint; empty where it says nothing.

    Args:
        component: Its id.
        level: One of `LEVELS`.
        root: The repository.
    """
    text = levels(root).get(component, {}).get(level, "")
    return f"data/{FILE}, {component}: {level} is “{text}”" if text else ""
