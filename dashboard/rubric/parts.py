"""The controls for each part of a rubric file: weights first, everything else when it is opened.

A control that shows something other than the published definition has a button beside it that puts it back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st
from pydantic import BaseModel

from dashboard.frame.callbacks import lasting
from dashboard.frame.plain import plain
from dashboard.rubric import changes as rubric_changes
from dashboard.rubric.changes import number
from dashboard.rubric.controls import back, number_box, pick, row, select, slider, text_box, to_float
from openness.core.wording import listed
from openness.facts.licences import FLAGS, PERMISSIVE_FLAGS
from openness.rubric.fields import texts_of
from openness.rubric.model import (
    CREDIT_LEVELS,
    RELEASE_FIELDS,
    SIDES,
    TERMS_LEVELS,
    Condition,
    Credit,
    Criterion,
    Levels,
    Rubric,
    TermsFactors,
)
from openness.scoring.answer import Answer
from openness.scoring.condition_words import FIELD_WORDS
from openness.scoring.fields import bounds_words

_MOST = 10.0
_NOT_ASKED = "not asked"
_SIDE_WORDS = {"weights": "weights side", "training": "training side", "none": "neither side"}
_LEVEL_WORDS = {
    "open": "Open: all of it is public",
    "gated": "Gated: after a sign-up that anyone is granted",
    "partial": "Partial: only some of it, or at the vendor's discretion",
    "closed": "Closed: not released",
}
_TERMS_WORDS = {
    "open": "Open terms",
    "restricted": "Restricted: any condition beyond that",
    "none": "Published without a licence",
}
_ASKED_WORDS = {"": _NOT_ASKED, "open": "open", "gated": "at least gated", "partial": "at least partial"}
_TEXTS = {
    "title": "Title",
    "short": "Short title, for narrow places",
    "phrase": "To reach it, as in “shown to …”",
    "question": "Question",
    "reference": "Reference",
    "publisher": "Publisher",
    "version": "Version",
    "url": "Url",
    "about": "About",
}
"""What texts are called, in the order in which they are shown; a text without a name here comes after them."""
_LONG = ("question", "about")
_ASKED_TERMS = {"": _NOT_ASKED, "open": "open terms", "restricted": "any licence"}


# ----------------------------------------------------------------------------------------------------------- weights


def weights(shown: Answer) -> None:
    """The weights of the dimensions: few controls, and the ones that matter most."""
    rubric, base = shown.rubric, shown.base_rubric
    edits = rubric_changes.changes_of(shown)
    for name, dimension in rubric.dimensions.items():
        published = base.dimensions[name].weight if name in base.dimensions else None
        slider(dimension.title, f"weight.{name}", dimension.weight, published, edits, most=_MOST, step=0.25)
    st.caption(f"Share of the score: {_shares(rubric)}. As published: {_shares(base)}.")


def _shares(rubric: Rubric) -> str:
    total = sum(dimension.weight for dimension in rubric.dimensions.values())
    return ", ".join(f"{plain(d.title)} {100 * d.weight / total:.0f}%" for d in rubric.dimensions.values())


def criteria(shown: Answer) -> None:
    """The criteria of one dimension: on or off and their weights; then all there is to one of them."""
    rubric, base = shown.rubric, shown.base_rubric
    edits = rubric_changes.changes_of(shown)
    titles = {name: dimension.title for name, dimension in rubric.dimensions.items()}
    name = pick("Dimension", "_rubric_dimension", titles)
    for key, criterion in rubric.dimensions[name].criteria.items():
        published = base.criteria[key].weight if key in base.criteria else None
        slider(criterion.title, f"weight.{key}", criterion.weight, published, edits, most=_MOST, step=0.25)
    st.caption("Weight 0 switches a criterion off in scores; a verdict may still ask for it.")
    chosen = {key: criterion.title for key, criterion in rubric.dimensions[name].criteria.items()}
    key = pick("More about one criterion", "_rubric_criterion", chosen)
    criterion = rubric.criteria[key]
    on = f"_rubric_{key}_on"
    waiting = rubric_changes.drafts().get(f"weight.{key}")
    counts = (criterion.weight if waiting is None else to_float(waiting)) > 0
    if st.session_state.get(on) != counts:
        st.session_state[on] = counts
    st.toggle("Counts in scores", key=on, on_change=_switch, args=(shown, key, on))
    with row(f"criterion.{key}.side", edits):
        select("Side", f"criterion.{key}.side", criterion.side, {side: _SIDE_WORDS[side] for side in SIDES})
    with row(f"criterion.{key}.terms", edits):
        ways = {"": "its licence counts", "ignore": "its licence does not count"}
        select("Licence", f"criterion.{key}.terms", criterion.terms or "", ways)
    with row(f"criterion.{key}.evidence", edits):
        _evidence(shown, key)


@lasting
def _switch(shown: Answer, key: str, on: str) -> None:
    """Switch a criterion off, or on with its published weight."""
    published = shown.base_rubric.criteria[key].weight if key in shown.base_rubric.criteria else 1.0
    rubric_changes.put({f"weight.{key}": number(published or 1.0) if st.session_state[on] else "0"})


def _evidence(shown: Answer, key: str) -> None:
    """The components that answer a criterion, and whether the best or the worst of them counts."""
    criterion, path = shown.rubric.criteria[key], f"criterion.{key}.evidence"
    titles = shown.package.names["components"]
    members, how = f"_rubric_{path}", f"_rubric_{path}_how"
    if path not in rubric_changes.drafts():
        for control, value in ((members, list(criterion.members)), (how, criterion.combine)):
            if st.session_state.get(control) != value:
                st.session_state[control] = value
    with st.container():
        st.multiselect(
            "Evidence",
            list(titles),
            key=members,
            format_func=lambda name: titles.get(name, name),
            on_change=_put_evidence,
            args=(path, members, how),
            help="The components that answer this criterion",
        )
        if len(st.session_state[members]) > 1:
            st.radio(
                "Which of them counts",
                ["any", "all"],
                key=how,
                format_func={"any": "the best", "all": "the worst"}.__getitem__,
                horizontal=True,
                on_change=_put_evidence,
                args=(path, members, how),
            )


@lasting
def _put_evidence(path: str, members: str, how: str) -> None:
    chosen = st.session_state[members]
    value = chosen[0] if len(chosen) == 1 else {st.session_state.get(how, "any"): chosen}
    rubric_changes.put({path: json.dumps(value)})


# ------------------------------------------------------------------------------------------------------------ credit


def credit(shown: Answer) -> None:
    """What availability and terms are worth, and from which coverage a release is ranked."""
    rubric, base, edits = shown.rubric, shown.base_rubric, rubric_changes.changes_of(shown)
    st.caption(
        "How much of its points a component gets for each degree of availability. A lower degree may not get more."
    )
    for level in CREDIT_LEVELS:
        value, published = getattr(rubric.credit, level), getattr(base.credit, level)
        slider(_LEVEL_WORDS[level], f"credit.{level}", value, published, edits, most=1.0, step=0.05)
    _along("credit", CREDIT_LEVELS, rubric.credit)
    with row("terms", edits):
        if "_rubric_licences" not in st.session_state or st.session_state["_rubric_licences"] != bool(rubric.terms):
            st.session_state["_rubric_licences"] = bool(rubric.terms)
        st.toggle("Licences count in scores", key="_rubric_licences", on_change=_switch_terms, args=(shown,))
    if rubric.terms:
        st.caption("What these points are multiplied by, depending on the licence.")
        for level in TERMS_LEVELS:
            published = getattr(base.terms, level) if base.terms else None
            path = f"terms.{level}"
            slider(_TERMS_WORDS[level], path, getattr(rubric.terms, level), published, edits, most=1.0, step=0.05)
        _along("terms", TERMS_LEVELS, rubric.terms)
    elif asking := _ask_for_licences(rubric):
        st.caption(
            f"Licences no longer count in scores, but verdicts still ask for them: {asking} of {len(rubric.verdicts)} "
            "do. What a verdict asks for is changed under Verdicts, “Terms” and “And the licence”."
        )
    slider(
        "Minimum of known facts to be ranked",
        "ranked_from",
        rubric.ranked_from,
        base.ranked_from,
        edits,
        most=1.0,
        step=0.05,
    )


def _ask_for_licences(rubric: Rubric) -> int:
    """How many verdicts ask for terms or for something that a licence says."""
    asked = ([one.terms or one.licence for one in v.requires.criteria.values()] for v in rubric.verdicts)
    return sum(map(any, asked))


def _along(group: str, levels: Sequence[str], held: Credit | TermsFactors) -> None:
    """Where a level waits because it would be worth less than a lower one: a button that takes the others along."""
    waiting = rubric_changes.drafts()
    worth = {
        level: to_float(waiting[f"{group}.{level}"]) if f"{group}.{level}" in waiting else float(getattr(held, level))
        for level in levels
    }
    for level in (name for name in levels if f"{group}.{name}" in waiting):
        at, value = levels.index(level), worth[level]
        others = [
            other
            for place, other in enumerate(levels)
            if (place > at and worth[other] > value) or (place < at and worth[other] < value)
        ]
        if others:
            st.button(
                f"Set {listed(name.capitalize() for name in others)} to {number(value)} too",
                key=f"rubric_along_{group}_{level}",
                on_click=_take_along,
                args=({f"{group}.{name}": number(value) for name in (level, *others)},),
            )


@lasting
def _take_along(changes: dict[str, str]) -> None:
    rubric_changes.put(changes)


@lasting
def _switch_terms(shown: Answer) -> None:
    if not st.session_state["_rubric_licences"]:
        rubric_changes.put({"terms": "null"})
    elif shown.base_rubric.terms:
        rubric_changes.put_back(["terms"])
    else:
        rubric_changes.put({"terms": "{open: 1, restricted: 0.5, none: 0.5}"})


# ---------------------------------------------------------------------------------------------------------- verdicts


def verdicts(shown: Answer) -> None:
    """The conditions of one verdict: those it has, and one at a time to change, add or take away."""
    rubric, edits = shown.rubric, rubric_changes.changes_of(shown)
    number_of = {verdict.id: at for at, verdict in enumerate(rubric.verdicts)}
    chosen = pick("Verdict", "_rubric_verdict", {verdict.id: verdict.title for verdict in rubric.verdicts})
    verdict = rubric.verdicts[number_of[chosen]]
    conditions = _conditions(rubric, number_of[chosen])
    st.markdown("Reached when all of this holds:\n\n" + "\n".join(f"- {plain(t)}: {s}" for t, s in conditions.values()))
    subjects = {key: criterion.title for key, criterion in rubric.criteria.items()}
    subjects |= {f"release.{field}": FIELD_WORDS.get(field, field) for field in RELEASE_FIELDS} | {"score": "The score"}
    asked = [key for key in subjects if key in conditions]
    order = [*asked, *(key for key in subjects if key not in conditions)]
    labels = {key: subjects[key] + ("" if key in conditions else f" ({_NOT_ASKED})") for key in order}
    subject = pick("Condition", "_rubric_condition", labels)
    mine = f"verdict.{chosen}.{subject}"
    with row([path for path in edits if path == mine or path.startswith(f"{mine}.")], edits):
        if subject == "score":
            least = verdict.requires.score.at_least if verdict.requires.score else 0.0
            number_box("At least, in points of 100 (0: not asked)", mine, least, _write_score, _read_score)
        elif subject.startswith("release."):
            _field(mine, subject.partition(".")[2], verdict.requires.release or {})
        else:
            _condition(mine, verdict.requires.criteria.get(subject))
    if len(rubric.verdicts) > 1:
        st.button("Take this verdict out", key="rubric_take_out", on_click=_take_out, args=(rubric, chosen))
    st.caption("New verdicts, and another order of them, are written in the YAML tab.")


@lasting
def _take_out(rubric: Rubric, verdict: str) -> None:
    """Take a verdict out, and with it what claims and the publisher's words say of it."""
    gone = {f"verdict.{verdict}": "null"}
    gone |= {f"claims.{claim}": "null" for claim, needs in rubric.claims.items() if needs == verdict}
    said = {word: [one for one in meant if one != verdict] for word, meant in rubric.said.items()}
    if any(len(said[word]) < len(meant) for word, meant in rubric.said.items()):
        kept = {word: meant for word, meant in said.items() if meant}
        gone["said"] = json.dumps(kept) if kept else "null"
    rubric_changes.put(gone)


def _conditions(rubric: Rubric, at: int) -> dict[str, tuple[str, str]]:
    """The conditions of a verdict in words, by what they are about."""
    requires = rubric.verdicts[at].requires
    found: dict[str, tuple[str, str]] = {}
    for key, asks in requires.criteria.items():
        words = [_ASKED_WORDS[asks.availability or ""], _ASKED_TERMS[asks.terms or ""]]
        words += [_flag(name, wanted) for name, wanted in (asks.licence or {}).items()]
        found[key] = rubric.criteria[key].title, ", ".join(w for w in words if w != _NOT_ASKED)
    for field, bound in (requires.release or {}).items():
        found[f"release.{field}"] = FIELD_WORDS.get(field, field), bounds_words(bound)
    if requires.score:
        found["score"] = "The score", f"at least {requires.score.at_least:g}"
    for sentence in rubric.verdicts[at].undetermined:
        found[f"undetermined.{len(found)}"] = sentence.rstrip("."), "no facts are held about it, so it is never proven"
    for sentence in rubric.verdicts[at].assumed:
        found[f"assumed.{len(found)}"] = sentence.rstrip("."), "no facts are held about it, taken to hold"
    return found


def _flag(name: str, wanted: bool) -> str:
    return f"{'' if wanted else 'no '}{name.replace('_', ' ')}"


def _condition(path: str, asks: Condition | None) -> None:
    with st.container():
        asks = asks or Condition()
        select("Availability", f"{path}.availability", asks.availability or "", _ASKED_WORDS)
        select("Terms", f"{path}.terms", asks.terms or "", _ASKED_TERMS)
        key, chosen = f"_rubric_{path}.licence", list(asks.licence or {})
        if f"{path}.licence" not in rubric_changes.drafts() and st.session_state.get(key) != chosen:
            st.session_state[key] = chosen
        st.multiselect(
            "And the licence",
            list(FLAGS),
            key=key,
            format_func=lambda name: _flag(name, name in PERMISSIVE_FLAGS),
            on_change=_put_flags,
            args=(path, key),
            placeholder="Nothing more asked",
        )


@lasting
def _put_flags(path: str, key: str) -> None:
    flags = {name: name in PERMISSIVE_FLAGS for name in st.session_state[key]}
    rubric_changes.put({f"{path}.licence": json.dumps(flags or None)})


def _field(path: str, field: str, held: Any) -> None:
    bound = held.get(field)
    for side, label in (("below", "Below"), ("at_least", "At least")):
        value = getattr(bound, side) if bound else None
        text = "" if value is None else number(value) if isinstance(value, float) else str(value)
        hint = "2025-01" if RELEASE_FIELDS[field] == "date" else "1e25"
        text_box(label, f"{path}.{side}", text, placeholder=f"not asked; for example {hint}")


def _write_score(value: float) -> str:
    return json.dumps({"at_least": value} if value else None)


def _read_score(text: str) -> float:
    """What `_write_score` wrote, for a draft that waits."""
    return float((json.loads(text) or {"at_least": 0.0})["at_least"])


# ------------------------------------------------------------------------------------------------------------- texts


def texts(shown: Answer) -> None:
    """Labels and texts of the rubric, or of one of its parts."""
    rubric, edits = shown.rubric, rubric_changes.changes_of(shown)
    subjects = {"": "The definition itself"}
    subjects |= {f"dimension.{name}": f"Dimension: {d.title}" for name, d in rubric.dimensions.items()}
    subjects |= {f"criterion.{key}": f"Criterion: {criterion.title}" for key, criterion in rubric.criteria.items()}
    subjects |= {f"verdict.{verdict.id}": f"Verdict: {verdict.title}" for verdict in rubric.verdicts}
    subjects |= {"otherwise": f"Otherwise: {rubric.otherwise.title}"}
    subject = pick("Text of", "_rubric_text", subjects)
    for path, label, value, long in _texts_of(rubric, subject):
        with row(path, edits):
            text_box(label, path, value, long=long)
    if not subject:
        st.caption("Notes, claims and the publisher's own words are edited in the YAML tab.")


def _texts_of(rubric: Rubric, subject: str) -> list[tuple[str, str, str, bool]]:
    """Path, label, value and whether it is a long text, of everything that can be said about a part."""
    kind, _, name = subject.partition(".")
    parts: dict[str, Callable[[], BaseModel]] = {
        "": lambda: rubric,
        "dimension": lambda: rubric.dimensions[name],
        "criterion": lambda: rubric.criteria[name],
        "verdict": lambda: next(verdict for verdict in rubric.verdicts if verdict.id == name),
        "otherwise": lambda: rubric.otherwise,
    }
    part = parts[kind]()
    found = []
    for field in (name for name in texts_of(type(part)) if name != "id"):
        label = _TEXTS.get(field, field.capitalize())
        long = field in _LONG or (kind == "criterion" and field == "title")
        found.append((f"{subject}.{field}".lstrip("."), label, getattr(part, field) or "", long))
    order = list(_TEXTS)
    found.sort(key=lambda one: order.index(last) if (last := one[0].rpartition(".")[2]) in order else len(order))
    if isinstance(part, Criterion):
        said = part.levels or Levels()
        levels = {level: getattr(said, level) or "" for level in texts_of(Levels)}
        found += [(f"{subject}.levels.{level}", f"What {level} means", text, True) for level, text in levels.items()]
    return found


# ----------------------------------------------------------------------------------------------------------- changes


def changes(shown: Answer) -> None:
    """Everything that differs from the published definition, each with a way back."""
    edits = rubric_changes.changes_of(shown)
    if not edits:
        return
    title = "Your change" if len(edits) == 1 else f"Your {len(edits):,} changes"
    folded = st.expander(title, key="rubric_changes", on_change="rerun")
    if not folded.open:
        return
    with folded:
        for path, value in edits.items():
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"{plain(path)}: {plain(value if len(value) <= 60 else value[:59] + '…') or 'taken out'}")
                back(path, [path], "list")
