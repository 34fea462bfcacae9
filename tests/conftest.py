"""What all tests share: the repository, one clock zone, and Hypothesis without a stopwatch on a busy machine."""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path

import pytest
from hypothesis import settings

from openness.facts.package import Package
from openness.publish.live import Live
from openness.scoring.answer import Answer
from tests.shared import LIVE

ROOT = Path(__file__).resolve().parent.parent

os.environ["TZ"] = "UTC"
time.tzset()
os.environ["COLUMNS"] = "100"  # the command line wraps its text to the terminal, and a worker has none

# Garbage is looked for less often than Python would: a process of the tests has memory enough, and no time.
gc.set_threshold(20_000, 20, 20)

settings.register_profile("project", deadline=None, derandomize=True, print_blob=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "project"))


def pytest_collection_finish() -> None:
    """What is collected stays: it need not be looked through with every page, after which Streamlit tidies up."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def live() -> Live:
    """The data and definitions as committed, with what is made of them."""
    return LIVE


@pytest.fixture(scope="session")
def package(live: Live) -> Package:
    """The data as committed, read once a worker."""
    return live.package()


@pytest.fixture(scope="session")
def everything(live: Live) -> Answer:
    """All of it under the default definition, answered once a worker."""
    return live.answer()
