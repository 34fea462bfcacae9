"""The releases behind a cell of the vendor and dimension table: by a click, or chosen from two lists."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.frame import opening, page_choices
from dashboard.shared import flags
from dashboard.shared.dates import RELEASED, released
from openness.charts.vendors import capital
from openness.core.wording import count, points, span
from openness.findings.vendors import GROUPINGS, keys_of, namer
from openness.scoring.answer import Answer
from openness.scoring.dimensions import dimension_scores

CHART = "chart-vendor-dimensions"
GROUP, DIMENSION = "cell", "dimension"


def draw(shown: Answer, by: str) -> None:
    """Two lists, and a table of the releases in the cell they name."""
    keys, named = keys_of(shown, by), namer(shown, by)
    groups = sorted(set(keys), key=lambda key: named(key).casefold())
    titles = {name: dimension.title for name, dimension in shown.rubric.dimensions.items()}
    st.subheader("Releases behind a cell", anchor="cell")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        group = groups[0]
        if len(groups) > 1:
            group = page_choices.one(
                GROUPINGS[by],
                GROUP,
                [key for key in groups if key],
                lambda key: flags.country(key) if by == "country" else capital(named(key)),
                width=320,
                placeholder="Choose one, or click a cell",
            )
        dimension = page_choices.one("Dimension", DIMENSION, list(titles), titles.__getitem__, width=320)
    if not group:
        return
    mine = behind(shown, keys, group, dimension)
    bar = round(100 * shown.rubric.ranked_from)
    counted = int(mine["counts"].sum())
    st.caption(
        f"{capital(named(group))}, {titles[dimension]}: {count(len(mine), 'release')}, of which {counted} enter the "
        f"median because at least {bar}% of the dimension is recorded."
    )
    st.dataframe(
        printed(mine),
        hide_index=True,
        column_config={
            "Release": opening.names(mine["release"].tolist(), "cell"),
            "Released": RELEASED,
        },
        alt=f"{count(len(mine), 'release')} behind the cell, with openness of the dimension, its range and the verdict",
    )


def behind(shown: Answer, keys: list[str], group: str, dimension: str) -> pd.DataFrame:
    """The releases of a group with their openness in one dimension, most open first."""
    column = list(shown.rubric.dimensions).index(dimension)
    each = dimension_scores(shown.scores)
    table = shown.table[["release", "name", "vendor_name", "released", "verdict_words"]].assign(
        low=each.low[:, column], high=each.high[:, column], coverage=each.coverage[:, column]
    )
    table["counts"] = table["coverage"].fillna(-1) >= shown.rubric.ranked_from
    mine = table[pd.Series(keys, index=table.index) == group]
    return mine.sort_values(["low", "name"], ascending=[False, True], na_position="last")


def printed(mine: pd.DataFrame) -> pd.DataFrame:
    """The table as it is read."""
    rows: list[dict[Any, Any]] = mine.to_dict("records")
    return pd.DataFrame(
        {
            "Release": [row["name"] for row in rows],
            "Vendor": [row["vendor_name"] for row in rows],
            "Released": released(row["released"] for row in rows),
            "Openness": [points(row["low"]) for row in rows],
            "Range": [span(row["low"], row["high"]) for row in rows],
            "Facts known": [f"{points(100 * row['coverage'])}%" for row in rows],
            "In the median": ["yes" if row["counts"] else "no" for row in rows],
            "Verdict": [row["verdict_words"] for row in rows],
        }
    )


def clicked() -> None:
    """Look into the cell that was clicked. For `on_select` of the chart."""
    chosen = st.session_state[CHART].selection.points
    cell = chosen[0].get("customdata") if chosen else None
    if cell:
        page_choices.put(GROUP, str(cell[0]))
        page_choices.put(DIMENSION, str(cell[1]))
