"""The conditions of a verdict that fail, are not settled or hold, each in a few words."""

from __future__ import annotations

from openness.core.wording import listed, span, stated
from openness.facts.evidence import Evidence
from openness.facts.fact_index import AVAILABILITIES, CLOSED, NOT_APPLICABLE, UNKNOWN
from openness.facts.licences import FAILS, TERMS_OPEN, LicenceTerms, terms_words
from openness.rubric.model import Condition, FieldCondition, ScoreCondition
from openness.scoring.condition_words import FIELD_WORDS, FLAG_TOPICS
from openness.scoring.scores import Scores


def short_conditions(scores: Scores, evidence: Evidence, release: str, verdict: int, state: int) -> tuple[str, ...]:
    """The conditions of one verdict in one state, each in a few words: "Code to run the model: closed".

    Args:
        scores: Scores that include the release.
        evidence: The evidence they were made from.
        release: Its id.
        verdict: Index of the verdict.
        state: 0 fails, 1 undetermined, 2 holds.
    """
    row = scores.index(release)
    titles = evidence.package.names["components"]
    found: list[str] = []
    for column, condition in enumerate(scores.conditions):
        if condition.verdict != verdict or scores.states[row, column] != state:
            continue
        asks = condition.asks
        if isinstance(asks, str):
            found.append(asks.rstrip("."))
        elif isinstance(asks, ScoreCondition):
            score = span(scores.low[row], scores.high[row], asks.at_least)
            found.append(f"Score {score} of the {stated(asks.at_least)} points asked for")
        elif isinstance(asks, FieldCondition):
            recorded = evidence.package.releases[condition.field].iloc[int(scores.rows[row])] or "not recorded"
            found.append(f"{FIELD_WORDS.get(condition.field, condition.field)}: {recorded}")
        else:
            criterion = scores.rubric.criteria[condition.subject]
            said = {}
            for member in dict.fromkeys(criterion.members):
                at = evidence.components.index(member)
                number = int(evidence.licence[int(scores.rows[row]), at])
                licence = evidence.licences[number] if number >= 0 else None
                terms = scores.terms[row, at] if asks.terms or asks.licence else TERMS_OPEN
                limits = _limits(asks, licence) if state == FAILS else ""
                said[titles.get(member, member)] = _recorded(scores.availability[row, at], terms, licence, limits)
            same = next(iter(said.values())) if len(set(said.values())) == 1 else ""
            found.append(f"{criterion.title}: {same or ', '.join(f'{title} {words}' for title, words in said.items())}")
    return tuple(found)


def _limits(asks: Condition, licence: LicenceTerms | None) -> str:
    """What the licence limits that the condition asks it not to."""
    asked = [name for name, wanted in (asks.licence or {}).items() if not wanted]
    topics = [FLAG_TOPICS[name] for name in asked if licence and licence.meets({name: False}) == FAILS]
    return f": limits {listed(topics)}" if topics else ""


def _recorded(availability: int, terms: int, licence: LicenceTerms | None, limits: str) -> str:
    if availability in (UNKNOWN, NOT_APPLICABLE):
        return "not recorded" if availability == UNKNOWN else "does not apply"
    words = AVAILABILITIES[availability]
    if availability == CLOSED or terms == TERMS_OPEN:
        return words
    return f"{words} ({terms_words(terms, licence)}{limits})"
