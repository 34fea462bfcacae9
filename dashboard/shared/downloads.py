"""The button under a table that takes its numbers away."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from openness.core.tables import to_csv


def csv_button(label: str, table: pd.DataFrame, name: str, key: str) -> None:
    """A button that gives a table as CSV, written when it is pressed.

    Args:
        label: What the button says.
        table: The table, as programs read it.
        name: What the file is called, after the project and before its ending.
        key: Of the button.
    """
    st.download_button(
        label,
        data=lambda: to_csv(table).encode("utf-8"),
        file_name=f"openness-gap-{name}.csv",
        mime="text/csv",
        key=key,
        on_click="ignore",
    )
