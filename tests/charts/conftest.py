"""The real data, answered once: charts are tested on what they are made for."""

from __future__ import annotations

from pathlib import Path

import pytest

from openness.answer import Answer, answer
from openness.charts.view import View, view_of
from openness.evidence import Package, load_package

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def package() -> Package:
    return load_package(ROOT / "data")


@pytest.fixture(scope="session")
def everything(package: Package) -> Answer:
    return answer(package)


@pytest.fixture(scope="session")
def view(everything: Answer) -> View:
    return view_of(everything)
