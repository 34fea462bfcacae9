"""From a licence as a source writes it to a row of licences.csv: by the table of spellings, never by guessing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from license_expression import ExpressionError, Licensing, get_spdx_licensing

from openness.facts.licences import FLAGS
from openness.facts.readings import FIRST_PARTY
from openness.importers.writer import DATA, Row, read_table

_CONTEXT = re.compile(r"file (?P<name>[^,;]+?)(?:, (?P<version>[^;]+?))?(?: of (?P<day>\d{4}-\d{2}-\d{2}))?\s*(?:;|$)")


@lru_cache(maxsize=1)
def _spdx() -> Licensing:
    return get_spdx_licensing()


class LicenceNames:
    """Licences as one source spells them.

    A spelling is looked up as it stands: among the source's own rows of licence_spellings.csv (a row with a context
    first), then among those of first-party. Failing that it must be an expression over ids of licences.csv or of SPDX.
    Anything else becomes a licence of its own, under an id made of its words, with every flag unknown.

    Attributes:
        used: The ids met so far, in the order met.
        read_as: Spelling and context to expression, where the spelling is no expression as it stands.
        strange: Spellings that no table knows, to the id they were given.
    """

    def __init__(self, source: str, data: Path = DATA) -> None:
        self.source = source
        self.table: dict[str, Row] = {row["licence"]: row for row in read_table(data / "licences.csv")}
        self._plain: dict[tuple[str, str], str] = {}
        self._placed: dict[str, list[tuple[str, str]]] = {}
        for row in read_table(data / "licence_spellings.csv"):
            spelling = " ".join(row["spelling"].split())
            if row["context"] and row["source"] == source:
                self._placed.setdefault(spelling, []).append((row["context"], row["licence"]))
            elif not row["context"]:
                self._plain[row["source"], spelling] = row["licence"]
        self.used: dict[str, None] = {}
        self.read_as: dict[tuple[str, str], str] = {}
        self.strange: dict[str, str] = {}

    def normalise(self, spelling: str, name: str = "", version: str = "", day: str = "") -> str:
        """Return the expression a spelling stands for; empty where it names no licence.

        Args:
            spelling: The licence as written.
            name: The record it stands in, for spellings that mean something else in one file.
            version: The record's end model.
            day: The day it was recorded.
        """
        text = " ".join(spelling.split())
        if not text:
            return ""
        expression, context = self._look_up(text, name, version, day)
        if expression is None:
            expression = self._own_id(text)
        if expression != text:
            self.read_as[text, context] = expression
        for licence in _ids(expression):
            self.used[licence] = None
        return expression

    def tables(self) -> dict[str, Sequence[Row]]:
        """Return licences.csv and licence_spellings.csv for what was met.

        A licence of which we hold nothing has a row of unknowns; every spelling is kept beside what it was read as.
        """
        flags = dict.fromkeys(FLAGS, "unknown")
        names = {made: text for text, made in self.strange.items()}
        licences = [
            dict(self.table[licence])
            if licence in self.table
            else {"licence": licence, "name": names.get(licence, licence), "terms": "unknown", **flags, "url": ""}
            for licence in self.used
        ]
        spellings = [
            {"source": self.source, "spelling": text, "licence": expression, "context": context, "note": ""}
            for (text, context), expression in self.read_as.items()
        ]
        return {"licences": licences, "licence_spellings": spellings}

    def _look_up(self, text: str, name: str, version: str, day: str) -> tuple[str | None, str]:
        for context, licence in self._placed.get(text, ()):
            if _holds(context, name, version, day):
                return licence, context
        for source in (self.source, FIRST_PARTY):
            if (source, text) in self._plain:
                return self._plain[source, text], ""
        return self._expression(text), ""

    def _expression(self, text: str) -> str | None:
        if text in self.table:
            return text
        try:
            parsed = Licensing().parse(text)
        except ExpressionError:
            return None
        if parsed is None:
            return None
        by_lower = {known.lower(): known for known in self.table}
        parts = {}
        for symbol in parsed.symbols:
            key = str(symbol.key)
            found = by_lower.get(key.lower()) or _spdx_id(key)
            if found is None:
                return None
            parts[key] = found
        return re.sub(r"[^\s()]+", lambda m: parts.get(m[0], m[0]), str(parsed))

    def _own_id(self, text: str) -> str:
        made = re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-.") or "Unnamed"
        if made.upper() in {"AND", "OR", "WITH"} or made in self.table:
            made = f"Unread-{made}"
        taken = {other for spelling, other in self.strange.items() if spelling != text}
        number = 2
        wanted = made
        while made in taken:
            made, number = f"{wanted}-{number}", number + 1
        self.strange[text] = made
        return made


def _ids(expression: str) -> list[str]:
    return [part for part in re.findall(r"[^\s()]+", expression) if part not in {"AND", "OR", "WITH"}]


def _spdx_id(key: str) -> str | None:
    known: Mapping[str, object] = _spdx().known_symbols
    return next((spdx for spdx in known if spdx.lower() == key.lower()), None)


def _holds(context: str, name: str, version: str, day: str) -> bool:
    for place in _CONTEXT.finditer(context):
        if (
            place["name"] == name
            and (not place["version"] or place["version"] == version)
            and (not place["day"] or place["day"] == day)
        ):
            return True
    return False
