"""The filters that hold on every page: one line that says what is shown, and everything else folded away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from dashboard.frame import controls, looked_for, state
from dashboard.frame.callbacks import lasting
from dashboard.frame.held import held
from dashboard.frame.plain import plain
from openness.core.dates import first_day
from openness.core.wording import upper_first
from openness.facts.countries import GROUPS, country_name, place_name
from openness.facts.modalities import modality_name
from openness.facts.package import Package
from openness.publish.selection_words import active_filters
from openness.query.edits import pack_edits
from openness.query.grammar import Query
from openness.scoring.answer import Answer

FILTERS = "filters"


def draw(shown: Answer, definitions: dict[str, str]) -> None:
    """The definition and the button that unfolds the filters, and a line that names the ones in force."""
    asked, package = state.query(), shown.package
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _definition(asked, definitions)
        # Always under one label: with another one it would be another panel, closed again after the first choice.
        panel = st.popover("Filters", key=FILTERS, on_change="rerun")
        if panel.open:
            with panel:
                _who(asked, package)
                _when(asked, package)
                _whose(asked, package)
                looked_for.draw(shown)
                _your_definition(asked)
        if asked != state.everything():
            st.button("Reset", key="reset", on_click=state.reset, help="Show every release again")
    say_active(shown)


def say_active(shown: Answer) -> None:
    """One line with the filters in force, so that nobody reads a part for the whole. The banner tells of edits."""
    active = active_filters(shown.query.with_(edit=()), shown.package, shown.rubric)
    if active:
        st.caption("Shown: " + " · ".join(plain(text) for text in active))


def _definition(asked: Query, definitions: dict[str, str]) -> None:
    ids = list(definitions)
    key = held(state.RUBRIC, asked.rubric or ids[0])
    st.selectbox(
        "Definition of openness",
        ids,
        key=key,
        format_func=definitions.__getitem__,
        on_change=controls.from_one,
        args=("rubric", key),
        help="What counts as open. Every score and verdict on the page follows from it.",
        width=380,
    )


def _who(asked: Query, package: Package) -> None:
    vendors, names = package.vendors, _vendor_name(package)
    by_name = sorted(vendors["vendor"], key=lambda item: names(item).casefold())
    controls.several("Vendor", "vendor", asked.vendor, by_name, names)
    controls.several("Kind of vendor", "kind", asked.kind, _distinct(vendors["kind"]), _kind_name)
    countries = [*GROUPS, *sorted(_distinct(vendors["country"]), key=country_name)]
    controls.several("Country", "country", asked.country, countries, lambda place: upper_first(place_name(place)))
    controls.several("Modality", "modality", asked.modality, _modalities(package), modality_name)


def _modalities(package: Package) -> list[str]:
    return sorted(_distinct(package.releases["modality"]), key=modality_name)


def _whose(asked: Query, package: Package) -> None:
    ids = list(package.sources["source"])
    controls.several("Sources", "sources", asked.sources, ids, _source_title(package), note="Count only what they say")


def _when(asked: Query, package: Package) -> None:
    released = sorted({text[:4] for text in package.releases["released"]} - {""})
    with st.container(horizontal=True):
        for label, name, base, value in (
            ("Released from", "from", state.FROM, asked.from_),
            ("Released until", "to", state.TO, asked.to),
        ):
            key = held(base, value or controls.NO_LIMIT)
            st.selectbox(
                label,
                [controls.NO_LIMIT, *sorted({*released, value} - {""})],
                key=key,
                accept_new_options=True,
                on_change=controls.from_one,
                args=(name, key),
                help="A year, or type a month or a day: 2025-03 or 2025-03-31",
            )
    latest = date.fromisoformat(first_day(package.date))
    key = held(state.AS_OF, date.fromisoformat(asked.as_of) if asked.as_of else latest)
    st.date_input(
        "Facts as they were on",
        key=key,
        min_value=date.fromisoformat(first_day(released[0])) if released else latest,
        max_value=latest,
        format="YYYY-MM-DD",
        on_change=_from_date,
        args=(key,),
        help="Licences change and weights are withdrawn; choose a day to see what held then",
    )


def _your_definition(asked: Query) -> None:
    folded = st.expander("Your definition", key="filters_edit", on_change="rerun")
    if not folded.open:
        return
    with folded:
        key = held(state.EDIT, pack_edits(asked.edits))
        st.text_area(
            "Changes to the definition",
            key=key,
            on_change=controls.from_one,
            args=("edit", key),
            placeholder="weight.data:2,credit.partial:0.25",
            help="Pairs of path and value, separated by commas: weight.data:2 sets the weight of the data to 2",
            height=68,
        )


@lasting
def _from_date(key: str) -> None:
    value = st.session_state[key]
    state.put("as_of", [value.isoformat()] if value else [])


def _distinct(column: pd.Series[str]) -> list[str]:
    return sorted(set(column) - {""})


def _vendor_name(package: Package) -> Callable[[str], str]:
    names = package.names["vendors"]
    return lambda item: str(names.get(item, item))


def _source_title(package: Package) -> Callable[[str], str]:
    titles = package.names["sources"]
    return lambda item: str(titles.get(item, item))


def _kind_name(kind: str) -> str:
    return kind.replace("-", " ")
