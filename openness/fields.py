"""Conditions about a field of the release ("trained with less than 1e25 FLOP"), where sources often state bounds."""

from __future__ import annotations

import math
import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from openness.licences import FAILS, HOLDS, UNDETERMINED
from openness.rubric import FieldCondition

_BOUND = re.compile(r"\s*(<=|>=|<|>|=)?\s*(.+?)\s*")


def field_state(asks: FieldCondition, value: str) -> int:
    """State of one condition for one value as it stands in the data.

    A number may be a bound: `<1e25` says that the value lies somewhere below, which proves "below 1e25" and leaves
    "below 1e24" undetermined; `>1e25` and `>=1e25` refute both. Dates compare as ISO text, so a month counts from its
    first day. An empty value, or one that is no number where a number is asked for, leaves the condition undetermined.

    Args:
        asks: Exactly one of `below` (strictly less) and `at_least`.
        value: The text of the field.
    """
    bound = asks.below if asks.below is not None else asks.at_least
    if bound is None or not value.strip():
        return UNDETERMINED
    if isinstance(bound, str):
        below = value.strip() < bound
        return HOLDS if below == (asks.below is not None) else FAILS
    parsed = _interval(value)
    if parsed is None:
        return UNDETERMINED
    lowest, highest, highest_excluded = parsed
    if highest < bound or (highest == bound and highest_excluded):
        state = HOLDS  # certainly below
    elif lowest >= bound:
        state = FAILS  # certainly at or above
    else:
        return UNDETERMINED
    return state if asks.below is not None else HOLDS - state


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
