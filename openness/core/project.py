"""Where the project itself lives."""

from __future__ import annotations

import tomllib
from functools import cache

from openness.core.paths import ROOT


@cache
def project_url() -> str:
    """The address of the project's repository, without a slash at its end; empty where nobody has said it.

    It is ``Repository`` under ``[project.urls]`` of ``pyproject.toml``, and nowhere else.
    """
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(about["project"].get("urls", {}).get("Repository", "")).rstrip("/")
