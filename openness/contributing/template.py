"""The workbook to fill in: what it asks for in plain words, the facts as they are, and the words that cells offer."""

from __future__ import annotations

from collections.abc import Sequence

from openness.contributing.merging import stored
from openness.contributing.reading import FACTS, GIVEN, OTHERS, READ_ME, RELEASES, TABLES, VENDORS, Table, code_of
from openness.core.errors import OpennessError
from openness.facts.own_template import words
from openness.facts.package import Package
from openness.facts.schema import DERIVED, enum_of
from openness.facts.sheets import MAX_ROWS
from openness.facts.workbooks import Pairs, workbook

_STEPS = (
    "What this is",
    "A workbook to correct what the data say of AI releases, or to add to it. You need no other program.",
    "",
    "How to fill it in",
    "1. Open the page that states what you know: best the vendor's own page or repository.",
    "2. On the sheet Facts change the row, or fill in one that is empty. One row is one fact: what is public of one "
    "part of one release. A cell offers the words that it takes; your own spelling is read too.",
    "3. Give the address of the page in 'url', and the day on which you read it in 'recorded' (2026-05-01).",
    "4. If something changed on a day, keep the old row and add one below with that day in 'since'. If the row was "
    "wrong from the start, change it.",
    "5. Leave the column 'given' as it is: it tells which rows you have changed. Rows that you leave alone change "
    "nothing, and neither does a row that you delete.",
    "6. A new release also needs a row on the sheet Releases, and a new vendor one on the sheet Vendors.",
    "7. Save it as .xlsx, and send it to the project, or take it in yourself: openness take FILE.xlsx",
    "",
    "What to write in 'availability'",
)
_STATES = {
    "open": "all of it is public, and anyone can get it",
    "gated": "all of it, after a sign-up or click-through that anyone is granted",
    "partial": "only some of it, or the vendor decides who gets it",
    "closed": "the vendor says so, or it has been looked for where it would be, and is not released",
    "unknown": "you looked and found nothing: write this, not 'closed'",
    "unsettled": "you looked at the page, and it does not settle the question",
    "not-applicable": "there can be no such thing for this release",
}
_END = (
    "",
    "What to write in 'licence'",
    "Its short name from the sheet Words; AND between two that both hold, OR where the user chooses. 'none' where it "
    "is published without a licence; empty where you do not know.",
    "",
    "Please write values, not formulas, and do not merge cells.",
)


def template(package: Package, releases: Sequence[str] = (), *, new: bool = False) -> bytes:
    """A workbook to fill in.

    Args:
        package: The data.
        releases: Ids of the releases whose facts it holds already.
        new: Whether it has empty rows for each component of a release that the data do not have yet.

    Raises:
        OpennessError: It would have more rows than can be taken back.
    """
    tabs: dict[str, list[Sequence[str]]] = {READ_ME: [["How to use this workbook"], *([line] for line in _lines())]}
    for table in TABLES:
        tabs[table.title] = [[*table.columns, GIVEN], *_rows(package, table, releases)]
    if new:
        tabs[FACTS.title] += [["", component] for component in package.components["component"]]
    number = len(tabs[FACTS.title]) - 1
    if number > MAX_ROWS:
        raise OpennessError(f"that makes {number:,} rows, and a workbook takes {MAX_ROWS:,}; name fewer releases")
    tabs[OTHERS] = [_OTHERS, *_said_by_others(package, releases)]
    return workbook(tabs, _words(package), as_text=("since", "recorded", "released"))


def _lines() -> list[str]:
    return [*_STEPS, *(f"{state}: {means}" for state, means in _STATES.items()), *_END]


def _rows(package: Package, table: Table, releases: Sequence[str]) -> list[list[str]]:
    """What the data say of the releases; of facts a row for each component, also where there is none yet."""
    wanted = set(releases)
    known = [row.cells for row in stored(package, table)]
    if table is VENDORS:
        vendors = set(package.releases.loc[package.releases["release"].isin(wanted), "vendor"])
        mine = [row for row in known if row["vendor"] in vendors]
    elif table is RELEASES:
        mine = [row for row in known if row["release"] in wanted]
    else:
        said: dict[tuple[str, str], list[dict[str, str]]] = {}
        for row in known:
            said.setdefault((row["release"], row["component"]), []).append(row)
        pairs = ((release, component) for release in releases for component in package.components["component"])
        mine = [
            row for pair in pairs for row in said.get(pair, [dict(zip(("release", "component"), pair, strict=True))])
        ]
    return [
        [*(row.get(name, "") for name in table.columns), code_of(row, table) if len(row) > 2 else ""] for row in mine
    ]


_OTHERS = ("source", "release", "component", "availability", "licence", "since", "url", "note")


def _said_by_others(package: Package, releases: Sequence[str]) -> list[list[str]]:
    """What the indexes say of the releases: to read, not to change."""
    facts = package.facts
    mine = facts[facts["release"].isin(releases) & (facts["file"] != FACTS.file)]
    return [[str(cell) for cell in row] for row in mine[list(_OTHERS)].to_numpy()]


def _words(package: Package) -> dict[str, Pairs]:
    """The words that cells offer."""
    names = package.names
    offered: dict[str, Pairs] = dict(words(package))
    offered["confidence"] = [("high", ""), ("medium", ""), ("low", "")]
    offered["source"] = [pair for pair in names["sources"].items() if pair[0] != DERIVED]
    offered["release"] = list(names["releases"].items())
    offered["vendor"] = list(names["vendors"].items())
    offered["kind"] = [(kind, "") for kind in enum_of("vendors", "kind")]
    return offered
