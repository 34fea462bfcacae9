"""Do releases stay open: the estimate against a textbook and SciPy, the events against the downloaded changes."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from openness.facts.package import Package
from openness.findings.survival import EVENTS, kaplan_meier, survival
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer
from tests.factories import fact, package_of
from tests.findings.test_obstacles import downloaded

# Freireich and others (1963), 6-mercaptopurine: weeks until remission ended, and weeks of those still in
# remission. The estimate and Greenwood's standard errors as textbooks print them (Kleinbaum and Klein; Collett).
EVENTS_AT = (6, 6, 6, 7, 10, 13, 16, 22, 23)
STILL_AT = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
PRINTED = {
    6: (0.8571, 0.0764),
    7: (0.8067, 0.0869),
    10: (0.7529, 0.0963),
    13: (0.6902, 0.1068),
    16: (0.6275, 0.1141),
    22: (0.5378, 0.1282),
    23: (0.4482, 0.1346),
}


def test_estimate_and_band_are_the_textbooks() -> None:
    weeks = [float(week) for week in (*EVENTS_AT, *STILL_AT)]
    steps = kaplan_meier(weeks, [True] * len(EVENTS_AT) + [False] * len(STILL_AT))

    assert [step.months for step in steps] == list(PRINTED)
    for step, (share, error) in zip(steps, PRINTED.values(), strict=True):
        assert step.share == pytest.approx(share, abs=6e-5)
        within = 1.96 * error / (share * math.log(share))  # of log(-log S)
        assert step.low == pytest.approx(share ** math.exp(-within), abs=4e-4)
        assert step.high == pytest.approx(share ** math.exp(within), abs=4e-4)


@given(st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=1, max_size=40))
def test_estimate_is_that_of_scipy(given_: list[tuple[int, bool]]) -> None:
    months, events = [float(month) for month, _ in given_], [event for _, event in given_]
    censored = [month for month, event in given_ if not event]
    happened = [month for month, event in given_ if event]
    steps = kaplan_meier(months, events)
    if not happened:
        assert steps == ()
        return
    theirs = stats.ecdf(stats.CensoredData(uncensored=happened, right=censored)).sf
    assert [step.share for step in steps] == pytest.approx(theirs.evaluate([step.months for step in steps]).tolist())
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # no band where the share is 0, as ours has none
        band = theirs.confidence_interval(method="log-log")
        for step in steps:
            if step.share:
                assert step.low == pytest.approx(float(band.low.evaluate(step.months)))
                assert step.high == pytest.approx(float(band.high.evaluate(step.months)))


def ended(changes: pd.DataFrame, release: str, component: str, start: str) -> set[str]:
    """What of its first openness a release lost, from the table of changes anybody downloads."""
    mine = changes[(changes["release"] == release) & (changes["component"] == component) & (changes["date"] > start)]
    found = set()
    for row in mine.to_dict("records"):
        if row["before"] == "open" and row["after"] in ("gated", "partial"):
            found.add("gated")
        if row["before"] == "open" and row["after"] == "closed":
            found.add("withdrawn")
        if row["licence_before"] and row["licence_after"] and row["before"] == row["after"] == "open":
            found.add("relicensed")
    return found


@pytest.mark.parametrize("rubric", ["", "g7-2026", "mof-1.0"])
def test_events_are_those_of_the_changes_anybody_downloads(rubric: str, package: Package) -> None:
    shown = answer(package, Query(rubric=rubric))
    changes, found = downloaded(shown, "changes.csv"), survival(shown)

    assert found.events > 0
    for one in found.rows:
        lost = ended(changes, one.release, one.component, one.start)
        assert (one.event in lost) if one.event else not lost, one
        assert one.end == shown.as_of if not one.event else one.end in set(changes["date"])


def test_the_followed_are_open_now_or_had_an_event(everything: Answer) -> None:
    facts = downloaded(everything, "evidence.csv")
    now = facts[facts["component"].isin(["base_weights", "enduser_weights"])]
    now = now[now["counts_for"].isin(["availability", "both"]) & (now["source"] != "derived")]
    open_now = set(now[now["availability"] == "open"]["release"])
    found = survival(everything)
    followed = {one.release for one in found.rows}

    assert {one.release for one in found.rows if one.event in ("", "relicensed")} <= open_now
    assert followed - open_now == {one.release for one in found.rows if one.event in ("withdrawn", "gated")}


def weights(availability: str, licence: str = "", since: str = "") -> dict[str, str]:
    return fact("alpha", "enduser_weights", availability, licence, since=since, recorded="2026-11-01")


@pytest.mark.parametrize(
    ("later", "event"),
    [
        (weights("closed", since="2025-01-15"), "withdrawn"),
        (weights("gated", "MIT", since="2025-01-15"), "gated"),
        (weights("open", "Apache-2.0", since="2025-01-15"), "relicensed"),
    ],
)
def test_each_kind_of_event_ends_the_following(later: dict[str, str], event: str) -> None:
    made = package_of(facts=[weights("open", "MIT", since="2024-01-15"), later])
    one = survival(answer(made)).rows[0]

    assert (one.event, one.start, one.end) == (event, "2024-01-15", "2025-01-15")
    assert one.months == pytest.approx(12, abs=0.05)
    assert survival(answer(made), event).events == 1
    others = [name for name in EVENTS if name not in ("any", event)]
    assert all(survival(answer(made), name).events == 0 for name in others)


def test_weights_that_were_opened_later_are_followed_from_that_day() -> None:
    made = package_of(facts=[weights("closed", since="2024-01-15"), weights("open", "MIT", since="2024-03-01")])
    one = survival(answer(made)).rows[0]
    assert (one.start, one.end, one.event) == ("2024-03-01", "2026-11-22", "")


def test_a_licence_named_for_the_first_time_is_no_change_and_gated_weights_are_not_followed() -> None:
    named = package_of(facts=[weights("open", since="2024-01-15"), weights("open", "MIT", since="2024-03-01")])
    assert survival(answer(named)).events == 0
    gated = package_of(facts=[weights("gated", "MIT")])
    assert survival(answer(gated)).rows == ()


def test_a_look_back_ends_the_following_on_that_day() -> None:
    made = package_of(facts=[weights("open", "MIT", since="2024-01-15"), weights("closed", since="2025-01-15")])
    one = survival(answer(made, Query(as_of="2024-07-15"))).rows[0]
    assert (one.event, one.end) == ("", "2024-07-15")


def test_there_is_no_other_event(everything: Answer) -> None:
    with pytest.raises(ValueError, match="no event 'sold'; one of: any"):
        survival(everything, "sold")
