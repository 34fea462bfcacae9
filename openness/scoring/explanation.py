"""A score taken apart, as plain data: pages, reports and the command line print it and compute nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openness.facts.replies import Reply

State = Literal["fails", "undetermined", "holds"]
STATES: tuple[State, ...] = ("fails", "undetermined", "holds")


@dataclass(frozen=True)
class Fact:
    """A row of the evidence, as the data have it.

    `read` says how it was read (`openness.facts.readings.how_read`), `checked` who checked it since and what came out
    of it; empty for what nobody has checked.
    """

    row: int
    source: str
    availability: str
    licence: str
    since: str
    recorded: str
    url: str
    confidence: str
    dimension: str
    note: str
    read: str
    checked: str


@dataclass(frozen=True)
class Member:
    """One component behind a criterion.

    Attributes:
        component: Its id.
        title: Its title.
        availability: Availability in force, in the words of the data; what is unsettled is `unknown`, with a fact.
        terms: What its licence allows; `unknown` where no licence is named or nobody read it.
        licence: The licence expression, empty when none is named.
        says: What it allows, in words.
        fact: The fact the availability comes from, None when there is none.
        licence_fact: The fact the licence comes from; it may be of another source.
        missing: What is not recorded: `availability`, `terms`.
    """

    component: str
    title: str
    availability: str
    terms: str
    licence: str
    says: str
    fact: Fact | None
    licence_fact: Fact | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class CriterionResult:
    """One criterion of one release.

    Attributes:
        id: Criterion id.
        title: Its title.
        dimension: Id of its dimension.
        dimension_title: Title of its dimension.
        side: `weights`, `training` or `none`.
        reference: The clause it comes from, empty when the rubric names none.
        combine: `any` when the best component counts, `all` when the worst does; `one` with a single component.
        members: The components it looks at.
        applicable: Whether it applies at all; if not, it counts nowhere.
        settled: Whether the availability behind it is settled.
        credit_low: Credit from 0 to 1, unknown counted as closed.
        credit_high: Credit from 0 to 1, unknown counted as open.
        weight: Its share of the score, 0 to 1.
        points_low: Points of 100 that it adds to `low`.
        points_high: Points of 100 that it adds to `high`.
        missing: What is not recorded and could change its credit, in words ("availability of Training code").
    """

    id: str
    title: str
    dimension: str
    dimension_title: str
    side: str
    reference: str
    combine: Literal["one", "any", "all"]
    members: tuple[Member, ...]
    applicable: bool
    settled: bool
    credit_low: float
    credit_high: float
    weight: float
    points_low: float
    points_high: float
    missing: tuple[str, ...]


@dataclass(frozen=True)
class ConditionResult:
    """One condition of a verdict for one release.

    Attributes:
        label: How lists name it (`VerdictCondition.label`).
        state: `fails`, `undetermined` or `holds`.
        sentence: What is asked, what is recorded and what follows.
        missing: The facts that could settle an undetermined condition.
    """

    label: str
    state: State
    sentence: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class VerdictResult:
    """One verdict of the rubric for one release.

    Attributes:
        id: Verdict id.
        title: Its title.
        about: What it means, empty when the rubric does not say.
        state: `holds` when proven, `undetermined`, or `fails` when ruled out.
        conditions: All its conditions, in the order of the rubric.
        assumed: Conditions that are taken to hold, because no facts are held about them.
    """

    id: str
    title: str
    about: str
    state: State
    conditions: tuple[ConditionResult, ...]
    assumed: tuple[str, ...] = ()

    @property
    def met(self) -> str:
        """That all its conditions hold, and on what that rests, as sentences."""
        if not self.assumed:
            return f"Every condition of “{self.title}” is met by a recorded fact."
        taken = "; ".join(f"“{text.rstrip('.')}”" for text in self.assumed)
        return (
            f"Every condition of “{self.title}” about which facts are held is met by a recorded fact. Taken to hold, "
            f"because no facts are held about {'it' if len(self.assumed) == 1 else 'them'}: {taken}."
        )

    def having(self, state: State) -> tuple[ConditionResult, ...]:
        """The conditions in one state."""
        return tuple(condition for condition in self.conditions if condition.state == state)


@dataclass(frozen=True)
class Explanation:
    """Everything about the score of one release; numbers as in `scores.Scores`, nan where nothing applies.

    `replies` is what its vendor has answered, the latest first.
    """

    release: str
    name: str
    vendor: str
    released: str
    rubric: str
    rubric_title: str
    as_of: str
    sources: tuple[str, ...]
    low: float
    high: float
    coverage: float
    ranked: bool
    weights_low: float
    weights_high: float
    weights_coverage: float
    training_low: float
    training_high: float
    training_coverage: float
    gap: float
    gap_low: float
    gap_high: float
    verdict: str
    verdict_high: str
    words: str
    status: str
    criteria: tuple[CriterionResult, ...]
    verdicts: tuple[VerdictResult, ...]
    goal: int
    replies: tuple[Reply, ...] = ()

    @property
    def held_to(self) -> VerdictResult:
        """The verdict that releases are held to: the best one that can be proven at all."""
        return self.verdicts[self.goal]

    @property
    def assumed(self) -> tuple[str, ...]:
        """What the verdict proven rests on without facts."""
        return next((verdict.assumed for verdict in self.verdicts if verdict.id == self.verdict), ())

    @property
    def missing(self) -> tuple[str, ...]:
        """Everything not recorded that could change the score, each once."""
        return tuple(dict.fromkeys(words for criterion in self.criteria for words in criterion.missing))
