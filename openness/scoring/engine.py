"""The arithmetic of a rubric on plain arrays: no files, no rubric model, no names.

Everything a score needs from one component fits into one small code, availability x terms (6 x 5). Each criterion is
therefore a table of 30 rows with four columns (`LOW`, `HIGH`, `SETTLED`, `APPLICABLE`), and scoring is: look the row
up, multiply by the weight, add to the sum of its dimension and side. The sums run criterion by criterion in one fixed
order, so equal evidence gives bit-equal scores wherever the release stands in the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from openness.core.arrays import Codes, Floats, Indices
from openness.facts.fact_index import AVAILABILITIES, CLOSED, GATED, NOT_APPLICABLE, OPEN, PARTIAL, UNKNOWN
from openness.facts.licences import (
    FAILS,
    HOLDS,
    TERMS,
    TERMS_NONE,
    TERMS_OPEN,
    TERMS_RESTRICTED,
    TERMS_UNKNOWN,
    UNDETERMINED,
)

LEVELS = AVAILABILITIES[:UNKNOWN]
FACTORS = TERMS[:TERMS_UNKNOWN]
WIDTH = len(TERMS)
CODES = (NOT_APPLICABLE + 1) * WIDTH

LOW, HIGH, SETTLED, APPLICABLE = range(4)
WEIGHTS, TRAINING, NO_SIDE = range(3)

DECIMALS = 9  # sums are rounded here, so that ties stay ties and 79.99999999999 meets "at least 80"


def credit_table(credit: Mapping[str, float], factors: Mapping[str, float] | None) -> Floats:
    """Credit of one component for each code (`code_of`), as rows (low, high, settled, applicable).

    Formula: credit[availability] x factor[terms]. Unknown terms take the lowest factor in `low` and the highest in
    `high`, terms that are not open that of restricted ones in `high`. Unknown availability is the closed credit in
    `low` and the open credit in `high` (times the highest factor its terms allow). Closed has no terms: its credit is
    multiplied by the lowest factor, because otherwise an edited credit for closed could exceed that of a partial
    component under poor terms, and opening it would cost points.

    Args:
        credit: Credit of `closed`, `partial`, `gated` and `open`, never falling in this order.
        factors: Factor of `none`, `restricted` and `open` terms, never falling; None leaves licences out of the score.
    """
    by_terms = [1.0, 1.0, 1.0] if factors is None else [float(factors[name]) for name in FACTORS]
    lowest, highest = by_terms[TERMS_NONE], by_terms[TERMS_OPEN]
    low_factor, high_factor = [*by_terms, lowest, lowest], [*by_terms, highest, by_terms[TERMS_RESTRICTED]]
    closed = float(credit["closed"]) * lowest
    table = np.zeros((NOT_APPLICABLE + 1, WIDTH, 4))
    for terms in range(WIDTH):
        table[CLOSED, terms] = (closed, closed, 1, 1)
        for availability in (PARTIAL, GATED, OPEN):
            points = float(credit[LEVELS[availability]])
            table[availability, terms] = (points * low_factor[terms], points * high_factor[terms], 1, 1)
        table[UNKNOWN, terms] = (closed, float(credit["open"]) * high_factor[terms], 0, 1)
    return table.reshape(CODES, 4)


def condition_table(availability: int | None, terms: int | None, licence: bool) -> Codes:
    """State of one component against a requirement, for each code; -1 where the component is not applicable.

    A component below the availability asked for fails whatever its terms; a closed one has no terms and fails every
    question about them. What is unknown leaves the condition undetermined unless the other part has failed already.

    Args:
        availability: The least availability asked for, None when not asked.
        terms: The least terms asked for, None when not asked.
        licence: Whether flags of the licence are asked for as well (`condition_states` adds their state).
    """
    about_terms = terms is not None or licence
    table = np.full((NOT_APPLICABLE + 1, WIDTH), -1, dtype=np.int8)
    for have in range(5):
        if have == CLOSED:
            first = FAILS if about_terms or (availability or CLOSED) > CLOSED else HOLDS
        elif have == UNKNOWN:
            first = UNDETERMINED if about_terms or (availability or CLOSED) > CLOSED else HOLDS
        else:
            first = HOLDS if have >= (availability or CLOSED) else FAILS
        for under in range(WIDTH):
            if terms is None or (under >= TERMS_UNKNOWN and terms == TERMS_NONE):
                second = HOLDS
            elif under >= TERMS_UNKNOWN:
                second = UNDETERMINED if under == TERMS_UNKNOWN or terms == TERMS_RESTRICTED else FAILS
            else:
                second = HOLDS if under >= terms else FAILS
            table[have, under] = min(first, second)
    return table.reshape(CODES)


@dataclass(frozen=True)
class CompiledCriterion:
    """One criterion, ready to be computed.

    Attributes:
        members: Columns of the evidence it looks at.
        best: True when the best member counts (`any`), False when the worst does (`all`); no matter with one member.
        table: `credit_table` of this criterion.
        weight: Relative weight within its dimension.
        dimension: Index of its dimension.
        side: WEIGHTS, TRAINING or NO_SIDE.
    """

    members: tuple[int, ...]
    best: bool
    table: Floats
    weight: float
    dimension: int
    side: int


@dataclass(frozen=True)
class CompiledCondition:
    """One condition of a verdict about a criterion.

    Attributes:
        criterion: Index of the criterion.
        table: Its `condition_table`.
        licences: State of every licence, and last that of "no licence named" (index -1); None when none is asked for.
    """

    criterion: int
    table: Codes
    licences: Codes | None = None


@dataclass(frozen=True)
class CompiledVerdict:
    """Conditions of one verdict: a run of columns of the states, and the score it asks for as (column, points)."""

    conditions: slice
    score: tuple[int, float] | None = None


@dataclass(frozen=True)
class Plan:
    """A rubric turned into tables and indices.

    Attributes:
        criteria: In rubric order.
        order: The order of summation, by id, so that the order of keys in the file cannot move the last bit.
        dimension_weights: Relative weight of each dimension.
        conditions: One entry a column of the states: a `CompiledCondition`, or None where the column is filled from
            outside (fields of the release) or from the score.
        verdicts: Best first.
    """

    criteria: tuple[CompiledCriterion, ...]
    order: tuple[int, ...]
    dimension_weights: tuple[float, ...]
    conditions: tuple[CompiledCondition | None, ...]
    verdicts: tuple[CompiledVerdict, ...]


@dataclass(frozen=True)
class Result:
    """What `run` computes. `totals[s]` has rows low, high, coverage for s = 0 all, 1 weights side, 2 training side."""

    totals: Floats
    states: Codes
    verdict: Codes
    verdict_high: Codes


def criterion_values(criterion: CompiledCriterion, codes: Indices) -> Floats:
    """Low, high, settled and applicable of one criterion whose members have these codes; shape (4, rows).

    `any` takes the best member and is settled when one member is open or all are known; `all` takes the worst and is
    settled when one is closed or all are known. Members that do not apply drop out.
    """
    tables: list[Floats] = [criterion.table.T.take(code, axis=1) for code in codes]
    if len(tables) == 1:
        return tables[0]
    members = np.stack(tables)
    applies = members[:, APPLICABLE] > 0
    some = np.logical_or.reduce(applies, axis=0)
    values = np.empty(members.shape[1:])
    if criterion.best:  # a member that does not apply has credit 0 and cannot be better than one that does
        values[LOW:SETTLED] = members[:, LOW:SETTLED].max(axis=0)
    else:
        credit = np.where(applies[:, None], members[:, LOW:SETTLED], np.inf).min(axis=0)
        values[LOW:SETTLED] = np.where(some, credit, 0.0)
    deciding = OPEN if criterion.best else CLOSED
    decided = np.stack([code // WIDTH == deciding for code in codes]).any(axis=0)
    known = ((members[:, SETTLED] > 0) | ~applies).all(axis=0)
    values[SETTLED] = some & (decided | known)
    values[APPLICABLE] = some
    return values


def condition_states(
    criterion: CompiledCriterion, condition: CompiledCondition, codes: Indices, licences: Codes | None
) -> Codes:
    """State of one condition: Kleene-or over the members of `any`, Kleene-and over those of `all`.

    With fails < undetermined < holds, or is the maximum and and the minimum. Members that do not apply drop out; when
    none applies the condition holds.

    Args:
        criterion: What the condition is about.
        condition: Its tables.
        codes: Codes, members x rows.
        licences: State of each member's licence, shape (members, rows), where the condition asks for flags.
    """
    combine = np.maximum if criterion.best else np.minimum
    states = np.full(len(codes[0]), -1 if criterion.best else HOLDS, dtype=np.int8)
    for number, code in enumerate(codes):
        state = condition.table.take(code, mode="clip")
        if licences is not None:
            np.minimum(state, licences[number], out=state)
        if not criterion.best:
            state[state < 0] = HOLDS
        combine(states, state, out=states)
    states[states < 0] = HOLDS
    return states


def code_of(availability: Any, terms: Any) -> Any:
    """One code for availability and terms together, of one component or of arrays of them."""
    return availability * WIDTH + terms


def fold(availability: Codes, terms: Codes) -> npt.NDArray[np.int8]:
    """The codes of many components (`code_of`), after a check.

    Raises:
        ValueError: When the arrays differ in shape or hold a code that does not exist.
    """
    if availability.shape != terms.shape:
        raise ValueError(f"availability and terms differ in shape: {availability.shape} and {terms.shape}")
    if availability.size:
        for name, array, top in (("availability", availability, NOT_APPLICABLE), ("terms", terms, WIDTH - 1)):
            if array.min() < 0 or array.max() > top:
                raise ValueError(f"{name} holds a code outside 0..{top}")
    codes: Codes = code_of(availability, terms)
    return codes


def run(
    plan: Plan,
    availability: Codes,
    terms: Codes,
    licence: npt.NDArray[np.int32] | None = None,
    outside: Mapping[int, Codes] | None = None,
) -> Result:
    """Score every row: totals with their range, coverage, conditions and verdicts.

    Formula: with w the weight of a criterion and W that of its dimension d, its effective weight in a row is
    W x w / (sum of w over the criteria of d that apply in this row); a dimension where that sum is zero leaves the
    score. Score, sides and coverage are means under effective weights, so the denominators depend only on which
    criteria apply and are shared by low, high and coverage. A row where no criterion applies has no score (nan), and
    its verdict is undetermined.

    Args:
        plan: The rubric.
        availability: Codes, releases x components.
        terms: Codes, releases x components.
        licence: Index of the licence, releases x components, -1 when none is named; needed for flags of licences.
        outside: States of the conditions that do not come from components, by column.

    Raises:
        ValueError: When a code does not exist, or a condition about licences has no licences to look at.
    """
    codes = np.ascontiguousarray(fold(availability, terms).T, dtype=np.intp)  # one component after another in memory
    sums: dict[tuple[int, int], Floats] = {}
    applies = np.zeros(len(availability), dtype=bool)
    for number in plan.order:
        criterion = plan.criteria[number]
        values = criterion_values(criterion, codes[list(criterion.members)])
        applies |= values[APPLICABLE] > 0
        key = (criterion.dimension, criterion.side)
        sums[key] = sums.get(key, 0.0) + values * criterion.weight
    totals = _means(plan, sums, len(availability))
    states = _states(plan, codes, licence, outside or {})
    for column, condition in enumerate(plan.conditions):
        if condition is not None:  # one that would hold only because nothing is left to check proves nothing
            states[column, ~applies] = UNDETERMINED
    verdict, verdict_high = _verdicts(plan, totals[0], states)
    verdict[~applies] = len(plan.verdicts)
    return Result(totals, states.T, verdict, verdict_high)


def _means(plan: Plan, sums: Mapping[tuple[int, int], Floats], rows: int) -> Floats:
    """Turn the sums of each dimension and side into totals, shape (3, 3, rows)."""
    total = np.zeros((3, 4, rows))
    for dimension, weight in enumerate(plan.dimension_weights):
        parts = {side: values for (d, side), values in sums.items() if d == dimension}
        whole = sum((part[APPLICABLE] for part in parts.values()), np.zeros(rows))
        scale = np.divide(weight, whole, out=np.zeros(rows), where=whole > 0)
        for side, part in parts.items():
            scaled = part * scale
            total[0] += scaled
            if side != NO_SIDE:
                total[1 + side] += scaled
    with np.errstate(invalid="ignore"):  # nothing applies: 0 / 0 is the nan that says "no score"
        means = total[:, :APPLICABLE] / total[:, APPLICABLE, None]
    means[:, :SETTLED] *= 100.0
    rounded: Floats = np.round(means, DECIMALS)
    return rounded


def _states(plan: Plan, codes: Indices, licence: npt.NDArray[np.int32] | None, outside: Mapping[int, Codes]) -> Codes:
    """The state of every condition in every row, conditions x rows. `codes` has a row a component."""
    states = np.full((len(plan.conditions), codes.shape[1]), UNDETERMINED, dtype=np.int8)
    for column, condition in enumerate(plan.conditions):
        if column in outside:
            states[column] = outside[column]
        if condition is None:
            continue
        criterion, flags = plan.criteria[condition.criterion], None
        if condition.licences is not None:
            if licence is None:
                raise ValueError("a condition asks for flags of a licence, and no licences were given")
            flags = condition.licences[licence[:, criterion.members].T]
        states[column] = condition_states(criterion, condition, codes[list(criterion.members)], flags)
    return states


def _verdicts(plan: Plan, score: Floats, states: Codes) -> tuple[Codes, Codes]:
    """Fill in the conditions about the score; the best verdict proven and the best one not ruled out of each row."""
    proven, possible = np.full((2, states.shape[1]), len(plan.verdicts), dtype=np.int8)
    for number, verdict in reversed(list(enumerate(plan.verdicts))):
        if verdict.score is not None:
            column, least = verdict.score
            states[column] = UNDETERMINED  # also where there is no score: comparisons with nan are false
            states[column][score[LOW] >= least] = HOLDS
            states[column][score[HIGH] < least] = FAILS
        worst = states[verdict.conditions].min(axis=0, initial=HOLDS)
        proven[worst == HOLDS] = number
        possible[worst != FAILS] = number
    return proven, possible
