"""What every other definition says of one release: a line below its verdict."""

from __future__ import annotations

from dataclasses import dataclass

from openness.rubric.load import list_rubrics
from openness.scoring.answer import Answer, load_base
from openness.scoring.scores import score, verdict_words


@dataclass(frozen=True)
class Elsewhere:
    """The verdict of one other definition.

    Attributes:
        rubric: Its id as addresses write it: empty for the default one.
        title: Its title.
        words: The verdict in words.
    """

    rubric: str
    title: str
    words: str


def elsewhere(answer: Answer, release: str) -> tuple[Elsewhere, ...]:
    """The verdict of a selected release under every definition but the one in force, on the same facts.

    Of a definition that the reader changed the published version is another one.

    Raises:
        ProblemsError: A rubric file is broken.
    """
    row = answer.rows[[answer.selected.index(release)]]
    found = []
    for number, name in enumerate(list_rubrics(answer.root)):
        rubric = load_base(answer.package, name, answer.root)
        if rubric.id == answer.rubric.id and not answer.is_custom:
            continue
        scores = score(rubric, answer.evidence, rows=row)
        words = verdict_words(rubric, int(scores.verdict[0]), int(scores.verdict_high[0]))
        found.append(Elsewhere(name if number else "", rubric.short or rubric.title, words))
    return tuple(found)
