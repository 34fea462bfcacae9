"""The definition as a file: edited as text, downloaded, uploaded. What cannot be read is shown, and nothing is lost."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import loaders, state
from dashboard.frame.callbacks import lasting
from dashboard.frame.plain import plain
from dashboard.rubric import changes
from dashboard.rubric.upload import uploader
from openness.core.errors import Problem, ProblemsError, shorten
from openness.core.strict_yaml import MAX_BYTES, decode
from openness.core.wording import upper_first
from openness.rubric.help import fields
from openness.rubric.load import list_rubrics, load_rubric, to_yaml
from openness.rubric.model import Rubric
from openness.rubric.text import rewrite
from openness.scoring.answer import Answer

_TEXT = "_rubric_source"  # a file that was read: its comments and its order are kept
_DRAFT = "_rubric_draft"  # text that is not valid, as it was typed or uploaded
_WRONG = "_rubric_wrong"
_EDITOR = "_rubric_yaml"
_UPLOAD = "_rubric_upload"
_SHOWN_AT_MOST = 20
_CODE = "font-family: monospace; font-size: 0.8rem; line-height: 1.45; white-space: pre; overflow-x: auto"
_TOO_LONG = 300_000  # more than any rubric may have: shown cut, so that the browser stays alive


def yaml_mode(shown: Answer) -> None:
    """The file itself. While it is not valid, the last valid version stays in force."""
    draft = st.session_state.get(_DRAFT)
    text = draft if draft is not None else as_text(shown)
    if st.session_state.get(_EDITOR) != text:
        st.session_state[_EDITOR] = text
    st.html(f"<style>.st-key-rubric-yaml textarea {{{_CODE}}}</style>")
    with st.container(key="rubric-yaml"):
        st.text_area(
            "The definition as YAML",
            key=_EDITOR,
            height=520,
            on_change=_typed,
            help="Takes effect when you leave the field or press Ctrl+Enter. Comments are kept.",
        )
    _problems()
    help_box = st.expander("What the file may hold", key="rubric_help", on_change="rerun")
    if help_box.open:
        with help_box:
            _help()


def files(shown: Answer) -> None:
    """Download and upload."""
    # Streamlit makes the file when it is asked for, and outside the session: all that is needed is read here.
    source, rubric = _source(shown), shown.rubric
    st.download_button(
        "Download as YAML",
        data=lambda: rewrite(source, rubric).encode("utf-8"),
        file_name=f"{shown.rubric.id}-{shown.fingerprint}.yaml",
        mime="application/yaml",
        key="rubric_download",
        on_click="ignore",
        help="Loading it again gives the same version code. Comments of a file that you uploaded are kept.",
    )
    uploader(f"Continue from a file of at most {MAX_BYTES // 1024} KB", ("yaml", "yml"), _UPLOAD, take)
    if st.session_state.get(_WRONG):
        st.error("The file has problems; they are listed in the YAML tab, where they can be corrected.")


def as_text(shown: Answer) -> str:
    """The definition in force as a file: in the words of the file it came from, if that is known."""
    return rewrite(_source(shown), shown.rubric)


def _source(shown: Answer) -> str:
    """The file that the definition in force came from: one that was read, else the published one."""
    source: str | None = st.session_state.get(_TEXT)
    if source is not None and _is_about(source, shown.base_rubric):
        return source
    path = list_rubrics(loaders.root()).get(shown.base_rubric.id)
    return path.read_text("utf-8") if path else to_yaml(shown.base_rubric)


def _is_about(source: str, base: Rubric) -> bool:
    """Whether a text that was read earlier is a version of the definition that is shown now."""
    held = st.session_state.get(f"{_TEXT}_of")
    return bool(source) and held == base.id


@lasting
def take(content: bytes | str, file: str) -> None:
    """Put a file in force, or show what is wrong with it. For callbacks."""
    package = loaders.shared_package()
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    try:
        rubric = load_rubric(_checked(content, file), components=package.components["component"], file=file)
    except ProblemsError as error:
        st.session_state[_DRAFT] = text[:_TOO_LONG]
        st.session_state[_WRONG] = error.problems
        st.session_state["rubric_part"] = "YAML"  # where the problems stand, each at its line
        return
    _forget()
    known = list_rubrics(loaders.root())
    here = state.query().rubric or next(iter(known), "")
    changes.adopt(rubric, prefer=rubric.id if rubric.id in known else here, file=file)
    st.session_state[_TEXT] = text
    st.session_state[f"{_TEXT}_of"] = loaders.answer(state.query()).base_rubric.id


def _checked(content: bytes | str, file: str) -> str:
    """Bytes as text, by the rules of the strict reader.

    Raises:
        ProblemsError: They are no UTF-8.
    """
    if isinstance(content, str):
        return content
    return decode(content, file)


def _typed() -> None:
    take(st.session_state[_EDITOR] or "", "line")


@lasting
def _forget() -> None:
    for key in (_DRAFT, _WRONG):
        st.session_state.pop(key, None)


def _problems() -> None:
    """Each problem at its line, with the line."""
    found: tuple[Problem, ...] = st.session_state.get(_WRONG, ())
    if not found:
        return
    lines = str(st.session_state.get(_DRAFT, "")).split("\n")
    said = []
    for problem in found[:_SHOWN_AT_MOST]:
        where = f"**Line {problem.line}.** " if problem.line else ""
        got = f" Found: {plain(shorten(problem.got))}." if problem.got else ""
        hint = f" {plain(upper_first(problem.hint))}." if problem.hint else ""
        text = lines[problem.line - 1].strip() if 0 < problem.line <= len(lines) else ""
        quoted = f"  \n  {plain(shorten(text))}" if text else ""
        said.append(f"- {where}{plain(problem.what)}.{got}{hint}{quoted}")
    if len(found) > _SHOWN_AT_MOST:
        said.append(f"- and {len(found) - _SHOWN_AT_MOST} more")
    st.error("\n".join(said), title="Not applied; the last valid definition stays in force")
    st.button("Discard this text and show what is in force", key="rubric_yaml_forget", on_click=_forget)


def _help() -> None:
    """Every field, with what the schema says of it."""
    rows = [
        f"- **{plain(field.path)}**{'' if field.required else ' (may be left out)'}: "
        f"{plain(field.about) or 'as its name says'}" + (f". *{field.values}*" if field.values else "")
        for field in fields()
    ]
    st.markdown("\n".join(rows))
    st.caption(
        "Editors complete and check a rubric as one types when its first line names the schema: "
        "`# yaml-language-server: $schema=schema.json`."
    )
