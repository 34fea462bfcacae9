"""A run as text: what was, what is, since when, and where; then what is left to judge, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openness.collect.compare import Judgement, Proposal
from openness.collect.run import Run, Unread
from openness.core.errors import shorten
from openness.core.wording import count


def in_words(found: Run, titles: Mapping[str, str]) -> str:
    """The whole run as text.

    Args:
        found: The run.
        titles: What a reader calls the components, by id.
    """
    parts = [
        *_headed("To add", [_proposal(one, titles) for one in found.proposals]),
        *_headed("To judge", [_judgement(one, titles) for one in found.judgements]),
        *_headed("Not read, which says nothing about what is there", [_unread(one) for one in found.unread]),
    ]
    return "\n\n".join([*parts, summary(found)])


def summary(found: Run) -> str:
    """The last line."""
    return (
        f"{count(found.repositories, 'repository', 'repositories')}, {count(found.requests, 'request')}: "
        f"{count(len(found.proposals), 'fact')} to add, {len(found.judgements)} to judge, {len(found.unread)} not read"
    )


def _headed(title: str, blocks: list[str]) -> Iterator[str]:
    if blocks:
        yield f"{title} ({len(blocks)})"
        yield from blocks


def _proposal(one: Proposal, titles: Mapping[str, str]) -> str:
    row, was = one.row, one.was
    said = f", says {was.source} ({was.read})" if was.source else ""
    lines = [
        f"{row['release']}: {titles.get(row['component'], row['component'])}",
        f"  was    {_state(was.availability, was.licence)}{said}",
        f"  is     {_state(row['availability'], row['licence'])}",
        f"  since  {row['since'] or 'the release'}",
        f"  at     {row['url']}",
        f"  why    {row['note']}",
    ]
    if one.behind:
        lines.append(f"  but    {one.behind} goes before {row['source']}: it counts once that fact is corrected")
    return "\n".join(lines)


def _state(availability: str, licence: str) -> str:
    return f"{availability} under {licence}" if licence else availability


def _judgement(one: Judgement, titles: Mapping[str, str]) -> str:
    about = f"{one.release}: {titles.get(one.component, one.component)}" if one.component else one.release
    return f"{about}\n  {shorten(one.what, 300)}\n  {one.url}"


def _unread(one: Unread) -> str:
    what = f"{one.what}: " if one.what else ""
    whose = ", ".join(one.releases[:5]) + (f" and {len(one.releases) - 5} more" if len(one.releases) > 5 else "")
    return f"{one.address}\n  {what}{one.why}" + (f"\n  of {whose}" if whose else "")
