"""One vendor on one page: its releases over time, what it calls them, their licences, their changes."""

from __future__ import annotations

from dataclasses import fields

import streamlit as st

from dashboard.frame import loaders, nothing, state
from dashboard.frame.callbacks import lasting
from dashboard.frame.held import held
from dashboard.frame.plain import link, plain, site
from dashboard.shared import changes_list, flags
from dashboard.shared.chart_card import chart_card
from dashboard.shared.component_tables import TERMS_WORDS
from dashboard.shared.links import back, stated_at, to_release
from openness.charts.claims import claim_words
from openness.core.wording import count, day, upper_first
from openness.findings.vendors import licences_of
from openness.publish.selection_words import active_filters
from openness.query.grammar import Query
from openness.scoring.answer import Answer

_PICK = "_page_pick_vendor"


def picked(shown: Answer) -> str:
    """The one vendor that the page is about; empty when there is none or there are several."""
    return shown.query.vendor[0] if len(shown.query.vendor) == 1 else ""


def pick(shown: Answer) -> None:
    """A list to choose one vendor from."""
    names = shown.package.names["vendors"]
    key = held(_PICK, None)
    st.selectbox(
        "Look at one vendor",
        sorted(names, key=lambda vendor: names[vendor].casefold()),
        index=None,
        key=key,
        format_func=names.__getitem__,
        placeholder="Its releases, claims, licences and changes",
        on_change=_choose,
        args=(key,),
        width=400,
    )


def draw(shown: Answer, vendor: str) -> None:
    """Everything recorded about the releases of a vendor; a sentence where there is none."""
    back("All vendors", "vendor")
    vendors = shown.package.vendors
    about = {str(key): str(value) for key, value in vendors[vendors["vendor"] == vendor].iloc[0].items()}
    st.header(plain(about["name"]), anchor=False)
    kind, country = about["kind"].replace("-", " "), about["country"]
    place = flags.country(country) if country else ""
    website = link(site(about["url"]), about["url"]) if about["url"] else ""
    st.markdown(" · ".join(part for part in (plain(kind), plain(place), website) if part))
    if not shown.selected:
        _nothing(shown, vendor, about["name"])
        return
    chart_card(loaders.chart("vendor-releases", shown))
    _claims(shown)
    _licences(shown)
    st.subheader("Its changes", anchor="changes")
    changes_list.latest(shown)


def nothing_left(shown: Answer) -> None:
    """What stands on the page when the filters leave no release."""
    vendor = picked(shown)
    if vendor:
        draw(shown, vendor)
    else:
        nothing.left(shown)


def _nothing(shown: Answer, vendor: str, name: str) -> None:
    every = shown.package.releases
    number = int((every["vendor"] == vendor).sum())
    if number:
        st.write(
            f"None of the {count(number, 'release')} of {plain(name)} passes the other filters. Take one of them away:"
        )
        for text in active_filters(shown.query.with_(vendor=()), shown.package, shown.rubric):
            st.markdown(f"- {plain(text)}")
        st.button("Keep only the vendor", key="keep_vendor", on_click=state.change, kwargs=_without(shown))
    else:
        st.write(
            f"No release of {plain(name)} is recorded, so there is nothing to say about its openness. Choose another "
            "vendor, or look at all of them."
        )


def _without(shown: Answer) -> dict[str, object]:
    """The fields of the query that take every filter away but the vendor."""
    kept = Query(rubric=shown.query.rubric, edit=shown.query.edit, vendor=shown.query.vendor, mark=shown.query.mark)
    return {one.name: getattr(kept, one.name) for one in fields(Query)}


def _claims(shown: Answer) -> None:
    """What the vendor calls each release, and where."""
    st.subheader("What it calls them", anchor="claims")
    table = shown.table.sort_values(["released", "name"], ascending=[False, True])
    claimed = table[~table["claim"].isin(["", "none-found"])]
    silent = len(table) - len(claimed)
    if len(claimed):
        rows = claimed.to_dict("records")
        st.table(
            {
                "Release": [to_release(row["name"], row["release"]) for row in rows],
                "Released": [day(row["released"]) or "no date" for row in rows],
                "Vendor's own word": [
                    plain(claim_words(row["claim"]))
                    + (f", {stated_at(row['claim_url'], shown.package)}" if row["claim_url"] else "")
                    for row in rows
                ],
                "Verdict": [plain(upper_first(row["verdict_words"])) for row in rows],
            },
            border="horizontal",
            alt=f"What the vendor calls each of {count(len(rows), 'release')}, and the verdict",
        )
    if silent:
        some = "For the" if not len(claimed) else "For another"
        st.caption(f"{some} {count(silent, 'release')} no claim is recorded or none was found.")


def _licences(shown: Answer) -> None:
    """Under which licences its components are, the most frequent first."""
    st.subheader("Its licences", anchor="licences")
    found = licences_of(shown)
    if found.empty:
        st.write("No licence is recorded for these releases.")
        return
    rows = found.to_dict("records")
    names = shown.package.names["releases"]
    titles = shown.package.names["components"]
    st.table(
        {
            "Licence": [
                link(row["licence"], row["url"]) if row["licence"] != "none" else "published without a licence"
                for row in rows
            ],
            "Allows": [TERMS_WORDS[row["terms"]] for row in rows],
            "Releases": [_some([names[release] for release in row["releases"]]) for row in rows],
            "Components": [_some([titles[component] for component in row["components"]]) for row in rows],
        },
        border="horizontal",
        alt=f"{count(len(rows), 'licence')} of these releases, with what each allows and where it applies",
    )


def _some(names: list[str], most: int = 4) -> str:
    shown = ", ".join(plain(name) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


@lasting
def _choose(key: str) -> None:
    chosen = st.session_state[key]
    if chosen:
        state.change(vendor=(str(chosen),))
