"""Coherence: correlations, Cronbach's alpha and principal components, against other ways to work them out."""

from __future__ import annotations

import numpy as np
import pytest

from openness.facts.package import Package
from openness.findings.coherence import LEAST, coherence, correlations, cronbach, principal
from openness.query.grammar import Query
from openness.scoring.answer import Answer, answer, rubric_titles
from tests.factories import package_of

VALUES = np.random.default_rng(7).random((40, 5)) + np.linspace(0, 2, 40)[:, None] * [1, 1, 1, 0, -1]


def test_alpha_is_the_mean_covariance_over_the_mean_of_the_whole_matrix() -> None:
    matrix = np.cov(VALUES.T)
    number = len(matrix)
    between = (matrix.sum() - np.trace(matrix)) / (number * (number - 1))

    assert cronbach(VALUES) == pytest.approx(between / (matrix.sum() / number**2))


def test_alpha_of_copies_is_one_and_of_noise_none() -> None:
    column = VALUES[:, :1]

    assert cronbach(np.hstack([column, column, column])) == pytest.approx(1)
    assert abs(cronbach(np.random.default_rng(1).random((4000, 6)))) < 0.1
    assert np.isnan(cronbach(column))
    assert np.isnan(cronbach(VALUES[: LEAST - 1]))


def test_components_are_those_of_the_singular_values() -> None:
    shares, loadings = principal(VALUES)
    scaled = (VALUES - VALUES.mean(axis=0)) / VALUES.std(axis=0)
    _, singular, right = np.linalg.svd(scaled, full_matrices=False)

    assert shares == pytest.approx(singular**2 / (singular**2).sum())
    assert np.abs(loadings.T) == pytest.approx(np.abs(right))
    assert (loadings[np.abs(loadings).argmax(axis=0), range(5)] > 0).all()


def test_correlations_leave_out_what_does_not_apply() -> None:
    values = VALUES.copy()
    values[:25, 1] = np.nan
    values[: 40 - LEAST + 1, 2] = np.nan
    found = correlations(values)

    assert found[0, 3] == pytest.approx(np.corrcoef(VALUES[:, 0], VALUES[:, 3])[0, 1])
    assert found[0, 1] == found[1, 0] == pytest.approx(np.corrcoef(VALUES[25:, 0], VALUES[25:, 1])[0, 1])
    assert np.isnan(found[0, 2])


def test_every_definition_says_how_its_criteria_go_together(package: Package) -> None:
    for rubric in rubric_titles(package):
        found = coherence(answer(package, Query(rubric=rubric)))
        assert len(found.criteria) == len(found.titles) == found.values.shape[1]
        assert np.nanmax(np.abs(found.correlations)) <= 1 + 1e-9
        for sentence in found.sentences():
            assert "nan" not in sentence


def test_sentences_hold_the_numbers(everything: Answer) -> None:
    found = coherence(everything)
    text = " ".join(found.sentences())

    assert found.releases == int(everything.scores.ranked.sum())
    assert f"{found.alpha:.2f}" in text
    assert f"{100 * found.components[0][0]:.0f}%" in text
    assert found.pairs()[0][1] in text


def test_too_few_releases_say_nothing() -> None:
    assert coherence(answer(package_of())).sentences() == []
