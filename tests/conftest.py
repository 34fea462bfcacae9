"""What all tests share: the repository, one clock zone, and Hypothesis without a stopwatch on a busy machine."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import settings

from openness.facts.package import Package, load_package
from openness.scoring.answer import Answer, answer

ROOT = Path(__file__).resolve().parent.parent

os.environ["TZ"] = "UTC"
time.tzset()
os.environ["COLUMNS"] = "100"  # the command line wraps its text to the terminal, and a worker has none

settings.register_profile("project", deadline=None, derandomize=True, print_blob=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "project"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def package(root: Path) -> Package:
    """The data as committed, read once a worker."""
    return load_package(root / "data")


@pytest.fixture(scope="session")
def everything(package: Package) -> Answer:
    """All of it under the default definition, answered once a worker."""
    return answer(package)
