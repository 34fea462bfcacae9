"""How to cite: the sources first, then what was made of them, with date, fingerprint and address.

Pages, files and reports all cite through this module, so that one thing is cited in one way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from openness.core.wording import day, listed
from openness.editions.register import edition_words
from openness.facts.readings import COMPILED

if TYPE_CHECKING:
    from openness.scoring.answer import Answer

PUBLISHER = "Openness Gap"
AUTHOR = "Openness Gap contributors"
LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_SENTENCE = (
    f"Charts, tables and texts: {LICENCE}. Reuse them for any purpose; name the sources and {PUBLISHER}. "
    "Code: Apache 2.0."
)

NAMED = 3
"""Sources that a short citation names; of the others it says how many they are."""

_COLUMNS = ("title", "publisher", "licence", "citation", "url")

_BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


@dataclass(frozen=True)
class Source:
    """One source whose word counts for what is cited.

    Attributes:
        source: Its id.
        title: Its title.
        publisher: Who publishes it.
        licence: Its licence; `unknown` where none is stated.
        citation: How it asks to be cited.
        url: Its address.
    """

    source: str
    title: str
    publisher: str
    licence: str
    citation: str
    url: str

    @property
    def named(self) -> str:
        """How it asks to be cited, or its title, without a full stop."""
        return (self.citation or self.title).rstrip(".")

    @property
    def reference(self) -> str:
        """The source's own citation with its licence, one sentence after the other."""
        licence = "licence not stated" if self.licence in ("", "unknown") else self.licence
        return f"{self.named}. {licence}."


@dataclass(frozen=True)
class Citation:
    """Everything that a citation names.

    Attributes:
        title: What is cited: the finding of a chart, the heading of a page, the title of a report.
        kind: `chart`, `page`, `report` or `data`.
        key: What tells it apart in a bibliography: the name of the chart or the page.
        definition: Title of the definition; with `, edited` where the reader changed it.
        year: The year of the collection.
        date: The day whose facts count, ISO.
        fingerprint: Names data and definition.
        url: Where it stands; empty where nobody knows.
        sources: The sources whose word counts, the most frequent first.
        edition: Which edition the data are, or are later than; empty where none is listed.
    """

    title: str
    kind: str
    key: str
    definition: str
    year: str
    date: str
    fingerprint: str
    url: str = ""
    sources: tuple[Source, ...] = ()
    edition: str = ""

    @property
    def dated(self) -> str:
        """The day of the data, with their edition."""
        return f"{day(self.date)} ({self.edition})" if self.edition else day(self.date)

    @property
    def others(self) -> tuple[Source, ...]:
        """The sources that somebody else publishes: who compiled the data is named already."""
        return tuple(source for source in self.sources if source.source not in COMPILED)

    @property
    def basis(self) -> str:
        """The sources by their titles, and who put them together."""
        named = "; ".join(source.title for source in self.others)
        return f"{named} – compiled by {PUBLISHER}" if named else PUBLISHER

    @property
    def short(self) -> str:
        """As short as a sentence in running text or under a picture can be, the sources first."""
        named = [source.title for source in self.others]
        if len(named) > NAMED + 1:
            named = [*named[:NAMED], f"{len(named) - NAMED} other sources"]
        where = f", {self.url}" if self.url else ""
        who = f"{listed(named)}, compiled by {PUBLISHER}" if named else PUBLISHER
        return f"“{self.title}” ({who}, data of {day(self.date)}, version code {self.fingerprint}, {LICENCE}{where})."

    @property
    def plain(self) -> str:
        """One sentence for a caption or a footnote, the sources first."""
        return (
            f"{self.basis} ({self.year}). “{self.title}” [{self.kind}]. Definition: {self.definition}. "
            f"Data of {self.dated}, version code {self.fingerprint}. {LICENCE}.{self._where}"
        )

    @property
    def collection(self) -> str:
        """One sentence for a file of facts: each source as it asks to be cited, then who put them together."""
        named = "; ".join(source.named for source in self.sources)
        return (
            f"{f'{named}. ' if named else ''}Collected and scored in: {AUTHOR} ({self.year}), {PUBLISHER}, data of "
            f"{self.dated}, under {self.definition}, version code {self.fingerprint}. {LICENCE}.{self._where}"
        )

    @property
    def apa(self) -> str:
        """As the American Psychological Association's manual has it, after the references of the sources."""
        data = "; ".join(source.title for source in self.others)
        based = f" Data from {data}." if data else ""
        return (
            f"{AUTHOR}. ({self.year}). {_sentence(self.title)} [{self.kind.capitalize()}; definition: "
            f"{self.definition}; data of {self.dated}; version code {self.fingerprint}].{based} {PUBLISHER}."
            f"{self._where}"
        )

    @property
    def bibtex(self) -> str:
        """An entry for a BibTeX file, with the sources in its note."""
        note = f"Data of {self.dated}, definition: {self.definition}, version code {self.fingerprint}. {LICENCE}."
        if self.sources:
            note = f"Based on {'; '.join(source.named for source in self.sources)}. {note}"
        fields = {
            "author": f"{{{AUTHOR}}}",
            "title": "{" + _tex(self.title) + "}",
            "year": self.year,
            "howpublished": _tex(f"{PUBLISHER} [{self.kind}]"),
            "note": _tex(note),
        }
        if self.url:
            # Braces would end the field, and a backslash begins a command.
            fields["url"] = self.url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
        key = re.sub(r"[^a-z0-9]+", "-", self.key.casefold()).strip("-") or self.kind
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
        return f"@misc{{openness-gap-{key}-{self.fingerprint},\n{lines}\n}}"

    @property
    def _where(self) -> str:
        return f" {self.url}" if self.url else ""


def cite(title: str, answer: Answer, *, kind: str = "chart", key: str = "", url: str = "") -> Citation:
    """The citation of a chart, a page, a report or a file that shows an answer."""
    return Citation(
        title=" ".join(title.split()),
        kind=kind,
        key=key or kind,
        definition=answer.definition,
        year=answer.package.date[:4],
        date=answer.as_of,
        fingerprint=answer.fingerprint,
        url=url,
        sources=sources_of(answer),
        edition=edition_words(answer.package, dated=False),
    )


def sources_of(answer: Answer) -> tuple[Source, ...]:
    """The sources whose facts count for the selected releases, the one that states most first."""
    counted = answer.evidence.fact[answer.rows]
    said = answer.evidence.facts["source"].to_numpy()[counted[counted >= 0]]
    table = answer.package.sources.set_index("source")
    return tuple(
        Source(str(source), *(str(table.at[source, column]) for column in _COLUMNS))
        for source in pd.Series(said, dtype=object).value_counts().index
    )


def _sentence(text: str) -> str:
    """The text without the full stop that APA puts after the bracket."""
    return text.rstrip(".")


def _tex(text: str) -> str:
    return text.translate(_BIBTEX)
