"""What was seen of one repository, as it goes into the state file and out of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from openness.collect.repos import Repo, repo_of

READ, GONE, NOT_READ = "read", "gone", "not read"
"""How a reading ended. `GONE` is 404 or 410 of a repository whose owner is still there; all that could not be reached
is `NOT_READ`, which says nothing about the repository."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Reading:
    """One repository, read once.

    Attributes:
        repo: The repository that was asked for.
        day: When, ISO text.
        outcome: `READ`, `GONE` or `NOT_READ`.
        why: Why it was not read; empty where it was.
        seen: What was observed, each under its name: `name` (the present one), `gated` (``no``, ``auto``, ``manual``),
            `licence` (as declared there), `licence_link`, `licence_file`, `licence_changed` (the day of that file's
            last change), `weights` (``complete``, ``incomplete``, ``adapter``, ``none``), `tuned`, `card` (``there``,
            ``none``), `card_length`, `card_sections`, `datasets`, `base_models`, `archived`, `created`, `changed`.
            What could not be seen is left out.
        unread: What of it could not be read, and why.
    """

    repo: Repo
    day: str
    outcome: str = READ
    why: str = ""
    seen: Mapping[str, Any] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)

    @property
    def now(self) -> Repo:
        """The repository under its present name."""
        return Repo(self.repo.kind, str(self.seen.get("name", self.repo.name)))

    def to_record(self) -> dict[str, Any]:
        """As JSON holds it."""
        record: dict[str, Any] = {"address": self.repo.address, "day": self.day, "outcome": self.outcome}
        if self.outcome == READ:
            record |= {"seen": dict(self.seen), "unread": dict(self.unread)}
        return record


def from_record(record: object) -> Reading:
    """A reading from what `Reading.to_record` made.

    Raises:
        ValueError: It is something else.
    """
    if not isinstance(record, dict):
        raise ValueError("a line holds one reading")
    repo = repo_of(str(record.get("address")))
    day, outcome = record.get("day"), record.get("outcome")
    seen, unread = record.get("seen", {}), record.get("unread", {})
    if repo is None or not _DAY.fullmatch(str(day)) or outcome not in (READ, GONE):
        raise ValueError("a reading has an address, a day and an outcome")
    if not isinstance(seen, dict) or not isinstance(unread, dict):
        raise ValueError("what was seen is an object")
    return Reading(repo, str(day), str(outcome), seen=seen, unread=unread)
