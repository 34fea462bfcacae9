"""Where sources disagree: kappa against a table worked out by hand, pairs and components counted once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from openness.findings.disagreement import LEAST, disagreement, kappa, kappa_words
from openness.scoring.answer import Answer, answer
from tests.factories import fact, package_of

STATES = ("closed", "partial", "gated", "open")


def test_kappa_is_that_of_the_table_of_both_readers() -> None:
    chance = np.random.default_rng(3)
    one = chance.choice(STATES, 200)
    other = np.where(chance.random(200) < 0.6, one, chance.choice(STATES, 200))
    table = pd.crosstab(one, other, normalize=True).reindex(index=STATES, columns=STATES, fill_value=0).to_numpy()
    expected = (np.trace(table) - table.sum(axis=0) @ table.sum(axis=1)) / (1 - table.sum(axis=0) @ table.sum(axis=1))

    assert kappa(one.tolist(), other.tolist()) == pytest.approx(expected)
    assert np.isnan(kappa(["open"] * 9, ["open"] * 9))
    assert np.isnan(kappa([], []))


def test_pairs_are_counted_by_component_and_together() -> None:
    facts = []
    for number in range(LEAST):
        release = f"r{number}"
        theirs = "open" if number < 2 else "closed"
        facts += [fact(release, "training_code", "closed"), fact(release, "training_code", theirs, source="mot")]
        facts += [fact(release, "api", "open"), fact(release, "model_card", "open", source="mot")]
    facts += [fact("r0", "package", "open"), fact("r0", "package", "not-applicable", source="mot")]
    facts += [fact("r0", "model_card", "unknown")]
    found = disagreement(answer(package_of(releases=[f"r{n}" for n in range(LEAST)], facts=facts)))

    assert found["component"].tolist() == ["all", "training_code"]
    assert found["n"].tolist() == [LEAST, LEAST]
    assert found["agree"].tolist() == [(LEAST - 2) / LEAST] * 2
    assert found[["more_open", "less_open"]].to_numpy().tolist() == [[0, 2], [0, 2]]
    assert found[["one", "other"]].to_numpy().tolist() == [["first-party", "mot"]] * 2


def test_real_pairs_add_up(everything: Answer) -> None:
    found = disagreement(everything)
    together, apart = found[found["component"] == "all"], found[found["component"] != "all"]

    sums = apart.groupby(["one", "other"])[["n", "more_open", "less_open"]].sum()
    pd.testing.assert_frame_equal(
        sums, together.set_index(["one", "other"])[["n", "more_open", "less_open"]].sort_index(), check_dtype=False
    )
    assert found.loc[found["n"] < LEAST, "kappa"].isna().all()
    assert ((found["more_open"] + found["less_open"]) / found["n"] + found["agree"]).round(9).eq(1).all()


def test_nothing_in_common_is_an_empty_table() -> None:
    assert disagreement(answer(package_of())).empty


def test_kappa_in_words() -> None:
    assert [kappa_words(value) for value in (0.9, 0.7, 0.5, 0.3, 0.1, -0.2, float("nan"))] == [
        *("almost perfect", "substantial", "moderate", "fair", "slight", "none", "–"),
    ]
