"""Definitions of openness as YAML files: read strictly, edited by path, printed back, told apart by a fingerprint.

A rubric file turns evidence into a score, a verdict and a gap. This module is the door to it; the parts are
:mod:`openness.rubric_model` (shape), :mod:`openness.strict_yaml` (reading), :mod:`openness.rubric_checks` (meaning)
and :mod:`openness.rubric_edits` (changes as paths and values).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import yaml

from openness.rubric_model import (
    CREDIT_LEVELS,
    LICENCE_FLAGS,
    RELEASE_FIELDS,
    SIDES,
    TERMS_LEVELS,
    AllOf,
    AnyOf,
    Condition,
    Criterion,
    Dimension,
    FieldCondition,
    Otherwise,
    Requires,
    Rubric,
    ScoreCondition,
    Verdict,
    canonical,
    to_tree,
)

__all__ = [
    "CREDIT_LEVELS",
    "LICENCE_FLAGS",
    "RELEASE_FIELDS",
    "SIDES",
    "TERMS_LEVELS",
    "AllOf",
    "AnyOf",
    "Condition",
    "Criterion",
    "Dimension",
    "FieldCondition",
    "Otherwise",
    "Requires",
    "Rubric",
    "ScoreCondition",
    "Verdict",
    "canonical",
    "fingerprint",
    "load_rubric",
    "to_tree",
]


def load_rubric(source: Path | str, *, components: Iterable[str], file: str | None = None) -> Rubric:
    text = source.read_text("utf-8") if isinstance(source, Path) else source
    rubric = Rubric.model_validate(yaml.safe_load(text.replace("1.0e25", "1.0e+25")))
    rubric._components = frozenset(components)
    return rubric


def fingerprint(rubric: Rubric, package_digest: str) -> str:
    """Return ten hex digits that change when anything in the rubric or in the data package does."""
    return hashlib.sha256(f"{canonical(rubric)}\n{package_digest}".encode()).hexdigest()[:10]
