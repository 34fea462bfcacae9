"""Questions in the terminal, asked again until the answer can be right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from openness.contributing.reading import Table
    from openness.facts.spellings import Reader


def ask(question: str, read: Reader, *, default: str = "", required: bool = False) -> str:
    """One answer, asked for again until it can be right."""
    from openness.facts.sheet_text import one_line
    from openness.facts.spellings import NotRead, read_cell

    def checked(answer: str) -> str:
        text = one_line(answer)
        if not text and required:
            raise click.UsageError("this one is needed")
        try:
            return read_cell(text, read) if text else ""
        except NotRead as wrong:
            raise click.UsageError(f"'{text}' {wrong.what}; {wrong.hint}".strip("; ")) from None

    answer: str = click.prompt(
        question, default=default, show_default=bool(default), value_proc=checked, prompt_suffix=" "
    )
    return answer


def with_words(question: str, table: Table, column: str) -> str:
    """The question with the words that it takes, where these are few."""
    from openness.facts.schema import enum_of

    words = enum_of(table.resource, column)
    return f"{question} ({', '.join(words)})" if words else question
