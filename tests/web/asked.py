"""What several tests of addresses ask for, and how they read what comes."""

from __future__ import annotations

import csv
import io

from openness.publish.live import Live
from openness.query.grammar import Query


def weighed(live: Live, rubric: str) -> str:
    """An edit that the definition understands."""
    return f"weight.{next(iter(live.answer(Query(rubric=rubric)).rubric.dimensions))}"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))
