"""What a reader's own facts do to published releases: the verdict without them, and with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openness.scoring.answer import Answer


@dataclass(frozen=True)
class OwnEffect:
    """A release of the data of which facts of the reader's own count.

    Attributes:
        release: Its id.
        name: Its name in the data.
        before: Its verdict in words as published.
        after: Its verdict in words with the reader's facts.
    """

    release: str
    name: str
    before: str
    after: str


def own_effects(published: Answer, own: Answer, touched: Iterable[str]) -> tuple[OwnEffect, ...]:
    """The verdicts of the releases that own facts speak of, those that turn first.

    Args:
        published: The answer without the reader's facts.
        own: The answer to the same question with them.
        touched: The releases that they speak of; those that are not selected are left out.
    """
    before, after = (dict(zip(answer.selected, answer.verdict_words, strict=True)) for answer in (published, own))
    found = [
        OwnEffect(release, published.package.names["releases"][release], before[release], after[release])
        for release in touched
        if release in before and release in after
    ]
    return tuple(sorted(found, key=lambda effect: effect.before == effect.after))
