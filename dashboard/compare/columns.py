"""Releases or vendors side by side: the choice, what differs, what is alike, and an address in every cell."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import page_choices, state
from dashboard.frame.callbacks import lasting
from dashboard.frame.held import held
from dashboard.frame.plain import link, plain
from openness.charts.compare import COMPARE, HEADINGS, MARKS, cell_words, facts_of
from openness.charts.kit.view import view_of
from openness.core.wording import count, listed
from openness.facts.package import Package
from openness.findings.compare import LEAST, MOST, Cell, Comparison
from openness.publish.page_names import page_name
from openness.scoring.answer import Answer

_RELEASES = "_page_compared_releases"
_VENDORS = "_page_compared_vendors"


def what() -> str:
    """Whether releases or vendors are compared."""
    return page_choices.one(COMPARE.label, COMPARE.name, list(COMPARE.values), COMPARE.values.__getitem__, width=160)


def choose(shown: Answer, kind: str) -> None:
    """The list from which the columns are chosen."""
    package = shown.package
    if kind == "vendors":
        _several("Vendors", _VENDORS, package.names["vendors"], shown.query.vendor, "vendor")
    else:
        _several("Releases", _RELEASES, _release_names(package), shown.query.release, "release")


def say(found: Comparison, shown: Answer) -> bool:
    """Sentences about what was chosen, and an example where nothing was; whether there is enough to compare."""
    if found.asked > MOST:
        st.warning(
            f"At most {MOST} {found.what} fit side by side, and {found.asked} were asked for: the first {MOST} are "
            "shown. Take some away to see others."
        )
    if found.outside:
        st.warning(
            f"Left out because no release of theirs passes the filters above: {plain(listed(found.outside))}."
            if found.what == "vendors"
            else f"Left out by the filters above: {plain(listed(found.outside))}."
        )
    if len(found.columns) >= LEAST:
        return True
    if found.columns:
        st.write(f"{plain(found.columns[0].name)} is chosen. Choose one more, and up to {MOST} in all.")
    else:
        st.write(f"Choose two to six {found.what}. The address then holds the choice, so that it can be shared.")
        if found.what == "releases" and len(shown.selected) >= LEAST:
            _example(shown)
    return False


def _example(shown: Answer) -> None:
    """The best-known releases of three vendors."""
    view = view_of(shown)
    rows = [view.scores.index(release) for release in view.leading[:3]]
    names = listed(view.frame["name"].iloc[row] for row in rows)
    st.button(
        f"For example: {plain(names)}",
        key="example",
        on_click=state.change,
        kwargs={"release": tuple(view.scores.releases[row] for row in rows)},
    )


def draw(found: Comparison, shown: Answer) -> None:
    """What stands above the components, then the components: those that differ first."""
    heads = [facts_of(column, found.what) for column in found.columns]
    names = _names(found)
    st.table(
        {"In short": [f"**{name}**" for name in heads[0]]}
        | {name: [plain(value) for value in head.values()] for name, head in zip(names, heads, strict=True)},
        border="horizontal",
        alt=f"Verdict, scores and sides of {count(len(names), found.what[:-1])}",
    )
    for line_state, heading in HEADINGS.items():
        lines = found.having(line_state)
        if lines:
            st.subheader(f"{heading} ({len(lines)})", anchor=line_state)
            st.table(
                {"Component": [plain(line.title) for line in lines]}
                | {
                    name: [_cell(line.cells[at], found.what, shown.package) for line in lines]
                    for at, name in enumerate(names)
                },
                border="horizontal",
                alt=f"{heading}: {count(len(lines), 'component')}, with the addresses where it is stated",
            )
    silent = found.having("silent")
    if silent:
        st.markdown(f"**Recorded for none** ({len(silent)}): {plain(', '.join(line.title for line in silent))}.")


def _names(found: Comparison) -> list[str]:
    """Headings of the columns, which lead to the release or the vendor."""
    page, field = ("vendors", "vendor") if found.what == "vendors" else ("releases", "release")
    cleared = {"release": ()} if found.what == "vendors" else {}
    return [
        f"[{plain(column.name)}]({state.address(page, **{**cleared, field: (column.id,)})})" for column in found.columns
    ]


def _cell(cell: Cell, kind: str, package: Package) -> str:
    """A cell with a shape, words and links."""
    said = plain(cell_words(cell, kind))
    if cell.availability != "unknown":
        said = f"{MARKS[cell.availability]} {said}"
    sites = [page_name(url, package) for url in cell.urls]
    # of two pages on one site the second is called by its number
    where = [
        link(name if name not in sites[:at] else str(at + 1), url)
        for at, (name, url) in enumerate(zip(sites, cell.urls, strict=True))
    ]
    return f"{said}, {', '.join(where)}" if where else said


def _release_names(package: Package) -> dict[str, str]:
    """Names of all releases; with the date where two have the same."""
    releases = package.releases
    tally = releases["name"].value_counts()
    return {
        str(release): f"{name} ({released[:7] or release})" if tally[name] > 1 else str(name)
        for release, name, released in zip(releases["release"], releases["name"], releases["released"], strict=True)
    }


def _several(label: str, base: str, names: dict[str, str], value: tuple[str, ...], field: str) -> None:
    key = held(base, list(value[:MOST]))
    st.multiselect(
        label,
        sorted(names, key=lambda item: names[item].casefold()),
        key=key,
        format_func=names.__getitem__,
        max_selections=MOST,
        placeholder="Choose two to six",
        on_change=_chosen,
        args=(key, field),
    )


@lasting
def _chosen(key: str, field: str) -> None:
    state.change(**{field: tuple(str(item) for item in st.session_state[key])})
