"""Conditions about a field of the release ("trained with less than 1e25 FLOP"), where sources often state bounds."""

from __future__ import annotations

import math
import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.core.wording import stated
from openness.facts.licences import FAILS, HOLDS, UNDETERMINED
from openness.rubric.model import FieldCondition

_BOUND = re.compile(r"\s*(<=|>=|<|>|=)?\s*(.+?)\s*")


def field_state(asks: FieldCondition, value: str) -> int:
    """State of one condition for one value as it stands in the data.

    A number may be a bound: `<1e25` says that the value lies somewhere below, which proves "below 1e25" and leaves
    "below 1e24" undetermined; `>1e25` and `>=1e25` refute both. Dates compare as ISO text, so a month counts from its
    first day. An empty value, or one that is no number where a number is asked for, leaves the condition undetermined.

    Args:
        asks: `below` (strictly less), `at_least`, or both.
        value: The text of the field.
    """
    below = HOLDS if asks.below is None else _is_below(value, asks.below)
    at_least = HOLDS if asks.at_least is None else HOLDS - _is_below(value, asks.at_least)
    return min(below, at_least)


def _is_below(value: str, bound: float | str) -> int:
    if not value.strip():
        return UNDETERMINED
    if isinstance(bound, str):
        return HOLDS if value.strip() < bound else FAILS
    parsed = _interval(value)
    if parsed is None:
        return UNDETERMINED
    lowest, highest, highest_excluded = parsed
    if highest < bound or (highest == bound and highest_excluded):
        return HOLDS
    return FAILS if lowest >= bound else UNDETERMINED


def bounds_words(asks: FieldCondition) -> str:
    """What is asked of a field, as the end of "must be ...".

    >>> bounds_words(FieldCondition(at_least=1e23, below=1e25)), bounds_words(FieldCondition(below="2025-08-02"))
    ('at least 1e23 and below 1e25', 'below 2025-08-02')
    """
    parts = [("at least", asks.at_least), ("below", asks.below)]
    return " and ".join(f"{words} {stated(bound)}" for words, bound in parts if bound is not None)


def _interval(value: str) -> tuple[float, float, bool] | None:
    """The numbers a text allows: lowest, highest, and whether the highest is itself left out; None for no number."""
    match = _BOUND.fullmatch(value)
    if match is None:
        return None
    try:
        number = float(match[2].replace(",", ""))
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    sign = match[1] or "="
    if sign.startswith("<"):
        return -math.inf, number, sign == "<"
    return number, number if sign == "=" else math.inf, False


def field_states(asks: FieldCondition, values: pd.Series[str]) -> npt.NDArray[np.int8]:
    """State of the condition for each value; equal values are looked at once."""
    numbers, distinct = pd.factorize(values)
    states = np.array([field_state(asks, str(value)) for value in distinct], dtype=np.int8)
    return states[numbers] if len(states) else np.zeros(0, dtype=np.int8)
