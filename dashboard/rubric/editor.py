"""The editor of a definition: undo, redo and where to start on top, then one part of the file at a time."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.frame.plain import plain
from dashboard.frame.services import services
from dashboard.rubric import changes, parts
from dashboard.rubric import files as rubric_files
from openness.core.wording import count
from openness.rubric.presets import Preset, equal_start
from openness.scoring.answer import Answer

PARTS: dict[str, Callable[[Answer], None]] = {
    "Weights": parts.weights,
    "Criteria": parts.criteria,
    "Points for each degree": parts.credit,
    "Verdicts": parts.verdicts,
    "Texts": parts.texts,
    "YAML": rubric_files.yaml_mode,
}
"""What can be edited, in the order of the tabs; only the open one is drawn."""


def bar(shown: Answer) -> None:
    """Undo, redo, where to start, the file, and back to the published definition."""
    past = changes.history()
    edits = changes.changes_of(shown)
    with st.container(horizontal=True, vertical_alignment="center", key="rubric-bar"):
        st.button(
            "Undo",
            key="rubric_undo",
            icon=":material/undo:",
            on_click=changes.undo,
            disabled=past.before is None,
        )
        st.button("Redo", key="rubric_redo", icon=":material/redo:", on_click=changes.redo, disabled=past.after is None)
        start = st.popover("Start from", key="rubric_start", on_change="rerun")
        if start.open:
            with start:
                _starts(shown)
        files = st.popover("File", key="rubric_file", on_change="rerun")
        if files.open:
            with files:
                rubric_files.files(shown)
        with st.popover("Reset all", key="rubric_reset", disabled=not (edits or changes.drafts())):
            st.write(
                f"This forgets {count(len(edits), 'change')}. Undo brings {'it' if len(edits) == 1 else 'them'} back."
            )
            st.button(
                "Yes, back to the published definition",
                key="rubric_reset_yes",
                type="primary",
                on_click=changes.start_from,
                args=(shown.query.rubric or shown.base_rubric.id, {}),
            )
    preset = _preset_of(shown, edits)
    if preset:
        st.caption(f"**{plain(preset.title)}.** {plain(preset.reasoning)}")
    changes.say()


def draw(shown: Answer) -> None:
    """The changes so far, and the parts of the file, one at a time."""
    # The theme's blue reads well on a button and too faintly as the number over a slider.
    st.html("<style>.stSlider [data-testid=stSliderThumbValue] {color: inherit}</style>")
    tabs = st.tabs(list(PARTS), key="rubric_part", on_change="rerun")
    for tab, part in zip(tabs, PARTS.values(), strict=True):
        if tab.open:
            with tab:
                part(shown)
    parts.changes(shown)


def _preset_of(shown: Answer, edits: dict[str, str]) -> Preset | None:
    """The preset that is in force just as it stands."""
    if not edits:
        return None
    return next(
        (p for p in services().live.presets() if p.base == shown.base_rubric.id and dict(p.edits) == edits), None
    )


def _starts(shown: Answer) -> None:
    st.caption("Each replaces your changes; undo brings them back.")
    base = shown.query.rubric or shown.base_rubric.id
    st.button(
        "Everything equal",
        key="rubric_equal",
        on_click=changes.start_from,
        args=(base, equal_start(shown.base_rubric)),
    )
    st.caption("Every dimension counts as much as any other, and so does every criterion within its dimension.")
    for preset in services().live.presets():
        st.button(
            preset.title,
            key=f"rubric_preset_{preset.id}",
            on_click=changes.start_from,
            args=(preset.base, dict(preset.edits)),
        )
        st.caption(f"{plain(preset.reader)} {plain(preset.reasoning)}")
