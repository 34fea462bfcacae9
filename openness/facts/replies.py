"""What vendors have replied to what is said of their releases."""

from __future__ import annotations

from dataclasses import dataclass

from openness.core.dates import first_day
from openness.facts.package import Package


@dataclass(frozen=True)
class Reply:
    """A vendor's reply.

    Attributes:
        vendor: What the vendor is called.
        date: When, a day or a month.
        text: The reply, to the letter.
        url: Where the vendor says so.
    """

    vendor: str
    date: str
    text: str
    url: str


def replies_to(package: Package, release: str, as_of: str) -> tuple[Reply, ...]:
    """The replies about a release up to a day, the latest first."""
    table = package.replies
    mine = table[table["release"] == release].to_dict("records")
    names = package.names["vendors"]
    found = (
        Reply(names.get(row["vendor"], row["vendor"]), row["date"], row["text"], row["url"])
        for row in mine
        if first_day(row["date"]) <= as_of
    )
    return tuple(sorted(found, key=lambda reply: reply.date, reverse=True))
