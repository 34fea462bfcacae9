"""A few of the inputs of `benchmarks/hostile.py`, others in each kind: nothing fails in a way that nobody expected.

HOSTILE_INPUTS sets how many of each kind; the benchmark reads a hundred thousand.
"""

from __future__ import annotations

import os
import random
from itertools import islice

import pytest

from tests.hostile_inputs import kinds
from tests.shared import LIVE

NUMBER = int(os.environ.get("HOSTILE_INPUTS", "120"))


@pytest.mark.parametrize("kind", ["addresses", "YAML", "CSV", "workbooks"])
def test_whatever_is_sent_is_read_or_refused_in_words(kind: str) -> None:
    make, read = kinds(LIVE)[kind]
    for content in islice(make(random.Random(f"test {kind}")), NUMBER):  # noqa: S311 (no secret)
        read(content)
