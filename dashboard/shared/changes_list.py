"""Dated changes as a list: what opened, what closed, what got another licence."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.frame.plain import plain
from dashboard.shared.links import stated_at, to_release
from openness.core.wording import count, day
from openness.findings.effects import selected_changes
from openness.scoring.answer import Answer

LATEST = 8


def latest(shown: Answer, heading: str = "") -> None:
    """The newest changes among the selected releases, one element with the heading above them."""
    said = shown.cache.get(("latest changes", shown.fingerprint, shown.query), lambda: _latest(shown))
    st.markdown(f"## {heading}\n\n{said}" if heading else said)


def _latest(shown: Answer) -> str:
    found = selected_changes(shown)
    if found.empty:
        return "No dated change is recorded for these releases."
    intro = (
        f"Changes after the day of release, newest first: {min(LATEST, len(found))} of {len(found):,}, "
        f"of {count(found['release'].nunique(), 'release')}."
    )
    return _list(found.head(LATEST), shown, named=True, intro=intro)


def history(shown: Answer, release: str) -> None:
    """All changes of one release."""
    found = selected_changes(shown)
    found = found[found["release"] == release]
    if found.empty:
        st.write("No change after the day of release is recorded.")
    else:
        st.markdown(_list(found, shown, named=False))


def _list(found: pd.DataFrame, shown: Answer, *, named: bool, intro: str = "") -> str:
    """One line a change, below a first sentence: date, release, component, before and after, address."""
    names = shown.package.names["releases"]
    titles = shown.package.names["components"]
    lines = [f"{plain(intro)}\n"] if intro else []
    for row in found.to_dict("records"):
        release = f" · {to_release(names[row['release']], row['release'])}" if named else ""
        lines.append(
            f"- **{day(row['date'])}**{release} · {plain(titles[row['component']])}: {_change(row)} · "
            f"{stated_at(row['url'], shown.package)}"
        )
    return "\n".join(lines)


def _change(row: dict[Any, Any]) -> str:
    """``closed → open (Apache-2.0)``; only the licences where availability stays."""
    before, after = row["before"], row["after"]
    old, new = row["licence_before"], row["licence_after"]
    if before == after:
        return f"{plain(after)}: {_licence(old)} → {_licence(new)}"
    return f"{plain(before)} → {plain(after)}" + (f" ({_licence(new)})" if new and new != old else "")


def _licence(expression: str) -> str:
    return {"": "no licence named", "none": "no licence"}.get(expression, plain(expression))
