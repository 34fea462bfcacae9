"""A date is a year, a month or a day of the calendar; everything else is refused, in one place."""

from __future__ import annotations

import pytest

from openness.core.dates import day_before, first_day, is_date, is_day, is_month_or_day, today
from openness.core.errors import OpennessError

BROKEN = ["2025-13", "2025-02-30", "2025-02-29", "0000-01", "tomorrow", "20250301", "2025-3-1", "٢٠٢٥", "2025-W01-1"]


@pytest.mark.parametrize(
    ("text", "day"), [("2025", "2025-01-01"), ("2025-03", "2025-03-01"), ("2024-02-29", "2024-02-29"), ("", "")]
)
def test_a_year_and_a_month_count_from_their_first_day(text: str, day: str) -> None:
    assert first_day(text) == day


@pytest.mark.parametrize("text", BROKEN)
def test_what_the_calendar_does_not_have_is_refused(text: str) -> None:
    with pytest.raises(OpennessError, match="is not a date; write YYYY-MM-DD, YYYY-MM or YYYY"):
        first_day(text)
    assert not is_date(text)
    assert not is_month_or_day(text)
    assert not is_day(text)


def test_some_places_ask_for_a_month_or_for_a_whole_day() -> None:
    texts = ("", "2025", "2025-03", "2025-03-09")
    assert [is_date(text) for text in texts] == [False, True, True, True]
    assert [is_month_or_day(text) for text in texts] == [False, False, True, True]
    assert [is_day(text) for text in texts] == [False, False, False, True]


@pytest.mark.parametrize(
    ("when", "before"), [("2025-03-01", "2025-02-28"), ("2025-03", "2025-02-28"), ("2025", "2024-12-31")]
)
def test_the_day_before(when: str, before: str) -> None:
    assert day_before(when) == before


def test_today_is_a_day() -> None:
    assert is_day(today())
