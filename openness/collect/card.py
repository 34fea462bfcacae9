"""A model card: how long it is, and which of the five things that the guide asks of it have a heading."""

from __future__ import annotations

import re

SECTIONS = {
    "description": "about description introduction overview summary details highlights",
    "use": "use uses usage intended",
    "limits": "limit limits limitation limitations bias biases risk risks safety ethical",
    "data": "data dataset datasets corpus",
    "evaluation": "evaluation evaluations benchmark benchmarks results performance",
}
"""What a card is about, by the words of its headings."""

_FRONT_MATTER = re.compile(r"\A\ufeff?---\r?\n.*?^---\s*$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$|<h[1-6][^>]*>(.*?)</h[1-6]>", re.MULTILINE | re.IGNORECASE)
_FENCE = re.compile(r"^ {0,3}(```|~~~).*?^ {0,3}\1", re.DOTALL | re.MULTILINE)
_PAGE = re.compile(r"\A\ufeff?\s*<(!doctype\s+html|html)\b", re.IGNORECASE)


def is_web_page(text: str) -> bool:
    """Whether a text is a page of a site (a sign-in, a captcha) where a card was asked for."""
    return bool(_PAGE.match(text))


def body_of(text: str) -> str:
    """The card without the block of settings at its head."""
    return _FRONT_MATTER.sub("", text).strip()


def sections_of(text: str) -> list[str]:
    r"""Which of `SECTIONS` a card has a heading for.

    >>> sections_of("# Model details\n## Intended use\n```\n# evaluation\n```")
    ['description', 'use']
    """
    headings = [one or other for one, other in _HEADING.findall(_FENCE.sub("", body_of(text)))]
    words = {word for heading in headings for word in re.findall(r"[a-z]+", heading.lower())}
    return [section for section, spelt in SECTIONS.items() if words.intersection(spelt.split())]
