"""Where the repository is."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder of the repository: ``data/``, ``rubric.yaml`` and ``rubrics/`` are in it."""


def from_root(path: Path) -> str:
    """What a file is called in a problem: from the repository's folder where it is inside, else as given."""
    return (path.relative_to(ROOT) if path.is_relative_to(ROOT) else path).as_posix()
