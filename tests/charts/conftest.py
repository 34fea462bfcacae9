"""The real data, answered once: charts are tested on what they are made for."""

from __future__ import annotations

from pathlib import Path

import pytest

from openness.charts.kit.view import View, view_of
from openness.scoring.answer import Answer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def view(everything: Answer) -> View:
    return view_of(everything)
