"""The European index by the day it recorded its judgements, and what its new definition did to places."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from openness.facts.evidence import resolve
from openness.facts.package import Package
from openness.findings.assessments import INDEX, judgements, redefined
from openness.query.grammar import Query
from openness.rubric.model import Rubric
from openness.scoring.answer import Answer, answer, load_base
from openness.scoring.scores import score
from tests.factories import fact, package_of


@pytest.fixture(scope="module")
def old(package: Package) -> Rubric:
    return load_base(package, "osai-index-2025")


@pytest.fixture(scope="module")
def new(package: Package) -> Rubric:
    return load_base(package, "osai-index-2026")


def test_the_last_word_of_the_index_is_what_resolving_it_alone_gives(
    package: Package, everything: Answer, new: Rubric
) -> None:
    last = judgements(everything, new).groupby("release")["score"].last()
    alone = score(new, resolve(package, sources=[INDEX]))
    now = pd.Series(alone.low, index=list(alone.releases))

    dated = set(package.facts.loc[(package.facts["source"] == INDEX) & (package.facts["since"] != ""), "release"])
    same = last.index.difference(list(dated))
    assert len(same) > 200
    assert last[same].to_numpy() == pytest.approx(now[same].to_numpy())


def test_a_judgement_counts_from_the_day_it_was_recorded(new: Rubric) -> None:
    small = package_of(
        releases=[{"release": "alpha", "released": "2023-01"}],
        facts=[
            fact("alpha", "training_code", "closed", source=INDEX, recorded="2024-09-12"),
            fact("alpha", "training_code", "partial", source=INDEX, recorded="2024-12-01"),
            fact("alpha", "model_card", "open", source=INDEX, recorded="2024-12-01"),
            fact("alpha", "training_code", "open", recorded="2024-10-01"),
        ],
    )
    found = judgements(answer(small), new)

    assert found["recorded"].tolist() == ["2024-09-12", "2024-12-01"]
    assert found["score"].tolist() == pytest.approx([0, 100 * 1.5 / 12])
    assert np.isnan(found["step"].iloc[0])
    assert judgements(answer(small, Query(as_of="2024-11-30")), new)["recorded"].tolist() == ["2024-09-12"]


def test_a_new_definition_moves_places_though_no_judgement_changed(
    everything: Answer, old: Rubric, new: Rubric
) -> None:
    table = redefined(everything, old, new, "2026-03-12")

    assert len(table) > 200
    assert table["moved"].abs().is_monotonic_decreasing
    assert table["moved"].sum() == pytest.approx(0)  # what some gain in places, others lose
    assert (table["moved"].abs() >= 10).mean() > 0.3
    for name in ("old", "new"):
        assert table[f"{name}_place"].to_numpy() == pytest.approx(
            table[name].round(9).rank(ascending=False, method="average").to_numpy()
        )
    dropped = set(old.criteria) - set(new.criteria)
    assert len(old.criteria) == 14
    assert len(new.criteria) == 12
    assert len(dropped) == 2


def test_a_release_closed_in_what_was_dropped_gains_and_one_open_there_loses(old: Rubric, new: Rubric) -> None:
    kept = [new.criteria[name].members[0] for name in new.criteria]
    dropped = [old.criteria[name].members[0] for name in old.criteria if name not in new.criteria]
    releases = ["with", "without", "between"]
    facts = [
        fact(release, component, "partial", source=INDEX, recorded="2025-01-01")
        for release in releases
        for component in kept
    ]
    facts += [fact("with", component, "open", source=INDEX, recorded="2025-01-01") for component in dropped]
    facts += [fact("without", component, "closed", source=INDEX, recorded="2025-01-01") for component in dropped]
    facts += [fact("between", component, "partial", source=INDEX, recorded="2025-01-01") for component in dropped]
    table = redefined(answer(package_of(releases=releases, facts=facts)), old, new, "2026-03-12").set_index("release")

    assert table["old_place"].to_dict() == {"with": 1, "between": 2, "without": 3}
    assert table["new_place"].unique().tolist() == [2]
    assert table.loc["without", "moved"] == 1


def test_only_what_had_been_judged_by_then_is_placed(everything: Answer, old: Rubric, new: Rubric) -> None:
    early = redefined(everything, old, new, "2024-12-31")

    assert 0 < len(early) < len(redefined(everything, old, new, "2026-03-12"))


def test_a_package_without_the_index_has_no_history_of_it(old: Rubric, new: Rubric) -> None:
    nothing = answer(package_of(sources=[{"source": "first-party", "precedence": "1"}]))

    assert judgements(nothing, new).empty
    assert redefined(nothing, old, new, "2026-03-12").empty
