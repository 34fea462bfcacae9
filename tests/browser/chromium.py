"""Find a Chromium for the browser tests and the benchmark; `python -m tests.browser.chromium` prints where it is."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# A quiet browser: no first-run pages, no updates, nothing that talks to anybody but the page under test.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--min-semi-space-size=64",  # many short pages: a tenth of the work was sweeping after them
)


def find() -> str | None:
    """Path of a Chromium: the one named by CHROMIUM, one on the PATH, or Playwright's own; None when there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    for name in NAMES:
        path = shutil.which(name)
        # Ubuntu's /usr/bin/chromium-browser may be a mere pointer to a snap that is not installed.
        if path and not _is_snap_pointer(Path(path)):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def _is_snap_pointer(path: Path) -> bool:
    try:
        return path.stat().st_size < 4096 and b"snap install" in path.read_bytes()
    except OSError:
        return False


if __name__ == "__main__":
    found = find()
    print(found or "no Chromium found", file=sys.stdout if found else sys.stderr)
    sys.exit(0 if found else 1)
