"""Dated changes as an Atom feed (RFC 4287): what a newsroom's reader of feeds follows, under any filter.

An entry is a change of one component of one release on one day. Its id is made of these three, so it stays the same
whatever is asked for and however the change is worded; its day of update is the one on which the change was recorded.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from openness.core.dates import first_day
from openness.core.html import templates
from openness.core.served import FEED
from openness.core.wording import day, upper_first
from openness.findings.effects import EFFECTS, KINDS, changes_table, effect_words, selected_changes, state_words
from openness.publish.addresses import with_pairs
from openness.publish.citation import AUTHOR, LICENCE_SENTENCE, PUBLISHER
from openness.publish.selection_words import active_filters
from openness.scoring.answer import Answer

MOST = 200
"""Entries of a feed; `/data/changes.csv` has all changes."""

_TEMPLATES = templates(__file__)
_NAMES = uuid.UUID("b9c1b6a4-6e0e-5b0e-9d3f-2f0d6f6f7a15")
"""What all ids are made from; it never changes."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(answer: Answer, base: str = "") -> str:
    """The changes of the selected releases, those recorded last first.

    Args:
        answer: What is asked for; verdicts are those of its definition.
        base: The address of the folder in which pages and files lie, without a slash at its end; links are relative
            without it.
    """
    pairs = answer.query.to_pairs()
    entries = [_entry(row, answer, base) for row in _rows(answer)]
    said = active_filters(answer.query, answer.package, answer.rubric)
    return _TEMPLATES.get_template(FEED).render(
        id=_id(f"feed {answer.query.to_string()}"),
        title=_text(f"{PUBLISHER}: dated changes{', ' if said else ''}{'; '.join(said)}"),
        subtitle=_text(f"Every dated opening, withdrawal and new licence, with its effect under {answer.definition}."),
        updated=max((entry["updated"] for entry in entries), default=_moment(answer.package.date)),
        here=with_pairs(f"{base}/{FEED}", pairs),
        page=with_pairs(f"{base}/changes", pairs),
        author=AUTHOR,
        rights=LICENCE_SENTENCE,
        entries=entries,
    )


def _rows(answer: Answer) -> list[dict[str, Any]]:
    """The changes with the day on which each was recorded, the last one first."""
    facts = selected_changes(answer)["fact"].tolist()
    recorded = answer.evidence.facts["recorded"].to_numpy(dtype=object)[facts] if facts else ()
    rows: list[dict[str, Any]] = [
        {
            **{str(name): value for name, value in row.items()},
            "recorded": max(first_day(str(noted)), first_day(row["date"])),
        }
        for row, noted in zip(changes_table(answer).to_dict("records"), recorded, strict=True)
    ]
    return sorted(rows, key=lambda row: (row["recorded"], first_day(row["date"])), reverse=True)[:MOST]


def _entry(row: Mapping[str, Any], answer: Answer, base: str) -> dict[str, str]:
    before, after = state_words(row["before"], row["licence_before"]), state_words(row["after"], row["licence_after"])
    verdict = effect_words(answer, row)
    told = [
        f"{row['name']} by {row['vendor_name']}, {row['component_title']}: {before} → {after} on {day(row['date'])}.",
        f"{EFFECTS[row['effect']]} under {answer.definition}: {verdict}.",
        f"{upper_first(str(row['note'])).rstrip('.')}." if row["note"] else "",
        f"Stated at {row['url']}" if row["url"] else "",
    ]
    asked = answer.query.with_(release=(row["release"],), vendor=()).to_pairs()
    return {
        "id": _id(f"change {row['release']} {row['component']} {row['date']}"),
        "title": _text(f"{row['name']}, {row['component_title']}: {before} → {after} ({day(row['date'])})"),
        "updated": _moment(row["recorded"]),
        "page": with_pairs(f"{base}/releases", asked),
        "via": row["url"],
        "kind": row["kind"],
        "label": KINDS[row["kind"]],
        "content": _text(" ".join(part for part in told if part)),
    }


def _id(name: str) -> str:
    return uuid.uuid5(_NAMES, name).urn


def _moment(date: str) -> str:
    return f"{first_day(date)}T00:00:00Z"


def _text(text: str) -> str:
    """The text without characters that XML does not know."""
    return _NOT_XML.sub(" ", text)
