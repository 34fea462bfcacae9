"""What it takes, as plain data: verdicts to reach, the smallest sets of actions for each, and what comes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openness.remedy.steps import Kind
from openness.scoring.what_if import Change

State = Literal["proven", "reachable", "open-question", "impossible"]


@dataclass(frozen=True)
class Action:
    """One thing to do about one component, or to find out about a field of the release.

    Attributes:
        kind: `open` (publish it, or more of it), `relicense` (put it under another licence): acts of the vendor.
            `establish`: a fact that nobody has recorded, and no reproach to anybody.
        component: The component; empty for a field of the release.
        field: The field of the release; empty for a component.
        title: Its title.
        availability: The least availability that has to be reached or established; empty where it is not the point.
        terms: The least terms that have to be reached or established; empty where they are not the point.
        flags: What the licence has to say.
        value: What the field would have to be, as a bound (`<1e25`).
        words: The action in words, as the end of "would have to ..." or "would need to establish ...".
    """

    kind: Kind
    component: str
    field: str
    title: str
    availability: str
    terms: str
    flags: tuple[tuple[str, bool], ...]
    value: str
    words: str

    @property
    def subject(self) -> str:
        """The component or the field."""
        return self.component or self.field

    @property
    def change(self) -> Change:
        """The action as a change that `openness.scoring.what_if.what_if` can make."""
        if self.field:
            return Change(field=self.field, value=self.value)
        return Change(self.component, self.availability, self.terms, self.flags, at_least=True)


@dataclass(frozen=True)
class Remedy:
    """One smallest set of actions, and what would be said of the release after it.

    Attributes:
        actions: In the order of the rubric's criteria; acts of the vendor and facts to establish together.
        low, high: The score after it, in points of 100; nan where nothing applies.
        verdict: The best verdict proven after it (an id).
        verdict_high: The best verdict not ruled out after it.
        words: The two in words.
    """

    actions: tuple[Action, ...]
    low: float
    high: float
    verdict: str
    verdict_high: str
    words: str

    @property
    def changes(self) -> tuple[Change, ...]:
        """All actions as changes, for `openness.scoring.what_if.what_if`."""
        return tuple(action.change for action in self.actions)


@dataclass(frozen=True)
class Goal:
    """One verdict and what it takes to reach it.

    Attributes:
        verdict: Its id.
        title: Its title.
        state: `proven` (nothing is needed), `reachable`, `open-question` (the sets bring everything that can be
            recorded, and `beyond` says what stays open) or `impossible` (`why` says it).
        size: Actions in each smallest set.
        count: How many smallest sets there are; where they are too many to be counted, a number that there are at
            least.
        counted: Whether `count` is all of them.
        always: The subjects and kinds that all of them share.
        options: Every action that stands in some smallest set, also in one not listed, each subject and kind once. Of
            an action that has to go further in one set than in another it is the first one listed.
        remedies: The smallest sets, at most as many as were asked for.
        beyond: Conditions of the definition about which this project holds no facts.
        assumed: Such conditions that are taken to hold.
        why: What no action can change, a sentence each.
    """

    verdict: str
    title: str
    state: State
    size: int
    count: int
    always: tuple[tuple[str, Kind], ...]
    remedies: tuple[Remedy, ...]
    options: tuple[Action, ...] = ()
    beyond: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    counted: bool = True

    @property
    def shared(self) -> tuple[Action, ...]:
        """The actions that every smallest set has, also those not listed."""
        if not self.remedies:
            return ()
        first, *others = self.remedies
        return tuple(
            action
            for action in first.actions
            if (action.subject, action.kind) in self.always and all(action in other.actions for other in others)
        )

    @property
    def alternatives(self) -> tuple[tuple[Remedy, tuple[Action, ...]], ...]:
        """The sets listed, each with the actions that not all sets share."""
        shared = set(self.shared)
        return tuple(
            (remedy, tuple(action for action in remedy.actions if action not in shared)) for remedy in self.remedies
        )


@dataclass(frozen=True)
class Remedies:
    """What it takes for one release under one definition.

    Attributes:
        release: Its id.
        name: Its name.
        rubric: Id of the definition.
        rubric_title: Its title.
        as_of: The day whose facts count.
        verdict: The best verdict proven (an id).
        words: The verdict in words.
        low, high: The score, in points of 100; nan where nothing applies.
        goals: Every verdict better than the one proven, best first, and last the one proven.
    """

    release: str
    name: str
    rubric: str
    rubric_title: str
    as_of: str
    verdict: str
    words: str
    low: float
    high: float
    goals: tuple[Goal, ...]
