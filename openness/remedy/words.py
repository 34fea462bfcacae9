"""Actions in plain words. What a vendor would have to do, and what nobody has recorded, are never worded alike."""

from __future__ import annotations

from collections.abc import Sequence

from openness.facts.fact_index import AVAILABILITIES, CLOSED, NOT_APPLICABLE, UNKNOWN
from openness.facts.licences import HOLDS, TERMS
from openness.rubric.model import FieldCondition
from openness.scoring.condition_words import FIELD_WORDS, FLAG_WORDS
from openness.scoring.fields import bounds_words
from openness.scoring.what_if import Cell

Flags = Sequence[tuple[str, bool]]

_NOW = {"closed": "now closed", "partial": "now only a part of it", "gated": "now behind a sign-up"}
_IS = {"open": "which is open", "gated": "which can be had after a sign-up", "partial": "of which a part is public"}
_TERMS = {"open": " under open terms", "restricted": " under a licence", "": ""}


def action_words(
    kind: str, title: str, cell: Cell, availability: str, terms: str, flags: Flags, *, thing: bool = True
) -> str:
    """An action as the end of a sentence.

    After "would have to" for the two acts of a vendor (`open`, `relicense`), after "would need to establish" for
    `establish`.

    Args:
        kind: `open`, `relicense` or `establish`.
        title: Title of the component.
        cell: What is recorded of it now.
        availability: The availability that has to be reached, empty where it is not the point.
        terms: The terms that have to be reached, empty where they are not the point.
        flags: What its licence has to say.
        thing: Whether the component is something that can be published; else it is a judgement or a service.
    """
    name = f"“{title}”"
    if kind == "open":
        now = AVAILABILITIES[cell.availability]
        if not thing:
            return f"bring {name} to “{availability}”{_under(terms, flags)} (now {now})"
        return f"{_published(name, now, availability, _under(terms, flags))} ({_NOW[now]})"
    if kind == "relicense":
        return f"put {name}{_under(terms, _missing(cell, flags)) or ' under another licence'} ({_licence_now(cell)})"
    return _to_establish(name, cell, availability, terms, flags)


def _published(name: str, now: str, reach: str, under: str) -> str:
    if reach == "open":
        done = f"take away the sign-up before {name}" if now == "gated" else f"publish all of {name}"
        return done + under
    if reach == "gated":
        return f"publish all of {name}{under}, at most behind a sign-up that anyone is granted"
    return f"publish at least a part of {name}{under}"


def _under(terms: str, flags: Flags) -> str:
    if not flags:
        return _TERMS[terms]
    kind = "open terms" if terms == "open" else "a licence"
    return f" under {kind} that must {' and must '.join(flag_words(name, wanted) for name, wanted in flags)}"


def _missing(cell: Cell, flags: Flags) -> Flags:
    """The flags that the licence of now does not have: a new one keeps the others."""
    if cell.licence is None:
        return flags
    return tuple((name, wanted) for name, wanted in flags if cell.licence.meets({name: wanted}) != HOLDS)


def _licence_now(cell: Cell) -> str:
    terms = TERMS[cell.terms]
    if terms == "none":
        return "now published without a licence"
    words = {"unknown": "terms not recorded", "not-open": "terms that are not open"}.get(terms, f"{terms} terms")
    return f"now {cell.licence.expression}, {words}" if cell.licence else f"now {words}"


def _to_establish(name: str, cell: Cell, availability: str, terms: str, flags: Flags) -> str:
    licence = f" ({cell.licence.expression})" if cell.licence else ""
    if availability:
        under = f"{_under(terms, flags)}{licence}" if terms or flags else ""
        return {
            "open": f"that all of {name} is public{under}",
            "gated": f"that all of {name} can be had{under}, at most after a sign-up",
            "partial": f"that at least a part of {name} is public{under}",
        }[availability]
    is_now = _IS.get(AVAILABILITIES[cell.availability], "")
    subject = f"{name}, {is_now}," if is_now else name
    if flags:
        whole = f"that {subject} is{_under(terms, flags)}"
    else:
        whole = f"that {subject} is{_TERMS[terms] or ' under a licence'}"
    return f"{whole}{licence}"


def flag_words(name: str, wanted: bool) -> str:
    """What a licence must do for a flag, after "must"."""
    return FLAG_WORDS.get((name, wanted), f"{'' if wanted else 'not '}be marked “{name.replace('_', ' ')}”")


def field_words(field: str, asks: FieldCondition) -> str:
    """What a condition asks of a field of the release: "Training compute (FLOP) must be below 1e25"."""
    return f"{FIELD_WORDS.get(field, field)} must be {bounds_words(asks)}"


def recorded_words(cell: Cell) -> str:
    """What is recorded of a component: "open, Apache-2.0"; "not recorded"."""
    if cell.availability == UNKNOWN and cell.licence is None:
        return "not recorded"
    words = {"unknown": "availability not recorded", "not-applicable": "does not apply"}
    first = words.get(AVAILABILITIES[cell.availability], AVAILABILITIES[cell.availability])
    if cell.availability in (CLOSED, NOT_APPLICABLE):
        return first
    if cell.licence is not None:
        return f"{first}, {'no licence' if cell.licence.expression == 'none' else cell.licence.expression}"
    return f"{first}, licence not recorded"
