"""Where the repository is."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder of the repository: ``data/``, ``rubric.yaml`` and ``rubrics/`` are in it."""


def from_root(path: Path, root: Path = ROOT) -> str:
    """What a file is called in a problem: from the repository's folder where it is inside, else as given."""
    inside, root = path.resolve(), root.resolve()
    return (inside.relative_to(root) if inside.is_relative_to(root) else path).as_posix()
