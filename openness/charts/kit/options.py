"""What a reader may choose about a chart: its measure, its cohort, its order. One grammar for pages and files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openness.core.errors import nearest
from openness.query.edits import QueryError


@dataclass(frozen=True)
class Option:
    """One choice of a chart.

    Attributes:
        name: Its name in addresses.
        label: What the control is called.
        values: Each value in addresses and what it is called; the first is the default and never written.
        help: One sentence for the control, where the label does not say it all.
    """

    name: str
    label: str
    values: Mapping[str, str]
    help: str = ""

    @property
    def default(self) -> str:
        """The value where none is chosen."""
        return next(iter(self.values))


def choices(options: Iterable[Option], given: Mapping[str, str]) -> dict[str, str]:
    """A valid value for each option: the one given, or the default where there is none or it does not exist.

    >>> measure = Option("measure", "Measure", {"gap": "Gap", "score": "Score"})
    >>> choices([measure], {"measure": "score"}), choices([measure], {"measure": "beauty"})
    ({'measure': 'score'}, {'measure': 'gap'})
    """
    return {
        option.name: given[option.name] if given.get(option.name) in option.values else option.default
        for option in options
    }


def chosen(options: Iterable[Option], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What an address for a file chooses; names that are no option are left to others.

    Raises:
        QueryError: A value does not exist; the error carries the valid ones.
    """
    every = {option.name: option for option in options}
    given: dict[str, str] = {}
    for name, value in pairs:
        if name not in every or not value:
            continue
        if value not in every[name].values:
            raise QueryError(
                f"{name}= cannot be '{value[:80]}'; {nearest(value, every[name].values)}",
                parameter=name,
                got=value,
                valid=tuple(every[name].values),
            )
        given[name] = value
    return choices(every.values(), given)
